//! What could identify a person who asked not to be named, or who asked to be left out. Findings name ids, never words.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{Chunk, Files, Rows};
use super::key::{Key, key, short};
use super::late::Late;
use super::names::Names;
use crate::dataset::Table;
use crate::dataset::removed::{REMOVED, Removed};
use crate::dataset::sort::{Sorter, Spill};
use crate::error::{ErrorKind, Result};
use std::collections::HashSet;

pub(super) const ANO002: CheckDoc = CheckDoc::new(
    "ANO002",
    Severity::Warning,
    "the words of an anonymous speaker hold no full name of a person that the data set knows",
    "Words such as \"a source, that is to say\" and a name undo the anonymity. A source close to a named person is named \
     too, and may be right: that is why it is a warning.",
    "Look at each claim; where the name is the speaker's own, report it as a fault of the extractor.",
);
pub(super) const ANO004: CheckDoc = CheckDoc::new(
    "ANO004",
    Severity::Warning,
    "role and organisation of an anonymous speaker are not those of exactly one named person",
    "The director of one hospital is one person, named or not.",
    "Look at each claim; leave the organisation out at the source where the office is unique.",
);
pub(super) const PRV001: CheckDoc = CheckDoc::new(
    "PRV001",
    Severity::Error,
    "no id of removed_ids.txt is in the release",
    "Somebody asked for the removal, and it was promised.",
    "Do not publish. Build again; the build leaves out what the list names.",
);
pub(super) const PRV002: CheckDoc = CheckDoc::new(
    "PRV002",
    Severity::Error,
    "names, roles, organisations and descriptions hold no e-mail address and no number of nine digits or more",
    "They are derived columns, made to be joined and counted; a telephone number in one is a mistake that spreads.",
    "Mend the source, or report it as a fault of the extractor.",
);

/// Part that a row plays for an office; those who hold it come first.
const HOLDER: u64 = 0;
const ANONYMOUS: u64 = 1;

/// Digits from which a number is one of a telephone or of a person.
const DIGITS: usize = 9;

/// Columns that the extractor derives.
const CLAIM_COLUMNS: [&str; 4] = ["speaker_name", "speaker_role", "speaker_affiliation", "addressee"];
const SPEAKER_COLUMNS: [&str; 3] = ["name", "description", "affiliation"];

#[derive(Debug)]
pub(super) struct Privacy {
    names: Late<()>,
    offices: Late<()>,
    removed: Tally,
    numbers: Tally,
    /// Full names of persons, and words of anonymous speakers.
    known: Names,
    /// Role and organisation of named and of anonymous speakers, with who that is.
    holders: Sorter<1>,
    /// Rows in which a known name stands.
    naming: Sorter<0>,
    gone: HashSet<Key, foldhash::quality::RandomState>,
}

impl Privacy {
    /// # Errors
    /// When `removed_ids.txt` is there and cannot be read.
    pub(super) fn new(files: &Files, spill: &Spill) -> Result<Self> {
        let mut removed = Tally::new(&PRV001);
        let list = match Removed::load(&files.release) {
            // A list that was made by hand, or by a program that took every line for an id.
            Err(e) if e.kind() == ErrorKind::Data => {
                let line = e.location().row.map_or_else(String::new, |row| format!(" in line {row}"));
                removed.check(false, || Finding::file(REMOVED, format!("holds what is no id{line}")));
                Removed::default()
            }
            list => list?,
        };
        Ok(Self {
            names: Late::default(),
            offices: Late::default(),
            removed,
            numbers: Tally::new(&PRV002),
            known: Names::new(spill),
            holders: spill.sorter(),
            naming: spill.sorter(),
            gone: list.ids().map(key).collect(),
        })
    }

    /// Removed ids in any table.
    pub(super) fn ids(&mut self, chunk: &Chunk<'_>, column: &str) -> Result<()> {
        if self.gone.is_empty() {
            return Ok(());
        }
        for (i, id) in chunk.text(column)?.iter().enumerate() {
            let right = id.is_none_or(|id| !self.gone.contains(&key(id)));
            self.removed.check(right, || chunk.finding(i, id, column, "was removed and is here again"));
        }
        Ok(())
    }

    pub(super) fn speakers(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, names, kinds) = (chunk.text("speaker_id")?, chunk.text("name")?, chunk.text("speaker_type")?);
        for (i, name) in names.iter().enumerate() {
            let whole = name.filter(|n| kinds.get(i) == Some("person") && n.split_whitespace().nth(1).is_some());
            whole.map_or(Ok(()), |name| self.known.name(name))?;
        }
        self.numbers(chunk, ids, &SPEAKER_COLUMNS)
    }

    /// Words of anonymous speakers.
    pub(super) fn words(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (words, flags) = (chunk.text("speaker_text")?, chunk.bool("is_anonymous")?);
        // Without names nothing is examined.
        let rows = if self.known.any() { chunk.rows() } else { 0 };
        for i in (0..rows).filter(|&i| flags.get(i) == Some(true)) {
            let Some(words) = words.get(i) else { continue };
            self.names.passed(1);
            self.known.words(chunk.start + i as u64, words)?;
        }
        Ok(())
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, flags) = (chunk.text("claim_id")?, chunk.bool("is_anonymous")?);
        let (speakers, names) = (chunk.text("speaker_id")?, chunk.text("speaker_name")?);
        let (roles, organisations) = (chunk.text("speaker_role")?, chunk.text("speaker_affiliation")?);
        for i in 0..chunk.rows() {
            let Some(office) = office(roles.get(i), organisations.get(i)) else { continue };
            let row = chunk.start + i as u64;
            if let (Some(speaker), Some(_)) = (speakers.get(i), names.get(i)) {
                self.holders.push(office, HOLDER, [short(speaker)])?;
            }
            if flags.get(i) == Some(true) {
                self.holders.push(office, ANONYMOUS, [row])?;
            }
        }
        self.numbers(chunk, ids, &CLAIM_COLUMNS)
    }

    /// Compares what was collected.
    pub(super) fn settle(&mut self) -> Result<()> {
        let naming = &mut self.naming;
        self.known.find(|row| naming.push(u128::from(row), 0, []))?;
        let (mut rows, mut last) = (naming.take().sorted()?, None);
        while let Some(row) = rows.next()?.map(|entry| entry.key as u64) {
            // The row was counted when it was read; here it turns out wrong, once for all names in it.
            if last.replace(row) != Some(row) {
                self.names.wrong(row, ());
            }
        }
        let (mut holders, mut office) = (self.holders.take().sorted()?, None);
        let mut holder = Holder::Nobody;
        while let Some(entry) = holders.next()? {
            if office.replace(entry.key) != Some(entry.key) {
                holder = Holder::Nobody;
            }
            if entry.at == HOLDER {
                holder = holder.and(entry.facts[0]);
            } else {
                self.offices.check(!matches!(holder, Holder::One(_)), entry.facts[0], ());
            }
        }
        Ok(())
    }

    fn numbers(&mut self, chunk: &Chunk<'_>, ids: &super::columns::Texts, columns: &[&str]) -> Result<()> {
        for column in columns {
            for (i, value) in chunk.text(column)?.iter().enumerate() {
                let Some(value) = value else { continue };
                self.numbers.check(!is_contact(value), || {
                    chunk.finding(i, ids.get(i), column, "holds an e-mail address or a long number")
                });
            }
        }
        Ok(())
    }

    pub(super) fn finish(self, files: &Files) -> Result<Vec<CheckResult>> {
        let rows = Rows::of(files, Table::Claims);
        let (mut names, mut offices) = (Tally::new(&ANO002), Tally::new(&ANO004));
        self.names.finish(&mut names, |row, ()| {
            rows.finding(row, "claim_id", "speaker_text", "holds the name of a person of the data set")
        })?;
        self.offices.finish(&mut offices, |row, ()| {
            rows.finding(row, "claim_id", "speaker_role", "role and organisation are those of one named person")
        })?;
        Ok([names, offices, self.removed, self.numbers].map(Tally::finish).into())
    }
}

/// Named persons of an office.
#[derive(Debug, Clone, Copy)]
enum Holder {
    Nobody,
    One(u64),
    Several,
}

impl Holder {
    fn and(self, other: u64) -> Self {
        match self {
            Self::Nobody => Self::One(other),
            Self::One(one) if one == other => self,
            _ => Self::Several,
        }
    }
}

/// A role and an organisation, where both are known.
fn office(role: Option<&str>, organisation: Option<&str>) -> Option<Key> {
    Some(key(&format!("{}\u{0}{}", role?, organisation?)))
}

fn is_contact(text: &str) -> bool {
    let mail = text.split_whitespace().any(|word| {
        word.split_once('@')
            .is_some_and(|(name, domain)| !name.is_empty() && domain.trim_end_matches('.').contains('.'))
    });
    let mut digits = 0;
    let mut longest = 0;
    for c in text.chars() {
        match c {
            '0'..='9' | '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}' => digits += 1,
            ' ' | '-' | '.' | '(' | ')' | '+' => {}
            _ => digits = 0,
        }
        longest = longest.max(digits);
    }
    mail || longest >= DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_told_from_years() {
        assert!(is_contact("press@wire.example") && is_contact("+964 770 000 0000") && is_contact("٠٧٧٠٠٠٠٠٠٠"));
        assert!(!is_contact("حرب 2003-2011") && !is_contact("@wire") && !is_contact("اللواء 30"));
    }
}
