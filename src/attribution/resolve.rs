//! Who is it: joins the mentions of one article into speakers (reference guide, sections 3.4 and 3.5).

use super::draft::{Draft, Source};
use super::finder::agrees;
use super::name::{Mention, analyse, word_key};
use super::reading::Reading;
use crate::lexicon::cue::{Agreement, Gender, Number};
use crate::lexicon::flags::{GIVEN, HARD, HONORIFIC, METONYM, NATION, PREP, TIME};
use crate::lexicon::noun::{Noun, NounKind};
use crate::model::{BlockKind, Resolution, SpeakerType};
use crate::text::token::Kind;

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
    last_block: u32,
    /// Spoke as background or relay only: no antecedent for elided subjects.
    aside: bool,
}

/// Speakers and, for every draft, its speaker and how it was found.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) entities: Vec<Entity>,
    pub(crate) of: Vec<(Option<usize>, Resolution)>,
}

/// How many blocks back an elided subject may look.
const REACH: u32 = 6;

/// Resolves the drafts, which are in text order.
pub(crate) fn resolve(r: &Reading, drafts: &[Draft]) -> Resolved {
    let mut resolved = Resolved::default();
    let mut recent: Vec<usize> = Vec::new();
    for (i, d) in drafts.iter().enumerate() {
        let block = r.token(d.position().min(r.len() - 1)).block;
        let (speaker, how) = match d.source {
            Source::Overt(s, e) => {
                let mention = analyse(r, s, e);
                let (entity, how) = resolved.overt(r, &mention, d, &recent, block);
                (Some(entity), how)
            }
            Source::Controlled(k) => match resolved.of.get(k).and_then(|(s, _)| *s) {
                Some(s) => (Some(s), Resolution::Inherited),
                None => (resolved.elided(d, &recent, block), Resolution::Elided),
            },
            Source::Pronoun => (resolved.pronoun(drafts, i, &recent, block), Resolution::Pronoun),
            Source::Elided if d.cue.is_none() => (recent.last().copied(), Resolution::Inherited),
            Source::Elided => {
                let found = resolved
                    .told_of(r, d)
                    .or_else(|| resolved.elided(d, &recent, block))
                    .or_else(|| resolved.narrated_subject(r, d, &recent));
                (found, Resolution::Elided)
            }
        };
        let how = if speaker.is_none() { Resolution::None } else { how };
        if let Some(s) = speaker {
            let entity = &mut resolved.entities[s];
            entity.last_block = block;
            entity.formula |= d.formula.is_some();
            let aside = d.background || d.nested_in.is_some() || d.relay;
            if aside {
                entity.aside |= !recent.contains(&s);
            } else {
                entity.aside = false;
                recent.retain(|&x| x != s);
                recent.push(s);
            }
        }
        resolved.of.push((speaker, how));
    }
    resolved.join_named(r, drafts);
    resolved
}

impl Resolved {
    /// An overt mention: a known name, a known role, or somebody new.
    fn overt(&mut self, r: &Reading, m: &Mention, d: &Draft, recent: &[usize], block: u32) -> (usize, Resolution) {
        let name: Vec<String> = m.name.map_or_else(Vec::new, |(a, b)| {
            (a..b).filter(|&k| r.is_word(k) && !r.has(k, HONORIFIC)).map(|k| word_key(r.key(k))).collect()
        });
        if !name.is_empty() {
            if let Some(found) = self.by_name(&name, m) {
                let how = if name.len() < self.entities[found].name.len() {
                    Resolution::Surname
                } else {
                    Resolution::Explicit
                };
                self.extend(found, m, name);
                return (found, how);
            }
            // A lone surname whose full name stands elsewhere in the article.
            if name.len() == 1 {
                if let Some((a, b)) = full_name(r, &name[0], m.tokens) {
                    let full = (a..b).filter(|&k| r.is_word(k)).map(|k| word_key(r.key(k))).collect();
                    let mut entity = new_entity(m, full, block);
                    entity.name_tokens = Some((a, b));
                    self.entities.push(entity);
                    return (self.entities.len() - 1, Resolution::Surname);
                }
            }
            self.entities.push(new_entity(m, name, block));
            return (self.entities.len() - 1, Resolution::Explicit);
        }
        if !m.other {
            if let Some(found) = self.by_description(r, m, d, recent) {
                self.extend(found, m, Vec::new());
                return (found, Resolution::Nominal);
            }
        }
        // الوكالة، الوزارة: an institution that the article names in full without a claim.
        if let Some(full) = introduced(r, m) {
            let mut entity = new_entity(&full, Vec::new(), block);
            entity.mentions.push(m.tokens);
            self.entities.push(entity);
            return (self.entities.len() - 1, Resolution::Nominal);
        }
        self.entities.push(new_entity(m, Vec::new(), block));
        (self.entities.len() - 1, Resolution::Explicit)
    }

    /// Equal names, a surname of a full name, or a full name of a surname.
    fn by_name(&self, name: &[String], m: &Mention) -> Option<usize> {
        let matches = |e: &Entity| {
            if e.name.is_empty() {
                return false;
            }
            let (short, long) =
                if name.len() <= e.name.len() { (name, e.name.as_slice()) } else { (e.name.as_slice(), name) };
            let all = short.iter().all(|w| long.iter().any(|l| same_name(w, l)));
            let tail = short.last().zip(long.last()).is_some_and(|(a, b)| same_name(a, b));
            all && (tail
                || short.len() > 1
                || short.len() == long.len()
                || long.first().is_some_and(|f| same_name(f, &short[0])))
        };
        let agreeing = |e: &Entity| agrees(m.agreement.gender, e.agreement.gender);
        let found: Vec<usize> = (0..self.entities.len()).rev().filter(|&i| matches(&self.entities[i])).collect();
        found.iter().copied().find(|&i| agreeing(&self.entities[i])).or(found.first().copied())
    }

    /// A definite description of somebody introduced before.
    fn by_description(&self, r: &Reading, m: &Mention, d: &Draft, recent: &[usize]) -> Option<usize> {
        let order = recent.iter().rev().copied().chain((0..self.entities.len()).rev().filter(|i| !recent.contains(i)));
        let candidates: Vec<usize> = order.collect();
        // The same words again are the same institution, also without the article.
        if matches!(m.kind, SpeakerType::Organisation | SpeakerType::Document) || m.definite && m.words.len() > 1 {
            let same = |e: &Entity| {
                e.kind == m.kind
                    && e.name.is_empty()
                    && !m.words.is_empty()
                    && m.words.iter().all(|w| e.words.contains(w))
                    && (m.definite || e.words.len() == m.words.len())
            };
            if let Some(i) =
                candidates.iter().copied().find(|&i| same(&self.entities[i]) && clash_free(m, &self.entities[i]))
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
                other => e.kind == other || e.kind == SpeakerType::Organisation && other == SpeakerType::Organisation,
            };
            kind && e.heads.iter().any(|h| admits(r, head, *h))
                && clash_free(m, e)
                && agrees(m.agreement.gender, e.agreement.gender)
                && (agrees(d.agreement.gender, e.agreement.gender) || m.agreement.gender != Gender::Unknown)
        };
        // A description with a modifier of its own that the candidate lacks is somebody else.
        let own_words = |e: &Entity| m.words.iter().skip(1).all(|w| e.words.contains(w) || is_nation_word(m, w));
        candidates.iter().copied().find(|&i| fits(&self.entities[i]) && own_words(&self.entities[i]))
    }

    /// No overt subject: the last speaker that agrees.
    fn elided(&self, d: &Draft, recent: &[usize], block: u32) -> Option<usize> {
        let near = |i: &usize| block.saturating_sub(self.entities[*i].last_block) <= REACH;
        // A feminine verb looks for somebody known to be feminine before somebody of unknown gender.
        if d.agreement.gender == Gender::Feminine {
            let known = recent.iter().rev().copied().find(|i| {
                near(i)
                    && self.entities[*i].agreement.gender == Gender::Feminine
                    && fits_agreement(d.agreement, &self.entities[*i])
            });
            if known.is_some() {
                return known;
            }
        }
        let agreeing = |i: &usize| fits_agreement(d.agreement, &self.entities[*i]);
        recent.iter().rev().copied().find(|i| near(i) && agreeing(i)).or_else(|| recent.last().copied().filter(near))
    }

    /// قوله, لكنه: the speaker of the report before, else as elided.
    fn pronoun(&self, drafts: &[Draft], i: usize, recent: &[usize], block: u32) -> Option<usize> {
        let d = &drafts[i];
        let _ = drafts;
        self.elided(d, recent, block)
    }

    /// وطرح الزين أسئلة، وقال: the clause that opens the sentence tells of a known speaker, who goes on.
    fn told_of(&self, r: &Reading, d: &Draft) -> Option<usize> {
        let sentence = r.sentences.get(r.sentence_of(d.clause_start))?;
        let subject = sentence.start + 1;
        if d.clause_start < subject + 2 || r.finite_cues(sentence.start).next().is_some() || !r.is_word(subject) {
            return None;
        }
        let key = word_key(r.key(subject));
        let known = |e: &Entity| {
            e.name.last().is_some_and(|n| same_name(n, &key)) && agrees(d.agreement.gender, e.agreement.gender)
        };
        (0..self.entities.len()).rev().find(|&i| known(&self.entities[i]))
    }

    /// دخل الوزير القاعة. وقال إن …: the subject of the sentence before, where nobody has spoken yet.
    fn narrated_subject(&mut self, r: &Reading, d: &Draft, recent: &[usize]) -> Option<usize> {
        if !recent.is_empty() {
            return None;
        }
        let at = d.clause_start;
        let block = r.token(at.min(r.len() - 1)).block;
        let start = (0..at).rev().take(80).take_while(|&k| block.saturating_sub(r.token(k).block) <= 1).last()?;
        let end_of_np = |s: usize| {
            (s + 1..at)
                .find(|&k| {
                    !r.is_word(k)
                        || r.has(k, HARD | TIME)
                        || r.finite_cues(k).next().is_some()
                        || r.has(k, PREP) && k > s + 1
                })
                .unwrap_or(at)
        };
        let candidate = (start..at).find(|&k| {
            r.noun(k).is_some_and(|n| {
                n.proclitic.is_none()
                    && (n.noun.is_person() || n.noun.kind != NounKind::Document)
                    && agrees(d.agreement.gender, n.noun.agreement.gender)
            }) && (k == start || !r.has(k - 1, PREP))
                || r.has(k, METONYM)
                    && (k == start || !r.has(k - 1, PREP))
                    && agrees(
                        d.agreement.gender,
                        r.word(k).and_then(|w| w.noun).map_or(Gender::Unknown, |n| n.agreement.gender),
                    )
        })?;
        let m = analyse(r, candidate, end_of_np(candidate).min(candidate + 10));
        let name = m
            .name
            .map_or_else(Vec::new, |(a, b)| (a..b).filter(|&k| r.is_word(k)).map(|k| word_key(r.key(k))).collect());
        self.entities.push(new_entity(&m, name, block));
        Some(self.entities.len() - 1)
    }

    /// A role without a name that the article names elsewhere: `نائب: …` in the headline with the name in the body,
    /// الوزير before وزير النفط ثامر الغضبان.
    fn join_named(&mut self, r: &Reading, drafts: &[Draft]) {
        for i in 0..self.entities.len() {
            let e = &self.entities[i];
            let in_title =
                e.mentions.first().is_some_and(|m| r.blocks[r.token(m.0).block as usize].kind != BlockKind::Paragraph);
            let unnamed =
                e.name.is_empty() && e.kind == SpeakerType::Person && !e.quantified && (e.definite || in_title);
            if !unnamed || e.formula {
                continue;
            }
            let fits = |n: &Entity| {
                !n.name.is_empty()
                    && (n.nation.is_empty() || e.nation.is_empty() || n.nation == e.nation)
                    && agrees(e.agreement.gender, n.agreement.gender)
                    && e.heads.iter().any(|h| n.heads.iter().any(|o| admits(r, *h, *o)))
                    && e.words.iter().all(|w| {
                        n.words.contains(w)
                            || e.heads
                                .iter()
                                .any(|h| word_key(&crate::text::fold::fold(h.base, crate::text::fold::Level::K2)) == *w)
                    })
            };
            // A headline's bare role is the person who opens the body, where that one has a name.
            let opener = || {
                let body = self.of.iter().zip(drafts).find(|(_, d)| {
                    r.blocks[r.token(d.position()).block as usize].kind == BlockKind::Paragraph
                        && d.position() > e.mentions[0].1
                })?;
                let n = body.0.0?;
                let speaker = &self.entities[n];
                let compatible = !speaker.name.is_empty()
                    && speaker.kind == SpeakerType::Person
                    && agrees(e.agreement.gender, speaker.agreement.gender)
                    && (e.nation.is_empty() || speaker.nation.is_empty() || e.nation == speaker.nation);
                (in_title && compatible && !e.heads.iter().any(|h| h.domain == "src")).then_some(n)
            };
            let named: Vec<usize> = (0..self.entities.len()).filter(|&k| fits(&self.entities[k])).collect();
            let target = match named.as_slice() {
                [one] => Some(*one),
                [first, ..] if in_title => Some(*first),
                _ => opener(),
            };
            if let Some(target) = target {
                self.redirect(i, target, in_title);
            } else if let Some(name) = named_after_role(r, e) {
                let keys = (name.0..name.1).filter(|&k| r.is_word(k)).map(|k| word_key(r.key(k))).collect();
                let e = &mut self.entities[i];
                e.name = keys;
                e.name_tokens = Some(name);
            }
        }
    }

    /// All claims of one speaker go to another.
    fn redirect(&mut self, from: usize, to: usize, explicit: bool) {
        for (speaker, how) in &mut self.of {
            if *speaker == Some(from) {
                *speaker = Some(to);
                if *how == Resolution::Explicit && !explicit {
                    *how = Resolution::Nominal;
                }
            }
        }
        let (mentions, formula) = (self.entities[from].mentions.clone(), self.entities[from].formula);
        self.entities[to].mentions.extend(mentions);
        self.entities[to].formula |= formula;
    }

    fn extend(&mut self, i: usize, m: &Mention, name: Vec<String>) {
        let e = &mut self.entities[i];
        if name.len() > e.name.len() {
            e.name = name;
            e.name_tokens = m.name;
        }
        for h in m.head.iter().chain(&m.roles) {
            if !e.heads.contains(h) {
                e.heads.push(*h);
            }
        }
        for w in &m.words {
            if !e.words.contains(w) {
                e.words.push(w.clone());
            }
        }
        let longer = |old: Option<(usize, usize)>, new: Option<(usize, usize)>| match (old, new) {
            (Some(a), Some(b)) if b.1 - b.0 > a.1 - a.0 => Some(b),
            (None, new) => new,
            (old, _) => old,
        };
        e.role = longer(e.role, if m.name.is_some() || e.name.is_empty() { m.role } else { None });
        e.affiliation = longer(e.affiliation, m.affiliation);
        if e.agreement.gender == Gender::Unknown {
            e.agreement.gender = m.agreement.gender;
        }
        e.mentions.push(m.tokens);
    }
}

fn new_entity(m: &Mention, name: Vec<String>, block: u32) -> Entity {
    Entity {
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
        aside: false,
    }
}

/// Equal, or one letter apart in a long name (transcriptions drift: رومانسكي، رومانوسكي).
fn same_name(a: &str, b: &str) -> bool {
    // Ten bytes are five letters; one letter more or less is two bytes.
    a == b || a.len() >= 10 && b.len() >= 10 && a.len().abs_diff(b.len()) <= 2 && strsim::osa_distance(a, b) <= 1
}

/// The last fuller mention of a bare definite institution before it (وكالة الأنباء … الوكالة).
fn introduced(r: &Reading, m: &Mention) -> Option<Mention> {
    let head = m.head.filter(|_| m.definite && m.tokens.1 - m.tokens.0 == 1 && m.kind == SpeakerType::Organisation)?;
    let start = (0..m.tokens.0).rev().find(|&k| {
        r.noun(k).is_some_and(|n| n.noun.base == head.base && !n.noun.definite && n.len == 1)
            && r.token(k + 1).block == r.token(k).block
    })?;
    let mut end = start + 1;
    while end < m.tokens.0 && end - start < 6 {
        match r.kind(end) {
            Kind::Quote => match r.quotes.opened_by(end).filter(|q| q.end < m.tokens.0 && q.words(&r.tokens) <= 4) {
                Some(q) => end = q.end + 1,
                None => break,
            },
            Kind::Word if !r.has(end, PREP | HARD | TIME) && r.finite_cues(end).next().is_none() => end += 1,
            _ => break,
        }
    }
    (end > start + 1).then(|| analyse(r, start, end))
}

/// The name that follows the same role somewhere else in the article, where that mention makes no claim.
fn named_after_role(r: &Reading, e: &Entity) -> Option<(usize, usize)> {
    let &(s, end) = e.mentions.iter().max_by_key(|m| m.1 - m.0)?;
    let len = end - s;
    if len < 2 || !e.definite {
        return None;
    }
    (0..r.len().saturating_sub(len + 1)).filter(|&k| k != s).find_map(|k| {
        let same = (0..len).all(|n| crate::lexicon::same_k3(r.bare_key(k + n), r.bare_key(s + n)));
        let m = same.then(|| analyse(r, k, (k + len + 4).min(r.len())))?;
        m.name.filter(|n| n.0 == k + len && n.1 > n.0 + 1)
    })
}

fn is_nation_word(m: &Mention, word: &str) -> bool {
    !m.nation.is_empty()
        && crate::text::fold::fold(m.nation, crate::text::fold::Level::K3)
            .starts_with(&word.chars().take(3).collect::<String>())
}

/// Two different nationalities are two different people.
fn clash_free(m: &Mention, e: &Entity) -> bool {
    m.nation.is_empty() || e.nation.is_empty() || m.nation == e.nation
}

/// Whether a definite mention with head `new` may mean somebody introduced with head `old` (hypernyms.tsv).
fn admits(r: &Reading, new: Noun, old: Noun) -> bool {
    let (new, old) = (first_word(new.base), first_word(old.base));
    new == old || r.lexicon.antecedents(new).contains(&old)
}

fn first_word(base: &'static str) -> &'static str {
    base.split(' ').next().unwrap_or_default()
}

fn fits_agreement(cue: Agreement, e: &Entity) -> bool {
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

/// A full name in the article that ends in this surname (or begins with it).
fn full_name(r: &Reading, surname: &str, mention: (usize, usize)) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for i in 0..r.len() {
        let key = r.bare_key(i);
        let bytes = key.strip_prefix("ال").unwrap_or(key).len();
        if bytes.abs_diff(surname.len()) > 2 || !r.is_word(i) || (mention.0..mention.1).contains(&i) {
            continue;
        }
        if !same_name(&word_key(key), surname) {
            continue;
        }
        let mut s = i;
        while s > 0 && i - s < 3 && r.token(s - 1).block == r.token(i).block && is_name_word(r, s - 1) {
            s -= 1;
        }
        if s < i && best.is_none_or(|(a, b)| i + 1 - s > b - a) {
            best = Some((s, i + 1));
        }
    }
    best
}

fn is_name_word(r: &Reading, i: usize) -> bool {
    r.kind(i) == Kind::Word
        && (r.has(i, GIVEN) || super::open_phrase::is_unknown(r, i))
        && !r.key(i).starts_with("ال")
        && !r.has(i, NATION | PREP)
        && r.noun(i).is_none_or(|_| r.has(i, GIVEN))
}
