//! The speakers of a whole corpus: named ones added up across articles, anonymous ones never linked.
//!
//! Memory: what is held between two spills. Speakers go to sorted runs in an unnamed file, named ones as sums over a
//! stretch of the corpus, which are added up in its order when runs are merged.

use super::sort::Spill;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Extraction, Speaker, SpeakerType};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// Different wordings kept for one speaker: the first ones in corpus order.
const MAX_WORDINGS: usize = 64;

/// Entries that a sort holds for one speaker or wording that is held here, which is larger.
const SHARE: usize = 4;

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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<(Box<str>, u32)>", into = "Vec<(Box<str>, u32)>")]
struct Wordings(BTreeMap<Box<str>, Uses>);

#[derive(Debug, Clone, Copy)]
struct Uses {
    n_articles: u32,
    /// How many wordings came before.
    place: u32,
}

impl From<Vec<(Box<str>, u32)>> for Wordings {
    fn from(in_order: Vec<(Box<str>, u32)>) -> Self {
        let uses = |((text, n_articles), place)| (text, Uses { n_articles, place });
        Self(in_order.into_iter().zip(0..).map(uses).collect())
    }
}

/// Wordings in the order of the corpus.
impl From<Wordings> for Vec<(Box<str>, u32)> {
    fn from(wordings: Wordings) -> Self {
        let mut in_order: Vec<_> = wordings.0.into_iter().collect();
        in_order.sort_unstable_by_key(|(_, uses)| uses.place);
        in_order.into_iter().map(|(text, uses)| (text, uses.n_articles)).collect()
    }
}

impl Wordings {
    /// Counts articles that use a wording; returns whether it is new. Of new ones there may be `most`.
    fn add(&mut self, wording: &str, n_articles: u32, most: usize) -> bool {
        if let Some(uses) = self.0.get_mut(wording) {
            uses.n_articles += n_articles;
            return false;
        }
        let is_new = !wording.is_empty() && self.0.len() < most;
        if is_new {
            self.0.insert(wording.into(), Uses { n_articles, place: self.0.len() as u32 });
        }
        is_new
    }

    /// The most frequent wording; of equally frequent ones the longest, of equally long ones the first.
    fn best(&self) -> Option<&str> {
        let by_use = |(text, uses): &(&str, &Uses)| (uses.n_articles, text.chars().count());
        self.0.iter().rev().map(|(text, uses)| (&**text, uses)).max_by_key(by_use).map(|(text, _)| text)
    }

    fn rows(&self, except: &[Option<&str>]) -> Vec<Wording> {
        let kept = self.0.iter().filter(|(text, _)| !except.contains(&Some(text)));
        kept.map(|(text, uses)| Wording { text: text.to_string(), n_articles: uses.n_articles }).collect()
    }
}

/// A named speaker in a stretch of the corpus, or in all of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
    #[serde(skip)]
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

    /// Counts an article; returns how many wordings are new. All are kept: which are the first ones of the corpus is known
    /// when stretches are added up.
    fn add(&mut self, speaker: &Speaker, name: &str) -> usize {
        self.n_articles += 1;
        if self.external_id.is_none() {
            self.external_id.clone_from(&speaker.external_id);
        }
        let mut new = 0;
        let mut add = |to: &mut Wordings, wording: &str| new += usize::from(to.add(wording, 1, usize::MAX));
        add(&mut self.names, name);
        add(&mut self.descriptions, &speaker.description);
        speaker.aliases.iter().for_each(|alias| add(&mut self.aliases, alias));
        speaker.role.iter().for_each(|role| add(&mut self.roles, role));
        speaker.affiliation.iter().for_each(|affiliation| add(&mut self.affiliations, affiliation));
        new
    }

    /// Adds a later stretch.
    fn add_up(&mut self, later: Self) {
        self.n_claims += later.n_claims;
        self.n_articles += later.n_articles;
        self.external_id = self.external_id.take().or(later.external_id);
        for (sum, wordings) in [
            (&mut self.names, later.names),
            (&mut self.descriptions, later.descriptions),
            (&mut self.aliases, later.aliases),
            (&mut self.roles, later.roles),
            (&mut self.affiliations, later.affiliations),
        ] {
            for (text, n_articles) in Vec::from(wordings) {
                sum.add(&text, n_articles, MAX_WORDINGS);
            }
        }
    }

    fn row(&self, speaker_id: &str) -> SpeakerRow {
        let name = self.names.best();
        let description = self.descriptions.best().or(name).unwrap_or_default();
        let mut all: BTreeMap<&str, u32> = BTreeMap::new();
        for (text, uses) in [&self.names, &self.descriptions, &self.aliases].into_iter().flat_map(|w| &w.0) {
            let count = all.entry(text).or_default();
            *count = (*count).max(uses.n_articles);
        }
        let others = all.into_iter().filter(|(text, _)| Some(*text) != name && *text != description);
        let wording = |(text, n_articles): (&str, u32)| Wording { text: text.to_owned(), n_articles };
        SpeakerRow {
            speaker_id: speaker_id.to_owned(),
            name: name.map(Into::into),
            description: description.to_owned(),
            aliases: others.take(MAX_WORDINGS).map(wording).collect(),
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

/// What a run holds, sorted by id.
#[derive(Debug, Serialize, Deserialize)]
enum Record {
    Anonymous(SpeakerRow),
    Named(String, Box<Named>),
}

impl Record {
    fn id(&self) -> &str {
        match self {
            Self::Anonymous(row) => &row.speaker_id,
            Self::Named(id, _) => id,
        }
    }
}

/// Collects the speakers of a corpus, article by article.
#[derive(Debug)]
pub struct Speakers {
    folder: PathBuf,
    named: BTreeMap<String, Named>,
    anonymous: Vec<SpeakerRow>,
    /// Speakers and wordings that are held, and how many may be.
    held: usize,
    room: usize,
    runs: BufWriter<File>,
    /// Where each run ends in the file; it begins where the one before ends.
    ends: Vec<u64>,
    articles: u64,
}

impl Speakers {
    /// An empty collection.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(spill: &Spill) -> Result<Self> {
        let folder = spill.folder();
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            named: BTreeMap::new(),
            anonymous: Vec::new(),
            held: 0,
            room: spill.entries() / SHARE,
            runs: BufWriter::new(file),
            ends: Vec::new(),
            articles: 0,
        })
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
            if let Some(name) = speaker.name() {
                self.add_named(speaker, name, n_claims);
            } else {
                self.held += 1;
                self.anonymous.push(anonymous_row(speaker, n_claims));
            }
        }
        self.articles += 1;
        if self.held > self.room { self.spill().map_err(|e| Error::io(&self.folder, e)) } else { Ok(()) }
    }

    fn add_named(&mut self, speaker: &Speaker, name: &str, n_claims: u32) {
        if !self.named.contains_key(&speaker.speaker_id) {
            self.held += 1;
            self.named.insert(speaker.speaker_id.clone(), Named::new(speaker.speaker_type));
        }
        let Some(sum) = self.named.get_mut(&speaker.speaker_id) else { return };
        sum.n_claims += n_claims;
        if sum.last_article != self.articles {
            sum.last_article = self.articles;
            self.held += sum.add(speaker, name);
        }
    }

    fn spill(&mut self) -> io::Result<()> {
        self.held = 0;
        self.anonymous.sort_unstable();
        let anonymous = self.anonymous.drain(..).map(Record::Anonymous);
        write_run(&mut self.runs, &mut self.ends, anonymous)?;
        let named = std::mem::take(&mut self.named).into_iter();
        write_run(&mut self.runs, &mut self.ends, named.map(|(id, sum)| Record::Named(id, Box::new(sum))))
    }

    /// Hands over every speaker, sorted by id; returns how many there were.
    ///
    /// # Errors
    /// When a spilled run cannot be read, and what `each` returns.
    pub fn finish(mut self, mut each: impl FnMut(&SpeakerRow) -> Result<()>) -> Result<u64> {
        self.spill().map_err(|e| Error::io(&self.folder, e))?;
        let file = self.runs.into_inner().map_err(|e| Error::io(&self.folder, e.into_error()))?;
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let runs = starts.zip(&self.ends).map(|(at, &end)| BufReader::new(Run { file: &file, at, end }).lines());
        let mut merge = Merge { runs: runs.collect(), heads: Vec::new(), heap: BinaryHeap::new() };
        for run in 0..merge.runs.len() {
            merge.heads.push(None);
            merge.pull(run)?;
        }
        let (mut total, mut sum) = (0, None::<(String, Named)>);
        let mut hand_over = |row: &SpeakerRow| {
            total += 1;
            each(row)
        };
        while let Some(record) = merge.next()? {
            match (record, &mut sum) {
                (Record::Named(id, later), Some((known, sum))) if id == *known => sum.add_up(*later),
                (record, sum) => {
                    sum.take().map_or(Ok(()), |(id, sum)| hand_over(&sum.row(&id)))?;
                    match record {
                        Record::Anonymous(row) => hand_over(&row)?,
                        Record::Named(id, first) => {
                            let mut empty = Named::new(first.speaker_type);
                            empty.add_up(*first);
                            *sum = Some((id, empty));
                        }
                    }
                }
            }
        }
        sum.map_or(Ok(()), |(id, sum)| hand_over(&sum.row(&id)))?;
        Ok(total)
    }
}

/// Writes a run, and notes where it ends.
fn write_run(to: &mut BufWriter<File>, ends: &mut Vec<u64>, records: impl Iterator<Item = Record>) -> io::Result<()> {
    for record in records {
        serde_json::to_writer(&mut *to, &record)?;
        to.write_all(b"\n")?;
    }
    ends.push(to.stream_position()?);
    Ok(())
}

/// The bytes of a run, in a file that others are read from in between.
struct Run<'f> {
    file: &'f File,
    at: u64,
    end: u64,
}

impl Read for Run<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let room = to.len().min((self.end - self.at) as usize);
        self.file.seek(SeekFrom::Start(self.at))?;
        let read = self.file.read(&mut to[..room])?;
        self.at += read as u64;
        Ok(read)
    }
}

/// All runs in the order of ids; of one id in that of the runs.
struct Merge<'f> {
    runs: Vec<io::Lines<BufReader<Run<'f>>>>,
    /// The first record of every run.
    heads: Vec<Option<Record>>,
    /// Their ids; `Reverse` because the standard heap gives the largest first.
    heap: BinaryHeap<Reverse<(String, usize)>>,
}

impl Merge<'_> {
    fn next(&mut self) -> Result<Option<Record>> {
        let Some(Reverse((_, run))) = self.heap.pop() else { return Ok(None) };
        let record = self.heads[run].take();
        self.pull(run)?;
        Ok(record)
    }

    fn pull(&mut self, run: usize) -> Result<()> {
        let broken = |e| Error::new(ErrorKind::Io, "a spilled run of speakers is damaged").caused_by(e);
        let Some(line) = self.runs[run].next() else { return Ok(()) };
        let record: Record = line.and_then(|line| serde_json::from_str(&line).map_err(Into::into)).map_err(broken)?;
        self.heap.push(Reverse((record.id().to_owned(), run)));
        self.heads[run] = Some(record);
        Ok(())
    }
}

fn anonymous_row(speaker: &Speaker, n_claims: u32) -> SpeakerRow {
    let mut aliases = Wordings::default();
    for text in &speaker.aliases {
        aliases.add(text, 1, MAX_WORDINGS);
    }
    aliases.0.values_mut().for_each(|uses| uses.n_articles = 1);
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

    fn rows(held: usize, articles: &[Vec<Speaker>]) -> Vec<SpeakerRow> {
        let mut speakers = Speakers::new(&Spill::new(&std::env::temp_dir(), held)).unwrap();
        for article in articles {
            speakers.add(&Extraction { speakers: article.clone(), ..Extraction::default() }).unwrap();
        }
        let mut rows = Vec::new();
        let total = speakers.finish(|row| {
            rows.push(row.clone());
            Ok(())
        });
        assert_eq!(total.unwrap(), rows.len() as u64);
        rows
    }

    #[test]
    fn named_speakers_add_up_and_anonymous_ones_are_merged_in_order() {
        let articles = ["سالم", "الوزير سالم", "الوزير سالم"].into_iter().zip(0..).map(|(description, article)| {
            vec![speaker("s-5", Some("سالم"), description), speaker(&format!("s-{}", 9 - article), None, "مصدر")]
        });
        let rows = rows(8, &articles.collect::<Vec<_>>());
        assert_eq!(rows.iter().map(|r| r.speaker_id.as_str()).collect::<Vec<_>>(), ["s-5", "s-7", "s-8", "s-9"]);
        assert_eq!((rows[0].n_articles, rows[0].description.as_str()), (3, "الوزير سالم"));
        assert_eq!(rows[0].roles, [Wording { text: "الوزير".into(), n_articles: 3 }]);
        assert!(rows[0].aliases.is_empty(), "a wording shown as the name is no alias");
        assert!(rows[1..].iter().all(|r| r.name.is_none() && r.n_articles == 1));
    }

    #[test]
    fn what_is_held_leaves_no_trace() {
        // More wordings than are kept, the first of them again behind those that are not.
        let articles = (0..300_usize).map(|n| {
            let described = speaker("s-1", Some("سالم"), &format!("وصف {}", n * 7 % 90));
            let known = Speaker { external_id: (n > 80).then(|| format!("Q{n}")), ..described };
            vec![known.clone(), speaker(&format!("s-{}", 2 + n % 3), Some("رائد"), "الخبير"), known]
        });
        let articles: Vec<_> = articles.collect();
        let expected = rows(1 << 20, &articles);
        assert_eq!((expected.len(), expected[0].n_articles), (4, 300));
        assert_eq!((expected[0].external_id.as_deref(), expected[0].aliases.len()), (Some("Q81"), MAX_WORDINGS - 1));
        for held in [1, 40, 400] {
            assert_eq!(rows(held, &articles), expected, "{held} held");
        }
    }
}
