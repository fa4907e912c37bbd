//! `croissant.json` (Croissant 1.1 with the responsible-AI terms), for catalogues and `mlcroissant`.
//!
//! What is done on purpose, because mlcroissant 1.1.1 needs it: Parquet is `application/x-parquet`; a split comes from
//! the path by one expression with one group that can be turned into a glob (`.+`, never `\d+`); the addresses of splits
//! are `sc:URL`; only splits are referenced, because a foreign key makes records of one table come out twice.

use super::info::DatasetInfo;
use super::licence;
use super::manifest::Manifest;
use super::schema::{Column, Kind, Table, TextForm};
use serde_json::{Map, Value, json};

const PARQUET: &str = "application/x-parquet";

/// Terms of the vocabulary that its context spells out.
const TERMS: [&str; 28] = [
    "arrayShape",
    "citeAs",
    "column",
    "containedIn",
    "equivalentProperty",
    "extract",
    "field",
    "fileObject",
    "fileProperty",
    "fileSet",
    "format",
    "includes",
    "isArray",
    "isLiveDataset",
    "jsonPath",
    "key",
    "md5",
    "parentField",
    "path",
    "recordSet",
    "references",
    "regex",
    "repeated",
    "replace",
    "sdVersion",
    "separator",
    "source",
    "subField",
];

/// The document of a release.
pub fn croissant(info: &DatasetInfo, manifest: &Manifest) -> Value {
    let tables: Vec<Table> = Table::ALL.into_iter().filter(|t| manifest.total(t.name()) > 0).collect();
    let mut sets: Vec<Value> = vec![splits(manifest)];
    sets.extend(tables.iter().map(|&table| record_set(table, manifest)));
    let mut to = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": info.name.replace('-', "_"),
        "description": info.description.as_deref().or(info.title.as_deref()).unwrap_or(&info.name),
        "version": info.version,
        "sdVersion": manifest.schema_version,
        "inLanguage": "ar",
        "isLiveDataset": false,
        "distribution": distribution(manifest, &tables),
        "recordSet": sets,
    });
    if let Some(to) = to.as_object_mut() {
        optional(to, info);
        responsible(to, info);
    }
    to
}

/// What a data set may state or not.
fn optional(to: &mut Map<String, Value>, info: &DatasetInfo) {
    let licence = info.licence.as_deref().map(|l| licence::find(l).map_or(l, |(_, url)| url));
    let url = info.url.clone().or_else(|| info.doi.as_ref().map(|doi| format!("https://doi.org/{doi}")));
    let cite = info.citation.as_deref().map(str::trim);
    let pairs = [
        ("license", licence),
        ("url", url.as_deref()),
        ("datePublished", info.released.as_deref()),
        ("citeAs", cite),
        ("alternateName", info.title.as_deref()),
    ];
    for (key, value) in pairs {
        if let Some(value) = value {
            to.insert(key.into(), value.into());
        }
    }
    let authors: Vec<Value> =
        info.authors.iter().map(|name| json!({ "@type": "sc:Organization", "name": name })).collect();
    if !authors.is_empty() {
        to.insert("creator".into(), authors.into());
    }
}

/// Responsible-AI terms: the answers of the data statement, and what every release of this program has in common.
fn responsible(to: &mut Map<String, Value>, info: &DatasetInfo) {
    let s = &info.statement;
    let common = "Speakers of claims are public as the outlets named them. Anonymous speakers carry no name and are never \
                  linked across articles; their wording remains personal data.";
    let sensitive = s.sensitive.as_deref().map_or_else(|| common.to_owned(), |own| format!("{} {common}", own.trim()));
    let protocol =
        "Claims, speakers, anonymity and stance were annotated by the rules of claimkit; every row names its rule.";
    let annotation = s.annotators.as_deref().map_or(protocol.to_owned(), |own| format!("{protocol} {}", own.trim()));
    let pairs = [
        ("rai:dataCollection", s.collection.as_deref()),
        ("rai:dataPreprocessingProtocol", s.preprocessing.as_deref()),
        ("rai:dataAnnotationProtocol", Some(annotation.as_str())),
        ("rai:dataUseCases", s.uses.as_deref()),
        ("rai:dataBiases", s.biases.as_deref()),
        ("rai:dataLimitations", s.limitations.as_deref()),
        ("rai:personalSensitiveInformation", Some(sensitive.as_str())),
        ("rai:dataReleaseMaintenancePlan", s.maintenance.as_deref()),
    ];
    for (key, value) in pairs {
        if let Some(value) = value {
            to.insert(key.into(), value.trim().into());
        }
    }
}

fn context() -> Value {
    let mut to = json!({
        "@language": "en",
        "@vocab": "https://schema.org/",
        "sc": "https://schema.org/",
        "cr": "http://mlcommons.org/croissant/",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "dct": "http://purl.org/dc/terms/",
        "conformsTo": "dct:conformsTo",
        "data": { "@id": "cr:data", "@type": "@json" },
        "examples": { "@id": "cr:examples", "@type": "@json" },
        "dataType": { "@id": "cr:dataType", "@type": "@vocab" },
        "samplingRate": "cr:samplingRate",
        "transform": "cr:transform",
    });
    if let Some(to) = to.as_object_mut() {
        to.extend(TERMS.map(|term| (term.to_owned(), format!("cr:{term}").into())));
    }
    to
}

fn distribution(manifest: &Manifest, tables: &[Table]) -> Vec<Value> {
    let files = manifest.files.iter().map(|file| {
        json!({
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path,
            "contentUrl": file.path,
            "contentSize": format!("{} B", file.bytes),
            "encodingFormat": PARQUET,
            "sha256": file.sha256,
        })
    });
    let sets = tables.iter().map(|table| {
        let id = format!("{}-files", table.name());
        let includes = format!("{}/*.parquet", table.name());
        json!({ "@type": "cr:FileSet", "@id": id, "name": id, "encodingFormat": PARQUET, "includes": includes })
    });
    files.chain(sets).collect()
}

/// The record set of split names.
fn splits(manifest: &Manifest) -> Value {
    let divided = Table::ALL.into_iter().filter(|t| t.is_split()).filter_map(|t| manifest.rows.get(t.name()));
    let mut names: Vec<&str> = divided.flat_map(|s| s.keys().map(String::as_str)).collect();
    names.sort_unstable();
    names.dedup();
    let url = |name: &str| match name {
        "train" => "cr:TrainingSplit",
        "validation" => "cr:ValidationSplit",
        "test" => "cr:TestSplit",
        _ => "cr:Split",
    };
    let data: Vec<Value> = names.iter().map(|n| json!({ "splits/name": n, "splits/url": url(n) })).collect();
    json!({
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "description": "Splits.",
        "dataType": "cr:Split",
        "key": { "@id": "splits/name" },
        "field": [
            { "@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text", "description": "Name." },
            { "@type": "cr:Field", "@id": "splits/url", "name": "url", "dataType": "sc:URL", "description": "Kind." },
        ],
        "data": data,
    })
}

fn record_set(table: Table, manifest: &Manifest) -> Value {
    let definition = table.definition();
    let name = definition.name;
    let columns = table.columns(manifest.form()).into_iter().filter(|c| c.name != "split");
    let mut fields: Vec<Value> = columns.map(|column| field(name, &column, manifest.form())).collect();
    if table.is_split() {
        fields.push(split_field(name, manifest));
    }
    let mut to = json!({
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": definition.description,
        "field": fields,
    });
    if let [key] = definition.primary_key {
        to["key"] = json!({ "@id": format!("{name}/{key}") });
    }
    to
}

/// The split, from the name of the file.
fn split_field(table: &str, manifest: &Manifest) -> Value {
    let names: Vec<&str> = manifest.rows.get(table).into_iter().flat_map(|s| s.keys().map(String::as_str)).collect();
    json!({
        "@type": "cr:Field",
        "@id": format!("{table}/split"),
        "name": "split",
        "description": "Split the row belongs to, from the name of its file.",
        "dataType": "sc:Text",
        "references": { "field": { "@id": "splits/name" } },
        "source": {
            "fileSet": { "@id": format!("{table}-files") },
            "extract": { "fileProperty": "fullpath" },
            "transform": { "regex": format!("{table}/({})-.+parquet$", names.join("|")) },
        },
    })
}

fn field(table: &str, column: &Column, form: TextForm) -> Value {
    let id = format!("{table}/{}", column.name);
    let set = json!({ "@id": format!("{table}-files") });
    let Kind::Structs(_) = column.kind else {
        return json!({
            "@type": "cr:Field",
            "@id": id,
            "name": column.name,
            "description": column.description,
            "dataType": data_type(column.kind),
            "source": { "fileSet": set, "extract": { "column": column.name } },
        });
    };
    let sub: Vec<Value> = column
        .members(form)
        .iter()
        .map(|member| {
            json!({
                "@type": "cr:Field",
                "@id": format!("{id}/{}", member.name),
                "name": member.name,
                "description": member.description,
                "dataType": data_type(member.kind),
                "source": {
                    "fileSet": set,
                    "extract": { "column": column.name },
                    "transform": { "jsonPath": member.name },
                },
            })
        })
        .collect();
    // A nested field has no type of its own.
    json!({
        "@type": "cr:Field",
        "@id": id,
        "name": column.name,
        "description": column.description,
        "isArray": true,
        "arrayShape": "-1",
        "subField": sub,
    })
}

fn data_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Structs(_) => "sc:Text",
        Kind::Bool => "sc:Boolean",
        Kind::Int32 | Kind::Int64 => "sc:Integer",
        Kind::Float64 => "sc:Float",
        Kind::Instant => "sc:DateTime",
    }
}
