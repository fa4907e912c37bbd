//! A list of known speakers that the user supplies, so that named speakers join across articles under all their names.
//!
//! A CSV file with a header row: `name` (required), `aliases` (other names, separated by `|`), `external_id` and
//! `affiliation`. A speaker that the article names joins an entry if his name equals the entry's name or one of its
//! aliases, whatever the spelling of hamza, ya and ta marbuta. Anonymous speakers never join.

mod table;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Extraction, Identity, Speaker, hash_id};
use crate::text::name::name_key;
use foldhash::HashMap;
use std::path::Path;

/// One known speaker.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The name that joined speakers get.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Id in the user's own list or in a public one.
    pub external_id: Option<String>,
    /// Organisation, for speakers whose article names none.
    pub affiliation: Option<String>,
}

/// Known speakers by all their names.
///
/// ```
/// use claimkit::gazetteer::Gazetteer;
/// let list = Gazetteer::parse("people.csv".as_ref(), "name,aliases\nزيد الحلي,أبو سالم الحلي|زيد\n".as_bytes())?;
/// assert_eq!(list.find("زيد الحلى").unwrap().name, "زيد الحلي");
/// assert!(list.find("سالم الحلي").is_none());
/// # Ok::<(), claimkit::error::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
}

impl Gazetteer {
    /// Reads a file.
    ///
    /// # Errors
    /// When the file cannot be read, and as [`parse`](Self::parse).
    pub fn load(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        // What a spreadsheet saves as "Unicode text"; of other bytes `parse` names the row.
        if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
            return Self::parse(path, crate::plain::decode(path, bytes)?.as_bytes());
        }
        Self::parse(path, &bytes)
    }

    /// Reads a list from memory; `path` is for messages.
    ///
    /// # Errors
    /// At the first bad row, with file, row (the header is row 1) and field: a column that is missing or not known, a row
    /// of another length, no name, an empty alias, a name or alias of two entries, an id of two entries.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self> {
        let mut list = Self::default();
        let mut rows_of_ids: HashMap<String, u64> = HashMap::default();
        let mut rows: Vec<u64> = Vec::new();
        for (row, entry) in table::entries(path, bytes)? {
            let wrong = |field: &str, message: String, hint: &str| {
                Error::new(ErrorKind::Config, message).at(Location::path(path).row(row).field(field)).hint(hint)
            };
            if let Some(id) = &entry.external_id {
                if let Some(first) = rows_of_ids.insert(id.clone(), row) {
                    let message = format!("{id:?} is the id of row {first} too");
                    return Err(wrong("external_id", message, "put other names of one speaker into `aliases`"));
                }
            }
            let index = list.entries.len();
            let names = std::iter::once(("name", &entry.name)).chain(entry.aliases.iter().map(|a| ("aliases", a)));
            for (field, name) in names {
                let key = name_key(name);
                if key.is_empty() {
                    return Err(wrong(
                        field,
                        format!("{name:?} has no letters"),
                        "write a name, or leave the alias out",
                    ));
                }
                let other = list.by_name.insert(key, index).filter(|&first| first != index);
                if let Some(first) = other.and_then(|i| rows.get(i)) {
                    let message = format!("{name:?} names row {first} too");
                    return Err(wrong(field, message, "a name can mean one speaker only; remove it from one row"));
                }
            }
            list.entries.push(entry);
            rows.push(row);
        }
        Ok(list)
    }

    /// Whether the list holds nobody.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entry that a name means.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.by_name.get(&name_key(name)).map(|&i| &self.entries[i])
    }

    /// Gives the named speakers of an article the name and id of their entries.
    pub fn join(&self, extraction: &mut Extraction) {
        if !self.is_empty() {
            extraction.speakers.iter_mut().for_each(|speaker| self.join_speaker(speaker));
        }
    }

    fn join_speaker(&self, speaker: &mut Speaker) {
        let Identity::Named { name } = &mut speaker.identity else { return };
        let Some(entry) = self.find(name) else { return };
        if *name != entry.name {
            let written = std::mem::replace(name, entry.name.clone());
            if written != speaker.description && !speaker.aliases.contains(&written) {
                speaker.aliases.push(written);
            }
        }
        speaker.speaker_id = hash_id("s", &["gazetteer", &name_key(&entry.name)]);
        speaker.external_id.clone_from(&entry.external_id);
        if speaker.affiliation.is_none() {
            speaker.affiliation.clone_from(&entry.affiliation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SpeakerType;

    const LIST: &str =
        "external_id,name,aliases,affiliation\nQ1,زيد الحلي,أبو سالم الحلي|الشيخ زيد,حزب الوفاق\n,سالم الراوي,,\n";

    fn list(text: &str) -> Result<Gazetteer> {
        Gazetteer::parse("people.csv".as_ref(), text.as_bytes())
    }

    fn speaker(identity: Identity, id: &str) -> Speaker {
        Speaker {
            speaker_id: id.into(),
            identity,
            description: "النائب أبو سالم الحلي".into(),
            aliases: Vec::new(),
            role: None,
            affiliation: None,
            speaker_type: SpeakerType::Person,
            external_id: None,
        }
    }

    fn joined(names: &[&str]) -> Vec<Speaker> {
        let speakers = names.iter().map(|n| speaker(Identity::Named { name: (*n).into() }, n)).collect();
        let mut extraction = Extraction { speakers, ..Extraction::default() };
        list(LIST).unwrap().join(&mut extraction);
        extraction.speakers
    }

    #[test]
    fn names_and_aliases_join_one_speaker_and_keep_the_wording() {
        let found = joined(&["زيد الحلى", "ابو سالم الحلي", "سالم الراوي", "زيد الراوي"]);
        assert_eq!(found[0].speaker_id, found[1].speaker_id);
        assert_eq!(found[1].name(), Some("زيد الحلي"));
        assert_eq!(found[1].aliases, ["ابو سالم الحلي"]);
        assert_eq!(
            (found[1].external_id.as_deref(), found[1].affiliation.as_deref()),
            (Some("Q1"), Some("حزب الوفاق"))
        );
        assert_eq!((found[2].name(), found[2].external_id.as_deref()), (Some("سالم الراوي"), None));
        assert_ne!(found[2].speaker_id, found[0].speaker_id);
        assert_eq!(found[3].speaker_id, "زيد الراوي", "a surname in common joins nobody");
    }

    #[test]
    fn anonymous_speakers_never_join() {
        let anonymous = speaker(Identity::Anonymous { explicit: true }, "s-1");
        let mut extraction = Extraction { speakers: vec![anonymous.clone()], ..Extraction::default() };
        list(&LIST.replace("الشيخ زيد", "النائب أبو سالم الحلي")).unwrap().join(&mut extraction);
        assert_eq!(extraction.speakers, [anonymous]);
    }

    #[test]
    fn mistakes_name_file_row_and_field() {
        let error = |text: &str| list(text).unwrap_err().to_string();
        assert!(error("").starts_with("people.csv: the file is empty"));
        assert!(error("aliases\nزيد\n").starts_with("people.csv:1: name: the column is missing"));
        let unknown = error("name,alias\nزيد,\n");
        assert!(unknown.starts_with("people.csv:1: alias: unknown column"), "{unknown}");
        assert!(unknown.contains("name, aliases, external_id, affiliation"), "{unknown}");
        assert!(error("name,name\n").starts_with("people.csv:1: name: the column stands twice"));
        assert!(error("name,aliases\nزيد\n").starts_with("people.csv:2: 1 column where the header has 2"));
        assert!(error("name,aliases\nزيد,\n ,سالم\n").starts_with("people.csv:3: name: "));
        assert!(error("name,aliases\r\nزيد,\r\n\r\n ,سالم\r\n").starts_with("people.csv:4: name: "));
        assert!(error("name,aliases\nزيد,سالم||بكر\n").starts_with("people.csv:2: aliases: "));
        assert!(
            error("name,aliases\nزيد,سالم\nبكر,سالم\n").starts_with("people.csv:3: aliases: \"سالم\" names row 2 too")
        );
        let twice = error("name,external_id\nزيد,Q1\nبكر,Q1\n");
        assert!(twice.starts_with("people.csv:3: external_id: \"Q1\" is the id of row 2 too"), "{twice}");
        assert!(error("name\n\"زيد\n").starts_with("people.csv:2: a quotation mark is never closed"));
        let bytes = Gazetteer::parse("people.csv".as_ref(), b"name\n\xff\xfe\n").unwrap_err().to_string();
        assert!(bytes.starts_with("people.csv:2: the row is not UTF-8"), "{bytes}");
    }

    #[test]
    fn a_byte_order_mark_and_quoted_fields_are_read() {
        let found = list("\u{feff}name,aliases\r\n\"الحلي، زيد\",\"أبو \"\"سالم\"\"\"\r\n").unwrap();
        assert_eq!(found.find("أبو سالم").unwrap().name, "الحلي، زيد");
        assert!(list("name,aliases\nزيد,سالم 5\" الحلي\n").is_ok(), "a mark inside a word opens nothing");
    }
}
