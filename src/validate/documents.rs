//! The documents of a release, parsed: card, Croissant, Data Package, citation. They are read from disk only once, and what
//! they say is compared with the files by [`package`](super::package) and [`layout`](super::layout).

use serde_json::Value;
use std::path::Path;

/// A document, or why it cannot be used.
pub(super) type Parsed = std::result::Result<Value, String>;

/// Bytes of a document at most: they are parsed in memory, and a made-up one could be of any size.
const LARGEST: u64 = 64 << 20;

#[derive(Debug)]
pub(super) struct Documents {
    /// Front matter of the card.
    pub(super) card: Parsed,
    /// The card below the front matter.
    pub(super) body: String,
    pub(super) croissant: Parsed,
    pub(super) datapackage: Parsed,
    pub(super) citation: Parsed,
}

impl Documents {
    pub(super) fn read(release: &Path) -> Self {
        let json = |name: &str| {
            text(release, name).and_then(|t| serde_json::from_str(&t).map_err(|e| format!("is not JSON: {e}")))
        };
        let card = text(release, "README.md");
        let (front, body) = match card.as_deref().map(front_matter) {
            Ok(Some((front, body))) => (yaml(front), body.to_owned()),
            Ok(None) => (Err("has no front matter between two lines ---".into()), String::new()),
            Err(e) => (Err(e.clone()), String::new()),
        };
        Self {
            card: front,
            body,
            croissant: json("croissant.json"),
            datapackage: json("datapackage.json"),
            citation: text(release, "CITATION.cff").and_then(|t| yaml(&t)),
        }
    }
}

fn text(release: &Path, name: &str) -> std::result::Result<String, String> {
    let path = release.join(name);
    let size = path.metadata().map_err(|_| "is missing".to_owned())?.len();
    if size > LARGEST {
        return Err(format!("has {} MiB, more than any such document", size >> 20));
    }
    std::fs::read_to_string(&path).map_err(|e| format!("cannot be read: {e}"))
}

fn front_matter(card: &str) -> Option<(&str, &str)> {
    card.strip_prefix("---\n")?.split_once("\n---\n")
}

fn yaml(text: &str) -> Parsed {
    serde_saphyr::from_str(text)
        .map_err(|e| format!("is not YAML: {}", e.to_string().lines().next().unwrap_or_default()))
}

/// The items of an array at a key; none where there is no array.
pub(super) fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}
