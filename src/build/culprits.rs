//! Names the articles of what is wrong in a release that is refused: whoever reads the message cannot look the rows up, because
//! their files are gone.

use crate::dataset::Table;
use crate::dataset::read::each_row;
use crate::error::Result;
use crate::validate::{ArticleRef, Finding, Report, Status};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Adds the articles to the findings of a report, as far as rows have keys.
pub(super) fn name(release: &Path, report: &mut Report) -> Result<()> {
    let keys: HashSet<String> = findings(report).filter_map(|finding| finding.key.clone()).collect();
    let homes = homes(release, &keys)?;
    let articles: HashSet<&String> = keys.iter().chain(homes.values()).collect();
    let mut known = HashMap::new();
    each_row(release, Table::Articles, &["article_id", "source_id", "url"], |row| {
        let article_id = row.text(0).to_owned();
        if articles.contains(&article_id) {
            let url = Some(row.text(2).to_owned()).filter(|url| !url.is_empty());
            known.insert(article_id.clone(), ArticleRef { article_id, source_id: row.text(1).to_owned(), url });
        }
    })?;
    for finding in findings(report) {
        let table = finding.file.as_deref().and_then(|file| file.split('/').next()).and_then(Table::of_name);
        let article = match table {
            Some(Table::Articles | Table::Duplicates) => finding.key.as_ref(),
            Some(Table::Claims | Table::Stances | Table::Speakers) => finding.key.as_ref().and_then(|k| homes.get(k)),
            Some(Table::Rejects) | None => None,
        };
        finding.article = article.and_then(|article| known.get(article)).cloned();
    }
    Ok(())
}

fn findings(report: &mut Report) -> impl Iterator<Item = &mut Finding> {
    report.checks.iter_mut().filter(|check| check.status == Status::Fail).flat_map(|check| &mut check.sample)
}

/// The articles of claims, and the first ones of speakers, of these ids.
fn homes(release: &Path, keys: &HashSet<String>) -> Result<HashMap<String, String>> {
    let mut homes = HashMap::new();
    each_row(release, Table::Claims, &["claim_id", "speaker_id", "article_id"], |row| {
        for key in [row.text(0), row.text(1)].into_iter().filter(|key| keys.contains(*key)) {
            homes.entry(key.to_owned()).or_insert_with(|| row.text(2).to_owned());
        }
    })?;
    Ok(homes)
}
