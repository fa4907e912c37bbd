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
    let cues = Cues { r, sentence, accepted, formulas };
    let first = out.len();
    let mut open: Vec<Open> = Vec::new();
    for (n, a) in accepted.iter().enumerate().filter(|&(n, _)| !cues.says_again(n)) {
        let outer = match cues.place(n, &open) {
            Place::Main => None,
            Place::Inside(outer) => Some(outer),
            Place::Nowhere => {
                open.push(Open { skipped: true, ..Open::new(n, a) });
                continue;
            }
        };
        let subordinate = subordinate(r, a, sentence);
        open.push(Open { quote_end: quote_end(r, a), subordinate, ..Open::new(n, a) });
        let of_outer = |i: usize| out[first..].iter().position(|d| d.cue.is_some_and(|c| c.0 == shown(&accepted[i])));
        let nested_in = outer.and_then(of_outer).map(|p| first + p);
        let limit = match outer {
            Some(outer) if nested_in.is_some() => cues.end_of_outer(outer, n),
            _ => sentence.end,
        };
        let limit = cues.limit(n, limit, outer.is_some(), subordinate);
        let (content, parts) = extent(r, a, limit, sentence);
        if content.0 >= content.1 {
            continue;
        }
        let mut draft = Draft { content, parts, nested_in, ..draft(a) };
        draft.formula = formulas.iter().copied().find(|f| cues.formula_belongs(n, f, &draft));
        let relayed = cues.relayed(n, &draft, out.len());
        out.push(draft);
        out.extend(relayed);
    }
    control(out, first, accepted);
}

/// The accepted cues of a sentence, told by their numbers.
struct Cues<'a> {
    r: &'a Reading<'a>,
    sentence: Sentence,
    accepted: &'a [Accepted],
    formulas: Formulas<'a>,
}

/// Where a claim stands among the contents that have begun before it.
enum Place {
    Main,
    /// In the content of another cue, by its number.
    Inside(usize),
    /// It is told in another's content, and no report of its own.
    Nowhere,
}

impl Cues<'_> {
    /// جدد الوزير تأكيده أن …: one claim.
    fn says_again(&self, n: usize) -> bool {
        let a = &self.accepted[n];
        let again = |b: &&Accepted| b.candidate.form.sub == Sub::Light && b.candidate.at < a.candidate.at;
        a.construction == Construction::VerbalNoun
            && self.accepted[..n].iter().find(again).is_some_and(|b| a.candidate.at < b.content)
    }

    fn place(&self, n: usize, open: &[Open]) -> Place {
        let a = &self.accepted[n];
        if let Some(relay) = self.relay_of(n).filter(|_| a.construction == Construction::VerbalNoun) {
            return Place::Inside(relay);
        }
        match open.iter().rev().find(|o| o.holds(a)) {
            Some(o) if !o.ends_before(self.r, a) => {
                if nestable(self.r, a) {
                    Place::Inside(o.index)
                } else {
                    Place::Nowhere
                }
            }
            _ => Place::Main,
        }
    }

    /// The transmitting verb before a verbal noun (نقلت … قوله).
    fn relay_of(&self, n: usize) -> Option<usize> {
        let before = n.checked_sub(1)?;
        let a = &self.accepted[before];
        (a.candidate.form.sub == Sub::Transmit && a.relayed.is_some()).then_some(before)
    }

    /// Where a content ends at the latest that must end at `limit`.
    fn limit(&self, n: usize, limit: usize, nested: bool, subordinate: bool) -> usize {
        let (r, a) = (self.r, &self.accepted[n]);
        let before = |limit: usize, end: Option<usize>| end.map_or(limit, |end| end.min(limit));
        let limit = before(limit, self.next_cue(n, nested, subordinate));
        let limit = before(limit, self.end_of_relative(n));
        let limit = before(limit, self.closing_formula(n, limit));
        let limit = before(limit, described_end(r, a, limit));
        before(limit, fronted_end(r, a, self.sentence))
    }

    /// The cue that ends the content of this one.
    fn next_cue(&self, n: usize, nested: bool, subordinate: bool) -> Option<usize> {
        let (r, a) = (self.r, &self.accepted[n]);
        let stops = |b: &&Accepted| subordinate && opens_main_clause(r, b) || ends(r, a, b, nested);
        self.accepted[n + 1..].iter().filter(|b| b.candidate.at >= a.content).find(stops).map(|b| b.clause_start)
    }

    /// A cue in the relative clause before another's content (الوزير، الذي أعلن أن …، أن …) ends with that clause.
    fn end_of_relative(&self, n: usize) -> Option<usize> {
        let a = &self.accepted[n];
        let around = |o: &&Accepted| o.candidate.at < a.candidate.at && a.content < o.content;
        let content = self.accepted[..n].iter().filter(around).map(|o| o.content).min()?;
        Some((a.content..content).rev().find(|&k| self.r.kind(k) == Kind::Comma).unwrap_or(content))
    }

    /// قال مسؤول إن الطريق مغلق، وطلب عدم ذكر اسمه: a formula at the end of the sentence is no part of the content.
    fn closing_formula(&self, n: usize, limit: usize) -> Option<usize> {
        let (r, content, end) = (self.r, self.accepted[n].content, self.sentence.end);
        let closes = |f: &Formula| {
            let joined = r.key(f.start).starts_with('و') && (f.end..end).all(|k| r.kind(k) != Kind::Comma);
            joined || f.end + 1 >= end
        };
        let last = self.formulas.iter().find(|f| f.start > content + 1 && f.start < limit && closes(f))?;
        r.quotes.around(last.start).is_none().then_some(last.start)
    }

    /// The end of the content that holds a nested claim.
    fn end_of_outer(&self, outer: usize, inner: usize) -> usize {
        let (r, o) = (self.r, &self.accepted[outer]);
        let next = self.accepted[inner + 1..].iter().find(|b| ends(r, o, b, false));
        let limit = next.map_or(self.sentence.end, |b| b.clause_start);
        if let Start::Quote(mark) = o.start {
            return r.quotes.opened_by(mark).map_or(limit, |q| q.end);
        }
        quoted_clause(r, o).map_or(limit, |(_, end)| end.min(limit.max(o.content)))
    }

    /// A formula belongs to the speaker whose mention it follows, else to the claim whose clause it stands in: between
    /// clause start and content, or after the content before the next cue.
    fn formula_belongs(&self, n: usize, f: &Formula, d: &Draft) -> bool {
        let (a, sentence) = (&self.accepted[n], self.sentence);
        if f.start < sentence.start || f.start >= sentence.end {
            return false;
        }
        let follows = |source: Option<(usize, usize)>| source.is_some_and(|(_, e)| e <= f.start && f.start <= e + 1);
        let mention = |a: &Accepted| match a.subject {
            Subject::Overt(s, e) => Some((s, e)),
            _ => None,
        };
        if self.accepted.iter().any(|b| follows(mention(b)) || follows(b.relayed)) {
            return follows(mention(a));
        }
        let before = f.start >= a.clause_start && f.end <= d.content.0.max(a.content);
        let next = self.accepted.get(n + 1).map_or(sentence.end, |b| b.clause_start);
        // قال الوزير إن موظفا أقيل، من دون أن يذكر اسمه: it is another whom he does not name.
        let of_another = matches!(self.r.bare_key(f.start), "من" | "دون" | "بدون");
        let after = f.start >= d.content.1 && f.start < next && !of_another;
        let leading = n == 0 && f.end <= a.clause_start;
        before || after || leading
    }

    /// نقلت الوكالة عن X أن …: the report of X inside the report of the agency (the draft that becomes number `index`), without
    /// a cue of its own.
    fn relayed(&self, n: usize, outer: &Draft, index: usize) -> Option<Draft> {
        let (r, a) = (self.r, &self.accepted[n]);
        let source = a.relayed?;
        let own = |b: &Accepted| b.construction == Construction::VerbalNoun && b.candidate.at <= a.content;
        if self.accepted.get(n + 1).is_some_and(own) {
            return None;
        }
        let near = |f: &&Formula| {
            f.start >= source.1 && f.start <= source.1 + 2 && r.token(f.start).block == r.token(source.0).block
        };
        Some(Draft {
            cue: None,
            source: Source::Overt(source.0, source.1),
            clause_start: source.0,
            formula: self.formulas.iter().find(near).copied(),
            addressee: None,
            nested_in: Some(index),
            relay: false,
            construction: Construction::Relay,
            ..outer.clone()
        })
    }
}

/// The end of the quotation that the content is.
fn quote_end(r: &Reading, a: &Accepted) -> Option<usize> {
    match a.start {
        Start::Quote(mark) => r.quotes.opened_by(mark).map(|q| q.end),
        _ => quoted_clause(r, a).map(|(_, end)| end),
    }
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
