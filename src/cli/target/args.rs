//! The arguments of `claimkit target`; the doc comments are the help texts.

use crate::model::{CueClass, Vocabulary};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Work on stance targets: check a file, try a text, run a table of test sentences
#[derive(Debug, Args)]
pub(crate) struct Target {
    #[command(subcommand)]
    pub(super) command: TargetCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum TargetCommand {
    /// Tell what is missing, unknown, contradictory, double or dead in target files; exit code 1 where something is wrong
    Check {
        /// Target files (.toml)
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Label one text, and show every word that weighed in it with the rule that weighed it
    #[command(
        after_help = "Example:\n  claimkit target try targets/fuel-subsidy-removal.toml 'رفع الدعم عن الوقود خطأ'"
    )]
    Try {
        /// Target file (.toml)
        file: PathBuf,
        /// What is said, as the content of a claim; `-` is standard input
        text: String,
        /// Who says it
        #[arg(long, value_name = "TEXT")]
        speaker: Option<String>,
        /// The sentences before
        #[arg(long, value_name = "TEXT")]
        before: Option<String>,
        /// What the cue says about the act of speaking (warning, denial, demand, ...)
        #[arg(long, value_name = "CLASS", value_parser = cue_class)]
        cue_class: Option<CueClass>,
        /// Dictionary form of the cue (حذر)
        #[arg(long, value_name = "LEMMA", default_value = "", hide_default_value = true)]
        cue: String,
        /// Ask the rules alone, not the target's model of words
        #[arg(long)]
        rules_alone: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Label a table of sentences by the rules and tell which get another label than theirs; exit code 1 where one does
    #[command(
        after_help = "The table has its columns divided by tabs and named in the first row: label and content, and if \
                      wanted cue_class, cue, speaker, before; other columns are for people."
    )]
    Test {
        /// Target file (.toml)
        file: PathBuf,
        /// Table of sentences (.tsv)
        sentences: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

fn cue_class(name: &str) -> Result<CueClass, String> {
    CueClass::parse(name).ok_or_else(|| format!("classes are {}", CueClass::spellings().join(", ")))
}
