//! `README.md`: the card, generated so that it never says what the files do not.

use super::front::{front_matter, order};
use super::info::DatasetInfo;
use super::manifest::Manifest;
use super::schema::{OFFSET_UNIT, Table, TextForm};
use super::stats::{Counts, Stats};
use crate::model::counted;
use std::fmt::Write;

/// The card of a release.
pub fn card(info: &DatasetInfo, manifest: &Manifest, stats: &Stats) -> String {
    let mut to = String::new();
    front_matter(&mut to, info, manifest);
    let title = info.title.as_deref().unwrap_or(&info.name);
    // Writing to a `String` cannot fail.
    let _ = writeln!(to, "\n# {title} {}\n", info.version);
    let notice = info.notice.as_ref().map(|n| format!("> {}", n.trim().replace('\n', "\n> ")));
    for text in [&notice, &info.description].into_iter().flatten() {
        let _ = writeln!(to, "{}\n", text.trim());
    }
    let _ = write!(
        to,
        "Attributed claims in {}: who said what, by which words, whether anonymously, and with which \
         stance. {}, {:.1} % of them by anonymous speakers.\n\n",
        counted(manifest.total("articles"), "Arabic article"),
        counted(stats.claims, "claim"),
        100.0 * stats.anonymous_share()
    );
    if let Some(standoff) = &manifest.standoff {
        withheld(&mut to, manifest, &standoff.of);
    } else if manifest.missing > 0 {
        let _ = writeln!(
            to,
            "## Missing articles\n\nRestored from a stand-off release by somebody who had no copy of {} of its articles; these, \
             their claims and labels are not here, and speakers are counted without them.\n",
            manifest.missing
        );
    }
    tables(&mut to, manifest);
    usage(&mut to, info);
    counts(&mut to, "Stance toward the primary target", &stats.stance);
    counts(&mut to, "Anonymity", &stats.anonymity);
    statement(&mut to, info);
    to.push_str(
        "## Anonymous speakers\n\nA claim with `is_anonymous` carries no name; the outlet's own wording is its only \
         description, and its speaker is never linked across articles. Do not join these rows with others to identify \
         a person: a pseudonymous text remains personal data.\n",
    );
    if let Some(contact) = &info.contact {
        let _ = writeln!(to, "\nTo ask for a withdrawal: {contact}.");
    }
    let _ = writeln!(
        to,
        "\n## Provenance\n\nMade by {} {} from {}: {} and {}, which table `rejects` \
         keeps with their reasons. `manifest.json` holds the configuration and the hashes of the inputs, \
         `reports/validation.md` what was checked, `SHA256SUMS` every file (`sha256sum -c SHA256SUMS`).",
        manifest.tool.name,
        manifest.tool.version,
        counted(manifest.rows_in, "input row"),
        counted(manifest.total("articles"), "article"),
        counted(manifest.total("rejects"), "rejected row")
    );
    accepted(&mut to, manifest);
    let licence = info.licence.as_deref().unwrap_or("Not stated");
    let _ = writeln!(to, "\n## Licence\n\n{licence}; see `LICENSE`.");
    if !info.authors.is_empty() {
        let _ = writeln!(to, "\n## Authors\n\n{}", info.authors.join(", "));
    }
    to.push_str("\n## Citation\n\n`CITATION.cff` has it for programs. Cite the version that you used.\n");
    if let Some(citation) = &info.citation {
        let _ = writeln!(to, "\n```\n{}\n```", citation.trim());
    }
    to
}

/// Findings of checks that the makers accepted.
fn accepted(to: &mut String, manifest: &Manifest) {
    if manifest.waivers.is_empty() {
        return;
    }
    to.push_str("\n## Accepted findings\n\nThe makers looked at these findings and accepted them:\n\n");
    for waiver in &manifest.waivers {
        let key = waiver.key.as_deref().map_or("every finding".to_owned(), |key| format!("`{}`", one_line(key)));
        let _ = writeln!(to, "* `{}`, {key}: {}", waiver.check, one_line(waiver.reason.trim()));
    }
}

/// A text of the makers on one line, without what would end a span of code.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '`' { ' ' } else { c }).collect()
}

fn tables(to: &mut String, manifest: &Manifest) {
    to.push_str("## Tables\n\n| table | split | rows | one row |\n|---|---|---:|---|\n");
    for table in Table::ALL {
        let splits = manifest.rows.get(table.name());
        for split in order(splits) {
            let rows = splits.and_then(|s| s.get(split)).copied().unwrap_or(0);
            let _ = writeln!(to, "| {} | {split} | {rows} | {} |", table.name(), table.definition().description);
        }
    }
    let slices = match manifest.form() {
        TextForm::Full => "into `articles.text`: in Python, `text[start_char:end_char]` is the text that the row shows",
        TextForm::Standoff => "into the text of the article, which this release withholds",
    };
    let _ = writeln!(
        to,
        "\nEvery column is described in `schema/` (schema version {}) and in the metadata of its Parquet field. Offsets \
         are {OFFSET_UNIT}, {slices}.\n",
        manifest.schema_version
    );
}

/// What a stand-off release lacks, and how it comes back.
fn withheld(to: &mut String, manifest: &Manifest, of: &str) {
    let columns: Vec<String> = Table::ALL
        .into_iter()
        .flat_map(|table| {
            let whole = table.definition().columns.iter();
            let words = whole.flat_map(|c| {
                let members = c.members(TextForm::Full).into_iter().filter(|m| m.words);
                let below = members.map(|m| format!("{}.{}", c.name, m.name));
                c.words.then(|| c.name.to_owned()).into_iter().chain(below).collect::<Vec<_>>()
            });
            words.map(move |name| format!("`{}.{name}`", table.name()))
        })
        .collect();
    let (name, version) = (&manifest.name, &manifest.version);
    let _ = writeln!(
        to,
        "## Withheld words\n\nThis is a stand-off release: it holds no words of the articles but names, roles, organisations and \
         designations of speakers. {} are left out; places, lengths and hashes are kept. Whoever has copies of the \
         articles puts the words back, each text checked by its SHA-256:\n\n```\nclaimkit restore {name}-{version} --from \
         COPIES --out releases\n```\n\nThe result is the release {of}-{version}, with the same bytes where every article was \
         found.\n",
        columns.join(", ")
    );
}

fn usage(to: &mut String, info: &DatasetInfo) {
    let folder = format!("{}-{}", info.name, info.version);
    let _ = writeln!(
        to,
        "## Loading\n\n```python\nfrom datasets import load_dataset\nclaims = load_dataset(\"{folder}\", split=\"train\")\
         \narticles = load_dataset(\"{folder}\", \"articles\", split=\"train\")\n```\n\n```python\nimport polars as pl\n\
         claims = pl.read_parquet(\"{folder}/claims/*.parquet\")\n```\n\nKeep the version in the folder's name: \
         `datasets` caches by name, so that another release under the same name silently gives the old rows.\n"
    );
}

/// The data statement. A question without an answer is shown: its absence is something a reader should know.
fn statement(to: &mut String, info: &DatasetInfo) {
    to.push_str("## Data statement\n\n");
    for (question, answer) in info.statement.answers() {
        let _ = writeln!(to, "### {question}\n\n{}\n", answer.map_or("Not stated by the makers.", str::trim));
    }
}

fn counts(to: &mut String, title: &str, counts: &Counts) {
    if counts.is_empty() {
        return;
    }
    let _ = writeln!(to, "## {title}\n\n| value | claims |\n|---|---:|");
    for (value, n) in counts {
        let _ = writeln!(to, "| {value} | {n} |");
    }
    to.push('\n');
}
