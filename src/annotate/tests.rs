//! There and back: what every tool would return, and what must be refused.

use super::*;
use serde_json::{Value, json};

/// An emoji before the claim: code points and UTF-16 units differ from there on.
const TEXT: &str = "عاجل 😀\nقال النائب جلال المرواني إن \"بقاء القوات\" خطأ & خطر.";

fn span(text: &str, words: &str) -> TextSpan {
    let start = text[..text.find(words).unwrap()].chars().count() as u32;
    TextSpan { text: words.to_owned(), start, end: start + words.chars().count() as u32 }
}

fn tasks() -> Vec<Task> {
    let task = |n: u32, words: &str, stance, evidence: &[&str]| Task {
        claim_id: format!("c{n}"),
        article_id: "a/1".into(),
        target: "t".into(),
        statement: "انسحاب القوات".into(),
        text: TEXT.into(),
        claim: span(TEXT, words),
        speaker: "جلال \"أبو علي\" المرواني".into(),
        facets: BTreeMap::from([("outlet".to_owned(), "سواد".to_owned())]),
        predictions: vec![Prediction {
            labeler: "rules".into(),
            stance,
            score: 0.5,
            evidence: evidence.iter().map(|e| span(TEXT, e)).collect(),
        }],
    };
    vec![task(1, "بقاء القوات\" خطأ & خطر", Stance::Favor, &["بقاء", "خطر"]), task(2, "عاجل 😀", Stance::Neutral, &[])]
}

fn file(files: &[(PathBuf, String)], name: &str) -> String {
    files.iter().find(|(path, _)| path.ends_with(name)).unwrap().1.clone()
}

/// Imports one text under a file name.
fn back(format: Format, name: &str, text: &str) -> Result<Imported> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    import(&tasks(), format, &[path], None)
}

/// What every annotator should have said: the label of the release on both claims, with the same evidence.
#[track_caller]
fn as_predicted(imported: &Imported, labeler: &str) {
    assert!(imported.refused.is_empty(), "{:?}", imported.refused);
    let tasks = tasks();
    assert_eq!(imported.labels.len(), 2);
    for (label, task) in imported.labels.iter().zip(&tasks) {
        assert_eq!(
            (&label.claim_id, &label.article_id, &label.target),
            (&task.claim_id, &task.article_id, &task.target)
        );
        assert_eq!((label.stance.as_str(), label.labeler.as_str()), (task.predictions[0].stance.as_str(), labeler));
        assert_eq!((&label.evidence, &label.facets), (&task.predictions[0].evidence, &task.facets));
    }
}

#[track_caller]
fn refuses(imported: Result<Imported>, words: &str) {
    let refused: Vec<String> = imported.unwrap().refused.iter().map(ToString::to_string).collect();
    assert!(refused.iter().any(|r| r.contains(words)), "no `{words}` in {refused:?}");
}

/// Every task of an export as Label Studio gives it back, when the annotator accepts the prediction.
fn label_studio_accepted(by: &Value) -> Vec<Value> {
    let exported = file(&export(&tasks(), Format::LabelStudio, ExportOptions::default()).unwrap(), "tasks.json");
    let mut list: Vec<Value> = serde_json::from_str(&exported).unwrap();
    for task in &mut list {
        let result = task["predictions"][0]["result"].clone();
        task["annotations"] = json!([{ "completed_by": by, "was_cancelled": false, "result": result }]);
    }
    list
}

#[test]
fn label_studio_there_and_back() {
    let list = label_studio_accepted(&json!({"id": 4, "email": "anna@example.org"}));
    as_predicted(&back(Format::LabelStudio, "x.json", &json!(list).to_string()).unwrap(), "anna@example.org");
    let numbered = label_studio_accepted(&json!(4));
    as_predicted(&back(Format::LabelStudio, "x.json", &json!(numbered).to_string()).unwrap(), "user-4");

    // UTF-16 units are taken as well as code points; anything else is refused.
    let shifted = |label: &str, by: i64| {
        let mut list = label_studio_accepted(&json!(4));
        for result in list[0]["annotations"][0]["result"].as_array_mut().unwrap() {
            if !label.is_empty() && result["id"] != label {
                continue;
            }
            for key in ["start", "end"] {
                if let Some(n) = result["value"][key].as_i64() {
                    result["value"][key] = json!(n + by);
                }
            }
        }
        back(Format::LabelStudio, "x.json", &json!(list).to_string())
    };
    as_predicted(&shifted("", 1).unwrap(), "user-4");
    refuses(shifted("evidence-1", 3), "neither as code points nor as UTF-16");
    refuses(shifted("claim-0", 3), "a region `claim` does not show the claim c1");
}

#[test]
fn label_studio_counts_code_points_and_shows_the_claim_to_the_blind() {
    for blind in [false, true] {
        let exported = file(&export(&tasks(), Format::LabelStudio, ExportOptions { blind }).unwrap(), "tasks.json");
        let list: Vec<Value> = serde_json::from_str(&exported).unwrap();
        let points: Vec<char> = TEXT.chars().collect();
        for task in &list {
            let result = task["predictions"][0]["result"].as_array().unwrap();
            assert_eq!(result[0]["value"]["text"], task["data"]["claim"]);
            for value in result.iter().filter(|r| r["type"] == "labels").map(|r| &r["value"]) {
                let at = |key: &str| value[key].as_u64().unwrap() as usize;
                assert_eq!(value["text"], points[at("start")..at("end")].iter().collect::<String>());
            }
            assert_eq!(
                blind,
                result.iter().all(|r| r["type"] != "choices" && r["value"]["labels"] != json!(["evidence"]))
            );
        }
    }
}

/// One claim with labels toward two targets is two tasks, which no tool may confuse.
#[test]
fn one_claim_toward_two_targets() {
    let mut both = vec![tasks().remove(0), tasks().remove(0)];
    both[1].target = "u".into();
    both[1].predictions[0].stance = Stance::Against;
    both[1].predictions[0].evidence.remove(0);
    let folder = tempfile::tempdir().unwrap();
    let returned = |format, name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let imported = import(&both, format, &[path], None).unwrap();
        assert!(imported.refused.is_empty(), "{:?}", imported.refused);
        let found = imported.labels.iter().map(|l| (l.target.clone(), l.stance.clone(), l.evidence.len()));
        found.collect::<Vec<_>>()
    };
    let exported = |format, name| file(&export(&both, format, ExportOptions::default()).unwrap(), name);
    let mut list: Vec<Value> = serde_json::from_str(&exported(Format::LabelStudio, "tasks.json")).unwrap();
    for task in &mut list {
        task["annotations"] = json!([{"completed_by": 4, "result": task["predictions"][0]["result"]}]);
    }
    let want = |evidence: [usize; 2]| {
        [("t", "favor", evidence[0]), ("u", "against", evidence[1])].map(|(t, s, n)| (t.to_owned(), s.to_owned(), n))
    };
    assert_eq!(returned(Format::LabelStudio, "x.json", &json!(list).to_string()), want([2, 1]));
    assert_eq!(returned(Format::Xmi, "anna.xmi", &exported(Format::Xmi, "0001-a_1.xmi")), want([2, 1]));
    assert_eq!(returned(Format::Doccano, "anna.jsonl", &exported(Format::Doccano, "tasks.jsonl")), want([2, 1]));
    let sheet =
        exported(Format::Csv, "tasks.csv").replace("favor,,", "favor,favor,").replace("against,,", "against,against,");
    assert_eq!(returned(Format::Csv, "anna.csv", &sheet), want([0, 0]));
}

#[test]
fn label_studio_keeps_annotators_apart_and_refuses_what_does_not_fit() {
    let mut list = label_studio_accepted(&json!(4));
    let mut second = list[0]["annotations"][0].clone();
    second["completed_by"] = json!(5);
    list[0]["annotations"].as_array_mut().unwrap().push(second);
    let mut cancelled = list[0]["annotations"][0].clone();
    cancelled["was_cancelled"] = json!(true);
    list[0]["annotations"].as_array_mut().unwrap().push(cancelled);
    let imported = back(Format::LabelStudio, "x.json", &json!(list).to_string()).unwrap();
    let by: Vec<_> = imported.labels.iter().map(|l| (l.claim_id.as_str(), l.labeler.as_str())).collect();
    assert_eq!(by, [("c1", "user-4"), ("c1", "user-5"), ("c2", "user-4")]);

    let changed = |change: &dyn Fn(&mut Value)| {
        let mut list = label_studio_accepted(&json!(4));
        change(&mut list[0]);
        back(Format::LabelStudio, "x.json", &json!(list).to_string())
    };
    refuses(changed(&|t| t["data"]["claim_id"] = json!("c9")), "the sample has no claim \"c9\" toward \"t\"");
    refuses(changed(&|t| t["data"]["target"] = json!("u")), "the sample has no claim \"c1\" toward \"u\"");
    refuses(changed(&|t| t["data"]["text"] = json!("other")), "is not the text of a/1");
    refuses(changed(&|t| t["annotations"][0]["result"] = json!([])), "\"\" is no label");
    refuses(changed(&|t| t["annotations"][0]["completed_by"] = json!(null)), "nobody is named");
    let twice = changed(&|t| {
        let again = t["annotations"][0].clone();
        t["annotations"].as_array_mut().unwrap().push(again);
    });
    refuses(twice, "user-4 labelled c1 twice");
    assert!(back(Format::LabelStudio, "x.json", "{}").unwrap_err().to_string().contains("is no list of tasks"));
    assert!(back(Format::LabelStudio, "x.json", "[{}]").unwrap_err().to_string().contains("has no `annotations`"));
}

#[test]
fn xmi_there_and_back() {
    let files = export(&tasks(), Format::Xmi, ExportOptions::default()).unwrap();
    assert_eq!(files.len(), 2);
    let xmi = file(&files, "0001-a_1.xmi");
    as_predicted(&back(Format::Xmi, "anna.xmi", &xmi).unwrap(), "anna");
    refuses(back(Format::Xmi, "anna.xmi", &xmi.replace("claimId=\"c1\"", "claimId=\"c7\"")), "no claim \"c7\"");
    refuses(back(Format::Xmi, "anna.xmi", &xmi.replace("عاجل", "خبر")), "is not the text of a/1");
    refuses(back(Format::Xmi, "anna.xmi", &xmi.replace(" stance=\"favor\"", "")), "\"\" is no label");
    let moved = xmi.replacen(
        "<claimkit:Claim xmi:id=\"3\" sofa=\"1\" begin=\"",
        "<claimkit:Claim xmi:id=\"3\" sofa=\"1\" begin=\"1",
        1,
    );
    refuses(back(Format::Xmi, "anna.xmi", &moved), "do not show the claim");
    assert!(back(Format::Xmi, "anna.xmi", "<a/>").unwrap_err().to_string().contains("has no sofaString"));
    assert!(back(Format::Xmi, "anna.xmi", "<a").unwrap_err().to_string().contains("the format is UIMA CAS XMI"));
    let mut control = tasks();
    control[0].text.push('\u{1}');
    let error = export(&control, Format::Xmi, ExportOptions::default()).unwrap_err().to_string();
    assert!(error.contains("article a/1: XML cannot hold the character at code point"), "{error}");
}

#[test]
fn doccano_there_and_back() {
    let lines = file(&export(&tasks(), Format::Doccano, ExportOptions::default()).unwrap(), "tasks.jsonl");
    as_predicted(&back(Format::Doccano, "anna.jsonl", &lines).unwrap(), "anna");
    // In code points, as a tool may count that knows better.
    let points = lines
        .lines()
        .zip(tasks())
        .map(|(line, task)| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            let claim = json!([task.claim.start, task.claim.end, task.predictions[0].stance.as_str()]);
            let evidence = task.predictions[0].evidence.iter().map(|e| json!([e.start, e.end, "evidence"]));
            line["label"] = std::iter::once(claim).chain(evidence).collect();
            line.to_string()
        })
        .collect::<Vec<_>>()
        .join("\n");
    as_predicted(&back(Format::Doccano, "anna.jsonl", &points).unwrap(), "anna");
    refuses(back(Format::Doccano, "anna.jsonl", &lines.replace("\"favor\"", "\"yes\"")), "\"yes\" is no label");
    refuses(back(Format::Doccano, "anna.jsonl", &lines.replace("عاجل 😀\\nقال", "قال")), "is not the text of a/1");
    refuses(
        back(Format::Doccano, "anna.jsonl", &lines.replace("\"favor\"", "\"evidence\"")),
        "has 0 labels, one is needed",
    );
    let blind = export(&tasks(), Format::Doccano, ExportOptions { blind: true }).unwrap();
    refuses(back(Format::Doccano, "anna.jsonl", &file(&blind, "tasks.jsonl")), "\"claim\" is no label");
}

#[test]
fn a_spreadsheet_there_and_back() {
    let sheet = file(&export(&tasks(), Format::Csv, ExportOptions::default()).unwrap(), "tasks.csv");
    assert!(back(Format::Csv, "anna.csv", &sheet).unwrap().labels.is_empty(), "nobody labelled yet");
    let filled = sheet.replace("favor,,", "favor,against,مهم").replace("neutral,,", "neutral,neutral,");
    let imported = back(Format::Csv, "anna.csv", &filled).unwrap();
    let got: Vec<_> =
        imported.labels.iter().map(|l| (l.stance.as_str(), l.labeler.as_str(), l.note.as_str())).collect();
    assert_eq!(got, [("against", "anna", "مهم"), ("neutral", "anna", "")]);
    refuses(back(Format::Csv, "anna.csv", &filled.replace("c1,", "c2,")), "is not the text of the claim");
    refuses(back(Format::Csv, "anna.csv", &filled.replace("against", "agianst")), "\"agianst\" is no label");
    // A spreadsheet of another country.
    let other = "claim_id;claim;stance;labeler\nc2;عاجل 😀;neutral;basim\n";
    assert_eq!(back(Format::Csv, "x.csv", other).unwrap().labels[0].labeler, "basim");
}

#[test]
fn blind_exports_hold_no_label() {
    for format in [Format::LabelStudio, Format::Xmi, Format::Doccano, Format::Csv] {
        let seen = |blind| {
            let files = export(&tasks(), format, ExportOptions { blind }).unwrap();
            let data = files
                .iter()
                .filter(|(p, _)| !["config.xml", "labels.json", "TypeSystem.xml"].map(Path::new).contains(&&**p));
            data.map(|(_, t)| t.as_str()).collect::<String>().contains("favor")
        };
        assert!(seen(false) && !seen(true), "{format:?}");
    }
}

#[test]
fn samples_are_checked_when_they_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.jsonl");
    let read_text = |text: &str| {
        std::fs::write(&path, text).unwrap();
        read(&path)
    };
    let text = to_jsonl(&tasks()).unwrap();
    assert_eq!(read_text(&text).unwrap(), tasks());
    let moved = text.replacen(&format!("\"start\":{}", tasks()[0].claim.start), "\"start\":1", 1);
    for (text, words) in [
        (moved.as_str(), "s.jsonl:1: claim: is not what the offsets show"),
        (&format!("{text}{text}"), "s.jsonl:3: claim_id: the claim c1 is there twice, first in row 1"),
        ("{}", "s.jsonl:1: "),
    ] {
        let error = read_text(text).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn adjudication_says_how() {
    use adjudicate::{Policy, adjudicate};
    let label = |claim: &str, labeler: &str, stance: &str| Label {
        claim_id: claim.into(),
        labeler: labeler.into(),
        stance: stance.into(),
        ..Label::default()
    };
    let given = [
        label("1", "anna", "favor"),
        label("1", "basim", "neutral"),
        label("2", "anna", "favor"),
        label("2", "basim", "favor"),
        label("2", "celine", "against"),
    ];
    let notes = |policy: &Policy| {
        let found = adjudicate(&given, policy).unwrap();
        let labels: Vec<_> = found.labels.into_iter().map(|l| (l.claim_id, l.stance, l.note)).collect();
        (labels, found.open)
    };
    let owned = |c: &str, s: &str, n: &str| (c.to_owned(), s.to_owned(), n.to_owned());
    let majority = owned("2", "favor", "majority, 2 of 3");
    assert_eq!(notes(&Policy::Majority { tie: None }), (vec![majority.clone()], vec!["1".to_owned()]));
    let tie = owned("1", "neutral", "no majority of 2, by basim");
    assert_eq!(notes(&Policy::Majority { tie: Some("basim".into()) }), (vec![tie, majority], vec![]));
    let celine = owned("2", "against", "by celine");
    assert_eq!(notes(&Policy::Annotator("celine".into())), (vec![celine], vec!["1".to_owned()]));
    assert!(
        adjudicate(&given, &Policy::Annotator("dina".into()))
            .unwrap_err()
            .to_string()
            .contains("dina labelled nothing")
    );
}

proptest::proptest! {
    /// UTF-16 units and code points convert into each other.
    #[test]
    fn units_convert(text in "\\PC{0,20}", a in 0u32..20, b in 0u32..20) {
        let total = text.chars().count() as u32;
        let (a, b) = (a.min(b).min(total), a.max(b).min(total));
        let units = (place::to_utf16(&text, a), place::to_utf16(&text, b));
        proptest::prop_assert_eq!(place::from_utf16(&text, units.0, units.1), Some((a, b)));
    }
}
