//! A program that labels: claims as JSON lines on its standard input, labels as JSON lines on its standard output.
//!
//! One run gets a batch, then its input ends; so a program may read all before it answers, or answer line by line. What
//! it writes to standard error is shown where it fails.

use super::cache::Cache;
use super::{LabelerSpec, TargetText};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Article, Claim, Extraction, Stance, Vocabulary};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// A program that closed its output has this long to end.
const GRACE: Duration = Duration::from_secs(10);

/// Bytes of standard error that a message shows, from its end.
const TAIL: usize = 600;

/// What a program is asked: one claim toward one target.
#[derive(Debug, Serialize)]
pub(super) struct Question {
    /// Number of the question in its run; empty in the key of the cache.
    id: String,
    target: String,
    statement: String,
    /// The content.
    claim: String,
    speaker: Option<String>,
    cue: Option<&'static str>,
    title: Option<String>,
    /// The whole article, and where the content stands in it, in code points.
    text: String,
    start: u32,
    end: u32,
}

/// What it answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Answer {
    pub(super) stance: Stance,
    /// In `[0, 1]`.
    pub(super) confidence: f64,
}

/// A line of its output.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    stance: String,
    #[serde(default)]
    confidence: Option<f64>,
}

impl Question {
    pub(super) fn new(article: &Article, extraction: &Extraction, claim: &Claim, target: &TargetText) -> Self {
        let points = crate::model::CodePoints::new(&article.text);
        let (start, end) = points.span(claim.content);
        Self {
            id: String::new(),
            target: target.0.clone(),
            statement: target.1.clone(),
            claim: claim.content.of(&article.text).to_owned(),
            speaker: extraction.speaker_of(claim).map(|s| s.description.clone()),
            cue: claim.cue.as_ref().map(|c| c.lemma),
            title: extraction.title.clone(),
            text: article.text.clone(),
            start,
            end,
        }
    }

    fn json(&self, id: &str) -> Result<String> {
        let line = serde_json::to_value(self).and_then(|mut line| {
            line["id"] = id.into();
            serde_json::to_string(&line)
        });
        line.map_err(|e| Error::new(ErrorKind::Data, "a claim cannot be written as JSON").caused_by(e))
    }
}

/// A program, how to run it, and the hash of what its answers depend on.
#[derive(Debug)]
pub(super) struct Command {
    argv: Vec<String>,
    folder: PathBuf,
    batch: usize,
    timeout: Duration,
    retries: u32,
    hash: String,
}

impl Command {
    pub(super) fn new(spec: &LabelerSpec, folder: &Path) -> Result<Self> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"claimkit labeler 1");
        for word in &spec.command {
            hasher.update(word.as_bytes()).update(b"\0");
        }
        // A changed script or model asks again.
        let named = spec.command.iter().filter(|word| folder.join(word).is_file()).chain(&spec.files);
        for file in named {
            let path = folder.join(file);
            let mut opened = std::fs::File::open(&path).map_err(|e| Error::io(&path, e))?;
            let mut buffer = vec![0; 1 << 16];
            loop {
                match opened.read(&mut buffer).map_err(|e| Error::io(&path, e))? {
                    0 => break,
                    n => hasher.update(&buffer[..n]),
                };
            }
        }
        Ok(Self {
            argv: spec.command.clone(),
            folder: folder.to_path_buf(),
            batch: spec.batch,
            timeout: Duration::from_secs(spec.timeout),
            retries: spec.retries,
            hash: hasher.finalize().to_hex().to_string(),
        })
    }

    /// The answers to all questions, in their order; only those that the cache does not know are asked.
    pub(super) fn ask(&self, name: &str, questions: &[Question], cache: &mut Cache) -> Result<Vec<Answer>> {
        let mut keys = Vec::with_capacity(questions.len());
        for question in questions {
            let text = format!("{}\n{}", self.hash, question.json("")?);
            keys.push(blake3::hash(text.as_bytes()).to_hex().to_string());
        }
        let mut open: Vec<usize> = (0..questions.len()).filter(|&i| cache.get(&keys[i]).is_none()).collect();
        // One claim that stands in two copies of an article is one question.
        open.sort_by(|a, b| keys[*a].cmp(&keys[*b]).then(a.cmp(b)));
        open.dedup_by(|a, b| keys[*a] == keys[*b]);
        open.sort_unstable();
        for batch in open.chunks(self.batch) {
            let asked: Vec<&Question> = batch.iter().map(|&i| &questions[i]).collect();
            let answers = self.run(&asked).map_err(|e| labelled(name, &e))?;
            let kept: Vec<_> = batch.iter().map(|&i| keys[i].clone()).zip(answers).collect();
            cache.put(&kept)?;
        }
        let missing = || Error::new(ErrorKind::Data, format!("labeler {name}: an answer is missing"));
        keys.iter().map(|key| cache.get(key).ok_or_else(missing)).collect()
    }

    /// One batch, again where the program crashed or took too long.
    fn run(&self, questions: &[&Question]) -> Result<Vec<Answer>> {
        let mut input = String::new();
        for (n, question) in questions.iter().enumerate() {
            input.push_str(&question.json(&n.to_string())?);
            input.push('\n');
        }
        let mut tried = 0;
        loop {
            tried += 1;
            match self.once(&input) {
                Ok(output) => return answers(&output, questions.len()),
                Err(e) if tried > self.retries => {
                    let times = if tried == 1 { String::new() } else { format!(" ({tried} times)") };
                    return Err(Error::new(ErrorKind::Data, format!("{e}{times}")));
                }
                Err(_) => {}
            }
        }
    }

    /// Starts the program, gives it its input, and takes its output.
    fn once(&self, input: &str) -> Result<String> {
        let program = self.argv.first().map(String::as_str).unwrap_or_default();
        let broken = |what: String| Error::new(ErrorKind::Data, what);
        let mut child = std::process::Command::new(program)
            .args(&self.argv[1..])
            .current_dir(if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| broken(format!("`{program}` cannot be started: {e}")))?;
        let (sender, receiver) = channel();
        if let Some(mut stdin) = child.stdin.take() {
            let input = input.to_owned();
            // A program that answers without reading all closes the pipe; its answers are what is judged.
            std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        }
        let errors = child.stderr.take().map(|pipe| std::thread::spawn(move || read_lossy(pipe)));
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || sender.send(read_lossy(stdout)));
        }
        let output = match receiver.recv_timeout(self.timeout) {
            Ok(output) => output,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                end(&mut child);
                return Err(broken(format!("`{program}` took longer than {} s", self.timeout.as_secs())));
            }
        };
        let status = wait(&mut child).ok_or_else(|| {
            end(&mut child);
            broken(format!("`{program}` closed its output and did not end"))
        })?;
        if status.success() {
            return Ok(output);
        }
        let said = errors.and_then(|thread| thread.join().ok()).unwrap_or_default();
        let from = said.len().saturating_sub(TAIL);
        let tail = said.char_indices().find(|(at, _)| *at >= from).map_or("", |(at, _)| said[at..].trim());
        Err(broken(format!("`{program}` ended with {status}: {}", if tail.is_empty() { "no message" } else { tail })))
    }
}

fn read_lossy(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    // What was read before a pipe broke is what there is.
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The status of a program that is about to end.
fn wait(child: &mut Child) -> Option<std::process::ExitStatus> {
    let pause = Duration::from_millis(5);
    for _ in 0..GRACE.as_millis() / pause.as_millis() {
        if let Ok(Some(status)) = child.try_wait() {
            return Some(status);
        }
        std::thread::sleep(pause);
    }
    None
}

/// Ends a program for good; where it has gone already there is nothing to do.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn labelled(name: &str, error: &Error) -> Error {
    Error::new(error.kind(), format!("labeler {name}: {error}"))
}

/// The answers of an output: one to every question, each a label.
fn answers(output: &str, n: usize) -> Result<Vec<Answer>> {
    let mut found: Vec<Option<Answer>> = vec![None; n];
    for (row, line) in (1..).zip(output.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |field: &str, message: String| {
            let place = Location::path("its output").row(row).field(field);
            let hint =
                "a line is {\"id\": ..., \"stance\": ..., \"confidence\": 0 to 1}; print messages to standard error";
            Error::new(ErrorKind::Data, message).at(place).hint(hint)
        };
        let short: String = line.chars().take(80).collect();
        let line: Line =
            serde_json::from_str(line).map_err(|e| wrong("line", format!("{short:?} is no answer: {e}")))?;
        let at = line.id.parse::<usize>().ok().and_then(|i| found.get_mut(i));
        let at = at.ok_or_else(|| wrong("id", format!("{:?} was not asked", line.id)))?;
        if at.is_some() {
            return Err(wrong("id", format!("{:?} is answered twice", line.id)));
        }
        let stance = Stance::parse(&line.stance);
        let stance = stance.ok_or_else(|| {
            wrong("stance", format!("{:?} is no label; labels are {}", line.stance, Stance::spellings().join(", ")))
        })?;
        let confidence = line.confidence.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&confidence) {
            return Err(wrong("confidence", format!("{confidence} is not between 0 and 1")));
        }
        *at = Some(Answer { stance, confidence });
    }
    let missing = found.iter().filter(|a| a.is_none()).count();
    let all: Option<Vec<Answer>> = found.into_iter().collect();
    all.ok_or_else(|| Error::new(ErrorKind::Data, format!("{missing} of {n} claims were not answered")))
}
