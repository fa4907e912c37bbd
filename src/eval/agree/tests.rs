//! The published worked examples, and what must hold of any labels.

use super::*;
use proptest::prelude::*;

/// Labels from rows of labelers and columns of claims; `.` is a gap.
fn labels(rows: &[&str]) -> Vec<Label> {
    let mut labels = Vec::new();
    for (labeler, row) in rows.iter().enumerate() {
        for (claim, stance) in row.split_whitespace().enumerate().filter(|(_, s)| *s != ".") {
            labels.push(Label {
                claim_id: format!("c{claim:03}"),
                labeler: format!("l{labeler}"),
                stance: stance.to_owned(),
                ..Label::default()
            });
        }
    }
    labels
}

fn all(labels: &[Label]) -> Coefficients {
    agreement(labels, &Options { resamples: 0, ..Options::default() }).unwrap().all
}

#[track_caller]
fn near(estimate: Estimate, expected: f64, places: i32) {
    let value = estimate.value.unwrap();
    assert!((value - expected).abs() <= 0.500_001 * 10f64.powi(-places), "{value}, expected {expected}");
}

/// Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections A to C.
#[test]
fn krippendorff_2011() {
    near(all(&labels(&["0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"])).alpha, 0.095, 3);
    near(all(&labels(&["a a b b d c c c e d d a", "b a b b b c c c e d d d"])).alpha, 0.692, 3);
    let four =
        ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."];
    let found = all(&labels(&four));
    near(found.alpha, 0.743, 3);
    // The claim that only one labelled cannot be paired.
    assert_eq!((found.claims, found.complete), (11, 8));
}

/// Fleiss, "Measuring nominal scale agreement among many raters" (1971), in the form that textbooks print: ten subjects,
/// fourteen raters, five categories.
#[test]
fn fleiss_1971() {
    let counts = [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ];
    let mut rows = vec![Vec::new(); 14];
    for subject in counts {
        let names = subject.iter().enumerate().flat_map(|(c, &n)| std::iter::repeat_n(c.to_string(), n));
        rows.iter_mut().zip(names).for_each(|(row, name)| row.push(name));
    }
    let rows: Vec<String> = rows.iter().map(|r| r.join(" ")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    near(all(&labels(&rows)).fleiss, 0.210, 3);
}

/// The table that textbooks print for Cohen's kappa: 20 both yes, 15 both no, 5 and 10 apart.
#[test]
fn cohen_of_fifty_proposals() {
    let row = |yes_yes: &str, yes_no: &str, no_yes: &str, no_no: &str| {
        [(yes_yes, 20), (yes_no, 5), (no_yes, 10), (no_no, 15)]
            .iter()
            .flat_map(|(s, n)| std::iter::repeat_n(*s, *n))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (a, b) = (row("y", "y", "n", "n"), row("y", "n", "y", "n"));
    let found = agreement(&labels(&[&a, &b]), &Options { resamples: 200, ..Options::default() }).unwrap();
    near(found.all.cohen, 0.4, 3);
    near(found.all.observed, 0.7, 3);
    // Two labels: each against the other is the same question.
    assert_eq!(found.by_label["y"].cohen.value, found.all.cohen.value);
    assert_eq!((found.pairs[0].claims, found.pairs[0].kappa), (50, found.all.cohen));
    let cohen = found.all.cohen;
    assert!(cohen.low.unwrap() < 0.4 && cohen.high.unwrap() > 0.4);
    assert_eq!(found, agreement(&labels(&[&a, &b]), &Options { resamples: 200, ..Options::default() }).unwrap());
}

#[test]
fn nothing_to_compare_is_told() {
    let error = agreement(&labels(&["a b", ". ."]), &Options::default()).unwrap_err().to_string();
    assert!(error.starts_with("no claim has two labels; labelers are l0"), "{error}");
    // One label only: chance would agree as well.
    let found = all(&labels(&["a a", "a a"]));
    assert_eq!((found.observed.value, found.alpha.value, found.cohen.value), (Some(1.0), None, None));
}

#[test]
fn slices_and_clusters() {
    let mut list = labels(&["a b a b", "a b b a"]);
    for label in &mut list {
        label.article_id = if label.claim_id.as_str() < "c002" { "x" } else { "y" }.to_owned();
        if label.labeler == "l0" {
            label.facets.insert("outlet".into(), label.article_id.clone());
        }
    }
    let options = Options { by: vec!["outlet".into()], resamples: 50, ..Options::default() };
    let found = agreement(&list, &options).unwrap();
    let rows = &found.by["outlet"];
    assert_eq!(
        rows.iter().map(|r| (r.value.as_str(), r.figures.observed.value)).collect::<Vec<_>>(),
        [("x", Some(1.0)), ("y", Some(0.0))]
    );
    // Whole articles are drawn: all agree or none does, so the interval of the whole is as wide as can be.
    assert_eq!((found.all.observed.low, found.all.observed.high), (Some(0.0), Some(1.0)));
}

proptest! {
    #[test]
    fn perfect_agreement_is_one_and_order_does_not_matter(
        rows in proptest::collection::vec(proptest::collection::vec(0usize..4, 12), 2..5),
    ) {
        let text: Vec<String> = rows.iter().map(|r| r.iter().map(usize::to_string).collect::<Vec<_>>().join(" ")).collect();
        let text: Vec<&str> = text.iter().map(String::as_str).collect();
        let found = all(&labels(&text));
        for value in [found.cohen, found.fleiss, found.alpha].into_iter().filter_map(|e| e.value) {
            prop_assert!((-1.0..=1.0 + 1e-12).contains(&value), "{}", value);
        }
        let mut turned = labels(&text);
        turned.reverse();
        let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-12,
            (a, b) => a == b,
        };
        let other = all(&turned);
        prop_assert!(close(other.alpha.value, found.alpha.value) && close(other.fleiss.value, found.fleiss.value));
        let same = vec![text[0]; 3];
        let one = all(&labels(&same));
        for value in [one.cohen, one.fleiss, one.alpha].into_iter().filter_map(|e| e.value) {
            prop_assert!((value - 1.0).abs() < 1e-12);
        }
    }
}
