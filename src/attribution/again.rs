//! Other ways to say a speaker again: plainly the one who speaks, one of the group, a slip of the pen.

use super::entity::{Entity, admits, nations_clash, same_name, same_spelling};
use super::finder::agrees;
use super::name::{Mention, analyse, word_key};
use super::narration::{is_crowd, is_verb};
use super::resolve::{Resolved, Turn};
use crate::lexicon::cue::Number;
use crate::lexicon::noun::Noun;
use crate::model::{CueClass, SpeakerType};

/// Sentences back to which they are looked for, so that a text of any length is read in linear time.
const FARTHEST: usize = 200;

/// How many clauses back somebody may have acted.
const ACTED: usize = 40;

impl Resolved {
    /// A mention without a name that no description of before explains.
    pub(super) fn said_again(&mut self, t: &Turn, m: &Mention) -> Option<usize> {
        self.known_surname(t, m)
            .or_else(|| self.the_speaker(t, m))
            .or_else(|| self.one_of_them(t, m))
            .or_else(|| self.both(t, m))
            .or_else(|| self.crowd(t, m))
            .or_else(|| self.misspelt(t, m))
            .or_else(|| self.acted(t, m))
    }

    /// وصل وزير غالي إلى العاصمة. … وقال الوزير: somebody who has acted but not spoken.
    pub(super) fn acted(&mut self, t: &Turn, m: &Mention) -> Option<usize> {
        let lone = m.tokens.1 - m.tokens.0 == 1;
        if !m.definite || m.quantified || !(m.kind == SpeakerType::Person && (m.head.is_some() || lone)) {
            return None;
        }
        let same = |new: &Mention| {
            let Some(old) = new.head.filter(|h| h.is_person() || h.domain == "src") else { return false };
            let by_head = m.head.is_some_and(|head| admits(t.r, head, old));
            let slip = || lone && m.head.is_none() && same_spelling(&word_key(t.r.key(m.tokens.0)), old.base);
            (by_head && m.words.iter().skip(1).all(|w| new.words.contains(w)) || slip())
                && agrees(m.agreement.gender, new.agreement.gender)
                && (m.nation.is_empty() || new.nation.is_empty() || m.nation == new.nation)
        };
        let subject = t
            .narration
            .before(m.tokens.0, FARTHEST)
            .take(ACTED)
            .map(|c| analyse(t.r, c.subject.0, c.subject.1))
            .find(same)?;
        Some(self.introduce(t, subject.tokens))
    }

    /// A lone word in the shape of a common noun that is the surname of a former speaker (ألدون، زيدون).
    fn known_surname(&self, t: &Turn, m: &Mention) -> Option<usize> {
        let lone = m.head.is_none() && m.tokens.1 - m.tokens.0 == 1;
        let key = word_key(t.r.key(m.tokens.0));
        let named = |e: &Entity| e.name.last().is_some_and(|n| same_name(n, &key));
        if lone { self.latest().find(|&i| named(&self.entities[i])) } else { None }
    }

    /// `المتحدث` with nothing behind it is the one who speaks; `وأضاف القائد …` goes on with the last speaker, whose rank
    /// may be said in other words.
    fn the_speaker(&self, t: &Turn, m: &Mention) -> Option<usize> {
        let last = *t.recent.last()?;
        let e = &self.entities[last];
        let person = e.kind == SpeakerType::Person && m.kind == SpeakerType::Person && m.definite;
        if !person || !agrees(m.agreement.gender, e.agreement.gender) || nations_clash(m.nation, e.nation) {
            return None;
        }
        let head = m.head?;
        // A spokesman without a name goes on as the spokesman, whatever he is said to speak for.
        let speaks_for = e.name.is_empty() && !e.definite && e.heads.contains(&Noun { definite: false, ..head });
        let plain = matches!(head.base, "متحدث" | "ناطق") && (speaks_for || m.tokens.1 - m.tokens.0 == 1);
        let goes_on = t.draft.class == CueClass::Additive && e.heads.iter().any(|h| admits(t.r, head, *h));
        (plain || goes_on).then_some(last)
    }

    /// `بعضهم`, `أحدهم`: out of the group that spoke or was told of last.
    fn one_of_them(&self, t: &Turn, m: &Mention) -> Option<usize> {
        let key = t.r.bare_key(m.tokens.0);
        let part = ["هم", "هن", "ها"].iter().find_map(|p| key.strip_suffix(p))?;
        if m.tokens.1 - m.tokens.0 != 1 || !matches!(part, "بعض" | "احد" | "معظم" | "اغلب" | "غالبيت" | "جميع")
        {
            return None;
        }
        let plural = |i: &usize| {
            let e = &self.entities[*i];
            e.kind == SpeakerType::Group || e.agreement.number == Number::Plural
        };
        t.recent.iter().rev().copied().find(plural)
    }

    /// بحث الوزير ونظيره الملف. … وأكد الجانبان: two who speak or act together.
    fn both(&mut self, t: &Turn, m: &Mention) -> Option<usize> {
        let lone = m.tokens.1 - m.tokens.0 == 1;
        let two = matches!(
            t.r.bare_key(m.tokens.0),
            "الطرفان"
                | "الجانبان"
                | "البلدان"
                | "الدولتان"
                | "الحكومتان"
                | "العاصمتان"
                | "الوفدان"
                | "الرئيسان"
                | "الوزيران"
        );
        if !lone || !two {
            return None;
        }
        let joined = |(s, e): (usize, usize)| (s + 1..e).any(|k| t.r.is_joined(k));
        let spoke = t.recent.iter().rev().copied().find(|&i| self.entities[i].last_mentions().any(joined));
        spoke.or_else(|| {
            let clauses = t.narration.before(m.tokens.0, FARTHEST).take(ACTED);
            let pair = clauses.map(|c| c.subject).find(|&subject| joined(subject))?;
            Some(self.introduce(t, pair))
        })
    }

    /// احتشد العشرات من الأهالي. … وتوعد المحتجون: the crowd that came together.
    fn crowd(&mut self, t: &Turn, m: &Mention) -> Option<usize> {
        let lone = m.tokens.1 - m.tokens.0 == 1;
        let gathered =
            matches!(t.r.bare_key(m.tokens.0), "المحتجون" | "المتظاهرون" | "المعتصمون" | "المشاركون" | "المضربون");
        if !lone || !gathered {
            return None;
        }
        let r = t.r;
        let spoke =
            t.recent.iter().rev().copied().find(|&i| self.entities[i].last_mentions().any(|at| is_crowd(r, at.0)));
        spoke.or_else(|| {
            let first = r.sentences.get(r.sentence_of(m.tokens.0).saturating_sub(FARTHEST))?.start;
            let s = (first + 1..m.tokens.0).rev().find(|&k| is_crowd(r, k) && is_verb(r, k - 1))?;
            // العشرات من الأهالي, عشرات الأهالي
            let e = if r.bare_key(s + 1) == "من" { s + 3 } else { s + 2 };
            Some(self.introduce(t, (s, e.min(m.tokens.0))))
        })
    }

    /// Somebody new, who was told of before he speaks.
    fn introduce(&mut self, t: &Turn, (s, e): (usize, usize)) -> usize {
        let told = analyse(t.r, s, e);
        let entity = Entity::new(&told, Self::names(t.r, &told), t.block);
        self.add(Entity { name_tokens: told.name, ..entity })
    }

    /// A definite word that the lexicon does not know, one letter away from the head of a former speaker (المصد، المصدر).
    pub(super) fn misspelt(&self, t: &Turn, m: &Mention) -> Option<usize> {
        let key = t.r.key(m.tokens.0);
        if m.head.is_some() || m.tokens.1 - m.tokens.0 != 1 || !key.starts_with("ال") {
            return None;
        }
        let key = word_key(key);
        t.recent.iter().rev().copied().find(|&i| {
            let e = &self.entities[i];
            e.heads.iter().any(|h| (h.is_person() || h.domain == "src") && same_spelling(&key, h.base))
        })
    }
}
