//! A release is whole or absent.
//!
//! Everything is written below a hidden folder `<releases>/.<name>-<x.y.z>.partial/<name>-<x.y.z>/`, checked there, and
//! appears under its name by one rename. A crash leaves the hidden folder, which the next build of the data set removes;
//! former releases are never touched. What was extracted stays in `.<name>.parts/` until a release is there, for the next
//! build to go on from. A lock keeps two builds of one data set apart.

use super::diff;
use super::sums::{SUMS, files_below};
use crate::error::{Error, ErrorKind, Location, Result};
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// What became of a finished release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// It is new.
    Built,
    /// A release of this name with the same bytes was there.
    AlreadyBuilt,
}

/// A release that is being written; dropping it removes everything but a published release, and parts without one.
#[derive(Debug)]
pub struct Staging {
    releases: PathBuf,
    name: String,
    hidden: PathBuf,
    parts: PathBuf,
    folder: PathBuf,
    lock_path: PathBuf,
    /// Held until the end: the operating system lets go of it when the process dies, however it dies.
    _lock: File,
}

impl Staging {
    /// Starts release `<dataset>-<version>` in a folder of releases, which is created; what crashed builds of the data
    /// set left behind is removed.
    ///
    /// # Errors
    /// When the folder cannot be written to, or another process is building the data set.
    pub fn create(releases: &Path, dataset: &str, version: &str) -> Result<Self> {
        fs::create_dir_all(releases).map_err(|e| Error::io(releases, e))?;
        let lock_path = releases.join(format!(".{dataset}.lock"));
        let lock = lock(&lock_path)?;
        remove_stale(releases, dataset)?;
        let name = format!("{dataset}-{version}");
        let hidden = releases.join(format!(".{name}.partial"));
        let folder = hidden.join(&name);
        fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        let parts = releases.join(format!(".{dataset}.parts"));
        Ok(Self { releases: releases.to_path_buf(), name, hidden, parts, folder, lock_path, _lock: lock })
    }

    /// The folder to write into; it has the name of the release already.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Name of the data set.
    pub fn dataset(&self) -> &str {
        self.name.rsplit_once('-').map_or(&self.name, |(dataset, _)| dataset)
    }

    /// Where the release will stand.
    pub fn target(&self) -> PathBuf {
        self.releases.join(&self.name)
    }

    /// The folder of what is kept between interrupted builds; it goes when a release is published.
    pub fn parts(&self) -> &Path {
        &self.parts
    }

    /// Writes everything through to the disk and gives the release its name.
    ///
    /// # Errors
    /// When a release of the name with other content is there (it is never overwritten; the message says what differs
    /// and which version the new content needs), or when the disk refuses.
    pub fn publish(self) -> Result<Published> {
        let target = self.target();
        if target.symlink_metadata().is_ok() {
            let same = self.compare(&target)?;
            self.remove_parts()?;
            return Ok(same);
        }
        for name in files_below(&self.folder)? {
            sync(&self.folder.join(name))?;
        }
        sync(&self.folder.join(SUMS))?;
        sync_folders(&self.folder)?;
        fs::rename(&self.folder, &target).map_err(|e| Error::io(&target, e))?;
        sync_folder(&self.releases)?;
        self.remove_parts()?;
        Ok(Published::Built)
    }

    /// Removes what was extracted for this release.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove_parts(&self) -> Result<()> {
        match fs::remove_dir_all(&self.parts) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io(&self.parts, e)),
            _ => Ok(()),
        }
    }

    fn compare(&self, target: &Path) -> Result<Published> {
        let sums = |folder: &Path| {
            let path = folder.join(SUMS);
            fs::read_to_string(&path).map_err(|e| {
                Error::io(&path, e).hint("a folder of this name is there that is no release; move it away")
            })
        };
        if sums(target)? == sums(&self.folder)? {
            return Ok(Published::AlreadyBuilt);
        }
        let difference = diff::compare(target, &self.folder)?;
        let version = self.name.rsplit('-').next().unwrap_or_default();
        let bump = difference.bump.unwrap_or(diff::Bump::Patch);
        let mut error = Error::new(ErrorKind::Release, format!("is there with other content: {difference}"))
            .at(Location::path(target));
        if let Some(next) = bump.next(version) {
            error = error.hint(format!(
                "a release is never overwritten; this change needs a {bump} version: set dataset.version = \"{next}\""
            ));
        }
        Err(error)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nothing can be done here about a failure: the next build removes what is left.
        let _ = fs::remove_dir_all(&self.hidden);
        // While the lock is still held: whoever opened the file meanwhile sees that it is gone (`is_at`). Where that cannot be
        // seen, the file stays.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.lock_path);
        }
    }
}

/// Takes the lock that keeps two builds of a data set apart; the file at `path` is created.
fn lock(path: &Path) -> Result<File> {
    loop {
        let file = File::create(path).map_err(|e| Error::io(path, e))?;
        if let Some(held) = hold(file, path)? {
            return Ok(held);
        }
    }
}

/// Locks an open file; `None` where the build that held it has removed it in the meantime, so that the lock keeps nobody out.
fn hold(file: File, path: &Path) -> Result<Option<File>> {
    match file.try_lock() {
        Ok(()) => Ok(is_at(&file, path).map_err(|e| Error::io(path, e))?.then_some(file)),
        Err(TryLockError::WouldBlock) => {
            Err(Error::new(ErrorKind::Release, "another process is building this data set")
                .at(Location::path(path.parent().unwrap_or(path)))
                .hint("wait until it has finished"))
        }
        // Some network file systems have no locks; a build there is the user's own care.
        Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => Ok(Some(file)),
        Err(TryLockError::Error(e)) => Err(Error::io(path, e)),
    }
}

/// Whether an open file is the one that stands at a path now.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let opened = file.metadata()?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((opened.dev(), opened.ino()) == (there.dev(), there.ino())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e),
    }
}

/// Elsewhere the file is never removed, so it is.
#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Removes what crashed builds left: `.<dataset>-<x.y.z>.partial`.
fn remove_stale(releases: &Path, dataset: &str) -> Result<()> {
    let prefix = format!(".{dataset}-");
    for entry in fs::read_dir(releases).map_err(|e| Error::io(releases, e))? {
        let entry = entry.map_err(|e| Error::io(releases, e))?;
        let name = entry.file_name();
        let version = name.to_str().and_then(|n| n.strip_prefix(&prefix)).and_then(|n| n.strip_suffix(".partial"));
        // The version is parsed so that data set `news` does not take `news-ar` for its own.
        if version.is_some_and(|v| semver::Version::parse(v).is_ok()) {
            fs::remove_dir_all(entry.path()).map_err(|e| Error::io(entry.path(), e))?;
        }
    }
    Ok(())
}

fn sync(path: &Path) -> Result<()> {
    File::open(path).and_then(|f| f.sync_all()).map_err(|e| Error::io(path, e))
}

fn sync_folders(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        if path.is_dir() {
            sync_folders(&path)?;
        }
    }
    sync_folder(folder)
}

/// Folders can be opened and synced on Unix only; elsewhere the rename alone must do.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) { sync(folder) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(staging: &Staging, content: &str) {
        fs::write(staging.folder().join("a.txt"), content).unwrap();
        super::super::sums::write_sums(staging.folder()).unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_release_appears_whole_and_is_never_overwritten() {
        let out = tempfile::tempdir().unwrap();
        let staging = Staging::create(out.path(), "news", "1.0.0").unwrap();
        write(&staging, "one");
        assert!(Staging::create(out.path(), "news", "1.0.1").unwrap_err().to_string().contains("another process"));
        assert_eq!(staging.publish().unwrap(), Published::Built);
        assert_eq!(names(out.path()), ["news-1.0.0"]);

        let again = Staging::create(out.path(), "news", "1.0.0").unwrap();
        write(&again, "one");
        assert_eq!(again.publish().unwrap(), Published::AlreadyBuilt);

        let other = Staging::create(out.path(), "news", "1.0.0").unwrap();
        write(&other, "two");
        let error = other.publish().unwrap_err().to_string();
        assert!(error.contains("a.txt") && error.contains("dataset.version = \"1.0.1\""), "{error}");
        assert_eq!(fs::read_to_string(out.path().join("news-1.0.0/a.txt")).unwrap(), "one");
        assert_eq!(names(out.path()), ["news-1.0.0"]);
    }

    /// Two builds once held the lock of one data set: a file that was opened before it was removed could still be locked.
    #[cfg(unix)]
    #[test]
    fn a_lock_that_was_removed_while_somebody_opened_it_is_none() {
        let out = tempfile::tempdir().unwrap();
        let first = Staging::create(out.path(), "news", "1.0.0").unwrap();
        let path = first.lock_path.clone();
        let waiting = File::open(&path).unwrap();
        drop(first);
        assert!(hold(waiting, &path).unwrap().is_none());
        let second = Staging::create(out.path(), "news", "1.0.0").unwrap();
        assert!(lock(&path).unwrap_err().to_string().contains("another process"));
        drop(second);
        assert!(names(out.path()).is_empty());
    }

    #[test]
    fn one_build_at_a_time_however_many_try() {
        use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
        let out = tempfile::tempdir().unwrap();
        let (holders, built) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..300 {
                        if let Ok(staging) = Staging::create(out.path(), "news", "1.0.0") {
                            assert_eq!(holders.fetch_add(1, SeqCst), 0, "two hold the lock");
                            built.fetch_add(1, SeqCst);
                            holders.fetch_sub(1, SeqCst);
                            drop(staging);
                        }
                    }
                });
            }
        });
        assert!(built.into_inner() > 0);
    }

    #[test]
    fn what_a_crash_left_is_removed_and_nothing_else() {
        let out = tempfile::tempdir().unwrap();
        for folder in [".news-0.9.0.partial/news-0.9.0", ".news-ar-1.0.0.partial", "news-0.8.0"] {
            fs::create_dir_all(out.path().join(folder)).unwrap();
        }
        drop(Staging::create(out.path(), "news", "1.0.0").unwrap());
        assert_eq!(names(out.path()), [".news-ar-1.0.0.partial", "news-0.8.0"]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let out = tempfile::tempdir().unwrap();
        let file = out.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Staging::create(&file, "news", "1.0.0").unwrap_err();
        assert!(error.to_string().starts_with(&file.display().to_string()));
    }
}
