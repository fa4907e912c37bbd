//! The personal name in the phrase of a speaker.

use super::mention::is_emphasis;
use super::object::heads_institution;
use super::open_phrase::masdar_shape;
use super::reading::{NounMatch, Reading};
use super::shape::{accusative_noun, governs_noun, is_proclitic, latin, looks_plural, names_thing, proclitic_shape};
use crate::lexicon::cue::Number;
use crate::lexicon::flags::{
    COLLECTIVE, COMP, CONJ, FOUNDED, GIVEN, HARD, HONORIFIC, IN_NP, KANA, METONYM, NAME_PART, NAMED, NATION, NEG,
    NOT_NAME, OTHER, OUTLET, OUTLET_HEAD, PHRASE_HEAD, PLACE, PREP, PRONOUN, QUANTIFIER, REL, STATEMENT, TIME,
};
use crate::lexicon::noun::NounKind;
use crate::text::quote::Quote;
use crate::text::token::Kind;
use std::ops::ControlFlow;

/// The personal name of a phrase.
pub(super) fn name_in(r: &Reading, s: usize, end: usize) -> Option<Range> {
    let mut scan = Scan { r, s, end, at: s, after_definite: false, titled: false };
    while scan.at < end {
        if let ControlFlow::Break(found) = scan.step() {
            return found;
        }
    }
    last_words(r, s, end)
}

/// A name as a half-open range of tokens.
type Range = (usize, usize);

/// A walk through the phrase of a speaker, word by word, up to his name.
struct Scan<'s> {
    r: &'s Reading<'s>,
    /// First token and end of the phrase.
    s: usize,
    end: usize,
    /// The token to look at.
    at: usize,
    /// A definite word stands before it, which an indefinite one cannot go on.
    after_definite: bool,
    /// A title stands before it, which a name follows.
    titled: bool,
}

impl Scan<'_> {
    /// Goes over what stands at the token, or ends: with the name, or because there is none.
    fn step(&mut self) -> ControlFlow<Option<Range>> {
        let r = self.r;
        if matches!(r.kind(self.at), Kind::Comma | Kind::Open) {
            self.after_definite = true;
            self.at += 1;
        } else if let Some(quote) = r.quotes.opened_by(self.at).filter(|q| self.at > self.s && q.end <= self.end) {
            return self.quotation(quote);
        } else if !r.is_word(self.at) {
            self.at += 1;
        } else if self.leads_to_name() {
            return ControlFlow::Break(Some((self.at + 1, name_end(r, self.at + 1, self.end))));
        } else if !self.pass_noun() {
            return self.word();
        }
        ControlFlow::Continue(())
    }

    /// مدير «مارينا الواحة»: what stands in quotation marks behind a role names a thing, not the person, unless a definite
    /// word stands before it and it begins with a given name (رئيس المجلس «سالم الراوي»).
    fn quotation(&mut self, quote: &Quote) -> ControlFlow<Option<Range>> {
        let Self { r, s, at, .. } = *self;
        let person = r.noun(s).is_some_and(|n| n.noun.is_person() && n.noun.agreement.number == Number::Singular);
        let complete = r.key(at - 1).starts_with("ال");
        if person && complete && r.has(at + 1, GIVEN) && (2..=4).contains(&quote.words(&r.tokens)) {
            return ControlFlow::Break(Some((at + 1, quote.end)));
        }
        self.at = quote.end + 1;
        self.after_definite |= person;
        ControlFlow::Continue(())
    }

    /// أحد السكان ويدعى زيد الحلي; نائب سابق، هو زيد الحلي: the word says that a name follows.
    fn leads_to_name(&self) -> bool {
        let Self { r, s, end, at, .. } = *self;
        let next = at + 1;
        let named = || {
            r.has(next, GIVEN)
                || r.noun(next).is_none()
                    && (r.has(next, NAME_PART)
                        || unknown(r, next) && unknown(r, next + 1) && !r.key(next).starts_with("ال"))
        };
        let is_he = || matches!(r.key(at), "هو" | "هي" | "وهو" | "وهي") && named();
        at > s && next < end && (r.has(at, NAMED) || is_he()) && r.is_word(next) && !r.has(next, HARD | PREP)
    }

    /// Goes over a role, rank or institution; `false` where the word is none, or rather the name.
    fn pass_noun(&mut self) -> bool {
        let Self { r, s, end, at, .. } = *self;
        let Some(n) = r.noun(at).filter(|n| n.proclitic.is_none() && !self.is_name_too(n)) else { return false };
        // مركز الملك سالم للإغاثة: whom an institution is named after.
        if n.len == 1 && at > s && is_honoured(r, at) && named_after(r, at - 1) {
            self.at = name_end(r, at + n.len, end);
            (self.after_definite, self.titled) = (true, false);
            return true;
        }
        if self.begins_with_name(&n) {
            return false;
        }
        let title = n.noun.kind == NounKind::Rank || n.noun.definite || r.has(at, HONORIFIC);
        self.titled = n.noun.is_person() && title;
        self.after_definite = n.noun.definite;
        self.at += n.len;
        true
    }

    /// A word that is both (سالم قائد, the role first) is a role unless a title stands before it.
    fn is_name_too(&self, n: &NounMatch) -> bool {
        let Self { r, s, end, at, .. } = *self;
        // رئيس الجريدة الأسبق فلاح الحسان: between a definite word and a surname that nobody knows it is a name, too.
        let before_surname =
            || at + 1 < end && r.key(at + 1).starts_with("ال") && unknown(r, at + 1) && !looks_plural(r.key(at + 1));
        r.has(at, GIVEN)
            && !n.noun.definite
            && (self.titled
                || at > s && n.noun.kind != NounKind::Role
                || at > s && self.after_definite && n.len == 1 && before_surname())
    }

    /// سالم قائد, رائد الهلالي: a given name that is no title where it stands. A rank before a name has the article; without
    /// it the word is the name.
    fn begins_with_name(&self, n: &NounMatch) -> bool {
        let Self { r, s, end, at, .. } = *self;
        let bare_rank = n.noun.kind == NounKind::Rank && !n.noun.definite && !r.has(at, HONORIFIC);
        r.has(at, GIVEN)
            && n.len == 1
            && n.noun.kind != NounKind::Role
            && at + 1 < end
            && r.is_word(at + 1)
            && (bare_rank || at == s && !r.key(at + 1).starts_with("ال"))
    }

    /// A name, or a word that goes on with what stands before it.
    fn word(&mut self) -> ControlFlow<Option<Range>> {
        let Self { r, s, end, at, .. } = *self;
        if self.starts_name() {
            let stop = name_end(r, at, end);
            let lone = stop == at + 1 && at != s;
            // انتقد النائب العراقي تحرك القوات: the head of what he speaks of.
            if lone && names_thing(r, at) {
                return ControlFlow::Break(None);
            }
            // A single definite word is a surname only where it is all there is, or behind a title.
            let adjective = lone && r.key(at).starts_with("ال") && !self.titled;
            if !(adjective || lone && self.in_construct(stop)) {
                return ControlFlow::Break(Some((at, stop)));
            }
        }
        self.pass_word();
        ControlFlow::Continue(())
    }

    /// معالي الوزير تعازي المملكة: a single word in construct state with the next one, no name.
    fn in_construct(&self, next: usize) -> bool {
        let r = self.r;
        let definite = || {
            r.key(next).starts_with("ال") && !r.has(next, NATION) && r.noun(next).is_none_or(|n| !n.noun.is_person())
        };
        !r.has(self.at, GIVEN | NAME_PART) && next < self.end && r.is_word(next) && (r.has(next, METONYM) || definite())
    }

    /// Goes over an ordinary word.
    fn pass_word(&mut self) {
        let Self { r, at, .. } = *self;
        let key = r.key(at);
        let definite = key.starts_with("ال");
        if !r.has(at, NATION) {
            self.titled &= definite || matches!(key, "ركن" | "اول" | "متقاعد" | "طيار");
        }
        self.titled &= !r.has(at, PREP);
        // الباحثة بالمدينة لور الراوي, النائبة عن الكتلة ذاتها لور الراوي
        self.after_definite = definite
            || r.flags_behind_clitic(at) & (PLACE | METONYM) != 0
            || is_emphasis(r, at)
            || key.starts_with("لل");
        self.at += 1;
    }

    /// Whether a name begins at the token.
    fn starts_name(&self) -> bool {
        let Self { r, s, end, at, .. } = *self;
        if self.is_function_word() || self.of_nobody() {
            return false;
        }
        let key = r.key(at);
        let article = key.starts_with("ال");
        if r.has(at, GIVEN | NAME_PART) {
            return at == s || self.titled || self.after_definite || !article && r.is_word(at + 1) && at + 1 < end;
        }
        // وصل الوزير متأخرا: a participle in the accusative.
        let participle = (key.starts_with("مت") || key.starts_with("مست")) && key.ends_with('ا');
        if participle || at > s && common_shape(key) || !(unknown(r, at) || latin(key)) {
            return false;
        }
        if at == s {
            return self.opens_phrase();
        }
        if self.titled {
            // After a title an article makes an adjective (القائد العسكري الأعلى) unless it is the surname at the end.
            return !article || at + 1 == end && r.noun(at - 1).is_some_and(|n| n.noun.kind == NounKind::Rank);
        }
        // After a definite word an indefinite one can be no adjective of it: a name begins.
        self.after_definite
            && !article
            && !looks_plural(key)
            && !r.bare_key(at).starts_with("لل")
            && !proclitic_shape(r, at)
            && !governs_noun(r, at)
    }

    /// Words of the language and names of things.
    fn is_function_word(&self) -> bool {
        const WORDS: u64 =
            HARD | COMP | CONJ | TIME | IN_NP | QUANTIFIER | STATEMENT | OUTLET_HEAD | OUTLET | COLLECTIVE | OTHER;
        let Self { r, s, at, .. } = *self;
        let given = r.has(at, GIVEN);
        r.has(at, PREP) && !self.ranked()
            || r.has(at, NOT_NAME)
            || is_proclitic(r, at)
            || accusative_noun(r, at)
            // عضو حركة نور الوطن: the word behind the head of an institution is its name.
            || at > s + 1 && heads_institution(r, at - 1)
            || r.has(at, WORDS) && !given && !r.has(at, NAME_PART)
            || r.has(at, NATION | PLACE | METONYM | PREP) && !given
    }

    /// باسم is a name only right behind a rank, an honorific or the role of somebody who does not speak for others.
    fn ranked(&self) -> bool {
        let Self { r, s, at, .. } = *self;
        let spokesman = |k: usize| r.noun(k).is_some_and(|n| matches!(n.noun.base, "متحدث" | "ناطق"));
        self.titled
            && at > s
            && r.noun(at - 1).is_some_and(|n| n.noun.kind == NounKind::Rank || n.noun.definite)
            && !(s..at).any(spokesman)
    }

    /// دبلوماسي تركي، مسؤول تحدث للصحيفة: behind an indefinite person stand his nationality and what he did.
    fn of_nobody(&self) -> bool {
        let Self { r, s, at, .. } = *self;
        let indefinite =
            || r.noun(s).is_some_and(|n| n.noun.is_person() && !n.noun.definite && n.noun.anonymous_prone > 0);
        let acts = || !r.has(at, GIVEN | NAME_PART) && r.finite_cues(at).next().is_some();
        at > s && indefinite() && (r.has(at, NATION) && at == s + 1 || acts())
    }

    /// Name first: an unknown word followed by another, or a lone surname.
    fn opens_phrase(&self) -> bool {
        let Self { r, end, at, .. } = *self;
        let next = at + 1;
        let article = r.key(at).starts_with("ال");
        !looks_plural(r.key(at))
            && (end == next && (article || unknown(r, at))
                || unknown(r, next) && !article && next < end && r.is_word(next)
                || r.kind(next) == Kind::Comma
                || matches!(r.key(next), "البالغ" | "البالغة"))
    }
}

/// الملك، الشهيد: whose names institutions bear.
fn is_honoured(r: &Reading, i: usize) -> bool {
    matches!(
        r.key(i),
        "الملك"
            | "الملكة"
            | "الامير"
            | "الاميرة"
            | "الامام"
            | "الشهيد"
            | "السلطان"
            | "الشيخ"
            | "السيدة"
            | "الرئيس"
            | "القديس"
    )
}

/// مركز، جامعة، لمستشفى: the head of an institution or place in construct state.
fn named_after(r: &Reading, k: usize) -> bool {
    let institution = r.noun(k).is_some_and(|n| {
        !n.noun.definite && matches!(n.noun.kind, NounKind::Organisation | NounKind::OrganisationName)
    });
    institution || r.flags_behind_clitic(k) & FOUNDED != 0
}

/// المختص بشؤون الجماعات زيدون الحسنان، النائبة عن المدينة مبروكة الراوي: two unknown words at the end of a definite
/// person's description, the first without an article and the second with one, are given name and surname.
fn last_words(r: &Reading, s: usize, end: usize) -> Option<(usize, usize)> {
    let first = end.checked_sub(2).filter(|&first| first > s)?;
    let person =
        r.noun(s).is_some_and(|n| n.noun.is_person() && n.noun.definite && n.noun.agreement.number != Number::Plural);
    let plain = |k: usize| unknown(r, k) && !r.has(k, NOT_NAME | PREP | STATEMENT | HARD | PLACE | METONYM | NATION);
    let surname = r.key(first + 1).starts_with("ال") && r.key(first + 1).chars().count() > 4;
    // الخبير في شؤون نقل الأموال: a verbal noun that is a cue, too.
    let cue = r.finite_cues(first).next().is_some();
    let given = !r.key(first).starts_with("ال") && !is_proclitic(r, first) && !r.has(first - 1, PREP) && !cue;
    (person && given && surname && plain(first) && plain(first + 1) && !governs_noun(r, first))
        .then_some((first, first + 2))
        .or_else(|| homograph(r, s, end).filter(|_| person))
}

/// المحلل العراقي نجاح الساعدي, النائب السابق دارا بشدراني: two or three words at the end, the first of them a word like another. No
/// noun without an article goes on a definite phrase, so that it is a given name, if a surname follows.
fn homograph(r: &Reading, s: usize, end: usize) -> Option<(usize, usize)> {
    let surname = |k: usize| {
        let key = r.key(k);
        let shaped = if key.starts_with("ال") {
            key.ends_with('ي') && key.chars().count() > 5
        } else {
            key.chars().count() > 3
        };
        unknown(r, k)
            && r.finite_cues(k).next().is_none()
            && shaped
            && !is_proclitic(r, k)
            && !masdar_shape(key)
            && !key.ends_with(['ة', 'ا'])
    };
    let given = |k: usize| {
        // هلال, the head of the Crescent, before a surname.
        let head = |n: NounMatch| !n.noun.is_person() && !n.noun.definite && r.key(k + 1).starts_with("ال");
        let name = r.is_word(k) && r.noun(k).is_none_or(head) && !r.key(k).starts_with("ال") && !is_proclitic(r, k);
        // المرأة الخمسينية وهي تشير إلى: a circumstance.
        let function = PREP | HARD | TIME | CONJ | NATION | OTHER | PRONOUN | REL | COMP | NEG | KANA | QUANTIFIER;
        name && !r.has(k, function) && r.finite_cues(k).next().is_none() && !r.key(k).starts_with('و')
    };
    let definite = |k: usize| r.key(k).starts_with("ال") || r.has(k, PLACE | METONYM);
    [2, 3].into_iter().filter_map(|n| end.checked_sub(n)).find_map(|first| {
        let names = first > s && definite(first - 1) && given(first) && (first + 1..end).all(surname);
        names.then_some((first, end))
    })
}

/// مبعوث الرئيس كريم العلي إلى المنطقة، سالم الحلي: the name inside the role is another's, the apposition is his own.
pub(super) fn apposed(r: &Reading, s: usize, end: usize, found: (usize, usize)) -> (usize, usize) {
    let of_other = (s + 1..found.0).any(|k| r.noun(k).is_some_and(|n| n.noun.is_person() && n.noun.definite))
        && r.noun(s).is_some_and(|n| n.noun.is_person() && !n.noun.definite);
    let comma = (found.1..end).find(|&k| r.kind(k) == Kind::Comma).filter(|_| of_other && found.0 > s);
    let own = comma.and_then(|c| {
        let stop = (c + 1..end).find(|&k| r.kind(k) == Kind::Comma).unwrap_or(end);
        name_in(r, c + 1, stop).filter(|n| n.0 == c + 1 && n.1 > n.0 + 1)
    });
    own.unwrap_or(found)
}

/// عرضها، بموقعه، لكرة: a common noun with a possessive, or a feminine one under a preposition.
fn common_shape(key: &str) -> bool {
    let letters = key.chars().count();
    let under = key.starts_with(['ب', 'ل', 'ك']);
    letters >= 5 && (key.ends_with("ها") || key.ends_with("هم"))
        || letters >= 4 && under && key.ends_with('ة')
        || letters >= 6 && under && key.ends_with('ه')
}

fn unknown(r: &Reading, i: usize) -> bool {
    r.is_word(i) && r.word(i).is_none_or(|w| w.flags & !PHRASE_HEAD == 0 && w.noun.is_none())
}

/// Whether a surname with the article ends right before `e`, and no other part of a name begins there.
pub(super) fn surnamed(r: &Reading, e: usize) -> bool {
    let definite = |k: usize| r.key(k).starts_with("ال");
    // عبد الكريم أرسانوف: the definite word is part of the given name.
    let given = r.key(e - 1) == "الدين" || e.checked_sub(2).is_some_and(|k| r.has(k, NAME_PART));
    definite(e - 1) && !definite(e) && !given && !r.has(e, GIVEN | NAME_PART)
}

fn name_end(r: &Reading, start: usize, end: usize) -> usize {
    let mut e = start + 1;
    while e < end && e - start < 5 {
        // A double name (الحلي-الراوي), a hashtag (#زيد_الحلي).
        if matches!(r.kind(e), Kind::Dash) && !r.token(e).spaced || r.written(e) == "_" {
            e += 2;
            continue;
        }
        if !r.is_word(e) {
            break;
        }
        let joined = r.has(e - 1, NAME_PART);
        // سالم الحلي جريمة: behind a surname with the article nothing without one goes on.
        if e > start + 1 && surnamed(r, e) {
            break;
        }
        let name_like = r.has(e, GIVEN | NAME_PART)
            || unknown(r, e)
            // سالم العراقي; ممدوح عراقي at the end of the phrase.
            || r.has(e, NATION)
                && !r.has(e - 1, NATION)
                && e == start + 1
                && (r.key(e).starts_with("ال") || e + 1 == end && r.has(start, GIVEN));
        let role = r.noun(e).filter(|n| n.proclitic.is_none());
        let surname_role = role.is_some_and(|_| r.has(e, GIVEN))
            || role.is_some_and(|n| {
                n.noun.definite && n.len == 1 && e + 1 == end && e == start + 1 && n.noun.kind != NounKind::Rank
            });
        if !(joined || name_like && role.is_none() || surname_role)
            // كالفاهان: behind a given name the letters belong to the surname.
            || is_proclitic(r, e) && !(r.has(e - 1, GIVEN) && e == start + 1 && !r.key(e).starts_with("لل"))
            || accusative_noun(r, e)
            || r.has(e, NOT_NAME)
            || r.has(e, TIME | HARD | PREP) && !r.has(e, GIVEN)
        {
            break;
        }
        e += 1;
    }
    e.min(end)
}
