//! The claims of a sentence: which cue ends the content of another, and which claims stand inside others.

use super::anonymity::{Formula, Formulas};
use super::draft::{Construction, Draft, Source};
use super::extent::{extent, quoted_clause};
use super::finder::{Accepted, Start, agrees};
use super::mention::Subject;
use super::reading::Reading;
use crate::lexicon::cue::{Ambiguity, Gender, Pos, Sub};
use crate::lexicon::flags::COMP;
use crate::model::CueKind;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// Turns the accepted cues of a sentence into drafts and appends them.
pub(crate) fn drafts(r: &Reading, sentence: Sentence, accepted: &[Accepted], formulas: Formulas, out: &mut Vec<Draft>) {
    let first = out.len();
    let mut open: Vec<Open> = Vec::new();
    for (n, a) in accepted.iter().enumerate() {
        // جدد الوزير تأكيده أن …: one claim.
        let again = |b: &&Accepted| b.candidate.form.sub == Sub::Light && b.candidate.at < a.candidate.at;
        if a.construction == Construction::VerbalNoun
            && accepted[..n].iter().find(again).is_some_and(|b| a.candidate.at < b.content)
        {
            continue;
        }
        let outer = open.iter().rev().find(|o| o.holds(a)).copied();
        let nested = match outer {
            _ if a.construction == Construction::VerbalNoun && relay_of(accepted, n).is_some() => relay_of(accepted, n),
            Some(o) if o.ends_before(r, a) => None,
            Some(o) if nestable(r, a) => Some(o.index),
            Some(_) => {
                open.push(Open { skipped: true, ..Open::new(n, a) });
                continue;
            }
            None => None,
        };
        let quote_end = match a.start {
            Start::Quote(mark) => r.quotes.opened_by(mark).map(|q| q.end),
            _ => quoted_clause(r, a).map(|(_, end)| end),
        };
        let subordinate = subordinate(r, a, sentence);
        open.push(Open { quote_end, subordinate, ..Open::new(n, a) });
        let mut draft = draft(a);
        draft.nested_in = nested
            .and_then(|i| out[first..].iter().position(|d: &Draft| d.cue.is_some_and(|c| c.0 == shown(&accepted[i]))))
            .map(|p| first + p);
        let limit = match draft.nested_in {
            Some(_) => end_of_outer(r, sentence, accepted, nested.unwrap_or(n), n),
            None => sentence.end,
        };
        let stops = |b: &&Accepted| subordinate && opens_main_clause(r, b) || ends(r, a, b, nested.is_some());
        let next = accepted[n + 1..].iter().filter(|b| b.candidate.at >= a.content).find(stops);
        let limit = next.map_or(limit, |b| b.clause_start.min(limit));
        // A cue in the relative clause before another's content (الوزير، الذي أعلن أن …، أن …) ends with that clause.
        let around = accepted[..n]
            .iter()
            .filter(|o| o.candidate.at < a.candidate.at && a.content < o.content)
            .map(|o| o.content);
        let limit = around.min().map_or(limit, |c| relative_end(r, a.content, c).min(limit));
        // قال مسؤول إن الطريق مغلق، وطلب عدم ذكر اسمه: a formula at the end of the sentence is no part of the content.
        let closes = |f: &Formula| {
            let joined = r.key(f.start).starts_with('و') && (f.end..sentence.end).all(|k| r.kind(k) != Kind::Comma);
            joined || f.end + 1 >= sentence.end
        };
        let last = formulas.iter().find(|f| f.start > a.content + 1 && f.start < limit && closes(f));
        let limit = last.filter(|f| r.quotes.around(f.start).is_none()).map_or(limit, |f| f.start);
        let limit = described_end(r, a, limit).unwrap_or(limit);
        let limit = fronted_end(r, a, sentence).map_or(limit, |end| end.min(limit));
        let (content, parts) = extent(r, a, limit, sentence);
        if content.0 >= content.1 {
            continue;
        }
        draft.content = content;
        draft.parts = parts;
        draft.formula = formulas.iter().copied().find(|f| formula_belongs(r, f, a, &draft, sentence, accepted, n));
        let said = accepted
            .get(n + 1)
            .is_some_and(|b| b.construction == Construction::VerbalNoun && b.candidate.at <= a.content);
        let inner = a.relayed.filter(|_| !said).map(|source| relayed(r, &draft, source, out.len(), formulas));
        out.push(draft);
        out.extend(inner);
    }
    control(out, first, accepted);
}

/// تصف المدير بـ"الكاذب"، وصور …: a description ends with its quoted predicate where a comma follows.
fn described_end(r: &Reading, a: &Accepted, limit: usize) -> Option<usize> {
    let predicate = (a.content..limit).find(|&k| r.key(k) == "ب" && r.kind(k + 1) == Kind::Quote)?;
    let end = r.quotes.opened_by(predicate + 1)?.end + 1;
    let described = a.candidate.form.sub == Sub::Describe && a.start == Start::Nominal;
    (described && end < limit && r.kind(end) == Kind::Comma).then_some(end)
}

/// وبعد إعلان الحكومة أن الأمر انتهى، ردت …: what opens the sentence ends before its main clause.
fn fronted_end(r: &Reading, a: &Accepted, sentence: Sentence) -> Option<usize> {
    let fronted = a.construction == Construction::VerbalNoun
        && a.subject != Subject::Elided
        && a.candidate.form.speaker_pronoun.is_none()
        && a.candidate.at <= sentence.start + 4;
    (a.content..sentence.end).find(|&k| fronted && r.kind(k) == Kind::Comma)
}

/// The last comma before the content of the outer claim.
fn relative_end(r: &Reading, from: usize, content: usize) -> usize {
    (from..content).rev().find(|&k| r.kind(k) == Kind::Comma).unwrap_or(content)
}

/// The transmitting verb before a verbal noun (نقلت … قوله).
fn relay_of(accepted: &[Accepted], n: usize) -> Option<usize> {
    let before = n.checked_sub(1)?;
    (accepted[before].candidate.form.sub == Sub::Transmit && accepted[before].relayed.is_some()).then_some(before)
}

/// نقلت الوكالة عن X أن …: the report of X inside the report of the agency, without a cue of its own.
fn relayed(r: &Reading, outer: &Draft, source: (usize, usize), index: usize, formulas: Formulas) -> Draft {
    let near = |f: &&Formula| {
        f.start >= source.1 && f.start <= source.1 + 2 && r.token(f.start).block == r.token(source.0).block
    };
    Draft {
        cue: None,
        source: Source::Overt(source.0, source.1),
        clause_start: source.0,
        formula: formulas.iter().find(near).copied(),
        addressee: None,
        nested_in: Some(index),
        relay: false,
        construction: Construction::Relay,
        ..outer.clone()
    }
}

#[derive(Debug, Clone, Copy)]
struct Open {
    index: usize,
    content: usize,
    quote_end: Option<usize>,
    skipped: bool,
    /// The cue stands in a clause before the main one.
    subordinate: bool,
    /// Of the speaker, as the cue shows it.
    gender: Gender,
}

impl Open {
    fn new(index: usize, a: &Accepted) -> Self {
        let gender = a.candidate.form.agreement.gender;
        Self { index, content: a.content, quote_end: None, skipped: false, subordinate: false, gender }
    }

    /// Whether a cue stands after the content has begun.
    fn holds(&self, a: &Accepted) -> bool {
        !self.skipped && a.candidate.at >= self.content
    }

    /// Whether the cue ends this content instead of standing in it.
    fn ends_before(&self, r: &Reading, a: &Accepted) -> bool {
        if let Some(end) = self.quote_end {
            // A participle with its clause is the outlet's word even where the marks run on around it.
            return a.candidate.at >= end
                || a.participle && a.start == Start::Clause && a.candidate.at > self.content + 3;
        }
        a.participle
            || self.subordinate && opens_main_clause(r, a)
            // أفادت الوزارة أن رجلا انهار واعترف بـ…: another gender goes on with somebody inside the content.
            || a.candidate.conjunction
                && (a.subject != Subject::Elided || agrees(a.candidate.form.agreement.gender, self.gender))
            // قال إن المبعوث أكد أن …: a subject right behind the complementiser is the content's own.
            || a.clause_start < a.candidate.at && a.clause_start > self.content
            || matches!(a.start, Start::Fronted(..) | Start::Around(..))
    }
}

/// محذرا من …، حث المدير; فبينما رحبت النقابة بالقرار، أبدى …: the sentence begins with less than its main clause.
fn subordinate(r: &Reading, a: &Accepted, sentence: Sentence) -> bool {
    let first = (sentence.start..sentence.end).find(|&k| r.is_word(k));
    first == Some(a.candidate.at) && a.participle
        || first.is_some_and(|k| matches!(r.key(k), "بينما" | "فبينما" | "وبينما") && k < a.candidate.at)
}

/// A finite cue behind a comma.
fn opens_main_clause(r: &Reading, a: &Accepted) -> bool {
    !a.participle && a.clause_start > 0 && r.kind(a.clause_start - 1) == Kind::Comma
}

fn shown(a: &Accepted) -> usize {
    a.shown_cue.unwrap_or(a.candidate.at)
}

/// Whether `b` ends the content of `a`.
fn ends(r: &Reading, a: &Accepted, b: &Accepted, nested: bool) -> bool {
    let reporting = b.participle && b.start == Start::Clause && b.candidate.at > a.content + 3;
    if reporting {
        return true;
    }
    if let Start::Quote(mark) = a.start {
        if r.quotes.opened_by(mark).is_some_and(|q| b.candidate.at < q.end) {
            return false;
        }
    }
    if let Some((_, end)) = quoted_clause(r, a) {
        if b.candidate.at < end {
            return false;
        }
    }
    if r.quotes.around(b.candidate.at).is_some() && r.quotes.around(a.content).is_none_or(|q| b.candidate.at >= q.end) {
        return false;
    }
    if b.participle || matches!(b.start, Start::Fronted(..) | Start::Around(..)) {
        return true;
    }
    // و + cue in another gender than the speaker of `a` goes on with somebody inside the content.
    let cue_gender = b.candidate.form.agreement.gender;
    let own_gender = a.candidate.form.agreement.gender;
    if b.candidate.conjunction {
        return nested
            || b.subject != Subject::Elided
            || agrees(cue_gender, own_gender)
            || own_gender == Gender::Unknown;
    }
    if contrasted(r, b.clause_start) && b.clause_start > a.content + 2 && b.subject != Subject::Elided {
        return true;
    }
    b.clause_start < b.candidate.at
        && b.clause_start > a.content
        && !matches!(b.construction, Construction::SubjectFirst | Construction::Relative)
}

/// غير أن رئيستها أوضحت، لكن الوزير قال: the reporter sets another speaker against the first.
fn contrasted(r: &Reading, clause: usize) -> bool {
    let Some(before) = clause.checked_sub(1) else { return false };
    if r.has(before, COMP) {
        return before > 0 && matches!(r.bare_key(before - 1), "غير" | "الا" | "بيد");
    }
    matches!(r.bare_key(before), "لكن")
}

/// Whether an accepted cue inside another's content is a report of its own.
fn nestable(r: &Reading, a: &Accepted) -> bool {
    let form = a.candidate.form;
    if matches!(form.pos, Pos::Participle) || a.construction == Construction::VerbalNoun {
        return form.pos != Pos::Participle || r.quotes.around(a.candidate.at).is_none();
    }
    // الأحكام التي اعتبر أنها …: the speaker is the one of the sentence.
    let overt = matches!(a.subject, Subject::Overt(..)) || a.candidate.relative && a.start == Start::Clause;
    let clause = !matches!(a.start, Start::Nominal);
    form.ambiguity != Ambiguity::High && overt && clause
}

/// The end of the content that holds a nested claim.
fn end_of_outer(r: &Reading, sentence: Sentence, accepted: &[Accepted], outer: usize, inner: usize) -> usize {
    let o = &accepted[outer];
    let next = accepted[inner + 1..].iter().find(|b| ends(r, o, b, false));
    let limit = next.map_or(sentence.end, |b| b.clause_start);
    if let Start::Quote(mark) = o.start {
        return r.quotes.opened_by(mark).map_or(limit, |q| q.end);
    }
    quoted_clause(r, o).map_or(limit, |(_, end)| end.min(limit.max(o.content)))
}

fn draft(a: &Accepted) -> Draft {
    let cue = shown(a);
    let kind = if a.construction == Construction::VerbalNoun { CueKind::Noun } else { CueKind::Verb };
    let mut draft = Draft::from_form(a.candidate.form, (cue, cue + 1), kind, a.construction);
    draft.source = a.subject.into();
    draft.clause_start = a.clause_start;
    draft.addressee = a.addressee;
    draft.background = a.background;
    draft.clausal = a.start != Start::Nominal;
    draft.quoted = matches!(a.start, Start::Quote(_) | Start::Colon | Start::Fronted(..));
    if let (Source::Pronoun, Some(agreement)) = (draft.source, a.candidate.form.speaker_pronoun) {
        draft.agreement = agreement;
    }
    draft
}

/// A formula belongs to the speaker whose mention it follows, else to the claim whose clause it stands in: between
/// clause start and content, or after the content before the next cue.
fn formula_belongs(
    r: &Reading,
    f: &Formula,
    a: &Accepted,
    d: &Draft,
    sentence: Sentence,
    accepted: &[Accepted],
    n: usize,
) -> bool {
    if f.start < sentence.start || f.start >= sentence.end {
        return false;
    }
    let follows = |source: Option<(usize, usize)>| source.is_some_and(|(_, e)| e <= f.start && f.start <= e + 1);
    let mention = |a: &Accepted| match a.subject {
        Subject::Overt(s, e) => Some((s, e)),
        _ => None,
    };
    if accepted.iter().any(|b| follows(mention(b)) || follows(b.relayed)) {
        return follows(mention(a));
    }
    let before = f.start >= a.clause_start && f.end <= d.content.0.max(a.content);
    let next = accepted.get(n + 1).map_or(sentence.end, |b| b.clause_start);
    // قال الوزير إن موظفا أقيل، من دون أن يذكر اسمه: it is another whom he does not name.
    let of_another = matches!(r.bare_key(f.start), "من" | "دون" | "بدون");
    let after = f.start >= d.content.1 && f.start < next && !of_another;
    let leading = n == 0 && f.end <= a.clause_start;
    before || after || leading
}

/// Participles speak with the voice of the claim before them.
fn control(out: &mut [Draft], first: usize, accepted: &[Accepted]) {
    for i in first..out.len() {
        let participle = accepted.iter().any(|a| a.participle && out[i].cue.is_some_and(|c| c.0 == shown(a)));
        if !participle || out[i].source != Source::Elided {
            continue;
        }
        let governor = (first..i).rev().find(|&k| {
            out[k].nested_in == out[i].nested_in && agrees(out[i].agreement.gender, out[k].agreement.gender)
        });
        // تساءل الكاتب عن الحكومة التي تعهدت بـ…، مشيرا إلى: not who speaks in a relative clause, unless he agrees.
        let governor = governor.or_else(|| {
            (first..i)
                .rev()
                .find(|&k| out[k].nested_in == out[i].nested_in && out[k].construction != Construction::Relative)
        });
        if let Some(k) = governor {
            out[i].source = Source::Controlled(k);
        }
    }
}
