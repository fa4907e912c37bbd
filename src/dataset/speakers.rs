//! The speakers of a whole corpus: named ones added up across articles, anonymous ones never linked.
//!
//! Memory: one record a *named* speaker (wordings capped at [`MAX_WORDINGS`]) for the whole run; anonymous speakers are
//! spilled to sorted runs on disk after every 50,000, so that they cost the same in a large corpus as in a small
//! one.

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Extraction, Speaker, SpeakerType};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

/// Different wordings kept for one speaker: the first ones in corpus order.
pub const MAX_WORDINGS: usize = 64;

/// Anonymous speakers held before they are sorted and spilled.
const RUN_ROWS: usize = 50_000;

/// A wording and the number of articles that use it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Wording {
    /// The wording.
    pub text: String,
    /// Articles that use it.
    pub n_articles: u32,
}

/// A row of `speakers`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SpeakerRow {
    /// Key, and the order of the table.
    pub speaker_id: String,
    /// Name; `None` for anonymous speakers.
    pub name: Option<String>,
    /// The outlet's own wording.
    pub description: String,
    /// Other wordings, sorted.
    pub aliases: Vec<Wording>,
    /// Roles, sorted.
    pub roles: Vec<Wording>,
    /// Organisation.
    pub affiliation: Option<String>,
    /// What the speaker is.
    pub speaker_type: SpeakerType,
    /// Whether the speaker is unnamed.
    pub is_anonymous: bool,
    /// Claims.
    pub n_claims: u32,
    /// Articles.
    pub n_articles: u32,
    /// Id in a gazetteer.
    pub external_id: Option<String>,
}

/// Wordings with the number of articles that use each.
#[derive(Debug, Default)]
struct Wordings(BTreeMap<Box<str>, u32>);

impl Wordings {
    fn add(&mut self, wording: &str) {
        if let Some(n) = self.0.get_mut(wording) {
            *n += 1;
        } else if self.0.len() < MAX_WORDINGS && !wording.is_empty() {
            self.0.insert(wording.into(), 1);
        }
    }

    /// The most frequent wording; of equally frequent ones the longest, of equally long ones the first.
    fn best(&self) -> Option<&str> {
        self.0.iter().rev().max_by_key(|(text, n)| (**n, text.chars().count())).map(|(text, _)| &**text)
    }

    fn rows(&self, except: &[Option<&str>]) -> Vec<Wording> {
        let kept = self.0.iter().filter(|(text, _)| !except.contains(&Some(text)));
        kept.map(|(text, &n_articles)| Wording { text: text.to_string(), n_articles }).collect()
    }
}

#[derive(Debug)]
struct Named {
    names: Wordings,
    descriptions: Wordings,
    aliases: Wordings,
    roles: Wordings,
    affiliations: Wordings,
    speaker_type: SpeakerType,
    n_claims: u32,
    n_articles: u32,
    external_id: Option<String>,
    /// Number of the last article counted, because an article may list a speaker twice.
    last_article: u64,
}

impl Named {
    fn new(speaker_type: SpeakerType) -> Self {
        Self {
            names: Wordings::default(),
            descriptions: Wordings::default(),
            aliases: Wordings::default(),
            roles: Wordings::default(),
            affiliations: Wordings::default(),
            speaker_type,
            n_claims: 0,
            n_articles: 0,
            external_id: None,
            last_article: u64::MAX,
        }
    }

    fn row(&self, speaker_id: &str) -> SpeakerRow {
        let name = self.names.best();
        let description = self.descriptions.best().or(name).unwrap_or_default();
        let mut all = Wordings::default();
        for wordings in [&self.names, &self.descriptions, &self.aliases] {
            for (text, n) in &wordings.0 {
                let count = all.0.entry(text.clone()).or_default();
                *count = (*count).max(*n);
            }
        }
        let mut aliases = all.rows(&[name, Some(description)]);
        aliases.truncate(MAX_WORDINGS);
        SpeakerRow {
            speaker_id: speaker_id.to_owned(),
            name: name.map(Into::into),
            description: description.to_owned(),
            aliases,
            roles: self.roles.rows(&[]),
            affiliation: self.affiliations.best().map(Into::into),
            speaker_type: self.speaker_type,
            is_anonymous: false,
            n_claims: self.n_claims,
            n_articles: self.n_articles,
            external_id: self.external_id.clone(),
        }
    }
}

/// Collects the speakers of a corpus, article by article.
#[derive(Debug)]
pub struct Speakers {
    folder: PathBuf,
    run_rows: usize,
    named: BTreeMap<String, Named>,
    anonymous: Vec<SpeakerRow>,
    runs: Vec<File>,
    articles: u64,
}

impl Speakers {
    /// An empty collection that spills to unnamed files of a folder.
    pub fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            run_rows: RUN_ROWS,
            named: BTreeMap::new(),
            anonymous: Vec::new(),
            runs: Vec::new(),
            articles: 0,
        }
    }

    /// Adds the speakers of one article.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn add(&mut self, extraction: &Extraction) -> Result<()> {
        let mut claims = vec![0_u32; extraction.speakers.len()];
        for index in extraction.claims.iter().filter_map(|c| c.speaker) {
            if let Some(n) = claims.get_mut(index as usize) {
                *n += 1;
            }
        }
        for (speaker, n_claims) in extraction.speakers.iter().zip(claims) {
            match speaker.name() {
                Some(name) => self.add_named(speaker, name, n_claims),
                None => self.anonymous.push(anonymous_row(speaker, n_claims)),
            }
        }
        self.articles += 1;
        if self.anonymous.len() >= self.run_rows {
            self.spill()?;
        }
        Ok(())
    }

    fn add_named(&mut self, speaker: &Speaker, name: &str, n_claims: u32) {
        if !self.named.contains_key(&speaker.speaker_id) {
            self.named.insert(speaker.speaker_id.clone(), Named::new(speaker.speaker_type));
        }
        let Some(sum) = self.named.get_mut(&speaker.speaker_id) else { return };
        sum.n_claims += n_claims;
        if sum.last_article == self.articles {
            return;
        }
        sum.last_article = self.articles;
        sum.n_articles += 1;
        if sum.external_id.is_none() {
            sum.external_id.clone_from(&speaker.external_id);
        }
        sum.names.add(name);
        sum.descriptions.add(&speaker.description);
        speaker.aliases.iter().for_each(|alias| sum.aliases.add(alias));
        speaker.role.iter().for_each(|role| sum.roles.add(role));
        speaker.affiliation.iter().for_each(|affiliation| sum.affiliations.add(affiliation));
    }

    fn spill(&mut self) -> Result<()> {
        self.anonymous.sort_unstable();
        let io = |e| Error::io(&self.folder, e);
        let mut file = BufWriter::new(tempfile::tempfile_in(&self.folder).map_err(io)?);
        for row in self.anonymous.drain(..) {
            serde_json::to_writer(&mut file, &row).map_err(|e| io(e.into()))?;
            file.write_all(b"\n").map_err(io)?;
        }
        let mut file = file.into_inner().map_err(|e| io(e.into_error()))?;
        file.rewind().map_err(io)?;
        self.runs.push(file);
        Ok(())
    }

    /// Hands over every speaker, sorted by id; returns how many there were.
    ///
    /// # Errors
    /// When a spilled run cannot be read, and what `each` returns.
    pub fn finish(mut self, mut each: impl FnMut(&SpeakerRow) -> Result<()>) -> Result<u64> {
        self.anonymous.sort_unstable();
        let folder = &self.folder;
        let mut runs: Vec<Box<dyn Iterator<Item = Result<SpeakerRow>> + '_>> = vec![
            Box::new(self.named.iter().map(|(id, sum)| Ok(sum.row(id)))),
            Box::new(self.anonymous.drain(..).map(Ok)),
        ];
        for file in self.runs.drain(..) {
            runs.push(Box::new(BufReader::new(file).lines().map(move |line| {
                let line = line.map_err(|e| Error::io(folder, e))?;
                serde_json::from_str(&line)
                    .map_err(|e| Error::new(ErrorKind::Io, "a spilled run of speakers is damaged").caused_by(e))
            })));
        }
        // A heap of the first row of every run; `Reverse` because the standard heap gives the largest first.
        let mut heap = BinaryHeap::new();
        for (index, run) in runs.iter_mut().enumerate() {
            if let Some(row) = run.next().transpose()? {
                heap.push(std::cmp::Reverse((row, index)));
            }
        }
        let mut total = 0;
        while let Some(std::cmp::Reverse((row, index))) = heap.pop() {
            each(&row)?;
            total += 1;
            if let Some(row) = runs[index].next().transpose()? {
                heap.push(std::cmp::Reverse((row, index)));
            }
        }
        Ok(total)
    }
}

fn anonymous_row(speaker: &Speaker, n_claims: u32) -> SpeakerRow {
    let mut aliases = Wordings::default();
    speaker.aliases.iter().for_each(|text| aliases.add(text));
    aliases.0.values_mut().for_each(|n| *n = 1);
    SpeakerRow {
        speaker_id: speaker.speaker_id.clone(),
        name: None,
        description: speaker.description.clone(),
        aliases: aliases.rows(&[Some(&speaker.description)]),
        roles: speaker.role.iter().map(|text| Wording { text: text.clone(), n_articles: 1 }).collect(),
        affiliation: speaker.affiliation.clone(),
        speaker_type: speaker.speaker_type,
        is_anonymous: true,
        n_claims,
        n_articles: 1,
        external_id: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Identity;

    fn speaker(id: &str, name: Option<&str>, description: &str) -> Speaker {
        Speaker {
            speaker_id: id.into(),
            identity: name.map_or(Identity::Anonymous { explicit: false }, |n| Identity::Named { name: n.into() }),
            description: description.into(),
            aliases: vec![],
            role: Some("الوزير".into()),
            affiliation: None,
            speaker_type: SpeakerType::Person,
            external_id: None,
        }
    }

    #[test]
    fn named_speakers_add_up_and_anonymous_ones_are_merged_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut speakers = Speakers::new(folder.path());
        speakers.run_rows = 2;
        for (article, description) in ["سالم", "الوزير سالم", "الوزير سالم"].into_iter().enumerate()
        {
            let speakers_of =
                vec![speaker("s-5", Some("سالم"), description), speaker(&format!("s-{}", 9 - article), None, "مصدر")];
            speakers.add(&Extraction { speakers: speakers_of, ..Extraction::default() }).unwrap();
        }
        let mut rows = Vec::new();
        let total = speakers.finish(|row| {
            rows.push(row.clone());
            Ok(())
        });
        assert_eq!(total.unwrap(), 4);
        assert_eq!(rows.iter().map(|r| r.speaker_id.as_str()).collect::<Vec<_>>(), ["s-5", "s-7", "s-8", "s-9"]);
        assert_eq!((rows[0].n_articles, rows[0].description.as_str()), (3, "الوزير سالم"));
        assert_eq!(rows[0].roles, [Wording { text: "الوزير".into(), n_articles: 3 }]);
        assert!(rows[0].aliases.is_empty(), "a wording shown as the name is no alias");
        assert!(rows[1..].iter().all(|r| r.name.is_none() && r.n_articles == 1));
    }
}
