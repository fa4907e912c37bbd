//! What could identify a person who asked not to be named, or who asked to be left out. Findings name ids, never words.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, Files};
use super::index::{Key, key};
use crate::error::{Error, Result};
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{HashMap, HashSet};

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

/// Digits from which a number is one of a telephone or of a person.
const DIGITS: usize = 9;

/// Columns that the extractor derives.
const CLAIM_COLUMNS: [&str; 4] = ["speaker_name", "speaker_role", "speaker_affiliation", "addressee"];
const SPEAKER_COLUMNS: [&str; 3] = ["name", "description", "affiliation"];

#[derive(Debug)]
pub(super) struct Privacy {
    names: Tally,
    offices: Tally,
    removed: Tally,
    numbers: Tally,
    known: Vec<String>,
    matcher: Option<AhoCorasick>,
    /// Named persons of a role and organisation: one, or more than one.
    offices_of: HashMap<Key, Option<Key>, foldhash::quality::RandomState>,
    gone: HashSet<Key, foldhash::quality::RandomState>,
}

impl Privacy {
    /// # Errors
    /// When `removed_ids.txt` is there and cannot be read.
    pub(super) fn new(files: &Files) -> Result<Self> {
        let path = files.release.join("removed_ids.txt");
        let list = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(Error::io(&path, e)),
        };
        let ids = list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
        Ok(Self {
            names: Tally::new(&ANO002),
            offices: Tally::new(&ANO004),
            removed: Tally::new(&PRV001),
            numbers: Tally::new(&PRV002),
            known: Vec::new(),
            matcher: None,
            offices_of: HashMap::default(),
            gone: ids.map(key).collect(),
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
            self.known.extend(whole.map(str::to_owned));
        }
        self.numbers(chunk, ids, &SPEAKER_COLUMNS)
    }

    /// Offices of named persons, in a pass before [`claims`](Self::claims).
    pub(super) fn named(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (speakers, names) = (chunk.text("speaker_id")?, chunk.text("speaker_name")?);
        let (roles, organisations) = (chunk.text("speaker_role")?, chunk.text("speaker_affiliation")?);
        for i in 0..chunk.rows() {
            let office = office(roles.get(i), organisations.get(i));
            let (Some(office), Some(speaker), Some(_)) = (office, speakers.get(i), names.get(i)) else { continue };
            let holder = self.offices_of.entry(office).or_insert(Some(key(speaker)));
            if *holder != Some(key(speaker)) {
                *holder = None;
            }
        }
        Ok(())
    }

    /// Words of anonymous speakers.
    pub(super) fn words(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        if self.matcher.is_none() && !self.known.is_empty() {
            let names = std::mem::take(&mut self.known);
            // Too many names for an automaton leave the check without one; it is then skipped, not passed.
            self.matcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names).ok();
        }
        let (ids, words) = (chunk.text("claim_id")?, chunk.text("speaker_text")?);
        let flags = chunk.bool("is_anonymous")?;
        for i in (0..chunk.rows()).filter(|&i| flags.get(i) == Some(true)) {
            if let (Some(matcher), Some(words)) = (&self.matcher, words.get(i)) {
                self.names.check(!holds_name(matcher, words), || {
                    chunk.finding(i, ids.get(i), "speaker_text", "holds the name of a person of the data set")
                });
            }
        }
        Ok(())
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, flags) = (chunk.text("claim_id")?, chunk.bool("is_anonymous")?);
        let (roles, organisations) = (chunk.text("speaker_role")?, chunk.text("speaker_affiliation")?);
        for i in (0..chunk.rows()).filter(|&i| flags.get(i) == Some(true)) {
            if let Some(office) = office(roles.get(i), organisations.get(i)) {
                let one = matches!(self.offices_of.get(&office), Some(Some(_)));
                self.offices.check(!one, || {
                    chunk.finding(i, ids.get(i), "speaker_role", "role and organisation are those of one named person")
                });
            }
        }
        self.numbers(chunk, ids, &CLAIM_COLUMNS)
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

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.names, self.offices, self.removed, self.numbers].map(Tally::finish).into()
    }
}

/// A role and an organisation, where both are known.
fn office(role: Option<&str>, organisation: Option<&str>) -> Option<Key> {
    Some(key(&format!("{}\u{0}{}", role?, organisation?)))
}

/// Whether a name stands in the words as whole words.
fn holds_name(matcher: &AhoCorasick, words: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    matcher.find_iter(words).any(|found| {
        !letter(words[..found.start()].chars().next_back()) && !letter(words[found.end()..].chars().next())
    })
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

    #[test]
    fn names_are_whole_words() {
        let matcher = AhoCorasick::new(["سالم الفراتي"]).unwrap();
        assert!(holds_name(&matcher, "مصدر هو سالم الفراتي") && !holds_name(&matcher, "مصدر في سالم الفراتية"));
    }
}
