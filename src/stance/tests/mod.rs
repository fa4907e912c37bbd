//! Sentences of the project's own writing, with their labels.

use super::*;
use crate::model::{Stance, Vocabulary};

const EXAMPLES: &str = include_str!("data/examples.tsv");

/// The label of a content inside its sentence.
fn label(labeler: &StanceLabeler, sentence: &str, content: &str, class: Option<CueClass>, lemma: &str) -> StanceLabel {
    let start = sentence.find(content).unwrap();
    let content = Span::new(start, start + content.len());
    let whole = Span::new(0, sentence.len());
    let view = ClaimView { cue_class: class, cue_lemma: lemma, sentence: whole, ..ClaimView::new(content) };
    labeler.label(&labeler.context(sentence, None), &view).remove(0)
}

fn built_in() -> StanceLabeler {
    StanceLabeler::new(vec![Target::built_in().unwrap()])
}

#[test]
fn the_examples_of_the_guide() {
    let labeler = built_in();
    let mut wrong = Vec::new();
    for line in EXAMPLES.lines().skip(1) {
        let f: Vec<&str> = line.split('\t').collect();
        let got = label(&labeler, f[4], f[5], Some(CueClass::parse(f[1]).unwrap()), "");
        if got.stance.as_str() != f[2] {
            let evidence: Vec<_> = got.evidence.iter().map(|e| e.span.of(f[4])).collect();
            wrong.push(format!(
                "{} {} -> {} {} {:.2} {} {evidence:?}",
                f[0], f[2], got.stance, got.rule, got.score, f[5]
            ));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_examples_of_the_target_file() {
    let labeler = built_in();
    for (stance, text) in labeler.targets()[0].examples() {
        let got = label(&labeler, text, text, None, "");
        assert_eq!(got.stance, stance, "{text}: {got:?}");
    }
}

const NEAR_MISSES: &str = include_str!("data/near_misses.tsv");

/// The label of a content after a sentence of context, said by a speaker.
fn label_after(labeler: &StanceLabeler, context: &str, speaker: &str, class: CueClass, content: &str) -> StanceLabel {
    let before = if context == "-" { String::new() } else { format!("{context}\n") };
    let lead = format!("{before}{speaker}: ");
    let text = format!("{lead}{content}");
    let content = Span::new(lead.len(), text.len());
    let view = ClaimView {
        cue_class: Some(class),
        speaker_text: Some(speaker),
        preceding: Span::new(0, before.len()),
        sentence: Span::new(before.len(), text.len()),
        ..ClaimView::new(content)
    };
    labeler.label(&labeler.context(&text, None), &view).remove(0)
}

#[test]
fn every_rule_fires_and_misses() {
    let labeler = built_in();
    let mut wrong = Vec::new();
    for line in NEAR_MISSES.lines().skip(1) {
        let f: Vec<&str> = line.split('\t').collect();
        let got = label_after(&labeler, f[4], f[3], CueClass::parse(f[2]).unwrap(), f[5]);
        if got.stance.as_str() != f[1] || got.rule != f[0] {
            wrong.push(format!("{} {} -> {} {} {:.2} {}", f[0], f[1], got.stance, got.rule, got.score, f[5]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
