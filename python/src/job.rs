//! A build that the workers of a cluster engine share: parts by each of them, the merge on the driver.

use crate::errors::raised;
use crate::extractor::{needed, unreadable};
use crate::release::answer;
use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::PyArrowType;
use claimkit::build::{self, BuildOptions, HandedIn};
use claimkit::config::DatasetConfig;
use claimkit::error::{Error, ErrorKind, Location, Result};
use claimkit::ingest::{BatchReader, SourceSpec};
use claimkit::pipeline::Extractor;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};

/// A data set that is built in parts.
#[pyclass(frozen, module = "claimkit._native")]
pub(crate) struct Job {
    config: DatasetConfig,
    extractor: Extractor,
    source: SourceSpec,
    table: String,
}

#[pymethods]
impl Job {
    /// Opens a data set. Rows are read as those of its source with the id `source`; without one, of its only source.
    #[new]
    fn new(py: Python<'_>, dataset: PathBuf, source: Option<String>) -> PyResult<Self> {
        py.detach(|| Self::open(&dataset, source.as_deref())).map_err(raised)
    }

    /// The columns, of those named, that articles are read from.
    fn needed_columns(&self, names: Vec<String>) -> PyResult<Vec<String>> {
        needed(&names, self.source.clone(), &self.table).map_err(raised)
    }

    /// Makes a part of the rows of a stream, whose first one has the number `first`; what was made, as JSON.
    fn hand_in(
        &self,
        py: Python<'_>,
        articles: PyArrowType<RecordBatchStreamReader>,
        first: u64,
        part: u32,
        folder: PathBuf,
    ) -> PyResult<String> {
        py.detach(|| self.part(articles.0, first, part, &folder)).map_err(raised)
    }

    /// Makes a release of the parts in a folder, which are declared by what `hand_in` returned.
    fn merge(
        &self,
        py: Python<'_>,
        parts: Vec<String>,
        folder: PathBuf,
        out: Option<PathBuf>,
        threads: usize,
        max_rejects: Option<u64>,
    ) -> PyResult<String> {
        let made = py.detach(|| {
            let parts = parts.iter().map(|json| serde_json::from_str(json)).collect::<Result<Vec<HandedIn>, _>>();
            let parts = parts.map_err(|e| Error::new(ErrorKind::Data, format!("a part is not declared: {e}")))?;
            let options = BuildOptions { threads, out, max_rejects, ..self.options() };
            build::gather(&self.config, &parts, &options, &folder)?;
            build::merge(&self.config, &[folder], options)
        });
        answer(&made.map_err(raised)?)
    }

    /// Folder of the releases, as configured.
    #[getter]
    fn releases(&self) -> PathBuf {
        self.config.releases()
    }

    /// Name of the data set.
    #[getter]
    fn name(&self) -> &str {
        &self.config.dataset.name
    }
}

impl Job {
    fn open(dataset: &Path, source: Option<&str>) -> Result<Self> {
        let config = DatasetConfig::load(dataset)?;
        if let Some(labeler) = config.labelers.iter().find(|l| !l.command.is_empty()) {
            let message =
                format!("the labeler {:?} keeps its answers in this folder, which workers would share", labeler.name);
            return Err(Error::new(ErrorKind::Config, message)
                .at(Location::path(config.folder.join(claimkit::config::FILE)).field("labeler"))
                .hint(
                    "build with claimkit build --shard and a copy of the folder for each, or label the claims later",
                ));
        }
        let extractor = Extractor::load(config.target_paths(), config.gazetteer_path().as_deref())?;
        let source = chosen(&config, source)?;
        // What a build of the file itself would call it.
        let table = match source.paths.as_slice() {
            [path] => path.clone(),
            _ if source.id.is_empty() => "articles".to_owned(),
            _ => source.id.clone(),
        };
        Ok(Self { config, extractor, source, table })
    }

    /// The engine cuts the input into parts, not this program by size: `part_bytes` is 0 for all of them.
    fn options(&self) -> BuildOptions<'static> {
        BuildOptions { part_bytes: 0, threads: 1, ..BuildOptions::of(&self.extractor) }
    }

    fn part(&self, articles: RecordBatchStreamReader, first: u64, part: u32, folder: &Path) -> Result<String> {
        let reader = BatchReader::new(&articles.schema(), self.source.clone(), &self.table)?;
        let mut items = Vec::new();
        for batch in articles {
            // A reject keeps what was read of its row, and that is these columns, as from a file.
            let batch = batch.and_then(|b| b.project(reader.columns())).map_err(|e| unreadable(&e))?;
            let next = first + items.len() as u64;
            items.extend(reader.items(&batch, next));
        }
        let extract = |article: &_| self.extractor.extract(article);
        let made = build::hand_in(&self.config, items, extract, self.options(), part, folder)?;
        serde_json::to_string(&made)
            .map_err(|e| Error::new(ErrorKind::Data, "a part cannot be written as JSON").caused_by(e))
    }
}

/// The source that rows belong to.
fn chosen(config: &DatasetConfig, id: Option<&str>) -> Result<SourceSpec> {
    let ids = || config.sources.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join(", ");
    let wrong = |message: String| {
        Error::new(ErrorKind::Config, message)
            .at(Location::path(config.folder.join(claimkit::config::FILE)).field("source"))
    };
    match (id, config.sources.as_slice()) {
        (None, []) => Ok(SourceSpec::default()),
        (None, [only]) => Ok(only.clone()),
        (None, many) => Err(wrong(format!("{} sources; the rows belong to one of them", many.len()))
            .hint(format!("name it: source is one of {}", ids()))),
        (Some(id), all) => {
            all.iter().find(|s| s.id == id).cloned().ok_or_else(|| {
                wrong(format!("there is no source with the id {id:?}")).hint(format!("ids are {}", ids()))
            })
        }
    }
}
