//! How rows are spread over splits, classes and outlets.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::Chunk;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const REF004: CheckDoc = CheckDoc::new(
    "REF004",
    Severity::Info,
    "at least half of the articles have claims",
    "News without attributed speech is rare; many empty articles are furniture, other languages or lost structure.",
    "Look at some of them.",
);
pub(super) const VAL003: CheckDoc = CheckDoc::new(
    "VAL003",
    Severity::Warning,
    "outlet and title of articles, speaker and cue of claims are null in at most half of the rows",
    "An analysis by a column that is mostly empty is one of the rows that have it.",
    "Map the fields of the source in claimkit.toml.",
);
pub(super) const BAL001: CheckDoc = CheckDoc::new(
    "BAL001",
    Severity::Warning,
    "no stance has more than 95 % of the labelled claims of a split (of at least 30), and none that occurs there has \
     fewer than 5",
    "A model that always says the large class looks good, and a figure over four claims is chance.",
    "Report macro averages; choose articles that concern the target, or use split.stratify.",
);
pub(super) const BAL002: CheckDoc = CheckDoc::new(
    "BAL002",
    Severity::Warning,
    "every stance that occurs in train occurs in test",
    "What is learned and never tested has no figure.",
    "Use split.stratify, a larger test share or another seed.",
);
pub(super) const BAL003: CheckDoc = CheckDoc::new(
    "BAL003",
    Severity::Warning,
    "no outlet has more than 60 % of the articles (of at least 20)",
    "Figures of the corpus are then figures of one house style.",
    "Add sources, or say in the card whose texts these are.",
);
pub(super) const LKG006: CheckDoc = CheckDoc::new(
    "LKG006",
    Severity::Info,
    "outlets of test are not in train",
    "A score on known outlets does not say how a model does on new ones.",
    "Use split.policy = \"outlet\" where that is the question.",
);

/// Null share of a column at most.
const NULLS: f64 = 0.5;

/// Claims of a split from which shares mean something; articles likewise.
const CLAIMS: u64 = 30;
const ARTICLES: u64 = 20;

/// Claims of a stance in a split from which it has a figure.
const CLASS: u64 = 5;

#[derive(Debug, Default)]
pub(super) struct Balance {
    articles: u64,
    without_claims: u64,
    outlets: BTreeMap<String, (u64, BTreeSet<String>)>,
    stances: BTreeMap<String, BTreeMap<String, u64>>,
    /// Rows and nulls of a column.
    nulls: BTreeMap<(&'static str, &'static str), (u64, u64)>,
}

impl Balance {
    pub(super) fn articles(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        for outlet in chunk.text("outlet")?.iter().flatten() {
            let entry = self.outlets.entry(outlet.to_owned()).or_default();
            entry.0 += 1;
            if !entry.1.contains(&chunk.file.split) {
                entry.1.insert(chunk.file.split.clone());
            }
        }
        self.articles += chunk.rows() as u64;
        self.without_claims += chunk.int("n_claims")?.iter().filter(|n| *n == Some(0)).count() as u64;
        let columns = ["outlet", "title"];
        self.count_nulls(chunk, "articles", if chunk.has("title") { &columns } else { &columns[..1] })
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let of_split = self.stances.entry(chunk.file.split.clone()).or_default();
        for stance in chunk.text("stance")?.iter().flatten() {
            if let Some(n) = of_split.get_mut(stance) {
                *n += 1;
            } else {
                of_split.insert(stance.to_owned(), 1);
            }
        }
        self.count_nulls(chunk, "claims", &["speaker_id", "cue_lemma"])
    }

    fn count_nulls(&mut self, chunk: &Chunk<'_>, table: &'static str, columns: &[&'static str]) -> Result<()> {
        for column in columns {
            let counts = self.nulls.entry((table, column)).or_default();
            counts.0 += chunk.rows() as u64;
            counts.1 += chunk.text(column)?.iter().filter(Option::is_none).count() as u64;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        let mut empty = Tally::new(&REF004);
        if self.articles > 0 {
            empty.check(2 * self.without_claims <= self.articles, || {
                let message = format!("{} of {} articles have no claim", self.without_claims, self.articles);
                Finding::file("articles", message).column("n_claims")
            });
        }
        let mut nulls = Tally::new(&VAL003);
        for ((table, column), (rows, null)) in self.nulls {
            if rows > 0 {
                nulls.check(null as f64 <= NULLS * rows as f64, || {
                    Finding::file(table, format!("{null} of {rows} rows are null")).column(column)
                });
            }
        }
        let (shares, missing) = classes(&self.stances);
        let (large, overlap) = outlets(&self.outlets);
        [empty, nulls, shares, missing, large, overlap].map(Tally::finish).into()
    }
}

fn classes(stances: &BTreeMap<String, BTreeMap<String, u64>>) -> (Tally, Tally) {
    let (mut shares, mut missing) = (Tally::new(&BAL001), Tally::new(&BAL002));
    for (split, counts) in stances {
        let total: u64 = counts.values().sum();
        // One that a split lacks altogether is a matter of BAL002.
        for (stance, n) in counts.iter().filter(|_| total >= CLAIMS) {
            let few = *n < CLASS;
            shares.check(100 * n <= 95 * total && !few, || {
                let only = if few { "only " } else { "" };
                let message = format!("{only}{n} of {total} claims are {stance}");
                Finding::file(format!("claims/{split}"), message).column("stance")
            });
        }
    }
    if let (Some(train), Some(test)) = (stances.get("train"), stances.get("test")) {
        for stance in train.keys() {
            missing.check(test.contains_key(stance), || {
                Finding::file("claims/test", format!("no claim is {stance}, and in train some are")).column("stance")
            });
        }
    }
    (shares, missing)
}

fn outlets(outlets: &BTreeMap<String, (u64, BTreeSet<String>)>) -> (Tally, Tally) {
    let (mut large, mut overlap) = (Tally::new(&BAL003), Tally::new(&LKG006));
    let total: u64 = outlets.values().map(|o| o.0).sum();
    for (outlet, (n, splits)) in outlets {
        let about = |message| Finding::file("articles", format!("\u{2068}{outlet}\u{2069} {message}")).column("outlet");
        if total >= ARTICLES {
            large.check(10 * n <= 6 * total, || about(format!("has {n} of {total} articles")));
        }
        if splits.contains("test") {
            overlap.check(!splits.contains("train"), || about("is in train and in test".into()));
        }
    }
    (large, overlap)
}
