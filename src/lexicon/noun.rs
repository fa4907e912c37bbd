//! Nouns that head a speaker: roles, ranks, organisations, names.

use super::cue::{Agreement, Gender, Number};

/// What kind of speaker a noun heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NounKind {
    /// A role or profession (مسؤول، وزير).
    Role,
    /// A rank, title or honorific (اللواء، السيد).
    Rank,
    /// An organisation head (وزارة).
    Organisation,
    /// A document (بيان، تقرير).
    Document,
    /// Media outlet (head or name).
    Media,
    /// The name of an organisation, country or capital.
    OrganisationName,
}

/// A noun of the speaker vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noun {
    /// Dictionary form: links inflections (المسؤولين → مسؤول).
    pub(crate) base: &'static str,
    pub(crate) kind: NounKind,
    pub(crate) agreement: Agreement,
    /// Has the article, or is a name.
    pub(crate) definite: bool,
    /// 0 an office, 1 a type of person, 2 a type of source.
    pub(crate) anonymous_prone: u8,
    /// Type column of the lexicon (`src`, `off`, `mil`, …).
    pub(crate) domain: &'static str,
}

impl Noun {
    /// Agreement of a row of `roles.tsv`.
    pub(crate) fn role_agreement(gender: &str, number: &str) -> Agreement {
        Agreement {
            gender: gender_of(gender),
            number: match number {
                "sg" => Number::Singular,
                "du" => Number::Dual,
                "pl" => Number::Plural,
                _ => Number::Unknown,
            },
        }
    }

    /// A singular of a gender.
    pub(crate) fn singular(gender: &str) -> Agreement {
        Agreement { gender: gender_of(gender), number: Number::Singular }
    }

    /// Whether the noun means people.
    pub(crate) fn is_person(&self) -> bool {
        matches!(self.kind, NounKind::Role | NounKind::Rank)
    }
}

fn gender_of(text: &str) -> Gender {
    match text {
        "m" => Gender::Masculine,
        "f" => Gender::Feminine,
        _ => Gender::Unknown,
    }
}
