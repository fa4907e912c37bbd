//! A program that labels: claims as JSON lines on its standard input, labels as JSON lines on its standard output.
//!
//! One run gets a batch, then its input ends; so a program may read all before it answers, or answer line by line. What
//! it writes to standard error is shown where it fails.

use super::LabelerSpec;
use super::cache::Cache;
use super::question::Question;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Stance, Vocabulary};
use serde::Deserialize;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A program that closed its output has this long to end.
const GRACE: Duration = Duration::from_secs(10);

/// What a program that has ended wrote to standard error is waited for so long: a process that it left behind may keep the
/// pipe open for ever.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Bytes of standard error that a message shows, from its end.
const TAIL: usize = 600;

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
    pub(super) fn ask(&self, name: &str, questions: &[Question<'_>], cache: &mut Cache) -> Result<Vec<Answer>> {
        let keys = questions.iter().map(|question| self.key(question)).collect::<Result<Vec<_>>>()?;
        let mut open: Vec<usize> = (0..questions.len()).filter(|&i| cache.get(&keys[i]).is_none()).collect();
        // One claim that stands in two copies of an article is one question.
        open.sort_by(|a, b| keys[*a].cmp(&keys[*b]).then(a.cmp(b)));
        open.dedup_by(|a, b| keys[*a] == keys[*b]);
        open.sort_unstable();
        for batch in open.chunks(self.batch) {
            let asked: Vec<&Question<'_>> = batch.iter().map(|&i| &questions[i]).collect();
            let answers = self.run(&asked).map_err(|e| labelled(name, &e))?;
            let kept: Vec<_> = batch.iter().map(|&i| keys[i].clone()).zip(answers).collect();
            cache.put(&kept)?;
        }
        let missing = || Error::new(ErrorKind::Data, format!("labeler {name}: an answer is missing"));
        keys.iter().map(|key| cache.get(key).ok_or_else(missing)).collect()
    }

    /// The key of a question in the cache: the hash of what it and its answer depend on. The question goes into the hash
    /// as it is written, without a copy of the article.
    fn key(&self, question: &Question<'_>) -> Result<String> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.hash.as_bytes()).update(b"\n");
        question.write("", &mut hasher)?;
        Ok(hasher.finalize().to_hex().to_string())
    }

    /// One batch, again where the program crashed or took too long.
    fn run(&self, questions: &[&Question<'_>]) -> Result<Vec<Answer>> {
        let mut input = Vec::new();
        for (n, question) in questions.iter().enumerate() {
            question.write(&n.to_string(), &mut input)?;
            input.push(b'\n');
        }
        let input: Arc<[u8]> = input.into();
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
    fn once(&self, input: &Arc<[u8]>) -> Result<String> {
        let program = self.argv.first().map(String::as_str).unwrap_or_default();
        let broken = |what: String| Error::new(ErrorKind::Data, what);
        let mut command = std::process::Command::new(program);
        // A group of its own, so that what it starts ends with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .args(&self.argv[1..])
            .current_dir(if self.folder.as_os_str().is_empty() { Path::new(".") } else { &self.folder })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| broken(format!("`{program}` cannot be started: {e}")))?;
        let (sender, receiver) = channel();
        if let Some(mut stdin) = child.stdin.take() {
            let input = input.clone();
            // A program that answers without reading all closes the pipe; its answers are what is judged.
            std::thread::spawn(move || drop(stdin.write_all(&input)));
        }
        let errors = child.stderr.take().map(Errors::of);
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
        let said = errors.map(|errors| errors.tail()).filter(|tail| !tail.is_empty());
        Err(broken(format!("`{program}` ended with {status}: {}", said.as_deref().unwrap_or("no message"))))
    }
}

/// What a program writes to standard error: its end, as far as it has come.
struct Errors {
    last: Arc<Mutex<Vec<u8>>>,
    /// Closed when there will be no more.
    ended: Receiver<()>,
}

impl Errors {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let last = Arc::new(Mutex::new(Vec::new()));
        let (sender, ended) = channel();
        let to = last.clone();
        std::thread::spawn(move || {
            let _open: std::sync::mpsc::Sender<()> = sender;
            let mut buffer = [0; 4096];
            // What was read before a pipe broke is what there is.
            while let Ok(n @ 1..) = pipe.read(&mut buffer) {
                let mut last = to.lock().unwrap_or_else(PoisonError::into_inner);
                last.extend_from_slice(&buffer[..n]);
                let surplus = last.len().saturating_sub(TAIL);
                last.drain(..surplus);
            }
        });
        Self { last, ended }
    }

    /// The last [`TAIL`] bytes of a program that has ended.
    fn tail(&self) -> String {
        // Nothing is ever sent: either the pipe is closed, or somebody else holds it.
        let _ = self.ended.recv_timeout(LAST_WORDS);
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        // A character that the cut went through is left out.
        let start = last.iter().position(|b| b & 0xC0 != 0x80).unwrap_or(0);
        String::from_utf8_lossy(&last[start..]).trim().to_owned()
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

/// Ends a program for good, with the programs that it started; where it has gone already there is nothing to do.
fn end(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(rustix::process::Pid::from_child(child), rustix::process::Signal::KILL);
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
