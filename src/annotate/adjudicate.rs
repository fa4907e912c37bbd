//! One label a claim out of several, with the record of how it came about.

use crate::error::{Error, ErrorKind, Result};
use crate::labels::Label;
use std::collections::BTreeMap;

/// The name under which adjudicated labels stand.
pub const LABELER: &str = "adjudicated";

/// How to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// The label of more than half of the annotators; where there is none, the label of the named annotator, if one is
    /// named, else no label.
    Majority {
        /// Who decides where there is no majority.
        tie: Option<String>,
    },
    /// The label of one annotator.
    Annotator(String),
}

/// What was decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Adjudicated {
    /// One label a claim and target, whose note says how it came about.
    pub labels: Vec<Label>,
    /// Claims without a decision.
    pub open: Vec<String>,
}

/// Decides every claim.
///
/// ```
/// use claimkit::annotate::adjudicate::{adjudicate, Policy};
/// use claimkit::labels::Label;
/// let label = |labeler: &str, stance: &str| Label {
///     claim_id: "c".into(), labeler: labeler.into(), stance: stance.into(), ..Label::default()
/// };
/// let labels = [label("anna", "favor"), label("basim", "favor"), label("celine", "neutral")];
/// let decided = adjudicate(&labels, &Policy::Majority { tie: None }).unwrap();
/// assert_eq!((decided.labels[0].stance.as_str(), decided.labels[0].note.as_str()), ("favor", "majority, 2 of 3"));
/// ```
///
/// # Errors
/// If the named annotator labelled nothing.
pub fn adjudicate(labels: &[Label], policy: &Policy) -> Result<Adjudicated> {
    if let Policy::Annotator(name) | Policy::Majority { tie: Some(name) } = policy {
        if !labels.iter().any(|l| l.labeler == *name) {
            return Err(Error::new(ErrorKind::Config, format!("{name} labelled nothing")));
        }
    }
    let mut claims: BTreeMap<(&str, &str), Vec<&Label>> = BTreeMap::new();
    for label in labels.iter().filter(|l| l.labeler != LABELER) {
        claims.entry((&label.claim_id, &label.target)).or_default().push(label);
    }
    let mut decided = Adjudicated::default();
    for ((claim, _), given) in claims {
        match decide(&given, policy) {
            Some((label, note)) => decided.labels.push(Label { labeler: LABELER.to_owned(), note, ..label.clone() }),
            None => decided.open.push(claim.to_owned()),
        }
    }
    Ok(decided)
}

/// The label that counts, and why.
fn decide<'l>(given: &[&'l Label], policy: &Policy) -> Option<(&'l Label, String)> {
    let of = |name: &str| given.iter().copied().find(|l| l.labeler == name);
    match policy {
        Policy::Annotator(name) => of(name).map(|l| (l, format!("by {name}"))),
        Policy::Majority { tie } => {
            let votes = |stance: &str| given.iter().filter(|l| l.stance == stance).count();
            let most = given.iter().copied().find(|l| 2 * votes(&l.stance) > given.len());
            let majority = most.map(|l| (l, format!("majority, {} of {}", votes(&l.stance), given.len())));
            majority.or_else(|| {
                let name = tie.as_deref()?;
                of(name).map(|l| (l, format!("no majority of {}, by {name}", given.len())))
            })
        }
    }
}
