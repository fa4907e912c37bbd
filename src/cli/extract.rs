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

pub(super) fn run(args: &args::Extract) -> Result<Status, Stop> {
    let pool = pool(args.threads)?;
    let extractor = extractor(&args.targets)?;
    let spec = args.reading.source(args.paths.iter().cloned());
    let articles = Articles::open(&[spec], Path::new(""), Limits::default())?;
    let (sender, batches) = sync_channel(IN_FLIGHT);
    // Joined only where it came to its end: where output breaks off it may be waiting for standard input for ever.
    let reader = std::thread::spawn(move || read(articles, &sender));
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut rejected = 0;
    for batch in batches {
        let lines: Vec<_> =
            pool.install(|| batch.into_par_iter().map(|row| line(row.item(), extractor, args.trace)).collect());
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
    let warnings = reader
        .join()
        .map_err(|_| Error::new(ErrorKind::Data, "the thread that reads broke; output is not complete"))?;
    for warning in warnings {
        message(format_args!("warning: {warning}"));
    }
    if rejected > 0 {
        message(format_args!("rejected {}", counted(rejected, "row")));
    }
    Ok(Status::Clean)
}

/// The record of an article as a line of JSON, or its trace.
fn line(item: Item, extractor: &Extractor, traced: bool) -> Result<Result<Vec<u8>>, Reject> {
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
