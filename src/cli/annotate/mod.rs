//! `claimkit annotate`.

pub(super) mod args;

use super::{Status, Stop, message, print};
use crate::annotate::adjudicate::{Policy, adjudicate};
use crate::annotate::{self, ExportOptions, sample};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::labels;
use crate::model::counted;
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
        message(format_args!("the release has {}, fewer than {}", counted(tasks.len(), "claim"), args.size));
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
    let (claims, files) = (counted(tasks.len(), "claim"), counted(files.len(), "file"));
    message(format_args!("{claims} in {files} below {}", args.out.display()));
    Ok(Status::Clean)
}

fn import(args: &Import) -> Result<Status, Stop> {
    let tasks = annotate::read(&args.sample)?;
    let imported = annotate::import(&tasks, args.from.into(), &args.files, args.labeler.as_deref())?;
    if !imported.refused.is_empty() {
        imported.refused.iter().for_each(message);
        let refused = counted(imported.refused.len(), "annotation");
        message(format_args!("the sample has no place for {refused}; nothing was imported"));
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
        message(format_args!("without a decision: {}, such as {some}", counted(decided.open.len(), "claim")));
    }
    print(&labels::to_jsonl(&decided.labels))?;
    Ok(Status::findings_if(!decided.open.is_empty()))
}
