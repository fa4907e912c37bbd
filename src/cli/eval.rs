//! `claimkit eval`.

use super::{Status, Stop, args, message, print, print_json};
use crate::eval::{self, Options};

pub(super) fn run(args: &args::Eval) -> Result<Status, Stop> {
    let gold = eval::read(&args.gold)?;
    let predicted = eval::read(&args.predicted)?;
    let options = Options {
        target: args.target.clone(),
        by: args.by.clone(),
        baselines: !args.no_baselines,
        ..Options::default()
    };
    let scores = eval::score(&gold, &predicted, &options);
    for warning in &scores.warnings {
        message(format_args!("warning: {warning}"));
    }
    if args.json {
        print_json(&scores)?;
    } else {
        print(&eval::table(&scores))?;
    }
    Ok(Status::Clean)
}
