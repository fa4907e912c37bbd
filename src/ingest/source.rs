//! What every reader of a file needs to know about the file.

use super::{
    Limits, SourceSpec,
    named::Named,
    problem::Problem,
    row::{self, Row},
};
use crate::model::{Article, Origin, Reject};
use std::sync::Arc;

/// A file in reading: its name, its source, its limits.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    /// The file, as the user named it.
    pub(crate) name: Arc<str>,
    /// Id of the source, or the name of the file.
    pub(crate) source_id: Arc<str>,
    pub(crate) spec: Arc<SourceSpec>,
    pub(crate) limits: Limits,
    /// What rows of the source have of the fields that it names.
    pub(crate) named: Arc<Named>,
}

impl Context {
    pub(crate) fn new(name: &str, spec: Arc<SourceSpec>, limits: Limits) -> Self {
        let source_id = if spec.id.is_empty() { name } else { &spec.id };
        Self { name: name.into(), source_id: source_id.into(), spec, limits, named: Arc::default() }
    }

    /// The article of a row of this file.
    pub(crate) fn article(&self, row: &dyn Row, number: u64) -> Result<Article, Problem> {
        self.named.see(row, &self.spec);
        let article = row::article(row, &self.spec, &self.source_id)?;
        Ok(Article { origin: Some(self.origin(Some(number))), ..article })
    }

    /// A row of this file (`None`: the whole file).
    pub(crate) fn origin(&self, row: Option<u64>) -> Origin {
        Origin { file: self.name.to_string(), row }
    }

    /// The reject of a row of this file (`None`: of the whole file).
    pub(crate) fn reject(&self, problem: Problem, row: Option<u64>, raw: &[u8]) -> Reject {
        problem.reject(&self.name, row, raw)
    }
}
