//! The passes over a release: which rows each family of checks sees, and in which order. Speakers and articles come first
//! because claims point at them; what may point forward is looked at in a second pass over few columns.

use super::check::CheckResult;
use super::documents::Documents;
use super::files::{Chunk, Files};
use super::form::Form;
use super::index::Index;
use super::{
    Options, agreement, anonymity, balance, baseline, counts, dates, edges, keys, layout, leaks, own, package, parquet,
    privacy, refs, schema, spans, text, values, wording,
};
use crate::dataset::{Manifest, Table};
use crate::error::Result;

/// Columns that the passes need. Time is not read: polars would need its time zones for it; see [`dates`].
mod columns {
    pub(super) const ARTICLES: &[&str] = &[
        "article_id",
        "text",
        "text_chars",
        "text_sha256",
        "blocks",
        "split",
        "url",
        "outlet",
        "title",
        "n_claims",
        "near_duplicate_of",
    ];
    pub(super) const ARTICLE_LINKS: &[&str] = &["article_id", "n_claims", "near_duplicate_of"];
    pub(super) const CLAIM_LINKS: &[&str] = &["claim_id", "article_id", "nested_in"];
    pub(super) const CLAIM_OFFICES: &[&str] = &["speaker_id", "speaker_name", "speaker_role", "speaker_affiliation"];
    pub(super) const SPEAKER_COUNTS: &[&str] = &["speaker_id", "n_claims"];
}

/// Checks that look at words and nothing else; in a stand-off release they are skipped.
const NEED_TEXTS: [&str; 20] = [
    "SPN002", "SPN005", "SPN006", "SPN007", "TXT001", "TXT002", "TXT003", "TXT004", "TXT005", "TXT006", "TXT007",
    "TXT008", "TXT009", "TXT010", "TXT012", "DUP002", "DUP003", "LKG002", "LKG004", "ANO002",
];

struct Checks<'r> {
    files: &'r Files,
    form: &'r Form,
    index: Index,
    layout: layout::Layout,
    schema: schema::Schemas,
    parquet: parquet::ParquetChecks,
    package: package::Package,
    keys: keys::Keys,
    refs: refs::Refs,
    spans: spans::Spans,
    edges: edges::Edges,
    values: values::Values,
    anonymity: anonymity::AnonymityChecks,
    privacy: privacy::Privacy,
    counts: counts::CountChecks,
    text: text::TextChecks,
    wording: wording::Wording,
    leaks: leaks::Leaks,
    balance: balance::Balance,
    agreement: agreement::Agreement,
}

/// Every check, in the order of [`docs`](super::docs).
pub(super) fn all(
    files: &Files,
    form: &Form,
    manifest: Option<&Manifest>,
    documents: &Documents,
    options: &Options,
) -> Result<Vec<CheckResult>> {
    let mut checks = Checks::new(files, form)?;
    checks.layout.release(files, form, manifest.ok_or("is missing or cannot be read"), documents)?;
    checks.schema.release(files, form);
    checks.parquet.release(files, form)?;
    checks.package.release(files, form, manifest, documents)?;
    checks.rows()?;
    if let Some(manifest) = manifest {
        checks.counts.manifest(files, manifest);
    }
    let usable = checks.schema.usable(Table::Articles);
    let own = own::stated(manifest, &files.release)?;
    let own = own::run(files, form, &own, |table| checks.schema.usable(table))?;
    let mut results = checks.finish()?;
    results.extend(dates::check(files, manifest, usable)?);
    results.extend(baseline::check(files, form, manifest, options.baseline.as_deref())?);
    if !form.has_texts() {
        results.iter_mut().filter(|r| NEED_TEXTS.contains(&r.id.as_str())).for_each(CheckResult::without_texts);
    }
    let place = |result: &CheckResult| super::DOCS.iter().position(|doc| doc.id == result.id);
    results.sort_by_key(place);
    results.extend(own);
    Ok(results)
}

impl<'r> Checks<'r> {
    fn new(files: &'r Files, form: &'r Form) -> Result<Self> {
        Ok(Self {
            files,
            form,
            index: Index::default(),
            layout: layout::Layout::new(),
            schema: schema::Schemas::new(),
            parquet: parquet::ParquetChecks::new(),
            package: package::Package::new(),
            keys: keys::Keys::new(),
            refs: refs::Refs::new(),
            spans: spans::Spans::new(),
            edges: edges::Edges::new(),
            values: values::Values::new(),
            anonymity: anonymity::AnonymityChecks::new(),
            privacy: privacy::Privacy::new(files)?,
            counts: counts::CountChecks::new(),
            text: text::TextChecks::new(),
            wording: wording::Wording::new(),
            leaks: leaks::Leaks::new()?,
            balance: balance::Balance::default(),
            agreement: agreement::Agreement::default(),
        })
    }

    /// Every row of every table whose schema is the contract's.
    fn rows(&mut self) -> Result<()> {
        let files = self.files;
        if self.schema.usable(Table::Duplicates) {
            for chunk in files.chunks(Table::Duplicates, &self.form.columns(Table::Duplicates)) {
                let chunk = chunk?;
                self.values.closed(&chunk, self.form.contract(Table::Duplicates), "article_id")?;
                self.leaks.pairs(&chunk)?;
            }
        }
        self.speakers()?;
        self.articles()?;
        self.claims()?;
        self.stances()?;
        let rejects = self.schema.usable(Table::Rejects);
        for chunk in files.chunks(Table::Rejects, &["source", "reason"]).take_while(|_| rejects) {
            self.values.closed(&chunk?, self.form.contract(Table::Rejects), "source")?;
        }
        self.links()
    }

    fn speakers(&mut self) -> Result<()> {
        let usable = self.schema.usable(Table::Speakers);
        for chunk in self.files.chunks(Table::Speakers, &self.form.columns(Table::Speakers)).take_while(|_| usable) {
            let chunk = chunk?;
            self.keys.speakers(&chunk, &mut self.index)?;
            self.values.closed(&chunk, self.form.contract(Table::Speakers), "speaker_id")?;
            self.anonymity.speakers(&chunk)?;
            self.privacy.ids(&chunk, "speaker_id")?;
            self.privacy.speakers(&chunk)?;
        }
        Ok(())
    }

    fn articles(&mut self) -> Result<()> {
        let usable = self.schema.usable(Table::Articles);
        let columns = self.form.known(Table::Articles, columns::ARTICLES);
        let chunks = self.files.chunks(Table::Articles, &columns).take_while(|_| usable);
        for (number, chunk) in chunks.enumerate() {
            let chunk = chunk?;
            let split = self.index.split(&chunk.file.split);
            self.layout.splits(&chunk, "article_id")?;
            self.keys.articles(&chunk, number, &mut self.index)?;
            self.values.closed(&chunk, self.form.contract(Table::Articles), "article_id")?;
            self.spans.blocks(&chunk)?;
            if self.form.has_texts() {
                self.text.hashes(&chunk)?;
                self.wording.articles(&chunk)?;
            }
            self.leaks.articles(&chunk, split)?;
            self.balance.articles(&chunk)?;
            self.privacy.ids(&chunk, "article_id")?;
        }
        Ok(())
    }

    fn claims(&mut self) -> Result<()> {
        let (articles, speakers) = (self.schema.usable(Table::Articles), self.schema.usable(Table::Speakers));
        let usable = self.schema.usable(Table::Claims);
        for chunk in self.files.chunks(Table::Claims, columns::CLAIM_OFFICES).take_while(|_| usable) {
            self.privacy.named(&chunk?)?;
        }
        for chunk in self.files.chunks(Table::Claims, &self.form.columns(Table::Claims)).take_while(|_| usable) {
            let chunk = chunk?;
            self.layout.splits(&chunk, "claim_id")?;
            self.keys.claims(&chunk, &mut self.index)?;
            self.values.closed(&chunk, self.form.contract(Table::Claims), "claim_id")?;
            self.values.scores(&chunk, "stance_score")?;
            self.anonymity.claims(&chunk, &mut self.index)?;
            self.privacy.ids(&chunk, "claim_id")?;
            self.privacy.claims(&chunk)?;
            self.edges.rows(&chunk)?;
            self.balance.claims(&chunk)?;
            if articles {
                counts::CountChecks::count(&chunk, &mut self.index)?;
                self.refs.articles(&chunk, &mut self.index)?;
            }
            if speakers {
                self.refs.speakers(&chunk, &self.index)?;
            }
            if self.form.has_texts() {
                self.words(&chunk, articles)?;
            } else if articles {
                self.spans.places(&chunk, &self.index)?;
            }
        }
        Ok(())
    }

    /// What needs the words of claims, and of their articles.
    fn words(&mut self, chunk: &Chunk<'_>, articles: bool) -> Result<()> {
        self.privacy.words(chunk)?;
        self.leaks.claims(chunk)?;
        if articles {
            self.spans.claims(chunk, self.files, &self.index)?;
            self.edges.texts(chunk, self.files, &self.index)?;
            if !self.form.gazetteer {
                self.anonymity.names(chunk, self.files, &self.index)?;
            }
        }
        Ok(())
    }

    fn stances(&mut self) -> Result<()> {
        let (articles, claims) = (self.schema.usable(Table::Articles), self.schema.usable(Table::Claims));
        let usable = self.schema.usable(Table::Stances);
        for chunk in self.files.chunks(Table::Stances, &["labeler"]).take_while(|_| usable) {
            self.agreement.labelers(&chunk?)?;
        }
        for chunk in self.files.chunks(Table::Stances, &self.form.columns(Table::Stances)).take_while(|_| usable) {
            let chunk = chunk?;
            self.keys.stances(&chunk)?;
            self.values.closed(&chunk, self.form.contract(Table::Stances), "claim_id")?;
            self.values.scores(&chunk, "score")?;
            self.agreement.stances(&chunk)?;
            if claims {
                self.refs.stances(&chunk, &mut self.index)?;
            }
            if articles && claims && self.form.has_texts() {
                self.spans.evidence(&chunk, self.files, &self.index)?;
            } else if articles && claims {
                self.spans.evidence_places(&chunk, &self.index)?;
            }
        }
        Ok(())
    }

    /// What may point forward.
    fn links(&mut self) -> Result<()> {
        let (articles, claims) = (self.schema.usable(Table::Articles), self.schema.usable(Table::Claims));
        let speakers = self.schema.usable(Table::Speakers);
        for chunk in self.files.chunks(Table::Articles, columns::ARTICLE_LINKS).take_while(|_| articles) {
            let chunk = chunk?;
            self.text.duplicates(&chunk, self.form, &self.index)?;
            if claims {
                self.counts.articles(&chunk, &self.index)?;
            }
        }
        for chunk in self.files.chunks(Table::Claims, columns::CLAIM_LINKS).take_while(|_| claims) {
            self.refs.nested(&chunk?, &self.index)?;
        }
        let counted = speakers && claims;
        for chunk in self.files.chunks(Table::Speakers, columns::SPEAKER_COUNTS).take_while(|_| counted) {
            self.counts.speakers(&chunk?, &self.index)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<CheckResult>> {
        let parts = [
            self.layout.finish(),
            self.schema.finish(),
            self.parquet.finish(),
            self.package.finish(),
            self.keys.finish(),
            self.refs.finish(),
            self.spans.finish(),
            self.edges.finish(),
            self.values.finish(),
            self.anonymity.finish(),
            self.privacy.finish(),
            self.counts.finish(),
            self.text.finish(),
            self.wording.finish(),
            self.leaks.finish()?,
            self.balance.finish(),
            self.agreement.finish(),
        ];
        Ok(parts.into_iter().flatten().collect())
    }
}
