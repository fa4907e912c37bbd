//! What was extracted is what polars reads.

use crate::fixture::{extract, items, release};
use claimkit::dataset::Table;
use claimkit::model::Span;
use polars_arrow::array::{Array, BooleanArray, ListArray, PrimitiveArray, StructArray, Utf8ViewArray};
use polars_buffer::Buffer;
use polars_parquet::read::{
    BasicDecompressor, FileMetadata, PageReader, column_iter_to_arrays, infer_schema, read_metadata,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Cursor;
use std::path::Path;

fn footer(path: &Path) -> FileMetadata {
    read_metadata(&mut File::open(path).unwrap()).unwrap()
}

/// A column of every row group of a file, as polars reads it.
fn column<A: Array + Clone>(path: &Path, name: &str) -> Vec<A> {
    let (footer, bytes) = (footer(path), Buffer::from(std::fs::read(path).unwrap()));
    let field = infer_schema(&footer).unwrap().get(name).unwrap().clone();
    let group = |group: &polars_parquet::read::RowGroupMetadata| {
        let stored = group.columns_under_root_iter(name).unwrap().map(|stored| {
            let range = stored.byte_range();
            let pages = bytes.clone().sliced(range.start as usize..range.end as usize);
            let reader = PageReader::new(Cursor::new(pages), stored, Vec::new(), usize::MAX);
            (BasicDecompressor::new(reader, Vec::new()), &stored.descriptor().descriptor.primitive_type)
        });
        let (pages, types) = stored.unzip();
        let (arrays, _) = column_iter_to_arrays(pages, types, field.clone(), None).unwrap();
        arrays.iter().map(|array| array.as_any().downcast_ref::<A>().unwrap().clone()).collect::<Vec<_>>()
    };
    footer.row_groups.iter().flat_map(group).collect()
}

#[test]
fn polars_reads_what_was_extracted() {
    let (_guard, release) = release();
    let mut rows = BTreeMap::new();
    for path in crate::fixture::files(&release, Table::Claims) {
        let texts = |name: &str| -> Vec<Option<String>> {
            column::<Utf8ViewArray>(&path, name).iter().flat_map(|a| a.iter().map(|v| v.map(str::to_owned))).collect()
        };
        let ids = texts("claim_id");
        let words = [texts("text"), texts("cue_text"), texts("speaker_name")];
        let starts: Vec<Option<i32>> = column::<PrimitiveArray<i32>>(&path, "start_char")
            .iter()
            .flat_map(|a| a.iter().map(Option::<&i32>::copied))
            .collect();
        let flags: Vec<Option<bool>> =
            column::<BooleanArray>(&path, "is_anonymous").iter().flat_map(BooleanArray::iter).collect();
        let scores: Vec<Option<f64>> = column::<PrimitiveArray<f64>>(&path, "stance_score")
            .iter()
            .flat_map(|a| a.iter().map(Option::<&f64>::copied))
            .collect();
        let firsts: Vec<Option<i32>> = column::<ListArray<i64>>(&path, "spans").iter().flat_map(first_starts).collect();
        assert_eq!(firsts, starts, "the first part begins where the claim does");
        for (i, id) in ids.iter().enumerate() {
            let [text, cue, name] = words.each_ref().map(|column| column[i].clone());
            rows.insert(id.clone().unwrap(), (text, starts[i], cue, name, flags[i], scores[i]));
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

/// Where the first record of every row begins.
fn first_starts(spans: &ListArray<i64>) -> Vec<Option<i32>> {
    let parts = spans.values().as_any().downcast_ref::<StructArray>().unwrap();
    let member = parts.fields().iter().position(|f| f.name.as_str() == "start_char").unwrap();
    let starts = parts.values()[member].as_any().downcast_ref::<PrimitiveArray<i32>>().unwrap();
    spans
        .offsets()
        .as_slice()
        .windows(2)
        .map(|row| (row[0] < row[1]).then(|| starts.value(usize::try_from(row[0]).unwrap())))
        .collect()
}

#[test]
fn footers_carry_versions_and_units() {
    let (_guard, release) = release();
    for table in Table::ALL {
        for path in crate::fixture::files(&release, table) {
            let footer = footer(&path);
            let pairs: BTreeMap<_, _> =
                footer.key_value_metadata().iter().flatten().map(|p| (p.key.clone(), p.value.clone())).collect();
            assert_eq!(pairs["dataset_version"].as_deref(), Some("1.0.0"));
            assert_eq!(pairs["offset_unit"].as_deref(), Some("code points, half-open"));
            assert_eq!(pairs["table"].as_deref(), Some(table.name()));
            assert_eq!(footer.created_by.as_deref(), Some("claimkit"));
        }
    }
}
