//! The bundled release, damaged in several ways at once as a careless hand would: the program names exactly what is wrong.

use crate::build::newest;
use crate::fixture::{bools, int, read, rewrite, set_int, texts};
use crate::util::{Workdir, copy};
use crate::validate::set_text;
use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;
use claimkit::validate::{Report, Severity};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn shard(release: &Path, table: &str, split: &str) -> PathBuf {
    release.join(format!("{table}/{split}-00000-of-00001.parquet"))
}

fn and(batch: &RecordBatch, row: &RecordBatch) -> RecordBatch {
    concat_batches(&batch.schema(), [batch, row]).unwrap()
}

/// A name for a source that asked for none, a label that is none, a place that is moved, and the first row once more,
/// of an article that is not there.
fn claims(batch: &RecordBatch) -> RecordBatch {
    let anonymous = (0..batch.num_rows()).find(|&i| bools(batch, "is_anonymous").value(i)).unwrap();
    let labelled = (1..batch.num_rows()).find(|&i| texts(batch, "stance")[i].is_some()).unwrap();
    let cued = (1..batch.num_rows()).find(|&i| texts(batch, "cue_text")[i].is_some()).unwrap();
    let damaged = set_text(batch, "speaker_name", anonymous, Some("زيد النهري"));
    let damaged = set_text(&damaged, "stance", labelled, Some("favour"));
    let damaged = set_int(&damaged, "cue_end_char", cued, int(&damaged, "cue_end_char", cued) + 1);
    and(&damaged, &set_text(&batch.slice(0, 1), "article_id", 0, Some("a999")))
}

/// An Arabic word whose UTF-8 was read as windows-1252, and an override of the direction.
fn garbled(batch: &RecordBatch) -> RecordBatch {
    let text = texts(batch, "text")[0].clone().unwrap();
    set_text(batch, "text", 0, Some(&format!("{text}Ø§Ù„Ø¹Ø±Ø¨ÙŠØ© \u{202E}\n")))
}

/// An article of train under another id in validation, too.
fn leaked(release: &Path, batch: &RecordBatch) -> RecordBatch {
    let row = read(&shard(release, "articles", "train"))[0].slice(0, 1);
    let row = set_text(&set_int(&row, "n_claims", 0, 0), "split", 0, Some("validation"));
    and(batch, &set_text(&row, "article_id", 0, Some("copy")))
}

fn damage(release: &Path) {
    rewrite(&shard(release, "claims", "train"), |b| claims(&b));
    rewrite(&shard(release, "articles", "test"), |b| garbled(&b));
    rewrite(&shard(release, "articles", "validation"), |b| leaked(release, &b));
}

/// Failed checks without notes, with the number of what is wrong.
fn failed(release: &Path, code: i32) -> BTreeMap<String, u64> {
    let ran = Workdir::new().run(["validate", release.to_str().unwrap(), "--format", "json"]).exits(code);
    let report: Report = serde_json::from_str(&ran.stdout).unwrap();
    let loud = report.failures().filter(|c| c.severity > Severity::Info);
    loud.map(|c| (c.id.clone(), c.failed)).collect()
}

#[test]
fn the_bundled_release_damaged_is_told_in_full() {
    let folder = tempfile::tempdir().unwrap();
    let release = folder.path().join(newest().file_name().unwrap());
    copy(&newest(), &release);
    let before = failed(&release, 0);
    damage(&release);
    let mut after = failed(&release, 1);
    after.retain(|id, n| before.get(id) != Some(n));
    let expected = [
        // Three files have other bytes; two splits have other numbers of rows, as card and manifest know.
        ("LAY001", 3),
        ("LAY006", 2),
        ("CNT001", 1),
        ("CNT003", 3),
        // The row that stands there twice: its key, its article, and one claim more of its speaker.
        ("KEY001", 1),
        ("REF001", 1),
        ("CNT002", 1),
        // The cue's place takes in the space behind it.
        ("SPN002", 1),
        ("SPN006", 1),
        // The label, which train has once and test has not.
        ("ENM001", 1),
        ("BAL001", 1),
        ("BAL002", 1),
        ("ANO001", 1),
        // The article of test.
        ("TXT004", 1),
        ("TXT010", 1),
        ("TXT012", 1),
        // The article of train in validation.
        ("LKG001", 1),
        ("LKG007", 1),
    ];
    assert_eq!(after, expected.map(|(id, n)| (id.to_owned(), n)).into());
}
