//! Every kind of fault, and files that have none.

use super::*;

const GOOD: &str = r#"[target]
id = "well"
statement_ar = "حفر البئر"
topic_triggers = ["البئر"]
[lexicon]
entity = ["البئر"]
depart = ["حفر"]
presence = ["ردم"]
[examples]
favor = ["يجب حفر البئر"]
against = ["يجب ردم البئر"]
neutral = ["حفر البئر سيبدأ غدا"]
unrelated = ["يجب إصلاح الجسر"]
"#;

/// The faults of a target file, with a lexicon beside it.
fn faults(toml: &str, tsv: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.tsv"), tsv).unwrap();
    let path = folder.path().join("t.toml");
    std::fs::write(&path, toml).unwrap();
    let prefix = format!("{}/", folder.path().display());
    check(&path).unwrap().iter().map(|f| format!("{:?} {f}", f.fault).replace(&prefix, "")).collect()
}

fn has(faults: &[String], start: &str) {
    assert!(faults.iter().any(|f| f.starts_with(start)), "no `{start}` in {faults:#?}");
}

#[test]
fn a_good_target_has_no_fault() {
    assert!(faults(GOOD, "").is_empty(), "{:#?}", faults(GOOD, ""));
}

#[test]
fn everything_missing_and_unknown_is_told_at_once() {
    let found = faults("[target]\nidd = \"x\"\ndirection = { depat = 1 }\n[exampels]\n", "");
    for start in [
        "Unknown t.toml:2: target.idd: unknown key (did you mean `id`?)",
        "Unknown t.toml:3: target.direction.depat",
        "Unknown t.toml:4: exampels: unknown key (did you mean `examples`?)",
        "Missing t.toml: target.id: the key is missing",
        "Missing t.toml: target.statement_ar",
        "Missing t.toml: target.topic_triggers",
        "Missing t.toml: lexicon: no event realises",
        "Missing t.toml: lexicon: no event blocks",
        "Missing t.toml: lexicon: no entity",
        "Missing t.toml: examples.favor: no example",
    ] {
        has(&found, start);
    }
}

#[test]
fn wrong_values_name_their_row() {
    let found = faults(
        &GOOD
            .replace("id = \"well\"", "id = 7\nentity_required = 1\ndirection = { depart = 1, presence = 1 }")
            .replace("[examples]", "[thresholds]\nfavor = 3\n[examples]"),
        "",
    );
    has(&found, "Wrong t.toml:2: target.id: expected a string, found 7");
    has(&found, "Wrong t.toml:3: target.entity_required: expected true or false, found 1");
    has(&found, "Contradictory t.toml:4: target.direction: `depart` and `presence` point the same way");
    has(&found, "Wrong t.toml:12: thresholds.favor: expected a number from 0 to 1, found 3");
    has(&faults("[target\n", ""), "Wrong t.toml:1: ");
}

#[test]
fn entries_are_compared_after_folding() {
    let found = faults(
        &GOOD.replace(
            "depart = [\"حفر\"]",
            "depart = [\"حفر\",\n \"حفر\", \"حَفْر\", \"/\", \"ردم\", \"سد\"]\nblock = [\"سد\"]\neval_neg = [\"ضروري\"]",
        ),
        "",
    );
    has(
        &found,
        "Duplicate t.toml:8: lexicon.depart: `حفر` is there twice as depart (the first one is at t.toml:7: lexicon.depart)",
    );
    has(&found, "Duplicate t.toml:8: lexicon.depart: `حَفْر` and `حفر` are one depart after folding");
    has(&found, "Wrong t.toml:8: lexicon.depart: `/` is empty");
    has(
        &found,
        "Contradictory t.toml:11: lexicon.presence: `ردم` is depart and presence (a form has one side; the other is at t.toml:8",
    );
    has(&found, "Contradictory t.toml:9: lexicon.block: `سد` is depart and block");
    has(&found, "Contradictory t.toml:10: lexicon.eval_neg: `ضروري` is eval_neg here and eval_pos in the words");
}

#[test]
fn what_no_text_can_match_is_told() {
    let found = faults(
        &GOOD.replace("[\"حفر\"]", "[\"حفر\", \"مشروع:\", \"حفر القبر\", \"جدول 7 أيام\"]\nblock = [\"حفر القبر\"]"),
        "",
    );
    has(&found, "Dead t.toml:7: lexicon.depart: `مشروع:` can never match as depart (a text is cut into words");
    has(
        &found,
        "Dead t.toml:7: lexicon.depart: `حفر القبر` can never match as depart (an entry of `block` takes its words)",
    );
    has(&found, "Dead t.toml:7: lexicon.depart: `جدول 7 أيام` can never match as depart");
}

#[test]
fn rows_of_the_lexicon_file_are_all_read() {
    let toml = GOOD.replace("[lexicon]", "lexicon = \"t.tsv\"\n[lexicon]");
    let rows = "category\tweight\tforms\tnote\ndepart\t1\tشق\tdig\nentitty\t1\tعين\tspring\ndepart\t7\tنبش\tdig\nblock\ndepart\t1\t\tempty\n";
    let found = faults(&toml, rows);
    has(&found, "Unknown t.tsv:3: category: unknown category `entitty` (did you mean `entity`?)");
    has(&found, "Wrong t.tsv:4: weight: `7` is no weight from 0 to 1");
    has(&found, "Missing t.tsv:5: 1 column, expected category, weight, forms, note");
    has(&found, "Wrong t.tsv:6: forms: `` is empty");
    has(&faults(&toml, "forms\n"), "Wrong t.tsv:1: the header is `forms`");
    let found = faults(&GOOD.replace("[lexicon]", "lexicon = \"no.tsv\"\n[lexicon]"), "");
    has(&found, "Missing t.toml:5: target.lexicon: no.tsv: ");
}

#[test]
fn examples_and_triggers_are_tried() {
    let found = faults(
        &GOOD
            .replace("يجب حفر البئر", "يجب ردم البئر")
            .replace("[\"البئر\"]\n[lex", "[\"البئر\", \"بئر\", \"ب\"]\n[lex"),
        "",
    );
    has(&found, "Contradictory t.toml:10: examples.favor: `يجب ردم البئر` comes out as against by STA-MUST");
    has(&found, "Duplicate t.toml:4: target.topic_triggers: `البئر` adds nothing: `بئر` is part of it");
    has(&found, "Wrong t.toml:4: target.topic_triggers: `ب` is part of almost every text");
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    assert!(check("no/such.toml").unwrap_err().to_string().starts_with("no/such.toml: "));
}
