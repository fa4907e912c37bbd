//! Where the subject of the open mode ends because the object has begun: nothing but the words themselves tells.

use super::open_phrase::{accusative_plural, is_unknown, masdar_shape, owned_action};
use super::personal_name::surnamed;
use super::reading::Reading;
use super::shape::{accusative_noun, names_thing, proclitic_shape};
use crate::lexicon::cue::{CueForm, Gender, Number, Pos, governs};
use crate::lexicon::flags::{GIVEN, MASDAR, METONYM, NAME_PART, NATION, OBJ_NOUN, PEOPLE, PLACE, PREP, QUANTIFIER};
use crate::lexicon::noun::NounKind;

/// Whether the object of an accusative or ditransitive cue begins at `e`, after a complete subject.
pub(super) fn object_begins(r: &Reading, s: usize, e: usize, cue: &CueForm) -> bool {
    // القوى الوطنية وشيوخ العشائر: a joined word goes on with the subject.
    let joined = r.is_joined(e);
    if joined || !cue.takes(governs::ACC | governs::OBJECT_FIRST | governs::TWO_OBJECTS) {
        return false;
    }
    // المرصد المحلي لحقوق الإنسان: a noun under ل and the one that it belongs to.
    let owner = |key: &str| key.starts_with('ل') && !key.starts_with("لل") && key.chars().count() > 4;
    if owner(r.key(e - 1)) && e > s + 1 && is_unknown(r, e - 1) && r.key(e).starts_with("ال") {
        return false;
    }
    // دانت واشنطن الهجوم: a capital has no adjective.
    if e == s + 1 && r.has(s, METONYM) && !r.key(s).starts_with("ال") {
        let thing = r.key(e).starts_with("ال") && !r.has(e, NATION | GIVEN) && !r.key(e).ends_with('ي');
        if thing && r.phrase(s).is_none_or(|p| p.len() == 1) {
            return true;
        }
    }
    // العميد الركن المتقاعد سالم الحلي: what became of his office is no object, nor is a part of a name (مهند عبد الزهرة).
    if matches!(r.key(e), "المتقاعد" | "المتقاعدة" | "السابق" | "السابقة" | "الاسبق" | "الاسبقة")
        || r.has(e - 1, NAME_PART)
    {
        return false;
    }
    if r.has(e, MASDAR | OBJ_NOUN) && !r.has(e, GIVEN) {
        // دائرة نقل المعدات، لجنة متابعة تنفيذ …: a construct head or another verbal noun before it needs it.
        // … but القضاء, with the article, has none.
        let construct = r.has(e - 1, MASDAR) && !r.has(e - 1, GIVEN) && !r.key(e - 1).starts_with("ال");
        return complete_before(r, s, e) && !construct;
    }
    // أصدر الائتلاف بيانا: a noun of the lexicon in the accusative.
    if e > s && accusative_noun(r, e) {
        return complete_before(r, s, e);
    }
    // الشركة انسحابها، النائب استغرابه: a verbal noun with the possessive of the subject.
    if owned_action(r, e) {
        return complete_before(r, s, e);
    }
    // هنأ الوزير كافة العاملين, جدد الوزير التأكيد على: neither goes on with a complete subject.
    // … but راعي إحدى الأبرشيات does.
    let one_of = matches!(r.key(e), "احد" | "احدى" | "احدي") && !r.key(e - 1).starts_with("ال");
    if r.has(e, QUANTIFIER) && !r.has(e, GIVEN) && !one_of || definite_saying(r, e) || accusative_plural(r, e, cue) {
        return complete_before(r, s, e);
    }
    // شجب خطيب الكوفة التجاوزات: things in the plural are no adjective of a person whose office is complete.
    let things = r.key(e).starts_with("ال") && r.key(e).ends_with("ات") && is_common(r, e);
    let behind_whole =
        r.key(e - 1).starts_with("ال") || r.has(e - 1, PLACE) || r.has(e - 1, GIVEN) && names_person(r, s, e - 1);
    if things && behind_whole && e > s + 1 && r.noun(s).is_some_and(|n| n.noun.is_person()) {
        return complete_before(r, s, e);
    }
    // وصفت الحكومة سير العملية: behind a definite institution an indefinite word is neither its adjective nor its name.
    let institution = r.noun(s).is_some_and(|n| n.noun.definite && n.noun.kind == NounKind::Organisation);
    let no_name = || is_unknown(r, e) || r.noun(e).is_some_and(|n| n.noun.kind == NounKind::Rank && !n.noun.definite);
    if institution && no_name() && !r.key(e).starts_with(['و', 'ل', 'ب']) && !r.key(e).starts_with("ال") {
        return complete_before(r, s, e);
    }
    if r.has(e, PEOPLE) && cue.takes(governs::OBJECT_FIRST) && complete_before(r, s, e) {
        return true;
    }
    // حث قادة اللجان إدارة الرئيس على: behind people whose phrase is complete the construct of an institution is another's.
    let construct = r.noun(e).is_some_and(|n| {
        n.noun.kind == NounKind::Organisation && !n.noun.definite && n.proclitic.is_none() && n.len == 1
    });
    let people = r.noun(s).is_some_and(|n| n.noun.is_person() && n.proclitic.is_none());
    if construct && people && e > s + 1 && r.key(e - 1).starts_with("ال") && r.key(e + 1).starts_with("ال") {
        return complete_before(r, s, e);
    }
    if other_noun(r, s, e) || r.has(e - 1, NATION) && r.key(e - 1).starts_with("ال") && names_thing(r, e) {
        return true;
    }
    // الوزير سالم الحلي جريمة …: behind given name and surname an indefinite noun.
    let indefinite = is_unknown(r, e) && !r.key(e).starts_with(['و', 'ل', 'ب', 'ف', 'ك']);
    if indefinite && e > s + 2 && surnamed(r, e) && r.has(e - 2, GIVEN) {
        return true;
    }
    // غسان الكعبان: behind a lone given name a definite word is the surname.
    // … and so it is behind a word that nobody knows, where a definite description goes before (النائبة المستقلة هيڤي الحلي).
    let given = r.has(e - 1, GIVEN)
        || is_unknown(r, e - 1) && e > s + 2 && r.key(e - 2).starts_with("ال") && describes_person(r, s);
    let lone_given = given && !r.key(e - 1).starts_with("ال") && !names_person(r, s, e - 1);
    // عمليات الفرات الأوسط، في شؤون الساحل: neither a definite word without a given name before it nor one under a
    // preposition is a name.
    let unnamed = is_unknown(r, e - 1)
        && (r.key(e - 1).starts_with("ال") && !names_person(r, s, e - 1) && e > s + 2
            || r.has(e.saturating_sub(2), PREP));
    // مدير فرع وزارة …: right behind a role without the article a common noun, since a name would need one.
    let construct_noun = e == s + 2
        && is_unknown(r, e - 1)
        && r.noun(s).is_some_and(|n| n.len == 1 && n.noun.is_person() && !n.noun.definite);
    // عضو كتلة سنابل الوطن، معهد للأبحاث الدفاعية: a word right behind the head of an institution, or under a joined
    // preposition, is no personal name.
    let of_thing = is_unknown(r, e - 1) && (proclitic_shape(r, e - 1) || e > s + 2 && heads_institution(r, e - 2));
    let unnamed = unnamed || of_thing || r.is_joined(e - 1);
    let prev_is_name = (r.has(e - 1, GIVEN) || is_unknown(r, e - 1) && !unnamed && !construct_noun) && !lone_given;
    let noun = r.noun(e).filter(|n| n.proclitic.is_none());
    // وزير التعليم الدكتور سالم الحلي: his title.
    if noun.is_some_and(|n| n.noun.kind == NounKind::Rank && n.noun.definite)
        && (construct_noun || r.key(e - 1).starts_with("ال") && !names_person(r, s, e - 1))
        && !(s..e).any(|k| r.has(k, GIVEN))
    {
        return false;
    }
    if let Some(n) = noun {
        // A second organisation or person right after a complete subject is the addressee or the object.
        let head = r.noun(s);
        let complete = r.key(e - 1).starts_with("ال") || r.has(e - 1, GIVEN | METONYM | PLACE | NATION);
        let both_definite = complete
            && n.noun.definite
            && head.is_some_and(|h| h.noun.definite && h.noun.is_person() != n.noun.is_person());
        let org = matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName | NounKind::Document);
        return org && (prev_is_name || both_definite)
            || n.noun.is_person()
                && !r.has(e, GIVEN)
                && prev_is_name
                && e > s + 1
                && head.map_or(n.noun.agreement.number == Number::Plural, |h| h.noun.is_person());
    }
    if r.has(e, METONYM) || r.phrase_word(e).is_some_and(|(_, word)| word.flags & METONYM != 0) {
        return true;
    }
    // After a name, an ordinary noun cannot go on the phrase (but after a construct head: قيادة خفر السواحل).
    let construct = e == s + 2 && r.noun(s).is_some_and(|n| !n.noun.definite && !n.noun.is_person());
    let ordinary = r.key(e).starts_with("ال") && !r.has(e, NATION) && !r.key(e).ends_with('ي') && !describes(r, s, e);
    // خصومه, التأخير: no adjective looks like these, so an object has begun.
    let owned = cue.takes(governs::OBJECT_FIRST) && r.key(e).ends_with('ه') && r.noun(e).is_none() && is_unknown(r, e);
    // لم يذكر المصدر هوية: an indefinite noun in ة right behind a definite one is neither its adjective nor a name.
    let common = e == s + 1
        && r.key(e).ends_with('ة')
        && !r.key(e).starts_with("ال")
        && is_common(r, e)
        && r.noun(s).is_some_and(|n| n.noun.definite);
    let accusative = r.key(e).strip_suffix('ا').is_some_and(masdar_shape);
    let noun =
        common || owned || accusative || masdar_shape(r.key(e)) || masdar_shape(r.key(e).trim_start_matches("ال"));
    ordinary && prev_is_name && e > s + 1 && !construct || noun && !r.has(e, GIVEN) && complete_before(r, s, e)
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
    e > s && (r.noun(e - 1).is_none_or(|n| n.noun.definite) || closed())
}

/// No noun of the speaker vocabulary, no name, no place, no cue.
fn is_common(r: &Reading, i: usize) -> bool {
    r.noun(i).is_none() && !r.has(i, GIVEN | METONYM | NATION | PLACE) && !r.is_cue(i)
}
