//! One error type for "the run cannot go on", with the place where it went wrong.
//!
//! Three things are kept apart in claimkit: an [`Error`] stops the run, a [`Reject`](crate::model::Reject) is one
//! bad input row that is counted and kept, and a finding is a fact of a written release that breaks a check.

use std::fmt;
use std::path::{Path, PathBuf};

/// The result type of everything that can stop a run.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Where something went wrong: file, row and field, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Location {
    /// The file, as the user named it.
    pub path: Option<PathBuf>,
    /// One-based line or record number.
    pub row: Option<u64>,
    /// Field, column or configuration key.
    pub field: Option<String>,
}

impl Location {
    /// A location that names a file only.
    pub fn path(path: impl AsRef<Path>) -> Self {
        Self { path: Some(path.as_ref().to_path_buf()), ..Self::default() }
    }

    /// The same location with a one-based row.
    #[must_use]
    pub fn row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// The same location with a field name.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(path) = &self.path {
            write!(f, "{}", path.display())?;
            separator = ":";
        }
        if let Some(row) = self.row {
            write!(f, "{separator}{row}")?;
            separator = ": ";
        } else if self.path.is_some() {
            separator = ": ";
        }
        if let Some(field) = &self.field {
            write!(f, "{separator}{field}")?;
        }
        Ok(())
    }
}

/// What kind of failure it was; callers match on this, people read the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system refused: missing file, no permission, full disk.
    Io,
    /// The configuration, a target file or a flag is wrong.
    Config,
    /// Input data cannot be used at all (a single bad row is a `Reject` instead).
    Data,
    /// A release is broken, exists already with other content, or cannot be written.
    Release,
    /// A lexicon file is malformed; a fault of the program's own data.
    Lexicon,
}

/// The run cannot go on.
///
/// Prints as `path:row: field: message`, followed by what to do about it where that is known.
///
/// ```
/// use claimkit::error::{Error, ErrorKind, Location};
/// let e = Error::new(ErrorKind::Config, "unknown key").at(Location::path("claimkit.toml").field("licens")).hint("did you mean `licence`?");
/// assert_eq!(e.to_string(), "claimkit.toml: licens: unknown key (did you mean `licence`?)");
/// ```
#[derive(Debug)]
pub struct Error {
    at: Location,
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of a kind with a message.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { at: Location::default(), kind, message: message.into(), hint: None, source: None }
    }

    /// An input/output error at a file.
    pub fn io(path: impl AsRef<Path>, source: std::io::Error) -> Self {
        let mut e = Self::new(ErrorKind::Io, source.to_string()).at(Location::path(path));
        e.hint = advice(source.kind()).map(Into::into);
        e.source = Some(Box::new(source));
        e
    }

    /// The same error at a location.
    #[must_use]
    pub fn at(mut self, at: Location) -> Self {
        self.at = at;
        self
    }

    /// The same error with advice to the user.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with the error that caused it.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where it happened.
    pub fn location(&self) -> &Location {
        &self.at
    }
}

/// What can be done about a refusal of the operating system, whatever was done to the file.
fn advice(kind: std::io::ErrorKind) -> Option<&'static str> {
    use std::io::ErrorKind as Io;
    match kind {
        Io::StorageFull | Io::QuotaExceeded => Some("make room there and run the same command again"),
        Io::ReadOnlyFilesystem => Some("name a folder that can be written to"),
        Io::PermissionDenied => Some("ask for the permission, or name another place"),
        Io::NotADirectory => Some("a folder of this path is a file: move it, or name another place"),
        _ => None,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at.to_string();
        if !at.is_empty() {
            write!(f, "{at}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, " ({hint})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do() {
        let full = Error::io("out", std::io::ErrorKind::StorageFull.into());
        assert!(full.to_string().ends_with(" (make room there and run the same command again)"), "{full}");
    }

    #[test]
    fn a_location_prints_what_is_known() {
        assert_eq!(Location::path("a.jsonl").row(7).field("text").to_string(), "a.jsonl:7: text");
        assert_eq!(Location::path("a.jsonl").to_string(), "a.jsonl");
        assert_eq!(Location::default().field("name").to_string(), "name");
    }
}
