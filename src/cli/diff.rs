//! `claimkit diff`.

use super::{Status, Stop, args, print, print_json};
use crate::dataset::compat;
use crate::dataset::diff::{Bump, Difference, TableDifference};
use crate::dataset::required::Required;
use crate::error::Result;
use serde::Serialize;
use std::fmt::Write;

/// What is printed as JSON; `diff_version` tells its form.
#[derive(Debug, Serialize)]
struct Output {
    diff_version: u32,
    old: String,
    new: String,
    /// The version that the changes require; null where nothing changed.
    required: Option<Bump>,
    /// How far the version rose; null where it did not.
    stated: Option<Bump>,
    /// Whether it rose far enough.
    sufficient: bool,
    schema: Vec<compat::Change>,
    #[serde(flatten)]
    difference: Difference,
}

pub(super) fn run(args: &args::Diff) -> Result<Status, Stop> {
    let required = Required::between(&args.old, &args.new)?;
    let (stated, sufficient) = (required.stated(), required.is_sufficient());
    let Required { old, new, difference, schema, bump } = required;
    let output = Output {
        diff_version: 1,
        old: format!("{}-{}", old.name, old.version),
        new: format!("{}-{}", new.name, new.version),
        required: bump,
        stated,
        sufficient,
        schema,
        difference,
    };
    if args.json {
        print_json(&output)?;
    } else {
        print(&human(&output))?;
    }
    Ok(Status::findings_if(!output.sufficient))
}

fn human(output: &Output) -> String {
    let mut to = format!("{} -> {}\n\n", output.old, output.new);
    // Writing to a `String` cannot fail.
    let _ = writeln!(to, "{:<12}{:>9}{:>9}{:>9}{:>9}", "table", "added", "changed", "moved", "removed");
    for (name, d) in &output.difference.tables {
        let _ = writeln!(to, "{name:<12}{:>9}{:>9}{:>9}{:>9}", d.added, d.changed, d.moved, d.removed);
    }
    for (name, d) in &output.difference.tables {
        samples(&mut to, name, d);
    }
    for change in output.schema.iter().filter(|c| c.bump > Bump::Patch) {
        let _ = writeln!(to, "schema: {}: {} ({}, {})", change.place, change.what, change.bump, change.reason);
    }
    if !output.difference.files.is_empty() {
        let _ = writeln!(to, "files: {}", output.difference.files.join(", "));
    }
    let word = |bump: Option<Bump>| bump.map_or("none".to_owned(), |b| b.to_string());
    let verdict = if output.sufficient { "sufficient" } else { "too small" };
    let _ = writeln!(to, "\nrequired: {}; stated: {} ({verdict})", word(output.required), word(output.stated));
    to
}

fn samples(to: &mut String, name: &str, d: &TableDifference) {
    let kinds = [
        ("added", &d.added_sample),
        ("changed", &d.changed_sample),
        ("moved", &d.moved_sample),
        ("removed", &d.removed_sample),
    ];
    for (kind, ids) in kinds.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        let _ = writeln!(to, "{name} {kind}: {}", ids.join(", "));
    }
    for (old, new) in &d.renamed {
        let _ = writeln!(to, "{name}: the text of {old} is {new} now");
    }
    for (kind, columns) in [("gone or of another type", &d.broken_columns), ("new", &d.new_columns)] {
        if !columns.is_empty() {
            let _ = writeln!(to, "{name} columns {kind}: {}", columns.join(", "));
        }
    }
}
