//! What a page says of itself: JSON-LD, Open Graph, meta tags.

use crate::ingest::{date, jsonl::names};
use dom_query::Document;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Nested JSON-LD nodes that are looked at; real pages have a dozen.
const MAX_NODES: usize = 1000;

/// Metadata of a page.
#[derive(Debug, Default)]
pub(super) struct Meta {
    pub(super) title: Option<String>,
    pub(super) author: Option<String>,
    pub(super) published_at: Option<Timestamp>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    /// The text as the data for search engines has it.
    pub(super) body: Option<String>,
}

/// Collects the metadata: JSON-LD first, because it is written for machines.
pub(super) fn of(document: &Document) -> Meta {
    let article = json_ld(document);
    let ld = |key: &str| article.as_ref().and_then(|a| a.get(key)).and_then(names).map(|s| unescape(&s));
    let attr = |selector: &str, name: &str| {
        let found = document.select_single(selector);
        found.attr(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())
    };
    let meta = |names: &[&str]| {
        names.iter().find_map(|name| {
            attr(&format!("meta[property='{name}']"), "content")
                .or_else(|| attr(&format!("meta[name='{name}']"), "content"))
        })
    };
    let published = [
        ld("datePublished"),
        meta(&["article:published_time", "datePublished", "pubdate", "publishdate", "date"]),
        attr("meta[itemprop='datePublished']", "content"),
        attr("time[datetime]", "datetime"),
    ];
    let is_address = |s: &String| s.starts_with("http://") || s.starts_with("https://");
    Meta {
        title: ld("headline").or_else(|| title(document, meta(&["og:title", "twitter:title"]).as_deref())),
        author: ld("author").or_else(|| meta(&["author", "article:author"])).filter(|a| !is_address(a)),
        published_at: published.into_iter().flatten().find_map(|text| date::parse(&text)),
        outlet: ld("publisher").or_else(|| meta(&["og:site_name", "application-name"])),
        url: attr("link[rel='canonical']", "href")
            .or_else(|| meta(&["og:url"]))
            .or_else(|| ld("url"))
            .filter(is_address),
        body: ld("articleBody"),
    }
}

/// The headline: an `h1` that the page's own titles confirm (an unconfirmed one is often the logo), else those titles.
fn title(document: &Document, og: Option<&str>) -> Option<String> {
    let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    let head = Some(squeeze(&document.select_single("head > title").text())).filter(|t| !t.is_empty());
    let titles: Vec<String> = og.into_iter().map(squeeze).chain(head).collect();
    let headings: Vec<String> =
        document.select("h1").iter().take(20).map(|h| squeeze(&h.text())).filter(|h| !h.is_empty()).collect();
    let confirmed =
        headings.iter().find(|h| titles.iter().any(|t| t.starts_with(h.as_str()) || t.ends_with(h.as_str())));
    match (confirmed, titles.first()) {
        (Some(heading), _) => Some(heading.clone()),
        (None, Some(title)) => Some(title.clone()),
        (None, None) => headings.into_iter().next(),
    }
}

/// The node of the article in the page's JSON-LD.
fn json_ld(document: &Document) -> Option<Map<String, Value>> {
    let scripts = document.select("script[type='application/ld+json']");
    scripts.iter().find_map(|script| {
        let text = script.text();
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        let mut pending = vec![serde_json::from_str::<Value>(text).ok()?];
        let mut seen = 0;
        while let Some(value) = pending.pop() {
            seen += 1;
            match value {
                _ if seen > MAX_NODES => return None,
                Value::Array(list) => pending.extend(list.into_iter().rev()),
                Value::Object(map) if is_article(&map) => return Some(map),
                Value::Object(mut map) => pending.extend(map.remove("@graph")),
                _ => {}
            }
        }
        None
    })
}

fn is_article(node: &Map<String, Value>) -> bool {
    let is = |v: &Value| v.as_str().is_some_and(|t| t.ends_with("Article") || t == "BlogPosting" || t == "Report");
    node.get("@type").is_some_and(|t| is(t) || t.as_array().is_some_and(|list| list.iter().any(is)))
}

/// Many sites write HTML entities into JSON.
fn unescape(text: &str) -> String {
    if text.contains('&') { Document::fragment(text).text().trim().to_owned() } else { text.to_owned() }
}
