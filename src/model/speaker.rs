//! Speakers of one article, resolved.

use super::vocabulary::vocabulary;
use serde::{Deserialize, Serialize};

vocabulary! {
    /// What a speaker is.
    SpeakerType {
        /// One human being.
        Person = "person",
        /// Institution, state, outlet, party, armed group.
        Organisation = "organisation",
        /// Several people without a common organisation (خبراء، جهات).
        Group = "group",
        /// A statement, report or law.
        Document = "document",
        /// Not found.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// Whether and how a speaker is anonymous, as a fact about the speaker in the article.
    Anonymity {
        /// Named, or identified by a unique office.
        None = "none",
        /// Unnamed, without a formula.
        Implicit = "implicit",
        /// A formula says that the name is withheld (طلب عدم ذكر اسمه).
        Explicit = "explicit",
    }
}

/// Who a speaker is: a name or an anonymous description, never both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// Named, or described by a unique office or institution.
    Named {
        /// The name without titles; for institutions and offices the fullest description.
        name: String,
    },
    /// Anonymous; the outlet's own wording is all there is.
    Anonymous {
        /// `true` where a formula says so.
        explicit: bool,
    },
}

/// A speaker of one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// For named speakers a hash of type and normalised name, equal across articles; for anonymous ones a hash of
    /// article and position, never equal across articles.
    pub speaker_id: String,
    /// Name or anonymity.
    pub identity: Identity,
    /// The outlet's own wording, the fullest mention.
    pub description: String,
    /// Other wordings of the article.
    pub aliases: Vec<String>,
    /// Role or title part of the mentions (السياسي العراقي).
    pub role: Option<String>,
    /// Organisation part of the mentions (وزارة الدفاع).
    pub affiliation: Option<String>,
    /// Person, organisation, group or document.
    pub speaker_type: SpeakerType,
    /// Id in a gazetteer that the user supplied; extraction itself knows none.
    pub external_id: Option<String>,
}

impl Speaker {
    /// The name; `None` for anonymous speakers.
    pub fn name(&self) -> Option<&str> {
        match &self.identity {
            Identity::Named { name } => Some(name),
            Identity::Anonymous { .. } => None,
        }
    }

    /// Whether the speaker is anonymous.
    pub fn is_anonymous(&self) -> bool {
        matches!(self.identity, Identity::Anonymous { .. })
    }

    /// None, implicit or explicit.
    pub fn anonymity(&self) -> Anonymity {
        match self.identity {
            Identity::Named { .. } => Anonymity::None,
            Identity::Anonymous { explicit: false } => Anonymity::Implicit,
            Identity::Anonymous { explicit: true } => Anonymity::Explicit,
        }
    }
}
