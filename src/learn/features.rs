//! Claims as sparse rows: words, pairs of words, letters inside words, and what the rules say.

use super::model::rounded;
use crate::model::{Stance, Vocabulary as _};
use crate::text::fold::{Level, fold};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

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

/// The features of claims, read once: folds of a cross-validation differ only in which claims they know.
pub(super) struct Corpus {
    /// Features of texts, sorted.
    names: Vec<String>,
    /// Of every claim: ascending numbers of its features, with how often it has them.
    claims: Vec<Vec<(u32, u32)>>,
}

impl Corpus {
    pub(super) fn read(texts: &[&str]) -> Self {
        let counted: Vec<_> = texts.par_iter().map(|text| text_features(text)).collect();
        let names: BTreeSet<&String> = counted.iter().flat_map(BTreeMap::keys).collect();
        let number: HashMap<&String, u32> = names.iter().copied().zip(0..).collect();
        let claims = counted.iter().map(|found| found.iter().map(|(name, n)| (number[name], *n)).collect()).collect();
        Self { names: names.into_iter().cloned().collect(), claims }
    }
}

impl Vocabulary {
    /// What some claims of a corpus teach, and their rows. Claims are numbers in the corpus, with the rules' labels.
    pub(super) fn learn(corpus: &Corpus, claims: &[(usize, Option<&RuleLabel>)]) -> (Self, Vec<Row>) {
        let mut counts = vec![0usize; corpus.names.len()];
        for (claim, _) in claims {
            corpus.claims[*claim].iter().for_each(|(feature, _)| counts[*feature as usize] += 1);
        }
        let idf = |df: usize| rounded(((1 + claims.len()) as f64 / (1 + df) as f64).ln() + 1.0);
        let mut text = Vec::new();
        // Where a feature of the corpus stands among those that are kept.
        let mut place = vec![None; counts.len()];
        for (feature, df) in counts.into_iter().enumerate().filter(|(_, df)| *df >= MIN_CLAIMS) {
            place[feature] = Some(text.len());
            text.push((corpus.names[feature].clone(), idf(df)));
        }
        let rules: BTreeSet<String> =
            claims.iter().filter_map(|(_, label)| *label).flat_map(rule_features).map(|(name, _)| name).collect();
        let words = Self { text, rules: rules.into_iter().collect() };
        let known = |claim: usize| {
            corpus.claims[claim].iter().filter_map(|&(feature, n)| place[feature as usize].map(|at| (at, n)))
        };
        let rows = claims.iter().map(|(claim, label)| words.weigh(known(*claim), *label)).collect();
        (words, rows)
    }

    pub(super) fn len(&self) -> usize {
        self.text.len() + self.rules.len()
    }

    /// A claim as a row.
    pub(super) fn row(&self, text: &str, label: Option<&RuleLabel>) -> Row {
        let found = text_features(text);
        let place = |feature: &String| self.text.binary_search_by(|(known, _)| known.cmp(feature)).ok();
        self.weigh(found.iter().filter_map(|(feature, n)| place(feature).map(|at| (at, *n))), label)
    }

    /// Known features of a text, ascending, with how often it has them, as a row: the text part has length 1.
    fn weigh(&self, found: impl Iterator<Item = (usize, u32)>, label: Option<&RuleLabel>) -> Row {
        let mut row: Row = found.map(|(at, n)| (at as u32, (1.0 + f64::from(n).ln()) * self.text[at].1)).collect();
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
