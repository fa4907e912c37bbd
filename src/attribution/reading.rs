//! An article as the rules see it: tokens with what the lexicon knows of them, quotations, sentences.

use crate::lexicon::cue::{CueForm, Sub, governs};
use crate::lexicon::flags::{COMP, GIVEN, NO_STRIP, NOUN_BEFORE, PHRASE_HEAD, TIME};
use crate::lexicon::noun::Noun;
use crate::lexicon::{Known, Lexicon, PhraseMatch, Word, WordId};
use crate::model::{Block, BlockKind, Span};
use crate::text::quote::Quotes;
use crate::text::sentence::{Sentence, split};
use crate::text::token::{Kind, Token, Tokens};
use std::borrow::Cow;
use std::cell::OnceCell;

/// What the lexicon knows of a token.
#[derive(Debug, Clone, Copy, Default)]
struct Tag {
    /// Of the word by itself.
    word: Known,
    /// The longest phrase that begins here.
    phrase: Option<PhraseMatch>,
}

/// Longest subject between a verb of saying and a semicolon that stands for a comma, in tokens.
const SUBJECT: usize = 6;

/// Tokens that tell the spelling habits of an article.
const PROFILE: usize = 2000;

/// An article, read.
pub(crate) struct Reading<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'static Lexicon,
    pub(crate) tokens: Tokens,
    tags: Vec<Tag>,
    /// Nominal readings, as far as they have been asked for: rules ask for those of one word many times.
    nouns: Vec<OnceCell<Option<NounAt>>>,
    /// Words that may end a full name, once they have been asked for.
    pub(crate) name_ends: OnceCell<Vec<u32>>,
    pub(crate) quotes: Quotes,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) blocks: &'a [Block],
    /// The text writes the seats of hamza (أن, not ان).
    pub(crate) writes_hamza: bool,
}

/// A nominal reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NounMatch {
    pub(crate) noun: Noun,
    /// Number of tokens.
    pub(crate) len: usize,
    /// The preposition that was cut from the word to find it in the lexicon (ب، ل، ك).
    pub(crate) proclitic: Option<char>,
}

/// A nominal reading as it is remembered, in few bytes.
#[derive(Debug, Clone, Copy)]
struct NounAt {
    word: WordId,
    /// A possessive was cut from it, which makes it definite.
    possessed: bool,
    /// Number of tokens.
    len: u16,
    proclitic: Option<char>,
}

impl NounAt {
    fn of_word(word: WordId) -> Self {
        Self { word, possessed: false, len: 1, proclitic: None }
    }
}

impl<'a> Reading<'a> {
    /// Reads the blocks that can hold claims.
    pub(crate) fn new(text: &'a str, blocks: &'a [Block], lexicon: &'static Lexicon) -> Self {
        let mut tokens = Tokens::for_bytes(text.len());
        for (n, block) in blocks.iter().enumerate() {
            if matches!(block.kind, BlockKind::Title | BlockKind::Paragraph | BlockKind::Subheading) {
                tokens.push_block(text, block.span, n as u32);
            }
        }
        let tags = tags(lexicon, text, &tokens);
        let mut reading = Self {
            text,
            lexicon,
            nouns: vec![OnceCell::new(); tokens.len()],
            writes_hamza: writes_hamza(text, &tokens),
            tokens,
            tags,
            name_ends: OnceCell::new(),
            quotes: Quotes::default(),
            sentences: Vec::new(),
            blocks,
        };
        reading.soften_semicolons();
        let quotes = Quotes::pair(&reading.tokens, |i| reading.finite_cues(i).next().is_some());
        reading.quotes = quotes;
        reading.sentences = split(&reading.tokens, &reading.quotes);
        reading
    }

    /// وأضاف التقرير؛ أن …، وقال الوزير؛ إن …، ولفت الموقع؛ إلى …: some write the semicolon where a cue goes on to its complement.
    fn soften_semicolons(&mut self) {
        // إن may begin a sentence, but not where a verb of saying and its subject are all that stands before it.
        let said_before = |mark: usize| {
            let clause = (0..mark).rev().take(SUBJECT).take_while(|&k| self.is_word(k) && !self.has(k, COMP));
            clause.into_iter().any(|k| self.finite_cues(k).any(|(c, _)| c.sub == Sub::Say && c.takes(governs::AN)))
        };
        let goes_on = |i: usize| match self.key(i) {
            "الى" | "عن" | "على" => true,
            "ان" | "انه" | "انها" | "انهم" | "بان" | "بانه" => {
                !self.written(i).starts_with('إ') || said_before(i - 1)
            }
            _ => false,
        };
        let soft: Vec<usize> = (0..self.len()).filter(|&i| self.kind(i) == Kind::Semicolon && goes_on(i + 1)).collect();
        for i in soft {
            self.tokens.soften(i);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The token, or the last one where the text ends before (an article without tokens is never asked).
    pub(crate) fn token(&self, i: usize) -> &Token {
        let list = self.tokens.list();
        &list[i.min(list.len().saturating_sub(1))]
    }

    /// The token as it is written; nothing past the end of the text.
    pub(crate) fn written(&self, i: usize) -> &'a str {
        self.tokens.list().get(i).map_or("", |token| token.span.of(self.text))
    }

    /// One past the last token of the block in which a token stands.
    pub(crate) fn block_end(&self, i: usize) -> usize {
        let block = self.token(i).block;
        self.tokens.list().partition_point(|token| token.block <= block)
    }

    pub(crate) fn kind(&self, i: usize) -> Kind {
        self.tokens.list().get(i).map_or(Kind::Other, |t| t.kind)
    }

    /// K2 form.
    pub(crate) fn key(&self, i: usize) -> &str {
        self.tokens.key(i)
    }

    /// K2 form without a leading و or ف that is no part of the word.
    pub(crate) fn bare_key(&self, i: usize) -> &str {
        let key = self.key(i);
        match self.tags.get(i) {
            // Both conjunctions are two bytes.
            Some(tag) if tag.word.joined => key.get(2..).unwrap_or_default(),
            _ => key,
        }
    }

    /// The text of a range of tokens.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let list = self.tokens.list();
        match (list.get(start), end.checked_sub(1).and_then(|e| list.get(e))) {
            (Some(first), Some(last)) if start < end => Span { start: first.span.start, end: last.span.end },
            _ => Span::new(0, 0),
        }
    }

    /// Whether a token has one of the properties.
    pub(crate) fn has(&self, i: usize, flags: u64) -> bool {
        self.tags.get(i).is_some_and(|t| t.word.flags & flags != 0)
    }

    /// The properties of a word, or of what stands behind its ب، ل or ك where only that is known (وفقا لبيانات).
    pub(crate) fn flags_behind_clitic(&self, i: usize) -> u64 {
        if self.word(i).is_some() {
            return self.tags[i].word.flags;
        }
        let behind = without_preposition(self.bare_key(i)).and_then(|(key, _)| self.lexicon.find(&key));
        behind.map_or(0, |w| self.lexicon.word(w).flags)
    }

    pub(crate) fn is_word(&self, i: usize) -> bool {
        matches!(self.kind(i), Kind::Word)
    }

    /// Whether the token carries a leading و or ف before a word of the lexicon.
    pub(crate) fn has_conjunction(&self, i: usize) -> bool {
        self.tags.get(i).is_some_and(|t| t.word.bare.is_some())
    }

    /// Whether a leading و or ف is no part of the word, as far as the lexicon knows.
    pub(crate) fn is_joined(&self, i: usize) -> bool {
        self.tags.get(i).is_some_and(|t| t.word.joined)
    }

    /// The word without conjunction, else as written.
    pub(crate) fn word(&self, i: usize) -> Option<&'static Word> {
        self.word_id(i).map(|word| self.lexicon.word(word))
    }

    fn word_id(&self, i: usize) -> Option<WordId> {
        let tag = self.tags.get(i)?.word;
        tag.whole.filter(|w| self.lexicon.word(*w).known).or(tag.bare)
    }

    /// Cue readings of the form as written and of the form without و or ف; `true` marks the latter.
    pub(crate) fn cues(&self, i: usize) -> impl Iterator<Item = (&'static CueForm, bool)> + use<> {
        let tag = self.tags.get(i).map(|t| t.word).unwrap_or_default();
        let lexicon = self.lexicon;
        let of = move |w: Option<WordId>| w.map_or(&[][..], |w| lexicon.word(w).cues.as_slice());
        // النائب، فالح …: a name with a letter of its own; فرأت is none, whatever the name فرات.
        let radical = tag.flags & (GIVEN | NO_STRIP) == GIVEN | NO_STRIP && !self.written(i).contains('أ');
        let tag = if radical { Known { bare: None, ..tag } } else { tag };
        of(tag.whole).iter().map(|c| (c, false)).chain(of(tag.bare).iter().map(|c| (c, true)))
    }

    /// Finite verb readings.
    pub(crate) fn finite_cues(&self, i: usize) -> impl Iterator<Item = (&'static CueForm, bool)> + use<> {
        use crate::lexicon::cue::Pos;
        self.cues(i).filter(|(c, _)| matches!(c.pos, Pos::Verb | Pos::VerbObject) && !c.negated_only)
    }

    /// Whether the token has a cue reading at all.
    pub(crate) fn is_cue(&self, i: usize) -> bool {
        self.tags.get(i).is_some_and(|t| t.word.is_cue)
    }

    /// The longest phrase of the lexicon at a token, with or without its conjunction.
    pub(crate) fn phrase(&self, i: usize) -> Option<PhraseMatch> {
        self.tags.get(i)?.phrase
    }

    /// The phrase at a token and what is known about it.
    pub(crate) fn phrase_word(&self, i: usize) -> Option<(PhraseMatch, &'static Word)> {
        self.phrase(i).map(|p| (p, self.lexicon.word(p.word)))
    }

    /// The nominal reading at a token: the longest phrase, the word, or the word without ب، ل، ك.
    pub(crate) fn noun(&self, i: usize) -> Option<NounMatch> {
        if !self.is_word(i) {
            return None;
        }
        let at = (*self.nouns.get(i)?.get_or_init(|| self.read_noun(i)))?;
        let noun = self.lexicon.word(at.word).noun?;
        let noun = Noun { definite: noun.definite || at.possessed, ..noun };
        Some(NounMatch { noun, len: usize::from(at.len), proclitic: at.proclitic })
    }

    fn read_noun(&self, i: usize) -> Option<NounAt> {
        let has_noun = |word: &WordId| self.lexicon.word(*word).noun.is_some();
        if let Some(phrase) = self.phrase(i).filter(|phrase| !phrase.clitic && has_noun(&phrase.word)) {
            return Some(NounAt { len: phrase.len() as u16, ..NounAt::of_word(phrase.word) });
        }
        if let Some(word) = self.word_id(i).filter(has_noun) {
            return Some(NounAt::of_word(word));
        }
        if self.has(i, NO_STRIP) {
            return None;
        }
        // رئيستها، ناطقه: a noun with a possessive.
        if let Some(noun) = self.possessed(self.key(i)).filter(|_| !self.has_conjunction(i)) {
            return Some(noun);
        }
        let (key, proclitic) = without_preposition(self.bare_key(i))?;
        let noun = match self.lexicon.find(&key) {
            Some(word) => Some(NounAt::of_word(word)).filter(|_| has_noun(&word)),
            // لأمينه العام: a preposition before and a possessive behind.
            None => self.possessed(&key),
        };
        noun.map(|noun| NounAt { proclitic: Some(proclitic), ..noun })
    }

    /// The noun under a possessive suffix; the suffix makes it definite.
    fn possessed(&self, key: &str) -> Option<NounAt> {
        let stem = ["هما", "ها", "هم", "نا", "ه"]
            .iter()
            .find_map(|s| key.strip_suffix(s))
            .filter(|s| s.chars().nth(2).is_some())?;
        let whole = self.lexicon.find(stem).or_else(|| {
            let feminine = stem.strip_suffix('ت')?;
            self.lexicon.find(&format!("{feminine}ة"))
        })?;
        self.lexicon.word(whole).noun.filter(|n| n.is_person() && !n.definite)?;
        Some(NounAt { possessed: true, ..NounAt::of_word(whole) })
    }

    /// Whether a token stands in a block that is no paragraph: a headline, a subheading, a byline.
    pub(crate) fn outside_paragraphs(&self, i: usize) -> bool {
        self.blocks[self.token(i).block as usize].kind != BlockKind::Paragraph
    }

    /// The sentence that holds a token.
    pub(crate) fn sentence_of(&self, i: usize) -> usize {
        self.sentences.partition_point(|s| s.end <= i)
    }
}

fn begins_with_madda(text: &str, tokens: &Tokens, i: usize) -> bool {
    tokens.list()[i].span.of(text).starts_with('آ')
}

/// Orthography profile: more words with a seat of hamza at their start than the common ones without.
fn writes_hamza(text: &str, tokens: &Tokens) -> bool {
    let (mut with, mut without) = (0, 0);
    for token in tokens.list().iter().take(PROFILE) {
        // Short words that begin with an alef of some kind, or with و before one.
        let begins = &text.as_bytes()[token.span.start as usize..];
        if token.span.len() > 12 || !matches!(begins, [0xD8, 0xA3 | 0xA5 | 0xA7, ..] | [0xD9, 0x88, 0xD8, ..]) {
            continue;
        }
        match token.span.of(text) {
            "ان" | "انه" | "انها" | "الى" | "او" | "اكد" | "اضاف" | "وان" | "واكد" | "واضاف" =>
            {
                without += 1;
            }
            "أن" | "أنه" | "أنها" | "إلى" | "أو" | "أكد" | "أضاف" | "وأن" | "وأكد" | "وأضاف" | "إن" =>
            {
                with += 1;
            }
            _ => {}
        }
    }
    with > without
}

fn phrase_at(lexicon: &'static Lexicon, tokens: &Tokens, i: usize, known: Known) -> Option<PhraseMatch> {
    let list = tokens.list();
    let next = |n: usize| {
        let t = list.get(i + 1 + n)?;
        (t.block == list[i].block && t.kind == Kind::Word).then(|| tokens.key(i + 1 + n))
    };
    let plain = tokens.is_plain(i + 1);
    [known.whole, known.bare].into_iter().flatten().find_map(|w| lexicon.phrase(w, next, plain))
}

fn tags(lexicon: &'static Lexicon, text: &str, tokens: &Tokens) -> Vec<Tag> {
    let known = |(i, token): (usize, &Token)| match token.kind {
        Kind::Word => lexicon.know(tokens, i),
        _ => Known::default(),
    };
    // What the words are by themselves first: a loop that does nothing else fetches them from memory side by side.
    let words = tokens.list().iter().enumerate().map(known);
    let mut tags: Vec<Tag> = words.map(|word| Tag { word, phrase: None }).collect();
    for (i, tag) in tags.iter_mut().enumerate().filter(|(_, tag)| tag.word.flags & BESIDE_OTHERS != 0) {
        *tag = beside_others(lexicon, text, tokens, i, tag.word);
    }
    tags
}

/// Flags of words that may be another, or the beginning of a phrase.
const BESIDE_OTHERS: u64 = COMP | NOUN_BEFORE | TIME | PHRASE_HEAD;

fn beside_others(lexicon: &'static Lexicon, text: &str, tokens: &Tokens, i: usize, word: Known) -> Tag {
    // آن (a name, or "its time has come") is no complementiser, آي (a letter) no أي.
    if word.flags & (COMP | NOUN_BEFORE) != 0 && begins_with_madda(text, tokens, i) {
        return Tag::default();
    }
    // K2 makes آلان (a name) and الآن (now) equal; a word that begins with آ has no article.
    if word.flags & TIME != 0 && tokens.key(i).starts_with("ال") && begins_with_madda(text, tokens, i) {
        return Tag { word: Known { flags: GIVEN, ..Known::default() }, phrase: None };
    }
    let phrase = if word.flags & PHRASE_HEAD == 0 { None } else { phrase_at(lexicon, tokens, i, word) };
    Tag { word, phrase }
}

/// What nouns that begin with ل have behind it: للجنة is ل and لجنة (or اللجنة, with one ل less), not الجنة.
const LAM_NOUNS: [&str; 12] =
    ["جنة", "جان", "واء", "قاء", "قاءات", "اعب", "اعبين", "ائحة", "وائح", "بنان", "يبيا", "ندن"];

/// A word without a leading ب، ل، ك; لل becomes ال.
pub(crate) fn without_preposition(key: &str) -> Option<(Cow<'_, str>, char)> {
    let first = key.chars().next().filter(|c| matches!(c, 'ب' | 'ل' | 'ك'))?;
    let rest = &key[first.len_utf8()..];
    rest.chars().nth(2)?;
    let restored = match (first, rest.strip_prefix('ل')) {
        ('ل', Some(after)) if !LAM_NOUNS.contains(&after) => Cow::Owned(format!("ال{after}")),
        _ => Cow::Borrowed(rest),
    };
    Some((restored, first))
}
