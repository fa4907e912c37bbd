//! What the lexicon knows of a written word, whatever stands beside it.

use super::flags::PHRASE_HEAD;
use super::{Lexicon, Word, WordId};
use crate::text::token::Tokens;

/// The readings of a written word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Known {
    /// The form as it is written.
    pub(crate) whole: Option<WordId>,
    /// The form without a leading و or ف.
    pub(crate) bare: Option<WordId>,
    /// Flags of the better of the two readings.
    pub(crate) flags: u64,
    /// At least one of the two readings is a cue.
    pub(crate) is_cue: bool,
    /// The leading و or ف is no part of the word.
    pub(crate) joined: bool,
}

impl Lexicon {
    /// What is known of a word of a text; looked up once for every spelling.
    pub(crate) fn know(&self, tokens: &Tokens, i: usize) -> Known {
        let look_up = || self.look_up(tokens.key(i), tokens.is_plain(i));
        tokens.spelling(i).map_or_else(look_up, |spelling| *self.spellings.get(spelling, look_up))
    }

    /// `plain`: K3 does not change the K2 key.
    fn look_up(&self, key: &str, plain: bool) -> Known {
        let find = |key: &str| {
            let id = if plain { self.find_plain(key) } else { self.find(key) };
            id.map(|id| (id, self.word(id)))
        };
        let whole = find(key);
        let bare = match key.as_bytes() {
            // و or ف (two bytes) before at least two letters.
            [0xD9, 0x88 | 0x81, rest @ ..] if rest.len() > 3 => find(&key[2..]),
            _ => None,
        };
        let known = whole.filter(|(_, word)| word.known);
        let of = |reading: Option<(WordId, &Word)>| reading.map_or((0, false), |(_, w)| (w.flags, !w.cues.is_empty()));
        let ((whole_flags, whole_cue), (bare_flags, bare_cue)) = (of(whole), of(bare));
        let flags = if known.is_some() { whole_flags | bare_flags & PHRASE_HEAD } else { whole_flags | bare_flags };
        Known {
            whole: whole.map(|(id, _)| id),
            bare: bare.map(|(id, _)| id),
            flags,
            is_cue: whole_cue || bare_cue,
            joined: bare.is_some() && known.is_none(),
        }
    }
}
