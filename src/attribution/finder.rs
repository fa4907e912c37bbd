//! Claims of one sentence: accepted cues with their subjects and where their contents begin.

use super::anonymity::Formulas;
use super::aside::{aside, hearsay, passive_about_topic};
use super::before_opener::object_before;
use super::candidate::{self, Candidate};
use super::complement::{self, nominal};
use super::doubt::believable;
use super::draft::Construction;
use super::mention::Subject;
use super::opener::{self, Opener, OpenerKind, complements};
use super::reading::Reading;
use super::relay::{relayed_event, relayed_source};
use super::subject_first::{asyndetic, relative_gender, subject_before, told_first, topicalised};
use super::trial::Trial;
use super::{adjunct, document, open_phrase, participle, slogan, verbal_noun};
use crate::lexicon::cue::{Ambiguity, CueForm, Gender, Number, Pos, Sub, governs};
use crate::lexicon::flags::{COMP, DOC_VERB, GIVEN, KANA, METONYM, NATION, QAEL, REL};
use crate::model::CueClass;
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
    pub(crate) construction: Construction,
}

impl Accepted {
    /// Takes a phrase before the cue for the subject.
    fn begin_with(&mut self, (s, e): (usize, usize), construction: Construction) {
        self.subject = Subject::Overt(s, e);
        self.clause_start = self.clause_start.min(s);
        self.construction = construction;
    }
}

/// Accepted cues of a sentence, in order.
pub(crate) fn accepted(r: &Reading, sentence: Sentence, formulas: Formulas) -> Vec<Accepted> {
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
pub(super) fn best(r: &Reading, i: usize, sentence: Sentence, formulas: Formulas) -> Option<Accepted> {
    candidate::at(r, i, sentence.start, formulas)
        .filter_map(|c| attempt(&Trial::new(r, c, sentence, formulas)))
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

fn attempt(t: &Trial) -> Option<Accepted> {
    match t.c.form.pos {
        Pos::Participle if slogan::is_banner(t.r, t.c.at) => slogan::bare(t),
        Pos::Participle => participle::accepted(t),
        Pos::Verb | Pos::VerbObject => verb(t),
        Pos::Masdar => verbal_noun::accepted(t),
        Pos::Passive => hearsay(t),
        _ => None,
    }
}

fn verb(t: &Trial) -> Option<Accepted> {
    if resumed(t) {
        return None;
    }
    if let Some(a) = aside(t).or_else(|| slogan::written(t)) {
        return Some(a);
    }
    let mut a = with_subject_before(t, said(t)?)?;
    if matches!(t.c.form.sub, Sub::Transmit | Sub::Selfsource) && a.start != Start::Nominal {
        a.relayed = relayed_source(t, a.content.min(t.sentence.end));
    }
    believable(t.r, &a, t.sentence).then_some(a)
}

/// What a finite cue says, with the subject that stands behind it.
fn said(t: &Trial) -> Option<Accepted> {
    let Trial { r, c, limit, .. } = *t;
    if let Some(chanted) = slogan::chanted(t) {
        return Some(chanted);
    }
    let found = t.opener(limit);
    if let Some(object) = found.and_then(|o| complement::described_alone(t, &o)) {
        return Some(t.accept(Subject::Elided, Start::Nominal, object, Construction::Nominal));
    }
    let clausal = found.filter(|o| {
        (c.form.sub == Sub::Transmit || !object_before(t, o)) && reaches(t, o) && !opener::relative_has(r, c.at + 1, o)
    });
    // "…"، قالت الوزيرة، "…": the quotation behind the cue goes on with the one before it.
    let interrupted = |o: &Opener| o.kind == OpenerKind::Quote && o.qael.is_none() && fronted(t).is_some();
    if let Some(o) = clausal.filter(|o| !interrupted(o)) {
        return clause_after(t, o);
    }
    if let Some((first, end)) = fronted(t).filter(|&q| !(names_subject(r, q) && nominal(t).is_some())) {
        let (subject, _) = t.subject_up_to(limit);
        return Some(t.accept(subject, Start::Fronted(first, end), first, Construction::Fronted));
    }
    let judged = || found.filter(|_| matches!(c.form.sub, Sub::Describe | Sub::Opine | Sub::Causal));
    nominal(t).or_else(|| relayed_event(t)).or_else(|| clause_after(t, judged()?))
}

/// The subject where it stands before the cue, or nobody is meant; `None` where a relative clause lacks it.
fn with_subject_before(t: &Trial, mut a: Accepted) -> Option<Accepted> {
    let Trial { r, c, .. } = *t;
    // الأحكام التي اعتبر أنها …: the antecedent is the topic, not the speaker.
    let topic = c.relative && !agrees(c.form.agreement.gender, relative_gender(r, c.at));
    // ألقى المدير كلمة قال فيها: what stands before is the clause of the document.
    let in_it = r.has(c.at + 1, DOC_VERB);
    if let Some(before) = told_first(t, &a) {
        let told = if let Subject::Overt(s, e) = a.subject { Some((s, e)) } else { None };
        a.addressee = a.addressee.or(told);
        a.begin_with(before, Construction::SubjectFirst);
    }
    if a.subject == Subject::Elided && topic && a.start == Start::Clause && passive_about_topic(&c) {
        a.subject = Subject::Nobody;
        a.construction = Construction::Hearsay;
    } else if let Some((s, e)) = topicalised(t).filter(|_| is_object(r, a.subject)) {
        a.subject = Subject::Overt(s, e);
        a.clause_start = s;
        a.construction = Construction::SubjectFirst;
    } else if a.subject == Subject::Elided && !c.conjunction && !topic && !in_it {
        return behind_subject(t, a);
    }
    Some(a)
}

/// A cue without a subject of its own, as far as one stands before it.
fn behind_subject(t: &Trial, mut a: Accepted) -> Option<Accepted> {
    let Trial { r, c, sentence, .. } = *t;
    if let Some(before) = subject_before(t) {
        a.begin_with(before, if c.relative { Construction::Relative } else { Construction::SubjectFirst });
        if let Some(k) = before.0.checked_sub(1).filter(|&k| k >= sentence.start && r.has(k, KANA)) {
            a.background = true;
            a.clause_start = k;
        }
    } else if let Some(many) = asyndetic(t) {
        a.subject = Subject::Overt(many, c.at);
        a.construction = Construction::Relative;
    } else if c.at > sentence.start && candidate::somebody(r, c.at - 1) {
        a.subject = Subject::Overt(c.at - 1, c.at);
        a.clause_start = c.at - 1;
        a.construction = Construction::SubjectFirst;
    } else if c.relative {
        return None;
    }
    Some(a)
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
fn resumed(t: &Trial) -> bool {
    let Trial { r, c, sentence, .. } = *t;
    let pronoun =
        matches!(r.key(c.at + 1), "به" | "بها" | "عنه" | "عنها" | "اليه" | "اليها" | "عليه" | "عليها" | "منه" | "منها");
    let relative = |k: usize| r.has(k, REL) || matches!(r.bare_key(k), "ما" | "مما" | "كما");
    pronoun
        && !r.has(c.at + 2, COMP)
        && (sentence.start..c.at).rev().take(6).take_while(|&k| r.is_word(k)).any(relative)
}

/// Whether only the subject and adjuncts stand between a cue and its opener: a quotation further off belongs to
/// something else (شهدت المدينة أحداثا بعد "…"), and so does the clause of a word that is rarely a cue.
fn reaches(t: &Trial, o: &Opener) -> bool {
    let Trial { r, c, formulas, .. } = *t;
    let (from, form) = (c.at + 1, c.form);
    let doubtful = match o.kind {
        OpenerKind::Quote => form.lemma != "قال",
        OpenerKind::Complementiser => form.ambiguity == Ambiguity::High,
        OpenerKind::Colon => form.ambiguity != Ambiguity::Low,
    };
    if !doubtful || o.qael.is_some() || matches!(form.sub, Sub::Transmit | Sub::Selfsource) {
        return true;
    }
    let after = match t.subject_in(from, o.start) {
        Subject::Overt(_, e) => e,
        Subject::Pronoun(p) => p + 1,
        Subject::Elided | Subject::Nobody => from,
    };
    let at = adjunct::skip_adjuncts(r, after, o.start);
    at >= o.start
        || o.kind == OpenerKind::Complementiser && at + 3 >= o.start
        || at + 1 == o.start && open_phrase::governed(r, at, form)
        || r.has(at, REL)
        || formulas.around(at).is_some()
}

/// The clause that an opener opens, with the subject in the closed window before it.
pub(super) fn clause_after(t: &Trial, o: Opener) -> Option<Accepted> {
    let Trial { r, c, sentence, .. } = *t;
    if o.content >= sentence.end {
        return in_next_block(t, &o);
    }
    let subject = subject_before_opener(t, &o);
    // وسأل الإدارة أن: a phrase of the other gender is the one who is asked.
    let asked = complement::asked_instead(r, c, subject);
    let subject = if asked.is_some() { Subject::Elided } else { subject };
    let (start, content, construction) = opened(r, &o);
    let mut a = t.accept(subject, start, content, construction);
    a.addressee = asked.or_else(|| (c.at + 1..o.start).find_map(|k| adjunct::addressee_at(r, k, o.start)));
    // A verb that is no verb of saying hands its role to قائلا.
    if let Some(q) = o.qael.filter(|_| !says(c.form)) {
        a.shown_cue = Some(q);
    }
    Some(a)
}

/// A colon at the end of a block: the speech follows in the next one.
fn in_next_block(t: &Trial, o: &Opener) -> Option<Accepted> {
    let r = t.r;
    if o.kind != OpenerKind::Colon || o.content >= r.len() {
        return None;
    }
    let subject = t.subject_in(t.c.at + 1, o.qael.unwrap_or(o.start));
    Some(if r.kind(o.content) == Kind::Quote {
        t.accept(subject, Start::Quote(o.content), o.content + 1, Construction::ColonQuote)
    } else {
        t.accept(subject, Start::Colon, o.content, Construction::Colon)
    })
}

/// The subject between a cue and its opener.
fn subject_before_opener(t: &Trial, o: &Opener) -> Subject {
    let form = t.c.form;
    let end = o.qael.unwrap_or(o.start);
    if let Some((s, e)) = document::quoted(t, end) {
        return Subject::Overt(s, e);
    }
    // دعا الوزير جميع الأطراف إلى "…": before a quotation the one who is asked stands in the window too.
    let asks = o.kind == OpenerKind::Quote && form.takes(governs::OBJECT_FIRST) && form.class == CueClass::Demand;
    // استبعد الرئيس تأجيل الجلسة، قائلا: the object stands in the window.
    let object = o.qael.is_some() && form.takes(governs::ACC);
    if asks || object { t.subject_up_to(end).0 } else { t.subject_in(t.c.at + 1, end) }
}

/// How the content begins behind its opener, where it does, and the construction that it makes.
fn opened(r: &Reading, o: &Opener) -> (Start, usize, Construction) {
    match o.kind {
        OpenerKind::Complementiser => (Start::Clause, o.content, Construction::Clause),
        // قال: إن …
        OpenerKind::Colon if complements(r, o.content) => (Start::Clause, o.content + 1, Construction::Clause),
        OpenerKind::Colon if r.kind(o.content) == Kind::Quote => {
            (Start::Quote(o.content), opener::behind_complementiser(r, o.content + 1), Construction::ColonQuote)
        }
        OpenerKind::Colon => (Start::Colon, o.content, Construction::Colon),
        OpenerKind::Quote => (Start::Quote(o.start), opener::behind_complementiser(r, o.content), Construction::Quote),
    }
}

/// Verbs that take content themselves, so that قائلا after them is only a connective.
fn says(form: &CueForm) -> bool {
    form.takes(governs::AN | governs::BI_AN | governs::QUOTE | governs::COLON)
        && !matches!(form.sub, Sub::Reply | Sub::Speak)
}

/// The quotation that ends right before the cue.
fn fronted(t: &Trial) -> Option<(usize, usize)> {
    let Trial { r, c, sentence, .. } = *t;
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
