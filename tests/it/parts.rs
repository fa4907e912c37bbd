//! Builds in parts: what was interrupted goes on, shards merge to the same bytes, and nothing stale or damaged is used.

use crate::util::{Ran, Workdir, copy, repository};
use claimkit::dataset::part::{self, Header, Part, Row, RowRef};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// Small parts, so that a small corpus has many.
const PART: &str = "--part-bytes=4000";

/// An invented article with a named speaker, an anonymous one, and words of its own.
fn article(n: usize) -> String {
    let words: Vec<String> = (0..30).map(|i| format!("لفظ{}", (n * 7919 + i * 613) % 8999)).collect();
    format!(
        "خبر مختلق {n}\nقال الوزير كاظم الحلفي إن الجسر رقم {n} سيفتح غدا.\nوأكد مصدر أمني، طلب عدم ذكر اسمه، أن القوات \
         الأجنبية ستنسحب من القاعدة.\n{}.\n",
        words.join(" ")
    )
}

/// Rows with what only the whole corpus can tell: ids and texts that come again far away, and rows that are none.
fn rows(articles: usize) -> String {
    let mut lines = String::new();
    for n in 0..articles {
        let row = match n % 17 {
            5 => "{broken".to_owned(),
            // The text of an earlier article under another id, an id with another text, a row twice.
            7 => json!({"id": format!("a-{n}"), "text": article(n / 2)}).to_string(),
            11 => json!({"id": format!("a-{}", n / 2), "text": article(n)}).to_string(),
            13 => json!({"id": format!("a-{}", n - 11), "text": article(n - 11)}).to_string(),
            _ => json!({"id": format!("a-{n}"), "text": article(n)}).to_string(),
        };
        lines += &(row + "\n");
    }
    lines
}

fn configure(work: &Workdir, version: &str, source: &str) {
    let config = format!(
        "[dataset]\nname = 'tiny'\nversion = '{version}'\n[[source]]\npaths = ['in.jsonl']\n{source}\n\
         [output]\nrows_per_shard = 50\n[split]\npolicy = 'random'\n"
    );
    work.write("d/claimkit.toml", config);
}

fn tiny(articles: usize) -> Workdir {
    let work = Workdir::new();
    work.write("d/in.jsonl", rows(articles));
    configure(&work, "1.0.0", "");
    work
}

fn build(work: &Workdir, out: &str) -> Ran {
    work.run(["build", "d", "--out", out, PART, "--json"])
}

/// `resumed` of the summary of a build that ended well: parts, stale, damaged.
fn resumed(ran: Ran) -> [u64; 3] {
    let summary: Value = serde_json::from_str(&ran.exits(0).stdout).unwrap();
    ["parts", "stale", "damaged"].map(|key| summary["resumed"][key].as_u64().unwrap())
}

fn sums(release: &Path) -> String {
    fs::read_to_string(release.join("SHA256SUMS")).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(listing) = fs::read_dir(folder) else { return vec![] };
    let mut names: Vec<String> = listing.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn parts(folder: &Path) -> Vec<PathBuf> {
    names(folder).iter().filter(|name| part::number(name).is_some()).map(|name| folder.join(name)).collect()
}

/// A data set whose every part is there, because its release was refused: 1.0.1 removes a record.
fn refused() -> (Workdir, Vec<PathBuf>) {
    let work = tiny(60);
    build(&work, "out").exits(0);
    work.write("d/in.jsonl", rows(59));
    configure(&work, "1.0.1", "");
    build(&work, "out").exits(2).tells(&["version 1.0.1 is too small"]);
    assert_eq!(names(&work.path("out")), [".tiny.parts", "tiny-1.0.0"]);
    let parts = parts(&work.path("out/.tiny.parts"));
    assert!(parts.len() > 5, "{parts:?}");
    (work, parts)
}

/// Kills a build when it has made some parts, and tells how many it leaves; `None` and nothing left if it came to its end
/// first, as on a machine that is busy with something else.
fn killed_midway(work: &Workdir) -> Option<u64> {
    let command = ["build", "d", "--out", "out", PART, "--threads", "1"];
    let mut child = work.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let folder = work.path("out/.tiny.parts");
    while parts(&folder).len() < 3 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if work.path("out/tiny-1.0.0").exists() {
        fs::remove_dir_all(work.path("out")).unwrap();
        return None;
    }
    Some(parts(&folder).len() as u64)
}

#[test]
fn a_killed_build_goes_on_with_the_same_bytes() {
    let work = tiny(400);
    assert_eq!(resumed(build(&work, "undisturbed")), [0, 0, 0]);
    let there = (0..10).find_map(|_| killed_midway(&work)).expect("it is always too fast to be killed");
    let again = work.run(["build", "d", "--out", "out", PART]).exits(0);
    let told = format!("resumed   {there:>9}  parts of an interrupted run");
    assert!(again.stdout.contains(&told), "no `{told}` in {}", again.stdout);
    assert_eq!(names(&work.path("out")), ["tiny-1.0.0"], "parts go when the release is there");
    assert_eq!(sums(&work.path("out/tiny-1.0.0")), sums(&work.path("undisturbed/tiny-1.0.0")));
}

#[test]
fn a_build_that_was_refused_for_its_version_starts_from_its_parts() {
    let (work, parts) = refused();
    configure(&work, "2.0.0", "");
    assert_eq!(resumed(build(&work, "out")), [parts.len() as u64, 0, 0]);
    assert_eq!(resumed(build(&work, "fresh")), [0, 0, 0]);
    assert_eq!(sums(&work.path("out/tiny-2.0.0")), sums(&work.path("fresh/tiny-2.0.0")));
    assert_eq!(names(&work.path("out")), ["tiny-1.0.0", "tiny-2.0.0"]);
}

#[test]
fn parts_of_another_input_or_configuration_are_made_again() {
    let (work, parts) = refused();
    let all = parts.len() as u64;
    // One row in the middle changed, its length too: what stands before it is used.
    let changed = rows(59).replacen("رقم 25 ", "رقم خمسة وعشرين ", 1);
    work.write("d/in.jsonl", changed);
    configure(&work, "2.0.0", "");
    let [taken, stale, damaged] = resumed(build(&work, "out"));
    assert!(taken > 0 && stale > 0 && taken + stale == all && damaged == 0, "{taken} {stale} {damaged} of {all}");
    assert_eq!(resumed(build(&work, "fresh")), [0, 0, 0]);
    assert_eq!(sums(&work.path("out/tiny-2.0.0")), sums(&work.path("fresh/tiny-2.0.0")));

    let (work, parts) = refused();
    configure(&work, "2.0.0", "outlet = 'درب24'");
    assert_eq!(resumed(build(&work, "out")), [0, parts.len() as u64, 0]);
    let (work, parts) = refused();
    configure(&work, "2.0.0", "");
    work.write("d/removed_ids.txt", "a-3\n");
    assert_eq!(resumed(build(&work, "out")), [0, parts.len() as u64, 0]);
}

/// Writes a part again after `change`; the name has the right hash.
fn rewrite(path: &Path, change: impl FnOnce(&mut Header, &mut Vec<Row>)) {
    let old = Part::open(path).unwrap();
    let mut header = old.header().clone();
    let mut rows: Vec<Row> = (0..old.len()).map(|at| old.row(at).unwrap()).collect();
    change(&mut header, &mut rows);
    fs::remove_file(path).unwrap();
    let rows: Vec<RowRef<'_>> = rows.iter().map(|row| row.as_ref().map(|(a, e)| (a, e))).collect();
    part::write(path.parent().unwrap(), &header, &rows).unwrap();
}

#[test]
fn damaged_parts_and_parts_of_another_version_are_made_again() {
    let (work, parts) = refused();
    configure(&work, "2.0.0", "");
    // A flipped bit, a file cut short, an empty one; another program, another form.
    let bytes = fs::read(&parts[0]).unwrap();
    let flipped: Vec<u8> =
        bytes.iter().enumerate().map(|(at, b)| if at == bytes.len() / 2 { b ^ 1 } else { *b }).collect();
    fs::write(&parts[0], flipped).unwrap();
    fs::write(&parts[1], &fs::read(&parts[1]).unwrap()[..100]).unwrap();
    fs::write(&parts[2], "").unwrap();
    rewrite(&parts[3], |header, rows| {
        header.made_by.insert("program".into(), "0.0.1+0".into());
        rows.clear();
    });
    rewrite(&parts[4], |header, _| header.part_version = 0);
    fs::write(work.path("out/.tiny.parts/part-00005.unfinished"), "half").unwrap();
    assert_eq!(resumed(build(&work, "out")), [parts.len() as u64 - 5, 1, 4]);
    assert_eq!(resumed(build(&work, "fresh")), [0, 0, 0]);
    assert_eq!(sums(&work.path("out/tiny-2.0.0")), sums(&work.path("fresh/tiny-2.0.0")));
    assert_eq!(names(&work.path("out")), ["tiny-1.0.0", "tiny-2.0.0"]);
}

fn shard(work: &Workdir, dataset: &str, which: &str, out: &str) -> Ran {
    work.run(["build", dataset, "--shard", which, "--out", out, PART])
}

fn merge(work: &Workdir, dataset: &str, parts: &[&str], out: &str) -> Ran {
    work.run([&["merge", dataset, "--out", out, PART], parts].concat())
}

/// The bundled articles and rows of our own, with every piece of configuration that decides rows.
fn full(work: &Workdir) {
    copy(&repository("datasets/coalition-withdrawal"), &work.path("d"));
    work.write("d/more.jsonl", rows(60));
    work.write("d/removed_ids.txt", "a-3\na-40\n");
    work.write("d/people.csv", "name,aliases,external_id\nكاظم الحلفي,كاظم جواد الحلفي,p1\n");
    work.write(
        "d/label.py",
        "import json, sys\nfor line in sys.stdin:\n    claim = json.loads(line)\n    side = 'favor' if 'الجسر' in \
         claim['claim'] else 'neutral'\n    print(json.dumps({'id': claim['id'], 'stance': side, 'confidence': 0.7}))\n",
    );
    let config = fs::read_to_string(work.path("d/claimkit.toml")).unwrap();
    let config = config.replace("policy = \"random\"", "policy = \"speaker\"").replace("seed = 2026", "seed = 7");
    let more = "[[source]]\npaths = ['more.jsonl']\n[[labeler]]\nname = 'prog'\ncommand = ['python3', 'label.py']\n";
    work.write("d/claimkit.toml", format!("gazetteer = 'people.csv'\nprimary_labeler = 'prog'\n{config}\n{more}"));
}

#[test]
fn shards_merge_to_the_bytes_of_one_build() {
    let work = Workdir::new();
    full(&work);
    let one: Value = serde_json::from_str(&build(&work, "one").exits(0).stdout).unwrap();
    assert!(
        one["rejects"]["duplicate_id"].as_u64().unwrap() > 0 && one["rejects"]["duplicate_row"].as_u64().unwrap() > 0
    );
    let release = names(&work.path("one")).remove(0);
    let whole = sums(&work.path("one").join(&release));
    for n in [1, 2, 3, 7] {
        let (shards, out) = (format!("shards-{n}"), format!("merged-{n}"));
        for i in (1..=n).rev() {
            shard(&work, "d", &format!("{i}/{n}"), &shards).exits(0);
        }
        merge(&work, "d", &[&shards], &out).exits(0);
        assert_eq!(sums(&work.path(&out).join(&release)), whole, "{n} shards");
        assert_eq!(names(&work.path(&out)), [release.as_str()]);
    }
    let list: Vec<String> = (1..=3).map(|i| format!("shards-3/coalition-withdrawal-{i}-of-3")).collect();
    let list: Vec<&str> = list.iter().map(String::as_str).collect();
    let again = merge(&work, "d", &list, "merged-3").exits(0);
    assert!(again.stdout.starts_with("Already built"), "{}", again.stdout);
}

#[test]
fn a_shard_that_was_killed_goes_on() {
    let work = tiny(120);
    shard(&work, "d", "1/2", "s").exits(0);
    let folder = work.path("s/tiny-1-of-2");
    let before: Vec<(String, Vec<u8>)> =
        names(&folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect();
    // As a kill leaves it: no list, one part missing, one half.
    let parts = parts(&folder);
    fs::remove_file(folder.join("shard.json")).unwrap();
    fs::remove_file(&parts[1]).unwrap();
    fs::write(&parts[2], "half").unwrap();
    merge(&work, "d", &["s"], "out").exits(2).tells(&["s: holds no shard.json", "run it again"]);
    let again = shard(&work, "d", "1/2", "s").exits(0);
    for line in [format!("resumed   {:>9}  parts", parts.len() - 2), format!("parts     {:>9}  damaged", 1)] {
        assert!(again.stdout.contains(&line), "no `{line}` in {}", again.stdout);
    }
    for (name, bytes) in before {
        assert!(fs::read(folder.join(&name)).unwrap() == bytes, "{name} has other bytes");
    }
    // What a killed run was writing goes; a list that cannot be removed is no list of a shard that is made again.
    let unfinished = folder.join("part-00000-x.unfinished");
    fs::write(&unfinished, "half").unwrap();
    shard(&work, "d", "1/2", "s").exits(0);
    assert!(!unfinished.exists());
    let list = folder.join("shard.json");
    fs::remove_file(&list).unwrap();
    fs::create_dir(&list).unwrap();
    shard(&work, "d", "1/2", "s").exits(2).tells(&["shard.json: "]);
}

#[test]
fn shards_that_do_not_fit_are_refused_by_name() {
    let work = tiny(60);
    for which in ["1/2", "2/2", "1/3", "2/3", "3/3"] {
        shard(&work, "d", which, "s").exits(0);
    }
    let refused = |parts: &[&str], words: &[&str]| {
        merge(&work, "d", parts, "out").exits(2).tells(words);
        assert_eq!(names(&work.path("out")), [""; 0], "nothing is left of a merge that was refused");
    };
    refused(&["s/tiny-1-of-3", "s/tiny-3-of-3"], &["shards are missing or not finished: 2/3", "--shard 2/3"]);
    refused(&["s/tiny-1-of-2", "s/tiny-2-of-3"], &["s/tiny-2-of-3: is one of 3 shards", "one of 2"]);
    refused(&["s/none"], &["s/none: "]);
    copy(&work.path("s/tiny-2-of-2"), &work.path("twice"));
    refused(&["s/tiny-1-of-2", "s/tiny-2-of-2", "twice"], &["twice: shard 2 of 2 is there twice", "s/tiny-2-of-2"]);

    // Of other rules, other input, another program.
    let both = ["s/tiny-1-of-2", "s/tiny-2-of-2"];
    configure(&work, "1.0.0", "outlet = 'درب24'");
    refused(&both, &["s/tiny-1-of-2: was made with another configuration or program", "differs: sources"]);
    configure(&work, "1.0.0", "");
    work.run(["merge", "d", "s/tiny-1-of-2", "--out", "out"]).exits(2).tells(&["differs: part bytes"]);
    work.write("d/in.jsonl", rows(61));
    shard(&work, "d", "2/2", "other").exits(0);
    refused(
        &["s/tiny-1-of-2", "other"],
        &["other/tiny-2-of-2: was made from other input than s/tiny-1-of-2", "in.jsonl"],
    );
    work.write("d/in.jsonl", rows(60));
    let list = work.path("twice/shard.json");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replacen("\"stretches\": ", "\"stretches\": 1", 1)).unwrap();
    refused(&["s/tiny-1-of-2", "twice"], &["twice/shard.json: is damaged", "make the shard again"]);

    // A damaged part is known only when it is read; still nothing is left.
    let broken = &parts(&work.path("s/tiny-2-of-2"))[1];
    fs::write(broken, &fs::read(broken).unwrap()[1..]).unwrap();
    refused(&both, &["s/tiny-2-of-2/part-00003-", "is damaged", "--shard 2/2 again"]);
    fs::remove_file(broken).unwrap();
    refused(&both, &["s/tiny-2-of-2/part-00003-", "--shard 2/2 again"]);
    shard(&work, "d", "2/2", "s").exits(0);
    merge(&work, "d", &both, "out").exits(0);
    assert_eq!(names(&work.path("out")), ["tiny-1.0.0"]);
}

#[test]
fn a_shard_needs_files_and_a_number_that_exists() {
    let work = tiny(20);
    for (which, told) in [("0/3", "shards are 1 to 3"), ("4/3", "shards are 1 to 3"), ("3", "write it as 3/8")] {
        shard(&work, "d", which, "s").exits(2).tells(&[told]);
    }
    let config = fs::read_to_string(work.path("d/claimkit.toml")).unwrap();
    work.write("d/claimkit.toml", config.replace("'in.jsonl'", "'-'"));
    shard(&work, "d", "1/2", "s").exits(2).tells(&["source: standard input cannot be read by every shard"]);
}

#[test]
fn a_build_from_standard_input_keeps_no_parts() {
    let work = tiny(20);
    let config = fs::read_to_string(work.path("d/claimkit.toml")).unwrap();
    work.write("d/claimkit.toml", config.replace("'in.jsonl'", "'-'"));
    work.run_with(rows(20), ["build", "d", "--out", "out", PART, "--max-rejects", "0"]).exits(1);
    assert_eq!(names(&work.path("out")), [""; 0]);
}

/// A scheduler that runs every job at once, one after the other.
#[cfg(unix)]
const SBATCH: &str = r#"#!/bin/sh
for arg; do
    case $arg in
    --array=1-*) n=${arg#--array=1-} ;;
    --wrap=*) job=${arg#--wrap=} ;;
    --dependency=afterok:17) after=yes ;;
    esac
done
export SLURM_CPUS_PER_TASK=2
if [ -n "${n-}" ]; then
    for i in $(seq "$n"); do SLURM_ARRAY_TASK_ID=$i sh -c "$job" >&2 || exit 1; done
    echo 17
else
    [ -n "${after-}" ] && sh -c "$job"
fi
"#;

#[cfg(unix)]
#[test]
fn the_slurm_script_makes_the_release() {
    use std::os::unix::fs::PermissionsExt;
    let work = tiny(40);
    let sbatch = work.write("bin/sbatch", SBATCH);
    fs::set_permissions(&sbatch, fs::Permissions::from_mode(0o755)).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_claimkit"), work.path("bin/claimkit")).unwrap();
    let path = format!("{}:{}", work.path("bin").display(), std::env::var("PATH").unwrap());
    let script = repository("examples/slurm/build.sh");
    let mut command = std::process::Command::new(script);
    command.args(["d", "shards", "3"]).env("PATH", path).current_dir(work.path(""));
    let ended = command.output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    assert_eq!(names(&work.path("shards")), ["logs", "tiny-1-of-3", "tiny-2-of-3", "tiny-3-of-3"]);
    work.run(["build", "d", "--out", "alone"]).exits(0);
    assert_eq!(sums(&work.path("d/releases/tiny-1.0.0")), sums(&work.path("alone/tiny-1.0.0")));
}
