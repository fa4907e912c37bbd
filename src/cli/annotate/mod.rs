//! `claimkit annotate`.

pub(super) mod args;

use super::{Status, Stop, message, print};
use crate::annotate::adjudicate::{Policy, adjudicate};
use crate::annotate::{self, ExportOptions, sample};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::labels;
use crate::stance::Target;
use args::{Adjudicate, AnnotateCommand, Export, Import, Sample};

pub(super) fn run(args: args::Annotate) -> Result<Status, Stop> {
    match args.command {
        AnnotateCommand::Sample(args) => draw(args),
        AnnotateCommand::Export(args) => export(&args),
        AnnotateCommand::Import(args) => import(&args),
        AnnotateCommand::Adjudicate(args) => decide(args),
    }
}

fn draw(args: Sample) -> Result<Status, Stop> {
    let target = args.target.map(Target::load).transpose()?;
    let plan = sample::Plan {
        size: args.size,
        by: args.by,
        order: args.order.into(),
        seed: args.seed,
        target: target.as_ref().map(|t| t.id().to_owned()),
        statement: target.as_ref().map(|t| t.statement().to_owned()).unwrap_or_default(),
    };
    let tasks = sample::draw(&args.release, &plan)?;
    if tasks.len() < args.size {
        message(format_args!("the release has {} claims, fewer than {}", tasks.len(), args.size));
    }
    print(&annotate::to_jsonl(&tasks)?)?;
    Ok(Status::Clean)
}

fn export(args: &Export) -> Result<Status, Stop> {
    let tasks = annotate::read(&args.sample)?;
    let files = annotate::export(&tasks, args.to.into(), ExportOptions { blind: args.blind })?;
    std::fs::create_dir_all(&args.out).map_err(|e| Error::io(&args.out, e))?;
    let paths: Vec<_> = files.iter().map(|(name, _)| args.out.join(name)).collect();
    // Looked for before anything is written: half an export beside an old one is a trap.
    if let Some(there) = paths.iter().find(|p| p.exists()) {
        let hint = "take another folder; annotations may depend on the old files";
        return Err(Error::new(ErrorKind::Config, "is there already").at(Location::path(there)).hint(hint).into());
    }
    for (path, (_, text)) in paths.iter().zip(&files) {
        std::fs::write(path, text).map_err(|e| Error::io(path, e))?;
    }
    message(format_args!("{} claims in {} files below {}", tasks.len(), files.len(), args.out.display()));
    Ok(Status::Clean)
}

fn import(args: &Import) -> Result<Status, Stop> {
    let tasks = annotate::read(&args.sample)?;
    let imported = annotate::import(&tasks, args.from.into(), &args.files, args.labeler.as_deref())?;
    if !imported.refused.is_empty() {
        imported.refused.iter().for_each(message);
        message(format_args!("{} annotations do not fit the sample; nothing was imported", imported.refused.len()));
        return Ok(Status::Findings);
    }
    print(&labels::to_jsonl(&imported.labels))?;
    Ok(Status::Clean)
}

fn decide(args: Adjudicate) -> Result<Status, Stop> {
    let lists = args.files.iter().map(|f| labels::read(f)).collect::<Result<Vec<_>>>()?;
    let policy = args.annotator.map_or(Policy::Majority { tie: args.tie }, Policy::Annotator);
    let decided = adjudicate(&lists.concat(), &policy)?;
    if !decided.open.is_empty() {
        let some = decided.open.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        message(format_args!("{} claims are without a decision, such as {some}", decided.open.len()));
    }
    print(&labels::to_jsonl(&decided.labels))?;
    Ok(Status::findings_if(!decided.open.is_empty()))
}
