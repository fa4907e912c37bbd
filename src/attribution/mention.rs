//! Where the noun phrase of the speaker begins and ends.
//!
//! Two modes (reference guide, section 4.1). **Closed window**: a complementiser or colon follows the cue, and
//! everything between them is the speaker unless an adjunct starts. **Open**: nothing closes the window (accusative
//! and prepositional complements), so the phrase is read word by word.

use super::anonymity::Formula;
use super::reading::Reading;
use crate::lexicon::cue::{CueForm, Pos, governs};
use crate::lexicon::flags::{
    ADDRESSEE, ANON_ASK, ANON_CONDITION, ANON_REFUSE, ATTITUDE, CHANNEL, COMP, CONJ, GIVEN, HARD, IN_NP, JOIN, KANA,
    MASDAR, METONYM, NATION, NEG, OBJ_NOUN, OUTLET, OUTLET_HEAD, PLACE, PREP, PRONOUN, QAD, QUANTIFIER, REL, STATEMENT,
    TIME, TIME_MOD, TIME_NEXT,
};
use crate::lexicon::noun::NounKind;
use crate::text::token::Kind;

/// What stands in the place of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A noun phrase, as a half-open range of tokens.
    Overt(usize, usize),
    /// A subject pronoun.
    Pronoun(usize),
    /// Nothing.
    Elided,
}

/// Longest phrase in tokens.
const MAX_NP: usize = 30;

/// Closed window: the subject between the end of the cue and the start of the opener.
pub(crate) fn in_window(r: &Reading, start: usize, limit: usize, cue: &CueForm, formulas: &[Formula]) -> Subject {
    let s = skip_adjuncts(r, start, limit);
    if s >= limit {
        return Subject::Elided;
    }
    if r.has(s, PRONOUN) {
        return Subject::Pronoun(s);
    }
    if !can_begin(r, s, limit) {
        return Subject::Elided;
    }
    let end = closed_end(r, s, limit, cue, formulas);
    if end > s { Subject::Overt(s, end) } else { Subject::Elided }
}

/// Whether a noun phrase can begin at `s`.
pub(crate) fn can_begin(r: &Reading, s: usize, limit: usize) -> bool {
    match r.kind(s) {
        Kind::Quote => return r.quotes.opened_by(s).is_some_and(|q| q.end < limit),
        Kind::Word => {}
        Kind::Number => return r.is_word(s + 1) && s + 1 < limit,
        _ => return false,
    }
    let is_name = r.has(s, GIVEN) || r.noun(s).is_some_and(|n| n.proclitic.is_none());
    if r.has(s, HARD | COMP | REL | ATTITUDE | NEG | QAD | KANA | CONJ | JOIN) {
        return r.has(s, GIVEN) && !r.has(s, HARD | COMP);
    }
    is_name || !r.has(s, PREP | TIME)
}

/// Skips what may stand between the cue and its subject: time, venue, frames, addressee.
pub(crate) fn skip_adjuncts(r: &Reading, start: usize, limit: usize) -> usize {
    let mut i = start;
    while i < limit {
        let next = skip_one(r, i, limit);
        if next == i {
            break;
        }
        i = next;
    }
    i
}

fn skip_one(r: &Reading, i: usize, limit: usize) -> usize {
    match r.kind(i) {
        Kind::Comma | Kind::Dash => return i + 1,
        Kind::Open => return close_of(r, i, limit).map_or(i, |c| c + 1),
        Kind::Word => {}
        _ => return i,
    }
    if let Some((phrase, word)) = r.phrase_word(i) {
        if word.cues.iter().any(|c| c.pos == Pos::Switch) || word.flags & TIME != 0 {
            return i + phrase.len;
        }
    }
    if r.word(i).is_some_and(|w| w.cues.iter().any(|c| c.pos == Pos::Switch))
        || matches!(r.key(i), "ايضا" | "كذلك" | "مجددا" | "مرارا" | "صراحه" | "علنا")
    {
        return i + 1;
    }
    if is_time(r, i) && !r.has(i, GIVEN) {
        return time_end(r, i, limit);
    }
    if let Some(end) = venue_end(r, i, limit) {
        return end;
    }
    if let Some(addressee) = addressee_at(r, i, limit) {
        return addressee.1;
    }
    i
}

/// Whether a time expression begins at `i`.
pub(crate) fn is_time(r: &Reading, i: usize) -> bool {
    if r.has(i, TIME) {
        return true;
    }
    let next_is_time = r.has(i + 1, TIME | TIME_NEXT | TIME_MOD) || r.kind(i + 1) == Kind::Number;
    r.has(i, TIME_NEXT) && next_is_time || r.phrase_word(i).is_some_and(|(_, w)| w.flags & (TIME | TIME_NEXT) != 0)
}

fn time_end(r: &Reading, mut i: usize, limit: usize) -> usize {
    while i < limit
        && (r.has(i, TIME | TIME_MOD | TIME_NEXT)
            || r.kind(i) == Kind::Number
            || r.phrase_word(i).is_some_and(|(_, w)| w.flags & TIME != 0))
    {
        i += r.phrase_word(i).filter(|(_, w)| w.flags & TIME != 0).map_or(1, |(p, _)| p.len);
        if i < limit && r.kind(i) == Kind::Open {
            i = close_of(r, i, limit).map_or(i, |c| c + 1);
        }
    }
    i
}

/// Whether a venue or channel of the statement begins at `i` (في تصريح، على هامش، خلال مؤتمر، عبر حسابه).
pub(crate) fn is_venue(r: &Reading, i: usize) -> bool {
    let key = r.bare_key(i);
    match key {
        "في" | "خلال" | "اثناء" | "عقب" | "بعد" | "ضمن" | "عبر" | "على" | "علي" | "امام" | "قبيل" => {
            r.has(i + 1, STATEMENT | CHANNEL)
                || r.phrase_word(i).is_some_and(|(_, w)| w.cues.iter().any(|c| c.pos == Pos::Frame))
                || (matches!(key, "امام") && r.is_word(i + 1))
        }
        _ => false,
    }
}

/// The end of a venue phrase before the subject: its comma, or the head noun that begins the subject.
fn venue_end(r: &Reading, i: usize, limit: usize) -> Option<usize> {
    if !is_venue(r, i) {
        return None;
    }
    let comma = (i..limit).find(|&k| r.kind(k) == Kind::Comma);
    let head = (i + 2..limit).find(|&k| {
        let person =
            r.noun(k).is_some_and(|n| n.proclitic.is_none() && matches!(n.noun.kind, NounKind::Role | NounKind::Rank));
        person && !r.has(k - 1, PREP | OUTLET_HEAD) && r.noun(k - 1).is_none_or(|n| n.noun.definite)
    });
    match (comma, head) {
        (Some(c), Some(h)) if h < c => Some(h),
        (Some(c), _) => Some(c + 1),
        (None, Some(h)) => Some(h),
        (None, None) => Some(limit),
    }
}

/// The addressee that begins at `i` (لـ"سهم نيوز"، للصحفيين، لوكالة …): first token inside and end.
pub(crate) fn addressee_at(r: &Reading, i: usize, limit: usize) -> Option<(usize, usize)> {
    let key = r.bare_key(i);
    if !key.starts_with('ل') || !r.is_word(i) {
        return None;
    }
    if key == "ل" {
        let first = i + 1;
        if r.kind(first) == Kind::Quote {
            return r.quotes.opened_by(first).filter(|q| q.end < limit).map(|q| (first, q.end + 1));
        }
        return None;
    }
    let noun = r.noun(i).filter(|n| n.proclitic == Some('ل'));
    let outlet = noun.is_some_and(|n| n.noun.kind == NounKind::Media || n.noun.domain == "med");
    let word =
        super::reading::without_preposition(key).and_then(|(k, _)| r.lexicon.find(&k)).map(|w| r.lexicon.word(w));
    // ل + an unknown word right after a name: an outlet nobody has listed (… الخفاف لديارنا إن).
    let after_name = i > 0
        && (is_unknown(r, i - 1) || r.has(i - 1, GIVEN))
        && is_unknown(r, i)
        && word.is_none()
        && !key.starts_with("لل")
        && key.chars().count() > 4;
    let spoken_to =
        after_name || r.has(i, ADDRESSEE) || word.is_some_and(|w| w.flags & (ADDRESSEE | OUTLET | OUTLET_HEAD) != 0);
    if !(outlet || spoken_to) {
        return None;
    }
    let mut end = i + 1;
    while end < limit && end - i < 8 {
        match r.kind(end) {
            Kind::Quote => match r.quotes.opened_by(end).filter(|q| q.end < limit) {
                Some(q) => end = q.end + 1,
                None => break,
            },
            Kind::Open => match close_of(r, end, limit) {
                Some(c) => end = c + 1,
                None => break,
            },
            Kind::Word if !r.has(end, COMP | HARD | TIME | PREP) && !is_venue(r, end) => end += 1,
            _ => break,
        }
    }
    Some((i, end))
}

/// The closing parenthesis of an opening one.
pub(crate) fn close_of(r: &Reading, open: usize, limit: usize) -> Option<usize> {
    (open + 1..limit.min(open + 40)).find(|&k| r.kind(k) == Kind::Close)
}

/// Whether the prepositional phrase at `i` ends a speaker in a closed window.
fn ends_closed(r: &Reading, s: usize, i: usize, limit: usize, cue: &CueForm) -> bool {
    let key = r.bare_key(i);
    if is_venue(r, i) || addressee_at(r, i, limit).is_some() {
        return true;
    }
    if is_time(r, i) && !(i > s && r.has(i - 1, OUTLET_HEAD)) && !(r.has(i, GIVEN) && i == s) {
        return true;
    }
    if r.has(i, HARD) {
        let prev = if i > s { r.key(i - 1) } else { "" };
        let posted = matches!(prev, "السفير" | "المبعوث" | "المندوب" | "الممثل" | "خبير" | "باحث")
            || r.noun(s).is_some_and(|n| n.noun.is_person()) && i > s;
        return !(key == "لدى" && posted);
    }
    match key {
        "من" => matches!(r.key(i + 1), "دون" | "مقر" | "مكان" | "جهه" | "جانب" | "خلال" | "علي" | "على"),
        "عن" => cue.sub == "transmit",
        "في" => is_time(r, i + 1),
        _ => false,
    }
}

/// Rules 4.3: the end of the phrase that starts at `s` in a window that ends at `limit`.
fn closed_end(r: &Reading, s: usize, limit: usize, cue: &CueForm, formulas: &[Formula]) -> usize {
    let mut e = s;
    while e < limit && e - s < MAX_NP {
        match r.kind(e) {
            Kind::Comma => match apposition_end(r, e, limit) {
                Some(end) => {
                    e = end;
                    continue;
                }
                None => break,
            },
            Kind::Quote => match r.quotes.opened_by(e).filter(|q| q.end < limit && q.words(&r.tokens) <= 8) {
                Some(q) => {
                    e = q.end + 1;
                    continue;
                }
                None => break,
            },
            Kind::Open => match close_of(r, e, limit) {
                // A parenthesis belongs to the phrase only if the phrase goes on after it.
                Some(c)
                    if c + 1 < limit
                        && r.is_word(c + 1)
                        && !ends_closed(r, s, c + 1, limit, cue)
                        && !r.has(c + 1, REL) =>
                {
                    e = c + 1;
                    continue;
                }
                _ => break,
            },
            Kind::Dash => {
                // A hyphenated name (الأنجلو - أمريكي) goes on, a parenthesis between dashes does not.
                if r.token(e).spaced || e + 1 >= limit {
                    break;
                }
            }
            Kind::Word => {
                if formulas.iter().any(|f| f.start == e) || r.has(e, REL) {
                    break;
                }
                if e > s && (ends_closed(r, s, e, limit, cue) || r.has(e, QAD | KANA | NEG)) {
                    break;
                }
                if e > s
                    && r.has(e, ANON_ASK | ANON_REFUSE | ANON_CONDITION)
                    && formulas.iter().any(|f| f.start >= e && f.start < e + 4)
                {
                    break;
                }
                if e > s && participle_follows(r, e) {
                    break;
                }
            }
            Kind::Stop | Kind::Semicolon | Kind::Colon => {
                // د. فلان
                if !(r.kind(e) == Kind::Stop && r.key(e - 1).chars().count() == 1) {
                    break;
                }
            }
            _ => {}
        }
        e += 1;
    }
    trim_end(r, s, e)
}

fn participle_follows(r: &Reading, i: usize) -> bool {
    r.cues(i).any(|(c, _)| c.pos == Pos::Participle) && r.noun(i).is_none() && !r.has(i, NATION)
}

/// A comma inside the phrase: the end of an apposition that belongs to it, if one follows.
fn apposition_end(r: &Reading, comma: usize, limit: usize) -> Option<usize> {
    let s = comma + 1;
    if s >= limit || r.has(s, REL | HARD | TIME) || is_venue(r, s) || addressee_at(r, s, limit).is_some() {
        return None;
    }
    let named = |k: usize| r.has(k, GIVEN) || is_unknown(r, k) && !r.key(k).starts_with("ال");
    let begins = r.noun(s).is_some_and(|n| n.proclitic.is_none())
        || matches!(r.key(s), "وهو" | "وهي")
        || named(s) && (r.is_word(s + 1) || r.has(s, GIVEN));
    if !begins || r.finite_cues(s).next().is_some() && r.noun(s).is_none() {
        return None;
    }
    let end = (s..limit).find(|&k| {
        matches!(r.kind(k), Kind::Comma)
            || k > s && (r.has(k, REL | HARD | TIME) || is_venue(r, k) || addressee_at(r, k, limit).is_some())
    });
    Some(end.unwrap_or(limit))
}

/// Drops what cannot end a phrase.
fn trim_end(r: &Reading, s: usize, mut e: usize) -> usize {
    while e > s + 1
        && (matches!(r.kind(e - 1), Kind::Comma | Kind::Dash | Kind::Open)
            || r.has(e - 1, PREP) && !r.has(e - 1, GIVEN))
    {
        e -= 1;
    }
    e
}

/// Open mode: the subject after a cue whose complement is an object or a preposition, and where the complement starts.
///
/// Returns the subject and the first token after it.
pub(crate) fn open(r: &Reading, start: usize, limit: usize, cue: &CueForm, formulas: &[Formula]) -> (Subject, usize) {
    let s = skip_adjuncts(r, start, limit);
    if s >= limit {
        return (Subject::Elided, start.min(limit));
    }
    if r.has(s, PRONOUN) {
        return (Subject::Pronoun(s), s + 1);
    }
    if !can_begin(r, s, limit) || governed(r, s, cue) || r.has(s, MASDAR | OBJ_NOUN) && cue.takes(governs::ACC) {
        return (Subject::Elided, s);
    }
    let end = trim_end(r, s, open_end(r, s, limit, cue, formulas));
    (Subject::Overt(s, end), end)
}

/// Whether the token begins the prepositional complement of the cue.
pub(crate) fn governed(r: &Reading, i: usize, cue: &CueForm) -> bool {
    let key = r.bare_key(i);
    match key {
        "على" => cue.takes(governs::ALA),
        "الى" => cue.takes(governs::ILA),
        "من" => cue.takes(governs::MIN),
        "عن" => cue.takes(governs::AN_PREP),
        "في" => cue.takes(governs::FI) && !r.has(i + 1, STATEMENT) && !is_time(r, i + 1),
        _ if key.starts_with('ب') && key.chars().count() > 2 => {
            cue.takes(governs::BI)
                && !r.has(i, COMP | PREP | PLACE | METONYM | GIVEN)
                && r.word(i).and_then(|w| w.noun).is_none()
        }
        _ if key.starts_with('ل') && key.chars().count() > 2 => {
            cue.takes(governs::LI)
                && !r.has(i, COMP | PREP | PLACE | METONYM | GIVEN | HARD)
                && addressee_at(r, i, r.len()).is_none()
        }
        _ => false,
    }
}

/// Roles whose عن or على or إلى continues the phrase.
fn continues(r: &Reading, s: usize, i: usize) -> bool {
    let head = r.noun(s).map_or("", |n| n.noun.base);
    match r.bare_key(i) {
        "في" => {
            r.noun(s).is_some_and(|n| n.noun.is_person() || n.noun.anonymous_prone == 2)
                && !r.has(i + 1, STATEMENT)
                && !is_time(r, i + 1)
        }
        "عن" => {
            (head.starts_with("نائب") || head.starts_with("عضو") || head.starts_with("ممثل")) && i == s + 1
                || head == "مسؤول" && i == s + 1
        }
        "من" => {
            matches!(r.key(s), "عدد" | "مجموعه" | "كل" | "مصدر" | "مقرب" | "اكثر") && i <= s + 2
                || matches!(r.key(i - 1), "مقرب" | "قريب" | "مقربون" | "مقربه")
        }
        "على" => matches!(r.key(i - 1), "المشرف" | "مطلع" | "مطلعه" | "مطلعين" | "مطلعون" | "القائم"),
        "الى" => matches!(r.key(i - 1), "المبعوث" | "الموفد" | "السفير" | "المندوب"),
        "ضد" => r.key(s) == "التحالف",
        "باسم" | "بلسان" | "لشؤون" | "للشؤون" | "برتبه" | "بقياده" | "برئاسه" | "بزعامه" => {
            true
        }
        "لدى" => matches!(r.key(i - 1), "السفير" | "المبعوث" | "المندوب" | "الممثل"),
        _ => false,
    }
}

/// Rules 4.6: read word by word.
fn open_end(r: &Reading, s: usize, limit: usize, cue: &CueForm, formulas: &[Formula]) -> usize {
    let mut e = s;
    let mut complete = false;
    while e < limit && e - s < 14 {
        match r.kind(e) {
            Kind::Word | Kind::Number => {}
            Kind::Quote => match r.quotes.opened_by(e).filter(|q| q.end < limit && q.words(&r.tokens) <= 4) {
                Some(q) if !complete || r.noun(e.saturating_sub(1)).is_some() => {
                    e = q.end + 1;
                    complete = true;
                    continue;
                }
                _ => break,
            },
            Kind::Open => match close_of(r, e, limit) {
                Some(c) => {
                    e = c + 1;
                    continue;
                }
                None => break,
            },
            Kind::Comma => match apposition_end(r, e, limit) {
                Some(end) if end < limit && r.kind(end) == Kind::Comma => {
                    e = end;
                    continue;
                }
                _ => break,
            },
            Kind::Stop if e > s && r.key(e - 1).chars().count() == 1 => {}
            _ => break,
        }
        if e > s {
            if formulas.iter().any(|f| f.start == e) || r.has(e, REL | COMP | QAD | NEG | KANA | ATTITUDE | CONJ | JOIN)
            {
                break;
            }
            if continues(r, s, e) {
                e += 1;
                complete = false;
                continue;
            }
            if governed(r, e, cue) && complete || ends_closed(r, s, e, limit, cue) || r.has(e, PREP) && !r.has(e, GIVEN)
            {
                break;
            }
            if participle_follows(r, e) || complete && object_begins(r, s, e, cue) {
                break;
            }
        }
        let noun = r.noun(e).filter(|n| n.proclitic.is_none());
        let len = noun.map_or(1, |n| n.len);
        complete = phrase_can_end(r, s, e, len);
        e += len;
    }
    e.min(limit)
}

/// Whether the words up to `e + len` can be a whole phrase: they end in a name, a definite word or an adjective.
fn phrase_can_end(r: &Reading, s: usize, e: usize, len: usize) -> bool {
    if let Some(n) = r.noun(e) {
        // A construct head (وزير، وزارة) needs its complement.
        return n.noun.definite
            || n.noun.agreement.number == crate::lexicon::cue::Number::Plural && e == s
            || n.noun.anonymous_prone > 0;
    }
    let last = e + len - 1;
    r.has(last, NATION | METONYM | PLACE | GIVEN) || r.key(last).starts_with("ال") || !r.has(last, IN_NP | QUANTIFIER)
}

/// Whether the object of an accusative or ditransitive cue begins at `e`, after a complete subject.
fn object_begins(r: &Reading, s: usize, e: usize, cue: &CueForm) -> bool {
    if !cue.takes(governs::ACC | governs::OBJECT_FIRST | governs::TWO_OBJECTS) {
        return false;
    }
    if r.has(e, MASDAR | OBJ_NOUN) && !r.has(e, GIVEN) {
        return true;
    }
    let prev_is_name = r.has(e - 1, GIVEN) || is_unknown(r, e - 1);
    let noun = r.noun(e).filter(|n| n.proclitic.is_none());
    if let Some(n) = noun {
        // A second organisation or person right after a complete subject is the addressee or the object.
        let head = r.noun(s);
        let both_definite =
            n.noun.definite && head.is_some_and(|h| h.noun.definite && h.noun.is_person() != n.noun.is_person());
        let org = matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName | NounKind::Document);
        return org && (prev_is_name || both_definite)
            || n.noun.is_person() && prev_is_name && e > s + 1 && head.is_some_and(|h| h.noun.is_person());
    }
    if r.has(e, METONYM) {
        return true;
    }
    // After a name, an ordinary noun cannot go on the phrase.
    let ordinary = r.key(e).starts_with("ال") && !r.has(e, NATION) && !r.key(e).ends_with('ي');
    ordinary && prev_is_name && e > s + 1 || masdar_shape(r.key(e)) && !r.has(e, GIVEN) && complete_before(r, s, e)
}

fn complete_before(r: &Reading, s: usize, e: usize) -> bool {
    r.noun(e - 1).is_none_or(|n| n.noun.definite) && e > s
}

/// Whether nothing is known of a word: in a subject, most likely a name.
pub(crate) fn is_unknown(r: &Reading, i: usize) -> bool {
    r.is_word(i)
        && r.word(i)
            .is_none_or(|w| w.flags & !crate::lexicon::flags::PHRASE_HEAD == 0 && w.noun.is_none() && w.cues.is_empty())
}

/// Shapes of verbal nouns of the derived verb forms (استفعال، انفعال، افتعال، تفعيل، مفاعلة).
pub(crate) fn masdar_shape(key: &str) -> bool {
    let chars: Vec<char> = key.chars().collect();
    let n = chars.len();
    match chars.as_slice() {
        ['ا', 'س', 'ت', ..] => n >= 6 && chars[n - 2] == 'ا',
        ['ا', 'ن', ..] | ['ا', _, 'ت', ..] => n == 6 && chars[n - 2] == 'ا',
        ['ا', ..] => n == 5 && chars[3] == 'ا',
        ['ت', ..] => n == 5 && chars[3] == 'ي',
        ['م', _, 'ا', ..] | ['م', 'ا', ..] => n == 6 && chars[n - 1] == 'ة' || n == 6 && chars[n - 1] == 'ه',
        _ => false,
    }
}

/// The subject before a cue (الوزير أكد، كان الوزير قد أكد، الذي أكد), as a range of tokens.
pub(crate) fn before(r: &Reading, cue: usize, sentence_start: usize, formulas: &[Formula]) -> Option<(usize, usize)> {
    let mut e = cue;
    // قد, adverbs and time stand between.
    while e > sentence_start
        && (r.has(e - 1, QAD) && !r.has_conjunction(e - 1)
            || r.has(e - 1, TIME)
            || matches!(r.key(e - 1), "ايضا" | "كذلك" | "نفسه" | "نفسها"))
    {
        e -= 1;
    }
    if e > sentence_start && r.has(e - 1, REL) {
        let comma = e >= 2 && r.kind(e - 2) == Kind::Comma;
        e -= if comma { 2 } else { 1 };
    }
    let mut s = e;
    while s > sentence_start && e - s < MAX_NP {
        let k = s - 1;
        match r.kind(k) {
            Kind::Word => {
                if r.has(k, COMP | KANA | CONJ | JOIN | QAD | NEG | PRONOUN) && !r.has(k, GIVEN) {
                    break;
                }
                if r.finite_cues(k).any(|(c, _)| c.ambiguity != crate::lexicon::cue::Ambiguity::High)
                    && r.noun(k).is_none()
                    && !in_formula(formulas, k)
                {
                    break;
                }
            }
            Kind::Number => {}
            Kind::Quote
                if r.quotes.closed_by(k).is_some_and(|q| q.words(&r.tokens) <= 4 && q.first > sentence_start) =>
            {
                s = r.quotes.closed_by(k).map_or(k, |q| q.first - 1);
                continue;
            }
            Kind::Close => match (sentence_start..k).rev().take(20).find(|&o| r.kind(o) == Kind::Open) {
                Some(open) => {
                    s = open;
                    continue;
                }
                None => break,
            },
            Kind::Comma if in_formula(formulas, k.saturating_sub(1)) || in_formula(formulas, k + 1) => {}
            _ => break,
        }
        s = k;
    }
    let s = skip_adjuncts(r, s, e);
    if s >= e || !can_begin(r, s, e) || e - s > 20 || !heads_a_subject(r, s, e) {
        return None;
    }
    let end = (s + 1..e).find(|&k| formulas.iter().any(|f| f.start == k) || r.has(k, REL)).unwrap_or(e);
    let end = trim_end(r, s, end);
    (end > s).then_some((s, end))
}

/// Whether a phrase before a verb can be its subject: a person, an institution, a name; not any stretch of words.
fn heads_a_subject(r: &Reading, s: usize, e: usize) -> bool {
    use crate::lexicon::flags::{COLLECTIVE, NOT_NAME};
    if r.noun(s).is_some_and(|n| n.proclitic.is_none())
        || r.has(s, METONYM | OUTLET | OUTLET_HEAD | COLLECTIVE | QUANTIFIER)
        || r.kind(s) == Kind::Quote
    {
        return true;
    }
    if r.has(s, NOT_NAME | PREP | MASDAR | OBJ_NOUN) {
        return false;
    }
    let key = r.key(s);
    let definite = key.starts_with("ال") && e - s <= 6;
    let name = r.has(s, GIVEN)
        || is_unknown(r, s)
            && e - s >= 2
            && e - s <= 4
            && is_unknown(r, e - 1)
            && !key.starts_with('و')
            && !key.starts_with('ف')
            && !key.starts_with('ي')
            && !key.starts_with('ب')
            && !key.ends_with('ا');
    definite || name
}

fn in_formula(formulas: &[Formula], i: usize) -> bool {
    formulas.iter().any(|f| f.start <= i && i < f.end)
}
