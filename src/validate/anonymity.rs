//! Anonymous stays anonymous. Findings name ids, never words.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::columns::{Flags, Texts};
use super::files::{Chunk, Files, Rows};
use super::joins::Known;
use super::late::Late;
use super::texts::Sliced;
use crate::dataset::Table;
use crate::error::Result;

pub(super) const ANO001: CheckDoc = CheckDoc {
    id: "ANO001",
    severity: Severity::Error,
    what: "a row marked anonymous carries no name, and is_anonymous is true exactly where anonymity is not none",
    why: "The release promises that sources who asked for anonymity keep it.",
    mend: "Do not publish. Report it as a fault of the extractor; of a release already public, withdraw it.",
};
pub(super) const ANO003: CheckDoc = CheckDoc {
    id: "ANO003",
    severity: Severity::Error,
    what: "a speaker id is anonymous in all its rows or in none, and an anonymous one occurs in one article only",
    why: "A link between an anonymous source and a name, or between its articles, identifies it.",
    mend: "Do not publish. Report it as a fault of the extractor.",
};
pub(super) const ANO005: CheckDoc = CheckDoc {
    id: "ANO005",
    severity: Severity::Error,
    what: "a speaker that is not anonymous has a name, and the name of a claim's speaker stands in the article (not \
           looked for where a gazetteer gives names)",
    why: "A nameless row that is not marked anonymous falls out of every count by name, and a name that the article does \
          not have was attributed by mistake.",
    mend: "Report it as a fault of the extractor.",
};

#[derive(Debug)]
pub(super) struct AnonymityChecks {
    nameless: Tally,
    links: Tally,
    /// What belongs to `links`, of claims.
    claims: Late<Link>,
    named: Tally,
}

/// What is wrong between a claim and its speaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Link {
    Flag,
    Articles,
}

/// Columns of claims that names are read from.
pub(super) struct NameColumns<'c> {
    chunk: &'c Chunk<'c>,
    ids: &'c Texts,
    names: &'c Texts,
    flags: &'c Flags,
}

impl<'c> NameColumns<'c> {
    pub(super) fn of(chunk: &'c Chunk<'_>) -> Result<Self> {
        let (names, flags) = (chunk.text("speaker_name")?, chunk.bool("is_anonymous")?);
        Ok(Self { chunk, ids: chunk.text("claim_id")?, names, flags })
    }
}

impl AnonymityChecks {
    pub(super) fn new() -> Self {
        Self {
            nameless: Tally::new(&ANO001),
            links: Tally::new(&ANO003),
            claims: Late::default(),
            named: Tally::new(&ANO005),
        }
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let ids = chunk.text("claim_id")?;
        let (speakers, names) = (chunk.text("speaker_id")?, chunk.text("speaker_name")?);
        let (flags, kinds) = (chunk.bool("is_anonymous")?, chunk.text("anonymity")?);
        for i in 0..chunk.rows() {
            let anonymous = flags.get(i).unwrap_or(false);
            let at = |column, message| chunk.finding(i, ids.get(i), column, message);
            self.nameless.check(anonymous == (kinds.get(i) != Some("none")), || {
                at("is_anonymous", "is_anonymous and anonymity disagree")
            });
            self.row(anonymous, names.get(i), speakers.get(i).is_some(), |message| at("speaker_name", message));
        }
        Ok(())
    }

    /// A claim whose speaker is there; that it is, is a matter of REF003.
    pub(super) fn known(&mut self, row: u64, known: Known) {
        self.claims.check(known.agrees, row, Link::Flag);
        if let Some(linked) = known.linked {
            self.claims.check(!linked, row, Link::Articles);
        }
    }

    /// The name of a claim's speaker in its article.
    pub(super) fn name(&mut self, columns: &NameColumns<'_>, i: usize, text: &Sliced<'_>) {
        let named = columns.flags.get(i) == Some(false);
        let Some(name) = columns.names.get(i).filter(|name| named && !name.trim().is_empty()) else { return };
        self.named.check(stands_in(name, text.text()), || {
            columns.chunk.finding(i, columns.ids.get(i), "speaker_name", "the name does not stand in the article")
        });
    }

    /// Counts what was counted of names in texts elsewhere, after this.
    pub(super) fn absorb(&mut self, later: Self) {
        self.named.absorb(later.named);
    }

    pub(super) fn speakers(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, names, flags) = (chunk.text("speaker_id")?, chunk.text("name")?, chunk.bool("is_anonymous")?);
        let articles = chunk.int("n_articles")?;
        for i in 0..chunk.rows() {
            let anonymous = flags.get(i).unwrap_or(false);
            self.row(anonymous, names.get(i), true, |message| chunk.finding(i, ids.get(i), "name", message));
            if anonymous {
                self.links.check(articles.get(i) == Some(1), || {
                    chunk.finding(i, ids.get(i), "n_articles", "an anonymous speaker is counted in several articles")
                });
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        anonymous: bool,
        name: Option<&str>,
        has_speaker: bool,
        finding: impl Fn(&'static str) -> super::check::Finding,
    ) {
        if anonymous {
            self.nameless.check(name.is_none(), || finding("an anonymous speaker has a name"));
        } else if has_speaker {
            self.named.check(name.is_some_and(|n| !n.trim().is_empty()), || finding("no name, and not anonymous"));
        }
    }

    pub(super) fn finish(mut self, files: &Files) -> Result<Vec<CheckResult>> {
        let rows = Rows::of(files, Table::Claims);
        self.claims.finish(&mut self.links, |row, link| {
            let message = match link {
                Link::Flag => "the speaker is anonymous in one table and not in the other",
                Link::Articles => "an anonymous speaker is linked across articles",
            };
            rows.finding(row, "claim_id", "speaker_id", message)
        })?;
        Ok([self.nameless, self.links, self.named].map(Tally::finish).into())
    }
}

/// Whether a text has a name, also as a tag (رائد الهلالي is #رائد_الهلالي).
fn stands_in(name: &str, text: &str) -> bool {
    // Nearly every name stands in its article as it is; the rest may cost a copy of the text.
    is_written(name, text) || text.contains(['#', '_']) && is_written(&without_tags(name), &without_tags(text))
}

/// Whether a text has a name, as it is or behind the preposition ل, which swallows the first letter of ال: ل and البيان are
/// written للبيان, and ل and اللجنة, whose noun begins with ل itself, للجنة.
fn is_written(name: &str, text: &str) -> bool {
    if text.contains(name) {
        return true;
    }
    let Some(noun) = name.strip_prefix("ال") else { return false };
    text.contains(&format!("لل{noun}")) || noun.starts_with('ل') && text.contains(&format!("ل{noun}"))
}

/// A text in which no word is a tag.
fn without_tags(text: &str) -> String {
    text.replace('#', "").replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_name() {
        assert!(stands_in("رائد الهلالي", "قال #رائد_الهلالي إن") && stands_in("الدفاع", "وفقا لل#دفاع"));
        assert!(!stands_in("رائد الهلالي", "قال #رائد إن الهلالي"));
    }

    #[test]
    fn the_preposition_swallows_a_letter_of_the_article() {
        assert!(
            stands_in("البيان", "وفقا للبيان")
                && stands_in("اللجنة", "وفقا للجنة")
                && stands_in("الوزير", "قال الوزير")
        );
        assert!(stands_in("التحالف الدولي", "وفقا للتحالف الدولي"));
        assert!(!stands_in("اللجنة", "وفقا للوزير") && !stands_in("البيان", "وفقا لبيان"));
    }
}
