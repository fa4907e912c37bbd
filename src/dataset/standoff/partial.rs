//! A restored release in which articles are missing: what the tables say of each other is counted again.

use super::super::duplicates::Key;
use super::{cell, id_key, texts};
use crate::dataset::read::each_row;
use crate::dataset::stats::{TOP_LEMMAS, lower_bound};
use crate::dataset::{Stats, Table};
use crate::error::Result;
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, BooleanArray, Int32Array, RecordBatch};
use arrow_schema::ArrowError;
use arrow_select::filter::filter_record_batch;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// Claims and articles of speakers.
#[derive(Debug, Default)]
pub(super) struct Recount {
    /// Claims, articles, and the last article that was counted: the claims of an article stand together.
    speakers: HashMap<Key, (i32, i32, Key), foldhash::fast::RandomState>,
}

impl Recount {
    pub(super) fn claims(&mut self, batch: &RecordBatch) -> Result<(), ArrowError> {
        let (speakers, articles) = (texts(batch, "speaker_id")?, texts(batch, "article_id")?);
        for row in 0..batch.num_rows() {
            let Some(speaker) = cell(speakers, row) else { continue };
            let article = id_key(articles.value(row));
            let count = self.speakers.entry(id_key(speaker)).or_insert((0, 0, !article));
            count.0 += 1;
            if count.2 != article {
                (count.1, count.2) = (count.1 + 1, article);
            }
        }
        Ok(())
    }

    /// The counts as columns.
    pub(super) fn speakers(&self, batch: &RecordBatch) -> Result<HashMap<&'static str, ArrayRef>, ArrowError> {
        let ids = texts(batch, "speaker_id")?;
        let counts = |which: fn(&(i32, i32, Key)) -> i32| -> ArrayRef {
            let of = |id: Option<&str>| id.and_then(|id| self.speakers.get(&id_key(id))).map_or(0, which);
            Arc::new(ids.iter().map(|id| Some(of(id))).collect::<Int32Array>())
        };
        Ok(HashMap::from([("n_claims", counts(|c| c.0)), ("n_articles", counts(|c| c.1))]))
    }
}

/// The speakers that say something.
pub(super) fn speaking(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let counts = batch.column_by_name("n_claims").and_then(|c| c.as_primitive_opt::<Int32Type>());
    let keep: BooleanArray = counts.into_iter().flatten().map(|n| Some(n.is_some_and(|n| n > 0))).collect();
    filter_record_batch(batch, &keep)
}

/// The distributions of a release, from its rows.
///
/// # Errors
/// When a table cannot be read.
pub fn stats(release: &Path) -> Result<Stats> {
    let mut s = Stats::default();
    each_row(release, Table::Articles, &["text", "n_claims"], |row| {
        s.articles += 1;
        *s.article_chars.entry(lower_bound(row.text(0).chars().count() as u64)).or_default() += 1;
        *s.claims_per_article.entry(u64::try_from(row.int(1).unwrap_or(0)).unwrap_or(0)).or_default() += 1;
    })?;
    let columns = [
        "text",
        "is_anonymous",
        "stance",
        "speaker_type",
        "anonymity",
        "quote_type",
        "cue_class",
        "speaker_resolution",
        "cue_lemma",
    ];
    let mut lemmas = BTreeMap::<String, u64>::new();
    each_row(release, Table::Claims, &columns, |row| {
        s.claims += 1;
        s.anonymous_claims += u64::from(row.bool(1));
        *s.claim_chars.entry(lower_bound(row.text(0).chars().count() as u64)).or_default() += 1;
        let counts = [
            (&mut s.stance, 2, "unlabelled"),
            (&mut s.speaker_type, 3, "unknown"),
            (&mut s.anonymity, 4, "none"),
            (&mut s.quote_type, 5, ""),
            (&mut s.cue_class, 6, "no_cue"),
            (&mut s.speaker_resolution, 7, ""),
        ];
        for (counts, column, null) in counts {
            let value = Some(row.text(column)).filter(|v| !v.is_empty()).unwrap_or(null);
            *counts.entry(value.to_owned()).or_default() += 1;
        }
        if !row.text(8).is_empty() {
            *lemmas.entry(row.text(8).to_owned()).or_default() += 1;
        }
    })?;
    s.top_cue_lemmas = lemmas.into_iter().collect();
    s.top_cue_lemmas.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    s.top_cue_lemmas.truncate(TOP_LEMMAS);
    Ok(s)
}
