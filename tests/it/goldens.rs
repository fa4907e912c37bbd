//! What is found in a handful of articles, in a form that a reviewer can read: one claim a line,
//! `start..end rule resolution anonymity stance`, then the speaker and the content. `CLAIMKIT_BLESS=1` rewrites them.

use crate::util::{Workdir, blessing, repository};
use serde_json::Value;
use std::fmt::Write;
use std::fs;

/// A claim as one line. What runs from right to left comes last.
fn line(claim: &Value) -> String {
    let word = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    let named = claim["speaker_name"].as_str().map(str::to_owned);
    let speaker = named.unwrap_or_else(|| match claim["speaker"]["text"].as_str() {
        Some(mention) => format!("({mention})"),
        None => "-".to_owned(),
    });
    format!(
        "{:<10} {:<18} {:<10} {:<9} {:<10} {speaker} | {}",
        format!("{}..{}", claim["start"], claim["end"]),
        word(&claim["rule"]),
        word(&claim["speaker_resolution"]),
        word(&claim["anonymity"]["kind"]),
        word(&claim["stances"][0]["stance"]),
        word(&claim["text"]).replace('\n', "⏎"),
    )
}

#[test]
fn claims_are_those_that_were_reviewed() {
    let folder = repository("tests/goldens");
    let work = Workdir::new();
    let records = work.run(["extract", folder.to_str().unwrap()]).exits(0).records();
    assert!(records.len() >= 5);
    let mut changed = Vec::new();
    for record in records {
        let mut found = String::new();
        for claim in record["claims"].as_array().unwrap() {
            let _ = writeln!(found, "{}", line(claim).trim_end());
        }
        let id = record["article_id"].as_str().unwrap();
        let path = folder.join(format!("{id}.golden"));
        if blessing() {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != found {
            changed.push(format!("{id}: expected\n{expected}\nfound\n{found}"));
        }
    }
    assert!(changed.is_empty(), "{}\nCLAIMKIT_BLESS=1 accepts what was found", changed.join("\n"));
}
