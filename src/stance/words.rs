//! What a target's model of words adds to its rules.
//!
//! Rules read how a clause is built, but only of words that a lexicon has; a linear model of words, pairs and letters knows
//! many more of them and no grammar. Each is taken as one witness: the model gives every label a probability, and the rules'
//! label is held to be so many times as likely as it would be without them (Bayes' rule, with one ratio for all labels, which
//! grows with the score of a side up to twice as much).

use super::judge::Verdict;
use super::scene::Scene;
use super::{ClaimView, RULE_LEARNED};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::linear::{Model, Reader};
use crate::model::{Evidence, Stance, Vocabulary as _};
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Words that are named where they outvote the rules.
const REASONS: usize = 3;

/// A model of words beside the rules of a target.
#[derive(Debug)]
pub(super) struct Words {
    path: PathBuf,
    text: Cow<'static, str>,
    /// How many times as likely the rules' label becomes, at a score of 0.
    ratio: f32,
    /// Made ready when the first article on the target is read; nothing where the text is no model, which
    /// [`check`](Self::check) says.
    reader: OnceLock<Option<Reader>>,
}

impl Words {
    pub(super) fn new(path: &Path, text: Cow<'static, str>, ratio: f64) -> Self {
        Self { path: path.to_owned(), text, ratio: ratio as f32, reader: OnceLock::new() }
    }

    /// The text of the file.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether the file is a model of words for a target.
    pub(super) fn check(&self, target: &str) -> Result<()> {
        let model = Model::parse(&self.path, &self.text)?;
        let wrong = |field: &str, message: String| {
            Error::new(ErrorKind::Config, message).at(Location::path(&self.path).field(field))
        };
        if model.target != target {
            return Err(wrong("target", format!("the model is of {:?}, the target is {target:?}", model.target)));
        }
        if model.rules {
            let hint = "train it with `claimkit train --records` or with `--no-rules`";
            return Err(wrong("rules", "the model looks at the rules' label".to_owned()).hint(hint));
        }
        // Read once: what is checked is made ready, too.
        self.reader.get_or_init(|| Some(Reader::of(&model)));
        Ok(())
    }

    /// The model, read when it is first asked for.
    pub(super) fn reader(&self) -> Option<&Reader> {
        let ready = || Model::parse(&self.path, &self.text).ok().map(|model| Reader::of(&model));
        self.reader.get_or_init(ready).as_ref()
    }

    /// The label of rules and words together.
    pub(super) fn weigh(&self, by_rules: Verdict, scene: &Scene<'_>, claim: &ClaimView<'_>) -> Verdict {
        let Some(reader) = self.reader() else { return by_rules };
        let cue = claim.cue_class.map(|class| (class, claim.cue_lemma));
        let mut p = reader.probabilities(scene.tokens, scene.range.clone(), cue);
        let ratio = self.ratio * (1.0 + by_rules.score.abs() as f32);
        for (p, _) in p.iter_mut().zip(Stance::ALL).filter(|(_, stance)| **stance == by_rules.stance) {
            *p *= ratio;
        }
        let total: f32 = p.iter().sum();
        let likeliest = p.iter().zip(Stance::ALL).max_by(|a, b| a.0.total_cmp(b.0));
        let Some((p, stance)) = likeliest.filter(|(_, stance)| **stance != by_rules.stance) else { return by_rules };
        let sign = match stance {
            Stance::Favor => 1.0,
            Stance::Against => -1.0,
            Stance::Neutral | Stance::Unrelated => 0.0,
        };
        let reasons = match stance {
            Stance::Unrelated => Vec::new(),
            _ => reader.reasons(scene.tokens, scene.range.clone(), *stance),
        };
        let word = |token: usize| Evidence { span: scene.tokens.list()[token].span, rule: RULE_LEARNED };
        let mut evidence: Vec<Evidence> = reasons.into_iter().take(REASONS).map(word).collect();
        evidence.sort_by_key(|e| e.span);
        Verdict {
            stance: *stance,
            score: sign * f64::from((p / total * 1e3).round()) / 1e3,
            rule: RULE_LEARNED,
            evidence,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{StanceLabeler, Target};
    use super::*;
    use crate::model::Span;

    /// The labels of a text as one content, with and without the model of words.
    fn labels(text: &str) -> [(Stance, &'static str); 2] {
        [false, true].map(|alone| {
            let target = Target::built_in().unwrap();
            let target = if alone { target.rules_alone() } else { target };
            let labeler = StanceLabeler::new(vec![target]);
            let label =
                labeler.label(&labeler.context(text, None), &ClaimView::new(Span::new(0, text.len()))).remove(0);
            let outvoted = label.rule == RULE_LEARNED;
            assert!(!outvoted || label.stance == Stance::Unrelated || !label.evidence.is_empty());
            assert!((label.score != 0.0) == matches!(label.stance, Stance::Favor | Stance::Against), "{label:?}");
            (label.stance, label.rule)
        })
    }

    #[test]
    fn words_that_no_lexicon_has_are_learned() {
        let doc = super::super::docs().iter().find(|doc| doc.id == RULE_LEARNED).unwrap();
        let [with, without] = labels(doc.example_ar);
        assert_eq!(with, (Stance::Against, RULE_LEARNED));
        assert_ne!(without.0, Stance::Against);
    }

    #[test]
    fn what_the_rules_know_for_sure_stays() {
        let [with, without] = labels("يجب إخراج القوات الأمريكية من العراق");
        assert_eq!(with, without);
        assert_eq!(with.0, Stance::Favor);
    }

    #[test]
    fn a_file_that_is_no_model_of_the_target_is_refused() {
        let target = Target::built_in().unwrap();
        let words = target.words.unwrap();
        words.check("coalition-withdrawal").unwrap();
        let error = words.check("fuel").unwrap_err().to_string();
        assert!(error.contains("words.json: target: the model is of \"coalition-withdrawal\""), "{error}");
        let broken = Words::new("w.json".as_ref(), "{}".into(), 4.0);
        let error = broken.check("fuel").unwrap_err().to_string();
        assert!(error.starts_with("w.json: ") && error.contains("train it again"), "{error}");
        let rules = words.text().replacen("\"rules\":false", "\"rules\":true", 1);
        let error = Words::new("w.json".as_ref(), rules.into(), 4.0).check("coalition-withdrawal").unwrap_err();
        assert!(error.to_string().contains("looks at the rules' label"), "{error}");
    }
}
