//! Building and checking releases.

use crate::errors::{NoRelease, raised};
use claimkit::build::{BuildOptions, BuildSummary, pool};
use claimkit::config::DatasetConfig;
use claimkit::error::Result;
use claimkit::pipeline::Extractor;
use claimkit::validate::waivers;
use claimkit::{report, validate as checks};
use pyo3::prelude::*;
use std::path::PathBuf;

/// Builds the next release of a data set; the summary as JSON.
#[pyfunction]
pub(crate) fn build(
    py: Python<'_>,
    dataset: PathBuf,
    out: Option<PathBuf>,
    threads: usize,
    max_rejects: Option<u64>,
) -> PyResult<String> {
    let summary = py
        .detach(|| -> Result<BuildSummary> {
            let config = DatasetConfig::load(&dataset)?;
            let extractor = Extractor::load(config.target_paths(), config.gazetteer_path().as_deref())?;
            let options = BuildOptions { threads, out, max_rejects, ..BuildOptions::of(&extractor) };
            claimkit::build::run(&config, |article| extractor.extract(article), options)
        })
        .map_err(raised)?;
    answer(&summary)
}

/// The summary as JSON; an exception where there is no release.
pub(crate) fn answer(summary: &BuildSummary) -> PyResult<String> {
    let json = serde_json::to_string(summary)
        .map_err(|e| pyo3::exceptions::PyValueError::new_err(format!("the summary cannot be written as JSON: {e}")))?;
    match summary.objection() {
        Some(text) => {
            let found = summary.report.as_ref().map(report::json);
            Err(NoRelease::new_err((text.trim_end().to_owned(), json, found)))
        }
        None => Ok(json),
    }
}

/// Checks a release; the report as JSON.
#[pyfunction]
pub(crate) fn validate(
    py: Python<'_>,
    release: PathBuf,
    baseline: Option<PathBuf>,
    waived: Option<PathBuf>,
) -> PyResult<String> {
    py.detach(|| {
        // The day decides which waivers still hold; UTC, so that it does not depend on the machine's zone.
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let options = checks::Options { baseline, ..checks::Options::default() };
        // Threads of its own, as everywhere here: those of the process would not survive a fork.
        let mut found = pool(0)?.install(|| checks::run_with(&release, &options))?;
        if let Some(file) = waived {
            let ids: Vec<String> = found.checks.iter().map(|c| c.id.clone()).collect();
            let accepted = waivers::load(&file, ids.iter().map(String::as_str))?;
            waivers::apply(&mut found, &accepted, today);
        }
        Ok(report::json(&found))
    })
    .map_err(raised)
}
