//! Where a content begins and ends: its quotation, its clause, and what the reporter adds behind it.

use super::complement::participle_reports;
use super::finder::{Accepted, Start};
use super::mention::Subject;
use super::opener::is_name_quote;
use super::preposition::on_what;
use super::reading::Reading;
use crate::lexicon::cue::{Ambiguity, Pos, Sub};
use crate::lexicon::flags::{COMP, CONJ, JOIN, NEG, PREP, UNTOLD};
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// The content and its parts.
pub(super) fn extent(
    r: &Reading,
    a: &Accepted,
    limit: usize,
    sentence: Sentence,
) -> ((usize, usize), Vec<(usize, usize)>) {
    let quotation = match a.start {
        Start::Quote(mark) => r.quotes.opened_by(mark).map(|q| (q.first.max(a.content), q.end)),
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
        let limit = if a.content >= sentence.end { r.block_end(a.content) } else { limit };
        let content = clause_end(r, a.content, limit);
        return (content, vec![content]);
    };
    let end = if limit > first && limit < sentence.end { end.min(limit) } else { end };
    let content = trimmed(r, first, with_more(r, end, limit));
    (content, vec![content])
}

/// "…"، وأن "…": a second complement or quotation goes on the same claim behind the quotation that ends at `end`.
fn with_more(r: &Reading, mut end: usize, limit: usize) -> usize {
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
    end
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
            Kind::Word if end > start + 1 && r.key(end) == "علما" && r.has(end + 1, COMP) => break,
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
        // ، وذلك لتجنب …: a purpose goes on; so does ، وهو ما قامت به الحكومة, where the speaker says more of it.
        "وذلك" => r.is_word(i + 1) && !r.key(i + 1).starts_with('ل'),
        "وهو" | "وهي" if r.key(i + 1) == "ما" => false,
        // ، وهو رقم تعذر التحقق منه.: what the reporter says of it, where no comma closes it.
        "وهو" | "وهي" => {
            let mut behind = (i + 1..r.block_end(i)).take_while(|&k| r.kind(k) != Kind::Stop);
            r.is_word(i + 1) && r.finite_cues(i + 1).next().is_none() && behind.all(|k| r.kind(k) != Kind::Comma)
        }
        // ، بينما تحذر جهات أخرى من …: another one speaks.
        "بينما" => {
            let verb = if r.has(i + 1, NEG) { i + 2 } else { i + 1 };
            r.finite_cues(verb).any(|(c, bare)| !bare && (c.ambiguity != Ambiguity::High || verb > i + 1))
        }
        // ، من دون أن يحدد موعدا: what the speaker left unsaid.
        "من" if r.key(i + 1) == "دون" => leaves_unsaid(r, i + 2),
        "دون" | "بدون" => leaves_unsaid(r, i + 1),
        // ، ولم يكشف المتحدث عن موعد: the same, as a clause.
        "ولم" => r.has(i + 1, UNTOLD) && r.is_word(i + 2),
        // ، قبل أن ينتقل إلى الحديث عن …: what the speaker did next.
        "قبل" if r.key(i + 1) == "ان" => {
            let next =
                matches!(r.key(i + 2).get(2..).unwrap_or_default(), "نتقل" | "صدر" | "عود" | "غادر" | "ختم" | "ختتم");
            next || r.finite_cues(i + 2).any(|(c, _)| c.pos == Pos::Verb && c.ambiguity != Ambiguity::High)
        }
        // ، كما تداولت صفحات …: who else says so.
        "كما" => matches!(r.key(i + 1), "تداولت" | "تداول" | "تناقلت" | "نشرت" | "روجت" | "اشيع"),
        "في" => matches!(r.key(i + 1), "حين" | "اشارة" | "وقت" | "خطوة"),
        // ، بالتزامن مع تأكيد الوزارة …: what happened at the same time.
        "بالتزامن" | "تزامنا" => r.key(i + 1) == "مع",
        // ، وأحال الصحفيين إلى …
        "واحال" | "واحالت" | "واحالوا" => true,
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
    // من دون تقديم أدلة
    let act = matches!(
        r.key(i),
        "تقديم"
            | "تحديد"
            | "ذكر"
            | "الكشف"
            | "كشف"
            | "الخوض"
            | "اعطاء"
            | "توضيح"
            | "تفاصيل"
            | "مزيد"
            | "الاشارة"
    );
    act || r.key(i) == "ان" && (details || r.finite_cues(i + 1).any(|(c, _)| c.pos == Pos::Verb))
}

/// والمفارقة أن، واللافت أن: the reporter remarks on what was said.
fn remarks(r: &Reading, i: usize) -> bool {
    matches!(r.key(i), "والمفارقه" | "والمفارقة" | "والملاحظ" | "واللافت" | "والغريب" | "والطريف") && r.has(i + 1, COMP)
}

/// بحسب, وفقا لـ, على حد قول … behind a clause.
pub(crate) fn is_prep_attribution(r: &Reading, i: usize) -> bool {
    let is_prep = |c: &crate::lexicon::cue::CueForm| {
        c.pos == Pos::Preposition && c.ambiguity != Ambiguity::High && c.sub != Sub::ViewOf
    };
    let found = match r.phrase_word(i) {
        Some((_, w)) if w.cues.iter().any(is_prep) => true,
        _ => r.cues(i).any(|(c, _)| is_prep(c)),
    };
    found
        && i > 0
        && (r.bare_key(i) != "على" || on_what(r, i))
        && (r.kind(i - 1) == Kind::Comma || r.kind(i - 1) == Kind::Quote || r.phrase(i).is_some_and(|p| p.len() >= 2))
}

/// Drops punctuation, outer marks and dangling conjunctions at both ends.
pub(crate) fn trimmed(r: &Reading, mut start: usize, mut end: usize) -> (usize, usize) {
    while start < end && matches!(r.kind(start), Kind::Comma | Kind::Colon | Kind::Dash | Kind::Stop | Kind::Semicolon)
    {
        start += 1;
    }
    // Looked for once: what is trimmed may be long.
    let opens = (start..end).find(|&k| r.kind(k) == Kind::Open).unwrap_or(end);
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
                || r.kind(last) == Kind::Close && opens >= last
                || r.kind(last) == Kind::Quote
                    && r.quotes.closed_by(last).is_none_or(|q| q.unopened || q.first <= start);
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

/// A clause that is one quotation (إن "…"): its tokens.
pub(super) fn quoted_clause(r: &Reading, a: &Accepted) -> Option<(usize, usize)> {
    if a.start != Start::Clause || r.kind(a.content) != Kind::Quote {
        return None;
    }
    let quote = r.quotes.opened_by(a.content)?;
    // A quoted name at the start of an indirect clause (إن "داعش" عاد) is no quotation of speech.
    let words = quote.words(&r.tokens);
    let more = r.is_word(quote.end + 1) && r.token(quote.end + 1).block == r.token(a.content).block;
    (words > 4 || !more && words >= 2).then_some((quote.first, quote.end))
}
