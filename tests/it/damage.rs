//! Damaged releases: whatever is wrong with the bytes is a finding, and keeps nobody from looking at the rest.

use crate::fixture::{build_into, config, copy, files, items, release};
use crate::util::Workdir;
use crate::validate::failures;
use claimkit::dataset::Table;
use claimkit::validate;
use std::fs;
use std::path::Path;

/// Flips a bit in every so many bytes of a file, one at a time, and hands over what validation says.
fn flipped(path: &Path, step: usize, mut each: impl FnMut(usize)) {
    let bytes = fs::read(path).unwrap();
    for at in (4..bytes.len()).step_by(step) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        fs::write(path, damaged).unwrap();
        each(at);
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_flipped_bit_anywhere_is_a_finding() {
    let (_guard, release) = release();
    for table in [Table::Articles, Table::Claims] {
        let path = files(&release, table).remove(0);
        let mut unreadable = 0;
        flipped(&path, 997, |at| {
            let report = validate::run(&release).unwrap();
            let failed = failures(&report);
            assert!(failed.contains(&"LAY001".to_owned()), "{table:?} {at}: {failed:?}");
            unreadable += usize::from(failed.contains(&"SCH001".to_owned()));
        });
        assert!(unreadable > 0, "no flip of {table:?} made its rows unreadable");
    }
}

#[test]
fn a_table_that_breaks_off_is_one_finding_and_the_others_are_looked_at() {
    let (_guard, release) = release();
    let path = files(&release, Table::Claims).remove(0);
    let mut bytes = fs::read(&path).unwrap();
    // The header of the first page.
    bytes[4..12].fill(0xFF);
    fs::write(&path, bytes).unwrap();
    let report = validate::run(&release).unwrap();
    let of = |id: &str| report.checks.iter().find(|c| c.id == id).unwrap();
    assert_eq!(failures(&report), ["LAY001", "SCH001"]);
    assert!(of("SCH001").sample[0].message.starts_with("cannot be read: "), "{:?}", of("SCH001").sample);
    assert!(!claimkit::report::json(&report).contains(release.to_str().unwrap()), "no path of the machine");
    assert!(of("TXT010").examined > 0, "articles are looked at all the same");
}

#[test]
fn what_no_table_holds_is_a_finding_too() {
    let (_guard, release) = release();
    fs::write(release.join("removed_ids.txt"), b"a\xFF").unwrap();
    let report = validate::run(&release).unwrap();
    assert_eq!(failures(&report), ["LAY001", "PRV001"]);
    let of = |id: &str| report.checks.iter().find(|c| c.id == id).unwrap();
    assert!(of("PRV001").sample[0].message.contains("no id in line 1"), "{:?}", of("PRV001").sample);
    assert!(of("SPN001").examined > 0, "the rest is looked at all the same");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_is_a_finding() {
    use std::os::unix::ffi::OsStrExt;
    let (_guard, release) = release();
    fs::write(release.join(std::ffi::OsStr::from_bytes(b"caf\xE9.txt")), "").unwrap();
    fs::write(release.join("claims").join(std::ffi::OsStr::from_bytes(b"\xE9.parquet")), "").unwrap();
    let report = validate::run(&release).unwrap();
    assert_eq!(failures(&report), ["LAY001"]);
    let sums = report.checks.iter().find(|c| c.id == "LAY001").unwrap();
    assert_eq!(sums.failed, 2, "{:?}", sums.sample);
}

#[test]
fn check_goes_on_behind_a_damaged_release() {
    let work = Workdir::new();
    work.write("claimkit.toml", crate::fixture::CONFIG);
    let first = build_into(&work.path("releases"), &config(), items(), 2).unwrap().path;
    copy(&first, &work.path("releases/tiny-1.0.1"));
    fs::write(first.join("manifest.json"), "{").unwrap();
    let ran = work.run(["check"]).exits(1);
    for words in [
        "tiny-1.0.0: ",
        "FAIL  LAY001",
        "tiny-1.0.0: its documents cannot be compared: ",
        "tiny-1.0.1: ",
        "2 releases: ",
    ] {
        assert!(ran.stdout.contains(words), "{words}\n{}", ran.stdout);
    }
    assert!(ran.stderr.is_empty(), "{}", ran.stderr);
}
