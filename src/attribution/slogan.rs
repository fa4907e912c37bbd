//! Slogans: what crowds chant and what stands on their banners.

use super::anonymity::Formulas;
use super::draft::Construction;
use super::finder::{Accepted, Start};
use super::mention::{Subject, in_window};
use super::open_phrase::is_attention;
use super::opener::complements;
use super::reading::Reading;
use super::trial::Trial;
use crate::lexicon::cue::{CueForm, Pos};
use crate::lexicon::flags::COMP;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// How many words may stand between a banner and the verb that says what is written on it.
const BANNER_REACH: usize = 4;

/// رددوا هتافات منها "…"، ردد المحتجون شعارات: …: what is chanted is named before it is quoted.
pub(super) fn chanted(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, sentence, .. } = *t;
    let chants = matches!(c.form.lemma, "ردّد" | "هتف") && matches!(c.form.pos, Pos::Verb | Pos::Participle);
    let slogans = (c.at + 1..sentence.end.min(c.at + 9))
        .take_while(|&k| chants && r.is_word(k))
        .find(|&k| is_slogan(r.bare_key(k)))?;
    let quote = quoted_behind(r, slogans + 1, sentence)?;
    let subject = in_window(r, c.at + 1, slogans, c.form, Formulas::NONE);
    Some(t.accept(subject, Start::Quote(quote), quote + 1, Construction::Slogan))
}

/// لافتات كتب عليها "…"، لافتة تقول "…", وأخرى كتب عليها "…", كتب على لافتة: "…": the banner speaks.
pub(super) fn written(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, sentence, .. } = *t;
    if !on_banner(r, c.at, sentence.start) || !matches!(c.form.pos, Pos::Verb | Pos::VerbObject) {
        return None;
    }
    if let Some(banner) = banner_behind(r, c.at) {
        let quote = quoted_behind(r, banner + 1, sentence)?;
        let subject = Subject::Overt(banner, banner + 1);
        return Some(t.accept(subject, Start::Quote(quote), quote + 1, Construction::Slogan));
    }
    let quote = quoted_behind(r, c.at + 1, sentence)?;
    let banner = |k: &usize| is_banner(r, *k) || is_other(r, *k);
    let banner = (sentence.start..c.at).rev().take(BANNER_REACH).find(banner)?;
    let subject = if is_other(r, banner) { Subject::Elided } else { Subject::Overt(banner, banner + 1) };
    let mut a = t.accept(subject, Start::Quote(quote), quote + 1, Construction::Slogan);
    a.clause_start = banner;
    Some(a)
}

/// رفعوا لافتات "…": the noun is what leads to the words.
pub(super) fn bare(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, sentence, .. } = *t;
    let quote = c.at + 1;
    let opens = quote < sentence.end && r.kind(quote) == Kind::Quote;
    (opens && r.quotes.opened_by(quote).is_some())
        .then(|| t.accept(Subject::Overt(c.at, quote), Start::Quote(quote), quote + 1, Construction::Slogan))
}

/// للمطالبة، للتنديد: forms that tell a purpose.
pub(super) fn is_purpose(form: &CueForm) -> bool {
    form.form.starts_with("لل")
}

/// تظاهر العشرات … للمطالبة بـ, مسيرة للتنديد بـ: what a crowd came together for.
pub(super) fn rallies(r: &Reading, aim: usize, sentence_start: usize) -> bool {
    let gathering = |k: usize| {
        matches!(
            r.bare_key(k),
            "تظاهر"
                | "تظاهرة"
                | "تظاهروا"
                | "تظاهرت"
                | "مظاهرة"
                | "مظاهرات"
                | "تظاهرات"
                | "مسيرة"
                | "مسيرات"
                | "وقفة"
                | "وقفات"
                | "احتشد"
                | "احتشدت"
                | "احتشدوا"
                | "خرج"
                | "خرجت"
                | "خرجوا"
                | "تجمع"
                | "تجمعت"
                | "تجمعوا"
                | "اعتصم"
                | "اعتصام"
                | "حشد"
                | "حشود"
        )
    };
    (sentence_start..aim).any(gathering)
}

/// وأخرى كتب عليها
fn is_other(r: &Reading, k: usize) -> bool {
    matches!(r.bare_key(k), "اخرى" | "اخري")
}

/// كتب على لافتة، كتب على إحدى اللافتات: the banner behind a verb of writing.
fn banner_behind(r: &Reading, cue: usize) -> Option<usize> {
    let on = cue + 1;
    let written = matches!(r.bare_key(cue), "كتب" | "كتبت" | "خط" | "خطت") && matches!(r.key(on), "على" | "علي");
    let one = |k: usize| matches!(r.key(k), "احدى" | "احدي" | "بعض" | "واحدة" | "واحده");
    let banner = if one(on + 1) { on + 2 } else { on + 1 };
    (written && is_banner(r, banner)).then_some(banner)
}

/// Whether a verb of writing or saying stands behind a banner, or has one behind it.
pub(super) fn on_banner(r: &Reading, cue: usize, sentence_start: usize) -> bool {
    if banner_behind(r, cue).is_some() {
        return true;
    }
    let verb = matches!(r.bare_key(cue), "كتب" | "كتبت" | "خط" | "خطت" | "تقول" | "يقول" | "كتبوا");
    let before = || (sentence_start..cue).rev();
    let banner = |k: usize| is_banner(r, k) || is_other(r, k);
    verb && before().take(BANNER_REACH).take_while(|&k| r.is_word(k)).any(banner) && before().any(|k| is_banner(r, k))
}

/// The quotation mark behind what only leads to it: عليها عبارات، منها، من قبيل، a colon.
fn quoted_behind(r: &Reading, from: usize, sentence: Sentence) -> Option<usize> {
    let leads = |k: usize| {
        r.kind(k) == Kind::Colon
            || is_slogan(r.bare_key(k))
            || matches!(
                r.bare_key(k),
                "عليها" | "عليه" | "فيها" | "منها" | "من" | "بينها" | "قبيل" | "مثل" | "تقول" | "بعبارات" | "بينهما"
                    | "على" | "احداها" | "احداهما" | "بعضها" | "تحتها" | "فوقها"
            )
            // هتافات مناهضة "…": an adjective.
            || k == from && r.is_word(k) && r.cues(k).next().is_none() && !complements(r, k)
    };
    let quote = (from..sentence.end.min(from + 6)).find(|&k| !leads(k))?;
    (r.kind(quote) == Kind::Quote && r.quotes.opened_by(quote).is_some()).then_some(quote)
}

fn is_slogan(word: &str) -> bool {
    matches!(
        word,
        "هتافات"
            | "هتاف"
            | "شعارات"
            | "شعار"
            | "عبارات"
            | "عباره"
            | "عبارة"
            | "الشعارات"
            | "صيحات"
            | "اهازيج"
    )
}

/// A banner; لافتة إلى أن is the participle.
pub(super) fn is_banner(r: &Reading, k: usize) -> bool {
    let noun = matches!(
        r.bare_key(k),
        "لافتات"
            | "لافته"
            | "لافتة"
            | "يافطات"
            | "يافطه"
            | "يافطة"
            | "اللافتات"
            | "اللافته"
            | "اللافتة"
            | "ملصقات"
            | "بلافتات"
    );
    noun && !r.has(k + 1, COMP) && r.bare_key(k + 1) != "الى" && !is_attention(r.bare_key(k + 1))
}
