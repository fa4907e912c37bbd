//! Bars on a terminal; nothing elsewhere.

use crate::build::{NoProgress, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::Duration;

const BYTES: &str = "{prefix:<9} {wide_bar} {bytes} of {total_bytes} {bytes_per_sec} {elapsed}";
const STREAM: &str = "{prefix:<9} {spinner} {bytes} {bytes_per_sec} {elapsed}";
const STAGE: &str = "{prefix:<9} {spinner} {elapsed}";

/// Bars on standard error where that is a terminal.
pub(super) fn on_terminal() -> Box<dyn Progress> {
    if io::stderr().is_terminal() { Box::new(Bar(ProgressBar::new_spinner())) } else { Box::new(NoProgress) }
}

struct Bar(ProgressBar);

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
