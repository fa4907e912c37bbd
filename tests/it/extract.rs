//! `claimkit extract`: the record, the order, the formats.

use crate::util::{Ran, SAID, Workdir, slice};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;

const ARTICLE: &str = "موعد الجرد في بغداد\n\nقال مسؤول في وزارة التجارة، طلب عدم الكشف عن اسمه، إن الجرد سيبدأ الأحد. وأضاف أن \
                       «المخازن جاهزة». وقالت الوزيرة هناء الكرخي لـ«صحيفة النهر» إن النتائج ستعلن قريبا.\n";

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn one(ran: Ran) -> Value {
    let records = ran.exits(0).records();
    assert_eq!(records.len(), 1);
    records.into_iter().next().unwrap()
}

fn set<const N: usize>(names: [&str; N]) -> BTreeSet<&str> {
    BTreeSet::from(names)
}

#[test]
fn a_record_has_the_fields_of_the_contract() {
    let work = Workdir::new();
    work.write("news.txt", ARTICLE);
    let record = one(work.run(["extract", "news.txt"]));
    assert_eq!(keys(&record), set(["article_id", "text", "title", "blocks", "claims"]));
    assert_eq!(record["article_id"], "news");
    assert_eq!(record["text"], ARTICLE, "the text is stored as it was read");
    assert_eq!(keys(&record["blocks"][0]), set(["kind", "start", "end"]));
    let claims = record["claims"].as_array().unwrap();
    assert!(claims.len() >= 3, "{record:#}");
    for claim in claims {
        assert_eq!(
            keys(claim),
            set([
                "claim_id",
                "text",
                "start",
                "end",
                "spans",
                "quote_type",
                "negated",
                "cue",
                "speaker",
                "speaker_name",
                "speaker_role",
                "speaker_affiliation",
                "speaker_type",
                "speaker_resolution",
                "speaker_id",
                "is_anonymous",
                "anonymity",
                "addressee",
                "nested_in",
                "rule",
                "stances",
            ])
        );
        assert_eq!(keys(&claim["anonymity"]), set(["kind", "text", "start", "end"]));
        if !claim["cue"].is_null() {
            assert_eq!(keys(&claim["cue"]), set(["text", "start", "end", "lemma", "class", "kind"]));
        }
        for stance in claim["stances"].as_array().unwrap() {
            assert_eq!(keys(stance), set(["target", "stance", "score", "labeler", "rule", "evidence"]));
            assert!(stance["rule"].as_str().unwrap().starts_with("STA-"), "{stance}");
        }
        for span in [claim, &claim["cue"], &claim["speaker"], &claim["anonymity"]] {
            if let (Some(start), Some(end)) = (span["start"].as_u64(), span["end"].as_u64()) {
                assert_eq!(slice(ARTICLE, start, end), span["text"]);
            }
        }
        assert_eq!(claim["is_anonymous"], json!(claim["anonymity"]["kind"] != "none"));
        assert!(claim["is_anonymous"] == false || claim["speaker_name"].is_null());
    }
    assert_eq!(claims[0]["anonymity"]["kind"], "explicit");
    assert_eq!(claims[0]["speaker_id"], claims[1]["speaker_id"], "the elided speaker is the one before");
    assert!(claims[1]["speaker"].is_null());
}

#[test]
fn the_order_of_the_input_is_kept_for_any_number_of_threads() {
    let work = Workdir::new();
    let lines: Vec<String> = (0..5_000).map(|n| json!({"id": format!("n{n:05}"), "text": SAID}).to_string()).collect();
    work.write("all.jsonl", lines.join("\n"));
    let one = work.run(["extract", "all.jsonl", "--threads", "1"]).exits(0);
    let two = work.run(["extract", "all.jsonl", "--threads", "2"]).exits(0);
    assert_eq!(one.stdout, two.stdout);
    let expected: Vec<String> = (0..5_000).map(|n| format!("n{n:05}")).collect();
    assert_eq!(two.ids(), expected);
}

#[test]
fn every_format_gives_the_same_claims() {
    let work = Workdir::new();
    let row = json!({"id": "a", "text": SAID}).to_string();
    work.write("t/a.txt", SAID);
    work.write("j/x.jsonl", &row);
    work.write("c/x.csv", format!("id,text\na,\"{SAID}\"\n"));
    work.write("h/a.html", format!("<html><body><article><h1>خبر</h1><p>{SAID}</p></article></body></html>"));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(row.as_bytes()).unwrap();
    work.write("g/x.jsonl.gz", gz.finish().unwrap());
    work.write("z/x.jsonl.zst", zstd::encode_all(row.as_bytes(), 3).unwrap());
    let utf16: Vec<u8> = "\u{FEFF}".chars().chain(SAID.chars()).flat_map(|c| (c as u16).to_le_bytes()).collect();
    work.write("u/a.txt", utf16);
    let claim = |record: &Value| {
        let claim = &record["claims"][0];
        (claim["text"].clone(), claim["speaker_name"].clone(), claim["cue"]["text"].clone())
    };
    let expected = claim(&one(work.run(["extract", "t"])));
    assert_eq!(expected.0, "الجسر سيفتح غدا");
    for folder in ["j", "c", "h", "g", "z", "u"] {
        let record = one(work.run(["extract", folder]));
        assert_eq!((claim(&record), record["article_id"].as_str()), (expected.clone(), Some("a")), "{folder}");
    }
    let both = work.run(["extract", "t/*.txt", "j"]).exits(0);
    assert_eq!(both.ids(), ["a", "a"]);
}

#[test]
fn standard_input_is_read() {
    let work = Workdir::new();
    let row = json!({"id": "s", "text": SAID}).to_string();
    for args in [&["extract"][..], &["extract", "-"]] {
        assert_eq!(work.run_with(&row, args).exits(0).ids(), ["s"]);
    }
    let text = one(work.run_with(SAID, ["extract", "-"]));
    assert!(text["article_id"].as_str().unwrap().starts_with("a-"), "a text without a name has a hash for an id");
}

#[test]
fn columns_may_have_other_names_and_files_other_formats() {
    let work = Workdir::new();
    let encoded = encoding_rs::WINDOWS_1256.encode(SAID).0.into_owned();
    let row = [b"num;story\n7;".as_slice(), &encoded, b"\n"].concat();
    work.write("old.dat", row);
    let args = [
        "extract",
        "--format",
        "csv",
        "--encoding",
        "windows-1256",
        "--field",
        "text=story",
        "--field",
        "id=num",
        "old.dat",
    ];
    let record = one(work.run(args));
    assert_eq!((&record["article_id"], &record["text"]), (&json!("7"), &json!(SAID)));
    work.run(["extract", "--field", "txt=story", "old.dat"]).exits(2).tells(&["`txt` is no field"]);
    work.run(["extract", "--encoding", "cp-arabic", "old.dat"]).exits(2).tells(&["unknown encoding `cp-arabic`"]);
}

#[test]
fn a_path_that_is_not_there_is_an_error() {
    let work = Workdir::new();
    let ran = work.run(["extract", "nowhere.txt"]).exits(2).tells(&["claimkit: nowhere.txt: no such file or folder"]);
    assert!(ran.stdout.is_empty());
}

/// `--trace` shows every word that can be a cue with what became of it, and the place of each claim that `extract` prints.
#[test]
fn a_trace_shows_rules_claims_and_what_was_passed_over() {
    let work = Workdir::new();
    work.write("news.txt", "قال الوزير سالم الحلي إن الجسر آمن. ولم يذكر الوزير موعد الافتتاح، طالبا عدم ذكر اسمه.\n");
    let record = one(work.run(["extract", "news.txt"]));
    let trace = work.run(["extract", "--trace", "news.txt"]).exits(0).stdout;
    let line = |needle: &str| trace.lines().find(|l| l.contains(needle)).unwrap_or_else(|| panic!("{needle}: {trace}"));
    assert!(line("  0-3 ").contains("cue of قال, ATT-CLAUSE, content from: الجسر آمن"), "{trace}");
    assert!(line("  40-44 ").contains("passed over"), "{trace}");
    assert!(line("formula of anonymity").contains("عدم ذكر اسمه"), "{trace}");
    let claims = record["claims"].as_array().unwrap();
    assert!(!claims.is_empty());
    for claim in claims {
        assert!(trace.contains(&format!("{}-{} ", claim["start"], claim["end"])), "{claim} is not in {trace}");
    }
}
