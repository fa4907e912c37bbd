"""The hook of .pre-commit-hooks.yaml in repositories of a data set: a good commit passes, a damaged release is not committed.

usage: test_hook.py CLAIMKIT"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(sys.argv[1]).resolve()
WHO = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]


def run(folder, *command, code=0):
    path = f"{PROGRAM.parent}:{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}"
    env = os.environ | {"PATH": path, "PRE_COMMIT_HOME": str(folder.parent / "cache"), "PRE_COMMIT_COLOR": "never"}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == code, f"{command}: exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def repository(folder):
    folder.mkdir()
    run(folder, "git", "init", "-q")
    return folder


def commit(folder, code=0):
    run(folder, "git", "add", "-A")
    return run(folder, "git", *WHO, "commit", "-m", "change", code=code)


def tried(work, below):
    """A data set in a folder of its repository, or at its root."""
    data = repository(work / f"data-{len(below)}")
    shutil.copytree(ROOT / "datasets/coalition-withdrawal", data / below, dirs_exist_ok=True)
    revision = run(work / "tool", "git", "rev-parse", "HEAD").strip()
    arguments = f"\n        args: [{below}]" if below else ""
    (data / ".pre-commit-config.yaml").write_text(
        f"repos:\n  - repo: {work / 'tool'}\n    rev: {revision}\n    hooks:\n      - id: claimkit-check{arguments}\n")
    run(data, sys.executable, "-m", "pre_commit", "install")
    assert "Passed" in commit(data)
    # A file of a release alone must be enough for the hook to run.
    changes = sorted((data / below / "releases").glob("*/CHANGELOG.md"))[-1]
    changes.write_text(changes.read_text() + "edited\n")
    told = commit(data, code=1)
    assert "Failed" in told and "LAY001" in told and "CHANGELOG.md: has other bytes than listed" in told, told


with tempfile.TemporaryDirectory() as folder:
    work = pathlib.Path(folder)
    tool = repository(work / "tool")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", tool)
    commit(tool)
    for place in ["", "datasets/news"]:
        tried(work, place)
print("pre-commit: a good data set is committed, a damaged release is not; at the root of a repository and below")
