//! Who acts in clauses that report nothing: `دخل الوزير القاعة. وقال إن …`, `وطرح الزين أسئلة، وقال …`.
//!
//! An elided subject goes on with the last grammatical subject, and that is not always a speaker. Without a parser only
//! the plain order is read: a clause begins, its first word has the shape of a verb, and a noun phrase that can act
//! stands right behind it.

use super::adjunct::skip_adjuncts;
use super::anonymity::Formulas;
use super::draft::Draft;
use super::mention::{Subject, is_emphasis};
use super::open_phrase::{governed, masdar_shape, open};
use super::reading::Reading;
use super::shape::accusative_noun;
use crate::lexicon::cue::{Agreement, Ambiguity, CueForm, Gender, Number, Pos, Sub, Tense, governs};
use crate::lexicon::flags::{
    ATTITUDE, COLLECTIVE, COMP, CONJ, GIVEN, HARD, IN_NP, JOIN, KANA, MASDAR, METONYM, NATION, NEG, NOT_NAME, OBJ_NOUN,
    OUTLET, OUTLET_HEAD, PLACE, PREP, PRONOUN, QAD, QUANTIFIER, REL, STATEMENT, SWITCH, TIME, VERB,
};
use crate::lexicon::noun::NounKind;
use crate::model::CueClass;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;
use std::cell::OnceCell;

/// A clause with a verb and, behind it, its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) verb: usize,
    /// Half-open range of tokens.
    pub(super) subject: (usize, usize),
    /// Number of the sentence.
    pub(super) sentence: usize,
}

/// A verb that may have an object, for phrases after verbs that are no cues.
static ACTION: CueForm = CueForm {
    lemma: "",
    form: "",
    class: CueClass::Neutral,
    sub: Sub::None,
    pos: Pos::Verb,
    tense: Tense::None,
    agreement: Agreement { gender: Gender::Unknown, number: Number::Unknown },
    governs: governs::ACC,
    ambiguity: Ambiguity::High,
    negated_only: false,
    speaker_pronoun: None,
};

/// The clauses of the outlet's own text: not those inside contents, nor the ones that are claims. Sentences are read when
/// a speaker is looked for in them; most never are.
pub(super) struct Narration<'a> {
    r: &'a Reading<'a>,
    drafts: &'a [Draft],
    /// For every draft the farthest end of a content up to it.
    told: Vec<usize>,
    sentences: Vec<OnceCell<Vec<Clause>>>,
}

impl<'a> Narration<'a> {
    /// `drafts` are in text order.
    pub(super) fn new(r: &'a Reading, drafts: &'a [Draft]) -> Self {
        let told = drafts.iter().scan(0, |told, d| {
            *told = d.content.1.max(*told);
            Some(*told)
        });
        Self { r, drafts, told: told.collect(), sentences: vec![OnceCell::new(); r.sentences.len()] }
    }

    /// The clauses whose verb stands before a token, the nearest first, in so many sentences up to its own.
    pub(super) fn before(&self, token: usize, sentences: usize) -> impl Iterator<Item = &Clause> {
        let end = self.sentences.len().min(self.r.sentence_of(token) + 1);
        let near = end.saturating_sub(sentences)..end;
        near.rev().flat_map(|n| self.of(n).iter().rev()).filter(move |c| c.verb < token)
    }

    fn of(&self, sentence: usize) -> &[Clause] {
        self.sentences[sentence].get_or_init(|| {
            let place = self.r.sentences[sentence];
            let clause = |at| clause_at(self.r, at, place).map(|(verb, subject)| Clause { verb, subject, sentence });
            starts(self.r, place).filter(|&at| self.is_narrated(at)).filter_map(clause).collect()
        })
    }

    /// Whether a clause that begins here is the outlet's.
    fn is_narrated(&self, at: usize) -> bool {
        let begun = self.drafts.partition_point(|d| d.position() <= at);
        let told = begun.checked_sub(1).is_some_and(|last| at < self.told[last] || self.drafts[last].position() == at);
        !told && self.r.quotes.around(at).is_none()
    }
}

/// Where clauses of a sentence may begin: at its start, behind its commas, and behind a fronted adjunct.
fn starts<'a>(r: &'a Reading, sentence: Sentence) -> impl Iterator<Item = usize> + use<'a> {
    let fronted = fronted_adjunct(r, sentence);
    (sentence.start..sentence.end).filter(move |&k| {
        k == sentence.start || k > sentence.start && r.kind(k - 1) == Kind::Comma || Some(k) == fronted
    })
}

/// في العاصمة التقى الوزير …: the verb behind a prepositional phrase that opens the sentence and ends in a definite word.
fn fronted_adjunct(r: &Reading, sentence: Sentence) -> Option<usize> {
    let s = sentence.start;
    let opens =
        r.has(s, PREP | TIME) || r.noun(s).is_some_and(|n| n.proclitic.is_some()) || r.bare_key(s).starts_with('ب');
    let complete = |k: usize| r.key(k).starts_with("ال") && !r.has(k, PREP) || r.has(k, PLACE | METONYM);
    (s + 2..sentence.end.min(s + ADJUNCT))
        .take_while(|&k| opens && r.is_word(k))
        .find(|&k| complete(k - 1) && is_verb(r, k) && heads(r, k + 1))
}

/// Longest fronted adjunct in tokens.
const ADJUNCT: usize = 10;

/// The verb and subject of the clause that begins at `at`.
fn clause_at(r: &Reading, at: usize, sentence: Sentence) -> Option<(usize, (usize, usize))> {
    let end = sentence.end;
    // كما قال العميد: the clause behind its conjunction.
    let mut verb = if r.key(at) == "كما" && r.finite_cues(at + 1).next().is_some() { at + 1 } else { at };
    let opens = |k: usize| {
        r.has(k, NEG | QAD | KANA | SWITCH)
            || matches!(r.bare_key(k), "لذلك" | "لهذا" | "لكن" | "عندما" | "حينما" | "بعدما" | "حين")
    };
    while verb < end && verb < at + 3 && opens(verb) {
        verb += 1;
    }
    if let Some(found) = behind_contrast(r, at, end) {
        return Some(found);
    }
    if let Some(found) = (at == sentence.start).then(|| named_first(r, at, end)).flatten() {
        return Some(found);
    }
    if r.has(at, KANA) && heads(r, verb) {
        // كان الوزير سئل …: the subject stands behind كان.
        verb = at;
    } else if !is_verb(r, verb) {
        return None;
    }
    let mut s = skip_adjuncts(r, verb + 1, end);
    if r.has(s, HARD) && heads(r, s + 1) {
        s += 1;
    }
    s = behind_phrase(r, s, end).or_else(|| behind_object(r, s, end)).unwrap_or(s);
    if s >= end || s > verb + 8 || !heads(r, s) {
        return None;
    }
    let form = r.finite_cues(verb).next().map_or(&ACTION, |(c, _)| c);
    match open(r, s, end, form, Formulas::NONE).0 {
        // كان الوزير أعلن أن: the verb behind كان is no part of the subject.
        Subject::Overt(s, e) if verb == at && r.has(at, KANA) => {
            let acts = |k: usize| r.finite_cues(k).next().is_some() && r.noun(k).is_none() && !r.has(k, GIVEN);
            Some((verb, (s, (s + 1..e).find(|&k| acts(k)).unwrap_or(e))))
        }
        // لم يفصح المسؤول عن مواعيد: the preposition of the verb, not of the office.
        Subject::Overt(s, e) => {
            let of_verb = |&k: &usize| r.key(k) == "عن" && governed(r, k, form);
            Some((verb, (s, (s + 1..e).find(of_verb).unwrap_or(e))))
        }
        _ => None,
    }
}

/// غير أن النائب سالم الحلي هاجم البيان، لكن الوزير غادر: behind a particle of contrast the subject comes first.
fn behind_contrast(r: &Reading, at: usize, end: usize) -> Option<(usize, (usize, usize))> {
    if r.bare_key(at) == "اما" {
        return topic(r, at + 1, end);
    }
    let s = match r.bare_key(at) {
        "غير" | "الا" | "بيد" if r.bare_key(at + 1) == "ان" => at + 2,
        "لكن" => at + 1,
        _ => return None,
    };
    let person = r.noun(s).is_some_and(|n| n.noun.is_person() && n.proclitic.is_none())
        || r.has(s, GIVEN)
        || accusative_noun(r, s);
    let goes_on = |&k: &usize| r.is_word(k) && !r.has(k, NEG | COMP | REL | PRONOUN);
    let verb = (s + 1..end.min(s + SUBJECT)).take_while(goes_on).find(|&k| {
        let complete = r.key(k - 1).starts_with("ال") || r.has(k - 1, GIVEN | NATION);
        is_verb(r, k) && (complete || r.has(k, VERB)) && !r.has(k - 1, PREP) && !r.key(k).starts_with("ال")
    })?;
    person.then_some((verb, (s, verb)))
}

/// الباحث حمد الحلي لا يخفي ارتياحه، القيادي في حركة "النهر" سالم الحلي رفض هذا: somebody with a name opens the sentence
/// before the verb.
fn named_first(r: &Reading, s: usize, end: usize) -> Option<(usize, (usize, usize))> {
    let person = r.noun(s).is_some_and(|n| n.noun.is_person() && n.proclitic.is_none()) || r.has(s, GIVEN);
    let goes_on = |&k: &usize| (r.is_word(k) || r.kind(k) == Kind::Quote) && !r.has(k, COMP | REL | PRONOUN | KANA);
    let verb = (s + 2..end.min(s + SUBJECT))
        .take_while(goes_on)
        .find(|&k| (r.has(k, NEG) || is_verb(r, k) && !r.key(k).starts_with("ال")) && !r.has(k - 1, PREP))
        .filter(|_| person)?;
    let named = super::name::analyse(r, s, verb).name.is_some_and(|(_, last)| last == verb);
    named.then_some((verb, (s, verb)))
}

/// عقب على الورقة القاضي سالم الحلي، قاطعه في البرنامج نفسه العميد: the person behind a prepositional phrase that is complete.
fn behind_phrase(r: &Reading, s: usize, end: usize) -> Option<usize> {
    let complete =
        |k: usize| r.key(k).starts_with("ال") && r.noun(k).is_none_or(|n| n.noun.definite) || is_emphasis(r, k);
    let person = |k: usize| {
        r.noun(k).is_some_and(|n| n.proclitic.is_none() && matches!(n.noun.kind, NounKind::Role | NounKind::Rank))
            && !(r.key(k).ends_with('ي') && r.key(k).starts_with("ال"))
    };
    let opens = r.has(s, PREP) && !r.has(s, GIVEN);
    (s + 2..end.min(s + 6)).take_while(|&k| opens && r.is_word(k)).find(|&k| complete(k - 1) && person(k))
}

/// تبنت العملية مجموعة مسلحة: behind a definite thing an indefinite noun is no adjective, so that it is who acts.
fn behind_object(r: &Reading, s: usize, end: usize) -> Option<usize> {
    let thing = r.key(s).starts_with("ال") && r.noun(s).is_none() && !r.has(s, GIVEN | METONYM | NATION);
    let actor = r.noun(s + 1).is_some_and(|n| {
        n.proclitic.is_none() && !n.noun.definite && (n.noun.is_person() || n.noun.kind == NounKind::Organisation)
    });
    (thing && s + 1 < end && (actor || r.has(s + 1, COLLECTIVE | QUANTIFIER))).then_some(s + 1)
}

/// أما الباحثة لور الحلي فتقف، أما "الواحة"، وهي شركة أخرى، فسارعت: the topic, up to its first comma, acts in the verb with ف.
fn topic(r: &Reading, s: usize, end: usize) -> Option<(usize, (usize, usize))> {
    let joined = |&k: &usize| r.key(k).starts_with('ف') && (is_verb(r, k) || r.key(k) == "فقد") && !r.has(k, GIVEN);
    let verb = (s + 1..end.min(s + 2 * SUBJECT)).find(joined)?;
    let clause = |k: usize| r.has(k, REL | PRONOUN) || matches!(r.key(k), "وهو" | "وهي" | "وقد" | "من");
    let comma = |k: &usize| r.kind(*k) == Kind::Comma && (clause(*k + 1) || *k + 1 == verb);
    let stop = (s..verb).find(comma).unwrap_or(verb);
    (stop > s && (heads(r, s) || r.kind(s) == Kind::Quote)).then_some((verb, (s, stop)))
}

/// Longest subject before its verb in tokens.
const SUBJECT: usize = 12;

/// العشرات من الأهالي، مئات المحتجين: a number of people.
pub(super) fn is_crowd(r: &Reading, s: usize) -> bool {
    let number =
        matches!(r.bare_key(s), "العشرات" | "عشرات" | "المئات" | "مئات" | "الالاف" | "الاف" | "حشود" | "جموع" | "مجموعة");
    number && (r.key(s + 1) == "من" || r.key(s + 1).starts_with("ال"))
}

/// Whether a noun phrase that can act begins here: a person, an institution, or a word that may be a name.
fn heads(r: &Reading, s: usize) -> bool {
    if is_crowd(r, s) || r.noun(s).is_some_and(|n| n.proclitic.is_none()) || r.has(s, METONYM | GIVEN) {
        return true;
    }
    let ordinary = NOT_NAME | PREP | HARD | TIME | CONJ | COMP | REL | STATEMENT | MASDAR | OBJ_NOUN | IN_NP | NATION;
    r.is_word(s) && !r.has(s, ordinary | PRONOUN | ATTITUDE | QUANTIFIER) && !r.is_cue(s) && !masdar_shape(r.key(s))
}

/// Whether a word at the start of a clause has the shape of a finite verb: known as one, or unknown and no noun by form.
pub(super) fn is_verb(r: &Reading, i: usize) -> bool {
    if !r.is_word(i) {
        return false;
    }
    if r.finite_cues(i).next().is_some() || r.has(i, VERB) {
        return true;
    }
    let known =
        PREP | HARD | TIME | CONJ | COMP | REL | JOIN | STATEMENT | MASDAR | OBJ_NOUN | NATION | PLACE | METONYM;
    if r.noun(i).is_some()
        || r.has(i, known | IN_NP | QUANTIFIER | OUTLET | OUTLET_HEAD | PRONOUN | ATTITUDE | GIVEN | SWITCH)
    {
        return false;
    }
    let key = r.key(i);
    let stem = key.strip_prefix(['و', 'ف']).filter(|s| s.chars().count() >= 3).unwrap_or(key);
    let nominal = ["ال", "لل", "بال", "كال"].iter().any(|p| stem.starts_with(p))
        || ["ة", "ات", "ون", "ين", "اء", "ا"].iter().any(|e| stem.ends_with(e));
    // تظاهر العشرات: at the start of a clause the letters of تفاعل are rather the verb.
    let mut letters = stem.chars();
    let reciprocal = stem.chars().count() == 5 && letters.next() == Some('ت') && letters.nth(1) == Some('ا');
    !nominal && (!masdar_shape(stem) || reciprocal) && (3..=8).contains(&stem.chars().count())
}
