//! Paths of a configuration to files, one after the other, in sorted order.

use super::spec::{Format, SourceSpec};
use crate::error::{Error, ErrorKind, Location, Result};
use std::collections::VecDeque;
use std::fs;
use std::path::{Path, PathBuf};

/// The name of standard input.
pub(crate) const STDIN: &str = "-";

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// As the user named it, with the path below a named folder.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
}

/// The files of one source. Folders are listed one at a time when their turn comes, so that the listing of a corpus is
/// never held as a whole.
#[derive(Debug)]
pub(crate) struct Files {
    format: Option<Format>,
    /// Files and folders that are still to come; within a folder in sorted order.
    pending: VecDeque<Entry>,
    /// Folders being walked, outermost first: where they really are, and how many of `pending` were theirs. A link back
    /// to one of them is a loop.
    open: Vec<(PathBuf, usize)>,
}

impl Files {
    /// Checks that every path of a source leads to a file.
    pub(crate) fn new(spec: &SourceSpec, base: &Path) -> Result<Self> {
        let mut pending = VecDeque::new();
        for named in &spec.paths {
            expand(named, base, &mut pending)?;
        }
        if pending.is_empty() {
            let at = Location::default().field("paths");
            let error = Error::new(ErrorKind::Config, format!("source `{}` names no file", spec.id)).at(at);
            return Err(error.hint("add files, folders, glob patterns, or `-` for standard input"));
        }
        for entry in pending.iter().filter(|e| e.name != STDIN && e.path.is_dir()) {
            let inside = VecDeque::from([entry.clone()]);
            let mut one = Self { format: spec.format, pending: inside, open: Vec::new() };
            if one.next().is_none() {
                let message = "the folder holds no file of a known format";
                let hint = "known are .txt .jsonl .json .csv .tsv .parquet .html, each text format also with .gz or \
                            .zst; name other files with a pattern such as `folder/*`";
                return Err(Error::new(ErrorKind::Config, message).at(Location::path(&entry.name)).hint(hint));
            }
        }
        Ok(Self { format: spec.format, pending, open: Vec::new() })
    }

    /// Puts the entries of a folder in front of what is still to come; `false` where it cannot be listed.
    fn enter(&mut self, folder: &Entry) -> bool {
        let (Ok(real), Ok(listing)) = (folder.path.canonicalize(), fs::read_dir(&folder.path)) else {
            return false;
        };
        if self.open.iter().any(|(ancestor, _)| *ancestor == real) {
            return true;
        }
        let mut entries: Vec<_> = listing.filter_map(std::result::Result::ok).map(|e| e.file_name()).collect();
        entries.sort_unstable();
        let before = self.pending.len();
        for entry in entries.into_iter().rev() {
            let name = entry.to_string_lossy();
            if name.starts_with('.') {
                continue;
            }
            let named = format!("{}/{name}", folder.name.trim_end_matches('/'));
            self.pending.push_front(Entry { name: named, path: folder.path.join(&entry) });
        }
        self.open.push((real, before));
        true
    }

    /// Whether a file inside a folder is one to read.
    fn wanted(&self, name: &str) -> bool {
        let format = Format::of_name(name);
        format.is_some() && (self.format.is_none() || format == self.format)
    }
}

impl Iterator for Files {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            // Folders whose entries are all used up are left.
            while self.open.last().is_some_and(|&(_, before)| self.pending.len() <= before) {
                self.open.pop();
            }
            let entry = self.pending.pop_front()?;
            if entry.name == STDIN {
                return Some(entry);
            }
            // Links are followed; a broken one within a folder is a file that cannot be read.
            let kind = fs::metadata(&entry.path);
            if kind.as_ref().is_ok_and(fs::Metadata::is_dir) {
                if self.enter(&entry) {
                    continue;
                }
                // Opening it will fail as well, and that makes the reject.
                return Some(entry);
            }
            if self.open.is_empty() {
                return Some(entry);
            }
            // Pipes and devices within a folder would block.
            if !self.wanted(&entry.name) || kind.is_ok_and(|m| !m.is_file()) {
                continue;
            }
            return Some(entry);
        }
    }
}

fn expand(named: &str, base: &Path, into: &mut VecDeque<Entry>) -> Result<()> {
    if named == STDIN {
        into.push_back(Entry { name: named.to_owned(), path: PathBuf::from(named) });
        return Ok(());
    }
    let path = base.join(named);
    if path.exists() {
        into.push_back(Entry { name: named.to_owned(), path });
        return Ok(());
    }
    let at = || Location::path(named);
    if !named.contains(['*', '?', '[']) {
        let hint = if base.as_os_str().is_empty() || Path::new(named).is_absolute() {
            "check the spelling, or use a pattern such as `*.jsonl`".to_owned()
        } else {
            format!("paths are relative to {}", base.display())
        };
        return Err(Error::new(ErrorKind::Io, "no such file or folder").at(at()).hint(hint));
    }
    // A join with an absolute pattern gives the pattern.
    let pattern = Path::new(&glob::Pattern::escape(&base.to_string_lossy())).join(named).to_string_lossy().into_owned();
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::new() };
    let matches = glob::glob_with(&pattern, options)
        .map_err(|e| Error::new(ErrorKind::Config, format!("not a pattern: {e}")).at(at()))?;
    let before = into.len();
    for path in matches.filter_map(std::result::Result::ok) {
        let name = path.strip_prefix(base).unwrap_or(&path).to_string_lossy().into_owned();
        into.push_back(Entry { name, path });
    }
    if into.len() == before {
        let hint = format!(
            "the pattern is relative to {}",
            if base.as_os_str().is_empty() { Path::new(".") } else { base }.display()
        );
        return Err(Error::new(ErrorKind::Io, "the pattern matches no file").at(at()).hint(hint));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(base: &Path, spec: &SourceSpec) -> Result<Vec<String>> {
        Ok(Files::new(spec, base)?.map(|e| e.name).collect())
    }

    fn tree() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for name in ["d/b.txt", "d/a/z.jsonl", "d/a/a.txt.gz", "d/.hidden.txt", "d/note.md", "x.txt", "[1].txt"] {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "قال").unwrap();
        }
        dir
    }

    #[test]
    fn folders_globs_and_names_in_order() {
        let dir = tree();
        let read = |paths: &[&str]| names(dir.path(), &SourceSpec::of_paths(paths.iter().copied())).unwrap();
        assert_eq!(read(&["x.txt", "d"]), ["x.txt", "d/a/a.txt.gz", "d/a/z.jsonl", "d/b.txt"]);
        assert_eq!(read(&["d/*"]), ["d/a/a.txt.gz", "d/a/z.jsonl", "d/b.txt", "d/note.md"]);
        assert_eq!(read(&["**/*.txt"]), ["[1].txt", "d/b.txt", "x.txt"]);
        assert_eq!(read(&["[1].txt", "d/note.md"]), ["[1].txt", "d/note.md"]);
        let spec = SourceSpec { format: Some(Format::Jsonl), ..SourceSpec::of_paths(["d/"]) };
        assert_eq!(names(dir.path(), &spec).unwrap(), ["d/a/z.jsonl"]);
    }

    #[test]
    fn what_is_not_there_is_named() {
        let dir = tree();
        fs::create_dir(dir.path().join("empty")).unwrap();
        for (path, words) in
            [("y.txt", "y.txt: no such file"), ("*.csv", "*.csv: the pattern"), ("empty", "empty: the folder")]
        {
            let error = names(dir.path(), &SourceSpec::of_paths([path])).unwrap_err().to_string();
            assert!(error.starts_with(words), "{error}");
        }
        assert!(names(dir.path(), &SourceSpec::default()).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn link_loops_end() {
        let dir = tree();
        std::os::unix::fs::symlink("..", dir.path().join("d/a/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere", dir.path().join("d/broken.txt")).unwrap();
        let found = names(dir.path(), &SourceSpec::of_paths(["d"])).unwrap();
        assert_eq!(found, ["d/a/a.txt.gz", "d/a/z.jsonl", "d/b.txt", "d/broken.txt"]);
    }
}
