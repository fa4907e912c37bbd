//! The vocabulary of the field: articles, claims, speakers, stances, and the spans that tie them to the text.
//!
//! Nothing here computes anything about language; every other module speaks in these types.

mod article;
mod claim;
mod count;
mod extraction;
mod id;
mod offsets;
mod reject;
mod rule;
mod severity;
pub(crate) mod sheet;
mod span;
mod speaker;
mod stance;
mod vocabulary;
mod wire;

pub use article::{Article, Block, BlockKind, Origin};
pub use claim::{Claim, Cue, CueClass, CueKind, Lemma, QuoteType, Resolution, RuleId};
pub(crate) use count::{counted, plural};
pub use extraction::Extraction;
pub use id::{article_id, claim_id, hash_id};
pub use offsets::CodePoints;
pub use reject::{Reject, RejectReason};
pub use rule::RuleDoc;
pub use severity::Severity;
pub use span::Span;
pub use speaker::{Anonymity, Identity, Speaker, SpeakerType};
pub use stance::{Evidence, Stance, StanceLabel};
pub use vocabulary::Vocabulary;
