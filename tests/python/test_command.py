"""`python -m claimkit` and the script `claimkit`: the same program as the binary."""

import importlib.metadata
import pathlib
import signal
import subprocess
import sys

import pytest
from conftest import DATASET, HARD, RELEASE, run


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--version"], 0),
        ([], 2),
        (["help", "build"], 0),
        (["explain", "ATT-VERB"], None),
        (["schema", "show"], 0),
        (["extract", "no-such-file"], 2),
        (["biuld"], 2),
        (["validate", RELEASE, "--format", "md"], 0),
    ],
)
def test_the_same_answers(args, code, module, binary):
    ours, theirs = run(module, *args), run(binary, *args)
    assert (ours.returncode, ours.stdout, ours.stderr) == (theirs.returncode, theirs.stdout, theirs.stderr)
    assert code is None or ours.returncode == code


def test_the_script_and_standard_input(binary):
    script = pathlib.Path(sys.executable).with_name("claimkit")
    answers = [run([command], "extract", "-", input=HARD) for command in (script, *binary)]
    assert answers[0].stdout == answers[1].stdout != ""
    version = importlib.metadata.version("claimkit")
    assert run([script], "--version").stdout == f"claimkit {version}\n"


def test_interrupted(module):
    """Ctrl-C ends it at once, although it waits inside Rust."""
    waiting = subprocess.Popen([*module, "extract", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    waiting.stdin.write(HARD.encode())
    waiting.stdin.flush()
    with pytest.raises(subprocess.TimeoutExpired):
        waiting.wait(1)
    waiting.send_signal(signal.SIGINT)
    assert waiting.wait(5) == -signal.SIGINT


def test_nobody_reads_on(module):
    """`claimkit … | head -1` ends quietly."""
    command = subprocess.Popen(
        [*module, "extract", DATASET / "articles"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    command.stdout.readline()
    command.stdout.close()
    assert (command.wait(60), command.stderr.read()) == (0, b"")
