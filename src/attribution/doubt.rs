//! Last doubts about an accepted cue: acts that are no speech, narration in the present tense, passives.

use super::candidate::calls;
use super::finder::{Accepted, Start};
use super::mention::Subject;
use super::object::definite_saying;
use super::open_phrase::{governed, is_action, is_definite_action, is_owned_action, masdar_shape, owned_action};
use super::personal_name::surnamed;
use super::reading::Reading;
use super::spelling;
use crate::lexicon::cue::{Ambiguity, Pos, Tense, governs};
use crate::lexicon::flags::{
    ATTITUDE, COLLECTIVE, COMMENT, COMP, DOC_VERB, GIVEN, MASDAR, METONYM, OBJ_NOUN, PREP, PRONOUN, STATEMENT, TIME,
    TIME_NEXT,
};
use crate::lexicon::noun::NounKind;
use crate::model::CueClass;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// Last doubts: acts that are no speech, high ambiguity without a clause, elided subjects where a passive is likelier.
pub(super) fn believable(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    let form = a.candidate.form;
    let clause = a.start != Start::Nominal;
    // هو يعتقد أن: the pronoun is the subject.
    let pronoun = a.candidate.at.checked_sub(1).is_some_and(|k| k >= sentence.start && r.has(k, PRONOUN));
    let elided = a.subject == Subject::Elided && !pronoun;
    // يعتقد أن، يتوقع أن without a subject: passive, no speaker, unless it continues somebody (و).
    // إذ يعتبر أن goes on with somebody.
    let holds = matches!(form.lemma, "رأى" | "اعتبر")
        && (a.candidate.at.checked_sub(1).is_some_and(|k| k >= sentence.start && r.key(k) == "اذ")
            || behind_adjunct(r, a, sentence));
    if elided && form.tense == Tense::Imperfect && !a.candidate.conjunction && form.class == CueClass::Belief && !holds
    {
        return false;
    }
    let imperfect = form.tense == Tense::Imperfect;
    let spoken = matches!(a.start, Start::Quote(_) | Start::Colon | Start::Fronted(..)) || a.shown_cue.is_some();
    // بين needs its clause, عقب and علق their قائلا or quotation, عبر its عن.
    match form.lemma {
        "صوّت" if !decides(r, a) => return false,
        // بينهم is "between them", تبين أن "it turned out that".
        "بيّن" if !clause || imperfect && elided || form.pos == Pos::VerbObject => return false,
        "أبان" if imperfect && elided => return false,
        // علّق ناشط بأن …
        "علّق" | "عقّب" if clause && r.key(a.content - 1).starts_with("بان") => {}
        "علّق" | "عقّب" | "دوّن" if !spoken => return false,
        "خطّ" if a.rule != "ATT-SLOGAN" => return false,
        "كتب" if !spoken && a.start != Start::Clause => return false,
        // "كذا" دون ذكر السبب: the preposition.
        "دوّن" if matches!(a.start, Start::Fronted(..) | Start::Quote(_)) && !known_subject(r, a) => return false,
        "رد" if !spoken && a.start != Start::Clause => return false,
        // تحدث عن … takes no clause, and "accused of" without the accused is a passive.
        "تحدث" if a.start == Start::Clause && a.shown_cue.is_none() => return false,
        "اتهم" if !clause && form.pos == Pos::Verb && a.content == a.candidate.at + 1 => return false,
        // وجد نفسه في ورطة: to find oneself.
        "وجد" if (a.candidate.at + 1..a.content).any(|k| matches!(r.key(k), "نفسه" | "نفسها" | "انفسهم")) =>
        {
            return false;
        }
        // نسب التخفيضات: rates, where nobody is named to whom something is ascribed.
        "نسب" if !(a.candidate.at + 1..sentence.end).any(|k| r.bare_key(k) == "الى") => return false,
        // تقرر أن: it was decided.
        "قرر" | "قرّر" if elided && r.bare_key(a.candidate.at) == "تقرر" => return false,
        // يعلم أن: to know.
        "علم" if imperfect => return false,
        // علّق العمل suspends it; what is said on a topic is the other علّق.
        "علّق (نشاطا)" if clause => return false,
        // ردد الجميع وعد الكشافة: the noun.
        "وعد" if !clause && !r.key(a.content).starts_with('ب') => return false,
        // جاء تقديم العلم …: only a document says so.
        "جاء" if !in_document(r, a) => return false,
        // ورد عليه النائب: this is the other one, with its و.
        "ورد" if r.key(a.candidate.at + 1).starts_with("علي") => return false,
        // عاد إلى: to return; only عاد … قائلا speaks.
        "عاد" if a.shown_cue.is_none() => return false,
        "أرجع" if imperfect && r.bare_key(a.candidate.at + 1) == "الى" => return false,
        "عبر" | "عبّر" if !spoken && !governed_an(r, a) => return false,
        // تعتبر واشنطن هذه الجماعة خطرا is a position, تعتبر الجماعة خطرا a passive.
        "عدّ" | "اعتبر"
            if imperfect
                && !(a.start == Start::Clause && (known_subject(r, a) || pronoun || holds)
                    || known_subject(r, a) && of_this(r, a)) =>
        {
            return false;
        }
        _ => {}
    }
    if a.start == Start::Nominal && !a.participle {
        // A present tense with an object is narration (تلتزم، يهدد، تعد) unless a person opens the sentence with it.
        // في المقابل، يشكك الباحث في …: a clause of its own, a known subject right behind the verb.
        let clause_of_its_own = a.candidate.clause_initial
            && known_subject(r, a)
            && matches!(a.subject, Subject::Overt(s, _) if s == a.candidate.at + 1)
            && a.candidate.at.checked_sub(1).is_some_and(|k| r.kind(k) == Kind::Comma && k <= sentence.start + 3);
        let opens = clause_of_its_own
            || matches!(a.subject, Subject::Overt(s, _) if s <= sentence.start + 2 || a.candidate.at <= sentence.start + 1 || is_document(r, s) && matches!(form.class, CueClass::Demand));
        if imperfect
            && (!opens && !demanding(r, a)
                || a.candidate.relative && form.class != CueClass::Demand
                || form.class == CueClass::Belief && !known_subject(r, a))
        {
            return false;
        }
        // وترجع القصة إلى، تلتزم الشركات بـ: only a person gives reasons or promises.
        let personal = form.sub == "causal" || form.class == CueClass::PromiseThreat;
        if personal && imperfect && !person_subject(r, a, sentence) && !institution(r, a, sentence) {
            return false;
        }
        // قدر … بثلاثة ملايين: a passive, unless somebody estimates.
        if matches!(form.lemma, "قدر" | "قدّر") && !known_subject(r, a) {
            return false;
        }
        if form.pos == Pos::VerbObject
            && (a.candidate.relative && !judges(r, a) || !form.takes(governs::OBJECT_FIRST | governs::TWO_OBJECTS))
        {
            return false;
        }
        let proclitic = r.key(a.content).starts_with(['ب', 'ل']);
        let entered = a.content > a.candidate.at + 1
            && (r.has(a.content - 1, PREP) || r.key(a.content - 1) == "عما" || proclitic)
            || proclitic && governed(r, a.content, form);
        let object = r.has(a.content, MASDAR | OBJ_NOUN | ATTITUDE)
            || form.sub == "light"
            || form.lemma == "حمّل"
            || is_definite_action(r, r.key(a.content)) && form.class != CueClass::Belief
            || r.kind(a.content) == Kind::Quote && matches!(form.class, CueClass::Criticism | CueClass::Praise)
            || masdar_shape(r.key(a.content))
            || accusative_action(r, a.content)
            || r.key(a.content).starts_with("ال")
                && matches!(
                    form.class,
                    CueClass::Denial | CueClass::Rejection | CueClass::Criticism | CueClass::Praise
                )
            || a.set_off && r.is_word(a.content)
            // أدان الوزير سالم الحلي جريمة: whatever stands behind a whole name.
            || matches!(a.subject, Subject::Overt(_, e) if e == a.content && surnamed(r, e))
                && matches!(form.class, CueClass::Denial | CueClass::Rejection | CueClass::Criticism | CueClass::Praise)
            || form.sub == "causal"
            || possessive(r.key(a.content))
            || owned_action(r, a.content)
            || matches!(form.sub, "describe" | "opine" | "causal")
                && form.takes(governs::TWO_OBJECTS)
                && (form.ambiguity != Ambiguity::High
                    || person_subject(r, a, sentence)
                    || spelling::doubled(r, a.candidate.at, form));
        let no_comment = form.sub == "reject" && r.has(a.content, COMMENT);
        if no_comment || form.sub == "light" && !gives_meaning(r, a) && !behind_saying(r, a) || !entered && !object {
            return false;
        }
    }
    let free = || {
        calls(&a.candidate)
            && a.candidate.at > 0
            && matches!(r.bare_key(a.candidate.at - 1), "ما" | "فيما" | "بما" | "لما")
    };
    if form.pos == Pos::VerbObject && (a.candidate.relative || free()) && !judges(r, a) {
        return false;
    }
    // يتوقع، يفترض، يقدر without a subject are passives also after و.
    if elided && imperfect && matches!(form.lemma, "توقع" | "افترض" | "قدر" | "قدّر" | "انتظر" | "رجح" | "رجّح")
    {
        return false;
    }
    // تظهر لنا أن: evidence needs its poll or report.
    // وطالب الحكومة بكشف …: with the one who is asked before it, the preposition leaves no doubt.
    // كما طالب بمعاقبة …: so does an action behind the preposition of the cue.
    // وطالب بـ"رحيل عاجل": and a quotation.
    let quoted = r.kind(a.content) == Kind::Quote && a.content > 0 && r.key(a.content - 1) == "ب";
    // … also one that has an owner (طالب بخروجهم).
    let action = || {
        let under_bi = r.key(a.content).strip_prefix('ب');
        quoted || under_bi.is_some_and(|stem| is_action(r, stem) || is_owned_action(r, stem))
    };
    let also = a.candidate.at.checked_sub(1).is_some_and(|k| k >= sentence.start && r.key(k) == "كما");
    let asks = form.class == CueClass::Demand
        && (a.candidate.conjunction && a.addressee.is_some() || (a.candidate.conjunction || also) && action());
    // وعبر عن قناعته بأن: nobody crosses from anything.
    let voiced = form.lemma == "عبّر" && governed_an(r, a);
    if elided && (form.ambiguity == Ambiguity::High && !clause && !asks && !voiced || form.sub == "evidence") {
        return false;
    }
    // A clause needs a cue that takes one.
    let licensed = governs::AN | governs::BI_AN | governs::PREP_AN | governs::WHETHER | governs::QAEL | governs::QUOTE;
    if a.start == Start::Clause && form.governs != 0 && !form.takes(licensed) && a.shown_cue.is_none() {
        return false;
    }
    // نقل without عن is transport, unless somebody passes on what he heard.
    if form.sub == "transmit"
        && a.start != Start::Nominal
        && !(a.candidate.at + 1..a.content).any(|k| r.bare_key(k) == "عن" || r.has(k, COMP) && k == a.candidate.at + 1)
        && (elided || form.lemma == "نقل" && !passes_on(r, a))
    {
        return false;
    }
    // A passive announcement: أعلن في بغداد عن …
    if elided
        && !clause
        && !a.candidate.conjunction
        && a.candidate.at == sentence.start
        && matches!(form.sub, "announce" | "reveal")
    {
        return false;
    }
    true
}

/// وعن موقف الشارع، يرى أن: behind an adjunct that opens the sentence the verb goes on with whoever has spoken.
fn behind_adjunct(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    let first = sentence.start;
    let opens = matches!(r.bare_key(first), "عن" | "في" | "مع" | "عند" | "حول" | "بشان" | "بخصوص");
    let plain = |k: usize| r.finite_cues(k).next().is_none() && !r.has(k, COMP);
    a.start != Start::Nominal
        && opens
        && a.candidate.at > first + 1
        && a.candidate.at <= first + 12
        && r.quotes.around(a.candidate.at).is_none()
        && (first..a.candidate.at).all(plain)
}

/// جدد رفضه، كرر الدعوة: the verb takes its meaning from an attitude, or, where it repeats, from a noun of saying.
fn gives_meaning(r: &Reading, a: &Accepted) -> bool {
    let form = a.candidate.form;
    // أبدى خشية من, أبدت رغبة في: the attitude without a possessive.
    r.has(a.content, ATTITUDE)
        || form.lemma == "أبدى" && form.tense == Tense::Perfect && r.has(a.content, MASDAR) && known_subject(r, a)
        || matches!(form.lemma, "جدد" | "كرر") && definite_saying(r, a.content)
}

/// جدد تأكيده أن …، جدد دعوته إلى …: the noun of saying stands before what is said again.
fn behind_saying(r: &Reading, a: &Accepted) -> bool {
    (a.candidate.at + 1..a.content).any(|k| r.cues(k).any(|(c, _)| c.pos == Pos::Masdar))
}

/// جاء في البيان، جاء فيها: between the cue and what it says.
fn in_document(r: &Reading, a: &Accepted) -> bool {
    (a.candidate.at + 1..a.content)
        .any(|k| r.bare_key(k) == "في" || r.has(k, DOC_VERB | STATEMENT) || is_document(r, k))
}

/// القرار الذي وصفه النائب بأنه متأخر، التي اعتبرها مراقبون ضربة: what somebody calls the antecedent.
fn judges(r: &Reading, a: &Accepted) -> bool {
    let Subject::Overt(s, _) = a.subject else { return false };
    // بما وصفه يوم الحسم: the time is what he calls so.
    let somebody = (known_subject(r, a) || r.has(s, COLLECTIVE)) && !r.has(s, TIME | TIME_NEXT);
    calls(&a.candidate) && s == a.candidate.at + 1 && somebody
}

/// An object behind a demonstrative, right behind the subject.
fn of_this(r: &Reading, a: &Accepted) -> bool {
    matches!(r.key(a.content), "هذا" | "هذه" | "ذلك" | "تلك")
        && matches!(a.subject, Subject::Overt(s, e) if s == a.candidate.at + 1 && e == a.content)
}

/// انسحابا، خروجا: a verbal noun in the indefinite accusative.
fn accusative_action(r: &Reading, i: usize) -> bool {
    let Some(stem) = r.key(i).strip_suffix('ا') else { return false };
    let listed = r.lexicon.find(stem).is_some_and(|w| r.lexicon.word(w).flags & (MASDAR | OBJ_NOUN) != 0);
    listed || masdar_shape(stem) && r.word(i).is_none()
}

/// قبولها، وقوفه: a noun with a possessive.
fn possessive(key: &str) -> bool {
    key.chars().count() >= 5
        && (key.ends_with("ها") || key.ends_with("هم") || key.ends_with('ه') && !key.ends_with("ته"))
}

/// الأطراف التي تطالب بـ: a demand in the present is a position, if a known speaker holds it.
fn demanding(r: &Reading, a: &Accepted) -> bool {
    a.candidate.relative && a.candidate.form.class == CueClass::Demand && known_subject(r, a)
}

/// The subject is headed by a noun of the speaker vocabulary or a name.
fn known_subject(r: &Reading, a: &Accepted) -> bool {
    matches!(a.subject, Subject::Overt(s, _) if r.noun(s).is_some() || r.has(s, GIVEN | METONYM))
}

fn is_document(r: &Reading, s: usize) -> bool {
    r.noun(s).is_some_and(|n| n.noun.kind == NounKind::Document)
}

/// A person opens the sentence as the subject of the cue.
fn person_subject(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    // "سالم الحلي" يتوعد بـ
    let quoted = |s: usize| s == sentence.start && r.kind(s) == Kind::Quote && r.has(s + 1, GIVEN);
    if matches!(a.subject, Subject::Overt(s, _) if quoted(s)) {
        return true;
    }
    matches!(a.subject, Subject::Overt(s, _) if r.noun(s).is_some_and(|n| n.noun.is_person()))
        && (a.candidate.at <= sentence.start + 1 || a.candidate.clause_initial)
}

/// تعزو المديرية ذلك إلى: a definite institution opens the sentence behind the cue, or its relative clause is about one.
fn institution(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    a.candidate.form.sub == "causal"
        && a.addressee.is_none()
        && matches!(a.subject, Subject::Overt(s, _) if s > a.candidate.at && r.noun(s).is_some_and(|n| n.noun.definite && n.noun.kind == NounKind::Organisation))
        && a.candidate.at <= sentence.start + 1
}

/// A person or medium that relays (نقل المراسل أن).
fn passes_on(r: &Reading, a: &Accepted) -> bool {
    matches!(a.subject, Subject::Overt(s, _) if r.noun(s).is_some_and(|n| n.noun.is_person() || n.noun.kind == NounKind::Media))
}

/// A vote: a legislature, government or its members as the subject, على before what is decided.
fn decides(r: &Reading, a: &Accepted) -> bool {
    let body = matches!(a.subject, Subject::Overt(s, _) if r.noun(s).is_some_and(|n| matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName) || n.noun.domain == "pol"));
    body && r.bare_key(a.content.saturating_sub(1)) == "على"
}

/// Whether عن governs the content (عبر عن قلقه).
fn governed_an(r: &Reading, a: &Accepted) -> bool {
    (a.candidate.at + 1..=a.content).any(|k| r.bare_key(k) == "عن")
}
