//! Rows of Arrow record batches to articles; files of Parquet and tables of other programs alike.

use super::{
    Item, Limits, SourceSpec,
    problem::{Problem, RAW_BYTES},
    row::{self, Cell, Row},
    source::Context,
    spec::Field,
};
use crate::error::{Error, ErrorKind, Location, Result};
use arrow_array::{
    Array, ArrayRef, RecordBatch, StructArray,
    cast::AsArray,
    downcast_integer_array,
    types::{
        Date32Type, Date64Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int8Type, Int16Type,
        Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_buffer::ArrowNativeType;
use arrow_schema::{DataType, Schema, TimeUnit};
use jiff::Timestamp;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::Arc;

/// Reads the rows of record batches that another program hands over.
///
/// The usual names of columns are known, as everywhere; `string`, `large_string`, `string_view` and dictionaries of them
/// are text.
///
/// ```
/// use arrow_array::{RecordBatch, StringViewArray};
/// use claimkit::ingest::{BatchReader, SourceSpec};
/// use std::sync::Arc;
/// let texts = StringViewArray::from(vec![Some("قال المحلل نوار العبدلي إن الحدود مؤمنة."), None]);
/// let batch = RecordBatch::try_from_iter([("body", Arc::new(texts) as _)])?;
/// let reader = BatchReader::new(&batch.schema(), SourceSpec::default(), "table")?;
/// let items: Vec<_> = reader.items(&batch, 1).collect();
/// assert!(items[0].as_ref().unwrap().text.starts_with("قال"));
/// let reject = items[1].as_ref().unwrap_err();
/// assert_eq!((reject.source.as_str(), reject.row), ("table", Some(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct BatchReader {
    context: Context,
    names: Vec<String>,
    roots: Vec<usize>,
}

impl BatchReader {
    /// A reader of batches of a schema; `name` stands for the table in rejects, and is the source of its articles where the
    /// specification names none. Paths, format and encoding of the specification are not asked.
    ///
    /// # Errors
    /// When no column is a text.
    pub fn new(schema: &Schema, spec: SourceSpec, name: &str) -> Result<Self> {
        let context = Context::new(name, Arc::new(spec), Limits::default());
        let names: Vec<_> = schema.fields().iter().map(|f| f.name().clone()).collect();
        if !has_text(schema, &context) {
            let Problem { detail, .. } = missing_text(&names, &context);
            return Err(Error::new(ErrorKind::Data, detail).at(Location::path(name)));
        }
        let roots = roots(schema, &context);
        Ok(Self { context, names, roots })
    }

    /// Indices of the columns that articles need.
    pub fn columns(&self) -> &[usize] {
        &self.roots
    }

    /// The articles of a batch, or why its rows are none; `first` is the number of its first row, counted from 1 over the
    /// whole table.
    pub fn items<'a>(&'a self, batch: &'a RecordBatch, first: u64) -> impl Iterator<Item = Item> + 'a {
        (first..).zip(0..batch.num_rows()).map(move |(number, row)| {
            let row = BatchRow { batch, row, names: &self.names };
            row.article(&self.context, number)
        })
    }
}

/// What a table without a text lacks.
pub(super) fn missing_text(names: &[String], context: &Context) -> Problem {
    let none = BatchRow { batch: &RecordBatch::new_empty(Arc::new(Schema::empty())), row: 0, names };
    row::missing_text(&none, &context.spec)
}

/// Whether a column name is one that a field may be read from.
fn names_field(column: &str, field: Field, context: &Context) -> bool {
    match field.named(&context.spec.fields) {
        Some(name) => name == column || name.strip_prefix(column).is_some_and(|rest| rest.starts_with('.')),
        None => field.aliases().iter().any(|alias| alias.eq_ignore_ascii_case(column)),
    }
}

/// Indices of the columns that are read.
pub(super) fn roots(schema: &Schema, context: &Context) -> Vec<usize> {
    let wanted = |name: &str| Field::ALL.iter().any(|&field| names_field(name, field, context));
    schema.fields().iter().enumerate().filter(|(_, f)| wanted(f.name())).map(|(i, _)| i).collect()
}

pub(super) fn has_text(schema: &Schema, context: &Context) -> bool {
    schema.fields().iter().any(|f| names_field(f.name(), Field::Text, context))
}

pub(super) struct BatchRow<'a> {
    pub(super) batch: &'a RecordBatch,
    pub(super) row: usize,
    /// Every column of the file, including those that are not read.
    pub(super) names: &'a [String],
}

impl BatchRow<'_> {
    /// The article of the row.
    pub(super) fn article(&self, context: &Context, number: u64) -> Item {
        context.article(self, number).map_err(|problem| context.reject(problem, Some(number), self.raw().as_bytes()))
    }

    /// The row as one `name: value` a line, for rejects.
    fn raw(&self) -> String {
        let schema = self.batch.schema();
        let mut raw = String::new();
        for (field, column) in schema.fields().iter().zip(self.batch.columns()) {
            let value = shown(cell(column, self.row));
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

/// The key of a row of a dictionary: one, where `normalized_keys` would make those of all rows.
fn key(keys: &dyn Array, row: usize) -> Option<usize> {
    downcast_integer_array! {
        keys => keys.value(row).to_usize(),
        _ => None
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
            match key(dictionary.keys(), row) {
                Some(key) if key < dictionary.values().len() => cell(dictionary.values(), key),
                _ => Cell::Null,
            }
        }
        DataType::Int8 => Cell::Int(column.as_primitive::<Int8Type>().value(row).into()),
        DataType::UInt8 => Cell::Int(column.as_primitive::<UInt8Type>().value(row).into()),
        DataType::UInt16 => Cell::Int(column.as_primitive::<UInt16Type>().value(row).into()),
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
        DataType::Decimal128(..) => decimal(column.as_primitive::<Decimal128Type>().value_as_string(row)),
        DataType::Decimal256(..) => decimal(column.as_primitive::<Decimal256Type>().value_as_string(row)),
        // What Parquet calls a UUID.
        DataType::FixedSizeBinary(16) => uuid(column.as_fixed_size_binary().value(row)),
        DataType::List(_) => names(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => names(&column.as_list::<i64>().value(row)),
        DataType::ListView(_) => names(&column.as_list_view::<i32>().value(row)),
        DataType::LargeListView(_) => names(&column.as_list_view::<i64>().value(row)),
        DataType::FixedSizeList(..) => names(&column.as_fixed_size_list().value(row)),
        DataType::Struct(_) => Cell::Other("an object"),
        DataType::Boolean => Cell::Other("a boolean"),
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Cell::Other("binary"),
        other => Cell::Typed(format!("of the type {other}")),
    }
}

/// A list of strings; other lists are no names.
fn names(list: &ArrayRef) -> Cell<'static> {
    let mut names = Vec::with_capacity(list.len());
    for at in 0..list.len() {
        match cell(list, at) {
            Cell::Text(name) => names.push(name),
            Cell::Null => {}
            _ => return Cell::Other("a list"),
        }
    }
    Cell::Names(names.join("، "))
}

/// A decimal number, whole where its fraction is nothing.
fn decimal(digits: String) -> Cell<'static> {
    let whole = digits.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|b| b == b'0'));
    let whole = whole.map(|(whole, _)| whole.to_owned());
    Cell::Text(Cow::Owned(whole.unwrap_or(digits)))
}

/// Sixteen bytes as a UUID is written.
fn uuid(bytes: &[u8]) -> Cell<'static> {
    let mut text = String::with_capacity(36);
    for (at, byte) in bytes.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}{byte:02x}", if [4, 6, 8, 10].contains(&at) { "-" } else { "" });
    }
    Cell::Text(Cow::Owned(text))
}

/// A value for the raw input of a reject.
fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Null => "null".to_owned(),
        Cell::Text(text) => text.chars().take(RAW_BYTES).collect(),
        Cell::Int(n) => n.to_string(),
        Cell::Float(x) => x.to_string(),
        Cell::Time(time) => time.to_string(),
        Cell::Names(text) | Cell::Broken(text) => text,
        Cell::Other(name) => format!("({name})"),
        Cell::Typed(name) => format!("({name})"),
    }
}
