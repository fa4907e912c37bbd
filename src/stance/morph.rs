//! Light morphology: the stems a written word may hide, and the forms of a verb.
//!
//! Arabic writes conjunctions, prepositions, the article, the future mark and object pronouns together with the word.
//! A token is therefore offered to the lexicon under every stem that is left when they are cut (the idea of the light
//! stemmers of Larkey, Ballesteros and Connell, 2002), and verbs are put into the lexicon in all their forms, because
//! no cutting brings يبقون and بقيت together. All strings here are K3 keys.

/// Longest word that is analysed, in characters; longer ones are only looked up whole.
const MAX: usize = 20;

/// What stood around a stem.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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
        self.insert(word.chars());
        let Some((front, last)) = word.char_indices().last().map(|(at, last)| (&word[..at], last)) else { return };
        let seats: &[char] = match last {
            'ه' => &['ت'],
            'ء' => &['ؤ', 'ئ'],
            _ => return,
        };
        for &seat in seats {
            self.insert(front.chars().chain([seat]));
        }
        self.insert(front.chars());
    }

    fn insert(&mut self, chars: impl Iterator<Item = char>) {
        let mut chars = chars.peekable();
        let mut hash = 0;
        while let Some(c) = chars.next() {
            hash = Self::hash(hash, c);
            let (slot, bit) = Self::slot(hash);
            let filter = if chars.peek().is_none() { &mut self.whole } else { &mut self.open };
            filter[slot] |= bit;
        }
    }

    /// Whether these letters may be a word of the lexicon, and whether one may stand before a suffix among them.
    fn look(&self, chars: &[char]) -> Look {
        let mut look = Look::default();
        let mut hash = 0;
        for (n, &c) in chars.iter().enumerate() {
            hash = Self::hash(hash, c);
            let (slot, bit) = Self::slot(hash);
            let rest = &chars[n + 1..];
            if self.whole[slot] & bit != 0 {
                look.whole |= rest.is_empty();
                look.suffixed |= !rest.is_empty() && n + 1 >= Self::SHORTEST && is_suffix(rest);
            }
            if self.open[slot] & bit == 0 {
                break;
            }
        }
        look
    }
}

/// What [`Starts`] knows of some letters.
#[derive(Default)]
struct Look {
    whole: bool,
    suffixed: bool,
}

/// Whether these letters are an ending, a pronoun, or one before the other (see [`ENDINGS`], [`PRONOUNS`]).
fn is_suffix(rest: &[char]) -> bool {
    let ending = |rest: &[char]| matches!(rest, [] | ['ا'] | ['ا', 'ت' | 'ن'] | ['و' | 'ي', 'ن']);
    match rest {
        [ending_before @ .., 'ه', 'م', 'ا'] if ending(ending_before) => true,
        [before @ .., 'ه' | 'ك', 'م'] | [before @ .., 'ه', 'ن' | 'ا'] | [before @ .., 'ن', 'ا' | 'ي']
            if ending(before) =>
        {
            true
        }
        [before @ .., 'ه' | 'ي'] if ending(before) => true,
        _ => ending(rest),
    }
}

/// Calls `found` with every stem of a word that may be in the lexicon, the word itself first. `pronoun` says that a last
/// ه was written as such, not as ة.
pub(super) fn stems(word: &str, pronoun: bool, starts: &Starts, mut found: impl FnMut(&str, Shape)) {
    let mut letters = ['\0'; MAX];
    let mut len = 0;
    for c in word.chars() {
        let Some(place) = letters.get_mut(len) else { return found(word, Shape::default()) };
        *place = c;
        len += 1;
    }
    let mut emit = |stem: &[char], last: Option<char>, shape: Shape| {
        let mut buffer = [0u8; 4 * (MAX + 2)];
        let mut len = 0;
        for c in stem.iter().chain(&last) {
            len += c.encode_utf8(&mut buffer[len..]).len();
        }
        if let Ok(stem) = std::str::from_utf8(&buffer[..len]) {
            found(stem, shape);
        }
    };
    without_prefixes(&letters[..len], &mut |stem, shape| {
        let look = starts.look(stem);
        if look.whole {
            emit(stem, None, shape);
        }
        if look.suffixed {
            without_suffixes(stem, pronoun, shape, &mut emit);
        }
    });
}

/// The word, and what is left when conjunction, preposition or future mark, and article are cut.
fn without_prefixes(word: &[char], found: &mut impl FnMut(&[char], Shape)) {
    with_preposition(word, Shape::default(), found);
    if let ['و' | 'ف', rest @ ..] = word {
        if rest.len() >= 2 {
            with_preposition(rest, Shape { conjunction: true, ..Shape::default() }, found);
        }
    }
}

fn with_preposition(word: &[char], shape: Shape, found: &mut impl FnMut(&[char], Shape)) {
    with_article(word, shape, found);
    let cut = Shape { preposition: true, ..shape };
    match word {
        ['ل', 'ل', _, _, _, ..] => {
            // ل and the article merge into لل.
            let mut whole = ['\0'; MAX];
            whole[..word.len()].copy_from_slice(word);
            whole[0] = 'ا';
            with_article(&whole[..word.len()], cut, found);
        }
        ['ب' | 'ل' | 'ك' | 'س', rest @ ..] if rest.len() >= 3 => with_article(rest, cut, found),
        _ => {}
    }
}

fn with_article(word: &[char], shape: Shape, found: &mut impl FnMut(&[char], Shape)) {
    found(word, shape);
    if let ['ا', 'ل', rest @ ..] = word {
        if rest.len() >= 3 {
            found(rest, Shape { definite: true, ..shape });
        }
    }
}

/// Where a suffix begins at the end of a word that keeps three letters without it.
fn before(word: &[char], suffix: &str) -> Option<usize> {
    let mut at = word.len();
    for c in suffix.chars().rev() {
        at = at.checked_sub(1).filter(|&at| word[at] == c)?;
    }
    (at >= 3).then_some(at)
}

fn without_suffixes(word: &[char], written: bool, shape: Shape, emit: &mut impl FnMut(&[char], Option<char>, Shape)) {
    without_ending(word, shape, emit);
    for (pronoun, first) in PRONOUNS {
        let Some(at) = before(word, pronoun) else { continue };
        let stem = &word[..at];
        // ي and ه are also plain endings (نسبة, ta marbuta): the stem is tried, the pronoun is not believed.
        let sure = !matches!(pronoun, "ه" | "ي") || stem.ends_with(&['ت']) || pronoun == "ه" && written;
        let shape = Shape { pronoun: sure, first: sure && first, cut: !sure, ..shape };
        stem_variants(stem, shape, emit);
        // Names end in اني (السليماني); nouns with "my" and an ending before it are rare in news.
        if !matches!(pronoun, "ي" | "ني") {
            without_ending(stem, shape, emit);
        }
    }
}

fn without_ending(word: &[char], shape: Shape, emit: &mut impl FnMut(&[char], Option<char>, Shape)) {
    for ending in ENDINGS {
        if let Some(at) = before(word, ending) {
            stem_variants(&word[..at], Shape { cut: true, ..shape }, emit);
        }
    }
}

/// A stem as it stands alone: ت becomes ة again, and a hamza leaves its seat (بقائهم، بقاؤهم: بقاء).
fn stem_variants(stem: &[char], shape: Shape, emit: &mut impl FnMut(&[char], Option<char>, Shape)) {
    emit(stem, None, shape);
    match stem {
        [bare @ .., 'ت'] => emit(bare, Some('ه'), shape),
        [bare @ .., 'ؤ' | 'ئ'] => emit(bare, Some('ء'), shape),
        [.., 'ه' | 'ا'] => {}
        _ => emit(stem, Some('ه'), shape),
    }
}

/// A form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct VerbForm<'a> {
    /// K3 key.
    pub(super) key: &'a str,
    /// First person plural or singular.
    pub(super) first: bool,
    /// Of the imperfect, which also tells the future.
    pub(super) imperfect: bool,
}

/// Calls `found` with the forms of a verb, from its third person masculine singular in the perfect and the imperfect. A form
/// may come twice: what was said of it first counts.
pub(super) fn paradigm(perfect: &str, imperfect: &str, mut found: impl FnMut(VerbForm<'_>)) {
    let mut key = String::with_capacity(perfect.len() + imperfect.len());
    let mut push = |parts: [&str; 3], first: bool, imperfect: bool| {
        key.clear();
        key.extend(parts);
        found(VerbForm { key: &key, first, imperfect });
    };
    // What is left of a stem before an ending that swallows its weak last letter.
    let short = |stem: &'_ str| match stem.char_indices().last() {
        Some((at, 'ي' | 'ا' | 'و')) if stem.chars().count() > 2 => at,
        _ => stem.len(),
    };

    let base = &perfect[..short(perfect)];
    push([perfect, "", ""], false, false);
    // No dual: طلبا is far more often the noun in the accusative.
    for ending in ["ت", "وا"] {
        push([base, ending, ""], false, false);
    }
    for ending in ["نا", "تم"] {
        push([perfect, ending, ""], ending == "نا", false);
    }
    if base != perfect {
        push([base, "يت", ""], false, false);
        push([base, "ينا", ""], true, false);
    }

    let stem = imperfect.strip_prefix(|_: char| true).unwrap_or_default();
    let base = &stem[..short(stem)];
    for person in ["ي", "ت", "ن", "ا"] {
        let first = matches!(person, "ن" | "ا");
        push([person, stem, ""], first, true);
        if base != stem && person != "ا" {
            // The jussive drops the weak letter (لم يبق).
            push([person, base, ""], first, true);
        }
        if !first {
            for ending in ["ون", "وا", "ان", "ا", "ن", "ين"] {
                push([person, base, ending], false, true);
            }
        }
    }
}

/// The active participle and the masdar of an augmented verb (forms III, IV and VII to X), as far as its letters show them:
/// from six radicals on the patterns are regular (Wright, A Grammar of the Arabic Language, I, 202 and 236), while the verbal
/// nouns of form I have to be listed, and those of V and VI look like the perfect.
pub(super) fn derived(perfect: &str, imperfect: &str) -> Vec<String> {
    let letters: Vec<char> = perfect.chars().collect();
    let Some(stem) = imperfect.strip_prefix('ي').filter(|_| letters.len() >= 4) else { return Vec::new() };
    let mut forms = vec![format!("م{stem}")];
    if stem.ends_with('ي') {
        // مستغن، مفتر
        forms.push(format!("م{}", &stem[..stem.len() - 'ي'.len_utf8()]));
    }
    let [front @ .., last] = &letters[..] else { return forms };
    let front: String = front.iter().collect();
    // The weak last letter of a verb is a hamza behind the long vowel of its masdar.
    let last = if matches!(last, 'ي' | 'ا') { 'ء' } else { *last };
    match letters[..] {
        // استبقى، استعان
        ['ا', 'س', 'ت', ..] if letters.len() >= 6 && letters[4] == 'ا' => forms.push(format!("{perfect}ه")),
        ['ا', 'س', 'ت', ..] if letters.len() >= 6 => forms.push(format!("{front}ا{last}")),
        // انسحب، افتقر; احتاج
        ['ا', a, b, 'ا', _] => forms.push(format!("ا{a}{b}يا{last}")),
        ['ا', _, _, _, _] => forms.push(format!("{front}ا{last}")),
        // أدان; أنهى
        ['ا', _, 'ا', _] => forms.push(format!("{perfect}ه")),
        ['ا', _, _, _] => forms.push(format!("{front}ا{last}")),
        // غادر
        [_, 'ا', _, _] => forms.push(format!("م{perfect}ه")),
        _ => {}
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn augmented_verbs_have_regular_nouns() {
        for (perfect, imperfect, forms) in [
            ("افتقر", "يفتقر", &["مفتقر", "افتقار"][..]),
            ("احتاج", "يحتاج", &["محتاج", "احتياج"]),
            ("استغني", "يستغني", &["مستغني", "مستغن", "استغناء"]),
            ("استعان", "يستعين", &["مستعين", "استعانه"]),
            ("اخرج", "يخرج", &["مخرج", "اخراج"]),
            ("ادان", "يدين", &["مدين", "ادانه"]),
            ("غادر", "يغادر", &["مغادر", "مغادره"]),
            ("تخوف", "يتخوف", &["متخوف"]),
            ("بقي", "يبقي", &[]),
        ] {
            assert_eq!(derived(perfect, imperfect), forms, "{perfect}");
        }
    }

    fn has(word: &str, stem: &str) -> Option<Shape> {
        let mut shape = None;
        let mut starts = Starts::default();
        starts.add(stem);
        stems(word, false, &starts, |s, sh| {
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
        let mut forms = Vec::new();
        paradigm("بقي", "يبقي", |form| forms.push((form.key.to_owned(), form.first)));
        for form in ["بقي", "بقيت", "بقوا", "يبقي", "تبقي", "يبقون", "نبقي", "يبق"] {
            assert!(forms.iter().any(|(key, _)| key == form), "{form}");
        }
        assert!(forms.contains(&("نبقي".to_owned(), true)));
        assert!(!forms.contains(&("يبقي".to_owned(), true)));
    }

    #[test]
    fn every_suffix_is_known_as_one() {
        let chars = |s: &str| s.chars().collect::<Vec<char>>();
        for ending in ENDINGS.into_iter().chain([""]) {
            assert!(is_suffix(&chars(ending)), "{ending}");
            for (pronoun, _) in PRONOUNS {
                assert!(is_suffix(&chars(&format!("{ending}{pronoun}"))), "{ending}{pronoun}");
            }
        }
        assert!(!is_suffix(&chars("ري")) && !is_suffix(&chars("هاهم")));
    }

    #[test]
    fn any_word_is_survived() {
        for word in ["", "و", "لل", "ال", "هما", "وووووووووووووووووووووووووووووووووووووووووووو", "كماهم"]
        {
            stems(word, true, &Starts::default(), |_, _| {});
        }
    }
}
