//! What may stand between a cue and its speaker or content: time, venue, channel, addressee, parentheses.

use super::extent::is_prep_attribution;
use super::open_phrase::{action_under_bi, is_action, is_unknown};
use super::reading::{Reading, without_preposition};
use crate::lexicon::cue::{Pos, Sub};
use crate::lexicon::flags::{
    ADDRESSEE, ATTITUDE, CHANNEL, COMP, GIVEN, HARD, MANNER, MASDAR, METONYM, OBJ_NOUN, OUTLET, OUTLET_HEAD, PLACE,
    PREP, QUANTIFIER, STATEMENT, TIME, TIME_MOD, TIME_NEXT,
};
use crate::lexicon::noun::NounKind;
use crate::text::token::Kind;

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

/// Longest aside in tokens.
const ASIDE: usize = 9;

fn skip_one(r: &Reading, i: usize, limit: usize) -> usize {
    match r.kind(i) {
        Kind::Comma | Kind::Dash => return i + 1,
        Kind::Open => return close_of(r, i, limit).map_or(i, |c| c + 1),
        Kind::Word => {}
        _ => return i,
    }
    if let Some((phrase, word)) = r.phrase_word(i) {
        if word.cues.iter().any(|c| c.pos == Pos::Switch) || word.flags & TIME != 0 {
            return i + phrase.len();
        }
    }
    if r.word(i).is_some_and(|w| w.cues.iter().any(|c| c.pos == Pos::Switch))
        || matches!(r.key(i), "ايضا" | "كذلك" | "مجددا" | "مرارا" | "صراحة" | "علنا" | "خصوصا" | "تحديدا" | "حرفيا")
        || i > 0
            && r.is_cue(i - 1)
            && (matches!(r.key(i), "لي" | "لنا" | "له" | "لها" | "لهم" | "به" | "بها") || answers(r, i) || to_us(r, i))
    {
        return i + 1;
    }
    // أكد الوزير، وفقا للبيان، "…": another's attribution between two commas.
    if i > 0 && r.kind(i - 1) == Kind::Comma && is_prep_attribution(r, i) {
        let close = (i + 1..limit.min(i + ASIDE)).find(|&k| r.kind(k) == Kind::Comma);
        return close.unwrap_or(i);
    }
    // في موضع آخر: of a text.
    let elsewhere = r.key(i) == "في"
        && matches!(r.key(i + 1), "موضع" | "مكان" | "جزء" | "فصل" | "فقرة" | "مقطع")
        && matches!(r.key(i + 2), "اخر" | "اخرى");
    if elsewhere {
        return i + 3;
    }
    if let Some(len) = manner(r, i).or_else(|| how_often(r, i)) {
        return i + len;
    }
    // صباح is a name, too, but none before اليوم.
    if is_time(r, i) && (!r.has(i, GIVEN) || r.has(i + 1, TIME)) {
        return time_end(r, i, limit);
    }
    // خلال تموز، منذ أمس
    if matches!(r.bare_key(i), "خلال" | "منذ" | "قبل" | "بعد" | "في" | "مع") && i + 1 < limit && is_time(r, i + 1)
    {
        return time_end(r, i + 1, limit);
    }
    if let Some(end) = venue_end(r, i, limit).or_else(|| entitled(r, i)) {
        return end;
    }
    if let Some(addressee) = addressee_at(r, i, limit) {
        return addressee.1;
    }
    published(r, i, limit).unwrap_or(i)
}

/// يقول لموقعنا، قالت لصحيفتنا: the outlet of the report.
fn to_us(r: &Reading, i: usize) -> bool {
    r.key(i).starts_with('ل') && r.key(i).ends_with("نا") && r.key(i).chars().count() > 5 && is_unknown(r, i)
}

/// ويرد عليه، رد عليهم: whom somebody answers.
fn answers(r: &Reading, i: usize) -> bool {
    matches!(r.key(i), "عليه" | "عليها" | "عليهم") && r.finite_cues(i - 1).any(|(c, _)| c.sub == Sub::Reply)
}

/// تحت عنوان (الطريق إلى السد): the title of what somebody writes.
fn entitled(r: &Reading, i: usize) -> Option<usize> {
    let titled = r.key(i) == "تحت" && r.key(i + 1) == "عنوان";
    let end = match r.kind(i + 2) {
        Kind::Open => close_of(r, i + 2, r.len()),
        Kind::Quote => r.quotes.opened_by(i + 2).map(|q| q.end),
        _ => None,
    };
    end.filter(|_| titled).map(|close| close + 1)
}

/// في بيان، نشره عبر حسابه، …: who published the statement, behind its comma and up to the next one or a time.
fn published(r: &Reading, i: usize, limit: usize) -> Option<usize> {
    const VERBS: [&str; 9] = ["نشر", "بث", "نقل", "اصدر", "تلق", "تسلم", "وزع", "اورد", "تابع"];
    let verb = ["تها", "ته", "ها", "ه"].iter().find_map(|pronoun| r.key(i).strip_suffix(pronoun))?;
    let behind_venue = i > 1 && r.kind(i - 1) == Kind::Comma && r.has(i - 2, STATEMENT | CHANNEL);
    if !behind_venue || !VERBS.contains(&verb) {
        return None;
    }
    (i + 1..limit.min(i + 10)).find(|&k| r.kind(k) == Kind::Comma || is_time(r, k))
}

/// بشدة، بأشد العبارات: how somebody says it, as a number of tokens.
fn manner(r: &Reading, i: usize) -> Option<usize> {
    let phrase = r.phrase_word(i).filter(|(_, w)| w.flags & MANNER != 0);
    // بلهجة العارف، بابتسامة ساخرة: with the word that says which.
    let which = |noun: usize| {
        matches!(r.key(noun), "بلهجة" | "بنبرة" | "بابتسامة" | "بصوت" | "بعبارة")
            && r.is_word(noun + 1)
            && !r.has(noun + 1, COMP | PREP)
            && r.finite_cues(noun + 1).next().is_none()
    };
    phrase.map(|(p, _)| p.len()).or_else(|| r.has(i, MANNER).then(|| 1 + usize::from(which(i))))
}

/// مرات عدة، عدة مرات، أكثر من مرة، غير مرة: how often somebody says it, as a number of tokens.
pub(super) fn how_often(r: &Reading, i: usize) -> Option<usize> {
    let times = |k: usize| matches!(r.key(k), "مرات" | "مرة" | "مره");
    let which = |k: usize| matches!(r.key(k), "عدة" | "عديدة" | "كثيرة" | "اخرى" | "اخري" | "ثانية" | "ثالثة");
    if times(i) {
        return Some(1 + usize::from(which(i + 1)));
    }
    let some = r.has(i, QUANTIFIER) || matches!(r.key(i), "غير" | "ثلاث" | "اربع");
    let over = matches!(r.key(i), "اكثر") && r.key(i + 1) == "من" && times(i + 2);
    if over { Some(3) } else { (some && times(i + 1)).then_some(2) }
}

/// Whether a manner of speaking begins at `i`.
pub(crate) fn is_manner(r: &Reading, i: usize) -> bool {
    manner(r, i).is_some()
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
        i += r.phrase_word(i).filter(|(_, w)| w.flags & TIME != 0).map_or(1, |(p, _)| p.len());
        if i < limit && r.kind(i) == Kind::Open {
            i = close_of(r, i, limit).map_or(i, |c| c + 1);
        }
        // آب/أغسطس، ديسمبر/ كانون الأول
        if i + 1 < limit && r.kind(i) == Kind::Other && is_time(r, i + 1) {
            i += 1;
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
                || key == "في" && own_statement(r, i + 1)
                || r.phrase_word(i).is_some_and(|(_, w)| w.cues.iter().any(|c| c.pos == Pos::Frame))
                || (matches!(key, "امام") && r.is_word(i + 1))
        }
        // بموقعه الرسمي، بحسابه: on a channel of the speaker's own.
        _ => without_preposition(key).is_some_and(|(channel, clitic)| {
            clitic == 'ب' && channel.ends_with(['ه', 'ا']) && flags_of(r, &channel) & CHANNEL != 0
        }),
    }
}

/// باجتماع، بمؤتمر، بتصريح صحفي: where somebody says it, behind a joined preposition. Whether the cue governs it is not asked.
pub(crate) fn is_joined_venue(r: &Reading, i: usize) -> bool {
    let statement =
        |(noun, clitic): (std::borrow::Cow<str>, char)| clitic == 'ب' && flags_of(r, &noun) & STATEMENT != 0;
    r.word(i).is_none() && without_preposition(r.key(i)).is_some_and(statement)
}

fn flags_of(r: &Reading, key: &str) -> u64 {
    r.lexicon.find(key).map_or(0, |w| r.lexicon.word(w).flags)
}

/// في تحديثها الصباحي، في تدوينته: something of the speaker's own, by the noun or the shape of a verbal noun.
fn own_statement(r: &Reading, i: usize) -> bool {
    let Some(stem) = ["ها", "هم", "هن", "ه"].iter().find_map(|s| r.key(i).strip_suffix(s)) else { return false };
    let flags = |key: &str| flags_of(r, key);
    let singular = stem.strip_suffix("ات").or_else(|| stem.strip_suffix('ت')).unwrap_or(stem);
    let statement = flags(stem) | flags(singular) | flags(&format!("{singular}ة"));
    let verbal_noun = stem.starts_with('ت') && stem.chars().count() >= 5 && is_action(r, stem.trim_end_matches('ت'));
    statement & STATEMENT != 0 || verbal_noun
}

/// The end of a venue phrase before the subject: its comma, or the head noun that begins the subject.
fn venue_end(r: &Reading, i: usize, limit: usize) -> Option<usize> {
    if !is_venue(r, i) {
        return None;
    }
    let comma = (i..limit).find(|&k| r.kind(k) == Kind::Comma);
    // دعا في تصريحات صحفية إلى: the preposition of the cue ends the venue.
    let ends = |k: usize| r.bare_key(k) == "عن" || k > i + 2 && r.bare_key(k) == "الى";
    let reach = (i + 2..limit).find(|&k| ends(k)).unwrap_or(limit);
    let head = (i + 2..reach).find(|&k| {
        let person =
            r.noun(k).is_some_and(|n| n.proclitic.is_none() && matches!(n.noun.kind, NounKind::Role | NounKind::Rank));
        // على هامش المنتدى الاقتصادي: an adjective of what stands before it, which is no economist.
        let adjective = r.key(k).starts_with("ال") && r.key(k).ends_with('ي') && !r.has(k, GIVEN);
        let of_thing = r.key(k - 1).starts_with("ال") && !r.has(k - 1, TIME | GIVEN) && r.noun(k - 1).is_none();
        let person = person && !(adjective && of_thing);
        // في تصريحات صحفية: behind the statement itself stands an adjective.
        person && !r.has(k - 1, PREP | OUTLET_HEAD | STATEMENT | HARD) && r.noun(k - 1).is_none_or(|n| n.noun.definite)
    });
    // رفض في تصريحات صحفية اليوم كل تأخير، …: a time ends the venue before the object.
    // … but not في بيان من أربعة أسطر.
    let object = |k: &usize| r.has(*k, MASDAR | OBJ_NOUN | ATTITUDE | TIME | QUANTIFIER) && !r.has(*k - 1, PREP);
    let timed = (i + 3..comma.unwrap_or(i)).find(|k| r.has(k - 1, TIME) && !r.has(*k, TIME) && object(k));
    if timed.is_some() {
        return timed;
    }
    // أدانت الوزارة في بيان "الهجوم الغاشم على السوق": so does a quotation behind the statement itself.
    let quoted = |k: &usize| r.has(*k - 1, STATEMENT) && r.quotes.opened_by(*k).is_some_and(|q| q.words(&r.tokens) > 2);
    if let Some(quote) = (i + 2..comma.unwrap_or(reach).min(i + 4)).find(quoted) {
        return Some(quote);
    }
    let noun = |k: &usize| !r.has(*k, PREP) && action_under_bi(r, *k);
    match (comma, head) {
        (Some(c), Some(h)) if h < c => Some(h),
        (Some(c), _) => Some(c + 1),
        (None, Some(h)) => Some((i + 2..h).find(noun).unwrap_or(h)),
        // رفض في تصريحات صحفية كل تأخير, أفادت في تقريرها الأولي بتأخر: the object ends the venue.
        (None, None) => Some((i + 2..reach).find(noun).or_else(|| (i + 3..reach).find(object)).unwrap_or(reach)),
    }
}

/// The addressee that begins at `i` (لـ"سهم نيوز"، للصحفيين، لوكالة …): first token inside and end.
pub(crate) fn addressee_at(r: &Reading, i: usize, limit: usize) -> Option<(usize, usize)> {
    let key = r.bare_key(i);
    // وفقا لقناة: the ل belongs to the preposition, and the outlet is the source.
    if !key.starts_with('ل') || !r.is_word(i) || super::mention::after_clitic(r, i) {
        return None;
    }
    if key == "ل" {
        let first = i + 1;
        if r.kind(first) == Kind::Quote {
            return r.quotes.opened_by(first).filter(|q| q.end < limit).map(|q| (first, q.end + 1));
        }
        if r.kind(first) == Kind::Open {
            return close_of(r, first, limit).map(|c| (first, c + 1));
        }
        return None;
    }
    let noun = r.noun(i).filter(|n| n.proclitic == Some('ل'));
    let outlet = noun.is_some_and(|n| n.noun.kind == NounKind::Media || n.noun.domain == "med");
    let word = without_preposition(key).and_then(|(k, _)| r.lexicon.find(&k)).map(|w| r.lexicon.word(w));
    // منظمة سهم لحقوق الإنسان: behind the name of an institution stands what it is for.
    let institution = |k: usize| {
        r.noun(k).is_some_and(|n| n.noun.kind == NounKind::Organisation && !n.noun.definite && n.proclitic.is_none())
    };
    // ل + an unknown word right after a name: an outlet nobody has listed (… الخفاف لديارنا إن).
    // … but ديفيد لوكهارت: behind a lone given name stands a surname.
    let name = |k: usize| r.has(k, GIVEN) || is_unknown(r, k);
    let lone = i > 0 && r.has(i - 1, GIVEN) && !(i > 1 && name(i - 2)) && !r.key(i - 1).starts_with("ال");
    let after_name = i > 0
        && !lone
        && !(i.saturating_sub(3)..i).any(institution)
        && r.phrase(i - 1).is_none_or(|p| !p.clitic)
        && (is_unknown(r, i - 1) || r.has(i - 1, GIVEN))
        && is_unknown(r, i)
        && word.is_none()
        && !key.starts_with("لل")
        && key.chars().count() > 4;
    let spoken_to =
        after_name || r.has(i, ADDRESSEE) || word.is_some_and(|w| w.flags & (ADDRESSEE | OUTLET | OUTLET_HEAD) != 0);
    // لسحاب نيوز: what outlets are called.
    let news = matches!(r.key(i + 1), "نيوز" | "برس" | "نت" | "اونلاين");
    // لكوردستان 24: an outlet that is called after a place.
    let called = r.flags_behind_clitic(i) & (PLACE | METONYM) != 0 && r.kind(i + 1) == Kind::Number;
    if !(outlet || spoken_to || called || news && word.is_none()) {
        return None;
    }
    Some((i, addressee_end(r, i, limit, called)))
}

/// The end of an addressee that begins at `i`; `called`: a number belongs to its name.
fn addressee_end(r: &Reading, i: usize, limit: usize, called: bool) -> usize {
    let mut end = i + 1;
    while end < limit && end - i < 8 {
        let next = match r.kind(end) {
            Kind::Quote => behind_quote(r, end, limit, usize::MAX),
            Kind::Open => behind_parenthesis(r, end, limit),
            Kind::Word if !r.has(end, COMP | HARD | TIME | PREP) && !is_venue(r, end) => Some(end + 1),
            Kind::Number if called && end == i + 1 => Some(end + 1),
            // لقناة زد.دي.إف
            Kind::Stop if super::opener::is_initial(r, end) => Some(end + 1),
            _ => None,
        };
        let Some(next) = next else { break };
        end = next;
    }
    end
}

/// One past the quotation that a mark opens, where it closes before `limit` and has no more words than a name.
pub(super) fn behind_quote(r: &Reading, mark: usize, limit: usize, words: usize) -> Option<usize> {
    let quote = r.quotes.opened_by(mark).filter(|q| q.end < limit)?;
    (quote.words(&r.tokens) <= words).then_some(quote.end + 1)
}

/// One past the parenthesis that opens here; one of digits alone holds how somebody is reached, and is no part of who he is.
pub(super) fn behind_parenthesis(r: &Reading, open: usize, limit: usize) -> Option<usize> {
    let close = close_of(r, open, limit)?;
    let digits = (open + 1..close).map(|k| if r.kind(k) == Kind::Number { r.written(k).chars().count() } else { 0 });
    let number = (open + 1..close).all(|k| !r.is_word(k)) && digits.sum::<usize>() >= NUMBER;
    (!number).then_some(close + 1)
}

/// Digits from which a number is one that somebody is reached or registered under.
const NUMBER: usize = 7;

/// Digits of numbers in a row from which they are such a number, written in groups.
const GROUPS: usize = 9;

/// المتحدث 07701234567، المتحدث 0770 123 4567: a telephone number is no part of who speaks.
pub(super) fn is_contact(r: &Reading, i: usize) -> bool {
    let digits = |k: usize| if r.kind(k) == Kind::Number { r.written(k).chars().count() } else { 0 };
    // What may stand between two groups, and is no word.
    let goes_on = |k: &usize| matches!(r.kind(*k), Kind::Number | Kind::Dash | Kind::Open | Kind::Close | Kind::Other);
    let mut sum = 0;
    r.kind(i) == Kind::Number
        && (digits(i) >= NUMBER
            || (i..r.len().min(i + GROUPS)).take_while(goes_on).any(|k| {
                sum += digits(k);
                sum >= GROUPS
            }))
}

/// The closing parenthesis of an opening one.
pub(crate) fn close_of(r: &Reading, open: usize, limit: usize) -> Option<usize> {
    (open + 1..limit.min(open + 40)).find(|&k| r.kind(k) == Kind::Close)
}
