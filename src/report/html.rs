//! For people with a browser: one file without scripts, fonts or anything else from a network. Arabic lines run from right
//! to left by themselves (`dir="auto"`), colours follow the system's light or dark.

use super::chart::{bars, histogram};
use super::junit::xml as escaped;
use super::{place, severity, waivers};
use crate::dataset::Stats;
use crate::model::counted;
use crate::validate::{CheckResult, Report, Status, docs};
use std::fmt::Write;

const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2024;--paper:#fff;--soft:#f2f4f6;--line:#d5dae0;--bar:#2f6fb0;--good:#1d7a46;--bad:#b3261e;--warn:#946200}\
@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--paper:#15181b;--soft:#1f2428;--line:#39414a;--bar:#6ea8e0;--good:#5fc48a;--bad:#ff8a80;--warn:#e5b454}}\
body{font:16px/1.55 system-ui,'Noto Naskh Arabic','Segoe UI',Tahoma,sans-serif;color:var(--ink);background:var(--paper);max-width:68rem;margin:2rem auto;padding:0 1rem}\
h1,h2{line-height:1.2}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}th,td{text-align:start;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}\
td.n,th.n{text-align:end;font-variant-numeric:tabular-nums}code{font-family:ui-monospace,monospace;font-size:.9em}\
.pass{color:var(--good)}.error{color:var(--bad);font-weight:600}.warning{color:var(--warn);font-weight:600}.skipped,.info{opacity:.7}\
section.finding{background:var(--soft);border-inline-start:4px solid var(--line);padding:.6rem 1rem;margin:1rem 0}\
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(20rem,1fr));gap:1rem}figure{margin:0;background:var(--soft);padding:.8rem}figcaption{font-weight:600;margin-bottom:.4rem}\
svg{width:100%;height:auto;display:block}svg text{fill:var(--ink);font:12px system-ui,'Noto Naskh Arabic',Tahoma,sans-serif}svg rect{fill:var(--bar)}";

/// The report as one page; distributions are drawn where statistics are given.
pub fn html(report: &Report, stats: Option<&Stats>) -> String {
    let s = report.summary;
    let (class, verdict) = if report.has_errors() { ("error", "Failed") } else { ("pass", "Passed") };
    let mut to = String::new();
    // Writing to a `String` cannot fail.
    let _ = write!(
        to,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n\
         <title>Validation of {name}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Validation of {name}</h1>\n\
         <p><strong class=\"{class}\">{verdict}.</strong> {} passed, {}, {}, {}, {} skipped because \
         there was nothing to examine. Schema version {}, checked by claimkit {}.</p>\n",
        s.passed,
        counted(s.errors, "error"),
        counted(s.warnings, "warning"),
        counted(s.infos, "note"),
        s.skipped,
        escaped(&report.schema_version),
        escaped(&report.tool_version),
        name = escaped(&report.release),
    );
    rows(&mut to, report);
    for check in report.failures() {
        failure(&mut to, check);
    }
    accepted(&mut to, report);
    if let Some(stats) = stats {
        charts(&mut to, stats);
    }
    checks(&mut to, report);
    to.push_str("</body>\n</html>\n");
    to
}

fn rows(to: &mut String, report: &Report) {
    to.push_str("<table>\n<tr><th>Table</th><th class=\"n\">Rows</th></tr>\n");
    for (table, n) in &report.rows {
        let _ = writeln!(to, "<tr><td>{}</td><td class=\"n\">{n}</td></tr>", escaped(table));
    }
    to.push_str("</table>\n");
}

/// What was accepted, and why.
fn accepted(to: &mut String, report: &Report) {
    if report.waivers.is_empty() {
        return;
    }
    to.push_str("<h2>Waivers</h2>\n<ul>\n");
    for line in waivers(&report.waivers).lines() {
        let _ = writeln!(to, "<li>{}</li>", quoted(line));
    }
    to.push_str("</ul>\n");
}

fn failure(to: &mut String, check: &CheckResult) {
    let level = severity(check.severity);
    let _ = write!(
        to,
        "<section class=\"finding\" id=\"{id}\">\n<h2><span class=\"{level}\">{id}</span> {level}: {} of {}</h2>\n\
         <p>Expected: {}.</p>\n<ul>\n",
        check.failed,
        check.examined,
        escaped(&check.what),
        id = check.id,
    );
    for finding in &check.sample {
        let _ = writeln!(
            to,
            "<li><code>{}</code> <bdi dir=\"auto\">{}</bdi></li>",
            escaped(&place(finding)),
            quoted(&finding.message)
        );
    }
    let more = check.failed.saturating_sub(check.sample.len() as u64);
    if more > 0 {
        let _ = writeln!(to, "<li>and {more} more</li>");
    }
    to.push_str("</ul>\n");
    if let Some(doc) = docs().iter().find(|doc| doc.id == check.id) {
        let _ = writeln!(to, "<p>What to do: {}</p>", escaped(doc.mend));
    }
    to.push_str("</section>\n");
}

/// A message in which quoted words are elements of their own: a browser that looks for the direction of a sentence passes
/// over these, and not over what stands between isolating characters.
fn quoted(message: &str) -> String {
    escaped(message).replace('\u{2068}', "<bdi>").replace('\u{2069}', "</bdi>")
}

fn charts(to: &mut String, stats: &Stats) {
    to.push_str("<h2>Distributions</h2>\n<div class=\"charts\">\n");
    let lemmas: Vec<(&str, u64)> = stats.top_cue_lemmas.iter().take(15).map(|(l, n)| (l.as_str(), *n)).collect();
    let counted = [
        ("Stance", &stats.stance),
        ("Anonymity", &stats.anonymity),
        ("Speaker type", &stats.speaker_type),
        ("Quotation", &stats.quote_type),
        ("Cue class", &stats.cue_class),
        ("How the speaker was found", &stats.speaker_resolution),
    ];
    for (title, counts) in counted {
        let values: Vec<(&str, u64)> = counts.iter().map(|(v, n)| (v.as_str(), *n)).collect();
        figure(to, title, &bars(&values));
    }
    figure(to, "Commonest cues", &bars(&lemmas));
    figure(to, "Code points of an article, from", &histogram(&stats.article_chars));
    figure(to, "Code points of a claim, from", &histogram(&stats.claim_chars));
    figure(to, "Claims of an article", &histogram(&stats.claims_per_article));
    to.push_str("</div>\n");
}

fn figure(to: &mut String, title: &str, svg: &str) {
    if !svg.is_empty() {
        let _ = writeln!(to, "<figure><figcaption>{}</figcaption>{svg}</figure>", escaped(title));
    }
}

fn checks(to: &mut String, report: &Report) {
    to.push_str(
        "<h2>Checks</h2>\n<table>\n<tr><th>Check</th><th>Severity</th><th>Status</th><th class=\"n\">Examined</th>\
         <th class=\"n\">Wrong</th><th>Holds where it passes</th></tr>\n",
    );
    for check in &report.checks {
        let level = severity(check.severity);
        let (class, status) = match check.status {
            Status::Pass => ("pass", "pass"),
            Status::Fail => (level, "fail"),
            Status::Skipped => ("skipped", "skipped"),
            Status::Waived => ("skipped", "waived"),
        };
        let reason = check.reason.as_ref().map(|r| format!(" ({})", escaped(r))).unwrap_or_default();
        let _ = writeln!(
            to,
            "<tr><td><code>{}</code></td><td>{level}</td><td class=\"{class}\">{status}{reason}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td>{}</td></tr>",
            check.id,
            check.examined,
            check.failed,
            escaped(&check.what)
        );
    }
    to.push_str("</table>\n");
}
