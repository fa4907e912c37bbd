//! Every check has a mutation: a good release is damaged in one way, and exactly that check fails.

use crate::fixture::{
    bools, edit, files, int, is_null, map_text, read, refresh, release, rewrite, rows_where, set_float, set_int, texts,
    with,
};
use arrow_array::UInt32Array;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, Int32Array, LargeStringArray, ListArray, RecordBatch, StringArray, StructArray};
use arrow_schema::{DataType, Field, Schema};
use arrow_select::take::take_record_batch;
use claimkit::dataset::sums::write_sums;
use claimkit::dataset::{Manifest, Table, Waiver};
use claimkit::validate::{self, Severity, Status};
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Damages a release and names the checks that fail.
pub(crate) fn failing(damage: impl FnOnce(&Path)) -> Vec<String> {
    let (_guard, release) = release();
    damage(&release);
    let report = checked(&release);
    for check in report.failures() {
        assert!(!check.sample.is_empty() && check.sample.len() as u64 <= check.failed, "{check:?}");
    }
    failures(&report)
}

/// Checks a release in memory on all processors, and on one with ids that go to disk by threes: with one report.
fn checked(release: &Path) -> validate::Report {
    let report = validate::run(release).unwrap();
    let spilled = validate::Options { held: 3, ..validate::Options::default() };
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(alone.install(|| validate::run_with(release, &spilled)).unwrap(), report);
    report
}

/// Checks that failed, without notes.
pub(crate) fn failures(report: &validate::Report) -> Vec<String> {
    report.failures().filter(|c| c.severity > Severity::Info).map(|c| c.id.clone()).collect()
}

/// Edits the first file of a table that has rows, and makes manifest and checksums fit.
pub(crate) fn first(table: Table, mut change: impl FnMut(RecordBatch) -> RecordBatch) -> impl FnOnce(&Path) {
    move |release| {
        let path = files(release, table).into_iter().find(|p| !read(p).is_empty()).unwrap();
        rewrite(&path, &mut change);
        refresh(release);
    }
}

pub(crate) fn set_text(batch: &RecordBatch, column: &str, row: usize, value: Option<&str>) -> RecordBatch {
    map_text(batch, column, |(i, old)| if i == row { value.map(Into::into) } else { old })
}

/// Edits the manifest and makes the checksums fit.
pub(crate) fn manifest(change: impl FnOnce(&mut Manifest)) -> impl FnOnce(&Path) {
    move |release| {
        let mut manifest = Manifest::read(release).unwrap();
        change(&mut manifest);
        manifest.write(release).unwrap();
        write_sums(release).unwrap();
    }
}

/// The batch with one field changed, data untouched.
fn with_field(batch: &RecordBatch, column: &str, change: impl Fn(&Field) -> Field) -> RecordBatch {
    let schema = batch.schema();
    let fields: Vec<Field> =
        schema.fields().iter().map(|f| if f.name() == column { change(f) } else { f.as_ref().clone() }).collect();
    let schema = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
    RecordBatch::try_new(schema, batch.columns().to_vec()).unwrap()
}

#[test]
fn a_good_release_passes_every_check() {
    assert!(failing(|_| {}).is_empty());
}

#[test]
fn lay001_bytes_and_lists() {
    assert_eq!(failing(|r| fs::write(r.join("reports/stats.json"), "edited").unwrap()), ["LAY001"]);
    assert_eq!(failing(|r| fs::write(r.join("extra.txt"), "").unwrap()), ["LAY001"]);
    assert_eq!(failing(|r| fs::remove_file(r.join("CHANGELOG.md")).unwrap()), ["LAY001"]);
    assert_eq!(failing(|r| fs::remove_file(r.join("SHA256SUMS")).unwrap()), ["LAY001"]);
    assert_eq!(failing(|r| fs::write(r.join("SHA256SUMS"), "nonsense").unwrap()), ["LAY001"]);
}

#[test]
fn a_release_does_not_state_that_it_may_be_damaged() {
    let waived = |check: &str| Waiver {
        check: check.into(),
        key: None,
        reason: "looked at".into(),
        until: "2020-01-01".parse().unwrap(),
    };
    let damage = |release: &Path| {
        manifest(|m| {
            m.rows_in += 1;
            m.waivers = vec![waived("LAY001"), waived("CNT001")];
        })(release);
        fs::write(release.join("CHANGELOG.md"), "other").unwrap();
    };
    assert_eq!(failing(damage), ["LAY001"], "what was accepted when it was published stays so");
}

#[test]
fn lay003_series() {
    let rename = |release: &Path| {
        let from = release.join("claims/train-00000-of-00001.parquet");
        fs::rename(from, release.join("claims/train-00000-of-00002.parquet")).unwrap();
        refresh(release);
    };
    assert_eq!(failing(rename), ["LAY003"]);
}

#[test]
fn lay004_split_column() {
    assert_eq!(failing(first(Table::Claims, |b| set_text(&b, "split", 0, Some("other")))), ["LAY004"]);
}

#[test]
fn lay005_versions() {
    assert_eq!(failing(manifest(|m| m.version = "1.0.1".into())), ["LAY005"]);
    assert_eq!(failing(manifest(|m| m.schema_version = "0.9.0".into())), ["LAY005"]);
    let (guard, release) = release();
    let renamed = guard.path().join("tiny-1.2.0");
    fs::rename(&release, &renamed).unwrap();
    let report = validate::run(&renamed).unwrap();
    assert_eq!(failures(&report), ["LAY005"]);
}

#[test]
fn sch001_contract() {
    let undescribed =
        first(Table::Claims, |b| with_field(&b, "rule", |f| f.clone().with_metadata(std::collections::HashMap::new())));
    assert_eq!(failing(undescribed), ["SCH001"]);
    let nullable = first(Table::Articles, |b| with_field(&b, "language", |f| f.clone().with_nullable(true)));
    assert_eq!(failing(nullable), ["SCH001"]);
    let dropped = first(Table::Rejects, |b| b.project(&[0, 1, 2, 3]).unwrap());
    assert_eq!(failing(dropped), ["SCH001"]);
    let copy = |release: &Path| {
        fs::write(release.join("schema/claims.schema.json"), "{}").unwrap();
        write_sums(release).unwrap();
    };
    assert_eq!(failing(copy), ["SCH001"]);
}

#[test]
fn sch001_an_unreadable_file_is_a_finding() {
    let damage = |release: &Path| {
        fs::write(release.join("rejects/all-00000-of-00001.parquet"), "no Parquet").unwrap();
        write_sums(release).unwrap();
    };
    // Its rows are gone as well.
    assert_eq!(failing(damage), ["SCH001", "CNT001", "CNT003"]);
}

#[test]
fn sch002_types() {
    let large = first(Table::Claims, |b| as_large(&b, "rule"));
    assert_eq!(failing(large), ["SCH002"]);
}

/// A text column as large strings.
fn as_large(batch: &RecordBatch, column: &str) -> RecordBatch {
    let schema = batch.schema();
    let index = schema.index_of(column).unwrap();
    let fields: Vec<Field> = schema
        .fields()
        .iter()
        .map(|f| {
            if f.name() == column { f.as_ref().clone().with_data_type(DataType::LargeUtf8) } else { f.as_ref().clone() }
        })
        .collect();
    let mut columns = batch.columns().to_vec();
    columns[index] = Arc::new(LargeStringArray::from(texts(batch, column)));
    RecordBatch::try_new(Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())), columns).unwrap()
}

#[test]
fn key001_unique() {
    // The first article with two labels: both get the first claim's id.
    let twice = first(Table::Stances, |b| {
        let id = texts(&b, "claim_id")[0].clone();
        set_text(&b, "claim_id", 1, id.as_deref())
    });
    assert_eq!(failing(twice), ["KEY001"]);
}

#[test]
fn key002_form() {
    let rename = |release: &Path| {
        let batch = read(&files(release, Table::Stances)[0]).remove(0);
        let old = texts(&batch, "claim_id")[0].clone();
        for table in [Table::Claims, Table::Stances] {
            edit(release, table, |b| {
                map_text(&b, "claim_id", |(_, v)| if v == old { Some("claim-1".into()) } else { v })
            });
        }
        refresh(release);
    };
    assert_eq!(failing(rename), ["KEY002"]);
}

#[test]
fn ref001_article() {
    let lose = |release: &Path| {
        let path = files(release, Table::Claims).remove(0);
        let batch = read(&path).remove(0);
        let article = texts(&batch, "article_id")[0].clone();
        rewrite(&path, |b| set_text(&b, "article_id", 0, Some("nowhere")));
        edit(release, Table::Articles, |b| match rows_where(&b, "article_id", article.as_deref()).first() {
            Some(&row) => set_int(&b, "n_claims", row, int(&b, "n_claims", row) - 1),
            None => b,
        });
        refresh(release);
    };
    assert_eq!(failing(lose), ["REF001"]);
}

#[test]
fn ref002_split() {
    let swap = |release: &Path| {
        let [a, b, c] =
            ["train", "validation", "swap"].map(|s| release.join(format!("stances/{s}-00000-of-00001.parquet")));
        fs::rename(&a, &c).unwrap();
        fs::rename(&b, &a).unwrap();
        fs::rename(&c, &b).unwrap();
        refresh(release);
    };
    assert_eq!(failing(swap), ["REF002"]);
}

#[test]
fn ref003_relations() {
    let outer = first(Table::Claims, |b| {
        let row = (0..b.num_rows()).find(|&i| !is_null(&b, "nested_in", i)).unwrap();
        set_text(&b, "nested_in", row, Some("c-0000000000000000"))
    });
    assert_eq!(failing(outer), ["REF003"]);
    let label = first(Table::Stances, |b| set_text(&b, "claim_id", 0, Some("c-0000000000000000")));
    assert_eq!(failing(label), ["REF003"]);
}

/// Rows of a table from the last to the first, and those of odd numbers before the others: no order that a build writes.
fn shuffle(release: &Path, table: Table) {
    edit(release, table, |b| {
        let rows = (0..b.num_rows() as u32).rev();
        let (odd, even): (Vec<u32>, Vec<u32>) = rows.partition(|row| row % 2 == 1);
        take_record_batch(&b, &UInt32Array::from([odd, even].concat())).unwrap()
    });
    refresh(release);
}

#[test]
fn rows_meet_in_any_order() {
    for table in [Table::Claims, Table::Stances, Table::Speakers] {
        assert!(failing(|release| shuffle(release, table)).is_empty(), "{table:?}");
    }
    let lost = |release: &Path| {
        first(Table::Stances, |b| set_text(&b, "claim_id", 0, Some("c-0000000000000000")))(release);
        for table in [Table::Claims, Table::Stances, Table::Articles] {
            shuffle(release, table);
        }
    };
    assert_eq!(failing(lost), ["REF003"]);
}

#[test]
fn spn001_bounds() {
    assert_eq!(failing(first(Table::Claims, |b| set_int(&b, "cue_end_char", 0, 1_000_000))), ["SPN001"]);
    let formula = |b: &RecordBatch| (0..b.num_rows()).find(|&i| !is_null(b, "anonymity_text", i)).unwrap();
    assert_eq!(failing(first(Table::Claims, |b| set_text(&b, "anonymity_text", formula(&b), None))), ["SPN001"]);
    let blocks =
        first(Table::Articles, |b| set_member(&b, "blocks", 1, |old| Arc::new(Int32Array::from(vec![-1; old.len()]))));
    assert_eq!(failing(blocks), ["SPN001"]);
    // The message names the block before, not the one itself.
    let shifted =
        first(Table::Articles, |b| set_member(&b, "blocks", 1, |old| Arc::new(Int32Array::from(vec![-1; old.len()]))));
    let (_guard, release) = release();
    shifted(&release);
    let report = checked(&release);
    let message = &report.failures().find(|c| c.id == "SPN001").unwrap().sample[0].message;
    assert!(message.starts_with("-1..") && message.ends_with(", after 0"), "{message}");
}

/// Replaces a member of a list of records.
fn set_member(batch: &RecordBatch, column: &str, member: usize, change: impl Fn(&ArrayRef) -> ArrayRef) -> RecordBatch {
    let list = batch.column_by_name(column).unwrap().as_list::<i32>();
    let records = list.values().as_struct();
    let mut members = records.columns().to_vec();
    members[member] = change(&members[member]);
    let records = StructArray::new(records.fields().clone(), members, None);
    let DataType::List(field) = list.data_type().clone() else { unreachable!() };
    with(batch, column, Arc::new(ListArray::new(field, list.offsets().clone(), Arc::new(records), None)))
}

#[test]
fn spn002_slices() {
    for (column, value) in [("text", "غيره"), ("cue_text", "زعم"), ("speaker_text", "آخر"), ("addressee", "لا أحد")]
    {
        assert_eq!(failing(first(Table::Claims, |b| set_text(&b, column, 0, Some(value)))), ["SPN002"], "{column}");
    }
    assert_eq!(failing(first(Table::Claims, |b| set_int(&b, "start_byte", 0, 1))), ["SPN002"]);
    let evidence = first(Table::Stances, |b| {
        set_member(&b, "evidence", 0, |old| Arc::new(StringArray::from(vec!["غيره"; old.len()])))
    });
    assert_eq!(failing(evidence), ["SPN002"]);
}

#[test]
fn enm001_closed_sets() {
    assert_eq!(failing(first(Table::Claims, |b| set_text(&b, "quote_type", 0, Some("loud")))), ["ENM001"]);
    assert_eq!(failing(first(Table::Rejects, |b| set_text(&b, "reason", 0, Some("mood")))), ["ENM001"]);
}

#[test]
fn val001_scores() {
    assert_eq!(failing(first(Table::Claims, |b| set_float(&b, "stance_score", 0, f64::NAN))), ["VAL001"]);
    assert_eq!(failing(first(Table::Stances, |b| set_float(&b, "score", 0, 1.5))), ["VAL001"]);
    assert_eq!(failing(first(Table::Stances, |b| set_float(&b, "score", 0, -0.5))), ["VAL001"], "favor with a minus");
}

#[test]
fn ano001_no_name() {
    let anonymous = |b: &RecordBatch| (0..b.num_rows()).find(|&i| bools(b, "is_anonymous").value(i)).unwrap();
    assert_eq!(
        failing(first(Table::Claims, |b| set_text(&b, "speaker_name", anonymous(&b), Some("سالم")))),
        ["ANO001"]
    );
    assert_eq!(failing(first(Table::Claims, |b| set_text(&b, "anonymity", anonymous(&b), Some("none")))), ["ANO001"]);
    assert_eq!(failing(first(Table::Speakers, |b| set_text(&b, "name", anonymous(&b), Some("سالم")))), ["ANO001"]);
}

#[test]
fn ano001_findings_hold_no_text() {
    let (_guard, release) = release();
    let anonymous = |b: &RecordBatch| (0..b.num_rows()).find(|&i| bools(b, "is_anonymous").value(i)).unwrap();
    first(Table::Claims, |b| set_text(&b, "speaker_name", anonymous(&b), Some("سالم")))(&release);
    let report = validate::run(&release).unwrap();
    let text =
        claimkit::report::json(&report) + &claimkit::report::markdown(&report) + &claimkit::report::human(&report);
    assert!(text.contains("ANO001") && !text.contains("سالم"));
}

#[test]
fn ano003_no_links() {
    let link = |release: &Path| {
        let path = files(release, Table::Claims).remove(0);
        let batch = read(&path).remove(0);
        let (ids, flags) = (texts(&batch, "speaker_id"), bools(&batch, "is_anonymous"));
        let articles = texts(&batch, "article_id");
        let mut anonymous = (0..batch.num_rows()).filter(|&i| flags.value(i));
        let one = anonymous.next().unwrap();
        let other = anonymous.find(|&i| articles[i] != articles[one]).unwrap();
        rewrite(&path, |b| set_text(&b, "speaker_id", other, ids[one].as_deref()));
        edit(release, Table::Speakers, |mut b| {
            for (id, n) in [(&ids[one], 2), (&ids[other], 0)] {
                let row = rows_where(&b, "speaker_id", id.as_deref())[0];
                b = set_int(&b, "n_claims", row, n);
            }
            b
        });
        refresh(release);
    };
    assert_eq!(failing(link), ["ANO003"]);
}

#[test]
fn ano005_named() {
    assert_eq!(failing(first(Table::Claims, |b| set_text(&b, "speaker_name", 0, None))), ["ANO005"]);
    let stranger = first(Table::Claims, |b| set_text(&b, "speaker_name", 0, Some("زيد النهري")));
    assert_eq!(failing(stranger), ["ANO005"], "a name that the article does not have");
}

#[test]
fn counts() {
    assert_eq!(failing(manifest(|m| m.rows_in += 1)), ["CNT001"]);
    assert_eq!(failing(first(Table::Articles, |b| set_int(&b, "n_claims", 0, 9))), ["CNT002"]);
    assert_eq!(failing(first(Table::Speakers, |b| set_int(&b, "n_claims", 0, 999))), ["CNT002"]);
    assert_eq!(failing(manifest(|m| m.files[0].rows += 1)), ["CNT003"]);
    assert_eq!(failing(manifest(|m| *m.rows.get_mut("claims").unwrap().get_mut("train").unwrap() += 1)), ["CNT003"]);
}

#[test]
fn texts_and_duplicates() {
    assert_eq!(failing(first(Table::Articles, |b| set_text(&b, "text_sha256", 0, Some("0")))), ["TXT010"]);
    assert_eq!(failing(first(Table::Articles, |b| set_text(&b, "near_duplicate_of", 0, Some("none")))), ["TXT011"]);
}

#[test]
fn every_check_is_documented_and_reported() {
    let (_guard, release) = release();
    let report = validate::run(&release).unwrap();
    let reported: Vec<&str> = report.checks.iter().map(|c| c.id.as_str()).collect();
    let documented: Vec<&str> = validate::docs().iter().map(|d| d.id).collect();
    assert_eq!(reported, documented);
    // What compares with a baseline, and what needs a policy, a list or notebooks that the release has not.
    let skipped = ["SCH003", "SCH004", "KEY003", "LKG005", "ANO004", "PRV001", "DOC004", "IAA001"];
    for check in &report.checks {
        let id = check.id.as_str();
        match check.status {
            Status::Skipped => assert!(skipped.contains(&id) || id.starts_with("DRF"), "{id} examined nothing"),
            Status::Fail => assert!(check.severity == Severity::Info, "{check:?}"),
            Status::Pass => assert!(check.examined > 0),
            Status::Waived => panic!("nothing was waived"),
        }
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(validate::run(folder.path()).is_err(), "an empty folder is no release");
}
