//! `claimkit validate`.

use super::{Status, Stop, args, print};
use crate::validate::{Report, waivers};
use crate::{report, validate};
use args::{FailOn, ReportFormat};

pub(super) fn run(args: &args::Validate) -> Result<Status, Stop> {
    let options = validate::Options { baseline: args.baseline.clone(), ..validate::Options::default() };
    let mut found = validate::run_with(&args.release, &options)?;
    if let Some(file) = &args.waivers {
        let ids: Vec<String> = found.checks.iter().map(|c| c.id.clone()).collect();
        let accepted = waivers::load(file, ids.iter().map(String::as_str))?;
        waivers::apply(&mut found, &accepted, waivers::today());
    }
    let stats = report::stats(&args.release);
    if let Some(folder) = &args.report {
        report::write_to(folder, &found, stats.as_ref())?;
    }
    print(&match args.format {
        ReportFormat::Human => report::human(&found),
        ReportFormat::Json => report::json(&found),
        ReportFormat::Md => report::markdown(&found),
        ReportFormat::Html => report::html(&found, stats.as_ref()),
        ReportFormat::Junit => report::junit(&found),
        ReportFormat::Sarif => report::sarif(&found),
        ReportFormat::Github => report::github(&found, &args.release),
    })?;
    Ok(Status::findings_if(fails(&found, args.fail_on)))
}

fn fails(report: &Report, on: FailOn) -> bool {
    report.has_errors() || on == FailOn::Warning && report.summary.warnings > 0
}
