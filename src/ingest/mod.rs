//! Files to articles, or to rejects that say why not.
//!
//! Sources are named by a [`SourceSpec`]; [`Articles`] streams through them. Text files, JSON Lines, CSV, Parquet and
//! web pages are read, plain or compressed (gzip, zstd), in UTF-8, UTF-16 or the legacy Arabic encodings. The rule of
//! the layer is that nothing is repaired silently and nothing vanishes: a row is an article whose text is exactly what
//! the file holds, or it is a [`Reject`](crate::model::Reject).

mod articles;
mod batch;
mod csv;
mod date;
mod encoding;
mod files;
mod html;
mod jsonl;
mod named;
mod parquet;
mod pending;
mod problem;
mod row;
mod source;
mod spec;
mod stream;

pub use articles::Articles;
pub use batch::BatchReader;
pub use pending::Pending;
pub use row::text_article;
pub(crate) use spec::Field;
pub use spec::{FieldMap, Format, Limits, SourceSpec};

use crate::model::{Article, Reject};
use std::path::{Path, PathBuf};

/// One row of the input: an article, or why it is none.
pub type Item = Result<Article, Reject>;

/// The files of a source that [`Articles`] opens, in its order; paths are relative to `base`. Standard input is not among
/// them, nor is anything for a path of the source that leads to no file.
pub(crate) fn files(spec: &SourceSpec, base: &Path) -> impl Iterator<Item = PathBuf> {
    let found = |path: &String| {
        let one = SourceSpec { paths: vec![path.clone()], ..spec.clone() };
        files::Files::new(&one, base).into_iter().flatten()
    };
    let entries: Vec<_> = spec.paths.iter().map(found).collect();
    entries.into_iter().flatten().filter(|entry| entry.name != files::STDIN).map(|entry| entry.path)
}
