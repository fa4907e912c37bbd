//! What is missing, unknown, contradictory, double or dead in a target file: every fault, not only the first.
//!
//! [`Target::load`] stops at the first thing that it cannot use. Whoever writes a target wants the whole list, and also
//! what loads without complaint and still does not do what its author meant: a phrase that no text can match, a word on
//! both sides, an example that gets another label.

mod document;
mod entries;
#[cfg(test)]
mod tests;

use super::{ClaimView, StanceLabeler, Target};
use crate::error::{Error, Location, Result};
use crate::model::{Span, Stance};
use document::Document;
use entries::Entries;
use serde::Serialize;
use std::fmt;
use std::path::Path;

/// How bad a fault of a target file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The target does not load, or does not do what it says.
    Error,
    /// It works, and something in it is probably not meant.
    Warning,
}

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Something that the target needs is not there.
    Missing,
    /// A key or a category that nobody knows.
    Unknown,
    /// A value of the wrong type or out of its range.
    Wrong,
    /// Two statements that cannot both be meant.
    Contradictory,
    /// The same statement twice, also in another spelling.
    Duplicate,
    /// An entry that no text can match.
    Dead,
}

/// One fault of a target file.
///
/// Prints as `path:row: field: message (what to do)`.
#[derive(Debug, Clone, Serialize)]
pub struct TargetFault {
    /// How bad it is.
    pub severity: Severity,
    /// What kind.
    pub fault: Fault,
    /// The file.
    pub path: String,
    /// One-based row; `None` where the whole file is meant.
    pub row: Option<u64>,
    /// Key of the TOML file or column of the lexicon.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl TargetFault {
    fn new(severity: Severity, fault: Fault, at: &Location, message: impl Into<String>) -> Self {
        Self {
            severity,
            fault,
            path: at.path.as_ref().map(|p| p.display().to_string()).unwrap_or_default(),
            row: at.row,
            field: at.field.clone(),
            message: message.into(),
            hint: None,
        }
    }

    fn error(fault: Fault, at: &Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, fault, at, message)
    }

    fn warning(fault: Fault, at: &Location, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, fault, at, message)
    }

    #[must_use]
    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for TargetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = Location { path: Some(self.path.clone().into()), row: self.row, field: self.field.clone() };
        write!(f, "{at}: {}", self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Every fault of a target file and of the lexicon that it names, in the order of the files.
///
/// ```no_run
/// let faults = claimkit::stance::check::check("targets/fuel-subsidy-removal.toml")?;
/// assert!(faults.is_empty(), "{}", faults[0]);
/// # Ok::<(), claimkit::error::Error>(())
/// ```
///
/// # Errors
/// If the target file cannot be read. A lexicon that cannot be read is a fault.
pub fn check(path: impl AsRef<Path>) -> Result<Vec<TargetFault>> {
    let path = path.as_ref();
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    let mut faults = Vec::new();
    let Some(document) = Document::parse(path, &text, &mut faults) else { return Ok(faults) };
    document.keys(&mut faults);
    document.values(&mut faults);
    let entries = Entries::read(&document, &mut faults);
    entries.check(&document, &mut faults);
    match Target::load(path) {
        Ok(target) => {
            entries.find_dead(&target, &mut faults);
            triggers(&document, &target, &mut faults);
            examples(&document, target, &mut faults);
        }
        Err(error) => beyond_the_list(&error, &mut faults),
    }
    let order = |f: &TargetFault| (f.path != document.name(), f.path.clone(), f.row);
    faults.sort_by_key(order);
    Ok(faults)
}

/// The error that stops loading, unless the list has a fault at its place.
fn beyond_the_list(error: &Error, faults: &mut Vec<TargetFault>) {
    let at = error.location();
    let path = at.path.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
    let field = |f: &TargetFault| at.field.is_none() || at.field == f.field || at.row.is_some() && at.row == f.row;
    let known = faults.iter().any(|f| f.severity == Severity::Error && f.path == path && field(f));
    if !known {
        let at = at.clone();
        let message = error.to_string();
        let place = format!("{at}: ");
        faults.push(TargetFault::error(Fault::Wrong, &at, message.strip_prefix(&place).unwrap_or(&message)));
    }
}

/// Triggers that never decide anything, because a shorter one does.
fn triggers(document: &Document<'_>, target: &Target, faults: &mut Vec<TargetFault>) {
    let at = document.at("target.topic_triggers");
    let triggers = target.triggers.keys();
    for (n, trigger) in triggers.iter().enumerate() {
        let wider = triggers.iter().enumerate().find(|(m, t)| *m != n && trigger.contains(t.as_str()));
        match wider {
            // Of two equal ones, the later is told.
            Some((m, same)) if same == trigger && m < n => {
                faults.push(TargetFault::warning(Fault::Duplicate, &at, format!("`{trigger}` is there twice")));
            }
            Some((_, short)) if short != trigger => {
                let message = format!("`{trigger}` adds nothing: `{short}` is part of it");
                faults.push(TargetFault::warning(Fault::Duplicate, &at, message));
            }
            _ if trigger.chars().count() < 3 => {
                let message = format!("`{trigger}` is part of almost every text");
                faults.push(TargetFault::warning(Fault::Wrong, &at, message).hint("take a longer word of the topic"));
            }
            _ => {}
        }
    }
}

/// Examples that get another label than the file says.
fn examples(document: &Document<'_>, target: Target, faults: &mut Vec<TargetFault>) {
    let examples: Vec<(Stance, String)> = target.examples().map(|(stance, text)| (stance, text.to_owned())).collect();
    let labeler = StanceLabeler::new(vec![target.rules_alone()]);
    for (stance, text) in examples {
        let context = labeler.context(&text, None);
        let view = ClaimView::new(Span::new(0, text.len()));
        let Some(label) = labeler.label(&context, &view).into_iter().next().filter(|l| l.stance != stance) else {
            continue;
        };
        let at = document.at(&format!("examples.{stance}"));
        let message = format!("`{text}` comes out as {} by {}", label.stance, label.rule);
        let hint = "`claimkit target try` shows the words that were found";
        faults.push(TargetFault::error(Fault::Contradictory, &at, message).hint(hint));
    }
}
