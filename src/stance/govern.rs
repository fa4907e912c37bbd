//! Words that govern an event: demand, rejection, necessity, need, fear.

use super::category::{Categories, Category};
use super::clause::{Clause, Event};
use super::trie::Mark;
use super::vote::Votes;
use crate::lexicon::flags::COMP;
use crate::text::token::Kind;

/// How far the governed event may stand from the word that governs it.
const REACH: usize = 12;

/// Longest slogan, in tokens.
const SLOGAN: usize = 8;

/// Demands, rejections, necessity (R1, R2, R4).
pub(super) fn attitudes(clause: &Clause<'_>, votes: &mut Votes) {
    const ASKED: Categories =
        Categories::of(&[Category::AttPos, Category::Demand, Category::Praise, Category::Must, Category::AttNeg]);
    for mark in clause.with(ASKED) {
        let (sign, rule) = match mark.sense.category {
            Category::AttPos | Category::Demand => (1.0, "STA-DEMAND"),
            Category::Praise => (1.0, "STA-PRAISE"),
            Category::Must => (1.0, "STA-MUST"),
            Category::AttNeg => (-1.0, "STA-REJECT"),
            _ => continue,
        };
        let polarity = clause.polarity(mark) * outer(clause, mark);
        // `القوى الرافضة للبقاء`, `من يطالب بالخروج`: what others are is not what the speaker wants.
        if (clause.is_adjective(mark) || mark.sense.verb && clause.is_relative(mark))
            && !matches!(rule, "STA-PRAISE" | "STA-MUST")
        {
            continue;
        }
        let Some(event) = clause.event_after(mark, REACH).filter(|e| !clause.is_date(e)) else {
            of_step(clause, mark, sign * polarity * mark.sense.weight, rule, votes);
            continue;
        };
        // What others want, told by somebody who only reports, is nobody's side here.
        let reports = clause.scene.carry.speaker_reports;
        if !mark.sense.first && (reports > 0.5 && rule != "STA-MUST" || reports > 0.0 && mark.sense.verb) {
            continue;
        }
        // "No request for a withdrawal came in": what is not there demands nothing.
        let absent = clause.marks.iter().any(|m| m.is(Category::Plan) && m.start == mark.start);
        if absent && !mark.sense.verb && clause.before(mark, Category::Neg, 4).is_some() {
            continue;
        }
        // `الدعوات إلى الإخراج غير مسؤولة`: the demand is what is judged.
        let judged = |m: &Mark| {
            matches!(m.sense.category, Category::EvalPos | Category::EvalNeg | Category::Illegit)
                && m.start >= event.mark.end
        };
        // `وقعوا على طلب الإخراج`: a demand that goes its way as a paper.
        let paper = clause.before(mark, Category::Procedure, 1).is_some();
        if mark.is(Category::Demand) && !mark.sense.verb && (paper || clause.marks.iter().any(judged)) {
            continue;
        }
        // The inner of two governors decides (يلزم الحكومة بحظر الوجود).
        let inner = |m: &&Mark| m.start >= mark.end && m.end <= event.mark.start && is_governor(m);
        if clause.marks.iter().any(|m| inner(&m)) {
            continue;
        }
        if event.bare && !matches!(rule, "STA-REJECT" | "STA-PRAISE") {
            continue;
        }
        // What the entity itself forbids is its act.
        let acts = |e: &Event| e.bare && e.mark.end <= mark.start;
        if event.bare && mark.is(Category::AttNeg) && clause.events.iter().any(acts) {
            continue;
        }
        if is_will_of_entity(clause, mark, event) {
            continue;
        }
        // A stop in between is a new statement; "rejects X, and Y" governs X only.
        if clause.comma_between(mark, &event.mark) {
            continue;
        }
        let value = sign * polarity * event.direction * mark.sense.weight * event.mark.sense.weight;
        votes.push(clause, rule, value, &[mark, &event.mark]);
    }
    refusals(clause, votes);
}

/// `لا للبقاء`: a bare no to the event or to the entity, as slogans have it.
fn refusals(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.of(Category::Neg) {
        let slogan = clause.scene.range.len() <= SLOGAN;
        let refused = |e: &&Event| {
            e.mark.start == mark.end && !e.mark.sense.verb && (e.mark.shape.preposition || e.bare && slogan)
        };
        let no = matches!(clause.scene.tokens.key(mark.start), "لا" | "ولا") && mark.end == mark.start + 1;
        if let Some(event) = clause.events.iter().filter(|_| no).find(refused) {
            // The negation has turned a real event already; what is only there has to be turned here.
            let direction = if event.bare { -event.direction } else { event.direction };
            votes.push(clause, "STA-REJECT", 0.9 * direction, &[mark, &event.mark]);
        }
    }
}

fn is_governor(mark: &Mark) -> bool {
    matches!(mark.sense.category, Category::AttPos | Category::AttNeg | Category::Demand)
}

/// -1 where a rejection governs the governor (رفض المطالبة بإخراج القوات).
fn outer(clause: &Clause<'_>, mark: &Mark) -> f64 {
    let rejected = clause.before(mark, Category::AttNeg, 1).filter(|m| m.start != mark.start);
    if rejected.is_some() { -1.0 } else { 1.0 }
}

/// Whether it is the entity that wants (واشنطن تريد البقاء), and somebody else who says so.
fn is_will_of_entity(clause: &Clause<'_>, mark: &Mark, event: &Event) -> bool {
    if clause.scene.carry.speaker_is_entity
        || mark.sense.first
        || matches!(mark.sense.category, Category::Must | Category::Praise)
    {
        // Thanks by the entity are for others, and what it is forced to is not its wish.
        return clause.scene.carry.speaker_is_entity
            && (mark.is(Category::Praise) || mark.is(Category::Must) && mark.sense.verb);
    }
    let side = |m: &&Mark| m.sense.category.is_entity() || matches!(m.sense.category, Category::EntityWeak);
    let subject =
        clause.marks.iter().filter(side).any(|m| m.end <= mark.start && mark.start - m.end <= 2 && mark.sense.verb);
    // `صلف واشنطن وعزمها على البقاء`
    let own = mark.shape.pronoun && clause.marks.iter().filter(side).any(|m| m.end == mark.start);
    // `تريد واشنطن البقاء`; whom one asks stands there, too (نطالب واشنطن بالخروج).
    let after = !mark.is(Category::Demand)
        && clause.marks.iter().filter(side).any(|m| m.start == mark.end && m.end <= event.mark.start);
    subject || own || after && !mark.is(Category::AttNeg)
}

/// An attitude to a decision or step that stands for the event before it (خيبة أمل من قرار البرلمان).
fn of_step(clause: &Clause<'_>, mark: &Mark, value: f64, rule: &'static str, votes: &mut Votes) {
    // A content of one word with a pronoun has the event behind it as its object (دعا إلى تأجيله).
    let own = Some(mark).filter(|m| m.shape.pronoun && clause.scene.range.len() <= 2);
    let pointer = clause.after(mark, Category::Anaphor, 3).or(own).filter(|_| clause.events.is_empty());
    if let (Some(direction), Some(pointer)) = (clause.scene.carry.event, pointer) {
        votes.push(clause, rule, 0.6 * value * direction, &[mark, pointer]);
    }
}

/// Need, and no need (R7).
pub(super) fn needs(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.with(Categories::of(&[Category::Need, Category::NoNeed])) {
        let (sign, rule) = match mark.sense.category {
            Category::Need => (1.0, "STA-NEED"),
            Category::NoNeed => (-1.0, "STA-NO-NEED"),
            _ => continue,
        };
        // What is needed is what comes first, an event or the entity alone, but for the subject of the verb.
        let subject = |e: &Event| e.bare && mark.sense.verb && e.mark.start == mark.end && !e.mark.shape.preposition;
        let reached = |e: &&Event| e.mark.start >= mark.end && e.mark.start - mark.end <= REACH && !subject(e);
        let event = clause.events.iter().find(reached);
        // `وجودهم لا بديل عنه`: the pronoun is the subject.
        let back = matches!(clause.scene.tokens.key(mark.end - 1), "عنه" | "عنها" | "عنهم" | "منه" | "منها");
        let event = if sign < 0.0 || back { event.or_else(|| clause.subject_of(mark)) } else { event };
        // `مبررات وجودهم انتهت`, `انتفى كل عذر لبقائهم`, `فقد وجودهم مسوغاته`: grounds that are gone.
        let gone = |m: &&Mark| {
            let ends = m.is(Category::End) && m.sense.verb || m.is(Category::Loss);
            ends && clause.negation(m).is_none()
        };
        let is_over = |e: &Event| {
            let behind = |m: &Mark| m.start >= e.mark.end && m.is(Category::End);
            let before = |m: &Mark| m.end <= mark.start && mark.start - m.end <= 1;
            clause.marks.iter().filter(gone).any(|m| behind(m) || before(m))
        };
        let event = event.or_else(|| clause.subject_of(mark).filter(|e| mark.shape.pronoun && is_over(e)));
        let over = sign > 0.0 && !mark.sense.verb && event.is_some_and(is_over);
        let value = if over { -sign } else { sign } * clause.polarity(mark) * mark.sense.weight;
        if let Some(event) = event {
            let direction = event.direction * if event.bare && event.negated { -1.0 } else { 1.0 };
            // Who needs nothing from the entity needs it not, whichever event the clause names beside it.
            let of_entity = clause.scene.target.entity_required;
            let direction = if sign < 0.0 && direction > 0.0 && of_entity { -direction } else { direction };
            votes.push(clause, rule, value * direction, &[mark, &event.mark]);
        } else if rule == "STA-NO-NEED"
            && (clause.scene.carry.entity || clause.scene.marks.iter().any(|m| m.sense.category.is_entity()))
        {
            votes.push(clause, rule, 0.7 * value * clause.scene.target.direction(Category::Entity), &[mark]);
        }
    }
}

/// Whose turn it is (على الأمريكيين أن يرحلوا).
pub(super) fn duties(clause: &Clause<'_>, votes: &mut Votes) {
    let tokens = clause.scene.tokens;
    let lexicon = crate::lexicon::Lexicon::built_in();
    let comp = |i: &usize| lexicon.find(tokens.key(*i)).is_some_and(|w| lexicon.word(w).flags & COMP != 0);
    for mark in clause.of(Category::On) {
        // `على البرلمان إلغاء الاتفاقية`, at the head of what is said.
        let masdar =
            |e: &&Event| !e.bare && !e.mark.sense.verb && !e.mark.shape.preposition && !e.mark.shape.conjunction;
        let near = |e: &&Event| e.mark.start > mark.end && e.mark.start <= mark.end + 3;
        if mark.start == clause.scene.range.start {
            if let Some(event) = clause.events.iter().filter(near).find(masdar) {
                votes.push(clause, "STA-MUST", mark.sense.weight * event.direction, &[mark, &event.mark]);
                continue;
            }
        }
        // `على أن` is the complement of another verb.
        let Some(comp) = (mark.end + 1..clause.scene.range.end.min(mark.end + 5)).find(comp) else { continue };
        let event = clause.events.iter().find(|e| !e.bare && e.mark.sense.verb && e.mark.start == comp + 1);
        if let Some(event) = event.filter(|_| !broken_between(mark.end, comp, clause)) {
            votes.push(clause, "STA-MUST", mark.sense.weight * event.direction, &[mark, &event.mark]);
        }
    }
}

/// Whether something other than words stands between two tokens.
fn broken_between(from: usize, to: usize, clause: &Clause<'_>) -> bool {
    (from..to).any(|i| clause.scene.tokens.list()[i].kind != Kind::Word)
}

/// What would be missing without the event or the entity (لولا دعم التحالف).
pub(super) fn but_for(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.of(Category::ButFor) {
        if let Some(event) = clause.event_after(mark, 3) {
            votes.push(clause, "STA-BUT-FOR", mark.sense.weight * event.direction, &[mark, &event.mark]);
        }
    }
}

/// What fails, or goes wrong, without the entity or its support (لن ننجح من دون دعم التحالف).
pub(super) fn without(clause: &Clause<'_>, votes: &mut Votes) {
    // Who can do without it says the opposite, and other rules read that.
    let can = |without: &Mark| {
        let able = |m: &&Mark| matches!(m.sense.category, Category::Able | Category::NoNeed) && m.end <= without.start;
        clause.marks.iter().any(|m| able(&m))
    };
    for mark in clause.of(Category::Without).filter(|m| !can(m)) {
        // `بلا أي دعم`
        let any = usize::from(clause.scene.tokens.key(mark.end) == "اي");
        let missing = |e: &&Event| e.mark.start == mark.end + any && (e.bare || e.mark.is(Category::Support));
        let Some(event) = clause.events.iter().find(missing) else { continue };
        let plain_no = |m: &&Mark| {
            (m.is(Category::Neg) && m.end == m.start + 1 || m.is(Category::Impossible)) && m.end <= mark.start
        };
        let wrong = |m: &&Mark| {
            matches!(m.sense.category, Category::Bad | Category::EvalNeg)
                && clause.negation(m).is_none()
                && clause.before(m, Category::Prevent, 2).is_none()
        };
        let trouble = clause.marks.iter().find(plain_no).or_else(|| clause.marks.iter().find(wrong));
        if let Some(trouble) = trouble {
            let value = 0.8 * clause.scene.target.direction(event.mark.sense.category);
            votes.push(clause, "STA-WITHOUT", value, &[trouble, mark, &event.mark]);
        }
    }
}

/// What the entity has no right to (ليس للتحالف أن يستأنف مهامه).
pub(super) fn no_right(clause: &Clause<'_>, votes: &mut Votes) {
    let tokens = clause.scene.tokens;
    for mark in clause.of(Category::Neg).filter(|m| tokens.key(m.start) == "ليس" && m.end == m.start + 1) {
        let owner = |e: &&Event| e.bare && e.mark.start == mark.end && e.mark.shape.preposition;
        let Some(owner) = clause.events.iter().find(owner) else { continue };
        let done = |e: &&Event| {
            !e.bare
                && e.mark.sense.verb
                && e.mark.start == owner.mark.end + 1
                && tokens.key(owner.mark.end).ends_with('ن')
        };
        if let Some(event) = clause.events.iter().find(done) {
            let direction = clause.scene.target.direction(event.mark.sense.category);
            votes.push(clause, "STA-REJECT", -0.9 * direction, &[mark, &event.mark]);
        }
    }
}

/// An event that cannot be (لا يمكن أن تبقى القوات): the opposite of a necessity.
pub(super) fn impossible(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.of(Category::Impossible) {
        let next = |e: &&Event| e.mark.start >= mark.end && e.mark.start - mark.end <= 2 && !e.bare && e.negated;
        if let Some(event) = clause.events.iter().find(next) {
            // Its negation has turned it already.
            votes.push(clause, "STA-MUST", 0.8 * event.direction, &[mark, &event.mark]);
        }
    }
}

/// Fears of the event that are called overdone (المخاوف من الانسحاب مبالغ فيها).
pub(super) fn dismissals(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.of(Category::Fear).filter(|m| !m.sense.verb) {
        let Some(dismissed) = clause.after(mark, Category::Dismiss, REACH) else { continue };
        let event = clause.event_after(mark, REACH).filter(|e| !e.bare);
        let carried = clause.scene.carry.event.filter(|_| clause.scene.carry.topical);
        let Some(direction) = event.map(|e| e.direction).or(carried) else { continue };
        let value = 0.7 * direction * clause.polarity(dismissed);
        votes.push(clause, "STA-DISMISS", value, &[mark, dismissed]);
    }
}

/// Fear of an event that stands alone, and fear of an outcome (R3).
pub(super) fn fears(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.of(Category::Fear) {
        let Some(event) = clause.event_after(mark, REACH) else { continue };
        if event.bare || clause.of(Category::Bad).any(|bad| bad.start >= mark.end && bad.end <= event.mark.start) {
            continue;
        }
        votes.push(clause, "STA-WARN", -0.8 * clause.polarity(mark) * event.direction, &[mark, &event.mark]);
    }
}
