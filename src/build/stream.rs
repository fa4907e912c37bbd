//! Reader and extraction side by side with what takes the results, with bounded memory: at most one stretch of the
//! input waits on either side of the extraction. Results keep the order of the input, so that the number of threads
//! leaves no trace in a release.

use super::options::Progress;
use super::parts::{Found, Parts, Resumed};
use super::sinks::{Batch, Done};
use crate::dataset::duplicates::Prints;
use crate::dataset::removed::Removed;
use crate::dataset::sums::hex;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Articles, Item, Pending};
use crate::labeler::Labelers;
use crate::model::{Article, Extraction};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Rows in a stretch: rejects have little text.
const STRETCH_ROWS: usize = 8_192;

/// Stretches that wait for extraction.
const IN_FLIGHT: usize = 1;

/// Where rows come from, with the progress of reading them.
pub trait Source: Send {
    /// The next row, which another thread may parse.
    fn next_row(&mut self) -> Option<Pending>;

    /// Bytes read so far.
    fn bytes_read(&self) -> u64 {
        0
    }

    /// Bytes of all inputs, where known; asked once.
    fn bytes_total(&self) -> Option<u64> {
        None
    }

    /// What may be a mistake in what was read so far, in words.
    fn warnings(&self) -> Vec<String> {
        Vec::new()
    }

    /// Whether another process can read the same rows again, as from files, so that an interrupted build can go on.
    fn repeats(&self) -> bool {
        false
    }
}

impl Source for Articles {
    fn next_row(&mut self) -> Option<Pending> {
        Articles::next_row(self)
    }

    fn bytes_read(&self) -> u64 {
        Articles::bytes_read(self)
    }

    fn bytes_total(&self) -> Option<u64> {
        Articles::bytes_total(self)
    }

    fn warnings(&self) -> Vec<String> {
        Articles::warnings(self).to_vec()
    }

    fn repeats(&self) -> bool {
        !self.reads_stdin()
    }
}

/// Rows of any iterator, without progress.
#[derive(Debug, Clone)]
pub struct Plain<I>(pub I);

impl<I: Iterator<Item = Item> + Send> Source for Plain<I> {
    fn next_row(&mut self) -> Option<Pending> {
        self.0.next().map(Pending::from)
    }
}

/// Every `of`-th stretch of the input, from `first`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub(super) first: u32,
    pub(super) of: u32,
}

impl Share {
    pub(super) const ALL: Self = Self { first: 0, of: 1 };

    fn has(self, stretch: u32) -> bool {
        stretch % self.of == self.first
    }
}

/// How articles become rows.
pub(super) struct Work<'w, E> {
    pub(super) extract: &'w E,
    pub(super) removed: &'w Removed,
    pub(super) labelers: Labelers,
    pub(super) pool: &'w rayon::ThreadPool,
    pub(super) progress: &'w dyn Progress,
    pub(super) share: Share,
    /// Bytes of text of a stretch.
    pub(super) part_bytes: usize,
    /// What was made before; `None` where the input cannot be read again.
    pub(super) parts: Option<&'w Parts>,
}

/// What went by.
#[derive(Debug, Clone, Default)]
pub(super) struct Totals {
    /// Rows of the whole input, whatever the share.
    pub(super) rows_in: u64,
    /// Stretches of the whole input.
    pub(super) stretches: u32,
    /// Rows of the share that were withdrawn.
    pub(super) withdrawn: u64,
    /// Ids of the list of removed ones that were met.
    pub(super) removed: BTreeSet<String>,
    pub(super) resumed: Resumed,
    /// What may be a mistake in the sources, in words.
    pub(super) warnings: Vec<String>,
}

impl<E: Fn(&Article) -> Extraction + Sync> Work<'_, E> {
    /// Reads everything and sends the stretches of the share on in order, until `send` says that nobody takes them.
    pub(super) fn run(mut self, source: impl Source, send: &dyn Fn(Batch) -> bool) -> Result<Totals> {
        let (to_extract, from_reader) = sync_channel::<Stretch>(IN_FLIGHT);
        let (share, bytes, progress) = (self.share, self.part_bytes.max(1), self.progress);
        std::thread::scope(|scope| {
            let reader = scope.spawn(move || read(source, share, bytes, &to_extract, progress));
            let mut totals = Totals::default();
            let mut failed = Ok(());
            for stretch in &from_reader {
                match self.batch(stretch, &mut totals.resumed) {
                    Ok(batch) => {
                        totals.withdrawn += batch.withdrawn();
                        totals.removed.extend(batch.removed.iter().cloned());
                        // Nobody takes more: too many rejects, or a disk refused. Ending this loop stops the reader too.
                        if !send(batch) {
                            break;
                        }
                    }
                    Err(e) => {
                        failed = Err(e);
                        break;
                    }
                }
            }
            drop(from_reader);
            let read = reader.join().map_err(|_| Error::new(ErrorKind::Release, "the reading thread broke"))?;
            failed?;
            (totals.rows_in, totals.stretches, totals.warnings) = read;
            Ok(totals)
        })
    }

    /// One stretch that somebody else has read.
    pub(super) fn one_batch(mut self, number: u32, items: Vec<Item>) -> Result<Batch> {
        let rows = items.into_iter().map(Pending::from).collect();
        self.batch(Stretch { number, rows }, &mut Resumed::default())
    }

    /// A stretch with its results: those of its part, if it has one.
    fn batch(&mut self, stretch: Stretch, resumed: &mut Resumed) -> Result<Batch> {
        let Stretch { number, rows } = stretch;
        let items: Vec<Item> = self.pool.install(|| rows.into_par_iter().map(Pending::item).collect());
        let rows_in = items.len() as u64;
        let input = if self.parts.is_some() { self.pool.install(|| digest(&items)) } else { String::new() };
        let found = self.parts.map_or(Found::Nothing, |parts| parts.find(number, &input, self.pool));
        resumed.count(&found);
        if let Found::Part(rows, removed, name) = found {
            return Ok(Batch { number, input, rows_in, rows, removed, kept: Some(name) });
        }
        let (extract, removed) = (self.extract, self.removed);
        let done: Vec<_> =
            self.pool.install(|| items.into_par_iter().map(|item| one(item, extract, removed)).collect());
        let (mut rows, mut removed) = (Vec::with_capacity(done.len()), BTreeSet::new());
        for (row, met) in done {
            rows.extend(row);
            removed.extend(met);
        }
        if !self.labelers.is_empty() {
            let mut claims: Vec<_> = rows.iter_mut().flatten().map(|(a, e, _)| (&*a, e)).collect();
            self.labelers.label(&mut claims)?;
        }
        Ok(Batch { number, input, rows_in, rows, removed, kept: None })
    }
}

/// A row, `None` where the article was withdrawn, and the removed ids that were met.
fn one(item: Item, extract: &impl Fn(&Article) -> Extraction, removed: &Removed) -> (Option<Done>, BTreeSet<String>) {
    let article = match item {
        Ok(article) => article,
        Err(reject) => return (Some(Err(reject)), BTreeSet::new()),
    };
    if removed.has(&article.article_id) {
        return (None, BTreeSet::from([article.article_id]));
    }
    let mut extraction = extract(&article);
    let met = removed.strip(&mut extraction);
    let prints = Prints::of(&article, &extraction);
    (Some(Ok((article, extraction, prints))), met)
}

/// The hash of rows that were read: of all that they hold.
fn digest(items: &[Item]) -> String {
    // Whole rows at once: a hasher that is fed word by word cannot look at several blocks side by side. A row can always be
    // written as JSON.
    let hash = |item: &Item| blake3::hash(&serde_json::to_vec(item).unwrap_or_default());
    let hashes: Vec<_> = items.par_iter().map(hash).collect();
    let mut hasher = blake3::Hasher::new();
    for hash in hashes {
        hasher.update(hash.as_bytes());
    }
    hex(&hasher.finalize().as_bytes()[..16])
}

/// Rows on their way to extraction.
struct Stretch {
    number: u32,
    rows: Vec<Pending>,
}

/// Sends the rows of the share; returns how many rows and stretches there were in all, and what may be a mistake.
fn read(
    mut source: impl Source,
    share: Share,
    stretch_bytes: usize,
    to: &SyncSender<Stretch>,
    progress: &dyn Progress,
) -> (u64, u32, Vec<String>) {
    let total = progress.listens().then(|| source.bytes_total()).flatten();
    let mut stretch = Vec::new();
    let (mut bytes, mut rows, mut number) = (0, 0, 0);
    loop {
        let row = source.next_row();
        let ended = row.is_none();
        if let Some(row) = row {
            bytes += row.bytes();
            stretch.push(row);
            rows += 1;
        }
        let full = bytes >= stretch_bytes || stretch.len() >= STRETCH_ROWS;
        if full || ended && !stretch.is_empty() {
            progress.bytes(source.bytes_read(), total);
            let read = std::mem::take(&mut stretch);
            if share.has(number) && to.send(Stretch { number, rows: read }).is_err() {
                return (rows, number, source.warnings());
            }
            (bytes, number) = (0, number + 1);
        }
        if ended {
            return (rows, number, source.warnings());
        }
    }
}
