//! What every reader of a file needs to know about the file.

use super::{Limits, SourceSpec, problem::Problem};
use crate::model::Reject;
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
}

impl Context {
    pub(crate) fn new(name: &str, spec: Arc<SourceSpec>, limits: Limits) -> Self {
        let source_id = if spec.id.is_empty() { name } else { &spec.id };
        Self { name: name.into(), source_id: source_id.into(), spec, limits }
    }

    /// The reject of a row of this file (`None`: of the whole file).
    pub(crate) fn reject(&self, problem: Problem, row: Option<u64>, raw: &[u8]) -> Reject {
        problem.reject(&self.name, row, raw)
    }
}
