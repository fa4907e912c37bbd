//! Stance of a claim toward a configured target: for it, against it, on it without a side, or about something else.
//!
//! The label comes from the words of the content as its speaker means them. Words of the target's lexicon are marked in
//! the article once; in every clause of a claim the marks are read as events of the target (somebody leaves, somebody
//! stays) and as what is said of them (demanded, feared, needed, good, leading to chaos). Each rule gives a signed vote
//! with the words behind it; the votes of all clauses give the label. A sign is `direction of the event × evaluation ×
//! polarity`, a small version of the compositional reading of Moilanen and Pulman (2007), and the labels follow the
//! stance task of Mohammad et al. (SemEval 2016), where a target may be addressed without being named.
//!
//! A target may have a model of words beside its rules: `words` weighs both.
//!
//! [`docs`] explains every rule.

mod attitude;
mod category;
pub mod check;
mod clause;
mod docs;
mod govern;
mod judge;
mod lexicon;
mod morph;
mod predicate;
mod reading;
mod scene;
pub mod sentences;
mod sides;
mod speakers;
mod stems;
mod target;
#[cfg(test)]
mod tests;
mod trial;
mod trie;
mod trigger;
mod vote;
mod wordlists;
mod words;

pub use docs::docs;
pub use target::Target;
pub use trial::Found;

use crate::model::{CueClass, RuleId, Span, StanceLabel};
use crate::text::token::Tokens;
use judge::Verdict;
use reading::Marks;
use scene::{Scene, SpeakerSide};
use std::cell::RefCell;

/// The rule of a label that words gave against the rules.
const RULE_LEARNED: RuleId = "STA-LEARNED";

/// Labels claims toward a list of targets.
///
/// ```
/// use claimkit::model::{Span, Stance};
/// use claimkit::stance::{ClaimView, StanceLabeler, Target};
/// let labeler = StanceLabeler::new(vec![Target::built_in().unwrap()]);
/// let text = "انسحاب القوات الأمريكية سيترك فراغا أمنيا";
/// let whole = Span::new(0, text.len());
/// let labels = labeler.label(&labeler.context(text, None), &ClaimView::new(whole));
/// assert_eq!(labels[0].stance, Stance::Against);
/// ```
#[derive(Debug)]
pub struct StanceLabeler {
    targets: Vec<Target>,
}

/// An article, read once for all its claims.
#[derive(Debug)]
pub struct Context<'a> {
    text: &'a str,
    tokens: Tokens,
    /// For every target its marks, or nothing where the article never touches it.
    marks: Vec<Option<Marks>>,
    /// The words of the speaker who is looked at.
    speaker: RefCell<Tokens>,
}

impl Context<'_> {
    /// The article's text.
    pub fn text(&self) -> &str {
        self.text
    }

    /// What a speaker's name, role or description says under a target.
    fn speaker(&self, target: &Target, text: &str) -> SpeakerSide {
        target.speakers.get(text, || {
            let mut tokens = self.speaker.borrow_mut();
            reading::tokenise_into(&mut tokens, text);
            SpeakerSide::of(&reading::marks(target, &tokens, 0..tokens.len()))
        })
    }
}

/// What the labeler needs of a claim. All spans are of the article's text.
#[derive(Debug, Clone, Copy)]
pub struct ClaimView<'a> {
    /// The content.
    pub content: Span,
    /// Its parts, where something interrupts it; may be empty.
    pub parts: &'a [Span],
    /// What the cue says about the act of speaking.
    pub cue_class: Option<CueClass>,
    /// The cue's dictionary form; empty where there is no cue.
    pub cue_lemma: &'a str,
    /// Name, role or description of the resolved speaker.
    pub speaker_text: Option<&'a str>,
    /// The two sentences before the claim's own.
    pub preceding: Span,
    /// The claim's own sentence.
    pub sentence: Span,
    /// Contents of claims by **others** that are reported inside this one.
    pub nested_reports: &'a [Span],
}

impl ClaimView<'_> {
    /// A content of which nothing else is known.
    pub fn new(content: Span) -> Self {
        let nothing = Span::new(content.start as usize, content.start as usize);
        Self {
            content,
            parts: &[],
            cue_class: None,
            cue_lemma: "",
            speaker_text: None,
            preceding: nothing,
            sentence: content,
            nested_reports: &[],
        }
    }
}

impl StanceLabeler {
    /// A labeler; the first target is the primary one.
    pub fn new(targets: Vec<Target>) -> Self {
        Self { targets }
    }

    /// The targets, in order.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// Makes ready what a text will need of the targets that it touches: their lexicons and, beside them, their models.
    pub(crate) fn prepare(&self, text: &str) {
        let tokens = reading::tokenise(text);
        std::thread::scope(|scope| {
            for target in self.targets.iter().filter(|target| target.triggers.are_in(&tokens)) {
                if let Some(words) = &target.words {
                    // Where the system gives no thread, the model is read when it is first asked for.
                    let _ = std::thread::Builder::new().spawn_scoped(scope, || _ = words.reader());
                }
                target.lexicon();
            }
        });
    }

    /// Reads an article; `headline` need not stand in it.
    pub fn context<'a>(&self, text: &'a str, headline: Option<&str>) -> Context<'a> {
        self.context_of(text, reading::tokenise(text), headline)
    }

    /// The same of an article that is cut into tokens already, or of those of its blocks that matter. One that holds no
    /// trigger of any target is not looked at further.
    pub fn context_of<'a>(&self, text: &'a str, tokens: Tokens, headline: Option<&str>) -> Context<'a> {
        let headline = headline.map(reading::tokenise);
        let touches = |target: &Target| target.triggers.are_in(&tokens);
        let read = |target: &Target| touches(target).then(|| Marks::of(target, &tokens, headline.as_ref()));
        let marks = self.targets.iter().map(read).collect();
        Context { text, tokens, marks, speaker: RefCell::default() }
    }

    /// The stance of a claim toward every target, in the order of the targets.
    pub fn label(&self, cx: &Context<'_>, claim: &ClaimView<'_>) -> Vec<StanceLabel> {
        let verdict = |(n, target): (usize, &Target)| {
            let verdict = match &cx.marks[n] {
                Some(marks) if marks.touch(&reading::tokens_in(&cx.tokens, claim.content)) => {
                    let scene = Scene::new(target, cx, marks, claim);
                    let by_rules = judge::judge(&scene);
                    match &target.words {
                        Some(words) => words.weigh(by_rules, &scene, claim),
                        None => by_rules,
                    }
                }
                _ => Verdict::off("STA-OFF"),
            };
            StanceLabel {
                target: target.id().to_string(),
                stance: verdict.stance,
                score: verdict.score,
                labeler: "rules".to_string(),
                evidence: verdict.evidence,
                rule: verdict.rule,
            }
        };
        self.targets.iter().enumerate().map(verdict).collect()
    }
}
