//! Checks that a data set states itself: an expression that holds for every row of a table.
//!
//! The expressions are those of Jinja (minijinja compiles them): SQL through polars would add its query planner and a
//! parser to every build of this program, more than all of validation together.

use super::check::{CheckResult, Finding, Tally};
use super::columns::{AnyColumn, Cell};
use super::files::{Chunk, Files};
use super::form::Form;
use crate::dataset::{Manifest, OwnCheck, Table};
use crate::error::{Error, ErrorKind, Location, Result};
use minijinja::{Environment, ErrorKind as Kind, Expression, UndefinedBehavior, Value};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// Steps of one expression over one row at most: a manifest may come from anybody.
const FUEL: u64 = 100_000;

/// The one column that polars reads only with its time zones; see [`dates`](super::dates).
const TIMES: &str = "published_at";

static JINJA: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut jinja = Environment::new();
    jinja.set_undefined_behavior(UndefinedBehavior::Strict);
    jinja.set_fuel(Some(FUEL));
    jinja
});

/// A check that was understood.
struct Compiled<'s> {
    spec: &'s OwnCheck,
    table: Table,
    expect: Expression<'static, 'static>,
    /// Columns that the expression names.
    columns: Vec<&'static str>,
}

/// Checks the checks of a data set: ids that are free, expressions over columns that exist.
///
/// # Errors
/// A configuration error at `file` that names the check and what is wrong with it.
pub fn verify(checks: &[OwnCheck], file: &Path) -> Result<()> {
    compiled(checks, file).map(drop)
}

fn compiled<'s>(checks: &'s [OwnCheck], file: &Path) -> Result<Vec<Compiled<'s>>> {
    let one = |(n, spec): (usize, &'s OwnCheck)| {
        compile(spec).map_err(|(field, message)| {
            let at = Location::path(file).field(format!("check[{n}].{field}"));
            Error::new(ErrorKind::Config, format!("{}: {message}", spec.id)).at(at)
        })
    };
    checks.iter().enumerate().map(one).collect()
}

fn compile(spec: &OwnCheck) -> std::result::Result<Compiled<'_>, (&'static str, String)> {
    let table = spec.check()?;
    if super::docs().iter().any(|doc| doc.id == spec.id) {
        return Err(("id", "is the id of a built-in check".into()));
    }
    let expect = JINJA.compile_expression_owned(spec.expect.clone()).map_err(|e| ("expect", said(&e, &spec.expect)))?;
    let known: Vec<&'static str> = table.definition().columns.iter().map(|c| c.name).collect();
    let mut columns = Vec::new();
    let mut names: Vec<String> = expect.undeclared_variables(false).into_iter().collect();
    names.sort_unstable();
    for name in names {
        match known.iter().find(|c| **c == name) {
            Some(&TIMES) => return Err(("expect", format!("{TIMES} cannot be used in a check"))),
            Some(column) => columns.push(*column),
            None => {
                let near = known.iter().min_by_key(|c| strsim::osa_distance(c, &name)).copied().unwrap_or_default();
                return Err(("expect", format!("{} has no column `{name}` (did you mean `{near}`?)", table.name())));
            }
        }
    }
    if columns.is_empty() {
        return Err(("expect", "names no column".into()));
    }
    // Names of filters and tests show only when the expression runs; what else goes wrong over nulls is no fault of it.
    let nulls: BTreeMap<&str, Value> = columns.iter().map(|c| (*c, Value::from(()))).collect();
    match expect.eval(Value::from_pairs(nulls)) {
        Err(e) if is_fault(&e) => Err(("expect", said(&e, &spec.expect))),
        _ => Ok(Compiled { spec, table, expect, columns }),
    }
}

/// Whether an error is one of the expression, not of a row.
fn is_fault(error: &minijinja::Error) -> bool {
    matches!(error.kind(), Kind::SyntaxError | Kind::UnknownFilter | Kind::UnknownTest | Kind::UnknownFunction)
}

/// What is wrong with an expression, and where.
fn said(error: &minijinja::Error, expression: &str) -> String {
    let message = error.detail().map_or_else(|| error.kind().to_string(), Into::into);
    match error.range().and_then(|range| expression.get(range)).filter(|place| !place.is_empty()) {
        Some(place) => format!("{message}, at `{place}`"),
        None => message,
    }
}

/// The checks that a release states in its manifest.
pub(super) fn stated(manifest: Option<&Manifest>, release: &Path) -> Result<Vec<OwnCheck>> {
    let stated = manifest.and_then(|m| m.configuration.resolved.get("check")).cloned();
    let file = release.join(crate::dataset::manifest::MANIFEST);
    serde_json::from_value(stated.unwrap_or_else(|| serde_json::json!([]))).map_err(|e| {
        Error::new(ErrorKind::Release, e.to_string()).at(Location::path(file).field("configuration.resolved.check"))
    })
}

/// Runs checks over the rows of a release; a table that cannot be read, or a column that is withheld, skips its checks.
pub(super) fn run(
    files: &Files,
    form: &Form,
    checks: &[OwnCheck],
    usable: impl Fn(Table) -> bool,
) -> Result<Vec<CheckResult>> {
    let manifest = files.release.join(crate::dataset::manifest::MANIFEST);
    let mut results = Vec::new();
    for check in compiled(checks, &manifest)? {
        let mut tally = Tally::own(check.spec);
        let known = form.known(check.table, &check.columns);
        let readable = usable(check.table) && known.len() == check.columns.len();
        if readable {
            rows(files, &check, &mut tally)?;
        }
        let mut result = tally.finish();
        if known.len() < check.columns.len() && !form.has_texts() {
            result.without_texts();
        }
        results.push(result);
    }
    Ok(results)
}

fn rows(files: &Files, check: &Compiled<'_>, tally: &mut Tally) -> Result<()> {
    let key = check.table.definition().primary_key.first().copied();
    let mut columns: Vec<&str> = check.columns.clone();
    columns.extend(key.filter(|key| !check.columns.contains(key)));
    for chunk in files.chunks(check.table, &columns) {
        let chunk = chunk?;
        let keys = key.map(|key| chunk.text(key)).transpose()?;
        let read: Vec<_> = check.columns.iter().filter_map(|c| Some((*c, chunk.column(c)?))).collect();
        for row in 0..chunk.rows() {
            let problem = judge(check, &read, row)?;
            tally.check(problem.is_none(), || Finding {
                message: problem.unwrap_or_default(),
                ..finding(&chunk, row, keys.and_then(|k| k.get(row)), check)
            });
        }
    }
    Ok(())
}

/// Names the row and, where there is but one, the column; never the values, which may be what must not be shown.
fn finding(chunk: &Chunk<'_>, row: usize, key: Option<&str>, check: &Compiled<'_>) -> Finding {
    let finding = chunk.finding(row, key, check.columns.first().copied().unwrap_or_default(), "");
    if check.columns.len() == 1 { finding } else { Finding { column: None, ..finding } }
}

/// What is wrong with a row.
fn judge(check: &Compiled<'_>, columns: &[(&'static str, &AnyColumn)], row: usize) -> Result<Option<String>> {
    let cells = columns.iter().map(|(name, column)| (*name, value(column.cell(row))));
    match check.expect.eval(Value::from_pairs(cells)) {
        Ok(held) => Ok((!held.is_true()).then(|| format!("not so: {}", check.spec.expect))),
        Err(e) if is_fault(&e) => Err(Error::new(ErrorKind::Config, said(&e, &check.spec.expect))
            .at(Location::default().field(format!("check {}", check.spec.id)))),
        Err(e) => Ok(Some(format!("cannot be told: {}", said(&e, &check.spec.expect)))),
    }
}

fn value(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::from(()),
        Cell::Text(text) => Value::from(text),
        Cell::Flag(truth) => Value::from(truth),
        Cell::Int(number) => Value::from(number),
        Cell::Float(number) => Value::from(number),
        Cell::Records(records) => records.into_iter().map(record).collect(),
    }
}

fn record(members: Vec<(&str, Cell<'_>)>) -> Value {
    Value::from_pairs(members.into_iter().map(|(name, cell)| (name, value(cell))))
}
