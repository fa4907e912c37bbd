//! Texts and tables to claims.

use crate::errors::{raised, rejected};
use arrow_array::{RecordBatch, RecordBatchReader, ffi_stream::RecordBatchStreamReader};
use arrow_pyarrow::{IntoPyArrow, PyArrowType, Table as ArrowTable};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use claimkit::columnar::{Columnar, Made, TABLES};
use claimkit::dataset::Table;
use claimkit::error::{Error, ErrorKind, Result};
use claimkit::ingest::{BatchReader, SourceSpec, text_article};
use claimkit::model::{Article, Reject, Vocabulary};
use claimkit::record::Record;
use pyo3::prelude::*;
use std::path::PathBuf;

/// An extractor for a list of targets; cheap to call, shared by threads.
#[pyclass(frozen, module = "claimkit._native")]
pub(crate) struct Extractor {
    inner: claimkit::pipeline::Extractor,
}

/// A table, and for every row of the input that is no article `(row, reason, detail)`.
type Answer<'py> = (Bound<'py, PyAny>, Vec<(Option<u64>, &'static str, String)>);

#[pymethods]
impl Extractor {
    /// Reads the targets and the gazetteer.
    #[new]
    fn new(py: Python<'_>, targets: Vec<PathBuf>, gazetteer: Option<PathBuf>) -> PyResult<Self> {
        let inner = py.detach(|| claimkit::pipeline::Extractor::load(targets, gazetteer.as_deref())).map_err(raised)?;
        Ok(Self { inner })
    }

    /// The record of a text, as a line of JSON.
    fn extract(
        &self,
        py: Python<'_>,
        text: String,
        title: Option<String>,
        article_id: Option<String>,
    ) -> PyResult<String> {
        py.detach(|| {
            let article = text_article(article_id, text, "str").map_err(rejected)?;
            let article = Article { title, ..article };
            let record = Record::new(&article, &self.inner.extract(&article));
            serde_json::to_string(&record)
                .map_err(|e| raised(Error::new(ErrorKind::Data, "a record cannot be written as JSON").caused_by(e)))
        })
    }

    /// One table of everything that the stream of articles has.
    #[expect(clippy::too_many_arguments, reason = "the arguments that Python calls it with")]
    fn extract_batch<'py>(
        &self,
        py: Python<'py>,
        articles: PyArrowType<RecordBatchStreamReader>,
        table: &str,
        source: &str,
        name: &str,
        first: u64,
        threads: usize,
    ) -> PyResult<Answer<'py>> {
        let (schema, made) =
            py.detach(|| self.tables(articles.0, table, source, name, first, threads)).map_err(raised)?;
        let rejects = made.rejects.into_iter().map(|Reject { row, reason, detail, .. }| (row, reason.as_str(), detail));
        let table = ArrowTable::try_new(made.batches, schema).map_err(|e| raised(unreadable(&e)))?;
        Ok((table.into_pyarrow(py)?, rejects.collect()))
    }

    /// Identifiers of the targets, the primary one first.
    #[getter]
    fn targets(&self) -> Vec<String> {
        self.inner.targets().iter().map(|t| t.id().to_owned()).collect()
    }
}

impl Extractor {
    fn tables(
        &self,
        articles: RecordBatchStreamReader,
        table: &str,
        source: &str,
        name: &str,
        mut first: u64,
        threads: usize,
    ) -> Result<(SchemaRef, Made)> {
        let table = Table::of_name(table).ok_or_else(|| {
            let names: Vec<_> = TABLES.into_iter().map(Table::name).collect();
            Error::new(ErrorKind::Config, format!("there is no table `{table}`"))
                .hint(format!("take one of {}", names.join(", ")))
        })?;
        let spec = specification(source)?;
        let reader = BatchReader::new(&articles.schema(), spec, name)?;
        let columnar = Columnar::new(&self.inner, &reader, table)?;
        // A pool of its own for every call: threads do not survive a fork, and starting them costs microseconds.
        let pool = claimkit::build::pool(threads)?;
        let mut all = Made::default();
        for batch in articles {
            let batch: RecordBatch = batch.map_err(|e| unreadable(&e))?;
            let made = pool.install(|| columnar.run(&batch, first))?;
            first += batch.num_rows() as u64;
            all.batches.extend(made.batches);
            all.rejects.extend(made.rejects);
        }
        Ok((columnar.schema()?, all))
    }
}

/// The columns, of those named, that articles are read from.
#[pyfunction]
pub(crate) fn needed_columns(names: Vec<String>, source: &str, name: &str) -> PyResult<Vec<String>> {
    specification(source).and_then(|spec| needed(&names, spec, name)).map_err(raised)
}

pub(crate) fn needed(names: &[String], spec: SourceSpec, table: &str) -> Result<Vec<String>> {
    // Only names decide it.
    let fields: Vec<_> = names.iter().map(|n| Field::new(n, DataType::Utf8, true)).collect();
    let reader = BatchReader::new(&Schema::new(fields), spec, table)?;
    Ok(reader.columns().iter().filter_map(|&i| names.get(i).cloned()).collect())
}

/// How rows become articles, from JSON with the keys of `[[source]]`.
fn specification(json: &str) -> Result<SourceSpec> {
    serde_json::from_str(json).map_err(|e| Error::new(ErrorKind::Config, e.to_string()))
}

pub(crate) fn unreadable(error: &ArrowError) -> Error {
    Error::new(ErrorKind::Data, format!("the table of articles cannot be read: {error}"))
}
