//! Rejected rows on standard error.

use crate::model::Reject;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// `path:row: detail`, on one line.
pub(super) fn report(reject: &Reject) {
    let row = reject.row.map(|row| format!("{row}:")).unwrap_or_default();
    let detail: String = reject.detail.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{}:{row} {detail}", reject.source);
}

/// Rejects of a build that are shown; its release has them all.
const SHOWN: u64 = 20;

/// Shows the first rejects of a build as they come.
#[derive(Debug, Default)]
pub(super) struct Shown(AtomicU64);

impl Shown {
    pub(super) fn see(&self, reject: &Reject) {
        let before = self.0.fetch_add(1, Ordering::Relaxed);
        if before < SHOWN {
            report(reject);
        } else if before == SHOWN {
            super::message("more rows were rejected; the release lists them in its table `rejects`");
        }
    }
}
