//! Rules that depend on whose side says it: capacity, staying, blame, legitimacy, threats.

use super::attitude::CueAttitude;
use super::category::{Categories, Category};
use super::clause::Clause;
use super::trie::Mark;
use super::vote::Votes;

/// Longest slogan, in tokens.
const SLOGAN: usize = 5;

/// The own side can, or cannot, do without the entity (R9).
pub(super) fn capacity(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    if !(scene.carry.forces || clause.events.iter().any(|e| e.direction != 0.0)) {
        return;
    }
    let depart = scene.target.direction(Category::Depart);
    for mark in clause.with(Categories::of(&[Category::Able, Category::Unable])) {
        let sign = match mark.sense.category {
            Category::Able => 1.0,
            Category::Unable => -1.0,
            _ => continue,
        };
        // The own side stands beside the word: "Iraq is able", "the ability of Iraq".
        let near = |m: &&Mark| m.start <= mark.end + 2 && mark.start <= m.end + 6;
        let side = |m: &&Mark| matches!(m.sense.category, Category::OwnSide | Category::Home);
        let own = clause.marks.iter().filter(side).find(near);
        let Some(own) = own else {
            // `استطعنا إخراج القوات`: done already.
            let done = clause.event_after(mark, 2).filter(|e| e.direction * depart > 0.0 && !e.bare && sign > 0.0);
            if let Some(event) = done.filter(|_| !scene.carry.speaker_is_entity) {
                votes.push(clause, "STA-ABLE", 0.6 * clause.polarity(mark) * depart, &[mark, &event.mark]);
            }
            continue;
        };
        // What the entity's own forces can do says nothing of the own side.
        if clause.events.iter().any(|e| e.bare && e.mark.start > own.start && e.mark.end <= mark.start) {
            continue;
        }
        let rule = if sign > 0.0 { "STA-ABLE" } else { "STA-UNABLE" };
        votes.push(clause, rule, sign * clause.polarity(mark) * depart * mark.sense.weight, &[mark, own]);
    }
}

/// The entity's own side will stay, or will not leave (A3).
pub(super) fn staying(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    if clause.has(Category::Others)
        || scene.cue == CueAttitude::Ask
        || !(scene.carry.article || scene.carry.topical || clause.has(Category::Home))
    {
        return;
    }
    let no_plan = clause.marks.iter().any(|m| m.is(Category::Plan) && clause.before(m, Category::Neg, 1).is_some());
    for event in clause.events.iter().filter(|e| !e.bare) {
        let mark = &event.mark;
        let presence = matches!(mark.sense.category, Category::Presence | Category::PresenceWeak);
        let own = scene.carry.speaker_is_entity || mark.sense.first;
        if !own {
            // "They will not stay", said by the other side, is a promise of the departure.
            let negation = clause
                .negation(mark)
                .filter(|n| n.end - n.start == 1 && presence && scene.carry.speaker_reports == 0.0);
            if let Some(negation) = negation {
                votes.push(clause, "STA-STAY", 0.5 * event.direction, &[mark, negation]);
            }
            continue;
        }
        // How many stay is a number, not a commitment.
        if presence && !mark.sense.first && clause.has(Category::Counted) {
            continue;
        }
        let intent = clause.before(mark, Category::Intent, 4);
        let refused = intent.is_some_and(|i| clause.negation(i).is_some());
        let value = if presence && !event.negated && is_assertion(clause, mark) {
            0.7 * event.direction
        } else if !presence && (event.negated && mark.sense.verb || refused) && !no_plan {
            // Turned already by its negation; a refused intention still has to be.
            0.8 * if event.negated { event.direction } else { -event.direction }
        } else {
            continue;
        };
        let marks: Vec<&Mark> = [Some(mark), intent, clause.negation(mark)].into_iter().flatten().collect();
        votes.push(clause, "STA-STAY", value, &marks);
    }
}

/// The entity's own pledge to go on (A3).
pub(super) fn pledges(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    let about = |c: &Mark| {
        matches!(
            c.sense.category,
            Category::Presence
                | Category::PresenceWeak
                | Category::Support
                | Category::OwnSide
                | Category::Home
                | Category::Status
                | Category::Adversary
        )
    };
    for mark in clause.of(Category::Commit) {
        let here = !clause.events.is_empty() || clause.marks.iter().any(about);
        if scene.carry.speaker_is_entity && here && !mark.shape.definite && clause.negation(mark).is_none() {
            votes.push(clause, "STA-STAY", 0.7 * scene.target.direction(Category::Presence), &[mark]);
        }
    }
}

/// A presence word that asserts staying: a finite verb or a predicate, not a noun in passing.
fn is_assertion(clause: &Clause<'_>, mark: &Mark) -> bool {
    mark.sense.imperfect || !mark.sense.verb && !mark.shape.definite && clause.subject_of(mark).is_some_and(|e| e.bare)
}

/// Blame for stalling or breach (F4), and charges of bad faith (F2 low).
pub(super) fn blame(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    let depart = scene.target.direction(Category::Depart);
    let aimed = clause.marks.iter().find(|m| {
        m.sense.category.is_entity()
            || matches!(m.sense.category, Category::EntityWeak | Category::Foreign | Category::Agreement)
    });
    // `عدم التزامنا`: one's own.
    for mark in clause.of(Category::Stall).filter(|mark| {
        let event = clause.events.iter().any(|e| !e.bare);
        !mark.shape.first && (scene.carry.article || scene.carry.event.is_some() || event && clause.has(Category::Home))
    }) {
        // Without anybody named, blame of an event named before; what is said of an event here is an evaluation.
        if aimed.is_some() || scene.carry.event.is_some() && scene.carry.entity && clause.events.is_empty() {
            let marks: Vec<&Mark> = [Some(mark), aimed].into_iter().flatten().collect();
            votes.push(clause, "STA-BLAME", 0.9 * depart * mark.sense.weight * clause.polarity(mark), &marks);
        }
    }
    for mark in clause.of(Category::Suspicion) {
        if scene.carry.entity && (scene.carry.event.is_some() || !clause.events.is_empty()) {
            votes.push(clause, "STA-SUSPICION", depart * mark.sense.weight, &[mark]);
        }
    }
}

/// Loaded names for the entity (R15), grounds that make it legitimate (A5), goals (F5).
pub(super) fn labels(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    // Nobody calls himself an occupier; that word is the outlet's.
    let own_words = |e: &&super::clause::Event| e.mark.is(Category::EntityBad) && !scene.carry.speaker_is_entity;
    for event in clause.events.iter().filter(own_words) {
        let direction = scene.target.direction(Category::EntityBad);
        votes.push(clause, "STA-LABEL", -0.8 * direction * event.mark.sense.weight, &[&event.mark]);
    }
    for event in clause.events.iter().filter(|e| e.mark.is(Category::EntityGood)) {
        let direction = scene.target.direction(Category::EntityGood);
        votes.push(clause, "STA-LABEL", 0.6 * direction * event.mark.sense.weight, &[&event.mark]);
    }
    let stay = scene.target.direction(Category::Presence);
    for mark in clause.of(Category::Legit) {
        // `اللجنة القانونية`: the adjective of another noun.
        let of_another = mark.shape.definite
            && mark.start > scene.range.start
            && scene.tokens.key(mark.start - 1).starts_with("ال")
            && !clause.events.iter().any(|e| e.mark.end == mark.start);
        if of_another {
            continue;
        }
        // `يقلصون جنودهم بالتفاهم مع بغداد`: said of the leaving.
        let leaving = clause.events.iter().any(|e| !e.bare && e.direction * stay < 0.0 && e.mark.end <= mark.start);
        let present = clause.events.iter().find(|e| e.mark.end <= mark.start && e.direction * stay > 0.0);
        if let Some(event) = present.filter(|_| !leaving) {
            votes.push(clause, "STA-LEGIT", 0.6 * stay * clause.polarity(mark), &[mark, &event.mark]);
        }
    }
    for mark in clause.of(Category::Achieve) {
        // A slogan needs no entity of its own.
        if !clause.events.is_empty() || scene.carry.entity && scene.range.len() <= SLOGAN {
            let marks: Vec<&Mark> =
                [Some(mark), clause.events.first().map(|e| &e.mark)].into_iter().flatten().collect();
            votes.push(clause, "STA-EVAL", -0.8 * stay * mark.sense.weight * clause.polarity(mark), &marks);
        }
    }
}

/// Force against the entity, by the speaker or unless it leaves (F1, R14).
pub(super) fn threats(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    let depart = scene.target.direction(Category::Depart);
    let threat = clause.has(Category::Threat) || scene.cue == CueAttitude::Threat;
    for mark in clause.of(Category::Unless) {
        if let Some(event) = clause.event_after(mark, 3).filter(|e| !e.bare && threat) {
            votes.push(clause, "STA-UNLESS", -event.direction, &[mark, &event.mark]);
        }
    }
    // `لن نلقي السلاح قبل رحيلهم`: their leaving is the price.
    let price = |e: &&super::clause::Event| e.direction * depart > 0.0 && !e.bare && clause.follows(&e.mark, "قبل");
    if let Some(event) = clause.events.iter().find(price).filter(|_| !scene.carry.speaker_is_entity) {
        let refusal = |m: &&Mark| {
            m.is(Category::Neg)
                && m.end <= event.mark.start
                && matches!(scene.tokens.key(m.start), "لا" | "ولا" | "لن" | "ولن")
        };
        if let Some(refusal) = clause.marks.iter().find(refusal) {
            votes.push(clause, "STA-UNLESS", 0.6 * event.direction, &[refusal, &event.mark]);
        }
    }
    if clause.has(Category::Unless) {
        return;
    }
    for mark in clause.of(Category::Threat) {
        let own = matches!(scene.cue, CueAttitude::Threat | CueAttitude::Fear)
            || mark.sense.first
            || clause.has(Category::Option);
        let at = clause.events.first();
        if let Some(event) = at.filter(|_| own && !scene.carry.speaker_is_entity && clause.negation(mark).is_none()) {
            votes.push(clause, "STA-THREAT", 0.6 * depart, &[mark, &event.mark]);
        }
    }
}
