//! What the rest of the article says of a bare mention: the full name of a surname, the name behind a role, the
//! institution in full.

use super::entity::{Entity, same_name};
use super::name::{Mention, analyse, word_key};
use super::open_phrase::is_unknown;
use super::reading::Reading;
use crate::lexicon::flags::{GIVEN, HARD, NATION, PREP, TIME};
use crate::model::SpeakerType;
use crate::text::token::Kind;

/// The last fuller mention of a bare definite institution before it (وكالة الأنباء … الوكالة).
pub(super) fn introduced(r: &Reading, m: &Mention) -> Option<Mention> {
    let head = m.head.filter(|_| m.definite && m.tokens.1 - m.tokens.0 == 1 && m.kind == SpeakerType::Organisation)?;
    let start = (0..m.tokens.0).rev().find(|&k| {
        r.noun(k).is_some_and(|n| n.noun.base == head.base && !n.noun.definite && n.len == 1)
            && r.token(k + 1).block == r.token(k).block
    })?;
    let mut end = start + 1;
    while end < m.tokens.0 && end - start < 6 {
        match r.kind(end) {
            Kind::Quote => match r.quotes.opened_by(end).filter(|q| q.end < m.tokens.0 && q.words(&r.tokens) <= 4) {
                Some(q) => end = q.end + 1,
                None => break,
            },
            Kind::Word if !r.has(end, PREP | HARD | TIME) && r.finite_cues(end).next().is_none() => end += 1,
            _ => break,
        }
    }
    (end > start + 1).then(|| analyse(r, start, end))
}

/// The name that follows the same role somewhere else in the article, where that mention makes no claim.
pub(super) fn named_after_role(r: &Reading, e: &Entity) -> Option<(usize, usize)> {
    let &(s, end) = e.mentions.iter().max_by_key(|m| m.1 - m.0)?;
    let len = end - s;
    if len < 2 || !e.definite {
        return None;
    }
    (0..r.len().saturating_sub(len + 1)).filter(|&k| k != s).find_map(|k| {
        let same = (0..len).all(|n| crate::lexicon::same_k3(r.bare_key(k + n), r.bare_key(s + n)));
        let m = same.then(|| analyse(r, k, (k + len + 4).min(r.len())))?;
        m.name.filter(|n| n.0 == k + len && n.1 > n.0 + 1)
    })
}

/// A full name in the article that ends in this surname (or begins with it).
pub(super) fn full_name(r: &Reading, surname: &str, mention: (usize, usize)) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for i in 1..r.len() {
        let long = r.key(i).len();
        // The article and a conjunction come on top of the surname.
        if long + 2 < surname.len() || long > surname.len() + 8 || !r.is_word(i) || !is_name_word(r, i - 1) {
            continue;
        }
        let key = r.bare_key(i);
        let bytes = key.strip_prefix("ال").unwrap_or(key).len();
        if bytes.abs_diff(surname.len()) > 2 || (mention.0..mention.1).contains(&i) {
            continue;
        }
        if !same_name(&word_key(key), surname) {
            continue;
        }
        let mut s = i;
        while s > 0 && i - s < 3 && r.token(s - 1).block == r.token(i).block && is_name_word(r, s - 1) {
            s -= 1;
        }
        if s < i && best.is_none_or(|(a, b)| i + 1 - s > b - a) {
            best = Some((s, i + 1));
        }
    }
    best
}

fn is_name_word(r: &Reading, i: usize) -> bool {
    r.kind(i) == Kind::Word
        && (r.has(i, GIVEN) || is_unknown(r, i))
        && !r.key(i).starts_with("ال")
        && !r.has(i, NATION | PREP)
        && r.noun(i).is_none_or(|_| r.has(i, GIVEN))
}
