//! Errors of the library as exceptions with the same text.

use claimkit::error::{Error, ErrorKind};
use claimkit::model::{Reject, Vocabulary};
use pyo3::prelude::*;

pyo3::import_exception!(claimkit._errors, ClaimkitError);
pyo3::import_exception!(claimkit._errors, NoRelease);
pyo3::import_exception!(claimkit._errors, Rejected);

/// The exception of an error: its text, its kind, its place.
pub(crate) fn raised(error: Error) -> PyErr {
    let kind = match error.kind() {
        ErrorKind::Io => "io",
        ErrorKind::Config => "config",
        ErrorKind::Data => "data",
        ErrorKind::Release => "release",
        // The enumeration may grow; what is left is a fault of the program's own data.
        _ => "internal",
    };
    let at = error.location();
    ClaimkitError::new_err((error.to_string(), kind, at.path.clone(), at.row, at.field.clone()))
}

/// The exception of a text that is no article.
pub(crate) fn rejected(reject: Reject) -> PyErr {
    Rejected::new_err((reject.detail, reject.reason.as_str()))
}
