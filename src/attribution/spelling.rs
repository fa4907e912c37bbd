//! Letters and marks that the matching keys fold away, where they tell a cue from its homograph.

use super::reading::Reading;
use crate::lexicon::cue::{Ambiguity, CueForm, Pos, Tense};
use crate::lexicon::flags::NOT_NAME;

/// Whether the written word cannot be this form although their keys are equal.
pub(super) fn differs(r: &Reading, i: usize, form: &CueForm, conjunction: bool) -> bool {
    let written = r.written(i);
    let mut letters = written.chars();
    if conjunction {
        letters.next();
    }
    let careful = r.writes_hamza || written.contains(['أ', 'إ', 'آ']);
    // وسائله is no وسائلة.
    let joined_ta = conjunction && form.pos == Pos::Participle && form.form.ends_with('ة') && written.ends_with('ه');
    joined_ta
        || ending_differs(letters.clone(), form, careful)
        || opening_differs(letters.clone(), form)
        || marks_differ(letters, form)
        || r.writes_hamza
            && (form.ambiguity != Ambiguity::Low || r.has(i, NOT_NAME))
            && hamza_missing(written, form.form)
}

/// Written with the doubled letter that tells the lemma from its homographs (عدّ, بيّن).
pub(super) fn doubled(r: &Reading, i: usize, form: &CueForm) -> bool {
    form.lemma.contains('\u{651}') && r.written(i).contains('\u{651}')
}

/// دعوة is not دعوه, أقرأ not أقرا; for those who write hamza, رأي is not رأى either.
fn ending_differs(letters: std::str::Chars, form: &CueForm, careful: bool) -> bool {
    let last = letters.rev().find(|c| !is_mark(*c));
    match last {
        Some(c @ ('ة' | 'أ')) => !form.form.ends_with(c),
        Some('ي') => careful && form.form.ends_with('ى'),
        _ => false,
    }
}

/// أملا ("hope") is not آملا ("hoping").
fn opening_differs(letters: std::str::Chars, form: &CueForm) -> bool {
    let first = letters.into_iter().find(|c| !is_mark(*c));
    matches!((first, form.form.chars().next()), (Some('أ'), Some('آ')) | (Some('آ'), Some('أ')))
}

/// Nunation in u or i is a noun (صوتٌ), a short u on the first radical of a perfect a passive (طُلبت).
fn marks_differ(mut letters: std::str::Chars, form: &CueForm) -> bool {
    if !matches!(form.pos, Pos::Verb | Pos::VerbObject) {
        return false;
    }
    if letters.clone().any(|c| matches!(c, '\u{64C}' | '\u{64D}')) {
        return true;
    }
    form.tense == Tense::Perfect && letters.find(|c| !is_mark(*c)).is_some() && letters.next() == Some('\u{64F}')
}

/// In a text that writes hamza, a word without one is not the cue that has it (هنا is not هنأ); راى is no other word.
fn hamza_missing(written: &str, form: &str) -> bool {
    if form == "رأى" && written.ends_with("راى") {
        return false;
    }
    let seats = |text: &str| text.chars().filter(|c| matches!(c, 'أ' | 'إ' | 'آ')).count();
    seats(form) > seats(written)
}

/// Vowel signs and the dagger alef.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}' | '\u{670}')
}
