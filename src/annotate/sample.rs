//! A stratified sample of a release.

use super::{Prediction, Task};
use crate::dataset::Table;
use crate::dataset::read::each_row;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::labels;
use crate::model::{Stance, Vocabulary};
use crate::record::TextSpan;
use std::collections::BTreeMap;
use std::path::Path;

/// In what order the claims of a stratum are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By a hash of claim and seed.
    Random,
    /// The least decided labels first: those nearest to 0.
    LowScore,
}

/// What to draw.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Claims in all.
    pub size: usize,
    /// Facets that make the strata: `stance`, `speaker`, `outlet`, `anonymity`, `quote_type` and the others that labels of
    /// a release carry.
    pub by: Vec<String>,
    /// Order inside a stratum.
    pub order: Order,
    /// Seed of the random order.
    pub seed: u64,
    /// Id of the target; the one that stands first in the release where it is `None`.
    pub target: Option<String>,
    /// The target's statement.
    pub statement: String,
}

/// Draws a sample: one claim of every stratum in turn, until it is full, so that rare strata are there.
///
/// # Errors
/// If the release cannot be read, has no label toward the target, or a facet is not known.
pub fn draw(release: &Path, plan: &Plan) -> Result<Vec<Task>> {
    let mut tasks = tasks(release, plan)?;
    for facet in &plan.by {
        if let Some(task) = tasks.first().filter(|t| !t.facets.contains_key(facet)) {
            let known: Vec<&str> = task.facets.keys().map(String::as_str).collect();
            let message = format!("{facet:?} is no facet of claims");
            return Err(Error::new(ErrorKind::Config, message).hint(format!("facets are {}", known.join(", "))));
        }
    }
    let hash = |t: &Task| blake3::hash(format!("{}\n{}", plan.seed, t.claim_id).as_bytes()).to_hex().to_string();
    let score = |t: &Task| t.predictions.first().map_or(0.0, |p| p.score.abs());
    let mut keyed: Vec<(f64, String, Task)> =
        tasks.drain(..).map(|t| (if plan.order == Order::LowScore { score(&t) } else { 0.0 }, hash(&t), t)).collect();
    // Last first, because strata are taken from their ends.
    keyed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| b.1.cmp(&a.1)));
    let mut strata: BTreeMap<Vec<String>, Vec<Task>> = BTreeMap::new();
    for (_, _, task) in keyed {
        let key = plan.by.iter().map(|f| task.facets.get(f).cloned().unwrap_or_default()).collect();
        strata.entry(key).or_default().push(task);
    }
    let mut sample = Vec::new();
    while sample.len() < plan.size && strata.values().any(|s| !s.is_empty()) {
        for stratum in strata.values_mut() {
            if sample.len() < plan.size {
                sample.extend(stratum.pop());
            }
        }
    }
    Ok(sample)
}

/// Every claim of a release as a task.
fn tasks(release: &Path, plan: &Plan) -> Result<Vec<Task>> {
    let labels = labels::of_release(release)?;
    let target = plan.target.clone().or_else(|| labels.first().map(|l| l.target.clone())).unwrap_or_default();
    let facets: BTreeMap<String, BTreeMap<String, String>> =
        labels.into_iter().filter(|l| l.target == target).map(|l| (l.claim_id, l.facets)).collect();
    if facets.is_empty() {
        let message = format!("holds no label toward the target {target:?}");
        return Err(Error::new(ErrorKind::Release, message).at(Location::path(release)));
    }
    let predictions = predictions(release, &target)?;
    let mut texts = BTreeMap::new();
    each_row(release, Table::Articles, &["article_id", "text"], |row| {
        texts.insert(row.text(0).to_owned(), row.text(1).to_owned());
    })?;
    let columns =
        ["claim_id", "article_id", "text", "start_char", "end_char", "speaker_name", "speaker_text", "speaker_id"];
    let mut tasks = Vec::new();
    each_row(release, Table::Claims, &columns, |row| {
        let (Some(facets), Some(text)) = (facets.get(row.text(0)), texts.get(row.text(1))) else { return };
        let predictions = predictions.get(row.text(0)).cloned().unwrap_or_default();
        let mut facets = facets.clone();
        facets.insert("stance".into(), predictions.first().map(|p| p.stance.to_string()).unwrap_or_default());
        facets.insert("speaker".into(), row.text(7).to_owned());
        let offset = |column| row.int(column).and_then(|n| u32::try_from(n).ok()).unwrap_or_default();
        tasks.push(Task {
            claim_id: row.text(0).to_owned(),
            article_id: row.text(1).to_owned(),
            target: target.clone(),
            statement: plan.statement.clone(),
            text: text.clone(),
            claim: TextSpan { text: row.text(2).to_owned(), start: offset(3), end: offset(4) },
            // An anonymous speaker has no name; the outlet's wording describes him.
            speaker: [5, 6].map(|c| row.text(c)).into_iter().find(|s| !s.is_empty()).unwrap_or_default().to_owned(),
            facets,
            predictions,
        });
    })?;
    Ok(tasks)
}

fn predictions(release: &Path, target: &str) -> Result<BTreeMap<String, Vec<Prediction>>> {
    let mut found: BTreeMap<String, Vec<Prediction>> = BTreeMap::new();
    let columns = ["claim_id", "target_id", "labeler", "stance", "score", "evidence"];
    each_row(release, Table::Stances, &columns, |row| {
        let Some(stance) = Stance::parse(row.text(3)).filter(|_| row.text(1) == target) else { return };
        let mut evidence: Vec<TextSpan> =
            row.spans(5).into_iter().map(|s| TextSpan { text: s.text, start: s.start, end: s.end }).collect();
        // Two rules may weigh one word, which is one region to an annotator.
        evidence.sort_by_key(|s| (s.start, s.end));
        evidence.dedup();
        found.entry(row.text(0).to_owned()).or_default().push(Prediction {
            labeler: row.text(2).to_owned(),
            stance,
            score: row.float(4).unwrap_or_default(),
            evidence,
        });
    })?;
    Ok(found)
}
