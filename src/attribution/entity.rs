//! A speaker while the article is read, and when two mentions can be one.

use super::draft::Draft;
use super::finder::agrees;
use super::name::{Mention, name_keys, word_key};
use super::reading::Reading;
use crate::lexicon::cue::{Agreement, Gender, Number};
use crate::lexicon::flags::HONORIFIC;
use crate::lexicon::noun::Noun;
use crate::model::{CueKind, SpeakerType};

/// A speaker while the article is read.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    /// K3 keys of the name, without honorifics.
    pub(crate) name: Vec<String>,
    /// Tokens of the fullest name.
    pub(crate) name_tokens: Option<(usize, usize)>,
    pub(crate) heads: Vec<Noun>,
    /// Telling words of all mentions.
    pub(crate) words: Vec<String>,
    pub(crate) kind: SpeakerType,
    pub(crate) agreement: Agreement,
    pub(crate) nation: &'static str,
    pub(crate) role: Option<(usize, usize)>,
    pub(crate) affiliation: Option<(usize, usize)>,
    /// All mentions, in order.
    pub(crate) mentions: Vec<(usize, usize)>,
    pub(crate) definite: bool,
    pub(crate) office: bool,
    pub(crate) quantified: bool,
    pub(crate) formula: bool,
    /// Block of the last claim.
    pub(super) last_block: u32,
}

/// Mentions of a speaker that are looked at, so that one with very many is read in linear time.
const LAST: usize = 50;

impl Entity {
    /// Its last mentions: enough to know what it is called, however often it speaks.
    pub(super) fn last_mentions(&self) -> impl Iterator<Item = (usize, usize)> {
        self.mentions.iter().rev().take(LAST).copied()
    }

    /// Somebody new, from the first mention.
    pub(super) fn new(m: &Mention, name: Vec<String>, block: u32) -> Self {
        Self {
            name_tokens: m.name.filter(|_| !name.is_empty()),
            name,
            heads: m.head.into_iter().chain(m.roles.iter().copied().filter(|n| Some(*n) != m.head)).collect(),
            words: m.words.clone(),
            kind: m.kind,
            agreement: m.agreement,
            nation: m.nation,
            role: m.role,
            affiliation: m.affiliation,
            mentions: vec![m.tokens],
            definite: m.definite,
            office: m.office,
            quantified: m.quantified,
            formula: false,
            last_block: block,
        }
    }

    /// Somebody new, whose name the article gives elsewhere.
    pub(super) fn named_elsewhere(r: &Reading, m: &Mention, name: (usize, usize), block: u32) -> Self {
        Self { name_tokens: Some(name), ..Self::new(m, name_keys(r, name), block) }
    }

    /// A verb shows the gender of the one person it stands before (أوضحت لور …), also against a man's title
    /// (قالت عضو اللجنة لور …).
    pub(super) fn learn_gender(&mut self, d: &Draft) {
        let person = self.kind == SpeakerType::Person && self.agreement.number == Number::Singular;
        let woman = d.agreement.gender == Gender::Feminine && !self.name.is_empty();
        if person && (self.agreement.gender == Gender::Unknown || woman) && d.kind == CueKind::Verb {
            self.agreement.gender = d.agreement.gender;
        }
    }

    /// A role says more than an honorific (السيد زيد الحلي … الوزير).
    pub(super) fn prefer_role(&mut self, r: &Reading, m: &Mention) {
        let honorific = |(a, b): (usize, usize)| (a..b).all(|k| r.has(k, HONORIFIC));
        if self.role.is_none_or(honorific) && m.name.is_none() {
            self.role = m.role;
        }
    }

    /// Takes a further mention into account.
    pub(super) fn extend(&mut self, m: &Mention, name: Vec<String>) {
        if name.len() > self.name.len() {
            self.name = name;
            self.name_tokens = m.name;
        }
        for h in m.head.iter().chain(&m.roles) {
            if !self.heads.contains(h) {
                self.heads.push(*h);
            }
        }
        for w in &m.words {
            if !self.words.contains(w) {
                self.words.push(w.clone());
            }
        }
        let longer = |old: Option<(usize, usize)>, new: Option<(usize, usize)>| match (old, new) {
            (Some(a), Some(b)) if b.1 - b.0 > a.1 - a.0 => Some(b),
            (None, new) => new,
            (old, _) => old,
        };
        self.role = longer(self.role, if m.name.is_some() || self.name.is_empty() { m.role } else { None });
        self.affiliation = longer(self.affiliation, m.affiliation);
        if self.agreement.gender == Gender::Unknown {
            self.agreement.gender = m.agreement.gender;
        }
        self.mentions.push(m.tokens);
    }
}

/// Equal, or one letter apart in a long name (transcriptions drift: رومانسكي، رومانوسكي).
pub(super) fn same_name(a: &str, b: &str) -> bool {
    // Ten bytes are five letters; one letter more or less is two bytes.
    a == b || a.len() >= 10 && b.len() >= 10 && a.len().abs_diff(b.len()) <= 2 && one_edit(a, b)
}

/// Whether one letter more, one less, another one, or two swapped make one word of the other (an optimal string
/// alignment distance of 1 at most).
fn one_edit(a: &str, b: &str) -> bool {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum::<usize>();
    let (a, b) = (&a[same..], &b[same..]);
    let same =
        a.chars().rev().zip(b.chars().rev()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum::<usize>();
    let (mut a, mut b) = (a[..a.len() - same].chars(), b[..b.len() - same].chars());
    match ((a.next(), a.next(), a.next()), (b.next(), b.next(), b.next())) {
        ((_, None, _), (_, None, _)) => true,
        ((a0, a1, None), (b0, b1, None)) => a0 == b1 && a1 == b0,
        _ => false,
    }
}

/// A slip of one letter in a word of at least four.
pub(super) fn same_spelling(written: &str, meant: &'static str) -> bool {
    let meant = first_word(meant);
    meant.chars().count() >= 4 && written != meant && one_edit(written, &word_key(meant))
}

/// Two different nationalities are two different people; Kurds, Turkmens and Arabs are citizens of some state, too.
pub(super) fn nations_clash(a: &str, b: &str) -> bool {
    let people = |nation: &str| ["كرد", "كورد", "تركمان", "عرب", "أمازيغ"].iter().any(|name| nation.starts_with(name));
    !(a.is_empty() || b.is_empty() || a == b || people(a) || people(b))
}

/// Whether a definite mention with head `new` may mean somebody introduced with head `old` (hypernyms.tsv).
pub(super) fn admits(r: &Reading, new: Noun, old: Noun) -> bool {
    let (new, old) = (first_word(new.base), first_word(old.base));
    new == old || r.lexicon.antecedents(new).contains(&old)
}

fn first_word(base: &'static str) -> &'static str {
    base.split(' ').next().unwrap_or_default()
}

pub(super) fn fits_agreement(cue: Agreement, e: &Entity) -> bool {
    let plural_things = cue.gender == Gender::Feminine
        && cue.number == Number::Singular
        && matches!(e.kind, SpeakerType::Group | SpeakerType::Organisation);
    if !(agrees(cue.gender, e.agreement.gender) || plural_things && e.agreement.gender == Gender::Unknown) {
        return false;
    }
    match cue.number {
        Number::Plural => {
            matches!(e.kind, SpeakerType::Group | SpeakerType::Organisation) || e.agreement.number != Number::Singular
        }
        Number::Singular => e.agreement.number != Number::Plural || e.kind != SpeakerType::Group,
        _ => true,
    }
}

pub(super) fn is_nation_word(m: &Mention, word: &str) -> bool {
    !m.nation.is_empty()
        && crate::text::fold::fold(m.nation, crate::text::fold::Level::K3)
            .starts_with(&word.chars().take(3).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::one_edit;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_edit_is_an_alignment_distance_of_one(a in "[ابت]{0,6}", b in "[ابت]{0,6}") {
            prop_assert_eq!(one_edit(&a, &b), strsim::osa_distance(&a, &b) <= 1);
        }
    }
}
