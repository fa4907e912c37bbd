//! The scorer scored: what must be 100, what must be 0, what must not matter.

use super::claim::Doc;
use super::count::{Counts, count};
use super::figures::values;
use super::*;
use crate::model::{Anonymity, CueClass, CueKind, QuoteType, Resolution, SpeakerType, Stance};
use crate::record::{AnonymityRecord, CueRecord, StanceRecord, TextSpan};

const TEXT: &str = "قال النائب سعد علي الراوي إن خروج القوات ضرورة وطنية. وأضاف أن البلاد قادرة وحدها. ونقلت الوكالة عن مصدر أمني، \
                    طلب عدم ذكر اسمه، قوله إن رحيل التحالف يفتح الباب للخطر. وأكد المصدر أن «الخطر قائم». ذكرت اللجنة أن الجدول معلن";

fn span(text: &str) -> TextSpan {
    let start = TEXT[..TEXT.find(text).unwrap()].chars().count() as u32;
    TextSpan { text: text.to_owned(), start, end: start + text.chars().count() as u32 }
}

/// A claim by its cue, mention, name and content; the fourth one stands in the third.
fn claim(n: usize, cue: &str, mention: &str, name: &str, content: &str, stance: Stance) -> ClaimRecord {
    let TextSpan { text, start, end } = span(content);
    let cue = (!cue.is_empty()).then(|| {
        let TextSpan { text, start, end } = span(cue);
        CueRecord { text, start, end, lemma: String::new(), class: CueClass::Neutral, kind: CueKind::Verb }
    });
    let anonymous = name.is_empty();
    let kind = if anonymous { Anonymity::Explicit } else { Anonymity::None };
    let formula = (n == 3).then_some(0);
    ClaimRecord {
        claim_id: format!("c{n}"),
        text,
        start,
        end,
        spans: vec![(start, end)],
        quote_type: QuoteType::Indirect,
        negated: false,
        cue,
        speaker: (!mention.is_empty()).then(|| span(mention)),
        speaker_name: (!anonymous).then(|| name.to_owned()),
        speaker_role: None,
        speaker_affiliation: None,
        speaker_type: SpeakerType::Person,
        speaker_resolution: Resolution::Explicit,
        speaker_id: Some(name.to_owned()),
        is_anonymous: anonymous,
        anonymity: AnonymityRecord { kind, text: None, start: formula, end: formula },
        addressee: None,
        nested_in: (n == 3).then(|| "c2".to_owned()),
        rule: "gold".to_owned(),
        stances: vec![StanceRecord {
            target: "t".into(),
            stance,
            score: 0.0,
            labeler: "gold".into(),
            rule: String::new(),
            evidence: vec![],
        }],
    }
}

fn gold() -> Vec<Record> {
    use Stance::{Against, Favor, Neutral, Unrelated};
    let (deputy, danger) = ("سعد علي الراوي", "رحيل التحالف يفتح الباب للخطر");
    let claims = vec![
        claim(0, "قال", "النائب سعد علي الراوي", deputy, "خروج القوات ضرورة وطنية", Favor),
        claim(1, "أضاف", "", deputy, "البلاد قادرة وحدها", Favor),
        claim(2, "نقلت", "الوكالة", "الوكالة", danger, Against),
        claim(3, "قوله", "مصدر أمني", "", danger, Against),
        claim(4, "أكد", "المصدر", "", "الخطر قائم", Unrelated),
        claim(5, "", "اللجنة", "اللجنة", "الجدول معلن", Neutral),
    ];
    vec![Record { article_id: "a".into(), text: TEXT.into(), title: None, blocks: vec![], claims }]
}

fn scored(gold: &[Record], predicted: &[Record]) -> Scores {
    score(gold, predicted, &Options { resamples: 20, by: Slice::ALL.to_vec(), ..Options::default() })
}

/// Gold with every claim changed.
fn changed(mut change: impl FnMut(&mut ClaimRecord)) -> Vec<Record> {
    let mut records = gold();
    records.iter_mut().flat_map(|r| &mut r.claims).for_each(&mut change);
    records
}

fn f1(scores: &Scores, name: &str) -> f64 {
    scores.prf[name].f1.value.unwrap()
}

#[test]
fn gold_against_itself_is_right_everywhere() {
    let scores = scored(&gold(), &gold());
    assert!(scores.prf.values().all(|s| s.f1.value == Some(1.0) && s.f1.low == Some(1.0)), "{scores:?}");
    let wrong =
        |(name, s): (&&str, &RateScore)| s.rate.value != Some(if *name == "unknown_speaker" { 0.0 } else { 1.0 });
    assert!(!scores.rates.iter().any(wrong), "{:?}", scores.rates);
    for stance in [&scores.stance_matched, &scores.stance_end_to_end] {
        assert!(stance.f1.values().chain([&stance.macro_f1, &stance.accuracy]).all(|e| e.value == Some(1.0)));
    }
    assert_eq!(
        scores.slices["cue_kind"].iter().map(|r| (r.value.as_str(), r.n)).collect::<Vec<_>>(),
        [("none", 1), ("verb", 5)]
    );
    assert!(scores.slices["nested"].iter().all(|r| r.recall.values().all(|v| (v - 1.0).abs() < 1e-9)));
    assert!(scores.warnings.is_empty());
}

#[test]
fn nothing_predicted_is_recall_zero() {
    let mut empty = gold();
    empty[0].claims.clear();
    for predicted in [vec![], empty] {
        let scores = scored(&gold(), &predicted);
        assert!(scores.prf.values().all(|s| s.r.value == Some(0.0)));
        assert_eq!(scores.rates["resolved"].rate.value, Some(0.0));
        assert_eq!(scores.rates["quote_type"].rate.value, None);
        assert_eq!(scores.stance_end_to_end.accuracy.value, Some(0.0));
        assert!(table(&scores).contains("n/a"));
    }
}

#[test]
fn a_span_as_long_as_the_article_is_right_nowhere() {
    let end = TEXT.chars().count() as u32;
    let mut whole = changed(|c| {
        (c.start, c.end, c.spans) = (0, end, vec![]);
        c.cue.as_mut().into_iter().for_each(|cue| (cue.start, cue.end) = (0, end));
        c.speaker.as_mut().into_iter().for_each(|s| (s.start, s.end) = (0, end));
    });
    whole[0].claims.truncate(1);
    let scores = scored(&gold(), &whole);
    for name in ["detection", "content_exact", "content_iou80", "content_tokens", "speaker_overlap", "tuple"] {
        assert!(f1(&scores, name) < 0.02, "{name}");
    }
}

#[test]
fn sides_swapped_swap_precision_and_recall() {
    let mut predicted = changed(|c| {
        if c.claim_id == "c0" {
            c.end -= 6;
            c.spans = vec![(c.start, c.end)];
        }
        c.is_anonymous ^= c.claim_id == "c4";
    });
    predicted[0].claims.swap_remove(1);
    predicted[0].claims.swap_remove(1);
    let gold = gold();
    let doc = Doc::new(&gold[0], &predicted[0].claims, None);
    let (there, back): (Counts, Counts) = (count(&doc).0, count(&doc.swapped()).0);
    let mut differ = 0;
    // The whole tuple is left out: who resolves a name is known on the gold side only.
    for (a, b) in there.prf.iter().zip(&back.prf).take(there.prf.len() - 1) {
        assert_eq!((a[0], a[1], a[2]), (b[0], b[2], b[1]));
        differ += usize::from(a[1] != a[2]);
    }
    assert!(differ > 3 && values(&there) != values(&back));
}

#[test]
fn wrong_stances_are_zero() {
    let wrong = changed(|c| {
        let label = &mut c.stances[0].stance;
        *label = Stance::ALL[(*label as usize + 1) % Stance::ALL.len()];
    });
    let scores = scored(&gold(), &wrong);
    for stance in [&scores.stance_matched, &scores.stance_end_to_end] {
        assert!(
            stance
                .f1
                .values()
                .chain([&stance.macro_f1, &stance.mean_f, &stance.accuracy])
                .all(|e| e.value == Some(0.0))
        );
    }
    let values = ["tuple", "detection"].map(|name| scores.prf[name].f1.value);
    assert_eq!(values, [Some(0.0), Some(1.0)]);
    let other = score(&gold(), &gold(), &Options { target: Some("other".into()), ..Options::default() });
    assert_eq!(other.stance_matched.macro_f1.value, None);
}

#[test]
fn everything_twice_halves_precision() {
    let mut twice = gold();
    let mut copies = twice[0].claims.clone();
    for copy in &mut copies {
        copy.claim_id.push('x');
    }
    twice[0].claims.extend(copies);
    let scores = scored(&gold(), &twice);
    for name in ["detection", "content_exact", "content_tokens", "anonymous", "tuple"] {
        let s = scores.prf[name];
        assert_eq!((s.p.value, s.r.value), (Some(0.5), Some(1.0)), "{name}");
    }
}

#[test]
fn complementisers_quotes_and_marks_do_not_count() {
    let longer = changed(|c| {
        // إن or أن with its space stands before most contents, and « before one.
        c.start -= if c.text == "الخطر قائم" { 4 } else { 3 };
        c.end += u32::from(c.end < TEXT.chars().count() as u32);
        c.spans = vec![(c.start, c.end)];
    });
    assert!((f1(&scored(&gold(), &longer), "content_exact") - 1.0).abs() < 1e-9);
}

#[test]
fn articles_of_one_side_only_are_told() {
    let mut other = gold();
    other[0].article_id = "b".into();
    let scores = scored(&gold(), &other);
    assert_eq!(scores.warnings.len(), 2);
    assert!(scores.warnings[1].ends_with("not in the gold, such as b"));
}

#[test]
fn a_line_that_is_no_record_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gold.jsonl");
    let good = serde_json::to_string(&gold()[0]).unwrap();
    for (text, words) in [
        (format!("{good}\n\n{good}\n"), ":3: article_id: the article a is there twice"),
        (format!("{good}\n{{\"article_id\": 7}}\n"), ":2: article_id: invalid type"),
        ("nonsense\n".to_owned(), ":1: "),
    ] {
        std::fs::write(&path, text).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
