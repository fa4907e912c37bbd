//! Schemas of the files against the contract.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{DataFile, Files};
use super::form::Form;
use crate::dataset::{Contract, ContractField, Table};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use polars_arrow::datatypes::{ArrowDataType, Field as ArrowField, TimeUnit as ArrowTimeUnit};
use std::fs::File;

pub(super) const SCH001: CheckDoc = CheckDoc {
    id: "SCH001",
    severity: Severity::Error,
    what: "every file has the columns of the contract: names, order, types, nullability, descriptions, closed sets",
    why: "Files of one table with different columns fail to load, or give nulls without a word.",
    mend: "Build the release again; do not rewrite its files with other tools, which lose descriptions and nullability.",
};
pub(super) const SCH002: CheckDoc = CheckDoc {
    id: "SCH002",
    severity: Severity::Error,
    what: "no file declares a type that some reader mishandles (unsigned, dictionary, map, null, view, large, extension, \
           time without UTC)",
    why: "pandas, polars, duckdb, pyarrow and datasets agree only on string, bool, signed integers, floats, lists, records \
          and UTC timestamps.",
    mend: "Build the release again; polars, for one, writes large_string.",
};

#[derive(Debug)]
pub(super) struct Schemas {
    contract: Tally,
    types: Tally,
    /// Tables whose rows can be read as the contract says.
    usable: Vec<Table>,
}

impl Schemas {
    pub(super) fn new() -> Self {
        Self { contract: Tally::new(&SCH001), types: Tally::new(&SCH002), usable: Vec::new() }
    }

    pub(super) fn release(&mut self, files: &Files, form: &Form) {
        for (table, contract) in form.tables() {
            let mut usable = files.of(table).next().is_some();
            for file in files.of(table) {
                usable &= self.file(file, contract);
                self.declared(files, file);
            }
            if usable {
                self.usable.push(table);
            }
            self.copy(files, contract);
        }
    }

    /// Whether the rows of a table can be checked: a broken schema is one finding, not thousands.
    pub(super) fn usable(&self, table: Table) -> bool {
        self.usable.contains(&table)
    }

    /// The schema that polars reads; `true` where names and types are the contract's.
    fn file(&mut self, file: &DataFile, contract: &Contract) -> bool {
        let schema = match &file.schema {
            Ok(schema) => schema,
            Err(message) => {
                self.contract.check(false, || Finding::file(&file.path, format!("cannot be read: {message}")));
                return false;
            }
        };
        let columns = &contract.fields;
        let found: Vec<&ArrowField> = schema.iter_values().collect();
        let names: Vec<&str> = found.iter().map(|f| f.name.as_str()).collect();
        let expected: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
        self.contract.check(names == expected, || Finding::file(&file.path, differing_names(&names, &expected)));
        let mut readable = true;
        for column in columns {
            // A missing column was named above.
            let Some(field) = found.iter().find(|f| f.name.as_str() == column.name.as_str()) else {
                readable = false;
                continue;
            };
            let problem = differs(column, field);
            readable &= problem.as_ref().is_none_or(|p| !p.0);
            self.contract.check(problem.is_none(), || {
                Finding::file(&file.path, problem.map(|p| p.1).unwrap_or_default()).column(&column.name)
            });
        }
        readable
    }

    /// The types that the file declares to Arrow readers. polars turns them into its own while reading, so that this
    /// one fact is read from the footer by arrow-rs.
    fn declared(&mut self, files: &Files, file: &DataFile) {
        let Ok(opened) = File::open(files.release.join(&file.path)) else { return };
        let Ok(metadata) = ArrowReaderMetadata::load(&opened, ArrowReaderOptions::new()) else { return };
        for field in metadata.schema().fields() {
            let bad = forbidden(field.data_type())
                .or_else(|| field.metadata().keys().any(|k| k.starts_with("ARROW:extension")).then_some("extension"));
            self.types.check(bad.is_none(), || {
                let message = format!("type {} ({})", field.data_type(), bad.unwrap_or_default());
                Finding::file(&file.path, message).column(field.name())
            });
        }
    }

    /// The copy of the contract in the release.
    fn copy(&mut self, files: &Files, contract: &Contract) {
        let name = format!("schema/{}", contract.file_name());
        let text = std::fs::read_to_string(files.release.join(&name)).unwrap_or_default();
        self.contract.check(text == contract.to_json(), || Finding::file(name, "is not the contract of this version"));
    }

    pub(super) fn results(&self) -> Vec<CheckResult> {
        [&self.contract, &self.types].map(|tally| tally.clone().finish()).into()
    }
}

fn differing_names(found: &[&str], expected: &[&str]) -> String {
    let missing: Vec<&str> = expected.iter().filter(|n| !found.contains(n)).copied().collect();
    let extra: Vec<&str> = found.iter().filter(|n| !expected.contains(n)).copied().collect();
    match (missing.is_empty(), extra.is_empty()) {
        (true, true) => "columns in another order".into(),
        (false, true) => format!("columns missing: {}", missing.join(", ")),
        (true, false) => format!("columns that the contract does not have: {}", extra.join(", ")),
        (false, false) => format!("columns missing: {}; not in the contract: {}", missing.join(", "), extra.join(", ")),
    }
}

/// How a field differs from its column, and whether that makes its rows unreadable.
fn differs(column: &ContractField, field: &ArrowField) -> Option<(bool, String)> {
    let (found, expected) = (type_name(&field.dtype), column.r#type.as_str());
    if found != expected {
        return Some((true, format!("type {found}, not {expected}")));
    }
    if let Some(fields) = members_of(&field.dtype) {
        let members = &column.fields;
        let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        let expected: Vec<&str> = members.iter().map(|c| c.name.as_str()).collect();
        if names != expected {
            return Some((true, format!("in its records: {}", differing_names(&names, &expected))));
        }
        if let Some((fatal, message)) = members.iter().zip(fields).find_map(|(c, f)| differs(c, f)) {
            return Some((fatal, format!("in its records: {message}")));
        }
    }
    if field.is_nullable != column.nullable {
        let word = |nullable| if nullable { "nullable" } else { "required" };
        return Some((false, format!("{}, not {}", word(field.is_nullable), word(column.nullable))));
    }
    let stated = |key: &str| Some(field.metadata.as_ref()?.get(key)?.as_str());
    if stated("description") != Some(column.description.as_str()) {
        return Some((false, "another description, or none".into()));
    }
    let values = (!column.r#enum.is_empty()).then(|| serde_json::Value::from(column.r#enum.clone()).to_string());
    (stated("enum") != values.as_deref()).then(|| (false, "another closed set of values, or none".into()))
}

/// The contract's name of a type as polars reads it.
fn type_name(data_type: &ArrowDataType) -> String {
    match data_type {
        ArrowDataType::Utf8View | ArrowDataType::LargeUtf8 | ArrowDataType::Utf8 => "string".into(),
        ArrowDataType::Boolean => "bool".into(),
        ArrowDataType::Int32 => "int32".into(),
        ArrowDataType::Int64 => "int64".into(),
        ArrowDataType::Float64 => "float64".into(),
        ArrowDataType::Timestamp(ArrowTimeUnit::Microsecond, Some(zone)) if zone.as_str() == "UTC" => {
            "timestamp[us, UTC]".into()
        }
        other if members_of(other).is_some() => "list<struct>".into(),
        other => format!("{other:?}"),
    }
}

fn members_of(data_type: &ArrowDataType) -> Option<&[ArrowField]> {
    let (ArrowDataType::List(element) | ArrowDataType::LargeList(element)) = data_type else { return None };
    match &element.dtype {
        ArrowDataType::Struct(fields) => Some(fields),
        _ => None,
    }
}

/// Why a type must not be in a release.
fn forbidden(data_type: &DataType) -> Option<&'static str> {
    Some(match data_type {
        DataType::UInt8 | DataType::UInt16 | DataType::UInt32 | DataType::UInt64 => "unsigned",
        DataType::Dictionary(..) => "dictionary",
        DataType::Map(..) => "map",
        DataType::Null => "null",
        DataType::Utf8View | DataType::BinaryView | DataType::ListView(_) | DataType::LargeListView(_) => "view",
        DataType::LargeUtf8 | DataType::LargeBinary | DataType::LargeList(_) => "large",
        DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, Some(zone)) if zone.as_ref() == "UTC" => return None,
        DataType::Timestamp(..) => "time without UTC or not in microseconds",
        DataType::List(field) | DataType::FixedSizeList(field, _) => return forbidden(field.data_type()),
        DataType::Struct(fields) => return fields.iter().find_map(|f| forbidden(f.data_type())),
        _ => return None,
    })
}
