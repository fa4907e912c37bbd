//! What to read: sources as a configuration names them.

use serde::Deserialize;

/// One source of articles: where its files are, and how to read them.
///
/// Everything but `paths` may be left out: the format follows from the file name or its first bytes, the encoding is
/// detected, and the usual names of columns are known.
///
/// ```
/// use claimkit::ingest::{Format, SourceSpec};
/// let spec: SourceSpec = toml::from_str("id = 'wire'\npaths = ['wire/*.jsonl.gz']\nfields.text = 'content.body'")?;
/// assert_eq!(spec.fields.text.as_deref(), Some("content.body"));
/// assert_eq!(Format::of_name("wire/day.jsonl.gz"), Some(Format::Jsonl));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceSpec {
    /// Name of the source; becomes `Article::source_id`. Empty: the name of the file an article came from.
    pub id: String,
    /// Files, folders (walked in sorted order), glob patterns, or `-` for standard input; relative to the base folder.
    pub paths: Vec<String>,
    /// Format of all its files, where their names do not tell. Within folders it also selects: only files of it are read.
    pub format: Option<Format>,
    /// Encoding label of the WHATWG standard (`windows-1256`, `utf-16le`), where detection is not wanted.
    pub encoding: Option<String>,
    /// Names of columns or JSON keys, where they are unusual.
    pub fields: FieldMap,
    /// The outlet, where the rows do not name it.
    pub outlet: Option<String>,
    /// BCP 47 language tag; `ar` where it is left out.
    pub language: Option<String>,
}

impl SourceSpec {
    /// A source without a configuration: paths, and everything else detected.
    pub fn of_paths<S: Into<String>>(paths: impl IntoIterator<Item = S>) -> Self {
        Self { paths: paths.into_iter().map(Into::into).collect(), ..Self::default() }
    }
}

/// How the articles of a file are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One file, one article.
    Text,
    /// One JSON object a line; a file that is one pretty-printed object or array is read as well.
    Jsonl,
    /// Delimited columns with a header row.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// One web page, one article.
    Html,
}

impl Format {
    /// The format that a file name tells, looking through `.gz` and `.zst`; `None` for unknown extensions.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = split_extension(strip_compression(name))?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" => Self::Text,
            "jsonl" | "ndjson" | "json" => Self::Jsonl,
            "csv" | "tsv" => Self::Csv,
            "parquet" => Self::Parquet,
            "html" | "htm" => Self::Html,
            _ => return None,
        })
    }
}

/// A file name without folders, compression and format extension: the id of an article that is a whole file.
pub(crate) fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let bare = strip_compression(name);
    match (Format::of_name(bare), split_extension(bare)) {
        (Some(_), Some((stem, _))) => stem,
        _ => bare,
    }
}

/// The name without `.gz` or `.zst`.
pub(crate) fn strip_compression(name: &str) -> &str {
    match split_extension(name) {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("gz") || extension.eq_ignore_ascii_case("zst") => {
            stem
        }
        _ => name,
    }
}

fn split_extension(name: &str) -> Option<(&str, &str)> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !stem.ends_with(['/', '\\']) && !extension.contains(['/', '\\'])).then_some((stem, extension))
}

/// The names of columns or JSON keys; `None` takes the usual aliases.
///
/// A dotted name reaches into nested objects: `meta.url` is `{"meta": {"url": …}}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FieldMap {
    /// The article's own id.
    pub id: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The byline.
    pub author: Option<String>,
    /// Time of publication.
    pub published_at: Option<String>,
    /// The text.
    pub text: Option<String>,
}

/// A field of an article that a row may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Id,
    Url,
    Outlet,
    Title,
    Author,
    PublishedAt,
    Text,
}

impl Field {
    /// All of them, the required one first.
    pub(crate) const ALL: [Self; 7] =
        [Self::Text, Self::Id, Self::Url, Self::Outlet, Self::Title, Self::Author, Self::PublishedAt];

    /// Name of the field in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Url => "url",
            Self::Outlet => "outlet",
            Self::Title => "title",
            Self::Author => "author",
            Self::PublishedAt => "published_at",
            Self::Text => "text",
        }
    }

    /// The usual names, most specific first.
    pub(crate) fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["article_id", "id", "doc_id", "_id", "uuid", "guid"],
            Self::Url => &["url", "link", "article_url", "source_url"],
            Self::Outlet => &["outlet", "publisher", "source", "source_name", "site_name", "newspaper"],
            Self::Title => &["title", "headline"],
            Self::Author => &["author", "byline", "authors", "writer"],
            Self::PublishedAt => &[
                "published_at",
                "date",
                "published",
                "datePublished",
                "date_published",
                "publish_date",
                "pub_date",
                "pubDate",
            ],
            Self::Text => {
                &["text", "body", "content", "article", "articleBody", "article_text", "full_text", "maintext"]
            }
        }
    }

    /// The field of a name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The name that the user gave, if any.
    pub(crate) fn named(self, map: &FieldMap) -> Option<&str> {
        match self {
            Self::Id => &map.id,
            Self::Url => &map.url,
            Self::Outlet => &map.outlet,
            Self::Title => &map.title,
            Self::Author => &map.author,
            Self::PublishedAt => &map.published_at,
            Self::Text => &map.text,
        }
        .as_deref()
    }
}

impl FieldMap {
    /// Names the column or key of a field.
    pub(crate) fn name(&mut self, field: Field, column: String) {
        let place = match field {
            Field::Id => &mut self.id,
            Field::Url => &mut self.url,
            Field::Outlet => &mut self.outlet,
            Field::Title => &mut self.title,
            Field::Author => &mut self.author,
            Field::PublishedAt => &mut self.published_at,
            Field::Text => &mut self.text,
        };
        *place = Some(column);
    }
}

/// Bounds that keep one bad row from taking the memory of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Bytes of one row, or of one document that is a whole file, after decompression.
    pub max_row_bytes: usize,
    /// Nested HTML elements; browsers stop at 512.
    pub max_html_depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_row_bytes: 64 << 20, max_html_depth: 512 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_formats() {
        assert_eq!(Format::of_name("a/b.JSONL"), Some(Format::Jsonl));
        assert_eq!(Format::of_name("b.txt.zst"), Some(Format::Text));
        assert_eq!(Format::of_name("b.tsv.gz"), Some(Format::Csv));
        assert_eq!(Format::of_name("b.md"), None);
        assert_eq!(Format::of_name("x.txt/b"), None);
        assert_eq!(stem("news/خبر.1.txt.gz"), "خبر.1");
        assert_eq!(stem("news/note"), "note");
        assert_eq!(stem("news/v1.2"), "v1.2");
    }

    #[test]
    fn every_field_is_named_as_in_a_configuration() {
        for field in Field::ALL {
            let (mut map, name) = (FieldMap::default(), field.name());
            map.name(field, "x".to_owned());
            assert_eq!(toml::from_str::<FieldMap>(&format!("{name} = 'x'")).unwrap(), map);
            assert_eq!((Field::parse(name), field.named(&map)), (Some(field), Some("x")));
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        assert!(toml::from_str::<SourceSpec>("pathes = []").is_err());
    }
}
