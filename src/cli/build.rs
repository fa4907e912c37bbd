//! `claimkit build` and `claimkit merge`.

use super::{Status, Stop, args, message, print, print_json, progress};
use crate::build::{BuildOptions, BuildSummary, Outcome, Progress, Resumed, ShardSummary, run_from, run_shard};
use crate::config::DatasetConfig;
use crate::dataset::TextForm;
use crate::ingest::{Articles, Limits};
use crate::model::{Article, Stance, Vocabulary, counted, plural};
use crate::pipeline::Extractor;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(super) fn run(args: args::Build) -> Result<Status, Stop> {
    let started = Instant::now();
    let (config, extractor) = open(&args.dataset)?;
    let articles = Articles::open(&config.sources, &config.folder, Limits::default())?;
    let bars = progress::on_terminal();
    let options = options(&args.job, args.out.clone(), &extractor, &*bars);
    let extract = |article: &Article| extractor.extract(article);
    if let Some(shard) = args.shard {
        let folder = args.out.unwrap_or_else(|| config.folder.join("shards"));
        // Rows that are rejected are counted, not shown: every shard reads all of them.
        let summary = run_shard(&config, articles, extract, options, shard, &folder)?;
        drop(bars);
        warn(&summary.warnings);
        if args.job.json {
            print_json(&summary)?;
        } else {
            print(&human_shard(&summary, started.elapsed()))?;
        }
        return Ok(Status::Clean);
    }
    let summary = run_from(&config, articles, extract, options)?;
    drop(bars);
    show(&summary, args.job.json, started.elapsed())
}

/// `claimkit merge`.
pub(super) fn merge(args: args::Merge) -> Result<Status, Stop> {
    let started = Instant::now();
    let (config, extractor) = open(&args.dataset)?;
    let bars = progress::on_terminal();
    let options = options(&args.job, args.out, &extractor, &*bars);
    let summary = crate::build::merge(&config, &args.parts, options)?;
    drop(bars);
    show(&summary, args.job.json, started.elapsed())
}

fn options<'a>(
    job: &args::ReleaseJob,
    out: Option<PathBuf>,
    extractor: &Extractor,
    progress: &'a dyn Progress,
) -> BuildOptions<'a> {
    BuildOptions {
        threads: job.threads,
        out,
        text: job.standoff.then_some(TextForm::Standoff),
        max_rejects: job.max_rejects,
        part_bytes: job.part_bytes,
        progress,
        ..BuildOptions::of(extractor)
    }
}

/// A data set and its extractor.
fn open(folder: &Path) -> Result<(DatasetConfig, Extractor), Stop> {
    let config = DatasetConfig::load(folder)?;
    let extractor = Extractor::load(config.target_paths(), config.gazetteer_path().as_deref())?;
    Ok((config, extractor))
}

fn show(summary: &BuildSummary, json: bool, time: Duration) -> Result<Status, Stop> {
    warn(&summary.warnings);
    if json {
        print_json(summary)?;
    } else {
        print(&human(summary, time))?;
    }
    Ok(Status::findings_if(!summary.outcome.is_release()))
}

/// Says what may be a mistake.
fn warn(warnings: &[String]) {
    for warning in warnings {
        message(format_args!("warning: {warning}"));
    }
}

/// What was taken up of an interrupted run, where there was one.
fn resumed(to: &mut String, resumed: Resumed) {
    // Writing to a `String` cannot fail.
    if resumed.parts > 0 {
        let (parts, rows) = (plural(resumed.parts, "part"), counted(resumed.rows, "row"));
        let _ = writeln!(to, "  resumed   {:>9}  {parts} of an interrupted run, {rows}", resumed.parts);
    }
    for (n, what) in [
        (resumed.stale, "of another input, configuration or program: made again"),
        (resumed.damaged, "damaged: made again"),
    ] {
        if n > 0 {
            let _ = writeln!(to, "  parts     {n:>9}  {what}");
        }
    }
}

/// The summary of a shard for a terminal.
fn human_shard(summary: &ShardSummary, time: Duration) -> String {
    let mut to = format!("Made shard {} of {}: {}\n\n", summary.shard, summary.of, summary.path.display());
    for (name, n) in [
        ("parts", u64::from(summary.parts)),
        ("articles", summary.articles),
        ("claims", summary.claims),
        ("rejected", summary.rejects),
    ] {
        let _ = writeln!(to, "  {name:<9} {n:>9}");
    }
    resumed(&mut to, summary.resumed);
    let _ = writeln!(to, "  {:.1} s", time.as_secs_f64());
    to
}

/// The summary for a terminal.
fn human(summary: &BuildSummary, time: Duration) -> String {
    let mut to = String::new();
    // Writing to a `String` cannot fail.
    let _ = match summary.outcome {
        Outcome::AlreadyBuilt => writeln!(to, "Already built, with the same bytes: {}", summary.path.display()),
        _ => match summary.objection() {
            Some(objection) => write!(to, "{objection}"),
            None => writeln!(to, "Built {}", summary.path.display()),
        },
    };
    resumed(&mut to, summary.resumed);
    if matches!(summary.outcome, Outcome::Invalid | Outcome::Damaged) {
        return to;
    }
    let _ = writeln!(to, "\n  articles  {:>9}", summary.articles);
    let _ = writeln!(to, "  claims    {:>9}", summary.claims);
    let _ = writeln!(to, "  speakers  {:>9}", summary.speakers);
    let _ = writeln!(to, "  anonymous {:>8.1}%  of the claims", 100.0 * summary.anonymous_share);
    let _ = writeln!(to, "\n  stance");
    for stance in Stance::ALL {
        let n = summary.stance.get(stance.as_str()).copied().unwrap_or(0);
        let share = if summary.claims == 0 { 0.0 } else { 100.0 * n as f64 / summary.claims as f64 };
        let _ = writeln!(to, "    {stance:<9} {n:>6}  {share:>5.1}%");
    }
    let _ = writeln!(to, "\n  rejected  {:>9}", summary.n_rejects());
    for (reason, n) in &summary.rejects {
        let _ = writeln!(to, "    {reason:<15}{n:>4}");
    }
    if let Some(report) = &summary.report {
        let s = report.summary;
        let _ = writeln!(
            to,
            "\n  checks: {} passed, {}, {}, {} skipped",
            s.passed,
            counted(s.errors, "error"),
            counted(s.warnings, "warning"),
            s.skipped
        );
        for line in crate::report::waivers(&report.waivers).lines() {
            let _ = writeln!(to, "  {line}");
        }
    }
    if !summary.warnings.is_empty() {
        let _ = writeln!(to, "  warnings of the build: {} (on standard error)", summary.warnings.len());
    }
    let _ = writeln!(to, "  {:.1} s", time.as_secs_f64());
    to
}
