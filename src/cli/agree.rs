//! `claimkit agree`.

use super::{Status, Stop, known, print, print_json};
use crate::eval::agree::{self, Options};
use crate::labels;
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Measure how far labelers agree: Cohen's and Fleiss' kappa, Krippendorff's alpha, with intervals
#[derive(Debug, Args)]
#[command(
    after_help = "Files hold one label a row: JSON Lines as `claimkit annotate import` writes them, or tables (.csv, \
                        .tsv) with the columns claim_id, labeler, stance, and where wanted article_id and target; every \
                        other column is a facet for --by. Sheets of `claimkit annotate export` are no such tables: \
                        import them first. Intervals draw whole articles.\n\nExamples:\n  \
                        claimkit annotate import sample.jsonl --from csv anna.csv basim.csv > labels.jsonl\n  \
                        claimkit agree labels.jsonl --by outlet,quote_type\n  \
                        claimkit agree labels.jsonl --release releases/news-1.0.0 --min-alpha 0.61"
)]
pub(super) struct Agree {
    /// Files of labels
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Release whose labelers are compared, too, on the claims of the files
    #[arg(long, value_name = "DIR")]
    release: Option<PathBuf>,
    /// Id of the target; all targets where it is left out
    #[arg(long, value_name = "ID")]
    target: Option<String>,
    /// Labelers that are compared; all where it is left out
    #[arg(long, value_delimiter = ',', value_name = "NAME,...")]
    labeler: Vec<String>,
    /// Facets of the claims by which figures are listed
    #[arg(long, value_delimiter = ',', value_name = "FACET,...")]
    by: Vec<String>,
    /// Resamples of the bootstrap; 0 gives no intervals
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    resamples: usize,
    /// Seed of the bootstrap
    #[arg(long, default_value_t = 20, value_name = "N")]
    seed: u64,
    /// End with exit code 1 where Krippendorff's alpha is below this
    #[arg(long, value_name = "ALPHA", value_parser = alpha, allow_negative_numbers = true)]
    min_alpha: Option<f64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Agree) -> Result<Status, Stop> {
    let mut list = Vec::new();
    for file in &args.files {
        list.extend(labels::read(file)?);
    }
    if let Some(release) = &args.release {
        let claims: BTreeSet<String> = list.iter().map(|l| l.claim_id.clone()).collect();
        list.extend(labels::of_release(release)?.into_iter().filter(|l| claims.contains(&l.claim_id)));
    }
    if let Some(target) = &args.target {
        known::among("--target", target, list.iter().map(|l| l.target.as_str()), "targets of the labels")?;
        list.retain(|l| l.target == *target);
    }
    for labeler in &args.labeler {
        known::among("--labeler", labeler, list.iter().map(|l| l.labeler.as_str()), "labelers")?;
    }
    list.retain(|l| args.labeler.is_empty() || args.labeler.contains(&l.labeler));
    for facet in &args.by {
        let facets = list.iter().flat_map(|l| l.facets.keys()).map(String::as_str);
        known::among("--by", facet, facets, "facets of the labels")?;
    }
    let options = Options { by: args.by.clone(), resamples: args.resamples, seed: args.seed };
    let found = agree::agreement(&list, &options)?;
    if args.json {
        print_json(&found)?;
    } else {
        print(&agree::table(&found))?;
    }
    let low = args.min_alpha.is_some_and(|least| found.all.alpha.value.is_none_or(|alpha| alpha < least));
    Ok(Status::findings_if(low))
}

/// A value that alpha can have.
fn alpha(text: &str) -> Result<f64, String> {
    let least: f64 = text.parse().map_err(|_| "is no number".to_owned())?;
    (-1.0..=1.0).contains(&least).then_some(least).ok_or_else(|| "alpha is between -1 and 1".to_owned())
}
