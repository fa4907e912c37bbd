//! From clauses to one label.

use super::attitude::CueAttitude;
use super::category::Category;
use super::clause::{Clause, Event};
use super::scene::Scene;
use super::trie::Mark;
use super::vote::{Vote, Votes, evidence};
use super::{govern, predicate, sides};
use crate::model::{Evidence, RuleId, Stance};

/// A label before it is tied to a target.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) stance: Stance,
    pub(super) score: f64,
    pub(super) rule: RuleId,
    pub(super) evidence: Vec<Evidence>,
}

impl Verdict {
    pub(super) fn off(rule: RuleId) -> Self {
        Self { stance: Stance::Unrelated, score: 0.0, rule, evidence: Vec::new() }
    }

    fn neutral(rule: RuleId, evidence: Vec<Evidence>) -> Self {
        Self { stance: Stance::Neutral, score: 0.0, rule, evidence }
    }
}

/// Weighs the clauses of a claim.
pub(super) fn judge(scene: &Scene<'_>) -> Verdict {
    if scene.carry.abroad {
        return Verdict::off("STA-OFF");
    }
    let mut votes: Vec<Vote> = Vec::new();
    let mut topic: Option<Evidence> = None;
    let mut others = false;
    // The event that a later clause of the claim may point back to.
    let mut before = None;
    let (mut for_it, mut against_it) = (0.0_f64, 0.0_f64);
    for part in scene.clauses() {
        let weight = part.weight;
        let mut clause = Clause::new(scene, &part);
        clause.inherits = before;
        let entity = |e: &&Event| !e.bare || before.is_none();
        let event = clause.events.iter().find(|e| !e.bare).or_else(|| clause.events.iter().find(entity));
        before = event.map(|e| (e.direction, e.bare)).or(before);
        topic = topic.or_else(|| topic_of(&clause));
        let found = if clause.has(Category::Others) || reports_attitudes(&clause) {
            others |= !clause.events.is_empty();
            Votes::default()
        } else {
            votes_of(&clause)
        };
        // One clause is one argument, however many words it takes.
        let sum = found.sum().clamp(-1.0, 1.0) * weight;
        for_it += sum.max(0.0);
        against_it += (-sum).max(0.0);
        votes.extend(found.list.into_iter().map(|v| Vote { value: v.value * weight, ..v }).filter(|v| v.value != 0.0));
    }
    let on_topic = topic.is_some() || !votes.is_empty();
    if !on_topic {
        return if scene.reports_target { Verdict::neutral("STA-REPORT", Vec::new()) } else { Verdict::off("STA-OFF") };
    }
    if votes.is_empty() {
        let rule = if others {
            "STA-OTHERS"
        } else if scene.reports_target {
            "STA-REPORT"
        } else {
            "STA-FACT"
        };
        return Verdict::neutral(rule, topic.into_iter().collect());
    }
    let mut score = (for_it - against_it).clamp(-1.0, 1.0);
    // Two opposite poles without a word that decides between them are no side.
    let (less, more) = if for_it < against_it { (for_it, against_it) } else { (against_it, for_it) };
    if less >= 0.5 && less / more > 0.6 {
        return Verdict::neutral("STA-MIXED", evidence(votes.iter()));
    }
    let mut rule = strongest(&votes, score);
    if scene.cue == CueAttitude::Deny {
        // A denied judgment is the other judgment; a denied demand or plan is only a fact that is denied.
        if matches!(rule, "STA-DEMAND" | "STA-MUST" | "STA-REJECT" | "STA-STAY") {
            return Verdict::neutral("STA-DENIAL", evidence(votes.iter()));
        }
        score = -score;
        rule = "STA-DENIAL";
    }
    let stance = if score >= scene.target.favor_from {
        Stance::Favor
    } else if score <= scene.target.against_from {
        Stance::Against
    } else {
        return Verdict::neutral("STA-MIXED", evidence(votes.iter()));
    };
    let side = if rule == "STA-DENIAL" { -score } else { score };
    Verdict { stance, score, rule, evidence: evidence(votes.iter().filter(|v| v.value * side > 0.0)) }
}

/// Whether an outlet or a survey tells what others want and fear.
fn reports_attitudes(clause: &Clause<'_>) -> bool {
    let attitude = |m: &Mark| {
        m.sense.verb
            && !m.sense.first
            && matches!(m.sense.category, Category::AttPos | Category::AttNeg | Category::Demand | Category::Fear)
    };
    clause.scene.carry.speaker_reports > 0.5 && clause.marks.iter().any(attitude)
}

/// The rule with the largest vote for the side that won.
fn strongest(votes: &[Vote], score: f64) -> RuleId {
    let side = |v: &&Vote| v.value * score > 0.0;
    let best = votes.iter().filter(side).max_by(|a, b| a.value.abs().total_cmp(&b.value.abs()));
    best.map_or("STA-MIXED", |v| v.rule)
}

fn votes_of(clause: &Clause<'_>) -> Votes {
    let mut votes = Votes::default();
    let object = by_cue_object(clause, &mut votes);
    govern::needs(clause, &mut votes);
    govern::but_for(clause, &mut votes);
    govern::without(clause, &mut votes);
    govern::impossible(clause, &mut votes);
    govern::no_right(clause, &mut votes);
    govern::dismissals(clause, &mut votes);
    sides::threats(clause, &mut votes);
    sides::blame(clause, &mut votes);
    if votes.is_empty() {
        govern::attitudes(clause, &mut votes);
        govern::duties(clause, &mut votes);
        govern::fears(clause, &mut votes);
    }
    sides::staying(clause, &mut votes);
    if votes.is_empty() {
        sides::pledges(clause, &mut votes);
    }
    predicate::outcomes(clause, &mut votes);
    predicate::evaluations(clause, &mut votes);
    predicate::losses(clause, &mut votes);
    sides::labels(clause, &mut votes);
    if votes.is_empty() || votes.sum().abs() < 0.3 {
        sides::capacity(clause, &mut votes);
    }
    if votes.is_empty() {
        predicate::consequences(clause, &mut votes);
    }
    if object {
        // What is said beside the thing demanded only explains it.
        votes.list.iter_mut().skip(1).for_each(|v| v.value *= 0.4);
    } else if votes.is_empty() {
        by_cue(clause, &mut votes);
    }
    votes
}

/// A content that is the event its cue wants or rejects (دعا إلى إخراج القوات).
fn by_cue_object(clause: &Clause<'_>, votes: &mut Votes) -> bool {
    let scene = clause.scene;
    let wanted = matches!(scene.cue, CueAttitude::Want | CueAttitude::Praise | CueAttitude::Reject);
    let first = clause.events.iter().find(|e| !e.bare);
    // What is wanted may be that it is put off (دعا إلى التريث في الإخراج).
    let governed = |e: &&Event| {
        let governor = |m: &&Mark| matches!(m.sense.category, Category::AttNeg | Category::AttPos | Category::Demand);
        clause.marks.iter().filter(governor).any(|m| m.end <= e.mark.start)
    };
    let near = |e: &&Event| e.mark.start <= scene.range.start + 2 && e.mark.sense.weight > 0.5;
    let object = first.filter(|e| wanted && near(e) && !governed(e));
    if object.is_some() {
        by_cue(clause, votes);
    }
    object.is_some()
}

/// What the cue says of a content without a sign of its own (R1-R3, R11).
fn by_cue(clause: &Clause<'_>, votes: &mut Votes) {
    let scene = clause.scene;
    let sign = match scene.cue {
        CueAttitude::Want | CueAttitude::Praise => 0.9,
        CueAttitude::Threat => 0.7,
        CueAttitude::Reject => -0.9,
        CueAttitude::Fear => -0.7,
        CueAttitude::Accuse => -0.5,
        CueAttitude::Deny | CueAttitude::Ask | CueAttitude::None => return,
    };
    let rule = match scene.cue {
        CueAttitude::Want | CueAttitude::Threat => "STA-DEMAND",
        CueAttitude::Praise => "STA-PRAISE",
        CueAttitude::Fear => "STA-WARN",
        _ => "STA-REJECT",
    };
    let praised = scene.cue == CueAttitude::Praise && !scene.carry.speaker_is_entity;
    let event = clause
        .events
        .iter()
        .find(|e| (!e.bare || praised && e.mark.start <= scene.range.start + 5) && !clause.is_date(e));
    if let Some(event) = event {
        votes.push(clause, rule, sign * event.direction * event.mark.sense.weight, &[&event.mark]);
    } else if let Some(direction) = scene.carry.event.filter(|_| clause.events.is_empty()) {
        // `رحبت الفصائل بالخطوة`.
        let pointer = clause.of(Category::Anaphor).find(|a| a.start <= scene.range.start + 1);
        if let Some(pointer) = pointer.filter(|_| scene.range.len() <= 4) {
            votes.push(clause, rule, sign * direction * 0.7, &[pointer]);
        }
    }
}

/// What an article about the target lets stand for its event: a side of it (الموعد), a word that points back to it
/// (الخطوة), a place or a duty that changes hands (تسلم المعسكر).
fn aspect_of<'c>(clause: &'c Clause<'_>) -> Option<&'c Mark> {
    let scene = clause.scene;
    // `دورنا`: the entity's own side needs no name for itself.
    let ours = |m: &Mark| m.shape.first && matches!(m.sense.category, Category::Mission | Category::Status);
    let own = scene.carry.speaker_is_entity && clause.marks.iter().any(ours);
    // An agreement or a step in another country is none of it; what goes there is.
    let there = |m: &Mark| clause.before(m, Category::Toward, 0).is_none();
    let far = clause.of(Category::Elsewhere).any(there) && !clause.has(Category::Home);
    if !own && (far || !scene.carry.topical || scene.carry.event.is_none()) {
        return None;
    }
    let opens = |m: &Mark| {
        let key = scene.tokens.key(m.start);
        m.start <= scene.range.start + 2 && ["ال", "هذ", "تلك"].iter().any(|start| key.starts_with(start))
    };
    let named = |m: &&Mark| {
        m.is(Category::Aspect) && (m.shape.definite || m.end > m.start + 1) || m.is(Category::Anaphor) && opens(m)
    };
    let done = |m: &&Mark| {
        m.sense.category.is_event() && !m.is(Category::PresenceWeak)
            || matches!(m.sense.category, Category::Status | Category::Aspect | Category::Procedure)
    };
    let of_it = |m: &Mark| {
        m.sense.category.is_event()
            || m.sense.category.is_entity()
            || matches!(
                m.sense.category,
                Category::Status
                    | Category::Aspect
                    | Category::Procedure
                    | Category::Force
                    | Category::Counted
                    | Category::Mission
                    | Category::Support
                    | Category::EntityWeak
                    | Category::Agreement
            )
    };
    // One word of the matter may be anybody's; two of them in one clause are of what the article tells.
    let beside = |m: &&Mark| clause.marks.iter().any(|w| w.start != m.start && of_it(w));
    // No plan, no decision, no knowledge: of what the article tells.
    let absent = |m: &&Mark| m.is(Category::Plan) && clause.before(m, Category::Neg, 3).is_some();
    let found = clause.marks.iter().find(named).or_else(|| clause.marks.iter().filter(done).find(beside));
    found.or_else(|| clause.marks.iter().find(absent))
}

/// The words that put a clause on target, if any do.
fn topic_of(clause: &Clause<'_>) -> Option<Evidence> {
    let scene = clause.scene;
    let event = clause.events.iter().find(|e| !e.bare && !e.mark.is(Category::Support));
    let entity = clause.events.iter().find(|e| e.bare).map(|e| &e.mark);
    // `استهدفت عبوة رتلا للتحالف`: an attack is none of its coming and going.
    let attacked = clause.of(Category::Threat).any(|m| m.sense.verb && !m.sense.first);
    let status = |m: &&Mark| matches!(m.sense.category, Category::Status | Category::Procedure) && !attacked;
    let here = scene.carry.event.is_some() || clause.has(Category::Home);
    let counted =
        || clause.of(Category::Counted).next().filter(|m| here && scene.carry.entity && !clause.is_elsewhere(m));
    let found = event
        .map(|e| &e.mark)
        .or_else(|| clause.of(Category::EntityBad).next())
        .or_else(|| entity.and_then(|_| clause.marks.iter().find(status)))
        .or_else(counted)
        .or_else(|| aspect_of(clause))?;
    Some(Evidence { span: scene.span(found), rule: "STA-FACT" })
}
