//! The form that a release claims to have: a former release is judged by the contract of its own time.

use crate::dataset::manifest::MANIFEST_VERSION;
use crate::dataset::{Contract, Manifest, SCHEMA_VERSION, Table, TextForm, history};

#[derive(Debug)]
pub(super) struct Form {
    /// Version of the manifest: which files stand beside the tables.
    pub(super) files: u32,
    /// Version of the tables.
    pub(super) schema: String,
    /// Whether the release holds the words of its articles.
    pub(super) text: TextForm,
    /// Whether names come from a gazetteer, which may spell them otherwise than the articles.
    pub(super) gazetteer: bool,
    contracts: Vec<Contract>,
}

impl Form {
    /// The form of a manifest; the newest one where it cannot be read or is not known (LAY005 tells).
    pub(super) fn of(manifest: Option<&Manifest>) -> Self {
        let stated = manifest.map_or(SCHEMA_VERSION, |m| m.schema_version.as_str());
        let text = manifest.map_or(TextForm::Full, Manifest::form);
        let gazetteer = manifest.is_some_and(|m| m.configuration.resolved.get("gazetteer").is_some());
        let known = history::contracts_of(stated, text);
        let schema = if known.is_some() { stated } else { SCHEMA_VERSION }.to_owned();
        let contracts = known.or_else(|| history::contracts_of(SCHEMA_VERSION, text)).unwrap_or_default();
        Self { files: manifest.map_or(MANIFEST_VERSION, |m| m.manifest_version), schema, text, gazetteer, contracts }
    }

    /// The contract of a table; `None` for one that came later.
    pub(super) fn contract(&self, table: Table) -> Option<&Contract> {
        self.contracts.iter().find(|c| c.table == table.name())
    }

    /// Whether the texts of the articles are there.
    pub(super) fn has_texts(&self) -> bool {
        self.text == TextForm::Full
    }

    /// Columns of a table.
    pub(super) fn columns(&self, table: Table) -> Vec<&str> {
        self.contract(table).map_or_else(Vec::new, |c| c.fields.iter().map(|f| f.name.as_str()).collect())
    }

    /// Those of some columns of a table that the form has.
    pub(super) fn known(&self, table: Table, columns: &[&'static str]) -> Vec<&'static str> {
        let all = self.columns(table);
        columns.iter().filter(|c| all.contains(*c)).copied().collect()
    }

    /// Tables of the form.
    pub(super) fn tables(&self) -> impl Iterator<Item = (Table, &Contract)> {
        Table::ALL.into_iter().filter_map(|table| Some((table, self.contract(table)?)))
    }

    /// Whether the release has the files of form 2: Croissant, Data Package, citation, features in the card.
    pub(super) fn is_complete(&self) -> bool {
        self.files >= 2
    }
}
