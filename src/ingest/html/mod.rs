//! Web pages: the main text as readability finds it, checked against the page so that no paragraph is lost.

mod depth;
mod lines;
mod meta;
mod walk;

use super::{articles::new_article, encoding, problem::Problem, row::check_text, source::Context};
use crate::model::{Article, Block, BlockKind, RejectReason, Span};
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use encoding_rs::Encoding;
use lines::{Line, LineKind};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Elements of a page that readability looks at; pages of news have a few thousand.
const MAX_ELEMENTS: usize = 500_000;

/// The article of a page.
pub(crate) fn article(bytes: &[u8], label: Option<&'static Encoding>, context: &Context) -> Result<Article, Problem> {
    let page = encoding::decode(bytes, label, declared(bytes))?;
    if page.trim().is_empty() {
        return Err(Problem::new(RejectReason::Empty, "the page holds nothing but white space"));
    }
    let limit = context.limits.max_html_depth;
    depth::check(&page, limit)?;
    let document = Document::from(page.as_ref());
    depth::check_tree(&document, limit)?;
    let meta = meta::of(&document);
    // The parser beneath promises no panic, but it is fed whatever the web holds.
    let main = catch_unwind(AssertUnwindSafe(|| main_lines(&document, meta.title.as_deref()))).unwrap_or_default();
    let (mut text, mut known) = join(&main);
    if !text.chars().any(char::is_alphabetic) {
        // Some pages hold their text only in the data for search engines.
        (text, known) = (meta.body.clone().unwrap_or_default(), Vec::new());
    }
    if text.trim().is_empty() {
        let detail = "no main text was found in the page; pages that build their text by script must be saved rendered";
        return Err(Problem::new(RejectReason::Html, detail));
    }
    check_text(&text)?;
    Ok(Article {
        url: meta.url,
        outlet: meta.outlet.or_else(|| context.spec.outlet.clone()),
        title: meta.title,
        author: meta.author,
        published_at: meta.published_at,
        known_blocks: known,
        ..new_article(text, context)
    })
}

/// The encoding that a page declares in its first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let rest = &head[memchr::memmem::find(&head, b"charset=")? + 8..];
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b)).unwrap_or(rest.len());
    Encoding::for_label(&rest[..end])
}

fn main_lines(document: &Document, title: Option<&str>) -> Vec<Line> {
    let config = Config { max_elements_to_parse: MAX_ELEMENTS, disable_json_ld: true, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(document.clone(), None, Some(config)) else {
        return Vec::new();
    };
    let Ok(found) = readability.parse() else {
        return Vec::new();
    };
    let found = lines::of(&Document::from(found.content.as_ref()).root());
    lines::complete(found, &lines::of(&document.root()), title)
}

/// The text of the lines, with what the page says of some of them.
fn join(lines: &[Line]) -> (String, Vec<Block>) {
    let (mut text, mut known) = (String::new(), Vec::new());
    for line in lines {
        if !text.is_empty() {
            text.push_str(if line.breaks { "\n" } else { "\n\n" });
        }
        let start = text.len();
        text.push_str(&line.text);
        let kind = match line.kind {
            LineKind::Caption => BlockKind::Caption,
            LineKind::Heading => BlockKind::Subheading,
            LineKind::Text => continue,
        };
        known.push(Block { kind, span: Span::new(start, text.len()) });
    }
    (text, known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Limits, SourceSpec};
    use std::sync::Arc;

    fn read(page: impl AsRef<[u8]>) -> Result<Article, Problem> {
        let context = Context::new("p/page.html", Arc::new(SourceSpec::default()), Limits::default());
        article(page.as_ref(), None, &context)
    }

    const BODY: &str = "<p>قال رئيس بلدية الواحة إن أعمال الجسر الجديد انتهت قبل موعدها بشهرين كاملين، وإن الافتتاح قريب.</p>\
        <p>وأضاف أن <a href='/x'>الشركة</a> المنفذة ستبقى مسؤولة عن الصيانة عشر سنوات، بحسب العقد الموقع بين الطرفين.</p>\
        <h2>مهلة جديدة</h2><p>وقصر.</p><figure><img src='a.jpg'><figcaption>الجسر قبل الافتتاح</figcaption></figure>\
        <p>من جهته، رأى المهندس سالم الوادي أن المشروع تأخر أكثر مما يجب، لكنه سيخدم آلاف السكان في المدينة.</p>";

    fn page(head: &str, body: &str) -> String {
        format!(
            "<!doctype html><html lang=ar><head><title>الجسر جاهز | سهم</title>{head}</head><body>\
             <nav><ul><li><a href=/>الرئيسية</a></li><li><a href=/a>اقتصاد</a></li></ul></nav>\
             <article><h1>الجسر جاهز</h1><div class=body>{body}</div></article>\
             <aside><p>خبر آخر لا علاقة له بالموضوع، وهو من القائمة الجانبية.</p></aside>\
             <footer><p>جميع الحقوق محفوظة</p></footer></body></html>"
        )
    }

    #[test]
    fn paragraphs_headings_and_captions() {
        let a = read(page("", BODY)).unwrap();
        let lines: Vec<_> = a.text.split("\n\n").collect();
        assert_eq!(lines.len(), 6, "{}", a.text);
        assert!(lines[1].starts_with("وأضاف أن الشركة المنفذة"));
        assert_eq!(lines[2..5], ["مهلة جديدة", "وقصر.", "الجسر قبل الافتتاح"]);
        let known: Vec<_> = a.known_blocks.iter().map(|b| (b.kind, b.span.of(&a.text))).collect();
        assert_eq!(known, [(BlockKind::Subheading, "مهلة جديدة"), (BlockKind::Caption, "الجسر قبل الافتتاح")]);
        assert_eq!((a.title.as_deref(), a.article_id.as_str()), (Some("الجسر جاهز"), "page"));
    }

    #[test]
    fn metadata_of_json_ld_and_meta_tags() {
        let head = r#"<link rel=canonical href="https://sahm.example/b"><meta property="og:site_name" content="شبكة">
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage"},
            {"@type":["NewsArticle"],"headline":"الجسر &quot;جاهز&quot;","author":[{"name":"هدى السهل"}],
            "datePublished":"2022-05-06T07:08:09+03:00","publisher":{"name":"سهم نيوز"}}]}</script>"#;
        let a = read(page(head, BODY)).unwrap();
        assert_eq!((a.title.as_deref(), a.author.as_deref()), (Some("الجسر \"جاهز\""), Some("هدى السهل")));
        assert_eq!((a.outlet.as_deref(), a.url.as_deref()), (Some("سهم نيوز"), Some("https://sahm.example/b")));
        assert_eq!(a.published_at.unwrap().to_string(), "2022-05-06T04:08:09Z");
    }

    #[test]
    fn a_body_that_only_search_engines_see() {
        let head =
            r#"<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"قالت الوزيرة: نعم."}</script>"#;
        assert_eq!(read(format!("<html><head>{head}</head><body></body></html>")).unwrap().text, "قالت الوزيرة: نعم.");
        assert_eq!(read("<html><body><script>x()</script></body></html>").unwrap_err().reason, RejectReason::Html);
    }

    #[test]
    fn the_declared_charset_counts_where_the_bytes_are_not_utf_8() {
        let page = page("<meta charset='windows-1256'>", BODY);
        assert!(read(&page).unwrap().text.contains("وقصر."));
        let legacy = encoding_rs::WINDOWS_1256.encode(&page).0;
        assert_eq!(read(&legacy).unwrap().text, read(&page).unwrap().text);
    }

    #[test]
    fn text_between_line_breaks_is_kept() {
        let body = BODY.replace("</p><p>", "<br><br>").replace("<p>", "").replace("</p>", "<br>");
        let a = read(page("", &body)).unwrap();
        for words in ["قبل موعدها", "عشر سنوات", "وقصر.", "آلاف السكان"] {
            assert_eq!(a.text.matches(words).count(), 1, "{words}: {}", a.text);
        }
    }

    #[test]
    fn deep_pages_are_rejected_in_time() {
        for open in ["<div>", "<b>", "<x-y>", "<ul><li>"] {
            let deep = format!("<html><body>{}قال", open.repeat(100_000));
            assert_eq!(read(deep).unwrap_err().reason, RejectReason::Html, "{open}");
        }
    }
}
