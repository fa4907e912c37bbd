//! A claim while it is being put together, in token numbers.

use super::anonymity::Formula;
use super::mention::Subject;
use crate::lexicon::cue::{Agreement, CueForm, Sub};
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

/// How a claim is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Construction {
    Clause,
    ColonQuote,
    Colon,
    Quote,
    Fronted,
    Nominal,
    Participle,
    SubjectFirst,
    Relative,
    VerbalNoun,
    Relay,
    Preposition,
    Aside,
    Slogan,
    Hearsay,
    HeadlineColon,
    FreeSpeech,
    Turn,
}

impl Construction {
    /// Its rule among [`super::rules::docs`].
    pub(crate) fn rule(self) -> RuleId {
        match self {
            Self::Clause => "ATT-CLAUSE",
            Self::ColonQuote => "ATT-COLON-QUOTE",
            Self::Colon => "ATT-COLON",
            Self::Quote => "ATT-QUOTE",
            Self::Fronted => "ATT-FRONTED",
            Self::Nominal => "ATT-NOMINAL",
            Self::Participle => "ATT-PARTICIPLE",
            Self::SubjectFirst => "ATT-SUBJECT-FIRST",
            Self::Relative => "ATT-RELATIVE",
            Self::VerbalNoun => "ATT-VERBAL-NOUN",
            Self::Relay => "ATT-RELAY",
            Self::Preposition => "ATT-PREPOSITION",
            Self::Aside => "ATT-ASIDE",
            Self::Slogan => "ATT-SLOGAN",
            Self::Hearsay => "ATT-HEARSAY",
            Self::HeadlineColon => "ATT-HEADLINE-COLON",
            Self::FreeSpeech => "ATT-FREE-SPEECH",
            Self::Turn => "ATT-TURN",
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
    pub(crate) sub: Sub,
    pub(crate) kind: CueKind,
    /// Gender and number that the cue shows.
    pub(crate) agreement: Agreement,
    pub(crate) source: Source,
    /// Half-open range of tokens.
    pub(crate) content: (usize, usize),
    /// Parts, where the cue interrupts the content; empty where it is in one piece.
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
    pub(crate) construction: Construction,
}

impl Draft {
    /// A claim with nothing but its content, in one piece.
    pub(crate) fn plain(content: (usize, usize), clause_start: usize, construction: Construction) -> Self {
        Self {
            cue: None,
            lemma: "",
            class: CueClass::Neutral,
            sub: Sub::None,
            kind: CueKind::Verb,
            agreement: Agreement::UNKNOWN,
            source: Source::Elided,
            content,
            parts: Vec::new(),
            clause_start,
            formula: None,
            addressee: None,
            nested_in: None,
            background: false,
            relay: false,
            quoted: false,
            clausal: false,
            construction,
        }
    }

    /// A claim of a cue form; content and speaker are filled in by the caller.
    pub(crate) fn from_form(
        form: &'static CueForm,
        cue: (usize, usize),
        kind: CueKind,
        construction: Construction,
    ) -> Self {
        Self {
            cue: Some(cue),
            lemma: form.lemma,
            class: form.class,
            sub: form.sub,
            kind,
            agreement: form.agreement,
            relay: form.sub == Sub::Transmit,
            ..Self::plain((0, 0), cue.0, construction)
        }
    }

    /// Speech without a cue.
    pub(crate) fn free(content: (usize, usize), clause_start: usize, construction: Construction) -> Self {
        Self { clausal: true, quoted: true, ..Self::plain(content, clause_start, construction) }
    }

    /// Where the claim stands in the text: its cue, else its content.
    pub(crate) fn position(&self) -> usize {
        self.cue.map_or(self.content.0, |c| c.0)
    }
}
