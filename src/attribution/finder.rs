//! Claims of one sentence: accepted cues with their subjects and where their contents begin.

use super::anonymity::Formula;
use super::aside::{aside, hearsay, passive_about_topic};
use super::candidate::{self, Candidate};
use super::complement::{self, nominal, object_before};
use super::doubt::believable;
use super::mention::{self, Subject};
use super::opener::{self, Opener, OpenerKind, complements};
use super::reading::Reading;
use super::relay::{relayed_event, relayed_source};
use super::subject_first::{asyndetic, relative_gender, subject_before, told_first, topicalised};
use super::{adjunct, document, open_phrase, participle, slogan, verbal_noun};
use crate::lexicon::cue::{Ambiguity, CueForm, Gender, Number, Pos, governs};
use crate::lexicon::flags::{COMP, DOC_VERB, GIVEN, KANA, METONYM, NATION, QAEL, REL, SWITCH};
use crate::model::{CueClass, RuleId};
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// How the content of an accepted cue begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// After a complementiser.
    Clause,
    /// After a colon.
    Colon,
    /// Inside a quotation, named by its opening mark.
    Quote(usize),
    /// An object or a prepositional complement.
    Nominal,
    /// The quotation before the cue, as a range of tokens.
    Fronted(usize, usize),
    /// Around the cue and its subject: first token, their comma, and where the content goes on.
    Around(usize, usize, usize),
}

/// An accepted cue.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Accepted {
    pub(crate) candidate: Candidate,
    pub(crate) subject: Subject,
    pub(crate) start: Start,
    /// First token of the content.
    pub(crate) content: usize,
    /// Where the clause of the cue begins.
    pub(crate) clause_start: usize,
    pub(crate) participle: bool,
    pub(crate) background: bool,
    /// A comma or an adjunct stands between the subject and the content.
    pub(crate) set_off: bool,
    /// Token to show as the cue instead of the verb (خاطب … قائلا).
    pub(crate) shown_cue: Option<usize>,
    pub(crate) addressee: Option<(usize, usize)>,
    /// The source behind a relayed report (نقلت الوكالة عن X).
    pub(crate) relayed: Option<(usize, usize)>,
    pub(crate) rule: RuleId,
}

/// Accepted cues of a sentence, in order.
pub(crate) fn accepted(r: &Reading, sentence: Sentence, formulas: &[Formula]) -> Vec<Accepted> {
    let mut found: Vec<Accepted> = Vec::new();
    for i in (sentence.start..sentence.end).filter(|&i| r.is_cue(i)) {
        if let Some(a) = best(r, i, sentence, formulas) {
            // قائلا after a verb of saying is part of its opener.
            let claimed = found.last().is_some_and(|last| {
                last.shown_cue == Some(i)
                    || last.candidate.at < i
                        && i < last.content
                        && (r.has(i, QAEL) || a.participle && i <= last.candidate.at + 2 && a.content == last.content)
            });
            if !claimed {
                found.push(a);
            }
        }
    }
    found
}

/// The best reading of a token as a cue that has something to say.
pub(super) fn best(r: &Reading, i: usize, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    candidate::at(r, i, sentence.start, formulas)
        .filter_map(|c| attempt(r, c, sentence, formulas))
        // تحدث المسؤولون شريطة عدم الكشف عن هوياتهم: what is asked for is nothing said.
        .filter(|a| !formulas.iter().any(|f| f.start < a.content && a.content < f.end))
        .map(|a| (weight(&a), a))
        // Of equals the first: the lexicon has ذكَر before ذكّر.
        .reduce(|best, other| if other.0 > best.0 { other } else { best })
        .map(|(_, a)| a)
}

/// Among several readings of one form the one with the surest complement wins; أعلن is rarely أعلنّ ("they", feminine).
fn weight(a: &Accepted) -> (u8, u8, u8, bool) {
    let start = match a.start {
        Start::Clause => 3,
        Start::Colon | Start::Quote(_) | Start::Fronted(..) | Start::Around(..) => 2,
        Start::Nominal => 1,
    };
    let sure = match a.candidate.form.ambiguity {
        Ambiguity::Low => 2,
        Ambiguity::Medium => 1,
        Ambiguity::High => 0,
    };
    (start, u8::from(!a.candidate.conjunction), sure, a.candidate.form.agreement.number != Number::Plural)
}

fn attempt(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    match c.form.pos {
        Pos::Participle if slogan::is_banner(r, c.at) => slogan::bare(r, c, sentence),
        Pos::Participle => participle::accepted(r, c, sentence, formulas),
        Pos::Verb | Pos::VerbObject => verb(r, c, sentence, formulas),
        Pos::Masdar => verbal_noun::accepted(r, c, sentence, formulas),
        Pos::Passive => hearsay(r, c, sentence),
        _ => None,
    }
}

pub(super) fn base(
    r: &Reading,
    c: Candidate,
    sentence: Sentence,
    subject: Subject,
    start: Start,
    content: usize,
    rule: RuleId,
) -> Accepted {
    Accepted {
        candidate: c,
        subject,
        start,
        content,
        clause_start: clause_start(r, c.at, sentence.start),
        participle: c.form.pos == Pos::Participle,
        background: false,
        set_off: false,
        shown_cue: None,
        addressee: None,
        relayed: None,
        rule,
    }
}

/// Where the clause of a cue begins: conjunctions and switch frames before it belong to it.
fn clause_start(r: &Reading, cue: usize, sentence_start: usize) -> usize {
    let mut s = cue;
    while s > sentence_start {
        let k = s - 1;
        let joins = matches!(
            r.key(k),
            "كما"
                | "حيث"
                | "فيما"
                | "بينما"
                | "ثم"
                | "اذ"
                | "حين"
                | "عندما"
                | "حينما"
                | "وقد"
                | "فقد"
                | "بدوره"
                | "بدورها"
                | "بدروه"
                | "وبدوره"
                | "وبدورها"
                | "لكنه"
                | "لكنها"
                | "ولكنه"
                | "لكن"
                | "قد"
        );
        let switch = (1..=3).find(|n| {
            s.checked_sub(*n).filter(|&k| k >= sentence_start).is_some_and(|k| {
                r.phrase_word(k).is_some_and(|(p, w)| p.len() == *n && w.cues.iter().any(|c| c.pos == Pos::Switch))
            })
        });
        // غير أنه أكد، إلا أنها قالت: as لكنه.
        let set_against = k > sentence_start
            && matches!(r.key(k), "انه" | "انها" | "انهم")
            && matches!(r.bare_key(k - 1), "غير" | "الا" | "بيد");
        if set_against {
            s = k - 1;
        } else if let Some(n) = switch {
            s -= n;
        } else if joins || r.has(k, SWITCH) {
            s = k;
        } else {
            break;
        }
    }
    fronted_time(r, s, sentence_start).unwrap_or(s)
}

/// ، وفي وقت سابق قالت الهيئة إن …: what opens a joined clause before its cue.
fn fronted_time(r: &Reading, cue: usize, sentence_start: usize) -> Option<usize> {
    const REACH: usize = 5;
    (cue.saturating_sub(REACH).max(sentence_start + 1)..cue).find(|&k| {
        r.key(k).starts_with('و')
            && matches!(r.bare_key(k), "في" | "بعد" | "قبل" | "خلال" | "عقب")
            && r.kind(k - 1) == Kind::Comma
            && adjunct::skip_adjuncts(r, k, cue) == cue
    })
}

fn verb(r: &Reading, c: Candidate, sentence: Sentence, formulas: &[Formula]) -> Option<Accepted> {
    let from = c.at + 1;
    if resumed(r, &c, sentence) {
        return None;
    }
    if let Some(a) = aside(r, c, sentence, formulas).or_else(|| slogan::written(r, c, sentence)) {
        return Some(a);
    }
    let limit = quote_limit(r, c.at, sentence.end);
    let found = opener::find(r, from, limit, c.form, formulas);
    let clausal = found.filter(|o| {
        (c.form.sub == "transmit" || !object_before(r, from, o, c.form, formulas))
            && reaches(r, from, o, c.form, formulas)
            && !opener::relative_has(r, from, o)
    });
    // "…"، قالت الوزيرة، "…": the quotation behind the cue goes on with the one before it.
    let interrupted = |o: &Opener| o.kind == OpenerKind::Quote && o.qael.is_none() && fronted(r, c, sentence).is_some();
    let described = found.and_then(|o| complement::described_alone(r, c, &o, formulas));
    let mut a = if let Some(a) = slogan::chanted(r, c, sentence) {
        a
    } else if let Some(object) = described {
        base(r, c, sentence, Subject::Elided, Start::Nominal, object, "ATT-NOMINAL")
    } else if let Some(o) = clausal.filter(|o| !interrupted(o)) {
        clause_after(r, c, o, sentence, formulas)?
    } else if let Some((first, end)) = fronted(r, c, sentence)
        .filter(|&q| !(names_subject(r, q) && nominal(r, c, limit, sentence, formulas).is_some()))
    {
        let (subject, _) = open_phrase::open(r, from, limit, c.form, formulas);
        base(r, c, sentence, subject, Start::Fronted(first, end), first, "ATT-FRONTED")
    } else {
        let judged = || found.filter(|_| matches!(c.form.sub, "describe" | "opine" | "causal"));
        nominal(r, c, limit, sentence, formulas)
            .or_else(|| relayed_event(r, c, limit, sentence, formulas))
            .or_else(|| clause_after(r, c, judged()?, sentence, formulas))?
    };
    // الأحكام التي اعتبر أنها …: the antecedent is the topic, not the speaker.
    let topic = c.relative && !agrees(c.form.agreement.gender, relative_gender(r, c.at));
    // ألقى المدير كلمة قال فيها: what stands before is the clause of the document.
    let in_it = r.has(c.at + 1, DOC_VERB);
    if let Some(before) = told_first(r, c, &a, sentence, formulas) {
        let told = if let Subject::Overt(s, e) = a.subject { Some((s, e)) } else { None };
        a.addressee = a.addressee.or(told);
        a.subject = Subject::Overt(before.0, before.1);
        a.clause_start = a.clause_start.min(before.0);
        a.rule = "ATT-SUBJECT-FIRST";
    }
    if a.subject == Subject::Elided && topic && a.start == Start::Clause && passive_about_topic(&c) {
        a.subject = Subject::Nobody;
        a.rule = "ATT-HEARSAY";
    } else if let Some((s, e)) = topicalised(r, c, sentence).filter(|_| is_object(r, a.subject)) {
        a.subject = Subject::Overt(s, e);
        a.clause_start = s;
        a.rule = "ATT-SUBJECT-FIRST";
    } else if a.subject == Subject::Elided && !c.conjunction && !topic && !in_it {
        if let Some(before) = subject_before(r, c, sentence, formulas) {
            a.subject = Subject::Overt(before.0, before.1);
            a.clause_start = a.clause_start.min(before.0);
            a.rule = if c.relative { "ATT-RELATIVE" } else { "ATT-SUBJECT-FIRST" };
            if let Some(k) = before.0.checked_sub(1).filter(|&k| k >= sentence.start && r.has(k, KANA)) {
                a.background = true;
                a.clause_start = k;
            }
        } else if let Some(many) = asyndetic(r, c, sentence) {
            a.subject = Subject::Overt(many, c.at);
            a.rule = "ATT-RELATIVE";
        } else if c.at > sentence.start && candidate::somebody(r, c.at - 1) {
            a.subject = Subject::Overt(c.at - 1, c.at);
            a.clause_start = c.at - 1;
            a.rule = "ATT-SUBJECT-FIRST";
        } else if c.relative {
            return None;
        }
    }
    if matches!(c.form.sub, "transmit" | "selfsource") && a.start != Start::Nominal {
        a.relayed = relayed_source(r, a.content.min(sentence.end), sentence, formulas);
    }
    believable(r, &a, sentence).then_some(a)
}

/// أما الحزب فوصف الضربة بأنها …: what stands behind the verb is nobody, or a thing.
fn is_object(r: &Reading, subject: Subject) -> bool {
    match subject {
        Subject::Overt(s, _) => {
            r.noun(s).is_none() && r.key(s).starts_with("ال") && !r.has(s, GIVEN | METONYM | NATION)
        }
        subject => subject == Subject::Elided,
    }
}

/// ما صرح به، المشروع الذي أعلن عنه: in a relative clause the pronoun behind the verb stands for the antecedent, so that
/// no content follows.
fn resumed(r: &Reading, c: &Candidate, sentence: Sentence) -> bool {
    let pronoun =
        matches!(r.key(c.at + 1), "به" | "بها" | "عنه" | "عنها" | "اليه" | "اليها" | "عليه" | "عليها" | "منه" | "منها");
    let relative = |k: usize| r.has(k, REL) || matches!(r.bare_key(k), "ما" | "مما" | "كما");
    pronoun
        && !r.has(c.at + 2, COMP)
        && (sentence.start..c.at).rev().take(6).take_while(|&k| r.is_word(k)).any(relative)
}

/// Whether only the subject and adjuncts stand between a cue and its opener: a quotation further off belongs to
/// something else (شهدت المدينة أحداثا بعد "…"), and so does the clause of a word that is rarely a cue.
fn reaches(r: &Reading, from: usize, o: &Opener, form: &CueForm, formulas: &[Formula]) -> bool {
    let doubtful = match o.kind {
        OpenerKind::Quote => form.lemma != "قال",
        OpenerKind::Complementiser => form.ambiguity == Ambiguity::High,
        OpenerKind::Colon => form.ambiguity != Ambiguity::Low,
    };
    if !doubtful || o.qael.is_some() || matches!(form.sub, "transmit" | "selfsource") {
        return true;
    }
    let after = match mention::in_window(r, from, o.start, form, formulas) {
        Subject::Overt(_, e) => e,
        Subject::Pronoun(p) => p + 1,
        Subject::Elided | Subject::Nobody => from,
    };
    let at = adjunct::skip_adjuncts(r, after, o.start);
    at >= o.start
        || o.kind == OpenerKind::Complementiser && at + 3 >= o.start
        || at + 1 == o.start && open_phrase::governed(r, at, form)
        || r.has(at, REL)
        || formulas.iter().any(|f| f.start <= at && at < f.end)
}

/// A cue inside a quotation has its complement there too.
pub(super) fn quote_limit(r: &Reading, cue: usize, sentence_end: usize) -> usize {
    r.quotes.around(cue).map_or(sentence_end, |q| q.end.min(sentence_end))
}

/// The clause that an opener opens, with the subject in the closed window before it.
pub(super) fn clause_after(
    r: &Reading,
    c: Candidate,
    o: Opener,
    sentence: Sentence,
    formulas: &[Formula],
) -> Option<Accepted> {
    if o.content >= sentence.end {
        // A colon at the end of a block: the speech follows in the next one.
        if o.kind != OpenerKind::Colon || o.content >= r.len() {
            return None;
        }
        let subject = mention::in_window(r, c.at + 1, o.qael.unwrap_or(o.start), c.form, formulas);
        return Some(if r.kind(o.content) == Kind::Quote {
            base(r, c, sentence, subject, Start::Quote(o.content), o.content + 1, "ATT-COLON-QUOTE")
        } else {
            base(r, c, sentence, subject, Start::Colon, o.content, "ATT-COLON")
        });
    }
    let window_end = o.qael.unwrap_or(o.start);
    // دعا الوزير جميع الأطراف إلى "…": before a quotation the one who is asked stands in the window too.
    let asks = o.kind == OpenerKind::Quote && c.form.takes(governs::OBJECT_FIRST) && c.form.class == CueClass::Demand;
    // استبعد الرئيس تأجيل الجلسة، قائلا: the object stands in the window.
    let object = o.qael.is_some() && c.form.takes(governs::ACC);
    let subject = if asks || object {
        open_phrase::open(r, c.at + 1, window_end, c.form, formulas).0
    } else {
        mention::in_window(r, c.at + 1, window_end, c.form, formulas)
    };
    let subject = document::quoted(r, c, window_end, formulas).map_or(subject, |(s, e)| Subject::Overt(s, e));
    let (start, content, rule) = match o.kind {
        OpenerKind::Complementiser => (Start::Clause, o.content, "ATT-CLAUSE"),
        // قال: إن …
        OpenerKind::Colon if complements(r, o.content) => (Start::Clause, o.content + 1, "ATT-CLAUSE"),
        OpenerKind::Colon if r.kind(o.content) == Kind::Quote => {
            (Start::Quote(o.content), opener::behind_complementiser(r, o.content + 1), "ATT-COLON-QUOTE")
        }
        OpenerKind::Colon => (Start::Colon, o.content, "ATT-COLON"),
        OpenerKind::Quote => (Start::Quote(o.start), opener::behind_complementiser(r, o.content), "ATT-QUOTE"),
    };
    // وسأل الإدارة أن: a phrase of the other gender is the one who is asked.
    let asked = complement::asked_instead(r, c, subject);
    let subject = if asked.is_some() { Subject::Elided } else { subject };
    let mut a = base(r, c, sentence, subject, start, content, rule);
    a.addressee = asked.or_else(|| (c.at + 1..o.start).find_map(|k| adjunct::addressee_at(r, k, o.start)));
    // A verb that is no verb of saying hands its role to قائلا.
    if let Some(q) = o.qael.filter(|_| !says(c.form)) {
        a.shown_cue = Some(q);
    }
    Some(a)
}

/// Verbs that take content themselves, so that قائلا after them is only a connective.
fn says(form: &CueForm) -> bool {
    form.takes(governs::AN | governs::BI_AN | governs::QUOTE | governs::COLON) && !matches!(form.sub, "reply" | "speak")
}

/// The quotation that ends right before the cue.
fn fronted(r: &Reading, c: Candidate, sentence: Sentence) -> Option<(usize, usize)> {
    if c.conjunction || c.at == 0 {
        return None;
    }
    let mut k = c.at - 1;
    // "…"، هكذا لخص المدير: so.
    if r.key(k) == "هكذا" {
        k = k.checked_sub(1)?;
    }
    if r.kind(k) == Kind::Comma {
        k = k.checked_sub(1)?;
    } else if c.form.lemma == "بيّن" {
        // "كذا" بين الجالية: between.
        return None;
    }
    if r.kind(k) != Kind::Quote || k < sentence.start {
        return None;
    }
    let quote = r.quotes.closed_by(k)?;
    let opening = quote.first.checked_sub(1)?;
    // موقعا "كذا" و"كذا" نشرا: a few quoted words that a word leads up to are part of its phrase.
    let joined = opening > sentence.start && r.is_word(opening - 1) && !r.token(opening).spaced;
    if joined && quote.words(&r.tokens) <= 5 {
        return None;
    }
    (quote.words(&r.tokens) >= 2 && !opener::is_name_quote(r, opening, quote.words(&r.tokens)))
        .then_some((quote.first, quote.end))
}

/// «الوطني الغالي» يدين القرار: two or three quoted words without a verb may be who speaks.
fn names_subject(r: &Reading, (first, end): (usize, usize)) -> bool {
    end - first <= 3 && (first..end).all(|k| r.is_word(k) && r.finite_cues(k).next().is_none())
}

/// Whether an elided cue can have the given gender for its speaker.
pub(crate) fn agrees(cue: Gender, speaker: Gender) -> bool {
    cue == Gender::Unknown || speaker == Gender::Unknown || cue == speaker
}
