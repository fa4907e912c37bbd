//! `claimkit restore`.

use super::{Status, Stop, args, message, print, print_json, progress};
use crate::build::{RestoreOptions, RestoreSummary, Source, restore};
use crate::config::{DatasetConfig, FILE};
use crate::dataset::standoff::{Missing, Why};
use crate::error::Result;
use crate::ingest::{Articles, Limits, Pending};
use crate::model::counted;
use std::fmt::Write;
use std::path::Path;

/// Missing articles that are named; `--json` names all.
const SHOWN: usize = 50;

pub(super) fn run(args: &args::Restore) -> Result<Status, Stop> {
    let bars = progress::on_terminal();
    let options = RestoreOptions { out: &args.out, allow_missing: args.allow_missing, progress: &*bars };
    let summary = restore(&args.release, Copies::open(args)?, options)?;
    drop(bars);
    summary.missing.iter().take(SHOWN).for_each(|one| message(said(one)));
    if summary.missing.len() > SHOWN {
        message(format_args!("and {} more; --json names all", summary.missing.len() - SHOWN));
    }
    if args.json {
        print_json(&summary)?;
    } else {
        print(&human(&summary))?;
    }
    Ok(Status::findings_if(summary.path.is_none()))
}

fn said(one: &Missing) -> String {
    let url = one.url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    let why = match one.why {
        Why::Absent => "no copy has its id, address or text",
        Why::Different => "a copy has its id or address, but another text",
    };
    format!("article {}{url}: {why}", one.article_id)
}

fn human(summary: &RestoreSummary) -> String {
    let mut to = String::new();
    let (found, all) = (summary.articles.saturating_sub(summary.missing.len() as u64), summary.articles);
    // Writing to a `String` cannot fail.
    let _ = match (&summary.path, summary.already_there) {
        (Some(path), false) => writeln!(to, "Restored {}", path.display()),
        (Some(path), true) => writeln!(to, "Already there, with the same bytes: {}", path.display()),
        (None, _) if summary.report.is_some() => writeln!(to, "No release: checks failed"),
        (None, _) => writeln!(to, "No release: articles are missing; --allow-missing writes one without them"),
    };
    let _ = writeln!(to, "  articles {found} of {all}");
    if summary.path.is_some() {
        let _ = writeln!(to, "  files    {} of {} as in the full release", summary.files_identical, summary.files);
    }
    for (n, noun, what) in [
        (summary.titles_lost, "title", "that no copy gives: null"),
        (summary.raw_lost, "rejected row", "whose raw input no copy gives: empty"),
    ] {
        if n > 0 {
            let _ = writeln!(to, "  {} {what}", counted(n, noun));
        }
    }
    if let Some(report) = summary.report.as_ref().filter(|_| summary.path.is_none()) {
        to.push_str(&crate::report::human(report));
    }
    to
}

/// Copies of articles from every place that was named.
struct Copies {
    /// The last one is read.
    open: Vec<Articles>,
    /// Bytes of those that were read to their ends.
    done: u64,
}

impl Copies {
    fn open(args: &args::Restore) -> Result<Self> {
        let configured = |path: &str| Path::new(path).join(FILE).is_file();
        let (datasets, paths): (Vec<_>, Vec<_>) = args.from.iter().cloned().partition(|p| configured(p));
        let mut all = Vec::new();
        for folder in datasets {
            let config = DatasetConfig::load(Path::new(&folder))?;
            all.push(Articles::open(&config.sources, &config.folder, Limits::default())?);
        }
        if !paths.is_empty() {
            all.push(Articles::open(&[args.reading.source(paths)], Path::new(""), Limits::default())?);
        }
        all.reverse();
        Ok(Self { open: all, done: 0 })
    }
}

impl Source for Copies {
    fn next_row(&mut self) -> Option<Pending> {
        loop {
            let articles = self.open.last_mut()?;
            if let Some(row) = articles.next_row() {
                return Some(row);
            }
            self.done += articles.bytes_read();
            self.open.pop();
        }
    }

    fn bytes_read(&self) -> u64 {
        self.done + self.open.iter().map(Articles::bytes_read).sum::<u64>()
    }

    fn bytes_total(&self) -> Option<u64> {
        let waiting: Option<u64> = self.open.iter().map(Articles::bytes_total).sum();
        waiting.map(|bytes| self.done + bytes)
    }
}
