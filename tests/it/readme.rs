//! The example of the README is what the program does.

use crate::util::{Workdir, repository};
use serde_json::Value;
use std::fs;

/// The cells of the first table below the first code block: the claims.
fn rows(readme: &str) -> Vec<Vec<String>> {
    let lines = readme.lines().skip_while(|line| !line.starts_with("| claim |")).skip(2);
    let cells = |line: &str| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
    lines.take_while(|line| line.starts_with('|')).map(cells).collect()
}

/// `start..end` between backticks.
fn span(cell: &str) -> String {
    cell.split('`').nth(1).unwrap_or_default().to_owned()
}

fn pair(of: &Value) -> String {
    format!("{}..{}", of["start"], of["end"])
}

#[test]
fn the_example_of_the_readme_is_true() {
    let readme = fs::read_to_string(repository("README.md")).unwrap();
    let article = readme.split("```").nth(1).unwrap().trim_start_matches('\n');
    let work = Workdir::new();
    work.write("example.txt", article);
    let records = work.run(["extract", "example.txt"]).exits(0).records();
    let claims = records[0]["claims"].as_array().unwrap();
    let rows = rows(&readme);
    assert_eq!(rows.len(), claims.len());
    for (row, claim) in rows.iter().zip(claims) {
        let [content, cue, speaker, found, anonymous, stance] = &row[..] else { panic!("{row:?}") };
        assert!(content.starts_with(claim["text"].as_str().unwrap()), "{content}: {}", claim["text"]);
        assert_eq!(span(content), pair(claim), "{content}");
        assert!(cue.starts_with(claim["cue"]["text"].as_str().unwrap()), "{cue}");
        assert!(cue.contains(&pair(&claim["cue"])) || !cue.contains('`'), "{cue}");
        let name = claim["speaker_name"].as_str().unwrap_or("(no name)");
        assert!(speaker.starts_with(name), "{speaker}: {name}");
        assert_eq!(found, &claim["speaker_resolution"]);
        assert_eq!(anonymous == "no", claim["is_anonymous"] == false, "{anonymous}");
        assert!(claim["is_anonymous"] == false || span(anonymous) == pair(&claim["anonymity"]), "{anonymous}");
        assert!(stance.starts_with(claim["stances"][0]["stance"].as_str().unwrap()), "{stance}: {}", claim["stances"]);
    }
}
