//! What the rest of the article says of a bare mention: the full name of a surname, the name behind a role, the
//! institution in full.

use super::adjunct::behind_quote;
use super::entity::{Entity, same_name};
use super::mention::under_preposition;
use super::name::{Mention, analyse, without_article, word_key};
use super::open_phrase::is_unknown;
use super::reading::Reading;
use crate::lexicon::flags::{GIVEN, HARD, METONYM, NAME_PART, NATION, PLACE, PREP, TIME, TIME_NEXT};
use crate::model::SpeakerType;
use crate::text::fold::to_k3;
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
        let next = match r.kind(end) {
            Kind::Quote => behind_quote(r, end, m.tokens.0, 4),
            // Behind a definite word an indefinite one is no longer the name (وزارة الداخلية اتسم …).
            Kind::Word if defined(r, end - 1) && !defined(r, end) && !r.key(end).starts_with('ل') => None,
            // حكومة الوفاق أزمت، حكومة سالم أزمت: the ending of a verb.
            Kind::Word if end > start + 1 && verb_ending(r, end) => None,
            Kind::Word if !r.has(end, PREP | HARD | TIME) && r.finite_cues(end).next().is_none() => Some(end + 1),
            _ => None,
        };
        let Some(next) = next else { break };
        end = next;
    }
    (end > start + 1).then(|| analyse(r, start, end))
}

fn verb_ending(r: &Reading, i: usize) -> bool {
    is_unknown(r, i) && r.key(i).ends_with('ت') && !r.key(i).ends_with("ات")
}

fn defined(r: &Reading, i: usize) -> bool {
    ["ال", "وال", "لل"].iter().any(|p| r.key(i).starts_with(p)) || r.has(i, PLACE | METONYM)
}

/// The name that follows the same role somewhere else in the article, where that mention makes no claim.
pub(super) fn named_after_role(r: &Reading, e: &Entity) -> Option<(usize, usize)> {
    let &(s, end) = e.mentions.iter().max_by_key(|m| m.1 - m.0)?;
    let len = end - s;
    if len < 2 || !e.definite {
        return None;
    }
    same_words_named(r, s, len).or_else(|| same_head_named(r, e, s, len))
}

/// الرئيس الغالي … الرئيس زيد الحلي: the one name that the article puts behind the definite head, where the mention adds
/// nothing but a nationality.
fn same_head_named(r: &Reading, e: &Entity, s: usize, len: usize) -> Option<(usize, usize)> {
    let definite = r.noun(s).is_some_and(|n| n.noun.definite && n.noun.is_person() && n.len == 1);
    if !definite || !e.office || !(s + 1..s + len).all(|k| r.has(k, NATION)) {
        return None;
    }
    let mut named = window(r, s).filter(|&k| k != s && r.key(k) == r.key(s)).filter_map(|k| {
        let mut at = k + 1;
        while r.has(at, NATION) {
            at += 1;
        }
        let name =
            analyse(r, k, (at + 3).min(r.len())).name.filter(|n| n.0 == at && n.1 > n.0 + 1 && !is_verb(r, at))?;
        let nation = (k + 1..at).find_map(|n| r.word(n).map(|w| w.nation)).unwrap_or_default();
        (nation.is_empty() || nation == e.nation).then_some(name)
    });
    let first = named.next()?;
    let surname = |n: (usize, usize)| word_key(r.key(n.1 - 1));
    named.all(|n| same_name(&surname(n), &surname(first))).then_some(first)
}

fn same_words_named(r: &Reading, s: usize, len: usize) -> Option<(usize, usize)> {
    window(r, s).filter(|&k| k != s).find_map(|k| {
        let same = (0..len).all(|n| crate::lexicon::same_k3(r.bare_key(k + n), r.bare_key(s + n)));
        let m = same.then(|| analyse(r, k, (k + len + 4).min(r.len())))?;
        m.name.filter(|n| n.0 == k + len && n.1 > n.0 + 1 && !is_verb(r, n.0))
    })
}

/// كان الرئيس الغالي أعلن في وقت سابق: what stands behind the role is a verb.
fn is_verb(r: &Reading, i: usize) -> bool {
    r.finite_cues(i).next().is_some() && !r.has(i, GIVEN)
}

/// The tokens among which a mention is looked for again: all of an article, and a part of a text that is a thousand.
fn window(r: &Reading, at: usize) -> std::ops::Range<usize> {
    const REACH: usize = 4000;
    at.saturating_sub(REACH)..r.len().min(at + REACH)
}

/// Whether a K2 key begins or ends like a surname; words that are at most one letter apart do.
fn same_edge(key: &str, surname: &str) -> bool {
    let same = |a: Option<char>, b: Option<char>| a.map(to_k3) == b;
    same(key.chars().next(), surname.chars().next()) || same(key.chars().next_back(), surname.chars().next_back())
}

/// The words of an article that may end a full name, in order: each stands behind a word that may be one of a name. They are few,
/// and every surname is looked for among them.
fn ends_of_names<'r>(r: &'r Reading) -> &'r [u32] {
    r.name_ends.get_or_init(|| {
        // على is no علي, though both have one K3 key.
        let preposition = |i: usize| r.has(i, PREP | HARD) && !r.has(i, GIVEN);
        let ends = (1..r.len()).filter(|&i| r.kind(i) == Kind::Word && !preposition(i) && is_name_word(r, i - 1));
        ends.map(|i| i as u32).collect()
    })
}

/// A full name in the article that ends in this surname (or begins with it).
pub(super) fn full_name(r: &Reading, surname: &str, mention: (usize, usize)) -> Option<(usize, usize)> {
    // The longest one, but rather one whose first words are known names than one that takes in another word.
    let mut best: Option<((bool, usize), (usize, usize))> = None;
    let (window, ends) = (window(r, mention.0), ends_of_names(r));
    let ends = &ends[ends.partition_point(|&i| (i as usize) < window.start)..];
    for i in ends.iter().map(|&i| i as usize).take_while(|&i| i < window.end) {
        let key = r.bare_key(i);
        let bytes = key.strip_prefix("ال").unwrap_or(key).len();
        if bytes.abs_diff(surname.len()) > 2
            || !same_edge(without_article(key), surname)
            || (mention.0..mention.1).contains(&i)
            || !same_name(&word_key(key), surname)
        {
            continue;
        }
        let mut s = i;
        // A word with و joined to it begins another name in the row (زيد الحلي وسالم الراوي).
        while s > 0
            && i - s < 3
            && !r.is_joined(s)
            && r.token(s - 1).block == r.token(i).block
            && is_name_word(r, s - 1)
        {
            s -= 1;
        }
        // يكنه زيد الحلي: the shape of an imperfect before two words of a name.
        if i - s >= 2 && r.key(s).starts_with('ي') && !r.has(s, GIVEN | NAME_PART) {
            s += 1;
        }
        // سلط زيد الحلي الضوء: a name that holds a given name begins with it.
        s = (s..i).find(|&k| r.has(k, GIVEN | NAME_PART)).unwrap_or(s);
        let known = (s..i).filter(|&k| r.has(k, GIVEN | NAME_PART)).count();
        let rank = (known == i - s && !r.key(i).starts_with('و'), i + 1 - s);
        if s < i && best.is_none_or(|(found, _)| rank > found) {
            best = Some((rank, (s, i + 1)));
        }
    }
    best.map(|(_, name)| name)
}

/// كانون، تشرين: the first word of a month.
fn begins_time(r: &Reading, i: usize) -> bool {
    r.phrase_word(i).is_some_and(|(_, w)| w.flags & (TIME | TIME_NEXT) != 0)
}

fn is_name_word(r: &Reading, i: usize) -> bool {
    r.kind(i) == Kind::Word
        && (r.has(i, GIVEN | NAME_PART)
            || is_unknown(r, i) && !begins_time(r, i) && !(r.key(i).starts_with('و') && under_preposition(r, i)))
        && (r.has(i, NAME_PART) || !["ال", "وال", "لل", "بال"].iter().any(|p| r.key(i).starts_with(p)))
        && !r.has(i, NATION | PREP)
        && r.noun(i).is_none_or(|_| r.has(i, GIVEN | NAME_PART))
}
