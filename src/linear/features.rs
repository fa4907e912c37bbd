//! Claims as sparse rows: words, pairs of words, letters inside words, the cue, and what the rules say.

use super::rounded;
use crate::model::{CueClass, Span, Stance, Vocabulary as _};
use crate::text::fold::to_k3;
use crate::text::token::{Kind, Tokens};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

/// A feature that fewer claims have is left out.
const MIN_CLAIMS: usize = 2;

/// Lengths of runs of letters; words are marked at both ends.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=4;

/// How the names of features begin: two words side by side, class and dictionary form of the cue. Words are `w`, runs of letters `c`.
pub(super) const PAIR: &str = "b";
pub(super) const CUE_CLASS: &str = "k";
pub(super) const CUE_LEMMA: &str = "l";

/// Weight of a feature of the rules, beside a text of length 1.
const RULE: f64 = 1.0;

/// Ascending numbers of features with their values.
pub(crate) type Row = Vec<(u32, f64)>;

/// The cue of a claim, as far as a model looks at it: class and dictionary form.
pub type CueFeature<'a> = (CueClass, &'a str);

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
pub(crate) struct Vocabulary {
    /// Features of texts, sorted, with their inverse document frequency.
    pub(super) text: Vec<(String, f64)>,
    /// Features of rules, sorted.
    pub(super) rules: Vec<String>,
}

/// The features of claims, read once: folds of a cross-validation differ only in which claims they know.
pub(crate) struct Corpus {
    /// Features of texts, sorted.
    names: Vec<String>,
    /// Of every claim: ascending numbers of its features, with how often it has them.
    claims: Vec<Vec<(u32, u32)>>,
}

impl Corpus {
    pub(crate) fn read(claims: &[(&str, Option<CueFeature<'_>>)]) -> Self {
        let counted: Vec<_> = claims.par_iter().map(|(text, cue)| text_features(text, *cue)).collect();
        let names: BTreeSet<&String> = counted.iter().flat_map(BTreeMap::keys).collect();
        let number: HashMap<&String, u32> = names.iter().copied().zip(0..).collect();
        let claims = counted.iter().map(|found| found.iter().map(|(name, n)| (number[name], *n)).collect()).collect();
        Self { names: names.into_iter().cloned().collect(), claims }
    }
}

impl Vocabulary {
    /// What some claims of a corpus teach. Claims are numbers in the corpus, with the rules' labels.
    pub(crate) fn learn(corpus: &Corpus, claims: &[(usize, Option<&RuleLabel>)]) -> Self {
        let mut counts = vec![0usize; corpus.names.len()];
        for (claim, _) in claims {
            corpus.claims[*claim].iter().for_each(|(feature, _)| counts[*feature as usize] += 1);
        }
        let idf = |df: usize| rounded(((1 + claims.len()) as f64 / (1 + df) as f64).ln() + 1.0);
        let kept = corpus.names.iter().zip(counts).filter(|(_, df)| *df >= MIN_CLAIMS);
        let text = kept.map(|(name, df)| (name.clone(), idf(df))).collect();
        let rules: BTreeSet<String> =
            claims.iter().filter_map(|(_, label)| *label).flat_map(rule_features).map(|(name, _)| name).collect();
        Self { text, rules: rules.into_iter().collect() }
    }

    /// Keeps the features of texts that weigh most over all claims, at most `most`. `weights` has a list a class.
    pub(crate) fn prune(&mut self, rows: &[Row], weights: &[&[f64]], most: usize) {
        let mut length = vec![0.0; self.text.len()];
        for &(feature, value) in rows.iter().flatten() {
            if let Some(sum) = length.get_mut(feature as usize) {
                *sum += value * value;
            }
        }
        // How far the classes are apart where the feature stands.
        let reach = |feature: usize| {
            let of_class = weights.iter().map(|class| class[feature]);
            let (low, high) = of_class.fold((f64::MAX, f64::MIN), |(low, high), w| (low.min(w), high.max(w)));
            (high - low) * length[feature].sqrt()
        };
        let mut order: Vec<(f64, usize)> = (0..self.text.len()).map(|feature| (reach(feature), feature)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let kept: BTreeSet<usize> = order.into_iter().take(most).map(|(_, feature)| feature).collect();
        let mut at = 0..;
        self.text.retain(|_| at.next().is_some_and(|feature| kept.contains(&feature)));
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len() + self.rules.len()
    }

    /// Claims of a corpus as rows.
    pub(crate) fn rows(&self, corpus: &Corpus, claims: &[(usize, Option<&RuleLabel>)]) -> Vec<Row> {
        // Where a feature of the corpus stands among those that are kept.
        let place: Vec<Option<usize>> = corpus.names.par_iter().map(|name| self.place(name)).collect();
        let known = |claim: usize| {
            corpus.claims[claim].iter().filter_map(|&(feature, n)| place[feature as usize].map(|at| (at, n)))
        };
        claims.iter().map(|(claim, label)| self.weigh(known(*claim), *label)).collect()
    }

    /// A claim as a row.
    pub(super) fn row(&self, text: &str, cue: Option<CueFeature<'_>>, label: Option<&RuleLabel>) -> Row {
        let found = text_features(text, cue);
        self.weigh(found.iter().filter_map(|(feature, n)| self.place(feature).map(|at| (at, *n))), label)
    }

    fn place(&self, feature: &String) -> Option<usize> {
        self.text.binary_search_by(|(known, _)| known.cmp(feature)).ok()
    }

    /// Known features of a text, ascending, with how often it has them, as a row. Every time that a feature stands there counts
    /// alike, and the text is made as long as one whose features all differ, so that words add up one by one.
    fn weigh(&self, found: impl Iterator<Item = (usize, u32)>, label: Option<&RuleLabel>) -> Row {
        let mut square = 0.0;
        let mut row: Row = Vec::new();
        for (at, n) in found {
            let (idf, n) = (self.text[at].1, f64::from(n));
            square += n * idf * idf;
            row.push((at as u32, n * idf));
        }
        if square > 0.0 {
            for (_, value) in &mut row {
                *value /= square.sqrt();
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

/// The words of a stretch of tokens, by their numbers.
pub(super) fn words(tokens: &Tokens, range: Range<usize>) -> impl Iterator<Item = usize> {
    range.filter(|at| tokens.list()[*at].kind == Kind::Word)
}

/// The K3 form of a K2 key.
pub(super) fn k3(key: &str) -> String {
    key.chars().map(to_k3).collect()
}

/// Calls `found` with what a word is by itself: the word, and the letters inside it.
pub(super) fn word_features(word: &str, mut found: impl FnMut(&str)) {
    let mut name = String::with_capacity(word.len() + 2);
    name.extend(["w ", word]);
    found(&name);
    let letters: Vec<char> = ['<'].into_iter().chain(word.chars()).chain(['>']).collect();
    for run in LETTERS.flat_map(|n| letters.windows(n)) {
        name.clear();
        name.push_str("c ");
        name.extend(run);
        found(&name);
    }
}

/// The feature of two words side by side.
pub(super) fn pair_feature(first: &str, second: &str) -> String {
    format!("{PAIR} {first} {second}")
}

/// The features of a cue.
pub(super) fn cue_features((class, lemma): CueFeature<'_>) -> [String; 2] {
    [format!("{CUE_CLASS} {}", class.as_str()), format!("{CUE_LEMMA} {lemma}")]
}

/// Features of a text with how often it has them.
fn text_features(text: &str, cue: Option<CueFeature<'_>>) -> BTreeMap<String, u32> {
    let mut tokens = Tokens::for_bytes(text.len());
    tokens.push_block(text, Span::new(0, text.len()), 0);
    let words: Vec<String> = words(&tokens, 0..tokens.len()).map(|at| k3(tokens.key(at))).collect();
    let mut found = BTreeMap::new();
    let mut add = |feature: &str| *found.entry(feature.to_owned()).or_default() += 1;
    for word in &words {
        word_features(word, &mut add);
    }
    words.windows(2).for_each(|pair| add(&pair_feature(&pair[0], &pair[1])));
    cue.into_iter().flat_map(cue_features).for_each(|feature| add(&feature));
    found
}

fn rule_features(label: &RuleLabel) -> Vec<(String, f64)> {
    let rules: BTreeSet<&String> = label.rules.iter().collect();
    let mut found: Vec<(String, f64)> = rules.into_iter().map(|r| (format!("rule {r}"), 1.0)).collect();
    found.push((format!("stance {}", label.stance.as_str()), 1.0));
    found.push(("score".to_owned(), label.score));
    found
}
