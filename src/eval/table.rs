//! Scores for a terminal.

use super::count::{OUTCOMES, PRF, RATES};
use super::figures::{Estimate, Scores};
use crate::model::{Stance, Vocabulary};
use std::fmt::Write;

/// The scores as tables, in percent.
pub fn table(scores: &Scores) -> String {
    let mut to = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        to,
        "articles {}   gold claims {}   predicted claims {}   anonymous with a name {}",
        scores.articles, scores.gold, scores.predicted, scores.anonymous_with_name
    );
    let _ = writeln!(to, "\n{:<50}{:>7}{:>7}{:>7}   95 % of F1", "", "P", "R", "F1");
    for (name, title) in PRF {
        let s = scores.prf.get(name).copied().unwrap_or_default();
        let _ = writeln!(to, "{title:<50}{}{}{}", percent(s.p.value), percent(s.r.value), with_interval(s.f1));
    }
    to.push('\n');
    for (name, title) in RATES {
        let s = scores.rates.get(name).copied().unwrap_or_default();
        let _ = writeln!(to, "{title:<64}{}   {}/{}", with_interval(s.rate), s.right, s.of);
    }
    let _ = write!(to, "\n{:<14}{:<25}{:<25}{:<25}", "stance", "macro-F1", "mean F(favor, against)", "accuracy");
    to.extend(Stance::ALL.iter().map(|s| format!("{s:>10}")));
    to.push('\n');
    let baselines = &scores.stance_baselines;
    let mut rows = vec![("matched", &scores.stance_matched), ("end to end", &scores.stance_end_to_end)];
    if baselines.majority.accuracy.value.is_some() {
        rows.push(("  majority", &baselines.majority));
    }
    rows.extend(baselines.keyword.iter().map(|s| ("  keyword", s)));
    rows.extend(baselines.text_only.iter().map(|s| ("  text only", s)));
    for (title, s) in rows {
        let _ = write!(to, "{title:<12}");
        for estimate in [s.macro_f1, s.mean_f, s.accuracy] {
            let _ = write!(to, "{:<25}", with_interval(estimate));
        }
        to.extend(Stance::ALL.iter().map(|l| format!("{:>10}", percent(s.f1.get(l.as_str()).and_then(|e| e.value)))));
        to.push('\n');
    }
    to.push_str(
        "(indented: baselines on the matched claims, cross-validated by article, that do not know the target)\n",
    );
    confusion(scores, &mut to);
    for (slice, rows) in &scores.slices {
        let _ = write!(to, "\n{:<40}{:>6}", format!("recall by {slice}"), "n");
        to.extend(OUTCOMES.iter().map(|name| format!("{name:>11}")));
        to.push('\n');
        for row in rows {
            let _ = write!(to, "  {:<38}{:>6}", row.value, row.n);
            to.extend(OUTCOMES.iter().map(|name| format!("{:>11}", percent(row.recall.get(name).copied()))));
            to.push('\n');
        }
    }
    to
}

fn confusion(scores: &Scores, to: &mut String) {
    let mut columns: Vec<_> = Stance::ALL.iter().map(|s| s.as_str()).collect();
    columns.extend(["unlabelled", "missed"]);
    let mut rows = columns[..Stance::ALL.len()].to_vec();
    rows.push("spurious");
    let _ = write!(to, "\n{:<20}", "confusion");
    to.extend(columns.iter().map(|c| format!("{c:>11}")));
    to.push_str("   (gold in rows)\n");
    for row in rows {
        let _ = write!(to, "  {row:<18}");
        for column in &columns {
            let n = scores.confusion.get(row).and_then(|r| r.get(column)).copied().unwrap_or(0);
            let _ = write!(to, "{n:>11}");
        }
        to.push('\n');
    }
}

fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| format!("{:>7}", "n/a"), |v| format!("{:>7.1}", 100.0 * v))
}

fn with_interval(estimate: Estimate) -> String {
    let interval = estimate.low.zip(estimate.high);
    let shown = interval.map_or_else(String::new, |(a, b)| format!("  [{:>5.1}, {:>5.1}]", 100.0 * a, 100.0 * b));
    format!("{}{shown:<16}", percent(estimate.value))
}
