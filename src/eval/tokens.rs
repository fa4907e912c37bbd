//! Texts as tokens, spans as sets of tokens.

/// A half-open pair of code points.
pub(super) type Pair = (u32, u32);

/// Numbers of tokens, ascending.
pub(super) type Set = Vec<u32>;

/// Letters that a complementiser may carry in front (و ف ب ل, and بأن after و).
const BEFORE: [&str; 9] = ["", "و", "ف", "ب", "ل", "وب", "فب", "ول", "فل"];

/// Pronouns at its end.
const PRONOUNS: [&str; 12] = ["", "ه", "ها", "هم", "هما", "هن", "نا", "نني", "ني", "ي", "ك", "كم"];

/// Prepositions that a verb may put before it.
const PREPOSITIONS: [&str; 7] = ["إلى", "الى", "على", "عن", "من", "في", "ب"];

/// The tokens of a text: maximal runs of letters and digits, with vowel signs inside them.
#[derive(Debug)]
pub(super) struct Tokens {
    list: Vec<(Pair, String)>,
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}' | '\u{670}')
}

impl Tokens {
    pub(super) fn new(text: &str) -> Self {
        let mut list: Vec<(Pair, String)> = Vec::new();
        let mut open = false;
        for (at, c) in (0..).zip(text.chars()) {
            let goes_on = open && (c.is_alphanumeric() || is_mark(c));
            match list.last_mut().filter(|_| goes_on) {
                Some(((_, end), word)) => {
                    *end = at + 1;
                    word.push(c);
                }
                None if c.is_alphanumeric() => list.push(((at, at + 1), c.to_string())),
                None => {}
            }
            open = goes_on || c.is_alphanumeric();
        }
        Self { list }
    }

    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(_, word)| word.as_str())
    }

    /// Tokens of which more than half lies in the spans.
    pub(super) fn of(&self, spans: &[Pair]) -> Set {
        let inside = |(s, e): Pair, (a, b): Pair| e.min(b).saturating_sub(s.max(a));
        let chosen = |&(_, &((s, e), _)): &(u32, &(Pair, String))| {
            2 * spans.iter().map(|&span| inside((s, e), span)).sum::<u32>() > e - s
        };
        (0..).zip(&self.list).filter(chosen).map(|(i, _)| i).collect()
    }

    /// The same without a leading complementiser and the preposition before it.
    pub(super) fn content(&self, spans: &[Pair]) -> Set {
        let mut ids = self.of(spans);
        let word = |n: usize| ids.get(n).and_then(|&i| self.list.get(i as usize)).map_or("", |(_, w)| w.as_str());
        let skip = usize::from(PREPOSITIONS.contains(&word(0)) && is_complementiser(word(1)));
        if ids.len() > skip + 1 && is_complementiser(word(skip)) {
            ids.drain(..=skip);
        }
        ids
    }
}

/// أن and إن with what may be written together with them.
fn is_complementiser(word: &str) -> bool {
    BEFORE.iter().any(|before| {
        let bare = word.strip_prefix(before).and_then(|rest| rest.strip_prefix(['أ', 'إ', 'ا'])?.strip_prefix('ن'));
        bare.is_some_and(|rest| PRONOUNS.contains(&rest))
    })
}

/// Tokens in both.
pub(super) fn common(a: &Set, b: &Set) -> usize {
    a.iter().filter(|i| b.binary_search(i).is_ok()).count()
}

/// Intersection over union; 1 for two empty sets.
pub(super) fn iou(a: &Set, b: &Set) -> f64 {
    let both = common(a, b);
    let all = a.len() + b.len() - both;
    if all == 0 { 1.0 } else { both as f64 / all as f64 }
}

/// Intersection over hull of two spans.
pub(super) fn span_iou(a: Pair, b: Pair) -> f64 {
    let both = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    if both == 0 { 0.0 } else { f64::from(both) / f64::from(a.1.max(b.1) - a.0.min(b.0)) }
}
