//! Whether a complement that is no clause stands before what opens the content: then the opener belongs to it.

use super::adjunct::skip_adjuncts;
use super::complement::within_adjunct;
use super::open_phrase::{action_under_bi, governed, is_action, is_definite_action};
use super::opener::{Opener, OpenerKind};
use super::reading::Reading;
use super::trial::Trial;
use crate::lexicon::cue::{Sub, governs};
use crate::lexicon::flags::{ATTITUDE, MASDAR, OBJ_NOUN};
use crate::model::CueClass;
use crate::text::token::Kind;

/// Whether an object or prepositional complement begins before the opener: then the opener belongs to it.
pub(super) fn object_before(t: &Trial, o: &Opener) -> bool {
    let Trial { r, c, .. } = *t;
    let form = c.form;
    let bears = form.sub.takes_noun() || form.takes(governs::BI);
    if !bears || o.start <= c.at + 1 {
        return false;
    }
    let (_, after) = t.subject_up_to(o.start);
    let at = skip_adjuncts(r, after, o.start);
    // أكد مصدر، رفض الكشف عن هويته، أن: what somebody asks for is no object.
    let at = t.formulas.starting(at).map_or(at, |formula| skip_adjuncts(r, formula.end, o.start));
    if within_adjunct(r, after, at, form).is_some() {
        return true;
    }
    if at >= o.start || set_off_before(r, at, o) {
        return false;
    }
    let at = behind_place(t, at, o).unwrap_or(at);
    if o.qael.is_none() && judged(t, after, at, o) || asked_to(t, after, o) {
        return true;
    }
    // دعا الحكومة إلى أن, مشيرا إلى: إن: the opener's own preposition is none.
    let own = governed(r, at, form) && at != o.start && !leads_to(r, at, o);
    if o.kind != OpenerKind::Complementiser {
        return own && o.qael.is_none();
    }
    let noun = form.takes(governs::ACC | governs::OBJECT_FIRST) && r.has(at, MASDAR | OBJ_NOUN);
    !of_subject(t, at, o) && (own || noun || r.has(at, ATTITUDE))
}

/// رأى الطرفان، في الجولة الثالثة من الحوار، أن …, ذكر الوزير - في تصريحات نقلتها الوكالة - أنه: between commas or dashes stands
/// where they said it.
fn set_off_before(r: &Reading, at: usize, o: &Opener) -> bool {
    let mark = r.kind(o.start - 1);
    o.kind == OpenerKind::Complementiser && (mark == Kind::Dash || mark == Kind::Comma && r.key(at) == "في")
}

/// أنذرت «النقابة» في العاصمة بإضراب إن …: a place belongs to the speaker; the action of the cue comes behind it.
fn behind_place(t: &Trial, at: usize, o: &Opener) -> Option<usize> {
    let Trial { r, c, .. } = *t;
    let place = r.key(at) == "في" && !governed(r, at, c.form) && c.form.takes(governs::BI);
    let action = |k: &usize| governed(r, *k, c.form) && action_under_bi(r, *k);
    if place { (at + 2..o.start).find(action) } else { None }
}

/// أرجع الوزير الارتفاع إلى "…"، عدّ النقيب القرار "…": what is explained or judged belongs to the content.
fn judged(t: &Trial, after: usize, at: usize, o: &Opener) -> bool {
    let Trial { r, c, .. } = *t;
    let form = c.form;
    let opens = match o.kind {
        OpenerKind::Quote => true,
        // عدّ النائب القرار دليلا على أن
        OpenerKind::Complementiser => {
            r.key(o.start).starts_with("بان") || o.start + 1 < o.content && !form.takes(governs::PREP_AN)
        }
        OpenerKind::Colon => false,
    };
    opens
        && matches!(form.sub, Sub::Describe | Sub::Opine | Sub::Causal)
        && form.takes(governs::OBJECT_FIRST | governs::TWO_OBJECTS)
        && after > c.at + 1
        && r.is_word(at)
        && !governed(r, at, form)
}

/// حث المركز الصيادين على عدم الإبحار، متوقعا أن …: the preposition of the cue, with its verbal noun, comes first.
fn asked_to(t: &Trial, after: usize, o: &Opener) -> bool {
    let Trial { r, c, .. } = *t;
    let asks =
        c.form.takes(governs::OBJECT_FIRST) && matches!(c.form.class, CueClass::Demand | CueClass::PromiseThreat);
    let action = |k: usize| is_action(r, r.key(k)) || is_definite_action(r, r.key(k));
    let own = |k: usize| governed(r, k, c.form) && (action(k + 1) || action_under_bi(r, k));
    asks && (after..o.start).take_while(|&k| r.kind(k) != Kind::Comma).any(own)
}

/// Whether what stands before the complementiser looks like a complement and is part of the subject.
fn of_subject(t: &Trial, at: usize, o: &Opener) -> bool {
    let r = t.r;
    // اعترف جندي أدلى بشهادته بأنه …: the ب of a relative clause, before that of the cue.
    r.key(o.start).starts_with("بان") && r.key(at).starts_with('ب')
        || r.key(at) == "كل" && r.bare_key(at + 1) == "من"
        // ترى هذه الورقة أن: who holds it.
        || t.c.form.sub == Sub::Opine
            && matches!(r.key(at), "هذا" | "هذه")
            && r.key(at + 1).starts_with("ال")
            && (at + 2..=at + 3).contains(&o.start)
}

/// أشار إلى: إن …، مشيرا إلى، أن …: nothing but a mark stands between a preposition and what opens the content.
pub(super) fn leads_to(r: &Reading, preposition: usize, o: &Opener) -> bool {
    let mark = preposition + 1;
    match o.kind {
        OpenerKind::Colon => o.start == mark && r.is_word(o.content),
        OpenerKind::Complementiser => o.start == mark + 1 && r.kind(mark) == Kind::Comma,
        OpenerKind::Quote => false,
    }
}
