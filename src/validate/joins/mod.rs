//! Tables against each other: every row that names an id goes into one sort with the rows that have it, so that they meet
//! whatever the order of the tables and however large they are.
//!
//! A join finds out what stands together and calls what it met; the families of checks judge. Rows are numbers over all
//! files of their table.

mod articles;
mod claims;
mod speakers;

pub(super) use articles::{Articles, MetArticle, PairSide};
pub(super) use claims::{Claims, MetClaim};
pub(super) use speakers::{Known, MetSpeaker, Speakers};

use super::files::Chunk;
use crate::dataset::sort::{Entry, Sorted, Sorter, Spill};
use crate::error::Result;

/// Part that an entry plays in a join; of one key, smaller roles come first.
type Role = u8;

/// The rows that have an id; in every join they come first.
const HAS: Role = 0;

/// Role and row in one number.
fn at(role: Role, row: u64) -> u64 {
    u64::from(role) << 56 | row
}

impl<const N: usize> Entry<N> {
    fn role(&self) -> Role {
        (self.at >> 56) as Role
    }

    fn row(&self) -> u64 {
        self.at & ((1 << 56) - 1)
    }
}

/// The number that a row states, if it states one.
fn stated(n: Option<i32>) -> u64 {
    n.map_or(u64::MAX, |n| u64::from(n.cast_unsigned()))
}

fn unstated(fact: u64) -> Option<i32> {
    u32::try_from(fact).ok().map(u32::cast_signed)
}

/// The row of `articles` of every row of another table.
#[derive(Debug)]
pub(super) struct Homes(Sorted<0>);

impl Homes {
    /// Those of a row group; to be asked in order.
    pub(super) fn of(&mut self, chunk: &Chunk<'_>) -> Result<Vec<Option<u64>>> {
        let mut homes = vec![None; chunk.rows()];
        let (start, end) = (u128::from(chunk.start), u128::from(chunk.start) + chunk.rows() as u128);
        while let Some(entry) = self.0.next_if(|entry| entry.key < end)? {
            if entry.key >= start {
                homes[(entry.key - start) as usize] = Some(entry.at);
            }
        }
        Ok(homes)
    }
}

/// Collects them in any order.
#[derive(Debug)]
struct Homing(Sorter<0>);

impl Homing {
    fn new(spill: &Spill) -> Self {
        Self(spill.sorter())
    }

    fn add(&mut self, row: u64, article: u64) -> Result<()> {
        self.0.push(u128::from(row), article, [])
    }

    fn homes(self) -> Result<Homes> {
        self.0.sorted().map(Homes)
    }
}
