//! Rows that were read, and whose parsing may be left to another thread.

use super::{Item, articles::text_article, encoding, html, source::Context, spec::Format};
use encoding_rs::Encoding;

/// A row as its reader hands it over. Most are parsed as they are read; a document, which is a file of its own, is parsed where
/// its [`item`](Self::item) is asked for: the tree of a web page takes a hundred times as long as its bytes.
#[derive(Debug)]
pub struct Pending(Kind);

#[derive(Debug)]
enum Kind {
    Item(Item),
    Document(Document),
}

/// A file that is one article.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) bytes: Vec<u8>,
    pub(super) format: Format,
    pub(super) label: Option<&'static Encoding>,
    pub(super) context: Context,
}

impl Pending {
    /// The article.
    ///
    /// # Errors
    /// The reject of a row that is none.
    pub fn item(self) -> Item {
        match self.0 {
            Kind::Item(item) => item,
            Kind::Document(document) => document.item(),
        }
    }

    /// Bytes of text; of a document those of its file.
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Kind::Item(item) => item.as_ref().map_or(0, |article| article.text.len()),
            Kind::Document(document) => document.bytes.len(),
        }
    }
}

impl From<Item> for Pending {
    fn from(item: Item) -> Self {
        Self(Kind::Item(item))
    }
}

impl From<Document> for Pending {
    fn from(document: Document) -> Self {
        Self(Kind::Document(document))
    }
}

impl Document {
    fn item(&self) -> Item {
        let Self { bytes, format, label, context } = self;
        let article = match format {
            Format::Html => html::article(bytes, *label, context),
            _ => encoding::decode(bytes, *label, None).and_then(|text| text_article(&text, context)),
        };
        article.map_err(|problem| context.reject(problem, None, bytes))
    }
}
