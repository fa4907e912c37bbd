//! A trained model and its file.

use super::features::{RuleLabel, Vocabulary as Words};
use super::{TrainOptions, logistic};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::Stance;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Name and version of the file's form.
const FORMAT: &str = "claimkit-linear/1";

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

/// Six decimals: more would not change a label, and fewer digits are read back as they were written.
pub(super) fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

impl Model {
    pub(super) fn new(
        target: &str,
        options: &TrainOptions,
        labels: Vec<Stance>,
        words: Words,
        weights: Vec<f64>,
        claims: usize,
    ) -> Self {
        let width = words.len() + 1;
        let weights: Vec<f64> = weights.into_iter().map(rounded).collect();
        Self {
            format: FORMAT.to_owned(),
            target: target.to_owned(),
            rules: options.rules,
            metadata: Metadata {
                claimkit: env!("CARGO_PKG_VERSION").to_owned(),
                claims: claims as u64,
                c: options.c,
                labels_hash: String::new(),
                cross_validation: std::collections::BTreeMap::new(),
            },
            labels,
            words,
            weights: weights.chunks(width).map(<[f64]>::to_vec).collect(),
        }
    }

    /// The most probable label of a content, and its probability.
    pub fn predict(&self, text: &str, rules: Option<&RuleLabel>) -> (Stance, f64) {
        let row = self.words.row(text, rules.filter(|_| self.rules));
        let classes: Vec<&[f64]> = self.weights.iter().map(Vec::as_slice).collect();
        let probabilities = logistic::probabilities(&classes, &row);
        let best = self.labels.iter().zip(probabilities).max_by(|a, b| a.1.total_cmp(&b.1));
        best.map_or((Stance::Unrelated, 0.0), |(stance, p)| (*stance, p))
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
        let wrong = |field: &str, message: String| {
            let hint = "train it again with `claimkit train`";
            Error::new(ErrorKind::Config, message).at(Location::path(path).field(field)).hint(hint)
        };
        if size > MAX_BYTES {
            return Err(wrong("size", format!("{size} bytes are no model file")));
        }
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let model: Self = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|e| wrong(&e.path().to_string(), e.inner().to_string()))?;
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
