//! Rows that wait until their split is known, and what must be known of the corpus to divide it.

use super::duplicates::{Key, Prints, key};
use super::groups::Groups;
use super::near;
use super::rows::primary_label;
use super::schema::Table;
use super::shards::{Shard, Shards};
use super::split::{SplitIndex, Splitter, Traits};
use super::writer::WriterOptions;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Article, Extraction, Stance};
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow_select::take::take_record_batch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of the spool that are dealt at once.
const BATCH_ROWS: usize = 512;

type Map<V> = HashMap<Key, V, foldhash::fast::RandomState>;

/// What is remembered of every article.
#[derive(Debug)]
pub(super) struct Corpus {
    splitter: Splitter,
    primary_target: Option<String>,
    primary_labeler: Option<String>,
    ids: Vec<Box<str>>,
    traits: Vec<Traits>,
    /// Rows of claims and of stances of every article.
    rows: Vec<(u32, u32)>,
    /// Copies: equal and nearly equal texts.
    copies: Groups,
    /// What stays in one split: copies, addresses, stories, outlets, speakers.
    together: Groups,
    firsts: Map<u32>,
    exact: Vec<(u32, u32)>,
}

/// Two articles with the same (`None`) or nearly the same text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copy {
    pub(super) first: u32,
    pub(super) second: u32,
    pub(super) jaccard: Option<f64>,
}

/// A corpus that was divided.
#[derive(Debug)]
pub(super) struct Division {
    names: Vec<&'static str>,
    ids: Vec<Box<str>>,
    splits: Vec<SplitIndex>,
    /// The first article with the same or nearly the same text; the article itself where there is none.
    copy_of: Vec<u32>,
    rows: Vec<(u32, u32)>,
    pub(super) pairs: Vec<Copy>,
}

impl Corpus {
    pub(super) fn new(splitter: Splitter, options: &WriterOptions) -> Self {
        Self {
            splitter,
            primary_target: options.primary_target.clone(),
            primary_labeler: options.primary_labeler.clone(),
            ids: Vec::new(),
            traits: Vec::new(),
            rows: Vec::new(),
            copies: Groups::default(),
            together: Groups::default(),
            firsts: Map::default(),
            exact: Vec::new(),
        }
    }

    /// Articles so far.
    pub(super) fn len(&self) -> u32 {
        self.ids.len() as u32
    }

    /// The next article has the text of an earlier one.
    pub(super) fn same_text(&mut self, first: u32, number: u32) {
        self.exact.push((first, number));
    }

    /// Two articles that were added tell one story.
    pub(super) fn same_story(&mut self, one: u32, two: u32) {
        self.together.join(one, two);
    }

    pub(super) fn add(&mut self, article: &Article, extraction: &Extraction, prints: &Prints) {
        let number = self.len();
        self.ids.push(article.article_id.as_str().into());
        self.copies.push();
        self.together.push();
        let labels = extraction.claims.iter().map(|c| c.stances.len() as u32).sum();
        self.rows.push((extraction.claims.len() as u32, labels));
        let outlet = self.splitter.outlet_group(article.outlet.as_deref(), &article.source_id);
        self.traits.push(Traits {
            share: self.splitter.share(outlet.map_or(&prints.hash[..], str::as_bytes)),
            date: article.published_at.map(jiff::Timestamp::as_microsecond),
            stance: self.stance(extraction),
            held_out: self.holds_out(extraction),
        });
        let mut shared: Vec<Key> = outlet.map(|name| named("outlet", name)).into_iter().collect();
        // The same address is the same story, whatever became of its text.
        shared.extend(article.url.as_deref().map(|url| named("url", url)));
        if self.splitter.groups_speakers() {
            let speakers = extraction.speakers.iter().filter(|s| s.name().is_some());
            shared.extend(speakers.map(|s| named("speaker", &s.speaker_id)));
        }
        for key in shared {
            let first = *self.firsts.entry(key).or_insert(number);
            self.together.join(first, number);
        }
    }

    /// The most frequent of favor and against, in either direction; claims without a side do not count.
    fn stance(&self, extraction: &Extraction) -> u8 {
        let (target, labeler) = (self.primary_target.as_deref(), self.primary_labeler.as_deref());
        let count = |stance: Stance| {
            extraction
                .claims
                .iter()
                .filter(|c| primary_label(c, target, labeler).is_some_and(|l| l.stance == stance))
                .count()
        };
        let (favor, against) = (count(Stance::Favor), count(Stance::Against));
        match favor.cmp(&against) {
            std::cmp::Ordering::Greater => 1,
            std::cmp::Ordering::Less => 2,
            std::cmp::Ordering::Equal => 0,
        }
    }

    fn holds_out(&self, extraction: &Extraction) -> bool {
        let sided = |stance: Stance| matches!(stance, Stance::Favor | Stance::Against | Stance::Neutral);
        self.splitter.held_out().is_some_and(|target| {
            extraction.claims.iter().flat_map(|c| &c.stances).any(|l| l.target == target && sided(l.stance))
        })
    }

    /// Divides the corpus; `near` are pairs of nearly equal texts.
    pub(super) fn divide(mut self, near: Vec<near::Pair>) -> Division {
        let exact = self.exact.iter().map(|&(first, second)| Copy { first, second, jaccard: None });
        let near = near.into_iter().map(|p| Copy { first: p.first, second: p.second, jaccard: Some(p.jaccard) });
        let mut pairs: Vec<Copy> = exact.chain(near).collect();
        pairs.sort_by_key(|p| (p.second, p.first));
        for pair in &pairs {
            self.copies.join(pair.first, pair.second);
            self.together.join(pair.first, pair.second);
        }
        let splits = self.splitter.assign(&self.traits, &mut self.together);
        Division {
            names: self.splitter.names().to_vec(),
            copy_of: (0..self.ids.len() as u32).map(|n| self.copies.first(n)).collect(),
            ids: self.ids,
            splits,
            rows: self.rows,
            pairs,
        }
    }
}

/// A key for what articles may share.
fn named(kind: &str, name: &str) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind.as_bytes()).update(&[0]).update(name.as_bytes());
    key(hasher.finalize().as_bytes())
}

impl Division {
    pub(super) fn id(&self, number: u32) -> &str {
        &self.ids[number as usize]
    }
}

/// Rows in the order of the corpus, below a hidden folder that goes away with this value.
#[derive(Debug)]
pub(super) struct Spool {
    folder: tempfile::TempDir,
    pub(super) articles: Shards,
    pub(super) claims: Shards,
    pub(super) stances: Shards,
}

impl Spool {
    pub(super) fn create(release: &Path, options: &WriterOptions) -> Result<Self> {
        let folder =
            tempfile::Builder::new().prefix(".spool").tempdir_in(release).map_err(|e| Error::io(release, e))?;
        let shards = |table| Shards::create(folder.path(), table, "spool", &options.version, usize::MAX);
        let (articles, claims, stances) = (shards(Table::Articles)?, shards(Table::Claims)?, shards(Table::Stances)?);
        Ok(Self { folder, articles, claims, stances })
    }

    /// Deals the rows out to their splits.
    pub(super) fn deal(self, release: &Path, options: &WriterOptions, division: &Division) -> Result<Vec<Shard>> {
        let Self { folder, articles, claims, stances } = self;
        let deal = |table, spooled: Shards| {
            let files = spooled.finish()?;
            let owners = owners(table, division);
            let mut dealer = Dealer { release, options, division, table, open: vec![], owners };
            dealer.open.resize_with(division.names.len(), || None);
            for file in files {
                dealer.file(&folder.path().join(file.path))?;
            }
            dealer.finish()
        };
        // Claims are most of the work.
        let (claims, (articles, stances)) = rayon::join(
            || deal(Table::Claims, claims),
            || rayon::join(|| deal(Table::Articles, articles), || deal(Table::Stances, stances)),
        );
        let shards = [articles?, claims?, stances?].concat();
        folder.close().map_err(|e| Error::io(release, e))?;
        Ok(shards)
    }
}

/// The article of every row of a table, in order.
fn owners(table: Table, division: &Division) -> Box<dyn Iterator<Item = u32> + Send + '_> {
    let rows = division.rows.iter().zip(0_u32..);
    Box::new(rows.flat_map(move |(&(claims, labels), article)| {
        let n = match table {
            Table::Claims => claims,
            Table::Stances => labels,
            _ => 1,
        };
        std::iter::repeat_n(article, n as usize)
    }))
}

/// Deals one table.
struct Dealer<'a> {
    release: &'a Path,
    options: &'a WriterOptions,
    division: &'a Division,
    table: Table,
    /// By split; opened at its first article.
    open: Vec<Option<Shards>>,
    owners: Box<dyn Iterator<Item = u32> + Send + 'a>,
}

impl Dealer<'_> {
    fn file(&mut self, path: &PathBuf) -> Result<()> {
        let broken = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Io, e.to_string()).at(Location::path(path));
        let file = File::open(path).map_err(|e| Error::io(path, e))?;
        let reader = ParquetRecordBatchReaderBuilder::try_new(file)
            .and_then(|r| r.with_batch_size(BATCH_ROWS).build())
            .map_err(|e| broken(&e))?;
        for batch in reader {
            self.batch(&batch.map_err(|e| broken(&e))?)?;
        }
        Ok(())
    }

    fn batch(&mut self, batch: &RecordBatch) -> Result<()> {
        let articles: Vec<u32> = self.owners.by_ref().take(batch.num_rows()).collect();
        if articles.len() != batch.num_rows() {
            return Err(Error::new(ErrorKind::Release, "the spool has other rows than were counted"));
        }
        for index in 0..self.division.names.len() {
            let of_split = |article: u32| usize::from(self.division.splits[article as usize]) == index;
            let rows: Vec<u32> = (0..).zip(&articles).filter(|(_, a)| of_split(**a)).map(|(row, _)| row).collect();
            if rows.is_empty() {
                continue;
            }
            let owners: Vec<u32> = rows.iter().map(|&row| articles[row as usize]).collect();
            let part = take_record_batch(batch, &UInt32Array::from(rows))
                .and_then(|part| self.settled(&part, self.division.names[index], &owners))
                .map_err(|e| Error::new(ErrorKind::Release, "rows do not fit their table").caused_by(e))?;
            self.shards(index)?.batch(&part)?;
        }
        Ok(())
    }

    /// The rows with what was not known before.
    fn settled(
        &self,
        part: &RecordBatch,
        split: &str,
        owners: &[u32],
    ) -> std::result::Result<RecordBatch, arrow_schema::ArrowError> {
        let schema = part.schema();
        let mut columns = part.columns().to_vec();
        if let Ok(at) = schema.index_of("split") {
            columns[at] = Arc::new(StringArray::from(vec![split; owners.len()])) as ArrayRef;
        }
        if let Ok(at) = schema.index_of("near_duplicate_of") {
            let first = |&n: &u32| {
                let first = self.division.copy_of[n as usize];
                (first != n).then(|| self.division.id(first))
            };
            columns[at] = Arc::new(owners.iter().map(first).collect::<StringArray>());
        }
        RecordBatch::try_new(schema, columns)
    }

    fn shards(&mut self, index: usize) -> Result<&mut Shards> {
        let slot = &mut self.open[index];
        match slot {
            Some(shards) => Ok(shards),
            closed => {
                let (split, options) = (self.division.names[index], self.options);
                let shards = Shards::create(self.release, self.table, split, &options.version, options.rows_per_shard)?;
                Ok(closed.insert(shards))
            }
        }
    }

    /// Finishes the files; a split that has articles has a file of every table, if an empty one, and a corpus without
    /// articles has the first split.
    fn finish(mut self) -> Result<Vec<Shard>> {
        for index in 0..self.division.names.len() {
            let used = self.division.splits.iter().any(|s| usize::from(*s) == index);
            if used || index == 0 && self.division.splits.is_empty() {
                self.shards(index)?;
            }
        }
        let mut shards = Vec::new();
        for open in self.open.into_iter().flatten() {
            shards.extend(open.finish()?);
        }
        Ok(shards)
    }
}
