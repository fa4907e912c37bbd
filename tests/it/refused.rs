//! Builds that leave no release: what they say, and what lets one appear after all.

use crate::util::{SAID, Workdir};
use serde_json::{Value, json};
use std::fs;

const CONFIG: &str = "[dataset]\nname = 'tiny'\nversion = '1.0.0'\n\n[[source]]\nid = 'wire'\npaths = ['in']\n";
/// Fails for article a2.
const ODD: &str = "[[check]]\nid = 'OWN001'\nseverity = 'error'\ntable = 'articles'\nexpect = \"article_id != 'a2'\"\nmessage = 'no article is odd'\n";
const WAIVER: &str =
    "[[waiver]]\ncheck = 'OWN001'\nkey = 'a2'\nreason = 'The day is right in the print.'\nuntil = '2999-01-01'\n";

/// Three articles, of which the second one is odd.
fn odd() -> Workdir {
    let work = Workdir::new();
    let row = |n: usize| {
        let text = format!("قال رائد الهلالي إن القوات ستغادر القاعدة {n} غدا. وأضاف أن الجسر رقم {n} سيفتح.");
        json!({ "id": format!("a{n}"), "text": text, "url": format!("https://wire.example/{n}") }).to_string() + "\n"
    };
    work.write("in/a.jsonl", (1..=3).map(row).collect::<String>());
    work.write("claimkit.toml", format!("{CONFIG}{ODD}"));
    work
}

fn read(work: &Workdir, name: &str) -> String {
    fs::read_to_string(work.path("releases/tiny-1.0.0").join(name)).unwrap()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_refusal_names_the_article() {
    let work = odd();
    let ran = work.run(["build"]).exits(1);
    let place = "articles: article a2 (source wire, https://wire.example/2): article_id: ";
    assert!(ran.stdout.contains(place) && !ran.stdout.contains(".parquet:1"), "{}", ran.stdout);
    assert!(!work.path("releases/tiny-1.0.0").exists());

    work.write("claimkit.toml", format!("{CONFIG}{}", ODD.replace("articles", "claims")));
    let summary = json(&work.run(["build", "--json"]).exits(1).stdout);
    assert_eq!((&summary["outcome"], summary["failed"].as_array().unwrap().len()), (&json!("invalid"), 1));
    let finding = &summary["failed"][0]["sample"][0];
    assert!(finding["key"].as_str().unwrap().starts_with("c-"), "{finding}");
    assert_eq!(finding["article"], json!({ "article_id": "a2", "source_id": "wire", "url": "https://wire.example/2" }));

    work.write(
        "claimkit.toml",
        format!("{CONFIG}{}", ODD.replace("articles", "speakers").replace("article_id != 'a2'", "is_anonymous")),
    );
    let ran = work.run(["build"]).exits(1);
    assert!(ran.stdout.contains("speakers: article a1 (source wire, https://wire.example/1): s-"), "{}", ran.stdout);
}

#[test]
fn a_waiver_lets_a_release_appear_that_says_so() {
    let work = odd();
    work.write("claimkit-allow.toml", WAIVER);
    let ran = work.run(["build"]).exits(0);
    assert!(ran.stdout.contains("waiver OWN001 until 2999-01-01: accepted a2"), "{}", ran.stdout);
    assert_eq!(json(&read(&work, "manifest.json"))["waivers"][0]["key"], "a2");
    let report = json(&read(&work, "reports/validation.json"));
    assert_eq!((&report["summary"]["waived"], &report["summary"]["errors"]), (&json!(1), &json!(0)));
    assert_eq!(report["waivers"][0]["reason"], "The day is right in the print.");
    for name in ["README.md", "reports/validation.md", "reports/validation.html"] {
        assert!(read(&work, name).contains("The day is right in the print."), "{name}");
    }

    // Whoever has the release alone sees the same, and so does the next build and the check of the repository.
    let alone = work.run(["validate", "releases/tiny-1.0.0", "--format", "json"]).exits(0).stdout;
    assert_eq!(json(&alone)["waivers"], report["waivers"]);
    assert!(work.run(["build"]).exits(0).stdout.starts_with("Already built"));
    let checked = work.run(["check"]).exits(0).stdout;
    assert!(checked.contains("accepted a2") && checked.contains("1 release: in order"), "{checked}");
    fs::remove_file(work.path("claimkit-allow.toml")).unwrap();
    work.run(["check"]).exits(0);
    work.run(["build"]).exits(1);
}

#[test]
fn waivers_that_no_error_needs_leave_no_trace() {
    let work = odd();
    work.write("claimkit.toml", CONFIG);
    work.run(["build"]).exits(0);
    let before = read(&work, "SHA256SUMS");
    fs::remove_dir_all(work.path("releases")).unwrap();
    work.write("claimkit-allow.toml", "[[waiver]]\ncheck = 'VAL003'\nreason = 'no outlets'\nuntil = '2999-01-01'\n");
    work.run(["build"]).exits(0);
    assert_eq!(read(&work, "SHA256SUMS"), before);
}

#[test]
fn a_waiver_does_not_help_after_its_day() {
    let work = odd();
    work.write("claimkit-allow.toml", WAIVER.replace("2999", "2020"));
    let ran = work.run(["build"]).exits(1);
    assert!(ran.stdout.contains("waiver OWN001 until 2020-01-01: is over, look again: a2"), "{}", ran.stdout);
    assert!(!work.path("releases/tiny-1.0.0").exists());
}

#[test]
fn a_waiver_goes_the_way_of_the_release_through_shards_and_restoration() {
    let work = odd();
    work.write("claimkit-allow.toml", WAIVER);
    work.run(["build"]).exits(0);
    let whole = read(&work, "SHA256SUMS");
    work.run(["build", "--shard", "1/1"]).exits(0);
    work.run(["merge", ".", "shards", "--out", "merged"]).exits(0);
    assert_eq!(fs::read_to_string(work.path("merged/tiny-1.0.0/SHA256SUMS")).unwrap(), whole);
    work.run(["build", "--standoff"]).exits(0);
    work.run(["restore", "releases/tiny-standoff-1.0.0", "--from", "in", "--out", "restored"]).exits(0);
    assert_eq!(fs::read_to_string(work.path("restored/tiny-1.0.0/SHA256SUMS")).unwrap(), whole);
}

#[test]
fn check_names_waivers_that_are_over_or_cover_nothing() {
    let work = odd();
    work.write("claimkit.toml", CONFIG);
    work.run(["build"]).exits(0);
    let waiver =
        |check: &str, until: &str| format!("[[waiver]]\ncheck = '{check}'\nreason = 'looked at'\nuntil = '{until}'\n");
    let all = [waiver("VAL003", "2020-01-01"), waiver("TXT003", "2999-01-01"), waiver("VAL003", "2999-01-01")];
    work.write("claimkit-allow.toml", all.concat());
    let ran = work.run(["check"]).exits(0);
    for line in [
        "waiver VAL003 until 2020-01-01: is over, look again: every finding",
        "waiver TXT003 until 2999-01-01: covers nothing, take it out: every finding",
        "waiver VAL003 until 2999-01-01: accepted every finding",
    ] {
        assert_eq!(ran.stdout.matches(line).count(), 1, "{line}\n{}", ran.stdout);
    }
}

#[test]
fn nothing_is_no_release() {
    let work = Workdir::new();
    let refused = |ran: crate::util::Ran, why: &str| {
        let ran = ran.exits(1);
        assert!(ran.stdout.starts_with("No release: ") && ran.stdout.contains(why), "{}", ran.stdout);
        assert_eq!(fs::read_dir(work.path("releases")).unwrap().count(), 0, "nothing is left");
    };
    let head = "[dataset]\nname = 'tiny'\nversion = '1.0.0'\n";
    work.write("claimkit.toml", head);
    refused(work.run(["build"]), "has no [[source]]");
    work.write("claimkit.toml", format!("{head}[[source]]\npaths = ['-']\n"));
    refused(work.run_with("", ["build"]), "all 1 rows were rejected (empty 1)");
    work.write("claimkit.toml", CONFIG);
    work.write("in/a.jsonl", "");
    refused(work.run(["build"]), "the sources have no row");
    work.write("in/a.jsonl", "{\"text\": 7}\n{\"txt\": \"x\"}\n");
    refused(work.run(["build"]), "all 2 rows were rejected (");
    work.write("in/a.jsonl", json!({ "id": "a1", "text": SAID }).to_string());
    work.write("removed_ids.txt", "a1\n");
    refused(work.run(["build"]), "the list of removed ids names all 1 rows");
    let summary = json(&work.run(["build", "--json"]).exits(1).stdout);
    assert_eq!(summary["outcome"], "empty");
    assert!(summary["reason"].as_str().unwrap().contains("removed ids"), "{summary}");
}

#[test]
fn a_release_that_was_damaged_is_not_already_built() {
    let work = odd();
    work.write("claimkit.toml", CONFIG);
    work.run(["build"]).exits(0);
    let release = work.path("releases/tiny-1.0.0");
    let shard = "articles/train-00000-of-00001.parquet";
    let mut bytes = fs::read(release.join(shard)).unwrap();
    bytes[9] ^= 1;
    fs::write(release.join(shard), bytes).unwrap();
    fs::remove_dir_all(release.join("claims")).unwrap();
    let ran = work.run(["build"]).exits(1);
    let lines = [
        "Damaged: ./releases/tiny-1.0.0 ",
        "  articles/train-00000-of-00001.parquet: has other bytes than listed\n",
        "  claims/train-00000-of-00001.parquet: is listed but missing\n",
        "Move the folder away and build again",
    ];
    for line in lines {
        assert!(ran.stdout.contains(line), "{line}\n{}", ran.stdout);
    }
    let list = fs::read_to_string(release.join("SHA256SUMS")).unwrap();
    fs::write(release.join("SHA256SUMS"), list.replacen('a', "b", 1)).unwrap();
    assert!(work.run(["build"]).exits(1).stdout.contains("Copy that release again"));
    fs::write(release.join("SHA256SUMS"), list).unwrap();
    fs::rename(&release, work.path("away")).unwrap();
    assert!(work.run(["build"]).exits(0).stdout.starts_with("Built "));
    assert_eq!(read(&work, "SHA256SUMS"), fs::read_to_string(work.path("away/SHA256SUMS")).unwrap());
}

#[test]
fn the_target_inside_the_program_is_stated() {
    let work = odd();
    work.write("claimkit.toml", CONFIG);
    work.run(["build"]).exits(0);
    let stated = &json(&read(&work, "manifest.json"))["targets"];
    assert_eq!(stated.as_array().unwrap().len(), 1);
    assert_eq!(stated[0]["path"], "built-in:coalition-withdrawal");
    let file = crate::util::repository("datasets/coalition-withdrawal/targets/coalition-withdrawal.toml");
    let entry = claimkit::dataset::sums::FileEntry::of(&file, "").unwrap();
    assert_eq!((&stated[0]["sha256"], &stated[0]["bytes"]), (&json!(entry.sha256), &json!(entry.bytes)));
}

#[test]
fn names_behind_a_preposition_and_in_tags_stand_in_their_articles() {
    let work = Workdir::new();
    work.write("claimkit.toml", CONFIG);
    let texts = ["للبيان", "للتقرير", "للوزير", "للمذكرة", "للوكالة", "للتحالف الدولي", "للخارجية", "للجنة", "للهيئة"];
    let rows = texts.map(|source| format!("أغلقت السلطات الجسر أمس وفقا {source}"));
    let rows = rows.into_iter().chain(["وقالت #وزارة_الدفاع إن الجسر مغلق".to_owned()]);
    work.write("in/a.jsonl", rows.map(|text| json!({ "text": text }).to_string() + "\n").collect::<String>());
    let ran = work.run(["build", "--json"]).exits(0);
    assert_eq!(json(&ran.stdout)["articles"], 10);
}
