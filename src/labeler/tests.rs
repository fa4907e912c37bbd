//! Specifications and caches; programs are run in the integration tests.

use super::cache::Cache;
use super::command::Answer;
use super::*;

#[test]
fn specifications_are_checked() {
    let check = |text: &str| toml::from_str::<LabelerSpec>(text).unwrap().check().unwrap_err();
    assert_eq!(check("name = 'rules'\nmodel = 'm'").0, "name");
    assert_eq!(check("name = 'a/b'\nmodel = 'm'").0, "name");
    assert_eq!(check("name = 'a'").0, "command");
    assert_eq!(check("name = 'a'\nmodel = 'm'\nlabels = 'l'").0, "command");
    assert_eq!(check("name = 'a'\nmodel = 'm'\ntimeout = 0").0, "timeout");
    assert!(toml::from_str::<LabelerSpec>("name = 'a'\ncomand = ['x']").is_err());
}

#[test]
fn a_cache_survives_a_crash_in_the_middle_of_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let answer = |confidence| Answer { stance: Stance::Favor, confidence };
    let key = |c: &str| c.repeat(64);
    let mut cache = Cache::open(folder.path(), "x").unwrap();
    cache.put(&[(key("a"), answer(0.5)), (key("b"), answer(1.0))]).unwrap();
    let path = folder.path().join(".claimkit-cache/x.tsv");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() - 8]).unwrap();
    let mut cache = Cache::open(folder.path(), "x").unwrap();
    assert_eq!((cache.get(&key("a")), cache.get(&key("b"))), (Some(answer(0.5)), None));
    cache.put(&[(key("c"), answer(0.25))]).unwrap();
    let cache = Cache::open(folder.path(), "x").unwrap();
    assert_eq!((cache.get(&key("b")), cache.get(&key("c"))), (None, Some(answer(0.25))));
}
