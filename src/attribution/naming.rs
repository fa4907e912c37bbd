//! Who is named only later or elsewhere: a headline's bare role, a role whose name follows in the next sentence.

use super::draft::Draft;
use super::elsewhere::named_after_role;
use super::entity::{Entity, admits, nations_clash};
use super::finder::agrees;
use super::name::{name_keys, word_key};
use super::reading::Reading;
use super::resolve::Resolved;
use crate::lexicon::cue::Gender;
use crate::model::{Resolution, SpeakerType};
use crate::text::fold::{Level, fold};

impl Resolved {
    /// Joins speakers without a name to those whom the article names: `نائب: …` in the headline with the name in the
    /// body, الوزير before وزير النفط ثامر الغضبان.
    pub(super) fn join_named(&mut self, r: &Reading, drafts: &[Draft]) {
        let mut said = Said::of(self);
        for i in 0..self.entities.len() {
            let e = &self.entities[i];
            if !e.name.is_empty() || e.formula || e.quantified {
                continue;
            }
            let in_title = in_title(r, e);
            if e.kind == SpeakerType::Organisation && in_title {
                if let Some(target) = self.fuller(r, i) {
                    self.redirect(&mut said, i, target, true);
                }
                continue;
            }
            if e.kind != SpeakerType::Person || !(e.definite || in_title) {
                continue;
            }
            if let Some(target) = self.named(r, drafts, &said, i, in_title) {
                self.redirect(&mut said, i, target, in_title);
            } else if let Some(name) = named_after_role(r, e) {
                let e = &mut self.entities[i];
                e.name = name_keys(r, name);
                e.name_tokens = Some(name);
            }
        }
    }

    /// The named speaker who holds the role of the unnamed one.
    fn named(&self, r: &Reading, drafts: &[Draft], said: &[Said], unnamed: usize, in_title: bool) -> Option<usize> {
        let e = &self.entities[unnamed];
        let holds = |n: &Entity| {
            could_be(e, n)
                && e.heads.iter().any(|h| n.heads.iter().any(|o| admits(r, *h, *o)))
                && (e.words.iter().all(|w| n.words.contains(w) || is_head_word(e, w))
                    || in_fewer_words(e, n)
                    || adds_a_nation(e, n))
        };
        let named: Vec<usize> = self.around(unnamed).filter(|&k| holds(&self.entities[k])).collect();
        match named.as_slice() {
            [one] => Some(*one),
            [first, ..] if in_title => Some(*first),
            [] if in_title => self.opener(r, drafts, unnamed),
            _ => self.introduced_by(drafts, said, unnamed),
        }
    }

    /// A headline's bare role is the person who opens the body, where that one has a name.
    fn opener(&self, r: &Reading, drafts: &[Draft], unnamed: usize) -> Option<usize> {
        let e = &self.entities[unnamed];
        let body = self
            .of
            .iter()
            .zip(drafts)
            .find(|(_, d)| !r.outside_paragraphs(d.position()) && d.position() > e.mentions[0].1)?;
        let n = body.0.0?;
        // دبلوماسي غالي: … with no diplomat in the body is the chargé who opens it; a source stays without a name.
        (could_be(e, &self.entities[n]) && !e.heads.iter().any(|h| h.domain == "src")).then_some(n)
    }

    /// قال قائد القاعدة إن …. وأوضح سالم الحلي أن …: a bare name that speaks right after the holder of an office has spoken
    /// is his; anybody else would be introduced with a role of his own.
    fn introduced_by(&self, drafts: &[Draft], said: &[Said], unnamed: usize) -> Option<usize> {
        let e = &self.entities[unnamed];
        let last = said[unnamed].last?;
        let next = (last + 1..drafts.len()).find(|&k| drafts[k].nested_in.is_none())?;
        let n = self.of[next].0?;
        let bare = &self.entities[n];
        let first = said[n].first?;
        let introduced = first == next && bare.heads.is_empty() && bare.role.is_none() && bare.name.len() >= 2;
        (e.office && introduced && could_be(e, bare)).then_some(n)
    }

    /// صحيفة: … in the headline is the first institution of that kind in the body.
    fn fuller(&self, r: &Reading, bare: usize) -> Option<usize> {
        let e = &self.entities[bare];
        let head = e.heads.first().filter(|_| e.words.len() == 1);
        let same = |n: &Entity| match head {
            Some(head) => n.heads.iter().any(|o| admits(r, *head, *o)),
            // المالية is وزارة المالية, الأمن النيابية is لجنة الأمن والدفاع النيابية.
            None => {
                (e.heads.is_empty() || e.words.len() > 1 && n.name.is_empty())
                    && !e.words.is_empty()
                    && e.words.iter().all(|w| n.words.contains(w))
            }
        };
        self.around(bare).find(|&k| {
            let n = &self.entities[k];
            k != bare && n.kind == e.kind && n.words.len() > e.words.len() && !in_title(r, n) && same(n)
        })
    }

    /// All claims of one speaker go to another.
    fn redirect(&mut self, said: &mut [Said], from: usize, to: usize, explicit: bool) {
        let moved = std::mem::take(&mut said[from]);
        for &claim in &moved.claims {
            let (speaker, how) = &mut self.of[claim];
            *speaker = Some(to);
            if *how == Resolution::Explicit && !explicit {
                *how = Resolution::Nominal;
            }
        }
        said[to].take(moved);
        let e = &self.entities[from];
        let (mentions, formula, role) = (e.mentions.clone(), e.formula, e.role);
        let target = &mut self.entities[to];
        target.mentions.extend(mentions);
        target.formula |= formula;
        target.role = target.role.or(role);
    }
}

/// What a speaker says, as numbers of drafts: known at once, so that a text with a new speaker in every sentence is read in
/// linear time.
#[derive(Debug, Clone, Default)]
struct Said {
    first: Option<usize>,
    last: Option<usize>,
    claims: Vec<usize>,
}

impl Said {
    /// What every speaker says.
    fn of(resolved: &Resolved) -> Vec<Self> {
        let mut said = vec![Self::default(); resolved.entities.len()];
        for (claim, (speaker, _)) in resolved.of.iter().enumerate() {
            if let Some(speaker) = speaker {
                said[*speaker].take(Self { first: Some(claim), last: Some(claim), claims: vec![claim] });
            }
        }
        said
    }

    fn take(&mut self, more: Self) {
        self.first = self.first.into_iter().chain(more.first).min();
        self.last = self.last.max(more.last);
        self.claims.extend(more.claims);
    }
}

/// Whether the first mention stands outside the paragraphs.
fn in_title(r: &Reading, e: &Entity) -> bool {
    e.mentions.first().is_some_and(|m| r.outside_paragraphs(m.0))
}

/// Whether a named person may be the unnamed one: gender and nationality do not clash. A headline's bare نائب may be a woman.
fn could_be(e: &Entity, n: &Entity) -> bool {
    !n.name.is_empty()
        && n.kind == SpeakerType::Person
        && !nations_clash(n.nation, e.nation)
        && (agrees(e.agreement.gender, n.agreement.gender) || !e.definite && n.agreement.gender == Gender::Feminine)
}

/// الرئيس الغالي, الرئيس الحلي: the unnamed mention adds nothing but its nationality.
fn adds_a_nation(e: &Entity, n: &Entity) -> bool {
    let own = |w: &&String| !n.words.contains(w) && !is_head_word(e, w);
    e.office && !e.nation.is_empty() && n.nation.is_empty() && e.words.iter().filter(own).count() == 1
}

/// The holder of an office whom the named mention calls by fewer words (أمينه العام زيد الحلي, الأمين العام للحلف).
fn in_fewer_words(e: &Entity, n: &Entity) -> bool {
    let role = |w: &&String| !n.name.contains(w);
    e.office && n.words.iter().filter(role).count() > 1 && n.words.iter().filter(role).all(|w| e.words.contains(w))
}

fn is_head_word(e: &Entity, word: &str) -> bool {
    e.heads.iter().any(|h| word_key(&fold(h.base, Level::K2)) == word)
}
