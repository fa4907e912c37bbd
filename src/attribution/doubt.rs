//! Last doubts about an accepted cue: acts that are no speech, narration in the present tense, passives.

use super::candidate::{Candidate, calls};
use super::draft::Construction;
use super::finder::{Accepted, Start};
use super::mention::Subject;
use super::object::definite_saying;
use super::open_phrase::{governed, is_action, is_definite_action, is_owned_action, masdar_shape, owned_action};
use super::personal_name::surnamed;
use super::reading::Reading;
use super::spelling;
use crate::lexicon::cue::{Ambiguity, CueForm, Pos, Sub, Tense, governs};
use crate::lexicon::flags::{
    ATTITUDE, COLLECTIVE, COMMENT, COMP, DOC_VERB, GIVEN, MASDAR, METONYM, OBJ_NOUN, PREP, PRONOUN, STATEMENT, TIME,
    TIME_NEXT,
};
use crate::lexicon::noun::{Noun, NounKind};
use crate::model::CueClass;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// Last doubts: acts that are no speech, high ambiguity without a clause, elided subjects where a passive is likelier.
pub(super) fn believable(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    let doubt = Doubt::new(r, a, sentence);
    !(doubt.likely_passive()
        || doubt.barred_by_lemma()
        || !doubt.clause && (doubt.narrates() || doubt.impersonal() || doubt.lacks_complement())
        || doubt.bears_object()
        || doubt.lacks_subject()
        || doubt.unlicensed_clause()
        || doubt.mere_transport())
}

/// An accepted cue, with what several doubts ask of it.
struct Doubt<'d> {
    r: &'d Reading<'d>,
    a: &'d Accepted,
    sentence: Sentence,
    form: &'static CueForm,
    /// Token of the cue.
    cue: usize,
    /// A pronoun stands right before the cue and is its subject (هو يعتقد أن).
    pronoun: bool,
    /// No subject at all.
    elided: bool,
    imperfect: bool,
    /// The content is a clause or words as they were said, no object.
    clause: bool,
    /// The content is words as they were said.
    spoken: bool,
}

impl<'d> Doubt<'d> {
    fn new(r: &'d Reading<'d>, a: &'d Accepted, sentence: Sentence) -> Self {
        let Candidate { at: cue, form, .. } = a.candidate;
        let pronoun = cue > sentence.start && r.has(cue - 1, PRONOUN);
        Self {
            r,
            a,
            sentence,
            form,
            cue,
            pronoun,
            elided: a.subject == Subject::Elided && !pronoun,
            imperfect: form.tense == Tense::Imperfect,
            clause: a.start != Start::Nominal,
            spoken: matches!(a.start, Start::Quote(_) | Start::Colon | Start::Fronted(..)) || a.shown_cue.is_some(),
        }
    }

    /// Without a subject some verbs are rather passives, which name no speaker.
    fn likely_passive(&self) -> bool {
        if !self.elided {
            return false;
        }
        let (form, alone) = (self.form, !self.a.candidate.conjunction);
        // يعتقد أن, unless it continues somebody (و).
        let held = self.imperfect && alone && form.class == CueClass::Belief && !self.continues();
        // يتوقع، يفترض، يقدر: also after و.
        let expected = self.imperfect && matches!(form.lemma, "توقع" | "افترض" | "قدّر" | "رجح");
        // أعلن في بغداد عن …
        let announced =
            !self.clause && alone && self.cue == self.sentence.start && matches!(form.sub, Sub::Announce | Sub::Reveal);
        held || expected || announced
    }

    /// إذ يعتبر أن, وعن موقف الشارع، يرى أن: behind إذ or a fronted adjunct the verb goes on with somebody.
    fn continues(&self) -> bool {
        let since = || self.cue > self.sentence.start && self.r.key(self.cue - 1) == "اذ";
        matches!(self.form.lemma, "رأى" | "اعتبر") && (since() || behind_adjunct(self.r, self.a, self.sentence))
    }

    /// What single verbs need before they report: the preposition has no clause, the homograph no subject …
    fn barred_by_lemma(&self) -> bool {
        let Self { r, a, cue, form, elided, imperfect, clause, spoken, .. } = *self;
        match form.lemma {
            "صوّت" => !decides(r, a),
            // بينهم is "between them", تبين أن "it turned out that".
            "بيّن" => !clause || imperfect && elided || form.pos == Pos::VerbObject,
            "أبان" => imperfect && elided,
            // They need words as they were said; but علّق ناشط بأن …
            "علّق" | "عقّب" => !spoken && !(clause && r.key(a.content - 1).starts_with("بان")),
            // "كذا" دون ذكر السبب: the preposition.
            "دوّن" => {
                let unsaid = matches!(a.start, Start::Fronted(..) | Start::Quote(_)) && !known_subject(r, a);
                !spoken || unsaid
            }
            "خطّ" => a.construction != Construction::Slogan,
            "كتب" | "رد" => !spoken && a.start != Start::Clause,
            // تحدث عن … takes no clause, and "accused of" without the accused is a passive.
            "تحدث" => a.start == Start::Clause && a.shown_cue.is_none(),
            "اتهم" => !clause && form.pos == Pos::Verb && a.content == cue + 1,
            // وجد نفسه في ورطة: to find oneself.
            "وجد" => (cue + 1..a.content).any(|k| matches!(r.key(k), "نفسه" | "نفسها" | "انفسهم")),
            // نسب التخفيضات: rates, where nobody is named to whom something is ascribed.
            "نسب" => !(cue + 1..self.sentence.end).any(|k| r.bare_key(k) == "الى"),
            // تقرر أن: it was decided.
            "قرر" => elided && r.bare_key(cue) == "تقرر",
            // يعلم أن: to know.
            "علم" => imperfect,
            // علّق العمل suspends it; what is said on a topic is the other علّق.
            "علّق (نشاطا)" => clause,
            // ردد الجميع وعد الكشافة: the noun.
            "وعد" => !clause && !r.key(a.content).starts_with('ب'),
            // جاء تقديم العلم …: only a document says so.
            "جاء" => !in_document(r, a),
            // ورد عليه النائب: this is the other one, with its و.
            "ورد" => r.key(cue + 1).starts_with("علي"),
            // عاد إلى: to return; only عاد … قائلا speaks.
            "عاد" => a.shown_cue.is_none(),
            "أرجع" => imperfect && r.bare_key(cue + 1) == "الى",
            // Without its عن.
            "عبّر" => !spoken && !governed_an(r, a),
            // قدر … بثلاثة ملايين: a passive, unless somebody estimates.
            "قدّر" => !clause && !known_subject(r, a),
            "عدّ" | "اعتبر" => imperfect && !self.takes_position(),
            _ => false,
        }
    }

    /// تعتبر واشنطن هذه الجماعة خطرا is a position, تعتبر الجماعة خطرا a passive.
    fn takes_position(&self) -> bool {
        let somebody = known_subject(self.r, self.a);
        self.a.start == Start::Clause && (somebody || self.pronoun || self.continues())
            || somebody && of_this(self.r, self.a)
    }

    /// A present tense with an object is narration (تلتزم، يهدد، تعد) unless a person opens the sentence with it.
    fn narrates(&self) -> bool {
        let (r, a, class) = (self.r, self.a, self.form.class);
        self.imperfect
            && (!self.opens_sentence() && !demanding(r, a)
                || a.candidate.relative && class != CueClass::Demand
                || class == CueClass::Belief && !known_subject(r, a))
    }

    /// Whether the subject stands at the beginning of the sentence, or of a clause of its own.
    fn opens_sentence(&self) -> bool {
        let Self { r, a, cue, sentence, .. } = *self;
        let Subject::Overt(s, _) = a.subject else { return false };
        // في المقابل، يشكك الباحث في …: a known subject right behind the verb.
        let own_clause = a.candidate.clause_initial
            && known_subject(r, a)
            && s == cue + 1
            && cue.checked_sub(1).is_some_and(|k| r.kind(k) == Kind::Comma && k <= sentence.start + 3);
        own_clause
            || s <= sentence.start + 2
            || cue <= sentence.start + 1
            || is_document(r, s) && self.form.class == CueClass::Demand
    }

    /// وترجع القصة إلى، تلتزم الشركات بـ: only a person gives reasons or promises.
    fn impersonal(&self) -> bool {
        let personal = self.form.sub == Sub::Causal || self.form.class == CueClass::PromiseThreat;
        personal
            && self.imperfect
            && !person_subject(self.r, self.a, self.sentence)
            && !institution(self.r, self.a, self.sentence)
    }

    /// No content can begin where it would: no complement of the cue, or one that says nothing.
    fn lacks_complement(&self) -> bool {
        let Self { r, a, form, .. } = *self;
        let no_comment = form.sub == Sub::Reject && r.has(a.content, COMMENT);
        let says_nothing = form.sub == Sub::Light && !gives_meaning(r, a) && !behind_saying(r, a);
        no_comment || says_nothing || !self.entered() && !self.is_object()
    }

    /// A preposition leads to the content, or begins it.
    fn entered(&self) -> bool {
        let Self { r, a, .. } = *self;
        let proclitic = r.key(a.content).starts_with(['ب', 'ل']);
        a.content > self.cue + 1 && (r.has(a.content - 1, PREP) || r.key(a.content - 1) == "عما" || proclitic)
            || proclitic && governed(r, a.content, self.form)
    }

    /// Whether the content is an object, by its own shape, by what the cue asks for, or by what stands before it.
    fn is_object(&self) -> bool {
        let Self { r, a, form, .. } = *self;
        action_shaped(r, a.content)
            || is_definite_action(r, r.key(a.content)) && form.class != CueClass::Belief
            || matches!(form.sub, Sub::Light | Sub::Causal)
            || form.lemma == "حمّل"
            || a.set_off && r.is_word(a.content)
            || self.judged_thing()
            || self.described_thing()
    }

    /// أدان الهجوم، انتقد "…": what is praised, denied or criticised needs no shape of an action.
    fn judged_thing(&self) -> bool {
        let (r, a, class) = (self.r, self.a, self.form.class);
        let praised = matches!(class, CueClass::Criticism | CueClass::Praise);
        let judged = praised || matches!(class, CueClass::Denial | CueClass::Rejection);
        // أدان الوزير سالم الحلي جريمة: whatever stands behind a whole name.
        let behind_name = || matches!(a.subject, Subject::Overt(_, e) if e == a.content && surnamed(r, e));
        praised && r.kind(a.content) == Kind::Quote || judged && (r.key(a.content).starts_with("ال") || behind_name())
    }

    /// وصف القرار بـ, اعتبر القرار: a thing and what it is called, where the verb or its subject leaves no doubt.
    fn described_thing(&self) -> bool {
        let Self { r, a, form, .. } = *self;
        matches!(form.sub, Sub::Describe | Sub::Opine)
            && form.takes(governs::TWO_OBJECTS)
            && (form.ambiguity != Ambiguity::High
                || person_subject(r, a, self.sentence)
                || spelling::doubled(r, self.cue, form))
    }

    /// الذي وصفه، ما اعتبره: behind a relative word the pronoun on the verb is the antecedent, unless somebody calls it so; and
    /// with an object of its own already, a verb takes another one only if it can have two.
    fn bears_object(&self) -> bool {
        let Self { r, a, cue, form, .. } = *self;
        let free = || calls(&a.candidate) && cue > 0 && matches!(r.bare_key(cue - 1), "ما" | "فيما" | "بما" | "لما");
        form.pos == Pos::VerbObject
            && ((a.candidate.relative || free()) && !judges(r, a)
                || !self.clause && !form.takes(governs::OBJECT_FIRST | governs::TWO_OBJECTS))
    }

    /// Without a subject a doubtful verb needs more than an object, and evidence (تظهر لنا أن) its poll or report.
    fn lacks_subject(&self) -> bool {
        let form = self.form;
        // وعبر عن قناعته بأن: nobody crosses from anything.
        let voiced = || form.lemma == "عبّر" && governed_an(self.r, self.a);
        self.elided
            && (form.sub == Sub::Evidence
                || form.ambiguity == Ambiguity::High && !self.clause && !self.asks() && !voiced())
    }

    /// A demand whose complement leaves no doubt about the verb, where it goes on with somebody (و, كما).
    fn asks(&self) -> bool {
        let Self { r, a, cue, .. } = *self;
        // وطالب بـ"رحيل عاجل": a quotation.
        let quoted = r.kind(a.content) == Kind::Quote && a.content > 0 && r.key(a.content - 1) == "ب";
        // كما طالب بمعاقبة …: an action behind the preposition of the cue, also one that has an owner (طالب بخروجهم).
        let action = || {
            let under_bi = r.key(a.content).strip_prefix('ب');
            quoted || under_bi.is_some_and(|stem| is_action(r, stem) || is_owned_action(r, stem))
        };
        let conjunction = a.candidate.conjunction;
        let also = cue > self.sentence.start && r.key(cue - 1) == "كما";
        // وطالب الحكومة بكشف …: the one who is asked, before the preposition.
        self.form.class == CueClass::Demand
            && (conjunction && a.addressee.is_some() || (conjunction || also) && action())
    }

    /// A clause needs a cue that takes one.
    fn unlicensed_clause(&self) -> bool {
        const LICENSED: u32 =
            governs::AN | governs::BI_AN | governs::PREP_AN | governs::WHETHER | governs::QAEL | governs::QUOTE;
        self.a.start == Start::Clause
            && self.form.governs != 0
            && !self.form.takes(LICENSED)
            && self.a.shown_cue.is_none()
    }

    /// نقل without عن is transport, unless somebody passes on what he heard.
    fn mere_transport(&self) -> bool {
        let Self { r, a, cue, form, .. } = *self;
        let reports = |k: usize| r.bare_key(k) == "عن" || r.has(k, COMP) && k == cue + 1;
        form.sub == Sub::Transmit
            && self.clause
            && !(cue + 1..a.content).any(reports)
            && (self.elided || form.lemma == "نقل" && !passes_on(r, a))
    }
}

/// خفض، انسحابا، قبولها: a verbal noun or attitude by the word itself.
fn action_shaped(r: &Reading, i: usize) -> bool {
    r.has(i, MASDAR | OBJ_NOUN | ATTITUDE)
        || masdar_shape(r.key(i))
        || accusative_action(r, i)
        || possessive(r.key(i))
        || owned_action(r, i)
}

/// وعن موقف الشارع، يرى أن: behind an adjunct that opens the sentence the verb goes on with whoever has spoken.
fn behind_adjunct(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    let first = sentence.start;
    let opens = matches!(r.bare_key(first), "عن" | "في" | "مع" | "عند" | "حول" | "بشان" | "بخصوص");
    let plain = |k: usize| r.finite_cues(k).next().is_none() && !r.has(k, COMP);
    a.start != Start::Nominal
        && opens
        && a.candidate.at > first + 1
        && a.candidate.at <= first + 12
        && r.quotes.around(a.candidate.at).is_none()
        && (first..a.candidate.at).all(plain)
}

/// جدد رفضه، كرر الدعوة: the verb takes its meaning from an attitude, or, where it repeats, from a noun of saying.
fn gives_meaning(r: &Reading, a: &Accepted) -> bool {
    let form = a.candidate.form;
    // أبدى خشية من, أبدت رغبة في: the attitude without a possessive.
    r.has(a.content, ATTITUDE)
        || form.lemma == "أبدى" && form.tense == Tense::Perfect && r.has(a.content, MASDAR) && known_subject(r, a)
        || matches!(form.lemma, "جدد" | "كرر") && definite_saying(r, a.content)
}

/// جدد تأكيده أن …، جدد دعوته إلى …: the noun of saying stands before what is said again.
fn behind_saying(r: &Reading, a: &Accepted) -> bool {
    (a.candidate.at + 1..a.content).any(|k| r.cues(k).any(|(c, _)| c.pos == Pos::Masdar))
}

/// جاء في البيان، جاء فيها: between the cue and what it says.
fn in_document(r: &Reading, a: &Accepted) -> bool {
    (a.candidate.at + 1..a.content)
        .any(|k| r.bare_key(k) == "في" || r.has(k, DOC_VERB | STATEMENT) || is_document(r, k))
}

/// القرار الذي وصفه النائب بأنه متأخر، التي اعتبرها مراقبون ضربة: what somebody calls the antecedent.
fn judges(r: &Reading, a: &Accepted) -> bool {
    let Subject::Overt(s, _) = a.subject else { return false };
    // بما وصفه يوم الحسم: the time is what he calls so.
    let somebody = (known_subject(r, a) || r.has(s, COLLECTIVE)) && !r.has(s, TIME | TIME_NEXT);
    calls(&a.candidate) && s == a.candidate.at + 1 && somebody
}

/// An object behind a demonstrative, right behind the subject.
fn of_this(r: &Reading, a: &Accepted) -> bool {
    matches!(r.key(a.content), "هذا" | "هذه" | "ذلك" | "تلك")
        && matches!(a.subject, Subject::Overt(s, e) if s == a.candidate.at + 1 && e == a.content)
}

/// انسحابا، خروجا: a verbal noun in the indefinite accusative.
fn accusative_action(r: &Reading, i: usize) -> bool {
    let Some(stem) = r.key(i).strip_suffix('ا') else { return false };
    let listed = r.lexicon.find(stem).is_some_and(|w| r.lexicon.word(w).flags & (MASDAR | OBJ_NOUN) != 0);
    listed || masdar_shape(stem) && r.word(i).is_none()
}

/// قبولها، وقوفه: a noun with a possessive.
fn possessive(key: &str) -> bool {
    key.chars().count() >= 5
        && (key.ends_with("ها") || key.ends_with("هم") || key.ends_with('ه') && !key.ends_with("ته"))
}

/// الأطراف التي تطالب بـ: a demand in the present is a position, if a known speaker holds it.
fn demanding(r: &Reading, a: &Accepted) -> bool {
    a.candidate.relative && a.candidate.form.class == CueClass::Demand && known_subject(r, a)
}

/// The subject is headed by a noun of the speaker vocabulary or a name.
fn known_subject(r: &Reading, a: &Accepted) -> bool {
    matches!(a.subject, Subject::Overt(s, _) if r.noun(s).is_some() || r.has(s, GIVEN | METONYM))
}

fn is_document(r: &Reading, s: usize) -> bool {
    r.noun(s).is_some_and(|n| n.noun.kind == NounKind::Document)
}

/// The noun at the head of the subject.
fn head_noun(r: &Reading, a: &Accepted) -> Option<Noun> {
    let Subject::Overt(s, _) = a.subject else { return None };
    r.noun(s).map(|n| n.noun)
}

/// A person opens the sentence as the subject of the cue.
fn person_subject(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    // "سالم الحلي" يتوعد بـ
    let quoted = |s: usize| s == sentence.start && r.kind(s) == Kind::Quote && r.has(s + 1, GIVEN);
    let opens = a.candidate.at <= sentence.start + 1 || a.candidate.clause_initial;
    matches!(a.subject, Subject::Overt(s, _) if quoted(s)) || opens && head_noun(r, a).is_some_and(|n| n.is_person())
}

/// تعزو المديرية ذلك إلى: a definite institution opens the sentence behind the cue, or its relative clause is about one.
fn institution(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    let cue = a.candidate.at;
    a.candidate.form.sub == Sub::Causal
        && a.addressee.is_none()
        && cue <= sentence.start + 1
        && matches!(a.subject, Subject::Overt(s, _) if s > cue)
        && head_noun(r, a).is_some_and(|n| n.definite && n.kind == NounKind::Organisation)
}

/// A person or medium that relays (نقل المراسل أن).
fn passes_on(r: &Reading, a: &Accepted) -> bool {
    head_noun(r, a).is_some_and(|n| n.is_person() || n.kind == NounKind::Media)
}

/// A vote: a legislature, government or its members as the subject, على before what is decided.
fn decides(r: &Reading, a: &Accepted) -> bool {
    let body = |n: Noun| matches!(n.kind, NounKind::Organisation | NounKind::OrganisationName) || n.domain == "pol";
    head_noun(r, a).is_some_and(body) && r.bare_key(a.content.saturating_sub(1)) == "على"
}

/// Whether عن governs the content (عبر عن قلقه).
fn governed_an(r: &Reading, a: &Accepted) -> bool {
    (a.candidate.at + 1..=a.content).any(|k| r.bare_key(k) == "عن")
}
