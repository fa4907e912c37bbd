//! Claims as sparse rows: words, pairs of words, letters inside words, and what the rules say.

use super::model::rounded;
use crate::model::{Stance, Vocabulary as _};
use crate::text::fold::{Level, fold};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A feature that fewer claims have is left out.
const MIN_CLAIMS: usize = 2;

/// Lengths of runs of letters; words are marked at both ends.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=5;

/// Weight of a feature of the rules, beside a text of length 1.
const RULE: f64 = 1.0;

/// Ascending numbers of features with their values.
pub(super) type Row = Vec<(u32, f64)>;

/// The rules' label of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleLabel {
    /// The label.
    pub stance: Stance,
    /// Signed strength in `[-1, 1]`.
    pub score: f64,
    /// Rules that weighed.
    pub rules: Vec<String>,
}

/// The known features of texts with how rare they are, and those of rules.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vocabulary {
    /// Features of texts, sorted, with their inverse document frequency.
    pub(super) text: Vec<(String, f64)>,
    /// Features of rules, sorted.
    pub(super) rules: Vec<String>,
}

impl Vocabulary {
    pub(super) fn of<'t>(claims: impl Iterator<Item = (&'t str, Option<RuleLabel>)>) -> Self {
        let (mut counts, mut rules, mut n) = (BTreeMap::<String, usize>::new(), BTreeSet::new(), 0usize);
        for (text, label) in claims {
            n += 1;
            for feature in text_features(text).into_keys() {
                *counts.entry(feature).or_default() += 1;
            }
            rules.extend(label.iter().flat_map(rule_features).map(|(name, _)| name));
        }
        let idf = |df: usize| rounded(((1 + n) as f64 / (1 + df) as f64).ln() + 1.0);
        let text = counts.into_iter().filter(|(_, df)| *df >= MIN_CLAIMS).map(|(f, df)| (f, idf(df))).collect();
        Self { text, rules: rules.into_iter().collect() }
    }

    pub(super) fn len(&self) -> usize {
        self.text.len() + self.rules.len()
    }

    /// A claim as a row: the text part has length 1.
    pub(super) fn row(&self, text: &str, label: Option<&RuleLabel>) -> Row {
        let mut row: Row = Vec::new();
        for (feature, n) in text_features(text) {
            if let Ok(at) = self.text.binary_search_by(|(known, _)| known.cmp(&feature)) {
                row.push((at as u32, (1.0 + f64::from(n).ln()) * self.text[at].1));
            }
        }
        let length = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt();
        if length > 0.0 {
            for (_, value) in &mut row {
                *value /= length;
            }
        }
        let mut rules: Row = Vec::new();
        for (name, value) in label.into_iter().flat_map(rule_features) {
            if let Ok(at) = self.rules.binary_search(&name) {
                rules.push(((self.text.len() + at) as u32, value * RULE));
            }
        }
        rules.sort_by_key(|(at, _)| *at);
        row.extend(rules);
        row
    }
}

/// Features of a text with how often it has them.
fn text_features(text: &str) -> BTreeMap<String, u32> {
    let key = fold(text, Level::K3);
    let words: Vec<&str> = key.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut found = BTreeMap::new();
    let mut add = |feature: String| *found.entry(feature).or_default() += 1;
    for word in &words {
        add(format!("w {word}"));
        let letters: Vec<char> = format!("<{word}>").chars().collect();
        for n in LETTERS {
            letters.windows(n).for_each(|run| add(format!("c {}", run.iter().collect::<String>())));
        }
    }
    words.windows(2).for_each(|pair| add(format!("b {} {}", pair[0], pair[1])));
    found
}

fn rule_features(label: &RuleLabel) -> Vec<(String, f64)> {
    let rules: BTreeSet<&String> = label.rules.iter().collect();
    let mut found: Vec<(String, f64)> = rules.into_iter().map(|r| (format!("rule {r}"), 1.0)).collect();
    found.push((format!("stance {}", label.stance.as_str()), 1.0));
    found.push(("score".to_owned(), label.score));
    found
}
