//! `claimkit explain`.

use super::{Status, Stop, args, print, print_json};
use crate::attribution;
use crate::config::{DatasetConfig, FILE};
use crate::dataset::OwnCheck;
use crate::error::{Error, ErrorKind};
use crate::model::RuleDoc;
use crate::validate::{self, CheckDoc};
use serde::Serialize;
use std::fmt::Write;

/// Names that are offered for one that is not known.
const NEAREST: usize = 3;

/// A rule or a check as a document.
#[derive(Debug, Serialize)]
struct Page {
    /// Its name.
    id: String,
    /// What kind of thing it is.
    kind: &'static str,
    /// Headings with their texts; the first says what it does.
    sections: Vec<(&'static str, String)>,
}

/// Everything that has a page.
fn pages() -> Vec<Page> {
    let rules = |kind, docs: &[RuleDoc]| docs.iter().map(|doc| Page::of_rule(kind, doc)).collect::<Vec<_>>();
    let mut pages = rules("attribution", attribution::rules::docs());
    pages.extend(rules("stance", crate::stance::docs()));
    pages.extend(rules("label", crate::labeler::docs()));
    pages.extend(validate::docs().iter().map(Page::of_check));
    pages
}

impl Page {
    fn of_rule(kind: &'static str, doc: &RuleDoc) -> Self {
        let sections = vec![
            ("Finds", doc.title.to_owned()),
            ("What it does", doc.what.to_owned()),
            ("Why", doc.why.to_owned()),
            ("Example", format!("{}\n{}", doc.example_ar, doc.gloss)),
        ];
        Self { id: doc.id.to_owned(), kind, sections }
    }

    fn of_check(doc: &CheckDoc) -> Self {
        let sections = vec![
            ("Holds", doc.what.to_owned()),
            ("Severity", format!("{:?}", doc.severity).to_lowercase()),
            ("Why", doc.why.to_owned()),
            ("Where it fails", doc.mend.to_owned()),
        ];
        Self { id: doc.id.to_owned(), kind: "check", sections }
    }

    fn of_own(check: &OwnCheck) -> Self {
        let sections = vec![
            ("Holds", check.message.clone()),
            ("Severity", format!("{:?}", check.severity).to_lowercase()),
            ("Expected of every row of", format!("{}: {}", check.table, check.expect)),
            ("Why", check.why.clone().unwrap_or_default()),
            ("Where it fails", check.mend.clone().unwrap_or_default()),
        ];
        Self { id: check.id.clone(), kind: "own check", sections }
    }
}

pub(super) fn run(args: &args::Explain) -> Result<Status, Stop> {
    let mut pages = pages();
    if args.dataset.join(FILE).is_file() {
        pages.extend(DatasetConfig::load(&args.dataset)?.checks.iter().map(Page::of_own));
    }
    let Some(rule) = args.rule.as_deref().filter(|_| !args.list) else {
        if args.json {
            print_json(&pages)?;
        } else {
            print(&list(&pages))?;
        }
        return Ok(Status::Clean);
    };
    let page = pages.iter().find(|p| p.id.eq_ignore_ascii_case(rule)).ok_or_else(|| {
        Error::new(ErrorKind::Config, format!("no rule or check is called `{rule}`"))
            .hint(format!("the nearest are {}; `claimkit explain --list` prints all", nearest(&pages, rule).join(", ")))
    })?;
    if args.json {
        print_json(page)?;
    } else {
        print(&human(page))?;
    }
    Ok(Status::Clean)
}

/// One line a page.
fn list(pages: &[Page]) -> String {
    let width = pages.iter().map(|p| p.id.len()).max().unwrap_or(0);
    let mut to = String::new();
    for page in pages {
        let what = page.sections.first().map_or("", |(_, text)| text);
        // Writing to a `String` cannot fail.
        let _ = writeln!(to, "{:<width$}  {:<11}  {what}", page.id, page.kind);
    }
    to
}

fn human(page: &Page) -> String {
    let mut to = format!("{} ({})\n", page.id, page.kind);
    for (heading, text) in page.sections.iter().filter(|(_, text)| !text.is_empty()) {
        let _ = write!(to, "\n{heading}\n  {}\n", text.replace('\n', "\n  "));
    }
    to
}

/// The names that need the fewest changes.
fn nearest<'a>(pages: &'a [Page], name: &str) -> Vec<&'a str> {
    let name = name.to_ascii_uppercase();
    let mut ids: Vec<_> = pages.iter().map(|p| p.id.as_str()).collect();
    ids.sort_by_key(|id| strsim::osa_distance(&id.to_ascii_uppercase(), &name));
    ids.truncate(NEAREST);
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_near_ones_are_offered() {
        let pages = pages();
        let mut ids: Vec<_> = pages.iter().map(|p| &p.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), pages.len());
        assert!(nearest(&pages, "spn01").contains(&"SPN001"));
    }
}
