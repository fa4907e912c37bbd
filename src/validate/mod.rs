//! Checks a written release. Reads only its files, through polars, and shares no code with the extractor, so that the
//! extractor cannot vouch for itself.
//!
//! Memory: one row group of a table, one of articles, and the index of ids.

mod anonymity;
mod check;
mod counts;
mod files;
mod index;
mod keys;
mod layout;
mod refs;
mod report;
mod schema;
mod spans;
mod text;
mod texts;
mod values;

pub use check::{CheckDoc, CheckResult, Finding, SAMPLE, Severity, Status};
pub use report::{REPORT_VERSION, Report, Summary};

use crate::dataset::sums::read_sums;
use crate::dataset::{Manifest, Table};
use crate::error::{Error, ErrorKind, Location, Result};
use files::Files;
use index::Index;
use std::path::Path;

static DOCS: [CheckDoc; 23] = [
    layout::LAY001,
    layout::LAY003,
    layout::LAY004,
    layout::LAY005,
    schema::SCH001,
    schema::SCH002,
    keys::KEY001,
    keys::KEY002,
    refs::REF001,
    refs::REF002,
    refs::REF003,
    spans::SPN001,
    spans::SPN002,
    values::ENM001,
    values::VAL001,
    anonymity::ANO001,
    anonymity::ANO003,
    anonymity::ANO005,
    counts::CNT001,
    counts::CNT002,
    counts::CNT003,
    text::TXT010,
    text::TXT011,
];

/// Every check, in the order of reports.
pub fn docs() -> &'static [CheckDoc] {
    &DOCS
}

/// Columns that the passes need. Time is not read: polars would need its time zones for it, and no check looks at it.
mod columns {
    pub(super) const ARTICLES: &[&str] = &["article_id", "text", "text_sha256", "blocks", "split"];
    pub(super) const ARTICLE_LINKS: &[&str] = &["article_id", "n_claims", "near_duplicate_of"];
    pub(super) const CLAIM_LINKS: &[&str] = &["claim_id", "article_id", "nested_in"];
    pub(super) const SPEAKER_COUNTS: &[&str] = &["speaker_id", "n_claims"];
}

/// Runs every check on a release.
///
/// # Errors
/// When the path is no folder, or a file that could be opened cannot be read to its end. What is wrong *in* the release
/// is in the report.
pub fn run(release: &Path) -> Result<Report> {
    if !release.is_dir() {
        return Err(Error::new(ErrorKind::Release, "is not a folder").at(Location::path(release)));
    }
    let files = Files::open(release)?;
    if files.files.is_empty() && read_sums(release).is_err() {
        return Err(Error::new(ErrorKind::Release, "holds neither SHA256SUMS nor Parquet files of a release")
            .at(Location::path(release)));
    }
    let manifest = Manifest::read(release);
    let mut all = Checks::new();
    let read = manifest.as_ref().map_err(|_| "is missing or cannot be read");
    all.layout.release(&files, read)?;
    all.schema.release(&files);
    all.rows(&files)?;
    if let Ok(manifest) = &manifest {
        all.counts.manifest(&files, manifest);
    }
    Ok(Report::new(layout::folder_name(&files), manifest.ok().as_ref(), &files, all.finish()))
}

struct Checks {
    layout: layout::Layout,
    schema: schema::Schemas,
    keys: keys::Keys,
    refs: refs::Refs,
    spans: spans::Spans,
    values: values::Values,
    anonymity: anonymity::AnonymityChecks,
    counts: counts::CountChecks,
    text: text::TextChecks,
}

impl Checks {
    fn new() -> Self {
        Self {
            layout: layout::Layout::new(),
            schema: schema::Schemas::new(),
            keys: keys::Keys::new(),
            refs: refs::Refs::new(),
            spans: spans::Spans::new(),
            values: values::Values::new(),
            anonymity: anonymity::AnonymityChecks::new(),
            counts: counts::CountChecks::new(),
            text: text::TextChecks::new(),
        }
    }

    /// Every row of every table whose schema is the contract's. Speakers and articles come first because claims point
    /// at them; what may point forward is looked at in a second pass over few columns.
    fn rows(&mut self, files: &Files) -> Result<()> {
        let mut index = Index::default();
        let usable = |table| self.schema.usable(table);
        let (articles, claims) = (usable(Table::Articles), usable(Table::Claims));
        let (speakers, stances) = (usable(Table::Speakers), usable(Table::Stances));
        let rejects = usable(Table::Rejects);
        let (all_claims, all_speakers, all_stances) =
            (names(Table::Claims), names(Table::Speakers), names(Table::Stances));

        for chunk in files.chunks(Table::Speakers, &all_speakers).take_while(|_| speakers) {
            let chunk = chunk?;
            self.keys.speakers(&chunk, &mut index)?;
            self.values.closed(&chunk, "speaker_id")?;
            self.anonymity.speakers(&chunk)?;
        }
        for (number, chunk) in files.chunks(Table::Articles, columns::ARTICLES).take_while(|_| articles).enumerate() {
            let chunk = chunk?;
            self.layout.splits(&chunk, "article_id")?;
            self.keys.articles(&chunk, number, &mut index)?;
            self.values.closed(&chunk, "article_id")?;
            self.spans.blocks(&chunk)?;
            self.text.hashes(&chunk)?;
        }
        for chunk in files.chunks(Table::Claims, &all_claims).take_while(|_| claims) {
            let chunk = chunk?;
            self.layout.splits(&chunk, "claim_id")?;
            self.keys.claims(&chunk, &mut index)?;
            self.values.closed(&chunk, "claim_id")?;
            self.values.scores(&chunk, "stance_score")?;
            self.anonymity.claims(&chunk, &mut index)?;
            if articles {
                counts::CountChecks::count(&chunk, &mut index)?;
                self.refs.articles(&chunk, &mut index)?;
                self.spans.claims(&chunk, files, &index)?;
            }
            if speakers {
                self.refs.speakers(&chunk, &index)?;
            }
        }
        for chunk in files.chunks(Table::Stances, &all_stances).take_while(|_| stances) {
            let chunk = chunk?;
            self.keys.stances(&chunk)?;
            self.values.closed(&chunk, "claim_id")?;
            self.values.scores(&chunk, "score")?;
            if claims {
                self.refs.stances(&chunk, &mut index)?;
            }
            if articles && claims {
                self.spans.evidence(&chunk, files, &index)?;
            }
        }
        for chunk in files.chunks(Table::Rejects, &["source", "reason"]).take_while(|_| rejects) {
            self.values.closed(&chunk?, "source")?;
        }
        for chunk in files.chunks(Table::Articles, columns::ARTICLE_LINKS).take_while(|_| articles) {
            let chunk = chunk?;
            self.text.duplicates(&chunk, &index)?;
            if claims {
                self.counts.articles(&chunk, &index)?;
            }
        }
        for chunk in files.chunks(Table::Claims, columns::CLAIM_LINKS).take_while(|_| claims) {
            self.refs.nested(&chunk?, &index)?;
        }
        for chunk in files.chunks(Table::Speakers, columns::SPEAKER_COUNTS).take_while(|_| speakers && claims) {
            self.counts.speakers(&chunk?, &index)?;
        }
        Ok(())
    }

    fn finish(self) -> Vec<CheckResult> {
        let mut results = self.layout.finish();
        results.extend(self.schema.finish());
        results.extend(self.keys.finish());
        results.extend(self.refs.finish());
        results.extend(self.spans.finish());
        results.extend(self.values.finish());
        results.extend(self.anonymity.finish());
        results.extend(self.counts.finish());
        results.extend(self.text.finish());
        results
    }
}

/// The columns of a table.
fn names(table: Table) -> Vec<&'static str> {
    table.definition().columns.iter().map(|c| c.name).collect()
}

/// Whether every file has the bytes that SHA256SUMS lists: LAY001 alone, for the last look before a release appears.
///
/// # Errors
/// When a file cannot be read.
pub fn checksums(release: &Path) -> Result<CheckResult> {
    let files = Files { release: release.to_path_buf(), files: Vec::new() };
    layout::Layout::checksums(&files)
}
