//! Attribution: cue, content, speaker, and who the speaker is.
//!
//! One article goes through these rooms, in this order: `reading` (tokens, quotations, sentences), `anonymity`
//! (formulas, which are never claims), for each sentence `colon` or else `candidate` → `finder` (a `trial` of every construction,
//! with `opener` and `mention`, and the `doubt` about it) → `content` (with `extent`) → `preposition`, then for the whole text
//! `speech` and `turns`, then `resolve` (with `name`), and `assemble` turns token numbers into spans of the text.

mod adjunct;
mod again;
mod anonymity;
mod antecedent;
mod aside;
mod assemble;
mod before_opener;
mod candidate;
mod colon;
mod complement;
mod content;
mod document;
mod doubt;
mod draft;
mod elsewhere;
mod entity;
mod extent;
mod finder;
mod mention;
mod name;
mod naming;
mod narration;
mod object;
mod open_phrase;
mod opener;
mod participle;
mod personal_name;
mod phrase_before;
mod phrase_tail;
mod preposition;
mod quoted;
pub(crate) mod reading;
mod relay;
#[cfg(test)]
mod resolution_tests;
mod resolve;
pub mod rules;
mod shape;
mod slogan;
mod speech;
mod spelling;
mod subject_first;
pub mod trace;
mod trial;
mod turns;
mod verbal_noun;

use crate::lexicon::Lexicon;
use crate::model::{Block, Claim, Span, Speaker};
use crate::text::sentence::Sentence;
use crate::text::token::Tokens;
use anonymity::Formulas;
use draft::Draft;
use reading::Reading;

/// What attribution finds in an article.
#[derive(Debug, Default)]
pub struct Attribution {
    /// Claims in order of their cues, without stances.
    pub claims: Vec<Claim>,
    /// Speakers in order of their first claim.
    pub speakers: Vec<Speaker>,
    /// Sentences in text order; `Claim::sentence_index` counts them.
    pub sentences: Vec<Span>,
    /// Tokens of the blocks that can hold claims.
    pub tokens: Tokens,
}

/// Claims and speakers of an article, without stance.
///
/// Cannot fail: on any text it returns what it finds.
pub fn attribute(article_id: &str, text: &str, blocks: &[Block]) -> Attribution {
    let r = Reading::new(text, blocks, Lexicon::built_in());
    if r.len() == 0 {
        return Attribution::default();
    }
    let formulas = anonymity::formulas(&r);
    let mut drafts: Vec<Draft> = Vec::new();
    for sentence in &r.sentences {
        let first = drafts.len();
        if asks(&r, *sentence) {
            continue;
        }
        let formulas = Formulas::new(&formulas).near(*sentence);
        if let Some(colon) = colon::draft(&r, *sentence) {
            colon::end_before(&r, drafts.last_mut(), sentence.start);
            drafts.push(colon);
            continue;
        }
        let accepted = finder::accepted(&r, *sentence, formulas);
        content::drafts(&r, *sentence, &accepted, formulas, &mut drafts);
        preposition::drafts(&r, *sentence, formulas, first, &mut drafts);
    }
    let free = speech::drafts(&r, &drafts);
    drafts.extend(free);
    let turns = turns::drafts(&r, &drafts);
    drafts.extend(turns);
    let drafts = without_doubles(in_text_order(drafts));
    let resolved = resolve::resolve(&r, &drafts);
    let (claims, speakers) = assemble::assemble(&r, article_id, &drafts, &resolved);
    let sentences = r.sentences.iter().map(|s| r.span(s.start, s.end)).collect();
    Attribution { claims, speakers, sentences, tokens: r.tokens }
}

/// هل طلب منكم …؟, * لكن هناك من يقول …: the question of an interviewer reports nothing.
fn asks(r: &Reading, sentence: Sentence) -> bool {
    let opens = sentence.start == 0 || r.token(sentence.start - 1).block != r.token(sentence.start).block;
    let text = |k: usize| r.written(k);
    let question = || (sentence.start..sentence.end).rev().take(2).any(|k| text(k).contains('؟'));
    let asked = text(sentence.start) == "*" || matches!(r.key(sentence.start), "هل" | "لماذا" | "كيف" | "متى" | "ماذا");
    opens && asked && (text(sentence.start) == "*" || question()) && r.quotes.around(sentence.start).is_none()
}

/// One claim for one cue and content: two verbs before the same قائلا give one, the later and nearer verb's.
fn without_doubles(drafts: Vec<Draft>) -> Vec<Draft> {
    let same = |a: &Draft, b: &Draft| a.cue == b.cue && a.content == b.content;
    let mut place = vec![0; drafts.len()];
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for (i, d) in drafts.into_iter().enumerate() {
        // Doubles share their cue, so they stand side by side.
        let double = (kept.len().saturating_sub(4)..kept.len()).rev().find(|&k| same(&kept[k], &d));
        place[i] = double.unwrap_or(kept.len());
        match double {
            Some(k) if d.source != draft::Source::Elided => kept[k] = d,
            Some(_) => {}
            None => kept.push(d),
        }
    }
    for (n, d) in kept.iter_mut().enumerate() {
        d.nested_in = d.nested_in.map(|i| place[i]).filter(|&i| i != n);
        if let draft::Source::Controlled(i) = d.source {
            d.source = if place[i] == n { draft::Source::Elided } else { draft::Source::Controlled(place[i]) };
        }
    }
    kept
}

/// Sorts by position and renumbers what points at other drafts.
fn in_text_order(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut order: Vec<usize> = (0..drafts.len()).collect();
    order.sort_by_key(|&i| (drafts[i].position(), drafts[i].content.0));
    let mut place = vec![0; drafts.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new;
    }
    let mut slots: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|old| slots[old].take())
        .map(|mut d| {
            d.nested_in = d.nested_in.map(|i| place[i]);
            if let draft::Source::Controlled(i) = d.source {
                d.source = draft::Source::Controlled(place[i]);
            }
            d
        })
        .collect()
}
