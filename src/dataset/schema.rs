//! The contract: what every table holds, as data, and its two forms, an Arrow schema and a JSON file.

use super::tables;
use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// Version of the tables, apart from the version of any data set and of this program.
///
/// PATCH: descriptions. MINOR: a new nullable column or table. MAJOR: everything that breaks a reader.
pub const SCHEMA_VERSION: &str = "1.1.0";

/// The unit of every `*_char` column, as files state it.
pub const OFFSET_UNIT: &str = "code points, half-open";

/// What was done to the text before it was stored, as files state it.
pub const TEXT_NORMALIZATION: &str = "none";

/// Whether a release holds the words of its articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextForm {
    /// Texts, titles, and the words at every span.
    #[default]
    Full,
    /// None of them: hashes, lengths and places, with which `claimkit restore` puts the words back from copies of the
    /// articles.
    Standoff,
}

/// The tables of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Texts, with their structure.
    Articles,
    /// Attributed claims.
    Claims,
    /// Speakers, linked across articles where they are named.
    Speakers,
    /// One label a claim, target and labeler.
    Stances,
    /// Input rows that did not become an article.
    Rejects,
    /// Pairs of articles with the same or nearly the same text; since schema version 1.1.0.
    Duplicates,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 6] =
        [Self::Articles, Self::Claims, Self::Speakers, Self::Stances, Self::Rejects, Self::Duplicates];

    /// Its name: the folder of a release and the stem of its schema file.
    pub fn name(self) -> &'static str {
        self.definition().name
    }

    /// The table of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.name() == name)
    }

    /// Its columns, keys and descriptions.
    pub fn definition(self) -> &'static Definition {
        match self {
            Self::Articles => &tables::ARTICLES,
            Self::Claims => &tables::CLAIMS,
            Self::Speakers => &tables::SPEAKERS,
            Self::Stances => &tables::STANCES,
            Self::Rejects => &tables::REJECTS,
            Self::Duplicates => &tables::DUPLICATES,
        }
    }

    /// Whether its rows are divided into splits; the other tables have the one split `all`.
    pub fn is_split(self) -> bool {
        matches!(self, Self::Articles | Self::Claims | Self::Stances)
    }

    /// Its Arrow schema: types, nullability, and for every field `description` and, for closed sets, `enum` (JSON).
    ///
    /// ```
    /// use claimkit::dataset::Table;
    /// let schema = Table::Claims.arrow_schema();
    /// let field = schema.field_with_name("quote_type")?;
    /// assert_eq!(field.metadata()["enum"], r#"["direct","indirect","mixed"]"#);
    /// # Ok::<(), arrow_schema::ArrowError>(())
    /// ```
    pub fn arrow_schema(self) -> SchemaRef {
        self.arrow_schema_of(TextForm::Full)
    }

    /// Its Arrow schema in a release of a form.
    pub fn arrow_schema_of(self, form: TextForm) -> SchemaRef {
        Arc::new(Schema::new(self.columns(form).iter().map(|c| c.arrow_field(form)).collect::<Vec<Field>>()))
    }

    /// Its columns in a release of a form, in file order: a stand-off release has none that hold words of an article, and
    /// in their place, at the end, what restores them.
    ///
    /// ```
    /// use claimkit::dataset::{Table, TextForm};
    /// let names: Vec<_> = Table::Rejects.columns(TextForm::Standoff).iter().map(|c| c.name).collect();
    /// assert_eq!(names, ["source", "row", "reason", "detail", "raw_sha256"]);
    /// ```
    pub fn columns(self, form: TextForm) -> Vec<Column> {
        let d = self.definition();
        let extra = if form == TextForm::Standoff { d.standoff } else { &[] };
        d.columns.iter().filter(|c| c.is_in(form)).chain(extra).copied().collect()
    }

    /// Whether its files are the same in both forms.
    pub fn is_without_words(self) -> bool {
        let d = self.definition();
        let has_words = |c: &Column| c.words || c.members(TextForm::Full).iter().any(|m| m.words);
        d.standoff.is_empty() && !d.columns.iter().any(has_words)
    }

    /// Its JSON form.
    pub fn contract(self) -> Contract {
        self.contract_of(TextForm::Full)
    }

    /// Its JSON form in a release of a form.
    pub fn contract_of(self, form: TextForm) -> Contract {
        let d = self.definition();
        let owned = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect();
        Contract {
            table: d.name.into(),
            schema_version: SCHEMA_VERSION.into(),
            description: d.description.into(),
            offset_unit: OFFSET_UNIT.into(),
            primary_key: owned(d.primary_key),
            foreign_keys: d
                .foreign_keys
                .iter()
                .map(|&(column, references)| ForeignKey { column: column.into(), references: references.into() })
                .collect(),
            fields: self.columns(form).iter().map(|c| c.contract(form)).collect(),
        }
    }
}

/// A table as data.
#[derive(Debug)]
pub struct Definition {
    /// Folder and file stem.
    pub name: &'static str,
    /// What one row is.
    pub description: &'static str,
    /// Columns that identify a row; empty for a log.
    pub primary_key: &'static [&'static str],
    /// Pairs of a column and the `table.column` that it points at.
    pub foreign_keys: &'static [(&'static str, &'static str)],
    /// Columns in file order.
    pub columns: &'static [Column],
    /// Further columns of a stand-off release, from which the withheld words are restored and checked.
    pub standoff: &'static [Column],
}

/// The types that every reader of the field handles alike (no dictionaries, unsigned, maps, views).
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// True or false.
    Bool,
    /// Counts and offsets.
    Int32,
    /// Row numbers.
    Int64,
    /// Scores.
    Float64,
    /// Microseconds since 1970, UTC.
    Instant,
    /// A list of records; neither list nor record is ever null.
    Structs(&'static [Column]),
}

/// A column as data.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
    /// Whether a row may leave it out.
    pub nullable: bool,
    /// What it means, with its unit.
    pub description: &'static str,
    /// The closed set of its values, where it has one.
    pub values: Option<fn() -> Vec<&'static str>>,
    /// The schema version it appeared in.
    pub since: &'static str,
    /// Whether it holds words of an article, which a stand-off release withholds.
    pub words: bool,
}

impl Column {
    /// A required column.
    pub(super) const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self { name, kind, nullable: false, description, values: None, since: "1.0.0", words: false }
    }

    /// The same column, nullable.
    pub(super) const fn optional(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same column with a closed set of values.
    pub(super) const fn one_of(mut self, values: fn() -> Vec<&'static str>) -> Self {
        self.values = Some(values);
        self
    }

    /// The same column, in tables since a version.
    pub(super) const fn since(mut self, version: &'static str) -> Self {
        self.since = version;
        self
    }

    /// The same column, of words of an article.
    pub(super) const fn words(mut self) -> Self {
        self.words = true;
        self
    }

    /// Whether a release of a form has it.
    pub fn is_in(&self, form: TextForm) -> bool {
        form == TextForm::Full || !self.words
    }

    /// Its members in a release of a form; none unless it is a list of records.
    pub fn members(&self, form: TextForm) -> Vec<Column> {
        match self.kind {
            Kind::Structs(members) => members.iter().filter(|m| m.is_in(form)).copied().collect(),
            _ => Vec::new(),
        }
    }

    fn arrow_field(&self, form: TextForm) -> Field {
        let mut metadata = HashMap::from([("description".to_owned(), self.description.to_owned())]);
        if let Some(values) = self.values {
            metadata.insert("enum".into(), serde_json::Value::from(values()).to_string());
        }
        Field::new(self.name, self.kind.arrow_type(form), self.nullable).with_metadata(metadata)
    }

    fn contract(&self, form: TextForm) -> ContractField {
        ContractField {
            name: self.name.into(),
            r#type: self.kind.name().into(),
            nullable: self.nullable,
            description: self.description.into(),
            r#enum: self.values.map(|v| v().into_iter().map(Into::into).collect()).unwrap_or_default(),
            since: self.since.into(),
            fields: self.members(form).iter().map(|c| c.contract(form)).collect(),
        }
    }
}

impl Kind {
    /// Its name in contracts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Bool => "bool",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Float64 => "float64",
            Self::Instant => "timestamp[us, UTC]",
            Self::Structs(_) => "list<struct>",
        }
    }

    /// Its Arrow type in a release of a form.
    fn arrow_type(self, form: TextForm) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Bool => DataType::Boolean,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::Float64 => DataType::Float64,
            Self::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            Self::Structs(columns) => DataType::List(element(columns, form)),
        }
    }
}

/// The records of a list; `element` is the name that the Parquet format gives them.
pub(super) fn element(columns: &[Column], form: TextForm) -> Arc<Field> {
    let fields: Fields = columns.iter().filter(|c| c.is_in(form)).map(|c| c.arrow_field(form)).collect();
    Arc::new(Field::new("element", DataType::Struct(fields), false))
}

/// A table as its committed JSON file states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Name of the table.
    pub table: String,
    /// Version of the schema.
    pub schema_version: String,
    /// What one row is.
    pub description: String,
    /// Unit of every `*_char` column.
    pub offset_unit: String,
    /// Columns that identify a row.
    pub primary_key: Vec<String>,
    /// Where columns point.
    pub foreign_keys: Vec<ForeignKey>,
    /// Columns in file order.
    pub fields: Vec<ContractField>,
}

/// A column that names rows of another table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// The column.
    pub column: String,
    /// `table.column`.
    pub references: String,
}

/// A column of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub r#type: String,
    /// Whether a row may leave it out.
    pub nullable: bool,
    /// What it means.
    pub description: String,
    /// The closed set of its values; empty where it is open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub r#enum: Vec<String>,
    /// The schema version it appeared in.
    pub since: String,
    /// Members of a `list<struct>`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<ContractField>,
}

impl Contract {
    /// The file as it is committed and copied into releases: two-space indented JSON with a final newline.
    pub fn to_json(&self) -> String {
        // Serialising strings and lists to memory has no way to fail.
        super::manifest::json_text(self).unwrap_or_default()
    }

    /// Its file name.
    pub fn file_name(&self) -> String {
        format!("{}.schema.json", self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    /// The committed contract is what this code writes. `CLAIMKIT_BLESS=1 cargo test --lib contract` rewrites it.
    #[test]
    fn the_committed_contract_is_current() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(format!("v{SCHEMA_VERSION}"));
        let forms = [(TextForm::Full, folder.clone()), (TextForm::Standoff, folder.join("standoff"))];
        for (table, (form, folder)) in Table::ALL.into_iter().flat_map(|t| forms.iter().map(move |f| (t, f))) {
            let contract = table.contract_of(*form);
            let path = folder.join(contract.file_name());
            if std::env::var_os("CLAIMKIT_BLESS").is_some() {
                std::fs::create_dir_all(folder).unwrap();
                std::fs::write(&path, contract.to_json()).unwrap();
            }
            let committed = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                committed,
                contract.to_json(),
                "{} drifted; if that is meant, raise SCHEMA_VERSION and run with CLAIMKIT_BLESS=1",
                path.display()
            );
            assert_eq!(serde_json::from_str::<Contract>(&committed).unwrap(), contract);
        }
    }

    #[test]
    fn keys_name_columns_that_exist() {
        let has = |table: Table, column: &str| table.definition().columns.iter().any(|c| c.name == column);
        for table in Table::ALL {
            assert!(table.definition().primary_key.iter().all(|c| has(table, c)));
            for (column, references) in table.definition().foreign_keys {
                let (other, key) = references.split_once('.').unwrap();
                assert!(has(table, column) && has(Table::of_name(other).unwrap(), key), "{column} -> {references}");
            }
        }
    }
}
