//! The layers of ARCHITECTURE.md, read from the `use crate::` lines of every module.

use crate::util::repository;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What each module may use. `error` and `plain` are open to all.
const LAYERS: [(&str, &[&str]); 24] = [
    ("error", &[]),
    ("plain", &[]),
    ("model", &[]),
    ("text", &["model"]),
    ("lexicon", &["model", "text"]),
    ("ingest", &["model", "text"]),
    ("attribution", &["model", "text", "lexicon"]),
    ("linear", &["model", "text"]),
    ("stance", &["model", "text", "lexicon", "linear"]),
    ("gazetteer", &["model", "text"]),
    ("pipeline", &["model", "text", "lexicon", "attribution", "stance", "gazetteer"]),
    ("record", &["model"]),
    ("dataset", &["model", "text"]),
    ("columnar", &["model", "ingest", "dataset", "pipeline"]),
    ("validate", &["model", "text", "dataset"]),
    ("labels", &["model", "dataset", "record"]),
    ("learn", &["model", "dataset", "record", "labels", "linear"]),
    ("labeler", &["model", "labels", "learn"]),
    ("annotate", &["model", "dataset", "record", "labels"]),
    ("eval", &["model", "dataset", "record", "labels", "learn"]),
    ("report", &["model", "validate", "eval", "dataset"]),
    ("config", &["model", "stance", "ingest", "dataset", "labeler"]),
    // Everything but `cli`.
    (
        "build",
        &[
            "model",
            "text",
            "lexicon",
            "ingest",
            "attribution",
            "stance",
            "pipeline",
            "record",
            "labels",
            "learn",
            "labeler",
            "annotate",
            "dataset",
            "validate",
            "eval",
            "report",
            "config",
        ],
    ),
    (
        "cli",
        &[
            "model",
            "text",
            "lexicon",
            "ingest",
            "attribution",
            "stance",
            "gazetteer",
            "pipeline",
            "record",
            "labels",
            "learn",
            "labeler",
            "annotate",
            "dataset",
            "validate",
            "eval",
            "report",
            "config",
            "build",
        ],
    ),
];

/// Modules named in `crate::a::…` and `crate::{a, b::…}` of code; tests count, comments do not.
fn used(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let source: String = source.lines().filter(|l| !l.trim_start().starts_with("//")).flat_map(|l| [l, "\n"]).collect();
    for part in source.split("crate::").skip(1) {
        let Some(list) = part.strip_prefix('{') else {
            found.insert(name(part));
            continue;
        };
        let (mut depth, mut item) = (0, String::new());
        for c in list.chars() {
            match c {
                '}' | ',' if depth == 0 => {
                    found.insert(name(item.trim()));
                    item.clear();
                    if c == '}' {
                        break;
                    }
                }
                '{' => depth += 1,
                '}' => depth -= 1,
                c => item.push(c),
            }
        }
    }
    found.remove("");
    found
}

fn name(path: &str) -> String {
    path.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
}

fn each_file(folder: &Path, see: &mut dyn FnMut(&Path, &str)) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            each_file(&path, see);
        } else if path.extension().is_some_and(|e| e == "rs") {
            see(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn modules_use_only_what_stands_below_them() {
    let src = repository("src");
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    each_file(&src, &mut |path, text| {
        let below = path.strip_prefix(&src).unwrap();
        let module = below.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&module.as_str()) {
            return;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(m, _)| *m == module) else {
            panic!("{module} has no place in the table of layers");
        };
        let known = |m: &&String| LAYERS.iter().any(|(layer, _)| layer == m);
        for other in used(text).iter().filter(known) {
            if *other != module && !["error", "plain"].contains(&other.as_str()) && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{} uses {other}", below.display()));
            }
        }
        seen.insert(module);
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen.len() >= LAYERS.len() - 1, "{seen:?}");
}

/// `cli` prints, the others do not; nobody but `main` and `cli` ends the process.
#[test]
fn only_the_command_line_prints() {
    let src = repository("src");
    each_file(&src, &mut |path, text| {
        let below = path.strip_prefix(&src).unwrap();
        if !below.starts_with("cli") && !below.starts_with("main.rs") {
            for word in ["println!(", "eprint", "io::stdout", "process::exit", "Instant::now", "SystemTime::now"] {
                assert!(!text.contains(word), "{} has {word}", below.display());
            }
        }
    });
}

#[test]
fn files_stay_short() {
    let mut lengths = Vec::new();
    each_file(&repository("src"), &mut |path, text| lengths.push((text.lines().count(), path.to_path_buf())));
    lengths.sort();
    let median = lengths[lengths.len() / 2].0;
    assert!(median < 200, "the median file has {median} lines");
    let long: Vec<_> = lengths.iter().filter(|(lines, _)| *lines > 600).collect();
    assert!(long.len() <= 2, "files of more than 600 lines: {long:?}");
}

#[test]
fn lists_of_modules_are_read() {
    let text = "use crate::{error::Error, model::{A, B}, text};\nuse crate::ingest::Item;";
    let names: Vec<_> = used(text).into_iter().collect();
    assert_eq!(names, ["error", "ingest", "model", "text"]);
}
