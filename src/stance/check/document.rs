//! The TOML file of a target with its rows: keys and values.

use super::{Fault, TargetFault};
use crate::error::Location;
use crate::model::{Stance, Vocabulary};
use crate::stance::category::Category;
use crate::stance::lexicon::nearest;
use crate::stance::target::{DIRECTED, SECTIONS, TARGET_KEYS, THRESHOLDS, WORDS_KEYS};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// What a value must be: key, what errors call it, test.
type Typed = (&'static str, &'static str, fn(&DeValue<'_>) -> bool);

/// Keys of `[target]` that have a simple type.
const TYPES: [Typed; 10] = [
    ("id", "a string", is_text),
    ("statement_ar", "a string", is_text),
    ("favor_means", "a string", is_text),
    ("against_means", "a string", is_text),
    ("lexicon", "a file name", is_text),
    ("direction", "a table", |v| v.is_table()),
    ("entity_required", "true or false", |v| v.is_bool()),
    ("topic_triggers", "a list of strings", is_texts),
    ("own_side", "a list of strings", is_texts),
    ("adversary", "a list of strings", is_texts),
];

/// Sections that hold lists of strings.
const LISTS: [&str; 2] = ["lexicon", "examples"];

/// Keys without which there is no target, and what they are for.
const REQUIRED: [(&str, &str); 3] = [
    ("id", "the name of the target in `stances.target_id`"),
    ("statement_ar", "what claims are for or against, in Arabic"),
    ("topic_triggers", "an article without any of these words is off target"),
];

fn is_text(value: &DeValue<'_>) -> bool {
    value.as_str().is_some_and(|s| !s.trim().is_empty())
}

fn is_texts(value: &DeValue<'_>) -> bool {
    value.as_array().is_some_and(|list| list.iter().all(|v| v.get_ref().is_str()))
}

/// A parsed target file that knows its rows.
#[derive(Debug)]
pub(super) struct Document<'t> {
    pub(super) path: &'t Path,
    text: &'t str,
    table: DeTable<'t>,
}

impl<'t> Document<'t> {
    /// Parses the file; `None`, with a fault, where it is no TOML.
    pub(super) fn parse(path: &'t Path, text: &'t str, faults: &mut Vec<TargetFault>) -> Option<Self> {
        let (table, errors) = DeTable::parse_recoverable(text);
        let row = |e: &toml::de::Error| e.span().map(|span| row_of(text, span.start));
        for error in &errors {
            let at = Location { row: row(error), ..Location::path(path) };
            faults.push(TargetFault::error(Fault::Wrong, &at, error.message()));
        }
        errors.is_empty().then(|| Self { path, text, table: table.into_inner() })
    }

    /// The file as findings name it.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// The place of a dotted key, with its row where it is there.
    pub(super) fn at(&self, key: &str) -> Location {
        let mut parts = key.split('.');
        let (section, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let found = self.table.get_key_value(section).and_then(|(outer, value)| match value.get_ref().as_table() {
            Some(inner) if !name.is_empty() => inner.get_key_value(name).map(|(k, _)| k.span()),
            _ => Some(outer.span()),
        });
        Location { row: found.map(|span| row_of(self.text, span.start)), ..Location::path(self.path) }.field(key)
    }

    /// A section.
    pub(super) fn section(&self, name: &str) -> Option<&DeTable<'t>> {
        self.table.get(name).and_then(|v| v.get_ref().as_table())
    }

    /// A string of `[target]`.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.section("target")?.get(key)?.get_ref().as_str()
    }

    /// The strings of a list, with their rows.
    pub(super) fn strings(&self, section: &str, key: &str) -> Vec<(&str, u64)> {
        let list = self.section(section).and_then(|t| t.get(key)).and_then(|v| v.get_ref().as_array());
        let row = |at: std::ops::Range<usize>| row_of(self.text, at.start);
        list.into_iter().flatten().filter_map(|v| Some((v.get_ref().as_str()?, row(v.span())))).collect()
    }

    /// Unknown and missing keys.
    pub(super) fn keys(&self, faults: &mut Vec<TargetFault>) {
        self.known("", &SECTIONS, faults);
        self.known("target", &TARGET_KEYS, faults);
        self.known("thresholds", &THRESHOLDS, faults);
        self.known("words", &WORDS_KEYS, faults);
        self.known("examples", &Stance::spellings(), faults);
        if let Some(direction) = self.inner("target", "direction") {
            for key in direction.keys().filter(|key| !DIRECTED.iter().any(|c| c.name() == key.get_ref().as_ref())) {
                let names = DIRECTED.map(Category::name);
                faults.push(self.unknown("target.direction", key.get_ref(), &names));
            }
        }
        let Some(target) = self.section("target") else {
            let at = Location::path(self.path).field("target");
            faults.push(TargetFault::error(Fault::Missing, &at, "the section is missing"));
            return;
        };
        for (key, what) in REQUIRED.into_iter().filter(|(key, _)| !target.contains_key(*key)) {
            let at = self.at(&format!("target.{key}"));
            faults.push(TargetFault::error(Fault::Missing, &at, "the key is missing").hint(what));
        }
        for stance in Stance::ALL {
            if self.strings("examples", stance.as_str()).is_empty() {
                let at = self.at(&format!("examples.{stance}"));
                let fault = TargetFault::warning(Fault::Missing, &at, format!("no example that is {stance}"));
                faults.push(fault.hint("two or three examples a label keep later changes honest"));
            }
        }
    }

    /// Values of the wrong type or out of their range, and directions that contradict each other.
    pub(super) fn values(&self, faults: &mut Vec<TargetFault>) {
        for (key, what, test) in TYPES {
            let value = self.section("target").and_then(|t| t.get(key));
            if let Some(value) = value.filter(|v| !test(v.get_ref())) {
                faults.push(self.wrong(&format!("target.{key}"), what, value.get_ref()));
            }
        }
        for section in LISTS {
            for (key, value) in self.section(section).into_iter().flatten().filter(|(_, v)| !is_texts(v.get_ref())) {
                faults.push(self.wrong(&format!("{section}.{}", key.get_ref()), "a list of strings", value.get_ref()));
            }
        }
        for (key, low, high) in [("favor", 0.0, 1.0), ("against", -1.0, 0.0)] {
            if let Some(value) = self.section("thresholds").and_then(|t| t.get(key)) {
                if !number(value.get_ref()).is_some_and(|n| (low..=high).contains(&n)) {
                    let what = format!("a number from {low} to {high}");
                    faults.push(self.wrong(&format!("thresholds.{key}"), &what, value.get_ref()));
                }
            }
        }
        self.directions(faults);
    }

    fn directions(&self, faults: &mut Vec<TargetFault>) {
        let Some(direction) = self.inner("target", "direction") else { return };
        let at = self.at("target.direction");
        for (key, value) in direction {
            if !number(value.get_ref()).is_some_and(|n| (-1.0..=1.0).contains(&n)) {
                let field = format!("target.direction.{}", key.get_ref());
                faults.push(self.wrong(&field, "a number from -1 to 1", value.get_ref()));
            }
        }
        let of = |name: &str, default| direction.get(name).map_or(Some(default), |v| number(v.get_ref()));
        if let (Some(depart), Some(presence)) = (of("depart", 1.0), of("presence", -1.0)) {
            if depart * presence > 0.0 {
                let message = "`depart` and `presence` point the same way, so that every event is for the statement";
                let hint = "`depart` realises the statement (1), `presence` blocks it (-1)";
                faults.push(TargetFault::error(Fault::Contradictory, &at, message).hint(hint));
            }
        }
    }

    fn inner(&self, section: &str, key: &str) -> Option<&DeTable<'t>> {
        self.section(section)?.get(key)?.get_ref().as_table()
    }

    fn known(&self, section: &str, names: &[&str], faults: &mut Vec<TargetFault>) {
        let table = if section.is_empty() { Some(&self.table) } else { self.section(section) };
        for key in table.into_iter().flat_map(|t| t.keys()).filter(|k| !names.contains(&k.get_ref().as_ref())) {
            faults.push(self.unknown(section, key.get_ref(), names));
        }
    }

    fn unknown(&self, section: &str, key: &str, names: &[&str]) -> TargetFault {
        let field = if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
        let fault = TargetFault::error(Fault::Unknown, &self.at(&field), "unknown key");
        fault.hint(match nearest(key, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known keys: {}", names.join(", ")),
        })
    }

    fn wrong(&self, field: &str, what: &str, value: &DeValue<'_>) -> TargetFault {
        let found = match value {
            DeValue::String(text) if text.trim().is_empty() => "an empty string".to_owned(),
            DeValue::Integer(n) => n.to_string(),
            DeValue::Float(n) => n.to_string(),
            other => other.type_str().to_owned(),
        };
        TargetFault::error(Fault::Wrong, &self.at(field), format!("expected {what}, found {found}"))
    }
}

fn number(value: &DeValue<'_>) -> Option<f64> {
    let text = value.as_float().map(toml::de::DeFloat::as_str).or(value.as_integer().map(toml::de::DeInteger::as_str));
    text?.parse().ok()
}

/// One-based row of a byte.
fn row_of(text: &str, byte: usize) -> u64 {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..byte.min(text.len())]).count() as u64 + 1
}
