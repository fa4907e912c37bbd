//! Distributions of a release, for its card and as the baseline that a next version is compared with.

use super::rows::primary_label;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Article, Extraction, Vocabulary};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Counts by value; sorted, so that files do not depend on the order of a map.
pub type Counts = BTreeMap<String, u64>;

/// Cue lemmas that are listed by name.
pub(super) const TOP_LEMMAS: usize = 50;

/// `reports/stats.json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stats {
    /// Articles.
    pub articles: u64,
    /// Claims.
    pub claims: u64,
    /// Claims with an anonymous speaker.
    pub anonymous_claims: u64,
    /// Claims by stance toward the primary target; `unlabelled` where there is no label.
    pub stance: Counts,
    /// Claims by type of speaker.
    pub speaker_type: Counts,
    /// Claims by anonymity of the speaker.
    pub anonymity: Counts,
    /// Claims by kind of quotation.
    pub quote_type: Counts,
    /// Claims by class of the cue; `no_cue` for free direct speech.
    pub cue_class: Counts,
    /// Claims by how the speaker was found.
    pub speaker_resolution: Counts,
    /// The most frequent cue lemmas, with their claims, most frequent first.
    pub top_cue_lemmas: Vec<(String, u64)>,
    /// Articles by length of text: the key is the lower bound in code points, a power of two.
    pub article_chars: BTreeMap<u64, u64>,
    /// Claims by length of content: the key is the lower bound in code points, a power of two.
    pub claim_chars: BTreeMap<u64, u64>,
    /// Articles by number of claims.
    pub claims_per_article: BTreeMap<u64, u64>,
}

/// Counts article by article. Memory: one number a distinct value.
#[derive(Debug, Default)]
pub struct Counter {
    stats: Stats,
    lemmas: BTreeMap<&'static str, u64>,
    primary_target: Option<String>,
    primary_labeler: Option<String>,
}

impl Counter {
    /// An empty counter for a primary target and labeler.
    pub fn new(primary_target: Option<&str>, primary_labeler: Option<&str>) -> Self {
        Self {
            primary_target: primary_target.map(Into::into),
            primary_labeler: primary_labeler.map(Into::into),
            ..Self::default()
        }
    }

    /// Counts an article.
    pub fn add(&mut self, article: &Article, extraction: &Extraction) {
        let s = &mut self.stats;
        s.articles += 1;
        s.claims += extraction.claims.len() as u64;
        *s.article_chars.entry(lower_bound(article.text.chars().count() as u64)).or_default() += 1;
        *s.claims_per_article.entry(extraction.claims.len() as u64).or_default() += 1;
        for claim in &extraction.claims {
            let speaker = extraction.speaker_of(claim);
            s.anonymous_claims += u64::from(speaker.is_some_and(crate::model::Speaker::is_anonymous));
            let label = primary_label(claim, self.primary_target.as_deref(), self.primary_labeler.as_deref());
            count(&mut s.stance, label.map_or("unlabelled", |l| l.stance.as_str()));
            count(&mut s.speaker_type, speaker.map_or("unknown", |x| x.speaker_type.as_str()));
            count(&mut s.anonymity, speaker.map_or("none", |x| x.anonymity().as_str()));
            count(&mut s.quote_type, claim.quote_type.as_str());
            count(&mut s.cue_class, claim.cue.as_ref().map_or("no_cue", |c| c.class.as_str()));
            count(&mut s.speaker_resolution, claim.resolution.as_str());
            if let Some(cue) = &claim.cue {
                *self.lemmas.entry(cue.lemma).or_default() += 1;
            }
            let chars = claim.content.of(&article.text).chars().count();
            *s.claim_chars.entry(lower_bound(chars as u64)).or_default() += 1;
        }
    }

    /// The distributions.
    pub fn finish(mut self) -> Stats {
        let mut lemmas: Vec<(String, u64)> = self.lemmas.into_iter().map(|(l, n)| (l.to_owned(), n)).collect();
        // The sort is stable, so that equally frequent lemmas stay in the order of their code points.
        lemmas.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        lemmas.truncate(TOP_LEMMAS);
        self.stats.top_cue_lemmas = lemmas;
        self.stats
    }
}

impl Stats {
    /// The distributions that a release states.
    ///
    /// # Errors
    /// When `reports/stats.json` cannot be read.
    pub fn read(release: &Path) -> Result<Self> {
        let path = release.join("reports/stats.json");
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
        serde_json::from_str(&text)
            .map_err(|e| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(&path)).caused_by(e))
    }

    /// Share of the claims whose speaker is anonymous, in `[0, 1]`; 0 without claims.
    pub fn anonymous_share(&self) -> f64 {
        if self.claims == 0 { 0.0 } else { self.anonymous_claims as f64 / self.claims as f64 }
    }
}

fn count(counts: &mut Counts, value: &str) {
    if let Some(n) = counts.get_mut(value) {
        *n += 1;
    } else {
        counts.insert(value.to_owned(), 1);
    }
}

pub(super) fn lower_bound(n: u64) -> u64 {
    if n == 0 { 0 } else { 1 << n.ilog2() }
}
