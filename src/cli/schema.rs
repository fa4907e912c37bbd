//! `claimkit schema`.

use super::{Status, Stop, args::SchemaCommand, print};
use crate::dataset::{Contract, SCHEMA_VERSION, Table};
use crate::error::{Error, ErrorKind, Location, Result};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

pub(super) fn run(command: SchemaCommand) -> Result<Status, Stop> {
    match command {
        SchemaCommand::Show { table } => show(table.as_deref()),
        SchemaCommand::Check { release, schemas } => check(&schemas, release.as_deref()),
    }
}

fn show(table: Option<&str>) -> Result<Status, Stop> {
    let Some(name) = table else {
        super::print_json(&Table::ALL.map(Table::contract))?;
        return Ok(Status::Clean);
    };
    let table = Table::of_name(name).ok_or_else(|| {
        let known = Table::ALL.map(Table::name).join(", ");
        Error::new(ErrorKind::Config, format!("`{name}` is no table")).hint(format!("tables are {known}"))
    })?;
    print(&table.contract().to_json())?;
    Ok(Status::Clean)
}

fn check(schemas: &Path, release: Option<&Path>) -> Result<Status, Stop> {
    let mut folders = vec![schemas.join(format!("v{SCHEMA_VERSION}"))];
    folders.extend(release.map(|r| r.join("schema")));
    let mut drifted = false;
    for folder in folders {
        if !folder.is_dir() {
            return Err(Error::new(ErrorKind::Io, "no such folder").at(Location::path(&folder)).into());
        }
        let mut lines = String::new();
        for contract in Table::ALL.map(Table::contract) {
            for line in compare(&folder, &contract)? {
                // Writing to a `String` cannot fail.
                let _ = writeln!(lines, "{}: {line}", folder.join(contract.file_name()).display());
            }
        }
        if lines.is_empty() {
            lines = format!("{}: as schema version {SCHEMA_VERSION} has it\n", folder.display());
        } else {
            drifted = true;
        }
        print(&lines)?;
    }
    Ok(Status::findings_if(drifted))
}

/// What a contract file has otherwise than the program.
fn compare(folder: &Path, contract: &Contract) -> Result<Vec<String>> {
    let path = folder.join(contract.file_name());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(vec!["is missing".into()]),
        Err(e) => return Err(Error::io(&path, e)),
    };
    let error = |e: serde_json::Error| Error::new(ErrorKind::Data, e.to_string()).at(Location::path(&path));
    let theirs: Value = serde_json::from_str(&text).map_err(error)?;
    let ours = serde_json::to_value(contract).map_err(error)?;
    let mut differences = Vec::new();
    differ("", &theirs, &ours, &mut differences);
    Ok(differences)
}

/// Collects `place: A there, B in this program` for every leaf that differs; columns are called by their names.
fn differ(place: &str, theirs: &Value, ours: &Value, into: &mut Vec<String>) {
    let below = |key: &str| if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                differ(&below(key), a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null), into);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.iter().chain(b).all(|v| v.get("name").is_some()) && a != b => {
            let name = |v: &Value| v["name"].as_str().unwrap_or_default().to_owned();
            let names = |list: &[Value]| list.iter().map(name).collect::<Vec<_>>();
            for v in a {
                match b.iter().find(|w| name(w) == name(v)) {
                    Some(w) => differ(&below(&name(v)), v, w, into),
                    None => into.push(format!("{}: only there", below(&name(v)))),
                }
            }
            for w in b.iter().filter(|w| !names(a).contains(&name(w))) {
                into.push(format!("{}: only in this program", below(&name(w))));
            }
            let (mut x, mut y) = (names(a), names(b));
            if x != y {
                x.sort_unstable();
                y.sort_unstable();
                if x == y {
                    into.push(format!("{place}: in another order"));
                }
            }
        }
        (a, b) if a != b => into.push(format!("{place}: {a} there, {b} in this program")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_named() {
        let ours = serde_json::to_value(Table::Claims.contract()).unwrap();
        let mut theirs = ours.clone();
        let fields = theirs["fields"].as_array_mut().unwrap();
        fields[1]["nullable"] = true.into();
        fields.remove(2);
        let mut found = Vec::new();
        differ("", &theirs, &ours, &mut found);
        assert_eq!(
            found,
            [
                "fields.article_id.nullable: true there, false in this program",
                "fields.claim_index: only in this program"
            ]
        );
    }
}
