//! Anonymous stays anonymous. Findings name ids, never words.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, Files};
use super::index::{Index, key};
use super::texts::with_texts;
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
    named: Tally,
}

impl AnonymityChecks {
    pub(super) fn new() -> Self {
        Self { nameless: Tally::new(&ANO001), links: Tally::new(&ANO003), named: Tally::new(&ANO005) }
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>, index: &mut Index) -> Result<()> {
        let (ids, articles) = (chunk.text("claim_id")?, chunk.text("article_id")?);
        let (speakers, names) = (chunk.text("speaker_id")?, chunk.text("speaker_name")?);
        let (flags, kinds) = (chunk.bool("is_anonymous")?, chunk.text("anonymity")?);
        for i in 0..chunk.rows() {
            let anonymous = flags.get(i).unwrap_or(false);
            let at = |column, message| chunk.finding(i, ids.get(i), column, message);
            self.nameless.check(anonymous == (kinds.get(i) != Some("none")), || {
                at("is_anonymous", "is_anonymous and anonymity disagree")
            });
            self.row(anonymous, names.get(i), speakers.get(i).is_some(), |message| at("speaker_name", message));
            // Whether the speaker exists is a matter of REF003.
            let Some(known) = speakers.get(i).and_then(|s| index.speakers.get_mut(&key(s))) else { continue };
            known.claims += 1;
            self.links.check(known.anonymous == anonymous, || {
                at("speaker_id", "the speaker is anonymous in one table and not in the other")
            });
            if known.anonymous {
                let article = key(articles.get(i).unwrap_or_default());
                self.links.check(*known.article.get_or_insert(article) == article, || {
                    at("speaker_id", "an anonymous speaker is linked across articles")
                });
            }
        }
        Ok(())
    }

    /// Names of claims' speakers in their articles.
    pub(super) fn names(&mut self, chunk: &Chunk<'_>, files: &Files, index: &Index) -> Result<()> {
        let (ids, articles) = (chunk.text("claim_id")?, chunk.text("article_id")?);
        let (names, flags) = (chunk.text("speaker_name")?, chunk.bool("is_anonymous")?);
        let articles = articles.iter().enumerate().map(|(i, a)| a.filter(|_| flags.get(i) == Some(false)).map(key));
        with_texts(files, index, articles, |i, text| {
            let Some(name) = names.get(i).filter(|n| !n.trim().is_empty()) else { return };
            self.named.check(text.text().contains(name), || {
                chunk.finding(i, ids.get(i), "speaker_name", "the name does not stand in the article")
            });
        })
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

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.nameless, self.links, self.named].map(Tally::finish).into()
    }
}
