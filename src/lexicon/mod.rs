//! What is known about words: cues, roles, ranks, organisations, names, function words.
//!
//! The knowledge itself is data, in `src/lexicon/data/*.tsv` (each file opens with a header). It is compiled
//! once into one table that is keyed by the K3 form of a word and prefers an entry with the same K2 form, so that على and
//! علي stay apart while الذى finds الذي.

pub(crate) mod cue;
pub(crate) mod flags;
mod known;
mod load;
pub(crate) mod noun;
mod phrase;
mod table;

pub(crate) use known::Known;
pub(crate) use phrase::PhraseMatch;
pub use table::Table;

use crate::text::fold::to_k3;
use crate::text::spelling::PerSpelling;
use cue::CueForm;
use foldhash::HashMap;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use noun::Noun;
use phrase::Phrases;
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::sync::OnceLock;

/// Number of a word in the lexicon, from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WordId(NonZeroU32);

impl WordId {
    /// The word at a place of the list.
    fn at(place: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(place as u32))
    }

    fn place(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Longest key in bytes; longer words are in no lexicon.
const MAX_KEY: usize = 64;

/// What is known about one written form.
#[derive(Debug, Default)]
pub(crate) struct Word {
    /// K2 form.
    pub(crate) key: Box<str>,
    /// Properties, see [`flags`].
    pub(crate) flags: u64,
    /// Cue readings.
    pub(crate) cues: Vec<CueForm>,
    /// Nominal reading, the first of the files that has one.
    pub(crate) noun: Option<Noun>,
    /// Gender of a given name, 'm' or 'f'.
    pub(crate) name_gender: Option<char>,
    /// Dictionary form of a nationality.
    pub(crate) nation: &'static str,
    /// What a capital or state stands for.
    pub(crate) gloss: &'static str,
    /// Whether anything is known of the word itself, not only of longer entries that begin with it.
    pub(crate) known: bool,
    /// The next word with the same K3 form.
    namesake: Option<WordId>,
    /// Longer entries that begin with this word, if any do.
    phrases: Option<Box<Phrases>>,
}

impl Word {
    /// Sets what follows from the rest.
    fn seal(&mut self) {
        self.known =
            self.flags & !(flags::PHRASE_HEAD | flags::NO_STRIP) != 0 || !self.cues.is_empty() || self.noun.is_some();
        if let Some(phrases) = &mut self.phrases {
            phrases.seal();
        }
    }
}

/// The compiled lexicon.
#[derive(Debug, Default)]
pub struct Lexicon {
    words: Vec<Word>,
    /// The first word of every K3 form; see [`Word::namesake`].
    index: HashTable<WordId>,
    hypernyms: HashMap<&'static str, Vec<&'static str>>,
    spellings: PerSpelling<Known>,
}

static BUILT_IN: OnceLock<Lexicon> = OnceLock::new();

impl Lexicon {
    /// The lexicon that is part of the program.
    pub fn built_in() -> &'static Self {
        // The files are part of the program and a test loads them, so an error cannot happen in a release; an empty
        // lexicon finds nothing instead of stopping a run of millions of articles.
        BUILT_IN.get_or_init(|| load::built_in().unwrap_or_default())
    }

    /// An empty one with room for so many forms.
    fn with_room_for(forms: usize) -> Self {
        Self { words: Vec::with_capacity(forms), index: HashTable::with_capacity(forms), ..Self::default() }
    }

    /// Whether somebody needed it yet.
    pub(crate) fn is_read() -> bool {
        BUILT_IN.get().is_some()
    }

    /// Number of written forms.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether nothing was loaded.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// BLAKE3 of all lexicon files, for the manifest of a release.
    pub fn hash() -> String {
        let mut hasher = blake3::Hasher::new();
        for table in load::TABLES {
            hasher.update(table.name.as_bytes());
            hasher.update(table.text.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }

    /// A word by its K2 form: the same form if there is one, else one that differs only in ى/ي, ة/ه and the like.
    pub(crate) fn find(&self, key: &str) -> Option<WordId> {
        let mut buffer = [0u8; MAX_KEY];
        self.find_k3(key, k3_of(key, &mut buffer)?)
    }

    /// The same for a key that K3 does not change.
    fn find_plain(&self, key: &str) -> Option<WordId> {
        self.find_k3(key, key)
    }

    fn find_k3(&self, key: &str, k3: &str) -> Option<WordId> {
        let first = self.first(k3)?;
        // Most have no namesake.
        if self.word(first).namesake.is_none() {
            return Some(first);
        }
        self.namesakes(first).find(|id| &*self.word(*id).key == key).or(Some(first))
    }

    /// The first word with a K3 form.
    fn first(&self, k3: &str) -> Option<WordId> {
        self.index.find(hash_of(k3), |id| same_k3(&self.word(*id).key, k3)).copied()
    }

    /// A word and those with the same K3 form behind it.
    fn namesakes(&self, first: WordId) -> impl Iterator<Item = WordId> {
        std::iter::successors(Some(first), |id| self.word(*id).namesake)
    }

    /// Heads that a definite mention with this head may refer back to (المسؤول may mean a مدير).
    pub(crate) fn antecedents(&self, head: &str) -> &[&'static str] {
        self.hypernyms.get(head).map_or(&[], Vec::as_slice)
    }

    /// What is known about a word.
    pub(crate) fn word(&self, id: WordId) -> &Word {
        &self.words[id.place()]
    }

    /// The longest phrase that begins with `first` and goes on with the K2 keys that `next` gives (`None` ends). `plain`:
    /// K3 does not change the first of them.
    pub(crate) fn phrase<'k>(
        &self,
        first: WordId,
        next: impl Fn(usize) -> Option<&'k str>,
        plain: bool,
    ) -> Option<PhraseMatch> {
        self.word(first).phrases.as_ref()?.longest(next, plain)
    }

    /// Adds a written form (K2 of each word) and gives what is known about it, to be filled in.
    fn entry(&mut self, form: &str) -> Option<&mut Word> {
        use crate::text::fold::{Level, fold};
        let key = fold(form, Level::K2);
        if !key.contains([' ', '\u{A0}']) {
            let word = self.single(key)?;
            return self.words.get_mut(word.place());
        }
        let mut parts = key.split([' ', '\u{A0}']).filter(|p| !p.is_empty());
        let first = parts.next()?.to_string();
        let rest: Vec<Box<str>> = parts.map(Into::into).collect();
        let head = self.single(first)?;
        if rest.is_empty() {
            return self.words.get_mut(head.place());
        }
        let phrases = &self.words[head.place()].phrases;
        if let Some(id) = phrases.as_ref().and_then(|phrases| phrases.exactly(&rest)) {
            return self.words.get_mut(id.place());
        }
        let id = WordId::at(self.words.len());
        self.words.push(Word { key: key.into(), ..Word::default() });
        let head = &mut self.words[head.place()];
        head.flags |= flags::PHRASE_HEAD;
        head.phrases.get_or_insert_default().add(rest, id);
        self.words.last_mut()
    }

    fn single(&mut self, key: String) -> Option<WordId> {
        let mut buffer = [0u8; MAX_KEY];
        let k3 = k3_of(&key, &mut buffer)?;
        let id = WordId::at(self.words.len());
        if let Some(first) = self.first(k3) {
            let mut last = first;
            for namesake in self.namesakes(first) {
                if *self.word(namesake).key == key {
                    return Some(namesake);
                }
                last = namesake;
            }
            self.words[last.place()].namesake = Some(id);
        } else {
            let words = &self.words;
            let hash = |id: &WordId| k3_of(&words[id.place()].key, &mut [0; MAX_KEY]).map_or(0, hash_of);
            self.index.insert_unique(hash_of(k3), id, hash);
        }
        self.words.push(Word { key: key.into(), ..Word::default() });
        Some(id)
    }
}

/// The hash of a K3 form.
fn hash_of(k3: &str) -> u64 {
    FixedState::default().hash_one(k3)
}

/// K2 to K3 on the stack; `None` for keys that are too long to be in the lexicon.
fn k3_of<'b>(key: &'b str, buffer: &'b mut [u8; MAX_KEY]) -> Option<&'b str> {
    if key.len() > MAX_KEY {
        return None;
    }
    // Most words have no letter that K3 changes (ى ة and the Persian ones, D9 89, D8 A9, DA-DB ..).
    let changes = |pair: &[u8]| matches!(pair, [0xD9, 0x89] | [0xD8, 0xA9] | [0xDA..=0xDB, _]);
    if key.len().is_multiple_of(2)
        && !key.as_bytes().chunks_exact(2).any(changes)
        && key.as_bytes().first().is_some_and(|b| *b >= 0xD8)
    {
        return Some(key);
    }
    let mut len = 0;
    for c in key.chars() {
        let c = to_k3(c);
        let end = len + c.len_utf8();
        c.encode_utf8(buffer.get_mut(len..end)?);
        len = end;
    }
    std::str::from_utf8(&buffer[..len]).ok()
}

/// Whether two K2 keys are equal at K3.
pub(crate) fn same_k3(a: &str, b: &str) -> bool {
    // K3 keeps the number of bytes, so words of other lengths need no look; most others differ in their first letter.
    let first = |word: &str| word.chars().next().map(to_k3);
    a.len() == b.len() && first(a) == first(b) && (a == b || a.chars().map(to_k3).eq(b.chars().map(to_k3)))
}
