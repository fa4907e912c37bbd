//! `claimkit extract --trace`: which rule fired where, for one article after the other.

use crate::attribution::trace::{Outcome, Step, trace};
use crate::model::{Article, Claim, Extraction, Span};
use crate::pipeline::Extractor;
use std::fmt::Write as _;

/// Characters of a text that are shown.
const SHOWN: usize = 60;

/// The trace of an article, as lines of text; positions are code points, as everywhere outside the program.
pub(super) fn lines(article: &Article, extractor: &Extractor) -> String {
    let extraction = extractor.extract(article);
    let text = &article.text;
    let place = |span: Span| {
        let start = text[..span.start as usize].chars().count();
        format!("{start}-{}", start + span.of(text).chars().count())
    };
    let mut out = format!("article {}\n\nblocks\n", article.article_id);
    for block in &extraction.blocks {
        let _ = writeln!(out, "  {:13} {:14} {}", place(block.span), block.kind, shown(block.span.of(text)));
    }
    out.push_str("\nwords that can be cues\n");
    for step in trace(text, &extraction.blocks) {
        let _ = writeln!(out, "  {:13} {:14} {}", place(step.span), shown(step.span.of(text)), fate(&step, text));
    }
    out.push_str("\nclaims\n");
    for (n, claim) in extraction.claims.iter().enumerate() {
        claim_lines(&mut out, n, claim, &extraction, text, &place);
    }
    out.push('\n');
    out
}

fn fate(step: &Step, text: &str) -> String {
    match step.outcome {
        Outcome::Formula => "formula of anonymity: nothing in it is a cue".to_string(),
        Outcome::Forbidden => "passed over: the context forbids a cue here".to_string(),
        Outcome::NoContent => "passed over: nothing it could report".to_string(),
        Outcome::Cue { rule, lemma, content } => {
            format!("cue of {lemma}, {rule}, content from: {}", shown(&text[content as usize..]))
        }
    }
}

fn claim_lines(
    out: &mut String,
    n: usize,
    claim: &Claim,
    extraction: &Extraction,
    text: &str,
    place: &impl Fn(Span) -> String,
) {
    let speaker = extraction.speaker_of(claim);
    let who = speaker.map_or("nobody", |s| s.name().unwrap_or(&s.description));
    let nested = claim.nested_in.map_or_else(String::new, |outer| format!(", inside claim {outer}"));
    let _ = writeln!(out, "  {n} {} {} {}{nested}", place(claim.content), claim.rule, shown(claim.content.of(text)));
    let _ = writeln!(out, "      speaker {who} ({})", claim.resolution);
    for stance in &claim.stances {
        let _ = writeln!(out, "      {} {} {:+.2} {}", stance.target, stance.stance, stance.score, stance.rule);
        for evidence in &stance.evidence {
            let _ = writeln!(out, "        {:22} {}", evidence.rule, shown(evidence.span.of(text)));
        }
    }
}

/// The beginning of a text, on one line.
fn shown(text: &str) -> String {
    let line: String = text.chars().take(SHOWN).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() { format!("{line}…") } else { line }
}
