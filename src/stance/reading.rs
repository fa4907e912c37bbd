//! An article under the lexicon of one target: where the words that matter stand.

use super::category::{Categories, Category};
use super::target::Target;
use super::trie::Mark;
use crate::model::Span;
use crate::text::token::{Kind, Tokens};
use std::ops::Range;

/// How many marks before a range of tokens may reach into it; one word has a mark for each of its senses.
pub(super) const NEAR: usize = 16;

/// How far a modifier may stand from its noun (القوات القتالية الأمريكية).
const MODIFIER_REACH: usize = 2;

/// How far the way may stand from the word of going back (إعادة الولايات المتحدة جنودها من العراق).
const RETURN_REACH: usize = 7;

/// Tokens of an article that count as its opening.
const OPENING: usize = 60;

/// How many events beside their entity make an article one about the target, wherever they stand.
const MENTIONS: usize = 2;

/// How far an entity may stand from the event that it makes one of the target, in tokens and in marks.
const TELLING_REACH: usize = 8;
const NEIGHBOURS: usize = 16;

/// The marks of an article, and what they say of it as a whole.
#[derive(Debug)]
pub(super) struct Marks {
    /// In order.
    pub(super) list: Vec<Mark>,
    /// Those of the headline, or of the first sentence where there is none.
    pub(super) headline: Vec<Mark>,
    /// The headline names the forces.
    pub(super) forces: bool,
    /// More words of other countries than of the target's own.
    pub(super) mostly_abroad: bool,
    /// The entity is named somewhere.
    pub(super) named: bool,
    /// The article is about the target: its headline or opening tells of an event of the entity, or several places do.
    pub(super) topical: bool,
}

impl Marks {
    /// Reads an article under the lexicon of a target.
    pub(super) fn of(target: &Target, tokens: &Tokens, headline: Option<&Tokens>) -> Self {
        let list = marks(target, tokens, 0..tokens.len());
        let headline = match headline {
            Some(headline) => marks(target, headline, 0..headline.len()),
            None => list[marks_in(&list, &tokens_in(tokens, first_sentence(tokens)))].to_vec(),
        };
        let count = |category| list.iter().filter(|m| m.is(category)).count();
        let mostly_abroad = count(Category::Elsewhere) > count(Category::Home);
        let named = list.iter().any(names_entity);
        let opening = &list[..list.partition_point(|m| m.start < OPENING)];
        let topical = !mostly_abroad
            && (announces(&headline)
                || told_events(target, opening) > 0
                || told_events(target, &list) >= MENTIONS
                || named && known_departures(&list) >= MENTIONS);
        // `الانسحاب الأمريكي` names the forces as well as `انسحاب القوات الأمريكية` does.
        let of_foreigners = |pair: &[Mark]| {
            matches!(pair, [event, modifier] if event.sense.category.is_event()
                && modifier.is(Category::Foreign) && modifier.start == event.end)
        };
        let forces = headline.iter().any(names_entity) || headline.windows(2).any(of_foreigners);
        Self { list, headline, forces, mostly_abroad, named, topical }
    }

    /// Whether a range of tokens has one, in full or in part, that can put a claim on target.
    pub(super) fn touch(&self, tokens: &Range<usize>) -> bool {
        let inside = marks_in(&self.list, tokens);
        let telling = |m: &Mark| !SILENT.has(m.sense.category);
        // What is cut in two is read again and may be anything.
        let cut = self.list[..inside.start].iter().rev().take(NEAR).any(|m| m.end > tokens.start);
        cut || self.list[inside].iter().any(telling)
    }
}

/// Words that put nothing on target and judge nothing where they stand alone.
const SILENT: Categories = Categories::of(&[
    Category::Neg,
    Category::Unless,
    Category::Contrast,
    Category::Concede,
    Category::Others,
    Category::Intent,
    Category::Toward,
    Category::Elsewhere,
    Category::Home,
    Category::OwnSide,
    Category::OwnMod,
    Category::Foreign,
    Category::Because,
    Category::Cause,
    Category::Prevent,
    Category::On,
    Category::Impossible,
    Category::Without,
    Category::Reporter,
    Category::Decider,
    Category::Adversary,
    Category::Block,
    Category::Option,
    Category::Happens,
]);

/// Whether a headline names an event of the target and whose event it is; a line is too short to ask how far they stand.
fn announces(headline: &[Mark]) -> bool {
    let has = |of: fn(&Mark) -> bool| headline.iter().any(of);
    has(is_strong)
        && (has(|m| names_entity(m) || matches!(m.sense.category, Category::EntityWeak | Category::Foreign))
            || has(|m| m.is(Category::Force) && m.shape.definite) && has(|m| m.is(Category::Home)))
}

/// Whether a mark is an event that says by itself that somebody leaves or stays.
fn is_strong(mark: &Mark) -> bool {
    matches!(mark.sense.category, Category::Depart | Category::Reduce | Category::Presence)
}

/// How often the entity is named beside an event of the target; a phrase that names both counts, too.
fn told_events(target: &Target, marks: &[Mark]) -> usize {
    let apart = |a: &Mark, b: &Mark| a.start.saturating_sub(b.end).max(b.start.saturating_sub(a.end));
    let told = |(i, m): (usize, &Mark)| {
        let near = &marks[i.saturating_sub(NEIGHBOURS)..marks.len().min(i + NEIGHBOURS)];
        let beside = |reach| near.iter().any(|e| is_strong(e) && apart(e, m) <= reach);
        is_strong(m) && (m.sense.fused || !target.entity_required && m.end > m.start + 1)
            || names_entity(m) && beside(TELLING_REACH)
            || matches!(m.sense.category, Category::Foreign | Category::EntityWeak) && beside(0)
    };
    marks.iter().enumerate().filter(|&pair| told(pair)).count()
}

/// How often the text speaks of the departure without saying whose: it is the one that everybody knows.
fn known_departures(marks: &[Mark]) -> usize {
    let known = |m: &&Mark| m.is(Category::Depart) && !m.sense.verb && m.shape.definite && m.end == m.start + 1;
    marks.iter().filter(known).count()
}

/// Whether a mark names the entity; `الاحتلال` alone may be anybody's.
pub(super) fn names_entity(mark: &Mark) -> bool {
    mark.sense.category.is_entity() && !(mark.is(Category::EntityBad) && mark.end == mark.start + 1)
}

/// Cuts a text into tokens; a mark never crosses a line.
pub(super) fn tokenise(text: &str) -> Tokens {
    let mut tokens = Tokens::for_bytes(text.len());
    tokenise_into(&mut tokens, text);
    tokens
}

/// The same in the buffers of another text.
pub(super) fn tokenise_into(tokens: &mut Tokens, text: &str) {
    tokens.clear();
    let mut at = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        tokens.push_block(text, Span::new(at, at + line.len()), n as u32);
        at += line.len();
    }
}

/// The tokens that a span touches.
pub(super) fn tokens_in(tokens: &Tokens, span: Span) -> Range<usize> {
    let list = tokens.list();
    let start = list.partition_point(|t| t.span.end <= span.start);
    let end = list.partition_point(|t| t.span.start < span.end);
    start..end.max(start)
}

/// The marks of a range of tokens, with forces made entities (or somebody else's) by the words beside them.
pub(super) fn marks(target: &Target, tokens: &Tokens, range: Range<usize>) -> Vec<Mark> {
    let mut marks = target.lexicon().marks(tokens, range);
    for i in 0..marks.len() {
        if marks[i].is(Category::Force) {
            compose(&mut marks, tokens, i);
        }
    }
    for i in 0..marks.len() {
        match marks[i].sense.category {
            Category::End => compose_end(&mut marks, tokens, i),
            Category::Surge | Category::Fight | Category::Return if faces_adversary(&marks, i) => {
                marks[i].sense.weight = 1.0;
                marks[i].sense.category = if marks[i].is(Category::Fight) { Category::Good } else { Category::Bad };
            }
            Category::Return => compose_return(&mut marks, tokens, i),
            // `دحر جنودها`, `ذهاب هذه القوات`: fought, or gone, are the forces.
            Category::Fight | Category::Motion if faces_forces(&marks, tokens, i) => {
                (marks[i].sense.category, marks[i].sense.weight) = (Category::Depart, 0.9);
            }
            Category::Cause => opens_for_enemy(&mut marks, tokens, i),
            _ => {}
        }
    }
    marks
}

/// Whether an adversary stands behind a word, with one word between at most (رجوع تنظيم داعش، القضاء على فلول داعش).
fn faces_adversary(marks: &[Mark], i: usize) -> bool {
    let word = marks[i];
    let near = |m: &&Mark| m.start >= word.end && m.start <= word.end + 2;
    marks[i + 1..].iter().take_while(|m| m.start <= word.end + 2).filter(near).any(|m| m.is(Category::Adversary))
}

/// The marks behind the mark `i` that start at a token. Marks are in order, and most of an article's stand far away.
fn starting_at(marks: &[Mark], i: usize, at: usize) -> impl Iterator<Item = &Mark> {
    marks[i + 1..].iter().take_while(move |m| m.start <= at).filter(move |m| m.start == at)
}

/// Whether the forces themselves stand right behind a word, with no more than a demonstrative between.
fn faces_forces(marks: &[Mark], tokens: &Tokens, i: usize) -> bool {
    let end = marks[i].end;
    let shown = end < tokens.len() && matches!(tokens.key(end), "هذه" | "تلك" | "جميع" | "كل" | "هؤلاء" | "هولاء");
    let at = end + usize::from(shown);
    starting_at(marks, i, at).any(|m| m.sense.category.is_entity() || m.is(Category::Force))
}

/// `يفتح الباب أمام داعش`, `يشرع الأبواب للجماعات الإرهابية`: what leads to the enemy leads to something bad.
fn opens_for_enemy(marks: &mut [Mark], tokens: &Tokens, i: usize) {
    let opener = marks[i];
    let near = |m: &&mut Mark| m.start >= opener.end && m.is(Category::Adversary);
    let mut behind = marks[i + 1..].iter_mut().take_while(|m| m.start <= opener.end + 1);
    if let Some(enemy) = behind.find(near) {
        if enemy.shape.preposition || tokens.key(enemy.start - 1) == "امام" {
            enemy.sense.category = Category::Bad;
            enemy.sense.weight = 0.9;
        }
    }
}

/// Who goes back leaves the country that he goes back from (إعادة الجنود من العراق، عودتهم إلى بلادهم); without a word of
/// where from he comes to it again.
fn compose_return(marks: &mut [Mark], tokens: &Tokens, i: usize) {
    let back = marks[i];
    let end = tokens.len().min(back.end + RETURN_REACH);
    let way = (back.end..end)
        .take_while(|&t| matches!(tokens.list()[t].kind, Kind::Word | Kind::Quote))
        .find(|&t| matches!(tokens.key(t), "من" | "عن" | "الى" | "الي"));
    let to = |category| way.is_some_and(|w| starting_at(marks, i, w + 1).any(|m| m.is(category)));
    let from = way.is_some_and(|w| matches!(tokens.key(w), "من" | "عن"));
    let leaves = from && to(Category::Home)
        || !from
            && way.is_some_and(|w| {
                matches!(
                    tokens.key(w + 1),
                    "الوطن" | "الديار" | "بلادهم" | "بلدانهم" | "بلاده" | "بلدها" | "ديارهم" | "وطنهم"
                )
            })
        || !from && to(Category::EntityWeak);
    (marks[i].sense.category, marks[i].sense.weight) =
        if leaves { (Category::Depart, 0.9) } else { (Category::PresenceWeak, marks[i].sense.weight) };
}

/// Reads `إنهاء الوجود`, `إغلاق القواعد الأمريكية`, `إلغاء الاتفاقية` as one realising event.
fn compose_end(marks: &mut [Mark], tokens: &Tokens, i: usize) {
    let end = marks[i];
    let ends = |m: &&Mark| {
        let near = m.start >= end.end && unbroken(tokens, end.end..m.start);
        near && !m.sense.verb
            && (matches!(
                m.sense.category,
                Category::Presence | Category::PresenceWeak | Category::Mission | Category::Support
            ) || m.sense.category.is_entity())
    };
    let behind = || marks[i + 1..].iter().take_while(|m| m.start <= end.end + 2);
    let Some(what) = behind().find(ends).copied() else { return };
    // `انتفى كل عذر لمكوثهم`: the grounds end.
    let grounds = |m: &Mark| m.is(Category::Need) && m.start >= end.end && m.start < what.start;
    if behind().any(grounds) {
        return;
    }
    marks[i].sense.category = Category::Depart;
    marks[i].sense.weight = 0.9;
    marks[i].shape.pronoun |= what.shape.pronoun;
    marks[i].shape.definite |= what.shape.definite;
    // The presence that ends is no event of its own.
    for mark in marks[i + 1..].iter_mut().take_while(|m| m.start <= what.start) {
        if mark.start == what.start && !mark.sense.category.is_entity() {
            mark.sense.category = Category::Mission;
        }
    }
}

/// Whether there are only words in a range of tokens.
fn unbroken(tokens: &Tokens, mut range: Range<usize>) -> bool {
    range.all(|t| tokens.list()[t].kind == Kind::Word)
}

/// The marks that lie in a range of tokens.
pub(super) fn marks_in(marks: &[Mark], range: &Range<usize>) -> Range<usize> {
    let start = marks.partition_point(|m| m.start < range.start);
    let end = marks.partition_point(|m| m.start < range.end);
    start..end.max(start)
}

/// Reads `قوات … أمريكية` as one entity, and `قوات عراقية` as none.
fn compose(marks: &mut [Mark], tokens: &Tokens, i: usize) {
    let force = marks[i];
    let near = |m: &&Mark| m.start >= force.end && m.start <= force.end + MODIFIER_REACH;
    let modifier = marks[i + 1..]
        .iter()
        .take_while(|m| m.start <= force.end + MODIFIER_REACH)
        .filter(near)
        .find(|m| {
            matches!(m.sense.category, Category::Foreign | Category::OwnMod | Category::OwnSide | Category::EntityWeak)
                || m.sense.category.is_entity()
        })
        .copied()
        .filter(|m| unbroken(tokens, force.end..m.start));
    let Some(modifier) = modifier else { return };
    // A name must stand directly after the noun it possesses; an adjective may follow another one.
    let direct = modifier.start == force.end
        && !force.shape.pronoun
        && !modifier.shape.preposition
        && !modifier.shape.conjunction;
    match modifier.sense.category {
        Category::Foreign => {
            marks[i].sense.category = Category::Entity;
            marks[i].end = modifier.end;
        }
        Category::OwnMod => marks[i].sense.category = Category::OwnSide,
        Category::OwnSide if direct => marks[i].sense.category = Category::OwnSide,
        Category::EntityWeak | Category::Entity | Category::EntityBad | Category::EntityGood if direct => {
            marks[i].sense.category =
                if modifier.is(Category::EntityWeak) { Category::Entity } else { modifier.sense.category };
            marks[i].end = modifier.end;
        }
        _ => {}
    }
}

/// Tokens of the longest first sentence, so that a text without full stops does not stand in for its own headline.
const LONGEST: usize = 400;

/// The first sentence of a text, which stands in for a headline.
fn first_sentence(tokens: &Tokens) -> Span {
    let list = tokens.list();
    let Some(first) = list.first() else { return Span::new(0, 0) };
    let ends =
        |i: &usize| list[*i].kind == Kind::Stop || list.get(i + 1).is_none_or(|next| next.block != list[*i].block);
    let stop = (0..list.len().min(LONGEST)).find(ends).unwrap_or(list.len().min(LONGEST) - 1);
    first.span.cover(list[stop].span)
}
