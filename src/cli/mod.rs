//! The program: arguments, bars, printing. One thin function a subcommand; everything else is in the library.
//!
//! Results go to standard output, messages to standard error. Exit codes: 0 clean, 1 findings, 2 could not run. Where the
//! reader of standard output goes away (`| head`), the program ends quietly with 0.

mod agree;
mod annotate;
mod args;
mod build;
mod check;
mod diff;
mod eval;
mod explain;
mod extract;
mod known;
mod progress;
mod rejects;
mod restore;
mod schema;
mod target;
mod trace;
mod train;
mod validate;

use crate::dataset::manifest::json_text;
use crate::error::{Error, ErrorKind, Result};
use crate::pipeline::Extractor;
use args::{Cli, Command};
use clap::Parser;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

/// How a command that could run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Nothing to object to.
    Clean,
    /// Findings, or more rejects than tolerated.
    Findings,
}

impl Status {
    fn findings_if(found: bool) -> Self {
        if found { Self::Findings } else { Self::Clean }
    }
}

/// Why a command stopped early.
#[derive(Debug)]
enum Stop {
    /// It could not run.
    Error(Error),
    /// Nobody reads its output any more.
    BrokenPipe,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Stop {
    /// A write to standard output that failed.
    fn output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::BrokenPipe;
        }
        Self::Error(Error::new(ErrorKind::Io, format!("cannot write to standard output: {error}")).caused_by(error))
    }
}

/// Runs the program; the first argument is its own name. Returns the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(answer) => {
            // Help and version are answers; everything else is a mistake. A failed print has no place to be reported.
            let _ = answer.print();
            return if answer.use_stderr() { 2 } else { 0 };
        }
    };
    let ended = match cli.command {
        Command::Build(args) => build::run(args),
        Command::Merge(args) => build::merge(args),
        Command::Extract(args) => extract::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Schema(args) => schema::run(args.command),
        Command::Eval(args) => eval::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Target(args) => target::run(args),
        Command::Agree(args) => agree::run(&args),
        Command::Annotate(args) => annotate::run(args),
        Command::Train(args) => train::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Restore(args) => restore::run(&args),
    };
    match ended {
        Ok(Status::Clean) | Err(Stop::BrokenPipe) => 0,
        Ok(Status::Findings) => 1,
        Err(Stop::Error(error)) => {
            message(error);
            2
        }
    }
}

/// Prints a result.
fn print(text: &str) -> Result<(), Stop> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Stop::output)
}

/// Prints a result as indented JSON.
fn print_json(value: &impl serde::Serialize) -> Result<(), Stop> {
    print(&json_text(value)?)
}

/// Tells the user something beside the result. Where standard error is closed there is nobody to tell.
fn message(text: impl std::fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "claimkit: {text}");
}

/// The extractor for a list of target files; the built-in target where it is empty. It lives as long as the process:
/// to free its words one by one would take longer than a small file does.
fn extractor(targets: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<&'static Extractor> {
    Ok(Box::leak(Box::new(Extractor::load(targets, None)?)))
}
