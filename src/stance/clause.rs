//! A clause: its marks, the events of the target in it, and the questions that rules ask.

use super::category::{Categories, Category};
use super::scene::{Part, Scene};
use super::trie::Mark;
use crate::lexicon::flags::PREP;
use crate::text::token::Kind;

/// How far, in tokens, an entity may stand from the event it links.
const LINK_REACH: usize = 8;
/// The same for words that are common outside the target (دعم، استمرار).
const WEAK_REACH: usize = 4;

/// Something of the target that a sign can be attached to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    pub(super) mark: Mark,
    /// +1 where more of it is for the target, -1 where it is against; turned by a negation of the event itself.
    pub(super) direction: f64,
    /// Only the entity, without anything happening to it.
    pub(super) bare: bool,
    /// A negation stands before it.
    pub(super) negated: bool,
}

/// A clause of a claim.
pub(super) struct Clause<'s> {
    pub(super) scene: &'s Scene<'s>,
    pub(super) marks: &'s [Mark],
    /// The categories of its marks.
    present: Categories,
    /// Its first token.
    start: usize,
    /// Events in order.
    pub(super) events: Vec<Event>,
    /// Direction of the last event of the clauses before it in the claim, and whether it is only the entity.
    pub(super) inherits: Option<(f64, bool)>,
}

impl<'s> Clause<'s> {
    pub(super) fn new(scene: &'s Scene<'s>, part: &Part) -> Self {
        let marks = &scene.marks[part.marks.clone()];
        let present = marks.iter().map(|m| m.sense.category).collect();
        let mut clause = Self { scene, marks, present, start: part.start, events: Vec::new(), inherits: None };
        for mark in clause.marks {
            let category = mark.sense.category;
            let bare = category.is_entity();
            if (bare || category == Category::Support) && !clause.is_elsewhere(mark)
                || category.is_event() && clause.is_linked(mark)
            {
                let negated = clause.negation(mark).is_some();
                let unless = clause.before(mark, Category::Unless, 2).is_some();
                // "Their not leaving" is the other event; "they did not leave" only says that nothing happened.
                let turned = unless || negated && !bare;
                let direction = scene.target.direction(category);
                let direction = if turned { -direction } else { direction };
                clause.events.push(Event { mark: *mark, direction, bare, negated });
            }
        }
        clause
    }

    /// Whether an event belongs to the entity of the target.
    fn is_linked(&self, event: &Mark) -> bool {
        let scene = self.scene;
        let weak = matches!(event.sense.category, Category::PresenceWeak | Category::Halt);
        let reach = if weak { WEAK_REACH } else { LINK_REACH };
        let near = |m: &Mark, reach: usize| {
            m.start >= event.end && m.start <= event.end + reach
                || !weak && m.end <= event.start && event.start <= m.end + reach
                // A verb has its subject before it (التحالف أوقف الدعم).
                || event.sense.verb && m.end <= event.start && event.start <= m.end + 2
        };
        // Somebody else's event: `انسحاب داعش`.
        let others = |m: &Mark| match m.sense.category {
            // One leaves Iraq, but it is Iraq that stays (مغادرة العراق، بقاء العراق).
            Category::OwnSide if event.is(Category::Presence) => m.start == event.end && !m.shape.preposition,
            Category::OwnSide | Category::Block => m.start == event.end && m.sense.weight > 0.6,
            Category::Adversary => m.start >= event.end && m.start <= event.end + 1 && !m.shape.conjunction,
            _ => false,
        };
        if self.marks.iter().any(others) || self.is_elsewhere(event) {
            return false;
        }
        // Help and partnership of the state behind the entity are everywhere; only the entity makes them its own.
        if event.is(Category::PresenceWeak) && scene.target.entity_required && !scene.carry.article {
            return false;
        }
        let linked = self.marks.iter().any(|m| match m.sense.category {
            Category::Entity | Category::EntityBad | Category::EntityGood | Category::Support => near(m, reach),
            Category::Foreign => m.start >= event.end && m.start <= event.end + 2,
            Category::EntityWeak => near(m, if weak { 1 } else { 5 }),
            _ => false,
        });
        if linked || event.sense.fused || event.sense.first && scene.carry.speaker_is_entity {
            return true;
        }
        if !scene.carry.entity {
            return false;
        }
        // A phrase of several words names its target itself, where the target says that events do.
        if !scene.target.entity_required && event.end > event.start + 1 {
            return true;
        }
        if event.sense.verb && self.has_other_subject(event) {
            return false;
        }
        match event.sense.category {
            Category::PresenceWeak | Category::Halt | Category::Presence if !event.sense.verb => {
                event.shape.pronoun || event.is(Category::Presence) && event.shape.definite
            }
            Category::PresenceWeak | Category::Halt => false,
            // Anything may grow less; of the forces it is said with their number.
            Category::Reduce if event.sense.verb => self
                .marks
                .iter()
                .any(|m| matches!(m.sense.category, Category::Force | Category::Counted | Category::Status)),
            _ => event.shape.definite || event.shape.pronoun || event.sense.verb || !self.is_possessed(event),
        }
    }

    /// Whether an event happens in another country, and not here as well.
    pub(super) fn is_elsewhere(&self, event: &Mark) -> bool {
        let place = self.after(event, Category::Elsewhere, LINK_REACH);
        // Who leaves for another country leaves this one.
        place.is_some_and(|p| self.before(p, Category::Toward, 0).is_none()) && !self.has(Category::Home)
    }

    /// Whether it begins with a pronoun that points to the clause before (لكنه، إلا أنها، وأنه).
    pub(super) fn points_back(&self) -> bool {
        let pronoun = |at: usize| ["ه", "ها", "هم"].iter().any(|p| self.scene.tokens.key(at).ends_with(p));
        // `بل` keeps the subject without a pronoun.
        let same = |m: &Mark| m.end == m.start + 1 && self.scene.tokens.key(m.start) == "بل";
        let contrast = |m: &Mark| m.is(Category::Contrast) && (pronoun(m.end - 1) || same(m));
        let joined = self.start > self.scene.range.start && self.scene.joins_complement(self.start);
        self.inherits.is_some() && (self.marks.first().is_some_and(contrast) || joined && pronoun(self.start))
    }

    /// Whether a word, with or without و, stands directly before a mark.
    pub(super) fn follows(&self, mark: &Mark, word: &str) -> bool {
        let before = mark.start.checked_sub(1).filter(|&i| i >= self.scene.range.start);
        before.is_some_and(|i| self.scene.tokens.key(i).trim_start_matches('و') == word)
    }

    /// Whether an event only dates what the clause is about (بعد خروج القوات): nobody wants or rejects it there.
    pub(super) fn is_date(&self, event: &Event) -> bool {
        // `لم تنضج بعد لانسحابهم`: a preposition of its own makes it an object again.
        !event.mark.shape.preposition
            && ["بعد", "قبل", "عقب", "منذ", "خلال", "اثناء", "قبيل", "بعيد", "حين", "عند"]
                .iter()
                .any(|p| self.follows(&event.mark, p))
    }

    /// Whether a word with the article is the adjective of the noun before it (القوى الرافضة): it says what others are.
    pub(super) fn is_adjective(&self, mark: &Mark) -> bool {
        let before = mark.start.checked_sub(1).filter(|&i| i >= self.scene.range.start);
        mark.shape.definite
            && !mark.shape.preposition
            && before.is_some_and(|i| self.scene.tokens.key(i).starts_with("ال"))
    }

    /// Whether another noun possesses a bare event noun (`خروج المنتخب`).
    fn is_possessed(&self, event: &Mark) -> bool {
        let tokens = self.scene.tokens;
        tokens.list().get(event.end).is_some_and(|t| {
            t.kind == Kind::Word
                && event.end < self.scene.range.end
                && tokens.key(event.end).starts_with("ال")
                && !self.marks.iter().any(|m| m.start == event.end && self.is_object(m))
        })
    }

    /// Whether a noun that nobody would take for the forces stands before a verb as its subject (الشركة غادرت).
    fn has_other_subject(&self, verb: &Mark) -> bool {
        let tokens = self.scene.tokens;
        let particle = |i: &usize| matches!(tokens.key(*i), "قد" | "لم" | "لن" | "لا" | "ما" | "سوف" | "كانت" | "كان");
        let before = (self.scene.range.start..verb.start).rev().find(|i| !particle(i));
        before.is_some_and(|i| {
            let ours = |m: &Mark| {
                m.sense.category.is_entity()
                    || matches!(
                        m.sense.category,
                        Category::EntityWeak
                            | Category::Force
                            | Category::Foreign
                            | Category::Counted
                            | Category::Status
                            | Category::Mission
                            | Category::Anaphor
                            | Category::Aspect
                    )
            };
            let covered = self.marks.iter().any(|m| m.start <= i && i < m.end && ours(m));
            tokens.list()[i].kind == Kind::Word && tokens.key(i).starts_with("ال") && !covered
        })
    }

    /// Whether a verb is that of a relative clause (من يطالب، الذين يرفضون).
    pub(super) fn is_relative(&self, verb: &Mark) -> bool {
        ["من", "لمن", "ممن", "الذي", "الذين", "التي"].iter().any(|pronoun| self.follows(verb, pronoun))
    }

    /// What the noun after an event is no owner of: the forces that leave, and, said by them, the country that is left.
    fn is_object(&self, mark: &Mark) -> bool {
        mark.is(Category::Force) || mark.is(Category::Home) && self.scene.carry.speaker_is_entity
    }

    /// Marks of a category.
    pub(super) fn of(&self, category: Category) -> impl Iterator<Item = &'s Mark> + use<'s> {
        let marks = if self.has(category) { self.marks } else { &[] };
        marks.iter().filter(move |m| m.is(category))
    }

    /// All marks, where one at least has a category of a set; else none, since a rule that asks for these has nothing to do.
    pub(super) fn with(&self, asked: Categories) -> &'s [Mark] {
        if self.present.meet(asked) { self.marks } else { &[] }
    }

    pub(super) fn has(&self, category: Category) -> bool {
        self.present.has(category)
    }

    /// The nearest mark of a category that ends before `mark`, with at most `reach` tokens between.
    pub(super) fn before(&self, mark: &Mark, category: Category, reach: usize) -> Option<&'s Mark> {
        let marks = if self.has(category) { self.marks } else { &[] };
        marks.iter().rev().find(|m| m.is(category) && m.end <= mark.start && mark.start - m.end <= reach)
    }

    /// The nearest mark of a category that starts after `mark`, with at most `reach` tokens between.
    pub(super) fn after(&self, mark: &Mark, category: Category, reach: usize) -> Option<&'s Mark> {
        self.of(category).find(|m| m.start >= mark.end && m.start - mark.end <= reach)
    }

    /// The negation of a mark: at most one word between, and no other negated thing.
    pub(super) fn negation(&self, mark: &Mark) -> Option<&'s Mark> {
        if let Some(far) = self.impossible(mark) {
            return Some(far);
        }
        let found = self.before(mark, Category::Neg, 1).filter(|n| !self.is_exception(n) && self.reaches(n, mark))?;
        let between =
            |m: &&Mark| m.start >= found.end && m.end <= mark.start && m.start != mark.start && !m.is(Category::Neg);
        self.marks.iter().find(between).is_none().then_some(found)
    }

    /// `غير رسمي وغير شرعي`: a noun of negation denies the next word only, but for أي between.
    fn reaches(&self, negation: &Mark, mark: &Mark) -> bool {
        let tokens = self.scene.tokens;
        let noun = matches!(tokens.key(negation.start).trim_start_matches('و'), "غير" | "عدم" | "دون" | "بدون" | "بلا");
        mark.start == negation.end || !noun || tokens.key(negation.end) == "اي"
    }

    /// `لا يمكن للعراق أن يستغني`: what cannot be, up to the first thing that it is said of.
    fn impossible(&self, mark: &Mark) -> Option<&'s Mark> {
        let found = self.before(mark, Category::Impossible, 4)?;
        let said = |m: &&Mark| {
            m.start >= found.end
                && m.start < mark.start
                && (m.sense.category.is_event()
                    || matches!(
                        m.sense.category,
                        Category::AttPos | Category::AttNeg | Category::NoNeed | Category::Need | Category::Plan
                    ))
        };
        self.marks.iter().find(said).is_none().then_some(found)
    }

    /// `لم يجلب سوى`: a negation that only makes room for an exception denies nothing.
    fn is_exception(&self, negation: &Mark) -> bool {
        let tokens = self.scene.tokens;
        let end = self.scene.range.end.min(negation.end + 6);
        (negation.end..end).any(|i| tokens.key(i) == "سوى" || tokens.key(i) == "الا" && tokens.key(i + 1) != "ان")
    }

    /// -1 where a mark is negated, else 1.
    pub(super) fn polarity(&self, mark: &Mark) -> f64 {
        if self.negation(mark).is_some() { -1.0 } else { 1.0 }
    }

    /// The first event after a mark: a real one if there is one in reach, else the bare entity.
    pub(super) fn event_after(&self, mark: &Mark, reach: usize) -> Option<&Event> {
        let near = |e: &&Event| e.mark.start >= mark.end && e.mark.start - mark.end <= reach;
        self.events.iter().filter(near).find(|e| !e.bare).or_else(|| self.events.iter().find(near))
    }

    /// The event that a predicate speaks of: the first real one before it, else the bare entity before it.
    pub(super) fn subject_of(&self, mark: &Mark) -> Option<&Event> {
        // `الخروج مجازفة والبقاء مجازفة أكبر`: what has been judged already is not judged again where a new event follows.
        let judged = |m: &&Mark| {
            matches!(m.sense.category, Category::EvalPos | Category::EvalNeg | Category::Illegit) && m.end <= mark.start
        };
        let last = self.marks.iter().rev().find(judged).map_or(0, |m| m.end);
        let renewed = |e: &Event| !e.bare && e.mark.start >= last && e.mark.end <= mark.start;
        let from = if self.events.iter().any(renewed) { last } else { 0 };
        let before = |e: &&Event| e.mark.end <= mark.start && e.mark.start >= from;
        let subject = |e: &&Event| before(e) && !self.is_governed(&e.mark);
        self.events.iter().filter(before).find(|e| !e.bare).or_else(|| self.events.iter().rev().find(subject))
    }

    /// Whether a preposition or a possessed noun stands before a mark (سلامة قواتنا): then it is no subject.
    fn is_governed(&self, mark: &Mark) -> bool {
        let Some(i) = mark.start.checked_sub(1).filter(|&i| i >= self.scene.range.start) else {
            return mark.shape.preposition;
        };
        let lexicon = crate::lexicon::Lexicon::built_in();
        let key = self.scene.tokens.key(i);
        let flags = lexicon.find(key).map_or(0, |w| lexicon.word(w).flags);
        let marked = self.marks.iter().any(|m| m.start <= i && i < m.end);
        let noun = flags == 0 && !marked && !key.is_empty() && !key.starts_with("ال") && !mark.shape.conjunction;
        mark.shape.preposition || flags & PREP != 0 || noun
    }

    /// A comma between two marks, in this order.
    pub(super) fn comma_between(&self, a: &Mark, b: &Mark) -> bool {
        (a.end..b.start).any(|at| self.scene.tokens.list()[at].kind == Kind::Comma)
    }
}
