use super::*;
use proptest::prelude::*;
use std::fmt::Write;

/// The blocks as one `kind: text` a line; long texts by their first words.
fn show(text: &str, title: Option<&str>, known: &[Block]) -> String {
    let mut shown = String::new();
    for block in annotate(text, title, known).blocks {
        let words: Vec<_> = block.span.of(text).split(' ').take(4).collect();
        writeln!(shown, "{}: {}", block.kind, words.join(" ")).unwrap();
    }
    shown
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(show(text, None, &[]).trim().lines().collect::<Vec<_>>(), expected, "{text}");
}

const LEAD: &str = "قال رئيس بلدية الواحة سامر الوادي، اليوم الأحد، إن الجسر الجديد سيفتح أمام السيارات بعد أسبوع.";
const MORE: &str = "وأضاف أن \"العمل انتهى قبل موعده، ولم يبق إلا الطلاء\".";

#[test]
fn a_headline_and_its_copies() {
    let t = "بعد عام من الإغلاق.. جسر الواحة يفتح أمام السيارات";
    check(
        &format!("{t}\n{t}{t}\n\n{t}\n\n{LEAD}\n{MORE}"),
        &[
            "title: بعد عام من الإغلاق..",
            "repeated_title: بعد عام من الإغلاق..",
            "repeated_title: بعد عام من الإغلاق..",
            "paragraph: قال رئيس بلدية الواحة",
            "paragraph: وأضاف أن \"العمل انتهى",
        ],
    );
    let glued = format!("{t}\n{t}{LEAD}\n{MORE}");
    let blocks = annotate(&glued, None, &[]).blocks;
    assert_eq!(blocks[1].kind, BlockKind::RepeatedTitle);
    assert_eq!(blocks[2].span.of(&glued), LEAD);
    let doubled = format!("{t}{t}\n{LEAD}");
    assert_eq!(annotate(&doubled, None, &[]).title.unwrap().of(&doubled), t);
}

#[test]
fn the_title_field_finds_the_headline_in_the_text() {
    let t = "جسر الواحة يفتح أمام السيارات";
    let text = format!("{t}{LEAD}\n{MORE}");
    let structure = annotate(&text, Some("جسر الواحه يفتح أمام السيارات"), &[]);
    assert_eq!(structure.title.unwrap().of(&text), t);
    assert_eq!(structure.blocks[1].span.of(&text), LEAD);
    assert_eq!(annotate(LEAD, Some(t), &[]).title, None);
}

#[test]
fn a_lead_that_begins_like_the_headline_stays_whole() {
    let t = "رئيس البلدية يفتتح جسر الواحة الجديد";
    let text = format!("{t}\n{t} بحضور مئات السكان من المدينة والقرى المجاورة لها.\n{MORE}");
    assert_eq!(annotate(&text, None, &[]).blocks[1].kind, BlockKind::Paragraph);
}

#[test]
fn bylines_datelines_and_captions() {
    check(
        &format!(
            "وزير النقل: الجسر جاهز\nكتبت – سلمى النجار\nجسر الواحة قبل الافتتاح (رويترز)\nالواحة/ شبكة سهم-{LEAD}\n{MORE}"
        ),
        &[
            "title: وزير النقل: الجسر جاهز",
            "byline: كتبت – سلمى النجار",
            "caption: جسر الواحة قبل الافتتاح",
            "dateline: الواحة/ شبكة سهم-",
            "paragraph: قال رئيس بلدية الواحة",
            "paragraph: وأضاف أن \"العمل انتهى",
        ],
    );
    check(
        &format!("12 مايو 2021\nجسر الواحة يفتح غدا أخيرا\nسلمى النجار\nالسهم - وكالات\n{LEAD}"),
        &[
            "boilerplate: 12 مايو 2021",
            "title: جسر الواحة يفتح غدا",
            "byline: سلمى النجار",
            "dateline: السهم - وكالات",
            "paragraph: قال رئيس بلدية الواحة",
        ],
    );
}

#[test]
fn subheadings_are_told_from_short_sentences() {
    check(
        &format!(
            "{LEAD}\nمهلة جديدة\n{MORE}\nقصر.\nوقال وزير النقل:\n\"لا نعرف بعد\"\nالوزير: نعم\nأسئلة بلا جواب\n{LEAD}"
        ),
        &[
            "paragraph: قال رئيس بلدية الواحة",
            "subheading: مهلة جديدة",
            "paragraph: وأضاف أن \"العمل انتهى",
            "paragraph: قصر.",
            "paragraph: وقال وزير النقل:",
            "paragraph: \"لا نعرف بعد\"",
            "paragraph: الوزير: نعم",
            "subheading: أسئلة بلا جواب",
            "paragraph: قال رئيس بلدية الواحة",
        ],
    );
}

#[test]
fn furniture_within_and_below_the_text() {
    check(
        &format!(
            "أخبار\nجسر الواحة يفتح غدا أخيرا\n{LEAD}\nاقرأ أيضا: طريق جديد\n{MORE}\nاقرأ أيضاً:\nسوق الواحة يحترق\n{LEAD}\n\
             كلمات مفتاحية: جسر، واحة\n#جسر #الواحة\nالأكثر قراءة\nNo stories found.\n{MORE}\nlogo\nسهم نيوز\nwww.sahm.example"
        ),
        &[
            "boilerplate: أخبار",
            "title: جسر الواحة يفتح غدا",
            "paragraph: قال رئيس بلدية الواحة",
            "boilerplate: اقرأ أيضا: طريق جديد",
            "paragraph: وأضاف أن \"العمل انتهى",
            "boilerplate: اقرأ أيضاً:",
            "boilerplate: سوق الواحة يحترق",
            "paragraph: قال رئيس بلدية الواحة",
            "boilerplate: كلمات مفتاحية: جسر، واحة",
            "boilerplate: #جسر #الواحة",
            "boilerplate: الأكثر قراءة",
            "boilerplate: No stories found.",
            "boilerplate: وأضاف أن \"العمل انتهى",
            "boilerplate: logo",
            "boilerplate: سهم نيوز",
            "boilerplate: www.sahm.example",
        ],
    );
    let tagged = format!("#{}", LEAD.replace("الواحة", "#الواحة"));
    assert_eq!(annotate(&tagged, None, &[]).blocks[0].kind, BlockKind::Paragraph);
    // The same marker above the text ends nothing.
    let text = format!("الأكثر قراءة\n{LEAD}\n{MORE}");
    assert_eq!(annotate(&text, None, &[]).blocks[1].kind, BlockKind::Paragraph);
    check(
        &format!("{LEAD}\nلا بأس\nسهم نيوز\nwww.sahm.example"),
        &[
            "paragraph: قال رئيس بلدية الواحة",
            "subheading: لا بأس",
            "boilerplate: سهم نيوز",
            "boilerplate: www.sahm.example",
        ],
    );
}

#[test]
fn debris_at_the_ends_of_lines() {
    check(
        &format!("date 2021-05-06 {LEAD}\nالرئيسية / أخبار / الجسر مفتوح\n{MORE} انتهى/ع"),
        &[
            "dateline: date 2021-05-06",
            "paragraph: قال رئيس بلدية الواحة",
            "boilerplate: الرئيسية / أخبار /",
            "subheading: الجسر مفتوح",
            "paragraph: وأضاف أن \"العمل انتهى",
            "boilerplate: انتهى/ع",
        ],
    );
}

#[test]
fn what_the_file_knew_stands() {
    let text = format!("{LEAD}\nسامر الوادي أمس\n{MORE}");
    let start = text.find("سامر الوادي أمس").unwrap();
    let known =
        [Block { kind: BlockKind::Caption, span: Span::new(start, start + "سامر الوادي أمس".len()) }];
    let blocks = annotate(&text, None, &known).blocks;
    assert_eq!(blocks.iter().map(|b| b.kind).collect::<Vec<_>>()[1], BlockKind::Caption);
}

/// Characters of every kind that the rules look at.
fn news() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[ا-ي]{1,8}",
        Just("قال".to_owned()),
        Just("اقرأ أيضا".to_owned()),
        Just("الأكثر قراءة".to_owned()),
        Just("الواحة/ سهم نيوز-".to_owned()),
        Just("2021-05-06".to_owned()),
        Just("انتهى".to_owned()),
        Just("الرئيسية /".to_owned()),
        "[\\PC]{0,6}",
        "[\\s\\n\"«»().:/–ـ\u{200F}]{0,4}",
    ];
    prop::collection::vec(word, 0..60).prop_map(|words| words.join(" ").replace(" . ", "\n"))
}

proptest! {
    #[test]
    fn blocks_cover_every_line_in_order(text in news(), title in proptest::option::of(news()), cuts in prop::collection::vec(0usize..400, 0..4)) {
        let known: Vec<Block> = cuts.chunks_exact(2).map(|c| Block { kind: BlockKind::Caption, span: Span::new(c[0].min(c[1]), c[0].max(c[1])) }).collect();
        let structure = annotate(&text, title.as_deref(), &known);
        let mut covered = 0;
        let mut last = 0;
        for block in &structure.blocks {
            let inner = text.get(block.span.range());
            prop_assert!(inner.is_some_and(|s| !s.is_empty() && s.trim() == s), "{block:?} {inner:?}");
            prop_assert!(block.span.start >= last);
            last = block.span.end;
            covered += block.span.of(&text).chars().filter(|c| !c.is_whitespace()).count();
        }
        prop_assert_eq!(covered, text.chars().filter(|c| !c.is_whitespace()).count());
        prop_assert_eq!(structure.title.is_some(), structure.blocks.iter().any(|b| b.kind == BlockKind::Title));
    }
}
