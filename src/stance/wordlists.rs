//! The word lists of a target, which are compiled when the first text about it comes.

use super::category::Category;
use super::lexicon::Lexicon;
use crate::error::{Location, Result};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Words that every target inherits: name and text of the file.
pub(super) const SHARED: (&str, &str) = ("src/stance/data/shared.tsv", include_str!("data/shared.tsv"));

/// The lists and what they compile to.
#[derive(Debug, Default)]
pub(super) struct WordLists {
    /// Forms of the target file itself, and where they stand.
    inline: Vec<(Category, Vec<String>, Location)>,
    /// Lexicon files of the target: name and text.
    files: Vec<(String, Cow<'static, str>)>,
    compiled: OnceLock<Lexicon>,
}

impl WordLists {
    /// Adds forms of the target file, each with the weight 1.
    pub(super) fn inline(&mut self, category: Category, forms: Vec<String>, at: Location) {
        self.inline.push((category, forms, at));
    }

    /// Adds a lexicon file; `name` is what errors call it.
    pub(super) fn file(&mut self, name: impl Into<String>, text: Cow<'static, str>) {
        self.files.push((name.into(), text));
    }

    /// The texts of the lexicon files that the target does not share with others.
    pub(super) fn own_files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(_, text)| text.as_ref())
    }

    /// Compiles the lists now.
    ///
    /// # Errors
    /// At the first row or form that is none; names file and row or key.
    pub(super) fn check(&self) -> Result<()> {
        if self.compiled.get().is_none() {
            // Of two threads that come here together one compiles in vain.
            let _ = self.compiled.set(self.compile()?);
        }
        Ok(())
    }

    /// What they compile to; nothing where they are faulty, which [`check`](Self::check) says.
    pub(super) fn lexicon(&self) -> &Lexicon {
        self.compiled.get_or_init(|| self.compile().unwrap_or_default())
    }

    fn compile(&self) -> Result<Lexicon> {
        let mut lexicon = Lexicon::default();
        // The target comes first: where it and the shared words give a form the same category, its weight counts.
        for (category, forms, at) in &self.inline {
            for form in forms {
                lexicon.add(*category, 1.0, form).map_err(|e| e.at(at.clone()))?;
            }
        }
        for (name, text) in &self.files {
            lexicon.add_file(name, text)?;
        }
        lexicon.add_file(SHARED.0, SHARED.1)?;
        lexicon.finish();
        Ok(lexicon)
    }
}
