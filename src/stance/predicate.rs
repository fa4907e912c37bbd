//! What is said of an event: good, bad, leading to something.

use super::attitude::CueAttitude;
use super::category::{Categories, Category};
use super::clause::{Clause, Event};
use super::trie::Mark;
use super::vote::Votes;
use crate::text::token::Kind;

/// How far an evaluator may stand before the event that it evaluates (أهمية دعم التحالف).
const BEFORE_REACH: usize = 3;

/// Evaluators (R5, R15).
pub(super) fn evaluations(clause: &Clause<'_>, votes: &mut Votes) {
    const ASKED: Categories = Categories::of(&[Category::EvalPos, Category::EvalNeg, Category::Illegit]);
    for mark in clause.with(ASKED) {
        let (sign, rule) = match mark.sense.category {
            Category::EvalPos => (1.0, "STA-EVAL"),
            Category::EvalNeg => (-1.0, "STA-EVAL"),
            Category::Illegit => (-1.0, "STA-ILLEGIT"),
            _ => continue,
        };
        // `لصد أي خطر`: what is warded off is said of nothing.
        let warded = sign < 0.0 && clause.before(mark, Category::Prevent, 1).is_some_and(|p| !p.sense.verb);
        if warded || is_of_another(clause, mark) {
            continue;
        }
        // `انتصار لداعش`, `سيمنح داعش فرصة`: what is good for the enemy; `فرصة استعادة الأنفاس`: what it opens is bad.
        let for_enemy = sign > 0.0
            && (clause.after(mark, Category::Adversary, 0).is_some()
                || clause
                    .before(mark, Category::Adversary, 0)
                    .is_some_and(|a| clause.before(a, Category::Cause, 0).is_some()));
        if sign > 0.0 && clause.after(mark, Category::Bad, 0).is_some() {
            continue;
        }
        let sign = if for_enemy { -sign } else { sign };
        // "Is no threat": the negation stands at the verb that joins the two.
        // `لم يثمر أي نفع`
        let any = usize::from(mark.start > 0 && clause.scene.tokens.key(mark.start - 1) == "اي");
        let joined = clause.before(mark, Category::Cause, any).filter(|c| c.sense.verb && c.sense.imperfect);
        let joined = joined.map_or(1.0, |verb| clause.polarity(verb));
        let sign = sign * joined * clause.polarity(mark) * mark.sense.weight;
        let ahead = clause.event_after(mark, BEFORE_REACH).filter(|e| !clause.comma_between(mark, &e.mark));
        let behind = clause.subject_of(mark);
        // A predicate follows its subject; a masdar or an adjective of necessity precedes what it is about.
        let event = match (behind, ahead) {
            (Some(behind), Some(ahead)) if behind.bare && !ahead.bare => Some(ahead),
            (Some(behind), _) => Some(behind),
            (None, ahead) => ahead,
        };
        // To leave an evil is not an evil (الخروج من الهيمنة).
        if sign < 0.0
            && event.is_some_and(|e| {
                e.direction > 0.0
                    && mark.start - e.mark.end.min(mark.start) <= 2
                    && mark.is(Category::Illegit)
                    && !e.bare
            })
        {
            continue;
        }
        // `من الأفضل تأجيل الانسحاب`: the word of putting off has been weighed.
        let put_off = |e: &Event| clause.of(Category::AttNeg).any(|a| a.start >= mark.end && a.end <= e.mark.start);
        if event.is_some_and(put_off) {
            continue;
        }
        let Some(event) = event else {
            carried(clause, mark, sign, rule, votes);
            continue;
        };
        // "Bad" of the entity alone is a judgment of how it works, not of whether it should stay.
        if event.bare && (mark.is(Category::EvalNeg) || mark.is(Category::EvalPos) && is_attribute(clause, mark)) {
            continue;
        }
        let strength = if is_attribute(clause, mark) { 0.3 } else { 0.9 };
        let direction =
            if event.bare { clause.scene.target.direction(event.mark.sense.category) } else { event.direction };
        votes.push(clause, rule, strength * sign * direction, &[mark, &event.mark]);
    }
}

/// An adjective with the article modifies its noun; it does not judge it (الضربات المهمة).
fn is_attribute(clause: &Clause<'_>, mark: &Mark) -> bool {
    mark.shape.definite && clause.events.iter().any(|e| e.mark.end == mark.start)
}

/// An adjective of a noun that is no event (الحقوق التاريخية), unless that noun is the predicate (هو الخيار الأفضل).
fn is_of_another(clause: &Clause<'_>, mark: &Mark) -> bool {
    let copula = |i: usize| matches!(clause.scene.tokens.key(i), "هو" | "هي" | "هم");
    let of_event = clause.events.iter().any(|e| e.mark.end == mark.start);
    clause.is_adjective(mark) && !of_event && !mark.start.checked_sub(2).is_some_and(copula)
}

/// Outcomes and what leads to them (R6, R8, R14).
pub(super) fn outcomes(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.with(Categories::of(&[Category::Good, Category::Bad])) {
        let sign = match mark.sense.category {
            Category::Good => 1.0,
            Category::Bad => -1.0,
            _ => continue,
        };
        // `خطر على السيادة`: the bad word has been weighed, the good one is its object.
        let object = |c| clause.before(mark, c, 2).is_some_and(|m| !clause.comma_between(m, mark));
        if mark.is(Category::Good) && (object(Category::EvalNeg) || object(Category::Illegit)) {
            continue;
        }
        let mut sign = sign * clause.polarity(mark);
        let prevent = clause.before(mark, Category::Prevent, 2);
        if let Some(prevent) = prevent {
            sign *= -clause.polarity(prevent);
        }
        match link(clause, mark) {
            Some((event, connector)) => {
                // What stops an outcome leads to its absence, without a further verb.
                let stops = prevent.filter(|p| stops(p, event));
                let sign =
                    sign * connector.map_or(1.0, |c| if c.is(Category::Cause) { clause.polarity(c) } else { 1.0 });
                // The negation of the connector and of the outcome is one and the same where they touch.
                let feared = clause.scene.cue == CueAttitude::Fear || clause.has(Category::Fear);
                let connector = connector.or(stops);
                // `بناء السد سيوفر المياه`, where the target lists verb and noun as one outcome: it needs no other verb.
                let leads = mark.sense.imperfect && !mark.sense.first && mark.start >= event.mark.end;
                let strength = if connector.is_some() || leads {
                    1.0
                } else if feared {
                    0.5
                } else {
                    0.0
                };
                let direction =
                    if event.bare { clause.scene.target.direction(event.mark.sense.category) } else { event.direction };
                let value = strength * mark.sense.weight * sign * direction;
                let marks = [Some(mark), connector, Some(&event.mark)];
                votes.push(clause, "STA-CAUSE", value, &marks.into_iter().flatten().collect::<Vec<_>>());
            }
            None => carried(clause, mark, sign * mark.sense.weight, "STA-CAUSE", votes),
        }
    }
}

/// Whether a verb of stopping is the predicate of an event (قوات التحالف تمنع عودة داعش).
fn stops(prevent: &Mark, event: &Event) -> bool {
    prevent.sense.verb && prevent.start >= event.mark.end && prevent.start <= event.mark.end + 2
}

/// The event an outcome comes from, with the connector.
fn link<'c>(clause: &'c Clause<'_>, outcome: &Mark) -> Option<(&'c Event, Option<&'c Mark>)> {
    let before = clause.subject_of(outcome);
    if let Some(event) = before {
        let connector = clause
            .marks
            .iter()
            .rev()
            .find(|m| m.is(Category::Cause) && m.start >= event.mark.end && m.end <= outcome.start)
            // A condition or an occasion before the event: `إذا انسحبوا`, `بعد انسحابهم`.
            .or_else(|| clause.before(&event.mark, Category::Because, 1))
            // The verb first: `سيترك انسحابهم فراغا`.
            .or_else(|| clause.before(&event.mark, Category::Cause, 0).filter(|c| c.sense.verb));
        let stopped = || clause.before(outcome, Category::Prevent, 2).is_some_and(|p| stops(p, event));
        if !event.bare || connector.is_some() || stopped() || clause.before(outcome, Category::EvalPos, 4).is_some() {
            return Some((event, connector));
        }
    }
    let because = clause.marks.iter().find(|m| m.is(Category::Because) && m.start >= outcome.end);
    let after = because.and_then(|b| clause.event_after(b, 12).map(|e| (e, Some(b))));
    after.or_else(|| {
        let event = clause.event_after(outcome, 12).filter(|e| !e.bare)?;
        // `الفراغ الذي سيخلفه رحيلهم`: the verb of the relative clause has the event as its subject.
        Some((event, clause.before(&event.mark, Category::Cause, 0).filter(|c| c.sense.verb)))
    })
}

/// A judgment without an event of its own, right after an event (R19): `هذه الخطوة خطر`.
fn carried(clause: &Clause<'_>, mark: &Mark, sign: f64, rule: &'static str, votes: &mut Votes) {
    let scene = clause.scene;
    // Of the bare entity only that it is illegitimate says something on its staying.
    let inherited = clause.inherits.filter(|(_, bare)| !bare || rule == "STA-ILLEGIT").map(|(direction, _)| direction);
    let Some(direction) = inherited.or(scene.carry.event) else { return };
    // Only what is judged: what leads somewhere may be whoever the clause before speaks of.
    let judged = matches!(rule, "STA-EVAL" | "STA-ILLEGIT");
    // `خطوة متأخرة`: a judgment that opens the content has the event as its subject, said before.
    let predicate = !mark.sense.verb
        && !mark.shape.definite
        && !mark.shape.preposition
        && !clause.of(Category::Must).any(|m| m.start == mark.start);
    let elliptic = rule == "STA-EVAL" && scene.carry.topical && predicate && mark.start == scene.range.start;
    let points_back =
        judged && clause.points_back() || elliptic || clause.of(Category::Anaphor).any(|a| a.end <= mark.start);
    // What is feared or ruled out right after the event is a consequence of it, said or not.
    let fear = clause.of(Category::Fear).any(|f| f.start != mark.start);
    let feared = scene.carry.topical && (matches!(scene.cue, CueAttitude::Fear | CueAttitude::Deny) || fear);
    let of_entity = clause.points_back() && inherited.is_some();
    if clause.events.is_empty() && (scene.carry.entity || of_entity) && (points_back || feared) {
        let pointer = clause.of(Category::Anaphor).next();
        let marks: Vec<&Mark> = [Some(mark), pointer].into_iter().flatten().collect();
        votes.push(
            clause,
            if rule == "STA-CAUSE" { "STA-CARRY-CAUSE" } else { "STA-CARRY" },
            if clause.points_back() { 0.7 } else { 0.6 } * sign * direction,
            &marks,
        );
    }
}

/// How far a predicate may stand from the event that opens its clause.
const PREDICATE_REACH: usize = 6;

/// An event that does something which no word of the lexicon judges (رحيلهم سيكرر مشهد 2012): what is said to follow from
/// the departure, in words of one's own, is mostly a warning.
pub(super) fn consequences(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    let realises = |e: &&Event| e.mark.is(Category::Depart) && !e.mark.sense.verb && !e.negated;
    let Some(event) = clause.events.iter().find(|e| !e.bare).filter(realises) else { return };
    let opens = event.mark.start == scene.range.start && !event.mark.shape.preposition && !clause.is_date(event);
    if !opens || scene.carry.speaker_is_entity || scene.carry.speaker_reports > 0.5 {
        return;
    }
    let end = scene.range.end.min(event.mark.end + PREDICATE_REACH);
    let word = |i: &usize| scene.tokens.list()[*i].kind == Kind::Word;
    // سيتم، يوم: what only says that or when it happens.
    let happens = |i: usize| clause.of(Category::Happens).any(|m| m.start <= i && i < m.end);
    let verb = (event.mark.end..end).take_while(word).find(|&i| looks_imperfect(scene.tokens.key(i)) && !happens(i));
    let Some(verb) = verb else { return };
    if !matches!(scene.tokens.key(verb - 1), "لن" | "لا" | "قد" | "ربما") {
        votes.push(clause, "STA-CONSEQUENCE", -0.4 * event.direction, &[&event.mark]);
    }
}

/// Whether a word looks like an imperfect or a future of the third person.
fn looks_imperfect(key: &str) -> bool {
    let future = key.strip_prefix("سي").or_else(|| key.strip_prefix("ست"));
    future.or_else(|| key.strip_prefix('ي')).is_some_and(|stem| stem.chars().count() > 1)
}

/// The end of support under a word that regrets it (R8).
pub(super) fn losses(clause: &Clause<'_>, votes: &mut Votes) {
    for event in clause.events.iter().filter(|e| e.mark.is(Category::Loss)) {
        votes.push(clause, "STA-LOSS", -0.8 * event.direction, &[&event.mark]);
    }
}
