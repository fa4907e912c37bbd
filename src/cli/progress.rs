//! Bars on a terminal; rejects everywhere.

use super::rejects::Shown;
use crate::build::{Progress, Stage};
use crate::model::Reject;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const BYTES: &str = "{prefix:<9} {wide_bar} {bytes} of {total_bytes} {bytes_per_sec} {elapsed}";
const STREAM: &str = "{prefix:<9} {spinner} {bytes} {bytes_per_sec} {elapsed}";
const STAGE: &str = "{prefix:<9} {spinner} {elapsed}";

/// Rejects on standard error, and bars where that is a terminal.
pub(super) fn on_terminal() -> Box<dyn Progress> {
    if io::stderr().is_terminal() {
        Box::new(Bar::of(ProgressBar::new_spinner()))
    } else {
        Box::new(Quiet(Shown::default()))
    }
}

struct Quiet(Shown);

impl Progress for Quiet {
    fn bytes(&self, _done: u64, _total: Option<u64>) {}

    fn stage(&self, _stage: Stage) {}

    fn listens(&self) -> bool {
        false
    }

    fn reject(&self, reject: &Reject) {
        self.0.see(reject);
    }
}

struct Bar {
    drawn: ProgressBar,
    /// The template that it has.
    template: Mutex<&'static str>,
    rejects: Shown,
}

impl Bar {
    fn of(drawn: ProgressBar) -> Self {
        Self { drawn, template: Mutex::new(""), rejects: Shown::default() }
    }

    fn style(&self, template: &'static str) {
        let mut shown = self.template.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown == template {
            return;
        }
        // The templates are constants that a test parses; a bar of another look would be no reason to stop.
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.drawn.set_style(style);
        }
        *shown = template;
    }
}

impl Progress for Bar {
    fn bytes(&self, done: u64, total: Option<u64>) {
        self.style(if total.is_some() { BYTES } else { STREAM });
        if let Some(total) = total.filter(|total| self.drawn.length() != Some(*total)) {
            self.drawn.set_length(total);
        }
        self.drawn.set_position(done);
    }

    fn stage(&self, stage: Stage) {
        self.style(STAGE);
        self.drawn.set_prefix(stage.name());
        self.drawn.enable_steady_tick(Duration::from_millis(120));
    }

    fn reject(&self, reject: &Reject) {
        self.drawn.suspend(|| self.rejects.see(reject));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.drawn.finish_and_clear();
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

    #[test]
    fn bytes_are_shown_whether_or_not_their_number_is_known() {
        let bar = Bar::of(ProgressBar::hidden());
        let shown = |bar: &Bar| *bar.template.lock().unwrap();
        bar.stage(Stage::Extract);
        assert_eq!(shown(&bar), STAGE);
        bar.bytes(10, None);
        assert_eq!((shown(&bar), bar.drawn.position(), bar.drawn.length()), (STREAM, 10, None));
        bar.bytes(20, Some(40));
        assert_eq!((shown(&bar), bar.drawn.position(), bar.drawn.length()), (BYTES, 20, Some(40)));
        bar.stage(Stage::Divide);
        assert_eq!(shown(&bar), STAGE);
    }
}
