//! `datapackage.json` (Data Package 2), for frictionless and data portals: keys and closed sets of every table.
//!
//! One resource a file, because frictionless reads only the first file of several; no `bytes`, because it fails every
//! Parquet file that has them.

use super::info::DatasetInfo;
use super::licence;
use super::manifest::{DataFile, Manifest};
use super::schema::{Column, Kind, Table};
use serde_json::{Value, json};

/// The document of a release.
pub fn datapackage(info: &DatasetInfo, manifest: &Manifest) -> Value {
    let resources: Vec<Value> =
        manifest.files.iter().filter_map(|file| Some(resource(file, Table::of_name(&file.table)?, manifest))).collect();
    let mut to = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": info.name,
        "title": info.title.as_deref().unwrap_or(&info.name),
        "version": info.version,
        "contributors": info.authors.iter().map(|a| json!({ "title": a, "roles": ["creator"] })).collect::<Vec<_>>(),
        "resources": resources,
    });
    if let Some(description) = &info.description {
        to["description"] = description.trim().into();
    }
    if let Some((spdx, url)) = info.licence.as_deref().and_then(licence::find) {
        to["licenses"] = json!([{ "name": spdx, "path": url }]);
    }
    to
}

fn resource(file: &DataFile, table: Table, manifest: &Manifest) -> Value {
    let definition = table.definition();
    let mut schema = json!({ "fields": table.columns(manifest.form()).iter().map(field).collect::<Vec<_>>() });
    if !definition.primary_key.is_empty() {
        schema["primaryKey"] = definition.primary_key.into();
    }
    let keys: Vec<Value> = definition
        .foreign_keys
        .iter()
        .filter_map(|(column, references)| {
            let (other, key) = references.split_once('.')?;
            let target = only_file(manifest, other, &file.split)?;
            let resource = if target.path == file.path { String::new() } else { name(target) };
            Some(json!({ "fields": [column], "reference": { "resource": resource, "fields": [key] } }))
        })
        .collect();
    if !keys.is_empty() {
        schema["foreignKeys"] = keys.into();
    }
    json!({
        "name": name(file),
        "title": definition.description,
        "type": "table",
        "path": file.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": format!("sha256:{}", file.sha256),
        "schema": schema,
    })
}

/// The file that a key of a split points into. Where it is cut into several there is none: a key has one resource.
fn only_file<'m>(manifest: &'m Manifest, table: &str, split: &str) -> Option<&'m DataFile> {
    let mut files = manifest.files.iter().filter(|f| f.table == table && (f.split == split || f.split == "all"));
    files.next().filter(|_| files.next().is_none())
}

/// `claims/train-00000-of-00001.parquet` as `claims-train-00000`.
fn name(file: &DataFile) -> String {
    let stem = file.path.split("-of-").next().unwrap_or(&file.path);
    stem.replace(['/', '_'], "-")
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        Kind::Text => "string",
        Kind::Bool => "boolean",
        // frictionless reads through pandas, where an integer column with nulls is one of floats.
        Kind::Int32 | Kind::Int64 if column.nullable => "any",
        Kind::Int32 | Kind::Int64 => "integer",
        Kind::Float64 => "number",
        Kind::Instant => "datetime",
        // Lists of records have no type that frictionless reads from Parquet.
        Kind::Structs(_) => "any",
    };
    let mut to = json!({ "name": column.name, "type": kind, "description": column.description });
    // An empty list is missing to frictionless, an empty text is not; so lists are not required.
    let required = !column.nullable && kind != "any";
    let mut constraints = serde_json::Map::new();
    if required {
        constraints.insert("required".into(), true.into());
    }
    if let Some(values) = column.values {
        constraints.insert("enum".into(), values().into());
    }
    if !constraints.is_empty() {
        to["constraints"] = constraints.into();
    }
    to
}
