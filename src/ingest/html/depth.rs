//! Refuses pages nested so deeply that a parser would overflow the stack or take quadratic time.

use super::walk::{Step, Visitor, walk};
use crate::ingest::problem::Problem;
use crate::model::RejectReason;
use dom_query::{Document, NodeRef};

/// Elements without content.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Elements whose end tags may be left out, so that a start tag often closes the one before it. What nests them (`ul`,
/// `table`) is counted instead.
const IMPLIED: &[&str] = &[
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rp", "rt",
    "html", "head", "body",
];

/// Elements whose content is no markup.
const RAW: &[&str] = &["script", "style", "textarea", "title"];

/// How far back an end tag looks for its start tag; keeps the scan linear.
const REACH: usize = 64;

/// Counts open tags in one pass over the bytes, before anything is parsed.
pub(super) fn check(page: &str, limit: usize) -> Result<(), Problem> {
    let bytes = page.as_bytes();
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        at += found + 1;
        let rest = &bytes[at..];
        if rest.starts_with(b"!--") {
            at += memchr::memmem::find(rest, b"-->").unwrap_or(rest.len());
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let start = at + usize::from(closing);
        let len = bytes[start..].iter().take_while(|b| b.is_ascii_alphanumeric() || b"-:_".contains(b)).count();
        let name = page.get(start..start + len).unwrap_or_default();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        at = start + len;
        let is = |list: &[&str]| list.iter().any(|n| n.eq_ignore_ascii_case(name));
        if closing {
            let tail = open.len().saturating_sub(REACH);
            if let Some(found) = open[tail..].iter().rposition(|n| n.eq_ignore_ascii_case(name)) {
                open.truncate(tail + found);
            }
        } else if is(RAW) {
            at += end_of_raw(&bytes[at..], name);
        } else if !is(VOID) && !is(IMPLIED) {
            open.push(name);
            if open.len() > limit {
                return Err(too_deep(limit));
            }
        }
    }
    Ok(())
}

/// Bytes up to the end tag of an element whose content is no markup.
fn end_of_raw(rest: &[u8], name: &str) -> usize {
    let is_end =
        |at: usize| rest.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()));
    memchr::memmem::find_iter(rest, b"</").find(|&at| is_end(at)).unwrap_or(rest.len())
}

/// Measures the parsed tree, which repairs of broken markup may make deeper than the tags were.
pub(super) fn check_tree(document: &Document, limit: usize) -> Result<(), Problem> {
    // Twice, because the scan of the tags does not count paragraphs, list items and cells.
    let mut depth = Depth { now: 0, limit: 2 * limit };
    walk(&document.root(), &mut depth);
    if depth.now > depth.limit { Err(too_deep(limit)) } else { Ok(()) }
}

/// How deep a walk is; it stops below the limit.
struct Depth {
    now: usize,
    limit: usize,
}

impl Visitor for Depth {
    fn enter(&mut self, _: &NodeRef) -> Step {
        self.now += 1;
        if self.now > self.limit { Step::Stop } else { Step::Into }
    }

    fn leave(&mut self, _: &NodeRef) {
        self.now -= 1;
    }
}

fn too_deep(limit: usize) -> Problem {
    let detail = format!("elements are nested more than {limit} deep; save the page again, or repair its markup");
    Problem::new(RejectReason::Html, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_pages_of_any_length_pass() {
        let page = "<p>قال<br><b>x</b><li>y<script>if (a<b) '<div>'</script><!-- <div> --><span>".repeat(3);
        assert!(check(&page, 8).is_ok());
        assert!(check(&"<div><p>قال</div>".repeat(50_000), 8).is_ok());
        assert!(check(&"<div><span>قال</div>".repeat(50_000), 8).is_ok());
        assert!(check(&"<div>".repeat(9), 8).is_err());
    }
}
