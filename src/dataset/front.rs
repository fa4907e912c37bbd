//! The front matter of the card: what the Hub and `datasets` load by. `dataset_info` states every column, because a
//! column that is in a file and not in the card stops `datasets`, and its split sizes, because they are what `datasets`
//! checks a download with and what tells its cache two versions apart.

use super::info::DatasetInfo;
use super::manifest::Manifest;
use super::schema::{Column, Kind, Table, TextForm};
use super::stats::Counts;
use super::yaml::quoted;
use std::fmt::Write;

/// Tables in the order of the card: the first one is what `load_dataset` gives without a name.
const ORDER: [Table; 6] =
    [Table::Claims, Table::Articles, Table::Stances, Table::Speakers, Table::Duplicates, Table::Rejects];

/// Sizes of one split.
#[derive(Default, Clone, Copy)]
struct Size {
    rows: u64,
    bytes: u64,
    uncompressed: u64,
}

/// Writes the front matter.
pub(super) fn front_matter(to: &mut String, info: &DatasetInfo, manifest: &Manifest) {
    to.push_str("---\nlanguage:\n- ar\n");
    // Writing to a `String` cannot fail.
    if let Some(licence) = &info.licence {
        let _ = writeln!(to, "license: {}", quoted(&licence.to_lowercase()));
    }
    let _ = writeln!(to, "pretty_name: {}", quoted(info.title.as_deref().unwrap_or(&info.name)));
    let _ = writeln!(to, "size_categories:\n- {}", size_category(manifest.total("claims")));
    to.push_str("multilinguality:\n- monolingual\nannotations_creators:\n- machine-generated\n");
    to.push_str("task_categories:\n- token-classification\n- text-classification\n");
    to.push_str("tags:\n- stance-detection\n- attribution\n- claim-extraction\n");
    let tables: Vec<(Table, Vec<&str>)> = ORDER
        .into_iter()
        .map(|table| (table, filled(manifest, table)))
        .filter(|(_, splits)| !splits.is_empty())
        .collect();
    if !tables.is_empty() {
        configs(to, &tables);
        to.push_str("dataset_info:\n");
        for (table, splits) in &tables {
            dataset_info(to, info, manifest, *table, splits);
        }
    }
    to.push_str("---\n");
}

/// Splits of a table that have rows: one without rows makes `datasets` refuse the whole table ("corresponds to no data").
fn filled(manifest: &Manifest, table: Table) -> Vec<&str> {
    let rows = manifest.rows.get(table.name());
    order(rows).into_iter().filter(|s| rows.is_some_and(|r| r[*s] > 0)).collect()
}

/// Splits in the order in which they are used, not of their letters.
pub(super) fn order(splits: Option<&Counts>) -> Vec<&str> {
    let mut names: Vec<&str> = splits.into_iter().flat_map(|s| s.keys().map(String::as_str)).collect();
    names.sort_by_key(|n| ["train", "validation", "test"].iter().position(|known| known == n));
    names
}

/// The name of a split for `datasets`, to which `all` means the union of the splits.
fn shown(split: &str) -> &str {
    if split == "all" { "train" } else { split }
}

fn configs(to: &mut String, tables: &[(Table, Vec<&str>)]) {
    to.push_str("configs:\n");
    let mut default = "  default: true\n";
    for (table, splits) in tables {
        let _ = write!(to, "- config_name: {}\n{default}  data_files:\n", table.name());
        default = "";
        for split in splits {
            let _ = writeln!(to, "  - split: {}\n    path: {}/{split}-*.parquet", shown(split), table.name());
        }
    }
}

fn dataset_info(to: &mut String, info: &DatasetInfo, manifest: &Manifest, table: Table, splits: &[&str]) {
    let _ = writeln!(to, "- config_name: {}\n  version: {}\n  features:", table.name(), info.version);
    features(to, "  ", &table.columns(manifest.form()), manifest.form());
    to.push_str("  splits:\n");
    let mut total = Size::default();
    for split in splits {
        let mut size = Size::default();
        for file in manifest.files.iter().filter(|f| f.table == table.name() && f.split == *split) {
            size.rows += file.rows;
            size.bytes += file.bytes;
            size.uncompressed += file.uncompressed_bytes.unwrap_or(0);
        }
        total.bytes += size.bytes;
        total.uncompressed += size.uncompressed;
        let _ = writeln!(
            to,
            "  - name: {}\n    num_bytes: {}\n    num_examples: {}",
            shown(split),
            size.uncompressed,
            size.rows
        );
    }
    let _ = writeln!(to, "  download_size: {}\n  dataset_size: {}", total.bytes, total.uncompressed);
}

fn features(to: &mut String, indent: &str, columns: &[Column], form: TextForm) {
    for column in columns {
        let _ = writeln!(to, "{indent}- name: {}", column.name);
        match column.kind {
            // `sequence:` would turn a list of records into a record of lists.
            Kind::Structs(_) => {
                let _ = writeln!(to, "{indent}  list:");
                features(to, &format!("{indent}  "), &column.members(form), form);
            }
            kind => {
                let _ = writeln!(to, "{indent}  dtype: {}", dtype(kind));
            }
        }
    }
}

fn dtype(kind: Kind) -> &'static str {
    match kind {
        Kind::Instant => "timestamp[us, tz=UTC]",
        other => other.name(),
    }
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
