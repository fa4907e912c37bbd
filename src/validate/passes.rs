//! Every check of a release: those of its files and documents beside those of its rows.

use super::beside::{side_by_side, tasks};
use super::check::CheckResult;
use super::documents::Documents;
use super::files::Files;
use super::form::Form;
use super::tables::Tables;
use super::{Options, baseline, counts, dates, layout, own, package, parquet, schema};
use crate::dataset::sort::Spill;
use crate::dataset::{Manifest, Table};
use crate::error::Result;

/// Checks that look at words and nothing else; in a stand-off release they are skipped.
const NEED_TEXTS: [&str; 21] = [
    "SPN002", "SPN005", "SPN006", "SPN007", "TXT001", "TXT002", "TXT003", "TXT004", "TXT005", "TXT006", "TXT007",
    "TXT008", "TXT009", "TXT010", "TXT012", "DUP002", "DUP003", "LKG002", "LKG004", "LKG007", "ANO002",
];

/// Every check, in the order of [`docs`](super::docs).
pub(super) fn all(
    files: &Files,
    form: &Form,
    manifest: Option<&Manifest>,
    documents: &Documents,
    options: &Options,
) -> Result<Vec<CheckResult>> {
    let mut schema = schema::Schemas::new();
    schema.release(files, form);
    let (schema, spill) = (&schema, Spill::new(&std::env::temp_dir(), options.held));
    let stated = own::stated(manifest, &files.release)?;
    let mut parts: [Vec<CheckResult>; 6] = Default::default();
    let [rows, layout, order, package, times, own] = &mut parts;
    side_by_side(tasks![
        Tables::new(files, form, manifest, schema, &spill)?.check(&spill).map(|found| *rows = found),
        layout::run(files, form, manifest, documents).map(|found| *layout = found),
        parquet::run(files, form).map(|found| *order = found),
        package::run(files, form, manifest, documents).map(|found| *package = found),
        dates::check(files, manifest, schema.usable(Table::Articles)).map(|found| *times = found),
        own::run(files, form, &stated, |table| schema.usable(table)).map(|found| *own = found),
    ])?;
    let [rows, layout, order, package, times, own] = parts;
    let mut results = [rows, layout, order, package, times, schema.results(), counts::stated(files, manifest)].concat();
    results.extend(baseline::check(files, form, manifest, options.baseline.as_deref())?);
    if !form.has_texts() {
        results.iter_mut().filter(|r| NEED_TEXTS.contains(&r.id.as_str())).for_each(CheckResult::without_texts);
    }
    let place = |result: &CheckResult| super::DOCS.iter().position(|doc| doc.id == result.id);
    results.sort_by_key(place);
    results.extend(own);
    Ok(results)
}
