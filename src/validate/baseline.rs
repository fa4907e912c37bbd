//! A release against a former one: schema, ids, splits and distributions.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::Files;
use super::form::Form;
use crate::dataset::compat;
use crate::dataset::diff::{self, Bump, Difference, TableDifference};
use crate::dataset::{Contract, Counts, Manifest, Stats, history};
use crate::error::Result;
use std::collections::BTreeMap;
use std::path::Path;

const RAISE: &str = "Raise dataset.version in claimkit.toml as the message says, and build again.";

pub(super) const SCH003: CheckDoc = CheckDoc::new(
    "SCH003",
    Severity::Error,
    "a breaking change of the schema since the baseline comes with a MAJOR version of the data set",
    "Code that reads the former version fails or, worse, reads nulls.",
    RAISE,
);
pub(super) const SCH004: CheckDoc = CheckDoc::new(
    "SCH004",
    Severity::Error,
    "an additive change of the schema since the baseline comes with at least a MINOR version of the data set",
    "Files of two versions that are read together fail in polars.",
    RAISE,
);
pub(super) const KEY003: CheckDoc = CheckDoc::new(
    "KEY003",
    Severity::Warning,
    "a text of the baseline has the id that it had",
    "Annotations and notes are joined by id; a new id for the old text loses them.",
    "Give the rows of the source the ids that they had.",
);
pub(super) const DRF001: CheckDoc = CheckDoc::new(
    "DRF001",
    Severity::Warning,
    "the numbers of articles and claims changed by at most a fifth since the baseline",
    "A source that is missing, or read twice, looks like this.",
    "Nothing, where the corpus was meant to grow or shrink.",
);
pub(super) const DRF002: CheckDoc = CheckDoc::new(
    "DRF002",
    Severity::Warning,
    "no share of stance, speaker type, anonymity, quotation, cue class or resolution changed by more than 0.1",
    "A changed rule or a changed source shows in the shares before it shows in an analysis.",
    "Find the cause (`claimkit diff` names changed claims) and state it in the history.",
);
pub(super) const DRF003: CheckDoc = CheckDoc::new(
    "DRF003",
    Severity::Warning,
    "the lengths of articles and claims, and the claims of an article, are spread as before (Jensen-Shannon divergence at \
     most 0.1)",
    "Texts that are cut, or contents that run on, change lengths first.",
    "Look at the shortest and longest ones of both versions.",
);
pub(super) const DRF004: CheckDoc = CheckDoc::new(
    "DRF004",
    Severity::Error,
    "records that changed or are gone since the baseline come with a MAJOR version",
    "Whoever cites 1.x trusts that its records stay.",
    RAISE,
);
pub(super) const DRF005: CheckDoc = CheckDoc::new(
    "DRF005",
    Severity::Error,
    "records that moved to another split since the baseline come with a MAJOR version",
    "A model trained on the former train is tested on what it has read.",
    RAISE,
);

/// Rows from which shares and spreads are compared.
const ROWS: u64 = 30;

/// The checks; all skipped without a baseline.
///
/// # Errors
/// When the baseline is no release, or cannot be read.
pub(super) fn check(
    files: &Files,
    form: &Form,
    manifest: Option<&Manifest>,
    baseline: Option<&Path>,
) -> Result<Vec<CheckResult>> {
    let docs = [&SCH003, &SCH004, &KEY003, &DRF001, &DRF002, &DRF003, &DRF004, &DRF005];
    let mut tallies = docs.map(Tally::new);
    if let (Some(old), Some(manifest)) = (baseline, manifest) {
        let former = Manifest::read(old)?;
        let bump = Bump::between(&former.version, &manifest.version);
        let [breaking, additive, ids, rows, shares, spreads, records, moved] = &mut tallies;
        let new: Vec<Contract> = form.tables().map(|(_, contract)| contract.clone()).collect();
        let old_form = history::contracts_of(&former.schema_version, former.form());
        if let Some(old) = old_form.filter(|_| former.form() == manifest.form()) {
            schema(&old, &new, bump, breaking, additive);
        }
        let difference = diff::compare(old, &files.release)?;
        versions(&difference, bump, records, moved);
        kept_ids(difference.tables.get("articles"), ids);
        let (before, after) = (Stats::read(old)?, Stats::read(&files.release)?);
        drift(&before, &after, rows, shares, spreads);
    }
    Ok(tallies.map(Tally::finish).into())
}

fn schema(old: &[Contract], new: &[Contract], bump: Option<Bump>, breaking: &mut Tally, additive: &mut Tally) {
    let changes = compat::changes(old, new);
    for (tally, level) in [(breaking, Bump::Major), (additive, Bump::Minor)] {
        tally.passed(old.len() as u64);
        for change in changes.iter().filter(|c| c.bump == level) {
            tally.check(bump >= Some(level), || {
                Finding::file("schema", format!("{}: {} ({})", change.place, change.what, change.reason))
                    .hint(format!("needs a {level} version"))
            });
        }
    }
}

fn versions(difference: &Difference, bump: Option<Bump>, records: &mut Tally, moved: &mut Tally) {
    for (table, d) in diff::RECORDS.iter().filter_map(|t| difference.tables.get_key_value(t.name())) {
        let (changed, gone) = (d.changed, d.removed);
        let sample = |one: &[String]| one.first().map(|id| format!(", such as {id}")).unwrap_or_default();
        records.check(changed + gone == 0 || bump == Some(Bump::Major), || {
            let names = if changed > 0 { &d.changed_sample } else { &d.removed_sample };
            Finding::file(*table, format!("{changed} changed, {gone} removed{}", sample(names)))
                .hint("needs a MAJOR version")
        });
        moved.check(d.moved == 0 || bump == Some(Bump::Major), || {
            Finding::file(*table, format!("{} moved{}", d.moved, sample(&d.moved_sample))).hint("needs a MAJOR version")
        });
    }
}

/// Texts of removed articles that came back under another id.
fn kept_ids(articles: Option<&TableDifference>, ids: &mut Tally) {
    let Some(articles) = articles else { return };
    ids.passed(1);
    for renamed in &articles.renamed {
        ids.check(false, || {
            Finding::file("articles", format!("{} is {} now", renamed.0, renamed.1)).column("article_id")
        });
    }
}

fn drift(before: &Stats, after: &Stats, rows: &mut Tally, shares: &mut Tally, spreads: &mut Tally) {
    let about = |name: &str, message: String| Finding::file("reports/stats.json", message).column(name);
    for (name, old, new) in [("articles", before.articles, after.articles), ("claims", before.claims, after.claims)] {
        rows.check(old.abs_diff(new) * 5 <= old, || about(name, format!("{new}, {old} in the baseline")));
    }
    if before.claims.min(after.claims) >= ROWS {
        for (name, old, new) in categories(before, after) {
            let (value, distance) = furthest(old, new);
            shares.check(distance <= 0.1, || about(name, format!("the share of {value} changed by {distance:.3}")));
        }
    }
    let lengths = [
        ("article_chars", &before.article_chars, &after.article_chars),
        ("claim_chars", &before.claim_chars, &after.claim_chars),
        ("claims_per_article", &before.claims_per_article, &after.claims_per_article),
    ];
    for (name, old, new) in lengths {
        if old.values().sum::<u64>().min(new.values().sum()) >= ROWS {
            let divergence = divergence(old, new);
            spreads.check(divergence <= 0.1, || about(name, format!("Jensen-Shannon divergence {divergence:.3}")));
        }
    }
}

fn categories<'s>(before: &'s Stats, after: &'s Stats) -> [(&'static str, &'s Counts, &'s Counts); 6] {
    [
        ("stance", &before.stance, &after.stance),
        ("speaker_type", &before.speaker_type, &after.speaker_type),
        ("anonymity", &before.anonymity, &after.anonymity),
        ("quote_type", &before.quote_type, &after.quote_type),
        ("cue_class", &before.cue_class, &after.cue_class),
        ("speaker_resolution", &before.speaker_resolution, &after.speaker_resolution),
    ]
}

/// Shares of every value of either side.
fn paired<K: Ord + Clone>(old: &BTreeMap<K, u64>, new: &BTreeMap<K, u64>) -> Vec<(K, f64, f64)> {
    let total = |counts: &BTreeMap<K, u64>| counts.values().sum::<u64>().max(1) as f64;
    let (a, b) = (total(old), total(new));
    let mut keys: Vec<&K> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    let share = |counts: &BTreeMap<K, u64>, key: &K, total: f64| counts.get(key).copied().unwrap_or(0) as f64 / total;
    keys.into_iter().map(|k| (k.clone(), share(old, k, a), share(new, k, b))).collect()
}

/// The value whose share changed most, and by how much.
fn furthest(old: &Counts, new: &Counts) -> (String, f64) {
    paired(old, new)
        .into_iter()
        .map(|(value, a, b)| (value, (a - b).abs()))
        .fold((String::new(), 0.0), |most, one| if one.1 > most.1 { one } else { most })
}

/// Jensen-Shannon divergence in bits, in `[0, 1]`.
fn divergence(old: &BTreeMap<u64, u64>, new: &BTreeMap<u64, u64>) -> f64 {
    let part = |p: f64, m: f64| if p > 0.0 { p * (p / m).log2() } else { 0.0 };
    paired(old, new)
        .into_iter()
        .map(|(_, p, q)| f64::midpoint(part(p, f64::midpoint(p, q)), part(q, f64::midpoint(p, q))))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breaking_schema_wants_a_major_version() {
        let old = crate::dataset::Table::ALL.map(crate::dataset::Table::contract);
        let mut new = old.clone();
        new[1].fields.remove(2);
        let failed = |bump| {
            let (mut breaking, mut additive) = (Tally::new(&SCH003), Tally::new(&SCH004));
            schema(&old, &new, bump, &mut breaking, &mut additive);
            [breaking.finish().failed, additive.finish().failed]
        };
        assert_eq!(failed(Some(Bump::Minor)), [1, 0]);
        assert_eq!(failed(Some(Bump::Major)), [0, 0]);
    }

    #[test]
    fn distances_are_those_of_the_books() {
        let counts = |pairs: &[(&str, u64)]| pairs.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect::<Counts>();
        assert_eq!(furthest(&counts(&[("a", 1), ("b", 1)]), &counts(&[("a", 3), ("b", 1)])), ("a".to_owned(), 0.25));
        let (one, two) = (BTreeMap::from([(1, 5)]), BTreeMap::from([(2, 7)]));
        assert!((divergence(&one, &two) - 1.0).abs() < 1e-9 && divergence(&one, &one).abs() < 1e-9);
    }
}
