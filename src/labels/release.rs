//! Labels of a written release.

use super::Label;
use crate::dataset::Table;
use crate::dataset::read::each_row;
use crate::error::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// Facets that labels of a release carry, all of them columns of `claims`.
const FACETS: [&str; 6] = ["quote_type", "cue_class", "speaker_type", "speaker_resolution", "anonymity", "split"];

/// Every label of a release, with the facets of its claim and the outlet of its article.
///
/// # Errors
/// If a table cannot be read.
pub fn of_release(release: &Path) -> Result<Vec<Label>> {
    let mut outlets = BTreeMap::new();
    each_row(release, Table::Articles, &["article_id", "outlet"], |row| {
        outlets.insert(row.text(0).to_owned(), row.text(1).to_owned());
    })?;
    let mut claims = BTreeMap::new();
    let names: Vec<&str> = ["claim_id", "article_id"].into_iter().chain(FACETS).collect();
    each_row(release, Table::Claims, &names, |row| {
        let facets = FACETS.iter().enumerate().map(|(i, name)| ((*name).to_owned(), row.text(i + 2).to_owned()));
        let mut facets: BTreeMap<String, String> = facets.collect();
        let article = row.text(1).to_owned();
        facets.insert("outlet".to_owned(), outlets.get(&article).cloned().unwrap_or_default());
        claims.insert(row.text(0).to_owned(), (article, facets));
    })?;
    let mut labels = Vec::new();
    each_row(release, Table::Stances, &["claim_id", "target_id", "labeler", "stance"], |row| {
        let (article_id, facets) = claims.get(row.text(0)).cloned().unwrap_or_default();
        labels.push(Label {
            article_id,
            claim_id: row.text(0).to_owned(),
            target: row.text(1).to_owned(),
            labeler: row.text(2).to_owned(),
            stance: row.text(3).to_owned(),
            facets,
            ..Label::default()
        });
    })?;
    Ok(labels)
}

#[cfg(test)]
mod tests {
    #[test]
    fn facets_are_columns_of_claims() {
        let contract = crate::dataset::Table::Claims.contract().to_json();
        assert!(super::FACETS.iter().all(|f| contract.contains(&format!("\"{f}\""))));
    }
}
