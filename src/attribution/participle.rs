//! Participles as cues: مشيرا إلى، متهما الشركة بـ, which speak with the voice of the sentence that governs them.

use super::adjunct;
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
    let Trial { r, c, sentence, limit, .. } = *t;
    let form = c.form;
    let before = c.at.checked_sub(1).filter(|&b| b >= sentence.start);
    let after_break = c.conjunction
        || before.is_none_or(|b| {
            matches!(r.kind(b), Kind::Comma | Kind::Quote | Kind::Close | Kind::Semicolon | Kind::Stop | Kind::Dash)
        });
    let at = adjunct::skip_adjuncts(r, c.at + 1, limit);
    let found = t.opener(limit);
    if let Some(object) = found.and_then(|o| complement::described_alone(t, &o)) {
        return Some(t.accept(Subject::Elided, Start::Nominal, object, Construction::Participle));
    }
    // The content of a participle follows at once, unless an addressee or object comes first.
    let reach = if form.takes(governs::OBJECT_FIRST) || form.sub == Sub::Reply { 14 } else { 2 };
    // مؤكدا أهمية أن يستمر العمل: what is said begins with the noun.
    let object = |o: &Opener| {
        let noun = r.has(at, MASDAR | OBJ_NOUN) && !r.has(at, PREP | COMP);
        o.start == at + 1 && noun && o.kind == OpenerKind::Complementiser && form.takes(governs::ACC)
    };
    let near = found.filter(|o| !object(o)).filter(|o| {
        let own = o.start == at || complement::leads_to(r, at, o);
        o.start <= at + reach && o.content < sentence.end && (own || !open_phrase::governed(r, at, form))
    });
    if let Some(o) = near {
        let gap = o.start > at + 1
            && !complement::leads_to(r, at, &o)
            && !form.takes(governs::OBJECT_FIRST)
            && form.sub != Sub::Reply;
        if !gap {
            let mut a = clause_after(t, o)?;
            a.subject = Subject::Elided;
            a.construction = Construction::Participle;
            return (form.ambiguity != Ambiguity::High || after_break || o.start <= at).then_some(a);
        }
    }
    // Without a clause of its own a participle needs a sentence that governs it.
    let opens_block = before.is_none()
        && !c.conjunction
        && (sentence.start == 0 || r.token(sentence.start - 1).block != r.token(c.at).block);
    let reports = c.at > sentence.start && complement::participle_reports(r, c.at);
    // ، داعية الأطراف إلى …: no preacher.
    let asks = after_break && !opens_block && form.takes(governs::OBJECT_FIRST) && form.class == CueClass::Demand;
    if opens_block
        || form.ambiguity == Ambiguity::High && !reports
        || !after_break && !accusative(r, c, at) && !(reports && form.lemma == "حمّل")
        || (r.noun(c.at).is_some() && !reports && !asks || r.has(c.at, STATEMENT))
            && !open_phrase::governed(r, at, form)
    {
        return None;
    }
    let (content, addressee) = complement(r, at, limit, form)?;
    // وذاكرة عشوائية: no object of telling.
    let told = || r.has(content, MASDAR | OBJ_NOUN | ATTITUDE) || open_phrase::is_action(r, r.key(content));
    if form.lemma == "ذكر" && content == at && !open_phrase::governed(r, at, form) && !told() {
        return None;
    }
    // رافضا التعليق: no comment.
    if form.sub == Sub::Reject && r.has(content, COMMENT) {
        return None;
    }
    // مصرا على موقفه says that he insists, not on what.
    if matches!(r.key(content), "موقفه" | "موقفها" | "موقفهم" | "رايه" | "رايها" | "رايهم")
    {
        return None;
    }
    let mut a = t.accept(Subject::Elided, Start::Nominal, content, Construction::Participle);
    a.addressee = addressee;
    (content < limit).then_some(a)
}

/// مشيرا إلى، معربا عن: the masculine accusative shows a participle before its preposition even without a comma.
fn accusative(r: &Reading, c: Candidate, at: usize) -> bool {
    c.form.ambiguity == Ambiguity::Low
        && (r.key(c.at).ends_with('ا') || slogan::is_purpose(c.form))
        && open_phrase::governed(r, at, c.form)
}
