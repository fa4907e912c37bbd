//! Reads the lexicon files into one table.

use super::cue::CueForm;
use super::flags::{self, by_name};
use super::noun::{Noun, NounKind};
use super::{Lexicon, Table, Word};
use crate::error::Result;

macro_rules! table {
    ($name:literal) => {
        Table { name: $name, text: include_str!(concat!("data/", $name)) }
    };
}

const CUES: Table = table!("cues.tsv");
const LEMMAS: Table = table!("cue_lemmas.tsv");
const ROLES: Table = table!("roles.tsv");
const RANKS: Table = table!("ranks.tsv");
const ORGS: Table = table!("org_heads.tsv");
const NATIONS: Table = table!("nationality_adjectives.tsv");
const RELATIONS: Table = table!("relational_adjectives.tsv");
const NAMES: Table = table!("given_names.tsv");
const TIMES: Table = table!("time_words.tsv");
const STOPS: Table = table!("stop_words.tsv");
const NOSTRIP: Table = table!("nostrip.tsv");
const WORDS: Table = table!("words.tsv");
const HYPERNYMS: Table = table!("hypernyms.tsv");
const ANONYMITY: Table = table!("anonymity.tsv");

/// Every file, for the hash of the rules.
pub(super) const TABLES: [Table; 14] =
    [CUES, LEMMAS, ROLES, RANKS, ORGS, NATIONS, RELATIONS, NAMES, TIMES, STOPS, NOSTRIP, WORDS, HYPERNYMS, ANONYMITY];

/// The built-in lexicon.
pub(super) fn built_in() -> Result<Lexicon> {
    let mut lexicon = Lexicon::with_room_for(TABLES.iter().map(Table::lines).sum());
    cues(&mut lexicon)?;
    words(&mut lexicon)?;
    nouns(&mut lexicon)?;
    closed_classes(&mut lexicon)?;
    anonymity(&mut lexicon)?;
    for row in HYPERNYMS.rows("head antecedents note")? {
        lexicon.hypernyms.insert(row.get(0), row.get(1).split(' ').collect());
    }
    lexicon.words.iter_mut().for_each(Word::seal);
    Ok(lexicon)
}

fn cues(lexicon: &mut Lexicon) -> Result<()> {
    for row in CUES.rows("lemma form class features complement ambiguity")? {
        let cue = CueForm::parse(&row).map_err(|message| CUES.error(row.line, message))?;
        if let Some(word) = lexicon.entry(row.get(1)) {
            // Few forms have a second reading.
            word.cues.reserve_exact(1);
            word.cues.push(cue);
        }
    }
    Ok(())
}

/// Our own closed classes: a flag and the forms that have it.
fn words(lexicon: &mut Lexicon) -> Result<()> {
    for row in WORDS.rows("flag form note")? {
        let flag =
            by_name(row.get(0)).ok_or_else(|| WORDS.error(row.line, format!("unknown flag `{}`", row.get(0))))?;
        for form in row.get(1).split(' ') {
            if let Some(word) = lexicon.entry(&form.replace('_', " ")) {
                word.flags |= flag;
            }
        }
    }
    Ok(())
}

fn nouns(lexicon: &mut Lexicon) -> Result<()> {
    for row in ROLES.rows("form base gender number case definite type anon_prone np_continuers gloss")? {
        let noun = Noun {
            base: row.get(1),
            kind: NounKind::Role,
            agreement: Noun::role_agreement(row.get(2), row.get(3)),
            definite: row.get(5) == "def",
            anonymous_prone: row.get(7).parse().map_err(|_| ROLES.error(row.line, "anon_prone is not a number"))?,
            domain: row.get(6),
        };
        add_noun(lexicon, row.get(0), noun);
    }
    for row in RANKS.rows("form definite kind gender gloss note")? {
        let form = row.get(0);
        let noun = Noun {
            base: form.strip_prefix("ال").unwrap_or(form),
            kind: NounKind::Rank,
            agreement: Noun::singular(row.get(3)),
            definite: row.get(1) == "def",
            anonymous_prone: u8::from(matches!(row.get(2), "military" | "police" | "legal" | "academic")),
            domain: row.get(2),
        };
        add_noun(lexicon, form, noun);
    }
    for row in ORGS.rows("form base gender type definite gloss note")? {
        let kind = match (row.get(3), row.get(4)) {
            ("outlet" | "platform" | "media", _) => NounKind::Media,
            ("doc", _) => NounKind::Document,
            (_, "name") => NounKind::OrganisationName,
            _ => NounKind::Organisation,
        };
        let noun = Noun {
            base: row.get(1),
            kind,
            agreement: Noun::singular(row.get(2)),
            definite: row.get(4) != "indef/construct",
            anonymous_prone: if row.get(3) == "src" { 2 } else { 0 },
            domain: row.get(3),
        };
        add_noun(lexicon, row.get(0), noun);
        if let Some(word) = lexicon.entry(row.get(0)) {
            word.flags |= match row.get(3) {
                "outlet" | "platform" => flags::OUTLET,
                "metonym" | "country" => flags::METONYM,
                _ => 0,
            };
            word.gloss = row.get(5);
        }
    }
    for row in NATIONS.rows("form base gender number definite gloss")? {
        if let Some(word) = lexicon.entry(row.get(0)) {
            word.flags |= flags::NATION;
            word.nation = row.get(1);
        }
    }
    // Relations that are no nation (دبلوماسي، أمني) behave alike in a phrase, and tell nobody apart.
    for row in RELATIONS.rows("form base gender number definite gloss")? {
        if let Some(word) = lexicon.entry(row.get(0)) {
            word.flags |= flags::NATION;
        }
    }
    for row in NAMES.rows("form gender kind")? {
        if let Some(word) = lexicon.entry(row.get(0)) {
            word.flags |= flags::GIVEN;
            word.name_gender = row.get(1).chars().next().filter(|g| matches!(g, 'm' | 'f'));
        }
    }
    Ok(())
}

/// The first nominal reading wins: roles before ranks before organisations.
fn add_noun(lexicon: &mut Lexicon, form: &str, noun: Noun) {
    if let Some(word) = lexicon.entry(form) {
        word.noun.get_or_insert(noun);
    }
}

fn closed_classes(lexicon: &mut Lexicon) -> Result<()> {
    for row in TIMES.rows("form kind np_action note")? {
        if let Some(word) = lexicon.entry(row.get(0)) {
            word.flags |= match (row.get(1), row.get(2)) {
                ("mod", _) => flags::TIME_MOD,
                (_, "END") => flags::TIME,
                _ => flags::TIME_NEXT,
            };
        }
    }
    for row in STOPS.rows("form category np_action condition note")? {
        let flag = match (row.get(1), row.get(2)) {
            ("comp" | "comp+pro", "END_OPEN") => flags::COMP,
            (_, "CONTENT_JOIN") => flags::JOIN,
            ("rel", "REL_OPEN") => flags::REL,
            ("prep", _) => flags::PREP,
            ("conj", _) => flags::CONJ,
            (_, "IN_NP") => flags::IN_NP,
            _ => 0,
        };
        if flag != 0 && row.get(1) != "punct" {
            if let Some(word) = lexicon.entry(row.get(0)) {
                word.flags |= flag;
            }
        }
    }
    for row in NOSTRIP.rows("form note")? {
        if let Some(word) = lexicon.entry(row.get(0)) {
            word.flags |= flags::NO_STRIP;
        }
    }
    Ok(())
}

/// The words of the anonymity formula; how they combine is grammar, in `attribution::anonymity`.
fn anonymity(lexicon: &mut Lexicon) -> Result<()> {
    for row in ANONYMITY.rows("row_type id value agreement kind scope note")? {
        let flag = match row.get(0) {
            "verb" | "participle" if row.get(6).contains("عدم") => flags::ANON_ASK,
            "verb" | "participle" => flags::ANON_REFUSE,
            "act" => flags::ANON_ACT,
            "act+obj" => flags::ANON_NAMING,
            "object" => flags::ANON_OBJECT,
            _ => continue,
        };
        // Of an act of several words (الكشف عن) the first carries the flag.
        let form = row.get(2).split(' ').next().unwrap_or_default();
        if let Some(word) = lexicon.entry(form) {
            word.flags |= flag;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_loads_and_words_are_found_through_spelling_variants() {
        let lexicon = built_in().unwrap();
        assert!(lexicon.len() > 10_000, "{}", lexicon.len());
        for (key, same) in [("الذى", "الذي"), ("فى", "في"), ("مسءول", ""), ("الاجنبيه", "")] {
            let found = lexicon.find(key).map(|w| lexicon.word(w).key.to_string());
            assert_eq!(found.as_deref().unwrap_or_default(), same, "{key}");
        }
        let ala = lexicon.find("على").unwrap();
        assert_eq!(&*lexicon.word(ala).key, "على");
        let ali = lexicon.find("علي").unwrap();
        assert_ne!(lexicon.word(ali).flags & flags::GIVEN, 0);
    }

    #[test]
    fn phrases_are_found_longest_first() {
        let lexicon = built_in().unwrap();
        let first = lexicon.find("على").unwrap();
        let rest = ["حد", "قوله", "ان"];
        let found = lexicon.phrase(first, |i| rest.get(i).copied(), false).unwrap();
        assert_eq!(found.len(), 3);
        let first = lexicon.find("وفقا").unwrap();
        let rest = ["للمصدر"];
        let found = lexicon.phrase(first, |i| rest.get(i).copied(), false).unwrap();
        assert!(found.clitic && found.len() == 1);
    }
}
