//! Cues that stand outside the pattern "cue, speaker, content": a cue with its speaker between two commas of the content,
//! and a report that nobody is named for.

use super::adjunct::skip_adjuncts;
use super::candidate::Candidate;
use super::draft::Construction;
use super::finder::{Accepted, Start};
use super::mention::Subject;
use super::trial::Trial;
use crate::lexicon::cue::{Ambiguity, Gender, Pos, Sub, Tense};
use crate::lexicon::flags::{COMP, CONJ, GIVEN, JOIN, METONYM, REL};
use crate::text::token::Kind;

/// Longest aside in tokens.
const ASIDE: usize = 12;

/// القرار، يقول الخبير، متسرع: a verb of saying in the present with its whole subject between two commas; the clause
/// around them is the content.
pub(super) fn aside(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, sentence, .. } = *t;
    let says = matches!(c.form.sub, Sub::Say | Sub::Add | Sub::Assert | Sub::Explain)
        && c.form.tense == Tense::Imperfect
        && c.form.ambiguity != Ambiguity::High;
    let open = c.at.checked_sub(1).filter(|&k| says && !c.conjunction && k > sentence.start)?;
    let close = (c.at + 1..sentence.end.min(c.at + ASIDE)).find(|&k| r.kind(k) == Kind::Comma)?;
    if r.kind(open) != Kind::Comma {
        return None;
    }
    let subject = t.subject_in(c.at + 1, close);
    let speaks = |s: usize| r.noun(s).is_some() || r.has(s, GIVEN | METONYM) || r.kind(s) == Kind::Quote;
    if !matches!(subject, Subject::Overt(s, e) if s == c.at + 1 && e == close && speaks(s)) {
        return None;
    }
    let resumed = close + 1;
    let goes_on = resumed < sentence.end
        && r.is_word(resumed)
        && !r.has(resumed, COMP | JOIN | CONJ | REL)
        && !r.has_conjunction(resumed)
        && !r.key(resumed).starts_with("وال")
        && !r.cues(resumed).any(|(form, _)| form.pos == Pos::Participle)
        && skip_adjuncts(r, resumed, sentence.end) == resumed;
    let first = skip_adjuncts(r, sentence.start, open);
    let own = first < open && (sentence.start..open).all(|k| r.finite_cues(k).next().is_none());
    (goes_on && own).then(|| t.accept(subject, Start::Around(first, open, resumed), first, Construction::Aside))
}

/// قيل إن، يقال إن: the passive names no speaker.
pub(super) fn hearsay(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, sentence, .. } = *t;
    let comp = c.at + 1;
    (r.has(comp, COMP) && !r.has_conjunction(comp) && comp + 1 < sentence.end)
        .then(|| t.accept(Subject::Nobody, Start::Clause, comp + 1, Construction::Hearsay))
}

/// المنشورات التي يزعم أنها …: behind a relative pronoun of the other gender a masculine present of holding or alleging
/// is a passive.
pub(super) fn passive_about_topic(c: &Candidate) -> bool {
    c.form.tense == Tense::Imperfect
        && c.form.agreement.gender == Gender::Masculine
        && matches!(c.form.sub, Sub::Distance | Sub::Opine)
}
