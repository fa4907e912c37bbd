//! `claimkit.toml`: what a data set is made of.

pub use crate::dataset::info::DatasetInfo;
use crate::dataset::split::{SplitConfig, Splitter};
use crate::dataset::{OwnCheck, TextForm};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::ingest::SourceSpec;
use crate::labeler::{LabelerSpec, RULES};
use crate::stance::Target;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Name of the configuration file.
pub const FILE: &str = "claimkit.toml";

/// A data set: a folder with a configuration.
#[derive(Debug, Clone)]
pub struct DatasetConfig {
    /// The folder; every path of the configuration is relative to it.
    pub folder: PathBuf,
    /// What the release says of itself.
    pub dataset: DatasetInfo,
    /// Where the articles are.
    pub sources: Vec<SourceSpec>,
    /// Target files, as configured.
    pub targets: Vec<String>,
    /// CSV file of known speakers, as configured; see [`crate::gazetteer`].
    pub gazetteer: Option<String>,
    /// Id of the target whose label stands in `claims.stance`; the first target where it is `None`.
    pub primary_target: Option<String>,
    /// The labeler whose label stands in `claims.stance`; the first label where it is `None`.
    pub primary_labeler: Option<String>,
    /// Labelers beside the rules.
    pub labelers: Vec<LabelerSpec>,
    /// How articles are divided.
    pub split: SplitConfig,
    /// Where releases go.
    pub output: OutputConfig,
    /// Checks of its own.
    pub checks: Vec<OwnCheck>,
    /// Rejected rows that are tolerated; `None` tolerates any number.
    pub max_rejects: Option<u64>,
    /// The file as it was read, as JSON, for the manifest.
    pub document: serde_json::Value,
}

/// The `[output]` table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputConfig {
    /// Folder of the releases.
    pub dir: String,
    /// Rows of a Parquet file at most.
    pub rows_per_shard: usize,
    /// Whether the release holds the texts (`full`) or only places, lengths and hashes (`standoff`).
    pub text: TextForm,
}

impl Default for OutputConfig {
    fn default() -> Self {
        Self { dir: "releases".into(), rows_per_shard: 200_000, text: TextForm::Full }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dataset: DatasetInfo,
    #[serde(default)]
    source: Vec<SourceSpec>,
    #[serde(default)]
    targets: Vec<String>,
    #[serde(default)]
    gazetteer: Option<String>,
    #[serde(default)]
    primary_target: Option<String>,
    #[serde(default)]
    primary_labeler: Option<String>,
    #[serde(default)]
    labeler: Vec<LabelerSpec>,
    #[serde(default)]
    split: SplitConfig,
    #[serde(default)]
    output: OutputConfig,
    #[serde(default)]
    check: Vec<OwnCheck>,
    #[serde(default)]
    max_rejects: Option<u64>,
}

impl DatasetConfig {
    /// Reads and checks `<folder>/claimkit.toml`.
    ///
    /// # Errors
    /// When the file is missing, is not TOML, has a key that is not known, a name or version that is none, shares that
    /// do not add up, or names a file that does not exist, or a target that is none of its targets; the message names
    /// file, line and key.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|e| {
            let missing = e.kind() == std::io::ErrorKind::NotFound;
            let error = Error::io(&path, e);
            if missing { error.hint("a data set is a folder with a claimkit.toml") } else { error }
        })?;
        let config = Self::parse(folder, &text)?;
        let files = config.targets.iter().enumerate().map(|(n, file)| (format!("targets[{n}]"), file));
        let licence = config.dataset.licence_file.iter().map(|f| ("dataset.licence_file".to_owned(), f));
        let changelog = config.dataset.changelog_file.iter().map(|f| ("dataset.changelog_file".to_owned(), f));
        let gazetteer = config.gazetteer.iter().map(|f| ("gazetteer".to_owned(), f));
        let labelers = config.labelers.iter().enumerate().flat_map(|(n, l)| {
            let named =
                [("model", &l.model), ("labels", &l.labels)].into_iter().filter_map(|(k, f)| Some((k, f.as_ref()?)));
            let files = named.chain(l.files.iter().map(|f| ("files", f)));
            files.map(move |(key, file)| (format!("labeler[{n}].{key}"), file))
        });
        for (key, file) in files.chain(labelers).chain(licence).chain(changelog).chain(gazetteer) {
            let at = folder.join(file);
            if !at.is_file() {
                return Err(config.wrong(&key, format!("no such file: {}", at.display())));
            }
        }
        config.check_targets()?;
        Ok(config)
    }

    /// Reads a configuration from memory; files that it names are not looked for, and ids of targets are not compared.
    ///
    /// ```
    /// use claimkit::config::DatasetConfig;
    /// let wrong = "[dataset]\nname = 'news'\nversion = '1.0.0'\nlicense = 'cc-by-4.0'";
    /// let error = DatasetConfig::parse("data".as_ref(), wrong).unwrap_err();
    /// assert!(error.to_string().starts_with("data/claimkit.toml:4: dataset.license: unknown field `license`"));
    /// assert!(error.to_string().ends_with("(did you mean `licence`?)"));
    /// ```
    ///
    /// # Errors
    /// See [`load`](Self::load).
    pub fn parse(folder: &Path, text: &str) -> Result<Self> {
        let path = folder.join(FILE);
        let deserializer = toml::Deserializer::parse(text).map_err(|e| toml_error(&path, text, None, &e))?;
        let file: File = serde_path_to_error::deserialize(deserializer).map_err(|e| {
            let key = e.path().to_string();
            toml_error(&path, text, Some(&key), e.inner())
        })?;
        let document = toml::from_str(text).map_err(|e| toml_error(&path, text, None, &e))?;
        let config = Self {
            folder: folder.to_path_buf(),
            dataset: file.dataset,
            sources: file.source,
            targets: file.targets,
            gazetteer: file.gazetteer,
            primary_target: file.primary_target,
            primary_labeler: file.primary_labeler,
            labelers: file.labeler,
            split: file.split,
            output: file.output,
            checks: file.check,
            max_rejects: file.max_rejects,
            document,
        };
        config.check()?;
        Ok(config)
    }

    /// Where the releases go: the configured folder, relative to the data set.
    pub fn releases(&self) -> PathBuf {
        self.folder.join(&self.output.dir)
    }

    /// Paths of the target files.
    pub fn target_paths(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.targets.iter().map(|t| self.folder.join(t))
    }

    /// The targets, or the one inside the program where none is named.
    ///
    /// # Errors
    /// When a target file cannot be read or is none.
    pub fn load_targets(&self) -> Result<Vec<Target>> {
        if self.targets.is_empty() {
            return Ok(vec![Target::built_in()?]);
        }
        self.target_paths().map(Target::load).collect()
    }

    /// Path of the gazetteer.
    pub fn gazetteer_path(&self) -> Option<PathBuf> {
        self.gazetteer.as_ref().map(|file| self.folder.join(file))
    }

    /// The configuration with every default filled in, as the manifest keeps it; without any path of the machine.
    pub fn resolved(&self) -> serde_json::Value {
        let mut resolved = serde_json::json!({
            "dataset": self.dataset,
            "source": self.document.get("source").cloned().unwrap_or_default(),
            "targets": self.targets,
            "primary_target": self.primary_target,
            "split": self.split,
            "output": { "rows_per_shard": self.output.rows_per_shard },
        });
        // Absent where there is none, so that releases without one keep their bytes.
        if let Some(gazetteer) = &self.gazetteer {
            resolved["gazetteer"] = gazetteer.as_str().into();
        }
        // Left out where there is none, so that releases without labelers keep their bytes.
        if !self.labelers.is_empty() {
            resolved["labeler"] = serde_json::json!(self.labelers);
            resolved["primary_labeler"] = serde_json::json!(self.primary_labeler);
        }
        if !self.checks.is_empty() {
            resolved["check"] = serde_json::json!(self.checks);
        }
        resolved
    }

    fn check(&self) -> Result<()> {
        let name = &self.dataset.name;
        let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if name.is_empty() || !name.bytes().all(legal) || name.starts_with('-') {
            return Err(self
                .wrong("dataset.name", format!("{name:?} is not a name"))
                .hint("lower-case letters, digits and hyphens, such as news-ar"));
        }
        let version = &self.dataset.version;
        let plain = semver::Version::parse(version).is_ok_and(|v| v.pre.is_empty() && v.build.is_empty());
        if !plain {
            // Loaders of data sets take nothing else: 1.0.0-rc.1, 2025.1 and 1.0 fail.
            return Err(self
                .wrong("dataset.version", format!("{version:?} is not a version"))
                .hint("three numbers, such as 1.0.0"));
        }
        Splitter::new(&self.split).map_err(|e| e.at(Location::path(self.folder.join(FILE)).field("split")))?;
        if self.dataset.released.as_ref().is_some_and(|day| day.parse::<jiff::civil::Date>().is_err()) {
            let message = format!("{:?} is not a day", self.dataset.released.as_deref().unwrap_or_default());
            return Err(self.wrong("dataset.released", message).hint("write it as YYYY-MM-DD"));
        }
        if self.dataset.title.as_ref().is_some_and(|title| title.trim().is_empty()) {
            return Err(self.wrong("dataset.title", "the title is empty".into()).hint("leave it out"));
        }
        if let Some(n) = self.dataset.authors.iter().position(|author| author.trim().is_empty()) {
            return Err(self.wrong(&format!("dataset.authors[{n}]"), "the name is empty".into()));
        }
        if let Some(n) = self.sources.iter().position(|source| source.paths.is_empty()) {
            let wrong = self.wrong(&format!("source[{n}].paths"), "the list is empty".into());
            return Err(wrong.hint("add files, folders, glob patterns, or `-` for standard input"));
        }
        self.check_labelers()?;
        for (n, check) in self.checks.iter().enumerate() {
            check.check().map_err(|(field, what)| self.wrong(&format!("check[{n}].{field}"), what))?;
            if self.checks[..n].iter().any(|other| other.id == check.id) {
                return Err(self.wrong(&format!("check[{n}].id"), format!("{:?} is there twice", check.id)));
            }
        }
        if self.output.rows_per_shard == 0 {
            return Err(self.wrong("output.rows_per_shard", "a file of no rows".into()));
        }
        Ok(())
    }

    fn check_labelers(&self) -> Result<()> {
        for (n, spec) in self.labelers.iter().enumerate() {
            spec.check().map_err(|(field, what)| self.wrong(&format!("labeler[{n}].{field}"), what))?;
            if self.labelers[..n].iter().any(|other| other.name == spec.name) {
                return Err(self.wrong(&format!("labeler[{n}].name"), format!("{:?} is there twice", spec.name)));
            }
        }
        let names: Vec<&str> = std::iter::once(RULES).chain(self.labelers.iter().map(|l| l.name.as_str())).collect();
        match self.primary_labeler.as_deref().filter(|name| !names.contains(name)) {
            Some(name) => Err(self
                .wrong("primary_labeler", format!("{name:?} is no labeler"))
                .hint(format!("labelers are {}", names.join(", ")))),
            None => Ok(()),
        }
    }

    /// Whether keys that name a target by its id name one that there is. A release would lack its test set, or its labels.
    fn check_targets(&self) -> Result<()> {
        let keys =
            [("split.held_out".to_owned(), &self.split.held_out), ("primary_target".to_owned(), &self.primary_target)];
        let labelers = self.labelers.iter().enumerate().map(|(n, l)| (format!("labeler[{n}].target"), &l.target));
        let named: Vec<(String, &String)> =
            keys.into_iter().chain(labelers).filter_map(|(key, id)| Some((key, id.as_ref()?))).collect();
        // To read targets takes longer than everything else here.
        if named.is_empty() && self.targets.len() < 2 {
            return Ok(());
        }
        let targets = self.load_targets()?;
        let known: Vec<&str> = targets.iter().map(Target::id).collect();
        if let Some(n) = (1..known.len()).find(|&n| known[..n].contains(&known[n])) {
            return Err(self.wrong(&format!("targets[{n}]"), format!("the target {:?} is there twice", known[n])));
        }
        match named.into_iter().find(|(_, id)| !known.contains(&id.as_str())) {
            Some((key, id)) => Err(self
                .wrong(&key, format!("{id:?} is no target of the data set"))
                .hint(format!("targets are {}", known.join(", ")))),
            None => Ok(()),
        }
    }

    fn wrong(&self, key: &str, message: String) -> Error {
        Error::new(ErrorKind::Config, message).at(Location::path(self.folder.join(FILE)).field(key))
    }
}

/// A TOML error at file, line and key, with the nearest known key.
fn toml_error(path: &Path, text: &str, key: Option<&str>, error: &toml::de::Error) -> Error {
    let mut at = Location::path(path);
    if let Some(span) = error.span() {
        let before = text.get(..span.start).unwrap_or(text);
        at = at.row(before.matches('\n').count() as u64 + 1);
    }
    if let Some(key) = key.filter(|k| *k != ".") {
        at = at.field(key);
    }
    let message = error.message();
    let error = Error::new(ErrorKind::Config, message).at(at);
    match nearest_known(message) {
        // TOML has days of its own, which come as something else than text.
        None if key == Some("dataset.released") => error.hint("write the day in quotes: \"2026-02-03\""),
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// The known name nearest to the unknown one of a serde message "unknown field `x`, expected one of `a`, `b`".
fn nearest_known(message: &str) -> Option<&str> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let unknown = quoted.next().filter(|_| message.starts_with("unknown "))?;
    let distance = |known: &&str| strsim::osa_distance(unknown, known);
    let near = quoted.min_by_key(distance)?;
    // More than a third of the letters changed is another word, not a slip.
    (distance(&near) * 3 <= unknown.chars().count().max(3) + 2).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[dataset]\nname = 'news-ar'\nversion = '1.2.3'\n";

    fn error(text: &str) -> String {
        DatasetConfig::parse(Path::new("d"), text).unwrap_err().to_string()
    }

    #[test]
    fn defaults_are_filled_in() {
        let config = DatasetConfig::parse(Path::new("d"), GOOD).unwrap();
        assert_eq!(config.releases(), Path::new("d/releases"));
        assert_eq!(config.resolved()["split"]["policy"], "none");
    }

    #[test]
    fn mistakes_name_file_line_and_key() {
        assert!(error("[dataset\n").starts_with("d/claimkit.toml:1: "));
        let split = error(&format!("{GOOD}[split]\npolcy = 'random'\n"));
        assert!(split.starts_with("d/claimkit.toml:5: split.polcy: unknown field `polcy`"), "{split}");
        assert!(split.ends_with("(did you mean `policy`?)"), "{split}");
        let source = error(&format!("{GOOD}[[source]]\npats = ['a']\n"));
        assert!(source.starts_with("d/claimkit.toml:5: source[0].pats: "), "{source}");
        let policy = error(&format!("{GOOD}[split]\npolicy = 'randm'\n"));
        assert!(policy.contains("split.policy") && policy.ends_with("(did you mean `random`?)"), "{policy}");
        assert!(error(&GOOD.replace("1.2.3", "1.2.3-rc.1")).contains("dataset.version"));
        assert!(error(&GOOD.replace("news-ar", "News")).contains("dataset.name"));
        assert!(error(&format!("{GOOD}released = '24.11.2026'\n")).contains("dataset.released"));
        assert!(error(&format!("{GOOD}[split]\npolicy = 'random'\ntrain = 0.9\n")).contains("claimkit.toml: split: "));
        assert!(
            error(&format!("{GOOD}released = 2026-02-03\n")).ends_with("(write the day in quotes: \"2026-02-03\")")
        );
        assert!(error(&format!("{GOOD}title = ' '\n")).contains("dataset.title: the title is empty"));
        assert!(error(&format!("{GOOD}authors = ['x', '']\n")).contains("dataset.authors[1]: "));
        assert!(error(&format!("{GOOD}[[source]]\npaths = []\n")).contains("source[0].paths: the list is empty"));
    }

    fn built_in_file() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/coalition-withdrawal/targets/coalition-withdrawal.toml")
    }

    #[test]
    fn an_id_of_no_target_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let load = |text: &str| {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            DatasetConfig::load(folder.path()).map_err(|e| e.to_string())
        };
        let built_in = Target::built_in().unwrap();
        let split = |id: &str| format!("{GOOD}[split]\npolicy = 'target'\nheld_out = '{id}'\n");
        load(&split(built_in.id())).unwrap();
        let error = load(&split("withdrawl")).unwrap_err();
        let expected = "claimkit.toml: split.held_out: \"withdrawl\" is no target of the data set (targets are ";
        assert!(error.contains(expected) && error.ends_with(&format!("{})", built_in.id())), "{error}");
        let labeler = "[[labeler]]\nname = 'x'\ncommand = ['true']\ntarget = 'none'\n";
        assert!(load(&format!("{GOOD}{labeler}")).unwrap_err().contains("claimkit.toml: labeler[0].target: \"none\""));
        std::fs::copy(built_in_file(), folder.path().join("t.toml")).unwrap();
        for beside in ["coalition-withdrawal.tsv", "coalition-withdrawal.words.json"] {
            std::fs::copy(built_in_file().with_file_name(beside), folder.path().join(beside)).unwrap();
        }
        let error = load(&format!("targets = ['t.toml', './t.toml']\n{GOOD}")).unwrap_err();
        assert!(error.contains("claimkit.toml: targets[1]: ") && error.contains("there twice"), "{error}");
        let error = load(&format!("primary_target = 'none'\n{GOOD}")).unwrap_err();
        assert!(error.contains("claimkit.toml: primary_target: \"none\""), "{error}");
    }

    #[test]
    fn a_missing_target_is_named_with_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let text = format!("targets = ['targets/none.toml']\n{GOOD}");
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let message = DatasetConfig::load(folder.path()).unwrap_err().to_string();
        assert!(message.contains("claimkit.toml: targets[0]: no such file: ") && message.contains("none.toml"));
    }
}
