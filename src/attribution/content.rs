//! Where the content of each claim of a sentence ends, and which claims stand inside others.

use super::anonymity::Formula;
use super::complement::participle_reports;
use super::draft::{Draft, Source};
use super::finder::{Accepted, Start, agrees};
use super::mention::Subject;
use super::opener::is_name_quote;
use super::reading::Reading;
use crate::lexicon::cue::{Ambiguity, Gender, Pos};
use crate::lexicon::flags::{COMP, CONJ, JOIN, PREP};
use crate::model::CueKind;
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// Turns the accepted cues of a sentence into drafts and appends them.
pub(crate) fn drafts(
    r: &Reading,
    sentence: Sentence,
    accepted: &[Accepted],
    formulas: &[Formula],
    out: &mut Vec<Draft>,
) {
    let first = out.len();
    let mut open: Vec<Open> = Vec::new();
    for (n, a) in accepted.iter().enumerate() {
        let outer = open.iter().rev().find(|o| o.holds(a)).copied();
        let nested = match outer {
            _ if a.rule == "ATT-VERBAL-NOUN" && relay_of(accepted, n).is_some() => relay_of(accepted, n),
            Some(o) if o.ends_before(r, a) => None,
            Some(o) if nestable(r, a) => Some(o.index),
            Some(_) => {
                open.push(Open { index: n, content: a.content, quote_end: None, skipped: true, subordinate: false });
                continue;
            }
            None => None,
        };
        let quote_end = match a.start {
            Start::Quote(mark) => r.quotes.opened_by(mark).map(|q| q.end),
            _ => quoted_clause(r, a).map(|(_, end)| end),
        };
        let subordinate = subordinate(r, a, sentence);
        open.push(Open { index: n, content: a.content, quote_end, skipped: false, subordinate });
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
        let (content, parts) = extent(r, a, limit, sentence);
        if content.0 >= content.1 {
            continue;
        }
        draft.content = content;
        draft.parts = parts;
        draft.formula = formulas.iter().copied().find(|f| formula_belongs(r, f, a, &draft, sentence, accepted, n));
        let said = accepted.get(n + 1).is_some_and(|b| b.rule == "ATT-VERBAL-NOUN" && b.candidate.at <= a.content);
        let inner = a.relayed.filter(|_| !said).map(|source| relayed(r, &draft, source, out.len(), formulas));
        out.push(draft);
        out.extend(inner);
    }
    control(out, first, accepted);
}

/// The last comma before the content of the outer claim.
fn relative_end(r: &Reading, from: usize, content: usize) -> usize {
    (from..content).rev().find(|&k| r.kind(k) == Kind::Comma).unwrap_or(content)
}

/// The transmitting verb before a verbal noun (نقلت … قوله).
fn relay_of(accepted: &[Accepted], n: usize) -> Option<usize> {
    let before = n.checked_sub(1)?;
    (accepted[before].candidate.form.sub == "transmit" && accepted[before].relayed.is_some()).then_some(before)
}

/// نقلت الوكالة عن X أن …: the report of X inside the report of the agency, without a cue of its own.
fn relayed(r: &Reading, outer: &Draft, source: (usize, usize), index: usize, formulas: &[Formula]) -> Draft {
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
        rule: "ATT-RELAY",
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
}

impl Open {
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
            || a.candidate.conjunction
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
        && !matches!(b.rule, "ATT-SUBJECT-FIRST" | "ATT-RELATIVE")
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
    if matches!(form.pos, Pos::Participle) || a.rule == "ATT-VERBAL-NOUN" {
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

/// A clause that is one quotation (إن "…"): its tokens.
fn quoted_clause(r: &Reading, a: &Accepted) -> Option<(usize, usize)> {
    if a.start != Start::Clause || r.kind(a.content) != Kind::Quote {
        return None;
    }
    let quote = r.quotes.opened_by(a.content)?;
    // A quoted name at the start of an indirect clause (إن "داعش" عاد) is no quotation of speech.
    let words = quote.words(&r.tokens);
    let more = r.is_word(quote.end + 1) && r.token(quote.end + 1).block == r.token(a.content).block;
    (words > 4 || !more && words >= 2).then_some((quote.first, quote.end))
}

/// The content and its parts.
fn extent(r: &Reading, a: &Accepted, limit: usize, sentence: Sentence) -> ((usize, usize), Vec<(usize, usize)>) {
    let quotation = match a.start {
        Start::Quote(mark) => r.quotes.opened_by(mark).map(|q| (q.first, q.end)),
        Start::Fronted(first, end) => {
            let content = trimmed(r, first, end);
            // "…"، قالت الوزيرة، "…": the cue interrupts one quotation.
            let resumed = resumed_quote(r, a, sentence).filter(|q| q.0 < q.1 && q.0 >= content.1);
            return match resumed {
                Some(second) => ((content.0, second.1), vec![content, second]),
                None => (content, vec![content]),
            };
        }
        Start::Around(first, comma, resumed) => {
            let (before, after) = (trimmed(r, first, comma), clause_end(r, resumed, limit));
            return ((before.0, after.1), vec![before, after]);
        }
        _ => quoted_clause(r, a),
    };
    let Some((first, end)) = quotation else {
        // Speech after a colon at the end of a paragraph fills the next one.
        let limit = if a.content >= sentence.end {
            let block = r.token(a.content).block;
            (a.content..r.len()).find(|&k| r.token(k).block != block).unwrap_or(r.len())
        } else {
            limit
        };
        let content = clause_end(r, a.content, limit);
        return (content, vec![content]);
    };
    let mut end = if limit > first && limit < sentence.end { end.min(limit) } else { end };
    // A second complement or quotation goes on the same claim: "…"، وأن "…".
    let mut at = end + 1;
    while at < limit {
        let k = if r.kind(at) == Kind::Comma { at + 1 } else { at };
        if k >= limit {
            break;
        }
        let joined = r.has(k, JOIN) || r.phrase_word(k).is_some_and(|(_, w)| w.flags & JOIN != 0);
        let opens =
            |m: usize| r.kind(m) == Kind::Quote && r.quotes.opened_by(m).is_some_and(|q| q.words(&r.tokens) > 2);
        let second = [k, k + 1]
            .into_iter()
            .find(|&m| m < limit && opens(m) && (m == k || matches!(r.key(k), "و" | "ثم" | "بل" | "لكن" | "ولكن")));
        if joined {
            let rest = clause_end(r, k, limit);
            end = rest.1;
            at = end + 1;
        } else if let Some(mark) = second {
            end = r.quotes.opened_by(mark).map_or(end, |q| q.end);
            at = end + 1;
        } else if continues_outside(r, k, limit) {
            let rest = clause_end(r, k, limit);
            end = rest.1.max(end);
            break;
        } else {
            break;
        }
    }
    let content = trimmed(r, first, end);
    (content, vec![content])
}

/// Whether the clause goes on after its quotation with plain words (مزيج of quoted and reported words).
fn continues_outside(r: &Reading, k: usize, limit: usize) -> bool {
    let before = k - 1;
    r.is_word(k)
        && k < limit
        && r.kind(before) != Kind::Comma
        && !r.has(k, CONJ)
        && !(r.key(k).starts_with('م') && r.key(k).ends_with('ا'))
        && !is_prep_attribution(r, k)
        && limit - k >= 2
        && !r.has(k, PREP)
}

/// The quotation that goes on after the cue and its subject.
fn resumed_quote(r: &Reading, a: &Accepted, sentence: Sentence) -> Option<(usize, usize)> {
    let from = match a.subject {
        Subject::Overt(_, e) => e,
        _ => a.candidate.at + 1,
    };
    let mark = (from..sentence.end.min(from + 6)).find(|&k| r.kind(k) == Kind::Quote)?;
    let plain = (from..mark).all(|k| matches!(r.kind(k), Kind::Comma | Kind::Colon | Kind::Dash));
    let quote = r.quotes.opened_by(mark).filter(|_| plain)?;
    Some(trimmed(r, quote.first, quote.end))
}

/// An indirect clause from `start`, ended at `limit`, at a semicolon, or at an attribution after it.
fn clause_end(r: &Reading, start: usize, limit: usize) -> (usize, usize) {
    let mut end = start;
    while end < limit {
        match r.kind(end) {
            Kind::Quote => {
                if let Some(q) = r.quotes.opened_by(end) {
                    // A quotation may run beyond the sentence; the clause goes on behind it.
                    end = (q.end + 1).min(limit.max(q.end));
                    continue;
                }
            }
            Kind::Comma if end > start + 1 && narrator_goes_on(r, end + 1) => break,
            Kind::Word if end > start + 1 && remarks(r, end) && r.quotes.around(end).is_none() => break,
            Kind::Word if end > start + 1 && is_prep_attribution(r, end) && r.quotes.around(end).is_none() => break,
            _ => {}
        }
        end += 1;
    }
    trimmed(r, start, end.min(limit.max(start)))
}

/// ، فيما …، في إشارة إلى …: behind a comma these join a circumstance that the reporter adds.
fn narrator_goes_on(r: &Reading, i: usize) -> bool {
    match r.key(i) {
        "فيما" | "وسط" | "علما" => true,
        // ، بينما تحذر جهات أخرى من …: another one speaks.
        "بينما" => r.finite_cues(i + 1).any(|(c, bare)| !bare && c.ambiguity != Ambiguity::High),
        // ، من دون أن يحدد موعدا: what the speaker left unsaid.
        "من" if r.key(i + 1) == "دون" => leaves_unsaid(r, i + 2),
        "دون" | "بدون" => leaves_unsaid(r, i + 1),
        // ، كما تداولت صفحات …: who else says so.
        "كما" => matches!(r.key(i + 1), "تداولت" | "تداول" | "تناقلت" | "نشرت" | "روجت" | "اشيع"),
        "في" => matches!(r.key(i + 1), "حين" | "اشارة" | "وقت"),
        // ، لكنه رفض ذكرها: the one who speaks.
        "لكنه" | "لكنها" | "لكنهم" => r.finite_cues(i + 1).any(|(_, bare)| !bare),
        // ومصرا على موقفه غادر: a circumstance of the speaker even where it reports nothing.
        key => {
            key.ends_with('ا')
                && r.noun(i).is_none()
                && r.cues(i).any(|(c, _)| c.pos == Pos::Participle && c.ambiguity != Ambiguity::High)
                || participle_reports(r, i)
        }
    }
}

/// أن يحدد، أن تكشف: an act of telling behind "without".
fn leaves_unsaid(r: &Reading, i: usize) -> bool {
    let details = matches!(
        r.key(i + 1).get(2..).unwrap_or_default(),
        "حدد"
            | "سمي"
            | "سمى"
            | "عطي"
            | "عطى"
            | "تطرق"
            | "دلي"
            | "دلى"
            | "قدم"
            | "سمه"
            | "سمها"
            | "فصل"
            | "خوض"
    );
    r.key(i) == "ان" && (details || r.finite_cues(i + 1).any(|(c, _)| c.pos == Pos::Verb))
}

/// والمفارقة أن، واللافت أن: the reporter remarks on what was said.
fn remarks(r: &Reading, i: usize) -> bool {
    matches!(r.key(i), "والمفارقه" | "والمفارقة" | "والملاحظ" | "واللافت" | "والغريب" | "والطريف") && r.has(i + 1, COMP)
}

/// بحسب, وفقا لـ, على حد قول … behind a clause.
pub(crate) fn is_prep_attribution(r: &Reading, i: usize) -> bool {
    let is_prep = |c: &crate::lexicon::cue::CueForm| {
        c.pos == Pos::Preposition && c.ambiguity != Ambiguity::High && c.sub != "view_of"
    };
    let found = match r.phrase_word(i) {
        Some((_, w)) if w.cues.iter().any(is_prep) => true,
        _ => r.cues(i).any(|(c, _)| is_prep(c)),
    };
    found
        && i > 0
        && (r.kind(i - 1) == Kind::Comma || r.kind(i - 1) == Kind::Quote || r.phrase(i).is_some_and(|p| p.len >= 2))
}

/// Drops punctuation, outer marks and dangling conjunctions at both ends.
pub(crate) fn trimmed(r: &Reading, mut start: usize, mut end: usize) -> (usize, usize) {
    while start < end && matches!(r.kind(start), Kind::Comma | Kind::Colon | Kind::Dash | Kind::Stop | Kind::Semicolon)
    {
        start += 1;
    }
    while start < end {
        let last = end - 1;
        let dangling =
            matches!(r.kind(last), Kind::Comma | Kind::Stop | Kind::Semicolon | Kind::Colon | Kind::Dash | Kind::Open)
                || matches!(
                    r.key(last),
                    "و" | "كما"
                        | "فيما"
                        | "بينما"
                        | "حيث"
                        | "ثم"
                        | "لكن"
                        | "ولكن"
                        | "غير"
                        | "وكان"
                        | "وكانت"
                )
                || r.has(last, COMP)
                || r.kind(last) == Kind::Close && !(start..last).any(|k| r.kind(k) == Kind::Open)
                || r.kind(last) == Kind::Quote
                    && !(start..last).any(|k| r.quotes.opened_by(k).is_some_and(|q| q.end == last));
        if !dangling {
            break;
        }
        end -= 1;
    }
    // The whole content between its own marks: the marks are not content.
    if start < end && r.kind(start) == Kind::Quote {
        match r.quotes.opened_by(start) {
            Some(q) if q.end + 1 >= end && !is_name_quote(r, start, q.words(&r.tokens)) => {
                return trimmed(r, q.first, q.end.min(end));
            }
            None => start += 1,
            _ => {}
        }
    }
    (start, end)
}

fn draft(a: &Accepted) -> Draft {
    let cue = shown(a);
    let kind = if a.rule == "ATT-VERBAL-NOUN" { CueKind::Noun } else { CueKind::Verb };
    let mut draft = Draft::from_form(a.candidate.form, (cue, cue + 1), kind, a.rule);
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
            (first..i).rev().find(|&k| out[k].nested_in == out[i].nested_in && out[k].rule != "ATT-RELATIVE")
        });
        if let Some(k) = governor {
            out[i].source = Source::Controlled(k);
        }
    }
}
