//! Where the subject of the open mode ends because the object has begun: nothing but the words themselves tells.

use super::open_phrase::{accusative_plural, is_unknown, masdar_shape, owned_action};
use super::personal_name::surnamed;
use super::reading::{NounMatch, Reading};
use super::shape::{accusative_noun, names_thing, proclitic_shape};
use crate::lexicon::cue::{CueForm, Gender, Number, Pos, governs};
use crate::lexicon::flags::{GIVEN, MASDAR, METONYM, NAME_PART, NATION, OBJ_NOUN, PEOPLE, PLACE, PREP, QUANTIFIER};
use crate::lexicon::noun::NounKind;

/// Whether the object of an accusative or ditransitive cue begins at `e`, after a complete subject that begins at `s`.
pub(super) fn object_begins(r: &Reading, s: usize, e: usize, cue: &CueForm) -> bool {
    // القوى الوطنية وشيوخ العشائر: a joined word goes on with the subject.
    if !cue.takes(governs::ACC | governs::OBJECT_FIRST | governs::TWO_OBJECTS) || r.is_joined(e) || owner(r, s, e) {
        return false;
    }
    if behind_capital(r, s, e) {
        return true;
    }
    if goes_on_with_person(r, e) {
        return false;
    }
    if r.has(e, MASDAR | OBJ_NOUN) && !r.has(e, GIVEN) {
        return complete_before(r, s, e) && !awaits_complement(r, e - 1);
    }
    if shaped(r, e, cue) || of_others(r, s, e) {
        return complete_before(r, s, e);
    }
    if r.has(e, PEOPLE) && cue.takes(governs::OBJECT_FIRST) && complete_before(r, s, e)
        || other_noun(r, s, e)
        || r.has(e - 1, NATION) && r.key(e - 1).starts_with("ال") && names_thing(r, e)
        || indefinite_behind_surname(r, s, e)
    {
        return true;
    }
    if own_title(r, s, e) {
        return false;
    }
    if let Some(second) = r.noun(e).filter(|n| n.proclitic.is_none()) {
        return second_noun(r, s, e, second);
    }
    r.has(e, METONYM)
        || r.phrase_word(e).is_some_and(|(_, word)| word.flags & METONYM != 0)
        || definite_behind_name(r, s, e)
        || no_adjective(r, s, e, cue) && !r.has(e, GIVEN) && complete_before(r, s, e)
}

/// المرصد المحلي لحقوق الإنسان: a noun under ل and the one that it belongs to.
fn owner(r: &Reading, s: usize, e: usize) -> bool {
    let before = r.key(e - 1);
    let owned = before.starts_with('ل') && !before.starts_with("لل") && before.chars().count() > 4;
    owned && e > s + 1 && is_unknown(r, e - 1) && r.key(e).starts_with("ال")
}

/// دانت واشنطن الهجوم: a capital has no adjective.
fn behind_capital(r: &Reading, s: usize, e: usize) -> bool {
    e == s + 1
        && r.has(s, METONYM)
        && !r.key(s).starts_with("ال")
        && r.phrase(s).is_none_or(|p| p.len() == 1)
        && r.key(e).starts_with("ال")
        && !r.has(e, NATION | GIVEN)
        && !r.key(e).ends_with('ي')
}

/// العميد الركن المتقاعد سالم الحلي: what became of his office is no object, nor is a part of a name (مهند عبد الزهرة).
fn goes_on_with_person(r: &Reading, e: usize) -> bool {
    matches!(r.key(e), "المتقاعد" | "المتقاعدة" | "السابق" | "السابقة" | "الاسبق" | "الاسبقة") || r.has(e - 1, NAME_PART)
}

/// دائرة نقل المعدات، لجنة متابعة تنفيذ …: a verbal noun without the article (القضاء has none) needs what comes behind it.
fn awaits_complement(r: &Reading, i: usize) -> bool {
    r.has(i, MASDAR) && !r.has(i, GIVEN) && !r.key(i).starts_with("ال")
}

/// Whether a word is an object by its own shape, whatever the subject is.
fn shaped(r: &Reading, e: usize, cue: &CueForm) -> bool {
    // هنأ الوزير كافة العاملين does not go on with a complete subject, but راعي إحدى الأبرشيات does.
    let one_of = matches!(r.key(e), "احد" | "احدى" | "احدي") && !r.key(e - 1).starts_with("ال");
    let quantifier = r.has(e, QUANTIFIER) && !r.has(e, GIVEN) && !one_of;
    // أصدر الائتلاف بيانا: a noun of the lexicon in the accusative.
    accusative_noun(r, e)
        // الشركة انسحابها، النائب استغرابه: a verbal noun with the possessive of the subject.
        || owned_action(r, e)
        || quantifier
        // جدد الوزير التأكيد على
        || definite_saying(r, e)
        || accusative_plural(r, e, cue)
}

/// Whether a word cannot belong to the person or institution that the subject begins with.
fn of_others(r: &Reading, s: usize, e: usize) -> bool {
    let Some(head) = r.noun(s) else { return false };
    let definite = |k: usize| r.key(k).starts_with("ال");
    // شجب خطيب الكوفة التجاوزات: things in the plural are no adjective of a person whose office is complete.
    let things = definite(e) && r.key(e).ends_with("ات") && is_common(r, e);
    let whole = || definite(e - 1) || r.has(e - 1, PLACE) || r.has(e - 1, GIVEN) && names_person(r, s, e - 1);
    if things && head.noun.is_person() && e > s + 1 && whole() {
        return true;
    }
    // وصفت الحكومة سير العملية: behind a definite institution an indefinite word is neither its adjective nor its name.
    let no_name = || is_unknown(r, e) || r.noun(e).is_some_and(|n| n.noun.kind == NounKind::Rank && !n.noun.definite);
    if head.noun.definite && head.noun.kind == NounKind::Organisation {
        let indefinite = !definite(e) && !r.key(e).starts_with(['و', 'ل', 'ب']);
        return indefinite && no_name();
    }
    // حث قادة اللجان إدارة الرئيس على: behind people whose phrase is complete the construct of an institution is another's.
    let institution = || heads_institution(r, e) && r.noun(e).is_some_and(|n| n.proclitic.is_none());
    let people = head.noun.is_person() && head.proclitic.is_none();
    people && e > s + 1 && definite(e - 1) && definite(e + 1) && institution()
}

/// الوزير سالم الحلي جريمة …: behind given name and surname an indefinite noun.
fn indefinite_behind_surname(r: &Reading, s: usize, e: usize) -> bool {
    let indefinite = is_unknown(r, e) && !r.key(e).starts_with(['و', 'ل', 'ب', 'ف', 'ك']);
    indefinite && e > s + 2 && surnamed(r, e) && r.has(e - 2, GIVEN)
}

/// وزير التعليم الدكتور سالم الحلي: a title that belongs to the subject itself.
fn own_title(r: &Reading, s: usize, e: usize) -> bool {
    let rank =
        |k: usize| r.noun(k).is_some_and(|n| n.proclitic.is_none() && n.noun.kind == NounKind::Rank && n.noun.definite);
    rank(e)
        && (common_behind_role(r, s, e - 1) || r.key(e - 1).starts_with("ال") && !names_person(r, s, e - 1))
        && !(s..e).any(|k| r.has(k, GIVEN))
}

/// مدير فرع وزارة …: right behind a role without the article a common noun, since a name would need one.
fn common_behind_role(r: &Reading, s: usize, i: usize) -> bool {
    i == s + 1 && is_unknown(r, i) && r.noun(s).is_some_and(|n| n.len == 1 && n.noun.is_person() && !n.noun.definite)
}

/// Whether the word before `e` ends a personal name.
fn behind_name(r: &Reading, s: usize, e: usize) -> bool {
    let last = e - 1;
    // غسان الكعبان: behind a lone given name a definite word is the surname.
    // … and so it is behind a word that nobody knows, where a definite description goes before (النائبة المستقلة هيڤي الحلي).
    let given = r.has(last, GIVEN)
        || is_unknown(r, last) && e > s + 2 && r.key(e - 2).starts_with("ال") && describes_person(r, s);
    let lone_given = given && !r.key(last).starts_with("ال") && !names_person(r, s, last);
    (r.has(last, GIVEN) || is_unknown(r, last) && !names_nobody(r, s, e) && !common_behind_role(r, s, last))
        && !lone_given
}

/// Whether an unknown word before `e` is no personal name.
fn names_nobody(r: &Reading, s: usize, e: usize) -> bool {
    let last = e - 1;
    // عمليات الفرات الأوسط، في شؤون الساحل: neither a definite word without a given name before it nor one under a
    // preposition is a name.
    let definite = r.key(last).starts_with("ال") && !names_person(r, s, last) && e > s + 2;
    // عضو كتلة سنابل الوطن، معهد للأبحاث الدفاعية: a word right behind the head of an institution, or under a joined
    // preposition, is no personal name.
    let of_thing = || proclitic_shape(r, last) || e > s + 2 && heads_institution(r, e - 2);
    definite || r.has(e.saturating_sub(2), PREP) || of_thing() || r.is_joined(last)
}

/// A second organisation or person right after a complete subject is the addressee or the object.
fn second_noun(r: &Reading, s: usize, e: usize, second: NounMatch) -> bool {
    let (head, second) = (r.noun(s), second.noun);
    let named = behind_name(r, s, e);
    if matches!(second.kind, NounKind::Organisation | NounKind::OrganisationName | NounKind::Document) {
        let complete = r.key(e - 1).starts_with("ال") || r.has(e - 1, GIVEN | METONYM | PLACE | NATION);
        let of_another_kind = |h: NounMatch| h.noun.definite && h.noun.is_person() != second.is_person();
        return named || complete && second.definite && head.is_some_and(of_another_kind);
    }
    let one_more = head.map_or(second.agreement.number == Number::Plural, |h| h.noun.is_person());
    second.is_person() && !r.has(e, GIVEN) && named && e > s + 1 && one_more
}

/// After a name, an ordinary noun cannot go on the phrase (but after a construct head: قيادة خفر السواحل).
fn definite_behind_name(r: &Reading, s: usize, e: usize) -> bool {
    let ordinary = r.key(e).starts_with("ال") && !r.has(e, NATION) && !r.key(e).ends_with('ي') && !describes(r, s, e);
    let in_construct = e == s + 2 && r.noun(s).is_some_and(|n| !n.noun.definite && !n.noun.is_person());
    ordinary && e > s + 1 && !in_construct && behind_name(r, s, e)
}

/// خصومه, التأخير: no adjective looks like these, so an object has begun.
fn no_adjective(r: &Reading, s: usize, e: usize, cue: &CueForm) -> bool {
    let key = r.key(e);
    let owned = cue.takes(governs::OBJECT_FIRST) && key.ends_with('ه') && r.noun(e).is_none() && is_unknown(r, e);
    // لم يذكر المصدر هوية: an indefinite noun in ة right behind a definite one is neither its adjective nor a name.
    let feminine = e == s + 1
        && key.ends_with('ة')
        && !key.starts_with("ال")
        && is_common(r, e)
        && r.noun(s).is_some_and(|n| n.noun.definite);
    let action = masdar_shape(key) || masdar_shape(key.trim_start_matches("ال"));
    owned || feminine || action || key.strip_suffix('ا').is_some_and(masdar_shape)
}

/// التأكيد، الإعلان، الدعوة: the definite verbal noun of a verb of saying. The lexicon lists those nouns with the
/// pronoun of their speaker (تأكيده، دعوته).
pub(super) fn definite_saying(r: &Reading, i: usize) -> bool {
    let Some(stem) = r.key(i).strip_prefix("ال").filter(|_| r.noun(i).is_none()) else { return false };
    let possessed = match stem.strip_suffix('ة') {
        Some(feminine) => format!("{feminine}ته"),
        None => format!("{stem}ه"),
    };
    r.lexicon.find(&possessed).is_some_and(|w| r.lexicon.word(w).cues.iter().any(|c| c.pos == Pos::Masdar))
}

/// اتهم الحزب الحكومة، أبلغ الوزير اللجنة، وصف المعارض الانتخابات: a definite word right behind a definite noun that is no
/// adjective of it: an institution, or a feminine behind a masculine.
pub(super) fn other_noun(r: &Reading, s: usize, e: usize) -> bool {
    // عزا متعاملون الهبوط إلى: the ending of the sound plural shows that nothing follows it in the phrase.
    if e == s + 1
        && r.key(s).ends_with("ون")
        && !r.key(s).starts_with("ال")
        && r.key(e).starts_with("ال")
        && !r.has(s, GIVEN)
    {
        return true;
    }
    if indefinite_ends(r, s, e) {
        return true;
    }
    let Some(head) = r.noun(s).filter(|n| n.noun.definite && n.proclitic.is_none() && r.key(s).starts_with("ال"))
    else {
        return false;
    };
    let plain = e >= s + head.len && (s..=e).all(|k| r.key(k).starts_with("ال") && !r.has(k, GIVEN));
    let institution = r.noun(e).is_some_and(|n| {
        n.noun.definite
            && matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName | NounKind::Document)
    });
    let masculine = head.noun.agreement.gender == Gender::Masculine
        && head.noun.agreement.number == Number::Singular
        && head.noun.kind != NounKind::Document;
    let feminine = r.key(e).ends_with('ة') || r.key(e).ends_with("ات");
    // اتهم البيان الجانب الأجنبي بـ: two definite words behind a document are a noun with its adjective.
    let described = head.noun.kind == NounKind::Document && r.key(e + 1).starts_with("ال");
    plain && (institution || masculine && feminine || described && e == s + 1)
}

/// وصف مستشار حكومي الرحيل، انتقد خبراء سياسيون القرار: an indefinite noun with its adjective is followed by no definite one in
/// the same phrase, since adjectives agree.
fn indefinite_ends(r: &Reading, s: usize, e: usize) -> bool {
    let indefinite = |k: usize| r.is_word(k) && !r.key(k).starts_with("ال") && !r.has(k, GIVEN | PREP);
    let adjective = |k: usize| {
        let key = r.key(k);
        let known = r.has(k, NATION) || r.noun(k).map_or(is_unknown(r, k), |n| !n.noun.definite);
        known && ["ي", "ية", "يون", "يان", "ون"].iter().any(|end| key.ends_with(end)) && key.chars().count() > 4
    };
    let person =
        r.noun(s).is_some_and(|n| n.len == 1 && n.noun.is_person() && !n.noun.definite && n.proclitic.is_none());
    let definite = r.key(e).starts_with("ال") && !r.key(e).ends_with('ي');
    let thing = definite && !r.has(e, GIVEN | NATION) && r.noun(e).is_none_or(|n| !n.noun.is_person());
    person && e == s + 2 && indefinite(s) && indefinite(e - 1) && adjective(e - 1) && thing
}

/// النائبة، عضو: the role of a person at the head of a phrase.
fn describes_person(r: &Reading, s: usize) -> bool {
    r.noun(s).is_some_and(|n| n.noun.is_person() && n.noun.agreement.number == Number::Singular)
}

/// كتلة، معهد: the head of an institution in construct state.
pub(super) fn heads_institution(r: &Reading, k: usize) -> bool {
    r.noun(k).is_some_and(|n| n.len == 1 && !n.noun.definite && n.noun.kind == NounKind::Organisation)
}

/// Whether the word before `i` is a name, too.
fn names_person(r: &Reading, s: usize, i: usize) -> bool {
    i > s && (r.has(i - 1, GIVEN | NAME_PART) || is_unknown(r, i - 1) && !r.key(i - 1).starts_with("ال"))
}

/// اللجنة العسكرية العليا المشتركة: behind an institution that is no person's name, a definite word in the same gender is
/// another adjective.
fn describes(r: &Reading, s: usize, e: usize) -> bool {
    let feminine = |k: usize| r.key(k).ends_with('ة') || r.key(k).ends_with('ا') || r.key(k).ends_with('ى');
    r.noun(s).is_some_and(|n| matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName))
        && (s + 1..e).all(|k| r.key(k).starts_with("ال") && !r.has(k, GIVEN))
        && feminine(e)
        && feminine(e - 1)
}

fn complete_before(r: &Reading, s: usize, e: usize) -> bool {
    // مراقبون إقرار …: the ending of the sound plural has no complement.
    let closed = || r.key(e - 1).ends_with("ون") && !r.has(e - 1, GIVEN) && !r.has(e, NATION);
    // مصادر مطلعة إغلاق …: what describes a source is indefinite as the source is.
    let source = |k: usize| r.noun(k).is_some_and(|n| n.noun.domain == "src");
    let informed = || e - 1 > s && source(s) && source(e - 1);
    e > s && (r.noun(e - 1).is_none_or(|n| n.noun.definite) || closed() || informed())
}

/// No noun of the speaker vocabulary, no name, no place, no cue.
fn is_common(r: &Reading, i: usize) -> bool {
    r.noun(i).is_none() && !r.has(i, GIVEN | METONYM | NATION | PLACE) && !r.is_cue(i)
}
