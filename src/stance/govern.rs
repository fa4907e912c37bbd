//! Words that govern an event: demand, rejection, necessity, need, fear.

use super::category::Category;
use super::clause::Clause;
use super::vote::Votes;

/// How far the governed event may stand from the word that governs it.
const REACH: usize = 9;

/// Demands, rejections, necessity (R1, R2, R4).
pub(super) fn attitudes(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.marks {
        let (sign, rule) = match mark.sense.category {
            Category::AttPos => (1.0, "STA-DEMAND"),
            Category::Must => (1.0, "STA-MUST"),
            Category::AttNeg => (-1.0, "STA-REJECT"),
            _ => continue,
        };
        // What is rejected may be the event that the same word names (تأجيل الانسحاب).
        let Some(event) = clause.event_after(mark, REACH) else { continue };
        if event.bare && rule != "STA-REJECT" {
            continue;
        }
        // A stop in between is a new statement; "rejects X, and Y" governs X only.
        if clause.comma_between(mark, &event.mark) {
            continue;
        }
        let value = sign * clause.polarity(mark) * event.direction * mark.sense.weight * event.mark.sense.weight;
        votes.push(clause, rule, value, &[mark, &event.mark]);
    }
}

/// Need, and no need (R7).
pub(super) fn needs(clause: &Clause<'_>, votes: &mut Votes) {
    for mark in clause.marks {
        let (sign, rule) = match mark.sense.category {
            Category::Need => (1.0, "STA-NEED"),
            Category::NoNeed => (-1.0, "STA-NO-NEED"),
            _ => continue,
        };
        let event = clause.event_after(mark, REACH).or_else(|| clause.subject_of(mark));
        let value = sign * clause.polarity(mark) * mark.sense.weight;
        if let Some(event) = event {
            let direction = event.direction * if event.bare && event.negated { -1.0 } else { 1.0 };
            // Who needs nothing from the entity needs it not, whichever event the clause names beside it.
            let direction = if sign < 0.0 && direction > 0.0 { -direction } else { direction };
            votes.push(clause, rule, value * direction, &[mark, &event.mark]);
        } else if clause.scene.carry.event.is_some() && (mark.shape.pronoun || rule == "STA-NO-NEED") {
            votes.push(clause, rule, -0.7 * value, &[mark]);
        }
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
