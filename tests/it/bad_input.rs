//! Bad input: the message names file, row and field; what is good goes on; nothing panics.

use crate::util::{Ran, SAID, Workdir};
use serde_json::json;
use std::io::Write;

/// Extracts a folder that also holds one good article, and asserts that this one came through.
#[track_caller]
fn with_good(work: &Workdir, good: usize) -> Ran {
    work.write("in/z-good.txt", SAID);
    let ran = work.run(["extract", "in"]).exits(0);
    assert_eq!(ran.ids().len(), good, "{}", ran.stderr);
    assert!(ran.ids().contains(&"z-good".to_owned()));
    ran
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

/// Many different rows, so that half of the compressed bytes holds some of them.
fn rows(n: usize) -> String {
    let row = |i: usize| json!({"id": format!("r{i}"), "text": format!("{SAID} {}", blake(i))}).to_string() + "\n";
    (0..n).map(row).collect()
}

fn blake(i: usize) -> String {
    claimkit::model::hash_id("x", &[&i.to_string()])
}

#[test]
fn invalid_utf_8() {
    let work = Workdir::new();
    work.write("in/a.txt", [SAID.as_bytes(), b"\xFF\xD9"].concat());
    work.write(
        "in/b.jsonl",
        [b"{\"text\":\"\xD9\xFF\"}\n".as_slice(), json!({"text": SAID}).to_string().as_bytes(), b"\n"].concat(),
    );
    with_good(&work, 2).tells(&["in/a.txt: ", "in/b.jsonl:1: "]);
}

#[test]
fn a_broken_row_does_not_make_the_rest_another_encoding() {
    let work = Workdir::new();
    // The only whole line of the file is the broken one; the last line has no line feed.
    let last = json!({"text": SAID}).to_string();
    work.write("in/a.jsonl", [b"{\"text\":\"\xD9\xFF\"}\n".as_slice(), last.as_bytes()].concat());
    let ran = with_good(&work, 2).tells(&["in/a.jsonl:1: "]);
    assert_eq!(ran.records()[0]["text"], SAID);
}

#[test]
fn utf_16_without_a_byte_order_mark_is_read() {
    let work = Workdir::new();
    let bytes: Vec<u8> = SAID.encode_utf16().flat_map(u16::to_le_bytes).collect();
    work.write("in/a.txt", bytes);
    let ran = with_good(&work, 2);
    assert_eq!(ran.records()[0]["text"], SAID);
    assert!(ran.stderr.is_empty(), "{}", ran.stderr);
}

#[test]
fn nul_bytes() {
    let work = Workdir::new();
    work.write("in/a.txt", format!("{SAID}\0\0{SAID}"));
    work.write("in/b.jsonl", json!({"text": format!("{SAID}\0")}).to_string());
    with_good(&work, 1).tells(&["in/a.txt: ", "in/b.jsonl:1: ", "NUL"]);
}

#[test]
fn an_empty_file() {
    let work = Workdir::new();
    work.write("in/a.txt", "");
    work.write("in/b.txt", " \n\t\n");
    work.write("in/c.jsonl", "");
    with_good(&work, 1).tells(&["in/a.txt: ", "in/b.txt: the text holds nothing but white space"]);
}

#[test]
fn a_missing_text_field() {
    let work = Workdir::new();
    let rows =
        [json!({"id": "1", "text": SAID}), json!({"id": "2", "headline": "x"}), json!({"id": "3", "text": null})];
    work.write("in/a.jsonl", rows.map(|r| r.to_string()).join("\n"));
    work.write("in/b.csv", "id,headline\n1,x\n");
    with_good(&work, 2).tells(&["in/a.jsonl:2: ", "in/a.jsonl:3: ", "in/b.csv:", "text"]);
}

#[test]
fn a_wrong_json_type() {
    let work = Workdir::new();
    let rows = [
        json!({"text": 7}),
        json!({"text": ["x"]}),
        json!({"text": SAID, "published_at": "٣١ فبراير"}),
        json!({"text": SAID}),
    ];
    work.write("in/a.jsonl", rows.map(|r| r.to_string()).join("\n"));
    work.write("in/b.jsonl", "{\"text\": \"قال\"\n[]\n7\n");
    let ran = with_good(&work, 2);
    ran.tells(&["in/a.jsonl:1: `text`", "in/a.jsonl:2: `text`", "in/a.jsonl:3: `published_at`", "in/b.jsonl:1: "]);
}

#[test]
fn a_truncated_gzip_or_zstd() {
    let work = Workdir::new();
    let all = rows(4_000);
    for (name, bytes) in
        [("in/a.jsonl.gz", gzip(all.as_bytes())), ("in/b.jsonl.zst", zstd::encode_all(all.as_bytes(), 1).unwrap())]
    {
        work.write(name, &bytes[..bytes.len() / 2]);
    }
    let one = gzip(SAID.as_bytes());
    work.write("in/c.txt.gz", &one[..one.len() - 12]);
    work.write("in/z-good.txt", SAID);
    let ran = work.run(["extract", "in"]).exits(0).tells(&["in/a.jsonl.gz:", "in/b.jsonl.zst:", "in/c.txt.gz: "]);
    assert!(ran.stderr.matches("ends early").count() >= 3, "{}", ran.stderr);
    let ids = ran.ids();
    assert!(ids.len() > 100 && ids.len() < 8_000, "whole rows before the break are kept: {}", ids.len());
    assert_eq!(ids.last().unwrap(), "z-good");
}

#[test]
fn a_line_of_one_hundred_megabytes() {
    let work = Workdir::new();
    let mut bytes = b"{\"id\":\"big\",\"text\":\"".to_vec();
    bytes.resize(100 << 20, b'x');
    bytes.extend_from_slice(b"\"}\n");
    bytes.extend_from_slice(json!({"id": "after", "text": SAID}).to_string().as_bytes());
    work.write("in/a.jsonl", bytes);
    let ran = with_good(&work, 2).tells(&["in/a.jsonl:1: ", "longer than"]);
    assert!(ran.stderr.len() < 1_000, "the line itself is not printed");
    assert_eq!(ran.ids()[0], "after");
}

#[test]
fn deeply_nested_html() {
    let work = Workdir::new();
    work.write("in/a.html", format!("<html><body>{}{SAID}", "<div>".repeat(200_000)));
    with_good(&work, 1).tells(&["in/a.html: "]);
}

#[test]
fn an_article_without_arabic() {
    let work = Workdir::new();
    work.write("in/a.txt", "The minister said the bridge was closed.");
    with_good(&work, 1).tells(&["in/a.txt: the text has no Arabic letter"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read() {
    let work = Workdir::new();
    work.write("in/x.txt/inner.txt", SAID);
    std::os::unix::fs::symlink("nowhere", work.path("in/a.txt")).unwrap();
    with_good(&work, 2).tells(&["in/a.txt: cannot be read"]);
}

const CONFIG: &str = "[dataset]\nname = 'tiny'\nversion = '1.0.0'\n\n[[source]]\npaths = ['in']\n";

#[test]
fn an_id_twice_with_different_texts() {
    let work = Workdir::new();
    work.write("claimkit.toml", CONFIG);
    let rows = [
        json!({"id": "1", "text": SAID}),
        json!({"id": "1", "text": format!("{SAID} اليوم.")}),
        json!({"id": "1", "text": SAID}),
    ];
    work.write("in/a.jsonl", rows.map(|r| r.to_string()).join("\n"));
    let ran = work.run(["build"]).exits(0);
    assert!(ran.stdout.contains("duplicate_id") && ran.stdout.contains("duplicate_row"), "{}", ran.stdout);
}

#[test]
fn an_unknown_key_of_the_configuration() {
    let work = Workdir::new();
    work.write("in/a.txt", SAID);
    work.write("claimkit.toml", CONFIG.replace("paths", "pathes"));
    work.run(["build"]).exits(2).tells(&["claimkit: ./claimkit.toml:6: source[0].pathes: ", "did you mean `paths`?"]);
    assert!(!work.path("releases").exists());
    work.run(["build", "nowhere"]).exits(2).tells(&["nowhere/claimkit.toml: ", "a data set is a folder"]);
}

#[test]
fn a_missing_target_file() {
    let work = Workdir::new();
    work.write("in/a.txt", SAID);
    work.write("claimkit.toml", format!("targets = ['targets/none.toml']\n{CONFIG}"));
    work.run(["build"]).exits(2).tells(&["claimkit.toml: targets[0]: no such file: ", "none.toml"]);
}

#[test]
fn an_output_folder_that_cannot_be_written() {
    let work = Workdir::new();
    work.write("in/a.txt", SAID);
    work.write("claimkit.toml", CONFIG);
    work.write("file", "");
    // A path below a regular file is refused to every user, the administrator too.
    work.run(["build", "--out", "file/releases"]).exits(2).tells(&["claimkit: file/releases: "]);
}

#[test]
fn more_rejects_than_tolerated() {
    let work = Workdir::new();
    work.write("claimkit.toml", CONFIG);
    work.write("in/a.txt", "no Arabic");
    work.write("in/b.txt", "none here");
    work.write("in/c.txt", SAID);
    let ran = work.run(["build", "--max-rejects", "1"]).exits(1).tells(&["in/a.txt: ", "in/b.txt: "]);
    assert!(ran.stdout.starts_with("No release: too many rows were rejected"), "{}", ran.stdout);
    // What was read is kept, hidden, for a build that tolerates more, and goes when there is a release.
    let entries = || std::fs::read_dir(work.path("releases")).unwrap().map(|e| e.unwrap().file_name());
    assert!(entries().all(|name| name.to_string_lossy().starts_with('.')));
    work.run(["build", "--max-rejects", "2"]).exits(0);
    assert_eq!(entries().count(), 1);

    work.run(["extract", "in", "--max-rejects", "1"]).exits(1).tells(&["stopped: rejected more than 1 row"]);
    assert_eq!(work.run(["extract", "in", "--max-rejects", "2"]).exits(0).ids(), ["c"]);
}

#[test]
fn padding_of_gzip_and_marks_of_joined_files_are_no_rows() {
    let work = Workdir::new();
    let row = |id: &str| json!({"id": id, "text": SAID}).to_string() + "\n";
    let padded = [gzip(row("a").as_bytes()), vec![0; 700_000], gzip(row("b").as_bytes()), vec![0; 512]].concat();
    work.write("in/a.jsonl.gz", padded);
    work.write("in/b.jsonl", format!("\u{FEFF}{}\u{FEFF}{}\u{FEFF}\n", row("c"), row("d")));
    let ran = with_good(&work, 5);
    assert_eq!((ran.ids()[..4].join(" "), &*ran.stderr), ("a b c d".to_owned(), ""));
    // What is neither padding nor gzip is damage, as before.
    work.write("in/a.jsonl.gz", [gzip(row("a").as_bytes()), b"\0\0rest".to_vec()].concat());
    with_good(&work, 4).tells(&["in/a.jsonl.gz:2: the compressed stream is damaged"]);
}
