//! What goes on a speaker's phrase read word by word: prepositions that belong to its head.

use super::adjunct::is_time;
use super::narration::is_crowd;
use super::open_phrase::{governed, is_action};
use super::reading::Reading;
use crate::lexicon::cue::{CueForm, Number, governs};
use crate::lexicon::flags::{METONYM, PLACE, STATEMENT};
use crate::lexicon::noun::NounKind;
use crate::text::token::Kind;

/// Whether the preposition at `e` goes on the phrase that begins at `s`; `complete`: the words before it can be a whole
/// phrase.
pub(super) fn goes_on(r: &Reading, (s, e): (usize, usize), limit: usize, cue: &CueForm, complete: bool) -> bool {
    // شكك خبراء أمنيون في جدية القرار: the preposition of the cue, unless a place follows.
    let doubted = r.bare_key(e) == "في"
        && complete
        && governed(r, e, cue)
        && !r.has(e + 1, PLACE | METONYM)
        && r.noun(e + 1).is_none();
    // حذر مصدر أمني من فراغ: so is من, unless the source's own place or institution follows.
    let warned = r.bare_key(e) == "من"
        && complete
        && governed(r, e, cue)
        && !r.key(e + 1).starts_with("ال")
        && !r.has(e + 1, PLACE | METONYM)
        && r.noun(e + 1).is_none();
    !doubted && !warned && continues(r, s, e)
        || of_institution(r, s, e, limit, cue)
        || founded_for(r, s, e, cue)
        || out_of(r, s, e, cue)
}

/// الإقليم، المحافظة: where an institution is.
fn is_area(key: &str) -> bool {
    matches!(
        key,
        "الاقليم"
            | "البلاد"
            | "المدينة"
            | "العاصمة"
            | "المحافظة"
            | "المنطقة"
            | "القضاء"
            | "الناحية"
            | "البلدة"
    )
}

/// Roles whose عن or على or إلى continues the phrase.
fn continues(r: &Reading, s: usize, i: usize) -> bool {
    let head = r.noun(s).map_or("", |n| n.noun.base);
    match r.bare_key(i) {
        "في" => {
            // السفارة الأجنبية في العاصمة: a place belongs to any speaker.
            (r.noun(s).is_some_and(|n| n.noun.is_person() || n.noun.anonymous_prone == 2)
                || r.noun(s).is_some() && (r.has(i + 1, PLACE | METONYM) || is_area(r.key(i + 1))))
                && !r.has(i + 1, STATEMENT)
                && !is_time(r, i + 1)
        }
        "عن" => {
            let member = head.starts_with("نائب") || head.starts_with("عضو") || head.starts_with("ممثل");
            let bloc =
                matches!(r.key(i + 1), "كتلة" | "حزب" | "تحالف" | "ائتلاف" | "تيار" | "قائمة" | "محافظة" | "دائرة");
            (member || head == "مسؤول") && i == s + 1 || member && bloc && i <= s + 4
        }
        "من" => {
            is_crowd(r, s) && i == s + 1
                || matches!(r.key(s), "عدد" | "مجموعة" | "كل" | "مصدر" | "مقرب" | "اكثر") && i <= s + 2
                || matches!(r.key(i - 1), "مقرب" | "قريب" | "مقربون" | "مقربة")
        }
        "على" => matches!(r.key(i - 1), "المشرف" | "مطلع" | "مطلعة" | "مطلعين" | "مطلعون" | "القائم"),
        "الى" => matches!(r.key(i - 1), "المبعوث" | "الموفد" | "السفير" | "المندوب"),
        "ضد" => r.key(s) == "التحالف",
        "باسم" | "بلسان" | "لشؤون" | "للشؤون" | "برتبة" | "بقيادة" | "برئاسة" | "بزعامة" => {
            true
        }
        "لدى" => ["سفير", "مبعوث", "مندوب", "ممثل", "قنصل"].iter().any(|posted| head.starts_with(posted)),
        _ => false,
    }
}

/// الأمين العام لحزب الوفاق (إلى): ل before an institution goes on with a definite role where the cue has another
/// preposition further on for its complement.
fn of_institution(r: &Reading, s: usize, i: usize, limit: usize, cue: &CueForm) -> bool {
    let role = r.noun(s).is_some_and(|n| n.noun.is_person() && n.noun.definite);
    let institution = r.noun(i).is_some_and(|n| {
        n.proclitic == Some('ل') && matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName)
    });
    role && institution
        && cue.takes(governs::LI)
        && (i + 1..limit.min(i + 14))
            .take_while(|&k| r.is_word(k))
            .any(|k| matches!(r.bare_key(k), "الى" | "على") && governed(r, k, cue))
}

/// اللجنة العليا لإعمار الميناء: what an institution is for, where the cue takes no ل.
fn founded_for(r: &Reading, s: usize, i: usize, cue: &CueForm) -> bool {
    let institution = r.noun(s).is_some_and(|n| n.noun.kind == NounKind::Organisation && n.proclitic.is_none());
    let aim = || r.key(i).strip_prefix('ل').is_some_and(|stem| is_action(r, stem) && r.noun(i).is_none());
    institution && !cue.takes(governs::LI) && aim()
}

/// حذر أعضاء من الحزبين من مغبة …: the first من goes on with a group, the second one is the cue's.
fn out_of(r: &Reading, s: usize, i: usize, cue: &CueForm) -> bool {
    let group = r.noun(s).is_some_and(|n| n.noun.is_person() && n.noun.agreement.number == Number::Plural);
    let whole = r.key(i + 1).starts_with("ال") && ["ين", "ات"].iter().any(|end| r.key(i + 1).ends_with(end));
    cue.takes(governs::MIN) && group && r.key(i) == "من" && whole && r.key(i + 2) == "من"
}

/// دعا النائب سالم الحلي، الأطراف إلى التروي: behind the comma stands who is asked, with the preposition of the cue.
pub(super) fn asks_behind(r: &Reading, comma: usize, end: usize, cue: &CueForm) -> bool {
    let preposition = |k: usize| governed(r, k, cue);
    cue.takes(governs::OBJECT_FIRST) && r.key(comma + 1).starts_with("ال") && (comma + 2..end).any(preposition)
}

/// القيادي في الحزب الزراعي "النخيل"، سالم الحلي، من عواقب …: a short quotation that a comma follows is a name where the
/// preposition of the cue is still to come.
pub(super) fn closes_name(r: &Reading, (open, end): (usize, usize), limit: usize, cue: &CueForm) -> bool {
    let preposition = |k: usize| matches!(r.bare_key(k), "من" | "الى" | "على" | "عن") && governed(r, k, cue);
    end - open <= 4
        && r.kind(end + 1) == Kind::Comma
        && (end + 2..limit.min(end + 16))
            .take_while(|&k| r.is_word(k) || matches!(r.kind(k), Kind::Comma | Kind::Number))
            .any(preposition)
}
