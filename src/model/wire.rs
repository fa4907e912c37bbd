//! How values come back from JSON without a loss.

use serde::{Deserialize, Deserializer, de};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

/// Names that were read. Rules and lemmas are few and live as long as the program, so they are never given back.
static NAMES: RwLock<Option<HashSet<&'static str>>> = RwLock::new(None);

/// The name of a rule or lemma, for as long as the program runs.
pub(super) fn interned<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    #[derive(Deserialize)]
    struct Name<'n>(#[serde(borrow)] Cow<'n, str>);

    Ok(intern(&Name::deserialize(from)?.0))
}

fn intern(name: &str) -> &'static str {
    // A thread that broke left whole names behind.
    let known = NAMES.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(&name) = known.as_ref().and_then(|names| names.get(name)) {
        return name;
    }
    drop(known);
    let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    if let Some(&name) = names.get(name) {
        return name;
    }
    let name: &'static str = Box::leak(name.into());
    names.insert(name);
    name
}

/// A number exactly as it was written: `serde_json` itself may miss its last bit.
pub(super) fn exact<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Box::<RawValue>::deserialize(from)?.get().parse().map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, PartialEq, serde::Serialize, Deserialize)]
    struct Score(#[serde(deserialize_with = "exact")] f64);

    #[test]
    fn a_name_is_kept_once() {
        let (one, two) = (intern(&String::from("ATT-TEST")), intern("ATT-TEST"));
        assert!(std::ptr::eq(one, two));
    }

    proptest! {
        #[test]
        fn numbers_keep_every_bit(score in -1.0_f64..=1.0) {
            let back: Score = serde_json::from_str(&serde_json::to_string(&Score(score)).unwrap()).unwrap();
            prop_assert_eq!(back.0.to_bits(), score.to_bits());
        }
    }
}
