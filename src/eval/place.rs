//! Whether the spans of a record stand where they say: one that does not would be scored as a claim about nothing.

use crate::model::CodePoints;
use crate::record::{ClaimRecord, Record};

/// A field and what is wrong with it.
type Wrong = (String, String);

/// Checks every span of a record; of one without a text, only that spans do not end before they start.
///
/// # Errors
/// The first span that ends before it starts, goes beyond the text, or does not show the words that stand beside it.
pub(super) fn check(record: &Record) -> Result<(), Wrong> {
    let points = CodePoints::new(&record.text);
    for (n, claim) in record.claims.iter().enumerate() {
        for (field, start, end, words) in spans(claim) {
            let place = || format!("claims[{n}].{field}");
            if start > end {
                return Err((place(), format!("the span {start}..{end} ends before it starts")));
            }
            if record.text.is_empty() {
                continue;
            }
            let Some(span) = points.bytes(start, end) else {
                let message = format!("the span {start}..{end} goes beyond the text, which has {}", points.total());
                return Err((place(), message));
            };
            let shown = span.of(&record.text);
            // Records that leave the words out say all in their offsets.
            if words.is_some_and(|words| !words.is_empty() && words != shown) {
                let short = |words: &str| words.chars().take(40).collect::<String>();
                let words = short(words.unwrap_or_default());
                return Err((place(), format!("{start}..{end} shows {:?}, not {words:?}", short(shown))));
            }
        }
    }
    Ok(())
}

/// Every span of a claim, with the words that it is to show.
fn spans(claim: &ClaimRecord) -> Vec<(&'static str, u32, u32, Option<&str>)> {
    let mut all = vec![("text", claim.start, claim.end, Some(claim.text.as_str()))];
    all.extend(claim.spans.iter().map(|&(start, end)| ("spans", start, end, None)));
    all.extend(claim.cue.iter().map(|c| ("cue", c.start, c.end, Some(c.text.as_str()))));
    all.extend(claim.speaker.iter().map(|s| ("speaker", s.start, s.end, Some(s.text.as_str()))));
    let formula = &claim.anonymity;
    all.extend(formula.start.zip(formula.end).map(|(start, end)| ("anonymity", start, end, formula.text.as_deref())));
    let evidence = claim.stances.iter().flat_map(|s| &s.evidence);
    all.extend(evidence.map(|e| ("stances.evidence", e.start, e.end, Some(e.text.as_str()))));
    all
}
