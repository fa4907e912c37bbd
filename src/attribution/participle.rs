//! Participles as cues: مشيرا إلى، متهما الشركة بـ, which speak with the voice of the sentence that governs them.

use super::adjunct;
use super::before_opener::leads_to;
use super::candidate::Candidate;
use super::complement::{self, complement};
use super::draft::Construction;
use super::finder::{Accepted, Start, clause_after};
use super::mention::Subject;
use super::opener::{Opener, OpenerKind};
use super::reading::Reading;
use super::trial::Trial;
use super::{open_phrase, slogan};
use crate::lexicon::cue::{Ambiguity, Sub, governs};
use crate::lexicon::flags::{ATTITUDE, COMMENT, COMP, MASDAR, OBJ_NOUN, PREP, STATEMENT};
use crate::model::CueClass;
use crate::text::token::Kind;

/// The claim of a participle.
pub(super) fn accepted(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, limit, .. } = *t;
    let at = adjunct::skip_adjuncts(r, c.at + 1, limit);
    let found = t.opener(limit);
    if let Some(object) = found.and_then(|o| complement::described_alone(t, &o)) {
        return Some(t.accept(Subject::Elided, Start::Nominal, object, Construction::Participle));
    }
    if let Some(o) = found.filter(|o| at_once(t, at, o)) {
        let mut a = clause_after(t, o)?;
        a.subject = Subject::Elided;
        a.construction = Construction::Participle;
        return (c.form.ambiguity != Ambiguity::High || after_break(t) || o.start <= at).then_some(a);
    }
    if !governed_by_sentence(t, at) {
        return None;
    }
    let (content, addressee) = complement(r, at, limit, c.form)?;
    if says_nothing(t, at, content) || content >= limit {
        return None;
    }
    let mut a = t.accept(Subject::Elided, Start::Nominal, content, Construction::Participle);
    a.addressee = addressee;
    Some(a)
}

/// Whether the opener follows at once behind the adjuncts that end before `at`, or behind an addressee or object of the participle.
fn at_once(t: &Trial, at: usize, o: &Opener) -> bool {
    let Trial { r, c, sentence, .. } = *t;
    let form = c.form;
    let far = form.takes(governs::OBJECT_FIRST) || form.sub == Sub::Reply;
    let reach = if far { 14 } else { 2 };
    // مؤكدا أهمية أن يستمر العمل: what is said begins with the noun.
    let noun = r.has(at, MASDAR | OBJ_NOUN) && !r.has(at, PREP | COMP);
    let object = o.start == at + 1 && noun && o.kind == OpenerKind::Complementiser && form.takes(governs::ACC);
    let leads = || leads_to(r, at, o);
    !object
        && o.start <= at + reach
        && o.content < sentence.end
        && (o.start == at || leads() || !open_phrase::governed(r, at, form))
        && (far || o.start <= at + 1 || leads())
}

/// Whether a break stands before the participle, or it is joined by و.
fn after_break(t: &Trial) -> bool {
    let Trial { r, c, sentence, .. } = *t;
    let mark = |k: usize| {
        matches!(r.kind(k), Kind::Comma | Kind::Quote | Kind::Close | Kind::Semicolon | Kind::Stop | Kind::Dash)
    };
    c.conjunction || c.at == sentence.start || mark(c.at - 1)
}

/// Without a clause of its own a participle needs a sentence that governs it.
fn governed_by_sentence(t: &Trial, at: usize) -> bool {
    let Trial { r, c, sentence, .. } = *t;
    let form = c.form;
    let opens_block = c.at == sentence.start
        && !c.conjunction
        && (sentence.start == 0 || r.token(sentence.start - 1).block != r.token(c.at).block);
    let reports = c.at > sentence.start && complement::participle_reports(r, c.at);
    if opens_block || form.ambiguity == Ambiguity::High && !reports {
        return false;
    }
    let after_break = after_break(t);
    // ، داعية الأطراف إلى …: no preacher.
    let asks = after_break && form.takes(governs::OBJECT_FIRST) && form.class == CueClass::Demand;
    let noun = r.noun(c.at).is_some() && !reports && !asks || r.has(c.at, STATEMENT);
    (after_break || accusative(r, c, at) || reports && form.lemma == "حمّل")
        && (!noun || open_phrase::governed(r, at, form))
}

/// A complement that reports nothing.
fn says_nothing(t: &Trial, at: usize, content: usize) -> bool {
    let (r, form) = (t.r, t.c.form);
    // وذاكرة عشوائية: no object of telling.
    let told = || r.has(content, MASDAR | OBJ_NOUN | ATTITUDE) || open_phrase::is_action(r, r.key(content));
    form.lemma == "ذكر" && content == at && !open_phrase::governed(r, at, form) && !told()
        // رافضا التعليق: no comment.
        || form.sub == Sub::Reject && r.has(content, COMMENT)
        // مصرا على موقفه says that he insists, not on what.
        || matches!(r.key(content), "موقفه" | "موقفها" | "موقفهم" | "رايه" | "رايها" | "رايهم")
}

/// مشيرا إلى، معربا عن: the masculine accusative shows a participle before its preposition even without a comma.
fn accusative(r: &Reading, c: Candidate, at: usize) -> bool {
    c.form.ambiguity == Ambiguity::Low
        && (r.key(c.at).ends_with('ا') || slogan::is_purpose(c.form))
        && open_phrase::governed(r, at, c.form)
}
