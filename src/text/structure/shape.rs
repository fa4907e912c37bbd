//! What a line looks like, from one pass over its words.

use super::{
    fold::{fold_into, is_digit, is_letter, trim_word},
    phrases::{Hit, PHRASES},
};

/// Words beyond which a line is running text whatever else it looks like; headlines are shorter.
pub(super) const HEADLINE: usize = 25;

/// Words of the longest line that may be furniture.
const FURNITURE: usize = 60;

/// Words of the longest line that may be the caption of a picture.
const CREDITED: usize = 15;

/// Bytes of a longer line that are folded, enough for the phrases that a line begins with.
const HEAD: usize = 128;

/// Words of the longest line whose words matter beyond the first (datelines, dates, subheadings).
const LOOKED_AT: usize = 12;

/// Words of the longest subheading.
pub(super) const SUBHEADING: usize = 8;

/// Features of a line.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent features of a line, not a state")]
pub(super) struct Shape {
    pub(super) tokens: usize,
    /// The furniture phrase it is or begins with.
    pub(super) hit: Option<Hit>,
    /// It has letters of the Arabic script.
    pub(super) arabic: bool,
    /// Ends with a single full stop, perhaps inside closing quotation marks.
    pub(super) full_stop: bool,
    /// Ends with any mark that ends a sentence.
    pub(super) ends_sentence: bool,
    /// Begins with a quotation mark.
    pub(super) opens_quote: bool,
    /// Has a quotation mark anywhere.
    pub(super) quotes: bool,
    /// A colon with text behind it.
    pub(super) inner_colon: bool,
    /// The first word is a verb that opens lead paragraphs.
    pub(super) verb_first: bool,
    /// A reporting verb or a complementiser anywhere; looked for in short lines only.
    pub(super) reports: bool,
    /// Begins with a conjunction attached to a verb or function word.
    pub(super) conjunction: bool,
    /// Begins with a bullet or dash, as turns of an interview do.
    pub(super) bullet: bool,
    /// Words of dates and times, and numbers; counted in short lines only.
    pub(super) date_words: usize,
    pub(super) digits: bool,
    /// A domain, an address or an e-mail and nothing else.
    pub(super) domain: bool,
    /// Every word is a hashtag.
    pub(super) hashtags: bool,
    /// Ends with the credit of a picture.
    pub(super) credited: bool,
    /// Words only: no digits, no punctuation but dashes and the dot of an initial.
    pub(super) plain: bool,
    /// Bytes, as a measure of how much text it is.
    pub(super) weight: usize,
}

impl Shape {
    /// Looks at a trimmed line; `buffer` is scratch space.
    pub(super) fn of(line: &str, buffer: &mut String) -> Self {
        let mut s = Self { weight: line.len(), plain: true, ..Self::default() };
        // Running text is told by its length; of its words, which are counted, only the first one matters.
        let words = count_words(line);
        let counted = words > CREDITED;
        fold_into(if counted { first_word(line) } else { line }, buffer);
        s.tokens = if counted { words } else { memchr::memchr_iter(b' ', buffer.as_bytes()).count() + 1 };
        let mut start = 0;
        let ends = memchr::memchr_iter(b' ', buffer.as_bytes()).chain([buffer.len()]);
        for (index, end) in ends.enumerate().take(if s.tokens > LOOKED_AT { 1 } else { LOOKED_AT }) {
            s.look_at(&buffer[start..end], index);
            start = end + 1;
        }
        s.hashtags = line.starts_with('#') && line.split_whitespace().all(|token| token.starts_with('#'));
        s.arabic = line
            .chars()
            .any(|c| matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{FB50}'..='\u{FEFC}'));
        let bare_end = line.trim_end_matches(is_closer);
        s.full_stop = bare_end.ends_with('.') && !bare_end.ends_with("..");
        s.ends_sentence = bare_end.ends_with(['.', '؟', '!', '?', '؛', '…', '،']);
        s.opens_quote = line.starts_with(is_quote);
        s.quotes = has_quote(line);
        s.inner_colon = inner_colon(line);
        s.bullet = line.starts_with(['*', '-', '–', '—', '•', 'ـ', '●', '▪', '_']);
        s.domain = s.tokens <= 2 && !s.arabic && is_address(line);
        s.credited = s.tokens <= CREDITED && !s.full_stop && is_credit(line, buffer);
        s.hit = if s.tokens > FURNITURE { None } else { furniture(line, s.tokens, counted, buffer) };
        s
    }

    /// Takes a folded word into account.
    fn look_at(&mut self, token: &str, index: usize) {
        let word = trim_word(token);
        let class = PHRASES.word(word);
        let bare = word.strip_prefix(['و', 'ف']).filter(|rest| rest.len() > 4);
        let bare_class = bare.map(|b| PHRASES.word(b)).unwrap_or_default();
        let digits = word.contains(is_digit);
        self.digits |= digits;
        self.date_words += usize::from(digits || class.date || word.is_empty());
        if index == 0 {
            self.verb_first = class.lead || bare_class.lead;
            // Many nouns begin with the letter (وزير، وكالة); only what is a word without it counts.
            self.conjunction = bare_class.lead || bare_class.function;
        }
        self.reports |= class.verb || bare_class.verb || is_complementiser(word) || bare.is_some_and(is_complementiser);
        let initial = token.ends_with('.') && word.chars().count() <= 2;
        let dash = token.chars().all(|c| matches!(c, '-' | '–' | '—' | 'ـ' | '/'));
        self.plain &= !digits && (dash || initial || token.chars().all(is_letter));
    }

    /// Nothing but words of dates and times, with a number among them.
    pub(super) fn is_date(&self) -> bool {
        self.digits && self.tokens <= LOOKED_AT && self.date_words == self.tokens
    }

    /// A date beside a few other words: a dateline, or who wrote it when.
    pub(super) fn is_dated(&self) -> bool {
        self.digits
            && self.date_words >= 3
            && self.tokens <= LOOKED_AT
            && self.tokens - self.date_words <= 4
            && !self.reports
    }

    /// Running text: long, or a finished sentence.
    pub(super) fn is_paragraph(&self) -> bool {
        self.hit.is_none()
            && self.arabic
            && (self.tokens > HEADLINE
                || self.full_stop && self.tokens >= 5
                || self.tokens >= 10 && (self.verb_first || self.conjunction))
    }

    /// Short and unfinished, as headlines and subheadings are.
    pub(super) fn is_headline(&self) -> bool {
        self.hit.is_none()
            && self.arabic
            && (2..=HEADLINE).contains(&self.tokens)
            && !self.full_stop
            && !self.verb_first
            && !self.conjunction
            && !self.is_date()
            && !self.domain
            && !self.bullet
    }
}

/// `أن` and its kin, which open what somebody said (folded).
fn is_complementiser(word: &str) -> bool {
    matches!(word, "ان" | "بان" | "انه" | "انها" | "انهم" | "بانه" | "بانها")
}

/// The furniture phrase that a line is, begins with or holds. `folded` is the folded line, or its first word only.
fn furniture(line: &str, tokens: usize, only_first: bool, folded: &mut String) -> Option<Hit> {
    let begins = PHRASES.may_begin(folded).then(|| {
        if only_first {
            fold_into(head(line), folded);
        }
        PHRASES.begins(folded, tokens)
    });
    begins.flatten().or_else(|| {
        if !PHRASES.may_be_in(line) {
            return None;
        }
        fold_into(line, folded);
        PHRASES.is_in(folded, tokens)
    })
}

/// Words between spaces, in a trimmed line.
fn count_words(line: &str) -> usize {
    let bytes = line.as_bytes();
    let spaces = memchr::memchr_iter(b' ', bytes).count();
    let doubled = || bytes.windows(2).filter(|pair| *pair == b"  ").count();
    1 + spaces - if line.contains("  ") { doubled() } else { 0 }
}

fn first_word(line: &str) -> &str {
    &line[..memchr::memchr(b' ', line.as_bytes()).unwrap_or(line.len())]
}

/// The beginning of a long line.
fn head(line: &str) -> &str {
    let end = (0..=HEAD.min(line.len())).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
    &line[..end]
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Whether one of these marks stands anywhere in a line; their first bytes are rare in Arabic.
fn has_quote(line: &str) -> bool {
    memchr::memchr3_iter(b'"', 0xC2, 0xE2, line.as_bytes()).any(|at| line[at..].starts_with(is_quote))
}

fn is_closer(c: char) -> bool {
    is_quote(c) || matches!(c, ')' | ']' | '}' | '\'' | '’' | '\u{200B}'..='\u{200F}') || c.is_whitespace()
}

/// A colon that has words on both sides, and is none of a time of day.
fn inner_colon(line: &str) -> bool {
    memchr::memchr_iter(b':', line.as_bytes()).any(|at| {
        let (before, after) = (line[..at].chars().next_back(), line[at + 1..].trim_start().chars().next());
        before.is_some_and(|c| !c.is_ascii_digit()) && after.is_some_and(|c| !c.is_ascii_digit())
    })
}

/// A host name, an address or an e-mail: ASCII with a dot between letters, or an at sign.
fn is_address(line: &str) -> bool {
    let line = line.trim_start_matches("http://").trim_start_matches("https://");
    let (name, domain) = line.rsplit_once('.').unwrap_or_default();
    !name.is_empty()
        && name.ends_with(|c: char| c.is_ascii_alphanumeric())
        && domain.starts_with(|c: char| c.is_ascii_alphabetic())
        && line.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
}

/// `… (رويترز)`, `… / رويترز`, `… - أرشيفية`.
fn is_credit(line: &str, folded: &str) -> bool {
    let class = PHRASES.word(trim_word(folded.rsplit(' ').next().unwrap_or_default()));
    if !class.credit && !class.agency {
        return false;
    }
    if line.ends_with(')') {
        let inside = line.rfind('(').map_or("", |at| &line[at..]);
        return inside.split_whitespace().count() <= 3;
    }
    let before = line.trim_end_matches(|c: char| !c.is_whitespace()).trim_end();
    let glued = line.rsplit(char::is_whitespace).next().is_some_and(|w| w.trim_start().starts_with(['-', '–', '/']));
    glued || before.ends_with(['-', '–', '—', '/', 'ـ', '|'])
}
