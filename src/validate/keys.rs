//! Primary keys.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, Files, Rows};
use super::key::key;
use super::late::Late;
use crate::dataset::Table;
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;

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

/// Tables with a primary key, in the order of findings.
const KEYED: [Table; 4] = [Table::Speakers, Table::Articles, Table::Claims, Table::Stances];

/// What is wrong with a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    Null,
    Again,
}

#[derive(Debug)]
pub(super) struct Keys {
    form: Tally,
    /// By table of [`KEYED`].
    unique: [Late<Fault>; 4],
    labels: Sorter<0>,
}

impl Keys {
    pub(super) fn new(spill: &Spill) -> Self {
        Self { form: Tally::new(&KEY002), unique: Default::default(), labels: spill.sorter() }
    }

    pub(super) fn articles(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let legal = |id: &str| !id.is_empty() && !id.chars().any(char::is_control);
        self.form(chunk, "article_id", legal, "is empty or not one line")
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let legal = |id: &str| id.strip_prefix("c-").is_some_and(is_hash);
        self.form(chunk, "claim_id", legal, "is not c- and 16 digits")
    }

    pub(super) fn speakers(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let legal = |id: &str| {
            let parts = id.split_once('-');
            parts.is_some_and(|(kind, hash)| kind.bytes().all(|b| b.is_ascii_lowercase()) && is_hash(hash))
        };
        self.form(chunk, "speaker_id", legal, "is not letters, a hyphen and 16 digits")
    }

    fn form(&mut self, chunk: &Chunk<'_>, column: &str, legal: impl Fn(&str) -> bool, message: &str) -> Result<()> {
        for (i, id) in chunk.text(column)?.iter().enumerate() {
            self.form.check(id.is_some_and(&legal), || chunk.finding(i, id, column, message));
            if id.is_none() {
                self.unique(chunk.file.table).check(false, chunk.start + i as u64, Fault::Null);
            }
        }
        Ok(())
    }

    fn unique(&mut self, table: Table) -> &mut Late<Fault> {
        &mut self.unique[KEYED.iter().position(|t| *t == table).unwrap_or(0)]
    }

    /// A row with a key; `again` where an earlier one has it.
    pub(super) fn met(&mut self, table: Table, row: u64, again: bool) {
        self.unique(table).check(!again, row, Fault::Again);
    }

    pub(super) fn stances(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (targets, labelers) = (chunk.text("target_id")?, chunk.text("labeler")?);
        for (i, claim) in chunk.text("claim_id")?.iter().enumerate() {
            let row = chunk.start + i as u64;
            let Some(claim) = claim else {
                self.unique(Table::Stances).check(false, row, Fault::Null);
                continue;
            };
            let (target, labeler) = (targets.get(i).unwrap_or_default(), labelers.get(i).unwrap_or_default());
            // The length keeps ("a", "bc") apart from ("ab", "c").
            let whole = format!("{}:{}:{claim}/{target}/{labeler}", claim.len(), target.len());
            self.labels.push(key(&whole), row, [])?;
        }
        Ok(())
    }

    /// Looks for labels that are there twice.
    pub(super) fn settle(&mut self) -> Result<()> {
        let [.., unique] = &mut self.unique;
        let (mut labels, mut last) = (self.labels.take().sorted()?, None);
        while let Some(label) = labels.next()? {
            unique.check(last != Some(label.key), label.at, Fault::Again);
            last = Some(label.key);
        }
        Ok(())
    }

    pub(super) fn finish(self, files: &Files) -> Result<Vec<CheckResult>> {
        let mut unique = Tally::new(&KEY001);
        for (table, late) in KEYED.into_iter().zip(self.unique) {
            let rows = Rows::of(files, table);
            let column = table.definition().primary_key[0];
            late.finish(&mut unique, |row, fault| {
                let message = match fault {
                    Fault::Null => "the key is null",
                    Fault::Again if table == Table::Stances => "the claim has this target and labeler twice",
                    Fault::Again => "the key occurred before",
                };
                rows.finding(row, column, column, message)
            })?;
        }
        Ok([unique, self.form].map(Tally::finish).into())
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
