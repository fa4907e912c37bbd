//! Everything that bears on one claim and one target: its marks, its clauses, and what the article carries over.

use super::attitude::CueAttitude;
use super::category::Category;
use super::reading::{Marks, NEAR, marks, marks_in, names_entity, tokens_in};
use super::target::Target;
use super::trie::Mark;
use super::{ClaimView, Context};
use crate::model::Span;
use crate::text::token::{Kind, Tokens};
use std::ops::Range;

/// What the words around a claim give it.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about the surroundings")]
pub(super) struct Carry {
    /// The entity stands in the headline, the sentences before, the claim's sentence or its speaker.
    pub(super) entity: bool,
    /// The headline or the claim's own sentence speaks of the entity.
    pub(super) forces: bool,
    /// Direction of the last event of the target before the claim.
    pub(super) event: Option<f64>,
    /// The speaker belongs to the entity.
    pub(super) speaker_is_entity: bool,
    /// The speaker is an outlet (1) or a source (0.5), who report what others want.
    pub(super) speaker_reports: f64,
    /// The last side that is named before the content in its sentence is the entity's (دعا واشنطن إلى سحب | جنودها).
    pub(super) addressed: bool,
    /// The entity is named somewhere in the article.
    pub(super) article: bool,
    /// The article is about the target.
    pub(super) topical: bool,
    /// Sentence and surroundings are about another country.
    pub(super) abroad: bool,
}

/// What a speaker's name, role or description says under a target.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SpeakerSide {
    /// He speaks for the entity. Somebody with an office of the other side does not.
    is_entity: bool,
    /// An outlet (1) or a source (0.5).
    reports: f64,
    /// A resolution, a banner.
    decides: bool,
}

impl SpeakerSide {
    pub(super) fn of(marks: &[Mark]) -> Self {
        let entity = |m: &Mark| {
            m.sense.category.is_entity() || matches!(m.sense.category, Category::EntityWeak | Category::Foreign)
        };
        Self {
            is_entity: marks.iter().any(entity) && !marks.first().is_some_and(|m| m.is(Category::OwnSide)),
            reports: marks.iter().find(|m| m.is(Category::Reporter)).map_or(0.0, |m| m.sense.weight),
            decides: marks.iter().any(|m| m.start == 0 && m.is(Category::Decider)),
        }
    }
}

/// A clause of a content.
pub(super) struct Part {
    /// Its marks, as a range of those of the scene.
    pub(super) marks: Range<usize>,
    /// Its first token.
    pub(super) start: usize,
    /// How much it counts beside the others.
    pub(super) weight: f64,
}

/// A claim before one target.
pub(super) struct Scene<'a> {
    pub(super) target: &'a Target,
    pub(super) tokens: &'a Tokens,
    /// Marks of the content without nested reports, in order.
    pub(super) marks: Vec<Mark>,
    /// Tokens of the content.
    pub(super) range: Range<usize>,
    pub(super) carry: Carry,
    pub(super) cue: CueAttitude,
    /// A report of somebody else stands in the content and speaks of the target.
    pub(super) reports_target: bool,
}

impl<'a> Scene<'a> {
    pub(super) fn new(target: &'a Target, cx: &'a Context<'_>, all: &Marks, claim: &ClaimView<'_>) -> Self {
        let tokens = &cx.tokens;
        let range = tokens_in(tokens, claim.content);
        let speaker = claim.speaker_text.map_or_else(SpeakerSide::default, |s| cx.speaker(target, s));
        let mut scene = Self {
            target,
            tokens,
            marks: Vec::new(),
            range: range.clone(),
            carry: Carry { speaker_is_entity: speaker.is_entity, speaker_reports: speaker.reports, ..Carry::default() },
            cue: match CueAttitude::of(target, claim.cue_class, claim.cue_lemma) {
                // What a resolution or a banner says is what it wills.
                CueAttitude::None if speaker.decides => CueAttitude::Want,
                // نوّه إلى أن …, أثنى على أن …: a statement is noted, not praised.
                CueAttitude::Praise if is_complementiser(tokens, range.start) => CueAttitude::None,
                cue => cue,
            },
            reports_target: false,
        };
        scene.look_around(all, claim);

        let whole = [claim.content];
        let parts = if claim.parts.is_empty() { &whole[..] } else { claim.parts };
        let nested: Vec<Range<usize>> = claim
            .nested_reports
            .iter()
            .filter(|n| claim.content.contains(**n) && !same_words(tokens, **n, claim.content))
            .map(|n| tokens_in(tokens, *n))
            .collect();
        for part in parts {
            let part = tokens_in(tokens, *part);
            // A phrase that begins before the content (قال إن | لم …) has nothing to say in it.
            let before = all.list.partition_point(|m| m.start < part.start);
            if all.list[..before].iter().rev().take(NEAR).any(|m| part.start < m.end) {
                scene.marks.extend(marks(target, tokens, part));
            } else {
                let inside = &all.list[marks_in(&all.list, &part)];
                scene.marks.reserve(inside.len());
                scene.marks.extend(inside.iter().filter(|m| m.end <= part.end));
            }
        }
        scene.marks.sort_by_key(|m| m.start);
        let inside = |m: &Mark| nested.iter().any(|n| n.start <= m.start && m.end <= n.end);
        let reported = |of: fn(Category) -> bool| scene.marks.iter().any(|m| inside(m) && of(m.sense.category));
        scene.reports_target =
            reported(|c| matches!(c, Category::Entity | Category::EntityBad | Category::EntityWeak | Category::Force))
                && reported(|c| matches!(c, Category::Depart | Category::Reduce | Category::Presence | Category::Halt));
        scene.marks.retain(|m| !inside(m));
        scene.resolve();
        scene
    }

    /// Reads the headline, the sentences before, and the rest of the claim's sentence.
    fn look_around(&mut self, all: &Marks, claim: &ClaimView<'_>) {
        let marks_of = |range: &Range<usize>| &all.list[marks_in(&all.list, range)];
        let title = all.headline.as_slice();
        let before = tokens_in(self.tokens, claim.preceding);
        let sentence = tokens_in(self.tokens, claim.sentence);
        let lead = sentence.start..self.range.start.max(sentence.start);
        let has_entity = |range: &Range<usize>| marks_of(range).iter().any(names_entity);
        let entity_side = |m: &Mark| m.sense.category.is_entity() || m.is(Category::EntityWeak);
        let last_side = marks_of(&lead).iter().rfind(|m| entity_side(m) || m.is(Category::OwnSide));
        self.carry.addressed = last_side.is_some_and(entity_side);
        self.carry.forces = all.forces || has_entity(&sentence);
        self.carry.entity = self.carry.forces
            || self.carry.speaker_is_entity
            || !self.target.entity_required
            || all.topical
            || has_entity(&before);
        let has = |category| {
            let has = |marks: &[Mark]| marks.iter().any(|m| m.is(category));
            [title, marks_of(&before), marks_of(&sentence)].into_iter().any(has)
        };
        self.carry.abroad = all.mostly_abroad && has(Category::Elsewhere) && !has(Category::Home);
        self.carry.article = all.named;
        self.carry.topical = all.topical;
        let event = |marks: &[Mark]| {
            let entity = |m: &Mark| {
                m.sense.category.is_entity() || matches!(m.sense.category, Category::EntityWeak | Category::Foreign)
            };
            if !self.carry.entity && !marks.iter().any(entity) {
                return None;
            }
            // The event that the statement names is what later sentences point back to.
            let realising = |m: &&Mark| {
                matches!(m.sense.category, Category::Depart | Category::Reduce | Category::Halt | Category::Loss)
            };
            let found = marks.iter().rfind(realising).or_else(|| marks.iter().rfind(|m| m.is(Category::Presence)));
            found.map(|m| self.target.direction(m.sense.category))
        };
        self.carry.event = event(marks_of(&lead)).or_else(|| event(marks_of(&before))).or_else(|| event(title));
    }

    /// Settles what only the speaker and the surroundings can settle: whose forces `قواتنا` and `القوات` are.
    fn resolve(&mut self) {
        let weak = self.marks.iter().any(|m| {
            m.sense.category.is_entity()
                || matches!(m.sense.category, Category::EntityWeak | Category::Foreign | Category::Support)
        });
        let foreign = self.carry.speaker_is_entity;
        let carried = self.carry.entity;
        if !carried && !self.marks.iter().any(|m| m.is(Category::Entity) || m.is(Category::EntityWeak)) {
            self.marks.retain(|m| !(m.is(Category::EntityBad) && m.end == m.start + 1));
        }
        let posted = self.marks.iter().any(|m| m.is(Category::Status));
        let weak = weak || foreign && self.marks.iter().any(|m| m.is(Category::Home));
        let tokens = self.tokens;
        let article = self.carry.article;
        let numbered = |m: &Mark| (m.start.saturating_sub(2)..m.start).any(|i| tokens.list()[i].kind == Kind::Number);
        // `القيادات العسكرية`: the adjective of another noun is no force.
        let mut noun_ends = None;
        self.marks.retain(|m| {
            let after_noun = noun_ends == Some(m.start);
            let adjective = || m.shape.definite && m.start > 0 && tokens.key(m.start - 1).starts_with("ال");
            if m.is(Category::Force) {
                noun_ends = Some(m.end);
            }
            !m.is(Category::Force) || after_noun || !adjective()
        });
        for mark in self.marks.iter_mut().filter(|m| m.is(Category::Force)) {
            let entity = if numbered(mark) {
                mark.sense.category = Category::Counted;
                continue;
            } else if mark.shape.first {
                foreign
            } else if mark.shape.pronoun {
                // `قواتهم`, in an article about the forces.
                let theirs = || self.carry.topical && tokens.key(mark.end - 1).ends_with("هم");
                weak || foreign || self.carry.addressed || theirs()
            } else {
                let alone = || !tokens.key(mark.end).starts_with("ال");
                mark.shape.definite && (carried || weak || article && alone()) || posted && weak
            };
            if entity {
                mark.sense.category = Category::Entity;
                mark.sense.weight = 0.8;
            } else if mark.shape.first {
                mark.sense.category = Category::OwnSide;
            }
        }
    }

    /// The clauses of the content.
    pub(super) fn clauses(&self) -> impl Iterator<Item = Part> {
        let (cuts, last_contrast) = self.cuts();
        let concedes = |at: usize| self.marks.iter().any(|m| m.is(Category::Concede) && m.start == at);
        let part = move |n: usize| {
            let [start, end] = [*cuts.get(n)?, *cuts.get(n + 1)?];
            let marks = marks_in(&self.marks, &(start..end));
            let weight = match last_contrast {
                _ if concedes(start) => 0.0,
                Some(at) if start < at => 0.4,
                _ => 1.0,
            };
            Some(Part { marks, start, weight })
        };
        (0..).map_while(part).filter(|part| !part.marks.is_empty())
    }

    /// Where clauses begin and end, in order, and where the last of those begins that says "but".
    fn cuts(&self) -> (Vec<usize>, Option<usize>) {
        let Range { start, end } = self.range;
        let mut cuts = vec![start, end];
        let mut last_contrast = None;
        // A concessive clause ends at its comma, or where its main clause begins (رغم كذا فإن).
        let main = |at: usize| matches!(self.tokens.key(at), "فان" | "فانه" | "فانها" | "فانهم");
        let closes = |at: &usize| self.tokens.list()[*at].kind == Kind::Comma || main(*at);
        for mark in &self.marks {
            if mark.is(Category::Contrast) && mark.start > start {
                cuts.push(mark.start);
                last_contrast = Some(mark.start);
            } else if mark.is(Category::Concede) {
                cuts.extend([mark.start, (mark.end..end).find(closes).unwrap_or(end)]);
            }
        }
        let stops = |at: &usize| matches!(self.tokens.list()[*at].kind, Kind::Stop | Kind::Semicolon);
        cuts.extend((start..end).filter(|at| stops(at) || self.joins_complement(*at)));
        cuts.sort_unstable();
        cuts.dedup();
        (cuts, last_contrast)
    }

    /// Whether a second complement begins here (إن كذا، وأن كذا): another statement, with a subject of its own.
    pub(super) fn joins_complement(&self, at: usize) -> bool {
        let Some(key) = self.tokens.key(at).strip_prefix('و') else { return false };
        let rest = key.strip_prefix("ان");
        at > self.range.start && matches!(rest, Some("" | "ه" | "ها" | "هم" | "هما" | "هن" | "نا"))
    }

    /// The bytes of a mark.
    pub(super) fn span(&self, mark: &Mark) -> Span {
        let list = self.tokens.list();
        list[mark.start].span.cover(list[mark.end - 1].span)
    }
}

/// Whether a complementiser stands before a token.
fn is_complementiser(tokens: &Tokens, first: usize) -> bool {
    let before = first.checked_sub(1).map_or("", |i| tokens.key(i));
    let bare = before.strip_prefix('ب').unwrap_or(before);
    bare.strip_prefix("ان").is_some_and(|rest| matches!(rest, "" | "ه" | "ها" | "هم" | "نا" | "هما" | "هن"))
}

/// Whether two spans hold the same words.
fn same_words(tokens: &Tokens, a: Span, b: Span) -> bool {
    tokens_in(tokens, a) == tokens_in(tokens, b)
}
