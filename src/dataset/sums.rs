//! `SHA256SUMS`: every file of a release, as `sha256sum -c` reads it.

use crate::error::{Error, ErrorKind, Location, Result};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Name of the list.
pub const SUMS: &str = "SHA256SUMS";

/// A file with its size and hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path, with `/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

impl FileEntry {
    /// Measures a file in one pass; `name` is what the entry calls it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(path: &Path, name: impl Into<String>) -> Result<Self> {
        Self::of_until(path, name, &AtomicBool::new(false))
    }

    /// The same, of as much of the file as was read when somebody set `stop`.
    pub(crate) fn of_until(path: &Path, name: impl Into<String>, stop: &AtomicBool) -> Result<Self> {
        let mut file = File::open(path).map_err(|e| Error::io(path, e))?;
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        let mut bytes = 0;
        while !stop.load(Ordering::Relaxed) {
            let n = file.read(&mut buffer).map_err(|e| Error::io(path, e))?;
            if n == 0 {
                break;
            }
            bytes += n as u64;
            hasher.update(&buffer[..n]);
        }
        Ok(Self { path: name.into(), bytes, sha256: hex(&hasher.finalize()) })
    }
}

/// SHA-256 of bytes in memory.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Paths of all files below a folder, with `/`, sorted; the list itself is left out.
///
/// # Errors
/// When a folder cannot be read, or a name is not UTF-8.
pub fn files_below(folder: &Path) -> Result<Vec<String>> {
    let Names { files, strange } = names_below(folder)?;
    match strange.first() {
        None => Ok(files),
        Some(name) => {
            Err(Error::new(ErrorKind::Data, format!("the name {name} is not UTF-8")).at(Location::path(folder)))
        }
    }
}

/// Names of what lies below a folder, with `/`, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Files; the list of checksums is left out.
    pub files: Vec<String>,
    /// Files and folders that have no name in UTF-8, as far as they can be shown; what such a folder holds is not here.
    pub strange: Vec<String>,
}

/// All names below a folder.
///
/// # Errors
/// When a folder cannot be read.
pub fn names_below(folder: &Path) -> Result<Names> {
    let (mut found, mut strange) = (Vec::new(), Vec::new());
    let mut folders = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = folders.pop() {
        for entry in std::fs::read_dir(&path).map_err(|e| Error::io(&path, e))? {
            let entry = entry.map_err(|e| Error::io(&path, e))?;
            let name = match entry.file_name().into_string() {
                Ok(name) => format!("{prefix}{name}"),
                Err(name) => {
                    strange.push(format!("{prefix}{}", name.display()));
                    continue;
                }
            };
            if entry.path().is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else if name != SUMS {
                found.push(name);
            }
        }
    }
    found.sort_unstable();
    strange.sort_unstable();
    Ok(Names { files: found, strange })
}

/// Writes the list over every other file of a release.
///
/// # Errors
/// When a file cannot be read, or the list cannot be written.
pub fn write_sums(release: &Path) -> Result<Vec<FileEntry>> {
    write_sums_with(release, Vec::new())
}

/// Writes the list over every other file of a release, of which some are known and not read again.
///
/// # Errors
/// When a file cannot be read, or the list cannot be written.
pub fn write_sums_with(release: &Path, known: Vec<FileEntry>) -> Result<Vec<FileEntry>> {
    let known: HashMap<String, FileEntry> = known.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
    let entries: Vec<FileEntry> = files_below(release)?
        .into_par_iter()
        .map(|name| match known.get(&name) {
            Some(entry) => Ok(entry.clone()),
            None => FileEntry::of(&release.join(&name), name),
        })
        .collect::<Result<_>>()?;
    let mut text = String::new();
    for entry in &entries {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{}  {}", entry.sha256, entry.path);
    }
    let path = release.join(SUMS);
    std::fs::write(&path, text).map_err(|e| Error::io(&path, e))?;
    Ok(entries)
}

/// Reads the list: pairs of path and hash, in file order.
///
/// # Errors
/// When the list cannot be read or a line is none of it.
pub fn read_sums(release: &Path) -> Result<Vec<(String, String)>> {
    let path = release.join(SUMS);
    let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
    let parse = |line: &str| {
        let (hash, name) = line.split_once("  ")?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        (is_hash && !name.is_empty()).then(|| (name.to_owned(), hash.to_ascii_lowercase()))
    };
    text.lines()
        .enumerate()
        .map(|(n, text)| {
            parse(text).ok_or_else(|| {
                Error::new(ErrorKind::Release, "not a line of SHA256SUMS")
                    .at(Location::path(&path).row(n as u64 + 1))
                    .hint("64 hexadecimal digits, two spaces, a path")
            })
        })
        .collect()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
