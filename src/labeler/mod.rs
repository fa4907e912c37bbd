//! Labelers beside the rules: any program, a trained model, labels by people. Each keeps its own rows.
//!
//! The rules label while an article is extracted; these label whole batches afterwards, in the order of the input, so
//! that a program is started rarely and a release does not depend on threads.

mod cache;
mod command;
mod docs;
mod question;
mod spec;
#[cfg(test)]
mod tests;

pub use docs::docs;
pub use spec::LabelerSpec;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::labels;
use crate::learn::{Model, RuleLabel};
use crate::model::{Article, Claim, Extraction, Stance, StanceLabel, Vocabulary};
use cache::Cache;
use command::{Answer, Command};
use question::{Asked, Question};
use std::collections::BTreeMap;
use std::path::Path;

/// A target, as labelers are told of it: id and statement.
pub type TargetText = (String, String);

/// The name of the labels that the extractor itself gives.
pub const RULES: &str = "rules";

/// The rule of labels that people gave.
pub const PEOPLE: &str = "LAB-FILE";

/// The labelers of a data set, ready to label.
#[derive(Debug, Default)]
pub struct Labelers {
    list: Vec<Labeler>,
    targets: Vec<TargetText>,
}

#[derive(Debug)]
struct Labeler {
    name: String,
    /// Toward which target; all where it is `None`.
    target: Option<String>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Command(Command, Cache),
    Model(Box<Model>),
    /// Labels of people by claim and target.
    File(BTreeMap<(String, String), Stance>),
}

impl Labelers {
    /// Makes the labelers of a configuration ready; paths are relative to `folder`.
    ///
    /// # Errors
    /// If a model or a file of labels cannot be read, a label is no stance, or a target is not one of `targets`.
    pub fn open(specs: &[LabelerSpec], folder: &Path, targets: Vec<TargetText>) -> Result<Self> {
        let list = specs.iter().map(|spec| Labeler::open(spec, folder, &targets)).collect::<Result<_>>()?;
        Ok(Self { list, targets })
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The targets that they label toward, the primary one first.
    pub fn targets(&self) -> &[TargetText] {
        &self.targets
    }

    /// Claims and targets that the file of a labeler has labels of, as far as they are toward the labeler's target; all
    /// where none is. `None` where no file is behind the name.
    pub fn people(&self, name: &str) -> Option<impl Iterator<Item = &(String, String)>> {
        let labeler = self.list.iter().find(|labeler| labeler.name == name)?;
        let Kind::File(labels) = &labeler.kind else { return None };
        let toward = |(_, target): &(String, String)| labeler.target.as_ref().is_none_or(|id| id == target);
        let none = !labels.keys().any(toward);
        Some(labels.keys().filter(move |key| none || toward(key)))
    }

    /// Adds the labels of every labeler to the claims of a batch.
    ///
    /// # Errors
    /// If a program fails after its retries, or answers what is no answer; the message names the labeler.
    pub fn label(&mut self, batch: &mut [(&Article, &mut Extraction)]) -> Result<()> {
        for labeler in &mut self.list {
            let of_labeler = |t: &&TargetText| labeler.target.as_ref().is_none_or(|id| *id == t.0);
            let targets: Vec<TargetText> = self.targets.iter().filter(of_labeler).cloned().collect();
            for target in &targets {
                labeler.label(batch, target)?;
            }
        }
        Ok(())
    }
}

impl Labeler {
    fn open(spec: &LabelerSpec, folder: &Path, targets: &[TargetText]) -> Result<Self> {
        let known = |id: &str| targets.iter().any(|(target, _)| target == id);
        let wrong = |field: &str, message: String| {
            let place = format!("labeler.{}.{field}", spec.name);
            Error::new(ErrorKind::Config, message).at(Location::default().field(place))
        };
        let mut target = spec.target.clone();
        let kind = if let Some(file) = &spec.model {
            let model = Model::load(&folder.join(file))?;
            target.get_or_insert_with(|| model.target.clone());
            Kind::Model(Box::new(model))
        } else if let Some(file) = &spec.labels {
            Kind::File(people(&folder.join(file), spec, targets)?)
        } else {
            let command = Command::new(spec, folder)?;
            let cache = Cache::open(folder, &spec.name)?;
            Kind::Command(command, cache)
        };
        match target.as_deref().filter(|id| !known(id)) {
            Some(id) => {
                let names: Vec<&str> = targets.iter().map(|(id, _)| id.as_str()).collect();
                Err(wrong("target", format!("{id:?} is no target of the data set"))
                    .hint(format!("targets are {}", names.join(", "))))
            }
            None => Ok(Self { name: spec.name.clone(), target, kind }),
        }
    }

    fn label(&mut self, batch: &mut [(&Article, &mut Extraction)], target: &TargetText) -> Result<()> {
        match &mut self.kind {
            Kind::Command(command, cache) => {
                let articles = batch.iter().filter(|(_, extraction)| !extraction.claims.is_empty());
                let articles = articles.map(|(article, extraction)| Asked::new(article, extraction));
                let articles = articles.collect::<Result<Vec<_>>>()?;
                let questions: Vec<Question<'_>> = articles.iter().flat_map(|a| a.questions(target)).collect();
                let answers = command.ask(&self.name, &questions, cache)?;
                let claims = batch.iter_mut().flat_map(|(_, e)| &mut e.claims);
                for (claim, answer) in claims.zip(answers) {
                    push(claim, &self.name, target, &answer, "LAB-COMMAND");
                }
            }
            Kind::Model(model) => {
                for (article, extraction) in batch.iter_mut() {
                    for claim in &mut extraction.claims {
                        let rules = rule_label(claim, &target.0);
                        let cue = claim.cue.as_ref().map(|cue| (cue.class, cue.lemma));
                        let (stance, confidence) = model.predict(claim.content.of(&article.text), cue, rules.as_ref());
                        push(claim, &self.name, target, &Answer { stance, confidence }, "LAB-MODEL");
                    }
                }
            }
            Kind::File(labels) => {
                for claim in batch.iter_mut().flat_map(|(_, e)| &mut e.claims) {
                    if let Some(stance) = labels.get(&(claim.claim_id.clone(), target.0.clone())) {
                        push(claim, &self.name, target, &Answer { stance: *stance, confidence: 1.0 }, PEOPLE);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The labels of a file: those of the labeler that the file calls by the configured name, else all of a file with one
/// labeler.
fn people(path: &Path, spec: &LabelerSpec, targets: &[TargetText]) -> Result<BTreeMap<(String, String), Stance>> {
    let mut list = labels::read(path)?;
    if list.iter().any(|l| l.labeler == spec.name) {
        list.retain(|l| l.labeler == spec.name);
    } else if let Some(other) = list.iter().find(|l| l.labeler != list[0].labeler) {
        let message = format!("holds labels of {} and {}, none of {}", list[0].labeler, other.labeler, spec.name);
        let hint = "name the labeler in claimkit.toml as the file does";
        return Err(Error::new(ErrorKind::Config, message).at(Location::path(path)).hint(hint));
    }
    let only = targets.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let mut found = BTreeMap::new();
    for label in list {
        let stance = Stance::parse(&label.stance).ok_or_else(|| {
            let message = format!("{:?} of {} is no stance", label.stance, label.claim_id);
            let hint = format!("stances are {}", Stance::spellings().join(", "));
            Error::new(ErrorKind::Data, message).at(Location::path(path).field("stance")).hint(hint)
        })?;
        let target = if label.target.is_empty() { only.clone() } else { label.target };
        found.insert((label.claim_id, target), stance);
    }
    Ok(found)
}

/// What the rules say of a claim.
fn rule_label(claim: &Claim, target: &str) -> Option<RuleLabel> {
    let label = claim.stances.iter().find(|l| l.labeler == RULES && l.target == target)?;
    let rules = label.evidence.iter().map(|e| e.rule.to_owned()).collect();
    Some(RuleLabel { stance: label.stance, score: label.score, rules })
}

/// Adds a label. Its score is the confidence, signed by the side.
fn push(claim: &mut Claim, name: &str, target: &TargetText, answer: &Answer, rule: &'static str) {
    // A side without any confidence still has a side.
    let confidence = answer.confidence.max(1e-6);
    let score = match answer.stance {
        Stance::Favor => confidence,
        Stance::Against => -confidence,
        Stance::Neutral | Stance::Unrelated => 0.0,
    };
    claim.stances.push(StanceLabel {
        target: target.0.clone(),
        stance: answer.stance,
        score,
        labeler: name.to_owned(),
        evidence: Vec::new(),
        rule,
    });
}
