//! Licences by their SPDX names: citation files take nothing else, and `LICENSE` points at the full text.

/// Licences that data sets have, with the address of their text.
const KNOWN: [(&str, &str); 12] = [
    ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/legalcode"),
    ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/legalcode"),
    ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/legalcode"),
    ("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/legalcode"),
    ("CC-BY-NC-SA-4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode"),
    ("CC-BY-ND-4.0", "https://creativecommons.org/licenses/by-nd/4.0/legalcode"),
    ("CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/legalcode"),
    ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    ("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/"),
    ("PDDL-1.0", "https://opendatacommons.org/licenses/pddl/1-0/"),
    ("MIT", "https://opensource.org/license/mit"),
    ("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0"),
];

/// SPDX name and address of a licence, whatever the case of its letters.
///
/// ```
/// assert_eq!(claimkit::dataset::licence::find("cc-by-4.0").map(|l| l.0), Some("CC-BY-4.0"));
/// ```
pub fn find(name: &str) -> Option<(&'static str, &'static str)> {
    KNOWN.into_iter().find(|(spdx, _)| spdx.eq_ignore_ascii_case(name))
}

/// The text of `LICENSE` where the data set brings none.
pub fn notice(title: &str, licence: Option<&str>) -> String {
    match licence.map(|l| (l, find(l))) {
        Some((_, Some((spdx, url)))) => format!("{title} is licensed under {spdx}. The full text: {url}\n"),
        Some((other, None)) => format!("{title} is licensed under {other}.\n"),
        None => format!("No licence was stated for {title}: all rights are with its makers.\n"),
    }
}
