//! How names come back that live as long as the program.

use serde::{Deserialize, Deserializer};
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_once() {
        let (one, two) = (intern(&String::from("ATT-TEST")), intern("ATT-TEST"));
        assert!(std::ptr::eq(one, two));
    }
}
