//! The columns of a part: plain strings and numbers, the extraction as bytes of postcard, which are a fraction of its JSON and
//! of the time. `file` and `row` say where a row was read.

use crate::model::{Article, Extraction, Origin, Reject, RejectReason, Vocabulary};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use std::sync::Arc;

use super::part::{Row, RowRef};

const PUBLISHED: &str = "published_at";
const FILE: &str = "file";
const ROW: &str = "row";

/// Columns of text that articles fill, and what they hold; `article_id` is null in rejects only.
const ARTICLE: [(&str, fn(&Article) -> Option<&str>); 8] = [
    ("article_id", |a| Some(&a.article_id)),
    ("source_id", |a| Some(&a.source_id)),
    ("url", |a| a.url.as_deref()),
    ("outlet", |a| a.outlet.as_deref()),
    ("title", |a| a.title.as_deref()),
    ("author", |a| a.author.as_deref()),
    ("language", |a| Some(&a.language)),
    ("text", |a| Some(&a.text)),
];

const EXTRACTION: &str = "extraction";

/// Columns of text that rejects fill.
const REJECT: [(&str, fn(&Reject) -> &str); 3] =
    [("reject_reason", |r| r.reason.as_str()), ("reject_detail", |r| &r.detail), ("reject_raw", |r| &r.raw)];

pub(super) fn schema() -> SchemaRef {
    let field = |name: &str, kind| Field::new(name, kind, true);
    let mut fields: Vec<Field> = ARTICLE.iter().map(|(name, _)| field(name, DataType::Utf8)).collect();
    fields.push(field(PUBLISHED, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))));
    fields.push(field(EXTRACTION, DataType::Binary));
    fields.extend(REJECT.iter().map(|(name, _)| field(name, DataType::Utf8)));
    fields.push(field(FILE, DataType::Utf8));
    fields.push(field(ROW, DataType::Int64));
    Arc::new(Schema::new(fields))
}

/// The rows as one batch.
pub(super) fn encode(rows: &[RowRef<'_>]) -> Result<RecordBatch, String> {
    let articles = || rows.iter().map(|row| row.ok().map(|(article, _)| article));
    let rejects = || rows.iter().map(|row| row.err());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(ARTICLE.len() + REJECT.len() + 4);
    for (_, of) in ARTICLE {
        columns.push(Arc::new(articles().map(|a| a.and_then(of)).collect::<StringArray>()));
    }
    let published = articles().map(|a| a?.published_at.map(jiff::Timestamp::as_microsecond));
    columns.push(Arc::new(published.collect::<TimestampMicrosecondArray>().with_timezone("UTC")));
    let found = |row: &RowRef<'_>| row.ok().map(|(_, extraction)| postcard::to_allocvec(extraction)).transpose();
    let found = rows.iter().map(found).collect::<Result<Vec<_>, _>>().map_err(|e| e.to_string())?;
    let text = articles().flatten().map(|a| a.text.len()).chain(found.iter().flatten().map(Vec::len)).sum::<usize>();
    if text > i32::MAX as usize {
        return Err("it has more than 2 GiB of text; make smaller parts".into());
    }
    columns.push(Arc::new(BinaryArray::from_iter(found)));
    for (_, of) in REJECT {
        columns.push(Arc::new(rejects().map(|r| r.map(of)).collect::<StringArray>()));
    }
    let files = rows.iter().map(|row| match row {
        Ok((article, _)) => article.origin.as_ref().map(|o| o.file.as_str()),
        Err(reject) => Some(reject.source.as_str()),
    });
    columns.push(Arc::new(files.collect::<StringArray>()));
    let numbers = rows.iter().map(|row| match row {
        Ok((article, _)) => article.origin.as_ref().and_then(|o| o.row),
        Err(reject) => reject.row,
    });
    // Line numbers fit: a file has less than 2^63 bytes.
    columns.push(Arc::new(numbers.map(|n| n.and_then(|n| i64::try_from(n).ok())).collect::<Int64Array>()));
    RecordBatch::try_new(schema(), columns).map_err(|e| e.to_string())
}

/// Whether a file has the columns of a part.
pub(super) fn check(found: &Schema) -> Result<(), String> {
    for wanted in schema().fields() {
        let found = found.field_with_name(wanted.name()).map(|f| f.data_type().clone()).ok();
        if found.as_ref() != Some(wanted.data_type()) {
            let found = found.map_or("missing".into(), |kind| kind.to_string());
            return Err(format!("column {} is {found}, not {}", wanted.name(), wanted.data_type()));
        }
    }
    Ok(())
}

/// A row that a batch has; the columns of its file were checked.
pub(super) fn decode(rows: &RecordBatch, at: usize) -> Result<Row, String> {
    let text = |name: &str| {
        let column = rows.column_by_name(name)?.as_string_opt::<i32>()?;
        column.is_valid(at).then(|| column.value(at))
    };
    let owned = |name: &str| text(name).map(str::to_owned);
    let required = |name: &str| owned(name).ok_or(format!("{name} is null"));
    let Some(article_id) = owned("article_id") else {
        let reason = required("reject_reason")?;
        return Ok(Err(Reject {
            source: required(FILE)?,
            row: number(rows, at),
            reason: RejectReason::parse(&reason).ok_or(format!("reject_reason: {reason:?} is not known"))?,
            detail: required("reject_detail")?,
            raw: required("reject_raw")?,
        }));
    };
    let found = rows.column_by_name(EXTRACTION).and_then(|column| column.as_binary_opt::<i32>());
    let found = found.filter(|column| column.is_valid(at)).ok_or(format!("{EXTRACTION} is null"))?.value(at);
    let extraction: Extraction = postcard::from_bytes(found).map_err(|e| format!("{EXTRACTION}: {e}"))?;
    let article = Article {
        article_id,
        source_id: required("source_id")?,
        url: owned("url"),
        outlet: owned("outlet"),
        title: owned("title"),
        author: owned("author"),
        published_at: instant(rows, at)?,
        language: required("language")?,
        text: required("text")?,
        origin: owned(FILE).map(|file| Origin { file, row: number(rows, at) }),
        // They went into the blocks of the extraction.
        known_blocks: Vec::new(),
    };
    Ok(Ok((article, extraction)))
}

fn number(rows: &RecordBatch, at: usize) -> Option<u64> {
    let column = rows.column_by_name(ROW)?.as_primitive_opt::<Int64Type>()?;
    column.is_valid(at).then(|| column.value(at)).and_then(|n| u64::try_from(n).ok())
}

fn instant(rows: &RecordBatch, at: usize) -> Result<Option<jiff::Timestamp>, String> {
    let column = rows.column_by_name(PUBLISHED).and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>());
    let value = column.filter(|c| c.is_valid(at)).map(|c| c.value(at));
    value.map(jiff::Timestamp::from_microsecond).transpose().map_err(|e| format!("{PUBLISHED}: {e}"))
}
