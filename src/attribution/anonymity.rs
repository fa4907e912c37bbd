//! The anonymity formula: speakers who ask not to be named, or whom the outlet does not name.
//!
//! Grammar:
//! `ask عدم act object` (طلب عدم ذكر اسمه) · `refuse act object` (رفض الكشف عن هويته) · `condition عدم act object` ·
//! `لم verb object` (لم يكشف عن اسمه) · `لم naming` (لم تسمه) · `دون act object` (دون ذكر اسمه) · `ask hide object`.
//! The object carries a possessive; without one (هوية المنفذ) it is somebody else's identity and no formula.

use super::reading::Reading;
use crate::lexicon::flags::{
    ANON_ACT, ANON_ASK, ANON_CONDITION, ANON_HIDE, ANON_NAMING, ANON_NEG_NAME, ANON_OBJECT, ANON_REFUSE, ANON_VERB,
    NEG, PREP, REL,
};
use crate::text::sentence::Sentence;
use crate::text::token::Kind;

/// A formula, as a half-open range of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Formula {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// How far left of the object its operator may stand.
const REACH: usize = 9;

/// Formulas of an article or of a part of it, in order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Formulas<'a>(&'a [Formula]);

impl<'a> Formulas<'a> {
    pub(crate) const NONE: Self = Formulas(&[]);

    pub(crate) fn new(all: &'a [Formula]) -> Self {
        Self(all)
    }

    pub(crate) fn iter(self) -> std::slice::Iter<'a, Formula> {
        self.0.iter()
    }

    /// The first one that a token stands in.
    pub(crate) fn around(self, i: usize) -> Option<&'a Formula> {
        self.iter().find(|f| f.start <= i && i < f.end)
    }

    /// The first one that begins at a token.
    pub(crate) fn starting(self, i: usize) -> Option<&'a Formula> {
        self.iter().find(|f| f.start == i)
    }

    /// Those in and around a sentence.
    pub(crate) fn near(self, sentence: Sentence) -> Self {
        let first = self.0.partition_point(|f| f.start + NEAR < sentence.start);
        let end = self.0.partition_point(|f| f.start < sentence.end + NEAR);
        Self(&self.0[first..end.max(first)])
    }
}

/// Tokens around a sentence within which a formula may still have to do with it.
const NEAR: usize = 64;

/// All formulas of an article, in order.
pub(crate) fn formulas(r: &Reading) -> Vec<Formula> {
    let mut found = Vec::new();
    for i in 0..r.len() {
        let start = if r.has(i, ANON_OBJECT | ANON_NAMING | ANON_NEG_NAME) { by_word(r, i) } else { by_pronoun(r, i) };
        if let Some(start) = start {
            let end = with_coordination(r, i + 1 + secrecy(r, i + 1));
            found.push(Formula { start: with_relative(r, start), end });
        }
    }
    found.sort_by_key(|f| f.start);
    found
}

/// The start of a formula around a word that the lexicon has for it.
fn by_word(r: &Reading, i: usize) -> Option<usize> {
    if r.has(i, ANON_OBJECT) {
        by_object(r, i).or_else(|| kept_secret(r, i))
    } else if r.has(i, ANON_NAMING) {
        by_naming(r, i)
    } else {
        outlet_does_not_name(r, i)
    }
}

/// The start of a formula without one: التعريف به، الكشف عن نفسه، البقاء مجهولا.
fn by_pronoun(r: &Reading, i: usize) -> Option<usize> {
    let key = r.key(i);
    let before = || if i > 0 { r.key(i - 1) } else { "" };
    match key.as_bytes() {
        // ب
        [0xD8, 0xA8, ..] => points_at(r, i).then(|| without_name(r, i))?,
        // ن ا
        [0xD9, 0x86, ..] | [0xD8, 0xA7, 0xD9, 0x86, ..] if matches!(key, "نفسه" | "نفسها" | "انفسهم") => {
            (before() == "عن").then(|| by_object(r, i))?
        }
        // م و ف
        [0xD9, 0x85 | 0x88 | 0x81, ..] if key.contains("مجهول") => {
            if key.starts_with("مجهول") && matches!(before(), "البقاء" | "يبقى" | "تبقى" | "يظل" | "تظل")
            {
                asked(r, i - 1)
            } else {
                (r.key(i + 1) == "الهوية" && matches!(r.bare_key(i), "مجهول" | "مجهولة")).then_some(i)
            }
        }
        _ => None,
    }
}

/// Same sentence, no stop between.
fn left(r: &Reading, i: usize, n: usize) -> Option<usize> {
    let k = i.checked_sub(n)?;
    (r.token(k).block == r.token(i).block && (k..i).all(|t| r.kind(t) != Kind::Stop)).then_some(k)
}

/// `… act (عن) object`: the start of the operator.
fn by_object(r: &Reading, object: usize) -> Option<usize> {
    let mut at = left(r, object, 1)?;
    if r.has(at, PREP) {
        at = left(r, at, 1)?;
    }
    // A coordinated object (منصبه أو اسمه) stands one noun further right.
    if r.key(at) == "او" {
        at = left(r, at, 2)?;
    }
    if r.has(at, ANON_VERB) && (!r.has(at, ANON_ACT) || is_clause(r, at)) {
        return by_clause(r, at).or_else(|| negated(r, at));
    }
    if r.has(at, ANON_HIDE) {
        return asked(r, at);
    }
    if !r.has(at, ANON_ACT) {
        return None;
    }
    let before = left(r, at, 1)?;
    match r.bare_key(before) {
        "عدم" | "بعدم" | "لعدم" => asked(r, before),
        "دون" | "بدون" => {
            Some(if left(r, before, 1).is_some_and(|k| r.bare_key(k) == "من") { before - 1 } else { before })
        }
        // لم يتم الكشف عن اسمه
        "يتم" | "تتم" => negated(r, before),
        "في" => left(r, before, 1).and_then(|verb| unwilling(r, verb)),
        _ => unwilling(r, before).or_else(|| refused(r, before)),
    }
}

/// Whether the verb stands behind أن or ألا.
fn is_clause(r: &Reading, verb: usize) -> bool {
    left(r, verb, 1).is_some_and(|k| matches!(r.bare_key(k), "ان" | "الا" | "بالا"))
}

/// طلب ألا يذكر اسمه، رفض أن يكشف عن هويته: a clause instead of the verbal noun.
fn by_clause(r: &Reading, verb: usize) -> Option<usize> {
    let before = left(r, verb, 1)?;
    match r.bare_key(before) {
        "الا" | "بالا" => asked(r, before),
        "لا" => left(r, before, 1).filter(|&k| r.bare_key(k) == "ان").and_then(|k| asked(r, k)),
        "ان" => behind_an(r, left(r, before, 1)?),
        _ => None,
    }
}

/// رفض أن، لم يشأ أن، من دون أن.
fn behind_an(r: &Reading, operator: usize) -> Option<usize> {
    if matches!(r.bare_key(operator), "دون" | "بدون") {
        return Some(if left(r, operator, 1).is_some_and(|k| r.bare_key(k) == "من") {
            operator - 1
        } else {
            operator
        });
    }
    // من غير أن يصرح باسمه
    if r.bare_key(operator) == "غير" {
        return left(r, operator, 1).filter(|&k| r.bare_key(k) == "من");
    }
    refused(r, operator).or_else(|| unwilling(r, operator))
}

/// لم يشأ ذكر اسمه، لا يرغب في الكشف عن هويته: the negation of a verb of wanting.
fn unwilling(r: &Reading, verb: usize) -> Option<usize> {
    let stem = r.bare_key(verb).strip_prefix(['ي', 'ت'])?;
    matches!(stem, "شا" | "رغب" | "ريد" | "رد" | "ود" | "قبل" | "حب").then(|| negated(r, verb))?
}

/// طلب أن يبقى اسمه طي الكتمان، الإبقاء على هويته سرية.
fn kept_secret(r: &Reading, object: usize) -> Option<usize> {
    if secrecy(r, object + 1) > 0 { asked(r, left(r, object, 1)?) } else { None }
}

/// How many words at `i` say that something stays secret.
fn secrecy(r: &Reading, i: usize) -> usize {
    match r.key(i) {
        "سرا" | "سريا" | "سرية" | "سريه" | "مجهولا" | "مجهولة" | "مجهوله" => 1,
        "طي" if r.key(i + 1) == "الكتمان" => 2,
        "الهوية" if i > 0 && matches!(r.bare_key(i - 1), "مجهول" | "مجهولة") => 1,
        _ => 0,
    }
}

/// التعريف به، الإشارة إليه بالاسم: a name that is not said, without a noun for it.
fn points_at(r: &Reading, i: usize) -> bool {
    let naming = || i > 0 && matches!(r.key(i - 1), "التعريف" | "تعريف");
    let said = || i > 0 && matches!(r.key(i - 1), "ذكره" | "ذكرها" | "ذكرهم");
    let pointing = || i > 1 && matches!(r.key(i - 2), "الاشارة" | "الاشاره") && r.key(i - 1).starts_with("الي");
    matches!(r.key(i), "به" | "بها" | "بهم" | "بنفسه" | "بنفسها" | "بانفسهم") && naming()
        || matches!(r.key(i), "بالاسم" | "باسمه" | "باسمها") && (pointing() || said())
}

/// The operator of a name that is not said.
fn without_name(r: &Reading, i: usize) -> Option<usize> {
    let pointing = r.key(i - 1).starts_with("الي");
    let before = left(r, i, if pointing { 3 } else { 2 })?;
    if matches!(r.bare_key(before), "عدم" | "بعدم") { asked(r, before) } else { refused(r, before) }
}

/// `دون تسميته`, `عدم تعريفه`.
fn by_naming(r: &Reading, naming: usize) -> Option<usize> {
    let before = left(r, naming, 1)?;
    match r.bare_key(before) {
        "عدم" | "بعدم" => asked(r, before),
        "دون" | "بدون" => {
            Some(if left(r, before, 1).is_some_and(|k| r.bare_key(k) == "من") { before - 1 } else { before })
        }
        _ => None,
    }
}

/// `لم تسمه`, `دون أن تسميه`.
fn outlet_does_not_name(r: &Reading, verb: usize) -> Option<usize> {
    let before = left(r, verb, 1)?;
    match r.bare_key(before) {
        "لم" if !matches!(r.key(verb), "يسمى" | "تسمى") => Some(before),
        "الا" | "بالا" => asked(r, before),
        "ان" => behind_an(r, left(r, before, 1)?),
        _ => None,
    }
}

/// The verb, participle or condition that governs عدم (or a hiding noun) at `at`.
fn asked(r: &Reading, at: usize) -> Option<usize> {
    for n in 1..=REACH.min(at) {
        let k = left(r, at, n)?;
        if matches!(r.kind(k), Kind::Comma | Kind::Colon) {
            return None;
        }
        if r.has(k, ANON_CONDITION) {
            return Some(if left(r, k, 1).is_some_and(|p| r.bare_key(p) == "علي" || r.bare_key(p) == "على") {
                k - 1
            } else {
                k
            });
        }
        if r.has(k, ANON_ASK | ANON_REFUSE) {
            // لم يطلب عدم ذكر اسمه is the opposite.
            return (!left(r, k, 1).is_some_and(|p| r.has(p, NEG))).then_some(k);
        }
        if n > 5 {
            return None;
        }
    }
    None
}

/// `رفض الكشف`, `امتنع عن ذكر`: the refusal that ends at `at`.
fn refused(r: &Reading, at: usize) -> Option<usize> {
    let verb = if r.has(at, PREP) { left(r, at, 1)? } else { at };
    let near = [Some(verb), left(r, verb, 1)];
    near.into_iter()
        .flatten()
        .find(|&k| r.has(k, ANON_REFUSE))
        .filter(|&k| !left(r, k, 1).is_some_and(|p| r.has(p, NEG)))
}

/// `لم يكشف`: the negation before the verb.
fn negated(r: &Reading, verb: usize) -> Option<usize> {
    (1..=2).find_map(|n| left(r, verb, n).filter(|&k| matches!(r.bare_key(k), "لم" | "لا" | "ولم" | "ولا")))
}

/// A relative pronoun before the formula belongs to it, and so does the verb of speaking that it is a condition of.
fn with_relative(r: &Reading, start: usize) -> usize {
    match left(r, start, 1) {
        Some(k) if r.has(k, REL) => k,
        Some(k)
            if matches!(
                r.bare_key(k),
                "تحدث" | "تحدثت" | "يتحدث" | "تتحدث" | "تحدثوا" | "تكلم" | "تكلمت" | "متحدثا" | "متحدثة"
            ) =>
        {
            with_relative(r, k)
        }
        _ => start,
    }
}

/// `اسمه أو منصبه`, `اسمه وصفته`.
fn with_coordination(r: &Reading, end: usize) -> usize {
    let possessive =
        |i: usize| r.is_word(i) && (r.key(i).ends_with('ه') || r.key(i).ends_with("ها") || r.key(i).ends_with("هم"));
    if r.key(end) == "او" && possessive(end + 1) {
        return end + 2;
    }
    if r.key(end).starts_with('و')
        && r.is_word(end)
        && possessive(end)
        && r.key(end).chars().count() > 4
        && r.finite_cues(end).next().is_none()
    {
        return end + 1;
    }
    end
}
