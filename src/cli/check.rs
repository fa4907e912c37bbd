//! `claimkit check`: one command for the repository of a data set.

use super::{Status, Stop, args, print};
use crate::build::repository;
use crate::config::{DatasetConfig, FILE};
use crate::model::counted;
use crate::stance::Target;
use crate::validate::{self, own, waivers};
use std::fmt::Write;
use std::path::PathBuf;

pub(super) fn run(args: &args::Check) -> Result<Status, Stop> {
    let config = DatasetConfig::load(&args.dataset)?;
    for target in config.target_paths() {
        Target::load(target)?;
    }
    own::verify(&config.checks, &args.dataset.join(FILE))?;
    let file = args.dataset.join(waivers::WAIVERS);
    let accepted =
        if file.is_file() { waivers::load(&file, config.checks.iter().map(|c| c.id.as_str()))? } else { Vec::new() };
    let releases = repository::releases(&config)?;
    let (mut to, mut wrong) = (String::from("configuration: in order\n"), false);
    for (release, former) in releases.iter().flat_map(|series| each_with_former(series)) {
        let mut report = validate::run(release)?;
        waivers::apply(&mut report, accepted.clone(), super::today());
        // Writing to a `String` cannot fail.
        let s = report.summary;
        let (errors, warnings) = (counted(s.errors, "error"), counted(s.warnings, "warning"));
        let _ = writeln!(to, "{}: {errors}, {warnings}, {} waived", report.release, s.waived);
        wrong |= report.has_errors();
        if args.github {
            to.push_str(&crate::report::github(&report, release));
        } else if report.has_errors() {
            to.push_str(&crate::report::findings(&report));
        }
        for name in repository::stale_documents(release)? {
            wrong = true;
            let _ = writeln!(to, "{}: {name} is not what this program generates; never edit it", report.release);
        }
        if let Some(required) = former.map(|old| repository::too_small(old, release)).transpose()?.flatten() {
            wrong = true;
            let _ = writeln!(to, "{}: needed a {required} version", report.release);
        }
    }
    let verdict = if wrong { "something is wrong" } else { "in order" };
    let _ = writeln!(to, "{}: {verdict}", counted(releases.iter().map(Vec::len).sum::<usize>(), "release"));
    print(&to)?;
    Ok(Status::findings_if(wrong))
}

/// Releases of one series with the one before each.
fn each_with_former(series: &[PathBuf]) -> impl Iterator<Item = (&PathBuf, Option<&PathBuf>)> {
    let former = std::iter::once(None).chain(series.iter().map(Some));
    series.iter().zip(former)
}
