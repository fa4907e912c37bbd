//! The subject that stands before its cue.

use super::finder::{Accepted, Start, agrees};
use super::mention::{MAX_NP, Subject};
use super::open_phrase;
use super::opener::is_initial;
use super::phrase_before;
use super::reading::Reading;
use super::slogan::is_banner;
use super::trial::Trial;
use crate::lexicon::cue::{Gender, Number, governs};
use crate::lexicon::flags::{COMP, GIVEN, KANA, METONYM, PREP, PRONOUN, QAD, QUANTIFIER, REL};
use crate::model::CueClass;
use crate::text::token::Kind;

/// The subject before the cue, where one can stand there.
pub(super) fn subject_before(t: &Trial) -> Option<(usize, usize)> {
    let Trial { r, c, sentence, formulas, .. } = *t;
    let start = r.quotes.around(c.at).map_or(sentence.start, |q| q.first.max(sentence.start));
    if let Some(found) = phrase_before::before(r, c.at, start, formulas) {
        return Some(found);
    }
    if let Some(antecedent) = antecedent_before(t, start) {
        return Some(antecedent);
    }
    // الوزير، الذي زار بغداد، قال إن: the phrase before the first comma, with an apposition or relative clause after it.
    let previous = c.at.checked_sub(1).filter(|&k| k >= start && r.kind(k) == Kind::Comma)?;
    // رئيس الوزراء سالم الراوي، قال، خلال لقائه …، إن: nothing but the subject opens the sentence.
    let opening = || phrase_before::before(r, previous, start, formulas).filter(|&found| found == (start, previous));
    let Some(first_comma) = (start..previous).find(|&k| r.kind(k) == Kind::Comma) else { return opening() };
    let head = phrase_before::before(r, first_comma, start, formulas)?;
    let inner = first_comma + 1;
    // لكن المستشار، سالم الحلي، قال: the name belongs to him.
    if super::name::analyse(r, inner, previous).name == Some((inner, previous)) {
        return Some((head.0, previous));
    }
    let relative = r.has(inner, REL)
        || matches!(r.key(inner), "وهو" | "وهي" | "وهم")
        || r.noun(inner).is_some_and(|n| n.proclitic.is_none())
        || formulas.starting(inner).is_some();
    (relative && (start..first_comma).all(|k| r.finite_cues(k).next().is_none())).then_some(head)
}

/// الوزير الذي زار بغداد، قال إن: the antecedent of a relative clause that opens the sentence and ends at the comma before
/// the cue. An indefinite word right before الذي or التي is a name.
fn antecedent_before(t: &Trial, start: usize) -> Option<(usize, usize)> {
    let Trial { r, c, formulas, .. } = *t;
    let comma = c.at.checked_sub(1).filter(|&k| k > start && r.kind(k) == Kind::Comma)?;
    let relative = (start + 1..comma.min(start + 8)).find(|&k| matches!(r.key(k), "الذي" | "التي" | "الذين"))?;
    let plain = (start..comma).all(|k| r.is_word(k) || matches!(r.kind(k), Kind::Number))
        && (start..relative).all(|k| r.finite_cues(k).next().is_none());
    let name = relative == start + 1 && open_phrase::is_unknown(r, start) && !r.key(start).starts_with("ال");
    let head = if name { Some((start, relative)) } else { phrase_before::before(r, relative, start, formulas) };
    head.filter(|&(s, _)| plain && s == start)
}

/// المحقق أخبر الصحيفة أن …: where the subject opens the clause and the verb takes the one who is told, the phrase behind
/// the verb is he.
pub(super) fn told_first(t: &Trial, a: &Accepted) -> Option<(usize, usize)> {
    let Trial { r, c, sentence, .. } = *t;
    // الكتل طالبت الوزير بـ…: who is asked stands there as well.
    let asks = c.form.class == CueClass::Demand && a.start == Start::Nominal;
    // خطيب الجامع شجب التدخل قائلا: so does what is condemned.
    let object = c.form.takes(governs::ACC) && a.shown_cue.is_some();
    let told = c.form.takes(governs::OBJECT_FIRST) || c.form.lemma == "سأل";
    let tells = object || told && (asks || a.start == Start::Clause);
    if !tells || c.conjunction || !matches!(a.subject, Subject::Overt(..)) {
        return None;
    }
    let (s, e) = subject_before(t)?;
    let before = if s > sentence.start + 1 && r.kind(s - 1) == Kind::Quote { s - 2 } else { s.saturating_sub(1) };
    let opens = s == sentence.start || r.has(before, COMP | KANA) || matches!(r.bare_key(before), "لكن");
    let fits = r.noun(s).is_none_or(|n| agrees(c.form.agreement.gender, n.noun.agreement.gender));
    // وكان المدير قد اتهم الشركة بأنها
    let framed = r.has(before, KANA) && r.has(c.at - 1, QAD);
    ((e == c.at || framed) && opens && fits).then_some((s, e))
}

/// أما جاره أبو عمر، فيرى أن: between أما and the verb with its ف stands the subject, however it begins; أما الجسر، فيرى أنه ضيق
/// has a topic there.
pub(super) fn topicalised(t: &Trial) -> Option<(usize, usize)> {
    let Trial { r, c, sentence, .. } = *t;
    // فقد اعتبر, فيعتبر
    let verb = c.at.checked_sub(1).filter(|&k| r.key(k) == "فقد").unwrap_or(c.at);
    let joined = verb < c.at || c.conjunction && r.key(c.at).starts_with('ف');
    let end = if r.kind(verb.checked_sub(1)?) == Kind::Comma { verb - 1 } else { verb };
    let particle = (sentence.start..end).rev().take(MAX_NP).find(|&k| matches!(r.bare_key(k), "اما"))?;
    let s = particle + 1;
    let phrase = joined
        && s < end
        && (s..end).all(|k| r.is_word(k) || matches!(r.kind(k), Kind::Quote | Kind::Comma) || is_initial(r, k))
        && !r.has(s, PREP | COMP);
    // أما المقدم المتقاعد، سالم الحلي، فبين: an apposition belongs to it; a clause about him does not.
    let clause = |k: &usize| {
        r.kind(*k) == Kind::Comma && (r.has(*k + 1, REL | PRONOUN) || matches!(r.key(*k + 1), "وهو" | "وهي" | "وقد"))
    };
    let end = (s..end).find(clause).unwrap_or(end);
    let somebody =
        |k: usize| r.has(k, GIVEN | METONYM | QUANTIFIER) || r.noun(k).is_some_and(|n| n.proclitic.is_none());
    (phrase && (s..end).any(somebody)).then_some((s, end))
}

/// عن باحثين يصفان الأمر، لافتات تصف المدير بـ: behind an indefinite noun a relative clause has no pronoun; a dual or plural
/// verb shows it, or that the noun is one that speaks.
pub(super) fn asyndetic(t: &Trial) -> Option<usize> {
    let Trial { r, c, sentence, .. } = *t;
    let banner = c.at.checked_sub(1).filter(|&k| k >= sentence.start && is_banner(r, k) && !r.key(k).starts_with("ال"));
    if banner.is_some() {
        return banner;
    }
    let many = |number| matches!(number, Number::Dual | Number::Plural);
    let head = c.at.checked_sub(1).filter(|&k| k > sentence.start && r.has(k - 1, PREP))?;
    let noun = r.noun(head).filter(|n| n.proclitic.is_none() && !n.noun.definite && n.noun.is_person())?;
    (many(c.form.agreement.number) && many(noun.noun.agreement.number)).then_some(head)
}

/// Gender of the relative pronoun before a cue.
pub(super) fn relative_gender(r: &Reading, cue: usize) -> Gender {
    match cue.checked_sub(1).map(|k| r.bare_key(k)) {
        Some("التي" | "والتي") => Gender::Feminine,
        Some("الذي" | "والذي") => Gender::Masculine,
        _ => Gender::Unknown,
    }
}
