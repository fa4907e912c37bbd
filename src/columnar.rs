//! Articles as Arrow batches to one table of a release, without a release: for data frames and for engines that hand
//! batches to workers.
//!
//! What only a whole corpus can tell stays out: the columns `split` and `near_duplicate_of`, and the tables `speakers` and
//! `duplicates`. Ids that come twice are not noticed.

use crate::dataset::batch::TableBuilder;
use crate::dataset::rows::{self, Facts};
use crate::dataset::{Table, sums, writer};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{BatchReader, Item};
use crate::model::{Article, CodePoints, Reject};
use crate::pipeline::Extractor;
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use rayon::prelude::*;
use std::sync::Arc;

/// Rows that one thread takes at a time: an article is work enough, and slices cost little.
const ROWS: usize = 64;

/// Bytes of text in one batch of the answer; far below the 2 GiB that the offsets of a `string` column reach.
const BYTES: usize = 64 << 20;

/// Columns that only a whole corpus can fill.
const OF_THE_CORPUS: [&str; 2] = ["split", "near_duplicate_of"];

/// The tables that can be made batch by batch.
pub const TABLES: [Table; 4] = [Table::Claims, Table::Stances, Table::Articles, Table::Rejects];

/// Makes one table of batches of articles.
///
/// ```
/// use arrow_array::{RecordBatch, StringArray, cast::AsArray};
/// use claimkit::{columnar::Columnar, dataset::Table, ingest::{BatchReader, SourceSpec}, pipeline::Extractor};
/// use std::sync::Arc;
/// let texts = StringArray::from(vec!["قال المحلل نوار العبدلي إن الحدود مؤمنة."]);
/// let batch = RecordBatch::try_from_iter([("text", Arc::new(texts) as _)])?;
/// let reader = BatchReader::new(&batch.schema(), SourceSpec::default(), "table")?;
/// let extractor = Extractor::new(Vec::new());
/// let made = Columnar::new(&extractor, &reader, Table::Claims)?.run(&batch, 1)?;
/// let names = made.batches[0].column_by_name("speaker_name").unwrap();
/// assert_eq!(names.as_string::<i32>().value(0), "نوار العبدلي");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Columnar<'x> {
    extractor: &'x Extractor,
    reader: &'x BatchReader,
    table: Table,
    columns: Vec<usize>,
}

/// What became of a batch of articles.
#[derive(Debug, Default)]
pub struct Made {
    /// Rows of the table, in the order of the articles.
    pub batches: Vec<RecordBatch>,
    /// Rows that are no article, in the order of the input.
    pub rejects: Vec<Reject>,
}

impl<'x> Columnar<'x> {
    /// Makes `table`, one of [`TABLES`].
    ///
    /// # Errors
    /// When the table is none of these.
    pub fn new(extractor: &'x Extractor, reader: &'x BatchReader, table: Table) -> Result<Self> {
        if !TABLES.contains(&table) {
            let names: Vec<_> = TABLES.into_iter().map(Table::name).collect();
            let message = format!("the table `{}` needs a whole release", table.name());
            return Err(Error::new(ErrorKind::Config, message).hint(format!("take one of {}", names.join(", "))));
        }
        let all = table.definition().columns;
        let columns = (0..all.len()).filter(|&i| !OF_THE_CORPUS.contains(&all[i].name)).collect();
        Ok(Self { extractor, reader, table, columns })
    }

    /// The schema of the answer.
    ///
    /// # Errors
    /// Never for a table of this crate.
    pub fn schema(&self) -> Result<SchemaRef> {
        self.table.arrow_schema().project(&self.columns).map(Arc::new).map_err(|e| broken(&e))
    }

    /// The rows of a batch of articles, whose first row has the number `first` of the whole input (from 1), made by the
    /// threads of the current rayon pool.
    ///
    /// # Errors
    /// When rows do not fit their table, which is a fault of this crate.
    pub fn run(&self, batch: &RecordBatch, first: u64) -> Result<Made> {
        let needed = batch.project(self.reader.columns()).map_err(|e| broken(&e))?;
        let starts: Vec<usize> = (0..needed.num_rows()).step_by(ROWS).collect();
        let slices: Vec<Made> = starts
            .into_par_iter()
            .map(|start| {
                let slice = needed.slice(start, ROWS.min(needed.num_rows() - start));
                self.slice(self.reader.items(&slice, first + start as u64))
            })
            .collect::<Result<_>>()?;
        let mut all = Made::default();
        for made in slices {
            all.batches.extend(made.batches);
            all.rejects.extend(made.rejects);
        }
        all.batches = joined(all.batches).map_err(|e| broken(&e))?;
        Ok(all)
    }

    fn slice(&self, items: impl Iterator<Item = Item>) -> Result<Made> {
        let mut made = Made::default();
        let mut rows = TableBuilder::new(self.table);
        for item in items {
            match item.and_then(fit) {
                Ok(article) => self.article(&mut rows, &article),
                Err(reject) => {
                    if self.table == Table::Rejects {
                        rows::reject(&mut rows, &reject);
                    }
                    made.rejects.push(reject);
                }
            }
            if rows.bytes() >= BYTES {
                made.batches.push(self.finish(&mut rows)?);
            }
        }
        if rows.rows() > 0 {
            made.batches.push(self.finish(&mut rows)?);
        }
        Ok(made)
    }

    fn article(&self, to: &mut TableBuilder, article: &Article) {
        if self.table == Table::Rejects {
            return;
        }
        let extraction = self.extractor.extract(article);
        let points = CodePoints::new(&article.text);
        let facts = |text_sha256| Facts {
            text_sha256,
            near_duplicate_of: None,
            split: "",
            primary_target: None,
            primary_labeler: None,
        };
        match self.table {
            Table::Articles => {
                let hash = sums::hex(&sums::sha256(article.text.as_bytes()));
                rows::article(to, article, &extraction, &points, facts(&hash));
            }
            Table::Stances => rows::stances(to, article, &extraction, &points),
            _ => rows::claims(to, article, &extraction, &points, facts("")),
        }
    }

    fn finish(&self, rows: &mut TableBuilder) -> Result<RecordBatch> {
        rows.finish()?.project(&self.columns).map_err(|e| broken(&e))
    }
}

/// The article, unless no table can hold it.
fn fit(article: Article) -> Item {
    match writer::unfit(&article) {
        Some(reject) => Err(reject),
        None => Ok(article),
    }
}

/// Small batches put together, as long as they stay small.
fn joined(batches: Vec<RecordBatch>) -> Result<Vec<RecordBatch>, ArrowError> {
    let (mut to, mut group, mut bytes) = (Vec::new(), Vec::new(), 0);
    for batch in batches {
        bytes += batch.get_array_memory_size();
        group.push(batch);
        if bytes >= BYTES {
            to.push(join(&std::mem::take(&mut group))?);
            bytes = 0;
        }
    }
    if !group.is_empty() {
        to.push(join(&group)?);
    }
    Ok(to)
}

fn join(group: &[RecordBatch]) -> Result<RecordBatch, ArrowError> {
    match group {
        [one] => Ok(one.clone()),
        many => arrow_select::concat::concat_batches(&many[0].schema(), many),
    }
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Data, format!("a batch of articles cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::SourceSpec;
    use arrow_array::{ArrayRef, LargeStringArray, StringArray, StringViewArray, cast::AsArray, types::Int32Type};

    /// 300 articles: diacritics and characters beyond the first plane before the claim, every 50th row no article.
    fn texts() -> Vec<Option<String>> {
        let text = |i: usize| format!("🛰️ بَيانٌ رقم {i} 👩‍🚒. قال المحلل نوار العبدلي إن الحدود مُؤمَّنةٌ منذ {i} يوما.");
        (0..300).map(|i| (i % 50 != 7).then(|| text(i))).collect()
    }

    fn run(column: ArrayRef, table: Table) -> Made {
        let batch = RecordBatch::try_from_iter([("body", column)]).unwrap();
        let reader = BatchReader::new(&batch.schema(), SourceSpec::default(), "table").unwrap();
        let extractor = Extractor::new(Vec::new());
        let made = Columnar::new(&extractor, &reader, table).unwrap().run(&batch, 1001).unwrap();
        assert!(
            made.batches
                .iter()
                .all(|b| b.schema() == Columnar::new(&extractor, &reader, table).unwrap().schema().unwrap())
        );
        made
    }

    #[test]
    fn every_kind_of_text_gives_the_same_rows_in_order() {
        let texts = texts();
        let columns: [ArrayRef; 3] = [
            Arc::new(StringArray::from(texts.clone())),
            Arc::new(LargeStringArray::from(texts.clone())),
            Arc::new(texts.iter().map(Option::as_deref).collect::<StringViewArray>()),
        ];
        let all: Vec<_> = columns.into_iter().map(|c| run(c, Table::Claims)).collect();
        assert_eq!(all[0].batches, all[1].batches);
        assert_eq!(all[0].batches, all[2].batches);
        let [claims] = all[0].batches.as_slice() else { panic!("one batch") };
        assert_eq!(claims.num_rows(), 294);
        let column = |name| claims.column_by_name(name).unwrap();
        let (start, end) =
            (column("start_char").as_primitive::<Int32Type>(), column("end_char").as_primitive::<Int32Type>());
        for (row, text) in texts.iter().flatten().enumerate() {
            let place = start.value(row)..end.value(row);
            let slice: String = (0..).zip(text.chars()).filter(|(i, _)| place.contains(i)).map(|(_, c)| c).collect();
            assert_eq!(slice, column("text").as_string::<i32>().value(row));
        }
        assert!(claims.column_by_name("split").is_none());
    }

    #[test]
    fn rows_that_are_no_article_are_rejects() {
        let made = run(Arc::new(StringArray::from(texts())), Table::Rejects);
        assert_eq!(made.rejects.len(), 6);
        assert_eq!(made.rejects[0].row, Some(1008));
        assert_eq!(made.batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 6);
        let articles = run(Arc::new(StringArray::from(texts())), Table::Articles);
        assert_eq!(articles.batches[0].num_rows(), 294);
    }

    #[test]
    fn what_cannot_be_made_is_said() {
        let batch =
            RecordBatch::try_from_iter([("txt", Arc::new(StringArray::from(vec!["قال"])) as ArrayRef)]).unwrap();
        let error = BatchReader::new(&batch.schema(), SourceSpec::default(), "table").unwrap_err().to_string();
        assert!(
            error.starts_with("table: no `text`") && error.ends_with("set `fields.text` to `txt` if that is it"),
            "{error}"
        );
        let spec: SourceSpec = toml::from_str("fields.text = 'txt'").unwrap();
        let reader = BatchReader::new(&batch.schema(), spec, "table").unwrap();
        let error = Columnar::new(&Extractor::new(Vec::new()), &reader, Table::Speakers).unwrap_err().to_string();
        assert_eq!(
            error,
            "the table `speakers` needs a whole release (take one of claims, stances, articles, rejects)"
        );
    }
}
