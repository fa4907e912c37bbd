//! A row of any tabular format to an article: finding fields, checking them, saying what is wrong.

use super::{
    date,
    encoding::nul,
    problem::Problem,
    spec::{Field, SourceSpec},
};
use crate::model::{Article, RejectReason, article_id};
use jiff::Timestamp;
use std::borrow::Cow;

/// A value of a row, as far as articles need it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Int(i64),
    Float(f64),
    Time(Timestamp),
    /// A list or an object of names (authors, a publisher), joined.
    Names(String),
    /// A string that its format cannot decode, in the words of the parser.
    Broken(String),
    /// Anything else, by the name of its type.
    Other(&'static str),
    /// A value of a type of Arrow that articles have no use for.
    Typed(String),
}

impl Cell<'_> {
    fn type_name(&self) -> &str {
        match self {
            Self::Null => "null",
            Self::Text(_) | Self::Broken(_) => "a string",
            Self::Int(_) | Self::Float(_) => "a number",
            Self::Time(_) => "a timestamp",
            Self::Names(_) => "a list or an object",
            Self::Other(name) => name,
            Self::Typed(name) => name,
        }
    }
}

/// A row with named fields.
pub(crate) trait Row {
    /// The value under a name, which may be dotted; `None` where the row has no such field.
    fn get(&self, name: &str) -> Option<Cell<'_>>;
    /// The names that the row has, for messages and for aliases in another case.
    fn names(&self) -> Vec<&str>;
}

/// The article of a row.
pub(crate) fn article(row: &dyn Row, spec: &SourceSpec, source_id: &str) -> Result<Article, Problem> {
    let text = text(row, spec)?;
    check_text(&text)?;
    let id = match optional(row, spec, Field::Id)? {
        Some(id) => id,
        None => article_id(&text),
    };
    Ok(Article {
        article_id: id,
        source_id: source_id.to_owned(),
        url: optional(row, spec, Field::Url)?,
        outlet: optional(row, spec, Field::Outlet)?.or_else(|| spec.outlet.clone()),
        title: optional(row, spec, Field::Title)?,
        author: optional(row, spec, Field::Author)?,
        published_at: time(row, spec)?,
        language: language(spec),
        text,
        origin: None,
        known_blocks: Vec::new(),
    })
}

/// The article of a text that no file holds, as every reader would judge it; without an id it gets a hash of the text.
///
/// ```
/// let article = claimkit::ingest::text_article(None, "قال المحلل نوار العبدلي إن الحدود مؤمنة.".into(), "shell").unwrap();
/// assert!(article.article_id.starts_with("a-"));
/// let reject = claimkit::ingest::text_article(None, "no Arabic".into(), "shell").unwrap_err();
/// assert_eq!(reject.reason.as_str(), "not_arabic");
/// # use claimkit::model::Vocabulary;
/// ```
///
/// # Errors
/// The reject, where it is no text of an article; `name` is its source.
pub fn text_article(id: Option<String>, text: String, name: &str) -> super::Item {
    if let Err(problem) = check_text(&text) {
        return Err(problem.reject(name, None, text.as_bytes()));
    }
    let id = id.unwrap_or_else(|| article_id(&text));
    Ok(Article { source_id: name.to_owned(), ..Article::new(id, text) })
}

/// The language of a source's articles.
pub(crate) fn language(spec: &SourceSpec) -> String {
    spec.language.clone().unwrap_or_else(|| "ar".to_owned())
}

/// What every text must satisfy, whatever its format.
pub(crate) fn check_text(text: &str) -> Result<(), Problem> {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(nul());
    }
    if text.trim().is_empty() {
        return Err(Problem::new(RejectReason::Empty, "the text holds nothing but white space"));
    }
    if !text.chars().any(is_arabic_letter) {
        return Err(Problem::new(RejectReason::NotArabic, "the text has no Arabic letter"));
    }
    Ok(())
}

/// Letters of the Arabic script, presentation forms included; no digits, marks or punctuation.
fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}')
        && c != '\u{0640}'
}

/// The cell of a field, with the name under which it was found.
fn find<'r>(row: &'r dyn Row, spec: &'r SourceSpec, field: Field) -> Option<(&'r str, Cell<'r>)> {
    if let Some(name) = field.named(&spec.fields) {
        return row.get(name).map(|cell| (name, cell));
    }
    let mut aliases = field.aliases().iter().copied();
    if let Some(found) = aliases.find_map(|name| row.get(name).map(|cell| (name, cell))) {
        return Some(found);
    }
    let names = row.names();
    let same = |alias: &&str| names.iter().copied().find(|name| name.eq_ignore_ascii_case(alias));
    field.aliases().iter().find_map(same).and_then(|name| row.get(name).map(|cell| (name, cell)))
}

fn text(row: &dyn Row, spec: &SourceSpec) -> Result<String, Problem> {
    match find(row, spec, Field::Text) {
        Some((_, Cell::Text(text))) => Ok(text.into_owned()),
        None | Some((_, Cell::Null)) => Err(missing_text(row, spec)),
        Some((name, other)) => Err(wrong_type(name, &other, "a string")),
    }
}

/// A field that an article may lack; numbers and lists of names become text.
fn optional(row: &dyn Row, spec: &SourceSpec, field: Field) -> Result<Option<String>, Problem> {
    let Some((name, cell)) = find(row, spec, field) else {
        return Ok(None);
    };
    let text = match cell {
        Cell::Null => return Ok(None),
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Names(names) if field != Field::Id => names,
        Cell::Int(n) => n.to_string(),
        Cell::Float(x) if field == Field::Id => x.to_string(),
        broken @ Cell::Broken(_) => return Err(wrong_type(name, &broken, "a string")),
        // A guessed alias may mean something else in this corpus; a name that the user gave does not.
        _ if field != Field::Id && field.named(&spec.fields).is_none() => return Ok(None),
        other => return Err(wrong_type(name, &other, "a string")),
    };
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(Problem::new(RejectReason::Nul, format!("`{name}` holds a NUL character; remove it")));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn time(row: &dyn Row, spec: &SourceSpec) -> Result<Option<Timestamp>, Problem> {
    let Some((name, cell)) = find(row, spec, Field::PublishedAt) else {
        return Ok(None);
    };
    let (parsed, shown) = match &cell {
        Cell::Null => return Ok(None),
        Cell::Text(text) if text.trim().is_empty() => return Ok(None),
        Cell::Text(text) => (date::parse(text), format!("\"{}\"", text.chars().take(60).collect::<String>())),
        broken @ Cell::Broken(_) => return Err(wrong_type(name, broken, "a string")),
        Cell::Time(time) => (Some(*time), time.to_string()),
        Cell::Int(n) => (date::from_number(*n), n.to_string()),
        // Fractions of seconds are cut; the cast saturates, and saturated values are no valid time.
        Cell::Float(x) => (date::from_number(*x as i64), x.to_string()),
        other => (None, other.type_name().to_owned()),
    };
    let wrong = match parsed {
        Some(time) if date::is_of_news(time) => return Ok(Some(time)),
        Some(_) => format!("{shown} is not between 1900 and 2099; correct the time, or leave it out"),
        None => format!("{shown} is not a time; accepted are {}", date::FORMS),
    };
    Err(Problem::new(RejectReason::WrongType, format!("`published_at` (here `{name}`): {wrong}")))
}

fn wrong_type(name: &str, found: &Cell, wanted: &str) -> Problem {
    if let Cell::Broken(why) = found {
        return Problem::new(RejectReason::Syntax, format!("`{name}` is a broken string: {why}; repair the row"));
    }
    let advice = match found {
        Cell::Typed(_) => "write the column as strings, or set `fields` of the source to another",
        _ => "set `fields` of the source to the right name",
    };
    let detail = format!("`{name}` is {}, not {wanted}; {advice}", found.type_name());
    Problem::new(RejectReason::WrongType, detail)
}

/// The problem of a row without text.
pub(crate) fn missing_text(row: &dyn Row, spec: &SourceSpec) -> Problem {
    Problem::new(RejectReason::MissingField, missing(Field::Text, spec, &row.names()))
}

/// Words for a field that is not there: what was looked for, what there is, what was probably meant.
fn missing(field: Field, spec: &SourceSpec, names: &[&str]) -> String {
    const SHOWN: usize = 20;
    let wanted = match field.named(&spec.fields) {
        Some(name) => vec![name],
        None => field.aliases().to_vec(),
    };
    let near = names
        .iter()
        .flat_map(|name| wanted.iter().map(move |w| (strsim::jaro_winkler(&name.to_lowercase(), w), *name)))
        .filter(|(score, name)| *score > 0.8 && !wanted.contains(name))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let shown: Vec<_> =
        names.iter().take(SHOWN).map(|n| format!("`{}`", n.chars().take(40).collect::<String>())).collect();
    let more = if names.len() > SHOWN { ", …" } else { "" };
    let advice = match near {
        Some((_, name)) => format!("set `fields.{}` to `{name}` if that is it", field.name()),
        None => format!("set `fields.{}` to the name of the column", field.name()),
    };
    format!("no `{}` or it is null; the row has {}{more}; {advice}", wanted.join("`, `"), shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Pairs(Vec<(&'static str, Cell<'static>)>);

    impl Row for Pairs {
        fn get(&self, name: &str) -> Option<Cell<'_>> {
            self.0.iter().find(|(n, _)| *n == name).map(|(_, c)| c.clone())
        }
        fn names(&self) -> Vec<&str> {
            self.0.iter().map(|(n, _)| *n).collect()
        }
    }

    fn read(pairs: Vec<(&'static str, Cell<'static>)>) -> Result<Article, Problem> {
        article(&Pairs(pairs), &SourceSpec::default(), "s")
    }

    fn s(text: &'static str) -> Cell<'static> {
        Cell::Text(Cow::Borrowed(text))
    }

    #[test]
    fn aliases_numbers_and_names() {
        let a = read(vec![
            ("BODY", s("قال إن")),
            ("_id", Cell::Int(7)),
            ("authors", Cell::Names("سمير، هدى".into())),
            ("date", s("2020-01-02")),
            ("link", s(" ")),
        ])
        .unwrap();
        assert_eq!((a.article_id.as_str(), a.author.as_deref(), a.url), ("7", Some("سمير، هدى"), None));
        assert_eq!(a.published_at.unwrap().to_string(), "2020-01-02T00:00:00Z");
        assert_eq!(read(vec![("text", s("قال"))]).unwrap().article_id, article_id("قال"));
    }

    #[test]
    fn problems_name_the_field_and_what_to_do() {
        let p = read(vec![("texts", s("قال"))]).unwrap_err();
        assert_eq!(p.reason, RejectReason::MissingField);
        assert!(p.detail.contains("set `fields.text` to `texts`"), "{}", p.detail);
        assert_eq!(read(vec![("text", Cell::Int(5))]).unwrap_err().reason, RejectReason::WrongType);
        let p = read(vec![("text", s("قال")), ("date", s("٣١ فبراير"))]).unwrap_err();
        assert_eq!(p.reason, RejectReason::WrongType);
        assert!(p.detail.contains("published_at") && p.detail.contains("٣١ فبراير"), "{}", p.detail);
        assert_eq!(read(vec![("text", s(" \n"))]).unwrap_err().reason, RejectReason::Empty);
        assert_eq!(read(vec![("text", s("12 ـــ ab،"))]).unwrap_err().reason, RejectReason::NotArabic);
        assert_eq!(read(vec![("text", s("ق\0"))]).unwrap_err().reason, RejectReason::Nul);
    }
}
