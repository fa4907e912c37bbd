//! `claimkit eval`.

use super::{Status, Stop, args, known, message, print, print_json};
use crate::error::{Error, ErrorKind};
use crate::eval::{self, Options};
use crate::record::Record;

pub(super) fn run(args: &args::Eval) -> Result<Status, Stop> {
    if [&args.gold, &args.predicted].iter().all(|path| path.as_os_str() == "-") {
        let message = "standard input cannot be both the gold and what is scored";
        return Err(Error::new(ErrorKind::Config, message).hint("name a file for one of them").into());
    }
    let gold = eval::read(&args.gold)?;
    let predicted = eval::read_predicted(&args.predicted, &gold)?;
    if let Some(target) = &args.target {
        known::among("--target", target, targets(&gold), "targets of the gold")?;
        if !targets(&predicted).any(|id| id == target) {
            message(format_args!("warning: no predicted claim has a stance toward {target:?}"));
        }
    }
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

/// Ids of the targets of every label.
fn targets(records: &[Record]) -> impl Iterator<Item = &str> {
    records.iter().flat_map(|r| &r.claims).flat_map(|c| &c.stances).map(|s| s.target.as_str())
}
