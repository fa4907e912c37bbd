//! Verbal nouns that report: قوله إن, بعد إعلان الحكومة أن, اختتم حديثه بالتأكيد على أن.

use super::adjunct::skip_adjuncts;
use super::draft::Construction;
use super::finder::{Accepted, Start, clause_after};
use super::mention::Subject;
use super::opener::OpenerKind;
use super::relay::relayed_source;
use super::trial::Trial;
use crate::lexicon::flags::{GIVEN, METONYM, PREP};

/// قوله إن: a verbal noun with its speaker's pronoun, after a relayed report or a frame.
pub(super) fn accepted(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, limit, .. } = *t;
    if c.form.speaker_pronoun.is_none() {
        return announced(t);
    }
    let o = t.opener(limit.min(c.at + 6))?;
    if o.start > c.at + 3 || !matches!(c.form.lemma, "قال" | "أكد" | "أعلن" | "أشار" | "صرح") {
        return None;
    }
    // نقلت الوكالة عن X قوله: the speaker is X.
    let relayed = relayed_source(t, c.at);
    if relayed.is_none() && c.form.lemma != "قال" && !c.at.checked_sub(1).is_some_and(|b| r.has(b, PREP)) {
        return None;
    }
    let mut a = clause_after(t, o)?;
    a.subject = relayed.map_or(Subject::Pronoun(c.at), |(s, e)| Subject::Overt(s, e));
    a.construction = Construction::VerbalNoun;
    Some(a)
}

/// بعد إعلان الحكومة أن …: a verbal noun, the one whose act it is, and at once what he says.
fn announced(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, limit, sentence, .. } = *t;
    let s = c.at + 1;
    let o = t.opener(limit.min(c.at + 14))?;
    // بالتأكيد على أن: by whoever has just spoken or acted.
    if c.form.form.starts_with("بال") {
        let at_once = o.kind == OpenerKind::Complementiser && o.start == s && o.content < sentence.end;
        return at_once.then(|| t.accept(Subject::Elided, Start::Clause, o.content, Construction::VerbalNoun));
    }
    let named = r.noun(s).is_some_and(|n| n.proclitic.is_none()) || r.has(s, METONYM | GIVEN);
    let subject = t.subject_in(s, o.start);
    // إعلان العراق قبل أسبوع أنه
    let whole = matches!(subject, Subject::Overt(at, e) if at == s && skip_adjuncts(r, e, o.start) == o.start);
    (named && whole && o.kind == OpenerKind::Complementiser && o.content < sentence.end)
        .then(|| t.accept(subject, Start::Clause, o.content, Construction::VerbalNoun))
}
