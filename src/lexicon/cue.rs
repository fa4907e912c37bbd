//! Reporting cues: forms of verbs, participles, verbal nouns and prepositions, with what they may govern.

use super::table::{Row, pieces};
use crate::model::{CueClass, Vocabulary};

/// What part of speech a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pos {
    /// Finite verb.
    Verb,
    /// Finite verb with an object pronoun (أبلغه).
    VerbObject,
    /// Accusative participle (مشيرا).
    Participle,
    /// Verbal noun (تأكيد، قوله).
    Masdar,
    /// Attributive preposition (بحسب).
    Preposition,
    /// Verb that has no agent in this form (قيل).
    Passive,
    /// Several words (أعرب عن أمله).
    Phrase,
    /// A document that speaks (جاء في البيان).
    Document,
    /// Venue frame (في تصريح صحفي).
    Frame,
    /// Switch frame (من جهته).
    Switch,
    /// Boilerplate opener (يذكر أن).
    Boilerplate,
    /// No speaker (من المقرر أن).
    Impersonal,
    /// Refusal to speak.
    NoClaim,
    /// Whatever the engine does not use.
    Other,
}

/// Declares the subclasses of cues with their names in `cues.tsv`.
macro_rules! subs {
    (nouns: { $($noun:ident = $noun_text:literal,)+ } others: { $($other:ident = $other_text:literal,)+ }) => {
        /// What a cue does with words, in finer grades than its class.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Sub {
            /// Not said.
            None,
            $($noun,)+
            $($other,)+
        }

        impl Sub {
            /// The subclass of a name; nothing where there is none of that name.
            fn parse(name: &str) -> Option<Self> {
                match name {
                    "" => Some(Self::None),
                    $($noun_text => Some(Self::$noun),)+
                    $($other_text => Some(Self::$other),)+
                    _ => None,
                }
            }

            /// Whether a noun can be the content: an object, or what a preposition leads to.
            pub(crate) fn takes_noun(self) -> bool {
                matches!(self, $(Self::$noun)|+)
            }
        }
    };
}

subs! {
    nouns: {
        Accuse = "accuse", Admit = "admit", Advise = "advise", Announce = "announce",
        Ask = "ask", Assert = "assert", Call = "call", Causal = "causal", Complain = "complain",
        Condemn = "condemn", Condition = "condition", Criticise = "criticise", Defend = "defend",
        Demand = "demand", Deny = "deny", Describe = "describe", Doubt = "doubt",
        Downplay = "downplay", Emotive = "emotive", Fear = "fear", Hint = "hint", Hope = "hope",
        Insist = "insist", Light = "light", Opine = "opine", Oppose = "oppose", Point = "point",
        Praise = "praise", Predict = "predict", Promise = "promise", Reject = "reject",
        Remind = "remind", Request = "request", Reveal = "reveal", Speak = "speak",
        Support = "support", Threat = "threat", Urge = "urge", Vote = "vote", Warn = "warn",
        Welcome = "welcome",
    }
    others: {
        AccordingTo = "according_to", Add = "add", Approve = "approve", AsSaid = "as_said",
        BasedOn = "based_on", Cancel = "cancel", Close = "close", Collective = "collective",
        Conclude = "conclude", Confidence = "confidence", Congrat = "congrat",
        Contrast = "contrast", Decide = "decide", Delegate = "delegate", Distance = "distance",
        Document = "document", Evidence = "evidence", Explain = "explain", Frame = "frame",
        Hearsay = "hearsay", InWordsOf = "in_words_of", Inform = "inform", Narrate = "narrate",
        Note = "note", Oblige = "oblige", Open = "open", Order = "order", Protest = "protest",
        Readiness = "readiness", Regret = "regret", Relay = "relay", Reply = "reply",
        Rule = "rule", Say = "say", Selfsource = "selfsource", Suspend = "suspend",
        Testify = "testify", Thank = "thank", Transmit = "transmit", ViewOf = "view_of",
        Voice = "voice", Worry = "worry", Write = "write",
    }
}

/// Tense of a finite form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    Perfect,
    Imperfect,
    None,
}

/// Grammatical gender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Masculine,
    Feminine,
    Unknown,
}

/// Grammatical number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    Singular,
    Dual,
    Plural,
    Unknown,
}

/// Gender and number of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agreement {
    pub(crate) gender: Gender,
    pub(crate) number: Number,
}

impl Agreement {
    pub(crate) const UNKNOWN: Self = Self { gender: Gender::Unknown, number: Number::Unknown };

    /// From `3ms`, `fs`, `pron.3fp`, `3d`.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim_start_matches("pron.").trim_start_matches('3');
        let gender = match text.chars().next() {
            Some('m') => Gender::Masculine,
            Some('f') => Gender::Feminine,
            _ => Gender::Unknown,
        };
        let number = match text.chars().last() {
            Some('s') => Number::Singular,
            Some('d') => Number::Dual,
            Some('p') => Number::Plural,
            _ => Number::Unknown,
        };
        Self { gender, number }
    }
}

/// How likely a form is something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ambiguity {
    Low,
    Medium,
    High,
}

/// What a cue may govern, as bits.
pub(crate) mod governs {
    /// أن / إن.
    pub(crate) const AN: u32 = 1;
    /// بأن.
    pub(crate) const BI_AN: u32 = 1 << 1;
    /// `:`.
    pub(crate) const COLON: u32 = 1 << 2;
    /// A quotation.
    pub(crate) const QUOTE: u32 = 1 << 3;
    /// An accusative object.
    pub(crate) const ACC: u32 = 1 << 4;
    /// بـ + noun.
    pub(crate) const BI: u32 = 1 << 5;
    /// على.
    pub(crate) const ALA: u32 = 1 << 6;
    /// إلى.
    pub(crate) const ILA: u32 = 1 << 7;
    /// من.
    pub(crate) const MIN: u32 = 1 << 8;
    /// عن.
    pub(crate) const AN_PREP: u32 = 1 << 9;
    /// في.
    pub(crate) const FI: u32 = 1 << 10;
    /// لـ.
    pub(crate) const LI: u32 = 1 << 11;
    /// An addressee or object before the content (acc+…).
    pub(crate) const OBJECT_FIRST: u32 = 1 << 12;
    /// قائلا، بالقول.
    pub(crate) const QAEL: u32 = 1 << 13;
    /// إلى أن, على أن, من أن: the preposition belongs to the opener.
    pub(crate) const PREP_AN: u32 = 1 << 14;
    /// Two objects (اعتبر X Y, وصف X بـ).
    pub(crate) const TWO_OBJECTS: u32 = 1 << 15;
    /// عما إذا.
    pub(crate) const WHETHER: u32 = 1 << 16;
}

/// One form of one cue lemma.
#[derive(Debug, Clone)]
pub(crate) struct CueForm {
    pub(crate) lemma: &'static str,
    /// The form with its hamzas.
    pub(crate) form: &'static str,
    pub(crate) class: CueClass,
    pub(crate) sub: Sub,
    pub(crate) pos: Pos,
    pub(crate) tense: Tense,
    pub(crate) agreement: Agreement,
    pub(crate) governs: u32,
    pub(crate) ambiguity: Ambiguity,
    /// Only after a negation: never introduces a claim.
    pub(crate) negated_only: bool,
    /// The pronoun that stands for the speaker (على حد قوله).
    pub(crate) speaker_pronoun: Option<Agreement>,
}

/// Features of a form, as `cues.tsv` lists them (`pos=verb;tense=perf;pgn=3ms`). Each is empty where it is absent.
#[derive(Default)]
struct Features<'r> {
    pos: &'r str,
    sub: &'r str,
    tense: &'r str,
    agreement: &'r str,
    speaker: &'r str,
    negated_only: bool,
}

impl<'r> Features<'r> {
    /// Those of a row; what only people read (glosses, notes) is passed over.
    fn parse(list: &'r str) -> Self {
        let mut features = Self::default();
        for feature in pieces(list, b';') {
            let (name, value) = feature.split_at(feature.bytes().position(|b| b == b'=').unwrap_or(feature.len()));
            let value = value.get(1..).unwrap_or_default();
            match name {
                "pos" => features.pos = value,
                "sub" => features.sub = value,
                "tense" => features.tense = value,
                // The three names are of three parts of speech: person too, gender and number, of a noun.
                "pgn" | "gn" | "agr" => features.agreement = value,
                "speaker" => features.speaker = value,
                "neg_only" => features.negated_only = value == "1",
                _ => {}
            }
        }
        features
    }
}

impl CueForm {
    /// From a row of `cues.tsv` (lemma, form, class, features, complement, ambiguity); the message of an error.
    pub(crate) fn parse(row: &Row) -> Result<Self, String> {
        let features = Features::parse(row.get(3));
        let pos = match features.pos {
            "verb" => Pos::Verb,
            "verb+obj" => Pos::VerbObject,
            "ptcp" => Pos::Participle,
            "masdar" => Pos::Masdar,
            "prep" => Pos::Preposition,
            "pass" | "pass_or_act" | "impf_or_pass" => Pos::Passive,
            "mwe" | "pass_mwe" => Pos::Phrase,
            "doc" => Pos::Document,
            "frame" => Pos::Frame,
            "switch" => Pos::Switch,
            "boilerplate" => Pos::Boilerplate,
            "impersonal" => Pos::Impersonal,
            "noclaim" => Pos::NoClaim,
            "rel" | "ptcp_pass" | "background" | "nominal" => Pos::Other,
            other => return Err(format!("unknown part of speech `{other}`")),
        };
        let sub = Sub::parse(features.sub).ok_or_else(|| format!("unknown subclass `{}`", features.sub))?;
        Ok(Self {
            lemma: row.get(0),
            form: row.get(1),
            class: class_of(row.get(2), sub).ok_or_else(|| format!("unknown class `{}`", row.get(2)))?,
            sub,
            pos,
            tense: match features.tense {
                "perf" => Tense::Perfect,
                "impf" | "juss" => Tense::Imperfect,
                _ => Tense::None,
            },
            agreement: Agreement::parse(features.agreement),
            governs: pieces(row.get(4), b';').map(governed).fold(0, |all, one| all | one),
            ambiguity: match row.get(5) {
                "low" => Ambiguity::Low,
                "medium" => Ambiguity::Medium,
                "high" => Ambiguity::High,
                other => return Err(format!("unknown ambiguity `{other}`")),
            },
            negated_only: features.negated_only,
            speaker_pronoun: features.speaker.starts_with("pron").then(|| Agreement::parse(features.speaker)),
        })
    }

    /// Whether it governs at least one of the bits.
    pub(crate) fn takes(&self, bits: u32) -> bool {
        self.governs & bits != 0
    }
}

/// The class of the model for a class and subclass of the file: refusals are kept apart from denials.
fn class_of(class: &str, sub: Sub) -> Option<CueClass> {
    match (class, sub) {
        ("denial", Sub::Reject) => Some(CueClass::Rejection),
        (_, Sub::Distance) => Some(CueClass::Doubtful),
        _ => CueClass::parse(class),
    }
}

/// The bits of one complement of the file (`acc+بأن`, `على أن`, `Q`).
fn governed(complement: &str) -> u32 {
    use governs::{
        ACC, ALA, AN, AN_PREP, BI, BI_AN, COLON, FI, ILA, LI, MIN, OBJECT_FIRST, PREP_AN, QAEL, QUOTE, TWO_OBJECTS,
        WHETHER,
    };
    let object = if complement.starts_with("acc+") || complement.starts_with("من+") { OBJECT_FIRST } else { 0 };
    let rest = complement.strip_prefix("acc+").unwrap_or(complement);
    let two =
        if matches!(complement, "acc+acc" | "acc+بـ" | "acc+بأنه" | "acc+بأن") { TWO_OBJECTS } else { 0 };
    let own = match rest {
        "أن" | "إن" | "ان" | "أن يكون" => AN,
        "بأن" | "بأنه" | "بـ+أن" => BI_AN,
        ":" | "في:" => COLON,
        "Q" | "في+Q" => QUOTE,
        "بـ" | "بـ+acc" => BI,
        "على" | "على+acc" => ALA,
        "على أن" | "على+أن" => ALA | AN | PREP_AN,
        "إلى" => ILA,
        "إلى أن" => ILA | AN | PREP_AN,
        "من" | "من أهمية" | "من شأن" | "من خطورة" => MIN,
        "من أن" => MIN | AN | PREP_AN,
        "من+أن" => AN | OBJECT_FIRST,
        "عن" | "من+عن" | "اللثام عن" | "الستار عن" => AN_PREP,
        "عن+masdar+أن" => AN_PREP | AN,
        "في" => FI,
        "في+أن" => FI | AN | PREP_AN,
        "لـ" | "لصالح" => LI,
        "لـ+أن" => LI | AN,
        "قائلا" | "بالقول" | "القول إن" | "في القول" | "إلى القول" => QAEL,
        "عما إذا" | "كيف" => WHETHER,
        "acc" => ACC,
        _ if rest.starts_with("acc(") || rest == "acc" => ACC,
        _ => 0,
    };
    own | object | two
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Table;

    fn parse(row: &'static str) -> Result<CueForm, String> {
        let mut rows = Table { name: "test", text: row }.rows("lemma").unwrap();
        CueForm::parse(&rows.next().unwrap())
    }

    #[test]
    fn a_subclass_is_one_of_those_that_rules_know() {
        let cue = parse("lemma\nقال\tقال\tneutral\tpos=verb;sub=say\tأن\tlow\n").unwrap();
        assert!(cue.sub == Sub::Say && !cue.sub.takes_noun());
        let error = parse("lemma\nقال\tقال\tneutral\tpos=verb;sub=sya\tأن\tlow\n").unwrap_err();
        assert_eq!(error, "unknown subclass `sya`");
    }
}
