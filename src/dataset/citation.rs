//! `CITATION.cff`, for Zenodo, GitHub and reference managers (Citation File Format 1.2.0).

use super::info::DatasetInfo;
use super::licence;
use super::yaml::quoted;
use std::fmt::Write;

/// The citation file of a release.
pub fn citation(info: &DatasetInfo) -> String {
    let mut to = String::from("cff-version: 1.2.0\nmessage: Please cite this data set as below.\ntype: dataset\n");
    let title = info.title.as_deref().unwrap_or(&info.name);
    // Writing to a `String` cannot fail.
    let _ = writeln!(to, "title: {}\nversion: {}", quoted(title), quoted(&info.version));
    if let Some(day) = &info.released {
        let _ = writeln!(to, "date-released: {}", quoted(day));
    }
    if let Some((spdx, _)) = info.licence.as_deref().and_then(licence::find) {
        let _ = writeln!(to, "license: {spdx}");
    }
    for (key, value) in [("url", &info.url), ("doi", &info.doi), ("abstract", &info.description)] {
        if let Some(value) = value {
            let _ = writeln!(to, "{key}: {}", quoted(value.trim()));
        }
    }
    to.push_str("authors:\n");
    // The format wants at least one author; names are given whole because Arabic ones have no two halves.
    let nobody = ["Unknown".to_owned()];
    for author in if info.authors.is_empty() { &nobody[..] } else { &info.authors[..] } {
        let _ = writeln!(to, "- name: {}", quoted(author));
    }
    to
}
