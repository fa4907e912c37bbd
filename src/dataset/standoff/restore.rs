//! The words put back: from a stand-off release the tables of the full one.

use super::super::duplicates::Key;
use super::super::shards::{Shard, Shards};
use super::super::sums::{hex, sha256};
use super::library::{Library, slice};
use super::partial::{self, Recount};
use super::strip::copy;
use super::wanted::{Missing, Wanted, keys};
use super::{batches, cell, damaged, hash_key, id_key, relisted, rows_per_shard, series, texts};
use crate::dataset::{Manifest, Table, TextForm};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::CodePoints;
use arrow_array::builder::{ArrayBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, BooleanArray, Int32Array, RecordBatch, StringArray};
use arrow_select::filter::filter_record_batch;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// What was written.
#[derive(Debug)]
pub struct Restored {
    /// Files, sorted by path.
    pub shards: Vec<Shard>,
    /// Titles that no copy had; they are null.
    pub titles_lost: u64,
    /// Rejected rows whose raw input no copy had; it is empty.
    pub raw_lost: u64,
}

/// Writes the tables of the full release without the articles that are missing and what hangs on them.
///
/// # Errors
/// When a file cannot be read or written, or the stand-off release is damaged.
pub fn restore(
    standoff: &Path,
    manifest: &Manifest,
    wanted: &mut Wanted,
    missing: &[Missing],
    to: &Path,
) -> Result<Restored> {
    let mut work = Work {
        standoff,
        manifest,
        to,
        library: Library::new(wanted),
        absent: keys(missing),
        recount: Recount::default(),
        restored: Restored { shards: Vec::new(), titles_lost: 0, raw_lost: 0 },
    };
    // Speakers last: in a partial release their claims are counted while these are written.
    for table in [Table::Articles, Table::Claims, Table::Stances, Table::Rejects, Table::Duplicates, Table::Speakers] {
        work.table(table)?;
    }
    work.restored.shards.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(work.restored)
}

struct Work<'r, 'w> {
    standoff: &'r Path,
    manifest: &'r Manifest,
    to: &'r Path,
    library: Library<'w>,
    absent: HashSet<Key, foldhash::fast::RandomState>,
    recount: Recount,
    restored: Restored,
}

/// Restored columns by name; those of the members of a list by the list's.
type Columns = HashMap<&'static str, ArrayRef>;

impl Work<'_, '_> {
    fn table(&mut self, table: Table) -> Result<()> {
        for (split, files) in series(self.manifest, table) {
            if self.absent.is_empty() && table.is_without_words() {
                self.restored.shards.extend(copy(self.standoff, self.manifest, table, &files, self.to)?);
                continue;
            }
            let rows = rows_per_shard(self.manifest);
            let mut shards = Shards::create(self.to, table, split, &self.manifest.version, rows)?;
            let mut owners = Owners::new(self.standoff, self.manifest, split);
            for path in files {
                for batch in batches(self.standoff, path)? {
                    let at = |e: Error| if e.location().path.is_none() { e.at(Location::path(path)) } else { e };
                    let batch = self.batch(table, &batch?, &mut owners, path).map_err(at)?;
                    shards.batch(&batch)?;
                }
            }
            self.restored.shards.extend(shards.finish()?);
        }
        Ok(())
    }

    fn batch(&mut self, table: Table, batch: &RecordBatch, owners: &mut Owners<'_>, path: &str) -> Result<RecordBatch> {
        let damaged = |e| damaged(path, e);
        // The article of every row, where it has one.
        let articles: Vec<Option<String>> = match table {
            Table::Articles | Table::Claims => {
                let ids = texts(batch, "article_id").map_err(damaged)?;
                ids.iter().map(|id| id.map(Into::into)).collect()
            }
            Table::Stances => owners.of(texts(batch, "claim_id").map_err(damaged)?)?,
            _ => vec![None; batch.num_rows()],
        };
        let (batch, articles) = self.kept(table, batch, articles).map_err(damaged)?;
        let columns = match table {
            Table::Articles => self.articles(&batch)?,
            Table::Claims => self.claims(&batch, &articles)?,
            Table::Stances => self.evidence(&batch, &articles)?,
            Table::Rejects => self.rejects(&batch)?,
            Table::Speakers => self.recount.speakers(&batch).map_err(damaged)?,
            Table::Duplicates => Columns::new(),
        };
        let schema = table.arrow_schema_of(TextForm::Full);
        let column = |field: &arrow_schema::FieldRef| {
            let own = batch.column_by_name(field.name());
            match (own, columns.get(field.name().as_str())) {
                (Some(list), more) if list.as_list_opt::<i32>().is_some() => relisted(list, field, more),
                (_, Some(column)) | (Some(column), None) => Ok(column.clone()),
                (None, None) => Err(arrow_schema::ArrowError::SchemaError(format!("no column {}", field.name()))),
            }
        };
        let columns = schema.fields().iter().map(column).collect::<Result<Vec<_>, _>>();
        let whole = columns.and_then(|columns| RecordBatch::try_new(schema, columns)).map_err(damaged)?;
        if table == Table::Speakers { partial::speaking(&whole).map_err(damaged) } else { Ok(whole) }
    }

    /// The rows whose articles are there.
    fn kept(
        &self,
        table: Table,
        batch: &RecordBatch,
        articles: Vec<Option<String>>,
    ) -> Result<(RecordBatch, Vec<Option<String>>), arrow_schema::ArrowError> {
        if self.absent.is_empty() {
            return Ok((batch.clone(), articles));
        }
        let there = |id: Option<&str>| id.is_none_or(|id| !self.absent.contains(&id_key(id)));
        let mut keep: Vec<bool> = articles.iter().map(|id| there(id.as_deref())).collect();
        if table == Table::Duplicates {
            let (ids, others) = (texts(batch, "article_id")?, texts(batch, "duplicate_of")?);
            keep = (0..batch.num_rows()).map(|i| there(cell(ids, i)) && there(cell(others, i))).collect();
        }
        let left = articles.into_iter().zip(&keep).filter(|(_, keep)| **keep).map(|(id, _)| id).collect();
        Ok((filter_record_batch(batch, &BooleanArray::from(keep))?, left))
    }

    fn articles(&mut self, batch: &RecordBatch) -> Result<Columns> {
        let column = |name| texts(batch, name).map_err(|e| damaged("articles", e));
        let (ids, titles) = (column("article_id")?, column("title_sha256")?);
        let (mut text, mut title) = (StringBuilder::new(), StringBuilder::new());
        for row in 0..batch.num_rows() {
            let own = self.library.text(ids.value(row))?.to_owned();
            title.append_option(self.title(batch, row, cell(titles, row), &own)?);
            text.append_value(own);
        }
        let mut columns = Columns::from([("text", done(text)), ("title", done(title))]);
        if !self.absent.is_empty() {
            let there = |id: &&str| !self.absent.contains(&id_key(id));
            let firsts: StringArray = column("near_duplicate_of")?.iter().map(|id| id.filter(there)).collect();
            columns.insert("near_duplicate_of", Arc::new(firsts));
        }
        Ok(columns)
    }

    /// A title: as a copy gives it apart, or as it stands in the text.
    fn title(&mut self, batch: &RecordBatch, row: usize, hash: Option<&str>, text: &str) -> Result<Option<String>> {
        let Some(hash) = hash else { return Ok(None) };
        let apart = hash_key(hash).map(|key| self.library.wanted.get(key)).transpose()?.flatten();
        if apart.is_some() {
            return Ok(apart);
        }
        let points = CodePoints::new(text);
        let inside = blocks(batch, row)
            .into_iter()
            .filter_map(|(start, end)| slice(&points, text, start, end).ok())
            .find(|words| hex(&sha256(words.as_bytes())) == hash);
        self.restored.titles_lost += u64::from(inside.is_none());
        Ok(inside.map(Into::into))
    }

    /// Every column `<of>text` with its places `<of>start_char` and `<of>end_char`.
    fn claims(&mut self, batch: &RecordBatch, articles: &[Option<String>]) -> Result<Columns> {
        let mut quoted = Vec::new();
        for column in Table::Claims.definition().columns.iter().filter(|c| c.words) {
            let of = column.name.strip_suffix("text").unwrap_or_default();
            let places = (ints(batch, &format!("{of}start_char"))?, ints(batch, &format!("{of}end_char"))?);
            quoted.push((column.name, places, StringBuilder::new()));
        }
        if !self.absent.is_empty() {
            self.recount.claims(batch).map_err(|e| damaged("claims", e))?;
        }
        each_article(&mut self.library, articles, |row, points, text| {
            for (_, (starts, ends), to) in &mut quoted {
                if starts.is_valid(row) {
                    to.append_value(slice(points, text, starts.value(row), ends.value(row))?);
                } else {
                    to.append_null();
                }
            }
            Ok(())
        })?;
        Ok(quoted.into_iter().map(|(name, _, to)| (name, done(to))).collect())
    }

    fn evidence(&mut self, batch: &RecordBatch, articles: &[Option<String>]) -> Result<Columns> {
        let lacks = || Error::new(ErrorKind::Release, "stances have no evidence");
        let list = batch.column_by_name("evidence").and_then(|c| c.as_list_opt::<i32>()).ok_or_else(lacks)?;
        let records = list.values().as_struct();
        let member = |name| records.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int32Type>());
        let (starts, ends) = member("start_char").zip(member("end_char")).ok_or_else(lacks)?;
        // Records before the first row and after the last one belong to rows that were filtered away.
        let offsets = list.value_offsets();
        let mut words = StringBuilder::new();
        (0..offsets.first().copied().unwrap_or(0)).for_each(|_| words.append_value(""));
        each_article(&mut self.library, articles, |row, points, text| {
            for n in offsets[row]..offsets[row + 1] {
                let n = usize::try_from(n).unwrap_or_default();
                words.append_value(slice(points, text, starts.value(n), ends.value(n))?);
            }
            Ok(())
        })?;
        (words.len()..records.len()).for_each(|_| words.append_value(""));
        Ok(Columns::from([("evidence", done(words))]))
    }

    fn rejects(&mut self, batch: &RecordBatch) -> Result<Columns> {
        let hashes = texts(batch, "raw_sha256").map_err(|e| damaged("rejects", e))?;
        let mut raw = StringBuilder::new();
        for hash in hashes {
            let found = hash.and_then(hash_key).map(|key| self.library.wanted.get(key)).transpose()?.flatten();
            self.restored.raw_lost += u64::from(found.is_none());
            raw.append_value(found.unwrap_or_default());
        }
        Ok(Columns::from([("raw", done(raw))]))
    }
}

/// Calls `each` for every row with the text of its article; a run of rows of one article is measured once.
fn each_article(
    library: &mut Library<'_>,
    articles: &[Option<String>],
    mut each: impl FnMut(usize, &CodePoints<'_>, &str) -> Result<()>,
) -> Result<()> {
    let mut row = 0;
    for run in articles.chunk_by(|a, b| a == b) {
        let text = library.text(run[0].as_deref().unwrap_or_default())?;
        let points = CodePoints::new(text);
        for _ in run {
            each(row, &points, text)?;
            row += 1;
        }
    }
    Ok(())
}

/// The articles of labels: labels stand in the order of their claims, so that one walk over both tables finds them.
struct Owners<'r> {
    release: &'r Path,
    files: std::vec::IntoIter<&'r str>,
    rows: Box<dyn Iterator<Item = Result<RecordBatch>> + 'r>,
    batch: std::vec::IntoIter<(String, String)>,
    last: Option<(String, String)>,
}

impl<'r> Owners<'r> {
    fn new(release: &'r Path, manifest: &'r Manifest, split: &str) -> Self {
        let files = series(manifest, Table::Claims).into_iter().find(|(of, _)| *of == split).map(|(_, files)| files);
        Self {
            release,
            files: files.unwrap_or_default().into_iter(),
            rows: Box::new(std::iter::empty()),
            batch: Vec::new().into_iter(),
            last: None,
        }
    }

    fn of(&mut self, claims: &StringArray) -> Result<Vec<Option<String>>> {
        claims.iter().map(|claim| self.one(claim.unwrap_or_default()).map(Some)).collect()
    }

    fn one(&mut self, claim: &str) -> Result<String> {
        loop {
            if let Some((_, article)) = self.last.as_ref().filter(|(id, _)| id == claim) {
                return Ok(article.clone());
            }
            self.last = self.next()?;
            if self.last.is_none() {
                return Err(Error::new(
                    ErrorKind::Release,
                    format!("labels are not in the order of claims at {claim}"),
                )
                .hint("the stand-off release is damaged; check it with `claimkit validate`"));
            }
        }
    }

    fn next(&mut self) -> Result<Option<(String, String)>> {
        loop {
            if let Some(row) = self.batch.next() {
                return Ok(Some(row));
            }
            if let Some(batch) = self.rows.next() {
                let batch = batch?;
                let column = |name| texts(&batch, name).map_err(|e| damaged("claims", e));
                let pairs = column("claim_id")?.iter().zip(column("article_id")?.iter());
                let owned = |id: Option<&str>| id.unwrap_or_default().to_owned();
                self.batch =
                    pairs.map(|(claim, article)| (owned(claim), owned(article))).collect::<Vec<_>>().into_iter();
            } else {
                let Some(path) = self.files.next() else { return Ok(None) };
                self.rows = Box::new(batches(self.release, path)?);
            }
        }
    }
}

/// Places of the blocks of an article that are titles.
fn blocks(batch: &RecordBatch, row: usize) -> Vec<(i32, i32)> {
    let read = || {
        let list = batch.column_by_name("blocks")?.as_list_opt::<i32>()?.value(row);
        let records = list.as_struct_opt()?.clone();
        let kinds = records.column_by_name("kind")?.as_string_opt::<i32>()?.clone();
        let number = |name| Some(records.column_by_name(name)?.as_primitive_opt::<Int32Type>()?.clone());
        let (starts, ends) = (number("start_char")?, number("end_char")?);
        let titles = (0..records.len()).filter(|&i| kinds.value(i).ends_with("title"));
        Some(titles.map(|i| (starts.value(i), ends.value(i))).collect())
    };
    read().unwrap_or_default()
}

fn ints<'b>(batch: &'b RecordBatch, column: &str) -> Result<&'b Int32Array> {
    let found = batch.column_by_name(column).and_then(|c| c.as_primitive_opt::<Int32Type>());
    found.ok_or_else(|| Error::new(ErrorKind::Release, format!("claims have no column {column} of numbers")))
}

fn done(mut words: StringBuilder) -> ArrayRef {
    Arc::new(words.finish())
}
