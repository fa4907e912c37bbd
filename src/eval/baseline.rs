//! What stance labels are worth: three baselines on the same claims, none of which knows the target.
//!
//! * **majority**: the most frequent label of the gold;
//! * **keyword**: the words that tell most of each label in the other articles, counted in the claim;
//! * **text only**: a linear model over the words and letters of the claim, trained on the other articles.
//!
//! Models that do not see the target reached the level of people on WT-WT (aclanthology.org/2021.naacl-main.303), so a
//! figure without these beside it says little. All but the first are cross-validated by article.

use super::claim::Doc;
use super::figures::judge;
use super::matching::matches;
use super::tokens::Tokens;
use super::{Options, StanceScore};
use crate::learn::{self, Example, TrainOptions};
use crate::model::{Stance, Vocabulary};
use serde::Serialize;
use std::collections::BTreeMap;

/// Folds of the cross-validation.
const FOLDS: usize = 5;

/// Telling words of a label.
const KEYWORDS: usize = 25;

/// Figures of the baselines on the matched claims; `None` where the gold has too few articles or labels to train on.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Baselines {
    /// The most frequent label.
    pub majority: StanceScore,
    /// Telling words.
    pub keyword: Option<StanceScore>,
    /// Words and letters.
    pub text_only: Option<StanceScore>,
}

/// A labelled gold claim.
struct Claim<'a> {
    doc: usize,
    text: &'a str,
    stance: Stance,
    matched: bool,
}

/// Labels the matched gold claims by every baseline.
pub(super) fn baselines(docs: &[Doc], options: &Options) -> Baselines {
    let mut claims = Vec::new();
    for (n, doc) in docs.iter().enumerate() {
        let found: Vec<usize> = matches(&doc.gold, &doc.predicted).iter().map(|m| m.gold).collect();
        let labelled = doc.gold.iter().enumerate().filter_map(|(i, g)| Some((i, g, g.stance?)));
        claims.extend(labelled.map(|(i, g, stance)| Claim {
            doc: n,
            text: g.record.text.as_str(),
            stance,
            matched: found.contains(&i),
        }));
    }
    let most = Stance::ALL.iter().copied().max_by_key(|s| claims.iter().filter(|c| c.stance == *s).count());
    let score = |predicted: &[Stance]| {
        let mut articles: Vec<Vec<(Stance, Stance)>> = vec![Vec::new(); docs.len()];
        for (claim, label) in claims.iter().zip(predicted).filter(|(c, _)| c.matched) {
            articles[claim.doc].push((claim.stance, *label));
        }
        judge(&articles, options)
    };
    let majority = most.map(|label| score(&vec![label; claims.len()])).unwrap_or_default();
    let example = |c: &Claim| Example {
        text: c.text.to_owned(),
        cue: None,
        rules: None,
        stance: c.stance,
        group: docs[c.doc].id.to_owned(),
    };
    let examples: Vec<Example> = claims.iter().map(example).collect();
    let training = TrainOptions { rules: false, folds: FOLDS, ..TrainOptions::default() };
    Baselines {
        majority,
        keyword: keyword(&claims, docs.len()).map(|p| score(&p)),
        text_only: learn::cross_validate(&examples, &training).ok().map(|p| score(&p)),
    }
}

/// Every claim by the telling words of the articles of other folds; the majority there, where it has none.
fn keyword(claims: &[Claim], docs: usize) -> Option<Vec<Stance>> {
    (docs >= FOLDS).then_some(())?;
    let words: Vec<Vec<String>> =
        claims.iter().map(|c| Tokens::new(c.text).words().map(str::to_owned).collect()).collect();
    let mut predicted = vec![Stance::Unrelated; claims.len()];
    for fold in 0..FOLDS {
        let seen = claims.iter().zip(&words).filter(|(c, _)| c.doc % FOLDS != fold);
        let (mut of, mut claims_of) = (BTreeMap::<&str, [u32; 4]>::new(), [0u32; 4]);
        for (claim, words) in seen {
            claims_of[claim.stance as usize] += 1;
            let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                of.entry(word).or_default()[claim.stance as usize] += 1;
            }
        }
        let most = Stance::ALL.iter().copied().max_by_key(|s| claims_of[*s as usize])?;
        let lists = Stance::ALL.iter().map(|s| telling(&of, &claims_of, *s as usize)).collect::<Vec<_>>();
        for ((claim, words), label) in claims.iter().zip(&words).zip(&mut predicted) {
            if claim.doc % FOLDS == fold {
                let hits = |s: &Stance| words.iter().filter(|w| lists[*s as usize].contains(&w.as_str())).count();
                // The first of equal ones in the order of the labels, so that nothing is left to chance.
                let best = Stance::ALL.iter().copied().rev().max_by_key(hits).filter(|s| hits(s) > 0);
                *label = best.unwrap_or(most);
            }
        }
    }
    Some(predicted)
}

/// Words whose share of the claims of a label is largest against their share of the others.
fn telling<'w>(of: &BTreeMap<&'w str, [u32; 4]>, claims: &[u32; 4], label: usize) -> Vec<&'w str> {
    let rest: u32 = claims.iter().sum::<u32>() - claims[label];
    let mut rated: Vec<(f64, &str)> = Vec::new();
    for (word, counts) in of.iter().filter(|(_, counts)| counts[label] >= 2) {
        let others = counts.iter().sum::<u32>() - counts[label];
        let share = |n: u32, of: u32| (f64::from(n) + 0.5) / (f64::from(of) + 1.0);
        rated.push((share(counts[label], claims[label]) / share(others, rest), *word));
    }
    // A stable sort: equal words stay in the order of their letters.
    rated.sort_by(|a, b| b.0.total_cmp(&a.0));
    rated.into_iter().take(KEYWORDS).map(|(_, word)| word).collect()
}
