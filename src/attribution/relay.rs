//! Relayed reports: نقلت الوكالة عن X أن …, نقل الموقع عن مصادر، مقتل ….

use super::draft::Construction;
use super::finder::{Accepted, Start};
use super::mention::{self, Subject};
use super::open_phrase;
use super::trial::Trial;
use crate::lexicon::cue::{CueForm, Pos, Sub, Tense};
use crate::lexicon::flags::{COMP, GIVEN, MASDAR, STATEMENT};
use crate::text::token::Kind;

/// The phrase after عن of a transmitting verb, up to its verbal noun.
pub(super) fn relayed_source(t: &Trial, limit: usize) -> Option<(usize, usize)> {
    let Trial { r, sentence, formulas, .. } = *t;
    let relays = |k: usize| r.finite_cues(k).any(|(c, _)| c.sub == Sub::Transmit || c.sub == Sub::Selfsource);
    let verb = (sentence.start..limit).rev().take(30).find(|&k| relays(k))?;
    // علمت الوكالة من مصدر أن
    let from = if r.finite_cues(verb).any(|(c, _)| c.sub == Sub::Transmit) { "عن" } else { "من" };
    // أوردت الصحيفة نقلا عن مصدر أن: that one is a report by its preposition.
    let preposition = (verb + 1..limit).find(|&k| r.bare_key(k) == from).filter(|&k| !matches!(r.key(k - 1), "نقلا"))?;
    // What stands behind عن is no object: نقلت عن مسؤولين.
    let form = CueForm { governs: 0, ..r.finite_cues(verb).next()?.0.clone() };
    let opens = |k: usize| {
        r.has(k, COMP)
            || r.kind(k) == Kind::Colon
            // نقلت الوكالة عن مصدر القول بأن
            || r.key(k) == "القول" && (r.has(k + 1, COMP) || matches!(r.kind(k + 1), Kind::Colon | Kind::Quote))
            || r.cues(k).any(|(c, _)| c.pos == Pos::Masdar && c.speaker_pronoun.is_some())
    };
    let end = (preposition + 2..limit).find(|&k| opens(k)).unwrap_or(limit);
    match mention::in_window(r, preposition + 1, end, &form, formulas) {
        // عن باحثين يصفان الأمر بأنه: a verb behind the source is of its relative clause.
        // نشر على حسابه عن جلسة اليوم: what he writes about.
        Subject::Overt(s, _) if form.lemma == "نشر" && r.has(s, STATEMENT) => None,
        Subject::Overt(s, e) => {
            let acts = |&k: &usize| {
                r.noun(k).is_none() && r.finite_cues(k).any(|(c, bare)| !bare && c.tense == Tense::Imperfect)
            };
            Some((s, (s + 1..e).find(acts).unwrap_or(e)))
        }
        _ => None,
    }
}

/// نقل الموقع عن مصادر في المدينة، مقتل مدني: what happened, as a noun behind the comma that ends the source.
pub(super) fn relayed_event(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, limit, .. } = *t;
    let from = c.at + 1;
    let preposition = (from..limit.min(from + 12)).find(|&k| r.bare_key(k) == "عن" && c.form.sub == Sub::Transmit)?;
    let comma = (preposition..limit.min(preposition + 14)).find(|&k| r.kind(k) == Kind::Comma)?;
    let at = comma + 1;
    let event = at + 1 < limit && (r.has(at, MASDAR) || open_phrase::is_action(r, r.key(at))) && !r.has(at, GIVEN);
    let subject = t.subject_in(from, preposition);
    let source = t.subject_in(preposition + 1, comma);
    let (true, Subject::Overt(s, e)) = (event, source) else { return None };
    let mut a = t.accept(subject, Start::Nominal, at, Construction::Nominal);
    a.relayed = Some((s, e));
    Some(a)
}
