//! The noun phrase that stands before its cue, read from the cue to the left; what it means for the claim is
//! `subject_first`.

use super::adjunct::{is_venue, skip_adjuncts};
use super::anonymity::Formulas;
use super::mention::{MAX_NP, can_begin, closed_end, trim_end};
use super::open_phrase::{is_unknown, masdar_shape};
use super::reading::Reading;
use super::shape::accusative_noun;
use crate::lexicon::cue::{Ambiguity, Gender, Number, Tense};
use crate::lexicon::flags::{
    COMP, CONJ, GIVEN, HARD, JOIN, KANA, MASDAR, METONYM, NEG, NOT_NAME, OBJ_NOUN, OUTLET, OUTLET_HEAD, PREP, PRONOUN,
    QAD, QUANTIFIER, REL, TIME, VERB,
};
use crate::model::BlockKind;
use crate::text::token::Kind;

/// The subject before a cue (الوزير أكد، كان الوزير قد أكد، الذي أكد), as a range of tokens.
pub(crate) fn before(r: &Reading, cue: usize, sentence_start: usize, formulas: Formulas) -> Option<(usize, usize)> {
    if let Some(framed) = framed(r, cue, sentence_start, formulas) {
        return Some(framed);
    }
    let (e, relative) = phrase_end(r, cue, sentence_start);
    let s = phrase_start(r, cue, (sentence_start, e), relative, formulas);
    let mut s = skip_adjuncts(r, s, e);
    // Before a relative pronoun other words may stand (وصل الوفد، الذي): the antecedent begins at its head.
    // … and so before حضر العالم سالم، where the verb is a word that nobody lists.
    let verb_first = |s: usize| {
        (is_unknown(r, s) || r.has(s, VERB))
            && !r.key(s).starts_with("ال")
            && (r.noun(s + 1).is_some() || r.key(s + 1).starts_with("ال"))
    };
    while relative && s < e && (!(can_begin(r, s, e) && heads_a_subject(r, s, e)) || s + 1 < e && verb_first(s)) {
        s += 1;
    }
    // إن سالما قال، لكن الصافي أكد: what stands between the particle and the verb is the subject.
    let topic = s > sentence_start
        && s < e
        && (r.has(s - 1, COMP | KANA) || matches!(r.bare_key(s - 1), "لكن"))
        && e - s <= 8
        && !r.has(s, MASDAR | OBJ_NOUN | PREP | NOT_NAME)
        && !masdar_shape(r.key(s))
        && (e - s > 1 || is_unknown(r, s));
    let names = topic || heads_a_subject(r, s, e) || headlined(r, s, cue, sentence_start);
    if s >= e || !can_begin(r, s, e) || e - s > 20 || !names {
        return None;
    }
    let end = (s + 1..e).find(|&k| formulas.starting(k).is_some() || r.has(k, REL)).unwrap_or(e);
    // المراقبون في تصريحات لهم ذكروا: where somebody speaks is no part of who he is.
    let venue = |k: &usize| is_venue(r, *k) && skip_adjuncts(r, *k, end) >= end;
    let end = (s + 1..end).find(venue).unwrap_or(end);
    let end = trim_end(r, s, end);
    (end > s).then(|| (name_before(r, s, sentence_start), end))
}

/// Where the phrase before a cue ends: before قد, adverbs, time, and the relative pronoun of the cue; whether there is one.
fn phrase_end(r: &Reading, cue: usize, sentence_start: usize) -> (usize, bool) {
    let mut e = cue;
    while e > sentence_start
        && (r.has(e - 1, QAD) && !r.has_conjunction(e - 1)
            || r.has(e - 1, TIME)
            || matches!(r.key(e - 1), "ايضا" | "كذلك" | "نفسه" | "نفسها"))
    {
        e -= 1;
    }
    let relative = e > sentence_start && r.has(e - 1, REL);
    if relative {
        let comma = e >= 2 && r.kind(e - 2) == Kind::Comma;
        e -= if comma { 2 } else { 1 };
    }
    (e, relative)
}

/// The first token up to which nothing ends the phrase before `e`, read backwards.
fn phrase_start(
    r: &Reading,
    cue: usize,
    (sentence_start, e): (usize, usize),
    relative: bool,
    formulas: Formulas,
) -> usize {
    let alone = r
        .finite_cues(cue)
        .any(|(c, _)| c.agreement.number == Number::Singular && c.agreement.gender == Gender::Masculine);
    let mut s = e;
    while s > sentence_start && e - s < MAX_NP {
        let k = s - 1;
        let begins = match r.kind(k) {
            // واشنطن تنفي ومسؤول يتحدث عن: behind its subject a verb in the singular speaks of one.
            Kind::Word if alone && !relative && joined_person(r, k) => return k,
            Kind::Word => Some(k).filter(|&k| !of_clause(r, k, sentence_start, relative, formulas)),
            Kind::Number => Some(k),
            Kind::Quote => r
                .quotes
                .closed_by(k)
                .filter(|q| q.words(&r.tokens) <= 4 && q.first > sentence_start)
                .map(|q| q.first - 1),
            Kind::Close => (sentence_start..k).rev().take(20).find(|&o| r.kind(o) == Kind::Open),
            Kind::Comma => {
                Some(k).filter(|&k| formulas.around(k.saturating_sub(1)).is_some() || formulas.around(k + 1).is_some())
            }
            _ => None,
        };
        let Some(begins) = begins else { break };
        s = begins;
    }
    s
}

/// Whether a word before a cue belongs to a clause of its own.
fn of_clause(r: &Reading, k: usize, sentence_start: usize, relative: bool, formulas: Formulas) -> bool {
    let free_relative = relative && matches!(r.bare_key(k), "ما" | "من" | "مما");
    // الدولة التي كانت قد تأسست حديثا اعتبرت أن: كان behind a relative pronoun is of its clause.
    let inside = || {
        r.has(k, KANA) && k > sentence_start && r.has(k - 1, REL)
            || r.has(k, QAD) && k > sentence_start + 1 && r.has(k - 1, KANA) && r.has(k - 2, REL)
    };
    let stops = r.has(k, COMP | KANA | CONJ | JOIN | QAD | NEG | PRONOUN) && !r.has(k, GIVEN);
    free_relative
        || stops && !inside()
        || r.finite_cues(k).any(|(c, _)| c.ambiguity != Ambiguity::High)
            && r.noun(k).is_none()
            && formulas.around(k).is_none()
}

/// حمداوي يدعو إلى …: the one word before the verb of a headline is a name, if nothing else is known of it.
fn headlined(r: &Reading, s: usize, cue: usize, sentence_start: usize) -> bool {
    let title = r.blocks[r.token(s).block as usize].kind == BlockKind::Title;
    let plain = |key: &str| {
        !key.starts_with(['و', 'ف', 'ي', 'ت', 'ب', 'ل', 'ك']) && !key.ends_with(['ا', 'ة']) && !key.ends_with("ات")
    };
    title
        && s == sentence_start
        && cue == s + 1
        && is_unknown(r, s)
        && plain(r.key(s))
        && r.finite_cues(cue).any(|(c, _)| c.tense == Tense::Imperfect && c.ambiguity != Ambiguity::High)
}

/// ومسؤول: a man who is joined to what stands before.
fn joined_person(r: &Reading, k: usize) -> bool {
    let joined = r.is_joined(k);
    let man = r.noun(k).is_some_and(|n| {
        n.noun.is_person() && !n.noun.definite && n.proclitic.is_none() && n.noun.agreement.number == Number::Singular
    });
    joined && man
}

/// سالم الحلي، عضو اللجنة قال; هذا ما أكده المدير سالم الحلي، عضو اللجنة، الذي أضاف: where the subject is an apposition,
/// the name before its comma, if it opens the sentence or has a title before it.
fn name_before(r: &Reading, s: usize, sentence_start: usize) -> usize {
    let apposition = r.noun(s).is_some_and(|n| n.noun.is_person() && n.proclitic.is_none());
    let Some(comma) = s.checked_sub(1).filter(|&k| apposition && k > sentence_start && r.kind(k) == Kind::Comma) else {
        return s;
    };
    let name = |from: usize| super::name::analyse(r, from, comma).name;
    if (2..=5).contains(&(comma - sentence_start)) && name(sentence_start) == Some((sentence_start, comma)) {
        return sentence_start;
    }
    let titled = |&k: &usize| {
        r.noun(k).is_some_and(|n| {
            n.noun.is_person()
                && n.noun.definite
                && n.proclitic.is_none()
                && !r.has_conjunction(k)
                && name(k) == Some((k + n.len, comma))
        })
    };
    let words = (sentence_start..comma).rev().take(6).take_while(|&k| r.is_word(k)).last().unwrap_or(comma);
    (words..comma).find(titled).unwrap_or(s)
}

/// The subject in a frame that closes right before the cue: `كان X، أمس، قد أعلن`, `سبق لـX أن أعلن`.
fn framed(r: &Reading, cue: usize, sentence_start: usize, formulas: Formulas) -> Option<(usize, usize)> {
    let form = r.finite_cues(cue).next()?.0;
    let from = cue.saturating_sub(FRAME).max(sentence_start);
    // التي كانت قد تأسست: the antecedent is the subject of كان, not what follows.
    // عما إذا كان الوزير قد وصل، أجاب: a question.
    let asked = |k: usize| k > 0 && matches!(r.bare_key(k - 1), "اذا" | "ان");
    let inner = |k: usize| k > 0 && r.has(k - 1, REL) && r.has(k + 1, QAD) || asked(k);
    let opens = |k: &usize| r.has(*k, KANA) && !inner(*k) || r.bare_key(*k).ends_with("سبق");
    let frame = (from..cue)
        .rev()
        .take_while(|&k| !matches!(r.kind(k), Kind::Stop | Kind::Semicolon | Kind::Colon))
        .find(opens)?;
    let s = skip_adjuncts(r, frame + 1, cue);
    let beneficiary = r.noun(s).is_some_and(|n| n.proclitic == Some('ل'));
    let passed = r.has(frame, KANA) && !beneficiary && can_begin(r, s, cue);
    let preceded = beneficiary && !r.has(frame, KANA) && r.has(cue - 1, COMP);
    if s >= cue || !(passed || preceded) || passed && !heads_a_subject(r, s, cue) {
        return None;
    }
    let limit = if preceded { cue - 1 } else { cue };
    let end = closed_end(r, s, limit, form, formulas);
    let bare = trim_end(r, s, (s + 1..end).find(|&k| r.has(k, QAD | REL)).unwrap_or(end));
    if bare <= s {
        return None;
    }
    if only_adjuncts(r, bare, limit, formulas) {
        return Some((s, bare));
    }
    // كان المتحدث، سالم الحلي أعلن: a short apposition up to the verb.
    let apposed = passed
        && r.kind(bare) == Kind::Comma
        && limit - bare <= 4
        && (bare + 1..limit).all(|k| r.is_word(k) && !r.has(k, COMP | PREP | HARD | TIME | QAD | REL | NEG));
    apposed.then_some((s, limit))
}

/// How far before its cue a frame may open, in tokens.
const FRAME: usize = 40;

/// Whether nothing but adjuncts, قد and a relative clause between commas stands in the range.
fn only_adjuncts(r: &Reading, start: usize, end: usize, formulas: Formulas) -> bool {
    let mut k = start;
    while k < end {
        let comma = r.kind(k) == Kind::Comma;
        if comma && (r.has(k + 1, REL) || formulas.around(k + 1).is_some()) {
            match (k + 1..end).rev().find(|&c| r.kind(c) == Kind::Comma) {
                Some(close) => k = close + 1,
                None => return false,
            }
            continue;
        }
        let next = if r.has(k, QAD | TIME) { k + 1 } else { skip_adjuncts(r, k, end) };
        if next == k {
            return false;
        }
        k = next;
    }
    true
}

/// Whether a phrase before a verb can be its subject: a person, an institution, a name; not any stretch of words.
fn heads_a_subject(r: &Reading, s: usize, e: usize) -> bool {
    use crate::lexicon::flags::COLLECTIVE;
    if r.noun(s).is_some_and(|n| n.proclitic.is_none())
        || r.has(s, METONYM | OUTLET | OUTLET_HEAD | COLLECTIVE | QUANTIFIER)
        || r.kind(s) == Kind::Quote
        // لكن نائبا مقربا من الحكومة قال
        || accusative_noun(r, s)
    {
        return true;
    }
    if r.has(s, NOT_NAME | PREP | MASDAR | OBJ_NOUN) {
        return false;
    }
    let key = r.key(s);
    // Nothing is left of a phrase where what stands before it took all of it.
    let words = e.checked_sub(s);
    let definite = key.starts_with("ال") && words.is_some_and(|n| n <= 6);
    let name = r.has(s, GIVEN)
        || is_unknown(r, s)
            && words.is_some_and(|n| (2..=4).contains(&n))
            && is_unknown(r, e - 1)
            && !key.starts_with(['و', 'ف', 'ي', 'ب'])
            && !key.ends_with('ا');
    definite || name
}
