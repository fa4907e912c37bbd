//! What a mention says of its speaker: name, role, affiliation, gender and number, definiteness.

use super::mention::is_emphasis;
use super::personal_name::{apposed, name_in};
use super::reading::{NounMatch, Reading};
use super::shape::looks_plural;
use crate::lexicon::cue::{Agreement, Gender, Number};
use crate::lexicon::flags::{
    COLLECTIVE, COMP, CONJ, GIVEN, HARD, HONORIFIC, IN_NP, METONYM, MINISTRY, NAMED, NATION, NOT_NAME, OFFICE, OTHER,
    OUTLET, OUTLET_HEAD, PLACE, PREP, QUANTIFIER, SEAT, STATEMENT, TIME,
};
use crate::lexicon::noun::{Noun, NounKind};
use crate::model::SpeakerType;
use crate::text::fold::{Level, fold, is_k3};
use crate::text::token::Kind;
use std::borrow::Cow;

/// A mention, analysed.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// Half-open range of tokens.
    pub(crate) tokens: (usize, usize),
    /// Tokens of the personal name.
    pub(crate) name: Option<(usize, usize)>,
    /// Tokens of role, rank and title before or after the name.
    pub(crate) role: Option<(usize, usize)>,
    /// Tokens of the organisation inside the role.
    pub(crate) affiliation: Option<(usize, usize)>,
    pub(crate) head: Option<Noun>,
    /// Every role and rank of the mention (الدكتور … الناطق باسم …).
    pub(crate) roles: Vec<Noun>,
    /// K3 keys of all telling words.
    pub(crate) words: Vec<String>,
    pub(crate) kind: SpeakerType,
    pub(crate) agreement: Agreement,
    /// Refers to something known: article, name, or construct with a definite word.
    pub(crate) definite: bool,
    /// مصدر آخر: never a former speaker.
    pub(crate) other: bool,
    /// أحد، بعض، عدد من.
    pub(crate) quantified: bool,
    /// Nationality in the mention.
    pub(crate) nation: &'static str,
    /// Only one person can hold the role.
    pub(crate) office: bool,
}

/// Analyses the phrase of tokens `[start, end)`.
pub(crate) fn analyse(r: &Reading, start: usize, end: usize) -> Mention {
    let (start, end) = without_marks(r, start, end);
    let (s, quantified) = head_of(r, start, end);
    let found = r.noun(s);
    // ضابطا كنديا: the accusative of an indefinite noun.
    let accusative = || r.lexicon.find(r.key(s).strip_suffix('ا')?).and_then(|w| r.lexicon.word(w).noun);
    let head = found.map(|n| n.noun).or_else(|| accusative().filter(|n| !n.definite));
    let unnamed_source = head.is_some_and(|h| h.domain == "src" && !h.definite);
    let name = || name_in(r, s, end).or_else(|| before_role(r, s, end)).map(|found| apposed(r, s, end, found));
    let name = if unnamed_source { None } else { name() };
    // وزير الزراعة سالم الحلي ومدير السد زيد الراوي: several speak, and none of the names is theirs alone.
    let several = name.is_some_and(|(_, b)| joined_speaker(r, b, end));
    let name = name.filter(|&(a, _)| !several && !inside_of_thing(r, s, a));
    let nation = (s..end).find_map(|k| if r.has(k, NATION) { r.word(k).map(|w| w.nation) } else { None }).unwrap_or("");
    let other = (s..end).any(|k| r.has(k, OTHER) && k > s);
    // زيد, رائد: a given name that is also a title heads nothing.
    let head = head.filter(|_| name.is_none_or(|(a, _)| a != s));
    let role = role_of(r, s, end, name);
    let affiliation = role.and_then(|(a, b)| affiliation_in(r, a, b));
    let kind = if several { SpeakerType::Group } else { kind_of(r, s, end, head, name, quantified) };
    let definite = is_definite(r, s, end, name, found.map_or(1, |n| n.len));
    let complement = end > s + found.map_or(1, |n| n.len);
    // آمر أحد الألوية: one of several.
    let some = (s + 1..end.min(s + 3)).any(|k| matches!(r.key(k), "احد" | "احدى" | "احدي"));
    let office = !quantified && !some && definite && head.is_some_and(|h| is_office(r, s, h, complement));
    Mention {
        tokens: (start, end),
        name,
        role,
        affiliation,
        head,
        roles: (s..end)
            .filter(|&k| !name.is_some_and(|(a, b)| a <= k && k < b))
            .filter_map(|k| r.noun(k))
            .filter(|n| n.noun.is_person() && n.proclitic.is_none())
            .map(|n| n.noun)
            .collect(),
        words: words(r, s, end),
        kind,
        agreement: if several { Agreement::UNKNOWN } else { agreement_of(r, s, head, name, kind) },
        definite,
        other,
        quantified,
        nation,
        office: office || several,
    }
}

/// جوي هود، مساعد الوزير: two or three words of whatever letters are a name where an office of one person follows.
fn before_role(r: &Reading, s: usize, end: usize) -> Option<(usize, usize)> {
    let comma = (s + 2..end.min(s + 4)).find(|&k| r.kind(k) == Kind::Comma)?;
    let thing = |k: usize| {
        r.noun(k).is_some() || r.has(k, METONYM | OUTLET | OUTLET_HEAD | STATEMENT | COMP | PREP | TIME | HARD)
    };
    let bare = (s..comma).all(|k| r.is_word(k) && !thing(k) && !r.key(k).starts_with("ال") && !r.has_conjunction(k));
    let office = r
        .noun(comma + 1)
        .is_some_and(|n| n.noun.is_person() && n.noun.agreement.number != Number::Plural && n.proclitic.is_none());
    (bare && office).then_some((s, comma))
}

/// حزب الجيل برئاسة سالم الحلي، اتحاد الكرة: what stands inside the name of an organisation or document, with nobody's role
/// before it, names no speaker.
fn inside_of_thing(r: &Reading, s: usize, name: usize) -> bool {
    let person = |k: usize| r.noun(k).is_some_and(|n| n.noun.is_person());
    let thing = r.has(s, METONYM | OUTLET | OUTLET_HEAD | STATEMENT)
        || r.noun(s).is_some_and(|n| !n.noun.is_person() && n.noun.domain != "src");
    name > s && thing && !(s..name).any(person)
}

/// Whether behind a name another person is joined to it.
fn joined_speaker(r: &Reading, from: usize, end: usize) -> bool {
    (from..end).take(8).any(|k| {
        let joined = r.is_joined(k);
        let person =
            |n: NounMatch| n.noun.is_person() && n.noun.agreement.number != Number::Plural && n.proclitic.is_none();
        joined && (r.has(k, GIVEN) || r.noun(k).is_some_and(person))
    })
}

/// Where the head of a phrase stands, behind marks, emphasis and quantifiers; whether it has a quantifier.
fn head_of(r: &Reading, start: usize, end: usize) -> (usize, bool) {
    let mut s = start;
    let mut quantified = false;
    // "مصادر محلية" في المدينة: the head stands inside the marks.
    while s + 1 < end && r.kind(s) == Kind::Quote {
        s += 1;
    }
    while s + 1 < end && matches!(r.bare_key(s), "نفس" | "ذات" | "هذا" | "هذه" | "هؤلاء" | "تلك") {
        s += 1;
    }
    while s < end && (r.has(s, QUANTIFIER) || r.kind(s) == Kind::Number || quantified && r.bare_key(s) == "من") {
        quantified = true;
        s += 1;
    }
    (if s >= end { start } else { s }, quantified)
}

/// Whether only one person holds the role at the head of a phrase.
fn is_office(r: &Reading, s: usize, head: Noun, complement: bool) -> bool {
    let by_complement =
        || r.has(s, OFFICE) || head.anonymous_prone <= 1 && base_is_office(r, head.base) || is_deputy(r, s, head.base);
    head.is_person()
        && head.agreement.number != Number::Plural
        && (head.anonymous_prone == 0 || complement && by_complement())
}

fn base_is_office(r: &Reading, base: &str) -> bool {
    let key = fold(base.split(' ').next().unwrap_or_default(), Level::K2);
    r.lexicon.find(&key).is_some_and(|w| r.lexicon.word(w).flags & OFFICE != 0)
}

/// نائب قائد القوة، مساعد الأمين العام: who stands in for the holder of an office.
fn is_deputy(r: &Reading, s: usize, base: &str) -> bool {
    matches!(base, "نائب" | "مساعد" | "معاون" | "وكيل")
        && (r.has(s + 1, OFFICE) || r.noun(s + 1).is_some_and(|n| base_is_office(r, n.noun.base)))
}

fn without_marks(r: &Reading, mut start: usize, mut end: usize) -> (usize, usize) {
    // Marks around a part of the phrase (موقع "الأفق" الغالي) stay.
    let opens_part = |k: usize, end: usize| r.quotes.opened_by(k).is_some_and(|q| q.end + 1 < end);
    let closes_part = |k: usize, start: usize| r.quotes.closed_by(k).is_some_and(|q| q.first > start + 1);
    while start + 1 < end && matches!(r.kind(start), Kind::Quote | Kind::Dash | Kind::Comma) && !opens_part(start, end)
    {
        start += 1;
    }
    while end > start + 1
        && matches!(r.kind(end - 1), Kind::Quote | Kind::Dash | Kind::Comma)
        && !closes_part(end - 1, start)
    {
        end -= 1;
    }
    (start, end)
}

/// K3 keys of the words of a phrase, without articles and function words.
pub(crate) fn words(r: &Reading, start: usize, end: usize) -> Vec<String> {
    (start..end)
        .filter(|&k| r.is_word(k) && !(r.has(k, PREP | IN_NP | CONJ) && !r.has(k, GIVEN)) && !is_emphasis(r, k))
        .map(|k| telling_key(r, k))
        .collect()
}

/// K3 of a word without article; a nationality and its country get one form (العراقي، العراق).
fn telling_key(r: &Reading, k: usize) -> String {
    let nation = if r.has(k, NATION) { r.word(k).map(|w| w.nation) } else { None };
    match nation {
        Some(base) if !base.is_empty() => word_key(&fold(base, Level::K2)).trim_end_matches('ي').to_string(),
        _ if r.has(k, METONYM) => word_key(r.key(k)).trim_end_matches('ا').to_string(),
        // لأمينه العام: the noun without what is joined to it.
        _ if r.word(k).is_none() && r.noun(k).is_some() => {
            r.noun(k).map_or_else(String::new, |n| word_key(&fold(n.noun.base, Level::K2)).into_owned())
        }
        _ => word_key(r.bare_key(k)).into_owned(),
    }
}

/// K3 keys of the words of a name.
pub(super) fn name_keys(r: &Reading, (start, end): (usize, usize)) -> Vec<String> {
    (start..end).filter(|&k| r.is_word(k)).map(|k| word_key(r.key(k)).into_owned()).collect()
}

/// K3 without the article.
pub(crate) fn word_key(key: &str) -> Cow<'_, str> {
    let bare = without_article(key);
    if is_k3(bare) { Cow::Borrowed(bare) } else { Cow::Owned(fold(bare, Level::K3)) }
}

/// A key without the article, where enough of a word is left.
pub(super) fn without_article(key: &str) -> &str {
    key.strip_prefix("ال").filter(|rest| rest.chars().nth(2).is_some()).unwrap_or(key)
}

/// أحد المسؤولين، إحدى العاملات: one person out of many.
fn one_of(r: &Reading, s: usize) -> bool {
    s > 0 && matches!(r.bare_key(s - 1), "احد" | "احدى" | "احدي")
}

fn role_of(r: &Reading, s: usize, end: usize, name: Option<(usize, usize)>) -> Option<(usize, usize)> {
    let Some((a, b)) = name else { return Some((s, end)) };
    let trim = |mut x: usize, mut y: usize| {
        while x < y && !r.is_word(x) {
            x += 1;
        }
        // … but the mark that closes a name inside the role (صحيفة «الأفق») stays.
        let closes = |k: usize| r.quotes.closed_by(k).is_some_and(|q| q.first > x);
        // نائب سابق، هو زيد الحلي: what leads to the name is no role.
        let leads = |k: usize| r.has(k, NAMED) || matches!(r.key(k), "هو" | "هي" | "وهو" | "وهي");
        while y > x && (!r.is_word(y - 1) && !closes(y - 1) || y - 1 > x && leads(y - 1)) {
            y -= 1;
        }
        (x < y).then_some((x, y))
    };
    // السيد زيد الحلي وزير النفط: the role behind the name says more than the honorific before it.
    let honorific = |(x, y): (usize, usize)| (x..y).all(|k| r.has(k, HONORIFIC));
    let (before, after) = (trim(s, a), trim(b, end));
    let role_behind = |&(x, _): &(usize, usize)| r.noun(x).is_some_and(|n| n.noun.is_person());
    match before {
        Some(title) if honorific(title) => after.filter(role_behind).or(before),
        _ => before.or(after),
    }
}

/// From the first organisation head or name inside a role to the end of the role.
fn affiliation_in(r: &Reading, s: usize, end: usize) -> Option<(usize, usize)> {
    (s + 1..end)
        .find(|&k| {
            r.noun(k).is_some_and(|n| {
                matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName | NounKind::Media)
                    && n.proclitic != Some('ك')
            })
        })
        .map(|k| (k, rank_before_end(r, k, end)))
}

/// A rank at the end of a role (… المشتركة اللواء) is no part of the organisation.
fn rank_before_end(r: &Reading, s: usize, end: usize) -> usize {
    (s + 1..end).find(|&k| r.noun(k).is_some_and(|n| n.noun.kind == NounKind::Rank && n.noun.definite)).unwrap_or(end)
}

fn kind_of(
    r: &Reading,
    s: usize,
    end: usize,
    head: Option<Noun>,
    name: Option<(usize, usize)>,
    quantified: bool,
) -> SpeakerType {
    let flags = r.flags_behind_clitic(s);
    match head {
        Some(h) => match h.kind {
            NounKind::Document => SpeakerType::Document,
            NounKind::Organisation | NounKind::OrganisationName | NounKind::Media if h.domain != "src" => {
                SpeakerType::Organisation
            }
            // مجموعة "الواحة": a group with a name of its own.
            _ if r.has(s, COLLECTIVE) && r.kind(s + 1) == Kind::Quote && s + 1 < end => SpeakerType::Organisation,
            _ if one_of(r, s) => SpeakerType::Person,
            _ if quantified || h.agreement.number == Number::Plural || r.has(s, COLLECTIVE) => SpeakerType::Group,
            _ => SpeakerType::Person,
        },
        None if name.is_some() => SpeakerType::Person,
        None if flags & (METONYM | MINISTRY | OUTLET | OUTLET_HEAD) != 0 => SpeakerType::Organisation,
        // معلومات: somebody's, who is not named.
        None if flags & STATEMENT != 0 && !r.key(s).ends_with("معلومات") => SpeakerType::Document,
        None if r.has(s, COLLECTIVE) && r.kind(s + 1) == Kind::Quote && s + 1 < end => SpeakerType::Organisation,
        None if r.has(s, COLLECTIVE)
            || looks_plural(r.key(s)) && !r.key(s).ends_with("ية") && !r.key(s).ends_with("يه")
            || quantified =>
        {
            SpeakerType::Group
        }
        None if end > s + 1 || r.key(s).ends_with('ة') => SpeakerType::Organisation,
        None => SpeakerType::Person,
    }
}

fn is_definite(r: &Reading, s: usize, end: usize, name: Option<(usize, usize)>, head_len: usize) -> bool {
    if name.is_some() || r.key(s).starts_with("ال") || r.has(s, METONYM | PLACE | OUTLET) {
        return true;
    }
    if r.noun(s).is_some_and(|n| n.noun.definite) {
        return true;
    }
    // Construct: the next word is definite (وزير الدفاع), or another construct head (نائب رئيس الوزراء).
    let mut k = s + head_len;
    while k < end && k - s < 5 {
        if r.has(k, PREP) || !r.is_word(k) {
            return false;
        }
        if r.key(k).starts_with("ال")
            || r.has(k, METONYM | PLACE)
            || r.key(k).ends_with("ها")
            || r.noun(k).is_some_and(|n| n.noun.definite && n.proclitic.is_none())
        {
            return true;
        }
        // مدير صحة الرصافة: a common noun in construct state, no adjective.
        let chained = k + 1 < end
            && r.noun(k).is_none()
            && !r.has(k, NATION | GIVEN | NOT_NAME)
            && !r.key(k).ends_with('ي')
            && (r.key(k + 1).starts_with("ال") || r.has(k + 1, PLACE | METONYM));
        if (r.has(k, NATION) || r.noun(k).is_none()) && !chained {
            return names_place(r, k);
        }
        k += 1;
    }
    false
}

/// محافظ بيشة، رئيس بلدية الدجيل: behind the head of a place or its ruler an unknown word that is no adjective is its name.
fn names_place(r: &Reading, k: usize) -> bool {
    let head = k.checked_sub(1).filter(|&h| r.has(h, SEAT) && r.noun(h).is_some_and(|n| !n.noun.definite));
    let adjective = ["ي", "ية", "يه"].iter().any(|e| r.key(k).ends_with(e)) || r.has(k, NOT_NAME);
    head.is_some() && !adjective && super::open_phrase::is_unknown(r, k)
}

fn agreement_of(
    r: &Reading,
    s: usize,
    head: Option<Noun>,
    name: Option<(usize, usize)>,
    kind: SpeakerType,
) -> Agreement {
    if let Some(h) = head {
        let mut agreement = h.agreement;
        if one_of(r, s) {
            let gender = if r.bare_key(s - 1) == "احد" { Gender::Masculine } else { Gender::Feminine };
            return Agreement { gender, number: Number::Singular };
        }
        if let Some(gender) = name.and_then(|(a, _)| name_gender(r, a)) {
            // A man's title may name a woman (النائب ميس).
            agreement.gender = gender;
        }
        if r.has(s, COLLECTIVE) || h.domain == "src" && agreement.number == Number::Plural {
            // Plurals of things take the feminine singular.
            return Agreement { gender: Gender::Feminine, number: Number::Unknown };
        }
        return agreement;
    }
    if let Some((a, _)) = name {
        return Agreement { gender: name_gender(r, a).unwrap_or(Gender::Unknown), number: Number::Singular };
    }
    let feminine = r.key(s).ends_with('ة') || r.key(s).ends_with("ات");
    match kind {
        SpeakerType::Group if r.key(s).ends_with("ون") || r.key(s).ends_with("ين") => {
            Agreement { gender: Gender::Masculine, number: Number::Plural }
        }
        SpeakerType::Group => Agreement { gender: Gender::Unknown, number: Number::Unknown },
        _ if feminine => Agreement { gender: Gender::Feminine, number: Number::Singular },
        _ => Agreement { gender: Gender::Unknown, number: Number::Singular },
    }
}

fn name_gender(r: &Reading, i: usize) -> Option<Gender> {
    // نور الدين، ضياء الدين: men, whoever bears the first word alone.
    if r.key(i + 1) == "الدين" {
        return Some(Gender::Masculine);
    }
    let word = r.word(i)?;
    match word.name_gender? {
        'f' => Some(Gender::Feminine),
        'm' => Some(Gender::Masculine),
        _ => None,
    }
}
