//! Every rule of attribution on sentences of our own (`tests/data/attribution_cases.tsv`): where it fires, with speaker
//! and content, and where it must not.

use crate::util::repository;
use claimkit::model::{Article, Claim, CueClass};
use claimkit::pipeline::Extractor;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;

/// One row of the file.
struct Case {
    line: usize,
    /// The rule that fires, or that the sentence comes near to.
    rule: String,
    /// `fire`: a claim by this rule with this speaker and content. `near`: no claim by this rule, others may be there.
    /// `none`: no claim at all.
    expect: String,
    phenomenon: String,
    /// `\n` stands for a line break.
    text: String,
    /// The mention, `-` where the claim has none.
    speaker: String,
    content: String,
}

fn cases() -> Vec<Case> {
    let file = fs::read_to_string(repository("tests/data/attribution_cases.tsv")).unwrap();
    let mut lines = file.lines().enumerate();
    let header = lines.next().map(|(_, line)| line);
    assert_eq!(header, Some("rule\texpect\tphenomenon\ttext\tspeaker\tcontent"));
    lines
        .map(|(i, line)| {
            let fields: Vec<&str> = line.split('\t').collect();
            assert_eq!(fields.len(), 6, "line {}: {line}", i + 1);
            let [rule, expect, phenomenon, text, speaker, content] = [0, 1, 2, 3, 4, 5].map(|k| fields[k].to_owned());
            Case { line: i + 1, rule, expect, phenomenon, text: text.replace("\\n", "\n"), speaker, content }
        })
        .collect()
}

/// What a claim shows of itself.
fn shown(text: &str, claim: &Claim) -> [String; 3] {
    [
        claim.rule.to_string(),
        claim.mention.map_or("-", |span| span.of(text)).to_owned(),
        claim.content.of(text).to_owned(),
    ]
}

#[test]
fn rules_fire_where_they_should_and_nowhere_else() {
    let extractor = Extractor::new(Vec::new());
    let mut wrong = String::new();
    for case in cases() {
        let article = Article::new("case", case.text.as_str());
        let extraction = extractor.extract(&article);
        let found: Vec<[String; 3]> = extraction.claims.iter().map(|claim| shown(&article.text, claim)).collect();
        let wanted = [case.rule.clone(), case.speaker.clone(), case.content.replace("\\n", "\n")];
        let right = match case.expect.as_str() {
            "fire" => found.contains(&wanted),
            "near" => found.iter().all(|f| f[0] != case.rule),
            "none" => found.is_empty(),
            other => panic!("line {}: expects `{other}`", case.line),
        };
        if !right {
            let _ = writeln!(
                wrong,
                "line {} ({}, {}): {}\n  {found:?}",
                case.line, case.expect, case.phenomenon, case.text
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_cases_on_both_sides() {
    let mut sides: BTreeMap<String, BTreeSet<bool>> = BTreeMap::new();
    for case in cases() {
        sides.entry(case.rule).or_default().insert(case.expect == "fire");
    }
    let rules: BTreeSet<&str> = claimkit::attribution::rules::docs().iter().map(|doc| doc.id).collect();
    for rule in &rules {
        assert_eq!(
            sides.get(*rule).map(BTreeSet::len),
            Some(2),
            "{rule} needs a sentence that fires and one that does not"
        );
    }
    let unknown: Vec<&String> = sides.keys().filter(|rule| !rules.contains(rule.as_str())).collect();
    assert!(unknown.is_empty(), "no such rules: {unknown:?}");
}

#[test]
fn there_are_enough_cases_and_none_twice() {
    let cases = cases();
    let firing = cases.iter().filter(|case| case.expect == "fire").count();
    assert!(firing >= 100 && cases.len() - firing >= 100, "{firing} of {}", cases.len());
    let mut seen = BTreeSet::new();
    for case in &cases {
        assert!(seen.insert((&case.rule, &case.expect, &case.text, &case.content)), "line {} again", case.line);
    }
}

/// The claims of a text, with the text.
fn claims_of(text: &str) -> Vec<Claim> {
    Extractor::new(Vec::new()).extract(&Article::new("case", text)).claims
}

#[test]
fn a_cue_that_keeps_its_distance_is_doubtful() {
    let class = |text: &str| claims_of(text)[0].cue.as_ref().map(|cue| cue.class);
    assert_eq!(class("زعم الوزير سالم الحلي أن الأمر انتهى."), Some(CueClass::Doubtful));
    assert_eq!(class("وتدعي الشركة أن الطريق مفتوح."), Some(CueClass::Doubtful));
    assert_eq!(class("قال الوزير سالم الحلي إن الأمر انتهى."), Some(CueClass::Neutral));
}

#[test]
fn a_formula_of_anonymity_is_all_of_its_words() {
    let text = "قال مصدر مجهول الهوية إن الطريق مغلق منذ أمس.";
    assert_eq!(claims_of(text)[0].formula.map(|f| f.of(text)), Some("مجهول الهوية"));
}

#[test]
fn the_second_speaker_of_a_headline_ends_what_the_first_says() {
    let text =
        "نائب: الطريق مغلق... ووزير النقل: بل مفتوح للجميع\n\nقال النائب سالم الحلي إن الطريق مغلق منذ أمس أمام الناس.";
    let contents: Vec<_> = claims_of(text).iter().map(|c| c.content.of(text)).collect();
    assert_eq!(contents[..2], ["الطريق مغلق", "بل مفتوح للجميع"]);
}
