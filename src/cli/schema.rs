//! `claimkit schema`.

use super::{Status, Stop, args::SchemaCommand, print};
use crate::dataset::compat::{self, Change, Mode};
use crate::dataset::{Contract, Manifest, SCHEMA_VERSION, Table, TextForm, history};
use crate::error::{Error, ErrorKind, Location, Result};
use serde_json::Value;
use std::fmt::Write;
use std::fs;
use std::path::Path;

pub(super) fn run(command: SchemaCommand) -> Result<Status, Stop> {
    match command {
        SchemaCommand::Show { table } => show(table.as_deref()),
        SchemaCommand::Check { release, schemas, mode } => check(&schemas, release.as_deref(), mode.map(Into::into)),
        SchemaCommand::Diff { old, new, mode, json } => diff(&old, &new, mode.into(), json),
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

fn check(schemas: &Path, release: Option<&Path>, mode: Option<Mode>) -> Result<Status, Stop> {
    let committed = schemas.join(format!("v{SCHEMA_VERSION}"));
    let mut folders = vec![(TextForm::Full, committed.clone()), (TextForm::Standoff, committed.join("standoff"))];
    if let Some(release) = release {
        folders.push((Manifest::read(release)?.form(), release.join("schema")));
    }
    let mut drifted = false;
    for (form, folder) in folders {
        if !folder.is_dir() {
            return Err(Error::new(ErrorKind::Io, "no such folder").at(Location::path(&folder)).into());
        }
        let mut lines = String::new();
        for contract in Table::ALL.map(|table| table.contract_of(form)) {
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
    let broken = mode.map(former).transpose()?.unwrap_or(false);
    Ok(Status::findings_if(drifted || broken))
}

/// The contract against every former one of its MAJOR version; whether a change breaks the mode.
fn former(mode: Mode) -> Result<bool, Stop> {
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    let new = contracts(Path::new(SCHEMA_VERSION))?;
    let mut broken = false;
    for version in history::versions().into_iter().filter(|v| *v != SCHEMA_VERSION && major(v) == major(SCHEMA_VERSION))
    {
        let changes = compat::changes(&contracts(Path::new(version))?, &new);
        broken |= changes.iter().any(|c| c.breaks(mode));
        print(&listed(version, SCHEMA_VERSION, &changes, mode))?;
    }
    Ok(broken)
}

fn diff(old: &Path, new: &Path, mode: Mode, json: bool) -> Result<Status, Stop> {
    let changes = compat::changes(&contracts(old)?, &contracts(new)?);
    if json {
        super::print_json(&serde_json::json!({
            "schema_diff_version": 1,
            "required": compat::required(&changes),
            "breaks": changes.iter().any(|c| c.breaks(mode)),
            "changes": changes,
        }))?;
    } else {
        print(&listed(&old.display().to_string(), &new.display().to_string(), &changes, mode))?;
    }
    Ok(Status::findings_if(changes.iter().any(|c| c.breaks(mode))))
}

fn listed(old: &str, new: &str, changes: &[Change], mode: Mode) -> String {
    let mut to = String::new();
    // Writing to a `String` cannot fail.
    for change in changes {
        let mark = if change.breaks(mode) { "BREAKS" } else { "ok" };
        let _ = writeln!(to, "{mark:<7} {} {}: {} ({})", change.bump, change.place, change.what, change.reason);
    }
    let required = compat::required(changes).map_or("nothing".to_owned(), |b| b.to_string());
    let _ = writeln!(to, "{old} -> {new}: requires {required}");
    to
}

/// The contracts of a version, a folder of schema files, or a release.
fn contracts(of: &Path) -> Result<Vec<Contract>> {
    if let Some(known) = of.to_str().and_then(history::contracts) {
        return Ok(known);
    }
    let inside = of.join("schema");
    let folder = if inside.is_dir() { inside } else { of.to_path_buf() };
    let mut found = Vec::new();
    for table in Table::ALL {
        let path = folder.join(format!("{}.schema.json", table.name()));
        match fs::read_to_string(&path) {
            Ok(text) => found.push(
                serde_json::from_str(&text)
                    .map_err(|e| Error::new(ErrorKind::Data, e.to_string()).at(Location::path(&path)).caused_by(e))?,
            ),
            // A former contract has fewer tables.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(Error::io(&path, e)),
        }
    }
    if found.is_empty() {
        let known = history::versions().join(", ");
        return Err(Error::new(ErrorKind::Data, "is no schema version and holds no <table>.schema.json")
            .at(Location::path(of))
            .hint(format!("versions are {known}")));
    }
    Ok(found)
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
