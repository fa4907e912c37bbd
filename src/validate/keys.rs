//! Primary keys.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::Chunk;
use super::index::{ArticleAt, ClaimAt, Index, Key, SpeakerAt, key};
use crate::error::Result;
use std::collections::HashSet;
use std::collections::hash_map::Entry;

pub(super) const KEY001: CheckDoc = CheckDoc {
    id: "KEY001",
    severity: Severity::Error,
    what: "primary keys are unique and never null",
    why: "A join over a key that occurs twice multiplies rows.",
    mend: "Give the rows of the source ids of their own; equal claim ids are a fault of the extractor: report it.",
};
pub(super) const KEY002: CheckDoc = CheckDoc {
    id: "KEY002",
    severity: Severity::Error,
    what: "ids have their form: c- and 16 hexadecimal digits for claims, likewise for speakers, one line of text for \
           articles",
    why: "An id of another form comes from other code and will not join with the next release.",
    mend: "Build the release again with one version of the program.",
};

#[derive(Debug)]
pub(super) struct Keys {
    unique: Tally,
    form: Tally,
    labels: HashSet<Key, foldhash::quality::RandomState>,
}

impl Keys {
    pub(super) fn new() -> Self {
        Self { unique: Tally::new(&KEY001), form: Tally::new(&KEY002), labels: HashSet::default() }
    }

    /// Checks the keys of articles and enters them; `number` is that of the row group.
    pub(super) fn articles(&mut self, chunk: &Chunk<'_>, number: usize, index: &mut Index) -> Result<()> {
        let split = index.split(&chunk.file.split);
        let (texts, lengths) = (chunk.identity()?, chunk.lengths()?);
        for (i, id) in chunk.text("article_id")?.iter().enumerate() {
            let legal = |id: &str| !id.is_empty() && !id.chars().any(char::is_control);
            self.form.check(id.is_some_and(legal), || chunk.finding(i, id, "article_id", "is empty or not one line"));
            let at = ArticleAt {
                split,
                chunk: number as u32,
                row: i as u32,
                claims: 0,
                chars: lengths[i] as u32,
                text: key(texts.get(i).unwrap_or_default()),
            };
            self.enter(chunk, i, "article_id", id, |id| new(index.articles.entry(key(id)), at));
        }
        Ok(())
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>, index: &mut Index) -> Result<()> {
        let split = index.split(&chunk.file.split);
        let articles = chunk.text("article_id")?;
        for (i, id) in chunk.text("claim_id")?.iter().enumerate() {
            let legal = |id: &str| id.strip_prefix("c-").is_some_and(is_hash);
            self.form.check(id.is_some_and(legal), || chunk.finding(i, id, "claim_id", "is not c- and 16 digits"));
            let at = ClaimAt { split, article: key(articles.get(i).unwrap_or_default()) };
            self.enter(chunk, i, "claim_id", id, |id| new(index.claims.entry(key(id)), at));
        }
        Ok(())
    }

    pub(super) fn speakers(&mut self, chunk: &Chunk<'_>, index: &mut Index) -> Result<()> {
        let anonymous = chunk.bool("is_anonymous")?;
        for (i, id) in chunk.text("speaker_id")?.iter().enumerate() {
            let legal = |id: &str| {
                let parts = id.split_once('-');
                parts.is_some_and(|(kind, hash)| kind.bytes().all(|b| b.is_ascii_lowercase()) && is_hash(hash))
            };
            self.form.check(id.is_some_and(legal), || {
                chunk.finding(i, id, "speaker_id", "is not letters, a hyphen and 16 digits")
            });
            let at = SpeakerAt { anonymous: anonymous.get(i).unwrap_or(false), claims: 0, article: None };
            self.enter(chunk, i, "speaker_id", id, |id| new(index.speakers.entry(key(id)), at));
        }
        Ok(())
    }

    pub(super) fn stances(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (targets, labelers) = (chunk.text("target_id")?, chunk.text("labeler")?);
        for (i, claim) in chunk.text("claim_id")?.iter().enumerate() {
            let whole =
                (claim.unwrap_or_default(), targets.get(i).unwrap_or_default(), labelers.get(i).unwrap_or_default());
            // The length keeps ("a", "bc") apart from ("ab", "c").
            let whole = format!("{}:{}:{}/{}/{}", whole.0.len(), whole.1.len(), whole.0, whole.1, whole.2);
            let is_new = claim.is_some() && self.labels.insert(key(&whole));
            self.unique
                .check(is_new, || chunk.finding(i, claim, "claim_id", "the claim has this target and labeler twice"));
        }
        Ok(())
    }

    fn enter(&mut self, chunk: &Chunk<'_>, i: usize, column: &str, id: Option<&str>, enter: impl FnOnce(&str) -> bool) {
        let is_new = id.is_some_and(enter);
        self.unique.check(is_new, || {
            chunk.finding(i, id, column, if id.is_some() { "the key occurred before" } else { "the key is null" })
        });
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.unique, self.form].map(Tally::finish).into()
    }
}

/// Enters a value where the key is new.
fn new<V>(entry: Entry<'_, Key, V>, value: V) -> bool {
    match entry {
        Entry::Occupied(_) => false,
        Entry::Vacant(slot) => {
            slot.insert(value);
            true
        }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
