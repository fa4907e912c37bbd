//! `claimkit target try`: one text, its label, and the words behind it.

use crate::cli::{Status, Stop, message, print, print_json};
use crate::model::{CodePoints, Span, StanceLabel};
use crate::stance::sentences::Sentence;
use crate::stance::{Found, StanceLabeler, Target, docs};
use serde::Serialize;
use std::fmt::Write;

/// Words with their place in the text, in code points.
#[derive(Debug, Serialize)]
struct Words {
    text: String,
    start: u32,
    end: u32,
    /// Rule that weighed them, or category in the lexicon.
    #[serde(flatten)]
    what: What,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum What {
    Rule { rule: &'static str },
    Entry { category: &'static str, weight: f64 },
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Trial {
    target: String,
    statement: String,
    text: String,
    stance: String,
    score: f64,
    rule: &'static str,
    evidence: Vec<Words>,
    words: Vec<Words>,
}

pub(super) fn run(target: Target, sentence: &Sentence, json: bool) -> Result<Status, Stop> {
    let (text, _) = sentence.article();
    let (id, statement) = (target.id().to_owned(), target.statement().to_owned());
    if !target.is_touched_by(&text) {
        message("no topic_trigger of the target stands in the text, so that it is not read any further");
    }
    let found = target.find(&text);
    let labeler = StanceLabeler::new(vec![target]);
    for label in sentence.labels(&labeler) {
        let trial = trial((&id, &statement), &text, &label, &found);
        if json {
            print_json(&trial)?;
        } else {
            print(&human(&trial))?;
        }
    }
    Ok(Status::Clean)
}

fn trial((id, statement): (&str, &str), text: &str, label: &StanceLabel, found: &[Found]) -> Trial {
    let points = CodePoints::new(text);
    let words = |span: Span, what: What| {
        let (start, end) = points.span(span);
        Words { text: span.of(text).to_owned(), start, end, what }
    };
    let entry = |f: &Found| words(f.span, What::Entry { category: f.category, weight: f.weight });
    Trial {
        target: id.to_owned(),
        statement: statement.to_owned(),
        text: text.to_owned(),
        stance: label.stance.to_string(),
        score: label.score,
        rule: label.rule,
        evidence: label.evidence.iter().map(|e| words(e.span, What::Rule { rule: e.rule })).collect(),
        words: found.iter().map(entry).collect(),
    }
}

fn human(trial: &Trial) -> String {
    let title = |rule: &str| docs().iter().find(|d| d.id == rule).map_or("", |d| d.title);
    let mut to = String::new();
    // Writing to a `String` cannot fail.
    let _ = writeln!(to, "target    {}: {}", trial.target, trial.statement);
    let _ = writeln!(to, "label     {}  {:+.2}  {} ({})", trial.stance, trial.score, trial.rule, title(trial.rule));
    for (title_of_list, list) in [("evidence", &trial.evidence), ("words", &trial.words)] {
        if list.is_empty() {
            let _ = writeln!(to, "{title_of_list:<9} none");
        }
        for (n, w) in list.iter().enumerate() {
            let name = if n == 0 { title_of_list } else { "" };
            let what = match w.what {
                What::Rule { rule } => format!("{rule} ({})", title(rule)),
                What::Entry { category, weight } => format!("{category} {weight}"),
            };
            let _ = writeln!(to, "{name:<9} {:>4}..{:<4} {}  {what}", w.start, w.end, w.text);
        }
    }
    to
}
