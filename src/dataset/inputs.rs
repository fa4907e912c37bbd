//! Hashes of the files that a release was made from.

use super::sums::FileEntry;
use crate::error::{Error, ErrorKind, Location, Result};
use std::path::{Path, PathBuf};

/// Measures files, folders and glob patterns relative to a base folder; sorted, each file once. Links are followed.
/// Standard input (`-`) leaves no entry, and neither does a file that cannot be read: it is among the rejects.
///
/// # Errors
/// When a pattern is none.
pub fn measure_inputs<'p>(base: &Path, patterns: impl IntoIterator<Item = &'p str>) -> Result<Vec<FileEntry>> {
    let mut paths = Vec::new();
    for pattern in patterns.into_iter().filter(|p| *p != "-") {
        for path in expand(base, pattern)? {
            walk(path, &mut Vec::new(), &mut paths);
        }
    }
    let mut entries: Vec<FileEntry> =
        paths.iter().filter_map(|path| FileEntry::of(path, name_below(base, path)).ok()).collect();
    entries.sort_unstable();
    entries.dedup();
    Ok(entries)
}

/// Files below a path; `open` are the folders that it lies in, so that a link to one of them ends the walk.
fn walk(path: PathBuf, open: &mut Vec<PathBuf>, into: &mut Vec<PathBuf>) {
    if !path.is_dir() {
        into.push(path);
        return;
    }
    let (Ok(real), Ok(listing)) = (path.canonicalize(), std::fs::read_dir(&path)) else { return };
    if !open.contains(&real) {
        open.push(real);
        for entry in listing.filter_map(std::result::Result::ok) {
            walk(entry.path(), open, into);
        }
        open.pop();
    }
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
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let paths = glob::glob_with(&pattern.to_string_lossy(), options).map_err(wrong)?;
    Ok(paths.filter_map(std::result::Result::ok).collect())
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

    #[cfg(unix)]
    #[test]
    fn loops_end_and_what_cannot_be_read_is_left_out() {
        let base = tempfile::tempdir().unwrap();
        std::fs::create_dir(base.path().join("in")).unwrap();
        std::fs::write(base.path().join("in/a.txt"), "a").unwrap();
        std::os::unix::fs::symlink("..", base.path().join("in/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere", base.path().join("in/broken.txt")).unwrap();
        let entries = measure_inputs(base.path(), ["in"]).unwrap();
        assert_eq!(entries.iter().map(|e| e.path.as_str()).collect::<Vec<_>>(), ["in/a.txt"]);
    }
}
