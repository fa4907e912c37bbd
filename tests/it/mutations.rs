//! Mutations of checks that look at words, copies, splits and documents; see [`validate`](crate::validate) for the others.

use crate::fixture::{
    bools, build_into, config, edit, extract, files, int, items, read, refresh, release, rewrite, set_float, set_int,
    texts, with,
};
use crate::validate::{failing, failures, first, set_text};
use arrow_array::cast::AsArray;
use arrow_array::{Array, Int32Array, ListArray, RecordBatch, StructArray, TimestampMicrosecondArray, UInt32Array};
use arrow_schema::DataType;
use claimkit::build::{BuildOptions, Plain, run_from};
use claimkit::dataset::Table;
use claimkit::dataset::split::{SplitConfig, SplitPolicy};
use claimkit::dataset::sums::{hex, sha256, write_sums};
use claimkit::model::{Article, Stance, StanceLabel};
use claimkit::validate::{Severity, Status};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::WriterProperties;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

/// Rewords one article that has no claims.
fn reword(release: &Path, id: &str, change: impl Fn(&str) -> String) {
    edit(release, Table::Articles, |b| {
        let Some(row) = texts(&b, "article_id").iter().position(|i| i.as_deref() == Some(id)) else { return b };
        let text = change(texts(&b, "text")[row].as_deref().unwrap());
        let hash = hex(&sha256(text.as_bytes()));
        set_text(&set_text(&b, "text", row, Some(&text)), "text_sha256", row, Some(&hash))
    });
    refresh(release);
}

/// Appends words to an article that has no claims.
fn appended(words: &'static str) -> impl FnOnce(&Path) {
    move |release| reword(release, "plain-00", |text| format!("{text}{words}\n"))
}

/// Ids of articles without claims by split.
fn plain(release: &Path, split: &str) -> Vec<String> {
    let path = release.join(format!("articles/{split}-00000-of-00001.parquet"));
    let ids = read(&path).iter().flat_map(|b| texts(b, "article_id")).flatten().collect::<Vec<_>>();
    ids.into_iter().filter(|id| id.starts_with("plain")).collect()
}

fn text_of(release: &Path, id: &str) -> String {
    let batches: Vec<RecordBatch> = files(release, Table::Articles).iter().flat_map(|p| read(p)).collect();
    let found = batches.iter().find_map(|b| {
        let row = texts(b, "article_id").iter().position(|i| i.as_deref() == Some(id))?;
        texts(b, "text")[row].clone()
    });
    found.unwrap()
}

/// Builds a release of these articles and names what is wrong with it.
fn built(items: Vec<Result<Article, claimkit::model::Reject>>) -> Vec<String> {
    let out = tempfile::tempdir().unwrap();
    failures(&build_into(out.path(), &config(), items, 2).unwrap().report.unwrap())
}

#[expect(clippy::unnecessary_wraps, reason = "a source gives results")]
fn article(id: &str, text: &str) -> Result<Article, claimkit::model::Reject> {
    let mut article = Article::new(id, text.to_owned());
    (article.source_id, article.outlet) = ("wire".into(), Some("صحيفة".into()));
    Ok(article)
}

/// The documents of a release with words replaced.
fn replaced(file: &'static str, from: &'static str, to: &'static str) -> impl FnOnce(&Path) {
    move |release| {
        let path = release.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
        write_sums(release).unwrap();
    }
}

#[test]
fn words_of_texts() {
    let cases = [
        ("TXT001", "سا\u{0654}ل"),
        ("TXT002", "نص\u{7}"),
        ("TXT003", "نص\u{200F}"),
        ("TXT004", "نص \u{FFFD}"),
        ("TXT004", "Ø§Ù„Ù‚Ø§Ù‡Ø±Ø©"),
        ("TXT005", "وتابع القول…"),
        ("TXT008", "ﻗﺎﻝ"),
        ("TXT008", "مـــهم"),
        ("TXT009", "<b>مهم</b>"),
        ("TXT009", "نص&nbsp;نص"),
        ("TXT012", "نص\u{202E}"),
    ];
    for (id, words) in cases {
        assert_eq!(failing(appended(words)), [id], "{words:?}");
    }
    let foreign: &'static str = "latin words only and many of them in a row ".repeat(10).leak();
    assert_eq!(failing(appended(foreign)), ["TXT007"]);
}

#[test]
fn txt006_furniture() {
    let furniture = |release: &Path| {
        for n in 0..8 {
            reword(release, &format!("plain-{n:02}"), |text| format!("{text}جميع الحقوق محفوظة للملحق\n"));
        }
    };
    assert_eq!(failing(furniture), ["TXT006"]);
}

#[test]
fn copies_and_leaks() {
    let two = |split: &'static str, other: &'static str| {
        let (_guard, release) = release();
        let one = plain(&release, split)[0].clone();
        let two = plain(&release, other).into_iter().find(|id| *id != one).unwrap();
        (text_of(&release, &one), two)
    };
    let equal = |split, other| {
        let (text, id) = two(split, other);
        failing(move |release| reword(release, &id, |_| text.clone()))
    };
    let near = |split, other| {
        let (text, id) = two(split, other);
        failing(move |release| reword(release, &id, |_| text.replace(".\n", " زيادة.\n")))
    };
    assert_eq!(equal("train", "train"), ["DUP001"]);
    assert_eq!(equal("train", "validation"), ["LKG001"]);
    assert_eq!(near("train", "train"), ["DUP002"]);
    let across = near("train", "validation");
    assert_eq!(across, ["DUP002", "LKG002"], "a pair across splits is not named either");
}

#[test]
fn lkg003_addresses() {
    let share = |release: &Path| {
        edit(release, Table::Articles, |b| {
            let row = texts(&b, "article_id").iter().position(|i| i.as_deref().unwrap().starts_with("plain")).unwrap();
            set_text(&b, "url", row, Some("https://supplement.example/same"))
        });
        refresh(release);
    };
    assert_eq!(failing(share), ["LKG003"]);
}

#[test]
fn lkg004_the_same_claim_in_train_and_test() {
    let repeat = |release: &Path| {
        let path = |table: Table, split: &str| release.join(format!("{}/{split}-00000-of-00001.parquet", table.name()));
        // A number of two digits for another one: no offset moves.
        let number = |split: &str| {
            let ids = texts(&read(&path(Table::Articles, split))[0], "article_id");
            let id = ids.into_iter().flatten().find(|id| id.starts_with("n-0") && &id[3..] > "10").unwrap();
            id[3..].to_owned()
        };
        let (theirs, ours) = (number("train"), number("test"));
        let (from, to) = (format!("القوات رقم {ours} قريبٌ"), format!("القوات رقم {theirs} قريبٌ"));
        rewrite(&path(Table::Claims, "test"), |b| {
            crate::fixture::map_text(&b, "text", |(_, t)| t.map(|t| t.replace(&from, &to)))
        });
        rewrite(&path(Table::Articles, "test"), |b| {
            let b = crate::fixture::map_text(&b, "text", |(_, t)| t.map(|t| t.replace(&from, &to)));
            let hashes: Vec<_> = texts(&b, "text").into_iter().flatten().map(|t| hex(&sha256(t.as_bytes()))).collect();
            crate::fixture::map_text(&b, "text_sha256", |(i, _)| Some(hashes[i].clone()))
        });
        refresh(release);
    };
    assert_eq!(failing(repeat), ["LKG004"]);
}

#[test]
fn lkg005_dates() {
    let out = tempfile::tempdir().unwrap();
    let mut config = config();
    config.split = SplitConfig { policy: SplitPolicy::Date, ..SplitConfig::default() };
    config.document["split"] = serde_json::json!({ "policy": "date" });
    let summary = build_into(out.path(), &config, items(), 2).unwrap();
    assert!(summary.outcome.is_release());
    let report = summary.report.unwrap();
    let order = report.checks.iter().find(|c| c.id == "LKG005").unwrap();
    assert_eq!(order.status, Status::Pass);
    let mut items = items();
    // A copy that was published long after: it stays with its original.
    let mut copy = items[0].clone().unwrap();
    copy.article_id = "late".into();
    copy.published_at = Some(jiff::Timestamp::from_second(1_800_000_000).unwrap());
    items.push(Ok(copy));
    let other = tempfile::tempdir().unwrap();
    let report = build_into(other.path(), &config, items, 2).unwrap().report.unwrap();
    assert_eq!(failures(&report), ["LKG005"]);
}

#[test]
fn dup003_the_same_words_twice() {
    let line = "قال الوزير سالم الفراتي إن الجسر مغلق اليوم.\n";
    assert_eq!(built(vec![article("a", &format!("خبر\n{line}{line}"))]), ["DUP003"]);
}

/// Sets the content of a claim, with all that depends on it.
fn set_content(batch: &RecordBatch, row: usize, text: &str, start: usize, end: usize) -> RecordBatch {
    let byte = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(b, _)| b);
    let number = |n: usize| i32::try_from(n).unwrap();
    let mut b = set_text(batch, "text", row, Some(&text[byte(start)..byte(end)]));
    for (column, value) in
        [("start_char", start), ("end_char", end), ("start_byte", byte(start)), ("end_byte", byte(end))]
    {
        b = set_int(&b, column, row, number(value));
    }
    let list = b.column_by_name("spans").unwrap().as_list::<i32>().clone();
    let at = usize::try_from(list.value_offsets()[row]).unwrap();
    let records = list.values().as_struct();
    let member = |index: usize, value: usize| {
        let old = records.column(index).as_primitive::<arrow_array::types::Int32Type>();
        let new: Int32Array =
            old.iter().enumerate().map(|(i, v)| if i == at { Some(number(value)) } else { v }).collect();
        Arc::new(new) as arrow_array::ArrayRef
    };
    let records = StructArray::new(records.fields().clone(), vec![member(0, start), member(1, end)], None);
    let DataType::List(field) = list.data_type().clone() else { unreachable!() };
    with(&b, "spans", Arc::new(ListArray::new(field, list.offsets().clone(), Arc::new(records), None)))
}

/// Moves the edges of the first claim of a kind.
fn moved(nested: bool, edges: impl Fn(&str, usize, usize) -> (usize, usize)) -> impl FnOnce(&Path) {
    move |release| {
        let path = files(release, Table::Claims).remove(0);
        rewrite(&path, |b| {
            let row = texts(&b, "nested_in").iter().position(|o| o.is_some() == nested).unwrap();
            let text = text_of(release, texts(&b, "article_id")[row].as_deref().unwrap());
            let at = |column| usize::try_from(int(&b, column, row)).unwrap();
            let (start, end) = edges(&text, at("start_char"), at("end_char"));
            set_content(&b, row, &text, start, end)
        });
        refresh(release);
    }
}

#[test]
fn edges_of_spans() {
    let resolution = first(Table::Claims, |b| set_text(&b, "speaker_resolution", 0, Some("none")));
    assert_eq!(failing(resolution), ["SPN003"]);
    assert_eq!(failing(first(Table::Claims, |b| set_text(&b, "cue_lemma", 0, None))), ["SPN003"]);
    // From before the outer content into it.
    let crossing = moved(true, |text, _, end| {
        let line = text.lines().nth(2).unwrap();
        let before = text.chars().count() - text[text.find(line).unwrap()..].chars().count();
        (before + line.find("إن الوضع").map(|b| line[..b].chars().count()).unwrap(), end)
    });
    assert_eq!(failing(crossing), ["SPN004"]);
    assert_eq!(failing(moved(false, |_, start, end| (start, end - 1))), ["SPN005"], "without the mark of its letter");
    assert_eq!(failing(moved(false, |_, start, end| (start, end + 1))), ["SPN006"], "with the full stop");
    assert_eq!(failing(moved(false, |_, start, end| (start, end + 5))), ["SPN007"], "into the next line");
}

/// Leaves three claims of train that are against.
fn few_against(release: &Path) {
    let mut left = 3;
    rewrite(&release.join("claims/train-00000-of-00001.parquet"), |mut b| {
        for row in 0..b.num_rows() {
            if texts(&b, "stance")[row].as_deref() != Some("against") {
                continue;
            }
            if left == 0 {
                b = set_float(&set_text(&b, "stance", row, Some("favor")), "stance_score", row, 0.5);
            } else {
                left -= 1;
            }
        }
        b
    });
    refresh(release);
}

#[test]
fn values_and_balance() {
    let far = first(Table::Articles, |b| {
        let old = b.column_by_name("published_at").unwrap();
        let mut times: Vec<Option<i64>> =
            old.as_primitive::<arrow_array::types::TimestampMicrosecondType>().iter().collect();
        times[0] = Some(40_000_000_000_000_000);
        with(&b, "published_at", Arc::new(TimestampMicrosecondArray::from(times).with_timezone("UTC")))
    });
    assert_eq!(failing(far), ["VAL002"]);
    let everywhere = |table, column: &'static str, value: Option<&'static str>| {
        move |release: &Path| {
            edit(release, table, |b| crate::fixture::map_text(&b, column, |_| value.map(Into::into)));
            refresh(release);
        }
    };
    assert_eq!(failing(everywhere(Table::Articles, "title", None)), ["VAL003"]);
    assert_eq!(failing(everywhere(Table::Articles, "outlet", Some("واحدة"))), ["BAL003"]);
    let one_class = |split: &'static str| {
        move |release: &Path| {
            let path = release.join(format!("claims/{split}-00000-of-00001.parquet"));
            rewrite(&path, |mut b| {
                for row in 0..b.num_rows() {
                    if texts(&b, "stance")[row].as_deref() == Some("against") {
                        b = set_float(&set_text(&b, "stance", row, Some("favor")), "stance_score", row, 0.5);
                    }
                }
                b
            });
            refresh(release);
        }
    };
    assert_eq!(failing(one_class("train")), ["BAL001"]);
    assert_eq!(failing(few_against), ["BAL001"]);
    assert_eq!(failing(one_class("test")), ["BAL002"]);
}

#[test]
fn notes_are_reported_and_fail_nothing() {
    let (_guard, release) = release();
    let report = claimkit::validate::run(&release).unwrap();
    let notes: Vec<_> = report.failures().filter(|c| c.severity == Severity::Info).map(|c| c.id.as_str()).collect();
    assert_eq!(notes, ["ENM002", "LKG006"]);
    assert!(!report.has_errors() && report.summary.infos == 2);
    let plain: Vec<_> =
        items().into_iter().filter(|i| i.as_ref().is_ok_and(|a| a.article_id.starts_with("plain"))).collect();
    let out = tempfile::tempdir().unwrap();
    let report = build_into(out.path(), &config(), plain, 2).unwrap().report.unwrap();
    assert!(report.failures().any(|c| c.id == "REF004"));
}

#[test]
fn what_could_identify_somebody() {
    let close = "خبر\nقال الوزير سالم الفراتي إن الجسر مغلق.\nقال مصدر مقرب من سالم الفراتي إن الطريق مفتوح.\n";
    assert_eq!(built(vec![article("a", close)]), ["ANO002"]);
    let office = first(Table::Claims, |mut b| {
        let anonymous = (0..b.num_rows()).find(|&i| bools(&b, "is_anonymous").value(i)).unwrap();
        for row in [0, anonymous] {
            b = set_text(&b, "speaker_role", row, Some("مدير المستشفى"));
            b = set_text(&b, "speaker_affiliation", row, Some("مستشفى النهر"));
        }
        b
    });
    assert_eq!(failing(office), ["ANO004"]);
    for contact in ["هاتف 0770 000 0000", "press@wire.example"] {
        let contact = first(Table::Claims, move |b| set_text(&b, "speaker_role", 0, Some(contact)));
        assert_eq!(failing(contact), ["PRV002"]);
    }
    let removed = |release: &Path| {
        fs::write(release.join("removed_ids.txt"), "# asked for\nn-001\n").unwrap();
        write_sums(release).unwrap();
    };
    assert_eq!(failing(removed), ["PRV001"]);
}

#[test]
fn parquet_inside() {
    let rewritten = |release: &Path| {
        let path = files(release, Table::Speakers).remove(0);
        let footer = claimkit::dataset::shards::metadata(Table::Speakers, "1.0.0");
        let pairs = footer.into_iter().map(|(k, v)| parquet::file::metadata::KeyValue::new(k, v)).collect();
        let properties =
            parquet::file::properties::WriterProperties::builder().set_key_value_metadata(Some(pairs)).build();
        let batches = read(&path);
        let file = File::create(&path).unwrap();
        let mut writer = ArrowWriter::try_new(file, batches[0].schema(), Some(properties)).unwrap();
        for batch in &batches {
            writer.write(batch).unwrap();
        }
        writer.close().unwrap();
        refresh(release);
    };
    assert_eq!(failing(rewritten), ["PAR001"]);
    assert_eq!(failing(turned_around), ["PAR001"]);
}

/// The speakers in falling order, in a file that says that they rise.
fn turned_around(release: &Path) {
    let path = files(release, Table::Speakers).remove(0);
    let batch = read(&path).remove(0);
    let last = u32::try_from(batch.num_rows()).unwrap();
    let turned =
        arrow_select::take::take_record_batch(&batch, &UInt32Array::from_iter_values((0..last).rev())).unwrap();
    let pairs = claimkit::dataset::shards::metadata(Table::Speakers, "1.0.0").into_iter();
    let order = SortingColumn { column_idx: 0, descending: false, nulls_first: false };
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(pairs.map(|(k, v)| KeyValue::new(k, v)).collect()))
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_sorting_columns(Some(vec![order]))
        .build();
    let mut writer = ArrowWriter::try_new(File::create(&path).unwrap(), turned.schema(), Some(properties)).unwrap();
    writer.write(&turned).unwrap();
    writer.close().unwrap();
    refresh(release);
}

#[test]
fn documents() {
    assert_eq!(failing(replaced("datapackage.json", "claims/train-", "claims/trains-")), ["LAY002"]);
    assert_eq!(failing(replaced("croissant.json", "\"version\": \"1.0.0\"", "\"version\": \"1.0.1\"")), ["LAY005"]);
    assert_eq!(failing(replaced("README.md", "num_examples: ", "num_examples: 9")), ["LAY006"]);
    assert_eq!(failing(replaced("README.md", "## Data statement", "## Statement")), ["DOC001"]);
    assert_eq!(failing(replaced("README.md", "- name: cue_lemma\n", "- name: lemma\n")), ["DOC001"]);
    assert_eq!(failing(replaced("croissant.json", "claims/cue_lemma", "claims/lemma")), ["DOC002"]);
    assert_eq!(failing(replaced("croissant.json", "croissant/1.1", "croissant/1.0")), ["DOC002"]);
    assert_eq!(failing(replaced("CITATION.cff", "authors:", "people:")), ["DOC003"]);
    assert_eq!(failing(replaced("CITATION.cff", "title: ", "title: \": ")), ["DOC003"]);
    let added = |name: &'static str, text: &'static str| {
        move |release: &Path| {
            fs::write(release.join(name), text).unwrap();
            write_sums(release).unwrap();
        }
    };
    assert_eq!(failing(added("LICENSE", "")), ["DOC003"]);
    assert_eq!(failing(added("load.ipynb", "{}")), ["DOC004"]);
    let error = r#"{"cells": [{"cell_type": "code", "source": "1", "execution_count": 1, "outputs": [{"output_type": "error"}]}]}"#;
    assert_eq!(failing(added("load.ipynb", error)), ["DOC004"]);
    let idle = r#"{"cells": [{"cell_type": "code", "source": "1", "execution_count": null, "outputs": []}]}"#;
    assert_eq!(failing(added("load.ipynb", idle)), ["DOC004"]);
    let ran = r#"{"cells": [{"cell_type": "code", "source": "1", "execution_count": 1, "outputs": []}]}"#;
    assert_eq!(failing(added("load.ipynb", ran)), [""; 0]);
}

#[test]
fn iaa001_two_labelers() {
    let out = tempfile::tempdir().unwrap();
    let contrary = |article: &Article| {
        let mut extraction = extract(article);
        for claim in &mut extraction.claims {
            let other: Vec<StanceLabel> = claim
                .stances
                .iter()
                .map(|l| StanceLabel {
                    labeler: "annotator".into(),
                    stance: if l.stance == Stance::Favor { Stance::Against } else { Stance::Favor },
                    score: -l.score,
                    ..l.clone()
                })
                .collect();
            claim.stances.extend(other);
        }
        extraction
    };
    let options = BuildOptions { out: Some(out.path().to_path_buf()), ..BuildOptions::default() };
    let summary = run_from(&config(), Plain(items().into_iter()), contrary, options).unwrap();
    assert_eq!(failures(&summary.report.unwrap()), ["IAA001"]);
}

/// Several damages at once: the program names exactly these, and its exit code is 1.
#[test]
fn a_broken_release_is_told_in_full() {
    let (guard, release) = release();
    let path = release.join("claims/train-00000-of-00001.parquet");
    rewrite(&path, |b| {
        let anonymous = (0..b.num_rows()).filter(|&i| bools(&b, "is_anonymous").value(i)).collect::<Vec<_>>();
        let b = set_text(&b, "quote_type", 0, Some("loud"));
        let b = set_text(&b, "cue_text", 0, Some("زعم"));
        let b = set_text(&b, "split", 1, Some("test"));
        set_text(&b, "speaker_name", anonymous[0], Some("سالم الفراتي"))
    });
    let (one, two) = (plain(&release, "train")[0].clone(), plain(&release, "validation")[0].clone());
    let text = text_of(&release, &one);
    reword(&release, &two, |_| text.clone());
    reword(&release, &plain(&release, "train")[1], |text| format!("{text}نص\u{200F}\n"));
    fs::write(release.join("CHANGELOG.md"), "edited").unwrap();
    let ran = crate::util::Workdir::new().run(["validate", release.to_str().unwrap(), "--format", "json"]).exits(1);
    let report: claimkit::validate::Report = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(failures(&report), ["LAY001", "LAY004", "SPN002", "ENM001", "TXT003", "LKG001", "ANO001"]);
    assert_eq!((report.summary.errors, report.summary.warnings), (6, 1));
    assert!(!ran.stdout.contains("سالم"), "findings about anonymity hold no name");
    drop(guard);
}
