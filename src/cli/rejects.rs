//! Rejected rows on standard error.

use crate::build::Source;
use crate::ingest::Item;
use crate::model::Reject;
use std::io::{self, Write};

/// `path:row: detail`, on one line.
pub(super) fn report(reject: &Reject) {
    let row = reject.row.map(|row| format!("{row}:")).unwrap_or_default();
    let detail: String = reject.detail.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{}:{row} {detail}", reject.source);
}

/// Rejects of a build that are shown; its release has them all.
const SHOWN: u64 = 20;

/// A source of articles that shows the first rejects as they come.
pub(super) struct Reporting<S> {
    source: S,
    rejects: u64,
}

impl<S> Reporting<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, rejects: 0 }
    }
}

impl<S: Source> Source for Reporting<S> {
    fn next_item(&mut self) -> Option<Item> {
        let item = self.source.next_item()?;
        if let Err(reject) = &item {
            self.rejects += 1;
            if self.rejects <= SHOWN {
                report(reject);
            } else if self.rejects == SHOWN + 1 {
                super::message("more rows were rejected; the release lists them in its table `rejects`");
            }
        }
        Some(item)
    }

    fn bytes_read(&self) -> u64 {
        self.source.bytes_read()
    }

    fn bytes_total(&self) -> Option<u64> {
        self.source.bytes_total()
    }

    fn repeats(&self) -> bool {
        self.source.repeats()
    }
}
