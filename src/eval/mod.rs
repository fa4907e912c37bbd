//! Scores of extracted claims against gold claims, with intervals and slices.
//!
//! Gold and prediction have one form, the [`Record`] of `claimkit extract`. Claims are matched one to one within an
//! article: cues must overlap; where a side has no cue, the contents must (IoU at least 0.5). Pairs are taken by the IoU
//! of their contents, then of their cues, and nothing depends on which file is the gold. Contents and speakers are
//! compared as sets of tokens; a leading complementiser, quotation marks and punctuation do not count on either side.
//!
//! Shares no code with the extractor: folding and tokens are its own, so that a fault there cannot hide here.
//!
//! Intervals are percentiles of a bootstrap that draws whole articles, because claims of one article are not independent
//! (Bisani and Ney, 2004, for the method; the clustering is the usual care).

pub mod agree;
mod baseline;
mod bootstrap;
mod claim;
mod count;
mod figures;
mod matching;
mod place;
mod speaker;
mod table;
#[cfg(test)]
mod tests;
mod tokens;

pub use baseline::Baselines;
pub use figures::{Estimate, PrfScore, RateScore, Scores, SliceRow, StanceScore, judge};
pub use table::table;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Vocabulary, counted};
use crate::record::{ClaimRecord, Record};
use claim::Doc;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

/// A property of gold claims by which recall can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slice {
    /// Part of speech of the cue.
    CueKind,
    /// Kind of speech act.
    CueClass,
    /// Dictionary form of the cue.
    CueLemma,
    /// Direct, indirect, mixed.
    QuoteType,
    /// Person, organisation and so on.
    SpeakerType,
    /// How the speaker is found.
    Resolution,
    /// None, implicit, explicit.
    Anonymity,
    /// Label of the gold.
    Stance,
    /// Whether the claim stands in another.
    Nested,
    /// The article.
    Article,
}

impl Vocabulary for Slice {
    const ALL: &'static [Self] = &[
        Self::CueKind,
        Self::CueClass,
        Self::CueLemma,
        Self::QuoteType,
        Self::SpeakerType,
        Self::Resolution,
        Self::Anonymity,
        Self::Stance,
        Self::Nested,
        Self::Article,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::CueKind => "cue_kind",
            Self::CueClass => "cue_class",
            Self::CueLemma => "cue_lemma",
            Self::QuoteType => "quote_type",
            Self::SpeakerType => "speaker_type",
            Self::Resolution => "resolution",
            Self::Anonymity => "anonymity",
            Self::Stance => "stance",
            Self::Nested => "nested",
            Self::Article => "article",
        }
    }
}

/// What to score, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Id of the stance target; `None` takes the first label of every claim.
    pub target: Option<String>,
    /// Properties by which recall is listed.
    pub by: Vec<Slice>,
    /// Resamples of the bootstrap; 0 gives no intervals.
    pub resamples: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Whether the baselines of stance are computed, which takes longer than all the rest.
    pub baselines: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { target: None, by: vec![Slice::CueKind], resamples: 1_000, seed: 20, baselines: true }
    }
}

/// Scores predictions against gold.
///
/// Articles without a prediction count as articles without claims, predictions for other articles are left out; both are
/// told in [`Scores::warnings`].
pub fn score(gold: &[Record], predicted: &[Record], options: &Options) -> Scores {
    let mut by_id: BTreeMap<&str, &Record> = predicted.iter().map(|r| (r.article_id.as_str(), r)).collect();
    let target = options.target.as_deref();
    let (mut docs, mut missing, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for record in gold {
        let found = by_id.remove(record.article_id.as_str());
        match found {
            None => missing.push(record.article_id.as_str()),
            Some(f) if f.text != record.text => changed.push(record.article_id.as_str()),
            Some(_) => {}
        }
        let claims = found.map_or(&[][..], |r| &r.claims);
        docs.push(Doc::new(record, claims, target));
    }
    let unknown: Vec<_> = by_id.into_keys().collect();
    let mut scores = figures::scores(&docs, options);
    if options.baselines {
        scores.stance_baselines = baseline::baselines(&docs, options);
    }
    let kinds = [("without a prediction", missing), ("not in the gold", unknown), ("with another text", changed)];
    for (what, ids) in kinds.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let some = ids.iter().take(5).copied().collect::<Vec<_>>().join(", ");
        scores.warnings.push(format!("{} {what}, such as {some}", counted(ids.len(), "article")));
    }
    scores
}

/// Reads records; `-` is standard input.
///
/// # Errors
/// When the file cannot be read, a line is no record, an article is there twice, or a span does not show its text; the
/// message names line and field.
pub fn read(path: &Path) -> Result<Vec<Record>> {
    read_predicted(path, &[])
}

/// Reads records that are to be scored. One without a text gets that of the gold.
///
/// # Errors
/// See [`read`].
pub fn read_predicted(path: &Path, gold: &[Record]) -> Result<Vec<Record>> {
    let texts: HashMap<&str, &str> = gold.iter().map(|r| (r.article_id.as_str(), r.text.as_str())).collect();
    let reader: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(|e| Error::io(path, e))?))
    };
    let (mut records, mut ids) = (Vec::new(), HashSet::new());
    for (number, line) in reader.lines().enumerate() {
        let at = Location::path(path).row(number as u64 + 1);
        let line = line.map_err(|e| Error::new(ErrorKind::Data, e.to_string()).at(at.clone()))?;
        if line.trim().is_empty() {
            continue;
        }
        let mut record: Record = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&line))
            .map_err(|e| {
                let at = at.clone().field(e.path().to_string());
                Error::new(ErrorKind::Data, e.inner().to_string()).at(at).hint("the form is that of `claimkit extract`")
            })?;
        if !ids.insert(record.article_id.clone()) {
            let message = format!("the article {} is there twice", record.article_id);
            return Err(Error::new(ErrorKind::Data, message).at(at.field("article_id")));
        }
        if let Some(text) = texts.get(record.article_id.as_str()).filter(|_| record.text.is_empty()) {
            (*text).clone_into(&mut record.text);
        }
        place::check(&record).map_err(|(field, message)| {
            let hint = "start and end are half-open code points of the text of the article";
            Error::new(ErrorKind::Data, message).at(at.field(field)).hint(hint)
        })?;
        records.push(record);
    }
    Ok(records)
}

impl Slice {
    /// The value of a gold claim.
    fn of(self, article: &str, claim: &ClaimRecord) -> String {
        let cue = claim.cue.as_ref();
        match self {
            Self::CueKind => cue.map(|c| c.kind.to_string()),
            Self::CueClass => cue.map(|c| c.class.to_string()),
            Self::CueLemma => cue.map(|c| c.lemma.clone()),
            Self::QuoteType => Some(claim.quote_type.to_string()),
            Self::SpeakerType => Some(claim.speaker_type.to_string()),
            Self::Resolution => Some(claim.speaker_resolution.to_string()),
            Self::Anonymity => Some(claim.anonymity.kind.to_string()),
            Self::Stance => claim.stances.first().map(|s| s.stance.to_string()),
            Self::Nested => Some(if claim.nested_in.is_some() { "nested" } else { "outer" }.to_owned()),
            Self::Article => Some(article.to_owned()),
        }
        .unwrap_or_else(|| "none".to_owned())
    }
}
