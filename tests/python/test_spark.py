"""`claimkit.spark` on a real cluster of processes on this machine, compared with one machine, row by row and byte by byte."""

import collections
import json
import os
import pathlib
import signal
import sys
import threading
import time

import claimkit
import claimkit.spark
import corpus
import pyarrow as pa
import pyarrow.parquet
import pytest
from conftest import run
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

ARTICLES = int(os.environ.get("CLAIMKIT_SPARK_ARTICLES", "300"))


@pytest.fixture(scope="module")
def spark(drawn):
    """Two executors of one core and 1 GB each, in processes of their own."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .config("spark.sql.files.maxPartitionBytes", str((drawn / "articles.parquet").stat().st_size // 10))
        .config("spark.sql.files.openCostInBytes", "0")
        .config("spark.sql.session.timeZone", "Asia/Baghdad")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return corpus.write(tmp_path_factory.mktemp("drawn"), ARTICLES)


@pytest.fixture(scope="module")
def alone(drawn, module):
    """The release as the command line builds it on one machine."""
    done = run(module, "build", drawn, "--out", drawn / "alone", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def articles(spark, drawn):
    return spark.read.parquet(str(drawn / "articles.parquet"))


def files(release):
    root = pathlib.Path(release)
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def same_release(summary, alone):
    """All files, and, so that a difference is legible, first all rows."""
    ours, theirs = (claimkit.load(s["path"], "pyarrow") for s in (summary, alone))
    for table in theirs:
        assert ours[table].to_pylist() == theirs[table].to_pylist(), table
    assert files(summary["path"]) == files(alone["path"])
    assert summary["articles"] == alone["articles"] > 0.98 * ARTICLES


def executors(spark):
    """Processes of the executors of this session and no other."""
    found = []
    for process in pathlib.Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"--executor-id" in words and spark.sparkContext.applicationId.encode() in words:
            found.append(int(process.name))
    return found


def test_build(articles, drawn, alone, tmp_path):
    assert articles.rdd.getNumPartitions() > 4
    same_release(claimkit.spark.build(articles, drawn, tmp_path), alone)
    assert [p.name for p in tmp_path.iterdir()] == [pathlib.Path(alone["path"]).name]


def test_an_order_that_is_asked_for(articles, drawn, alone, tmp_path):
    shuffled = articles.orderBy(F.xxhash64("article_id"))
    same_release(claimkit.spark.build(shuffled, drawn, tmp_path, order_by="article_id", rows_per_part=ARTICLES // 7), alone)


def test_a_killed_executor_changes_nothing(spark, articles, drawn, alone, tmp_path):
    parts = tmp_path / "parts"
    killed = []

    def kill():
        # In the middle: some parts are there, others are not.
        while len(list(parts.glob("part-*.parquet"))) < 3:
            time.sleep(0.05)
        victim = executors(spark)[0]
        os.kill(victim, signal.SIGKILL)
        killed.append(victim)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    summary = claimkit.spark.build(articles, drawn, tmp_path / "out", parts=parts, rows_per_part=ARTICLES // 40)
    killer.join(10)
    assert len(killed) == 1 and killed[0] not in executors(spark)
    same_release(summary, alone)
    made = collections.Counter(int(p.name.split("-")[1]) for p in parts.glob("part-*.parquet"))
    assert set(made.values()) == {1} and len(made) >= 20
    assert not list(parts.glob(".attempt-*"))


def test_extract(articles, drawn, alone):
    target = drawn / "targets" / "coalition-withdrawal.toml"
    release = claimkit.load(alone["path"], "pyarrow")
    for table, keys in (("claims", ["claim_id"]), ("stances", ["claim_id"]), ("rejects", ["source", "row"])):
        made = claimkit.spark.extract(articles, table=table, targets=[target], name="drawn").toArrow()
        whole = release[table]
        whole = whole.drop_columns([c for c in ("split",) if c in whole.column_names])
        assert made.column_names == whole.column_names
        ours, theirs = ({tuple(r[k] for k in keys): r for r in t.to_pylist()} for t in (made, whole))
        if table == "rejects":
            assert collections.Counter(r["reason"] for r in ours.values()) == collections.Counter(
                r["reason"] for r in theirs.values()
            )
        else:
            assert ours == theirs
        assert ours


def test_the_same_on_empty_partitions(spark, articles):
    few = articles.filter(F.col("article_id") == "n0000000").repartition(5)
    assert claimkit.spark.extract(few).select("article_id").distinct().collect()[0][0] == "n0000000"
    assert claimkit.spark.extract(articles.limit(0)).count() == 0


def test_faults(spark, articles, drawn, tmp_path):
    with pytest.raises(claimkit.ClaimkitError, match="articles: no `text`"):
        claimkit.spark.extract(articles.select("article_id"))
    with pytest.raises(claimkit.ClaimkitError, match='no source with the id "other"'):
        claimkit.spark.build(articles, drawn, tmp_path, source="other")
    with pytest.raises(claimkit.NoRelease, match="too many rows were rejected"):
        claimkit.spark.build(articles.filter("article_id between 'n0000205' and 'n0000215'"), drawn, tmp_path, max_rejects=0)
    commanded = tmp_path / "commanded"
    commanded.mkdir()
    labeler = "[[labeler]]\nname = 'tool'\ncommand = ['true']\n"
    text = (drawn / "claimkit.toml").read_text(encoding="utf-8").replace('targets = ["targets/', f'targets = ["{drawn}/targets/')
    (commanded / "claimkit.toml").write_text(text + labeler, encoding="utf-8")
    with pytest.raises(claimkit.ClaimkitError, match='the labeler "tool" keeps its answers in this folder'):
        claimkit.spark.build(articles, commanded, tmp_path)

    def some(batches):
        import random

        yield from (batch.slice(0, random.randrange(batch.num_rows)) for batch in batches)

    restless = articles.select("article_id", "text").limit(200).repartition(4).mapInArrow(some, "article_id string, text string")
    with pytest.raises(Exception, match="rows when they were counted"):
        claimkit.spark.build(restless, drawn, tmp_path)
    assert list(tmp_path.iterdir()) == [commanded]
