//! Parquet, one record batch at a time, only the columns that articles need.

use super::{
    Item,
    batch::{BatchRow, has_text, missing_text, roots},
    problem::Problem,
    source::Context,
};
use crate::model::{Reject, RejectReason};
use arrow_array::RecordBatch;
use parquet::arrow::{
    ProjectionMask,
    arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder},
};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// Rows of a batch: few, because a row is a whole article.
const BATCH: usize = 256;

/// Reads rows of a Parquet file.
pub(crate) struct Rows {
    /// `None` once it met damage.
    reader: Option<ParquetRecordBatchReader>,
    context: Context,
    schema_names: Vec<String>,
    batch: Option<RecordBatch>,
    next: usize,
    number: u64,
    total: u64,
    size: u64,
    counted: u64,
    counter: Arc<AtomicU64>,
}

impl Rows {
    /// Opens a file; one that is no Parquet or has no text column is a reject as a whole.
    ///
    /// `counter` grows towards the size of the file in step with the rows, since the columns that are skipped are never
    /// read.
    pub(crate) fn open(file: File, context: Context, counter: Arc<AtomicU64>) -> Result<Self, Box<Reject>> {
        let whole = |problem: Problem| Box::new(context.reject(problem, None, b""));
        let size = file.metadata().map_or(0, |m| m.len());
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| whole(damaged(&e)))?;
        let schema = builder.schema().clone();
        let schema_names: Vec<_> = schema.fields().iter().map(|f| f.name().clone()).collect();
        let roots = roots(&schema, &context);
        if !has_text(&schema, &context) {
            return Err(whole(missing_text(&schema_names, &context)));
        }
        let total = builder.metadata().file_metadata().num_rows().max(0).unsigned_abs();
        let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
        let reader = builder.with_projection(mask).with_batch_size(BATCH).build().map_err(|e| whole(damaged(&e)))?;
        Ok(Self {
            reader: Some(reader),
            context,
            schema_names,
            batch: None,
            next: 0,
            number: 0,
            total,
            size,
            counted: 0,
            counter,
        })
    }

    fn count(&mut self) {
        let seen = u128::from(self.size) * u128::from(self.number) / u128::from(self.total.max(1));
        let seen = u64::try_from(seen).unwrap_or(self.size);
        self.counter.fetch_add(seen.saturating_sub(self.counted), Ordering::Relaxed);
        self.counted = self.counted.max(seen);
    }
}

impl Iterator for Rows {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.batch.as_ref().is_none_or(|b| self.next >= b.num_rows()) {
            self.next = 0;
            match next_batch(self.reader.as_mut()?)? {
                Ok(batch) => self.batch = Some(batch),
                Err(detail) => {
                    // What follows a broken page cannot be trusted; the number says where reading stopped.
                    (self.batch, self.reader) = (None, None);
                    let problem = Problem::new(RejectReason::Truncated, detail);
                    return Some(Err(self.context.reject(problem, Some(self.number + 1), b"")));
                }
            }
        }
        let batch = self.batch.as_ref()?;
        let row = BatchRow { batch, row: self.next, names: &self.schema_names };
        self.number += 1;
        let outcome = row.article(&self.context, self.number);
        self.next += 1;
        if self.next == batch.num_rows() {
            self.count();
        }
        Some(outcome)
    }
}

/// The next batch. A damaged file may make the decoder panic where it promises an error; both are damage.
fn next_batch(reader: &mut ParquetRecordBatchReader) -> Option<Result<RecordBatch, String>> {
    match catch_unwind(AssertUnwindSafe(|| reader.next())) {
        Ok(batch) => batch.map(|b| b.map_err(|e| damaged(&e).detail)),
        Err(_) => Some(Err("the file is damaged: the decoder gave up; fetch it again".to_owned())),
    }
}

fn damaged(error: &dyn std::error::Error) -> Problem {
    Problem::new(RejectReason::Truncated, format!("no whole Parquet file ({error}); fetch it again"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{BatchReader, Limits, SourceSpec};
    use crate::model::Article;
    use arrow_array::{
        ArrayRef, Decimal128Array, FixedSizeBinaryArray, FixedSizeListArray, Int8Array, LargeListArray,
        LargeStringArray, ListArray, ListViewArray, StringArray, StringViewArray, StructArray, Time32SecondArray,
        TimestampMicrosecondArray, UInt16Array,
    };
    use arrow_buffer::OffsetBuffer;
    use arrow_schema::Field as ArrowField;
    use parquet::arrow::ArrowWriter;
    use std::io::{Seek, Write};

    fn file(columns: Vec<(&str, ArrayRef)>) -> File {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        file.rewind().unwrap();
        file
    }

    fn read(file: File, spec: SourceSpec) -> Vec<Item> {
        let context = Context::new("a.parquet", Arc::new(spec), Limits::default());
        match Rows::open(file, context, Arc::default()) {
            Ok(rows) => rows.collect(),
            Err(reject) => vec![Err(*reject)],
        }
    }

    #[test]
    fn string_types_and_timestamps() {
        let texts: [ArrayRef; 3] = [
            Arc::new(StringArray::from(vec!["قال", "كتب"])),
            Arc::new(LargeStringArray::from(vec!["قال", "كتب"])),
            Arc::new(StringViewArray::from(vec!["قال", "كتب"])),
        ];
        for text in texts {
            let date: ArrayRef = Arc::new(TimestampMicrosecondArray::from(vec![Some(1_614_834_367_000_000), None]));
            let items = read(file(vec![("body", text), ("date", date)]), SourceSpec::default());
            let articles: Vec<&Article> = items.iter().map(|i| i.as_ref().unwrap()).collect();
            assert_eq!((articles[0].text.as_str(), articles[1].text.as_str()), ("قال", "كتب"));
            assert_eq!(articles[0].published_at.unwrap().to_string(), "2021-03-04T05:06:07Z");
            assert_eq!(articles[1].published_at, None);
        }
    }

    #[test]
    fn lists_of_every_kind_are_names() {
        let strings: ArrayRef = Arc::new(LargeStringArray::from(vec!["سمير", "هدى"]));
        let views: ArrayRef = Arc::new(StringViewArray::from(vec!["سمير", "هدى"]));
        let item = |values: &ArrayRef| Arc::new(ArrowField::new("item", values.data_type().clone(), true));
        let lists: [ArrayRef; 4] = [
            Arc::new(LargeListArray::new(item(&strings), OffsetBuffer::from_lengths([2]), strings.clone(), None)),
            Arc::new(ListArray::new(item(&views), OffsetBuffer::from_lengths([2]), views.clone(), None)),
            Arc::new(FixedSizeListArray::new(item(&strings), 2, strings.clone(), None)),
            Arc::new(ListViewArray::new(item(&views), vec![0].into(), vec![2].into(), views, None)),
        ];
        for list in lists {
            let text: ArrayRef = Arc::new(StringArray::from(vec!["قال"]));
            let named: SourceSpec = toml::from_str("fields.author = 'authors'").unwrap();
            for spec in [SourceSpec::default(), named] {
                let batch = RecordBatch::try_from_iter([("text", text.clone()), ("authors", list.clone())]).unwrap();
                let reader = BatchReader::new(&batch.schema(), spec, "t").unwrap();
                let article = reader.items(&batch, 1).next().unwrap().unwrap();
                assert_eq!(article.author.as_deref(), Some("سمير، هدى"), "{}", list.data_type());
            }
        }
    }

    #[test]
    fn ids_of_other_types() {
        let text = || Arc::new(StringArray::from(vec!["قال"])) as ArrayRef;
        let uuid = *b"\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef";
        let decimal = |n| Decimal128Array::from(vec![n]).with_precision_and_scale(20, 2).unwrap();
        let ids: [(ArrayRef, &str); 5] = [
            (Arc::new(Int8Array::from(vec![-7])), "-7"),
            (Arc::new(UInt16Array::from(vec![7])), "7"),
            (Arc::new(decimal(1_700)), "17"),
            (Arc::new(decimal(1_750)), "17.50"),
            (
                Arc::new(FixedSizeBinaryArray::try_from_iter([uuid].into_iter()).unwrap()),
                "01234567-89ab-cdef-0123-456789abcdef",
            ),
        ];
        for (id, shown) in ids {
            let items = read(file(vec![("id", id), ("text", text())]), SourceSpec::default());
            assert_eq!(items[0].as_ref().unwrap().article_id, shown);
        }
        let time: ArrayRef = Arc::new(Time32SecondArray::from(vec![5]));
        let items = read(file(vec![("id", time), ("text", text())]), SourceSpec::default());
        let reject = items[0].as_ref().unwrap_err();
        assert!(
            reject.detail.starts_with("`id` is of the type Time32(s), not a string; write the column as strings"),
            "{}",
            reject.detail
        );
        assert_eq!(reject.raw, "id: (of the type Time32(s))\ntext: قال\n");
    }

    #[test]
    fn nested_columns_missing_columns_and_null_rows() {
        let inner: ArrayRef = Arc::new(StringArray::from(vec![Some("قال"), None]));
        let object: ArrayRef = Arc::new(StructArray::try_from(vec![("body", inner.clone())]).unwrap());
        let spec: SourceSpec = toml::from_str("fields.text = 'doc.body'").unwrap();
        let items = read(file(vec![("doc", object), ("n", inner.clone())]), spec);
        assert_eq!(items[0].as_ref().unwrap().text, "قال");
        let reject = items[1].as_ref().unwrap_err();
        assert_eq!((reject.row, reject.reason), (Some(2), RejectReason::MissingField));
        let items = read(file(vec![("txt", inner)]), SourceSpec::default());
        assert!(items[0].as_ref().unwrap_err().detail.contains("`txt`"));
    }

    #[test]
    fn damage_is_a_reject() {
        let texts: Vec<String> = (0..3000u32).map(|i| format!("قال {}", blake3::hash(&i.to_le_bytes()))).collect();
        let mut whole = file(vec![("text", Arc::new(StringArray::from(texts)) as ArrayRef)]);
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut whole, &mut bytes).unwrap();
        let write = |bytes: &[u8]| {
            let mut f = tempfile::tempfile().unwrap();
            f.write_all(bytes).unwrap();
            f.rewind().unwrap();
            f
        };
        let items = read(write(&bytes[..bytes.len() / 2]), SourceSpec::default());
        assert_eq!(items[0].as_ref().unwrap_err().reason, RejectReason::Truncated);
        let middle = bytes.len() / 3;
        bytes[middle..middle + 500].fill(0xA5);
        let last = read(write(&bytes), SourceSpec::default()).pop().unwrap();
        assert!(last.is_ok() || last.unwrap_err().reason == RejectReason::Truncated);
    }
}
