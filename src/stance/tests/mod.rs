//! Sentences of the project's own writing, with their labels.

use super::*;
use crate::model::{Stance, Vocabulary};
use proptest::prelude::*;
use std::collections::HashSet;

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
    StanceLabeler::new(vec![Target::built_in().unwrap().rules_alone()])
}

#[test]
fn the_examples_of_the_guide() {
    let labeler = built_in_cached();
    let mut wrong = Vec::new();
    for line in EXAMPLES.lines().skip(1) {
        let f: Vec<&str> = line.split('\t').collect();
        let got = label(labeler, f[4], f[5], Some(CueClass::parse(f[1]).unwrap()), "");
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
    let labeler = built_in_cached();
    for (stance, text) in labeler.targets()[0].examples() {
        let got = label(labeler, text, text, None, "");
        assert_eq!(got.stance, stance, "{text}: {got:?}");
    }
}

const NEAR_MISSES: &str = include_str!("data/near_misses.tsv");

/// The label of a content after a sentence of context, said by a speaker.
fn label_after(labeler: &StanceLabeler, before: &str, speaker: &str, class: CueClass, content: &str) -> StanceLabel {
    let before = if before == "-" { String::new() } else { format!("{before}\n") };
    let lead = format!("{before}{speaker}: ");
    let text = format!("{lead}{content}");
    let view = ClaimView {
        cue_class: Some(class),
        speaker_text: Some(speaker),
        preceding: Span::new(0, before.len()),
        sentence: Span::new(before.len(), text.len()),
        ..ClaimView::new(Span::new(lead.len(), text.len()))
    };
    labeler.label(&labeler.context(&text, None), &view).remove(0)
}

#[test]
fn every_rule_fires_and_misses() {
    let labeler = built_in_cached();
    let mut wrong = Vec::new();
    for line in NEAR_MISSES.lines().skip(1) {
        let f: Vec<&str> = line.split('\t').collect();
        let got = label_after(labeler, f[4], f[3], CueClass::parse(f[2]).unwrap(), f[5]);
        if got.stance.as_str() != f[1] || got.rule != f[0] {
            wrong.push(format!("{} {} -> {} {} {:.2} {}", f[0], f[1], got.stance, got.rule, got.score, f[5]));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_is_documented_and_its_example_holds() {
    let labeler = built_in_cached();
    let mut seen = HashSet::new();
    for doc in docs() {
        assert!(seen.insert(doc.id), "{} twice", doc.id);
        assert!(doc.id.starts_with("STA-"));
        for text in [doc.title, doc.what, doc.why, doc.example_ar, doc.gloss] {
            assert!(!text.trim().is_empty(), "{}", doc.id);
        }
    }
    for (file, text) in RULE_SOURCES {
        for id in text.split('"').filter(|s| s.starts_with("STA-")) {
            assert!(seen.contains(id), "{file}: {id} has no documentation");
        }
    }
    for line in EXAMPLES.lines().chain(NEAR_MISSES.lines()).skip(1) {
        assert!(line.split('\t').count() >= 7, "{line}");
    }
    // Every rule that is documented is tested by a sentence.
    for doc in docs() {
        let tested = NEAR_MISSES.lines().any(|l| l.starts_with(&format!("{}\t", doc.id)))
            || matches!(doc.id, "STA-REPORT" | RULE_LEARNED);
        assert!(tested, "{} has no sentence", doc.id);
    }
    let content = "الوزير أكد أن القوات الأجنبية ستغادر العراق";
    let inner = content.find("القوات").unwrap();
    let nested = [Span::new(inner, content.len())];
    let view = ClaimView { nested_reports: &nested, ..ClaimView::new(Span::new(0, content.len())) };
    let got = labeler.label(&labeler.context(content, None), &view).remove(0);
    assert_eq!((got.stance, got.rule), (Stance::Neutral, "STA-REPORT"));
}

/// The files that name rules.
const RULE_SOURCES: [(&str, &str); 4] = [
    ("govern.rs", include_str!("../govern.rs")),
    ("predicate.rs", include_str!("../predicate.rs")),
    ("sides.rs", include_str!("../sides.rs")),
    ("judge.rs", include_str!("../judge.rs")),
];

/// The lexicon files that ship.
const TABLES: [(&str, &str); 2] = [
    ("shared.tsv", include_str!("../data/shared.tsv")),
    (
        "coalition-withdrawal.tsv",
        include_str!("../../../datasets/coalition-withdrawal/targets/coalition-withdrawal.tsv"),
    ),
];

#[test]
fn lexicon_rows_are_explained_and_unique() {
    for (file, text) in TABLES {
        let mut seen = HashSet::new();
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 4, "{file}: {line}");
            assert!(!fields[3].trim().is_empty(), "{file}: a row says what it holds: {line}");
            for form in fields[2].split('|') {
                assert!(seen.insert((fields[0], form)), "{file}: {} {form} twice", fields[0]);
                assert_eq!(form.trim(), form);
            }
        }
    }
}

#[test]
fn an_article_without_a_trigger_is_not_read() {
    let labeler = built_in_cached();
    let text = "انسحاب الكتلة من الجلسة خطأ كبير";
    let cx = labeler.context(text, None);
    assert!(cx.marks.iter().all(Option::is_none));
    assert_eq!(labeler.label(&cx, &ClaimView::new(Span::new(0, text.len())))[0].stance, Stance::Unrelated);
}

#[test]
fn another_target_is_another_file() {
    let file = |name: &str| format!("{}/src/stance/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let labeler = StanceLabeler::new(vec![
        Target::built_in().unwrap(),
        Target::load(file("candidacy.toml")).unwrap(),
        Target::load(format!("{}/targets/fuel-subsidy-removal.toml", env!("CARGO_MANIFEST_DIR"))).unwrap(),
        Target::load(format!("{}/targets/normalisation.toml", env!("CARGO_MANIFEST_DIR"))).unwrap(),
    ]);
    for (n, target) in labeler.targets().iter().enumerate() {
        for (stance, text) in target.examples() {
            let labels = labeler.label(&labeler.context(text, None), &ClaimView::new(Span::new(0, text.len())));
            assert_eq!(labels.len(), 4);
            assert_eq!(labels[n].stance, stance, "{}: {text}: {:?}", target.id(), labels[n]);
        }
    }
}

proptest! {
    #[test]
    fn any_text_gets_a_label(
        text in "\\PC{0,80}|([ء-ي]{1,8}[ .،؛:\n\"«»]){0,20}|(انسحاب|القوات|الأمريكية|لن|لكن|رغم|،|\\.|عدم|خطر|إلى|ما لم|إنهاء|وجودهم|100|جندي| ){0,30}",
        a in 0usize..200, b in 0usize..200, c in 0usize..200,
    ) {
        let labeler = built_in_cached();
        let cx = labeler.context(&text, None);
        let span = |x: usize, y: usize| Span::new(x.min(y), x.max(y));
        // Spans that do not fit the text are survived, too.
        let nested = [span(a, c)];
        let parts = [span(a, b), span(b, c)];
        let view = ClaimView {
            content: span(a, b), parts: &parts, cue_class: Some(CueClass::Warning), cue_lemma: &text,
            speaker_text: Some(&text), preceding: span(b, c), sentence: span(a, c), nested_reports: &nested,
        };
        for view in [view, ClaimView::new(Span::new(0, text.len()))] {
            let label = labeler.label(&cx, &view).remove(0);
            prop_assert!((-1.0..=1.0).contains(&label.score));
            prop_assert_eq!(label.score > 0.0, label.stance == Stance::Favor);
            prop_assert_eq!(label.score < 0.0, label.stance == Stance::Against);
            for evidence in &label.evidence {
                prop_assert!(text.get(evidence.span.range()).is_some_and(|s| !s.is_empty()));
            }
        }
    }
}

fn built_in_cached() -> &'static StanceLabeler {
    static LABELER: std::sync::LazyLock<StanceLabeler> = std::sync::LazyLock::new(built_in);
    &LABELER
}
