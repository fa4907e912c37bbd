//! Agreement for a terminal.

use super::{Agreement, Coefficients};
use crate::eval::Estimate;
use std::fmt::Write;

/// The figures as tables.
pub fn table(agreement: &Agreement) -> String {
    let mut to = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        to,
        "labelers {}   labels {}   claims with two labels {}   with all {}",
        agreement.labelers.join(", "),
        agreement.labels.join(", "),
        agreement.all.claims,
        agreement.all.complete
    );
    heading(&mut to, "");
    line(&mut to, "all", &agreement.all);
    for (label, figures) in &agreement.by_label {
        line(&mut to, label, figures);
    }
    if agreement.pairs.len() > 1 {
        let _ = writeln!(to, "\n{:<40}{:>8}{:>10}   Cohen's kappa", "pairs", "claims", "observed");
        for pair in &agreement.pairs {
            let names = pair.labelers.join(" and ");
            let _ = writeln!(to, "{names:<40}{:>8}{:>10}   {}", pair.claims, plain(pair.observed), shown(pair.kappa));
        }
    }
    for (facet, rows) in &agreement.by {
        heading(&mut to, &format!("by {facet}"));
        for row in rows {
            line(&mut to, if row.value.is_empty() { "(none)" } else { &row.value }, &row.figures);
        }
    }
    to
}

fn heading(to: &mut String, title: &str) {
    let _ = writeln!(
        to,
        "\n{title:<22}{:>7}{:>10}   {:<24}{:<24}{:<24}",
        "claims", "observed", "Cohen's kappa", "Fleiss' kappa", "Krippendorff's alpha"
    );
}

fn line(to: &mut String, name: &str, c: &Coefficients) {
    let figures = [c.cohen, c.fleiss, c.alpha].map(|e| format!("{:<24}", shown(e))).concat();
    let _ = writeln!(to, "{name:<22}{:>7}{:>10}   {}", c.claims, plain(c.observed), figures.trim_end());
}

fn plain(estimate: Estimate) -> String {
    estimate.value.map_or_else(|| "n/a".to_owned(), |v| format!("{v:.3}"))
}

fn shown(estimate: Estimate) -> String {
    let interval = estimate.low.zip(estimate.high);
    let interval = interval.map_or_else(String::new, |(low, high)| format!(" [{low:.3}, {high:.3}]"));
    format!("{}{interval}", plain(estimate))
}
