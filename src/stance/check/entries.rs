//! The entries of a target's lexicon: which are double, contradictory or dead.

use super::document::Document;
use super::{Fault, TargetFault};
use crate::error::{Error, Location};
use crate::model::counted;
use crate::stance::Target;
use crate::stance::category::Category;
use crate::stance::lexicon::{HEADER, Lexicon, category_of};
use crate::stance::reading;
use crate::stance::wordlists::SHARED;
use crate::text::fold::{Level, fold};
use std::collections::BTreeMap;
use std::path::Path;

/// Categories of which a form can have only one.
const OPPOSITES: [(Category, Category); 9] = [
    (Category::Depart, Category::Presence),
    (Category::Depart, Category::PresenceWeak),
    (Category::Reduce, Category::Presence),
    (Category::EvalPos, Category::EvalNeg),
    (Category::Good, Category::Bad),
    (Category::Need, Category::NoNeed),
    (Category::Able, Category::Unable),
    (Category::AttPos, Category::AttNeg),
    (Category::EntityGood, Category::EntityBad),
];

/// A phrase of the lexicon.
#[derive(Debug)]
struct Entry {
    category: Category,
    form: String,
    /// What the lexicon stores.
    key: String,
    at: Location,
}

/// Every phrase of the target's own files.
#[derive(Debug)]
pub(super) struct Entries {
    list: Vec<Entry>,
    /// Categories of the words that every target inherits, by key.
    shared: BTreeMap<String, Vec<Category>>,
}

/// The key under which the lexicon stores a form; a single letter at the end is a preposition of the next word.
fn key_of(form: &str) -> String {
    let key = fold(form, Level::K3);
    let mut words: Vec<&str> = key.split_whitespace().collect();
    if words.len() > 1 && words.last().is_some_and(|w| w.chars().count() == 1) {
        words.pop();
    }
    words.join(" ")
}

impl Entries {
    /// Reads inline lists, the two side lists and the lexicon file; rows that are none become faults.
    pub(super) fn read(document: &Document<'_>, faults: &mut Vec<TargetFault>) -> Self {
        let mut entries = Self { list: Vec::new(), shared: BTreeMap::new() };
        for key in document.section("lexicon").into_iter().flat_map(|t| t.keys()) {
            let key = key.get_ref().as_ref();
            let field = format!("lexicon.{key}");
            match category_of(key) {
                Ok(category) => entries.inline(document, "lexicon", key, category, faults),
                Err(error) => faults.push(told(Fault::Unknown, &document.at(&field), &error)),
            }
        }
        for (key, category) in [("own_side", Category::OwnSide), ("adversary", Category::Adversary)] {
            entries.inline(document, "target", key, category, faults);
        }
        // TOML tables come sorted by key; findings speak of the later entry, so the order of the file counts.
        entries.list.sort_by_key(|e| e.at.row);
        if let Some(name) = document.text("lexicon") {
            let path = document.path.parent().unwrap_or(Path::new("")).join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => entries.file(&path, &text, faults),
                Err(error) => {
                    let at = document.at("target.lexicon");
                    let message = format!("{}: {error}", path.display());
                    let fault = TargetFault::error(Fault::Missing, &at, message);
                    faults.push(fault.hint("the lexicon is looked for beside the target file"));
                }
            }
        }
        for row in SHARED.1.lines().skip(1) {
            let mut fields = row.split('\t');
            if let (Some(name), Some(_), Some(forms)) = (fields.next(), fields.next(), fields.next()) {
                if let Some(category) = Category::parse(name) {
                    forms.split('|').for_each(|f| entries.shared.entry(key_of(f)).or_default().push(category));
                }
            }
        }
        entries
    }

    fn inline(
        &mut self,
        document: &Document<'_>,
        section: &str,
        key: &str,
        category: Category,
        faults: &mut Vec<TargetFault>,
    ) {
        for (form, row) in document.strings(section, key) {
            let at = Location::path(document.path).row(row).field(format!("{section}.{key}"));
            self.add(category, form, at, faults);
        }
    }

    fn file(&mut self, path: &Path, text: &str, faults: &mut Vec<TargetFault>) {
        let mut lines = text.lines().enumerate();
        let header = lines.next().map_or("", |(_, line)| line.trim_start_matches('\u{FEFF}'));
        if header != HEADER {
            let at = Location::path(path).row(1);
            faults.push(TargetFault::error(
                Fault::Wrong,
                &at,
                format!("the header is `{header}`, expected `{HEADER}`"),
            ));
            return;
        }
        for (n, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let at = Location::path(path).row(n as u64 + 1);
            let fields: Vec<&str> = line.split('\t').collect();
            let &[category, weight, forms, ref note @ ..] = fields.as_slice() else {
                let message = format!("{}, expected category, weight, forms, note", counted(fields.len(), "column"));
                faults.push(TargetFault::error(Fault::Missing, &at, message).hint("columns are divided by tabs"));
                continue;
            };
            if note.first().is_none_or(|n| n.trim().is_empty()) {
                let at = at.clone().field("note");
                let fault = TargetFault::warning(Fault::Missing, &at, "the row does not say what it holds");
                faults.push(fault);
            }
            if !weight.parse::<f64>().is_ok_and(|w| (0.0..=1.0).contains(&w)) {
                let at = at.clone().field("weight");
                faults.push(TargetFault::error(Fault::Wrong, &at, format!("`{weight}` is no weight from 0 to 1")));
            }
            match category_of(category) {
                Ok(category) => {
                    forms.split('|').for_each(|f| self.add(category, f, at.clone().field("forms"), faults));
                }
                Err(error) => faults.push(told(Fault::Unknown, &at.field("category"), &error)),
            }
        }
    }

    fn add(&mut self, category: Category, form: &str, at: Location, faults: &mut Vec<TargetFault>) {
        match Lexicon::default().add(category, 1.0, form) {
            Ok(()) => self.list.push(Entry { category, form: form.to_owned(), key: key_of(form), at }),
            Err(error) => faults.push(told(Fault::Wrong, &at, &error)),
        }
    }

    /// Sides that have no words, doubles and contradictions.
    pub(super) fn check(&self, document: &Document<'_>, faults: &mut Vec<TargetFault>) {
        self.sides(document, faults);
        let mut seen: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.list {
            let known = seen.entry(&entry.key).or_default();
            if let Some(first) = known.iter().find(|e| e.category == entry.category) {
                faults.push(double(entry, first));
                continue;
            }
            if let Some((first, why)) = known.iter().find_map(|e| Some((e, clash(e.category, entry.category)?))) {
                let message = format!("`{}` is {} and {}", entry.form, first.category.name(), entry.category.name());
                let hint = format!("{why}; the other is at {}", first.at);
                faults.push(TargetFault::error(Fault::Contradictory, &entry.at, message).hint(hint));
            } else if let Some(other) = self.inherited_opposite(entry) {
                let message = format!(
                    "`{}` is {} here and {} in the words that every target inherits",
                    entry.form,
                    entry.category.name(),
                    other.name()
                );
                let hint = "both will count; take a longer phrase";
                faults.push(TargetFault::warning(Fault::Contradictory, &entry.at, message).hint(hint));
            }
            known.push(entry);
        }
    }

    fn inherited_opposite(&self, entry: &Entry) -> Option<Category> {
        let shared = self.shared.get(&entry.key)?;
        shared.iter().copied().find(|&c| c != Category::Block && clash(c, entry.category).is_some())
    }

    fn sides(&self, document: &Document<'_>, faults: &mut Vec<TargetFault>) {
        let has = |test: fn(Category) -> bool| self.list.iter().any(|e| test(e.category));
        let end = |c: Category| matches!(c, Category::Depart | Category::Reduce | Category::Halt | Category::End);
        let stay = |c: Category| matches!(c, Category::Presence | Category::PresenceWeak);
        let at = Location::path(document.path).field("lexicon");
        let mut missing = |message: &str, hint: &str| {
            faults.push(TargetFault::error(Fault::Missing, &at, message).hint(hint));
        };
        if !has(end) {
            missing("no event realises the statement", "list its words as `depart`");
        }
        if !has(stay) {
            missing("no event blocks the statement", "list its words as `presence`");
        }
        let required = document.section("target").and_then(|t| t.get("entity_required"));
        let required = required.and_then(|v| v.get_ref().as_bool()).unwrap_or(true);
        let entity = |c: Category| c.is_entity() || c == Category::Force;
        if required && !has(entity) {
            missing(
                "no entity, though events count only beside one",
                "list its names as `entity`, or set target.entity_required = false",
            );
        }
    }

    /// Entries that do not match even a text that is the entry itself.
    pub(super) fn find_dead(&self, target: &Target, faults: &mut Vec<TargetFault>) {
        for entry in &self.list {
            let written = written(&entry.form);
            let tokens = reading::tokenise(&written);
            let marks = target.lexicon().marks(&tokens, 0..tokens.len());
            if marks.iter().any(|m| m.is(entry.category) && m.start == 0) {
                continue;
            }
            let instead = marks.first().filter(|m| m.end == tokens.len()).map(|m| m.sense.category.name());
            let message = format!("`{}` can never match as {}", entry.form, entry.category.name());
            let hint = match instead {
                Some("block") => "an entry of `block` takes its words".to_owned(),
                Some(other) => format!("its words are read as {other}"),
                None => "a text is cut into words, numbers and marks; write the entry as words".to_owned(),
            };
            faults.push(TargetFault::error(Fault::Dead, &entry.at, message).hint(hint));
        }
    }
}

/// Why two categories exclude each other, if they do.
fn clash(a: Category, b: Category) -> Option<&'static str> {
    if (a == Category::Block) != (b == Category::Block) {
        return Some("`block` wins, so that the other never counts");
    }
    let opposite = |(x, y): &(Category, Category)| (*x, *y) == (a, b) || (*y, *x) == (a, b);
    OPPOSITES.iter().any(opposite).then_some("a form has one side")
}

fn double(entry: &Entry, first: &Entry) -> TargetFault {
    let message = if entry.form == first.form {
        format!("`{}` is there twice as {}", entry.form, entry.category.name())
    } else {
        format!("`{}` and `{}` are one {} after folding", entry.form, first.form, entry.category.name())
    };
    TargetFault::warning(Fault::Duplicate, &entry.at, message).hint(format!("the first one is at {}", first.at))
}

/// A form as a text may have it: a verb `perfect/imperfect` in the perfect.
fn written(form: &str) -> String {
    form.split_whitespace().map(|w| w.split_once('/').map_or(w, |(perfect, _)| perfect)).collect::<Vec<_>>().join(" ")
}

/// An error of the loader as a fault at a place.
fn told(fault: Fault, at: &Location, error: &Error) -> TargetFault {
    let text = error.to_string();
    let place = error.location().to_string();
    let message = text.strip_prefix(&format!("{place}: ")).unwrap_or(&text);
    TargetFault::error(fault, at, message)
}
