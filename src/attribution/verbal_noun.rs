//! Verbal nouns that report: قوله إن, بعد إعلان الحكومة أن, اختتم حديثه بالتأكيد على أن.

use super::adjunct::skip_adjuncts;
use super::anonymity::Formula;
use super::candidate::Candidate;
use super::finder::{Accepted, Start, base, clause_after, quote_limit};
use super::mention::{self, Subject};
use super::opener::{self, OpenerKind};
use super::reading::Reading;
use super::relay::relayed_source;
use crate::lexicon::flags::{GIVEN, METONYM, PREP};
use crate::text::sentence::Sentence;

/// قوله إن: a verbal noun with its speaker's pronoun, after a relayed report or a frame.
pub(super) fn accepted(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    let limit = quote_limit(r, c.at, sentence.end);
    if c.form.speaker_pronoun.is_none() {
        return announced(r, c, limit, sentence, formulas);
    }
    let o = opener::find(r, c.at + 1, limit.min(c.at + 6), c.form, formulas)?;
    if o.start > c.at + 3 || !matches!(c.form.lemma, "قال" | "أكد" | "أعلن" | "أشار" | "صرح") {
        return None;
    }
    // نقلت الوكالة عن X قوله: the speaker is X.
    let relayed = relayed_source(r, c.at, sentence, formulas);
    if relayed.is_none() && c.form.lemma != "قال" && !c.at.checked_sub(1).is_some_and(|b| r.has(b, PREP)) {
        return None;
    }
    let mut a = clause_after(r, c, o, sentence, formulas)?;
    a.subject = relayed.map_or(Subject::Pronoun(c.at), |(s, e)| Subject::Overt(s, e));
    a.rule = "ATT-VERBAL-NOUN";
    Some(a)
}

/// بعد إعلان الحكومة أن …: a verbal noun, the one whose act it is, and at once what he says.
fn announced(r: &Reading, c: Candidate, limit: usize, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    let s = c.at + 1;
    let o = opener::find(r, s, limit.min(c.at + 14), c.form, formulas)?;
    // بالتأكيد على أن: by whoever has just spoken or acted.
    if c.form.form.starts_with("بال") {
        let at_once = o.kind == OpenerKind::Complementiser && o.start == s && o.content < sentence.end;
        return at_once.then(|| base(r, c, sentence, Subject::Elided, Start::Clause, o.content, "ATT-VERBAL-NOUN"));
    }
    let named = r.noun(s).is_some_and(|n| n.proclitic.is_none()) || r.has(s, METONYM | GIVEN);
    let subject = mention::in_window(r, s, o.start, c.form, formulas);
    // إعلان العراق قبل أسبوع أنه
    let whole = matches!(subject, Subject::Overt(at, e) if at == s && skip_adjuncts(r, e, o.start) == o.start);
    (named && whole && o.kind == OpenerKind::Complementiser && o.content < sentence.end)
        .then(|| base(r, c, sentence, subject, Start::Clause, o.content, "ATT-VERBAL-NOUN"))
}
