//! Bars on a terminal; rejects everywhere.

use super::rejects::Shown;
use crate::build::Progress;
use crate::model::Reject;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::Duration;

const BYTES: &str = "{prefix:<9} {wide_bar} {bytes} of {total_bytes} {bytes_per_sec} {elapsed}";
const STREAM: &str = "{prefix:<9} {spinner} {bytes} {bytes_per_sec} {elapsed}";
const STAGE: &str = "{prefix:<9} {spinner} {elapsed}";

/// Rejects on standard error, and bars where that is a terminal.
pub(super) fn on_terminal() -> Box<dyn Progress> {
    if io::stderr().is_terminal() {
        Box::new(Bar(ProgressBar::new_spinner(), Shown::default()))
    } else {
        Box::new(Quiet(Shown::default()))
    }
}

struct Quiet(Shown);

impl Progress for Quiet {
    fn bytes(&self, _done: u64, _total: Option<u64>) {}

    fn stage(&self, _name: &str) {}

    fn reject(&self, reject: &Reject) {
        self.0.see(reject);
    }
}

struct Bar(ProgressBar, Shown);

impl Bar {
    fn style(&self, template: &str) {
        // The templates are constants that a test parses; a bar of another look would be no reason to stop.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
    }
}

impl Progress for Bar {
    fn bytes(&self, done: u64, total: Option<u64>) {
        if self.0.length() != total {
            self.style(if total.is_some() { BYTES } else { STREAM });
            if let Some(total) = total {
                self.0.set_length(total);
            }
        }
        self.0.set_position(done);
    }

    fn stage(&self, name: &str) {
        self.style(STAGE);
        self.0.set_prefix(name.to_owned());
        self.0.enable_steady_tick(Duration::from_millis(120));
    }

    fn reject(&self, reject: &Reject) {
        self.0.suspend(|| self.1.see(reject));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_parse() {
        for template in [BYTES, STREAM, STAGE] {
            ProgressStyle::with_template(template).unwrap();
        }
    }
}
