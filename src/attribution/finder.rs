//! Claims of one sentence: accepted cues with their subjects and where their contents begin.

use super::anonymity::Formula;
use super::candidate::{self, Candidate};
use super::mention::{self, Subject};
use super::opener::{self, Opener, OpenerKind};
use super::reading::Reading;
use crate::lexicon::cue::{Ambiguity, CueForm, Gender, Pos, Tense, governs};
use crate::lexicon::flags::{ATTITUDE, COMP, HARD, KANA, MASDAR, NOUN_BEFORE, OBJ_NOUN, PREP, QAEL, REL, SWITCH};
use crate::model::{CueClass, RuleId};
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// How the content of an accepted cue begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// After a complementiser.
    Clause,
    /// After a colon.
    Colon,
    /// Inside a quotation, named by its opening mark.
    Quote(usize),
    /// An object or a prepositional complement.
    Nominal,
    /// The quotation before the cue, as a range of tokens.
    Fronted(usize, usize),
}

/// An accepted cue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accepted {
    pub(crate) candidate: Candidate,
    pub(crate) subject: Subject,
    pub(crate) start: Start,
    /// First token of the content.
    pub(crate) content: usize,
    /// Where the clause of the cue begins.
    pub(crate) clause_start: usize,
    pub(crate) participle: bool,
    pub(crate) background: bool,
    /// Token to show as the cue instead of the verb (خاطب … قائلا).
    pub(crate) shown_cue: Option<usize>,
    pub(crate) addressee: Option<(usize, usize)>,
    pub(crate) rule: RuleId,
}

/// Subclasses of cues whose content can be a bare object.
const NOMINAL_SUBS: [&str; 30] = [
    "announce", "deny", "reject", "assert", "insist", "condemn", "criticise", "praise", "welcome", "support", "oppose",
    "accuse", "reveal", "admit", "urge", "demand", "call", "request", "warn", "fear", "opine", "predict", "emotive",
    "describe", "promise", "threat", "advise", "complain", "hope", "doubt",
];

/// Accepted cues of a sentence, in order.
pub(crate) fn accepted(r: &Reading, sentence: Sentence, formulas: &[Formula]) -> Vec<Accepted> {
    let mut found: Vec<Accepted> = Vec::new();
    let mut i = sentence.start;
    while i < sentence.end {
        let best = candidate::at(r, i, sentence.start, formulas)
            .into_iter()
            .filter_map(|c| attempt(r, c, sentence, formulas).map(|a| (weight(&a), a)))
            .max_by_key(|(w, _)| *w);
        if let Some((_, a)) = best {
            // قائلا after a verb of saying is part of its opener.
            let claimed = found.last().is_some_and(|last| last.shown_cue == Some(i) || last.candidate.at < i && i < last.content && r.has(i, QAEL));
            if !claimed {
                found.push(a);
            }
        }
        i += 1;
    }
    found
}

/// Among several readings of one form the one with the surest complement wins.
fn weight(a: &Accepted) -> (u8, u8, u8) {
    let start = match a.start {
        Start::Clause => 3,
        Start::Colon | Start::Quote(_) | Start::Fronted(..) => 2,
        Start::Nominal => 1,
    };
    let sure = match a.candidate.form.ambiguity {
        Ambiguity::Low => 2,
        Ambiguity::Medium => 1,
        Ambiguity::High => 0,
    };
    (start, u8::from(!a.candidate.conjunction), sure)
}

fn attempt(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    match c.form.pos {
        Pos::Participle => participle(r, c, sentence, formulas),
        Pos::Verb | Pos::VerbObject => verb(r, c, sentence, formulas),
        Pos::Masdar => masdar(r, c, sentence, formulas),
        _ => None,
    }
}

fn base(r: &Reading, c: Candidate, sentence: Sentence, subject: Subject, start: Start, content: usize, rule: RuleId) -> Accepted {
    Accepted {
        candidate: c,
        subject,
        start,
        content,
        clause_start: clause_start(r, c.at, sentence.start),
        participle: c.form.pos == Pos::Participle,
        background: false,
        shown_cue: None,
        addressee: None,
        rule,
    }
}

/// Where the clause of a cue begins: conjunctions and switch frames before it belong to it.
fn clause_start(r: &Reading, cue: usize, sentence_start: usize) -> usize {
    let mut s = cue;
    while s > sentence_start {
        let k = s - 1;
        let joins = matches!(r.key(k), "كما" | "حيث" | "فيما" | "بينما" | "ثم" | "اذ" | "حين" | "وقد" | "فقد" | "بدوره" | "بدورها" | "بدروه" | "وبدوره" | "وبدورها" | "لكنه" | "لكنها" | "ولكنه" | "لكن" | "قد");
        let switch = (1..=3).find(|n| {
            s.checked_sub(*n).filter(|&k| k >= sentence_start).is_some_and(|k| {
                r.phrase_word(k).is_some_and(|(p, w)| p.len == *n && w.cues.iter().any(|c| c.pos == Pos::Switch))
            })
        });
        if let Some(n) = switch {
            s -= n;
        } else if joins || r.has(k, SWITCH) {
            s = k;
        } else {
            break;
        }
    }
    s
}

fn verb(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    let from = c.at + 1;
    let limit = quote_limit(r, c.at, sentence.end);
    let found = opener::find(r, from, limit, c.form, formulas);
    let clausal = found.filter(|o| !object_before(r, from, o, c.form, formulas));
    let mut a = if let Some(o) = clausal {
        clause_after(r, c, o, sentence, formulas)?
    } else if let Some((first, end)) = fronted(r, c, sentence) {
        let (subject, _) = mention::open(r, from, limit, c.form, formulas);
        base(r, c, sentence, subject, Start::Fronted(first, end), first, "ATT-FRONTED")
    } else {
        nominal(r, c, limit, sentence, formulas)?
    };
    if a.subject == Subject::Elided && !c.conjunction {
        if let Some(before) = subject_before(r, c, sentence, formulas) {
            a.subject = Subject::Overt(before.0, before.1);
            a.clause_start = a.clause_start.min(before.0);
            a.rule = if c.relative { "ATT-RELATIVE" } else { "ATT-SUBJECT-FIRST" };
            if let Some(k) = before.0.checked_sub(1).filter(|&k| k >= sentence.start && r.has(k, KANA)) {
                a.background = true;
                a.clause_start = k;
            }
        } else if c.relative {
            return None;
        }
    }
    believable(r, &a, sentence).then_some(a)
}

/// A cue inside a quotation has its complement there too.
fn quote_limit(r: &Reading, cue: usize, sentence_end: usize) -> usize {
    r.quotes.around(cue).map_or(sentence_end, |q| q.end.min(sentence_end))
}

/// The clause that an opener opens, with the subject in the closed window before it.
fn clause_after(r: &Reading, c: Candidate, o: Opener, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    if o.content >= sentence.end {
        // A colon or complementiser at the end of a block: the quotation may follow in the next one.
        let next = (o.kind == OpenerKind::Colon && o.content < r.len() && r.kind(o.content) == Kind::Quote).then_some(o.content)?;
        let subject = mention::in_window(r, c.at + 1, o.start, c.form, formulas);
        return Some(base(r, c, sentence, subject, Start::Quote(next), next + 1, "ATT-COLON-QUOTE"));
    }
    let window_end = o.qael.unwrap_or(o.start);
    let subject = mention::in_window(r, c.at + 1, window_end, c.form, formulas);
    let (start, content, rule) = match o.kind {
        OpenerKind::Complementiser => (Start::Clause, o.content, "ATT-CLAUSE"),
        OpenerKind::Colon if r.kind(o.content) == Kind::Quote => (Start::Quote(o.content), o.content + 1, "ATT-COLON-QUOTE"),
        OpenerKind::Colon => (Start::Colon, o.content, "ATT-COLON"),
        OpenerKind::Quote => (Start::Quote(o.start), o.content, "ATT-QUOTE"),
    };
    let mut a = base(r, c, sentence, subject, start, content, rule);
    a.addressee = (c.at + 1..o.start).find_map(|k| mention::addressee_at(r, k, o.start));
    // A verb that is no verb of saying hands its role to قائلا.
    if let Some(q) = o.qael.filter(|_| !says(c.form)) {
        a.shown_cue = Some(q);
    }
    Some(a)
}

/// Verbs that take content themselves, so that قائلا after them is only a connective.
fn says(form: &CueForm) -> bool {
    form.takes(governs::AN | governs::BI_AN | governs::QUOTE | governs::COLON) && !matches!(form.sub, "reply" | "speak")
}

/// Whether an object or prepositional complement begins before the opener: then the opener belongs to it.
fn object_before(r: &Reading, from: usize, o: &Opener, form: &CueForm, formulas: &[Formula]) -> bool {
    if o.start <= from || o.kind != OpenerKind::Complementiser && !form.takes(governs::OBJECT_FIRST | governs::BI) {
        return false;
    }
    let (_, after) = mention::open(r, from, o.start, form, formulas);
    let at = mention::skip_adjuncts(r, after, o.start);
    if at >= o.start {
        return false;
    }
    // دعا الحكومة إلى أن: the opener's own preposition.
    let governed = mention::governed(r, at, form) && at != o.start;
    let object = r.has(at, ATTITUDE) || form.takes(governs::ACC) && r.has(at, MASDAR | OBJ_NOUN);
    governed || object
}

/// The quotation that ends right before the cue.
fn fronted(r: &Reading, c: Candidate, sentence: Sentence) -> Option<(usize, usize)> {
    if c.conjunction || c.at == 0 {
        return None;
    }
    let mut k = c.at - 1;
    if r.kind(k) == Kind::Comma {
        k = k.checked_sub(1)?;
    }
    if r.kind(k) != Kind::Quote || k < sentence.start {
        return None;
    }
    let quote = r.quotes.closed_by(k)?;
    let opening = quote.first.checked_sub(1)?;
    (quote.words(&r.tokens) >= 2 && !opener::is_name_quote(r, opening, quote.words(&r.tokens))).then_some((quote.first, quote.end))
}

/// A cue with an object or a prepositional complement.
fn nominal(r: &Reading, c: Candidate, limit: usize, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    let form = c.form;
    if !NOMINAL_SUBS.contains(&form.sub) || form.ambiguity == Ambiguity::High && !form.takes(governs::ALA | governs::ILA | governs::AN_PREP | governs::BI | governs::MIN) {
        return None;
    }
    let (subject, after) = mention::open(r, c.at + 1, limit, form, formulas);
    let at = mention::skip_adjuncts(r, after, limit);
    let content = complement(r, at, limit, form)?;
    let mut a = base(r, c, sentence, subject, Start::Nominal, content.0, "ATT-NOMINAL");
    a.addressee = content.1;
    Some(a)
}

/// Where the complement begins from `at` on: behind its preposition, at its بـ, or at the object; and the addressee.
fn complement(r: &Reading, at: usize, limit: usize, form: &CueForm) -> Option<(usize, Option<(usize, usize)>)> {
    if at >= limit {
        return None;
    }
    let enter = |k: usize| if r.bare_key(k).starts_with('ب') && r.bare_key(k) != "ب" { k } else { k + 1 };
    if mention::governed(r, at, form) {
        let start = enter(at);
        return (start < limit && !r.has(at, HARD)).then_some((start, None));
    }
    if form.takes(governs::OBJECT_FIRST) || form.takes(governs::ILA | governs::BI) && !form.takes(governs::ACC) {
        let preposition = (at..limit.min(at + 14)).take_while(|&k| !matches!(r.kind(k), Kind::Stop | Kind::Comma)).find(|&k| k > at && mention::governed(r, k, form));
        if let Some(p) = preposition {
            let described = form.takes(governs::TWO_OBJECTS);
            return Some((if described { at } else { enter(p) }, (!described).then_some((at, p))));
        }
    }
    let object = form.takes(governs::ACC | governs::TWO_OBJECTS) && (r.is_word(at) || r.kind(at) == Kind::Quote) && !r.has(at, PREP | HARD | REL | COMP | NOUN_BEFORE & !MASDAR);
    object.then_some((at, None))
}

fn participle(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    let form = c.form;
    let limit = quote_limit(r, c.at, sentence.end);
    let before = c.at.checked_sub(1).filter(|&b| b >= sentence.start);
    let after_break = c.conjunction || before.is_none_or(|b| matches!(r.kind(b), Kind::Comma | Kind::Quote | Kind::Close | Kind::Semicolon | Kind::Stop | Kind::Dash));
    let at = mention::skip_adjuncts(r, c.at + 1, limit);
    let found = opener::find(r, c.at + 1, limit, form, formulas);
    // The content of a participle follows at once, unless an addressee or object comes first.
    let reach = if form.takes(governs::OBJECT_FIRST) || form.sub == "reply" { 14 } else { 2 };
    let near = found.filter(|o| o.start <= at + reach && o.content < sentence.end && !(o.start > at && mention::governed(r, at, form)));
    if let Some(o) = near {
        let gap = o.start > at + 1 && !form.takes(governs::OBJECT_FIRST) && form.sub != "reply";
        if !gap {
            let mut a = clause_after(r, c, o, sentence, formulas)?;
            a.subject = Subject::Elided;
            a.rule = "ATT-PARTICIPLE";
            return (form.ambiguity != Ambiguity::High || after_break || o.start <= at).then_some(a);
        }
    }
    if form.ambiguity == Ambiguity::High || !after_break || r.noun(c.at).is_some() && !mention::governed(r, at, form) {
        return None;
    }
    let (content, addressee) = complement(r, at, limit, form)?;
    let mut a = base(r, c, sentence, Subject::Elided, Start::Nominal, content, "ATT-PARTICIPLE");
    a.addressee = addressee;
    (content < limit).then_some(a)
}

/// قوله إن: a verbal noun with its speaker's pronoun, after a relayed report or a frame.
fn masdar(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    let limit = quote_limit(r, c.at, sentence.end);
    let o = opener::find(r, c.at + 1, limit.min(c.at + 6), c.form, formulas)?;
    if o.start > c.at + 3 || c.form.lemma != "قال" && o.start > c.at + 2 {
        return None;
    }
    let mut a = clause_after(r, c, o, sentence, formulas)?;
    a.subject = Subject::Pronoun(c.at);
    a.rule = "ATT-VERBAL-NOUN";
    Some(a)
}

/// The subject before the cue, where one can stand there.
fn subject_before(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<(usize, usize)> {
    let start = r.quotes.around(c.at).map_or(sentence.start, |q| q.first.max(sentence.start));
    if let Some(found) = mention::before(r, c.at, start, formulas) {
        return Some(found);
    }
    // الوزير، الذي زار بغداد، قال إن: the phrase before the first comma, with an apposition or relative clause after it.
    let previous = c.at.checked_sub(1).filter(|&k| k >= start && r.kind(k) == Kind::Comma)?;
    let first_comma = (start..previous).find(|&k| r.kind(k) == Kind::Comma)?;
    let head = mention::before(r, first_comma, start, formulas)?;
    let inner = first_comma + 1;
    let relative = r.has(inner, REL) || r.noun(inner).is_some_and(|n| n.proclitic.is_none()) || formulas.iter().any(|f| f.start == inner);
    (relative && (start..first_comma).all(|k| r.finite_cues(k).next().is_none())).then_some(head)
}

/// Last doubts: acts that are no speech, high ambiguity without a clause, elided subjects where a passive is likelier.
fn believable(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    let form = a.candidate.form;
    let clause = a.start != Start::Nominal;
    let elided = a.subject == Subject::Elided;
    // يعتقد أن، يتوقع أن without a subject: passive, no speaker, unless it continues somebody (و).
    if elided && form.tense == Tense::Imperfect && !a.candidate.conjunction && form.class == CueClass::Belief {
        return false;
    }
    // بين needs its clause, عقب and علق their قائلا or quotation.
    match form.lemma {
        "بيّن" if !clause => return false,
        "علّق" | "عقّب" | "دوّن" | "كتب" | "رد" if !(matches!(a.start, Start::Quote(_) | Start::Colon | Start::Fronted(..)) || a.shown_cue.is_some() || clause && form.lemma != "دوّن") => return false,
        _ => {}
    }
    if form.ambiguity == Ambiguity::High && !clause && elided {
        return false;
    }
    // A passive announcement: أعلن في بغداد عن …
    if elided && !clause && !a.candidate.conjunction && a.candidate.at == sentence.start && matches!(form.sub, "announce" | "reveal") {
        return false;
    }
    let _ = r;
    true
}

/// Whether an elided cue can have the given gender for its speaker.
pub(crate) fn agrees(cue: Gender, speaker: Gender) -> bool {
    cue == Gender::Unknown || speaker == Gender::Unknown || cue == speaker
}
