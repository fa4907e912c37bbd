//! `claimkit._native`: the library as Python sees it. The package's Python side gives it names, types and help.
//!
//! Nothing here holds the interpreter's lock while it works, and nothing here starts threads that outlive a call (a process
//! that forks would lose them). Structures cross as JSON, in the form that the command line prints; tables cross by the
//! Arrow C data interface, without a copy.

mod errors;
mod extractor;
mod job;
mod release;

use pyo3::prelude::*;
use std::ffi::OsString;
use std::io::Write;

/// Runs the command line; the first argument is the program's name. Returns the exit code.
#[pyfunction]
fn main(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| {
        let code = claimkit::cli::run(args);
        // A program's own end would flush this; a module has none.
        let _ = std::io::stdout().lock().flush();
        code
    })
}

/// The native part of claimkit.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{
        extractor::{Extractor, needed_columns},
        job::Job,
        main,
        release::{build, validate},
    };
}
