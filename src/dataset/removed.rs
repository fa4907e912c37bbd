//! `removed_ids.txt`: what somebody asked to be taken out. It stands beside `claimkit.toml`, one id a line (`#` begins a
//! remark), is honoured by every later build and copied into the release, where PRV001 compares it with the tables.

use crate::error::{Error, Result};
use crate::model::Extraction;
use std::collections::BTreeSet;
use std::path::Path;

/// Name of the list.
pub const REMOVED: &str = "removed_ids.txt";

/// Ids of articles, claims and speakers that no release may hold again.
#[derive(Debug, Clone, Default)]
pub struct Removed {
    ids: BTreeSet<String>,
}

impl Removed {
    /// Reads the list of a data set; none is an empty one.
    ///
    /// # Errors
    /// When the list is there and cannot be read.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(REMOVED);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(Error::io(&path, e)),
        }
    }

    /// Reads a list from memory.
    ///
    /// ```
    /// use claimkit::dataset::removed::Removed;
    /// let removed = Removed::parse("# asked for in writing\na-17\n\n");
    /// assert!(removed.has("a-17") && !removed.has("a-1"));
    /// ```
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { ids: lines.map(Into::into).collect() }
    }

    /// Whether an id was removed.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Whether nothing was removed.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The list as a release holds it: sorted, without remarks, which may say who asked.
    pub fn to_text(&self) -> String {
        self.ids.iter().fold(String::new(), |text, id| text + id + "\n")
    }

    /// Takes removed claims, and removed speakers with all their claims, out of an extraction.
    pub fn strip(&self, extraction: &mut Extraction) {
        if self.ids.is_empty() {
            return;
        }
        let speakers = renumbered(&extraction.speakers, |s| !self.has(&s.speaker_id));
        let gone = |speaker: Option<u32>| speaker.is_some_and(|s| speakers.get(s as usize).is_none_or(Option::is_none));
        let claims = renumbered(&extraction.claims, |c| !self.has(&c.claim_id) && !gone(c.speaker));
        let mut kept = speakers.iter().map(Option::is_some);
        extraction.speakers.retain(|_| kept.next().unwrap_or(false));
        let mut kept = claims.iter().map(Option::is_some);
        extraction.claims.retain(|_| kept.next().unwrap_or(false));
        for claim in &mut extraction.claims {
            claim.speaker = claim.speaker.and_then(|s| speakers[s as usize]);
            // What stood inside a removed claim stands in the article now.
            claim.nested_in = claim.nested_in.and_then(|c| claims.get(c as usize).copied().flatten());
        }
    }
}

/// The new number of every item that is kept.
fn renumbered<T>(items: &[T], keep: impl Fn(&T) -> bool) -> Vec<Option<u32>> {
    let mut next = 0;
    let number = |item| {
        keep(item).then(|| {
            next += 1;
            next - 1
        })
    };
    items.iter().map(number).collect()
}
