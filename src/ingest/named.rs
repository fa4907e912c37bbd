//! Fields that a source names and that no row of it has: a misspelt name would only leave a column empty.

use super::{SourceSpec, row::Row, spec::Field};
use std::sync::{
    OnceLock,
    atomic::{AtomicU8, Ordering},
};

/// Columns that a warning names.
const SHOWN: usize = 20;

/// What was seen of the named fields of a source.
#[derive(Debug, Default)]
pub(crate) struct Named {
    /// One bit a field that some row has.
    seen: AtomicU8,
    /// The columns of the first row.
    columns: OnceLock<Vec<String>>,
}

impl Named {
    /// Looks at a row.
    pub(crate) fn see(&self, row: &dyn Row, spec: &SourceSpec) {
        let seen = self.seen.load(Ordering::Relaxed);
        for (bit, name) in named(spec).filter(|(bit, _)| seen & bit == 0) {
            self.columns.get_or_init(|| row.names().into_iter().map(str::to_owned).collect());
            if row.get(name).is_some() {
                self.seen.fetch_or(bit, Ordering::Relaxed);
            }
        }
    }

    /// What to say of every named field that no row has.
    pub(crate) fn warnings(&self, spec: &SourceSpec) -> Vec<String> {
        // Without a row there is nothing to say.
        let Some(columns) = self.columns.get() else { return Vec::new() };
        let shown: Vec<_> =
            columns.iter().take(SHOWN).map(|c| format!("`{}`", c.chars().take(40).collect::<String>())).collect();
        let more = if columns.len() > SHOWN { ", …" } else { "" };
        let source = if spec.id.is_empty() { spec.paths.first().map_or("", String::as_str) } else { &spec.id };
        let seen = self.seen.load(Ordering::Relaxed);
        named(spec)
            .filter(|(bit, _)| seen & bit == 0)
            .map(|(bit, name)| {
                let field = Field::ALL[bit.trailing_zeros() as usize].name();
                let there = shown.join(", ");
                format!(
                    "source {source}: no row has `{name}`, which `fields.{field}` names; the first has {there}{more}"
                )
            })
            .collect()
    }
}

/// The fields that a source names, by their bits. Without the text, a row is rejected and says so itself.
fn named(spec: &SourceSpec) -> impl Iterator<Item = (u8, &str)> {
    let all = Field::ALL.iter().enumerate().filter(|(_, field)| **field != Field::Text);
    all.filter_map(|(at, field)| field.named(&spec.fields).map(|name| (1 << at, name)))
}
