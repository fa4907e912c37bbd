//! `claimkit extract`: reader, extraction and printing side by side, in input order, with bounded memory.

use super::{Status, Stop, args, extractor, message, rejects, trace};
use crate::build::pool;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Articles, Item, Limits, Pending};
use crate::model::{Reject, counted};
use crate::pipeline::Extractor;
use crate::record::Record;
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

/// Bytes of text in a batch.
const BATCH_BYTES: usize = 2 << 20;

/// Rows in a batch: rejects have little text.
const BATCH_ROWS: usize = 2_048;

/// Batches that wait for the extraction.
const IN_FLIGHT: usize = 2;

/// Batches of lines that wait to be printed.
const WAITING: usize = 1;

/// A line that is printed, or the reject of a row.
type Line = Result<Result<Vec<u8>>, Reject>;

pub(super) fn run(args: &args::Extract) -> Result<Status, Stop> {
    let pool = pool(args.threads)?;
    let (extractor, traced) = (extractor(&args.targets)?, args.trace);
    let spec = args.reading.source(args.paths.iter().cloned());
    let articles = Articles::open(&[spec], Path::new(""), Limits::default())?;
    let (rows, from_reader) = sync_channel(IN_FLIGHT);
    let (lines, from_pool) = sync_channel(WAITING);
    // Joined only where they came to their ends: where output breaks off, the reader may be waiting for standard input for ever.
    let reader = std::thread::spawn(move || read(articles, &rows));
    let worker = std::thread::spawn(move || {
        let work = |batch: Vec<Pending>| -> Vec<Line> {
            pool.install(|| batch.into_par_iter().map(|row| line(row.item(), extractor, traced)).collect())
        };
        // An error means that nobody takes lines any more.
        from_reader.into_iter().try_for_each(|batch| lines.send(work(batch)))
    });
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut rejected = 0;
    for lines in from_pool {
        for line in lines {
            match line {
                Ok(line) => out.write_all(&line?).map_err(Stop::output)?,
                Err(reject) => {
                    rejects::report(&reject);
                    rejected += 1;
                    if args.max_rejects.is_some_and(|limit| rejected > limit) {
                        out.flush().map_err(Stop::output)?;
                        message(format_args!("stopped: rejected more than {}", counted(rejected - 1, "row")));
                        return Ok(Status::Findings);
                    }
                }
            }
        }
        out.flush().map_err(Stop::output)?;
    }
    let broken = |what| Error::new(ErrorKind::Data, format!("the thread that {what} broke; output is not complete"));
    let _ = worker.join().map_err(|_| broken("extracts"))?;
    let warnings = reader.join().map_err(|_| broken("reads"))?;
    for warning in warnings {
        message(format_args!("warning: {warning}"));
    }
    if rejected > 0 {
        message(format_args!("rejected {}", counted(rejected, "row")));
    }
    Ok(Status::Clean)
}

/// The record of an article as a line of JSON, or its trace.
fn line(item: Item, extractor: &Extractor, traced: bool) -> Line {
    let article = item?;
    if traced {
        return Ok(Ok(trace::lines(&article, extractor).into_bytes()));
    }
    let record = Record::new(&article, &extractor.extract(&article));
    let mut line = Vec::with_capacity(2 * article.text.len());
    Ok(match serde_json::to_writer(&mut line, &record) {
        Ok(()) => {
            line.push(b'\n');
            Ok(line)
        }
        Err(e) => Err(Error::new(ErrorKind::Data, "a record cannot be written as JSON").caused_by(e)),
    })
}

/// Sends every row, until there are no more or nobody takes them; returns what may be a mistake in the sources.
fn read(mut articles: Articles, to: &SyncSender<Vec<Pending>>) -> Vec<String> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while let Some(row) = articles.next_row() {
        bytes += row.bytes();
        batch.push(row);
        if bytes >= BATCH_BYTES || batch.len() >= BATCH_ROWS {
            if to.send(std::mem::take(&mut batch)).is_err() {
                return Vec::new();
            }
            bytes = 0;
        }
    }
    // An error here means that nobody takes it any more.
    let _ = to.send(batch);
    articles.warnings().to_vec()
}
