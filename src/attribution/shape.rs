//! Shapes that tell a name from another word: prepositions joined to a noun, plurals, accusatives.

use super::reading::{Reading, without_preposition};
use crate::lexicon::flags::{COLLECTIVE, COMP, GIVEN, MASDAR, OBJ_NOUN, PEOPLE, PREP, QUANTIFIER, STATEMENT, TIME};

/// A preposition joined to a noun of the lexicon (لقيادة، لحلف).
pub(super) fn is_proclitic(r: &Reading, at: usize) -> bool {
    !r.has(at, GIVEN) && (proclitic_shape(r, at) || r.noun(at).is_some_and(|n| n.proclitic.is_some()))
}

/// مسألة المياه، تحرك القوات: an unknown word that looks like a noun of action or ends like one, and is defined by the next.
pub(super) fn names_thing(r: &Reading, at: usize) -> bool {
    let key = r.key(at);
    let shape = key.ends_with('ة') || key.starts_with('ت') && key.chars().count() == 4;
    shape && r.word(at).is_none() && !key.starts_with("ال") && r.is_word(at + 1) && !r.has(at + 1, TIME | PREP | COMP)
}

/// لنساء، بمعارضة: a preposition joined to a common noun of the lexicon.
pub(super) fn governs_noun(r: &Reading, at: usize) -> bool {
    let stem = || without_preposition(r.key(at)).and_then(|(key, _)| r.lexicon.find(&key)).map(|w| r.lexicon.word(w));
    let common = MASDAR | OBJ_NOUN | STATEMENT | PEOPLE | COLLECTIVE | QUANTIFIER;
    stem().is_some_and(|w| w.flags & GIVEN == 0 && (w.noun.is_some() || w.flags & common != 0))
}

pub(super) fn proclitic_shape(r: &Reading, at: usize) -> bool {
    let key = r.key(at);
    key.starts_with("بال") || key.starts_with("لل") || key.starts_with("وال") || key.starts_with("كال")
}

pub(super) fn latin(key: &str) -> bool {
    key.chars().next().is_some_and(|c| c.is_ascii_alphabetic())
}

pub(super) fn looks_plural(key: &str) -> bool {
    sound_plural(key) || key.chars().count() > 4 && ["ات", "يه", "ية"].iter().any(|e| key.ends_with(e))
}

/// A sound masculine plural. It leaves at least three letters of its stem (not الزين، الحسين); without the article the stem
/// is a participle or a nisba (مراقبون، باحثين، عراقيون), since foreign names have the same ending (ويلسون، آرسين).
fn sound_plural(key: &str) -> bool {
    let definite = key.strip_prefix("ال");
    let whole = definite.unwrap_or(key);
    let Some(stem) = whole.strip_suffix("ون").or_else(|| whole.strip_suffix("ين")) else { return false };
    let letters: Vec<char> = stem.chars().collect();
    let agent = matches!(letters[..], ['م', _, _, ..] | [_, 'ا', _, _] | [_, _, 'ا', _] | [_, _, .., 'ي']);
    letters.len() >= 3 && (definite.is_some() || agent)
}

/// اختار زيد الحلي سفيرا: a noun of the lexicon in the indefinite accusative.
pub(super) fn accusative_noun(r: &Reading, i: usize) -> bool {
    let stem = || r.key(i).strip_suffix('ا').and_then(|s| r.lexicon.find(s));
    !r.has(i, GIVEN) && r.noun(i).is_none() && stem().is_some_and(|w| r.lexicon.word(w).noun.is_some())
}
