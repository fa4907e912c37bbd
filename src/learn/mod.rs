//! A linear model of stance: words, letters and the rules' own label, weighed by logistic regression.
//!
//! Small on purpose: it trains in seconds to minutes, gives the same model for the same labels on every machine, and its file is
//! JSON that holds numbers only, so that loading one can run nothing. Folds of cross-validation keep an article
//! together, because claims of one article repeat each other.

mod logistic;
mod source;
#[cfg(test)]
mod tests;

pub use crate::linear::{CueFeature, Model, RuleLabel};
pub use source::{of_records, of_release};

use crate::error::{Error, ErrorKind, Result};
use crate::linear::{Corpus, Training, Vocabulary as Words};
use crate::model::{CueClass, Stance, Vocabulary, counted};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A labelled claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The content.
    pub text: String,
    /// Class and dictionary form of the cue, where there is one.
    pub cue: Option<(CueClass, String)>,
    /// What the rules say of it, where they are to be used.
    pub rules: Option<RuleLabel>,
    /// The label.
    pub stance: Stance,
    /// What must stay in one fold: the article.
    pub group: String,
}

impl Example {
    fn cue(&self) -> Option<CueFeature<'_>> {
        self.cue.as_ref().map(|(class, lemma)| (*class, lemma.as_str()))
    }
}

/// How to train.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainOptions {
    /// Id of the target, for the model file.
    pub target: String,
    /// Whether the rules' label is a feature.
    pub rules: bool,
    /// Inverse strength of the penalty on weights, as scikit-learn's `C`.
    pub c: f64,
    /// Folds of the cross-validation.
    pub folds: usize,
    /// How many features of texts a model keeps at most: those that weigh most, whose weights are found anew.
    pub features: Option<usize>,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { target: String::new(), rules: true, c: 4.0, folds: 5, features: None }
    }
}

/// Fits a model to all examples.
///
/// ```
/// use claimkit::learn::{train, Example, TrainOptions};
/// use claimkit::model::Stance;
/// let example = |text: &str, stance, group: &str| {
///     Example { text: text.into(), cue: None, rules: None, stance, group: group.into() }
/// };
/// let examples = [
///     example("الخروج ضروري", Stance::Favor, "a"),
///     example("الخروج ضروري جدا", Stance::Favor, "b"),
///     example("البقاء ضروري", Stance::Against, "a"),
///     example("البقاء ضروري جدا", Stance::Against, "b"),
/// ];
/// let model = train(&examples, &TrainOptions { rules: false, ..TrainOptions::default() }).unwrap();
/// assert_eq!(model.predict("البقاء", None, None).0, Stance::Against);
/// ```
///
/// # Errors
/// If the examples have fewer than two labels.
pub fn train(examples: &[Example], options: &TrainOptions) -> Result<Model> {
    let all: Vec<usize> = (0..examples.len()).collect();
    fit(examples, &read(examples), &all, options)
}

/// Predicts every example by a model that has not seen its article, in the order of the examples.
///
/// # Errors
/// If there are fewer articles than folds, fewer than two folds, or a fold leaves fewer than two labels.
pub fn cross_validate(examples: &[Example], options: &TrainOptions) -> Result<Vec<Stance>> {
    let fold_of = folds(examples, options.folds)?;
    let of = |e: &Example| fold_of.get(e.group.as_str()).copied();
    let corpus = read(examples);
    let model = |fold: usize| {
        let seen: Vec<usize> = (0..examples.len()).filter(|&n| of(&examples[n]) != Some(fold)).collect();
        fit(examples, &corpus, &seen, options)
    };
    // A fold depends on no other; they are collected in order.
    let models = (0..options.folds).into_par_iter().map(model).collect::<Result<Vec<Model>>>()?;
    let mut predicted = vec![Stance::Unrelated; examples.len()];
    for (fold, model) in models.iter().enumerate() {
        for (example, label) in examples.iter().zip(&mut predicted).filter(|(e, _)| of(e) == Some(fold)) {
            *label = model.predict(&example.text, example.cue(), example.rules.as_ref()).0;
        }
    }
    Ok(predicted)
}

/// Articles to folds, the largest first into the smallest fold, so that folds are about equal.
fn folds(examples: &[Example], folds: usize) -> Result<BTreeMap<&str, usize>> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for example in examples {
        *sizes.entry(&example.group).or_default() += 1;
    }
    if folds < 2 || sizes.len() < folds {
        let message = format!("{} cannot make {}", counted(sizes.len(), "article"), counted(folds, "fold"));
        return Err(Error::new(ErrorKind::Config, message).hint("folds are 2 or more, each of at least one article"));
    }
    let mut order: Vec<(&str, usize)> = sizes.into_iter().collect();
    // A stable sort: equal articles stay in the order of their ids.
    order.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut filled = vec![0; folds];
    let mut fold_of = BTreeMap::new();
    for (group, n) in order {
        let smallest = (0..folds).min_by_key(|&f| filled[f]).unwrap_or(0);
        filled[smallest] += n;
        fold_of.insert(group, smallest);
    }
    Ok(fold_of)
}

fn read(examples: &[Example]) -> Corpus {
    Corpus::read(&examples.iter().map(|e| (e.text.as_str(), e.cue())).collect::<Vec<_>>())
}

/// Fits a model to the examples with the numbers `seen`.
fn fit(examples: &[Example], corpus: &Corpus, seen: &[usize], options: &TrainOptions) -> Result<Model> {
    let has = |stance: Stance| seen.iter().any(|&n| examples[n].stance == stance);
    let labels: Vec<Stance> = Stance::ALL.iter().copied().filter(|s| has(*s)).collect();
    if labels.len() < 2 {
        let message = format!(
            "{} with {}; at least two labels are needed",
            counted(seen.len(), "claim"),
            counted(labels.len(), "label")
        );
        return Err(Error::new(ErrorKind::Data, message));
    }
    let rules = |n: usize| examples[n].rules.as_ref().filter(|_| options.rules);
    let claims: Vec<_> = seen.iter().map(|&n| (n, rules(n))).collect();
    let mut words = Words::learn(corpus, &claims);
    let mut rows = words.rows(corpus, &claims);
    let class = |n: usize| labels.iter().position(|s| *s == examples[n].stance).unwrap_or_default();
    let classes: Vec<usize> = seen.iter().map(|&n| class(n)).collect();
    let mut weights = logistic::fit(&rows, &classes, labels.len(), words.len(), options.c);
    if let Some(most) = options.features {
        let of_class: Vec<&[f64]> = weights.chunks(words.len() + 1).collect();
        words.prune(&rows, &of_class, most);
        rows = words.rows(corpus, &claims);
        weights = logistic::fit(&rows, &classes, labels.len(), words.len(), options.c);
    }
    let training = Training { target: options.target.clone(), rules: options.rules, c: options.c };
    Ok(Model::new(&training, labels, words, &weights, seen.len()))
}
