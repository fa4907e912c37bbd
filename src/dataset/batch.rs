//! Rows straight into Arrow builders: no row object, no JSON in between.

use super::schema::{Column, Kind, Table, TextForm, element};
use crate::error::{Error, ErrorKind, Result};
use arrow_array::builder::{
    BooleanBuilder, Float64Builder, Int32Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{ArrowError, SchemaRef};
use std::sync::Arc;

/// Collects rows of one table.
///
/// Cells are given in column order with the column's name beside them, so that a row reads like the table and a
/// shifted column fails in every test.
#[derive(Debug)]
pub struct TableBuilder {
    schema: SchemaRef,
    columns: Vec<(&'static Column, Cells)>,
    rows: usize,
    bytes: usize,
}

#[derive(Debug)]
enum Cells {
    Text(StringBuilder),
    Bool(BooleanBuilder),
    Int32(Int32Builder),
    Int64(Int64Builder),
    Float64(Float64Builder),
    Instant(TimestampMicrosecondBuilder),
    Structs { columns: &'static [Column], members: Vec<(&'static Column, Cells)>, lengths: Vec<usize> },
}

impl TableBuilder {
    /// An empty builder.
    pub fn new(table: Table) -> Self {
        Self { schema: table.arrow_schema(), columns: cells(table.definition().columns), rows: 0, bytes: 0 }
    }

    /// Appends one row; `fill` gives every cell in column order.
    pub fn push(&mut self, fill: impl FnOnce(&mut Row<'_>)) {
        let mut row = Row { columns: &mut self.columns, at: 0, bytes: 0 };
        fill(&mut row);
        debug_assert_eq!(row.at, row.columns.len(), "a row without all its columns");
        self.bytes += row.bytes;
        self.rows += 1;
    }

    /// Rows since the last batch.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes of text since the last batch.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The rows so far as a batch; the builder is empty again.
    ///
    /// # Errors
    /// When a row did not fill its columns, which is a fault of this crate.
    pub fn finish(&mut self) -> Result<RecordBatch> {
        (self.rows, self.bytes) = (0, 0);
        let build = |columns: &mut [(&'static Column, Cells)]| -> Result<Vec<ArrayRef>, ArrowError> {
            columns.iter_mut().map(|(_, c)| c.finish()).collect()
        };
        build(&mut self.columns).and_then(|arrays| RecordBatch::try_new(self.schema.clone(), arrays)).map_err(unfit)
    }
}

/// Rows that are not what their table has, which is a fault of this crate.
pub(super) fn unfit(error: ArrowError) -> Error {
    Error::new(ErrorKind::Release, "rows do not fit their table").caused_by(error)
}

fn cells(columns: &'static [Column]) -> Vec<(&'static Column, Cells)> {
    columns.iter().map(|c| (c, Cells::new(c.kind))).collect()
}

impl Cells {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Bool => Self::Bool(BooleanBuilder::new()),
            Kind::Int32 => Self::Int32(Int32Builder::new()),
            Kind::Int64 => Self::Int64(Int64Builder::new()),
            Kind::Float64 => Self::Float64(Float64Builder::new()),
            Kind::Instant => Self::Instant(TimestampMicrosecondBuilder::new().with_timezone("UTC")),
            Kind::Structs(columns) => Self::Structs { columns, members: cells(columns), lengths: Vec::new() },
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Text(b) => Arc::new(b.finish()),
            Self::Bool(b) => Arc::new(b.finish()),
            Self::Int32(b) => Arc::new(b.finish()),
            Self::Int64(b) => Arc::new(b.finish()),
            Self::Float64(b) => Arc::new(b.finish()),
            Self::Instant(b) => Arc::new(b.finish()),
            Self::Structs { columns, members, lengths } => {
                let field = element(columns, TextForm::Full);
                let arrow_schema::DataType::Struct(fields) = field.data_type().clone() else {
                    return Err(ArrowError::SchemaError("a list of something else than records".into()));
                };
                let arrays = members.iter_mut().map(|(_, c)| c.finish()).collect::<Result<Vec<_>, _>>()?;
                let records = StructArray::try_new(fields, arrays, None)?;
                let offsets = OffsetBuffer::from_lengths(lengths.drain(..));
                Arc::new(ListArray::try_new(field, offsets, Arc::new(records), None)?)
            }
        })
    }
}

/// The row (or the record of a list) being filled.
#[derive(Debug)]
pub struct Row<'a> {
    columns: &'a mut [(&'static Column, Cells)],
    at: usize,
    bytes: usize,
}

impl Row<'_> {
    /// A cell of text.
    pub fn text<'t>(&mut self, name: &str, value: impl Into<Option<&'t str>>) -> &mut Self {
        let value = value.into();
        self.bytes += value.map_or(0, str::len);
        if let Some(Cells::Text(b)) = self.next(name) {
            b.append_option(value);
        }
        self
    }

    /// A truth value.
    pub fn bool(&mut self, name: &str, value: bool) -> &mut Self {
        if let Some(Cells::Bool(b)) = self.next(name) {
            b.append_value(value);
        }
        self
    }

    /// A count or an offset. Texts are shorter than 2 GiB (checked where rows enter a release), so that offsets fit.
    pub fn int(&mut self, name: &str, value: impl Into<Option<u32>>) -> &mut Self {
        let value = value.into().map(|v| i32::try_from(v).unwrap_or(i32::MAX));
        if let Some(Cells::Int32(b)) = self.next(name) {
            b.append_option(value);
        }
        self
    }

    /// A row number.
    pub fn long(&mut self, name: &str, value: impl Into<Option<u64>>) -> &mut Self {
        let value = value.into().map(|v| i64::try_from(v).unwrap_or(i64::MAX));
        if let Some(Cells::Int64(b)) = self.next(name) {
            b.append_option(value);
        }
        self
    }

    /// A score.
    pub fn float(&mut self, name: &str, value: impl Into<Option<f64>>) -> &mut Self {
        let value = value.into();
        if let Some(Cells::Float64(b)) = self.next(name) {
            b.append_option(value);
        }
        self
    }

    /// A point in time, in microseconds since 1970 UTC.
    pub fn instant(&mut self, name: &str, value: impl Into<Option<i64>>) -> &mut Self {
        let value = value.into();
        if let Some(Cells::Instant(b)) = self.next(name) {
            b.append_option(value);
        }
        self
    }

    /// A list of records.
    pub fn list<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut fill: impl FnMut(&mut Row<'_>, T),
    ) -> &mut Self {
        let mut bytes = 0;
        if let Some(Cells::Structs { members, lengths, .. }) = self.next(name) {
            let mut length = 0;
            for item in items {
                let mut record = Row { columns: members, at: 0, bytes: 0 };
                fill(&mut record, item);
                debug_assert_eq!(record.at, record.columns.len(), "a record without all its members");
                bytes += record.bytes;
                length += 1;
            }
            lengths.push(length);
        }
        self.bytes += bytes;
        self
    }

    fn next(&mut self, name: &str) -> Option<&mut Cells> {
        let (column, cells) = self.columns.get_mut(self.at)?;
        debug_assert_eq!(column.name, name, "cells out of column order");
        self.at += 1;
        Some(cells)
    }
}
