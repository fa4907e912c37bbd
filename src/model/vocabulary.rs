//! Closed sets of values: one definition gives the enum, its spelling in files, and the list for schemas.

/// A closed set of values with one spelling each, as it is written to JSON and Parquet.
pub trait Vocabulary: Copy + Sized + 'static {
    /// Every value, in the order in which tables list them.
    const ALL: &'static [Self];

    /// The spelling in files.
    fn as_str(self) -> &'static str;

    /// The value of a spelling.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|v| v.as_str() == text)
    }

    /// Every spelling, in the order of [`ALL`](Self::ALL).
    fn spellings() -> Vec<&'static str> {
        Self::ALL.iter().map(|v| v.as_str()).collect()
    }
}

/// Defines an enum together with its [`Vocabulary`], `Display` and serde forms.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $text)] $variant),+
        }

        impl $crate::model::Vocabulary for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::model::Vocabulary::as_str(*self))
            }
        }
    };
}

pub(crate) use vocabulary;
