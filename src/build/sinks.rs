//! What takes the results of extraction, in order, each beside the others: the tables of a release, the parts on disk.
//!
//! A sink waits on a thread of its own and works in the pool that extracts, so that a build takes the processors that it
//! was given and no more.

use super::options::Progress;
use crate::dataset::DatasetWriter;
use crate::dataset::duplicates::Prints;
use crate::dataset::part::RowRef;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Article, Extraction, Reject};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};

/// Stretches that wait for a sink: two, so that one sink that is at work stops neither extraction nor the others.
const IN_FLIGHT: usize = 2;

/// A row after extraction.
pub(super) type Done = std::result::Result<(Article, Extraction, Prints), Reject>;

/// A stretch of the input after extraction.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) number: u32,
    /// Hash of the rows that went in; empty where nobody asks.
    pub(super) input: String,
    /// Rows that went in.
    pub(super) rows_in: u64,
    pub(super) rows: Vec<Done>,
    /// Ids of the list of removed ones that were met.
    pub(super) removed: BTreeSet<String>,
    /// The file of the part that it comes from.
    pub(super) kept: Option<String>,
}

impl Batch {
    /// Its rows as a part takes them.
    pub(super) fn refs(&self) -> Vec<RowRef<'_>> {
        self.rows.iter().map(|done| done.as_ref().map(|(article, extraction, _)| (article, extraction))).collect()
    }

    /// Rows that left nothing, because their articles were removed.
    pub(super) fn withdrawn(&self) -> u64 {
        self.rows_in.saturating_sub(self.rows.len() as u64)
    }
}

/// Whether a sink takes more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    More,
    Enough,
}

/// Takes stretches in the order of the input.
pub(super) trait Sink: Send {
    fn take(&mut self, batch: &Batch) -> Result<Flow>;
}

/// Lets `produce` send every stretch to all sinks. It is told `false` when one takes no more.
///
/// The first error of a sink goes before one of `produce`, which may only be its consequence.
pub(super) fn fan_out<T>(
    sinks: &mut [&mut dyn Sink],
    produce: impl FnOnce(&dyn Fn(Batch) -> bool) -> Result<T>,
) -> Result<T> {
    std::thread::scope(|scope| {
        let (mut to, mut threads) = (Vec::new(), Vec::new());
        for sink in sinks {
            let (sender, receiver) = sync_channel(IN_FLIGHT);
            to.push(sender);
            threads.push(scope.spawn(move || drain(*sink, &receiver)));
        }
        let produced = produce(&|batch| {
            let batch = Arc::new(batch);
            to.iter().all(|sender| sender.send(batch.clone()).is_ok())
        });
        drop(to);
        let mut ends = Vec::new();
        for thread in threads {
            let end = thread.join();
            ends.push(end.unwrap_or_else(|_| Err(Error::new(ErrorKind::Release, "the writing thread broke"))));
        }
        ends.into_iter().collect::<Result<()>>()?;
        produced
    })
}

fn drain(sink: &mut dyn Sink, from: &Receiver<Arc<Batch>>) -> Result<()> {
    for batch in from {
        if sink.take(&batch)? == Flow::Enough {
            break;
        }
    }
    Ok(())
}

/// The tables of a release.
pub(super) struct Tables<'p> {
    pub(super) writer: DatasetWriter,
    /// Packs articles.
    pub(super) pool: &'p rayon::ThreadPool,
    /// Rejects that are tolerated.
    pub(super) limit: Option<u64>,
    /// Told of every reject.
    pub(super) progress: &'p dyn Progress,
}

impl Tables<'_> {
    /// Whether more rows were rejected than tolerated.
    pub(super) fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.writer.rejects() > limit)
    }
}

impl Sink for Tables<'_> {
    fn take(&mut self, batch: &Batch) -> Result<Flow> {
        let mut admitted = Vec::with_capacity(batch.rows.len());
        for done in &batch.rows {
            match done {
                Ok((article, extraction, prints)) => match self.writer.admit(article, extraction, prints)? {
                    Ok(article) => admitted.push(article),
                    Err(reject) => self.progress.reject(&reject),
                },
                Err(reject) => {
                    self.writer.reject(reject)?;
                    self.progress.reject(reject);
                }
            }
            if self.is_over() {
                return Ok(Flow::Enough);
            }
        }
        let writer = &mut self.writer;
        self.pool.install(|| writer.keep(&admitted))?;
        Ok(Flow::More)
    }
}
