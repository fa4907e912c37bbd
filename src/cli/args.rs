//! The command line as types; the doc comments are the help texts.

use crate::build::{PART_BYTES, ShardOf};
use crate::dataset::{Table, compat::Mode};
use crate::eval::Slice;
use crate::ingest::{Field, FieldMap, Format, SourceSpec};
use crate::model::Vocabulary;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Finds attributed claims in Arabic news: who said what, anonymous or not, with which stance.
#[derive(Debug, Parser)]
#[command(
    name = "claimkit",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 clean, 1 findings, 2 could not run. Results go to standard output, messages to standard \
                  error.\nMore on one command, with examples: claimkit help COMMAND"
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Build(Build),
    Merge(Merge),
    Extract(Extract),
    Validate(Validate),
    Schema(Schema),
    Eval(Eval),
    Explain(Explain),
    Target(super::target::args::Target),
    Agree(super::agree::Agree),
    Annotate(super::annotate::args::Annotate),
    Train(super::train::Train),
    Diff(Diff),
    Check(Check),
    Restore(Restore),
}

/// Check a data set's repository: configuration, every release, versions, generated documents
#[derive(Debug, Args)]
#[command(after_help = "Exit code 1 where something is wrong. Waivers are read from claimkit-allow.toml beside \
                        claimkit.toml.\n\nExample:\n  claimkit check datasets/coalition-withdrawal --github")]
pub(super) struct Check {
    /// Folder of the data set
    #[arg(default_value = ".")]
    pub(super) dataset: PathBuf,
    /// Print annotations of GitHub Actions for what validation finds
    #[arg(long)]
    pub(super) github: bool,
}

/// Build the next release of a data set: articles in, checked Parquet tables out
#[derive(Debug, Args)]
#[command(
    after_help = "The folder holds claimkit.toml, which names sources, targets and version. A release appears under \
                        its name when it is whole and checked, and is never overwritten.\n\nExamples:\n  \
                        claimkit build datasets/coalition-withdrawal\n  \
                        claimkit build datasets/coalition-withdrawal --out /tmp/releases --json\n  \
                        claimkit build datasets/coalition-withdrawal --shard 3/8 --out shards\n\n\
                        A build that was interrupted goes on where it was when it is started again. With --shard, one \
                        job of n makes its share of the parts, and `claimkit merge` makes the release of them."
)]
pub(super) struct Build {
    /// Folder of the data set
    #[arg(default_value = ".")]
    pub(super) dataset: PathBuf,
    /// Folder of the releases, in place of the configured one; with --shard, folder of the shards
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Make the parts of one shard of n, numbered from 1, and no release
    #[arg(long, value_name = "I/N", conflicts_with = "standoff")]
    pub(super) shard: Option<ShardOf>,
    #[command(flatten)]
    pub(super) job: ReleaseJob,
}

/// What `build` and `merge` may both be told
#[derive(Debug, Args)]
pub(super) struct ReleaseJob {
    /// Bytes of text of a part, which an interruption loses at most; equal for all shards and their merge
    #[arg(long, default_value_t = PART_BYTES, value_name = "N")]
    pub(super) part_bytes: usize,
    /// Threads that extract or read parts, write and check; 0 takes one a processor
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(super) threads: usize,
    /// Give up, without a release, when more rows than this are rejected
    #[arg(long, value_name = "N")]
    pub(super) max_rejects: Option<u64>,
    /// Release places, lengths and hashes in place of the articles' words, for texts that may not be passed on
    #[arg(long)]
    pub(super) standoff: bool,
    /// Print the summary as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Make a release of the shards that `claimkit build --shard` made: the same bytes as a build on one machine
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  claimkit merge datasets/coalition-withdrawal shards")]
pub(super) struct Merge {
    /// Folder of the data set
    pub(super) dataset: PathBuf,
    /// Shards, or folders of shards
    #[arg(required = true, value_name = "SHARDS")]
    pub(super) parts: Vec<PathBuf>,
    /// Folder of the releases, in place of the configured one
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) job: ReleaseJob,
}

/// Put the words back into a stand-off release from your own copies of its articles
#[derive(Debug, Args)]
#[command(
    after_help = "A copy is recognised by the SHA-256 of its text as `claimkit build` reads it; its id and address only tell \
                  a changed article from an absent one. Exit code 1 where articles are missing or the restored release fails \
                  a check.\n\nExample:\n  claimkit restore news-standoff-1.0.0 --from articles/ --out releases"
)]
pub(super) struct Restore {
    /// Folder of the stand-off release
    pub(super) release: PathBuf,
    /// Files, folders, patterns, `-`, or a folder with claimkit.toml, whose sources are read
    #[arg(long, value_name = "PATH", required = true, num_args = 1..)]
    pub(super) from: Vec<String>,
    /// Folder in which the full release appears
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Where articles are missing, write a release without them, named <name>-partial
    #[arg(long)]
    pub(super) allow_missing: bool,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Print the summary, with every missing article, as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// How files without a configuration are read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// Format of the input, where file names do not tell
    #[arg(long, value_enum)]
    format: Option<InputFormat>,
    /// Encoding of the input, where detection is not wanted (windows-1256, utf-16le, ...)
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// Name of a column or JSON key, such as text=body or url=meta.link; may be repeated
    #[arg(long = "field", value_name = "FIELD=NAME", value_parser = field)]
    fields: Vec<(Field, String)>,
}

/// Extract claims from articles: JSON on standard output, one article a line
#[derive(Debug, Args)]
#[command(
    after_help = "Reads .txt, .jsonl, .json, .csv, .tsv, .parquet and .html, plain or as .gz and .zst, files, folders \
                        and patterns; `-`, or nothing, is standard input. The order of the articles is kept. A row that is \
                        no article is reported on standard error as `path:row: reason`, and the rest goes on.\n\n\
                        Examples:\n  \
                        claimkit extract article.txt\n  \
                        claimkit extract news/ 'archive/*.jsonl.gz' > claims.jsonl\n  \
                        claimkit extract --format csv --encoding windows-1256 --field text=body old.dat\n  \
                        zcat news.jsonl.gz | claimkit extract - | head -1\n  \
                        claimkit extract --trace article.txt"
)]
pub(super) struct Extract {
    /// Files, folders, patterns, or `-`
    #[arg(value_name = "PATH", default_value = "-")]
    pub(super) paths: Vec<String>,
    /// Threads that extract; 0 takes one a processor
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub(super) threads: usize,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// File of a stance target (.toml), in place of the built-in one; may be repeated, the first is the primary one
    #[arg(long = "target", value_name = "FILE")]
    pub(super) targets: Vec<PathBuf>,
    /// Stop with exit code 1 when more rows than this are rejected
    #[arg(long, value_name = "N")]
    pub(super) max_rejects: Option<u64>,
    /// Print, for people, which rule fired where and which cue words were passed over, instead of JSON
    #[arg(long)]
    pub(super) trace: bool,
}

/// Check a written release: layout, schema, keys, references, spans, values, anonymity, counts, text
#[derive(Debug, Args)]
#[command(
    after_help = "Exit code 1 where a check of severity error fails. `claimkit explain SPN001` tells what a check \
                        means.\n\nExample:\n  claimkit validate releases/news-1.0.0"
)]
pub(super) struct Validate {
    /// Folder of the release
    pub(super) release: PathBuf,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(super) format: ReportFormat,
    /// Folder that the report is written to in every form, beside what is printed
    #[arg(long, value_name = "DIR")]
    pub(super) report: Option<PathBuf>,
    /// A former release to compare with
    #[arg(long, value_name = "RELEASE")]
    pub(super) baseline: Option<PathBuf>,
    /// File of waivers: findings that were looked at and accepted, with reason and last day
    #[arg(long, value_name = "FILE")]
    pub(super) waivers: Option<PathBuf>,
    /// Severity from which a failed check gives exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error)]
    pub(super) fail_on: FailOn,
}

/// Print the contract of the tables, or compare it with its committed files
#[derive(Debug, Args)]
pub(super) struct Schema {
    #[command(subcommand)]
    pub(super) command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// Print the contract of a table, or of all, as JSON
    Show {
        /// The table
        #[arg(help = format!("The table: {}", Table::ALL.map(Table::name).join(", ")))]
        table: Option<String>,
    },
    /// Compare the contract with a folder of schemas, and with a release; exit code 1 where they differ
    Check {
        /// Release whose schema/ is compared too
        #[arg(long)]
        release: Option<PathBuf>,
        /// Folder that holds v<version>/<table>.schema.json
        #[arg(long, default_value = "schemas", value_name = "DIR")]
        schemas: PathBuf,
        /// Compare with every former contract of the same MAJOR version too
        #[arg(long, value_enum)]
        mode: Option<SchemaMode>,
    },
    /// Compare two contracts; exit code 1 where a change breaks what the mode promises
    Diff {
        /// A version, a folder of schema files, or a release
        old: PathBuf,
        /// Likewise
        new: PathBuf,
        /// What must stay possible
        #[arg(long, value_enum, default_value_t = SchemaMode::Backward)]
        mode: SchemaMode,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// The modes of [`Mode`], as the command line spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaMode {
    /// New code reads old files
    Backward,
    /// Old code reads new files
    Forward,
    /// Both
    Full,
}

impl From<SchemaMode> for Mode {
    fn from(mode: SchemaMode) -> Self {
        match mode {
            SchemaMode::Backward => Self::Backward,
            SchemaMode::Forward => Self::Forward,
            SchemaMode::Full => Self::Full,
        }
    }
}

/// Tell what changed between two releases, and which version the change requires
#[derive(Debug, Args)]
#[command(after_help = "Exit code 1 where the version rose less than the change requires.\n\nExample:\n  \
                        claimkit diff releases/news-1.0.0 releases/news-1.1.0 --json")]
pub(super) struct Diff {
    /// Folder of the former release
    pub(super) old: PathBuf,
    /// Folder of the later release
    pub(super) new: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Score extracted claims against gold claims
#[derive(Debug, Args)]
#[command(after_help = "Both files are JSON Lines in the form of `claimkit extract`.\n\nExample:\n  \
                        claimkit extract articles/ > predicted.jsonl\n  \
                        claimkit eval --gold gold/gold.jsonl predicted.jsonl --by cue_kind,quote_type")]
pub(super) struct Eval {
    /// Gold claims
    #[arg(long, value_name = "FILE")]
    pub(super) gold: PathBuf,
    /// Claims to score; `-` is standard input
    #[arg(value_name = "PRED")]
    pub(super) predicted: PathBuf,
    /// Id of the stance target; the first label of every claim where it is left out
    #[arg(long, value_name = "ID")]
    pub(super) target: Option<String>,
    /// Properties of gold claims by which recall is listed
    #[arg(long, help = slices_help(), value_parser = slice, value_delimiter = ',', default_value = "cue_kind", value_name = "SLICE,...")]
    pub(super) by: Vec<Slice>,
    /// Leave out the baselines of stance, whose training takes longer than all the rest
    #[arg(long)]
    pub(super) no_baselines: bool,
    /// Print figures, intervals, confusion and slices as JSON
    #[arg(long)]
    pub(super) json: bool,
}

/// Tell what a rule or a check does, why, and what to do about it
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  claimkit explain SPN001\n  claimkit explain --list"
)]
pub(super) struct Explain {
    /// Its name, as claims, stances, evidence and findings carry it
    #[arg(required_unless_present = "list")]
    pub(super) rule: Option<String>,
    /// List every rule and check
    #[arg(long)]
    pub(super) list: bool,
    /// Folder of a data set whose own checks are explained too
    #[arg(long, default_value = ".", value_name = "DIR")]
    pub(super) dataset: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For a terminal
    Human,
    /// For programs
    Json,
    /// Markdown
    Md,
    /// One page for a browser
    Html,
    /// JUnit XML, one case a check
    Junit,
    /// SARIF 2.1.0
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors alone
    Error,
    /// Errors and warnings
    Warning,
}

/// The formats of [`Format`], as the command line spells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    /// One file, one article
    Text,
    /// One JSON object a line
    Jsonl,
    /// Delimited columns with a header row
    Csv,
    /// Apache Parquet
    Parquet,
    /// One web page, one article
    Html,
}

impl From<InputFormat> for Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Text => Self::Text,
            InputFormat::Jsonl => Self::Jsonl,
            InputFormat::Csv => Self::Csv,
            InputFormat::Parquet => Self::Parquet,
            InputFormat::Html => Self::Html,
        }
    }
}

fn slices_help() -> String {
    format!("Properties of gold claims by which recall is listed: {}", Slice::spellings().join(", "))
}

/// The slice of a name.
fn slice(name: &str) -> Result<Slice, String> {
    Slice::parse(name).ok_or_else(|| format!("slices are {}", Slice::spellings().join(", ")))
}

/// `text=body` to the field and the name of its column.
fn field(argument: &str) -> Result<(Field, String), String> {
    let (field, name) = argument.split_once('=').ok_or("write it as FIELD=NAME, such as text=body")?;
    let Some(field) = Field::parse(field) else {
        let known = Field::ALL.map(Field::name).join(", ");
        return Err(format!("`{field}` is no field of an article; fields are {known}"));
    };
    if name.is_empty() {
        return Err("the name is empty".into());
    }
    Ok((field, name.to_owned()))
}

impl Reading {
    /// The source of these paths.
    pub(super) fn source(&self, paths: impl IntoIterator<Item = String>) -> SourceSpec {
        let mut fields = FieldMap::default();
        for (field, name) in &self.fields {
            fields.name(*field, name.clone());
        }
        let (format, encoding) = (self.format.map(Into::into), self.encoding.clone());
        SourceSpec { format, encoding, fields, ..SourceSpec::of_paths(paths) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn fields_are_known_ones() {
        assert_eq!(field("text=content.body").unwrap(), (Field::Text, "content.body".to_owned()));
        assert!(field("txt=body").unwrap_err().contains("published_at"));
        assert!(field("text").is_err() && field("text=").is_err());
    }
}
