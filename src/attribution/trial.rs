//! A cue on trial: a candidate in its sentence, and what the constructions ask of it.

use super::anonymity::Formulas;
use super::candidate::{Candidate, opens_clause};
use super::draft::Construction;
use super::finder::{Accepted, Start};
use super::mention::{self, Subject};
use super::opener::{self, Opener};
use super::reading::Reading;
use super::{adjunct, open_phrase};
use crate::lexicon::cue::Pos;
use crate::lexicon::flags::SWITCH;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// A candidate in its sentence.
#[derive(Clone, Copy)]
pub(super) struct Trial<'a> {
    pub(super) r: &'a Reading<'a>,
    pub(super) c: Candidate,
    pub(super) sentence: Sentence,
    pub(super) formulas: Formulas<'a>,
    /// Where a complement ends at the latest: a cue inside a quotation has its complement there too.
    pub(super) limit: usize,
}

impl<'a> Trial<'a> {
    pub(super) fn new(r: &'a Reading<'a>, c: Candidate, sentence: Sentence, formulas: Formulas<'a>) -> Self {
        let limit = r.quotes.around(c.at).map_or(sentence.end, |q| q.end.min(sentence.end));
        Self { r, c, sentence, formulas, limit }
    }

    /// What opens the content behind the cue, before `limit`.
    pub(super) fn opener(&self, limit: usize) -> Option<Opener> {
        opener::find(self.r, self.c.at + 1, limit, self.c.form, self.formulas)
    }

    /// The subject in the closed window that ends at `limit`.
    pub(super) fn subject_in(&self, start: usize, limit: usize) -> Subject {
        mention::in_window(self.r, start, limit, self.c.form, self.formulas)
    }

    /// The subject behind the cue in the open mode, and the first token after it.
    pub(super) fn subject_up_to(&self, limit: usize) -> (Subject, usize) {
        open_phrase::open(self.r, self.c.at + 1, limit, self.c.form, self.formulas)
    }

    /// The cue as accepted.
    pub(super) fn accept(
        &self,
        subject: Subject,
        start: Start,
        content: usize,
        construction: Construction,
    ) -> Accepted {
        Accepted {
            candidate: self.c,
            subject,
            start,
            content,
            clause_start: clause_start(self.r, self.c.at, self.sentence.start),
            participle: self.c.form.pos == Pos::Participle,
            background: false,
            set_off: false,
            shown_cue: None,
            addressee: None,
            relayed: None,
            construction,
        }
    }
}

/// Where the clause of a cue begins: conjunctions and switch frames before it belong to it.
fn clause_start(r: &Reading, cue: usize, sentence_start: usize) -> usize {
    let mut s = cue;
    while s > sentence_start {
        let k = s - 1;
        let joins = opens_clause(r.key(k)) || goes_before(r.key(k));
        let switch = (1..=3).find(|n| {
            s.checked_sub(*n).filter(|&k| k >= sentence_start).is_some_and(|k| {
                r.phrase_word(k).is_some_and(|(p, w)| p.len() == *n && w.cues.iter().any(|c| c.pos == Pos::Switch))
            })
        });
        // غير أنه أكد، إلا أنها قالت: as لكنه.
        let set_against = k > sentence_start
            && matches!(r.key(k), "انه" | "انها" | "انهم")
            && matches!(r.bare_key(k - 1), "غير" | "الا" | "بيد");
        if set_against {
            s = k - 1;
        } else if let Some(n) = switch {
            s -= n;
        } else if joins || r.has(k, SWITCH) {
            s = k;
        } else {
            break;
        }
    }
    fronted_time(r, s, sentence_start).unwrap_or(s)
}

/// حين، وقد، لكنه: words right before a cue that belong to its clause, too.
fn goes_before(key: &str) -> bool {
    matches!(
        key,
        "حين"
            | "عندما"
            | "حينما"
            | "وقد"
            | "فقد"
            | "قد"
            | "وبدوره"
            | "وبدورها"
            | "لكنه"
            | "لكنها"
            | "ولكنه"
            | "لكن"
    )
}

/// ، وفي وقت سابق قالت الهيئة إن …: what opens a joined clause before its cue.
fn fronted_time(r: &Reading, cue: usize, sentence_start: usize) -> Option<usize> {
    const REACH: usize = 5;
    (cue.saturating_sub(REACH).max(sentence_start + 1)..cue).find(|&k| {
        r.key(k).starts_with('و')
            && matches!(r.bare_key(k), "في" | "بعد" | "قبل" | "خلال" | "عقب")
            && r.kind(k - 1) == Kind::Comma
            && adjunct::skip_adjuncts(r, k, cue) == cue
    })
}
