//! From token numbers to claims and speakers with spans of the text.

use super::adjunct::is_contact;
use super::draft::{Draft, Source};
use super::entity::Entity;
use super::mention::after_clitic;
use super::quoted::quote_type;
use super::reading::Reading;
use super::resolve::Resolved;
use crate::model::{Claim, Cue, Identity, Span, Speaker, SpeakerType, Vocabulary as _, claim_id, hash_id};
use crate::text::fold::{Folded, Level};
use crate::text::name::name_key;
use crate::text::token::{Kind, is_tag_sign};
use foldhash::HashSet;

/// Claims and speakers of an article.
pub(super) fn assemble(
    r: &Reading,
    article_id: &str,
    drafts: &[Draft],
    resolved: &Resolved,
) -> (Vec<Claim>, Vec<Speaker>) {
    let mut speakers: Vec<Speaker> = Vec::new();
    let mut place: Vec<Option<u32>> = vec![None; resolved.entities.len()];
    let mut claims = Vec::with_capacity(drafts.len());
    for (d, (entity, resolution)) in drafts.iter().zip(&resolved.of) {
        let speaker = entity.map(|e| {
            *place[e].get_or_insert_with(|| {
                speakers.push(speaker(r, article_id, e, &resolved.entities[e]));
                speakers.len() as u32 - 1
            })
        });
        let content = content_span(r, d.content);
        let cue = d.cue.map(|(s, e)| Cue { span: cue_span(r, s, e), lemma: d.lemma, class: d.class, kind: d.kind });
        let at = d.position();
        claims.push(Claim {
            claim_id: claim_id(article_id, cue.as_ref().map(|c| c.span), content),
            content,
            parts: if d.parts.is_empty() {
                vec![content]
            } else {
                d.parts.iter().map(|p| content_span(r, *p)).collect()
            },
            paragraph_index: r.token(at).block,
            sentence_index: r.sentence_of(at) as u32,
            quote_type: quote_type(r, d),
            negated: false,
            cue,
            mention: match d.source {
                Source::Overt(s, e) => Some(mention_span(r, s, e)).filter(|m| !m.is_empty()),
                _ => None,
            },
            speaker,
            resolution: *resolution,
            formula: d.formula.map(|f| r.span(f.start, f.end)).filter(|f| !f.is_empty()),
            addressee: d.addressee.map(|(s, e)| addressee_span(r, s, e)).filter(|a| !a.is_empty()),
            nested_in: d.nested_in.map(|i| i as u32),
            rule: d.construction.rule(),
            stances: Vec::new(),
        });
    }
    (claims, speakers)
}

/// A content with the sign of a tag that it begins with (#الجسر_الجديد).
fn content_span(r: &Reading, (s, e): (usize, usize)) -> Span {
    let span = r.span(s, e);
    let tagged = r.text.as_bytes()[..span.start as usize].ends_with(b"#");
    Span { start: span.start - u32::from(tagged && !span.is_empty()), end: span.end }
}

/// #وزارة_الدفاع: the words of a tag, with spaces between them.
fn without_tags(written: &str) -> String {
    let word = |(at, c): (usize, char)| match c {
        _ if !is_tag_sign(written, at, c) => Some(c),
        '_' => Some(' '),
        _ => None,
    };
    if written.contains(['#', '_']) { written.char_indices().filter_map(word).collect() } else { written.to_string() }
}

/// What a mention calls somebody: للوزارة without its preposition is الوزارة, whose article writes its alef again.
fn wording(r: &Reading, (s, e): (usize, usize)) -> String {
    let span = mention_span(r, s, e);
    let words = without_tags(span.of(r.text));
    if !(words.starts_with('ل') && r.text[..span.start as usize].ends_with('ل')) {
        return words;
    }
    let first = (s..e).find(|&k| r.token(k).span.end > span.start).and_then(|k| r.noun(k));
    match first.map(|n| n.noun) {
        // للجنة: ل and اللجنة or لجنة.
        Some(noun) if noun.base.starts_with('ل') && noun.definite => format!("ال{words}"),
        Some(noun) if noun.base.starts_with('ل') => words,
        _ => format!("ا{words}"),
    }
}

fn speaker(r: &Reading, article_id: &str, n: usize, e: &Entity) -> Speaker {
    let text = |range: (usize, usize)| wording(r, range);
    let fullest = e.mentions.iter().copied().max_by_key(|m| (m.1 - m.0, std::cmp::Reverse(m.0))).unwrap_or((0, 0));
    let description = text(fullest);
    let unnamed_person = match e.kind {
        SpeakerType::Person | SpeakerType::Group | SpeakerType::Unknown => {
            e.name.is_empty() && !(e.office && !e.formula)
        }
        SpeakerType::Organisation | SpeakerType::Document => false,
    };
    let identity = if unnamed_person {
        Identity::Anonymous { explicit: e.formula }
    } else {
        Identity::Named { name: e.name_tokens.map_or_else(|| description.clone(), text) }
    };
    let speaker_id = match &identity {
        Identity::Named { name } => hash_id("s", &[e.kind.as_str(), &name_key(name)]),
        Identity::Anonymous { .. } => hash_id("s", &[article_id, &n.to_string(), &description]),
    };
    let mut known = HashSet::from_iter([description.clone()]);
    let aliases = e.mentions.iter().map(|m| text(*m)).filter(|alias| known.insert(alias.clone())).collect();
    Speaker {
        speaker_id,
        identity,
        description,
        aliases,
        role: e.role.filter(|_| matches!(e.kind, SpeakerType::Person | SpeakerType::Group)).map(text),
        affiliation: e.affiliation.map(text),
        speaker_type: e.kind,
        external_id: None,
    }
}

/// The cue without a leading و or ف.
fn cue_span(r: &Reading, s: usize, e: usize) -> Span {
    let whole = r.span(s, e);
    if r.is_joined(s) {
        let token = r.token(s).span;
        return Span { start: after_first_letter(r, token), end: whole.end };
    }
    whole
}

/// First byte after the first letter of a token and its marks.
fn after_first_letter(r: &Reading, token: Span) -> u32 {
    // Two letters without a mark between them, as nearly always: U+0621 to U+063A, U+0641 to U+064A.
    let letter = |pair: &[u8]| matches!(pair, [0xD8, 0xA1..=0xBA] | [0xD9, 0x81..=0x8A]);
    if token.of(r.text).as_bytes().chunks_exact(2).take(2).filter(|pair| letter(pair)).count() == 2 {
        return token.start + 2;
    }
    let folded = Folded::new(token.of(r.text), Level::K1);
    folded.original(0..1).map_or(token.start, |range| token.start + range.end as u32)
}

/// A phrase up to the number under which somebody is reached, whatever put it there: a name that held one would keep the
/// release of all other articles back (PRV002).
fn before_contact(r: &Reading, s: usize, e: usize) -> usize {
    let Some(contact) = (s + 1..e).find(|&k| is_contact(r, k)) else { return e };
    let sign = |k: usize| !matches!(r.kind(k), Kind::Word | Kind::Number | Kind::Quote | Kind::Stop | Kind::Close);
    (s + 1..contact).rev().take_while(|&k| sign(k)).last().unwrap_or(contact)
}

/// A mention without outer marks and without the proclitic of a preposition.
pub(super) fn mention_span(r: &Reading, s: usize, e: usize) -> Span {
    let (mut s, mut e) = (s, before_contact(r, s, e));
    while s + 1 < e
        && matches!(r.kind(s), Kind::Quote | Kind::Comma)
        && r.quotes.opened_by(s).is_none_or(|q| q.end + 1 >= e)
    {
        s += 1;
    }
    while e > s + 1
        && (r.kind(e - 1) == Kind::Comma
            || r.kind(e - 1) == Kind::Quote && !(s..e - 1).any(|k| r.kind(k) == Kind::Quote))
    {
        e -= 1;
    }
    let span = r.span(s, e);
    let conjunction = r.is_joined(s);
    let proclitic = r.noun(s).is_some_and(|n| n.proclitic.is_some()) || after_clitic(r, s) && r.key(s).starts_with('ل');
    if proclitic || conjunction {
        return Span { start: after_first_letter(r, r.token(s).span), end: span.end };
    }
    span
}

/// The addressee without its ل and without quotation marks.
fn addressee_span(r: &Reading, s: usize, e: usize) -> Span {
    let (mut s, mut e) = (s, e);
    while s + 1 < e && r.kind(s) == Kind::Quote {
        s += 1;
    }
    while e > s + 1 && matches!(r.kind(e - 1), Kind::Quote | Kind::Comma) {
        e -= 1;
    }
    let span = r.span(s, e);
    if r.key(s).starts_with('ل') && r.word(s).is_none() {
        return Span { start: after_first_letter(r, r.token(s).span), end: span.end };
    }
    span
}
