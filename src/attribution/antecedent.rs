//! Whom a claim without a subject goes on with.
//!
//! Candidates are ranked as centering has it: the subject of the clause before, then the speaker of the claim before,
//! then earlier speakers; gender and number filter, distance breaks ties.

use super::draft::Draft;
use super::entity::{Entity, fits_agreement, same_name};
use super::finder::agrees;
use super::name::{Mention, analyse, word_key};
use super::narration::{Clause, is_crowd};
use super::open_phrase::is_unknown;
use super::reading::Reading;
use super::resolve::{Resolved, Turn};
use crate::lexicon::cue::{Agreement, Ambiguity, Gender, Number, Sub};
use crate::lexicon::flags::{COMP, GIVEN, HARD, KANA, METONYM, NAME_PART, PREP, QAD, REL, STATEMENT, TIME, VERB};
use crate::lexicon::noun::{Noun, NounKind};
use crate::model::{CueClass, SpeakerType};
use crate::text::token::Kind;

/// How many blocks back an elided subject may look.
const REACH: u32 = 6;

impl Resolved {
    /// No overt subject: whoever acted or spoke last and agrees.
    pub(super) fn elided(&mut self, t: &Turn) -> Option<usize> {
        self.surname_before(t)
            .or_else(|| self.host(t))
            .or_else(|| self.narrated(t))
            .or_else(|| self.behind_headline(t))
            .or_else(|| self.last_speaker(t))
            .or_else(|| self.mentioned(t))
    }

    /// بكر قال: a known surname alone before the verb.
    fn surname_before(&self, t: &Turn) -> Option<usize> {
        let at = t.draft.position().checked_sub(1)?;
        let opens = t.r.sentences.get(t.r.sentence_of(at)).is_some_and(|s| s.start == at);
        let key = word_key(t.r.key(at));
        let named = |e: &Entity| e.name.last().is_some_and(|n| same_name(n, &key));
        if opens { self.latest().find(|&i| named(&self.entities[i])) } else { None }
    }

    /// في مؤتمر صحفي لرئيس اللجنة، في حديث أدلى به الوزير، حيث قال: who holds the conference speaks at it.
    fn host(&mut self, t: &Turn) -> Option<usize> {
        let r = t.r;
        if r.bare_key(t.draft.clause_start) != "حيث" {
            return None;
        }
        let start = r.sentences.get(r.sentence_of(t.draft.clause_start))?.start;
        let venue = (start..t.draft.clause_start).rev().find(|&k| r.has(k, STATEMENT))?;
        let end = (venue..=t.draft.clause_start).find(|&k| r.kind(k) == Kind::Comma).unwrap_or(t.draft.clause_start);
        let (s, end) = (venue + 1..end.min(venue + 4))
            .find(|&k| r.noun(k).is_some_and(|n| n.proclitic == Some('ل') && n.noun.is_person()))
            .map(|s| (s, end))
            .or_else(|| gives(r, venue, end))?;
        let (entity, _) = self.overt(t, &analyse(r, s, end));
        fits_agreement(t.draft.agreement, &self.entities[entity]).then_some(entity)
    }

    /// Where nobody has spoken or acted: the nearest person of the sentence, else the first of the block before.
    fn mentioned(&mut self, t: &Turn) -> Option<usize> {
        let r = t.r;
        let at = t.draft.clause_start;
        let person = |k: &usize| {
            r.noun(*k)
                .is_some_and(|n| n.proclitic.is_none() && agrees(t.draft.agreement.gender, n.noun.agreement.gender))
                && !(*k > 0 && r.has(k - 1, PREP))
                || r.has(*k, METONYM) && !(*k > 0 && r.has(k - 1, PREP))
        };
        let start = (0..at).rev().take(80).take_while(|&k| t.block.saturating_sub(r.token(k).block) <= 1).last()?;
        let here = r.sentences.get(r.sentence_of(at)).map_or(start, |s| s.start.max(start));
        let s = (here..at).rev().find(person).or_else(|| (start..here).find(person))?;
        let ends = |k: usize| {
            !r.is_word(k)
                || r.has(k, HARD | TIME | PREP | REL | QAD | KANA | COMP | VERB)
                || r.noun(k).is_none() && r.finite_cues(k).any(|(c, _)| c.ambiguity == Ambiguity::Low)
        };
        let end = (s + 1..at.min(s + 10)).find(|&k| ends(k)).unwrap_or(at);
        let (entity, _) = self.overt(t, &analyse(r, s, end.min(s + 10)));
        Some(entity)
    }

    /// شيخ عشيرة: … / استقبل الشيخ سالم الحلي مراسلنا. … ويقول: where only the headline has had a speaker, who is not named there,
    /// somebody with a name who has acted since.
    fn behind_headline(&mut self, t: &Turn) -> Option<usize> {
        let title = |at: usize| t.r.outside_paragraphs(at);
        let e = &self.entities[*t.recent.last()?];
        let bare = e.kind == SpeakerType::Person && e.name.is_empty() && e.last_mentions().all(|m| title(m.0));
        if !bare || title(t.draft.position()) {
            return None;
        }
        let subject = t.narration.before(t.draft.clause_start, REPORTAGE).map(|c| c.subject).find(|&(s, end)| {
            let m = analyse(t.r, s, end);
            m.kind == SpeakerType::Person
                && m.name.is_some_and(|(a, b)| b > a + 1)
                && agrees(t.draft.agreement.gender, m.agreement.gender)
        })?;
        Some(self.overt(t, &analyse(t.r, subject.0, subject.1)).0)
    }

    /// وهذه أبرز تصريحات النائب سالم الحلي: who is named, or speaks for an institution, in what leads up to points or answers:
    /// in its last sentence, else in the paragraphs of the lead.
    pub(super) fn announced(&mut self, t: &Turn) -> Option<usize> {
        let r = t.r;
        let end = t.draft.clause_start + 1;
        let here = r.sentences.get(r.sentence_of(end - 1))?.start;
        let lead = end.saturating_sub(LEAD)..here;
        let paragraph = |k: &usize| !r.outside_paragraphs(*k);
        let m = (here..end)
            .find_map(|s| presented(r, s, end).filter(|_| says_we(r, s)))
            .or_else(|| (here..end).find_map(|s| presented(r, s, end)))
            .or_else(|| lead.filter(paragraph).find_map(|s| presented(r, s, here)))?;
        Some(self.overt(t, &m).0)
    }

    /// The last speaker that agrees.
    pub(super) fn last_speaker(&self, t: &Turn) -> Option<usize> {
        let wanted = t.draft.agreement;
        let near = |i: &usize| t.block.saturating_sub(self.entities[*i].last_block) <= REACH;
        // A feminine verb looks for somebody known to be feminine before somebody of unknown gender.
        if wanted.gender == Gender::Feminine {
            let known = t.recent.iter().rev().copied().find(|i| {
                near(i)
                    && self.entities[*i].agreement.gender == Gender::Feminine
                    && fits_agreement(wanted, &self.entities[*i])
            });
            if known.is_some() {
                return known;
            }
        }
        let agreeing = |i: &usize| fits_agreement(wanted, &self.entities[*i]);
        // نقلت الصحيفة عن مسؤولين أن …. وأضافت: no men, but the outlet that relays.
        let men = |i: usize| {
            self.entities[i].kind == SpeakerType::Group && self.entities[i].agreement.number == Number::Plural
        };
        let feminine = wanted.gender == Gender::Feminine && wanted.number == Number::Singular;
        if feminine && t.recent.last().is_some_and(|&i| men(i)) {
            let outlet = |i: &usize| {
                near(i)
                    && self.entities[*i].kind == SpeakerType::Organisation
                    && self.entities[*i].agreement.gender == Gender::Feminine
            };
            if let Some(outlet) = self.of.iter().rev().take(6).filter_map(|(s, _)| *s).find(outlet) {
                return Some(outlet);
            }
        }
        t.recent
            .iter()
            .rev()
            .copied()
            .find(|i| near(i) && agreeing(i))
            .or_else(|| t.recent.last().copied().filter(|i| near(i) && !one_for_many(wanted, &self.entities[*i])))
    }

    /// The subject of the clause right before, in this sentence or the one before, where it comes after the last claim.
    fn narrated(&mut self, t: &Turn) -> Option<usize> {
        let here = t.r.sentence_of(t.draft.clause_start);
        // وسأله صحافي عن الأمر فقال: who is asked answers, not who asks.
        let answers = t.r.key(t.draft.clause_start).starts_with('ف')
            || t.r.key(t.draft.position()).starts_with('ف')
            || t.draft.sub == Sub::Reply;
        let asked =
            |c: &&Clause| answers && ["سال", "الح", "استفسر"].iter().any(|verb| t.r.bare_key(c.verb).starts_with(verb));
        let after_last = |c: &&Clause| c.sentence + 1 >= here && t.last_claim.is_none_or(|p| c.verb >= p) && !asked(c);
        let clause = t.narration.before(t.draft.clause_start, 2).take_while(after_last).find(|c| {
            let subject = analyse(t.r, c.subject.0, c.subject.1);
            agrees(t.draft.agreement.gender, subject.agreement.gender)
        })?;
        // وأضاف goes on with a speaker: only a verb of speaking, or the same sentence, makes one.
        let additive = t.draft.class == CueClass::Additive;
        let spoke = t.r.finite_cues(clause.verb).next().is_some();
        if additive && !spoke && clause.sentence != here {
            return None;
        }
        self.actor(t, clause, clause.sentence == here)
    }

    /// The subject of a clause as a speaker: somebody known, or somebody whom the phrase makes known.
    fn actor(&mut self, t: &Turn, clause: &Clause, same_sentence: bool) -> Option<usize> {
        let mut m = analyse(t.r, clause.subject.0, clause.subject.1);
        let first = clause.subject.0;
        if m.head.is_none() && !is_crowd(t.r, first) && (!t.r.has(first, GIVEN) || t.r.key(first).starts_with("ال")) {
            // طرح الزين أسئلة: the object is no part of a lone surname.
            m = analyse(t.r, first, first + 1);
        }
        let fits = |e: &Entity| fits_agreement(t.draft.agreement, e);
        if let Some(found) = self.known(t, &m, clause) {
            return fits(&self.entities[found]).then_some(found);
        }
        // A name is one that opens with a given name, or a surname that stands behind one elsewhere.
        let full = match m.name {
            Some((a, b)) if m.head.is_none() && b == a + 1 => self.full_name(t.r, &word_key(t.r.key(a)), m.tokens),
            name => name,
        };
        let named = full.is_some_and(|(first, _)| t.r.has(first, GIVEN | NAME_PART));
        let person =
            m.kind == SpeakerType::Person && m.agreement.number != Number::Plural && (m.head.is_some() || named);
        // An institution takes over inside its sentence, where nobody has spoken, or with a statement that it gave out.
        let institution = m.kind == SpeakerType::Organisation
            && m.head.is_some()
            && (same_sentence || t.recent.is_empty() || gives_out(t.r, clause));
        // تظاهر طلاب … وهتفوا: people act together.
        let crowd = t.draft.agreement.number == Number::Unknown && is_crowd(t.r, first);
        let people = m.kind == SpeakerType::Group && (t.draft.agreement.number == Number::Plural || crowd);
        if !(person || people || institution) {
            return None;
        }
        let (entity, _) = self.overt(t, &m);
        fits(&self.entities[entity]).then_some(entity)
    }

    /// A speaker of before that the subject names.
    pub(super) fn known(&self, t: &Turn, m: &Mention, clause: &Clause) -> Option<usize> {
        let names = Self::names(t.r, m);
        if !names.is_empty() {
            if let Some(found) = self.by_name(&names, m) {
                return Some(found);
            }
        }
        // وطرح الزين أسئلة: the phrase may run on into the object; its first word is enough.
        let key = word_key(t.r.key(clause.subject.0));
        let surname = |e: &Entity| e.name.last().is_some_and(|n| same_name(n, &key));
        if m.head.is_none() {
            return self.latest().find(|&i| surname(&self.entities[i]));
        }
        if names.is_empty() && !m.other { self.by_description(t.r, m, t.draft, t.recent) } else { None }
    }

    /// The document that a verb of documents speaks for (قرارا يتضمن …، أيد القرار …، حيث ينص على): the nearest one before
    /// it in the sentence, else the last document that spoke.
    pub(super) fn document(&mut self, t: &Turn) -> Option<usize> {
        if t.draft.class != CueClass::Neutral || t.draft.sub != Sub::Document {
            return None;
        }
        let start = t.r.sentences.get(t.r.sentence_of(t.draft.clause_start)).map_or(0, |s| s.start);
        let at = (start..t.draft.clause_start).rev().find(|&k| {
            noun_or_accusative(t.r, k)
                .is_some_and(|n| n.kind == NounKind::Document && agrees(t.draft.agreement.gender, n.agreement.gender))
        });
        match at {
            Some(k) => {
                let m = analyse(t.r, k, k + 1);
                Some(self.overt(t, &m).0)
            }
            None => t.recent.iter().rev().copied().find(|&i| self.entities[i].kind == SpeakerType::Document),
        }
    }
}

/// Sentences of a reportage in which who speaks may have been introduced.
const REPORTAGE: usize = 10;

/// Tokens before points or answers among which their speaker is looked for.
const LEAD: usize = 150;

/// A person with a name, or an institution that says "we" (إننا في حزب الغد نؤكد), as the mention that begins at `s`.
fn presented(r: &Reading, s: usize, end: usize) -> Option<Mention> {
    let begins = r.noun(s).is_some_and(|n| n.proclitic.is_none()) || r.has(s, GIVEN);
    let ends = |k: usize| {
        r.has(k, HARD | TIME | REL | COMP | VERB | KANA)
            || matches!(r.key(k), "اذ" | "نؤكد")
            || r.token(k).block != r.token(s).block
            || matches!(r.kind(k), Kind::Comma | Kind::Stop | Kind::Colon)
    };
    let stop = (s + 1..end).find(|&k| ends(k)).unwrap_or(end);
    let m = begins.then(|| analyse(r, s, stop))?;
    let named = m.kind == SpeakerType::Person && m.name.is_some_and(|(a, b)| b > a + 1);
    (named || says_we(r, s)).then_some(m)
}

/// إننا في حزب الغد: an institution in the first person.
fn says_we(r: &Reading, s: usize) -> bool {
    s >= 2 && r.key(s - 1) == "في" && matches!(r.key(s - 2), "اننا" | "نحن" | "اذ")
}

/// حديث أدلى به الوزير للصحيفة، كلمة ألقاها الوزير: the subject in the relative clause of a statement.
fn gives(r: &Reading, venue: usize, end: usize) -> Option<(usize, usize)> {
    let pronoun = |k: usize| matches!(r.key(k), "به" | "بها" | "بهما" | "فيه" | "فيها");
    let verb = (venue + 1..end.min(venue + 4)).find(|&k| {
        let key = r.key(k);
        pronoun(k + 1) && r.finite_cues(k).next().is_some()
            || pronoun(k + 1) && matches!(r.bare_key(k), "ادلى" | "ادلت" | "تقدم" | "تقدمت" | "خرج" | "خرجت")
            || ["اها", "اه", "تها", "ته"].iter().any(|e| key.ends_with(e))
                && r.noun(k).is_none()
                && !r.has(k, STATEMENT)
    })?;
    let s = if pronoun(verb + 1) { verb + 2 } else { verb + 1 };
    let stops = |k: usize| {
        !r.is_word(k)
            || r.has(k, HARD | TIME | PREP | REL | COMP)
            || r.key(k).starts_with('ل') && r.noun(k).is_some_and(|n| n.proclitic.is_some())
    };
    let to = (s..end).find(|&k| stops(k)).unwrap_or(end);
    (to > s && (r.has(s, GIVEN) || r.noun(s).is_some_and(|n| n.noun.is_person()) || is_unknown(r, s)))
        .then_some((s, to))
}

/// أصدرت الهيئة … بيانا: a paper in the accusative behind the subject.
fn gives_out(r: &Reading, clause: &Clause) -> bool {
    let paper = |key: &str| {
        matches!(
            key,
            "بيانا"
                | "بيانات"
                | "تقريرا"
                | "رسالة"
                | "مذكرة"
                | "كتابا"
                | "خطابا"
                | "بلاغا"
                | "نداء"
        )
    };
    r.sentences.get(clause.sentence).is_some_and(|s| (clause.subject.1..s.end).any(|k| paper(r.key(k))))
}

/// وهتفوا: one person is no antecedent of many, whatever slips of agreement there are.
fn one_for_many(wanted: Agreement, e: &Entity) -> bool {
    wanted.number == Number::Plural && e.kind == SpeakerType::Person && e.agreement.number == Number::Singular
}

/// The noun at a token, also in the indefinite accusative (قرارا).
fn noun_or_accusative(r: &Reading, k: usize) -> Option<Noun> {
    let whole = r.noun(k).map(|n| n.noun);
    whole.or_else(|| r.lexicon.find(r.key(k).strip_suffix('ا')?).and_then(|w| r.lexicon.word(w).noun))
}

/// Whether a draft makes an antecedent for later claims: not background, not an outlet that relays, and not a report
/// inside another, unless that one only relays it.
pub(super) fn makes_antecedent(d: &Draft, drafts: &[Draft]) -> bool {
    !d.background && !d.relay && d.nested_in.is_none_or(|o| drafts.get(o).is_some_and(|outer| outer.relay))
}
