//! `claimkit validate`.

use super::{Status, Stop, args, print};
use crate::{report, validate};
use args::ReportFormat;

pub(super) fn run(args: &args::Validate) -> Result<Status, Stop> {
    let found = validate::run(&args.release)?;
    print(&match args.format {
        ReportFormat::Human => report::human(&found),
        ReportFormat::Json => report::json(&found),
        ReportFormat::Md => report::markdown(&found),
    })?;
    Ok(Status::findings_if(found.has_errors()))
}
