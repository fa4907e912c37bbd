//! The contracts of former schema versions, as they were committed: a release is judged by the contract that it states,
//! so that it opens and validates for ever.

use super::schema::{Contract, SCHEMA_VERSION, Table, TextForm};

/// `schemas/v<version>/` of every former version.
const FORMER: [(&str, &[&str]); 1] = [(
    "1.0.0",
    &[
        include_str!("../../schemas/v1.0.0/articles.schema.json"),
        include_str!("../../schemas/v1.0.0/claims.schema.json"),
        include_str!("../../schemas/v1.0.0/speakers.schema.json"),
        include_str!("../../schemas/v1.0.0/stances.schema.json"),
        include_str!("../../schemas/v1.0.0/rejects.schema.json"),
    ],
)];

/// Every schema version that this program reads, oldest first.
///
/// ```
/// use claimkit::dataset::{SCHEMA_VERSION, history};
/// assert_eq!(history::versions().last(), Some(&SCHEMA_VERSION));
/// ```
pub fn versions() -> Vec<&'static str> {
    FORMER.iter().map(|(version, _)| *version).chain([SCHEMA_VERSION]).collect()
}

/// The contracts of a version for a form of release; `None` where there are none: stand-off releases exist since 1.1.0.
pub fn contracts_of(version: &str, form: TextForm) -> Option<Vec<Contract>> {
    match form {
        TextForm::Full => contracts(version),
        TextForm::Standoff => (version == SCHEMA_VERSION).then(|| Table::ALL.map(|t| t.contract_of(form)).into()),
    }
}

/// The contracts of a version, in the order of its tables; `None` where the version is not known.
pub fn contracts(version: &str) -> Option<Vec<Contract>> {
    if version == SCHEMA_VERSION {
        return Some(Table::ALL.map(Table::contract).into());
    }
    let (_, files) = FORMER.iter().find(|(v, _)| *v == version)?;
    files.iter().map(|text| serde_json::from_str(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_former_contract_is_read_and_is_of_its_version() {
        for version in versions() {
            let contracts = contracts(version).unwrap();
            assert!(contracts.iter().all(|c| c.schema_version == version && Table::of_name(&c.table).is_some()));
        }
        assert_eq!(contracts("1.0.0").unwrap().len(), 5);
        assert!(contracts("9.0.0").is_none());
    }
}
