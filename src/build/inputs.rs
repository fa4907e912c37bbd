//! Hashes of the files that a release is made from.

use crate::config::DatasetConfig;
use crate::dataset::sums::FileEntry;
use crate::ingest;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// Measures the files that the configured sources read, the gazetteer, and what labelers depend on; sorted, each file once.
///
/// Standard input leaves no entry, and neither does a file that cannot be read: it is among the rejects. A path that leads
/// to no file leaves none either; whoever reads the sources refuses it.
pub(super) fn measure(config: &DatasetConfig) -> Vec<FileEntry> {
    measure_until(config, &AtomicBool::new(false))
}

/// The same, until somebody sets `stop`: then the list is of no use and soon there.
pub(super) fn measure_until(config: &DatasetConfig, stop: &AtomicBool) -> Vec<FileEntry> {
    let base = &config.folder;
    let read = config.sources.iter().flat_map(|source| ingest::files(source, base));
    let labelers = config.labelers.iter().flat_map(|labeler| labeler.inputs(base));
    let beside = config.gazetteer.iter().chain(labelers).map(|name| base.join(name));
    let measured = read.chain(beside).filter_map(|path| FileEntry::of_until(&path, name_below(base, &path), stop).ok());
    let mut entries: Vec<FileEntry> = measured.collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// The path as the configuration could name it: below the base, with `/`; only the file's name outside of it, because
/// folders of a machine are no part of a release.
fn name_below(base: &Path, path: &Path) -> String {
    let named = path.strip_prefix(base).map(PathBuf::from);
    let parts = named.unwrap_or_else(|_| path.file_name().map(PathBuf::from).unwrap_or_default());
    let parts: Vec<_> = parts.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(base: &Path, paths: &str) -> Vec<String> {
        let text = format!("[dataset]\nname = 'news'\nversion = '1.0.0'\n[[source]]\npaths = {paths}\n");
        let config = DatasetConfig::parse(base, &text).unwrap();
        measure(&config).into_iter().map(|e| format!("{} {}", e.path, e.bytes)).collect()
    }

    #[test]
    fn what_is_read_is_measured_once_and_nothing_else() {
        let base = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(base.path().join("in/.cache")).unwrap();
        for name in ["b.txt", "a.txt", ".DS_Store", "notes.md", ".cache/c.txt"] {
            std::fs::write(base.path().join("in").join(name), name).unwrap();
        }
        let paths = "['in', './in/*.txt', 'in/a.txt', '-', 'nowhere']";
        assert_eq!(measured(base.path(), paths), ["in/a.txt 5", "in/b.txt 5"]);
        assert_eq!(measured(base.path(), "['in/notes.md']"), ["in/notes.md 8"], "a file that is named is read");
        assert_eq!(measured(base.path(), "['in']\nformat = 'jsonl'"), [""; 0]);
    }

    #[test]
    fn a_file_elsewhere_has_only_its_name() {
        let (base, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = other.path().join("a.txt");
        std::fs::write(&file, "a").unwrap();
        assert_eq!(measured(base.path(), &format!("[{file:?}]")), ["a.txt 1"]);
    }

    #[cfg(unix)]
    #[test]
    fn loops_end_and_what_cannot_be_read_is_left_out() {
        let base = tempfile::tempdir().unwrap();
        std::fs::create_dir(base.path().join("in")).unwrap();
        std::fs::write(base.path().join("in/a.txt"), "a").unwrap();
        std::os::unix::fs::symlink("..", base.path().join("in/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere", base.path().join("in/broken.txt")).unwrap();
        assert_eq!(measured(base.path(), "['in']"), ["in/a.txt 1"]);
    }
}
