//! Articles dealt out to the tables of their splits. Rows are made here, once, when everything is known that they state.

use super::ahead;
use super::batch::TableBuilder;
use super::corpus::{Division, Ids};
use super::rows::{self, Facts};
use super::schema::Table;
use super::shards::{Shard, Shards};
use super::spool::{Kept, Spool, unpack};
use super::sums::hex;
use super::writer::WriterOptions;
use crate::error::Result;
use crate::model::CodePoints;
use arrow_array::RecordBatch;
use rayon::prelude::*;
use std::path::Path;

/// The tables that articles are dealt to, the one with the most rows first.
const TABLES: [Table; 3] = [Table::Claims, Table::Articles, Table::Stances];

/// Writes the rows of all articles below a release.
pub(super) fn deal(
    spool: Spool,
    release: &Path,
    options: &WriterOptions,
    division: &Division,
    ids: &Ids,
) -> Result<Vec<Shard>> {
    let maker = Maker { options, division, ids };
    let [mut claims, mut articles, mut stances] =
        TABLES.map(|table| Dealer { files: Files { release, options, division, table }, open: none(division) });
    // One split of one table is written by one thread, that of most claims for longest; all other work is small pieces.
    ahead::each(spool.stretches()?.map(|some| maker.rows(some?)), |rows| {
        let (claims, (articles, stances)) = rayon::join(
            || claims.take(&rows, 0),
            || rayon::join(|| articles.take(&rows, 1), || stances.take(&rows, 2)),
        );
        claims.and(articles).and(stances)
    })?;
    let shards: Vec<_> = [claims, articles, stances].into_par_iter().map(Dealer::finish).collect::<Result<_>>()?;
    Ok(shards.concat())
}

/// For every split no file yet.
fn none(division: &Division) -> Vec<Option<Shards>> {
    division.names.iter().map(|_| None).collect()
}

/// Rows of one table, by split.
type Rows = Vec<Option<RecordBatch>>;

/// Makes rows of articles.
struct Maker<'a> {
    options: &'a WriterOptions,
    division: &'a Division,
    ids: &'a Ids,
}

impl Maker<'_> {
    /// The rows of stretches, in their order.
    fn rows(&self, stretches: Vec<Vec<u8>>) -> Result<Vec<[Rows; 3]>> {
        stretches.into_par_iter().map(|stretch| self.of_stretch(&unpack(&stretch)?)).collect()
    }

    /// The rows of a stretch, in the order of [`TABLES`].
    fn of_stretch(&self, stretch: &[Kept]) -> Result<[Rows; 3]> {
        let mut of_splits: Vec<Option<[TableBuilder; 3]>> = self.division.names.iter().map(|_| None).collect();
        for kept in stretch {
            let split = usize::from(self.division.splits[kept.number as usize]);
            let builders = of_splits[split].get_or_insert_with(|| TABLES.map(TableBuilder::new));
            self.article(kept, self.division.names[split], builders)?;
        }
        let mut rows: [Rows; 3] = Default::default();
        for builders in of_splits {
            let mut builders = builders.into_iter().flatten();
            for rows in &mut rows {
                let filled = builders.next().filter(|builder| builder.rows() > 0);
                rows.push(filled.map(|mut builder| builder.finish()).transpose()?);
            }
        }
        Ok(rows)
    }

    fn article(&self, kept: &Kept, split: &str, [claims, articles, stances]: &mut [TableBuilder; 3]) -> Result<()> {
        let Kept { number, hash, article, extraction } = kept;
        let points = CodePoints::new(&article.text);
        let first = self.division.copy_of[*number as usize];
        let first = (first != *number).then(|| self.ids.get(first)).transpose()?;
        let facts = Facts {
            text_sha256: &hex(hash),
            near_duplicate_of: first.as_deref(),
            split,
            primary_target: self.options.primary_target.as_deref(),
            primary_labeler: self.options.primary_labeler.as_deref(),
        };
        rows::article(articles, article, extraction, &points, facts);
        rows::claims(claims, article, extraction, &points, facts);
        rows::stances(stances, article, extraction, &points);
        Ok(())
    }
}

/// Writes one table.
struct Dealer<'a> {
    files: Files<'a>,
    /// By split; opened at its first article.
    open: Vec<Option<Shards>>,
}

/// Where a table is written, and how.
struct Files<'a> {
    release: &'a Path,
    options: &'a WriterOptions,
    division: &'a Division,
    table: Table,
}

impl Dealer<'_> {
    /// Writes the rows that stand at a place of [`TABLES`], each split beside the others.
    fn take(&mut self, stretches: &[[Rows; 3]], at: usize) -> Result<()> {
        let files = &self.files;
        self.open.par_iter_mut().enumerate().try_for_each(|(split, open)| {
            let mut batches = stretches.iter().filter_map(|rows| rows[at].get(split)?.as_ref());
            batches.try_for_each(|batch| files.opened(open, split)?.batch(batch))
        })
    }

    /// Finishes the files; a split that has articles has a file of every table, if an empty one, and a corpus without
    /// articles has the first split.
    fn finish(mut self) -> Result<Vec<Shard>> {
        let splits = &self.files.division.splits;
        for (index, open) in self.open.iter_mut().enumerate() {
            let used = splits.iter().any(|s| usize::from(*s) == index);
            if used || index == 0 && splits.is_empty() {
                self.files.opened(open, index)?;
            }
        }
        let shards: Vec<_> = self.open.into_par_iter().flatten().map(Shards::finish).collect::<Result<_>>()?;
        Ok(shards.concat())
    }
}

impl Files<'_> {
    /// The files of a split, created where they are not yet there.
    fn opened<'s>(&self, open: &'s mut Option<Shards>, split: usize) -> Result<&'s mut Shards> {
        match open {
            Some(shards) => Ok(shards),
            closed => {
                let Self { release, options, division, table } = self;
                let WriterOptions { version, rows_per_shard, .. } = options;
                Ok(closed.insert(Shards::create(release, *table, division.names[split], version, *rows_per_shard)?))
            }
        }
    }
}
