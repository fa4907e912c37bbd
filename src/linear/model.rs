//! A trained model and its file.

use super::features::{CueFeature, Row, RuleLabel, Vocabulary as Words};
use super::rounded;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::Stance;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Name and version of the file's form.
const FORMAT: &str = "claimkit-linear/2";

/// A larger file is none of ours.
const MAX_BYTES: u64 = 512 << 20;

/// What a model file says of its making.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// Version of the program that trained it.
    pub claimkit: String,
    /// Claims that it was trained on.
    pub claims: u64,
    /// Inverse strength of the penalty.
    pub c: f64,
    /// Hash of the labels that it was trained on; empty where it was not trained from a file.
    #[serde(default)]
    pub labels_hash: String,
    /// Figures of the cross-validation, in `[0, 1]`.
    #[serde(default)]
    pub cross_validation: std::collections::BTreeMap<String, f64>,
}

/// A linear model of stance toward one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    format: String,
    /// Id of the target.
    pub target: String,
    /// Whether the rules' label is a feature, so that a claim without one is not what it was trained on.
    pub rules: bool,
    /// How it was made.
    pub metadata: Metadata,
    labels: Vec<Stance>,
    words: Words,
    /// One list a label: a number a feature, then the bias.
    weights: Vec<Vec<f64>>,
}

/// What a model is told of how it was trained.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// Id of the target.
    pub target: String,
    /// Whether the rules' label is a feature.
    pub rules: bool,
    /// Inverse strength of the penalty on weights, as scikit-learn's `C`.
    pub c: f64,
}

impl Model {
    /// A model with the weights of one label after another, each with its bias at the end.
    pub(crate) fn new(training: &Training, labels: Vec<Stance>, words: Words, weights: &[f64], claims: usize) -> Self {
        let weights: Vec<f64> = weights.iter().copied().map(rounded).collect();
        Self {
            format: FORMAT.to_owned(),
            target: training.target.clone(),
            rules: training.rules,
            metadata: Metadata {
                claimkit: env!("CARGO_PKG_VERSION").to_owned(),
                claims: claims as u64,
                c: training.c,
                labels_hash: String::new(),
                cross_validation: std::collections::BTreeMap::new(),
            },
            labels,
            weights: weights.chunks(words.len() + 1).map(<[f64]>::to_vec).collect(),
            words,
        }
    }

    /// The most probable label of a content behind a cue, and its probability.
    pub fn predict(&self, text: &str, cue: Option<CueFeature<'_>>, rules: Option<&RuleLabel>) -> (Stance, f64) {
        let row = self.words.row(text, cue, rules.filter(|_| self.rules));
        let probabilities = probabilities(self.classes(), &row);
        let best = self.labels.iter().zip(probabilities).max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or((Stance::Unrelated, 0.0), |(stance, p)| (*stance, p))
    }

    pub(super) fn labels(&self) -> &[Stance] {
        &self.labels
    }

    /// The weights of every label, the bias last.
    pub(super) fn classes(&self) -> impl Iterator<Item = &[f64]> {
        self.weights.iter().map(Vec::as_slice)
    }

    /// Features of texts with their inverse document frequency; their weights come first in every class.
    pub(super) fn text_features(&self) -> &[(String, f64)] {
        &self.words.text
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.words.len()
    }

    /// Writes the model file.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let json = serde_json::to_string(self)
            .map_err(|e| Error::new(ErrorKind::Data, e.to_string()).at(Location::path(path)))?;
        std::fs::write(path, json + "\n").map_err(|e| Error::io(path, e))
    }

    /// Reads a model file. It holds names and numbers only; nothing in it is run, and everything is checked.
    ///
    /// # Errors
    /// If the file cannot be read, is no model file of this form, or its parts do not fit together.
    pub fn load(path: &Path) -> Result<Self> {
        let size = std::fs::metadata(path).map_err(|e| Error::io(path, e))?.len();
        if size > MAX_BYTES {
            return Err(wrong(path, "size", format!("{size} bytes are no model file")));
        }
        Self::parse(path, &std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?)
    }

    /// Reads the text of a model file; `path` is what errors call it.
    ///
    /// # Errors
    /// If it is none, or its parts do not fit together.
    pub fn parse(path: &Path, text: &str) -> Result<Self> {
        let wrong = |field: &str, message: String| wrong(path, field, message);
        // Keeping the path of every number doubles the time of a start, so it is asked for where something is wrong.
        let model: Self = serde_json::from_str(text).or_else(|_| {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            serde_path_to_error::deserialize(&mut deserializer)
                .map_err(|e| wrong(&e.path().to_string(), e.inner().to_string()))
        })?;
        if model.format != FORMAT {
            return Err(wrong("format", format!("{:?} is not {FORMAT:?}", model.format)));
        }
        let width = model.words.len() + 1;
        let fits = model.weights.len() == model.labels.len() && model.weights.iter().all(|w| w.len() == width);
        if model.labels.len() < 2 || !fits {
            return Err(wrong("weights", "labels, features and weights do not fit together".to_owned()));
        }
        let idf = model.words.text.iter().map(|(_, idf)| *idf);
        if !model.weights.iter().flatten().copied().chain(idf).all(f64::is_finite) {
            return Err(wrong("weights", "holds what is no number".to_owned()));
        }
        if !model.words.text.is_sorted_by(|a, b| a.0 < b.0) || !model.words.rules.is_sorted_by(|a, b| a < b) {
            return Err(wrong("words", "features are not sorted".to_owned()));
        }
        Ok(model)
    }
}

/// Probability of every class; its weights are a list with the bias last.
pub(crate) fn probabilities<'w>(classes: impl Iterator<Item = &'w [f64]>, row: &Row) -> Vec<f64> {
    let score = |class: &[f64]| {
        let bias = class.last().copied().unwrap_or_default();
        row.iter().map(|&(at, value)| class[at as usize] * value).sum::<f64>() + bias
    };
    let mut scores: Vec<f64> = classes.map(score).collect();
    soften(&mut scores);
    scores
}

/// Scores to probabilities.
pub(crate) fn soften(scores: &mut [f64]) {
    let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for s in scores.iter_mut() {
        *s = (*s - most).exp();
    }
    let sum: f64 = scores.iter().sum();
    for s in scores {
        *s /= sum;
    }
}

fn wrong(path: &Path, field: &str, message: String) -> Error {
    let hint = "train it again with `claimkit train`";
    Error::new(ErrorKind::Config, message).at(Location::path(path).field(field)).hint(hint)
}
