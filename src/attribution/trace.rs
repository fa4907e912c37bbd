//! What became of every word that can be a cue: for people who correct rules.
//!
//! The trace asks the rooms of attribution the same questions again, one word at a time; it costs nothing where nobody asks
//! for it.

use super::anonymity::{self, Formulas};
use super::asks;
use super::candidate;
use super::colon;
use super::draft::Draft;
use super::finder;
use super::reading::Reading;
use crate::lexicon::Lexicon;
use crate::model::{Block, RuleId, Span};
use crate::text::sentence::Sentence;

/// A word that can be a cue, or a formula, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The word or formula; bytes of the text.
    pub span: Span,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a word that can be a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An anonymity formula: what stands in it is no cue.
    Formula,
    /// The context forbids a cue here: a noun, a name, negated, unreal, another word of the same spelling, a question of an
    /// interviewer, or a headline whose cue is its colon.
    Forbidden,
    /// It could be a cue, but nothing that somebody could have said follows or stands before it.
    NoContent,
    /// A cue, by this rule; its content begins at this byte of the text.
    Cue {
        /// The rule that accepted it.
        rule: RuleId,
        /// Dictionary form of the cue.
        lemma: &'static str,
        /// First byte of the content.
        content: u32,
    },
}

/// Every word of the blocks that the lexicon knows as a cue, in text order, with its fate.
///
/// ```
/// use claimkit::attribution::trace::{Outcome, trace};
/// use claimkit::text::structure::annotate;
/// let text = "قال نوار العبدلي إن الحدود مؤمنة ولم يقل إن الطريق مغلق.";
/// let steps = trace(text, &annotate(text, None, &[]).blocks);
/// assert!(matches!(steps[0].outcome, Outcome::Cue { rule: "ATT-CLAUSE", lemma: "قال", .. }));
/// assert_eq!(steps[1].outcome, Outcome::Forbidden, "negated");
/// ```
pub fn trace(text: &str, blocks: &[Block]) -> Vec<Step> {
    let r = Reading::new(text, blocks, Lexicon::built_in());
    let formulas = anonymity::formulas(&r);
    let mut steps: Vec<Step> =
        formulas.iter().map(|f| Step { span: r.span(f.start, f.end), outcome: Outcome::Formula }).collect();
    for sentence in &r.sentences {
        let asks = asks(&r, *sentence);
        let colon = if asks { None } else { colon::draft(&r, *sentence) };
        if asks || colon.is_some() {
            steps.extend(passed_over(&r, *sentence, colon.as_ref()));
            continue;
        }
        let near = Formulas::new(&formulas).near(*sentence);
        for i in (sentence.start..sentence.end).filter(|&i| r.is_cue(i)) {
            let outcome = match finder::best(&r, i, *sentence, near) {
                Some(a) => Outcome::Cue {
                    rule: a.construction.rule(),
                    lemma: a.candidate.form.lemma,
                    content: r.token(a.content).span.start,
                },
                None if candidate::at(&r, i, sentence.start, near).next().is_none() => Outcome::Forbidden,
                None => Outcome::NoContent,
            };
            steps.push(Step { span: r.span(i, i + 1), outcome });
        }
    }
    steps.sort_by_key(|step| step.span);
    steps
}

/// The words of a sentence that asks, or whose only cue is the colon of a headline.
fn passed_over(r: &Reading, sentence: Sentence, colon: Option<&Draft>) -> Vec<Step> {
    let words = (sentence.start..sentence.end).filter(|&i| r.is_cue(i));
    let mut steps: Vec<Step> = words.map(|i| Step { span: r.span(i, i + 1), outcome: Outcome::Forbidden }).collect();
    if let Some(&Draft { cue: Some((at, end)), construction, lemma, content, .. }) = colon {
        let content = r.token(content.0).span.start;
        steps.push(Step { span: r.span(at, end), outcome: Outcome::Cue { rule: construction.rule(), lemma, content } });
    }
    steps
}
