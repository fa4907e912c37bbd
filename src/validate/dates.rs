//! Times of publication. polars reads time zones only with a part that nothing else here needs, so this one column is read
//! by arrow-rs.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::columns::decoded;
use super::files::Files;
use crate::dataset::{Manifest, Table};
use crate::error::{Error, ErrorKind, Location, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fs::File;

pub(super) const VAL002: CheckDoc = CheckDoc::new(
    "VAL002",
    Severity::Error,
    "times of publication lie between 1900 and the day after the stated release (2100 where none is stated)",
    "A day and month in the wrong order, or seconds read as milliseconds, put articles out of every window.",
    "State the form of the dates at the source; a date that cannot be read is better left out.",
);
pub(super) const LKG005: CheckDoc = CheckDoc::new(
    "LKG005",
    Severity::Warning,
    "under split.policy = \"date\", no article of train is younger than the oldest of test",
    "A model that has read the future is not tested on it.",
    "Copies that were published long after each other stay in one split; leave them out where that matters.",
);

const DAY: i64 = 86_400_000_000;

pub(super) fn check(files: &Files, manifest: Option<&Manifest>, usable: bool) -> Result<Vec<CheckResult>> {
    let (mut window, mut order) = (Tally::new(&VAL002), Tally::new(&LKG005));
    let resolved = manifest.map(|m| &m.configuration.resolved);
    let released =
        resolved.and_then(|r| r["dataset"]["released"].as_str()).and_then(|d| d.parse::<jiff::civil::Date>().ok());
    let micros = |date: jiff::civil::Date| {
        date.to_zoned(jiff::tz::TimeZone::UTC).map_or(i64::MAX, |z| z.timestamp().as_microsecond())
    };
    // A day more, because the day of a release began earlier in the east.
    let upper = released.map_or_else(|| micros(jiff::civil::date(2100, 1, 1)), |d| micros(d).saturating_add(2 * DAY));
    let lower = micros(jiff::civil::date(1900, 1, 1));
    let mut spans = BTreeMap::<&str, (i64, i64)>::new();
    for file in files.of(Table::Articles).filter(|_| usable) {
        let mut row = 0;
        each_batch(&files.release.join(&file.path), |batch| {
            let ids = batch.column_by_name("article_id").and_then(|c| c.as_string_opt::<i32>());
            let times =
                batch.column_by_name("published_at").and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>());
            let (Some(ids), Some(times)) = (ids, times) else { return };
            for i in (0..times.len()).filter(|&i| times.is_valid(i)) {
                let time = times.value(i);
                window.check((lower..upper).contains(&time), || {
                    let shown =
                        jiff::Timestamp::from_microsecond(time).map_or_else(|_| time.to_string(), |t| t.to_string());
                    Finding {
                        row: Some(row + i as u64),
                        key: Some(ids.value(i).to_owned()),
                        ..Finding::file(&file.path, shown).column("published_at")
                    }
                });
                let span = spans.entry(&file.split).or_insert((time, time));
                *span = (span.0.min(time), span.1.max(time));
            }
            row += times.len() as u64;
        })?;
    }
    if resolved.is_some_and(|r| r["split"]["policy"] == "date")
        && let (Some(train), Some(test)) = (spans.get("train"), spans.get("test"))
    {
        order.check(train.1 <= test.0, || {
            let show = |t| jiff::Timestamp::from_microsecond(t).map_or_else(|_| t.to_string(), |t| t.to_string());
            let message = format!("train reaches to {}, test begins at {}", show(train.1), show(test.0));
            Finding::file("articles", message).column("published_at")
        });
    }
    Ok([window, order].map(Tally::finish).into())
}

fn each_batch(path: &std::path::Path, mut each: impl FnMut(&RecordBatch)) -> Result<()> {
    let broken = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(path));
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| broken(&e))?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), ["article_id", "published_at"]);
    let mut batches = builder.with_projection(mask).build().map_err(|e| broken(&e))?;
    while let Some(batch) = decoded(|| batches.next().transpose()).map_err(|e| broken(&e))? {
        each(&batch);
    }
    Ok(())
}
