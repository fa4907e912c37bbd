//! Parquet, one record batch at a time, only the columns that articles need.

use super::{
    Item,
    problem::Problem,
    row::{self, Cell, Row},
    source::Context,
    spec::Field,
};
use crate::model::{Reject, RejectReason};
use arrow_array::{
    Array, ArrayRef, RecordBatch, StructArray,
    cast::AsArray,
    types::{
        Date32Type, Date64Type, Float32Type, Float64Type, Int16Type, Int32Type, Int64Type, TimestampMicrosecondType,
        TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, Schema, TimeUnit};
use jiff::Timestamp;
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Rows of a batch: few, because a row is a whole article.
const BATCH: usize = 256;

/// Reads rows of a Parquet file.
pub(crate) struct Rows {
    /// `None` once it met damage.
    reader: Option<ParquetRecordBatchReader>,
    context: Context,
    schema_names: Vec<String>,
    batch: Option<RecordBatch>,
    next: usize,
    number: u64,
    total: u64,
    size: u64,
    counted: u64,
    counter: Arc<AtomicU64>,
}

impl Rows {
    /// Opens a file; one that is no Parquet or has no text column is a reject as a whole.
    ///
    /// `counter` grows towards the size of the file in step with the rows, since the columns that are skipped are never
    /// read.
    pub(crate) fn open(file: File, context: Context, counter: Arc<AtomicU64>) -> Result<Self, Box<Reject>> {
        let whole = |problem: Problem| Box::new(context.reject(problem, None, b""));
        let size = file.metadata().map_or(0, |m| m.len());
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| whole(damaged(&e)))?;
        let schema = builder.schema().clone();
        let schema_names: Vec<_> = schema.fields().iter().map(|f| f.name().clone()).collect();
        let roots = roots(&schema, &context);
        if !has_text(&schema, &context) {
            let none =
                BatchRow { batch: &RecordBatch::new_empty(Arc::new(Schema::empty())), row: 0, names: &schema_names };
            return Err(whole(row::missing_text(&none, &context.spec)));
        }
        let total = builder.metadata().file_metadata().num_rows().max(0).unsigned_abs();
        let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|e| whole(damaged(&e)))?;
        Ok(Self {
            reader: Some(reader),
            context,
            schema_names,
            batch: None,
            next: 0,
            number: 0,
            total,
            size,
            counted: 0,
            counter,
        })
    }

    fn count(&mut self) {
        let seen = u128::from(self.size) * u128::from(self.number) / u128::from(self.total.max(1));
        let seen = u64::try_from(seen).unwrap_or(self.size);
        self.counter.fetch_add(seen.saturating_sub(self.counted), Ordering::Relaxed);
        self.counted = self.counted.max(seen);
    }
}

impl Iterator for Rows {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.batch.as_ref().is_none_or(|b| self.next >= b.num_rows()) {
            self.next = 0;
            match next_batch(self.reader.as_mut()?)? {
                Ok(batch) => self.batch = Some(batch),
                Err(detail) => {
                    // What follows a broken page cannot be trusted; the number says where reading stopped.
                    (self.batch, self.reader) = (None, None);
                    let problem = Problem::new(RejectReason::Truncated, detail);
                    return Some(Err(self.context.reject(problem, Some(self.number + 1), b"")));
                }
            }
        }
        let batch = self.batch.as_ref()?;
        let row = BatchRow { batch, row: self.next, names: &self.schema_names };
        self.number += 1;
        let outcome = row::article(&row, &self.context.spec, &self.context.source_id)
            .map_err(|problem| self.context.reject(problem, Some(self.number), row.raw().as_bytes()));
        self.next += 1;
        if self.next == batch.num_rows() {
            self.count();
        }
        Some(outcome)
    }
}

/// The next batch. A damaged file may make the decoder panic where it promises an error; both are damage.
fn next_batch(reader: &mut ParquetRecordBatchReader) -> Option<Result<RecordBatch, String>> {
    match catch_unwind(AssertUnwindSafe(|| reader.next())) {
        Ok(batch) => batch.map(|b| b.map_err(|e| damaged(&e).detail)),
        Err(_) => Some(Err("the file is damaged: the decoder gave up; fetch it again".to_owned())),
    }
}

fn damaged(error: &dyn std::error::Error) -> Problem {
    Problem::new(RejectReason::Truncated, format!("no whole Parquet file ({error}); fetch it again"))
}

/// Whether a column name is one that a field may be read from.
fn names_field(column: &str, field: Field, context: &Context) -> bool {
    match field.named(&context.spec.fields) {
        Some(name) => name == column || name.strip_prefix(column).is_some_and(|rest| rest.starts_with('.')),
        None => field.aliases().iter().any(|alias| alias.eq_ignore_ascii_case(column)),
    }
}

/// Indices of the columns that are read.
fn roots(schema: &Schema, context: &Context) -> Vec<usize> {
    let wanted = |name: &str| Field::ALL.iter().any(|&field| names_field(name, field, context));
    schema.fields().iter().enumerate().filter(|(_, f)| wanted(f.name())).map(|(i, _)| i).collect()
}

fn has_text(schema: &Schema, context: &Context) -> bool {
    schema.fields().iter().any(|f| names_field(f.name(), Field::Text, context))
}

struct BatchRow<'a> {
    batch: &'a RecordBatch,
    row: usize,
    /// Every column of the file, including those that are not read.
    names: &'a [String],
}

impl BatchRow<'_> {
    /// The row as one `name: value` a line, for rejects.
    fn raw(&self) -> String {
        let schema = self.batch.schema();
        let mut raw = String::new();
        for (field, column) in schema.fields().iter().zip(self.batch.columns()) {
            let value = match cell(column, self.row) {
                Cell::Text(text) => text.chars().take(super::problem::RAW_BYTES).collect(),
                other => format!("{other:?}"),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(raw, "{}: {value}", field.name());
        }
        raw
    }
}

impl Row for BatchRow<'_> {
    fn get(&self, name: &str) -> Option<Cell<'_>> {
        if let Some(column) = self.batch.column_by_name(name) {
            return Some(cell(column, self.row));
        }
        let mut parts = name.split('.');
        let mut column = self.batch.column_by_name(parts.next()?)?;
        for part in parts {
            let object = column.as_any().downcast_ref::<StructArray>()?;
            if object.is_null(self.row) {
                return Some(Cell::Null);
            }
            column = object.column_by_name(part)?;
        }
        Some(cell(column, self.row))
    }

    fn names(&self) -> Vec<&str> {
        self.names.iter().map(String::as_str).collect()
    }
}

/// The value of a column in a row; types that articles have no use for are named, not converted.
fn cell(column: &ArrayRef, row: usize) -> Cell<'_> {
    if column.is_null(row) {
        return Cell::Null;
    }
    let text = |text| Cell::Text(Cow::Borrowed(text));
    let time = |time: Result<Timestamp, jiff::Error>| time.map_or(Cell::Other("a timestamp out of range"), Cell::Time);
    match column.data_type() {
        DataType::Utf8 => text(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(column.as_string::<i64>().value(row)),
        DataType::Utf8View => text(column.as_string_view().value(row)),
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary();
            match dictionary.normalized_keys().get(row) {
                Some(&key) if key < dictionary.values().len() => cell(dictionary.values(), key),
                _ => Cell::Null,
            }
        }
        DataType::Int16 => Cell::Int(column.as_primitive::<Int16Type>().value(row).into()),
        DataType::Int32 => Cell::Int(column.as_primitive::<Int32Type>().value(row).into()),
        DataType::Int64 => Cell::Int(column.as_primitive::<Int64Type>().value(row)),
        DataType::UInt32 => Cell::Int(column.as_primitive::<UInt32Type>().value(row).into()),
        DataType::UInt64 => {
            let number = column.as_primitive::<UInt64Type>().value(row);
            i64::try_from(number).map_or_else(|_| Cell::Text(Cow::Owned(number.to_string())), Cell::Int)
        }
        DataType::Float32 => Cell::Float(column.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => Cell::Float(column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => {
            let days = i64::from(column.as_primitive::<Date32Type>().value(row));
            time(Timestamp::from_second(days * 86_400))
        }
        DataType::Date64 => time(Timestamp::from_millisecond(column.as_primitive::<Date64Type>().value(row))),
        DataType::Timestamp(unit, _) => time(match unit {
            TimeUnit::Second => Timestamp::from_second(column.as_primitive::<TimestampSecondType>().value(row)),
            TimeUnit::Millisecond => {
                Timestamp::from_millisecond(column.as_primitive::<TimestampMillisecondType>().value(row))
            }
            TimeUnit::Microsecond => {
                Timestamp::from_microsecond(column.as_primitive::<TimestampMicrosecondType>().value(row))
            }
            TimeUnit::Nanosecond => {
                Timestamp::from_nanosecond(column.as_primitive::<TimestampNanosecondType>().value(row).into())
            }
        }),
        DataType::List(_) => match column.as_list::<i32>().value(row) {
            names if *names.data_type() == DataType::Utf8 => {
                let names: Vec<_> = names.as_string::<i32>().iter().flatten().collect();
                Cell::Names(names.join("، "))
            }
            _ => Cell::Other("a list"),
        },
        DataType::Struct(_) => Cell::Other("an object"),
        DataType::Boolean => Cell::Other("a boolean"),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Cell::Other("binary"),
        _ => Cell::Other("of another type"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Limits, SourceSpec};
    use crate::model::Article;
    use arrow_array::{LargeStringArray, StringArray, StringViewArray, TimestampMicrosecondArray};
    use parquet::arrow::ArrowWriter;
    use std::io::{Seek, Write};

    fn file(columns: Vec<(&str, ArrayRef)>) -> File {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        file.rewind().unwrap();
        file
    }

    fn read(file: File, spec: SourceSpec) -> Vec<Item> {
        let context = Context::new("a.parquet", Arc::new(spec), Limits::default());
        match Rows::open(file, context, Arc::default()) {
            Ok(rows) => rows.collect(),
            Err(reject) => vec![Err(*reject)],
        }
    }

    #[test]
    fn string_types_and_timestamps() {
        let texts: [ArrayRef; 3] = [
            Arc::new(StringArray::from(vec!["قال", "كتب"])),
            Arc::new(LargeStringArray::from(vec!["قال", "كتب"])),
            Arc::new(StringViewArray::from(vec!["قال", "كتب"])),
        ];
        for text in texts {
            let date: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![Some(1_614_834_367_000_000), None]));
            let items = read(file(vec![("body", text), ("date", date)]), SourceSpec::default());
            let articles: Vec<&Article> = items.iter().map(|i| i.as_ref().unwrap()).collect();
            assert_eq!((articles[0].text.as_str(), articles[1].text.as_str()), ("قال", "كتب"));
            assert_eq!(articles[0].published_at.unwrap().to_string(), "2021-03-04T05:06:07Z");
            assert_eq!(articles[1].published_at, None);
        }
    }

    #[test]
    fn nested_columns_missing_columns_and_null_rows() {
        let inner: ArrayRef = Arc::new(StringArray::from(vec![Some("قال"), None]));
        let object: ArrayRef = Arc::new(StructArray::try_from(vec![("body", inner.clone())]).unwrap());
        let spec: SourceSpec = toml::from_str("fields.text = 'doc.body'").unwrap();
        let items = read(file(vec![("doc", object), ("n", inner.clone())]), spec);
        assert_eq!(items[0].as_ref().unwrap().text, "قال");
        let reject = items[1].as_ref().unwrap_err();
        assert_eq!((reject.row, reject.reason), (Some(2), RejectReason::MissingField));
        let items = read(file(vec![("txt", inner)]), SourceSpec::default());
        assert!(items[0].as_ref().unwrap_err().detail.contains("`txt`"));
    }

    #[test]
    fn damage_is_a_reject() {
        let texts: Vec<String> = (0..3000u32).map(|i| format!("قال {}", blake3::hash(&i.to_le_bytes()))).collect();
        let mut whole = file(vec![("text", Arc::new(StringArray::from(texts)) as ArrayRef)]);
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut whole, &mut bytes).unwrap();
        let write = |bytes: &[u8]| {
            let mut f = tempfile::tempfile().unwrap();
            f.write_all(bytes).unwrap();
            f.rewind().unwrap();
            f
        };
        let items = read(write(&bytes[..bytes.len() / 2]), SourceSpec::default());
        assert_eq!(items[0].as_ref().unwrap_err().reason, RejectReason::Truncated);
        let middle = bytes.len() / 3;
        bytes[middle..middle + 500].fill(0xA5);
        let last = read(write(&bytes), SourceSpec::default()).pop().unwrap();
        assert!(last.is_ok() || last.unwrap_err().reason == RejectReason::Truncated);
    }
}
