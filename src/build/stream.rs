//! Reader, extraction and writer side by side, with bounded memory: at most two batches of at most
//! 8 MiB wait on either side of the extraction. Results keep the order of the input, so that the number of
//! threads leaves no trace in a release.

use super::options::Progress;
use crate::dataset::DatasetWriter;
use crate::dataset::duplicates::Prints;
use crate::dataset::removed::Removed;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::Articles;
use crate::labeler::Labelers;
use crate::model::{Article, Extraction, Reject};
use rayon::prelude::*;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Bytes of text in a batch.
const BATCH_BYTES: usize = 8 << 20;

/// Rows in a batch: rejects have little text.
const BATCH_ROWS: usize = 8_192;

/// Batches waiting for the next stage.
const IN_FLIGHT: usize = 2;

type Item = std::result::Result<Article, Reject>;
type Done = std::result::Result<(Article, Extraction, Prints), Reject>;

/// How an article becomes rows.
pub(super) struct Extract<'e, E> {
    pub(super) extract: &'e E,
    pub(super) removed: &'e Removed,
}

/// Where rows come from, with the progress of reading them.
pub trait Source: Send {
    /// The next row.
    fn next_item(&mut self) -> Option<Item>;

    /// Bytes read so far.
    fn bytes_read(&self) -> u64 {
        0
    }

    /// Bytes of all inputs, where known; asked once.
    fn bytes_total(&self) -> Option<u64> {
        None
    }
}

impl Source for Articles {
    fn next_item(&mut self) -> Option<Item> {
        self.next()
    }

    fn bytes_read(&self) -> u64 {
        Articles::bytes_read(self)
    }

    fn bytes_total(&self) -> Option<u64> {
        Articles::bytes_total(self)
    }
}

/// Rows of any iterator, without progress.
#[derive(Debug, Clone)]
pub struct Plain<I>(pub I);

impl<I: Iterator<Item = Item> + Send> Source for Plain<I> {
    fn next_item(&mut self) -> Option<Item> {
        self.0.next()
    }
}

/// Extracts everything; hands back the writer and the numbers of rows that were read and withdrawn. Stops early where more than
/// `limit` rows were rejected.
pub(super) fn run<E: Fn(&Article) -> Extraction + Sync>(
    source: impl Source,
    extract: &Extract<'_, E>,
    mut labelers: Labelers,
    writer: DatasetWriter,
    pool: &rayon::ThreadPool,
    limit: Option<u64>,
    progress: &dyn Progress,
) -> Result<(DatasetWriter, u64, u64)> {
    let (to_extract, from_reader) = sync_channel::<Vec<Item>>(IN_FLIGHT);
    let (to_write, from_extract) = sync_channel::<Vec<Done>>(IN_FLIGHT);
    std::thread::scope(|scope| {
        let mut withdrawn = 0;
        let reader = scope.spawn(move || read(source, &to_extract, progress));
        let writer = scope.spawn(move || write(writer, &from_extract, limit));
        let mut failed = Ok(());
        for batch in &from_reader {
            let all = batch.len();
            let mut done: Vec<Done> =
                pool.install(|| batch.into_par_iter().filter_map(|item| extract.one(item)).collect());
            withdrawn += (all - done.len()) as u64;
            if !labelers.is_empty() {
                let mut claims: Vec<_> = done.iter_mut().flatten().map(|(a, e, _)| (&*a, e)).collect();
                failed = labelers.label(&mut claims);
                if failed.is_err() {
                    break;
                }
            }
            // The writer has stopped: too many rejects, or its disk refused. Ending this loop stops the reader too.
            if to_write.send(done).is_err() {
                break;
            }
        }
        drop((from_reader, to_write));
        let broken = |thread| move |_| Error::new(ErrorKind::Release, format!("the {thread} thread broke"));
        let writer = writer.join().map_err(broken("writing"))??;
        failed?;
        Ok((writer, reader.join().map_err(broken("reading"))?, withdrawn))
    })
}

impl<E: Fn(&Article) -> Extraction + Sync> Extract<'_, E> {
    /// `None` where the article was withdrawn.
    fn one(&self, item: Item) -> Option<Done> {
        let article = match item {
            Ok(article) => article,
            Err(reject) => return Some(Err(reject)),
        };
        if self.removed.has(&article.article_id) {
            return None;
        }
        let mut extraction = (self.extract)(&article);
        self.removed.strip(&mut extraction);
        let prints = Prints::of(&article.text);
        Some(Ok((article, extraction, prints)))
    }
}

/// Sends every row; returns how many there were.
fn read(mut source: impl Source, to: &SyncSender<Vec<Item>>, progress: &dyn Progress) -> u64 {
    let total = source.bytes_total();
    let mut batch = Vec::new();
    let (mut bytes, mut rows) = (0, 0);
    loop {
        let item = source.next_item();
        let ended = item.is_none();
        if let Some(item) = item {
            bytes += item.as_ref().map_or(0, |a| a.text.len());
            batch.push(item);
            rows += 1;
        }
        if ended || bytes >= BATCH_BYTES || batch.len() >= BATCH_ROWS {
            progress.bytes(source.bytes_read(), total);
            if to.send(std::mem::take(&mut batch)).is_err() || ended {
                return rows;
            }
            bytes = 0;
        }
    }
}

fn write(mut writer: DatasetWriter, from: &Receiver<Vec<Done>>, limit: Option<u64>) -> Result<DatasetWriter> {
    for batch in from {
        for done in batch {
            match done {
                Ok((article, extraction, prints)) => writer.article(&article, &extraction, &prints)?,
                Err(reject) => writer.reject(&reject)?,
            }
            if limit.is_some_and(|limit| writer.rejects() > limit) {
                return Ok(writer);
            }
        }
    }
    Ok(writer)
}
