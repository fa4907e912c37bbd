//! What a stance is toward: a TOML file that names events, entities and the words of its debate.

use super::attitude::CueAttitude;
use super::category::Category;
use super::lexicon::{Lexicon, category_of, nearest};
use super::speakers::Speakers;
use super::trigger::Triggers;
use super::wordlists::{SHARED, WordLists};
use super::words::Words;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Stance, Vocabulary};
use crate::text::spelling::PerSpelling;
use std::borrow::Cow;
use std::path::Path;
use std::sync::OnceLock;
use toml::{Table, Value};

/// The first target, from the files that the data set itself ships.
const COALITION: (&str, &str) = (
    "datasets/coalition-withdrawal/targets/coalition-withdrawal.toml",
    include_str!("../../datasets/coalition-withdrawal/targets/coalition-withdrawal.toml"),
);

/// A file beside the first target's.
fn beside_coalition(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()) {
        Some("json") => {
            include_str!("../../datasets/coalition-withdrawal/targets/coalition-withdrawal.words.json")
        }
        _ => include_str!("../../datasets/coalition-withdrawal/targets/coalition-withdrawal.tsv"),
    }
}

/// A configured target.
///
/// ```
/// use claimkit::stance::Target;
/// let target = Target::built_in().unwrap();
/// assert_eq!(target.id(), "coalition-withdrawal");
/// ```
#[derive(Debug)]
pub struct Target {
    id: String,
    statement: String,
    direction: Direction,
    pub(super) entity_required: bool,
    /// An article that holds none of them is off target.
    pub(super) triggers: Triggers,
    pub(super) favor_from: f64,
    pub(super) against_from: f64,
    lists: WordLists,
    /// A model of words beside the rules.
    pub(super) words: Option<Words>,
    /// Speakers who were looked at.
    pub(super) speakers: Speakers,
    /// What cues mean for it, by their dictionary forms.
    pub(super) attitudes: PerSpelling<CueAttitude>,
    examples: Vec<(Stance, String)>,
    /// The target file.
    file: String,
    hash: OnceLock<String>,
}

/// What it says about the statement that a thing is good: +1 for it, -1 against it.
#[derive(Debug, Clone, Copy)]
struct Direction([f64; 9]);

pub(super) const DIRECTED: [Category; 9] = [
    Category::Depart,
    Category::Reduce,
    Category::Halt,
    Category::Loss,
    Category::Presence,
    Category::Entity,
    Category::EntityBad,
    Category::EntityGood,
    Category::Support,
];

/// Sections of a target file.
pub(super) const SECTIONS: [&str; 5] = ["target", "lexicon", "words", "thresholds", "examples"];

/// Keys of its section `target`.
pub(super) const TARGET_KEYS: [&str; 10] = [
    "id",
    "statement_ar",
    "favor_means",
    "against_means",
    "lexicon",
    "direction",
    "entity_required",
    "topic_triggers",
    "own_side",
    "adversary",
];

/// Keys of its section `thresholds`.
pub(super) const THRESHOLDS: [&str; 2] = ["favor", "against"];

/// Keys of its section `words`.
pub(super) const WORDS_KEYS: [&str; 2] = ["model", "ratio"];

/// How many times as likely the rules' label is beside a model of words, where a file does not say.
const RATIO: f64 = 4.0;

impl Target {
    /// The coalition's withdrawal from Iraq.
    ///
    /// # Errors
    /// Never in a released program (a test loads the files); the same errors as [`load`](Self::load) else.
    pub fn built_in() -> Result<Self> {
        let (path, toml) = COALITION;
        Self::parse(Path::new(path), toml, |path| Ok(beside_coalition(path).into()))
    }

    /// A target from a TOML file; its lexicon file is looked for beside it.
    ///
    /// # Errors
    /// If a file cannot be read, is no TOML, has an unknown key, misses a key, or has a wrong value. The error names
    /// file, key and row.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let read = |path: &Path| std::fs::read_to_string(path).map(Cow::Owned).map_err(|e| Error::io(path, e));
        let target = Self::parse(path, &read(path)?, read)?;
        target.lists.check()?;
        if let Some(words) = &target.words {
            words.check(&target.id)?;
        }
        Ok(target)
    }

    /// The same target without its model of words: the rules alone.
    ///
    /// ```
    /// use claimkit::stance::Target;
    /// let target = Target::built_in()?;
    /// let hash = target.hash().to_owned();
    /// assert_ne!(target.rules_alone().hash(), hash);
    /// # Ok::<(), claimkit::error::Error>(())
    /// ```
    #[must_use]
    pub fn rules_alone(mut self) -> Self {
        let whole = self.hash().to_owned();
        if self.words.take().is_some() {
            self.hash = blake3::hash(format!("{whole} rules alone").as_bytes()).to_hex().to_string().into();
        }
        self
    }

    /// Its lexicon.
    pub(super) fn lexicon(&self) -> &Lexicon {
        self.lists.lexicon()
    }

    /// Its id (`coalition-withdrawal`).
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The statement that claims are for or against, in Arabic.
    pub fn statement(&self) -> &str {
        &self.statement
    }

    /// The target file as it was read; the lists beside it are not in it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// BLAKE3 of everything the labels of this target depend on, for the manifest of a release.
    pub fn hash(&self) -> &str {
        self.hash.get_or_init(|| {
            let mut hash = blake3::Hasher::new();
            hash.update(SHARED.1.as_bytes()).update(self.file.as_bytes());
            self.lists.own_files().for_each(|text| _ = hash.update(text.as_bytes()));
            self.words.iter().for_each(|words| _ = hash.update(words.text().as_bytes()));
            hash.finalize().to_hex().to_string()
        })
    }

    /// The target file's own examples: a content and the label it must get.
    pub fn examples(&self) -> impl Iterator<Item = (Stance, &str)> {
        self.examples.iter().map(|(stance, text)| (*stance, text.as_str()))
    }

    /// +1 where it is for the statement that there is more of a thing, -1 where it is against it.
    pub(super) fn direction(&self, category: Category) -> f64 {
        let category = if category == Category::PresenceWeak { Category::Presence } else { category };
        DIRECTED.iter().position(|c| *c == category).map_or(0.0, |i| self.direction.0[i])
    }

    fn parse(path: &Path, text: &str, read: impl Fn(&Path) -> Result<Cow<'static, str>>) -> Result<Self> {
        let file: Table = text.parse().map_err(|e: toml::de::Error| {
            let row = e.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            Error::new(ErrorKind::Config, e.message().to_string()).at(Location::path(path).row(row as u64))
        })?;
        let top = Section { path, name: "", table: &file };
        top.only(&SECTIONS)?;
        let target = top.section("target")?.ok_or_else(|| top.error("target", "the section is missing"))?;
        target.only(&TARGET_KEYS)?;

        let mut lists = WordLists::default();
        if let Some(section) = top.section("lexicon")? {
            for key in section.table.keys() {
                let category = category_of(key).map_err(|e| e.at(section.at(key)))?;
                lists.inline(category, section.strings(key)?, section.at(key));
            }
        }
        for (key, category) in [("own_side", Category::OwnSide), ("adversary", Category::Adversary)] {
            lists.inline(category, target.strings(key)?, target.at(key));
        }
        if let Some(name) = target.string("lexicon")? {
            let beside = path.parent().unwrap_or(Path::new("")).join(&name);
            let rows = read(&beside)?;
            lists.file(beside.display().to_string(), rows);
        }

        let mut direction = Direction([1.0, 1.0, 1.0, 1.0, -1.0, -1.0, -1.0, -1.0, -1.0]);
        if let Some(section) = target.section("direction")? {
            section.only(&DIRECTED.map(Category::name))?;
            for (i, category) in DIRECTED.iter().enumerate() {
                if let Some(value) = section.number(category.name(), -1.0..=1.0)? {
                    direction.0[i] = value;
                }
            }
        }
        let words = match top.section("words")? {
            None => None,
            Some(section) => {
                section.only(&WORDS_KEYS)?;
                let name = section.string("model")?.ok_or_else(|| section.error("model", "the key is missing"))?;
                let beside = path.parent().unwrap_or(Path::new("")).join(&name);
                let ratio = section.number("ratio", 1.0..=1000.0)?.unwrap_or(RATIO);
                Some(Words::new(&beside, read(&beside)?, ratio))
            }
        };
        let required = |key: &str| target.string(key)?.ok_or_else(|| target.error(key, "the key is missing"));
        let thresholds = top.section("thresholds")?;
        let threshold = |key: &str, range, default| match &thresholds {
            Some(section) => Ok(section.number(key, range)?.unwrap_or(default)),
            None => Ok(default),
        };
        if let Some(section) = &thresholds {
            section.only(&THRESHOLDS)?;
        }
        let mut examples = Vec::new();
        if let Some(section) = top.section("examples")? {
            section.only(&Stance::spellings())?;
            for stance in Stance::ALL {
                examples.extend(section.strings(stance.as_str())?.into_iter().map(|text| (*stance, text)));
            }
        }
        let triggers = Triggers::new(&target.strings("topic_triggers")?)
            .ok_or_else(|| target.error("topic_triggers", "at least one word is needed"))?;
        Ok(Self {
            id: required("id")?.replace('_', "-"),
            statement: required("statement_ar")?,
            direction,
            entity_required: target.boolean("entity_required")?.unwrap_or(true),
            triggers,
            favor_from: threshold("favor", 0.0..=1.0, 0.25)?,
            against_from: threshold("against", -1.0..=0.0, -0.25)?,
            lists,
            words,
            speakers: Speakers::default(),
            attitudes: PerSpelling::default(),
            examples,
            file: text.to_owned(),
            hash: OnceLock::new(),
        })
    }
}

/// A table of the file, with its place for errors.
struct Section<'t> {
    path: &'t Path,
    name: &'t str,
    table: &'t Table,
}

impl<'t> Section<'t> {
    fn at(&self, key: &str) -> Location {
        let dot = if self.name.is_empty() { "" } else { "." };
        Location::path(self.path).field(format!("{}{dot}{key}", self.name))
    }

    fn error(&self, key: &str, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Config, message).at(self.at(key))
    }

    /// Refuses every key that is not among the known ones.
    fn only(&self, known: &[&str]) -> Result<()> {
        let Some(key) = self.table.keys().find(|key| !known.contains(&key.as_str())) else { return Ok(()) };
        let error = self.error(key, "unknown key");
        Err(match nearest(key, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint(format!("known keys: {}", known.join(", "))),
        })
    }

    fn typed<T>(&self, key: &str, what: &str, get: impl Fn(&'t Value) -> Option<T>) -> Result<Option<T>> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        get(value).map(Some).ok_or_else(|| self.error(key, format!("expected {what}, found {}", value.type_str())))
    }

    fn section(&self, key: &'t str) -> Result<Option<Section<'t>>> {
        let table = self.typed(key, "a table", Value::as_table)?;
        Ok(table.map(|table| Section { path: self.path, name: key, table }))
    }

    fn string(&self, key: &str) -> Result<Option<String>> {
        self.typed(key, "a string", |v| v.as_str().filter(|s| !s.trim().is_empty()).map(str::to_string))
    }

    fn boolean(&self, key: &str) -> Result<Option<bool>> {
        self.typed(key, "true or false", Value::as_bool)
    }

    fn number(&self, key: &str, range: std::ops::RangeInclusive<f64>) -> Result<Option<f64>> {
        let what = format!("a number from {} to {}", range.start(), range.end());
        self.typed(key, &what, |v| v.as_float().or(v.as_integer().map(|i| i as f64)).filter(|n| range.contains(n)))
    }

    fn strings(&self, key: &str) -> Result<Vec<String>> {
        let list = self.typed(key, "a list of strings", |v| {
            v.as_array()?.iter().map(|item| item.as_str().map(str::to_string)).collect::<Option<Vec<_>>>()
        })?;
        Ok(list.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Target> {
        let target = Target::parse(Path::new("t.toml"), text, |path| {
            Err(Error::new(ErrorKind::Io, "no such file").at(Location::path(path)))
        })?;
        target.lists.check()?;
        Ok(target)
    }

    const MINIMAL: &str =
        "[target]\nid = \"fuel_subsidy\"\nstatement_ar = \"رفع الدعم\"\ntopic_triggers = [\"الدعم\"]\n";

    #[test]
    fn the_built_in_target_loads() {
        let target = Target::built_in().unwrap();
        target.lists.check().unwrap();
        assert_eq!(target.id(), "coalition-withdrawal");
        assert!(target.direction(Category::Depart) > 0.0 && target.direction(Category::PresenceWeak) < 0.0);
        assert_eq!(target.hash().len(), 64);
    }

    #[test]
    fn inline_lists_make_a_target() {
        let target = parse(&format!(
            "{MINIMAL}[lexicon]\nentity = [\"دعم الوقود\"]\npresence_override = [\"رفع قيمة الدعم\"]\n"
        ))
        .unwrap();
        assert_eq!(target.id(), "fuel-subsidy");
    }

    #[test]
    fn faults_name_file_key_and_row() {
        let cases = [
            ("[target]\nid = ", "t.toml:2: "),
            ("[targett]\nid = \"x\"\n", "t.toml: targett: unknown key (did you mean `target`?)"),
            ("[target]\nidd = \"x\"\n", "t.toml: target.idd: unknown key (did you mean `id`?)"),
            ("[target]\nid = 7\ntopic_triggers = [\"a\"]\n", "t.toml: target.id: expected a string, found integer"),
            ("[target]\nid = \"x\"\n", "t.toml: target.topic_triggers: at least one word is needed"),
            ("[target]\nid = \"x\"\ntopic_triggers = [\"a\"]\n", "t.toml: target.statement_ar: the key is missing"),
        ];
        for (text, message) in cases {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{text}: {error}");
        }
        let error = parse(&format!("{MINIMAL}[lexicon]\nentitty = []\n")).unwrap_err().to_string();
        assert_eq!(error, "t.toml: lexicon.entitty: unknown category `entitty` (did you mean `entity`?)");
        let error = parse(&format!("{MINIMAL}lexicon = \"x.tsv\"\n")).unwrap_err().to_string();
        assert_eq!(error, "x.tsv: no such file");
        let error = parse(&format!("{MINIMAL}[thresholds]\nfavor = 3\n")).unwrap_err().to_string();
        assert_eq!(error, "t.toml: thresholds.favor: expected a number from 0 to 1, found integer");
    }
}
