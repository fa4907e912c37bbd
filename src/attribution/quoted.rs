//! How much of a content is quoted: all of it, a part, or nothing but names and titles.

use super::draft::Draft;
use super::open_phrase::is_unknown;
use super::opener::is_name_quote;
use super::reading::Reading;
use crate::lexicon::flags::{NEG, QAD};
use crate::lexicon::noun::NounKind;
use crate::model::{CueKind, QuoteType};
use crate::text::quote::Quote;
use crate::text::token::Kind;

/// Direct: all words quoted, or free speech after a colon; mixed: some; names in quotes do not count.
pub(super) fn quote_type(r: &Reading, d: &Draft) -> QuoteType {
    let (s, e) = d.content;
    let is_word = |k: &usize| matches!(r.kind(*k), Kind::Word | Kind::Number);
    let all = (s..e).filter(is_word).count();
    let between_marks = s > 0 && r.kind(s - 1) == Kind::Quote && r.kind(e) == Kind::Quote;
    let mut quoted = 0;
    let mut k = s;
    while k < e {
        let Some(quote) = r.quotes.around(k) else {
            k += 1;
            continue;
        };
        let end = quote.end.min(e);
        if quote.first <= s && quote.end >= e || quotes_speech(r, quote) {
            quoted += (k..end).filter(is_word).count();
        }
        k = end.max(k + 1);
    }
    // A conjunction between two quotations is no word of the outlet's own.
    let begins_quoted = r.quotes.around(s).is_some() || r.kind(s) == Kind::Quote;
    if between_marks && all > 2
        || quoted > 0 && all - quoted <= 2 && all > 6 && begins_quoted
        || quoted == all && all > 0
    {
        QuoteType::Direct
    } else if quoted > 0 {
        QuoteType::Mixed
    } else if d.quoted && d.kind != CueKind::Colon {
        QuoteType::Direct
    } else {
        QuoteType::Indirect
    }
}

/// Whether a quotation inside a content holds words of the speaker. Names and titles are one or two words, or follow
/// their head; two words are speech if they begin with a verb or an indefinite noun ("يفطر القلب"، "خسارة للكل").
fn quotes_speech(r: &Reading, quote: &Quote) -> bool {
    let words = quote.words(&r.tokens);
    let Some(mark) = quote.first.checked_sub(1) else { return words >= 3 };
    if words <= 3 && r.noun(quote.first).is_some_and(|n| n.noun.kind == NounKind::Organisation) {
        return false;
    }
    let first = r.key(quote.first);
    let verb = first.starts_with('ي') || ["سي", "ست", "سن"].iter().any(|p| first.starts_with(p));
    let indefinite = first.ends_with('ة') && !first.starts_with("ال") && is_unknown(r, quote.first);
    words >= 3
        || words == 2
            && (r.has(quote.first, NEG | QAD) || verb && is_unknown(r, quote.first) || indefinite)
            && !is_name_quote(r, mark, words)
}
