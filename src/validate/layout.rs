//! Files: names, checksums, versions.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::documents::{Documents, items};
use super::files::{Chunk, Files, shard_name};
use super::form::Form;
use crate::dataset::sums::{FileEntry, SUMS, names_below, read_sums};
use crate::dataset::{Manifest, history};
use crate::error::Result;
use crate::model::counted;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const LAY001: CheckDoc = CheckDoc {
    id: "LAY001",
    severity: Severity::Error,
    what: "SHA256SUMS lists every file, and every file has the bytes that it lists",
    why: "No loader compares local files with checksums; a truncated copy would be read as a smaller data set.",
    mend: "Copy the release again. Never edit a file of a release: build a new version.",
};
pub(super) const LAY003: CheckDoc = CheckDoc {
    id: "LAY003",
    severity: Severity::Error,
    what: "every table has files named {split}-NNNNN-of-NNNNN.parquet, in complete series",
    why: "Loaders find splits by these names; a missing part is silently a smaller split.",
    mend: "Copy the missing parts, or build the release again.",
};
pub(super) const LAY004: CheckDoc = CheckDoc {
    id: "LAY004",
    severity: Severity::Error,
    what: "the split column is the split of the file's name",
    why: "Some readers read a folder of several splits as one table; the column is then all that tells them apart.",
    mend: "Build the release again; files must not be renamed by hand.",
};
pub(super) const LAY005: CheckDoc = CheckDoc {
    id: "LAY005",
    severity: Severity::Error,
    what: "folder, manifest, documents and files state the same versions",
    why: "Loaders cache by the folder's name: under a wrong version they give the rows of another release.",
    mend: "Give the folder its former name, or build a new version.",
};

#[derive(Debug)]
struct Layout {
    sums: Tally,
    names: Tally,
    versions: Tally,
}

/// Everything about files but their rows.
pub(super) fn run(
    files: &Files,
    form: &Form,
    manifest: Option<&Manifest>,
    documents: &Documents,
) -> Result<Vec<CheckResult>> {
    let mut this = Layout::new();
    this.sums(files)?;
    this.names(files, form)?;
    this.versions(files, manifest);
    if let (Some(manifest), true) = (manifest, form.is_complete()) {
        this.stated(&manifest.version, documents);
    }
    Ok([this.sums, this.names, this.versions].map(Tally::finish).into())
}

/// LAY001 alone.
pub(super) fn checksums(files: &Files) -> Result<CheckResult> {
    let mut this = Layout::new();
    this.sums(files)?;
    Ok(this.sums.finish())
}

impl Layout {
    fn new() -> Self {
        Self { sums: Tally::new(&LAY001), names: Tally::new(&LAY003), versions: Tally::new(&LAY005) }
    }

    fn sums(&mut self, files: &Files) -> Result<()> {
        let release = &files.release;
        let listed: BTreeMap<String, String> = match read_sums(release) {
            Ok(list) => list.into_iter().collect(),
            Err(e) => {
                let message = e.location().row.map_or("is missing or cannot be read".into(), |row| {
                    format!("line {row} is not 64 hexadecimal digits, two spaces and a path")
                });
                self.sums.check(false, || Finding::file(SUMS, message));
                return Ok(());
            }
        };
        let below = names_below(release)?;
        let present: BTreeSet<String> = below.files.into_iter().collect();
        let problem = |name: &String| match listed.get(name) {
            None => Some("is not listed"),
            Some(_) if !present.contains(name) => Some("is listed but missing"),
            Some(hash) => match FileEntry::of(&release.join(name), name.as_str()) {
                Ok(entry) => (entry.sha256 != *hash).then_some("has other bytes than listed"),
                Err(_) => Some("cannot be read"),
            },
        };
        let names: Vec<&String> = listed.keys().chain(present.iter().filter(|n| !listed.contains_key(*n))).collect();
        let problems: Vec<Option<&str>> = names.par_iter().map(|name| problem(name)).collect();
        for name in &below.strange {
            self.sums.check(false, || Finding::file(name, "is not listed: its name is not UTF-8"));
        }
        for (name, problem) in names.into_iter().zip(problems) {
            self.sums.check(problem.is_none(), || Finding::file(name, problem.unwrap_or_default()));
        }
        Ok(())
    }

    fn names(&mut self, files: &Files, form: &Form) -> Result<()> {
        for (table, _) in form.tables() {
            let folder = files.release.join(table.name());
            let names = if folder.is_dir() { names_below(&folder)?.files } else { Vec::new() };
            self.names.check(!names.is_empty(), || Finding::file(table.name(), "the table has no file"));
            let mut series = BTreeMap::<&str, Vec<(u32, u32)>>::new();
            for name in &names {
                let parsed = shard_name(name).filter(|s| table.is_split() || s.0 == "all");
                self.names.check(parsed.is_some(), || {
                    Finding::file(format!("{}/{name}", table.name()), "is not named {split}-NNNNN-of-NNNNN.parquet")
                });
                if let Some((split, number, total)) = parsed {
                    series.entry(split).or_default().push((number, total));
                }
            }
            for (split, parts) in series {
                let total = parts.len() as u32;
                let complete = parts.iter().enumerate().all(|(n, part)| *part == (n as u32, total));
                self.names.check(complete, || {
                    let stated = parts.iter().map(|p| p.1).max().unwrap_or(0);
                    Finding::file(
                        format!("{}/{split}-*.parquet", table.name()),
                        format!("{} of a series of {stated}", counted(total, "file")),
                    )
                });
            }
        }
        Ok(())
    }

    fn versions(&mut self, files: &Files, manifest: Option<&Manifest>) {
        let Some(manifest) = manifest else {
            self.versions.check(false, || Finding::file("manifest.json", "is missing or cannot be read"));
            return;
        };
        let expected = format!("{}-{}", manifest.name, manifest.version);
        let folder = folder_name(files);
        self.versions.check(folder == expected, || {
            Finding::file("manifest.json", format!("states {expected}, but the folder is named {folder}"))
        });
        let known = history::versions();
        self.versions.check(known.contains(&manifest.schema_version.as_str()), || {
            let message = format!("schema version {} is none of {}", manifest.schema_version, known.join(", "));
            Finding::file("manifest.json", message).hint("a newer claimkit may know it")
        });
        for file in files.files.iter().filter(|f| f.schema.is_ok()) {
            let table = file.table.name();
            let stated = [
                ("dataset_version", manifest.version.as_str()),
                ("schema_version", manifest.schema_version.as_str()),
                ("table", table),
            ];
            for (name, value) in stated {
                let found = file.metadata.get(name).map(String::as_str);
                self.versions.check(found == Some(value), || {
                    Finding::file(&file.path, format!("metadata {name} is {}, not {value}", found.unwrap_or("missing")))
                });
            }
        }
    }

    /// Versions that the documents state; one that cannot be read is a matter of its own check.
    fn stated(&mut self, version: &str, documents: &Documents) {
        let card = documents.card.as_ref().ok().map(|c| items(c, "dataset_info"));
        let card = card.into_iter().flatten().map(|info| ("README.md", &info["version"]));
        let whole = [
            ("croissant.json", &documents.croissant),
            ("datapackage.json", &documents.datapackage),
            ("CITATION.cff", &documents.citation),
        ];
        let whole = whole.into_iter().filter_map(|(name, parsed)| Some((name, &parsed.as_ref().ok()?["version"])));
        for (name, stated) in card.chain(whole) {
            self.versions.check(stated == version, || {
                Finding::file(name, format!("states version {stated}, not {version}")).column("version")
            });
        }
    }
}

/// The split columns of tables that have one.
#[derive(Debug)]
pub(super) struct Splits(Tally);

impl Splits {
    pub(super) fn new() -> Self {
        Self(Tally::new(&LAY004))
    }

    pub(super) fn rows(&mut self, chunk: &Chunk<'_>, key_column: &str) -> Result<()> {
        let keys = chunk.text(key_column)?;
        for (i, split) in chunk.text("split")?.iter().enumerate() {
            self.0.check(split == Some(chunk.file.split.as_str()), || {
                let message = format!("{} in a file of split {}", split.unwrap_or("null"), chunk.file.split);
                chunk.finding(i, keys.get(i), "split", message)
            });
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        vec![self.0.finish()]
    }
}

/// The name of the release's folder, also where the path is `.`.
pub(super) fn folder_name(files: &Files) -> String {
    let full = files.release.canonicalize().unwrap_or_else(|_| files.release.clone());
    full.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}
