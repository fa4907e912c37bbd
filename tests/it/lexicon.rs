//! The word lists: their form, their closed sets, and that the anonymity formulas they expand to are recognised.

use crate::util::{Workdir, repository};
use claimkit::model::{CueClass, Vocabulary};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Columns with a closed set of values: file, column, values.
const CLOSED: [(&str, &str, &str); 23] = [
    ("anonymity.tsv", "row_type", "verb participle act act+obj object condition pattern example"),
    ("anonymity.tsv", "kind", "explicit implicit exclude not_anonymous partial reinforce"),
    ("cue_lemmas.tsv", "ambiguity", "low medium high"),
    ("cues.tsv", "ambiguity", "low medium high"),
    ("given_names.tsv", "gender", "m f -"),
    ("given_names.tsv", "kind", "given after_abd compound_opener"),
    ("nationality_adjectives.tsv", "gender", "m f"),
    ("nationality_adjectives.tsv", "number", "sg du.nom pl pl.nom pl.obl"),
    ("nationality_adjectives.tsv", "definite", "def indef -"),
    ("org_heads.tsv", "gender", "m f"),
    ("org_heads.tsv", "definite", "def indef/construct name"),
    ("ranks.tsv", "definite", "def indef -"),
    ("ranks.tsv", "kind", "military religious honorific academic royal legal abbr police"),
    ("ranks.tsv", "gender", "m f -"),
    ("relational_adjectives.tsv", "gender", "m f"),
    ("relational_adjectives.tsv", "number", "sg du.nom pl pl.nom pl.obl"),
    ("relational_adjectives.tsv", "definite", "def indef -"),
    ("roles.tsv", "gender", "m f"),
    ("roles.tsv", "number", "sg du pl"),
    ("roles.tsv", "case", "any nom obl"),
    ("roles.tsv", "definite", "def indef"),
    ("roles.tsv", "anon_prone", "0 1 2"),
    ("time_words.tsv", "kind", "month noun adverb mod deictic day phrase part year"),
];

/// Rows that are no entries but documentation, in the one file that has such.
const EXAMPLES: [&str; 2] = ["example", "pattern"];

struct Sheet {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn sheets() -> Vec<Sheet> {
    let mut paths: Vec<_> = fs::read_dir(repository("src/lexicon/data")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let sheet = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.ends_with('\n') && !text.contains('\r'), "{}", path.display());
        let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
        Sheet {
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            header: lines.next().unwrap(),
            rows: lines.collect(),
        }
    };
    paths.iter().map(sheet).collect()
}

fn column<'a>(sheet: &'a Sheet, name: &str) -> impl Iterator<Item = (usize, &'a str)> {
    let at = sheet.header.iter().position(|h| h == name).unwrap_or_else(|| panic!("{} has no {name}", sheet.name));
    sheet.rows.iter().enumerate().map(move |(n, row)| (n + 2, row[at].as_str()))
}

#[test]
fn every_row_has_the_form_of_its_header() {
    let mut wrong = Vec::new();
    for sheet in sheets() {
        assert!(sheet.header.iter().all(|h| !h.is_empty() && h.is_ascii()), "{}: no header", sheet.name);
        let mut seen: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
        for (n, row) in sheet.rows.iter().enumerate() {
            let at = format!("{}:{}", sheet.name, n + 2);
            if row.len() != sheet.header.len() {
                wrong.push(format!("{at}: {} columns, not {}", row.len(), sheet.header.len()));
            }
            if row.iter().any(|field| field.trim() != field) {
                wrong.push(format!("{at}: blanks around a field"));
            }
            if let Some(first) = seen.insert(row, n + 2) {
                wrong.push(format!("{at}: the same as row {first}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn closed_sets_hold() {
    let sheets = sheets();
    let find = |name: &str| sheets.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("no {name}"));
    let mut wrong = Vec::new();
    let mut check = |file: &str, name: &str, values: &BTreeSet<&str>| {
        for (row, value) in column(find(file), name).filter(|(_, v)| !values.contains(v)) {
            wrong.push(format!("{file}:{row}: {name}: {value}"));
        }
    };
    for (file, name, values) in CLOSED {
        check(file, name, &values.split(' ').collect());
    }
    let classes: BTreeSet<_> = CueClass::spellings().into_iter().collect();
    check("cues.tsv", "class", &classes);
    check("cue_lemmas.tsv", "class", &classes);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn cue_forms_have_a_lemma_and_a_part_of_speech() {
    let sheets = sheets();
    let cues = sheets.iter().find(|s| s.name == "cues.tsv").unwrap();
    for (row, features) in column(cues, "features") {
        // A note is free text and comes last.
        let features = features.split("note=").next().unwrap().trim_end_matches(';');
        let pairs: Vec<_> = features.split(';').map(|f| f.split_once('=').unwrap_or((f, ""))).collect();
        assert!(pairs.iter().any(|(k, v)| *k == "pos" && !v.is_empty()), "cues.tsv:{row}: {features}");
        assert!(pairs.iter().all(|(_, v)| !v.is_empty()), "cues.tsv:{row}: {features}");
    }
    assert!(column(cues, "lemma").chain(column(cues, "form")).all(|(_, v)| !v.is_empty() && v != "-"));
}

#[test]
fn forms_are_arabic() {
    for sheet in sheets() {
        for name in ["form", "lemma"].into_iter().filter(|n| sheet.header.iter().any(|h| h == n)) {
            let arabic = |c: char| {
                matches!(
                    c,
                    '\u{0621}'
                        ..='\u{0652}'
                            | ' '
                            | '-'
                            | '.'
                            | ':'
                            | '/'
                            | '…'
                            | '«'
                            | '»'
                            | '"'
                            | '“'
                            | '”'
                            | '،'
                            | '؛'
                            | '؟'
                )
            };
            for (row, value) in column(&sheet, name) {
                let strange: String = value.chars().filter(|&c| !arabic(c) && !c.is_ascii_graphic()).collect();
                assert!(strange.is_empty(), "{}:{row}: {name}: {value}: {strange:?}", sheet.name);
            }
        }
    }
}

#[test]
fn documentation_rows_are_marked() {
    let sheets = sheets();
    let sheet = sheets.iter().find(|s| s.name == "anonymity.tsv").unwrap();
    let marked = column(sheet, "row_type").filter(|(_, v)| EXAMPLES.contains(v)).count();
    assert!(marked * 3 < sheet.rows.len(), "the list is mostly data");
}

/// Speakers that agree with a formula, by its agreement.
const CARRIERS: [(&str, &str); 6] = [
    ("3ms", "قال المسؤول الذي"),
    ("3fs", "قالت المسؤولة التي"),
    ("3mp", "قال المسؤولون الذين"),
    ("3fp", "قالت المسؤولات اللواتي"),
    ("3md", "قال المسؤولان اللذان"),
    ("3fd", "قالت المسؤولتان اللتان"),
];

/// Every form of the reference expansion makes its speaker explicitly anonymous.
#[test]
fn anonymity_formulas_are_recognised() {
    let forms = fs::read_to_string(repository("tests/data/anonymity_expanded.tsv")).unwrap();
    let row = |line: &str| {
        let mut fields = line.split('\t');
        let (form, agreement) = (fields.next().unwrap(), fields.next().unwrap());
        let (_, carrier) = CARRIERS.iter().find(|(a, _)| *a == agreement).unwrap();
        json!({"id": format!("{agreement} {form}"), "text": format!("{carrier} {form} إن الوضع مستقر.")}).to_string()
    };
    let rows: Vec<String> = forms.lines().skip(1).map(row).collect();
    let work = Workdir::new();
    work.write("forms.jsonl", rows.join("\n"));
    let records = work.run(["extract", "forms.jsonl"]).exits(0).records();
    assert_eq!(records.len(), rows.len());
    let explicit =
        |r: &&serde_json::Value| r["claims"].as_array().unwrap().iter().any(|c| c["anonymity"]["kind"] == "explicit");
    let missed: Vec<_> = records.iter().filter(|r| !explicit(r)).map(|r| r["article_id"].clone()).collect();
    let share = 100.0 * (1.0 - missed.len() as f64 / rows.len() as f64);
    let some = &missed[..missed.len().min(20)];
    assert!(missed.len() * 20 <= rows.len(), "{share:.1} % of {}; missed are such as {some:?}", rows.len());
}
