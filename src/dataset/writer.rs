//! Articles and their extractions into the tables of a release.
//!
//! A split may depend on the whole corpus (copies stay together, dates are cut in order), so articles go into a spool
//! first and are dealt out when all are known. Memory does not grow with the corpus but for at most 30 bytes an
//! article: its id in [`Duplicates`](super::duplicates) and its [`Traits`](super::split) while articles come, then its
//! traits, groups and split.

use super::corpus::{Copies, Corpus, Division, Ids};
use super::deal::deal;
use super::duplicates::{Duplicates, Prints, Seen};
use super::rows;
use super::schema::Table;
use super::shards::{Shard, Shards};
use super::sort::Spill;
use super::speakers::Speakers;
use super::split::SplitConfig;
use super::spool::{self, Admitted, Spool};
use super::stats::{Counter, Counts, Stats};
use crate::error::Result;
use crate::model::{Article, Extraction, Reject, RejectReason, Vocabulary};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// What a writer must know.
#[derive(Debug, Clone)]
pub struct WriterOptions {
    /// Version of the data set, for the metadata of its files.
    pub version: String,
    /// How articles are divided.
    pub split: SplitConfig,
    /// The target whose label stands in `claims.stance`.
    pub primary_target: Option<String>,
    /// The labeler whose label that is.
    pub primary_labeler: Option<String>,
    /// Rows of a file at most.
    pub rows_per_shard: usize,
    /// Entries that a sort holds in memory before it goes to disk, see [`HELD`](super::sort::HELD). The tables do not
    /// depend on it.
    pub held: usize,
}

/// Writes the tables of a release.
#[derive(Debug)]
pub struct DatasetWriter {
    folder: PathBuf,
    options: WriterOptions,
    spool: Spool,
    corpus: Corpus,
    rejects: Shards,
    speakers: Speakers,
    duplicates: Duplicates,
    counter: Counter,
    reasons: Counts,
    n_rejects: u64,
}

/// A writer whose articles know their splits, and whose rows are not yet in their tables.
#[derive(Debug)]
pub struct DividedWriter {
    folder: PathBuf,
    options: WriterOptions,
    spool: Spool,
    rejects: Shards,
    speakers: Speakers,
    counter: Counter,
    reasons: Counts,
    division: Division,
    ids: Ids,
    copies: Copies,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Files, sorted by path.
    pub shards: Vec<Shard>,
    /// Distributions.
    pub stats: Stats,
    /// Rejected rows by reason.
    pub rejects: Counts,
    /// Speakers.
    pub speakers: u64,
}

impl DatasetWriter {
    /// Starts the tables below a folder that exists.
    ///
    /// # Errors
    /// When the split is not one, or the folder cannot be written to.
    pub fn create(folder: &Path, options: WriterOptions) -> Result<Self> {
        let spill = Spill::new(folder, options.held);
        let corpus = Corpus::new(&spill, &options)?;
        let rejects = Shards::create(folder, Table::Rejects, "all", &options.version, options.rows_per_shard)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            spool: Spool::create(folder)?,
            corpus,
            rejects,
            speakers: Speakers::new(&spill)?,
            duplicates: Duplicates::new(folder)?,
            counter: Counter::new(options.primary_target.as_deref(), options.primary_labeler.as_deref()),
            reasons: Counts::new(),
            n_rejects: 0,
            options,
        })
    }

    /// Gives an article its place in the corpus, or rejects it where its id was seen before or no table can hold it: the
    /// reject comes back. What is admitted goes to [`keep`](Self::keep).
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn admit<'a>(
        &mut self,
        article: &'a Article,
        extraction: &'a Extraction,
        prints: &'a Prints,
    ) -> Result<std::result::Result<Admitted<'a>, Reject>> {
        if let Some(reject) = unfit(article) {
            return self.reject(&reject).map(|()| Err(reject));
        }
        let number = self.corpus.len();
        let again = match self.duplicates.see(&article.article_id, &prints.hash)? {
            Seen::New => None,
            Seen::SameRow => Some((RejectReason::DuplicateRow, "was read before with the same text")),
            Seen::SameId => Some((RejectReason::DuplicateId, "was read before with another text")),
        };
        if let Some((reason, what)) = again {
            let reject = rejected(article, reason, what);
            return self.reject(&reject).map(|()| Err(reject));
        }
        self.corpus.add(article, extraction, prints)?;
        self.speakers.add(extraction)?;
        self.counter.add(article, extraction);
        Ok(Ok(Admitted { number, article, extraction, hash: &prints.hash }))
    }

    /// Keeps articles for the tables, in the order in which they were admitted; all threads of the pool that this runs on pack
    /// them.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn keep(&mut self, admitted: &[Admitted<'_>]) -> Result<()> {
        let packed: Vec<_> = spool::cut(admitted).into_par_iter().map(spool::pack).collect::<Result<_>>()?;
        packed.iter().try_for_each(|stretch| self.spool.push(stretch))
    }

    /// Adds a rejected row.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn reject(&mut self, reject: &Reject) -> Result<()> {
        self.n_rejects += 1;
        *self.reasons.entry(reject.reason.as_str().to_owned()).or_default() += 1;
        self.rejects.row(|to| rows::reject(to, reject))
    }

    /// Rejected rows so far.
    pub fn rejects(&self) -> u64 {
        self.n_rejects
    }

    /// Divides the articles and finishes every file: [`divide`](Self::divide) and [`write`](DividedWriter::write).
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(self) -> Result<Written> {
        self.divide()?.write()
    }

    /// Divides the articles into splits, when all of them are there.
    ///
    /// # Errors
    /// When what was set aside on disk cannot be read.
    pub fn divide(self) -> Result<DividedWriter> {
        let Self { folder, options, spool, corpus, rejects, speakers, duplicates, counter, reasons, .. } = self;
        drop(duplicates);
        let (division, ids, copies) = corpus.divide()?;
        Ok(DividedWriter { folder, options, spool, rejects, speakers, counter, reasons, division, ids, copies })
    }
}

impl DividedWriter {
    /// Finishes every file. A split without articles leaves no files; a release without articles has the first split.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(self) -> Result<Written> {
        let Self { folder, options, spool, rejects, speakers, counter, reasons, division, ids, copies } = self;
        let all = |table| Shards::create(&folder, table, "all", &options.version, options.rows_per_shard);
        let duplicates = || {
            let (mut table, mut copies) = (all(Table::Duplicates)?, copies.sorted()?);
            while let Some(copy) = copies.next()? {
                let (later, first) = (ids.get(copy.second)?, ids.get(copy.first)?);
                table.row(|to| rows::duplicate(to, &later, &first, copy.jaccard))?;
            }
            table.finish()
        };
        let people = || {
            let mut table = all(Table::Speakers)?;
            let speakers = speakers.finish(|row| table.row(|to| rows::speaker(to, row)))?;
            Ok((table.finish()?, speakers))
        };
        let (dealt, (duplicates, people)) =
            rayon::join(|| deal(spool, &folder, &options, &division, &ids), || rayon::join(duplicates, people));
        let (people, speakers) = people?;
        let mut shards = [dealt?, duplicates?, people, rejects.finish()?].concat();
        shards.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Written { shards, stats: counter.finish(), rejects: reasons, speakers })
    }
}

/// Why no table can hold an article: offsets are 32 bits wide, and ids must survive being printed on one line.
pub fn unfit(article: &Article) -> Option<Reject> {
    if article.text.len() > i32::MAX as usize {
        return Some(rejected(article, RejectReason::TooLarge, "has a text of 2 GiB or more"));
    }
    let id = &article.article_id;
    (id.is_empty() || id.chars().any(char::is_control))
        .then(|| rejected(article, RejectReason::WrongType, "is empty or holds a control character"))
}

fn rejected(article: &Article, reason: RejectReason, what: &str) -> Reject {
    // An article that nobody read from a file is known by its source alone.
    let (source, row) = article.origin.as_ref().map_or((&article.source_id, None), |o| (&o.file, o.row));
    Reject {
        source: source.clone(),
        row,
        reason,
        detail: format!("article_id {:?} {what}", article.article_id),
        raw: article.text.chars().take(4096).collect(),
    }
}
