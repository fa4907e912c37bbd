//! Lines that were broken at a width, as text from print and PDF has them: they are joined again.

use crate::model::Span;

/// Lines of the shortest stretch that tells its width.
const LEAST: usize = 5;

/// Bytes of the widest and the narrowest column (an Arabic letter has two).
const WIDEST: usize = 200;
const NARROWEST: usize = 40;

/// Joins the lines of a text that were broken at a width; blank lines stay between paragraphs.
pub(super) fn join(text: &str, lines: &[Span]) -> Vec<Span> {
    let is_blank = |line: &Span| line.of(text).trim().is_empty();
    let mut joined = Vec::with_capacity(lines.len());
    for stretch in lines.chunk_by(|a, b| is_blank(a) == is_blank(b)) {
        match width(text, stretch) {
            Some(width) => join_stretch(text, stretch, width, &mut joined),
            None => joined.extend_from_slice(stretch),
        }
    }
    joined
}

/// The width at which lines without a blank one among them were broken, if they were: nearly every line is so long that
/// the first word of the next had no place in it, and most of them end no sentence. Headlines in a row differ more.
fn width(text: &str, lines: &[Span]) -> Option<usize> {
    if lines.len() < LEAST {
        return None;
    }
    let width =
        lines.iter().map(|line| line.of(text).trim().len()).max().filter(|w| (NARROWEST..=WIDEST).contains(w))?;
    let pairs = || lines.windows(2).map(|pair| (pair[0].of(text).trim(), pair[1].of(text).trim()));
    let full = pairs().filter(|(line, next)| is_full(line, next, width)).count();
    let open = pairs().filter(|(line, _)| !line.ends_with(['.', '؟', '?', '!', ':', '…'])).count();
    let breaks = lines.len() - 1;
    (full * 100 >= breaks * 85 && open * 2 >= breaks).then_some(width)
}

/// Whether a line has no place for the first word of the next.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    (line.len() + 1 + word.len()) * 100 >= width * 85
}

fn join_stretch(text: &str, lines: &[Span], width: usize, into: &mut Vec<Span>) {
    let parts = lines.chunk_by(|line, next| is_full(line.of(text).trim(), next.of(text).trim(), width));
    into.extend(parts.filter_map(|part| Some(Span { start: part.first()?.start, end: part.last()?.end })));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> Vec<&str> {
        let mut at = 0;
        let lines = text.split('\n').map(|line| {
            at += line.len() + 1;
            Span::new(at - line.len() - 1, at - 1)
        });
        join(text, &lines.collect::<Vec<_>>()).iter().map(|line| line.of(text)).collect()
    }

    const COLUMN: &str = "قال الوزير سالم الراوي أمس إن\nالقوات المشتركة ستغادر جميع\nالقواعد قبل نهاية العام المقبل\n\
                          وإن اللجنة المكلفة بالملف قد\nأنهت عملها. وأضاف أن الحكومة";

    #[test]
    fn a_column_is_one_paragraph() {
        let text = format!("خبر عاجل\n\n{COLUMN}\n\nأخبار");
        assert_eq!(joined(&text), ["خبر عاجل", "", COLUMN, "", "أخبار"]);
    }

    #[test]
    fn a_short_last_line_ends_a_paragraph() {
        let text = format!("{COLUMN}\nراضية.\nوقال النائب زيد الحلي في بيان\nإن البرلمان سيعقد جلسة خاصة");
        assert_eq!(joined(&text).len(), 2, "{:?}", joined(&text));
    }

    #[test]
    fn headlines_in_a_row_stay_apart() {
        let text = "الوزير يزور الواحة\nإغلاق الجسر الجديد أسبوعا بسبب أعمال الصيانة\nالأمطار تعود\n\
                    سهم تفتح مكتبا في المدينة\nتأجيل جلسة البرلمان إلى الأحد المقبل بعد خلاف";
        assert_eq!(joined(text).len(), 5);
        let paragraphs = "قال الوزير إن الحدود مؤمنة.\nوأضاف أن الحكومة راضية عنها.\nوذكر أن اللجنة ستجتمع غدا.\n\
                          وأكد أن الموعد لم يتغير أبدا.\nوختم بأن الملف أغلق نهائيا.";
        assert_eq!(joined(paragraphs).len(), 5);
    }
}
