//! Words, numbers and punctuation of a stretch of text, each with its exact bytes and its matching key.

use super::fold::{self, Level};
use super::letters::Letters;
use super::spelling::Spelling;
use crate::model::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters (with their marks), in any script.
    Word,
    /// Digits, with separators inside (4.5, 15-7, 10%).
    Number,
    /// `،` or `,`.
    Comma,
    /// `.`, `؟`, `!`, `..`, `…`: ends a sentence unless something speaks against it.
    Stop,
    /// `؛` or `;`.
    Semicolon,
    /// `:`.
    Colon,
    /// Any quotation mark; [`super::quote`] pairs them.
    Quote,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    /// A dash, or a tatweel that stands alone.
    Dash,
    /// Anything else that is visible.
    Other,
}

/// A token: where it stands, what it is, and where its key is kept.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// Bytes in the text.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Whether white space (or the start of the block) stands before it.
    pub spaced: bool,
    /// Number of the block (paragraph) it stands in.
    pub block: u32,
    key: Key,
}

/// Where the K2 key of a token is kept.
#[derive(Debug, Clone, Copy)]
enum Key {
    /// With its spelling, which was met before.
    Known(&'static Spelling),
    /// In the buffer of the article (bytes). `plain`: K3 does not change it.
    Own { start: u32, end: u32, plain: bool },
}

impl Key {
    /// Of what is no word.
    const NONE: Self = Self::Own { start: 0, end: 0, plain: true };
}

/// The tokens of an article, in order, with one buffer for the keys of words that no article had before.
#[derive(Debug, Default)]
pub struct Tokens {
    list: Vec<Token>,
    keys: String,
    /// Words of the block that is being read whose spelling is still to be found.
    unread: Vec<(u32, Letters)>,
}

impl Tokens {
    /// No tokens yet, with room for those of a text of so many bytes.
    pub(crate) fn for_bytes(bytes: usize) -> Self {
        // A word of news with its space is eleven bytes.
        Self { list: Vec::with_capacity(bytes / 9), ..Self::default() }
    }

    /// No tokens again, in the same buffers.
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.keys.clear();
    }

    /// Adds the tokens of one block of `text`.
    pub fn push_block(&mut self, text: &str, span: Span, block: u32) {
        self.cut(text, span, block);
        // A loop of its own: the memory that a word's spelling lies in is far away, and here the processor fetches that of
        // several words at once.
        let mut unread = std::mem::take(&mut self.unread);
        for (i, letters) in unread.drain(..) {
            let i = i as usize;
            let span = self.list[i].span;
            let known = Spelling::of(letters, || span.of(text));
            self.list[i].key = known.map_or_else(|| self.own_key(span.of(text)), Key::Known);
        }
        self.unread = unread;
    }

    fn cut(&mut self, text: &str, span: Span, block: u32) {
        let mut at = span.start as usize;
        let end = (span.end as usize).min(text.len());
        let mut spaced = true;
        while at < end {
            if text.as_bytes()[at] == b' ' {
                spaced = true;
                at += 1;
                continue;
            }
            let word = arabic_word(&text.as_bytes()[..end], at).map(|(stop, letters)| match glued(&text[at..stop]) {
                Some(len) => arabic_word(&text.as_bytes()[..at + len], at).unwrap_or((at + len, None)),
                None => (stop, letters),
            });
            let (kind, stop, key) = if let Some((stop, letters)) = word {
                match letters {
                    Some(letters) => {
                        self.unread.push((self.list.len() as u32, letters));
                        (Kind::Word, stop, Key::NONE)
                    }
                    None => (Kind::Word, stop, self.own_key(&text[at..stop])),
                }
            } else {
                let Some(c) = text.get(at..end).and_then(|rest| rest.chars().next()) else { break };
                if is_space(c) || belongs_to_none(c) || is_tag_sign(text, at, c) {
                    spaced |= is_space(c) || c == '_';
                    at += c.len_utf8();
                    continue;
                }
                let (kind, stop) = scan(text, at, end, c);
                let stop = if kind == Kind::Word { stop } else { sign_end(text, stop, end) };
                let has_key = matches!(kind, Kind::Word | Kind::Number);
                (kind, stop, if has_key { self.own_key(&text[at..stop]) } else { Key::NONE })
            };
            self.list.push(Token { span: Span::new(at, stop), kind, spaced, block, key });
            at = stop;
            spaced = false;
        }
    }

    /// Keeps the K2 key of a written word in the buffer.
    fn own_key(&mut self, written: &str) -> Key {
        let start = self.keys.len();
        fold::fold_into(written, Level::K2, &mut self.keys);
        let plain = fold::is_k3(&self.keys[start..]);
        Key::Own { start: start as u32, end: self.keys.len() as u32, plain }
    }

    /// Reads a semicolon as a comma.
    pub(crate) fn soften(&mut self, i: usize) {
        if let Some(token) = self.list.get_mut(i).filter(|token| token.kind == Kind::Semicolon) {
            token.kind = Kind::Comma;
        }
    }

    /// The tokens.
    pub fn list(&self) -> &[Token] {
        &self.list
    }

    /// The K2 key of a token; empty for punctuation.
    #[inline]
    pub fn key(&self, i: usize) -> &str {
        match self.list.get(i).map(|t| t.key) {
            Some(Key::Known(spelling)) => &spelling.key,
            Some(Key::Own { start, end, .. }) => &self.keys[start as usize..end as usize],
            None => "",
        }
    }

    /// Whether K3 leaves the key of a token as it is.
    pub(crate) fn is_plain(&self, i: usize) -> bool {
        self.list.get(i).is_none_or(|t| match t.key {
            Key::Known(spelling) => spelling.plain,
            Key::Own { plain, .. } => plain,
        })
    }

    /// The spelling of a word that was met before.
    pub(crate) fn spelling(&self, i: usize) -> Option<&'static Spelling> {
        match self.list.get(i)?.key {
            Key::Known(spelling) => Some(spelling),
            Key::Own { .. } => None,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The end of the word at a byte and its letters, if it is one of Arabic letters and marks (as nearly all words of a text are)
/// and nothing stands behind it that may belong to it. All others are [`scan`]ned character by character.
#[inline]
fn arabic_word(bytes: &[u8], from: usize) -> Option<(usize, Option<Letters>)> {
    let (end, letters) = Letters::read(bytes, from);
    let ends = match bytes[end..] {
        [] | [0xD8, 0x8C | 0x9B | 0x9F, ..] | [0xC2, 0xAB | 0xBB, ..] => true,
        // A semicolon may end an escaped mark that began in the word.
        [b, ..] => b.is_ascii() && !b.is_ascii_alphabetic() && b != b';',
    };
    // Tatweel, or a mark that no letter carries.
    let letterless = matches!(bytes[from..], [0xD9, 0x80 | 0x8B..=0x92, ..]);
    (end > from && ends && !letterless).then_some((end, letters))
}

fn is_space(c: char) -> bool {
    c.is_whitespace()
}

/// Whether a character between words is part of no token: invisible, a mark that no letter carries (أيضا ً, where it goes with the
/// space before it), or a sign that goes with whatever follows it (end of verse, number signs). A span that began or ended
/// beside one of the last two would cut a character in two (UAX #29).
fn belongs_to_none(c: char) -> bool {
    fold::is_invisible(c)
        || fold::is_mark(c) && c != '\u{640}'
        || matches!(c, '\u{600}'..='\u{605}' | END_OF_VERSE | '\u{8E2}')
}

/// #وزارة_الدفاع: signs that make words a tag; its words are those of a phrase.
pub(crate) fn is_tag_sign(text: &str, at: usize, c: char) -> bool {
    let arabic = |c: char| matches!(c, '\u{621}'..='\u{64A}');
    let next = || text[at + 1..].chars().next().is_some_and(arabic);
    match c {
        '#' => next(),
        '_' => next() && text[..at].chars().next_back().is_some_and(arabic),
        _ => false,
    }
}

/// The sign between two verses, which goes with the verse behind it.
const END_OF_VERSE: char = '\u{6DD}';

/// Whether a character can stand inside a word.
fn is_word(c: char) -> bool {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}' => true,
        // Punctuation, asked for behind every second word; the tables of the standard library are slow.
        '\0'..='\u{7F}' | '«' | '»' | '،' | '؛' | '؟' | '\u{2010}'..='\u{2027}' => false,
        END_OF_VERSE => false,
        _ => c.is_alphabetic() || fold::is_mark(c) || matches!(c, '\u{200C}' | '\u{200D}'),
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}

/// Whether a character ends a sentence, the full stop of Urdu and Uyghur included.
fn is_stop(c: char) -> bool {
    matches!(c, '.' | '…' | '؟' | '!' | '?' | '۔')
}

/// Whether a character is a quotation mark of any style.
pub fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '❝' | '❞' | '＂')
}

/// The token that starts at `at` with the character `c`: its kind and its end.
fn scan(text: &str, at: usize, end: usize, c: char) -> (Kind, usize) {
    let rest = &text[at..end];
    let run = |accept: fn(char) -> bool| at + rest.find(|c| !accept(c)).unwrap_or(rest.len());
    if c == '\u{640}' {
        // A tatweel alone is a dash; one that begins a word belongs to it.
        let stop = run(|c| c == '\u{640}');
        if !text[stop..end].chars().next().is_some_and(is_word) {
            return (Kind::Dash, stop);
        }
    }
    if matches!(c, '&' | 'q' | '\\') {
        // Marks that a site has escaped once too often.
        let marks = ["&quot;", "quot;", "\\\"", "&laquo;", "&raquo;"];
        if let Some(mark) = marks.iter().find(|m| rest.starts_with(**m)) {
            return (Kind::Quote, at + mark.len());
        }
    }
    if is_word(c) {
        let mut stop = at + word_len(rest);
        if text.as_bytes().get(stop) == Some(&b';') {
            // A word that runs into an escaped mark (…بسورياquot;).
            if let Some(escaped) = text[at..stop].strip_suffix("quot").map(str::len).filter(|q| *q > 0) {
                stop = at + escaped;
            }
        }
        // An invisible character at the end belongs to no word, but for joiners, which go with the letter before them.
        let loose = |c: &char| fold::is_invisible(*c) && !matches!(c, '\u{200C}' | '\u{200D}');
        while let Some(last) = text[at..stop].chars().next_back().filter(loose) {
            stop -= last.len_utf8();
        }
        return (Kind::Word, stop);
    }
    if is_digit(c) {
        return (Kind::Number, number_end(text, at, end));
    }
    if is_quote(c) {
        return (Kind::Quote, at + c.len_utf8());
    }
    match c {
        // Two apostrophes are one quotation mark.
        '\'' | '’' | '‘' if rest[c.len_utf8()..].starts_with(c) => (Kind::Quote, at + 2 * c.len_utf8()),
        // قال 'نحن باقون': an apostrophe at the edge of a word, which no Arabic word has.
        '\'' | '’' | '‘' if edge(text, at, c) => (Kind::Quote, at + c.len_utf8()),
        '،' | ',' => (Kind::Comma, at + c.len_utf8()),
        c if is_stop(c) => (Kind::Stop, run(is_stop)),
        '؛' | ';' => (Kind::Semicolon, at + c.len_utf8()),
        ':' => (Kind::Colon, at + 1),
        '(' | '[' => (Kind::Open, at + 1),
        ')' | ']' => (Kind::Close, at + 1),
        '-' | '–' | '—' | '−' | '―' => (Kind::Dash, at + c.len_utf8()),
        _ => (Kind::Other, at + c.len_utf8()),
    }
}

/// The end of a sign that goes on behind a byte: a mark on it, how it is drawn, the frame of a keycap, a colour of skin, the other
/// letter of a flag, a joined sign (UAX #29).
fn sign_end(text: &str, mut at: usize, end: usize) -> usize {
    let flag = |c: char| matches!(c, '\u{1F1E6}'..='\u{1F1FF}');
    let grows = |c: char| {
        fold::is_mark(c) && !matches!(c, '\u{640}' | END_OF_VERSE)
            || matches!(c, '\u{FE0F}' | '\u{20E3}' | '\u{200C}' | '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}')
    };
    let mut joins = text[..at].ends_with(flag) && text[at..end].starts_with(flag);
    for c in text[at..end].chars() {
        if !joins && !grows(c) {
            break;
        }
        joins = c == '\u{200D}';
        at += c.len_utf8();
    }
    at
}

/// Whether a mark stands between a word and no word.
fn edge(text: &str, at: usize, mark: char) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| is_word(c) || is_digit(c));
    letter(text[..at].chars().next_back()) != letter(text[at + mark.len_utf8()..].chars().next())
}

/// Bytes of the verb of saying that has lost the space behind it (وتابعالموسوي، وقالعضو), a slip of some outlets' systems that
/// would hide who speaks.
#[inline]
fn glued(word: &str) -> Option<usize> {
    // وقالعضو
    if word.len() < 14 {
        return None;
    }
    let bare = word.strip_prefix('و').unwrap_or(word);
    // Most long words; no verb begins with the article.
    if bare.starts_with("ال") {
        return None;
    }
    let verb = match (bare.get(..6), bare.get(..8)) {
        (Some("قال" | "أكد" | "اكد" | "ذكر" | "كشف" | "صرح"), _) => 6,
        (_, Some("أضاف" | "اضاف" | "تابع" | "أوضح" | "اوضح" | "أعلن" | "اعلن" | "أشار" | "اشار")) => {
            8
        }
        _ => return None,
    };
    let rest = &bare[verb..];
    let feminine = rest.strip_prefix('ت').filter(|rest| rest.starts_with("ال"));
    let subject = feminine.unwrap_or(rest);
    let role = matches!(subject, "عضو" | "رئيس" | "وزير" | "نائب" | "مدير" | "مصدر" | "قائد" | "النائب");
    let named = subject.starts_with("ال") && subject.len() >= 10;
    (role || named).then_some(word.len() - subject.len())
}

/// Bytes of the word that `rest` begins with, invisible characters included.
fn word_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    loop {
        // Arabic letters, tatweel and vowel signs are two bytes each.
        while let [0xD8, 0xA1..=0xBA, ..] | [0xD9, 0x80..=0x92, ..] = bytes[at..] {
            at += 2;
        }
        match rest[at..].chars().next().filter(|&c| is_word(c) || fold::is_invisible(c)) {
            Some(c) => at += c.len_utf8(),
            None => return at,
        }
    }
}

/// A number with single separators between its digits.
fn number_end(text: &str, at: usize, end: usize) -> usize {
    let mut stop = at;
    let mut separator = false;
    for (i, c) in text[at..end].char_indices() {
        if is_digit(c) || matches!(c, '%' | '٪') {
            stop = at + i + c.len_utf8();
            separator = false;
        } else if !separator && matches!(c, '.' | ',' | '٫' | '٬' | '/' | '-') {
            separator = true;
        } else {
            break;
        }
    }
    stop
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tokens(text: &str) -> Vec<(String, Kind)> {
        let mut t = Tokens::default();
        t.push_block(text, Span::new(0, text.len()), 0);
        t.list().iter().map(|t| (t.span.of(text).to_string(), t.kind)).collect()
    }

    #[test]
    fn punctuation_and_clitics() {
        use Kind::*;
        let got = tokens("لـ\"سهم\"، 4.5 ـ د. نعم..");
        let kinds: Vec<_> = got.iter().map(|t| t.1).collect();
        assert_eq!(kinds, [Word, Quote, Word, Quote, Comma, Number, Dash, Word, Stop, Word, Stop]);
        assert_eq!(got[0].0, "لـ");
        assert_eq!(got[5].0, "4.5");
    }

    #[test]
    fn a_tag_is_its_words() {
        let words = |text| tokens(text).into_iter().map(|t| t.0).collect::<Vec<_>>();
        assert_eq!(words("قالت #وزارة_الدفاع_"), ["قالت", "وزارة", "الدفاع", "_"]);
        assert_eq!(words("# user_name _نعم"), ["#", "user", "_", "name", "_", "نعم"]);
    }

    #[test]
    fn a_token_ends_where_a_reader_sees_a_character_end() {
        let written = |text: &str| tokens(text).into_iter().map(|t| t.0).collect::<Vec<_>>();
        assert_eq!(written("أيضا ً أن"), ["أيضا", "أن"]);
        assert_eq!(written("أن َّالبلاد ـ"), ["أن", "البلاد", "ـ"]);
        assert_eq!(written("أحد ۝ الله۝"), ["أحد", "الله"]);
        assert_eq!(written("مي\u{200C} خواهم"), ["مي\u{200C}", "خواهم"]);
        assert_eq!(written("٥ً 🇮🇶🇪🇬"), ["٥ً", "🇮🇶", "🇪🇬"]);
        assert_eq!(written("نعم❤️ 1️⃣👩‍🦰لا"), ["نعم", "❤️", "1️⃣", "👩‍🦰", "لا"]);
    }

    #[test]
    fn invisible_characters_belong_to_no_word() {
        let got = tokens("قال\u{200F} إن");
        assert_eq!(got[0].0, "قال");
        let mut t = Tokens::default();
        t.push_block("وأكّــدَ", Span::new(0, "وأكّــدَ".len()), 0);
        assert_eq!(t.key(0), "واكد");
    }

    proptest! {
        #[test]
        fn tokens_are_ordered_and_lose_nothing_visible(text in "\\PC{0,60}|[ء-ي \"«».،:()0-9ـ\u{200F}-]{0,60}|[!-/:-@؀-٠۔-۩‐-⁞«»آ ]{0,40}") {
            let mut t = Tokens::default();
            t.push_block(&text, Span::new(0, text.len()), 0);
            let skipped = |from: usize, to: usize| {
                let mut between = text[from..to].char_indices();
                between.all(|(i, c)| is_space(c) || belongs_to_none(c) || is_tag_sign(&text, from + i, c))
            };
            let mut at = 0;
            for token in t.list() {
                let start = token.span.start as usize;
                prop_assert!(start >= at && !token.span.is_empty());
                prop_assert!(skipped(at, start));
                at = token.span.end as usize;
            }
            prop_assert!(skipped(at, text.len()));
        }
    }
}
