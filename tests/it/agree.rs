//! `claimkit agree`: files of labels in, coefficients out.

use crate::fixture::{build_into, config, items};
use crate::util::Workdir;
use claimkit::labels;
use serde_json::Value;

const ANNA: &str = "claim_id,article_id,labeler,stance,outlet\n1,x,anna,favor,A\n2,x,anna,against,A\n3,y,anna,neutral,B\n4,y,anna,favor,B\n";
const BASIM: &str = "claim_id\tarticle_id\tlabeler\tstance\n1\tx\tbasim\tfavor\n2\tx\tbasim\tagainst\n3\ty\tbasim\tneutral\n4\ty\tbasim\tneutral\n";

#[test]
fn two_files_are_compared() {
    let work = Workdir::new();
    work.write("anna.csv", ANNA);
    work.write("basim.tsv", BASIM);
    let shown = work.run(["agree", "anna.csv", "basim.tsv", "--by", "outlet"]).exits(0).stdout;
    for words in ["labelers anna, basim", "Krippendorff's alpha", "by outlet", "0.750"] {
        assert!(shown.contains(words), "no `{words}` in {shown}");
    }
    let json = work.run(["agree", "anna.csv", "basim.tsv", "--json"]).exits(0).stdout;
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&found["all"]["claims"], &found["all"]["observed"]["value"]), (&4.into(), &0.75.into()));
    // Row and column sums 2 1 1 and 1 1 2: 5 of 16 by chance.
    assert_eq!(found["pairs"][0]["kappa"]["value"], 7.0 / 11.0);
    assert!(found["all"]["alpha"]["low"].is_f64() && found["by_label"].as_object().unwrap().len() == 3);
    assert_eq!(json, work.run(["agree", "anna.csv", "basim.tsv", "--json"]).exits(0).stdout, "seeded");
    work.run(["agree", "anna.csv", "basim.tsv", "--min-alpha", "0.9"]).exits(1);
    work.run(["agree", "anna.csv", "basim.tsv", "--min-alpha", "0.6"]).exits(0);
}

#[test]
fn labels_of_a_release_stand_beside_those_of_people() {
    let work = Workdir::new();
    let release = build_into(&work.path("out"), &config(), items(), 2).unwrap().path;
    let mut people = labels::of_release(&release).unwrap();
    people.truncate(9);
    for label in &mut people {
        label.labeler = "anna".into();
    }
    work.write("anna.jsonl", labels::to_jsonl(&people));
    let ran = work.run(["agree", "anna.jsonl", "--release", release.to_str().unwrap(), "--by", "anonymity", "--json"]);
    let found: Value = serde_json::from_str(&ran.exits(0).stdout).unwrap();
    assert_eq!((&found["all"]["claims"], &found["all"]["observed"]["value"]), (&9.into(), &1.0.into()));
    assert!(found["by"]["anonymity"].as_array().unwrap().len() > 1, "{found:#}");
}

#[test]
fn what_cannot_be_compared_is_told() {
    let work = Workdir::new();
    work.write("anna.csv", ANNA);
    work.run(["agree", "anna.csv"]).exits(2).tells(&["no claim has two labels; labelers are anna"]);
    work.run(["agree", "none.csv"]).exits(2).tells(&["claimkit: none.csv: "]);
    work.run(["agree", "anna.csv", "--release", "nowhere"]).exits(2).tells(&["nowhere", "has no folder articles/"]);
}
