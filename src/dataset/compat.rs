//! What a change of contract means for those who read: which version it requires, and which of readers and files break.
//!
//! PATCH: descriptions. MINOR: a new nullable column, a new table, columns in another order. MAJOR: everything else: a
//! column gone, renamed or of another type, a new required column, nullability in either direction, another member of a
//! record, a value added to or taken from a closed set (code that handles every value breaks on a new one).

use super::diff::Bump;
use super::schema::{Contract, ContractField};
use serde::Serialize;

/// Who must be able to read what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Code written for the new contract reads files of the old one.
    Backward,
    /// Code written for the old contract reads files of the new one.
    Forward,
    /// Both.
    Full,
}

/// One change with what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The table, and the column where there is one: `claims.rule`.
    pub place: String,
    /// What changed.
    pub what: String,
    /// Why it matters.
    pub reason: &'static str,
    /// The version it requires.
    pub bump: Bump,
    /// Whether code for the new contract fails on old files.
    pub breaks_backward: bool,
    /// Whether code for the old contract fails on new files.
    pub breaks_forward: bool,
}

impl Change {
    /// Whether the change breaks what a mode promises.
    pub fn breaks(&self, mode: Mode) -> bool {
        match mode {
            Mode::Backward => self.breaks_backward,
            Mode::Forward => self.breaks_forward,
            Mode::Full => self.breaks_backward || self.breaks_forward,
        }
    }
}

/// The version that changes require together; `None` where nothing changed.
pub fn required(changes: &[Change]) -> Option<Bump> {
    changes.iter().map(|c| c.bump).max()
}

/// Every change from one set of contracts to another, by table in the order of the old ones.
///
/// ```
/// use claimkit::dataset::{compat, diff::Bump, history};
/// let (old, new) = (history::contracts("1.0.0").unwrap(), history::contracts("1.1.0").unwrap());
/// assert_eq!(compat::required(&compat::changes(&old, &new)), Some(Bump::Minor));
/// ```
pub fn changes(old: &[Contract], new: &[Contract]) -> Vec<Change> {
    let mut found = Vec::new();
    for before in old {
        match new.iter().find(|c| c.table == before.table) {
            Some(after) => table(before, after, &mut found),
            None => found.push(Change {
                place: before.table.clone(),
                what: "the table is gone".into(),
                reason: "queries that name it fail",
                bump: Bump::Major,
                breaks_backward: false,
                breaks_forward: true,
            }),
        }
    }
    for after in new.iter().filter(|c| old.iter().all(|b| b.table != c.table)) {
        found.push(Change {
            place: after.table.clone(),
            what: "a new table".into(),
            reason: "nobody reads it yet",
            bump: Bump::Minor,
            breaks_backward: false,
            breaks_forward: false,
        });
    }
    found
}

fn table(old: &Contract, new: &Contract, found: &mut Vec<Change>) {
    let major = |place: &str, what: String, reason| Change {
        place: place.to_owned(),
        what,
        reason,
        bump: Bump::Major,
        breaks_backward: true,
        breaks_forward: true,
    };
    if old.primary_key != new.primary_key {
        let what = format!("the key is {}, it was {}", new.primary_key.join(", "), old.primary_key.join(", "));
        found.push(major(&old.table, what, "joins multiply or lose rows"));
    }
    if old.offset_unit != new.offset_unit {
        let what = format!("offsets are {}, they were {}", new.offset_unit, old.offset_unit);
        found.push(major(&old.table, what, "spans show other words"));
    }
    if old.description != new.description || old.foreign_keys != new.foreign_keys {
        found.push(patch(&old.table, "description or foreign keys"));
    }
    fields(&old.table, &old.fields, &new.fields, false, found);
}

fn patch(place: &str, what: &str) -> Change {
    Change {
        place: place.to_owned(),
        what: format!("another {what}"),
        reason: "no reader depends on it",
        bump: Bump::Patch,
        breaks_backward: false,
        breaks_forward: false,
    }
}

/// Columns, or members of a record: readers of records know their members by heart, so that a new one is a break.
fn fields(place: &str, old: &[ContractField], new: &[ContractField], members: bool, found: &mut Vec<Change>) {
    for before in old {
        let place = format!("{place}.{}", before.name);
        match new.iter().find(|f| f.name == before.name) {
            Some(after) => field(&place, before, after, found),
            None => found.push(Change {
                place,
                what: "is gone".into(),
                reason: "pandas and datasets give nulls without a word, polars and duckdb fail",
                bump: Bump::Major,
                breaks_backward: false,
                breaks_forward: true,
            }),
        }
    }
    for after in new.iter().filter(|f| old.iter().all(|b| b.name != f.name)) {
        let harmless = after.nullable && !members;
        found.push(Change {
            place: format!("{place}.{}", after.name),
            what: format!(
                "new, {}{}",
                if after.nullable { "nullable" } else { "required" },
                if members { ", in a record" } else { "" }
            ),
            reason: if harmless {
                "old files read as nulls"
            } else if members {
                "polars and datasets refuse a record with another member"
            } else {
                "old files have no value for it"
            },
            bump: if harmless { Bump::Minor } else { Bump::Major },
            breaks_backward: !harmless,
            breaks_forward: members,
        });
    }
    let order = |a: &[ContractField], b: &[ContractField]| -> Vec<String> {
        a.iter().filter(|f| b.iter().any(|g| g.name == f.name)).map(|f| f.name.clone()).collect()
    };
    if order(old, new) != order(new, old) {
        found.push(Change {
            place: place.to_owned(),
            what: "in another order".into(),
            reason: "only readers by number are concerned",
            bump: Bump::Minor,
            breaks_backward: false,
            breaks_forward: false,
        });
    }
}

fn field(place: &str, old: &ContractField, new: &ContractField, found: &mut Vec<Change>) {
    let mut push = |what: String, reason, breaks_backward, breaks_forward| {
        let bump = Bump::Major;
        found.push(Change { place: place.to_owned(), what, reason, bump, breaks_backward, breaks_forward });
    };
    if old.r#type != new.r#type {
        let what = format!("type {}, it was {}", new.r#type, old.r#type);
        push(what, "polars refuses even a wider integer; a lost time zone goes unnoticed everywhere", true, true);
    }
    if old.nullable != new.nullable {
        let (what, reason) = if new.nullable {
            ("nullable, it was required", "code that expects a value meets none")
        } else {
            ("required, it was nullable", "old files have nulls in it")
        };
        push(what.into(), reason, old.nullable, new.nullable);
    }
    let added: Vec<&str> = new.r#enum.iter().filter(|v| !old.r#enum.contains(v)).map(String::as_str).collect();
    let gone: Vec<&str> = old.r#enum.iter().filter(|v| !new.r#enum.contains(v)).map(String::as_str).collect();
    if old.r#enum.is_empty() ^ new.r#enum.is_empty() {
        let closed = old.r#enum.is_empty();
        let what = if closed { "a closed set now" } else { "an open set now" };
        push(what.into(), "values that one side does not know", closed, !closed);
    } else {
        if !added.is_empty() {
            push(
                format!("new values: {}", added.join(", ")),
                "code that handles every value meets another",
                false,
                true,
            );
        }
        if !gone.is_empty() {
            push(format!("values gone: {}", gone.join(", ")), "old files hold them", true, false);
        }
    }
    if old.description != new.description {
        found.push(patch(place, "description"));
    }
    fields(place, &old.fields, &new.fields, true, found);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Table;

    fn edited(edit: impl Fn(&mut Contract)) -> Vec<Change> {
        let old = Table::Claims.contract();
        let mut new = old.clone();
        edit(&mut new);
        changes(&[old], &[new])
    }

    fn at(contract: &mut Contract, name: &str) -> usize {
        contract.fields.iter().position(|f| f.name == name).unwrap()
    }

    #[test]
    fn each_change_has_its_bump() {
        let bump = |edit: &dyn Fn(&mut Contract)| required(&edited(edit));
        assert_eq!(bump(&|_| {}), None);
        assert_eq!(bump(&|c| c.fields[0].description.push('!')), Some(Bump::Patch));
        assert_eq!(bump(&|c| c.fields.swap(0, 1)), Some(Bump::Minor));
        let added = |nullable: bool| {
            move |c: &mut Contract| {
                let field = ContractField { name: "note".into(), nullable, ..c.fields[0].clone() };
                c.fields.push(field);
            }
        };
        assert_eq!(bump(&added(true)), Some(Bump::Minor));
        assert_eq!(bump(&added(false)), Some(Bump::Major));
        assert_eq!(bump(&|c| drop(c.fields.remove(3))), Some(Bump::Major));
        assert_eq!(bump(&|c| c.fields[4].r#type = "int64".into()), Some(Bump::Major));
        assert_eq!(bump(&|c| c.fields[0].nullable = true), Some(Bump::Major));
        assert_eq!(bump(&|c| c.primary_key.clear()), Some(Bump::Major));
    }

    #[test]
    fn directions_are_told_apart() {
        let grown = edited(|c| {
            let n = at(c, "quote_type");
            c.fields[n].r#enum.push("echo".into());
        });
        assert!(grown[0].breaks(Mode::Forward) && !grown[0].breaks(Mode::Backward));
        let shrunk = edited(|c| {
            let n = at(c, "quote_type");
            c.fields[n].r#enum.pop();
        });
        assert!(shrunk[0].breaks(Mode::Backward) && !shrunk[0].breaks(Mode::Forward) && shrunk[0].breaks(Mode::Full));
        let member = edited(|c| {
            let n = at(c, "spans");
            let extra = ContractField { name: "note".into(), ..c.fields[n].fields[0].clone() };
            c.fields[n].fields.push(extra);
        });
        assert_eq!((member[0].place.as_str(), member[0].bump), ("claims.spans.note", Bump::Major));
    }
}
