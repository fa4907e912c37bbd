//! Small bar charts as SVG, without a library: a bar is a rectangle.

use super::junit::xml as escaped;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Width of a chart, of its labels and of its numbers, in its own units.
const WIDTH: f64 = 360.0;
const LABELS: f64 = 130.0;
const NUMBERS: f64 = 50.0;

/// Height of a bar with its gap.
const STEP: usize = 20;

/// Horizontal bars with label and number; nothing where there is no value.
pub(super) fn bars(values: &[(&str, u64)]) -> String {
    let Some(most) = values.iter().map(|v| v.1).max().filter(|m| *m > 0) else { return String::new() };
    let height = STEP * values.len();
    let mut to = format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" direction=\"ltr\">");
    for (row, (label, n)) in values.iter().enumerate() {
        let (top, text) = (STEP * row + 3, STEP * row + 15);
        let width = (WIDTH - LABELS - NUMBERS) * *n as f64 / most as f64;
        let end = LABELS + width + 4.0;
        // Writing to a `String` cannot fail.
        let _ = write!(
            to,
            "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{LABELS}\" y=\"{top}\" width=\"{width:.1}\" height=\"14\"/>\
             <text x=\"{end:.1}\" y=\"{text}\">{n}</text>",
            LABELS - 6.0,
            escaped(label)
        );
    }
    to.push_str("</svg>");
    to
}

/// Bars of numbers by their lower bounds.
pub(super) fn histogram(counts: &BTreeMap<u64, u64>) -> String {
    let labels: Vec<(String, u64)> = counts.iter().map(|(bound, n)| (bound.to_string(), *n)).collect();
    let values: Vec<(&str, u64)> = labels.iter().map(|(l, n)| (l.as_str(), *n)).collect();
    bars(&values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_chart_and_nothing_has_none() {
        let svg = bars(&[("قال", 4), ("<b>", 1)]);
        assert!(svg.contains("width=\"180.0\"") && svg.contains("width=\"45.0\"") && svg.contains("&lt;b&gt;"));
        assert_eq!(bars(&[]), "");
    }
}
