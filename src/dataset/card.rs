//! `README.md`: the card, generated so that it never says what the files do not. Its front matter is what the Hub and
//! `datasets` load by.

use super::info::DatasetInfo;
use super::manifest::Manifest;
use super::schema::{OFFSET_UNIT, Table};
use super::stats::{Counts, Stats};
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
        "Attributed claims in {} Arabic articles: who said what, by which words, whether anonymously, and with which \
         stance. {} claims, {:.1} % of them by anonymous speakers.\n\n",
        manifest.total("articles"),
        stats.claims,
        100.0 * stats.anonymous_share()
    );
    tables(&mut to, manifest);
    usage(&mut to, info);
    counts(&mut to, "Stance toward the primary target", &stats.stance);
    counts(&mut to, "Anonymity", &stats.anonymity);
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
        "\n## Provenance\n\nMade by {} {} from {} input rows: {} articles and {} rejected rows, which table `rejects` \
         keeps with their reasons. `manifest.json` holds the configuration and the hashes of the inputs, \
         `reports/validation.md` what was checked, `SHA256SUMS` every file (`sha256sum -c SHA256SUMS`).",
        manifest.tool.name,
        manifest.tool.version,
        manifest.rows_in,
        manifest.total("articles"),
        manifest.total("rejects")
    );
    if !info.authors.is_empty() {
        let _ = writeln!(to, "\n## Authors\n\n{}", info.authors.join(", "));
    }
    if let Some(citation) = &info.citation {
        let _ = writeln!(to, "\n## Citation\n\n```\n{}\n```", citation.trim());
    }
    to
}

fn front_matter(to: &mut String, info: &DatasetInfo, manifest: &Manifest) {
    to.push_str("---\nlanguage:\n- ar\n");
    if let Some(licence) = &info.licence {
        let _ = writeln!(to, "license: {}", quoted(&licence.to_lowercase()));
    }
    let _ = writeln!(to, "pretty_name: {}", quoted(info.title.as_deref().unwrap_or(&info.name)));
    let _ = writeln!(to, "size_categories:\n- {}", size_category(manifest.total("claims")));
    to.push_str("task_categories:\n- token-classification\n- text-classification\n");
    to.push_str("tags:\n- stance-detection\n- attribution\n- claim-extraction\n");
    if manifest.rows.values().any(|splits| splits.values().any(|&n| n > 0)) {
        to.push_str("configs:\n");
    }
    let mut default = "  default: true\n";
    for table in [Table::Claims, Table::Articles, Table::Stances, Table::Speakers, Table::Rejects] {
        // A split without rows makes `datasets` refuse the whole table ("corresponds to no data").
        let rows = manifest.rows.get(table.name());
        let splits: Vec<&str> = order(rows).into_iter().filter(|s| rows.is_some_and(|r| r[*s] > 0)).collect();
        if splits.is_empty() {
            continue;
        }
        let _ = write!(to, "- config_name: {}\n{default}  data_files:\n", table.name());
        default = "";
        for split in splits {
            // `all` means the union of the splits to `datasets`, which refuses it as a name.
            let shown = if table.is_split() { split } else { "train" };
            let _ = writeln!(to, "  - split: {shown}\n    path: {}/{split}-*.parquet", table.name());
        }
    }
    to.push_str("---\n");
}

/// Splits in the order in which they are used, not of their letters.
fn order(splits: Option<&Counts>) -> Vec<&str> {
    let mut names: Vec<&str> = splits.into_iter().flat_map(|s| s.keys().map(String::as_str)).collect();
    names.sort_by_key(|n| ["train", "validation", "test"].iter().position(|known| known == n));
    names
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
    let _ = writeln!(
        to,
        "\nEvery column is described in `schema/` (schema version {}) and in the metadata of its Parquet field. Offsets \
         are {OFFSET_UNIT}, into `articles.text`: in Python, `text[start_char:end_char]` is the text that the row shows.\n",
        manifest.schema_version
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

/// A YAML string: JSON strings are a part of YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn size_category(rows: u64) -> &'static str {
    match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        _ => "n>10M",
    }
}
