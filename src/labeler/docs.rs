//! What the rules of these labels mean, for `claimkit explain`.

use crate::model::RuleDoc;

/// The pages of labels that are not by the built-in rules.
pub fn docs() -> &'static [RuleDoc] {
    &[
        RuleDoc {
            id: "LAB-COMMAND",
            title: "label of a program",
            what: "a program of `[[labeler]]` in claimkit.toml gave the label; the score is its confidence, signed by the side",
            why: "any model can label; its rows stand beside those of the rules and are never mixed with them",
            example_ar: "command = [\"python3\", \"label.py\"]",
            gloss: "claims go in as JSON lines, labels come out as JSON lines",
        },
        RuleDoc {
            id: "LAB-MODEL",
            title: "label of a trained model",
            what: "a model of `claimkit train` gave the label; the score is its probability, signed by the side",
            why: "a linear model over words, letters and the rules' label learns what annotators of one debate agree on",
            example_ar: "model = \"stance.json\"",
            gloss: "trained on labelled claims, checked by cross-validation that keeps articles together",
        },
        RuleDoc {
            id: "LAB-FILE",
            title: "label of a person",
            what: "a file of labels gave it: an annotator, or the adjudicated labels of several",
            why: "labels by people stand in the release under their names, so that agreement can be computed from it",
            example_ar: "labels = \"labels.jsonl\"",
            gloss: "claims that nobody labelled have no row of this labeler",
        },
    ]
}
