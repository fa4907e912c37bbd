//! The open mode: no complementiser closes the window, so the speaker is read word by word up to the complement.

use super::adjunct::{addressee_at, close_of, is_manner, is_time, is_venue, skip_adjuncts};
use super::anonymity::Formula;
use super::mention::{
    Subject, adverbial, apposition_end, can_begin, ends_closed, holds_its_subject, participle_follows, trim_end,
};
use super::personal_name::surnamed;
use super::phrase_tail::{asks_behind, closes_name, goes_on};
use super::reading::{Reading, without_preposition};
use super::shape::{accusative_noun, names_thing, proclitic_shape};
use crate::lexicon::cue::{CueForm, Gender, Number, Pos, governs};
use crate::lexicon::flags::{
    ATTITUDE, COMP, CONJ, DOC_VERB, GIVEN, HARD, IN_NP, JOIN, KANA, MASDAR, METONYM, NAME_PART, NATION, NEG, OBJ_NOUN,
    PEOPLE, PLACE, PREP, PRONOUN, QAD, QUANTIFIER, REL, STATEMENT,
};
use crate::lexicon::noun::NounKind;
use crate::text::token::Kind;

/// Open mode: the subject after a cue whose complement is an object or a preposition, and where the complement starts.
///
/// Returns the subject and the first token after it.
pub(crate) fn open(r: &Reading, start: usize, limit: usize, cue: &CueForm, formulas: &[Formula]) -> (Subject, usize) {
    let mut s = skip_adjuncts(r, start, limit);
    // أكد فيها أهمية …
    s += usize::from(r.has(s, DOC_VERB) && s == start && s + 1 < limit && r.has(s + 1, MASDAR | OBJ_NOUN | ATTITUDE));
    if s >= limit {
        return (Subject::Elided, start.min(limit));
    }
    if r.has(s, PRONOUN) {
        return (Subject::Pronoun(s), s + 1);
    }
    // كل من الوزارة والهيئة، العديد من القوى: each, many of them.
    if matches!(r.key(s), "كل" | "العديد" | "الكثير") && r.bare_key(s + 1) == "من" {
        let end = trim_end(r, s, open_end(r, s + 2, limit, cue, formulas));
        return (Subject::Overt(s, end), end);
    }
    if holds_its_subject(r, cue, s) {
        return (Subject::Elided, s);
    }
    // نفى تأجيل الجلسة: an action is the object.
    let action = cue.takes(governs::ACC) && (is_unknown(r, s) && masdar_shape(r.key(s)) || owned_action(r, s));
    if action
        // وجدد التأكيد على: what is said again.
        || cue.sub == "light" && definite_saying(r, s)
        || !can_begin(r, s, limit)
        || accusative_plural(r, s, cue)
        || adverbial(r, s, limit)
        || governed(r, s, cue)
        || cue.takes(governs::ACC | governs::OBJECT_FIRST)
            && (r.has(s, MASDAR | OBJ_NOUN) || masdar_shape(r.key(s)) && is_unknown(r, s))
    {
        return (Subject::Elided, s);
    }
    let end = trim_end(r, s, open_end(r, s, limit, cue, formulas));
    (Subject::Overt(s, end), end)
}

/// دعت المسؤولين إلى: the ending of the sound plural (and of the dual) shows an object, no subject.
pub(super) fn accusative_plural(r: &Reading, s: usize, cue: &CueForm) -> bool {
    let known = || {
        r.noun(s).is_some_and(|n| {
            n.len == 1 && n.noun.is_person() && matches!(n.noun.agreement.number, Number::Plural | Number::Dual)
        })
    };
    cue.takes(governs::ACC | governs::OBJECT_FIRST | governs::TWO_OBJECTS)
        && (r.key(s).ends_with("ين") && known() || oblique(r, s))
}

/// الساحليين، مقاتليها، مناصريه: the sound plural of people of a place, or with a possessive, in the case of an object.
fn oblique(r: &Reading, s: usize) -> bool {
    const ENDINGS: [&str; 4] = ["يين", "يه", "يها", "يهم"];
    let key = r.key(s);
    let stem = ENDINGS.iter().find_map(|ending| key.strip_suffix(ending));
    let person = |stem: &str| stem.starts_with("ال") || stem.starts_with('م');
    r.is_word(s) && !r.has(s, GIVEN) && stem.is_some_and(|stem| person(stem) && stem.chars().count() > 3)
}

/// Whether the token begins the prepositional complement of the cue.
pub(crate) fn governed(r: &Reading, i: usize, cue: &CueForm) -> bool {
    let key = r.bare_key(i);
    match key {
        "على" => cue.takes(governs::ALA),
        "الى" => cue.takes(governs::ILA),
        "من" => cue.takes(governs::MIN),
        "عن" => cue.takes(governs::AN_PREP),
        "في" => cue.takes(governs::FI) && !r.has(i + 1, STATEMENT) && !is_time(r, i + 1),
        // وصف القرار بـ"المتسرع"
        "ب" => cue.takes(governs::BI) && r.kind(i + 1) == Kind::Quote,
        _ if key.starts_with('ب') && key.chars().count() > 2 => {
            // أشار باركوني إلى: with another complement of the cue behind it the word is a name.
            let named = || {
                let unknown = |(stem, _): (std::borrow::Cow<'_, str>, char)| {
                    !is_action(r, &stem) && r.lexicon.find(&stem).is_none()
                };
                let next = r.key(i + 1);
                (next == "ان" || next == "الى" && cue.takes(governs::ILA) || is_venue(r, i + 1))
                    && is_unknown(r, i)
                    && without_preposition(key).is_none_or(unknown)
            };
            cue.takes(governs::BI)
                && !r.has(i, COMP | PREP | PLACE | METONYM | GIVEN | HARD | QUANTIFIER)
                && r.word(i).and_then(|w| w.noun).is_none()
                && !named()
        }
        _ if key.starts_with('ل') && key.chars().count() > 2 => {
            cue.takes(governs::LI)
                && !r.has(i, COMP | PREP | PLACE | METONYM | GIVEN | HARD)
                && addressee_at(r, i, r.len()).is_none()
        }
        _ => false,
    }
}

/// Rules 4.6: read word by word.
fn open_end(r: &Reading, s: usize, limit: usize, cue: &CueForm, formulas: &[Formula]) -> usize {
    let mut e = s;
    let mut complete = false;
    while e < limit && e - s < 14 {
        match r.kind(e) {
            Kind::Word | Kind::Number => {}
            Kind::Quote => match r
                .quotes
                .opened_by(e)
                .filter(|q| q.end < limit && q.words(&r.tokens) <= if e == s { 8 } else { 4 })
            {
                // وزارة الدفاع «الاسم» سالم: a quoted name inside the phrase.
                Some(q)
                    if !complete
                        || r.noun(e.saturating_sub(1)).is_some()
                        || name_goes_on(r, q.end + 1)
                        || e > s && closes_name(r, (e, q.end), limit, cue)
                        // شركة تسويق النفط "سومر" بيع …: its name.
                        || e > s
                            && q.words(&r.tokens) <= 2
                            && q.end + 1 < limit
                            && r.noun(s).is_some_and(|n| !n.noun.is_person()) =>
                {
                    e = q.end + 1;
                    complete = true;
                    continue;
                }
                _ => break,
            },
            Kind::Open => match close_of(r, e, limit) {
                Some(c) => {
                    e = c + 1;
                    continue;
                }
                None => break,
            },
            Kind::Comma => match apposition_end(r, e, limit) {
                Some(end) if end < limit && r.kind(end) == Kind::Comma && !asks_behind(r, e, end, cue) => {
                    e = end;
                    continue;
                }
                _ => break,
            },
            // A hashtag is a word like another.
            Kind::Other if matches!(r.token(e).span.of(r.text), "#" | "_") => {
                e += 1;
                continue;
            }
            Kind::Stop if e > s && r.key(e - 1).chars().count() == 1 => {}
            _ => break,
        }
        if e > s {
            if formulas.iter().any(|f| f.start == e) || r.has(e, REL | COMP | QAD | NEG | KANA | ATTITUDE | CONJ | JOIN)
            {
                break;
            }
            if goes_on(r, (s, e), limit, cue, complete) {
                e += 1;
                complete = false;
                continue;
            }
            if governed(r, e, cue) && complete || ends_closed(r, s, e, limit, cue) || r.has(e, PREP) && !r.has(e, GIVEN)
            {
                break;
            }
            // عاد سالم الحلي ليقول
            let aim = r.key(e).starts_with('ل') && r.finite_cues(e).any(|(c, _)| c.form.starts_with('ل'));
            if aim || participle_follows(r, e) || is_manner(r, e) || complete && object_begins(r, s, e, cue) {
                break;
            }
        }
        let noun = r.noun(e).filter(|n| n.proclitic.is_none());
        let len = noun.map_or(1, |n| n.len);
        complete = phrase_can_end(r, s, e, len);
        e += len;
    }
    e.min(limit)
}

/// No noun of the speaker vocabulary, no name, no place, no cue.
fn is_common(r: &Reading, i: usize) -> bool {
    r.noun(i).is_none() && !r.has(i, GIVEN | METONYM | NATION | PLACE) && !r.is_cue(i)
}

/// Whether a name stands at `i`.
fn name_goes_on(r: &Reading, i: usize) -> bool {
    let plain = !r.key(i).starts_with("ال") && !r.key(i).starts_with(['ل', 'ب', 'و', 'ف']);
    r.has(i, GIVEN) || is_unknown(r, i) && plain && is_unknown(r, i + 1)
}

/// Whether the words up to `e + len` can be a whole phrase: they end in a name, a definite word or an adjective.
fn phrase_can_end(r: &Reading, s: usize, e: usize, len: usize) -> bool {
    if let Some(n) = r.noun(e) {
        // A construct head (وزير، وزارة) needs its complement.
        return n.noun.definite || n.noun.agreement.number == Number::Plural && e == s || n.noun.anonymous_prone > 0;
    }
    let last = e + len - 1;
    // لجنة إعادة توزيع الأراضي: a verbal noun without article needs its complement, too.
    let action = r.has(last, MASDAR) || is_unknown(r, last) && masdar_shape(r.key(last));
    if action && e > s && !r.key(last).starts_with("ال") && !r.has(last, GIVEN) {
        return false;
    }
    r.has(last, NATION | METONYM | PLACE | GIVEN) || r.key(last).starts_with("ال") || !r.has(last, IN_NP | QUANTIFIER)
}

/// Whether the object of an accusative or ditransitive cue begins at `e`, after a complete subject.
fn object_begins(r: &Reading, s: usize, e: usize, cue: &CueForm) -> bool {
    // القوى الوطنية وشيوخ العشائر: a joined word goes on with the subject.
    let joined = r.is_joined(e);
    if joined || !cue.takes(governs::ACC | governs::OBJECT_FIRST | governs::TWO_OBJECTS) {
        return false;
    }
    // العميد الركن المتقاعد سالم الحلي: what became of his office is no object, nor is a part of a name (مهند عبد الزهرة).
    if matches!(r.key(e), "المتقاعد" | "المتقاعدة" | "السابق" | "السابقة" | "الاسبق" | "الاسبقة")
        || r.has(e - 1, NAME_PART)
    {
        return false;
    }
    if r.has(e, MASDAR | OBJ_NOUN) && !r.has(e, GIVEN) {
        // دائرة نقل المعدات، لجنة متابعة تنفيذ …: a construct head or another verbal noun before it needs it.
        return complete_before(r, s, e) && !(r.has(e - 1, MASDAR) && !r.has(e - 1, GIVEN));
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

/// انسحابها، تأجيله: a verbal noun with a possessive.
pub(super) fn owned_action(r: &Reading, i: usize) -> bool {
    let key = r.key(i);
    let Some(stem) = ["ها", "هم", "ه"].iter().find_map(|s| key.strip_suffix(s)) else { return false };
    let action = |stem: &str| is_action(r, stem);
    r.is_word(i)
        && r.word(i).is_none_or(|w| !w.known)
        && (action(stem) || stem.strip_suffix('ت').is_some_and(|feminine| action(&format!("{feminine}ة"))))
}

/// التدخل، الانسحاب: the same with the article, which no verb has.
pub(super) fn is_definite_action(r: &Reading, key: &str) -> bool {
    let five = |stem: &str| stem.starts_with('ت') && (4..=5).contains(&stem.chars().count());
    r.lexicon.find(key).is_some_and(|w| r.lexicon.word(w).flags & MASDAR != 0)
        || key.strip_prefix("ال").is_some_and(|stem| is_action(r, stem) || five(stem))
}

/// Whether a K2 key without clitics is a verbal noun, by its shape or by the lexicon.
pub(super) fn is_action(r: &Reading, stem: &str) -> bool {
    masdar_shape(stem) || r.lexicon.find(stem).is_some_and(|w| r.lexicon.word(w).flags & MASDAR != 0)
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
    let closed = || r.key(e - 1).ends_with("ون") && !r.has(e - 1, GIVEN);
    e > s && (r.noun(e - 1).is_none_or(|n| n.noun.definite) || closed())
}

/// Whether nothing is known of a word: in a subject, most likely a name.
pub(crate) fn is_unknown(r: &Reading, i: usize) -> bool {
    r.is_word(i)
        && r.word(i)
            .is_none_or(|w| w.flags & !crate::lexicon::flags::PHRASE_HEAD == 0 && w.noun.is_none() && w.cues.is_empty())
}

/// Shapes of verbal nouns of the derived verb forms (استفعال، انفعال، افتعال، إفعال، إفالة، تفعيل، تفاعل، مفاعلة).
pub(crate) fn masdar_shape(key: &str) -> bool {
    // The shapes are told by at most six letters, the first and the last ones.
    let mut letters = ['\0'; 8];
    let n = key.chars().count();
    for (slot, c) in letters.iter_mut().zip(key.chars()) {
        *slot = c;
    }
    let chars = &letters[..n.min(letters.len())];
    let before_last = key.chars().nth_back(1);
    match chars {
        // استفعال, and استفالة of hollow roots (استضافة، استعادة).
        ['ا', 'س', 'ت', ..] => {
            n >= 6 && before_last == Some('ا') || n == 7 && chars[4] == 'ا' && matches!(chars[6], 'ة' | 'ه')
        }
        ['ا', 'ن', ..] | ['ا', _, 'ت', ..] => n == 6 && chars[n - 2] == 'ا',
        // إفعال, and إفالة of hollow roots (إشادة، إزالة).
        ['ا', _, third, fourth, last] => *fourth == 'ا' || *third == 'ا' && matches!(last, 'ة' | 'ه'),
        // تفعيل، تفاعل
        ['ت', ..] => n == 5 && (chars[3] == 'ي' || chars[2] == 'ا'),
        ['م', _, 'ا', ..] | ['م', 'ا', ..] => n == 6 && chars[n - 1] == 'ة' || n == 6 && chars[n - 1] == 'ه',
        _ => false,
    }
}
