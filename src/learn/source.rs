//! Where labelled claims come from.

use super::{Example, RuleLabel};
use crate::dataset::Table;
use crate::dataset::read::each_row;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::labels::Label;
use crate::model::{CueClass, Stance, Vocabulary, counted};
use crate::record::Record;
use std::collections::BTreeMap;
use std::path::Path;

/// Labels of one labeler on claims of a release, with what the rules say there.
///
/// # Errors
/// If the release cannot be read, a label is no stance, or no label fits a claim of the release.
pub fn of_release(release: &Path, labels: &[Label], target: &str) -> Result<Vec<Example>> {
    let mut rules: BTreeMap<String, RuleLabel> = BTreeMap::new();
    let columns = ["claim_id", "target_id", "labeler", "stance", "score", "evidence"];
    each_row(release, Table::Stances, &columns, |row| {
        if let Some(stance) = Stance::parse(row.text(3)).filter(|_| row.text(1) == target && row.text(2) == "rules") {
            let names = row.spans(5).into_iter().map(|s| s.rule).collect();
            let label = RuleLabel { stance, score: row.float(4).unwrap_or_default(), rules: names };
            rules.insert(row.text(0).to_owned(), label);
        }
    })?;
    let mut claims = BTreeMap::new();
    let columns = ["claim_id", "article_id", "text", "cue_class", "cue_lemma"];
    each_row(release, Table::Claims, &columns, |row| {
        let cue = CueClass::parse(row.text(3)).map(|class| (class, row.text(4).to_owned()));
        claims.insert(row.text(0).to_owned(), (row.text(1).to_owned(), row.text(2).to_owned(), cue));
    })?;
    let mut examples = Vec::new();
    for label in labels {
        let stance = Stance::parse(&label.stance).ok_or_else(|| {
            let message = format!("{:?} of {} is no stance", label.stance, label.claim_id);
            Error::new(ErrorKind::Data, message).hint(format!("stances are {}", Stance::spellings().join(", ")))
        })?;
        if let Some((article, text, cue)) = claims.get(&label.claim_id) {
            let rules = rules.get(&label.claim_id).cloned();
            examples.push(Example { text: text.clone(), cue: cue.clone(), rules, stance, group: article.clone() });
        }
    }
    if examples.is_empty() {
        let message = format!("none of {} is of a claim of this release", counted(labels.len(), "label"));
        return Err(Error::new(ErrorKind::Data, message).at(Location::path(release)));
    }
    Ok(examples)
}

/// The claims of gold records with their first label, or the label toward a target; rules are not asked.
pub fn of_records(records: &[Record], target: Option<&str>) -> Vec<Example> {
    let mut examples = Vec::new();
    for record in records {
        for claim in &record.claims {
            if let Some(label) = claim.stances.iter().find(|s| target.is_none_or(|t| s.target == t)) {
                examples.push(Example {
                    text: claim.text.clone(),
                    cue: claim.cue.as_ref().map(|cue| (cue.class, cue.lemma.clone())),
                    rules: None,
                    stance: label.stance,
                    group: record.article_id.clone(),
                });
            }
        }
    }
    examples
}
