//! Whether any text makes extraction slower than in proportion to its length.
//!
//! `cargo bench --no-default-features --bench linear` reads texts that no newsroom writes (a paragraph of megabytes
//! without a full stop, a million quotation marks, a million cues, thousands of speakers), each at 1/16 of its size and
//! whole, and prints the time a megabyte at both sizes. A ratio near 1 is linear; 16 is quadratic. Above 3 it fails.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use claimkit::model::Article;
use claimkit::pipeline::Extractor;
use claimkit::stance::Target;
use std::time::Instant;

/// Bytes of the large texts.
const SIZE: usize = 10_000_000;

/// How much smaller the small ones are.
const PARTS: usize = 16;

/// The largest ratio that is taken for linear: caches and a busy machine make some of it.
const LIMIT: f64 = 3.0;

const SENTENCE: &str =
    "قال الوزير سالم الراوي إن انسحاب القوات الأجنبية ضروري وأضاف أن الحكومة تعمل على ذلك مع التحالف ";

/// Texts, each from a size in bytes.
const TEXTS: [(&str, fn(usize) -> String); 19] = [
    ("ordinary lines", |n| repeat(&format!("{SENTENCE}.\n"), n)),
    ("a paragraph without a full stop", |n| repeat(SENTENCE, n)),
    ("words without a claim", |n| repeat("الحكومة والمدينة كتاب جديد في الطريق الطويل ", n)),
    ("quotation marks", |n| repeat("\"", n / 10)),
    ("quotation marks that only open", |n| repeat("« كلمة ", n)),
    ("cues", |n| repeat("قال ", n * 7 / 10)),
    ("cues with a complementiser", |n| repeat("قال إن ", n)),
    ("cues with a colon", |n| repeat("قال: ", n)),
    ("participles", |n| repeat("مؤكدا أن ", n)),
    ("prepositions", |n| repeat("بحسب الوزير، ", n)),
    ("elided subjects", |n| repeat("وأضاف أن الحدود مؤمنة.\n", n)),
    ("formulas of anonymity", |n| repeat("طلب عدم ذكر اسمه ", n)),
    ("surnames", |n| numbered(n, |i| format!("قال {} إن الحدود مؤمنة.\n", name(i)))),
    ("quotations", |n| repeat("\"نعم نعم\" قال ", n)),
    ("brackets that close nothing", |n| format!("قال الوزير سالم الراوي: \"الطريق مغلق {}\".", repeat(") ", n))),
    ("documents", |n| repeat("هذا بيان مهم جدا للناس. وجاء في البيان أن الطريق مغلق.\n", n)),
    ("lines that begin as the headline", |n| {
        format!("بيان جديد {}\n\n{}\nقال الوزير إن الحدود مؤمنة.\n", repeat("ب", n / 2), repeat("ببب\n", n / 2))
    }),
    ("holders of offices", |n| numbered(n, |i| format!("وقال مدير شركة {} إن الطريق مغلق.\n", name(i)))),
    ("speakers", |n| numbered(n, |i| format!("قال النائب سالم {} إن الحدود مؤمنة.\n", name(i)))),
];

fn main() {
    // `cargo test --benches` only wants to see that it runs.
    let measured = std::env::args().any(|a| a == "--bench");
    let size = if measured { SIZE } else { SIZE / 1000 };
    let extractor = Extractor::new(vec![Target::built_in().expect("the built-in target")]);
    extractor.extract(&Article::new("warm", SENTENCE));
    println!("{:34} {:>9} {:>9} {:>12} {:>12} {:>7}", "text", "bytes", "claims", "small s/MB", "large s/MB", "ratio");
    let mut steep = Vec::new();
    for (name, text) in TEXTS {
        let (small, _) = time(&extractor, text(size / PARTS));
        let whole = text(size);
        let bytes = whole.len();
        let (large, claims) = time(&extractor, whole);
        let ratio = large / small;
        println!("{name:34} {bytes:>9} {claims:>9} {small:>12.3} {large:>12.3} {ratio:>7.2}");
        if ratio > LIMIT {
            steep.push(name);
        }
    }
    // Texts of a few kilobytes take microseconds, and their ratios say nothing.
    assert!(!measured || steep.is_empty(), "slower than in proportion to their length: {}", steep.join(", "));
}

/// Seconds a megabyte (the better of two runs), and the number of claims.
fn time(extractor: &Extractor, text: String) -> (f64, usize) {
    let megabytes = text.len() as f64 / 1e6;
    let article = Article::new("bench", text);
    let run = || {
        let start = Instant::now();
        let claims = extractor.extract(&article).claims.len();
        (start.elapsed().as_secs_f64() / megabytes, claims)
    };
    let (first, second) = (run(), run());
    (first.0.min(second.0), first.1)
}

fn repeat(text: &str, bytes: usize) -> String {
    text.repeat(bytes / text.len() + 1)
}

fn numbered(bytes: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 200);
    let mut number = 0;
    while text.len() < bytes {
        text.push_str(&line(number));
        number += 1;
    }
    text
}

/// A name of its own for every number.
fn name(number: usize) -> String {
    const LETTERS: [char; 24] = [
        'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ', 'ف', 'ق', 'م', 'ن',
        'ه', 'ي',
    ];
    [1, 24, 24 * 24, 24 * 24 * 24].iter().map(|power| LETTERS[number / power % LETTERS.len()]).collect()
}
