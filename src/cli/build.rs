//! `claimkit build`.

use super::{Status, Stop, args, print, print_json, progress, rejects::Reporting};
use crate::build::{BuildOptions, BuildSummary, Outcome, run_from};
use crate::config::DatasetConfig;
use crate::ingest::{Articles, Limits};
use crate::model::{Stance, Vocabulary};
use crate::pipeline::Extractor;
use std::fmt::Write;
use std::time::{Duration, Instant};

pub(super) fn run(args: args::Build) -> Result<Status, Stop> {
    let started = Instant::now();
    let config = DatasetConfig::load(&args.dataset)?;
    let extractor = Extractor::load(config.target_paths(), config.gazetteer_path().as_deref())?;
    let articles = Articles::open(&config.sources, &config.folder, Limits::default())?;
    let bars = progress::on_terminal();
    let options = BuildOptions {
        threads: args.threads,
        out: args.out,
        max_rejects: args.max_rejects,
        rules: extractor.rules_hash(),
        progress: &*bars,
    };
    let summary = run_from(&config, Reporting::new(articles), |article| extractor.extract(article), options)?;
    drop(bars);
    if args.json {
        print_json(&summary)?;
    } else {
        print(&human(&summary, started.elapsed()))?;
    }
    Ok(Status::findings_if(!summary.outcome.is_release()))
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
    if summary.outcome == Outcome::Invalid {
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
            "\n  checks: {} passed, {} errors, {} warnings, {} skipped",
            s.passed, s.errors, s.warnings, s.skipped
        );
    }
    let _ = writeln!(to, "  {:.1} s", time.as_secs_f64());
    to
}
