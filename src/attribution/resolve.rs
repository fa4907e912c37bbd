//! Who is it: joins the mentions of one article into speakers.

use super::antecedent::makes_antecedent;
use super::assemble::mention_span;
use super::draft::{Construction, Draft, Source};
use super::elsewhere::{full_name, introduced};
use super::entity::{Entity, admits, fits_agreement, is_nation_word, nations_clash, same_name};
use super::finder::agrees;
use super::name::{Mention, analyse, word_key};
use super::narration::Narration;
use super::reading::Reading;
use crate::lexicon::cue::Gender;
use crate::lexicon::flags::{HONORIFIC, HONOURED, NATION};
use crate::model::{Resolution, SpeakerType};
use foldhash::HashMap;

/// Speakers and, for every draft, its speaker and how it was found.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) entities: Vec<Entity>,
    pub(crate) of: Vec<(Option<usize>, Resolution)>,
    /// Full names that were looked for, by surname: one search of the article each.
    full_names: HashMap<String, Option<(usize, usize)>>,
}

/// A draft in its turn: what has been read when its speaker is looked for.
pub(super) struct Turn<'a> {
    pub(super) r: &'a Reading<'a>,
    pub(super) draft: &'a Draft,
    pub(super) drafts: &'a [Draft],
    pub(super) narration: &'a Narration<'a>,
    /// Speakers of claims that make antecedents, the last one last.
    pub(super) recent: &'a [usize],
    /// Where the last of those claims stands.
    pub(super) last_claim: Option<usize>,
    pub(super) block: u32,
}

/// Resolves the drafts, which are in text order.
pub(crate) fn resolve(r: &Reading, drafts: &[Draft]) -> Resolved {
    let mut resolved = Resolved::default();
    let narration = Narration::new(r, drafts);
    let mut recent: Vec<usize> = Vec::new();
    let mut last_claim = None;
    for d in drafts {
        let block = r.token(d.position().min(r.len() - 1)).block;
        let turn = Turn { r, draft: d, drafts, narration: &narration, recent: &recent, last_claim, block };
        let (speaker, how) = resolved.speaker_of(&turn);
        let how = if speaker.is_none() { Resolution::None } else { how };
        if let Some(s) = speaker {
            let entity = &mut resolved.entities[s];
            entity.last_block = block;
            entity.formula |= d.formula.is_some();
            if makes_antecedent(d, drafts) {
                recent.retain(|&x| x != s);
                recent.push(s);
                if recent.len() > KNOWN {
                    recent.remove(0);
                }
                last_claim = Some(d.position());
            }
        }
        resolved.of.push((speaker, how));
    }
    resolved.join_named(r, drafts);
    resolved
}

/// How many speakers an article may have before its oldest ones are forgotten, so that a text with a new name in every
/// sentence is read in linear time. An article of news has a tenth as many.
const KNOWN: usize = 200;

impl Resolved {
    /// The speakers that are remembered, the newest first.
    pub(super) fn latest(&self) -> impl Iterator<Item = usize> + use<> {
        (self.entities.len().saturating_sub(KNOWN)..self.entities.len()).rev()
    }

    /// The speakers that came up near another one, in order.
    pub(super) fn around(&self, entity: usize) -> impl Iterator<Item = usize> + use<> {
        entity.saturating_sub(KNOWN)..self.entities.len().min(entity + KNOWN)
    }

    fn speaker_of(&mut self, t: &Turn) -> (Option<usize>, Resolution) {
        match t.draft.source {
            // في ل: a preposition alone names nobody.
            Source::Overt(s, e) if mention_span(t.r, s, e).is_empty() => (self.elided(t), Resolution::Elided),
            Source::Overt(s, e) => {
                // قال سموه: a title with the possessive, and nothing else, is a pronoun.
                let stands_for_somebody = e == s + 1 && t.r.has(s, HONOURED);
                if let Some(meant) = stands_for_somebody.then(|| self.elided(t)).flatten() {
                    return (Some(meant), Resolution::Pronoun);
                }
                // وزاد الأخير أن
                let latter = e == s + 1 && matches!(t.r.key(s), "الاخير" | "الاخيرة");
                if let Some(meant) = latter.then(|| self.last_speaker(t)).flatten() {
                    return (Some(meant), Resolution::Nominal);
                }
                if let Some(issuer) = self.issuer(t, (s, e)) {
                    return (Some(issuer), Resolution::Nominal);
                }
                let (entity, how) = self.overt(t, &analyse(t.r, s, e));
                self.entities[entity].learn_gender(t.draft);
                (Some(entity), how)
            }
            Source::Controlled(k) => match self.controller(t, k) {
                Some(s) => (Some(s), Resolution::Inherited),
                None => (self.elided(t), Resolution::Elided),
            },
            Source::Nobody => (None, Resolution::None),
            Source::Pronoun => (self.elided(t), Resolution::Pronoun),
            Source::Elided if t.draft.construction == Construction::Turn => {
                (self.announced(t).or(t.recent.last().copied()).or_else(|| self.elided(t)), Resolution::Inherited)
            }
            Source::Elided if t.draft.cue.is_none() => (t.recent.last().copied(), Resolution::Inherited),
            Source::Elided => (self.document(t).or_else(|| self.elided(t)), Resolution::Elided),
        }
    }

    /// The speaker of the governing claim; where he does not agree, the source that he relays.
    fn controller(&self, t: &Turn, governor: usize) -> Option<usize> {
        let speaker = self.of.get(governor).and_then(|(s, _)| *s);
        let agreeing = |s: Option<usize>| s.filter(|&s| fits_agreement(t.draft.agreement, &self.entities[s]));
        let inner = (governor + 1..self.of.len()).rev().find(|&k| t.drafts[k].nested_in == Some(governor));
        let relayed = inner.and_then(|k| agreeing(self.of[k].0));
        // نقل الموقع عن الوزير قوله إن …، داعيا إلى: it is the minister who goes on.
        let quoted = inner.is_some_and(|k| t.drafts[k].construction == Construction::VerbalNoun);
        if quoted { relayed.or(agreeing(speaker)) } else { agreeing(speaker).or(relayed) }.or(speaker)
    }

    /// K3 keys of the personal name of a mention, without honorifics.
    pub(super) fn names(r: &Reading, m: &Mention) -> Vec<String> {
        m.name.map_or_else(Vec::new, |(a, b)| {
            (a..b).filter(|&k| r.is_word(k) && !r.has(k, HONORIFIC)).map(|k| word_key(r.key(k)).into_owned()).collect()
        })
    }

    /// The full name in the article that ends in a surname.
    pub(super) fn full_name(&mut self, r: &Reading, surname: &str, mention: (usize, usize)) -> Option<(usize, usize)> {
        if let Some(&known) = self.full_names.get(surname) {
            return known;
        }
        let found = full_name(r, surname, mention);
        self.full_names.insert(surname.to_owned(), found);
        found
    }

    pub(super) fn add(&mut self, entity: Entity) -> usize {
        self.entities.push(entity);
        self.entities.len() - 1
    }

    /// An overt mention: a known name, a known role, or somebody new.
    pub(super) fn overt(&mut self, t: &Turn, m: &Mention) -> (usize, Resolution) {
        let name = Self::names(t.r, m);
        if name.is_empty() { self.nameless(t, m) } else { self.named_mention(t, m, name) }
    }

    /// A mention with a name.
    fn named_mention(&mut self, t: &Turn, m: &Mention, name: Vec<String>) -> (usize, Resolution) {
        if let Some(found) = self.by_name(&name, m) {
            let known = &mut self.entities[found];
            let how = if name.len() < known.name.len() { Resolution::Surname } else { Resolution::Explicit };
            known.extend(m, name);
            return (found, how);
        }
        // A lone surname whose full name stands elsewhere in the article.
        if let [surname] = name.as_slice() {
            if let Some(full) = self.full_name(t.r, surname, m.tokens) {
                return (self.add(Entity::named_elsewhere(t.r, m, full, t.block)), Resolution::Surname);
            }
        }
        if let Some(found) = self.misspelt(t, m).or_else(|| self.acted(t, m)) {
            self.entities[found].mentions.push(m.tokens);
            return (found, Resolution::Nominal);
        }
        (self.add(Entity::new(m, name, t.block)), Resolution::Explicit)
    }

    /// A mention without a name.
    fn nameless(&mut self, t: &Turn, m: &Mention) -> (usize, Resolution) {
        if !m.other {
            if let Some(found) = self.by_description(t.r, m, t.draft, t.recent).or_else(|| self.said_again(t, m)) {
                self.entities[found].extend(m, Vec::new());
                self.entities[found].prefer_role(t.r, m);
                return (found, Resolution::Nominal);
            }
        }
        if is_nisba(t.r, m) {
            return self.by_nisba(t, m);
        }
        // الوكالة، الوزارة: an institution that the article names in full without a claim.
        if let Some(full) = introduced(t.r, m) {
            let mut entity = Entity::new(&full, Vec::new(), t.block);
            entity.mentions.push(m.tokens);
            return (self.add(entity), Resolution::Nominal);
        }
        (self.add(Entity::new(m, Vec::new(), t.block)), Resolution::Explicit)
    }

    /// وقال السوداني: whoever has that surname, else whoever is of that nation, else somebody of whom only the surname is said.
    fn by_nisba(&mut self, t: &Turn, m: &Mention) -> (usize, Resolution) {
        let surname = vec![word_key(t.r.key(m.tokens.0)).into_owned()];
        if let Some(found) = self.by_name(&surname, m) {
            self.entities[found].extend(m, surname);
            return (found, Resolution::Surname);
        }
        let full = self.full_name(t.r, &surname[0], m.tokens);
        let of_nation = |e: &Entity| e.kind == SpeakerType::Person && !m.nation.is_empty() && e.nation == m.nation;
        let fellow = self.latest().find(|&i| of_nation(&self.entities[i]));
        if let Some(found) = fellow.filter(|_| full.is_none()) {
            self.entities[found].mentions.push(m.tokens);
            return (found, Resolution::Nominal);
        }
        let how = if full.is_some() { Resolution::Surname } else { Resolution::Explicit };
        (self.add(Entity::named_elsewhere(t.r, m, full.unwrap_or(m.tokens), t.block)), how)
    }

    /// Equal names, a surname of a full name, or a full name of a surname.
    pub(super) fn by_name(&self, name: &[String], m: &Mention) -> Option<usize> {
        let matches = |e: &Entity| {
            if e.name.is_empty() {
                return false;
            }
            let (short, long) =
                if name.len() <= e.name.len() { (name, e.name.as_slice()) } else { (e.name.as_slice(), name) };
            // فيضالله, فيض الله: the parts of a name may be written together.
            if let ([whole], [.., front, back]) = (short, long) {
                if whole.strip_prefix(front.as_str()) == Some(back.as_str()) {
                    return true;
                }
            }
            let all = short.iter().all(|w| long.iter().any(|l| same_name(w, l)));
            let tail = short.last().zip(long.last()).is_some_and(|(a, b)| same_name(a, b));
            all && (tail
                || short.len() > 1
                || short.len() == long.len()
                || long.first().is_some_and(|f| same_name(f, &short[0])))
        };
        let agreeing = |e: &Entity| agrees(m.agreement.gender, e.agreement.gender);
        let found: Vec<usize> = self.latest().filter(|&i| matches(&self.entities[i])).collect();
        // السيدة الراوي is not زيد الراوي: a title of the other gender keeps two people of one surname apart.
        let apart = m.head.is_some() && name.len() == 1;
        found.iter().copied().find(|&i| agreeing(&self.entities[i])).or(found.first().copied().filter(|_| !apart))
    }

    /// A definite description of somebody introduced before.
    pub(super) fn by_description(&self, r: &Reading, m: &Mention, d: &Draft, recent: &[usize]) -> Option<usize> {
        let order = recent.iter().rev().copied().chain(self.latest().filter(|i| !recent.contains(i)));
        let candidates: Vec<usize> = order.collect();
        // The same words again are the same institution, also without the article.
        if matches!(m.kind, SpeakerType::Organisation | SpeakerType::Document) || m.definite && m.words.len() > 1 {
            let same = |e: &Entity| {
                e.kind == m.kind
                    && e.name.is_empty()
                    && !m.words.is_empty()
                    && m.words.iter().all(|w| e.words.contains(w))
                    // المدينة is not مجلس المدينة: the word that heads the one heads the other.
                    && e.words.first() == m.words.first()
                    && (m.definite || e.words.len() == m.words.len())
            };
            if let Some(i) = candidates
                .iter()
                .copied()
                .find(|&i| same(&self.entities[i]) && !nations_clash(m.nation, self.entities[i].nation))
            {
                return Some(i);
            }
        }
        if !m.definite || m.quantified {
            return None;
        }
        let head = m.head?;
        let fits = |e: &Entity| {
            let kind = match m.kind {
                SpeakerType::Person => matches!(e.kind, SpeakerType::Person | SpeakerType::Group),
                other => e.kind == other,
            };
            kind && e.heads.iter().any(|h| admits(r, head, *h))
                && !nations_clash(m.nation, e.nation)
                && agrees(m.agreement.gender, e.agreement.gender)
                && (agrees(d.agreement.gender, e.agreement.gender) || m.agreement.gender != Gender::Unknown)
        };
        // A description with a modifier of its own that the candidate lacks is somebody else.
        let own_words = |e: &Entity| m.words.iter().skip(1).all(|w| e.words.contains(w) || is_nation_word(m, w));
        candidates.iter().copied().find(|&i| fits(&self.entities[i]) && own_words(&self.entities[i]))
    }
}

/// A single word that is a nationality with the article, of one man (السوداني، التونسي).
fn is_nisba(r: &Reading, m: &Mention) -> bool {
    let (s, e) = m.tokens;
    e == s + 1 && r.has(s, NATION) && r.noun(s).is_none() && r.key(s).starts_with("ال") && r.key(s).ends_with('ي')
}
