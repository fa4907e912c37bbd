//! No text makes the extractor panic, every span slices, and the same text gives the same claims.

use crate::util::Workdir;
use claimkit::model::{Article, CodePoints, Span};
use claimkit::pipeline::Extractor;
use claimkit::record::Record;
use claimkit::stance::Target;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::json;
use std::sync::LazyLock;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(vec![Target::built_in().unwrap()]));

/// Words that open and close things, with what else news holds.
const WORDS: [&str; 54] = [
    "قال",
    "وأضاف",
    "أكد",
    "وقالت",
    "مشيرا",
    "إلى",
    "إن",
    "أن",
    "بأن",
    "ان",
    "الوزير",
    "مصدر",
    "أمني",
    "طلب",
    "عدم",
    "ذكر",
    "اسمه",
    "المتحدث",
    "باسم",
    "وزارة",
    "الدفاع",
    "سعد",
    "علي",
    "الراوي",
    "القوات",
    "الأمريكية",
    "انسحاب",
    "التحالف",
    "من",
    "العراق",
    "«",
    "»",
    "\"",
    "“",
    "”",
    ":",
    "،",
    ".",
    "؟",
    "\n",
    "\n\n",
    "(",
    ")",
    "لم",
    "قد",
    "الذي",
    "بحسب",
    "وفقا",
    "لـ",
    "قوله",
    "نقلت",
    "عن",
    "ـ",
    "د.",
];

/// Spellings and signs that spans and names have gone wrong at.
const ODD: [&str; 16] = [
    "للبيان",
    "للجنة",
    "للوزير",
    "للتحالف الدولي",
    "ل",
    "ً",
    "َّالبلاد",
    "۝",
    "۔",
    "❤️",
    "1️⃣",
    "👨‍👩‍👧",
    "#وزارة_الدفاع",
    "مي\u{200C}",
    "شكك",
    "مصدر: ",
];

fn text() -> impl Strategy<Value = String> {
    let word =
        prop_oneof![3 => prop::sample::select(&WORDS[..]), 1 => prop::sample::select(&ODD[..])].prop_map(str::to_owned);
    let noise = "[ا-يً-ْ\u{200F}\u{200B}\u{FEFF}😀🇮🇶a-z0-9٠-٩ \t\r\nﷺﻻ]{0,6}".prop_map(|s| s);
    let gap = prop::sample::select(&[" ", "", "\u{A0}", "  "][..]);
    prop::collection::vec((prop_oneof![6 => word, 1 => noise], gap), 0..80)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect())
}

fn assert_exact(text: &str, record: &Record) {
    let points = CodePoints::new(text);
    let exact = |start: u32, end: u32, shown: &str| {
        let span: Span = points.bytes(start, end).unwrap_or_else(|| panic!("{start}..{end} does not fit"));
        assert_eq!(span.of(text), shown);
        assert!(!shown.is_empty(), "an empty span at {start}");
    };
    for claim in &record.claims {
        exact(claim.start, claim.end, &claim.text);
        claim.cue.iter().for_each(|c| exact(c.start, c.end, &c.text));
        claim.speaker.iter().for_each(|s| exact(s.start, s.end, &s.text));
        if let (Some(start), Some(end)) = (claim.anonymity.start, claim.anonymity.end) {
            exact(start, end, claim.anonymity.text.as_deref().unwrap_or_default());
        }
        claim.stances.iter().flat_map(|s| &s.evidence).for_each(|e| exact(e.start, e.end, &e.text));
        assert!(!claim.spans.is_empty());
        for pair in claim.spans.windows(2) {
            assert!(pair[0].1 <= pair[1].0, "parts are in order");
        }
        assert_eq!((claim.spans[0].0, claim.spans[claim.spans.len() - 1].1), (claim.start, claim.end));
        assert!(!(claim.is_anonymous && claim.speaker_name.is_some()), "anonymous stays anonymous");
        assert!(claim.nested_in.iter().all(|id| record.claims.iter().any(|c| c.claim_id == *id)));
    }
    for pair in record.blocks.windows(2) {
        assert!(pair[0].end <= pair[1].start, "blocks do not overlap");
    }
    assert!(record.blocks.last().is_none_or(|b| b.end <= points.total()));
}

/// Texts that once gave an empty span (a mention that is only a comma, a quotation that goes on with nothing), or a phrase that
/// ended before it began.
#[test]
fn texts_that_were_read_wrong_once() {
    for text in [
        "قال ، ذكر\u{a0}« بحسب قال\u{a0}قال\u{a0}قال\u{a0}قال «\u{a0}وأضاف : ",
        "« قال\u{a0}قال «\u{a0}نقلت\u{a0}أمني\u{a0}« . طلب\u{a0}قال الوزير ",
        "أول أمس الخميس، أعلنت",
    ] {
        let article = Article::new("a", text);
        assert_exact(text, &Record::new(&article, &EXTRACTOR.extract(&article)));
    }
}

/// Nothing that the extractor makes of a text may fail a check of the release: one article must not cost all others.
#[test]
fn no_text_leaves_a_corpus_without_a_release() {
    let config = ProptestConfig { rng_seed: RngSeed::Fixed(2027), ..ProptestConfig::default() };
    let mut runner = TestRunner::new(config);
    let texts = (0..1_000).map(|n| (n, text().new_tree(&mut runner).unwrap().current()));
    let rows = texts.map(|(n, text)| format!("{}\n", json!({"id": format!("a{n}"), "text": text})));
    let work = Workdir::new();
    work.write("a.jsonl", rows.collect::<String>());
    work.write("claimkit.toml", "[dataset]\nname = 'odd'\nversion = '1.0.0'\n[[source]]\npaths = ['a.jsonl']\n");
    let ran = work.run(["build"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
}

/// Wherever a text puts a telephone number or an address, it is no part of who speaks.
#[test]
fn how_somebody_is_reached_is_no_part_of_a_name() {
    let contacts = [
        "07701234567",
        "0770 123 4567",
        "+964 770 123 4567",
        "(0770) 123-4567",
        "٠٧٧٠ ١٢٣ ٤٥٦٧",
        "964.770.123.4567",
        "press@wire.example",
    ];
    let frames = [
        "قال @ إن الجسر مغلق.",
        "قال المتحدث باسم الوزارة سالم العبدلي @ إن الجسر مغلق.",
        "الجسر مغلق، بحسب وزارة النقل @.",
        "وفقا لمصدر في وزارة النقل @ فإن الجسر مغلق.",
        "سالم العبدلي @: الجسر مغلق.",
        "المتحدث باسم الوزارة @ قال إن الجسر مغلق.",
        "وقال سالم العبدلي، مدير البلدية @، إن الجسر مغلق.",
        "وقال مصدر أمني @ طلب عدم ذكر اسمه إن الجسر مغلق.",
        "قال سالم العبدلي لقناة @ إن الجسر مغلق.",
        "قال سالم العبدلي لقناة سهم @ إن الجسر مغلق.",
    ];
    let texts = frames.iter().flat_map(|frame| contacts.map(|contact| frame.replace('@', contact)));
    let rows = texts.enumerate().map(|(n, text)| format!("{}\n", json!({"id": n, "text": text})));
    let work = Workdir::new();
    work.write("a.jsonl", rows.collect::<String>());
    work.write("claimkit.toml", "[dataset]\nname = 'odd'\nversion = '1.0.0'\n[[source]]\npaths = ['a.jsonl']\n");
    let ran = work.run(["build"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    // ... and what is left is who it was.
    let text = "وقال المتحدث باسم الوزارة 0770 123 4567 إن الجسر مغلق. وأضاف مدير البلدية 30 أن النهر عال.";
    let speakers = EXTRACTOR.extract(&Article::new("a", text)).speakers;
    let said: Vec<&str> = speakers.iter().map(|speaker| speaker.description.as_str()).collect();
    assert_eq!(said, ["المتحدث باسم الوزارة", "مدير البلدية 30"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_read(text in text()) {
        let article = Article::new("a", text.clone());
        let record = Record::new(&article, &EXTRACTOR.extract(&article));
        prop_assert_eq!(&record.text, &text);
        assert_exact(&text, &record);
        prop_assert_eq!(Record::new(&article, &EXTRACTOR.extract(&article)), record);
    }

    #[test]
    fn every_string_is_read(text in any::<String>()) {
        let article = Article::new("a", text.clone());
        assert_exact(&text, &Record::new(&article, &EXTRACTOR.extract(&article)));
    }
}
