//! Mistakes that would pass silently: misspelt names, labels and ids that fit nothing, spans that stand nowhere.

use crate::fixture::{files, read, texts};
use crate::util::{SAID, Workdir, repository};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use claimkit::dataset::Table;
use claimkit::validate::{self, Status};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// A data set of five articles `a1` to `a5` in `d/in.jsonl`; `more` goes behind its configuration.
fn dataset(work: &Workdir, source: &str, more: &str) {
    let row = |n: u32| json!({"id": format!("a{n}"), "text": format!("{SAID} {n}")}).to_string() + "\n";
    work.write("d/in.jsonl", (1..=5).map(row).collect::<String>());
    let config = format!(
        "[dataset]\nname = 'd'\nversion = '1.0.0'\n[split]\nstories = false\n[[source]]\nid = 'wire'\n\
         paths = ['in.jsonl']\n{source}\n{more}"
    );
    work.write("d/claimkit.toml", config);
}

fn column(release: &Path, table: Table, name: &str) -> Vec<Option<String>> {
    files(release, table).iter().flat_map(|path| read(path)).flat_map(|batch| texts(&batch, name)).collect()
}

fn ids(release: &Path) -> Vec<String> {
    let mut ids: Vec<_> = column(release, Table::Articles, "article_id").into_iter().flatten().collect();
    ids.sort();
    ids
}

#[test]
fn what_was_asked_to_be_removed_is_removed_however_the_list_was_saved() {
    let list = "a1\r\na2  # asked in writing\r\n\r\n\t# a remark\r\n a3\t#\r\n";
    let utf_16: Vec<u8> = "\u{FEFF}".chars().chain(list.chars()).map(|c| c as u16).flat_map(u16::to_le_bytes).collect();
    for bytes in [list.as_bytes().to_vec(), format!("\u{FEFF}{list}").into_bytes(), utf_16] {
        let work = Workdir::new();
        dataset(&work, "", "");
        work.write("d/removed_ids.txt", bytes);
        let ran = work.run(["build", "d"]).exits(0);
        assert_eq!(ran.stderr, "");
        let release = work.path("d/releases/d-1.0.0");
        assert_eq!(ids(&release), ["a4", "a5"]);
        assert_eq!(fs::read_to_string(release.join("removed_ids.txt")).unwrap(), "a1\na2\na3\n");
        // A release in which one of them is nevertheless is found out, and so is a list that nothing could honour.
        let prv001 = || validate::run(&release).unwrap().checks.into_iter().find(|c| c.id == "PRV001").unwrap();
        assert_eq!(prv001().status, Status::Pass);
        fs::write(release.join("removed_ids.txt"), "\u{FEFF}a4\n").unwrap();
        assert_eq!(prv001().status, Status::Fail);
        fs::write(release.join("removed_ids.txt"), "a1\n\"a4\"\n").unwrap();
        let found = prv001();
        assert_eq!((found.status, &*found.sample[0].message), (Status::Fail, "holds what is no id in line 2"));
    }
}

#[test]
fn a_list_of_removed_ids_that_nothing_could_honour_is_refused() {
    let work = Workdir::new();
    dataset(&work, "", "");
    for (line, odd) in [
        ("\"a3\"", "stands in quotation marks"),
        ("«a3»", "stands in quotation marks"),
        ("a3,", "has a separator behind it"),
        ("a3\ta4", "holds a tab or another control character"),
    ] {
        work.write("d/removed_ids.txt", format!("# list\n{line}\n"));
        work.run(["build", "d"]).exits(2).tells(&["d/removed_ids.txt:2: ", odd, "one id a line"]);
    }
    work.write("d/removed_ids.txt", b"a1\n\xC7\n");
    work.run(["build", "d"]).exits(2).tells(&["d/removed_ids.txt:2: is not UTF-8 (save it as UTF-8"]);
}

#[test]
fn removed_ids_that_match_nothing_are_named_by_build_and_merge() {
    let work = Workdir::new();
    dataset(&work, "", "");
    let claim = work.run(["extract", "d/in.jsonl"]).exits(0).records()[4]["claims"][0]["claim_id"].clone();
    work.write("d/removed_ids.txt", format!("a1\na 2 asked in writing\n{}\nold\n", claim.as_str().unwrap()));
    let words = ["removed_ids.txt: 2 of 4 ids match nothing of the input: \"a 2 asked in writing\", \"old\" "];
    let ran = work.run(["build", "d", "--json", "--part-bytes", "100"]).exits(0).tells(&words);
    let summary: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert!(summary["warnings"][0].as_str().unwrap().starts_with(words[0]), "{summary}");
    // Shards know of each other's share only what their parts say.
    for which in ["1/2", "2/2"] {
        work.run(["build", "d", "--shard", which, "--out", "s", "--part-bytes", "100"]).exits(0);
    }
    let merged = work.run(["merge", "d", "s", "--out", "m", "--part-bytes", "100"]).exits(0).tells(&words);
    assert!(merged.stdout.contains("warnings of the build: 1"), "{}", merged.stdout);
    let sums = |folder: &str| fs::read_to_string(work.path(folder).join("d-1.0.0/SHA256SUMS")).unwrap();
    assert_eq!(sums("m"), sums("d/releases"));
}

#[test]
fn what_the_tables_reject_has_file_and_row_as_what_readers_reject() {
    let work = Workdir::new();
    dataset(&work, "", "");
    let old = fs::read_to_string(work.path("d/in.jsonl")).unwrap();
    let again = json!({"id": "a1", "text": format!("{SAID} مرة أخرى")});
    let control = json!({"id": "a\tb", "text": SAID});
    work.write("d/in.jsonl", format!("{old}{again}\nno JSON\n{control}\n"));
    let told = [
        "in.jsonl:6: article_id \"a1\" was read before with another text\nin.jsonl:7: not valid JSON",
        "in.jsonl:8: article_id \"a\\tb\" is empty or holds a control character\n",
    ];
    work.run(["build", "d", "--part-bytes", "100"]).exits(0).tells(&told);
    let release = work.path("d/releases/d-1.0.0");
    let batches: Vec<_> = files(&release, Table::Rejects).iter().flat_map(|path| read(path)).collect();
    let rows = batches[0].column_by_name("row").unwrap().as_primitive::<Int64Type>();
    assert_eq!(rows.values().to_vec(), [6, 7, 8]);
    assert!(texts(&batches[0], "source").iter().all(|s| s.as_deref() == Some("in.jsonl")));
    // Parts keep where their articles stood.
    work.run(["build", "d", "--shard", "1/1", "--out", "s", "--part-bytes", "100"]).exits(0);
    work.run(["merge", "d", "s", "--out", "m", "--part-bytes", "100"]).exits(0).tells(&told);
    let sums = |folder: &str| fs::read_to_string(work.path(folder).join("d-1.0.0/SHA256SUMS")).unwrap();
    assert_eq!(sums("m"), sums("d/releases"));
}

#[test]
fn fields_that_a_source_names_and_no_row_has_are_told() {
    let work = Workdir::new();
    dataset(&work, "fields = {id = 'nosuch', title = 'meta.title', text = 'text'}", "");
    let words = [
        "warning: source wire: no row has `nosuch`, which `fields.id` names; the first has `id`, `text`",
        "source wire: no row has `meta.title`, which `fields.title` names",
    ];
    work.run(["build", "d"]).exits(0).tells(&words);
    work.write("a.csv", format!("id,text,by\n1,{SAID},\n"));
    let ran = work.run(["extract", "a.csv", "--field", "author=autor", "--field", "id=id"]).exits(0);
    let told = "claimkit: warning: source a.csv: no row has `autor`, which `fields.author` names; the first has `id`, `text`, `by`\n";
    assert_eq!(ran.stderr, told);
    // One row that has it is enough.
    let more = json!({"text": SAID, "autor": null}).to_string();
    work.write("b.jsonl", format!("{}\n{more}\n", json!({"text": SAID})));
    assert_eq!(work.run(["extract", "b.jsonl", "--field", "author=autor"]).exits(0).stderr, "");
}

#[test]
fn labels_of_people_that_fit_nothing_are_told() {
    let work = Workdir::new();
    dataset(&work, "", "[[labeler]]\nname = 'people'\nlabels = 'l.csv'\n");
    let config = fs::read_to_string(work.path("d/claimkit.toml")).unwrap();
    let target = repository("targets/fuel-subsidy-removal.toml");
    work.write("d/claimkit.toml", format!("targets = [{:?}]\n{config}", target.to_str().unwrap()));
    let claim = work.run(["extract", "d/in.jsonl"]).exits(0).records()[0]["claims"][0]["claim_id"].clone();
    let claim = claim.as_str().unwrap();
    let head = "claim_id,labeler,stance,target\n";
    let strange = format!("{head}{claim},anna,favor,nosuch\nc-0,anna,favor,\n");
    work.write("d/l.csv", &strange);
    work.run(["build", "d"]).exits(2).tells(&[
        "labeler.people.labels: 2 of 2 labels of l.csv fit nothing: 1 toward \"nosuch\", which is no target (targets are \
         fuel-subsidy-removal); 1 of claims that the data set does not hold, such as c-0",
    ]);
    work.write("d/l.csv", format!("{strange}{claim},anna,favor,fuel-subsidy-removal\n"));
    work.run(["build", "d"]).exits(0).tells(&["warning: labeler people: 2 of 3 labels of l.csv fit nothing: "]);
    let release = work.path("d/releases/d-1.0.0");
    assert_eq!(column(&release, Table::Stances, "labeler").iter().flatten().filter(|l| *l == "people").count(), 1);
}

/// Gold records with claims and labels.
fn gold(work: &Workdir) -> Vec<Value> {
    let path = repository("datasets/coalition-withdrawal/gold/gold.jsonl");
    let text = fs::read_to_string(path).unwrap();
    work.write("gold.jsonl", &text);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn lines(records: &[Value]) -> String {
    records.iter().flat_map(|r| [r.to_string(), "\n".to_owned()]).collect()
}

#[test]
fn eval_refuses_a_target_that_the_gold_has_not() {
    let work = Workdir::new();
    gold(&work);
    let eval = |more: &[&str]| work.run(["eval", "--no-baselines", "--gold", "gold.jsonl"].iter().chain(more));
    eval(&["gold.jsonl", "--target", "nosuch"])
        .exits(2)
        .tells(&["--target: \"nosuch\" is none of the targets of the gold", "are: coalition-withdrawal)"]);
    eval(&["gold.jsonl", "--target", "coalition-withdrawal"]).exits(0);
    let twice = work.run(["eval", "--gold", "-", "-"]).exits(2);
    twice.tells(&["standard input cannot be both the gold and what is scored"]);
    for option in ["--target", "--labeler"] {
        work.write("l.csv", "claim_id,labeler,stance,target\nc,anna,favor,t\n");
        let args = ["train", "l.csv", "--release", "nowhere", "--out", "m.json", option, "nosuch"];
        work.run(args).exits(2).tells(&[option, "\"nosuch\" is none of the"]);
    }
    let args = ["train", "--records", "gold.jsonl", "--out", "m.json", "--target", "nosuch"];
    work.run(args).exits(2).tells(&["targets of the records are: coalition-withdrawal"]);
}

#[test]
fn eval_refuses_spans_that_stand_nowhere() {
    let work = Workdir::new();
    let records = gold(&work);
    let at = records.iter().position(|r| !r["claims"][0]["cue"].is_null()).unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut records = records.clone();
        change(&mut records[at]);
        work.write("pred.jsonl", lines(&records));
        work.run(["eval", "--no-baselines", "--gold", "gold.jsonl", "pred.jsonl"])
    };
    let place = |field: &str| format!("pred.jsonl:{}: claims[0].{field}: ", at + 1);
    changed(&|r| r["claims"][0]["start"] = 99_999.into()).exits(2).tells(&[&place("text"), "ends before it starts"]);
    changed(&|r| r["claims"][0]["end"] = 99_999.into()).exits(2).tells(&[&place("text"), "goes beyond the text"]);
    changed(&|r| r["claims"][0]["cue"]["text"] = "x".into()).exits(2).tells(&[&place("cue"), "shows", "not \"x\""]);
    changed(&|r| r["claims"][0]["spans"] = json!([[5, 4]])).exits(2).tells(&[&place("spans")]);
    // Without a text of its own, a record is about the text of the gold.
    let bare = |r: &mut Value| r["text"] = "".into();
    assert_eq!(changed(&bare).exits(0).stderr, "");
    let far = |r: &mut Value| (r["text"], r["claims"][0]["end"]) = ("".into(), 99_999.into());
    changed(&far).exits(2).tells(&[&place("text"), "goes beyond the text"]);
    // Files from before records had the rule of a label are read.
    let old = |r: &mut Value| drop(r["claims"][0]["stances"][0].as_object_mut().unwrap().remove("rule"));
    changed(&old).exits(0);
}

#[test]
fn agree_refuses_what_would_leave_its_gate_open() {
    let work = Workdir::new();
    let rows = "1,anna,favor,t,A\n1,basim,against,t,A\n2,anna,favor,t,A\n2,basim,favor,t,A\n";
    work.write("l.csv", format!("claim_id,labeler,stance,target,outlet\n{rows}"));
    for (option, value, words) in [
        ("--min-alpha", "nan", "alpha is between -1 and 1"),
        ("--min-alpha", "61", "alpha is between -1 and 1"),
        ("--by", "nosuch", "\"nosuch\" is none of the facets of the labels (facets of the labels are: outlet)"),
        ("--labeler", "anna,nosuch", "\"nosuch\" is none of the labelers (labelers are: anna, basim)"),
        ("--target", "nosuch", "\"nosuch\" is none of the targets of the labels (targets of the labels are: t)"),
    ] {
        work.run(["agree", "l.csv", option, value]).exits(2).tells(&[words]);
    }
    work.run(["agree", "l.csv", "--by", "outlet", "--target", "t", "--min-alpha", "-0.5"]).exits(0);
}
