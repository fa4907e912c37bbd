//! Spellings: written words that were met before, each with a number and its matching key.
//!
//! The words of news follow Zipf's law: a few ten thousand of them are nearly all of a corpus. What follows from the
//! letters of a word alone (its key here, what a lexicon knows of it in [`PerSpelling`] tables above) is worked out
//! once and found again by the number. Nothing that is found depends on it, only the time it takes; so the tables lie
//! close together, and nobody waits for anybody: a spelling takes one line of a processor's cache, a fact about it two
//! bytes, and threads meet in atomic numbers alone.

use super::fold::{self, Level};
use super::letters::Letters;
use arrayvec::ArrayString;
use foldhash::HashMap;
use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hash};
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Spellings that are remembered (about five megabytes with all that is known of them); later ones are read each time.
const MOST: usize = u16::MAX as usize;

/// Bytes of the longest key that is remembered.
const LONGEST: usize = 36;

/// Places of the hash tables, powers of two. The words that are met first are the most frequent ones: they fill a table that stays in the
/// nearest cache, and only the rare ones are looked for in the next.
const SLOTS: [usize; 3] = [1 << 12, 1 << 14, 1 << 17];

/// How many places may hold a word; texts that were made to collide are read each time.
const PROBES: usize = 16;

/// A written word that was met before.
#[derive(Debug)]
pub(crate) struct Spelling {
    letters: Letters,
    /// K2 key.
    pub(super) key: ArrayString<LONGEST>,
    number: u16,
    /// K3 does not change the key.
    pub(super) plain: bool,
}

/// A hash table: in every slot 16 bits of the word's hash over its number, or 0.
struct Table {
    slots: &'static [AtomicU32],
    /// Numbers below it are put here, half as many as there are slots.
    below: u16,
}

const HALF_NEAR: u16 = (SLOTS[0] / 2) as u16;

static NEAR: [AtomicU32; SLOTS[0]] = [const { AtomicU32::new(0) }; SLOTS[0]];
static NEXT: [AtomicU32; SLOTS[1]] = [const { AtomicU32::new(0) }; SLOTS[1]];
static LAST: [AtomicU32; SLOTS[2]] = [const { AtomicU32::new(0) }; SLOTS[2]];
static TABLES: [Table; 3] = [
    Table { slots: &NEAR, below: HALF_NEAR },
    Table { slots: &NEXT, below: HALF_NEAR + (SLOTS[1] / 2) as u16 },
    Table { slots: &LAST, below: u16::MAX },
];
static SPELLINGS: Numbered<Spelling> = Numbered::new();
static COUNT: AtomicU16 = AtomicU16::new(0);

impl Spelling {
    /// The spelling of a word that stands in no text; `None` where it is more than a word, or other than of Arabic letters.
    pub(crate) fn of_word(word: &str) -> Option<&'static Self> {
        let (end, letters) = Letters::read(word.as_bytes(), 0);
        if end == word.len() { Self::of(letters?, || word) } else { None }
    }

    /// The spelling of a written word with these letters, which is remembered from now on unless there are too many.
    #[inline]
    pub(super) fn of<'w>(letters: Letters, written: impl Fn() -> &'w str) -> Option<&'static Self> {
        let hash = FixedState::default().hash_one(letters);
        let tag = (hash >> 48) as u16;
        for table in &TABLES {
            for n in 0..PROBES {
                let slot = &table.slots[(hash as usize).wrapping_add(n) & (table.slots.len() - 1)];
                let entry = match slot.load(Ordering::Acquire) {
                    0 if COUNT.load(Ordering::Relaxed) >= table.below => break,
                    0 => learn(slot, tag, written(), letters)?,
                    entry => entry,
                };
                if (entry >> 16) as u16 == tag {
                    let known = SPELLINGS.get(entry as u16).filter(|spelling| spelling.letters == letters);
                    if known.is_some() {
                        return known;
                    }
                }
            }
        }
        None
    }
}

/// Puts a word into a free slot and gives what stands there then: another thread may have been faster.
#[cold]
fn learn(slot: &AtomicU32, tag: u16, written: &str, letters: Letters) -> Option<u32> {
    let key = ArrayString::from(&fold::fold(written, Level::K2)).ok()?;
    let next = |count: u16| count.checked_add(1);
    let number = COUNT.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).ok()? + 1;
    SPELLINGS.put(number, Spelling { letters, key, number, plain: fold::is_k3(&key) });
    let entry = u32::from(tag) << 16 | u32::from(number);
    Some(slot.compare_exchange(0, entry, Ordering::AcqRel, Ordering::Acquire).map_or_else(|other| other, |_| entry))
}

/// Values by number, in pieces that come when they are needed and stay where they are.
#[derive(Debug)]
struct Numbered<T>([OnceLock<Box<[OnceLock<T>]>>; 256]);

impl<T> Numbered<T> {
    const fn new() -> Self {
        Self([const { OnceLock::new() }; 256])
    }

    #[inline]
    fn get(&self, number: u16) -> Option<&T> {
        let [piece, place] = number.to_be_bytes();
        self.0[usize::from(piece)].get()?.get(usize::from(place))?.get()
    }

    /// Puts a value in the place of a number, unless there is one, and gives the one that is there.
    fn put(&self, number: u16, value: T) -> &T {
        let [piece, place] = number.to_be_bytes();
        let piece = self.0[usize::from(piece)].get_or_init(|| (0..256).map(|_| OnceLock::new()).collect());
        piece[usize::from(place)].get_or_init(|| value)
    }
}

/// What a layer knows of every spelling, worked out when it is first asked for. Most words share it with many others
/// (nothing is known of them), so each fact is kept once.
#[derive(Debug)]
pub(crate) struct PerSpelling<T> {
    /// The number of its fact by that of a spelling; 0 where it was not asked for.
    numbers: Box<[AtomicU16]>,
    facts: Numbered<T>,
    known: Mutex<HashMap<T, u16>>,
}

impl<T> Default for PerSpelling<T> {
    fn default() -> Self {
        let numbers = (0..=MOST).map(|_| AtomicU16::new(0)).collect();
        Self { numbers, facts: Numbered::new(), known: Mutex::default() }
    }
}

impl<T: Clone + Eq + Hash> PerSpelling<T> {
    /// What is known of a spelling.
    #[inline]
    pub(crate) fn get(&self, spelling: &Spelling, work_out: impl FnOnce() -> T) -> &T {
        let number = &self.numbers[usize::from(spelling.number)];
        // Number 0 has no fact.
        self.facts.get(number.load(Ordering::Acquire)).unwrap_or_else(|| self.keep(number, work_out()))
    }

    #[cold]
    fn keep(&self, number: &AtomicU16, fact: T) -> &T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        // Not more facts than spellings, whose numbers begin with 1, too.
        let next = (known.len() as u16).wrapping_add(1);
        let of_fact = *known.entry(fact.clone()).or_insert(next);
        let kept = self.facts.put(of_fact, fact);
        number.store(of_fact, Ordering::Release);
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(word: &str) -> Option<&'static Spelling> {
        Spelling::of_word(word)
    }

    #[test]
    fn a_word_is_known_once_it_was_met() {
        let spelling = of("والمستأجرى").unwrap();
        assert_eq!((&*spelling.key, spelling.plain), ("والمستاجرى", false));
        assert!(std::ptr::eq(spelling, of("والمستأجرى").unwrap()));
        let other = of("والمستأجرين").unwrap();
        assert_ne!(spelling.number, other.number);
        let lengths = PerSpelling::default();
        assert_eq!(*lengths.get(spelling, || 1), 1);
        assert_eq!(*lengths.get(spelling, || 2), 1, "worked out once");
        assert_eq!(*lengths.get(other, || 1), 1, "a fact of two spellings");
    }

    #[test]
    fn long_words_are_not_kept() {
        assert!(of(&"ب".repeat(LONGEST / 2)).is_some());
        assert!(of(&"ب".repeat(LONGEST / 2 + 1)).is_none());
    }

    #[test]
    fn threads_that_meet_a_word_at_once_agree() {
        let words: Vec<String> = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي".chars().map(|c| format!("تجربة{c}خيوط")).collect();
        let met = || words.iter().map(|word| of(word).unwrap()).collect::<Vec<_>>();
        let (first, second) = std::thread::scope(|s| {
            let other = s.spawn(met);
            (met(), other.join().unwrap())
        });
        for ((a, b), word) in first.iter().zip(&second).zip(&words) {
            assert!(std::ptr::eq(*a, *b), "{word}");
            assert_eq!(&*a.key, fold::fold(word, Level::K2));
        }
    }
}
