//! A claim while it is being put together, in token numbers.

use super::anonymity::Formula;
use super::mention::Subject;
use crate::lexicon::cue::{Agreement, CueForm};
use crate::model::{CueClass, CueKind, RuleId};

/// Who speaks, before resolution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// A noun phrase, as a half-open range of tokens.
    Overt(usize, usize),
    /// A pronoun (هو، قوله): its agreement resolves it.
    Pronoun,
    /// Nothing.
    Elided,
    /// A passive that leaves the speaker out.
    Nobody,
    /// The subject of the governing claim, by its number among the drafts.
    Controlled(usize),
}

impl From<Subject> for Source {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Overt(s, e) => Self::Overt(s, e),
            Subject::Pronoun(_) => Self::Pronoun,
            Subject::Elided => Self::Elided,
            Subject::Nobody => Self::Nobody,
        }
    }
}

/// A claim in token numbers.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Tokens of the cue; `None` for free direct speech.
    pub(crate) cue: Option<(usize, usize)>,
    pub(crate) lemma: &'static str,
    pub(crate) class: CueClass,
    /// Subclass of the cue (say, transmit, document …).
    pub(crate) sub: &'static str,
    pub(crate) kind: CueKind,
    /// Gender and number that the cue shows.
    pub(crate) agreement: Agreement,
    pub(crate) source: Source,
    /// Half-open range of tokens.
    pub(crate) content: (usize, usize),
    /// Parts where the cue interrupts the content.
    pub(crate) parts: Vec<(usize, usize)>,
    /// Where the clause of the cue begins.
    pub(crate) clause_start: usize,
    pub(crate) formula: Option<Formula>,
    /// First token and end of the addressee.
    pub(crate) addressee: Option<(usize, usize)>,
    /// Number of the outer draft.
    pub(crate) nested_in: Option<usize>,
    /// Pluperfect background: no antecedent for later sentences.
    pub(crate) background: bool,
    /// A report relayed by an outlet: no antecedent for later elided subjects.
    pub(crate) relay: bool,
    /// Opened by a quotation mark or colon.
    pub(crate) quoted: bool,
    /// The content is a clause or quotation, no object.
    pub(crate) clausal: bool,
    pub(crate) rule: RuleId,
}

impl Draft {
    /// A draft from a cue form; content and speaker are filled in by the caller.
    pub(crate) fn from_form(form: &'static CueForm, cue: (usize, usize), kind: CueKind, rule: RuleId) -> Self {
        Self {
            cue: Some(cue),
            lemma: form.lemma,
            class: form.class,
            sub: form.sub,
            kind,
            agreement: form.agreement,
            source: Source::Elided,
            content: (0, 0),
            parts: Vec::new(),
            clause_start: cue.0,
            formula: None,
            addressee: None,
            nested_in: None,
            background: false,
            relay: form.sub == "transmit",
            quoted: false,
            clausal: false,
            rule,
        }
    }

    /// Where the claim stands in the text: its cue, else its content.
    pub(crate) fn position(&self) -> usize {
        self.cue.map_or(self.content.0, |c| c.0)
    }
}
