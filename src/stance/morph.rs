//! Light morphology: the stems a written word may hide, and the forms of a verb.
//!
//! Arabic writes conjunctions, prepositions, the article, the future mark and object pronouns together with the word.
//! A token is therefore offered to the lexicon under every stem that is left when they are cut (the idea of the light
//! stemmers of Larkey, Ballesteros and Connell, 2002), and verbs are put into the lexicon in all their forms, because
//! no cutting brings يبقون and بقيت together. All strings here are K3 keys.

/// Longest word that is analysed, in characters; longer ones are only looked up whole.
const MAX: usize = 20;

/// What stood around a stem.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "clitics are independent of each other")]
pub(super) struct Shape {
    /// و or ف before it.
    pub(super) conjunction: bool,
    /// A preposition or the future mark.
    pub(super) preposition: bool,
    /// The article.
    pub(super) definite: bool,
    /// A pronoun after it.
    pub(super) pronoun: bool,
    /// The pronoun is of the first person (قواتنا).
    pub(super) first: bool,
    /// An ending was cut.
    pub(super) cut: bool,
}

/// A word on the stack.
#[derive(Clone, Copy)]
struct Chars {
    list: [char; MAX + 2],
    len: usize,
}

impl Chars {
    fn new(word: &str) -> Option<Self> {
        let mut chars = Self { list: ['\0'; MAX + 2], len: 0 };
        for c in word.chars() {
            if chars.len == MAX {
                return None;
            }
            chars.push(c);
        }
        Some(chars)
    }

    fn push(&mut self, c: char) {
        self.list[self.len] = c;
        self.len += 1;
    }

    fn get(&self) -> &[char] {
        &self.list[..self.len]
    }

    fn tail(&self, from: usize) -> Self {
        let mut out = Self { list: ['\0'; MAX + 2], len: 0 };
        self.get()[from..].iter().for_each(|&c| out.push(c));
        out
    }

    fn head(&self, len: usize) -> Self {
        Self { len, ..*self }
    }

    fn with(&self, c: char) -> Self {
        let mut out = *self;
        out.push(c);
        out
    }

    fn starts(&self, prefix: &str) -> bool {
        self.len >= prefix.chars().count() && prefix.chars().zip(self.get()).all(|(a, b)| a == *b)
    }

    fn ends(&self, suffix: &str) -> bool {
        self.len >= suffix.chars().count() && suffix.chars().rev().zip(self.get().iter().rev()).all(|(a, b)| a == *b)
    }
}

/// Pronouns after nouns and verbs; the flag marks the first person.
const PRONOUNS: [(&str, bool); 9] = [
    ("هما", false),
    ("هم", false),
    ("هن", false),
    ("ها", false),
    ("ه", false),
    ("كم", false),
    ("نا", true),
    ("ني", true),
    ("ي", true),
];

/// Endings of gender, number and case.
const ENDINGS: [&str; 5] = ["ات", "ون", "ين", "ان", "ا"];

/// How the words of a lexicon begin: most words of a text begin like none of them, whatever clitics are cut, and need
/// no further look. Two filters over hashes of letters (Bloom, 1970, with one hash): a false "yes" only costs time.
#[derive(Debug)]
pub(super) struct Starts {
    /// Beginnings of words that go on.
    open: Box<[u64]>,
    /// Whole words, and what is left of them before a suffix.
    whole: Box<[u64]>,
}

impl Default for Starts {
    fn default() -> Self {
        let empty = || vec![0; (1 << Self::BITS) / 64].into();
        Self { open: empty(), whole: empty() }
    }
}

impl Starts {
    /// Slots of a filter, as a power of two: 8 KB, which stay in the first cache.
    const BITS: u32 = 16;

    /// Letters of the shortest stem before a suffix.
    const SHORTEST: usize = 3;

    fn hash(before: u32, c: char) -> u32 {
        (before.rotate_left(5) ^ c as u32).wrapping_mul(0x9E37_79B1)
    }

    fn slot(hash: u32) -> (usize, u64) {
        let slot = hash >> (32 - Self::BITS);
        (slot as usize / 64, 1 << (slot % 64))
    }

    /// Takes in a word, and what is left of it before a suffix that changes its last letter (see [`stem_variants`]).
    pub(super) fn add(&mut self, word: &str) {
        let chars: Vec<char> = word.chars().collect();
        self.insert(&chars);
        let seats: &[char] = match chars.last() {
            Some('ه') => &['ت'],
            Some('ء') => &['ؤ', 'ئ'],
            _ => return,
        };
        for &seat in seats {
            let mut changed = chars.clone();
            changed.pop();
            changed.push(seat);
            self.insert(&changed);
        }
        self.insert(&chars[..chars.len() - 1]);
    }

    fn insert(&mut self, chars: &[char]) {
        let mut hash = 0;
        for (n, &c) in chars.iter().enumerate() {
            hash = Self::hash(hash, c);
            let (slot, bit) = Self::slot(hash);
            if n + 1 == chars.len() {
                self.whole[slot] |= bit;
            } else {
                self.open[slot] |= bit;
            }
        }
    }

    /// Whether a word of the lexicon may be all of these letters, or stand before a suffix among them.
    fn may_begin(&self, chars: &[char]) -> bool {
        let mut hash = 0;
        for (n, &c) in chars.iter().enumerate() {
            hash = Self::hash(hash, c);
            let (slot, bit) = Self::slot(hash);
            if self.whole[slot] & bit != 0 && (n + 1 >= Self::SHORTEST || n + 1 == chars.len()) {
                return true;
            }
            if self.open[slot] & bit == 0 {
                return false;
            }
        }
        false
    }
}

/// Calls `found` with every stem of a word that may be in the lexicon, the word itself first.
pub(super) fn stems(word: &str, starts: &Starts, mut found: impl FnMut(&str, Shape)) {
    let Some(chars) = Chars::new(word) else { return found(word, Shape::default()) };
    if starts.may_begin(chars.get()) {
        found(word, Shape::default());
    }
    let mut emit = |chars: &Chars, shape: Shape| {
        let mut buffer = [0u8; 4 * (MAX + 2)];
        let mut len = 0;
        for c in chars.get() {
            len += c.encode_utf8(&mut buffer[len..]).len();
        }
        if let Ok(stem) = std::str::from_utf8(&buffer[..len]) {
            found(stem, shape);
        }
    };
    without_prefixes(&chars, |stem, shape| {
        if !starts.may_begin(stem.get()) {
            return;
        }
        if stem.len < chars.len {
            emit(stem, shape);
        }
        without_suffixes(stem, shape, &mut emit);
    });
}

/// The word, and what is left when conjunction, preposition or future mark, and article are cut.
fn without_prefixes(word: &Chars, mut found: impl FnMut(&Chars, Shape)) {
    let mut with_article = |word: &Chars, shape: Shape| {
        found(word, shape);
        if word.starts("ال") && word.len >= 5 {
            found(&word.tail(2), Shape { definite: true, ..shape });
        }
    };
    let mut with_preposition = |word: &Chars, shape: Shape| {
        with_article(word, shape);
        if word.starts("لل") && word.len >= 5 {
            // ل and the article merge into لل.
            let mut whole = Chars { list: ['\0'; MAX + 2], len: 0 };
            whole.push('ا');
            word.get()[1..].iter().for_each(|&c| whole.push(c));
            with_article(&whole, Shape { preposition: true, ..shape });
        } else if matches!(word.get().first(), Some('ب' | 'ل' | 'ك' | 'س')) && word.len >= 4 {
            with_article(&word.tail(1), Shape { preposition: true, ..shape });
        }
    };
    with_preposition(word, Shape::default());
    if matches!(word.get().first(), Some('و' | 'ف')) && word.len >= 3 {
        with_preposition(&word.tail(1), Shape { conjunction: true, ..Shape::default() });
    }
}

fn without_suffixes(word: &Chars, shape: Shape, emit: &mut impl FnMut(&Chars, Shape)) {
    without_ending(word, shape, emit);
    for (pronoun, first) in PRONOUNS {
        let len = pronoun.chars().count();
        if word.len >= len + 3 && word.ends(pronoun) {
            // ي and ه are also plain endings (نسبة, ta marbuta): the stem is tried, the pronoun is not believed.
            let sure = !matches!(pronoun, "ه" | "ي") || word.head(word.len - len).ends("ت");
            let shape = Shape { pronoun: sure, first: sure && first, cut: !sure, ..shape };
            let stem = word.head(word.len - len);
            stem_variants(&stem, shape, emit);
            // Names end in اني (السليماني); nouns with "my" and an ending before it are rare in news.
            if !matches!(pronoun, "ي" | "ني") {
                without_ending(&stem, shape, emit);
            }
        }
    }
}

fn without_ending(word: &Chars, shape: Shape, emit: &mut impl FnMut(&Chars, Shape)) {
    for ending in ENDINGS {
        let len = ending.chars().count();
        if word.len >= len + 3 && word.ends(ending) {
            stem_variants(&word.head(word.len - len), Shape { cut: true, ..shape }, emit);
        }
    }
}

/// A stem as it stands alone: ت becomes ة again, and a hamza leaves its seat (بقائهم، بقاؤهم: بقاء).
fn stem_variants(stem: &Chars, shape: Shape, emit: &mut impl FnMut(&Chars, Shape)) {
    emit(stem, shape);
    match stem.get().last() {
        Some('ت') => emit(&stem.head(stem.len - 1).with('ه'), shape),
        Some('ؤ' | 'ئ') => emit(&stem.head(stem.len - 1).with('ء'), shape),
        Some('ه' | 'ا') => {}
        _ => emit(&stem.with('ه'), shape),
    }
}

/// A form of a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VerbForm {
    /// K3 key.
    pub(super) key: String,
    /// First person plural or singular.
    pub(super) first: bool,
    /// Of the imperfect, which also tells the future.
    pub(super) imperfect: bool,
}

/// The forms of a verb from its third person masculine singular in the perfect and the imperfect.
pub(super) fn paradigm(perfect: &str, imperfect: &str) -> Vec<VerbForm> {
    let mut forms = Vec::new();
    let mut push = |key: String, first: bool, imperfect: bool| {
        if !forms.iter().any(|f: &VerbForm| f.key == key) {
            forms.push(VerbForm { key, first, imperfect });
        }
    };
    let weak = |stem: &str| stem.ends_with(['ي', 'ا', 'و']) && stem.chars().count() > 2;
    let short = |stem: &str| stem.chars().take(stem.chars().count() - 1).collect::<String>();

    let base = if weak(perfect) { short(perfect) } else { perfect.to_string() };
    push(perfect.to_string(), false, false);
    // No dual: طلبا is far more often the noun in the accusative.
    for ending in ["ت", "وا"] {
        push(format!("{base}{ending}"), false, false);
    }
    for ending in ["نا", "تم"] {
        push(format!("{perfect}{ending}"), ending == "نا", false);
    }
    if weak(perfect) {
        push(format!("{base}يت"), false, false);
        push(format!("{base}ينا"), true, false);
    }

    let stem: String = imperfect.chars().skip(1).collect();
    let base = if weak(&stem) { short(&stem) } else { stem.clone() };
    for person in ['ي', 'ت', 'ن', 'ا'] {
        let first = matches!(person, 'ن' | 'ا');
        push(format!("{person}{stem}"), first, true);
        if base != stem && person != 'ا' {
            // The jussive drops the weak letter (لم يبق).
            push(format!("{person}{base}"), first, true);
        }
        if !first {
            for ending in ["ون", "وا", "ان", "ا", "ن", "ين"] {
                push(format!("{person}{base}{ending}"), false, true);
            }
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(word: &str, stem: &str) -> Option<Shape> {
        let mut shape = None;
        let mut starts = Starts::default();
        starts.add(stem);
        stems(word, &starts, |s, sh| {
            if s == stem && shape.is_none() {
                shape = Some(sh);
            }
        });
        shape
    }

    #[test]
    fn clitics_are_cut() {
        assert!(has("وبانسحابها", "انسحاب").is_some_and(|s| s.pronoun && s.conjunction && !s.first));
        assert!(has("للانسحاب", "انسحاب").is_some_and(|s| s.definite));
        assert!(has("قواتنا", "قوات").is_some_and(|s| s.first));
        assert!(has("بقائهم", "بقاء").is_some_and(|s| s.pronoun));
        assert!(has("خطيره", "خطير").is_some_and(|s| !s.pronoun));
        assert!(has("مهمتها", "مهمه").is_some_and(|s| s.pronoun));
        assert!(has("ولن", "لن").is_some());
        assert!(has("لن", "ن").is_none());
    }

    #[test]
    fn verbs_are_spelled_out() {
        let forms = paradigm("بقي", "يبقي");
        for form in ["بقي", "بقيت", "بقوا", "يبقي", "تبقي", "يبقون", "نبقي", "يبق"] {
            assert!(forms.iter().any(|f| f.key == form), "{form}");
        }
        assert!(forms.iter().any(|f| f.key == "نبقي" && f.first));
        assert!(forms.iter().all(|f| f.key != "يبقي" || !f.first));
    }

    #[test]
    fn any_word_is_survived() {
        for word in ["", "و", "لل", "ال", "هما", "وووووووووووووووووووووووووووووووووووووووووووو", "كماهم"]
        {
            stems(word, &Starts::default(), |_, _| {});
        }
    }
}
