//! The bundled gold: its spans are exact, its texts are what `claimkit extract` reads, and the extractor does not get worse.

use crate::util::{Workdir, blessing, repository};
use claimkit::eval::{self, Options, Scores};
use claimkit::model::CodePoints;
use claimkit::record::Record;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

const FLOOR: &str = "tests/data/gold_floor.tsv";

fn gold() -> Vec<Record> {
    eval::read(&repository("datasets/coalition-withdrawal/gold/gold.jsonl")).unwrap()
}

fn extracted() -> Vec<Record> {
    let work = Workdir::new();
    let articles = repository("datasets/coalition-withdrawal/articles");
    let ran = work.run(["extract", articles.to_str().unwrap()]).exits(0);
    eval::read(&work.write("predicted.jsonl", ran.stdout)).unwrap()
}

#[test]
fn every_span_of_the_gold_is_exact() {
    let mut spans = 0;
    for record in gold() {
        let points = CodePoints::new(&record.text);
        let mut exact = |claim: &str, start: u32, end: u32, shown: &str| {
            let found = points.bytes(start, end).map(|span| span.of(&record.text));
            assert_eq!(found, Some(shown), "{}: {claim}", record.article_id);
            spans += 1;
        };
        for c in &record.claims {
            exact(&c.claim_id, c.start, c.end, &c.text);
            c.cue.iter().for_each(|s| exact(&c.claim_id, s.start, s.end, &s.text));
            c.speaker.iter().for_each(|s| exact(&c.claim_id, s.start, s.end, &s.text));
            c.stances.iter().flat_map(|s| &s.evidence).for_each(|e| exact(&c.claim_id, e.start, e.end, &e.text));
            if let (Some(start), Some(end), Some(text)) = (c.anonymity.start, c.anonymity.end, &c.anonymity.text) {
                exact(&c.claim_id, start, end, text);
            }
        }
    }
    assert!(spans > 1_000, "{spans}");
}

#[test]
fn the_texts_of_the_gold_are_those_that_are_extracted() {
    let theirs: BTreeMap<_, _> = extracted().into_iter().map(|r| (r.article_id, r.text)).collect();
    let gold = gold();
    assert_eq!(gold.len(), theirs.len());
    let differ: Vec<_> =
        gold.iter().filter(|r| theirs.get(&r.article_id) != Some(&r.text)).map(|r| &r.article_id).collect();
    assert!(
        differ.is_empty(),
        "run gold/resolve.py --texts with the output of `claimkit extract articles`: {differ:?}"
    );
}

/// The figures that have a floor, in percent.
fn figures(scores: &Scores) -> BTreeMap<String, f64> {
    let mut figures = BTreeMap::new();
    figures.extend(scores.prf.iter().map(|(name, s)| ((*name).to_owned(), s.f1.value)));
    figures.extend(["resolved", "quote_type"].map(|name| (name.to_owned(), scores.rates[name].rate.value)));
    figures.insert("stance_macro_f1".into(), scores.stance_end_to_end.macro_f1.value);
    figures.into_iter().map(|(name, value)| (name, 100.0 * value.unwrap_or(0.0))).collect()
}

/// `CLAIMKIT_BLESS=1` writes the figures of today as the new floor.
#[test]
fn scores_on_the_gold_stay_above_their_floor() {
    let scores = eval::score(&gold(), &extracted(), &Options { resamples: 0, baselines: false, ..Options::default() });
    assert!(scores.warnings.is_empty(), "{:?}", scores.warnings);
    assert_eq!(scores.anonymous_with_name, 0);
    let figures = figures(&scores);
    let path = repository(FLOOR);
    if blessing() {
        let mut text = "figure\tfloor\n".to_owned();
        for (name, value) in &figures {
            let _ = writeln!(text, "{name}\t{:.0}", value.floor());
        }
        fs::write(&path, text).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap();
    let mut checked = 0;
    for line in committed.lines().skip(1) {
        let (name, floor) = line.split_once('\t').unwrap();
        let floor: f64 = floor.parse().unwrap();
        assert!(figures[name] >= floor, "{name} fell to {:.1}, below {floor}", figures[name]);
        checked += 1;
    }
    assert_eq!(checked, figures.len(), "{FLOOR} lists every figure");
}
