//! The job: same bytes, whole or absent, nothing lost.

use crate::fixture::{build_into, config, extract, files, items, read, texts};
use claimkit::build::{BuildOptions, Outcome, Plain, Progress, Source, Stage, run_from};
use claimkit::config::DatasetConfig;
use claimkit::dataset::diff::{Bump, compare};
use claimkit::dataset::sort::HELD;
use claimkit::dataset::split::{GroupBy, SplitConfig, SplitPolicy};
use claimkit::dataset::{Manifest, Table, TextForm};
use claimkit::ingest::{Item, Pending};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn sums(release: &Path) -> String {
    fs::read_to_string(release.join("SHA256SUMS")).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_same_input_gives_the_same_bytes_for_any_number_of_threads() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let a = build_into(one.path(), &config(), items(), 1).unwrap();
    let b = build_into(two.path(), &config(), items(), 2).unwrap();
    assert_eq!(a.outcome, Outcome::Built);
    assert_eq!(sums(&a.path), sums(&b.path));
    assert_eq!(names(one.path()), ["tiny-1.0.0"], "nothing is left beside the release");
    assert_eq!(build_into(one.path(), &config(), items(), 2).unwrap().outcome, Outcome::AlreadyBuilt);
}

#[test]
fn what_is_held_in_memory_leaves_no_trace() {
    let mut config = config();
    for policy in [SplitPolicy::None, SplitPolicy::Random, SplitPolicy::Date, SplitPolicy::Speaker] {
        config.split = SplitConfig { policy, ..config.split };
        let built = |held| {
            let out = tempfile::tempdir().unwrap();
            let options = BuildOptions { out: Some(out.path().to_path_buf()), held, ..BuildOptions::default() };
            sums(&run_from(&config, Plain(items().into_iter()), extract, options).unwrap().path)
        };
        assert!(built(1) == built(HELD), "{policy:?}");
    }
}

#[test]
fn nothing_vanishes_and_every_check_looks_at_something() {
    let out = tempfile::tempdir().unwrap();
    let summary = build_into(out.path(), &config(), items(), 2).unwrap();
    assert_eq!((summary.articles, summary.n_rejects()), (53, 3));
    assert_eq!(
        summary.rejects,
        BTreeMap::from([("duplicate_id", 1), ("duplicate_row", 1), ("syntax", 1)].map(|(k, n)| (k.to_owned(), n)))
    );
    assert_eq!(summary.claims, 41 * 4);
    assert!((summary.anonymous_share - 0.5).abs() < 1e-9);
    assert_eq!(Manifest::read(&summary.path).unwrap().rows_in, 56);
    let report = summary.report.unwrap();
    assert!(!report.has_errors() && report.summary.warnings == 0, "{}", claimkit::report::human(&report));
    // One named speaker over all articles; two anonymous ones an article.
    assert_eq!(summary.speakers, 1 + 2 * 41);
}

#[test]
fn equal_texts_stay_in_one_split_even_where_outlets_are_grouped() {
    let out = tempfile::tempdir().unwrap();
    let mut config = config();
    config.split = SplitConfig { group_by: GroupBy::Outlet, ..config.split };
    let release = build_into(out.path(), &config, items(), 2).unwrap().path;
    let mut splits = BTreeMap::new();
    for batch in files(&release, Table::Articles).iter().flat_map(|p| read(p)) {
        let (ids, splits_of) = (texts(&batch, "article_id"), texts(&batch, "split"));
        splits.extend(ids.into_iter().flatten().zip(splits_of.into_iter().flatten()));
    }
    assert_eq!(splits["copy"], splits["n-005"]);
}

#[test]
fn a_release_is_never_overwritten_and_the_message_names_the_next_version() {
    let out = tempfile::tempdir().unwrap();
    let first = build_into(out.path(), &config(), items(), 2).unwrap();
    let before = sums(&first.path);
    let mut more = items();
    more.push(Ok(claimkit::model::Article::new("new", "عنوان\nقال نائب إن الأمر جديد.\n")));
    let error = build_into(out.path(), &config(), more, 2).unwrap_err().to_string();
    assert!(error.contains("articles: 1 added, 0 changed, 0 moved, 0 removed, such as new"), "{error}");
    assert!(error.contains("MINOR") && error.contains("dataset.version = \"1.1.0\""), "{error}");

    let fewer = items().split_off(1);
    let error = build_into(out.path(), &config(), fewer, 2).unwrap_err().to_string();
    assert!(error.contains("1 removed") && error.contains("\"2.0.0\""), "{error}");

    let mut moved = config();
    moved.split.seed = 4;
    let error = build_into(out.path(), &moved, items(), 2).unwrap_err().to_string();
    assert!(error.contains("0 added") && error.contains("MAJOR") && error.contains("\"2.0.0\""), "{error}");
    assert_eq!((sums(&first.path), names(out.path())), (before, vec!["tiny-1.0.0".to_owned()]));
}

#[test]
fn another_title_is_a_patch() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let a = build_into(one.path(), &config(), items(), 2).unwrap();
    let mut other = config();
    other.dataset.title = Some("Other".into());
    let b = build_into(two.path(), &other, items(), 2).unwrap();
    let difference = compare(&a.path, &b.path).unwrap();
    assert_eq!(difference.bump, Some(Bump::Patch));
    assert!(difference.to_string().contains("README.md"), "{difference}");
}

#[test]
fn a_crash_leaves_former_releases_intact_and_the_next_build_cleans_up() {
    let out = tempfile::tempdir().unwrap();
    let first = build_into(out.path(), &config(), items(), 2).unwrap();
    let before = sums(&first.path);
    let half = out.path().join(".tiny-1.1.0.partial/tiny-1.1.0/claims");
    fs::create_dir_all(&half).unwrap();
    fs::write(half.join("train-00000.unfinished"), "PAR1").unwrap();
    let next = DatasetConfig::parse(Path::new("."), &crate::fixture::CONFIG.replace("1.0.0", "1.1.0")).unwrap();
    build_into(out.path(), &next, items(), 2).unwrap();
    assert_eq!(names(out.path()), ["tiny-1.0.0", "tiny-1.1.0"]);
    assert_eq!(sums(&first.path), before);
}

#[test]
fn a_panic_of_the_extractor_leaves_nothing() {
    let out = tempfile::tempdir().unwrap();
    let options = BuildOptions { threads: 2, out: Some(out.path().to_path_buf()), ..BuildOptions::default() };
    let build = || run_from(&config(), Plain(items().into_iter()), |_| panic!("on purpose"), options);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(build)).is_err());
    assert!(names(out.path()).is_empty());
}

#[test]
fn too_many_rejects_leave_no_release() {
    let out = tempfile::tempdir().unwrap();
    let options = BuildOptions { max_rejects: Some(2), out: Some(out.path().to_path_buf()), ..BuildOptions::default() };
    let summary = run_from(&config(), Plain(items().into_iter()), extract, options.clone()).unwrap();
    assert_eq!((summary.outcome, summary.n_rejects()), (Outcome::TooManyRejects, 3));
    assert!(names(out.path()).is_empty());
    let options = BuildOptions { max_rejects: Some(3), ..options };
    assert_eq!(run_from(&config(), Plain(items().into_iter()), extract, options).unwrap().outcome, Outcome::Built);
}

/// Remembers what it is told.
#[derive(Default)]
struct Told(std::sync::Mutex<Vec<Stage>>);

impl Progress for Told {
    fn bytes(&self, _done: u64, _total: Option<u64>) {}

    fn stage(&self, stage: Stage) {
        self.0.lock().unwrap().push(stage);
    }
}

#[test]
fn stages_are_told_in_order() {
    let (out, told) = (tempfile::tempdir().unwrap(), Told::default());
    let options = BuildOptions {
        out: Some(out.path().to_path_buf()),
        text: Some(TextForm::Standoff),
        progress: &told,
        ..BuildOptions::default()
    };
    run_from(&config(), Plain(items().into_iter()), extract, options).unwrap();
    let names: Vec<&str> = told.0.into_inner().unwrap().into_iter().map(Stage::name).collect();
    assert_eq!(names, ["extract", "divide", "write", "validate", "strip", "validate", "publish"]);
}

/// A source that walks a large corpus to tell its size.
struct Large(std::vec::IntoIter<Item>);

impl Source for Large {
    fn next_row(&mut self) -> Option<Pending> {
        self.0.next().map(Pending::from)
    }

    fn bytes_total(&self) -> Option<u64> {
        panic!("nobody listens")
    }
}

#[test]
fn the_size_of_the_input_is_not_asked_for_nobody() {
    let out = tempfile::tempdir().unwrap();
    let options = BuildOptions { out: Some(out.path().to_path_buf()), ..BuildOptions::default() };
    let summary = run_from(&config(), Large(items().into_iter()), extract, options).unwrap();
    assert_eq!(summary.outcome, Outcome::Built);
}

#[test]
fn a_release_that_fails_its_checks_does_not_appear() {
    let out = tempfile::tempdir().unwrap();
    let options = BuildOptions { out: Some(out.path().to_path_buf()), ..BuildOptions::default() };
    let wrong = |article: &claimkit::model::Article| {
        let mut extraction = extract(article);
        for claim in &mut extraction.claims {
            claim.mention = Some(claimkit::model::Span::new(0, 1_000_000));
        }
        extraction
    };
    let summary = run_from(&config(), Plain(items().into_iter()), wrong, options).unwrap();
    assert_eq!(summary.outcome, Outcome::Invalid);
    assert!(summary.report.unwrap().failures().any(|c| c.id.starts_with("SPN")));
    assert!(names(out.path()).is_empty());
}

#[test]
fn small_files_make_a_series() {
    let out = tempfile::tempdir().unwrap();
    let mut config = config();
    config.output.rows_per_shard = 7;
    config.split = SplitConfig::default();
    let release = build_into(out.path(), &config, items(), 2).unwrap().path;
    let shards = files(&release, Table::Claims);
    assert_eq!(shards.len(), (41_usize * 4).div_ceil(7));
    assert!(shards[0].ends_with("train-00000-of-00024.parquet"));
    assert!(shards.iter().all(|p| read(p).iter().map(arrow_array::RecordBatch::num_rows).sum::<usize>() <= 7));
}

#[test]
fn the_texts_of_a_data_set_are_copied_and_its_targets_named() {
    let folder = tempfile::tempdir().unwrap();
    let text = crate::fixture::CONFIG
        .replace("targets = []", "targets = ['withdrawal.toml']")
        .replace("[split]", "licence_file = 'terms.txt'\nchangelog_file = 'history.md'\n[split]");
    for (name, text) in
        [("claimkit.toml", text.as_str()), ("withdrawal.toml", ""), ("terms.txt", "free"), ("history.md", "# 1.0.0")]
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let config = DatasetConfig::load(folder.path()).unwrap();
    let release = build_into(&config.releases(), &config, items(), 2).unwrap().path;
    assert_eq!(fs::read_to_string(release.join("LICENSE")).unwrap(), "free");
    assert_eq!(fs::read_to_string(release.join("CHANGELOG.md")).unwrap(), "# 1.0.0");
    assert_eq!(Manifest::read(&release).unwrap().targets[0].path, "withdrawal.toml");
    let manifest = fs::read_to_string(release.join("manifest.json")).unwrap();
    assert!(!manifest.contains(folder.path().to_str().unwrap()), "no path of the machine");
    let card = fs::read_to_string(release.join("README.md")).unwrap();
    for line in [
        "license: \"cc0-1.0\"",
        "- split: validation\n    path: claims/validation-*.parquet",
        "> Every text is invented.",
    ] {
        assert!(card.contains(line), "{line}");
    }
}

#[test]
fn nearly_equal_texts_are_named_and_stay_in_one_split() {
    let mut items = items();
    for (n, id) in [(40, "edited"), (41, "edited-too")] {
        let mut copy = items[n].clone().unwrap();
        copy.text = copy.text.replace(".\n", " زيادة.\n");
        copy.article_id = id.into();
        copy.url = None;
        items.push(Ok(copy));
    }
    let out = tempfile::tempdir().unwrap();
    let release = build_into(out.path(), &config(), items, 2).unwrap().path;
    let mut splits = BTreeMap::new();
    for batch in files(&release, Table::Articles).iter().flat_map(|p| read(p)) {
        let (ids, of) = (texts(&batch, "article_id"), texts(&batch, "split"));
        let firsts = texts(&batch, "near_duplicate_of");
        splits.extend(ids.into_iter().flatten().zip(of.into_iter().zip(firsts)));
    }
    let pairs = read(&files(&release, Table::Duplicates)[0]).remove(0);
    let named = |column| texts(&pairs, column).into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(named("article_id"), ["copy", "edited", "edited-too"]);
    assert_eq!(named("duplicate_of"), ["n-005", "plain-00", "plain-01"]);
    assert_eq!(named("kind"), ["exact", "near", "near"]);
    for (copy, first) in [("copy", "n-005"), ("edited", "plain-00"), ("edited-too", "plain-01")] {
        assert_eq!(splits[copy].0, splits[first].0);
        assert_eq!(splits[copy].1.as_deref(), Some(first));
    }
}
