//! Complements that are no clause: an object, or a preposition with its noun.

use super::adjunct::{is_time, skip_adjuncts};
use super::candidate::Candidate;
use super::draft::Construction;
use super::extent::is_prep_attribution;
use super::finder::{Accepted, Start, agrees};
use super::mention::Subject;
use super::name::analyse;
use super::open_phrase::{action_under_bi, governed, is_action, is_definite_action, masdar_shape, owned_action};
use super::opener::{Opener, OpenerKind, complements};
use super::reading::{NounMatch, Reading};
use super::slogan::is_banner;
use super::subject_first::subject_before;
use super::trial::Trial;
use crate::lexicon::cue::{Ambiguity, CueForm, Number, Pos, Sub, governs};
use crate::lexicon::flags::{
    ATTITUDE, COMP, GIVEN, HARD, KANA, MASDAR, METONYM, OBJ_NOUN, OUTLET, OUTLET_HEAD, PLACE, PREP, QAD, QUANTIFIER,
    REL,
};
use crate::lexicon::noun::NounKind;
use crate::model::CueClass;
use crate::text::token::Kind;

/// A cue with an object or a prepositional complement.
pub(super) fn nominal(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, limit, .. } = *t;
    let form = c.form;
    if form.sub == Sub::Document {
        return stipulated(t);
    }
    if !bears_noun(t) {
        return None;
    }
    let (subject, after) = subject_of_object(t);
    let mut at = skip_adjuncts(r, after, limit);
    if matches!(subject, Subject::Overt(..)) {
        at = within_adjunct(r, after, at, form).or_else(|| behind_adjunct(r, after, at, limit, form)).unwrap_or(at);
    }
    // أزاح الوزير الستار عن …: the veil is no part of what is revealed.
    if form.sub == Sub::Reveal && matches!(r.key(at), "الستار" | "النقاب" | "اللثام") {
        at += 1;
    }
    if let Some(asker) = asks_whether(r, form, subject, at) {
        return Some(t.accept(asker, Start::Nominal, at, Construction::Nominal));
    }
    let (content, addressee) = complement(r, at, limit, form)?;
    let about = matches!(form.sub, Sub::Speak | Sub::Ask | Sub::Defend);
    if form.sub == Sub::Say && !governed(r, at, form) || about && r.bare_key(content - 1) != "عن" {
        return None;
    }
    let again = if form.sub == Sub::Light { said_again(r, content, limit) } else { None };
    if let Some(first) = again {
        return Some(t.accept(subject, Start::Nominal, first, Construction::Nominal));
    }
    // أشار إلى "أن …"
    let mut a = if r.kind(content) == Kind::Quote && complements(r, content + 1) {
        t.accept(subject, Start::Quote(content), content + 2, Construction::Quote)
    } else {
        t.accept(subject, Start::Nominal, content, Construction::Nominal)
    };
    a.set_off = at > after;
    a.addressee = addressee;
    Some(a)
}

/// Whether a noun can be the content of the cue: its meaning allows one, and its form is not another word's most of the time.
fn bears_noun(t: &Trial) -> bool {
    const PREPOSITIONS: u32 = governs::ALA | governs::ILA | governs::AN_PREP | governs::BI | governs::MIN;
    let Trial { r, c, .. } = *t;
    let form = c.form;
    let sure = || {
        form.ambiguity != Ambiguity::High
            || form.sub == Sub::Reject
            || form.takes(PREPOSITIONS | governs::TWO_OBJECTS | governs::OBJECT_FIRST)
    };
    let opens = || c.clause_initial && r.noun(c.at + 1).is_some_and(|n| n.noun.is_person());
    // قال بكذا
    let reports = form.sub == Sub::Say && form.takes(governs::BI);
    (form.sub.takes_noun() || reports) && (sure() || form.takes(governs::ACC) && opens())
}

/// The subject behind a cue that has an object, or none where it stands before the cue, and the first token after it.
fn subject_of_object(t: &Trial) -> (Subject, usize) {
    let Trial { r, c, limit, .. } = *t;
    let first = c.at + 1;
    let (mut subject, mut after) = if stands_before(t) { (Subject::Elided, first) } else { t.subject_up_to(limit) };
    if subject == Subject::Elided && initial_bi(t) {
        (subject, after) = (Subject::Overt(first, first + 1), first + 1);
    }
    if let Subject::Overt(s, e) = subject {
        if is_addressee(t, s, e) {
            (subject, after) = (Subject::Elided, s);
        }
    }
    // نفى متحدث، رفض نشر اسمه، وجود خلاف
    if let Some(formula) = t.formulas.starting(after + 1).filter(|_| r.kind(after) == Kind::Comma) {
        after = formula.end;
    }
    let behind = behind_person(r, after, limit, c.form).or_else(|| behind_apposition(r, after, limit));
    (subject, behind.unwrap_or(after))
}

/// Whether the subject of a cue with an object stands before it.
fn stands_before(t: &Trial) -> bool {
    let Trial { r, c, sentence, .. } = *t;
    let start = sentence.start;
    if c.at <= start {
        return false;
    }
    // لافتات تصف الشركة في المدينة بـ…: the banner.
    if is_banner(r, c.at - 1) {
        return true;
    }
    if c.conjunction {
        return false;
    }
    // وكان الوزير سالم الحلي قد أكد يوم الجمعة ثبات …: between كان and قد stands the subject, so that an object follows the verb.
    if r.has(start, KANA) {
        return r.has(c.at - 1, QAD) && subject_before(t).is_some();
    }
    // واشنطن تدين الهجوم: the subject of a headline stands before its verb.
    let near = c.form.takes(governs::ACC | governs::TWO_OBJECTS) && c.at <= start + 8;
    let opens = |s: usize| s == start || r.has(s - 1, COMP) || r.bare_key(s - 1) == "لكن";
    r.is_word(start) && (near || c.form.lemma == "حمّل") && subject_before(t).is_some_and(|(s, e)| e == c.at && opens(s))
}

/// أنذر بارزاني، مساء أمس، من …: no ب of the cue, since its other preposition follows.
fn initial_bi(t: &Trial) -> bool {
    let Trial { r, c, limit, .. } = *t;
    if !r.key(c.at + 1).starts_with('ب') || r.kind(c.at + 2) != Kind::Comma {
        return false;
    }
    let behind = skip_adjuncts(r, c.at + 2, limit);
    behind < limit && governed(r, behind, c.form) && !r.key(behind).starts_with('ب')
}

/// دعا الحكومة إلى: a phrase of the other gender is the addressee, and the subject is elided.
fn is_addressee(t: &Trial, s: usize, e: usize) -> bool {
    let (r, form) = (t.r, t.c.form);
    let other = |n: NounMatch| {
        !agrees(form.agreement.gender, n.noun.agreement.gender) && n.noun.agreement.number == Number::Singular
    };
    form.takes(governs::OBJECT_FIRST | governs::ACC) && r.noun(s).is_some_and(other) && analyse(r, s, e).name.is_none()
}

/// تساءل المدير عما إذا كان …: whoever asks the question that begins at `at`.
fn asks_whether(r: &Reading, form: &CueForm, subject: Subject, at: usize) -> Option<Subject> {
    let asks = form.sub == Sub::Ask && r.key(at) == "اذا" && r.key(at - 1) == "عما";
    asks.then_some(match subject {
        Subject::Overt(s, e) if e.min(at - 1) <= s => Subject::Elided,
        Subject::Overt(s, e) => Subject::Overt(s, e.min(at - 1)),
        other => other,
    })
}

/// ووصف خطة البلدية بأنها متسرعة، واصفا التشكيك بأنه …: who describes has an object, so that the only phrase before بأن is it.
pub(super) fn described_alone(t: &Trial, o: &Opener) -> Option<usize> {
    let Trial { r, c, .. } = *t;
    let from = c.at + 1;
    let describes = c.form.lemma == "وصف"
        && c.form.pos != Pos::VerbObject
        && o.kind == OpenerKind::Complementiser
        && r.key(o.start).starts_with("بان")
        && o.start > from;
    if !describes {
        return None;
    }
    if c.form.pos == Pos::Participle {
        return Some(skip_adjuncts(r, from, o.start)).filter(|&first| first < o.start);
    }
    let thing = |s: usize, e: usize| {
        r.noun(s).is_none_or(|n| n.noun.kind == NounKind::Document)
            && !r.has(s, METONYM | OUTLET | OUTLET_HEAD | QUANTIFIER)
            && !(s..e).any(|k| r.has(k, GIVEN))
    };
    match t.subject_up_to(o.start) {
        (Subject::Overt(s, e), after) if thing(s, e) && skip_adjuncts(r, after, o.start) >= o.start => Some(s),
        (Subject::Elided, at) => Some(at).filter(|&at| at < o.start && thing(at, o.start)),
        _ => None,
    }
}

/// جدد الوزير تأكيده أن …، جددت دعوتها الدول إلى …، جدد تأكيد التزامه: what is said again, behind the noun that says it is said.
fn said_again(r: &Reading, at: usize, limit: usize) -> Option<usize> {
    // Not جدد رفضه، جدد التزامه: there the noun is what is said.
    let says = |c: &CueForm| matches!(c.class, CueClass::Assertive | CueClass::Demand | CueClass::Warning);
    let saying = r.cues(at).map(|(c, _)| c).find(|c| c.pos == Pos::Masdar && says(c))?;
    let next = at + 1;
    if complements(r, next) {
        return Some(next + 1);
    }
    let own = |k: &usize| governed(r, *k, saying);
    let preposition = (next..limit.min(next + 7)).take_while(|&k| r.is_word(k)).find(own);
    let object = owned_action(r, next) && saying.speaker_pronoun.is_none();
    preposition.map(|k| if r.key(k).starts_with('ب') { k } else { k + 1 }).or_else(|| object.then_some(next))
}

/// ينص القانون على …, الاتفاقية تتضمن …: what a document says.
fn stipulated(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, limit, sentence, .. } = *t;
    let document = |k: usize| r.noun(k).is_some_and(|n| n.noun.kind == NounKind::Document && n.proclitic.is_none());
    let (subject, after) = t.subject_up_to(limit);
    let speaks = match subject {
        Subject::Overt(s, _) => document(s),
        Subject::Elided => (sentence.start..c.at).rev().take(3).take_while(|&k| r.is_word(k)).any(document),
        Subject::Pronoun(_) | Subject::Nobody => false,
    };
    let at = skip_adjuncts(r, after, limit);
    let (content, _) = complement(r, at, limit, c.form).filter(|_| speaks)?;
    Some(t.accept(subject, Start::Nominal, content, Construction::Nominal))
}

/// كشف سالم الحلي، الصحفي المشارك في التحقيق عن …: the preposition of the cue behind what the subject also is.
fn behind_person(r: &Reading, comma: usize, limit: usize, form: &CueForm) -> Option<usize> {
    let first = comma + 1;
    let person = |n: NounMatch| n.noun.is_person() && n.noun.definite && n.proclitic.is_none();
    if !apposition_begins(r, comma) || !r.noun(first).is_some_and(person) {
        return None;
    }
    let own = |k: &usize| governed(r, *k, form) && matches!(r.bare_key(*k), "عن" | "على" | "الى");
    (first + 1..limit.min(first + 12))
        .take_while(|&k| r.is_word(k) || r.kind(k) == Kind::Quote)
        .take_while(|&k| r.finite_cues(k).next().is_none() && !r.has(k, COMP | REL))
        .find(own)
}

/// نفت الوزارة، المنتج الأول للنفط، الجمعة، أي تواصل: what the subject also is, between two commas with a time or an act
/// behind them.
fn behind_apposition(r: &Reading, comma: usize, limit: usize) -> Option<usize> {
    if !apposition_begins(r, comma) {
        return None;
    }
    let first = comma + 1;
    let end = (first..limit.min(first + 10)).find(|&k| r.kind(k) == Kind::Comma)?;
    let act =
        |k: usize| r.has(k, MASDAR | OBJ_NOUN | ATTITUDE) || is_action(r, r.key(k)) || is_definite_action(r, r.key(k));
    let noun = (first..end).all(|k| r.is_word(k) && r.finite_cues(k).next().is_none()) && !act(first);
    (noun && (is_time(r, end + 1) || act(end + 1) || r.key(end + 1) == "اي")).then_some(end + 1)
}

/// A definite word behind a comma.
fn apposition_begins(r: &Reading, comma: usize) -> bool {
    r.kind(comma) == Kind::Comma && r.key(comma + 1).starts_with("ال") && !is_time(r, comma + 1)
}

/// طالب النائب رئيس الوزراء، سالم الدباغ، بإغلاق …: behind the name of who is asked, between two commas.
fn behind_named(r: &Reading, at: usize, limit: usize, form: &CueForm) -> Option<usize> {
    let comma = |from: usize| (from..limit.min(from + 8)).find(|&k| r.kind(k) == Kind::Comma);
    let (open, close) = comma(at).and_then(|open| Some((open, comma(open + 1)?)))?;
    let words = (at..close).all(|k| k == open || r.is_word(k) && r.finite_cues(k).next().is_none());
    let named = open > at && analyse(r, open + 1, close).name.is_some();
    (form.class == CueClass::Demand && words && named && governed(r, close + 1, form)).then_some(close + 1)
}

/// دعا قيادي، الأحد، المبعوث الأممي لدى البلاد «مارتن»، إلى …: behind the comma that closes who is asked.
fn set_off(r: &Reading, at: usize, limit: usize, form: &CueForm) -> Option<usize> {
    let comma = (at + 1..limit.min(at + 12)).find(|&k| r.kind(k) == Kind::Comma)?;
    let phrase = (at..comma).all(|k| {
        (r.is_word(k) || r.kind(k) == Kind::Quote) && r.finite_cues(k).next().is_none() && !r.has(k, COMP | REL)
    });
    let own = matches!(r.key(comma + 1), "الى" | "على") && governed(r, comma + 1, form);
    (form.class == CueClass::Demand && phrase && own).then_some(comma + 1)
}

/// حذر الخبير في حديث لقناة درب من فراغ، مشيرا إلى أن …: where and to whom it was said (from `after` to `at`) may reach up to a
/// comma, and hold what is warned of.
pub(super) fn within_adjunct(r: &Reading, after: usize, at: usize, form: &CueForm) -> Option<usize> {
    (after + 1..at).find(|&k| warns_of(r, k, form))
}

/// حذر … من فراغ: من and what somebody warns of, which is no place (عاد من بغداد).
fn warns_of(r: &Reading, k: usize, form: &CueForm) -> bool {
    r.key(k) == "من" && form.class == CueClass::Warning && governed(r, k, form) && !r.has(k + 1, PLACE | METONYM)
}

/// دعا الناشط، في حديث مع موقع محلي إلى …، أعلن الوزير من المطار عن …: the preposition of the cue behind a
/// prepositional phrase that is none of its complements (`at`: where the adjuncts before it end).
fn behind_adjunct(r: &Reading, after: usize, at: usize, limit: usize, form: &CueForm) -> Option<usize> {
    let free = |k: usize| {
        r.has(k, PREP)
            || is_prep_attribution(r, k)
            || r.key(k).starts_with('ب') && r.noun(k).is_none() && !form.takes(governs::BI | governs::LI)
    };
    let from = if at >= limit { after } else { at };
    if at < limit && (governed(r, at, form) || !free(at)) || form.takes(governs::ACC) && at < limit && r.has(at, MASDAR)
    {
        return None;
    }
    (from + 1..limit.min(from + 20))
        .take_while(|&k| !matches!(r.kind(k), Kind::Stop | Kind::Semicolon | Kind::Colon) && !r.has(k, COMP | REL))
        .find(|&k| {
            // أفادت مصادر في المدينة بانسحاب …
            let action = || {
                form.takes(governs::BI)
                    && (action_under_bi(r, k)
                        // هددت «النقابة» أمس، بـضرب …: drawn out behind a comma, ب is that of the cue.
                        || r.kind(k - 1) == Kind::Comma && r.written(k).starts_with("بـ"))
            };
            // حذر الخبير في حديث لقناة درب من فراغ أمني
            (matches!(r.bare_key(k), "الى" | "على" | "عن") || action()) && governed(r, k, form) || warns_of(r, k, form)
        })
}

/// ، متهما الشركة بإغلاق …، متوقعا الانتهاء من …: behind a comma a participle that is also a noun or an adjective reports
/// where its complement follows: the accused and a بـ, or an action.
pub(super) fn participle_reports(r: &Reading, i: usize) -> bool {
    if i == 0 {
        return false;
    }
    let comma = r.kind(i - 1) == Kind::Comma;
    r.cues(i).any(|(c, _)| {
        let action = |k: usize| is_action(r, r.key(k)) || is_definite_action(r, r.key(k)) || owned_action(r, k);
        let accused = || {
            (i + 2..i + 12)
                .take_while(|&k| r.is_word(k) && !r.has(k, COMP | REL))
                .any(|k| governed(r, k, c) && r.key(k).starts_with('ب'))
        };
        // محملة الإدارة مسؤولية …
        let blames = || c.lemma == "حمّل" && (i + 1..i + 12).any(|k| r.key(k).contains("مسؤولي"));
        c.pos == Pos::Participle
            && (blames() && (comma || r.key(i).ends_with('ا'))
                || comma && c.takes(governs::ACC) && action(i + 1)
                || comma && c.takes(governs::OBJECT_FIRST) && c.takes(governs::BI) && accused())
    })
}

/// Where the complement begins from `at` on: behind its preposition, at its بـ, or at the object; and the addressee.
pub(super) fn complement(
    r: &Reading,
    at: usize,
    limit: usize,
    form: &CueForm,
) -> Option<(usize, Option<(usize, usize)>)> {
    if at >= limit {
        return None;
    }
    let enter = |k: usize| if r.bare_key(k).starts_with('ب') && r.bare_key(k) != "ب" { k } else { k + 1 };
    if governed(r, at, form) {
        let start = enter(at);
        return (start < limit && !r.has(at, HARD)).then_some((start, None));
    }
    if form.sub == Sub::Vote {
        // صوت البرلمان في جلسة …، عقدها …، على قرار: the venue may be long.
        let on = (at..limit.min(at + 20)).find(|&k| r.bare_key(k) == "على" && k + 1 < limit)?;
        return Some((on + 1, None));
    }
    if let Some(p) = behind_object(r, at, limit, form) {
        let described = matches!(form.sub, Sub::Describe | Sub::Opine | Sub::Causal);
        // الوزير الذي زار المدينة: a relative clause is nobody asked.
        let asked = (!described && !r.has(at, REL)).then_some((at, p));
        return Some((if described { at } else { enter(p) }, asked));
    }
    // حمّل المدرب الملعب مسؤولية …: who is held responsible, and for what.
    if form.lemma == "حمّل" {
        let held = (at..limit.min(at + 12)).take_while(|&k| r.kind(k) != Kind::Stop);
        let blame = |k: usize| r.key(k).contains("مسؤولي") || matches!(r.key(k), "وزر" | "تبعات" | "تبعة");
        return held.into_iter().any(blame).then_some((at, None));
    }
    // ناشد الوزير الأطراف العودة إلى …: the one asked, then the action, with or without its article.
    if form.takes(governs::TWO_OBJECTS) && form.takes(governs::OBJECT_FIRST) && form.class == CueClass::Demand {
        let action = |k: &usize| is_action(r, r.key(*k)) || is_definite_action(r, r.key(*k));
        let asked = (at + 1..limit.min(at + 8)).take_while(|&k| r.is_word(k) && !r.has(k, PREP | COMP)).find(action);
        if let Some(k) = asked {
            return Some((k, Some((at, k))));
        }
    }
    // طلب من الحكومة إنهاء …: the one asked, then what is asked.
    if form.takes(governs::OBJECT_FIRST) && r.bare_key(at) == "من" && form.class == CueClass::Demand {
        let asked = (at + 2..limit.min(at + 10)).find(|&k| r.has(k, MASDAR | COMP) || masdar_shape(r.key(k)))?;
        return Some((if r.has(asked, COMP) { asked + 1 } else { asked }, Some((at + 1, asked))));
    }
    // وعد النائب القرار خطوة: a promise needs its بـ (this one is و + عدّ).
    if form.class == CueClass::PromiseThreat {
        return None;
    }
    let object = form.takes(governs::ACC | governs::TWO_OBJECTS)
        && (r.is_word(at) || r.kind(at) == Kind::Quote)
        && !r.has(at, PREP | HARD | REL | COMP);
    object.then_some((at, None))
}

/// طالب الحكومة بكشف …: the preposition of the cue behind the one who is asked, or what is described.
fn behind_object(r: &Reading, at: usize, limit: usize, form: &CueForm) -> Option<usize> {
    if !form.takes(governs::OBJECT_FIRST) && (!form.takes(governs::ILA | governs::BI) || form.takes(governs::ACC)) {
        return None;
    }
    (at..limit.min(at + 14))
        .take_while(|&k| !matches!(r.kind(k), Kind::Stop | Kind::Comma))
        .find(|&k| k > at && governed(r, k, form))
        .or_else(|| behind_named(r, at, limit, form))
        .or_else(|| set_off(r, at, limit, form))
}

/// The institution of the other gender behind a verb that asks or tells.
pub(super) fn asked_instead(r: &Reading, c: Candidate, subject: Subject) -> Option<(usize, usize)> {
    let Subject::Overt(s, e) = subject else { return None };
    let other = r.noun(s).is_some_and(|n| {
        matches!(n.noun.kind, NounKind::Organisation | NounKind::Media)
            && n.noun.agreement.number == Number::Singular
            && !agrees(c.form.agreement.gender, n.noun.agreement.gender)
    });
    let asks = c.form.class == CueClass::Demand && c.form.takes(governs::OBJECT_FIRST)
        || c.form.lemma == "سأل"
        || c.form.sub == Sub::Inform;
    (other && asks).then_some((s, e))
}
