//! Row groups of Parquet files as polars reads them, by its own crates for Parquet and Arrow: the data frame on top of
//! them, which nothing here needs, takes most of the time that polars takes to compile.

use crate::error::{Error, ErrorKind, Location, Result};
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, StaticArray, StructArray, Utf8ViewArray};
use polars_arrow::compute::concatenate::concatenate;
use polars_arrow::datatypes::{ArrowSchema, Field};
use polars_buffer::Buffer;
use polars_parquet::read::{BasicDecompressor, PageReader, RowGroupMetadata, column_iter_to_arrays};
use rayon::prelude::*;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell<'c> {
    Null,
    Text(&'c str),
    Flag(bool),
    Int(i64),
    Float(f64),
    /// Records with the names of their members.
    Records(Vec<Vec<(&'c str, Cell<'c>)>>),
}

/// A column of one type.
#[derive(Debug)]
pub(super) struct Column<A>(A);

pub(super) type Texts = Column<Utf8ViewArray>;
pub(super) type Ints = Column<PrimitiveArray<i32>>;
pub(super) type Floats = Column<PrimitiveArray<f64>>;
pub(super) type Flags = Column<BooleanArray>;

impl<A: StaticArray> Column<A> {
    /// The value of row `i`; `None` where it is null or there is no such row.
    pub(super) fn get(&self, i: usize) -> Option<A::ValueT<'_>> {
        self.0.get(i)
    }

    /// The values of all rows.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = Option<A::ValueT<'_>>> {
        (0..self.0.len()).map(|i| self.0.get(i))
    }
}

/// A column of any type.
#[derive(Debug)]
pub(super) enum AnyColumn {
    Texts(Texts),
    Ints(Ints),
    Longs(Column<PrimitiveArray<i64>>),
    Floats(Floats),
    Flags(Flags),
    Records(Records),
    /// Of a type that no table has.
    Other(String),
}

/// A column of lists of records: the members of row `i` stand at `range(i)` of each member column.
#[derive(Debug)]
pub(super) struct Records {
    offsets: Vec<i64>,
    members: Vec<(String, AnyColumn)>,
}

impl AnyColumn {
    fn of(array: &dyn Array) -> Self {
        let any = array.as_any();
        if let Some(texts) = any.downcast_ref::<Utf8ViewArray>() {
            Self::Texts(Column(texts.clone()))
        } else if let Some(ints) = any.downcast_ref::<PrimitiveArray<i32>>() {
            Self::Ints(Column(ints.clone()))
        } else if let Some(longs) = any.downcast_ref::<PrimitiveArray<i64>>() {
            Self::Longs(Column(longs.clone()))
        } else if let Some(floats) = any.downcast_ref::<PrimitiveArray<f64>>() {
            Self::Floats(Column(floats.clone()))
        } else if let Some(flags) = any.downcast_ref::<BooleanArray>() {
            Self::Flags(Column(flags.clone()))
        } else if let Some(records) = any.downcast_ref::<ListArray<i64>>().and_then(Records::of) {
            Self::Records(records)
        } else {
            Self::Other(format!("{:?}", array.dtype()))
        }
    }

    /// What stands in row `i`; null where there is no such row.
    pub(super) fn cell(&self, i: usize) -> Cell<'_> {
        match self {
            Self::Texts(texts) => texts.get(i).map_or(Cell::Null, Cell::Text),
            Self::Ints(ints) => ints.get(i).map_or(Cell::Null, |n| Cell::Int(i64::from(n))),
            Self::Longs(longs) => longs.get(i).map_or(Cell::Null, Cell::Int),
            Self::Floats(floats) => floats.get(i).map_or(Cell::Null, Cell::Float),
            Self::Flags(flags) => flags.get(i).map_or(Cell::Null, Cell::Flag),
            Self::Records(records) => Cell::Records(records.range(i).map(|at| records.record(at)).collect()),
            Self::Other(_) => Cell::Null,
        }
    }

    fn type_name(&self) -> &str {
        match self {
            Self::Texts(_) => "string",
            Self::Ints(_) => "int32",
            Self::Longs(_) => "int64",
            Self::Floats(_) => "double",
            Self::Flags(_) => "bool",
            Self::Records(_) => "a list of records",
            Self::Other(name) => name,
        }
    }
}

impl Records {
    fn of(list: &ListArray<i64>) -> Option<Self> {
        let structs = list.values().as_any().downcast_ref::<StructArray>()?;
        let name = |field: &Field| field.name.to_string();
        let members =
            structs.fields().iter().zip(structs.values()).map(|(f, array)| (name(f), AnyColumn::of(array.as_ref())));
        Some(Self { offsets: list.offsets().as_slice().to_vec(), members: members.collect() })
    }

    /// Where the records of row `i` stand.
    pub(super) fn range(&self, i: usize) -> std::ops::Range<usize> {
        let at = |i: usize| self.offsets.get(i).map_or(0, |&o| usize::try_from(o).unwrap_or(0));
        at(i)..at(i + 1)
    }

    fn record(&self, at: usize) -> Vec<(&str, Cell<'_>)> {
        self.members.iter().map(|(name, column)| (name.as_str(), column.cell(at))).collect()
    }

    pub(super) fn text(&self, member: &str) -> Result<&Texts> {
        texts(find(&self.members, member), Path::new(member), member)
    }

    pub(super) fn int(&self, member: &str) -> Result<&Ints> {
        ints(find(&self.members, member), Path::new(member), member)
    }
}

/// The column of a name.
pub(super) fn find<'c>(columns: &'c [(String, AnyColumn)], name: &str) -> Option<&'c AnyColumn> {
    columns.iter().find(|(n, _)| n == name).map(|(_, column)| column)
}

/// One accessor a type: the column as that type, or an error that names file and column.
macro_rules! typed {
    ($($(#[$doc:meta])* $name:ident: $variant:ident -> $type:ty, $called:literal;)+) => {$(
        $(#[$doc])*
        pub(super) fn $name<'c>(column: Option<&'c AnyColumn>, path: &Path, name: &str) -> Result<&'c $type> {
            match column {
                Some(AnyColumn::$variant(typed)) => Ok(typed),
                other => Err(mistyped(other, path, name, $called)),
            }
        }
    )+};
}

typed! {
    /// A column of texts.
    texts: Texts -> Texts, "string";
    /// A column of 32-bit integers.
    ints: Ints -> Ints, "int32";
    /// A column of numbers.
    floats: Floats -> Floats, "double";
    /// A column of truth values.
    flags: Flags -> Flags, "bool";
    /// A column of lists of records.
    records: Records -> Records, "a list of records";
}

fn mistyped(column: Option<&AnyColumn>, path: &Path, name: &str, wanted: &str) -> Error {
    let message = match column {
        Some(column) => format!("is {}, not {wanted}", column.type_name()),
        None => "there is no such column".to_owned(),
    };
    Error::new(ErrorKind::Release, message).at(Location::path(path).field(name))
}

/// Reads these columns of one row group, side by side; a column that the file does not have is left out.
pub(super) fn read(
    path: &Path,
    schema: &ArrowSchema,
    group: &RowGroupMetadata,
    columns: &[&str],
) -> Result<Vec<(String, AnyColumn)>> {
    let fields: Vec<&Field> = columns.iter().filter_map(|name| schema.get(name)).collect();
    let read = |field: &&Field| {
        let mut file = File::open(path).map_err(|e| Error::io(path, e))?;
        let array = column(&mut file, group, field).map_err(|message| {
            Error::new(ErrorKind::Release, message).at(Location::path(path).field(field.name.as_str()))
        })?;
        Ok((field.name.to_string(), AnyColumn::of(array.as_ref())))
    };
    // Of several errors the first column's is told.
    let ends: Vec<Result<_>> = fields.par_iter().map(read).collect();
    ends.into_iter().collect()
}

/// What a decoder gives. One that reads a damaged file may panic where it promises an error; both are damage.
pub(super) fn decoded<T, E: ToString>(
    decode: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, String> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|e| e.to_string()),
        Err(_) => Err("the decoder gave up".to_owned()),
    }
}

/// One column of a row group, whatever it consists of in the file.
fn column(file: &mut File, group: &RowGroupMetadata, field: &Field) -> std::result::Result<Box<dyn Array>, String> {
    let stored = group.columns_under_root_iter(&field.name).ok_or("no such column in the row group")?;
    let (mut pages, mut types) = (Vec::new(), Vec::new());
    for stored in stored {
        let range = stored.byte_range();
        // A footer may state any length; only what is there is read.
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(range.start)).map_err(|e| e.to_string())?;
        file.take(range.end.saturating_sub(range.start)).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
        let reader = PageReader::new(Cursor::new(Buffer::from(bytes)), stored, Vec::new(), usize::MAX);
        pages.push(BasicDecompressor::new(reader, Vec::new()));
        types.push(&stored.descriptor().descriptor.primitive_type);
    }
    let (mut arrays, _) = decoded(|| column_iter_to_arrays(pages, types, field.clone(), None))?;
    let array = match arrays.len() {
        1 => arrays.swap_remove(0),
        _ => concatenate(&arrays.iter().map(AsRef::as_ref).collect::<Vec<_>>()).map_err(|e| e.to_string())?,
    };
    match array.len() {
        there if there == group.num_rows() => Ok(array),
        there => Err(format!("holds {there} rows, its footer states {}", group.num_rows())),
    }
}
