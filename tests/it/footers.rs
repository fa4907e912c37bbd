//! Parquet files whose footers say what is not so: pages that are as they were, and a footer written anew.

use crate::fixture::{files, read, refresh, release};
use crate::util::Workdir;
use crate::validate::failing;
use claimkit::dataset::Table;
use claimkit::dataset::sums::write_sums;
use parquet::file::metadata::{
    ColumnChunkMetaData, FileMetaData, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};
use std::fs::{self, File};
use std::path::Path;

/// What a forged footer states, where it is not what it was.
#[derive(Default)]
struct Forged {
    rows: Option<i64>,
    rows_of_group: Option<i64>,
    bytes_of_group: Option<i64>,
    values_of_column: Option<i64>,
    bytes_of_column: Option<i64>,
    page_at: Option<i64>,
}

impl Forged {
    fn column(&self, old: &ColumnChunkMetaData) -> ColumnChunkMetaData {
        let values = self.values_of_column.unwrap_or_else(|| old.num_values());
        let bytes = self.bytes_of_column.unwrap_or_else(|| old.compressed_size());
        let at = self.page_at.unwrap_or_else(|| old.data_page_offset());
        let new = old.clone().into_builder().set_num_values(values).set_total_compressed_size(bytes);
        new.set_data_page_offset(at).build().unwrap()
    }

    fn group(&self, old: &RowGroupMetaData) -> RowGroupMetaData {
        let new = old.clone().into_builder().set_num_rows(self.rows_of_group.unwrap_or_else(|| old.num_rows()));
        let new = new.set_total_byte_size(self.bytes_of_group.unwrap_or_else(|| old.total_byte_size()));
        // One column lies: the writer adds their numbers up.
        let mut columns = old.columns().to_vec();
        columns[0] = self.column(&columns[0]);
        new.set_column_metadata(columns).build().unwrap()
    }

    fn write(&self, path: &Path) {
        let old = ParquetMetaDataReader::new().parse_and_finish(&File::open(path).unwrap()).unwrap();
        let about = old.file_metadata();
        let about = FileMetaData::new(
            about.version(),
            about.num_rows(),
            about.created_by().map(Into::into),
            about.key_value_metadata().cloned(),
            about.schema_descr_ptr(),
            about.column_orders().cloned(),
        );
        let groups: Vec<_> = old.row_groups().iter().map(|g| self.group(g)).collect();
        let sum = groups.iter().map(RowGroupMetaData::num_rows).sum();
        let mut bytes = fs::read(path).unwrap();
        let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap());
        bytes.truncate(bytes.len() - 8 - length as usize);
        ParquetMetaDataWriter::new(&mut bytes, &ParquetMetaData::new(about, groups)).finish().unwrap();
        if let Some(rows) = self.rows {
            state(&mut bytes, sum, rows);
        }
        fs::write(path, bytes).unwrap();
    }
}

/// Replaces the number of rows of a footer: the writer adds it up itself, so its bytes are sought.
fn state(file: &mut Vec<u8>, old: i64, new: i64) {
    let tail = file.split_off(file.len() - 8);
    let length = u32::from_le_bytes(tail[..4].try_into().unwrap()) as usize;
    let mut footer = file.split_off(file.len() - length);
    // Field 3, a 64-bit integer, and behind it field 4, a list.
    let bytes = |n| [&[0x16][..], &varint(n), &[0x19]].concat();
    let old = bytes(old);
    let at = footer.windows(old.len()).position(|w| w == old).unwrap();
    footer.splice(at..at + old.len(), bytes(new));
    file.extend(&footer);
    file.extend((footer.len() as u32).to_le_bytes());
    file.extend(&tail[4..]);
}

/// A number as Thrift's compact protocol writes it.
fn varint(n: i64) -> Vec<u8> {
    let mut left = ((n << 1) ^ (n >> 63)).cast_unsigned();
    let mut bytes = Vec::new();
    while left >= 0x80 {
        bytes.push(left as u8 | 0x80);
        left >>= 7;
    }
    bytes.push(left as u8);
    bytes
}

fn shard(release: &Path) -> std::path::PathBuf {
    files(release, Table::Claims).into_iter().find(|p| !read(p).is_empty()).unwrap()
}

#[test]
fn par002_groups_that_the_viewer_refuses() {
    let large = |release: &Path| {
        Forged { bytes_of_group: Some(287 << 20), ..Forged::default() }.write(&shard(release));
        refresh(release);
    };
    assert_eq!(failing(large), ["PAR002"]);
    let allowed = |release: &Path| {
        Forged { bytes_of_group: Some(286 << 20), ..Forged::default() }.write(&shard(release));
        refresh(release);
    };
    assert_eq!(failing(allowed), [""; 0]);
}

#[test]
fn counts_without_bounds_are_refused_in_bounded_memory() {
    const HUGE: i64 = 1 << 60;
    let lies = [
        Forged { rows: Some(HUGE), ..Forged::default() },
        Forged { rows: Some(-1), ..Forged::default() },
        Forged { rows: Some(HUGE), rows_of_group: Some(HUGE), values_of_column: Some(HUGE), ..Forged::default() },
        Forged { rows_of_group: Some(i64::MAX), ..Forged::default() },
        Forged { rows_of_group: Some(-5), ..Forged::default() },
        Forged { values_of_column: Some(HUGE), ..Forged::default() },
        Forged { bytes_of_column: Some(HUGE), ..Forged::default() },
        Forged { bytes_of_column: Some(-1), ..Forged::default() },
        Forged { page_at: Some(HUGE), ..Forged::default() },
        Forged { page_at: Some(-9), ..Forged::default() },
    ];
    let work = Workdir::new();
    for (n, lie) in lies.iter().enumerate() {
        let (_guard, release) = release();
        lie.write(&shard(&release));
        write_sums(&release).unwrap();
        let ran = work.run(["validate", release.to_str().unwrap()]);
        assert!(ran.code == Some(1) || ran.code == Some(2), "lie {n}: {:?}\n{}{}", ran.code, ran.stdout, ran.stderr);
        assert!((ran.stdout.clone() + &ran.stderr).contains("claims/"), "lie {n}: {}{}", ran.stdout, ran.stderr);
        assert!(!ran.stderr.contains("panicked"), "lie {n}: {}", ran.stderr);
    }
}
