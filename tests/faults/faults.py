"""Faults that no unit test makes: killed builds and how they go on, a full disk, a target that cannot be written, two builds at once, damaged
and hostile releases. Standard library only; POSIX.

usage: faults.py CLAIMKIT [--kills N]     exit 0: all held; what the machine does not permit is printed as SKIP."""

import hashlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CLAIMKIT = os.path.abspath(sys.argv[1])
KILLS = int(sys.argv[sys.argv.index("--kills") + 1]) if "--kills" in sys.argv else 100
WORK = pathlib.Path(tempfile.mkdtemp(prefix="claimkit-faults-"))
FAILED = []


def case(function):
    """Runs a case at once."""
    try:
        print(f"PASS  {function.__name__}: {function()}", flush=True)
    except Skip as why:
        print(f"SKIP  {function.__name__}: {why}", flush=True)
    except AssertionError as error:
        FAILED.append(function.__name__)
        print(f"FAIL  {function.__name__}: {str(error)[:800]}", flush=True)


class Skip(Exception):
    """The machine does not permit the case."""


def dataset(version, articles=400):
    folder = WORK / "data"
    folder.mkdir(exist_ok=True)
    with open(folder / "in.jsonl", "w", encoding="utf-8") as out:
        for n in range(articles):
            words = " ".join(f"لفظ{(n * 7919 + i * 613) % 8999}" for i in range(40))
            text = f"خبر مختلق {n}\nقال الوزير كاظم الحلفي إن الجسر رقم {n} سيفتح غدا.\n{words}.\n"
            out.write(json.dumps({"id": f"a-{n:04}", "text": text}, ensure_ascii=False) + "\n")
    (folder / "claimkit.toml").write_text(
        f"[dataset]\nname = 'tiny'\nversion = '{version}'\n[[source]]\npaths = ['in.jsonl']\n[output]\nrows_per_shard = 100\n"
        "[split]\npolicy = 'random'\n", encoding="utf-8")
    return folder


def run(*args, **more):
    done = subprocess.run([CLAIMKIT, *map(str, args)], capture_output=True, text=True, stdin=subprocess.DEVNULL, **more)
    assert "panicked" not in done.stderr, done.stderr
    return done


def build(out, version="1.0.0", articles=400):
    done = run("build", dataset(version, articles), "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    return out / f"tiny-{version}"


def fingerprint(release):
    return {str(p.relative_to(release)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(release.rglob("*")) if p.is_file()}


def resum(release):
    """Makes SHA256SUMS fit, so that a case damages one thing only."""
    lines = [f"{digest}  {name}\n" for name, digest in fingerprint(release).items() if name != "SHA256SUMS"]
    (release / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def findings(release):
    done = run("validate", release, "--format", "json")
    assert done.returncode == 1, f"exit code {done.returncode}: {done.stdout[:300]}{done.stderr}"
    return sorted(c["id"] for c in json.loads(done.stdout)["checks"] if c["status"] == "fail" and c["severity"] == "error")


# Parts of a few rows, so that a build has many moments between two of them.
PARTS = ["--part-bytes", "2000"]
KILLED_ARTICLES = 150


@case
def killed_at_random_moments():
    out = WORK / "killed"
    former = build(out, articles=KILLED_ARTICLES)
    before = fingerprint(former)
    started = time.monotonic()
    whole = fingerprint(build(WORK / "undisturbed", "1.0.1", KILLED_ARTICLES))
    length = time.monotonic() - started
    folder, target, parts = dataset("1.0.1", KILLED_ARTICLES), out / "tiny-1.0.1", out / ".tiny.parts"
    command = [CLAIMKIT, "build", str(folder), "--out", str(out), *PARTS]
    randomness, finished, resumed = random.Random(2026), 0, 0
    for n in range(KILLS):
        resumed += any(parts.glob("*.parquet"))
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(randomness.uniform(0, length))
        # A crash, Ctrl-C, the end of a job.
        child.send_signal((signal.SIGKILL, signal.SIGKILL, signal.SIGINT, signal.SIGTERM)[n % 4])
        child.wait()
        assert fingerprint(former) == before, "a former release was touched"
        if target.exists():
            assert fingerprint(target) == whole, "half a release is visible"
            shutil.rmtree(target)
            finished += 1
    # The last one is killed between two parts, so that the next build has something to go on from.
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while child.poll() is None and len(list(parts.glob("*.parquet"))) < 3:
        time.sleep(0.001)
    child.send_signal(signal.SIGKILL)
    child.wait()
    shutil.rmtree(target, ignore_errors=True)
    there = len(list(parts.glob("*.parquet")))
    done = run(*command[1:], "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["resumed"]
    assert told["parts"] == there and told["stale"] == told["damaged"] == 0, f"{told}, {there} parts were there"
    assert fingerprint(target) == whole, "the next build has other bytes"
    left = sorted(p.name for p in out.iterdir())
    assert left == ["tiny-1.0.0", "tiny-1.0.1"], left
    return (f"{KILLS} kills within {length:.1f} s, {resumed} builds went on from parts, {finished} were there before the kill; "
            f"the last build took up {there} parts and has the same bytes")


@case
def disk_full():
    mount = WORK / "small"
    mount.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(mount)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skip(f"cannot mount a tmpfs ({done.stderr.strip()})")
    try:
        command = ["build", dataset("1.0.0"), "--out", mount / "out", *PARTS]
        done = run(*command)
        assert done.returncode == 2 and "No space left" in done.stderr and "make room" in done.stderr, done.stdout + done.stderr
        left = [p.name for p in (mount / "out").iterdir()]
        assert left in ([], [".tiny.parts"]), left
        there = len(list((mount / "out/.tiny.parts").glob("*.parquet")))
        # Space was made: what is whole is taken up, whatever the disk cut off.
        subprocess.run(["mount", "-o", "remount,size=64m", str(mount)], check=True)
        again = run(*command, "--json")
        assert again.returncode == 0, again.stderr
        told = json.loads(again.stdout)["resumed"]
        assert told["parts"] == there and told["damaged"] == 0, f"{told}, {there} parts were there"
        assert fingerprint(mount / "out/tiny-1.0.0") == fingerprint(build(WORK / "roomy")), "the next build has other bytes"
        return f"{done.stderr.strip().splitlines()[-1][:120]}; then {there} parts were taken up"
    finally:
        subprocess.run(["umount", str(mount)], check=False)


@case
def target_that_cannot_be_written():
    if os.geteuid() == 0:
        # Permissions do not bind root; a file in the place of the folder binds everybody.
        place = WORK / "file"
        place.write_text("")
    else:
        place = WORK / "readonly"
        place.mkdir(mode=0o555)
    done = run("build", dataset("1.0.0"), "--out", place / "out")
    assert done.returncode == 2 and str(place) in done.stderr and "another place" in done.stderr, done.stderr
    return done.stderr.strip()[:160].replace(str(WORK), "...")


@case
def target_on_a_read_only_file_system():
    mount = WORK / "sealed"
    mount.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(mount)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Skip(f"cannot mount a tmpfs ({done.stderr.strip()})")
    try:
        former = build(mount / "out")
        before = fingerprint(former)
        subprocess.run(["mount", "-o", "remount,ro", str(mount)], check=True)
        done = run("build", dataset("1.0.1", 401), "--out", mount / "out")
        assert done.returncode == 2 and "folder that can be written to" in done.stderr, done.stderr
        assert fingerprint(former) == before and run("validate", former).returncode == 0, "a former release cannot be read"
        subprocess.run(["mount", "-o", "remount,rw", str(mount)], check=True)
        build(mount / "out", "1.1.0", 401)
        assert sorted(p.name for p in (mount / "out").iterdir()) == ["tiny-1.0.0", "tiny-1.1.0"]
        return done.stderr.strip()[:160].replace(str(WORK), "...")
    finally:
        subprocess.run(["umount", str(mount)], check=False)


@case
def two_builds_at_once():
    out = WORK / "twice"
    command = [CLAIMKIT, "build", str(dataset("1.0.0")), "--out", str(out)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    ends = [(child.communicate(), child.returncode) for child in both]
    codes = sorted(code for _, code in ends)
    assert codes in ([0, 0], [0, 2]), ends
    if codes == [0, 2]:
        message = next(err for (_, err), code in ends if code == 2)
        assert "another process is building" in message and "wait" in message, message
    assert sorted(p.name for p in out.iterdir()) == ["tiny-1.0.0"]
    assert run("validate", out / "tiny-1.0.0").returncode == 0
    return f"exit codes {codes}"


def damaged(name, damage, expected, fit=True):
    release = WORK / name / "tiny-1.0.0"
    shutil.copytree(build(WORK / "good"), release, dirs_exist_ok=True)
    damage(release)
    if fit:
        resum(release)
    found = findings(release)
    assert found == expected, f"{found}, not {expected}"
    return ", ".join(found)


@case
def corrupted_shard():
    def flip(release):
        shard = sorted((release / "claims").glob("train-*.parquet"))[0]
        content = bytearray(shard.read_bytes())
        content[len(content) // 2] ^= 0xFF
        shard.write_bytes(content)

    release = WORK / "corrupted" / "tiny-1.0.0"
    shutil.copytree(build(WORK / "good"), release)
    flip(release)
    # Either the list of sums tells, or the file cannot be read to its end, which names the file.
    done = run("validate", release, "--format", "json")
    told = "LAY001" in done.stdout if done.returncode == 1 else "claims/train-" in done.stderr
    assert done.returncode in (1, 2) and told, done.stdout[:300] + done.stderr
    return f"exit code {done.returncode}"


@case
def truncated_parquet():
    def cut(release):
        shard = sorted((release / "rejects").glob("*.parquet"))[0]
        shard.write_bytes(shard.read_bytes()[:-20])

    return damaged("truncated", cut, ["LAY001", "SCH001"], fit=False)


@case
def hostile_sums():
    def climb(release):
        with open(release / "SHA256SUMS", "a", encoding="utf-8") as sums:
            sums.write(f"{'0' * 64}  ../../../../../../etc/hostname\n")

    return damaged("climbing", climb, ["LAY001"], fit=False)


@case
def hostile_manifest():
    def lie(release):
        path = release / "manifest.json"
        manifest = json.loads(path.read_text(encoding="utf-8"))
        manifest["files"][0]["path"] = "../../../../etc/hostname"
        manifest["rows_in"] = manifest["withdrawn"] = 2**64 - 1
        manifest["rejects"] = {"syntax": 2**64 - 1, "encoding": 2**64 - 1}
        manifest["rows"]["claims"]["train"] = 2**64 - 1
        path.write_text(json.dumps(manifest), encoding="utf-8")

    return damaged("lying", lie, ["CNT001", "CNT003"])


@case
def hostile_documents():
    def bomb(release):
        card = release / "README.md"
        levels = "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
        card.write_text(f"---\nbomb:\n  a0: &a0 x\n{levels}---\n# none\n", encoding="utf-8")
        (release / "croissant.json").write_text("[" * 100_000, encoding="utf-8")

    return damaged("bombs", bomb, ["DOC001", "DOC002"])


shutil.rmtree(WORK, ignore_errors=True)
sys.exit(bool(FAILED))
