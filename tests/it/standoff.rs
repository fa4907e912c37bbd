//! Releases without words, and the words put back.

use crate::fixture::{CONFIG, copy, edit, extract, files, items, read, refresh, set_int, texts};
use crate::util::{Workdir, repository};
use crate::validate::failures;
use arrow_array::{Array, cast::AsArray};
use claimkit::build::{BuildOptions, NoProgress, Outcome, Plain, RestoreOptions, RestoreSummary, restore, run_from};
use claimkit::config::DatasetConfig;
use claimkit::dataset::standoff::Why;
use claimkit::dataset::{Manifest, Table, TextForm};
use claimkit::model::{Article, Reject};
use claimkit::validate::{self, Status};
use std::fs;
use std::path::{Path, PathBuf};

type Item = Result<Article, Reject>;

fn build(out: &Path, config: &DatasetConfig, items: Vec<Item>, text: TextForm) -> PathBuf {
    let options = BuildOptions {
        out: Some(out.to_path_buf()),
        text: Some(text),
        rules: "test".into(),
        ..BuildOptions::default()
    };
    let summary = run_from(config, Plain(items.into_iter()), extract, options).unwrap();
    assert_eq!(summary.outcome, Outcome::Built, "{}", claimkit::report::human(&summary.report.unwrap()));
    summary.path
}

fn config() -> DatasetConfig {
    DatasetConfig::parse(Path::new("."), CONFIG).unwrap()
}

/// The stand-off release of the corpus of invented articles.
fn standoff() -> (tempfile::TempDir, PathBuf) {
    let out = tempfile::tempdir().unwrap();
    let release = build(out.path(), &config(), items(), TextForm::Standoff);
    (out, release)
}

fn restored(release: &Path, out: &Path, copies: Vec<Item>, allow_missing: bool) -> RestoreSummary {
    let options = RestoreOptions { out, allow_missing, progress: &NoProgress };
    restore(release, Plain(copies.into_iter()), options).unwrap()
}

fn sums(release: &Path) -> String {
    fs::read_to_string(release.join("SHA256SUMS")).unwrap()
}

/// Every text of a batch, also of lists.
fn words(array: &dyn Array, into: &mut Vec<String>) {
    if let Some(texts) = array.as_string_opt::<i32>() {
        into.extend(texts.iter().flatten().map(Into::into));
    } else if let Some(list) = array.as_list_opt::<i32>() {
        words(list.values(), into);
    } else if let Some(records) = array.as_struct_opt() {
        records.columns().iter().for_each(|column| words(column, into));
    }
}

#[test]
fn a_stand_off_release_holds_no_words_of_articles_and_passes_its_checks() {
    let (out, release) = standoff();
    assert!(release.ends_with("tiny-standoff-1.0.0"));
    let names: Vec<_> = fs::read_dir(out.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["tiny-standoff-1.0.0"], "the full release never leaves its hidden folder");
    let mut cells = Vec::new();
    for batch in Table::ALL.into_iter().flat_map(|t| files(&release, t)).flat_map(|path| read(&path)) {
        batch.columns().iter().for_each(|column| words(column, &mut cells));
    }
    for entry in ["README.md", "croissant.json", "datapackage.json", "manifest.json", "reports/validation.html"] {
        cells.push(fs::read_to_string(release.join(entry)).unwrap());
    }
    for said in ["قريبٌ", "هادئ", "يرفض", "تصريح", "خبر رقم", "لن يحدث شيء"] {
        assert!(!cells.iter().any(|cell| cell.contains(said)), "{said}");
    }
    assert!(cells.iter().any(|cell| cell == "سالم الفراتي"), "names stay");
    let card = fs::read_to_string(release.join("README.md")).unwrap();
    for line in
        ["## Withheld words", "`stances.evidence.text`", "claimkit restore tiny-standoff-1.0.0", "- name: text_chars"]
    {
        assert!(card.contains(line), "{line}");
    }
    let report = validate::run(&release).unwrap();
    assert_eq!(failures(&report), [""; 0], "{}", claimkit::report::human(&report));
    let check = |id: &str| report.checks.iter().find(|c| c.id == id).unwrap();
    for id in ["SPN002", "TXT010", "DUP002", "LKG002", "ANO002"] {
        assert_eq!((check(id).status, check(id).examined), (Status::Skipped, 0), "{id}");
        assert!(check(id).reason.as_deref().unwrap().contains("claimkit restore"), "{id}");
    }
    for id in ["SPN001", "SPN003", "SPN004", "LKG001", "LKG003", "DUP001", "TXT011", "SCH001", "DOC002"] {
        assert_eq!(check(id).status, Status::Pass, "{id}");
    }
    for form in [claimkit::report::junit, claimkit::report::human, claimkit::report::markdown] {
        assert!(form(&report).contains("needs texts"));
    }
}

#[test]
fn the_words_come_back_byte_for_byte() {
    let out = tempfile::tempdir().unwrap();
    let full = build(out.path(), &config(), items(), TextForm::Full);
    let (_guard, release) = standoff();
    let back = tempfile::tempdir().unwrap();
    // Copies in another order, among articles that are none of the release, under other ids.
    let mut copies = items();
    copies.reverse();
    copies.insert(3, Ok(Article::new("stranger", "نص لا يعرفه الإصدار")));
    for article in copies.iter_mut().flatten() {
        article.article_id.insert_str(0, "my-");
    }
    let summary = restored(&release, back.path(), copies, false);
    assert_eq!((summary.missing.len(), summary.titles_lost, summary.raw_lost), (0, 0, 0));
    assert_eq!((summary.files, summary.files_identical), (12, 12));
    let path = summary.path.unwrap();
    assert!(path.ends_with("tiny-1.0.0"));
    assert_eq!(sums(&path), sums(&full), "every file, documents and reports too");
    let again = restored(&release, back.path(), items(), false);
    assert!(again.already_there && again.path.is_some());
}

#[test]
fn files_end_where_they_ended_whatever_their_size() {
    let many: Vec<Item> = (0..400)
        .map(|n| {
            let line = format!("قال الوزير سالم الفراتي إن انسحاب القوات رقم {n} قريبٌ.\n");
            let mut article = Article::new(format!("m-{n:03}"), format!("خبر {n}\n{}", line.repeat(1 + n % 6)));
            article.source_id = "wire".into();
            Ok(article)
        })
        .collect();
    for rows_per_shard in [70, 200_000] {
        let mut config = config();
        config.output.rows_per_shard = rows_per_shard;
        let (out, back) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let full = build(out.path(), &config, many.clone(), TextForm::Full);
        let release = build(out.path(), &config, many.clone(), TextForm::Standoff);
        let summary = restored(&release, back.path(), many.clone(), false);
        assert_eq!(sums(&summary.path.unwrap()), sums(&full), "{rows_per_shard}");
    }
}

#[test]
fn missing_and_changed_articles_are_named() {
    let (_guard, release) = standoff();
    let copies = || {
        let mut copies = items();
        copies.remove(3).unwrap();
        let article = copies[3].as_mut().unwrap();
        assert_eq!(article.article_id, "n-004");
        article.text.push('.');
        copies
    };
    let out = tempfile::tempdir().unwrap();
    let summary = restored(&release, out.path(), copies(), false);
    let missing = |summary: &RestoreSummary| {
        let mut named: Vec<_> = summary.missing.iter().map(|m| (m.article_id.clone(), m.why)).collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named
    };
    let expected = [("n-003".to_owned(), Why::Absent), ("n-004".to_owned(), Why::Different)];
    assert_eq!((missing(&summary), summary.path), (expected.to_vec(), None));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0, "nothing is left");

    let summary = restored(&release, out.path(), copies(), true);
    let path = summary.path.unwrap();
    assert!(path.ends_with("tiny-partial-1.0.0"), "another content has another name");
    assert_eq!(failures(&summary.report.unwrap()), [""; 0]);
    let manifest = Manifest::read(&path).unwrap();
    assert_eq!((manifest.missing, manifest.total("articles"), manifest.total("claims")), (2, 51, 39 * 4));
    assert_eq!(manifest.total("speakers"), 1 + 2 * 39);
    assert!(fs::read_to_string(path.join("README.md")).unwrap().contains("## Missing articles"));
    let full = tempfile::tempdir().unwrap();
    let without: Vec<Item> = items()
        .into_iter()
        .filter(|i| !matches!(i, Ok(a) if a.article_id == "n-003" || a.article_id == "n-004"))
        .collect();
    let full = build(full.path(), &config(), without, TextForm::Full);
    let stats = |release: &Path| fs::read_to_string(release.join("reports/stats.json")).unwrap();
    assert_eq!(stats(&path), stats(&full), "as if they had never been there");
}

#[test]
fn what_is_no_stand_off_release_is_not_restored() {
    let (guard, release) = standoff();
    let options = RestoreOptions { out: guard.path(), allow_missing: false, progress: &NoProgress };
    let full = build(guard.path(), &config(), items(), TextForm::Full);
    let error = restore(&full, Plain(items().into_iter()), options).unwrap_err().to_string();
    assert!(error.contains("manifest.json: is of a full release"), "{error}");
    fs::write(release.join("CHANGELOG.md"), "edited").unwrap();
    let error = restore(&release, Plain(items().into_iter()), options).unwrap_err().to_string();
    assert!(error.contains("CHANGELOG.md: has other bytes than listed (copy the stand-off release again)"), "{error}");
}

/// Damages a stand-off release and names the checks that fail.
fn failing(damage: impl FnOnce(&Path)) -> Vec<String> {
    let (guard, release) = standoff();
    let own = guard.path().join("own/tiny-standoff-1.0.0");
    copy(&release, &own);
    damage(&own);
    failures(&validate::run(&own).unwrap())
}

#[test]
fn places_are_checked_without_texts() {
    let short = |release: &Path| {
        edit(release, Table::Articles, |b| {
            match texts(&b, "article_id").iter().position(|i| i.as_deref() == Some("n-001")) {
                Some(row) => set_int(&b, "text_chars", row, 30),
                None => b,
            }
        });
        refresh(release);
    };
    assert_eq!(failing(short), ["SPN001"]);
    let beyond = |release: &Path| {
        edit(release, Table::Claims, |b| set_int(&b, "cue_end_char", 0, 1_000_000));
        refresh(release);
    };
    assert_eq!(failing(beyond), ["SPN001"]);
    let words = |release: &Path| {
        fs::write(release.join("schema/claims.schema.json"), Table::Claims.contract().to_json()).unwrap();
        claimkit::dataset::sums::write_sums(release).unwrap();
    };
    assert_eq!(failing(words), ["SCH001"], "the contract of a full release is another one");
}

#[test]
fn a_data_set_can_forbid_texts_by_its_configuration() {
    let text = CONFIG.replace("[split]", "[output]\ntext = 'standoff'\n[split]");
    let config = DatasetConfig::parse(Path::new("."), &text).unwrap();
    let out = tempfile::tempdir().unwrap();
    let options = BuildOptions { out: Some(out.path().to_path_buf()), ..BuildOptions::default() };
    let summary = run_from(&config, Plain(items().into_iter()), extract, options).unwrap();
    assert!(summary.path.ends_with("tiny-standoff-1.0.0"));
    let wrong = DatasetConfig::parse(Path::new("."), &text.replace("'standoff'", "'standof'")).unwrap_err().to_string();
    assert!(wrong.contains("output.text") && wrong.ends_with("(did you mean `standoff`?)"), "{wrong}");
}

#[test]
fn the_bundled_data_set_goes_out_and_comes_back() {
    let work = Workdir::new();
    let dataset = repository("datasets/coalition-withdrawal");
    let dataset = dataset.to_str().unwrap();
    work.run(["build", dataset, "--out", "full"]).exits(0);
    work.run(["build", dataset, "--out", "out", "--standoff"]).exits(0);
    let only = |folder: &str| fs::read_dir(work.path(folder)).unwrap().next().unwrap().unwrap().path();
    let (full, release) = (only("full"), only("out"));
    let release = release.to_str().unwrap();
    work.run(["validate", release]).exits(0);
    // Its sources say how every file is read; the files alone tell most of it.
    let ran = work.run(["restore", release, "--from", dataset, "--out", "back"]).exits(0);
    assert!(ran.stdout.contains("articles 39 of 39") && ran.stdout.contains("12 of 12"), "{}", ran.stdout);
    assert_eq!(sums(&only("back")), sums(&full));
    let text = format!("{dataset}/articles/text");
    let ran = work.run(["restore", release, "--from", &text, "--out", "less"]).exits(1);
    ran.tells(&["claimkit: article ", ": no copy has its id, address or text"]);
    assert_eq!(fs::read_dir(work.path("less")).unwrap().count(), 0);
    work.run(["restore", release, "--from", &text, "--out", "less", "--allow-missing"]).exits(0);
    work.run(["validate", only("less").to_str().unwrap()]).exits(0);
    work.run(["restore", release, "--from", "nowhere", "--out", "less"]).exits(2).tells(&["nowhere"]);
}
