//! `claimkit target`: the built program on target files of the repository and on broken ones.

use crate::util::{Workdir, repository};
use serde_json::Value;

const COALITION: &str = "datasets/coalition-withdrawal/targets/coalition-withdrawal.toml";

#[test]
fn the_coalition_target_has_no_error() {
    let file = repository(COALITION);
    let ran = Workdir::new().run(["target", "check", file.to_str().unwrap()]);
    assert!(!ran.stdout.contains("error:"), "{}", ran.stdout);
    ran.exits(0);
}

#[test]
fn every_fault_of_a_broken_target_is_told() {
    let work = Workdir::new();
    work.write(
        "bad.toml",
        "[target]\nidd = \"x\"\ntopic_triggers = [\"النهر\"]\n[lexicon]\ndepart = [\"سد\", \"سدّ\"]\n",
    );
    let ran = work.run(["target", "check", "bad.toml"]).exits(1);
    for line in [
        "error: bad.toml:2: target.idd: unknown key (did you mean `id`?)",
        "error: bad.toml: target.statement_ar: the key is missing",
        "error: bad.toml: lexicon: no event blocks the statement",
        "warning: bad.toml:5: lexicon.depart: `سدّ` and `سد` are one depart after folding",
    ] {
        assert!(ran.stdout.contains(line), "no `{line}` in {}", ran.stdout);
    }
    let json: Value =
        serde_json::from_str(&work.run(["target", "check", "bad.toml", "--json"]).exits(1).stdout).unwrap();
    assert_eq!((&json[0]["severity"], &json[0]["fault"]), (&"error".into(), &"missing".into()), "{json:#}");
    work.run(["target", "check", "none.toml"]).exits(2).tells(&["claimkit: none.toml: "]);
    work.run(["target", "check"]).exits(2);
}

#[test]
fn a_text_is_tried_with_its_evidence() {
    let work = Workdir::new();
    let file = repository(COALITION);
    let file = file.to_str().unwrap();
    let text = "انسحاب القوات الأمريكية سيترك فراغا أمنيا";
    let ran = work.run(["target", "try", file, text]).exits(0);
    for words in ["label     against", "STA-CAUSE", "فراغا أمنيا", "depart 1"] {
        assert!(ran.stdout.contains(words), "no `{words}` in {}", ran.stdout);
    }
    let json: Value =
        serde_json::from_str(&work.run_with(text, ["target", "try", file, "-", "--json"]).exits(0).stdout).unwrap();
    let chars: Vec<char> = text.chars().collect();
    for words in json["evidence"].as_array().unwrap().iter().chain(json["words"].as_array().unwrap()) {
        let [start, end] = ["start", "end"].map(|k| usize::try_from(words[k].as_u64().unwrap()).unwrap());
        assert_eq!(words["text"], chars[start..end].iter().collect::<String>());
    }
    // A warning of a bare event is against it.
    let bare = "خروج قوات التحالف الدولي";
    let warned = work.run(["target", "try", file, bare, "--cue-class", "warning", "--speaker", "الخبير"]).exits(0);
    assert!(warned.stdout.contains("label     against") && warned.stdout.contains("STA-WARN"), "{}", warned.stdout);
    let rules = work.run(["target", "try", file, bare, "--rules-alone"]).exits(0);
    assert!(rules.stdout.contains("label     neutral"), "{}", rules.stdout);
    // What no lexicon has may have been learned.
    let partners = "الأمريكيون شركاء موثوقون وقفوا معنا في أصعب الظروف";
    let both = work.run(["target", "try", file, partners]).exits(0).stdout;
    assert!(both.contains("label     against") && both.contains("STA-LEARNED"), "{both}");
    let rules = work.run(["target", "try", file, partners, "--rules-alone"]).exits(0).stdout;
    assert!(!rules.contains("STA-LEARNED"), "{rules}");
    work.run(["target", "try", file, "وصل الوفد"]).exits(0).tells(&["no topic_trigger"]);
    work.run(["target", "try", file, bare, "--cue-class", "loud"]).exits(2).tells(&["classes are neutral"]);
}

#[test]
fn an_outcome_with_its_verb_needs_no_other_verb() {
    let work = Workdir::new();
    let target = "[target]\nid = \"dam\"\nstatement_ar = \"بناء السد\"\nlexicon = \"dam.tsv\"\nentity_required = false\n\
                  direction = { depart = 1, presence = -1 }\ntopic_triggers = [\"السد\"]\n";
    work.write("dam.toml", target);
    let words = ["depart\t1\tبناء السد\t", "good\t1\tوفر/يوفر المياه\t", "bad\t1\tأغرق/يغرق القرى\t"];
    work.write("dam.tsv", format!("category\tweight\tforms\tnote\n{}\n", words.join("\n")));
    for (text, label) in [
        ("بناء السد سيوفر المياه للناس", "favor"),
        ("بناء السد لن يوفر المياه للناس", "against"),
        ("بناء السد سيغرق القرى", "against"),
        ("بناء السد سيبدأ غدا", "neutral"),
    ] {
        let ran = work.run(["target", "try", "dam.toml", text]).exits(0);
        assert!(ran.stdout.contains(&format!("label     {label}")), "{text}: {}", ran.stdout);
    }
}

#[test]
fn a_table_of_sentences_tells_which_are_wrong() {
    let work = Workdir::new();
    let file = repository(COALITION);
    let file = file.to_str().unwrap();
    work.write("s.tsv", "label\tcontent\nfavor\tيجب إخراج القوات الأجنبية\nfavor\tلا بد من بقاء قوات التحالف\n");
    let ran = work.run(["target", "test", file, "s.tsv"]).exits(1);
    assert!(ran.stdout.contains("s.tsv:3: against, expected favor (STA-MUST"), "{}", ran.stdout);
    assert!(ran.stdout.contains("1 of 2 sentences with the expected label"));
    work.write("bad.tsv", "label\tcontent\nyes\tنص\n");
    work.run(["target", "test", file, "bad.tsv"]).exits(2).tells(&["claimkit: bad.tsv:2: label: `yes` is not known"]);
}
