//! What was extracted is what polars reads.

use crate::fixture::{extract, items, release};
use claimkit::dataset::Table;
use claimkit::model::Span;
use polars::io::SerReader;
use polars::prelude::ParquetReader;
use std::collections::BTreeMap;
use std::fs::File;

#[test]
fn polars_reads_what_was_extracted() {
    let (_guard, release) = release();
    let mut rows = BTreeMap::new();
    for path in crate::fixture::files(&release, Table::Claims) {
        let columns = [
            "claim_id",
            "text",
            "start_char",
            "end_char",
            "cue_text",
            "speaker_name",
            "is_anonymous",
            "stance_score",
            "spans",
        ];
        let frame = ParquetReader::new(File::open(path).unwrap())
            .with_columns(Some(columns.map(str::to_owned).to_vec()))
            .finish()
            .unwrap();
        let text =
            |c: &str| frame.column(c).unwrap().str().unwrap().iter().map(|v| v.map(str::to_owned)).collect::<Vec<_>>();
        let (ids, texts, cues, names) = (text("claim_id"), text("text"), text("cue_text"), text("speaker_name"));
        let starts = frame.column("start_char").unwrap().i32().unwrap();
        let flags = frame.column("is_anonymous").unwrap().bool().unwrap();
        let scores = frame.column("stance_score").unwrap().f64().unwrap();
        let spans = frame.column("spans").unwrap().list().unwrap();
        for i in 0..frame.height() {
            let parts = spans.get_as_series(i).unwrap().struct_().unwrap().clone().unnest();
            let part = parts.column("start_char").unwrap().i32().unwrap().get(0);
            assert_eq!(part, starts.get(i));
            rows.insert(
                ids[i].clone().unwrap(),
                (texts[i].clone(), starts.get(i), cues[i].clone(), names[i].clone(), flags.get(i), scores.get(i)),
            );
        }
    }
    let mut expected = BTreeMap::new();
    for article in items().into_iter().take(53).map(Result::unwrap) {
        let extraction = extract(&article);
        for claim in &extraction.claims {
            let of = |s: Span| s.of(&article.text).to_owned();
            let speaker = extraction.speaker_of(claim);
            let start = article.text[..claim.content.start as usize].chars().count();
            expected.insert(
                claim.claim_id.clone(),
                (
                    Some(of(claim.content)),
                    i32::try_from(start).ok(),
                    claim.cue.as_ref().map(|c| of(c.span)),
                    speaker.and_then(|s| s.name()).map(str::to_owned),
                    Some(speaker.is_some_and(claimkit::model::Speaker::is_anonymous)),
                    claim.stances.first().map(|l| l.score),
                ),
            );
        }
    }
    assert_eq!(rows, expected);
}

#[test]
fn footers_carry_versions_and_units() {
    let (_guard, release) = release();
    for table in Table::ALL {
        for path in crate::fixture::files(&release, table) {
            let mut reader = ParquetReader::new(File::open(path).unwrap());
            let footer = reader.get_metadata().unwrap().clone();
            let pairs: BTreeMap<_, _> =
                footer.key_value_metadata().iter().flatten().map(|p| (p.key.clone(), p.value.clone())).collect();
            assert_eq!(pairs["dataset_version"].as_deref(), Some("1.0.0"));
            assert_eq!(pairs["offset_unit"].as_deref(), Some("code points, half-open"));
            assert_eq!(pairs["table"].as_deref(), Some(table.name()));
            assert_eq!(footer.created_by.as_deref(), Some("claimkit"));
        }
    }
}
