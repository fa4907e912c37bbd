//! A tree of elements as the lines that a reader sees.

use super::walk::{Step, Visitor, walk};
use dom_query::{NodeId, NodeRef};
use std::collections::{HashMap, HashSet};

/// What an element makes of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Text,
    Heading,
    Caption,
}

/// One visible line.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a line, not a state")]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) kind: LineKind,
    /// It follows the line before it after a `br`, inside the same element.
    pub(super) breaks: bool,
    /// The block element it stands in.
    owner: NodeId,
    /// The element whose content that block is a part of, seen through quotations, figures and lists.
    container: NodeId,
    /// Bytes of it inside links.
    linked: usize,
    /// Stands in navigation, a side column, the page's header or footer.
    aside: bool,
    /// The owner is a paragraph, heading or the like, and not a mere box.
    prose: bool,
    /// Stands in the page's headline element.
    h1: bool,
}

/// Elements whose content nobody reads as text.
const HIDDEN: &[&str] = &[
    "script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "button", "select",
    "textarea", "form", "audio", "video", "canvas", "dialog", "title",
];

/// Elements inside a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr", "picture", "source",
];

const ASIDE: &[&str] = &["nav", "aside", "footer", "header", "menu"];
const PROSE: &[&str] = &["p", "h2", "h3", "h4", "h5", "h6", "blockquote", "li", "figcaption", "dd", "dt", "pre"];
const TRANSPARENT: &[&str] = &["blockquote", "figure", "ul", "ol", "dl", "li", "figcaption"];

/// A block element that is open while the tree is walked.
struct Open {
    id: NodeId,
    container: NodeId,
    kind: LineKind,
    aside: bool,
    prose: bool,
    h1: bool,
}

/// The lines below a node, in reading order.
pub(super) fn of(root: &NodeRef) -> Vec<Line> {
    let outermost =
        Open { id: root.id, container: root.id, kind: LineKind::Text, aside: false, prose: false, h1: false };
    let mut reader =
        Reader { lines: Vec::new(), open: vec![outermost], text: String::new(), linked: 0, links: 0, after_br: false };
    walk(root, &mut reader);
    reader.flush(false);
    reader.lines
}

/// Collects lines on a walk.
struct Reader {
    lines: Vec<Line>,
    open: Vec<Open>,
    text: String,
    linked: usize,
    /// Open `a` elements.
    links: usize,
    after_br: bool,
}

impl Visitor for Reader {
    fn enter(&mut self, node: &NodeRef) -> Step {
        if self.reads(node) { Step::Into } else { Step::Past }
    }

    fn leave(&mut self, node: &NodeRef) {
        if node.has_name("a") {
            self.links = self.links.saturating_sub(1);
        }
        if self.open.last().is_some_and(|open| open.id == node.id) {
            self.flush(false);
            self.open.pop();
        }
    }
}

impl Reader {
    /// Takes in a node; `false` where its content is not read.
    fn reads(&mut self, node: &NodeRef) -> bool {
        if node.is_text() {
            let text = node.text();
            self.push(&text);
            return false;
        }
        let Some(name) = node.node_name().filter(|_| node.is_element()) else {
            return node.is_document() || node.is_fragment();
        };
        let name = name.as_ref();
        if HIDDEN.contains(&name) {
            return false;
        }
        if name == "br" {
            self.flush(true);
            return false;
        }
        if name == "a" {
            self.links += 1;
        }
        if INLINE.contains(&name) {
            return true;
        }
        self.flush(false);
        let Some(outer) = self.open.last() else {
            return true;
        };
        let class = node.class().unwrap_or_default();
        let kind = match name {
            "figcaption" => LineKind::Caption,
            _ if class.contains("caption") => LineKind::Caption,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if outer.kind == LineKind::Text => LineKind::Heading,
            _ => outer.kind,
        };
        let through = node.parent().and_then(|p| p.node_name()).is_some_and(|n| TRANSPARENT.contains(&n.as_ref()));
        self.open.push(Open {
            id: node.id,
            container: if through { outer.container } else { outer.id },
            kind,
            aside: outer.aside || ASIDE.contains(&name),
            prose: PROSE.contains(&name),
            h1: outer.h1 || name == "h1",
        });
        true
    }

    /// Adds text, with white space collapsed as browsers show it.
    fn push(&mut self, text: &str) {
        let before = self.text.len();
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                self.text.push(c);
            } else if !self.text.is_empty() && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
        }
        if self.links > 0 {
            self.linked += self.text.len() - before;
        }
    }

    fn flush(&mut self, br: bool) {
        let text = self.text.trim();
        if let Some(open) = self.open.last().filter(|_| !text.is_empty()) {
            self.lines.push(Line {
                text: text.to_owned(),
                kind: open.kind,
                breaks: self.after_br,
                owner: open.id,
                container: open.container,
                linked: self.linked,
                aside: open.aside,
                prose: open.prose,
                h1: open.h1,
            });
            self.after_br = false;
        }
        self.after_br = br && (self.after_br || !text.is_empty());
        self.text.clear();
        self.linked = 0;
    }
}

/// The lines of the main text, completed from the page.
///
/// Readability drops paragraphs that look unlikely on their own (short ones, those in odd boxes). A paragraph of the page
/// that stands beside paragraphs of the main text belongs to it, unless it is mostly links or part of the page's frame.
pub(super) fn complete(found: Vec<Line>, page: &[Line], title: Option<&str>) -> Vec<Line> {
    let mut wanted: HashMap<&str, usize> = HashMap::new();
    for line in &found {
        *wanted.entry(&line.text).or_default() += 1;
    }
    let matched = |line: &Line| wanted.contains_key(line.text.as_str());
    let mut weights: HashMap<NodeId, usize> = HashMap::new();
    for line in page.iter().filter(|l| matched(l)) {
        *weights.entry(line.container).or_default() += line.text.len();
        if !line.prose {
            *weights.entry(line.owner).or_default() += line.text.len();
        }
    }
    let total: usize = found.iter().map(|l| l.text.len()).sum();
    // A fifth of the text: a teaser elsewhere in the page that repeats one sentence makes no main column.
    let main: HashSet<NodeId> = weights.into_iter().filter(|(_, w)| w * 5 >= total).map(|(id, _)| id).collect();
    let beside = |line: &Line| main.contains(&line.container) && line.prose || main.contains(&line.owner);
    let kept: Vec<bool> = page
        .iter()
        .map(|line| {
            let is_title = line.h1 || title == Some(line.text.as_str());
            beside(line) && (matched(line) || !is_title && !line.aside && line.linked * 2 < line.text.len())
        })
        .collect();
    // What readability found elsewhere comes too, once; if the page has it nowhere, readability's own text stands.
    let mut missing = wanted.clone();
    for (line, _) in page.iter().zip(&kept).filter(|(_, kept)| **kept) {
        missing.remove(line.text.as_str());
    }
    let mut result = Vec::with_capacity(page.len());
    for (line, kept) in page.iter().zip(&kept) {
        if *kept || missing.remove(line.text.as_str()).is_some() {
            result.push(line.clone());
        }
    }
    if missing.is_empty() { result } else { found }
}
