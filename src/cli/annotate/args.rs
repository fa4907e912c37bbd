//! The arguments of `claimkit annotate`; the doc comments are the help texts.

use crate::annotate::{Format, sample};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Have people label claims: draw a sample, send it to a tool, read it back, decide
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
                        claimkit annotate sample releases/news-1.0.0 --size 200 --by stance,outlet > sample.jsonl\n  \
                        claimkit annotate export sample.jsonl --to label-studio --out tasks/ --blind\n  \
                        claimkit annotate import sample.jsonl --from label-studio export.json > labels.jsonl\n  \
                        claimkit agree labels.jsonl\n  \
                        claimkit annotate adjudicate labels.jsonl --tie anna > gold.jsonl")]
pub(crate) struct Annotate {
    #[command(subcommand)]
    pub(super) command: AnnotateCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum AnnotateCommand {
    Sample(Sample),
    Export(Export),
    Import(Import),
    Adjudicate(Adjudicate),
}

/// Draw a stratified sample of claims from a release: JSON Lines on standard output
#[derive(Debug, Args)]
pub(super) struct Sample {
    /// Folder of the release
    pub(super) release: PathBuf,
    /// Claims in all
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub(super) size: usize,
    /// Facets that make the strata: stance, speaker, outlet, anonymity, quote_type, cue_class, speaker_type, split, ...
    #[arg(long, value_delimiter = ',', value_name = "FACET,...")]
    pub(super) by: Vec<String>,
    /// Which claims of a stratum come first
    #[arg(long, value_enum, default_value_t = Order::Random)]
    pub(super) order: Order,
    /// Seed of the random order
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(super) seed: u64,
    /// File of the target, whose statement annotators are to read
    #[arg(long, value_name = "FILE")]
    pub(super) target: Option<PathBuf>,
}

/// Write a sample for a tool
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The sample
    pub(super) sample: PathBuf,
    /// The tool
    #[arg(long, value_enum)]
    pub(super) to: Tool,
    /// Folder of the files; must not hold one of them yet
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Leave out the labels of the release, which sway annotators
    #[arg(long)]
    pub(super) blind: bool,
}

/// Read back what annotators did: labels on standard output, every annotator kept apart
///
/// Every label is checked against the sample. Where something does not fit, nothing is printed, all of it is told, and
/// the exit code is 1.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The sample
    pub(super) sample: PathBuf,
    /// The tool
    #[arg(long, value_enum)]
    pub(super) from: Tool,
    /// Files that the tool exported
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Name of the annotator, where the files do not tell; else the name of the file
    #[arg(long, value_name = "NAME")]
    pub(super) labeler: Option<String>,
}

/// Make one label a claim out of several: the majority, or one annotator
#[derive(Debug, Args)]
pub(super) struct Adjudicate {
    /// Files of labels
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Take the label of this annotator in place of the majority
    #[arg(long, value_name = "NAME", conflicts_with = "tie")]
    pub(super) annotator: Option<String>,
    /// Take the label of this annotator where there is no majority
    #[arg(long, value_name = "NAME")]
    pub(super) tie: Option<String>,
}

/// The orders of [`sample::Order`], as the command line spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Order {
    /// By chance, seeded
    Random,
    /// The least decided labels first
    LowScore,
}

impl From<Order> for sample::Order {
    fn from(order: Order) -> Self {
        match order {
            Order::Random => Self::Random,
            Order::LowScore => Self::LowScore,
        }
    }
}

/// The formats of [`Format`], as the command line spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Tool {
    /// Label Studio: tasks.json and config.xml
    LabelStudio,
    /// INCEpTION: UIMA CAS XMI with its type system
    Inception,
    /// doccano: JSON Lines, sequence labelling
    Doccano,
    /// A spreadsheet
    Csv,
}

impl From<Tool> for Format {
    fn from(tool: Tool) -> Self {
        match tool {
            Tool::LabelStudio => Self::LabelStudio,
            Tool::Inception => Self::Xmi,
            Tool::Doccano => Self::Doccano,
            Tool::Csv => Self::Csv,
        }
    }
}
