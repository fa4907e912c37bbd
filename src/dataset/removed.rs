//! `removed_ids.txt`: what somebody asked to be taken out. It stands beside `claimkit.toml`, one id a line (`#` at
//! the start or behind white space begins a remark), is honoured by every later build and copied into the release, where PRV001 compares it with the tables.

use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::Extraction;
use crate::plain;
use std::collections::BTreeSet;
use std::path::Path;

/// Name of the list.
pub const REMOVED: &str = "removed_ids.txt";

/// What a list that was pasted together has around its ids.
const QUOTES: [char; 9] = ['"', '\'', '`', '\u{201C}', '\u{201D}', '\u{2018}', '\u{2019}', '«', '»'];

/// Ids that a warning names.
const SHOWN: usize = 20;

/// Ids of articles, claims and speakers that no release may hold again.
#[derive(Debug, Clone, Default)]
pub struct Removed {
    ids: BTreeSet<String>,
}

impl Removed {
    /// Reads the list of a data set; none is an empty one.
    ///
    /// # Errors
    /// When the list is there and cannot be read, or a line is no id; the message names the line.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(REMOVED);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(Error::io(&path, e)),
        };
        Self::parse(&path, &plain::decode(&path, bytes)?)
    }

    /// Reads a list from memory; `path` is for messages.
    ///
    /// ```
    /// use claimkit::dataset::removed::Removed;
    /// let removed = Removed::parse("removed_ids.txt".as_ref(), "# a request\na-17  # in writing\n\n").unwrap();
    /// assert!(removed.has("a-17") && !removed.has("a-1"));
    /// let error = Removed::parse("removed_ids.txt".as_ref(), "a-17,\n").unwrap_err();
    /// assert!(error.to_string().starts_with("removed_ids.txt:1: "));
    /// ```
    ///
    /// # Errors
    /// When a line is no id: it would be honoured nowhere, and nobody would know.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let mut ids = BTreeSet::new();
        for (row, line) in (1..).zip(text.lines()) {
            let id = without_remark(line).trim();
            if let Some(odd) = odd(id) {
                let message = format!("{id:?} {odd}");
                return Err(Error::new(ErrorKind::Data, message)
                    .at(Location::path(path).row(row))
                    .hint("write one id a line as the release has it; a remark stands behind white space and #"));
            }
            ids.extend(Some(id.to_owned()).filter(|id| !id.is_empty()));
        }
        Ok(Self { ids })
    }

    /// The ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(String::as_str)
    }

    /// Whether an id was removed.
    pub fn has(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// What to say of ids that were met nowhere; `None` where all were. A former release may have had them, so that is no
    /// error.
    pub fn unmet(&self, met: &BTreeSet<String>) -> Option<String> {
        let unmet: Vec<_> = self.ids.difference(met).collect();
        let some = unmet.iter().take(SHOWN).map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ");
        let more = if unmet.len() > SHOWN { ", …" } else { "" };
        let (n, of) = (unmet.len(), self.ids.len());
        (n > 0).then(|| {
            format!(
                "{REMOVED}: {n} of {of} ids match nothing of the input: {some}{more} (right where only a former release or \
                 an article that is taken out had them; look for spelling else)"
            )
        })
    }

    /// Whether nothing was removed.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The list as a release holds it: sorted, without remarks, which may say who asked.
    pub fn to_text(&self) -> String {
        self.ids.iter().fold(String::new(), |text, id| text + id + "\n")
    }

    /// Takes removed claims, and removed speakers with all their claims, out of an extraction; returns the ids of the list
    /// that it met.
    pub fn strip(&self, extraction: &mut Extraction) -> BTreeSet<String> {
        if self.ids.is_empty() {
            return BTreeSet::new();
        }
        let speaker_ids = extraction.speakers.iter().map(|s| &s.speaker_id);
        let met = speaker_ids.chain(extraction.claims.iter().map(|c| &c.claim_id)).filter(|id| self.has(id));
        let met = met.cloned().collect();
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
        met
    }
}

/// A line up to its remark.
fn without_remark(line: &str) -> &str {
    let mut before = ' ';
    let begins = |(_, c): &(usize, char)| std::mem::replace(&mut before, *c).is_whitespace() && *c == '#';
    line.char_indices().find(begins).map_or(line, |(at, _)| &line[..at])
}

/// What is odd about a line that should be an id. Ids that are file names may hold spaces and any letter.
fn odd(id: &str) -> Option<&'static str> {
    if id.starts_with(QUOTES) && id.ends_with(QUOTES) {
        Some("stands in quotation marks")
    } else if id.ends_with([',', ';', '،', '؛']) {
        Some("has a separator behind it")
    } else if id.contains(char::is_control) {
        Some("holds a tab or another control character")
    } else {
        None
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
