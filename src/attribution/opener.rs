//! What opens the content: a complementiser, a colon, a quotation, or the first word of a complement.

use super::adjunct::close_of;
use super::anonymity::Formulas;
use super::object::definite_saying;
use super::open_phrase::governed;
use super::reading::Reading;
use crate::lexicon::cue::{Ambiguity, CueForm, Pos, Sub, Tense, governs};
use crate::lexicon::flags::{
    ATTITUDE, COMP, COMP_BLOCK, CONJ, FIRST_PERSON, GIVEN, NATION, OUTLET, OUTLET_HEAD, PREP, QAD, QAEL, REL, TITLED,
    VERB,
};
use crate::lexicon::noun::NounKind;
use crate::model::CueClass;
use crate::text::token::Kind;

/// How the content is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OpenerKind {
    Complementiser,
    Colon,
    Quote,
}

/// An opener: where it begins (its preposition included) and where the content begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opener {
    pub(crate) kind: OpenerKind,
    pub(crate) start: usize,
    pub(crate) content: usize,
    /// قائلا or بالقول stood before it.
    pub(crate) qael: Option<usize>,
}

/// How far an opener may stand from its cue, in tokens.
const REACH: usize = 60;

/// The first opener at depth 0 after `from`, before `limit`.
pub(crate) fn find(r: &Reading, from: usize, limit: usize, cue: &CueForm, formulas: Formulas) -> Option<Opener> {
    let limit = limit.min(from + REACH);
    let mut qael = None;
    let mut i = from;
    while i < limit {
        if let Some(f) = formulas.around(i) {
            i = f.end;
            continue;
        }
        match r.kind(i) {
            Kind::Stop | Kind::Semicolon if !is_initial(r, i) => return None,
            Kind::Open => {
                i = close_of(r, i, limit).map_or(i + 1, |c| c + 1);
                continue;
            }
            // ذكر الوزير - في تصريحات نقلتها الوكالة - أنه: between dashes as between commas.
            Kind::Dash if i > from && r.token(i).spaced => {
                let close = (i + 2..limit.min(i + 20)).find(|&k| r.kind(k) == Kind::Dash);
                i = close.filter(|&c| complements(r, c + 1)).map_or(i + 1, |c| c + 1);
                continue;
            }
            Kind::Colon if r.kind(i - 1) == Kind::Number && r.kind(i + 1) == Kind::Number => {}
            Kind::Comma if said_without_mark(r, i, from, limit, cue) => {
                return Some(Opener { kind: OpenerKind::Colon, start: i, content: i + 1, qael });
            }
            Kind::Colon if i > from + 1 && of_another_cue(r, i) => return None,
            Kind::Colon => return Some(Opener { kind: OpenerKind::Colon, start: i, content: i + 1, qael }),
            Kind::Quote => match at_quote(r, i, (from, limit), cue) {
                AtQuote::Content => return Some(Opener { kind: OpenerKind::Quote, start: i, content: i + 1, qael }),
                AtQuote::Skip(to) => {
                    i = to;
                    continue;
                }
            },
            // بعد أن اشترط عدم ذكر اسمه
            Kind::Word if r.has(i, COMP) && formulas.starting(i + 1).is_some() => {}
            Kind::Word => {
                if let Some(kind) = opens_itself(r, i, from, cue) {
                    return Some(Opener { kind, start: i, content: i, qael });
                } else if r.has(i, QAEL) {
                    qael = Some(i);
                } else if r.has(i, REL) {
                    i = after_relative(r, i, limit);
                    continue;
                } else if let Some(opener) = complementiser(r, i, from, cue) {
                    return Some(Opener { qael, ..opener });
                } else if stops_search(r, i, from, cue) {
                    return None;
                }
            }
            _ => {}
        }
        i += 1;
    }
    None
}

/// توعد المحتجون الشركة بالإضراب، وكتبوا: …: the colon of another cue.
fn of_another_cue(r: &Reading, colon: usize) -> bool {
    let own = |c: &CueForm| c.ambiguity != Ambiguity::High || c.takes(governs::COLON);
    r.kind(colon - 2) == Kind::Comma && r.finite_cues(colon - 1).any(|(c, bare)| bare && own(c))
}

/// A word that opens the content and is part of it.
fn opens_itself(r: &Reading, i: usize, from: usize, cue: &CueForm) -> Option<OpenerKind> {
    // يصف الطبيب كيف صارت المدينة: the question is what is told.
    let how = || i > from && r.key(i) == "كيف" && matches!(cue.sub, Sub::Describe | Sub::Explain | Sub::Narrate);
    if forbids(r, i, cue) && cue.class != CueClass::Decision || how() {
        return Some(OpenerKind::Complementiser);
    }
    speaks_itself(r, i, from, cue).then_some(OpenerKind::Colon)
}

pub(super) fn is_initial(r: &Reading, stop: usize) -> bool {
    // د. زيد، بي.سي
    let letters = if r.token(stop + 1).spaced { 1 } else { 2 };
    r.kind(stop) == Kind::Stop && stop > 0 && r.key(stop - 1).chars().count() <= letters && !r.token(stop).spaced
}

/// توقع ألا يطرأ تبدل، ناشد الجميع ألا يغادروا، طالب بألا يهدم: that … not, in one word, which stays in the content.
fn forbids(r: &Reading, i: usize, cue: &CueForm) -> bool {
    let written = match r.written(i) {
        "ألا" | "ألّا" => cue.takes(governs::AN),
        "بألا" | "بألّا" => cue.pos == Pos::Verb && cue.takes(governs::BI | governs::BI_AN),
        _ => false,
    };
    written && r.key(i + 1).starts_with(['ي', 'ت', 'ن', 'ا'])
}

/// وأضاف نحن في انتظار …، فقالت كنت هناك، وقال يجب أن …، قال الوزير لقد وصلنا: behind a verb of saying the first person, what
/// must or will not be, and behind its subject لقد, speak without any mark.
fn speaks_itself(r: &Reading, i: usize, from: usize, cue: &CueForm) -> bool {
    cue.takes(governs::QUOTE)
        && matches!(cue.sub, Sub::Say | Sub::Add)
        && (r.key(i) == "لقد"
            || i == from
                && (r.has(i, FIRST_PERSON)
                    || matches!(r.key(i), "يجب" | "ينبغي" | "لن" | "سوف" | "هناك" | "ليس" | "ليست")))
}

/// وقال المدير سالم الحلي، أسفر الحادث عن …: behind the comma that ends the speaker a verb, where nothing else opens content.
fn said_without_mark(r: &Reading, comma: usize, from: usize, limit: usize, cue: &CueForm) -> bool {
    let named = || (from..comma).any(|k| r.has(k, GIVEN) || r.noun(k).is_some_and(|n| n.noun.is_person()));
    let opens = |k: usize| r.has(k, COMP) || matches!(r.kind(k), Kind::Colon | Kind::Quote);
    cue.lemma == "قال"
        && comma > from
        && r.has(comma + 1, VERB)
        && !r.has_conjunction(comma + 1)
        && r.is_word(comma + 2)
        && named()
        && !(comma + 1..limit.min(comma + 16)).any(opens)
}

/// A complementiser at `i` that opens content.
fn complementiser(r: &Reading, i: usize, from: usize, cue: &CueForm) -> Option<Opener> {
    if !r.has(i, COMP) || r.has_conjunction(i) || inside_outlet(r, i) {
        return None;
    }
    // هدد بالرحيل، إن لم تصل الرواتب: a verb that takes no clause has none in its condition.
    let bare = !cue.takes(governs::AN | governs::QUOTE | governs::COLON | governs::QAEL);
    if bare && i > from && is_condition(r, i) {
        return None;
    }
    let previous = i.checked_sub(1).filter(|&p| p >= from || r.has(p, COMP_BLOCK));
    let preposition = previous.filter(|&p| p >= from && matches!(r.bare_key(p), "الى" | "على" | "من" | "عن" | "في"));
    if let Some(p) = preposition {
        let licensed = match r.bare_key(p) {
            "الى" => cue.takes(governs::ILA | governs::PREP_AN | governs::OBJECT_FIRST),
            "على" => cue.takes(governs::ALA | governs::PREP_AN | governs::OBJECT_FIRST),
            "من" => cue.takes(governs::MIN | governs::PREP_AN),
            "عن" => cue.takes(governs::AN_PREP),
            _ => cue.takes(governs::FI | governs::AN),
        };
        if !licensed {
            return None;
        }
    } else if previous.is_some_and(|p| {
        // نقلت الوكالة عن مصدر القول إن: as قوله.
        let relayed = cue.sub == Sub::Transmit && r.key(p) == "القول";
        r.has(p, COMP_BLOCK) || impersonal(r, p) || p > from && definite_saying(r, p) && !relayed
    }) {
        return None;
    }
    Some(Opener { kind: OpenerKind::Complementiser, start: preposition.unwrap_or(i), content: i + 1, qael: None })
}

/// من الواضح أن: nobody says it.
fn impersonal(r: &Reading, adjective: usize) -> bool {
    adjective > 0 && r.phrase_word(adjective - 1).is_some_and(|(_, w)| w.cues.iter().any(|c| c.pos == Pos::Impersonal))
}

/// سي إن إن: the letters of an outlet's name are no complementiser.
fn inside_outlet(r: &Reading, i: usize) -> bool {
    (i.saturating_sub(2)..=i).any(|k| r.phrase_word(k).is_some_and(|(p, w)| w.flags & OUTLET != 0 && k + p.len() > i))
}

/// Where the search goes on after a relative pronoun: behind the comma that closes the clause, or, where none does,
/// behind the first complementiser if another follows (the first belongs to a verb of the clause).
fn after_relative(r: &Reading, rel: usize, limit: usize) -> usize {
    let after_comma = rel > 0 && r.kind(rel - 1) == Kind::Comma;
    if after_comma {
        if let Some(comma) = (rel + 1..limit).find(|&k| r.kind(k) == Kind::Comma) {
            return comma + 1;
        }
    }
    let comps: Vec<usize> = (rel + 1..limit)
        .take_while(|&k| !matches!(r.kind(k), Kind::Stop | Kind::Quote))
        .filter(|&k| r.has(k, COMP) && !r.has_conjunction(k) && !r.has(k - 1, COMP_BLOCK))
        .take(2)
        .collect();
    match comps.as_slice() {
        [first, _] if (rel + 1..*first).any(|k| r.finite_cues(k).any(|(c, _)| c.ambiguity == Ambiguity::Low)) => {
            first + 1
        }
        _ => rel + 1,
    }
}

enum AtQuote {
    Content,
    Skip(usize),
}

/// Whether the quotation at a mark is content or only a quoted name.
fn at_quote(r: &Reading, mark: usize, (from, limit): (usize, usize), cue: &CueForm) -> AtQuote {
    let Some(quote) = r.quotes.opened_by(mark) else { return AtQuote::Skip(mark + 1) };
    let (words, end) = (quote.words(&r.tokens), quote.end);
    let direct =
        cue.takes(governs::QUOTE | governs::COLON | governs::AN | governs::QAEL | governs::BI_AN) || cue.governs == 0;
    let name = || {
        is_name_quote(r, mark, words)
            || names_speaker(r, (mark, end), words, (from, limit), cue)
            || names_thing(r, (mark, end), words, (from, limit), cue)
            || titled_before(r, end, words, limit)
    };
    // قال الوزير في افتتاح "ملتقى الشباب والمستقبل: نعمل معا من أجل المدينة"، إنه: what he says begins behind the comma.
    let goes_on = || {
        end + 2 < limit
            && r.kind(end + 1) == Kind::Comma
            && r.has(end + 2, COMP)
            && !r.has_conjunction(end + 2)
            && mark > from
            && r.is_word(mark - 1)
    };
    if direct && !name() && !goes_on() { AtQuote::Content } else { AtQuote::Skip(end + 1) }
}

/// دعت "الجمعية …" إلى: the quoted name of whoever speaks, with the preposition of the cue behind it.
fn names_speaker(
    r: &Reading,
    (mark, end): (usize, usize),
    words: usize,
    (from, limit): (usize, usize),
    cue: &CueForm,
) -> bool {
    if words <= 8 && mark > 0 && r.is_cue(mark - 1) && end + 2 < limit && governed(r, end + 1, cue) {
        return true;
    }
    if words > 5 || mark != from {
        return false;
    }
    let mut behind = (end + 2..limit.min(end + 16)).take_while(|&k| r.is_word(k) || r.kind(k) == Kind::Comma);
    // دعت "التنسيقية"، الخميس، الحكومة إلى: time and those who are asked stand between.
    if cue.takes(governs::OBJECT_FIRST) && r.kind(end + 1) == Kind::Comma {
        return behind.any(|k| governed(r, k, cue));
    }
    // نبهت "كتائب النهر" في العراق، الأربعاء، إلى: a name with its place or adjective, where the cue takes a preposition only.
    let bare = !cue.takes(governs::AN | governs::QUOTE | governs::COLON | governs::QAEL);
    let modified = r.bare_key(end + 1) == "في" || r.has(end + 1, NATION);
    (bare || !cue.takes(governs::ACC)) && modified && behind.any(|k| governed(r, k, cue) && r.bare_key(k) != "في")
}

/// One to three quoted words inside a phrase: the name of a thing.
fn names_thing(
    r: &Reading,
    (mark, end): (usize, usize),
    words: usize,
    (from, limit): (usize, usize),
    cue: &CueForm,
) -> bool {
    if words > 3 || mark == 0 {
        return false;
    }
    let before = mark - 1;
    // رئيس الهيئة في "جيش النهر": under a preposition that is not the cue's.
    r.has(before, PREP) && (r.bare_key(before) == "في" || !governed(r, before, cue))
        // زاد «برنت» …: the sentence goes on.
        || words <= 2 && end + 1 < limit && r.is_word(end + 1) && r.kind(before) != Kind::Colon
        // ختمت عرضها بتقديم فكرة عن البرنامج «نبراس»: one word behind more than the subject and no colon.
        || words == 1
            && (mark > from + 3
                || mark > from + 1 && r.noun(from).is_some_and(|n| !n.noun.is_person() && n.proclitic.is_none()))
            && r.is_word(before)
}

/// A short quotation with an opener behind it is a name or a title.
fn titled_before(r: &Reading, end: usize, words: usize, limit: usize) -> bool {
    let opener = |k: usize| {
        r.has(k, COMP) && !r.has_conjunction(k) && !r.has(k - 1, COMP_BLOCK)
            || r.kind(k) == Kind::Colon
            || r.kind(k) == Kind::Quote && r.quotes.opened_by(k).is_some_and(|q| q.words(&r.tokens) > 5)
    };
    words <= 5 && (end + 1..limit).take(25).take_while(|&k| r.kind(k) != Kind::Stop).any(opener)
}

/// A quoted name: a few words after a proclitic, an outlet or organisation head.
pub(crate) fn is_name_quote(r: &Reading, mark: usize, words: usize) -> bool {
    if mark == 0 {
        return false;
    }
    let before = mark - 1;
    // تحت شعار "…": a motto or title may be a whole sentence.
    if words > if r.has(before, TITLED) { 12 } else { 5 } {
        return false;
    }
    if r.token(before).block != r.token(mark).block {
        return false;
    }
    let clitic = matches!(r.bare_key(before), "ل" | "ب" | "ك") && !r.token(mark).spaced;
    let head = r.has(before, OUTLET_HEAD | TITLED)
        || r.noun(before)
            .is_some_and(|n| matches!(n.noun.kind, NounKind::Organisation | NounKind::Media) && !n.noun.definite)
        || matches!(r.key(before), "تنظيم" | "حركة" | "كتلة" | "عملية" | "حزب" | "التنظيم" | "قناة");
    clitic || head
}

/// قال، أعلن in the perfect: behind a comma, the main verb of a sentence that began with an adjunct.
fn says(c: &CueForm) -> bool {
    c.ambiguity == Ambiguity::Low
        && c.tense == Tense::Perfect
        && matches!(c.sub, Sub::Say | Sub::Announce | Sub::Assert)
}

/// Another main cue ends the search: the first one has no clausal complement.
fn stops_search(r: &Reading, i: usize, from: usize, cue: &CueForm) -> bool {
    if i == from {
        return false;
    }
    // قبل أن يوضح أن: what follows belongs to the verb of the clause of time.
    if r.has(i, COMP) && r.has(i - 1, COMP_BLOCK) && r.finite_cues(i + 1).next().is_some() {
        return true;
    }
    if cue.takes(governs::ACC) && r.has(i, ATTITUDE) {
        return true;
    }
    // اقترح الرئيس منح الجائزة لكن الحلي قال: إن …: another speaks.
    let set_against = matches!(r.bare_key(i), "لكن") && r.finite_cues(i + 1).next().is_none();
    if set_against && (i + 2..i + 6).take_while(|&k| r.is_word(k)).any(|k| r.finite_cues(k).any(|(c, _)| says(c))) {
        return true;
    }
    if !r.is_cue(i) {
        return false;
    }
    let after_break = matches!(r.kind(i - 1), Kind::Comma | Kind::Quote | Kind::Close);
    let participle = r.cues(i).any(|(c, _)| c.pos == Pos::Participle && c.ambiguity != Ambiguity::High);
    if participle && after_break && !r.has(i, QAEL) && r.noun(i).is_none() {
        return true;
    }
    // وأضاف، إذ قال، فقد أعلن: a new main clause.
    let comma = r.kind(i - 1) == Kind::Comma;
    let linked = r.has(i - 1, CONJ) || r.has(i - 1, QAD) && r.has_conjunction(i - 1);
    r.noun(i).is_none()
        && r.finite_cues(i).any(|(c, bare)| {
            (bare || linked)
                && (c.ambiguity == Ambiguity::Low && c.tense == Tense::Perfect
                    || bare && comma && c.ambiguity != Ambiguity::High)
                || comma && !bare && says(c) && r.key(from - 1) != r.key(i)
        })
}

/// Whether a complementiser opens what is said at `i`, and no condition (إن لم، إن كان).
pub(super) fn complements(r: &Reading, i: usize) -> bool {
    r.has(i, COMP) && !r.has_conjunction(i) && !is_condition(r, i)
}

/// إن لم، إن كان، إن تجاوزوا: "if", since no verb follows the particle.
pub(super) fn is_condition(r: &Reading, i: usize) -> bool {
    let written = r.written(i).ends_with("إن");
    matches!(r.bare_key(i), "ان")
        && (matches!(r.key(i + 1), "لم" | "كان" | "كانت" | "كانوا" | "كنت" | "كنا" | "شاء" | "هو" | "هي" | "هم")
            || written && (r.has(i + 1, VERB) || perfect_plural(r.key(i + 1))) && r.noun(i + 1).is_none())
}

/// امتنعوا: a verb by its ending, in the perfect by its beginning.
fn perfect_plural(key: &str) -> bool {
    key.ends_with("وا") && !key.starts_with(['ي', 'ت']) && key.chars().count() > 4
}

/// "…" ترى المجلة التي أشارت إلى أن: the opener right behind the cue of a relative clause is that cue's.
pub(super) fn relative_has(r: &Reading, from: usize, o: &Opener) -> bool {
    let own = |cue: usize| {
        cue > from && r.has(cue - 1, REL) && r.finite_cues(cue).any(|(c, _)| c.ambiguity != Ambiguity::High)
    };
    let preposition =
        o.start.checked_sub(2).filter(|_| r.has(o.start - 1, PREP) || matches!(r.key(o.start - 1), "الى" | "على"));
    o.kind == OpenerKind::Complementiser && (own(o.start - 1) || preposition.is_some_and(own))
}

/// The first word of a quotation behind its complementiser ("إن كذا", "أننا كذا"), which belongs to the report.
pub(super) fn behind_complementiser(r: &Reading, first: usize) -> usize {
    if complements(r, first) { first + 1 } else { first }
}
