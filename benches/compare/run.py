"""Speed of claimkit beside plain copies and a naive extractor, on one machine in one run.

    python run.py compare            # everybody over one corpus, in turn, medians
    python run.py growth             # claimkit build over 1x, 4x and 16x of it
    python run.py validation         # claimkit validate over 1x, 4x and 16x of it; fails where memory is over --limit
    python run.py threads            # one and two threads, beside what two processors of this machine can give
    python run.py start              # claimkit extract on one small file
    python run.py instructions       # callgrind counts for the bundled articles, beside the last committed ones

Wall times of different runs do not compare; their ratios within a run do. Each result is printed, and with --save
written to benches/runs/ with the machine and the commit. Needs the packages of requirements.txt, and valgrind for the
last command.
"""

import argparse
import concurrent.futures
import datetime
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import corpus

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RUNS = HERE.parent / "runs"
CONFIG = """targets = ["{target}"]
[dataset]
name = "corpus"
version = "1.0.0"
title = "Generated articles"
description = "Generated articles for timing."
licence = "CC0-1.0"
authors = ["nobody"]
[[source]]
id = "all"
paths = ["{corpus}"]
"""


def measured(command: list[str], processors: set[int] | None = None) -> tuple[float, float]:
    """Wall seconds and peak memory (MB, of the largest process) of a command that must succeed, on these processors."""
    pin = (lambda: os.sched_setaffinity(0, processors)) if processors else None
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=pin)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{errors.decode()}")
    return seconds, usage.ru_maxrss / 1024


class Bench:
    """A corpus in a scratch folder, and what is run over it."""

    def __init__(self, folder: pathlib.Path, binary: str, articles: int, seed: int):
        self.folder, self.binary = folder, binary
        self.corpus = folder / "corpus.jsonl"
        self.bytes = corpus.write(str(self.corpus), articles, seed)
        target = ROOT / "datasets/coalition-withdrawal/targets/coalition-withdrawal.toml"
        dataset = folder / "dataset"
        dataset.mkdir()
        (dataset / "claimkit.toml").write_text(CONFIG.format(target=target, corpus=self.corpus), encoding="utf-8")

    def copy(self, how: str, threads: int) -> tuple[float, float]:
        out = self.folder / "copy.parquet"
        script = [sys.executable, str(HERE / "copies.py"), how, str(threads), str(self.corpus), str(out)]
        return measured(script)

    def naive(self) -> tuple[float, float]:
        return measured([sys.executable, str(HERE / "naive.py"), str(self.corpus), str(self.folder / "naive.jsonl")])

    def extract(self, threads: int, processors: set[int] | None = None) -> tuple[float, float]:
        return measured([self.binary, "extract", "--threads", str(threads), str(self.corpus)], processors)

    def build(
        self, threads: int, processors: set[int] | None = None, releases: str = "releases"
    ) -> tuple[float, float]:
        out = self.folder / releases
        shutil.rmtree(out, ignore_errors=True)
        command = [self.binary, "build", str(self.folder / "dataset"), "--out", str(out), "--threads", str(threads)]
        return measured(command, processors)

    def validate(self, threads: int) -> tuple[float, float]:
        """The release that `build` left; the program has no option for the threads of a validation."""
        release = str(self.folder / "releases/corpus-1.0.0")
        return measured(["env", f"RAYON_NUM_THREADS={threads}", self.binary, "validate", release])


def commit() -> str:
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    dirty = subprocess.run(["git", "status", "--porcelain", "src"], cwd=ROOT, capture_output=True, text=True)
    return (head.stdout.strip() or "unknown") + ("+" if dirty.stdout.strip() else "")


def machine() -> str:
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def report(title: str, rows: list[list[str]], head: list[str], save: bool) -> None:
    """Prints a table, and keeps it with the machine and the commit."""
    text = [f"# {title}", "", f"commit {commit()}, {datetime.date.today()}, {machine()}", ""]
    text += ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    text += ["| " + " | ".join(row) + " |" for row in rows]
    print("\n".join(text), "\n")
    if save:
        RUNS.mkdir(exist_ok=True)
        name = title.split(":")[0].lower().replace(" ", "-")
        (RUNS / f"{name}.md").write_text("\n".join(text) + "\n", encoding="utf-8")


def compare(bench: Bench, runs: int, articles: int, save: bool) -> None:
    contestants = {
        "DuckDB, plain copy, 1 thread": lambda: bench.copy("duckdb", 1),
        "DuckDB, plain copy, 2 threads": lambda: bench.copy("duckdb", 2),
        "polars, plain copy, 1 thread": lambda: bench.copy("polars", 1),
        "polars, plain copy, 2 threads": lambda: bench.copy("polars", 2),
        "Python `re` extractor": bench.naive,
        "claimkit extract, 1 thread": lambda: bench.extract(1),
        "claimkit extract, 2 threads": lambda: bench.extract(2),
        "claimkit build, 1 thread": lambda: bench.build(1),
        "claimkit build, 2 threads": lambda: bench.build(2),
    }
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, contestant in contestants.items():
            results[name].append(contestant())
    seconds = {name: statistics.median(s for s, _ in found) for name, found in results.items()}
    copy = seconds["DuckDB, plain copy, 2 threads"]
    rows = []
    for name, found in results.items():
        memory = max(m for _, m in found)
        rate = bench.bytes / 1e6 / seconds[name]
        rows.append([name, f"{seconds[name]:.2f}", f"{rate:.0f}", f"{seconds[name] / copy:.2f}", f"{memory:.0f}"])
    title = f"Compare: {articles:,} articles, {bench.bytes / 1e6:.0f} MB of JSON lines, medians of {runs}"
    report(title, rows, ["", "seconds", "MB/s of JSON", "times DuckDB (2 threads)", "peak MB"], save)


def growth(folder: pathlib.Path, binary: str, articles: int, seed: int, runs: int, save: bool) -> None:
    rows, first = [], None
    for factor in (1, 4, 16):
        part = folder / f"x{factor}"
        part.mkdir()
        bench = Bench(part, binary, articles * factor, seed)
        found = [bench.build(2) for _ in range(runs)]
        seconds = statistics.median(s for s, _ in found)
        each = seconds / bench.bytes
        first = first or each
        memory = max(m for _, m in found)
        size = f"{bench.bytes / 1e6:.0f}"
        rows.append([f"{factor}x", f"{articles * factor:,}", size, f"{seconds:.1f}", f"{each / first:.2f}", f"{memory:.0f}"])
        shutil.rmtree(part)
    head = ["", "articles", "MB", "seconds", "time a byte, 1x = 1", "peak MB"]
    report(f"Growth: claimkit build, 2 threads, medians of {runs}", rows, head, save)


def threads(bench: Bench, runs: int, articles: int, save: bool) -> None:
    """What a second processor gives to one program, beside what it gives to two that know nothing of each other: virtual
    processors share caches, memory and sometimes a core, and no program can do better than that."""
    one, other = sorted(os.sched_getaffinity(0))[:2]
    jobs = {
        "extract": lambda n, processors, _: bench.extract(n, processors),
        "build": lambda n, processors, out: bench.build(n, processors, out),
    }
    rows = []
    for name, job in jobs.items():
        alone, apart, together = [], [], []
        for _ in range(runs):
            alone.append(job(1, {one}, "releases")[0])
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                pair = pool.map(lambda n: job(1, {n}, f"releases-{n}"), (one, other))
                apart.append(max(seconds for seconds, _ in pair))
            together.append(job(2, {one, other}, "releases")[0])
        first, two, both = map(statistics.median, (alone, apart, together))
        rows.append([f"claimkit {name}", f"{first:.2f}", f"{both:.2f}", f"{first / both:.2f}", f"{2 * first / two:.2f}"])
    title = f"Threads: {articles:,} articles, {bench.bytes / 1e6:.0f} MB of JSON lines, medians of {runs}"
    head = ["", "1 processor, s", "2 processors, s", "times as fast", "two programs at once"]
    report(title, rows, head, save)


def validation(folder: pathlib.Path, binary: str, articles: int, seed: int, runs: int, limit: int, save: bool) -> None:
    rows, highest = [], 0.0
    for factor in (1, 4, 16):
        part = folder / f"x{factor}"
        part.mkdir()
        bench = Bench(part, binary, articles * factor, seed)
        bench.build(2)
        cells = [f"{factor}x", f"{articles * factor:,}"]
        for threads in (1, 2):
            found = [bench.validate(threads) for _ in range(runs)]
            memory = max(m for _, m in found)
            highest = max(highest, memory)
            cells += [f"{statistics.median(s for s, _ in found):.1f}", f"{memory:.0f}"]
        rows.append(cells)
        shutil.rmtree(part)
    head = ["", "articles", "seconds, 1 thread", "peak MB", "seconds, 2 threads", "peak MB"]
    report(f"Validation: claimkit validate, medians of {runs}", rows, head, save)
    if highest > limit:
        sys.exit(f"a validation took {highest:.0f} MB, more than {limit}")


def start(folder: pathlib.Path, binary: str, save: bool) -> None:
    texts = {
        "one sentence": "قال المحلل نوار العبدلي إن الحدود مؤمنة.",
        "one sentence about the target": "قال المحلل نوار العبدلي إن انسحاب التحالف من العراق قريب.",
    }
    rows = []
    for name, text in texts.items():
        article = folder / "small.txt"
        article.write_text(text, encoding="utf-8")
        times = sorted(measured([binary, "extract", str(article)])[0] * 1000 for _ in range(41))
        rows.append([f"claimkit extract, {name}", f"{times[len(times) // 2]:.1f}", f"{times[0]:.1f}"])
    report("Start: milliseconds, 41 runs", rows, ["", "median", "fastest"], save)


def instructions(folder: pathlib.Path, binary: str, save: bool) -> None:
    """Instructions do not depend on what else the machine does."""
    if shutil.which("valgrind") is None:
        sys.exit("valgrind is missing; it counts the instructions")
    small = folder / "small.txt"
    small.write_text("قال المحلل نوار العبدلي إن الحدود مؤمنة.", encoding="utf-8")
    generated = folder / "generated.jsonl"
    corpus.write(str(generated), 200, 1)
    inputs = {
        "start, one sentence": small,
        "bundled articles": ROOT / "datasets/coalition-withdrawal/articles",
        "200 generated articles": generated,
    }
    file = RUNS / "instructions.tsv"
    former = dict(line.split("\t")[:2] for line in file.read_text().splitlines()[1:]) if file.exists() else {}
    rows, kept = [], ["input\tmillion instructions\tcommit"]
    for name, path in inputs.items():
        profile = folder / "callgrind.out"
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", binary]
        run = subprocess.run([*command, "extract", "--threads", "1", str(path)], capture_output=True, text=True)
        count = re.search(r"Collected\s*:\s*(\d+)", run.stderr)
        if count is None:
            sys.exit(f"valgrind counted nothing:\n{run.stderr[-2000:]}")
        million = int(count.group(1)) / 1e6
        before = former.get(name)
        change = f"{million / float(before) - 1:+.1%}" if before else "first count"
        rows.append([name, f"{million:.1f}", before or "", change])
        kept.append(f"{name}\t{million:.1f}\t{commit()}")
    report("Instructions: claimkit extract, one thread", rows, ["", "million", "committed", "change"], False)
    if save:
        RUNS.mkdir(exist_ok=True)
        file.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=["compare", "growth", "validation", "threads", "start", "instructions"])
    parser.add_argument("--binary", default=str(ROOT / "target/release/claimkit"))
    parser.add_argument("--articles", type=int, default=20000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=400, help="peak MB that a validation may take")
    parser.add_argument("--save", action="store_true", help="write the table to benches/runs/")
    options = parser.parse_args()
    if not pathlib.Path(options.binary).exists():
        sys.exit(f"{options.binary} is missing; `cargo build --release` makes it")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        match options.what:
            case "compare":
                bench = Bench(folder, options.binary, options.articles, options.seed)
                compare(bench, options.runs, options.articles, options.save)
            case "growth":
                growth(folder, options.binary, options.articles, options.seed, options.runs, options.save)
            case "validation":
                validation(
                    folder, options.binary, options.articles, options.seed, options.runs, options.limit, options.save
                )
            case "threads":
                bench = Bench(folder, options.binary, options.articles, options.seed)
                threads(bench, options.runs, options.articles, options.save)
            case "start":
                start(folder, options.binary, options.save)
            case "instructions":
                instructions(folder, options.binary, options.save)


if __name__ == "__main__":
    main()
