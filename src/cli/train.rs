//! `claimkit train`.

use super::{Status, Stop, known, message, print, print_json};
use crate::error::{Error, ErrorKind};
use crate::eval::{self, Estimate, StanceScore};
use crate::labels;
use crate::learn::{self, Example, TrainOptions};
use crate::model::{Stance, Vocabulary, counted};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// Train a linear model of stance on labelled claims, with cross-validation that keeps articles together
#[derive(Debug, Args)]
#[command(
    after_help = "With --release, labels are files as `claimkit annotate import` and `adjudicate` write them, and \
                        the rules' own label is a feature. With --records, gold records in the form of `claimkit \
                        extract` are used, and the words alone.\n\nExamples:\n  \
                        claimkit train gold.jsonl --release releases/news-1.0.0 --target coalition-withdrawal --out stance.json\n  \
                        claimkit train --records gold/gold.jsonl --out words.json"
)]
pub(super) struct Train {
    /// Files of labels
    #[arg(value_name = "LABELS", required_unless_present = "records", conflicts_with = "records")]
    files: Vec<PathBuf>,
    /// Release that holds the labelled claims
    #[arg(long, value_name = "DIR", required_unless_present = "records")]
    release: Option<PathBuf>,
    /// Gold records, in place of labels and release
    #[arg(long, value_name = "FILE")]
    records: Option<PathBuf>,
    /// Id of the target; the first one of the labels where it is left out
    #[arg(long, value_name = "ID")]
    target: Option<String>,
    /// Labeler whose labels are learned; needed where the files hold several
    #[arg(long, value_name = "NAME")]
    labeler: Option<String>,
    /// Leave out the rules' label as a feature
    #[arg(long)]
    no_rules: bool,
    /// Inverse strength of the penalty on weights
    #[arg(long, default_value_t = 4.0, value_name = "C")]
    c: f64,
    /// Features of texts to keep: those that weigh most; all where it is left out
    #[arg(long, value_name = "N")]
    features: Option<usize>,
    /// Folds of the cross-validation
    #[arg(long, default_value_t = 5, value_name = "N")]
    folds: usize,
    /// File of the model
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

/// What is printed.
#[derive(Debug, Serialize)]
struct Report {
    target: String,
    claims: usize,
    articles: usize,
    features: usize,
    cross_validation: StanceScore,
    majority: StanceScore,
}

pub(super) fn run(args: &Train) -> Result<Status, Stop> {
    if !(args.c > 0.0 && args.c.is_finite()) {
        return Err(Error::new(ErrorKind::Config, format!("--c: {} is not above 0", args.c)).into());
    }
    let (target, examples, hash) = examples(args)?;
    let rules = !args.no_rules && args.records.is_none();
    let options = TrainOptions { target: target.clone(), rules, c: args.c, folds: args.folds, features: args.features };
    let predicted = learn::cross_validate(&examples, &options)?;
    let most = Stance::ALL.iter().copied().max_by_key(|s| examples.iter().filter(|e| e.stance == *s).count());
    let majority = vec![most.unwrap_or(Stance::Unrelated); examples.len()];
    let (cross_validation, majority) = (score(&examples, &predicted), score(&examples, &majority));

    let mut model = learn::train(&examples, &options)?;
    model.metadata.labels_hash = hash;
    for (name, estimate) in [("macro_f1", cross_validation.macro_f1), ("mean_f", cross_validation.mean_f)] {
        model.metadata.cross_validation.extend(estimate.value.map(|v| (name.to_owned(), v)));
    }
    model.save(&args.out)?;
    let mut articles: Vec<&str> = examples.iter().map(|e| e.group.as_str()).collect();
    articles.sort_unstable();
    articles.dedup();
    let report = Report {
        target,
        claims: examples.len(),
        articles: articles.len(),
        features: model.n_features(),
        cross_validation,
        majority,
    };
    if args.json {
        print_json(&report)?;
    } else {
        print(&human(&report, args))?;
    }
    Ok(Status::Clean)
}

/// The target, the examples, and the hash of the files they are from.
fn examples(args: &Train) -> Result<(String, Vec<Example>, String), Stop> {
    let files = args.records.iter().chain(&args.files);
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(&std::fs::read(file).map_err(|e| Error::io(file, e))?);
    }
    let hash = hasher.finalize().to_hex().to_string();
    if let Some(records) = &args.records {
        let records = eval::read(records)?;
        let targets = || records.iter().flat_map(|r| &r.claims).flat_map(|c| &c.stances).map(|s| s.target.as_str());
        if let Some(target) = &args.target {
            known::among("--target", target, targets(), "targets of the records")?;
        }
        let target = args.target.clone().or(targets().next().map(str::to_owned)).unwrap_or_default();
        return Ok((target.clone(), learn::of_records(&records, Some(&target)), hash));
    }
    let mut list = Vec::new();
    for file in &args.files {
        list.extend(labels::read(file)?);
    }
    if let Some(target) = &args.target {
        known::among("--target", target, list.iter().map(|l| l.target.as_str()), "targets of the labels")?;
    }
    let target = args.target.clone().or_else(|| list.first().map(|l| l.target.clone())).unwrap_or_default();
    list.retain(|l| l.target == target);
    if let Some(labeler) = &args.labeler {
        known::among("--labeler", labeler, list.iter().map(|l| l.labeler.as_str()), "labelers")?;
        list.retain(|l| l.labeler == *labeler);
    }
    if let Some(other) = list.iter().find(|l| l.labeler != list[0].labeler) {
        let message = format!("the files hold labels of {} and {}", list[0].labeler, other.labeler);
        let hint = "name one with --labeler, or decide with `claimkit annotate adjudicate`";
        return Err(Error::new(ErrorKind::Config, message).hint(hint).into());
    }
    let Some(release) = &args.release else { return Ok((target, Vec::new(), hash)) };
    let examples = learn::of_release(release, &list, &target)?;
    if examples.len() < list.len() {
        let without = counted(list.len() - examples.len(), "label");
        message(format_args!("left out {without} of claims that the release does not hold"));
    }
    Ok((target, examples, hash))
}

fn score(examples: &[Example], predicted: &[Stance]) -> StanceScore {
    let mut articles: BTreeMap<&str, Vec<(Stance, Stance)>> = BTreeMap::new();
    for (example, label) in examples.iter().zip(predicted) {
        articles.entry(&example.group).or_default().push((example.stance, *label));
    }
    let articles: Vec<_> = articles.into_values().collect();
    eval::judge(&articles, &eval::Options::default())
}

fn human(report: &Report, args: &Train) -> String {
    let shown = |e: Estimate| match (e.value, e.low, e.high) {
        (Some(v), Some(low), Some(high)) => format!("{:>6.1}  [{:.1}, {:.1}]", 100.0 * v, 100.0 * low, 100.0 * high),
        (Some(v), ..) => format!("{:>6.1}", 100.0 * v),
        (None, ..) => "   n/a".to_owned(),
    };
    let mut to = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        to,
        "{} of {}, {}, target {}",
        counted(report.claims, "claim"),
        counted(report.articles, "article"),
        counted(report.features, "feature"),
        report.target
    );
    let _ = writeln!(to, "\n{:<28}{:<24}{:<24}accuracy", "", "macro-F1", "mean F(favor, against)");
    let name = format!("cross-validation, {} folds", args.folds);
    for (name, s) in [(name.as_str(), &report.cross_validation), ("majority", &report.majority)] {
        let _ = writeln!(to, "{name:<28}{:<24}{:<24}{}", shown(s.macro_f1), shown(s.mean_f), shown(s.accuracy));
    }
    let _ = writeln!(to, "\nWrote {}", args.out.display());
    to
}
