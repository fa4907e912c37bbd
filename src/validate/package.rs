//! What a release says of itself, against what it holds. Releases of form 1 have the card only, and less in it.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::documents::{Documents, items};
use super::files::Files;
use super::form::Form;
use super::notebooks;
use crate::dataset::Manifest;
use crate::dataset::sums::names_below;
use crate::error::Result;
use crate::model::counted;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const AGAIN: &str = "Build the release again; these files are generated and never edited by hand.";

pub(super) const LAY002: CheckDoc = CheckDoc::new(
    "LAY002",
    Severity::Error,
    "card, Croissant and Data Package name every Parquet file that has rows exactly once, and no other file",
    "A loader that follows a path to nothing fails, and one that finds a file twice doubles its rows.",
    AGAIN,
);
pub(super) const LAY006: CheckDoc = CheckDoc::new(
    "LAY006",
    Severity::Error,
    "the card's num_examples of every split are the rows of its files",
    "datasets refuses a table whose number of rows is another than stated.",
    AGAIN,
);
pub(super) const DOC001: CheckDoc = CheckDoc::new(
    "DOC001",
    Severity::Error,
    "the card has its front matter (language, configs, dataset_info with every column) and its sections",
    "A column that is in a file and not in the card stops datasets; one in the card only is silently null.",
    AGAIN,
);
pub(super) const DOC002: CheckDoc = CheckDoc::new(
    "DOC002",
    Severity::Error,
    "the Croissant document has its terms, the hash of every file, and a field for every column",
    "Validators of Croissant accept wrong hashes and absent columns; its readers then fail or give nulls.",
    AGAIN,
);
pub(super) const DOC003: CheckDoc = CheckDoc::new(
    "DOC003",
    Severity::Error,
    "CITATION.cff has version 1.2.0, title and authors, and LICENSE is there",
    "Nobody may use what has no licence, and nobody cites what does not say how.",
    "State licence and authors in claimkit.toml and build again.",
);
pub(super) const DOC004: CheckDoc = CheckDoc::new(
    "DOC004",
    Severity::Error,
    "notebooks of the release ran: every cell of code, once, from the first to the last, without an error",
    "A first example that fails is the last one that is tried, and one that ran in another order fails for others.",
    "Restart the notebook on this release, run all its cells and save it.",
);

/// Sections that every card of form 2 has.
const SECTIONS: [&str; 6] =
    ["## Tables", "## Loading", "## Data statement", "## Anonymous speakers", "## Provenance", "## Licence"];

#[derive(Debug)]
struct Package {
    paths: Tally,
    examples: Tally,
    card: Tally,
    croissant: Tally,
    citation: Tally,
    notebooks: Tally,
}

/// What all documents say.
pub(super) fn run(
    files: &Files,
    form: &Form,
    manifest: Option<&Manifest>,
    documents: &Documents,
) -> Result<Vec<CheckResult>> {
    let mut this = Package::new();
    if form.is_complete() {
        this.card(files, form, documents);
        this.croissant(files, form, manifest, documents);
        this.datapackage(files, documents);
        this.citation(files, documents);
    }
    this.notebooks(files)?;
    let Package { paths, examples, card, croissant, citation, notebooks } = this;
    Ok([paths, examples, card, croissant, citation, notebooks].map(Tally::finish).into())
}

impl Package {
    fn new() -> Self {
        Self {
            paths: Tally::new(&LAY002),
            examples: Tally::new(&LAY006),
            card: Tally::new(&DOC001),
            croissant: Tally::new(&DOC002),
            citation: Tally::new(&DOC003),
            notebooks: Tally::new(&DOC004),
        }
    }

    fn card(&mut self, files: &Files, form: &Form, documents: &Documents) {
        let card = match &documents.card {
            Ok(card) => card,
            Err(message) => {
                self.card.check(false, || Finding::file("README.md", message));
                return;
            }
        };
        for section in SECTIONS {
            let there = documents.body.lines().any(|line| line == section);
            self.card.check(there, || Finding::file("README.md", format!("the section {section:?} is missing")));
        }
        self.card.check(!items(card, "language").is_empty(), || Finding::file("README.md", "no language is stated"));
        self.features(files, form, card);
        self.patterns(files, card);
    }

    /// Columns of the card against the contract, and its sizes against the footers.
    fn features(&mut self, files: &Files, form: &Form, card: &Value) {
        for (table, contract) in form.tables().filter(|(t, _)| files.rows(*t) > 0) {
            let info = items(card, "dataset_info").iter().find(|i| i["config_name"] == table.name());
            let named: Vec<&str> =
                info.map_or(&[][..], |i| items(i, "features")).iter().filter_map(|f| f["name"].as_str()).collect();
            let expected: Vec<&str> = contract.fields.iter().map(|f| f.name.as_str()).collect();
            self.card.check(named == expected, || {
                let missing = expected
                    .iter()
                    .find(|n| !named.contains(n))
                    .copied()
                    .unwrap_or("none missing, other order or more");
                Finding::file("README.md", format!("the columns of {} differ ({missing})", table.name()))
                    .column("dataset_info")
            });
            let mut stated = BTreeMap::new();
            for split in info.map_or(&[][..], |i| items(i, "splits")) {
                stated.insert(
                    split["name"].as_str().unwrap_or_default(),
                    split["num_examples"].as_u64().unwrap_or(u64::MAX),
                );
            }
            let mut found = BTreeMap::new();
            for file in files.of(table).filter(|f| f.rows > 0) {
                *found.entry(if file.split == "all" { "train" } else { file.split.as_str() }).or_insert(0) += file.rows;
            }
            self.examples.check(stated == found, || {
                Finding::file("README.md", format!("{}: {stated:?} stated, {found:?} found", table.name()))
                    .column("num_examples")
            });
        }
    }

    /// Files that the patterns of the card find.
    fn patterns(&mut self, files: &Files, card: &Value) {
        let mut found = Vec::new();
        for pattern in
            items(card, "configs").iter().flat_map(|c| items(c, "data_files")).filter_map(|d| d["path"].as_str())
        {
            let (before, after) = pattern.split_once('*').unwrap_or((pattern, ""));
            let matching = files.files.iter().filter(|f| {
                f.path.len() >= before.len() + after.len() && f.path.starts_with(before) && f.path.ends_with(after)
            });
            let names: Vec<&str> = matching.map(|f| f.path.as_str()).collect();
            self.paths.check(!names.is_empty(), || Finding::file("README.md", format!("{pattern} matches no file")));
            found.extend(names);
        }
        self.covered("README.md", &found, files, false);
    }

    /// Whether a document names every file once; `empty` ones may be left out of a card only.
    fn covered(&mut self, document: &str, named: &[&str], files: &Files, empty: bool) {
        for file in files.files.iter().filter(|f| empty || f.rows > 0) {
            let n = named.iter().filter(|name| **name == file.path).count();
            self.paths.check(n == 1, || Finding::file(document, format!("names {} {}", file.path, counted(n, "time"))));
        }
        for name in named {
            let there = files.files.iter().any(|f| f.path == **name);
            self.paths.check(there, || Finding::file(document, format!("names {name}, which is not there")));
        }
    }

    fn croissant(&mut self, files: &Files, form: &Form, manifest: Option<&Manifest>, documents: &Documents) {
        const NAME: &str = "croissant.json";
        let document = match &documents.croissant {
            Ok(document) => document,
            Err(message) => {
                self.croissant.check(false, || Finding::file(NAME, message));
                return;
            }
        };
        for (key, wanted) in [
            ("@type", Some("sc:Dataset")),
            ("conformsTo", Some("http://mlcommons.org/croissant/1.1")),
            ("name", None),
            ("description", None),
        ] {
            let right = document[key].as_str().is_some_and(|v| !v.is_empty() && wanted.is_none_or(|w| w == v));
            self.croissant.check(right, || Finding::file(NAME, format!("{key} is missing or another")).column(key));
        }
        let objects = items(document, "distribution").iter().filter(|d| d["@type"] == "cr:FileObject");
        let mut named = Vec::new();
        for object in objects {
            let path = object["contentUrl"].as_str().unwrap_or_default();
            named.push(path);
            let hash = manifest.and_then(|m| m.files.iter().find(|f| f.path == path)).map(|f| f.sha256.as_str());
            // A file that is not there is a matter of LAY002.
            self.croissant.check(hash.is_none() || object["sha256"].as_str() == hash, || {
                Finding::file(NAME, format!("another hash than the manifest's for {path}")).column("sha256")
            });
        }
        self.covered(NAME, &named, files, true);
        for (table, contract) in form.tables().filter(|(t, _)| files.rows(*t) > 0) {
            let set = items(document, "recordSet").iter().find(|s| s["@id"] == table.name());
            for column in &contract.fields {
                let id = format!("{}/{}", table.name(), column.name);
                let right = column.name == "split"
                    || set.is_some_and(|s| items(s, "field").iter().any(|f| f["@id"] == id.as_str()));
                self.croissant.check(right, || Finding::file(NAME, format!("no field {id}")).column("recordSet"));
            }
        }
    }

    fn datapackage(&mut self, files: &Files, documents: &Documents) {
        match &documents.datapackage {
            Ok(document) => {
                let named: Vec<&str> = items(document, "resources").iter().filter_map(|r| r["path"].as_str()).collect();
                self.covered("datapackage.json", &named, files, true);
            }
            Err(message) => self.paths.check(false, || Finding::file("datapackage.json", message)),
        }
    }

    fn citation(&mut self, files: &Files, documents: &Documents) {
        const NAME: &str = "CITATION.cff";
        match &documents.citation {
            Ok(citation) => {
                self.citation.check(citation["cff-version"] == "1.2.0", || {
                    Finding::file(NAME, "the version of its form is not 1.2.0").column("cff-version")
                });
                let title = citation["title"].as_str().is_some_and(|t| !t.is_empty());
                self.citation.check(title, || Finding::file(NAME, "has no title").column("title"));
                let authors = items(citation, "authors");
                let named = !authors.is_empty()
                    && authors.iter().all(|a| a["name"].is_string() || a["family-names"].is_string());
                self.citation.check(named, || Finding::file(NAME, "has no authors with names").column("authors"));
            }
            Err(message) => self.citation.check(false, || Finding::file(NAME, message)),
        }
        let licence = files.release.join("LICENSE").metadata().is_ok_and(|m| m.len() > 0);
        self.citation.check(licence, || Finding::file("LICENSE", "is missing or empty"));
    }

    fn notebooks(&mut self, files: &Files) -> Result<()> {
        let names = names_below(&files.release)?.files;
        for name in names.into_iter().filter(|n| Path::new(n).extension().is_some_and(|e| e == "ipynb")) {
            let text = std::fs::read_to_string(files.release.join(&name)).unwrap_or_default();
            let problem = notebooks::problem(&text);
            self.notebooks.check(problem.is_none(), || Finding::file(&name, problem.unwrap_or_default()));
        }
        Ok(())
    }
}
