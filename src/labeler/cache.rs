//! Answers of programs, kept by the hash of all that they depend on.

use super::command::Answer;
use crate::error::{Error, Result};
use crate::model::{Stance, Vocabulary};
use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Folder of the caches below the data set.
const FOLDER: &str = ".claimkit-cache";

/// The answers of one labeler. A line a answer: hash, stance, confidence.
#[derive(Debug)]
pub(super) struct Cache {
    path: PathBuf,
    known: HashMap<String, Answer>,
}

impl Cache {
    /// Reads what is there. A line that a crash cut off is no answer and is asked again.
    pub(super) fn open(folder: &Path, name: &str) -> Result<Self> {
        let folder = folder.join(FOLDER);
        let path = folder.join(format!("{name}.tsv"));
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(Error::io(&path, e)),
        };
        let known = text.lines().filter_map(entry).collect();
        Ok(Self { path, known })
    }

    pub(super) fn get(&self, key: &str) -> Option<Answer> {
        self.known.get(key).copied()
    }

    /// Keeps answers, on the disk before anything else happens with them.
    pub(super) fn put(&mut self, answers: &[(String, Answer)]) -> Result<()> {
        let io = |path: &Path| {
            let path = path.to_path_buf();
            move |e| Error::io(path, e)
        };
        let folder = self.path.parent().unwrap_or(Path::new(""));
        if !folder.is_dir() {
            std::fs::create_dir_all(folder).map_err(io(folder))?;
            // Answers are no part of the data set.
            let ignore = folder.join(".gitignore");
            std::fs::write(&ignore, "*\n").map_err(io(&ignore))?;
        }
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).map_err(io(&self.path))?;
        // After a line that was cut off, a new one must not join it.
        let mut text = String::from("\n");
        for (key, answer) in answers {
            text.push_str(&[key, answer.stance.as_str(), &answer.confidence.to_string()].join("\t"));
            text.push('\n');
            self.known.insert(key.clone(), *answer);
        }
        file.write_all(text.as_bytes()).map_err(io(&self.path))
    }
}

fn entry(line: &str) -> Option<(String, Answer)> {
    let [key, stance, confidence] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
    let confidence = confidence.parse().ok().filter(|c| (0.0..=1.0).contains(c))?;
    (key.len() == 64).then_some((key.to_owned(), Answer { stance: Stance::parse(stance)?, confidence }))
}
