//! The colon of a headline (`نائب: …`) or an interview (`الراوي: …`).

use super::adjunct;
use super::draft::{Construction, Draft, Source};
use super::name::analyse;
use super::open_phrase::is_unknown;
use super::reading::Reading;
use super::turns::{is_ordinal, is_turn};
use crate::lexicon::flags::{
    COLLECTIVE, CONJ, FIRST_PERSON, GIVEN, HARD, METONYM, MINISTRY, NEG, OUTLET, OUTLET_HEAD, PLACE, PREP, REL, TIME,
};
use crate::model::CueKind;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// Longest speaker before a colon, in tokens.
const MAX_SPEAKER: usize = 7;

/// The claim of a block that begins `speaker: content`.
pub(crate) fn draft(r: &Reading, sentence: Sentence) -> Option<Draft> {
    let block = r.token(sentence.start).block;
    let first_of_block = sentence.start == 0 || r.token(sentence.start - 1).block != block;
    let title = r.outside_paragraphs(sentence.start);
    // تقارير جديدة... والبنتاغون: لا جديد: the second half of a headline.
    if !first_of_block && !title {
        return None;
    }
    // 20:30 is a time of day.
    let time = |k: usize| r.kind(k - 1) == Kind::Number && r.kind(k + 1) == Kind::Number;
    let colon =
        (sentence.start + 1..sentence.end.min(sentence.start + 16)).find(|&k| r.kind(k) == Kind::Colon && !time(k))?;
    let start = labelled(r, sentence.start, colon);
    // واستغل الحزب شعاره: …: a sentence that goes on; a speaker has no و.
    if is_unknown(r, start) && r.key(start).starts_with("وا") {
        return None;
    }
    if (start..colon).any(|k| {
        r.finite_cues(k).any(|(c, bare)| {
            c.ambiguity == crate::lexicon::cue::Ambiguity::Low || bare || k == start && r.noun(k).is_none()
        })
    }) {
        return None;
    }
    // لـ"outlet" between the speaker and the colon belongs to neither.
    let addressee = (start + 1..colon).find_map(|k| {
        adjunct::addressee_at(r, k, colon + 1)
            .filter(|a| a.1 >= colon)
            .or_else(|| (r.bare_key(k) == "ل" && r.kind(k + 1) == Kind::Quote).then_some((k + 1, colon)))
            .or_else(|| short_outlet(r, k, colon))
    });
    let addressee_start =
        addressee.map(|a| (start..colon).find(|&k| r.bare_key(k) == "ل" && k + 1 == a.0).unwrap_or(a.0));
    let end = addressee_start.unwrap_or(colon);
    let end = without_venue(r, start, end, title);
    if end == start || end - start > MAX_SPEAKER || !speaks(r, start, end, title) {
        return None;
    }
    let block_end = r.block_end(colon);
    let content =
        super::extent::trimmed(r, colon + 1, if title { block_end } else { last_sentence_end(r, colon, block_end) });
    // An interviewer's question is no claim.
    let asks = !title && (content.1..block_end).any(|k| r.written(k).starts_with('؟'));
    if content.1 < content.0 + 2 || asks {
        return None;
    }
    Some(Draft {
        cue: Some((colon, colon + 1)),
        lemma: ":",
        kind: CueKind::Colon,
        source: Source::Overt(start, end),
        addressee,
        clausal: true,
        ..Draft::plain(content, start, Construction::HeadlineColon)
    })
}

/// نائب: الطريق مغلق. ووزير: بل مفتوح: the next speaker of a headline, whose words begin at `next`, ends what the one before says.
pub(crate) fn end_before(r: &Reading, last: Option<&mut Draft>, next: usize) {
    if let Some(before) = last.filter(|d| d.construction == Construction::HeadlineColon && d.content.1 > next) {
        before.content = super::extent::trimmed(r, before.content.0, next);
    }
}

/// Where the speaker ends before what stands between him and the colon.
fn without_venue(r: &Reading, start: usize, end: usize, title: bool) -> usize {
    // جنرال أمام اللجنة: where or on what somebody speaks is no part of who he is.
    let person = title && r.noun(start).is_some_and(|n| n.noun.is_person());
    let venue = |k: &usize| matches!(r.key(*k), "امام" | "في" | "عبر" | "خلال" | "حول" | "بشان" | "عن" | "من");
    let end = (start + 1..end).find(venue).filter(|&k| person && !roles_go_on(r, k)).unwrap_or(end);
    // الباحث سالم الحلي، في حديث مع «الوكالة»: «…»: where he says it stands between.
    let spoken = |k: &usize| r.kind(*k) == Kind::Comma && adjunct::skip_adjuncts(r, *k, end) >= end;
    (start + 1..end).find(spoken).unwrap_or(end)
}

/// خاص| مصدر حكومي: …: behind the label of an outlet's rubric.
fn labelled(r: &Reading, start: usize, colon: usize) -> usize {
    // - وزير النقل: …: a line of a list.
    if r.kind(start) == Kind::Dash {
        return start + 1;
    }
    let rubric = matches!(r.key(start), "خاص" | "عاجل" | "حصري" | "فيديو" | "بالفيديو" | "بالصور" | "متابعة" | "تقرير");
    let bar = matches!(r.written(start + 1), "|" | "-" | "/" | "–" | "..");
    if rubric && bar && start + 2 < colon { start + 2 } else { start }
}

/// مسؤول في الحكومة، نائب عن الكتلة: the words go on with the role.
fn roles_go_on(r: &Reading, k: usize) -> bool {
    matches!(r.key(k), "في" | "عن" | "من") && (r.noun(k + 1).is_some() || r.has(k + 1, PLACE | METONYM))
}

/// `لشفق نيوز:`: a proclitic ل on an unknown word right before the colon.
fn short_outlet(r: &Reading, k: usize, colon: usize) -> Option<(usize, usize)> {
    let key = r.key(k);
    (key.starts_with('ل')
        && key.chars().count() > 3
        && r.noun(k).is_none_or(|n| n.proclitic == Some('ل'))
        && colon - k <= 3
        && r.word(k).is_none())
    .then_some((k, colon))
}

/// In an interview the speaker's words run to the end of the paragraph.
fn last_sentence_end(r: &Reading, colon: usize, block_end: usize) -> usize {
    if r.kind(colon + 1) == Kind::Quote {
        if let Some(q) = r.quotes.opened_by(colon + 1) {
            return q.end.min(block_end);
        }
    }
    block_end
}

/// البنتاغون: …, باريس: باقون …: before the colon of a headline an institution, or a capital whose words follow: a negation, the
/// first person, a predicate in the plural. بغداد: القبض على متهم is a dateline.
fn speaks_for_itself(r: &Reading, start: usize, colon: usize) -> bool {
    if matches!(r.key(start), "البنتاغون" | "البنتاجون" | "الكرملين" | "الناتو" | "الاليزيه")
    {
        return true;
    }
    let first = colon + 1;
    let block = r.token(start).block;
    let words = first..r.len().min(first + 12);
    let ours = |k: usize| {
        let key = r.key(k);
        r.token(k).block == block
            && (key.ends_with("نا") && key.chars().count() > 4
                || r.has(k, FIRST_PERSON)
                || matches!(key, "لنا" | "علينا"))
    };
    let plural = r.key(first).ends_with("ون") && !r.key(first).starts_with("ال");
    r.has(first, NEG) || plural || words.clone().any(ours)
}

/// A person, source or organisation, and no dateline.
fn speaks(r: &Reading, start: usize, end: usize, title: bool) -> bool {
    if (start..end).any(|k| {
        matches!(r.kind(k), Kind::Dash | Kind::Other | Kind::Comma | Kind::Stop) || r.has(k, REL | HARD | CONJ)
    }) {
        return false;
    }
    // أولا: … ثانيا: … counts what somebody says, س: … ج: … is an interview.
    if end == start + 1 && (is_ordinal(r.key(start)) || is_turn(r.key(start))) {
        return false;
    }
    // المحاور الآتية: a list follows; ناقشوا: a sentence, no speaker; 2014: a date.
    if r.kind(start) == Kind::Number
        || matches!(r.key(end - 1), "الاتي" | "التالي" | "الاتية" | "التالية")
        || (start..end).any(|k| r.key(k).ends_with("وا") && r.noun(k).is_none())
    {
        return false;
    }
    let m = analyse(r, start, end);
    // القوات الأجنبية تخلي البلاد: an unknown word in ت or ي behind a definite one is the verb of a sentence.
    let institution = r.noun(start).is_some_and(|n| !n.noun.is_person());
    let verb = |k: usize| {
        r.key(k).starts_with(['ت', 'ي'])
            && (is_unknown(r, k) || r.is_cue(k))
            && r.noun(k).is_none()
            && r.key(k - 1).starts_with("ال")
    };
    if institution && (start + 1..end).any(verb) {
        return false;
    }
    if r.has(start, OUTLET | OUTLET_HEAD | PREP | TIME) && !r.has(start, GIVEN)
        || r.has(start, PLACE) && !r.has(start, METONYM)
    {
        return r.has(start, OUTLET_HEAD | OUTLET) && title;
    }
    // المالية النيابية: a committee by its adjective.
    let committee = title
        && end == start + 2
        && r.key(start).starts_with("ال")
        && matches!(r.key(start + 1), "النيابية" | "البرلمانية" | "الوزارية");
    // المالية: …، الخارجية الغالية: …: a ministry by what it is for.
    let ministry =
        title && r.has(m.tokens.0, MINISTRY) && (m.tokens.0 + 1..m.tokens.1).all(|k| r.key(k).starts_with("ال"));
    let known = m.head.is_some() || m.name.is_some() || r.has(start, COLLECTIVE) || committee || ministry;
    // بغداد: سالم الحلي, the author of a report, too.
    let place = end == start + 1 && r.has(start, METONYM) && !r.noun(start).is_some_and(|n| n.noun.domain == "org");
    known && (!place || speaks_for_itself(r, start, end))
}
