//! The open mode: no complementiser closes the window, so the speaker is read word by word up to the complement.

use super::adjunct::{addressee_at, behind_parenthesis, is_contact, is_manner, is_time, is_venue, skip_adjuncts};
use super::anonymity::Formulas;
use super::mention::{
    Subject, adverbial, apposition_end, can_begin, ends_closed, holds_its_subject, participle_follows, trim_end,
    without_aside,
};
use super::object::{definite_saying, object_begins};
use super::phrase_tail::{asks_behind, closes_name, goes_on};
use super::reading::{Reading, without_preposition};
use crate::lexicon::cue::{CueForm, Number, Sub, governs};
use crate::lexicon::flags::{
    ATTITUDE, COMP, CONJ, DOC_VERB, GIVEN, HARD, IN_NP, JOIN, KANA, MASDAR, METONYM, NATION, NEG, OBJ_NOUN, PLACE,
    PREP, PRONOUN, QAD, QUANTIFIER, REL, STATEMENT,
};
use crate::text::token::Kind;

/// Open mode: the subject after a cue whose complement is an object or a preposition, and where the complement starts.
///
/// Returns the subject and the first token after it.
pub(crate) fn open(r: &Reading, start: usize, limit: usize, cue: &CueForm, formulas: Formulas) -> (Subject, usize) {
    let mut s = skip_adjuncts(r, start, limit);
    // أكد فيها أهمية …
    s += usize::from(r.has(s, DOC_VERB) && s == start && s + 1 < limit && r.has(s + 1, MASDAR | OBJ_NOUN | ATTITUDE));
    if s >= limit {
        return (Subject::Elided, start.min(limit));
    }
    if r.has(s, PRONOUN) {
        return (Subject::Pronoun(s), s + 1);
    }
    // كل من الوزارة والهيئة، العديد من القوى: each, many of them.
    if matches!(r.key(s), "كل" | "العديد" | "الكثير") && r.bare_key(s + 1) == "من" {
        let end = trim_end(r, s, open_end(r, s + 2, limit, cue, formulas));
        return (Subject::Overt(s, end), end);
    }
    if holds_its_subject(r, cue, s) {
        return (Subject::Elided, s);
    }
    // نفى تأجيل الجلسة: an action is the object.
    let action = cue.takes(governs::ACC) && (is_unknown(r, s) && masdar_shape(r.key(s)) || owned_action(r, s));
    if action
        // وجدد التأكيد على: what is said again.
        || cue.sub == Sub::Light && definite_saying(r, s)
        || !can_begin(r, s, limit)
        || accusative_plural(r, s, cue)
        || adverbial(r, s, limit)
        || governed(r, s, cue)
        || cue.takes(governs::ACC | governs::OBJECT_FIRST)
            && (r.has(s, MASDAR | OBJ_NOUN) || masdar_shape(r.key(s)) && is_unknown(r, s))
    {
        return (Subject::Elided, s);
    }
    let end = trim_end(r, s, open_end(r, s, limit, cue, formulas));
    (Subject::Overt(s, without_aside(r, s, end)), end)
}

/// دعت المسؤولين إلى: the ending of the sound plural (and of the dual) shows an object, no subject.
pub(super) fn accusative_plural(r: &Reading, s: usize, cue: &CueForm) -> bool {
    let known = || {
        r.noun(s).is_some_and(|n| {
            n.len == 1 && n.noun.is_person() && matches!(n.noun.agreement.number, Number::Plural | Number::Dual)
        })
    };
    cue.takes(governs::ACC | governs::OBJECT_FIRST | governs::TWO_OBJECTS)
        && (r.key(s).ends_with("ين") && known() || oblique(r, s))
}

/// الساحليين، مقاتليها، مناصريه: the sound plural of people of a place, or with a possessive, in the case of an object.
fn oblique(r: &Reading, s: usize) -> bool {
    const ENDINGS: [&str; 4] = ["يين", "يه", "يها", "يهم"];
    let key = r.key(s);
    let stem = ENDINGS.iter().find_map(|ending| key.strip_suffix(ending));
    let person = |stem: &str| stem.starts_with("ال") || stem.starts_with('م');
    r.is_word(s) && !r.has(s, GIVEN) && stem.is_some_and(|stem| person(stem) && stem.chars().count() > 3)
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
        // وصف القرار بـ"المتسرع"
        "ب" => cue.takes(governs::BI) && r.kind(i + 1) == Kind::Quote,
        _ if key.starts_with('ب') && key.chars().count() > 2 => {
            // أشار باركوني إلى: with another complement of the cue behind it the word is a name.
            let named = || {
                let unknown = |(stem, _): (std::borrow::Cow<'_, str>, char)| {
                    !is_action(r, &stem) && r.lexicon.find(&stem).is_none()
                };
                let next = r.key(i + 1);
                (next == "ان" || next == "الى" && cue.takes(governs::ILA) || is_venue(r, i + 1))
                    && is_unknown(r, i)
                    && without_preposition(key).is_none_or(unknown)
            };
            cue.takes(governs::BI)
                && !r.has(i, COMP | PREP | PLACE | METONYM | GIVEN | HARD | QUANTIFIER)
                && r.word(i).and_then(|w| w.noun).is_none()
                && !named()
        }
        _ if key.starts_with('ل') && key.chars().count() > 2 => {
            cue.takes(governs::LI)
                && !r.has(i, COMP | PREP | PLACE | METONYM | GIVEN | HARD)
                // لجنة
                && r.word(i).and_then(|w| w.noun).is_none()
                && addressee_at(r, i, r.len()).is_none()
        }
        _ => false,
    }
}

/// The end of the phrase that starts at `s`, read word by word.
fn open_end(r: &Reading, s: usize, limit: usize, cue: &CueForm, formulas: Formulas) -> usize {
    let mut e = s;
    let mut complete = false;
    while e < limit && e - s < 14 {
        let behind_mark = match r.kind(e) {
            Kind::Number if e > s && is_contact(r, e) => break,
            Kind::Word | Kind::Number => None,
            Kind::Stop if e > s && r.key(e - 1).chars().count() == 1 => None,
            Kind::Quote => Some(behind_name(r, (s, e), limit, cue, complete)),
            Kind::Open => Some(behind_parenthesis(r, e, limit)),
            Kind::Comma => Some(
                apposition_end(r, e, limit)
                    .filter(|&end| end < limit && r.kind(end) == Kind::Comma && !asks_behind(r, e, end, cue)),
            ),
            // A hashtag is a word like another.
            Kind::Other if matches!(r.written(e), "#" | "_") => Some(Some(e + 1)),
            _ => break,
        };
        if let Some(next) = behind_mark {
            let Some(next) = next else { break };
            complete |= r.kind(e) == Kind::Quote;
            e = next;
            continue;
        }
        if e > s {
            if formulas.starting(e).is_some() || r.has(e, REL | COMP | QAD | NEG | KANA | ATTITUDE | CONJ | JOIN) {
                break;
            }
            if goes_on(r, (s, e), limit, cue, complete) {
                e += 1;
                complete = false;
                continue;
            }
            if stops_at_word(r, s, e, limit, cue, complete) {
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

/// وزارة الدفاع «الاسم» سالم: one past a quoted name inside the phrase.
fn behind_name(r: &Reading, (s, mark): (usize, usize), limit: usize, cue: &CueForm, complete: bool) -> Option<usize> {
    let quote = r.quotes.opened_by(mark).filter(|q| q.end < limit)?;
    let words = quote.words(&r.tokens);
    let belongs = !complete
        || r.noun(mark.saturating_sub(1)).is_some()
        || name_goes_on(r, quote.end + 1)
        || mark > s && closes_name(r, (mark, quote.end), limit, cue)
        // شركة تسويق النفط "سومر" بيع …: its name.
        || mark > s && words <= 2 && quote.end + 1 < limit && r.noun(s).is_some_and(|n| !n.noun.is_person());
    let most = if mark == s { 8 } else { 4 };
    (words <= most && belongs).then_some(quote.end + 1)
}

/// Whether the word at `e` is no part of the phrase that starts at `s`.
fn stops_at_word(r: &Reading, s: usize, e: usize, limit: usize, cue: &CueForm, complete: bool) -> bool {
    // عاد سالم الحلي ليقول
    let aim = || r.key(e).starts_with('ل') && r.finite_cues(e).any(|(c, _)| c.form.starts_with('ل'));
    governed(r, e, cue) && complete
        || ends_closed(r, s, e, limit, cue)
        || r.has(e, PREP) && !r.has(e, GIVEN)
        || aim()
        || participle_follows(r, e)
        || is_manner(r, e)
        || complete && object_begins(r, s, e, cue)
}

/// Whether a name stands at `i`.
fn name_goes_on(r: &Reading, i: usize) -> bool {
    let plain = !r.key(i).starts_with("ال") && !r.key(i).starts_with(['ل', 'ب', 'و', 'ف']);
    r.has(i, GIVEN) || is_unknown(r, i) && plain && is_unknown(r, i + 1)
}

/// Whether the words up to `e + len` can be a whole phrase: they end in a name, a definite word or an adjective.
fn phrase_can_end(r: &Reading, s: usize, e: usize, len: usize) -> bool {
    if let Some(n) = r.noun(e) {
        // A construct head (وزير، وزارة) needs its complement.
        return n.noun.definite || n.noun.agreement.number == Number::Plural && e == s || n.noun.anonymous_prone > 0;
    }
    let last = e + len - 1;
    // لجنة إعادة توزيع الأراضي: a verbal noun without article needs its complement, too.
    let action = r.has(last, MASDAR) || is_unknown(r, last) && masdar_shape(r.key(last));
    if action && e > s && !r.key(last).starts_with("ال") && !r.has(last, GIVEN) {
        return false;
    }
    r.has(last, NATION | METONYM | PLACE | GIVEN) || r.key(last).starts_with("ال") || !r.has(last, IN_NP | QUANTIFIER)
}

/// انسحابها، تأجيله: a verbal noun with a possessive.
pub(super) fn owned_action(r: &Reading, i: usize) -> bool {
    r.is_word(i) && r.word(i).is_none_or(|w| !w.known) && is_owned_action(r, r.key(i))
}

/// The same of a K2 key without clitics.
pub(super) fn is_owned_action(r: &Reading, key: &str) -> bool {
    ["ها", "هم", "ه"].iter().find_map(|s| key.strip_suffix(s)).is_some_and(|stem| {
        is_action(r, stem) || stem.strip_suffix('ت').is_some_and(|feminine| is_action(r, &format!("{feminine}ة")))
    })
}

/// التدخل، الانسحاب: the same with the article, which no verb has.
pub(super) fn is_definite_action(r: &Reading, key: &str) -> bool {
    let five = |stem: &str| stem.starts_with('ت') && (4..=5).contains(&stem.chars().count());
    r.lexicon.find(key).is_some_and(|w| r.lexicon.word(w).flags & MASDAR != 0)
        || key.strip_prefix("ال").is_some_and(|stem| is_action(r, stem) || five(stem))
}

/// Whether a K2 key without clitics is a verbal noun, by its shape or by the lexicon.
pub(super) fn is_action(r: &Reading, stem: &str) -> bool {
    masdar_shape(stem) || r.lexicon.find(stem).is_some_and(|w| r.lexicon.word(w).flags & MASDAR != 0)
}

/// بتعيين، بانسحاب: a verbal noun under ب.
pub(super) fn action_under_bi(r: &Reading, i: usize) -> bool {
    r.key(i).strip_prefix('ب').is_some_and(|stem| is_action(r, stem))
}

/// لفت النظر، الانتباه، الأنظار: what is drawn to something.
pub(super) fn is_attention(key: &str) -> bool {
    matches!(key, "النظر" | "الانتباه" | "الانظار")
}

/// Whether nothing is known of a word: in a subject, most likely a name.
pub(crate) fn is_unknown(r: &Reading, i: usize) -> bool {
    r.is_word(i)
        && r.word(i)
            .is_none_or(|w| w.flags & !crate::lexicon::flags::PHRASE_HEAD == 0 && w.noun.is_none() && w.cues.is_empty())
}

/// Shapes of verbal nouns of the derived verb forms (استفعال، انفعال، افتعال، إفعال، إفالة، تفعيل، تفاعل، مفاعلة).
pub(crate) fn masdar_shape(key: &str) -> bool {
    // The shapes are told by at most six letters, the first and the last ones.
    let mut letters = ['\0'; 8];
    let n = key.chars().count();
    for (slot, c) in letters.iter_mut().zip(key.chars()) {
        *slot = c;
    }
    let chars = &letters[..n.min(letters.len())];
    let before_last = key.chars().nth_back(1);
    match chars {
        // استفعال, and استفالة of hollow roots (استضافة، استعادة).
        ['ا', 'س', 'ت', ..] => {
            n >= 6 && before_last == Some('ا') || n == 7 && chars[4] == 'ا' && matches!(chars[6], 'ة' | 'ه')
        }
        ['ا', 'ن', ..] | ['ا', _, 'ت', ..] => n == 6 && chars[n - 2] == 'ا',
        // إفعال, and إفالة of hollow roots (إشادة، إزالة).
        ['ا', _, third, fourth, last] => *fourth == 'ا' || *third == 'ا' && matches!(last, 'ة' | 'ه'),
        // تفعيل، تفاعل
        ['ت', ..] => n == 5 && (chars[3] == 'ي' || chars[2] == 'ا'),
        ['م', _, 'ا', ..] | ['م', 'ا', ..] => n == 6 && chars[n - 1] == 'ة' || n == 6 && chars[n - 1] == 'ه',
        _ => false,
    }
}
