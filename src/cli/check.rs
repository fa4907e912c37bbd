//! `claimkit check`: one command for the repository of a data set.

use super::{Status, Stop, args, print};
use crate::build::repository;
use crate::config::{DatasetConfig, FILE};
use crate::error::Error;
use crate::model::counted;
use crate::stance::Target;
use crate::validate::waivers::{self, Use, Waived, Waiver};
use crate::validate::{self, own};
use std::fmt::Write;
use std::path::{Path, PathBuf};

pub(super) fn run(args: &args::Check) -> Result<Status, Stop> {
    let config = DatasetConfig::load(&args.dataset)?;
    for target in config.target_paths() {
        Target::load(target)?;
    }
    own::verify(&config.checks, &args.dataset.join(FILE))?;
    let accepted = waivers::of_dataset(&args.dataset, config.checks.iter().map(|c| c.id.as_str()))?;
    let releases = repository::releases(&config)?;
    let mut found = Found::new(accepted, args.github);
    for (release, former) in releases.iter().flat_map(|series| each_with_former(series)) {
        found.release(release, former.map(PathBuf::as_path));
    }
    let number = releases.iter().map(Vec::len).sum::<usize>();
    if number > 0 {
        found.to.push_str(&crate::report::waivers(&found.uses));
    }
    let verdict = if found.wrong { "something is wrong" } else { "in order" };
    // Writing to a `String` cannot fail.
    let _ = writeln!(found.to, "{}: {verdict}", counted(number, "release"));
    print(&found.to)?;
    Ok(Status::findings_if(found.wrong))
}

/// What is said of the releases.
struct Found {
    to: String,
    wrong: bool,
    github: bool,
    accepted: Vec<Waiver>,
    /// The waivers with what became of them over all releases.
    uses: Vec<Waived>,
}

impl Found {
    fn new(accepted: Vec<Waiver>, github: bool) -> Self {
        let outcome = |w: &Waiver| if w.until < waivers::today() { Use::Expired } else { Use::Unused };
        let uses = accepted.iter().map(|w| Waived { outcome: outcome(w), waiver: w.clone() }).collect();
        Self { to: "configuration: in order\n".into(), wrong: false, github, accepted, uses }
    }

    /// One release; what cannot be read of it keeps nobody from looking at the others.
    fn release(&mut self, release: &Path, former: Option<&Path>) {
        let name = release.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if let Err(e) = self.report(release) {
            self.trouble(&name, "cannot be checked", &e);
            return;
        }
        match repository::stale_documents(release) {
            Ok(stale) => stale.into_iter().for_each(|document| {
                self.complain(&name, &format!("{document} is not what this program generates; never edit it"));
            }),
            Err(e) => self.trouble(&name, "its documents cannot be compared", &e),
        }
        match former.map(|old| repository::too_small(old, release)).transpose() {
            Ok(Some(Some(required))) => self.complain(&name, &format!("needed a {required} version")),
            Ok(_) => {}
            Err(e) => self.trouble(&name, "cannot be compared with the release before it", &e),
        }
    }

    fn report(&mut self, release: &Path) -> Result<(), Error> {
        let mut report = validate::run(release)?;
        let stated = report.waivers.len();
        waivers::apply(&mut report, &self.accepted, waivers::today());
        for (sum, one) in self.uses.iter_mut().zip(&report.waivers[stated..]) {
            if one.outcome == Use::Used {
                sum.outcome = Use::Used;
            }
        }
        // Writing to a `String` cannot fail.
        let s = report.summary;
        let (errors, warnings) = (counted(s.errors, "error"), counted(s.warnings, "warning"));
        let _ = writeln!(self.to, "{}: {errors}, {warnings}, {} waived", report.release, s.waived);
        self.wrong |= report.has_errors();
        if self.github {
            self.to.push_str(&crate::report::github(&report, release));
        } else if report.has_errors() {
            self.to.push_str(&crate::report::findings(&report));
        }
        Ok(())
    }

    fn complain(&mut self, release: &str, what: &str) {
        self.wrong = true;
        let _ = writeln!(self.to, "{release}: {what}");
    }

    fn trouble(&mut self, release: &str, what: &str, error: &Error) {
        self.complain(release, &format!("{what}: {error}"));
    }
}

/// Releases of one series with the one before each.
fn each_with_former(series: &[PathBuf]) -> impl Iterator<Item = (&PathBuf, Option<&PathBuf>)> {
    let former = std::iter::once(None).chain(series.iter().map(Some));
    series.iter().zip(former)
}
