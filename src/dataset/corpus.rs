//! What must be known of a corpus to divide it: in memory 8 or 9 bytes an article while articles come, 18 while it is
//! divided, 27 under policies that sort it.

use super::duplicates::{Key, Prints, key};
use super::groups::Groups;
use super::near::{NearIndex, Pair};
use super::records::{Records, RecordsWriter};
use super::rows::primary_label;
use super::sort::{Sorted, Sorter, Spill};
use super::split::{SplitIndex, Splitter, Traits};
use super::stories::StoryIndex;
use super::writer::WriterOptions;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Article, Extraction, Stance};

/// What is remembered of every article.
#[derive(Debug)]
pub(super) struct Corpus {
    splitter: Splitter,
    primary_target: Option<String>,
    primary_labeler: Option<String>,
    spill: Spill,
    ids: RecordsWriter,
    traits: Traits,
    near: NearIndex,
    /// Unless stories may be torn apart.
    stories: Option<StoryIndex>,
    /// Articles by hashes of their texts.
    texts: Sorter<0>,
    /// Articles by hashes of what they share beside texts and stories: addresses, outlets, speakers.
    shared: Sorter<0>,
}

/// Two articles with the same (`None`) or nearly the same text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copy {
    pub(super) first: u32,
    pub(super) second: u32,
    pub(super) jaccard: Option<f64>,
}

/// A corpus that was divided.
#[derive(Debug)]
pub(super) struct Division {
    pub(super) names: Vec<&'static str>,
    pub(super) splits: Vec<SplitIndex>,
    /// The first article with the same or nearly the same text; the article itself where there is none.
    pub(super) copy_of: Vec<u32>,
}

/// Ids of articles by number.
#[derive(Debug)]
pub(super) struct Ids(Records);

/// Pairs of copies, by the number of the later article.
#[derive(Debug)]
pub(super) struct Copies(Sorter<1>);

/// Pairs of copies in order.
#[derive(Debug)]
pub(super) struct SortedCopies(Sorted<1>);

impl Corpus {
    pub(super) fn new(spill: &Spill, options: &WriterOptions) -> Result<Self> {
        let splitter = Splitter::new(&options.split)?;
        Ok(Self {
            traits: Traits::new(&splitter),
            splitter,
            primary_target: options.primary_target.clone(),
            primary_labeler: options.primary_labeler.clone(),
            ids: RecordsWriter::new(spill.folder())?,
            near: NearIndex::new(spill)?,
            stories: options.split.stories.then(|| StoryIndex::new(spill)).transpose()?,
            texts: spill.sorter(),
            shared: spill.sorter(),
            spill: spill.clone(),
        })
    }

    /// Articles so far.
    pub(super) fn len(&self) -> u32 {
        self.ids.len()
    }

    pub(super) fn add(&mut self, article: &Article, extraction: &Extraction, prints: &Prints) -> Result<()> {
        let number = self.len();
        self.ids.push([&article.article_id])?;
        self.near.add(prints.sketch.as_ref())?;
        if let Some(stories) = &mut self.stories {
            prints.stories.iter().try_for_each(|key| stories.add(number, *key))?;
        }
        self.texts.push(key(&prints.hash), number.into(), [])?;
        let outlet = self.splitter.outlet_group(article.outlet.as_deref(), &article.source_id);
        self.traits.push(
            self.splitter.share(outlet.map_or(&prints.hash[..], str::as_bytes)),
            article.published_at.map(jiff::Timestamp::as_microsecond),
            || stance(extraction, self.primary_target.as_deref(), self.primary_labeler.as_deref()),
            || holds_out(extraction, self.splitter.held_out()),
        );
        let mut shared: Vec<Key> = outlet.map(|name| named("outlet", name)).into_iter().collect();
        // The same address is the same story, whatever became of its text.
        shared.extend(article.url.as_deref().map(|url| named("url", url)));
        if self.splitter.groups_speakers() {
            let speakers = extraction.speakers.iter().filter(|s| s.name().is_some());
            shared.extend(speakers.map(|s| named("speaker", &s.speaker_id)));
        }
        shared.into_iter().try_for_each(|key| self.shared.push(key, number.into(), []))
    }

    /// Divides the corpus.
    pub(super) fn divide(self) -> Result<(Division, Ids, Copies)> {
        let Self { splitter, spill, ids, traits, near, stories, texts, shared, .. } = self;
        // What stays in one split: copies, addresses, stories, outlets, speakers. Copies are equal and nearly equal texts.
        let (mut together, mut copies) = (Groups::of(ids.len()), Groups::of(ids.len()));
        if let Some(stories) = stories {
            stories.finish(|one, two| together.join(one, two))?;
        }
        meet(shared, |first, other| {
            together.join(first, other);
            Ok(())
        })?;
        let mut pairs = Copies(spill.sorter());
        let mut is_copy = vec![false; ids.len() as usize];
        meet(texts, |first, second| {
            is_copy[second as usize] = true;
            pairs.push(Copy { first, second, jaccard: None })?;
            copies.join(first, second);
            Ok(())
        })?;
        // The first one stands for all copies of its text.
        let mut near = near.finish_without(|article| is_copy[article as usize])?;
        while let Some(Pair { first, second, jaccard }) = near.next_pair()? {
            pairs.push(Copy { first, second, jaccard: Some(jaccard) })?;
            copies.join(first, second);
        }
        let copy_of = copies.firsts();
        copy_of.iter().zip(0..).for_each(|(first, article)| together.join(*first, article));
        let splits = splitter.assign(traits, &together.firsts());
        Ok((Division { names: splitter.names().to_vec(), splits, copy_of }, Ids(ids.finish()?), pairs))
    }
}

/// The most frequent of favor (1) and against (-1) toward the primary target, 0 where neither is; claims without a side do
/// not count.
fn stance(extraction: &Extraction, target: Option<&str>, labeler: Option<&str>) -> i8 {
    let count = |stance: Stance| {
        let claims = extraction.claims.iter();
        claims.filter(|c| primary_label(c, target, labeler).is_some_and(|l| l.stance == stance)).count()
    };
    count(Stance::Favor).cmp(&count(Stance::Against)) as i8
}

/// Whether an article has a stance toward the held-out target.
fn holds_out(extraction: &Extraction, target: Option<&str>) -> bool {
    let sided = |stance: Stance| matches!(stance, Stance::Favor | Stance::Against | Stance::Neutral);
    let mut labels = extraction.claims.iter().flat_map(|c| &c.stances);
    target.is_some_and(|target| labels.any(|l| l.target == target && sided(l.stance)))
}

/// Names every article that shares a key with an earlier one, with the first that has it.
fn meet(by_key: Sorter<0>, mut each: impl FnMut(u32, u32) -> Result<()>) -> Result<()> {
    let mut entries = by_key.sorted()?;
    while let Some(first) = entries.next()? {
        while let Some(other) = entries.next_of(first.key)? {
            each(first.at as u32, other.at as u32)?;
        }
    }
    Ok(())
}

/// A key for what articles may share.
fn named(kind: &str, name: &str) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(kind.as_bytes()).update(&[0]).update(name.as_bytes());
    key(hasher.finalize().as_bytes())
}

impl Ids {
    /// The id of an article.
    pub(super) fn get(&self, article: u32) -> Result<String> {
        let damaged = |e| Error::new(ErrorKind::Io, "the file of ids is damaged").caused_by(e);
        String::from_utf8(self.0.get(article)?).map_err(damaged)
    }
}

impl Copies {
    fn push(&mut self, copy: Copy) -> Result<()> {
        // Of two equal texts the index is not stored: its bits would be those of no index of two.
        let jaccard = copy.jaccard.map_or(u64::MAX, f64::to_bits);
        self.0.push(copy.second.into(), copy.first.into(), [jaccard])
    }

    /// The pairs by their later and then by their first article.
    pub(super) fn sorted(self) -> Result<SortedCopies> {
        self.0.sorted().map(SortedCopies)
    }
}

impl SortedCopies {
    pub(super) fn next(&mut self) -> Result<Option<Copy>> {
        let copy = |[bits]: [u64; 1]| (bits != u64::MAX).then(|| f64::from_bits(bits));
        let entry = self.0.next()?;
        Ok(entry.map(|e| Copy { first: e.at as u32, second: e.key as u32, jaccard: copy(e.facts) }))
    }
}
