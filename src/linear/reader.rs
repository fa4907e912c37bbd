//! A model made ready for millions of claims.

use super::Model;
use super::features::{CUE_CLASS, CUE_LEMMA, CueFeature, PAIR, k3, word_features, words};
use crate::model::{CueClass, Stance, Vocabulary as _};
use crate::text::spelling::PerSpelling;
use crate::text::token::Tokens;
use foldhash::HashMap;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;
use std::ops::Range;

/// As many labels as there are stances.
const LABELS: usize = Stance::ALL.len();

/// What a feature, a word or a text adds: to the score of every label, and to the square of its length.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weight {
    score: [f32; LABELS],
    square: f32,
}

impl Weight {
    fn add(&mut self, other: &Self) {
        self.score.iter_mut().zip(other.score).for_each(|(a, b)| *a += b);
        self.square += other.square;
    }
}

/// What is known of a spelling: the bits of its weight, since numbers with a point have no order, the hash of the word, and
/// which words make a pair with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Known {
    score: [u32; LABELS],
    square: u32,
    hash: u64,
    /// The words behind it, as [`bit`] has them: most pairs of a text are none of the model's, and are passed over without a
    /// look at their table, which is too large to stay near.
    ahead: u64,
}

/// The weights of a model by the hashes of features, and by spelling.
#[derive(Debug)]
pub(crate) struct Reader {
    bias: [f32; LABELS],
    /// Of words and of letters inside them: looked for once a spelling.
    inside: HashMap<u64, Weight>,
    /// Of two words side by side.
    pairs: HashMap<u64, Weight>,
    /// The second words of pairs by their first, as [`bit`] has them.
    ahead: HashMap<u64, u64>,
    /// Of the classes of cues, in their order.
    classes: Vec<Weight>,
    /// Of their dictionary forms.
    lemmas: HashMap<Box<str>, Weight>,
    known: PerSpelling<Known>,
}

/// The hash of a feature or a word.
fn hash(text: &str) -> u64 {
    FixedState::default().hash_one(text)
}

/// A word as one of 64 bits: two words with different bits are not the same.
fn bit(word: u64) -> u64 {
    1 << (word % u64::from(u64::BITS))
}

/// The key of two words side by side.
fn pair(first: u64, second: u64) -> u64 {
    FixedState::default().hash_one((first, second))
}

impl Reader {
    /// Makes a model ready. Features of rules are left out: [`Model::predict`] is for models that look at them.
    pub(crate) fn of(model: &Model) -> Self {
        let mut bias = [f32::NEG_INFINITY; LABELS];
        let place = |stance: Stance| Stance::ALL.iter().position(|s| *s == stance).unwrap_or_default();
        let places: Vec<usize> = model.labels().iter().map(|s| place(*s)).collect();
        for (class, at) in model.classes().zip(&places) {
            bias[*at] = class.last().copied().unwrap_or_default() as f32;
        }
        let mut reader = Self {
            bias,
            inside: HashMap::default(),
            pairs: HashMap::default(),
            ahead: HashMap::default(),
            classes: vec![Weight::default(); CueClass::ALL.len()],
            lemmas: HashMap::default(),
            known: PerSpelling::default(),
        };
        for (n, (name, idf)) in model.text_features().iter().enumerate() {
            let mut weight = Weight { square: (idf * idf) as f32, ..Weight::default() };
            for (class, at) in model.classes().zip(&places) {
                weight.score[*at] = (idf * class[n]) as f32;
            }
            reader.take(name, weight);
        }
        reader
    }

    /// Puts the weight of a feature where it is looked for.
    fn take(&mut self, name: &str, weight: Weight) {
        match name.split_once(' ') {
            Some((PAIR, words)) => {
                if let Some((first, second)) = words.split_once(' ') {
                    let (first, second) = (hash(first), hash(second));
                    self.pairs.insert(pair(first, second), weight);
                    *self.ahead.entry(first).or_default() |= bit(second);
                }
            }
            Some((CUE_CLASS, class)) => {
                if let Some(class) = CueClass::parse(class) {
                    self.classes[class as usize] = weight;
                }
            }
            Some((CUE_LEMMA, lemma)) => {
                self.lemmas.insert(lemma.into(), weight);
            }
            _ => {
                self.inside.insert(hash(name), weight);
            }
        }
    }

    /// The probability of every label, in the order of [`Stance::ALL`], of a stretch of tokens behind a cue.
    pub(crate) fn probabilities(
        &self,
        tokens: &Tokens,
        range: Range<usize>,
        cue: Option<CueFeature<'_>>,
    ) -> [f32; LABELS] {
        let mut sum = Weight::default();
        let mut before: Option<(u64, u64)> = None;
        for at in words(tokens, range) {
            let (weight, word, ahead) = self.word(tokens, at);
            sum.add(&weight);
            let first = before.filter(|(_, ahead)| ahead & bit(word) != 0);
            if let Some(both) = first.and_then(|(first, _)| self.pairs.get(&pair(first, word))) {
                sum.add(both);
            }
            before = Some((word, ahead));
        }
        if let Some((class, lemma)) = cue {
            let of_lemma = self.lemmas.get(lemma);
            self.classes.get(class as usize).into_iter().chain(of_lemma).for_each(|weight| sum.add(weight));
        }
        let length = if sum.square > 0.0 { sum.square.sqrt() } else { 1.0 };
        let mut p = [0.0; LABELS];
        for ((p, score), bias) in p.iter_mut().zip(sum.score).zip(self.bias) {
            *p = bias + score / length;
        }
        let most = p.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        p = p.map(|score| (score - most).exp());
        let total: f32 = p.iter().sum();
        p.map(|p| p / total)
    }

    /// The tokens of a stretch that speak most for a label, the strongest first.
    pub(crate) fn reasons(&self, tokens: &Tokens, range: Range<usize>, label: Stance) -> Vec<usize> {
        let at = Stance::ALL.iter().position(|s| *s == label).unwrap_or_default();
        let mut found: Vec<(f32, usize)> = words(tokens, range)
            .map(|token| {
                let score = self.word(tokens, token).0.score;
                // What it does for the label beyond what it does for all of them.
                (score[at] - score.iter().sum::<f32>() / LABELS as f32, token)
            })
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        found.into_iter().map(|(_, token)| token).collect()
    }

    /// What a word weighs, its hash, and the words that make a pair with it.
    fn word(&self, tokens: &Tokens, at: usize) -> (Weight, u64, u64) {
        let read = || self.read(&k3(tokens.key(at)));
        let known = match tokens.spelling(at) {
            Some(spelling) => self.known.get(spelling, read),
            None => &read(),
        };
        let weight = Weight { score: known.score.map(f32::from_bits), square: f32::from_bits(known.square) };
        (weight, known.hash, known.ahead)
    }

    fn read(&self, word: &str) -> Known {
        let mut sum = Weight::default();
        word_features(word, |feature| {
            if let Some(weight) = self.inside.get(&hash(feature)) {
                sum.add(weight);
            }
        });
        let hash = hash(word);
        let ahead = self.ahead.get(&hash).copied().unwrap_or_default();
        Known { score: sum.score.map(f32::to_bits), square: sum.square.to_bits(), hash, ahead }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Corpus, Training, Vocabulary};
    use super::*;
    use crate::model::Span;

    #[test]
    fn a_model_made_ready_says_what_the_model_says() {
        let claims = [
            ("الخروج مطلوب اليوم", Some((CueClass::Demand, "طالب"))),
            ("الخروج مطلوب غدا", Some((CueClass::Demand, "طالب"))),
            ("البقاء مطلوب اليوم", Some((CueClass::Warning, "حذر"))),
            ("البقاء مطلوب غدا", None),
        ];
        let corpus = Corpus::read(&claims);
        let numbers: Vec<_> = (0..claims.len()).map(|n| (n, None)).collect();
        let words = Vocabulary::learn(&corpus, &numbers);
        // Any weights will do.
        let weights: Vec<f64> = (0..2 * (words.len() + 1)).map(|n| ((n * 37 % 19) as f64 - 9.0) / 10.0).collect();
        let training = Training { target: "t".to_owned(), rules: false, c: 1.0 };
        let model = Model::new(&training, vec![Stance::Favor, Stance::Against], words, &weights, claims.len());
        let reader = Reader::of(&model);
        for (text, cue) in claims.into_iter().chain([("شيء، الخروج بقاء غدا غدا", None), ("", None)])
        {
            let mut tokens = Tokens::default();
            tokens.push_block(text, Span::new(0, text.len()), 0);
            let p = reader.probabilities(&tokens, 0..tokens.len(), cue);
            let (stance, most) = model.predict(text, cue, None);
            let at = Stance::ALL.iter().position(|s| *s == stance).unwrap();
            assert!((f64::from(p[at]) - most).abs() < 1e-5, "{text}: {p:?}, {stance:?} {most}");
            assert!(p.iter().all(|other| *other <= p[at]));
            assert_eq!(p[2..], [0.0, 0.0], "labels that the model does not know");
        }
    }
}
