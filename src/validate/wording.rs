//! What texts are made of. A release stores texts as they were read, so a fault of a source is a warning about the
//! source, not an error of the release.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, in_parallel};
use super::key::short;
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;
use crate::model::counted;
use crate::text::fold::is_alphabetic;
use std::collections::HashMap;
use unicode_normalization::is_nfc;

const AT_SOURCE: &str =
    "Mend it at the source or before the build, and build again; the build itself rewrites no text.";

pub(super) const TXT001: CheckDoc = CheckDoc::new(
    "TXT001",
    Severity::Warning,
    "texts are in Unicode normal form C",
    "The same word in two forms is two words to every search and every tokeniser.",
    AT_SOURCE,
);
pub(super) const TXT002: CheckDoc = CheckDoc::new(
    "TXT002",
    Severity::Warning,
    "texts hold no control characters but line ends and tabs",
    "They end lines, records or files in some reader, and show that bytes were taken for text.",
    AT_SOURCE,
);
pub(super) const TXT003: CheckDoc = CheckDoc::new(
    "TXT003",
    Severity::Warning,
    "texts hold no invisible marks of direction (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069)",
    "They count as code points, break searches, and nobody sees them.",
    AT_SOURCE,
);
pub(super) const TXT004: CheckDoc = CheckDoc::new(
    "TXT004",
    Severity::Warning,
    "texts hold no letters of a wrong decoding (Ø§Ù), no U+FFFD and no byte order mark",
    "Such a text was decoded with the wrong encoding; its words are lost.",
    "State the encoding of the source in claimkit.toml and build again.",
);
pub(super) const TXT005: CheckDoc = CheckDoc::new(
    "TXT005",
    Severity::Warning,
    "texts are whole: they do not end in an ellipsis or in a call to read on, and are longer than their title",
    "Feeds give the beginnings of articles; claims at the end are missing, and shares come out wrong.",
    "Collect the whole articles.",
);
pub(super) const TXT006: CheckDoc = CheckDoc::new(
    "TXT006",
    Severity::Warning,
    "no line stands in more than half of the articles of an outlet (of at least ten)",
    "Furniture of a site makes articles look alike and is learned as a mark of the outlet.",
    "Strip it before the build, or give the pages as HTML, of which the build keeps the main text alone. Where the line is \
     a part of the articles, waive the finding.",
);
pub(super) const TXT007: CheckDoc = CheckDoc::new(
    "TXT007",
    Severity::Warning,
    "at least half of the letters of a text are Arabic",
    "The rules know Arabic only; texts of other languages have no claims, which is not the same as none being made.",
    "Leave them out at the source.",
);
pub(super) const TXT008: CheckDoc = CheckDoc::new(
    "TXT008",
    Severity::Warning,
    "texts hold no presentation forms (U+FB50 to U+FDFF, U+FE70 to U+FEFE) and no runs of tatweel",
    "They come from PDF files and decoration; searches for the plain letters miss them.",
    AT_SOURCE,
);
pub(super) const TXT009: CheckDoc = CheckDoc::new(
    "TXT009",
    Severity::Warning,
    "texts hold no HTML tags and no entities",
    "Markup in a text was taken for words; spans count it.",
    "Give the pages as HTML, which the build reads, or strip the markup before.",
);
pub(super) const TXT012: CheckDoc = CheckDoc::new(
    "TXT012",
    Severity::Warning,
    "texts hold no override of direction, and every embedding and isolate is closed in its paragraph",
    "An override shows other words than are stored; one that is not closed turns the rest of the page around.",
    AT_SOURCE,
);

/// Shortest line that can be furniture, in code points: shorter ones are names of places and days.
const LINE: usize = 12;

/// Articles that an outlet must have before its lines are compared.
const OUTLET: u32 = 10;

#[derive(Debug)]
pub(super) struct Wording {
    tallies: Vec<Tally>,
    /// Numbers of outlets, with the articles of each.
    numbers: HashMap<String, u32, foldhash::quality::RandomState>,
    outlets: Vec<(String, u32)>,
    /// Lines with their outlets, one an article that holds it.
    lines: Sorter<0>,
    /// Lines of every outlet that stand in most of its articles.
    repeated: Vec<u32>,
}

/// A check of one text: the code point where something is wrong, and what.
type Look = fn(&str) -> Option<(usize, String)>;

const LOOKS: [(&CheckDoc, Look); 8] = [
    (&TXT001, not_composed),
    (&TXT002, |t| code_point(t, |c| c.is_control() && !matches!(c, '\n' | '\t' | '\r'))),
    // One that is not closed is a matter of TXT012.
    (&TXT003, |t| code_point(t, is_direction).filter(|_| unbalanced(t).is_none())),
    (&TXT004, wrongly_decoded),
    (&TXT007, foreign),
    (&TXT008, decorated),
    (&TXT009, marked_up),
    (&TXT012, unbalanced),
];

impl Wording {
    pub(super) fn new(spill: &Spill) -> Self {
        let mut tallies: Vec<Tally> = LOOKS.iter().map(|(doc, _)| Tally::new(doc)).collect();
        tallies.push(Tally::new(&TXT005));
        let (numbers, outlets, repeated) = (HashMap::default(), Vec::new(), Vec::new());
        Self { tallies, numbers, outlets, lines: spill.sorter(), repeated }
    }

    pub(super) fn articles(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, texts, titles) = (chunk.text("article_id")?, chunk.text("text")?, chunk.text("title")?);
        let outlets = chunk.text("outlet")?;
        in_parallel(texts, look, |i, looked| {
            let text = texts.get(i).unwrap_or_default();
            for (tally, wrong) in self.tallies.iter_mut().zip(looked) {
                tally.check(wrong.is_none(), || {
                    let (at, what) = wrong.unwrap_or_default();
                    chunk.finding(i, ids.get(i), "text", format!("{what} at {at}"))
                });
            }
            let cut = truncated(text, titles.get(i));
            if let Some(tally) = self.tallies.last_mut() {
                tally.check(cut.is_none(), || chunk.finding(i, ids.get(i), "text", cut.unwrap_or_default()));
            }
            outlets.get(i).map_or(Ok(()), |outlet| self.count_lines(outlet, text))
        })
    }

    fn count_lines(&mut self, outlet: &str, text: &str) -> Result<()> {
        let number = self.number(outlet);
        self.outlets[number as usize].1 += 1;
        let lines = text.lines().map(str::trim).filter(|l| l.chars().nth(LINE - 1).is_some());
        let mut lines: Vec<u64> = lines.map(short).collect();
        lines.sort_unstable();
        lines.dedup();
        let of_outlet = |line| u128::from(number) << 64 | u128::from(line);
        lines.into_iter().try_for_each(|line| self.lines.push(of_outlet(line), 0, []))
    }

    fn number(&mut self, outlet: &str) -> u32 {
        if let Some(number) = self.numbers.get(outlet) {
            return *number;
        }
        let number = self.outlets.len() as u32;
        self.numbers.insert(outlet.to_owned(), number);
        self.outlets.push((outlet.to_owned(), 0));
        number
    }

    /// Counts the lines.
    pub(super) fn settle(&mut self) -> Result<()> {
        self.repeated = vec![0; self.outlets.len()];
        let mut lines = self.lines.take().sorted()?;
        while let Some(line) = lines.next()? {
            let (outlet, mut articles) = ((line.key >> 64) as usize, 1);
            while lines.next_of(line.key)?.is_some() {
                articles += 1;
            }
            self.repeated[outlet] += u32::from(2 * articles > self.outlets[outlet].1);
        }
        Ok(())
    }

    fn furniture(&self) -> CheckResult {
        let mut tally = Tally::new(&TXT006);
        let repeated = self.outlets.iter().zip(&self.repeated);
        let mut outlets: Vec<_> = repeated.filter(|((_, n), _)| *n >= OUTLET).collect();
        outlets.sort_unstable();
        for ((name, articles), lines) in outlets {
            tally.check(*lines == 0, || {
                let (stand, lines) = (if *lines == 1 { "stands" } else { "stand" }, counted(*lines, "line"));
                let message = format!("\u{2068}{name}\u{2069}: {lines} {stand} in most of its {articles} articles");
                super::check::Finding::file("articles", message).column("text")
            });
        }
        tally.finish()
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        let furniture = self.furniture();
        self.tallies.into_iter().map(Tally::finish).chain([furniture]).collect()
    }
}

/// Everything that is looked for in one text.
fn look(text: &str) -> [Option<(usize, String)>; LOOKS.len()] {
    match plain(text) {
        Some((all, arabic)) => LOOKS.map(|(doc, _)| few(all, arabic).filter(|_| doc.id == TXT007.id)),
        None => LOOKS.map(|(_, look)| look(text)),
    }
}

/// The letters of a text, and the Arabic ones of them, if it holds only what most texts consist of: then it is of Arabic or
/// of Latin letters, and nothing else can be wrong. One look instead of eight.
fn plain(text: &str) -> Option<(u32, u32)> {
    let (mut latin, mut arabic, mut last) = (0, 0, ' ');
    for c in text.chars() {
        match c {
            '<' | '&' => return None,
            'a'..='z' | 'A'..='Z' => latin += 1,
            '\u{621}'..='\u{63F}' | '\u{641}'..='\u{64A}' => arabic += 1,
            // A vowel sign composes with nothing, but two have an order; of tatweel two are a run.
            '\u{64B}'..='\u{652}' if !matches!(last, '\u{64B}'..='\u{652}') => arabic += 1,
            'ـ' if last != 'ـ' => arabic += 1,
            ' '..='~'
            | '\n'
            | '\t'
            | '\r'
            | '«'
            | '»'
            | '©'
            | '،'
            | '؛'
            | '؟'
            | '\u{660}'..='\u{669}'
            | '\u{2010}'..='\u{2027}' => {}
            _ => return None,
        }
        last = c;
    }
    Some((latin + arabic, arabic))
}

/// The first code point that a test finds.
fn code_point(text: &str, wrong: impl Fn(char) -> bool) -> Option<(usize, String)> {
    text.chars().enumerate().find(|(_, c)| wrong(*c)).map(|(at, c)| (at, format!("U+{:04X}", u32::from(c))))
}

fn not_composed(text: &str) -> Option<(usize, String)> {
    // The whole text is looked at once; the place is searched for only where there is one.
    if text.chars().all(stays_composed) || is_nfc(text) {
        return None;
    }
    let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.chars().count();
        Some((start, line))
    });
    let (at, _) = lines.find(|(_, line)| !is_nfc(line)).unwrap_or((0, ""));
    Some((at, "not composed in the line".into()))
}

/// Characters that no neighbour composes with: nearly all of a text, whose look-up in the tables of Unicode is slow.
fn stays_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{7F}' | '«' | '»' | '©' | '،' | '؛' | '؟' | '\u{621}'..='\u{64A}' | '\u{660}'..='\u{669}'
        | '\u{2010}'..='\u{2027}')
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Three Latin letters that UTF-8 bytes of Arabic become in windows-1252 or ISO 8859-1, each followed by a second byte.
fn wrongly_decoded(text: &str) -> Option<(usize, String)> {
    if let Some(found) = code_point(text, |c| matches!(c, '\u{FFFD}' | '\u{FEFF}')) {
        return Some(found);
    }
    let mut run = 0;
    for (at, c) in text.chars().enumerate() {
        match c {
            'Ø' | 'Ù' | 'Ú' | 'Û' => run += 1,
            '\u{80}'..='\u{BF}'
            | '\u{0152}'..='\u{0192}'
            | '\u{02C6}'
            | '\u{02DC}'
            | '\u{2010}'..='\u{203A}'
            | '€'
            | '™' => {}
            _ => run = 0,
        }
        if run == 3 {
            return Some((at, "letters of a wrong decoding".into()));
        }
    }
    None
}

fn foreign(text: &str) -> Option<(usize, String)> {
    let (mut all, mut arabic) = (0_u32, 0_u32);
    for c in text.chars().filter(|&c| is_alphabetic(c)) {
        all += 1;
        arabic += u32::from(matches!(c, '\u{0600}'..='\u{08FF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}'));
    }
    few(all, arabic)
}

fn few(all: u32, arabic: u32) -> Option<(usize, String)> {
    (2 * arabic < all).then(|| (0, format!("{arabic} of {all} letters are Arabic")))
}

fn decorated(text: &str) -> Option<(usize, String)> {
    let mut tatweel = 0;
    for (at, c) in text.chars().enumerate() {
        tatweel = if c == 'ـ' { tatweel + 1 } else { 0 };
        // Ornate parentheses and the ligatures of blessings are signs of their own.
        let form = matches!(c, '\u{FB50}'..='\u{FD3D}' | '\u{FD50}'..='\u{FDC7}' | '\u{FE70}'..='\u{FEFC}');
        if form || tatweel == 2 {
            return Some((at, if form { "a presentation form" } else { "a run of tatweel" }.into()));
        }
    }
    None
}

fn marked_up(text: &str) -> Option<(usize, String)> {
    const ENTITIES: [&str; 8] = ["&nbsp;", "&amp;", "&quot;", "&lt;", "&gt;", "&laquo;", "&raquo;", "&#"];
    let tag = |rest: &str| {
        let name = rest[1..].trim_start_matches('/');
        let word = name.bytes().take_while(u8::is_ascii_alphabetic).count();
        word > 0 && matches!(name.as_bytes().get(word), Some(b'>' | b' ' | b'/')) && rest.contains('>')
    };
    let found = text.char_indices().find(|(byte, c)| match c {
        '<' => tag(&text[*byte..]),
        '&' => ENTITIES.iter().any(|e| text[*byte..].starts_with(e)),
        _ => false,
    });
    found.map(|(byte, _)| (text[..byte].chars().count(), "markup".into()))
}

fn unbalanced(text: &str) -> Option<(usize, String)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (mut embeddings, mut isolates) = (0_i32, 0_i32);
        for (n, c) in line.chars().enumerate() {
            match c {
                '\u{202D}' | '\u{202E}' => return Some((at + n, "an override of direction".into())),
                '\u{202A}' | '\u{202B}' => embeddings += 1,
                '\u{202C}' => embeddings -= 1,
                '\u{2066}'..='\u{2068}' => isolates += 1,
                '\u{2069}' => isolates -= 1,
                _ => {}
            }
        }
        if embeddings != 0 || isolates != 0 {
            return Some((at, "an embedding or isolate that is not closed in the line".into()));
        }
        at += line.chars().count();
    }
    None
}

fn truncated(text: &str, title: Option<&str>) -> Option<String> {
    let end = text.trim_end();
    let last = end.lines().next_back().unwrap_or_default().trim();
    let calls = ["اقرأ المزيد", "إقرأ المزيد", "لقراءة المزيد", "تابع القراءة", "للمزيد", "Read more", "[...]", "[…]"];
    if end.ends_with('…') || end.ends_with("...") {
        return Some("ends in an ellipsis".into());
    }
    if calls.iter().any(|call| last.ends_with(call)) {
        return Some("ends in a call to read on".into());
    }
    let longer = title.is_some_and(|t| end.chars().count() < t.trim().chars().count());
    longer.then(|| "is shorter than its title".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_look_finds_its_own() {
        let bad = ["ا\u{0653}", "\u{7}", "\u{200F}", "Ø§Ù„Ù‚", "only Latin", "ﻗﺎﻝ", "<b>", "\u{202E}"];
        for ((doc, look), text) in LOOKS.iter().zip(bad) {
            assert!(look(text).is_some(), "{}", doc.id);
            assert_eq!(look("قال الوزير: «نعم»، و5 < 7 & 8.\n\tغدا"), None, "{}", doc.id);
        }
        for text in ["قال: «نعم»، (5) – لا؟\n", "Only Latin, قال.", "", "12"] {
            assert!(plain(text).is_some() && look(text) == LOOKS.map(|(_, look)| look(text)), "{text}");
        }
        assert!(bad.iter().all(|text| plain(text).is_none() || *text == "only Latin"));
        assert!(plain("مدًّا").is_none() && plain("مـــدا").is_none());
        assert_eq!(marked_up("قال &nbsp;").unwrap().0, 4);
        assert_eq!(unbalanced("\u{2068}ا\u{2069}\n\u{2067}ب").unwrap().0, 4);
        assert!(truncated("نص", Some("عنوان أطول")).is_some() && truncated("نص…\n", None).is_some());
    }

    proptest! {
        #[test]
        fn one_look_sees_what_eight_see(text in "[ء-غـ-ْ٠-٩ -;a-zØ©«»،؛؟‐-‧\u{200F}\n]{0,40}") {
            prop_assert_eq!(look(&text), LOOKS.map(|(_, look)| look(&text)));
        }
    }
}
