//! `claimkit target`.

pub(super) mod args;
mod trial;

use super::{Status, Stop, print, print_json};
use crate::model::counted;
use crate::stance::check::{Severity, check};
use crate::stance::sentences::{self, Sentence};
use crate::stance::{StanceLabeler, Target};
use args::TargetCommand;
use serde::Serialize;
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};

pub(super) fn run(args: args::Target) -> Result<Status, Stop> {
    match args.command {
        TargetCommand::Check { files, json } => check_files(&files, json),
        TargetCommand::Try { file, text, speaker, before, cue_class, cue, rules_alone, json } => {
            let content = if text == "-" { standard_input()? } else { text };
            let sentence = Sentence { content: content.trim().to_owned(), cue_class, cue, speaker, before };
            let target = Target::load(file)?;
            trial::run(if rules_alone { target.rules_alone() } else { target }, &sentence, json)
        }
        TargetCommand::Test { file, sentences, json } => test(&file, &sentences, json),
    }
}

fn standard_input() -> crate::error::Result<String> {
    let mut text = String::new();
    std::io::stdin().lock().read_to_string(&mut text).map_err(|e| crate::error::Error::io("-", e))?;
    Ok(text)
}

fn check_files(files: &[PathBuf], json: bool) -> Result<Status, Stop> {
    let mut faults = Vec::new();
    for file in files {
        faults.extend(check(file)?);
    }
    let errors = faults.iter().filter(|f| f.severity == Severity::Error).count();
    if json {
        print_json(&faults)?;
    } else {
        let mut to = String::new();
        for fault in &faults {
            let severity = if fault.severity == Severity::Error { "error" } else { "warning" };
            // Writing to a `String` cannot fail.
            let _ = writeln!(to, "{severity}: {fault}");
        }
        let _ = writeln!(to, "{}, {}", counted(errors, "error"), counted(faults.len() - errors, "warning"));
        print(&to)?;
    }
    Ok(Status::findings_if(errors > 0))
}

/// A sentence that got another label.
#[derive(Debug, Serialize)]
struct Wrong {
    row: u64,
    expected: String,
    got: String,
    score: f64,
    rule: &'static str,
    content: String,
}

/// How a table of sentences came out.
#[derive(Debug, Serialize)]
struct Outcome {
    target: String,
    sentences: usize,
    right: usize,
    wrong: Vec<Wrong>,
}

fn test(file: &Path, table: &Path, json: bool) -> Result<Status, Stop> {
    // Sentences are written to test rules and lexicon; words that are learned bend to no single one.
    let target = Target::load(file)?.rules_alone();
    let id = target.id().to_owned();
    let labeler = StanceLabeler::new(vec![target]);
    let rows = sentences::read(table)?;
    let mut wrong = Vec::new();
    for row in &rows {
        let label = row.sentence.labels(&labeler).into_iter().find(|l| l.stance != row.label);
        wrong.extend(label.map(|label| Wrong {
            row: row.row,
            expected: row.label.to_string(),
            got: label.stance.to_string(),
            score: label.score,
            rule: label.rule,
            content: row.sentence.content.clone(),
        }));
    }
    let outcome = Outcome { target: id, sentences: rows.len(), right: rows.len() - wrong.len(), wrong };
    if json {
        print_json(&outcome)?;
    } else {
        let mut to = String::new();
        for w in &outcome.wrong {
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                to,
                "{}:{}: {}, expected {} ({}, {:.2}): {}",
                table.display(),
                w.row,
                w.got,
                w.expected,
                w.rule,
                w.score,
                w.content
            );
        }
        let _ = writeln!(
            to,
            "{}: {} of {} with the expected label",
            outcome.target,
            outcome.right,
            counted(outcome.sentences, "sentence")
        );
        print(&to)?;
    }
    Ok(Status::findings_if(!outcome.wrong.is_empty()))
}
