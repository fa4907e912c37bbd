//! Prints a corpus of invented articles as JSON lines, to measure builds and validations of any size:
//!
//! ```text
//! cargo run --release --example large_corpus -- 90000 > corpus.jsonl
//! ```
//!
//! 90,000 articles hold about a million claims. Every article is composed of other words, so that none is a near duplicate
//! of another; the same number gives the same bytes.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write as _};

const FIRST: [&str; 12] =
    ["سالم", "كاظم", "رائد", "نبيل", "هيثم", "زيد", "باسم", "وائل", "ثامر", "جواد", "فارس", "مهند"];
const LAST: [&str; 12] = [
    "الفراتي",
    "النهري",
    "البستاني",
    "القصبي",
    "الطيني",
    "الموجي",
    "السدري",
    "الرملي",
    "المطري",
    "النخلي",
    "الحجري",
    "الثلجي",
];
const OFFICE: [&str; 8] =
    ["الوزير", "النائب", "المحافظ", "المتحدث باسم البلدية", "مدير المشروع", "رئيس اللجنة", "الخبير", "قائد الشرطة"];
const SOURCE: [&str; 5] =
    ["مصدر أمني", "مسؤول في المحافظة", "مصدر طلب عدم ذكر اسمه", "مصدر مطلع", "مسؤول حكومي رفض الكشف عن هويته"];
const CUE: [&str; 8] = ["قال", "أكد", "أوضح", "أعلن", "ذكر", "أشار إلى", "كشف", "شدد على"];
const SUBJECT: [&str; 10] = [
    "الجسر",
    "المشروع",
    "الطريق الجديد",
    "المستشفى",
    "انسحاب القوات الأجنبية",
    "البرلمان",
    "الميناء",
    "موسم الحصاد",
    "خط المياه",
    "بقاء قوات التحالف",
];
const PREDICATE: [&str; 10] = [
    "سيكتمل",
    "تأخر كثيرا",
    "ضروري للبلاد",
    "يحتاج إلى دعم",
    "مرفوض تماما",
    "يهدد الاستقرار",
    "يخدم الأهالي",
    "لم يبدأ بعد",
    "سيناقش قريبا",
    "كلف أكثر من المتوقع",
];

/// A small generator of numbers (an xorshift), so that the example needs no crate.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.roll(words.len())]
    }
}

fn article(number: usize, dice: &mut Dice) -> String {
    let mut text = format!("خبر مختلق رقم {number} عن {}\n", dice.one_of(&SUBJECT));
    // Writing to a `String` cannot fail.
    for _ in 0..11 {
        let speaker = if dice.roll(4) == 0 {
            dice.one_of(&SOURCE).to_owned()
        } else {
            format!("{} {} {}", dice.one_of(&OFFICE), dice.one_of(&FIRST), dice.one_of(&LAST))
        };
        let _ = writeln!(
            text,
            "{} {speaker} أن {} {} في القطاع {} والمرحلة {}، وبلغت الكلفة {} ألفا.",
            dice.one_of(&CUE),
            dice.one_of(&SUBJECT),
            dice.one_of(&PREDICATE),
            dice.roll(100_000),
            dice.roll(100_000),
            dice.roll(100_000)
        );
    }
    text
}

fn main() -> io::Result<()> {
    let count = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(1_000);
    let mut dice = Dice(0x5DEE_CE66);
    let mut out = BufWriter::new(io::stdout().lock());
    for number in 0..count {
        let text = article(number, &mut dice);
        let day = 1 + number % 28;
        let row = serde_json::json!({
            "id": format!("large-{number:07}"),
            "text": text,
            "outlet": format!("صحيفة {}", number % 40),
            "url": format!("https://large.example/{number}"),
            "published_at": format!("2026-{:02}-{day:02}T08:00:00Z", 1 + number % 12),
        });
        writeln!(out, "{row}")?;
    }
    out.flush()
}
