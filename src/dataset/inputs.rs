//! Hashes of the files that a release was made from.

use super::sums::{FileEntry, files_below};
use crate::error::{Error, ErrorKind, Location, Result};
use std::path::{Path, PathBuf};

/// Measures files, folders and glob patterns relative to a base folder; sorted, each file once. Standard input (`-`)
/// leaves no entry.
///
/// # Errors
/// When a pattern is none or a file cannot be read.
pub fn measure_inputs<'p>(base: &Path, patterns: impl IntoIterator<Item = &'p str>) -> Result<Vec<FileEntry>> {
    let mut entries = Vec::new();
    for pattern in patterns.into_iter().filter(|p| *p != "-") {
        for path in expand(base, pattern)? {
            if path.is_dir() {
                for name in files_below(&path)? {
                    let path = path.join(name);
                    entries.push(FileEntry::of(&path, name_below(base, &path))?);
                }
            } else {
                entries.push(FileEntry::of(&path, name_below(base, &path))?);
            }
        }
    }
    entries.sort_unstable();
    entries.dedup();
    Ok(entries)
}

fn expand(base: &Path, pattern: &str) -> Result<Vec<PathBuf>> {
    let plain = base.join(pattern);
    // A file whose own name holds a bracket is no pattern.
    if plain.exists() {
        return Ok(vec![plain]);
    }
    // The base folder is not part of the pattern, whatever characters its name has.
    let pattern = Path::new(&glob::Pattern::escape(&base.to_string_lossy())).join(pattern);
    let wrong = |e: glob::PatternError| Error::new(ErrorKind::Config, e.to_string()).at(Location::path(&pattern));
    let paths = glob::glob(&pattern.to_string_lossy()).map_err(wrong)?;
    paths.map(|p| p.map_err(|e| glob_error(base, e))).collect()
}

/// A folder that a pattern leads into could not be read.
fn glob_error(base: &Path, error: glob::GlobError) -> Error {
    let path = base.join(error.path());
    Error::io(path, error.into())
}

/// The path as the configuration could name it: below the base, with `/`; only the file's name outside of it, because
/// folders of a machine are no part of a release.
fn name_below(base: &Path, path: &Path) -> String {
    match path.strip_prefix(base) {
        Ok(below) => {
            let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy()).collect();
            parts.join("/")
        }
        Err(_) => path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_folders_and_patterns_are_measured_once() {
        let base = tempfile::tempdir().unwrap();
        std::fs::create_dir(base.path().join("in")).unwrap();
        for name in ["b.txt", "a.txt"] {
            std::fs::write(base.path().join("in").join(name), name).unwrap();
        }
        let entries = measure_inputs(base.path(), ["in", "in/*.txt", "in/a.txt", "-"]).unwrap();
        assert_eq!(entries.iter().map(|e| e.path.as_str()).collect::<Vec<_>>(), ["in/a.txt", "in/b.txt"]);
        assert_eq!(entries[0].bytes, 5);
    }
}
