"""What Spark adds: the same release from one machine and from a cluster of two processes, in seconds, medians of alternating runs.

    python benches/spark.py ARTICLES [RUNS]

Run it with the Python that has the wheel and pyspark (`pip install '.[spark]'`).
"""

import os
import pathlib
import shutil
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "python"))
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
os.environ["PYTHONPATH"] = sys.path[0]

import claimkit  # noqa: E402
import claimkit.spark  # noqa: E402
import corpus  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402


def session(file):
    return (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.executor.memory", "1g")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .config("spark.sql.files.maxPartitionBytes", str(file.stat().st_size // 10))
        .config("spark.sql.files.openCostInBytes", "0")
        .getOrCreate()
    )


def timed(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def main(articles, runs):
    with tempfile.TemporaryDirectory() as name:
        folder = corpus.write(pathlib.Path(name) / "data", articles)
        out = pathlib.Path(name) / "out"
        opened = {}
        start = timed(lambda: opened.update(spark=session(folder / "articles.parquet")))
        spark = opened["spark"]
        spark.sparkContext.setLogLevel("ERROR")
        frame = spark.read.parquet(str(folder / "articles.parquet"))
        ways = {
            "claimkit.build, 1 thread": lambda: claimkit.build(folder, out=out, threads=1),
            "claimkit.build, 2 threads": lambda: claimkit.build(folder, out=out, threads=2),
            "claimkit.spark.build, 2 executors": lambda: claimkit.spark.build(frame, folder, out),
            "claimkit.spark.extract(...).count(), 2 executors": lambda: claimkit.spark.extract(frame).count(),
        }
        times = {way: [] for way in ways}
        # The first call starts Python on the workers; a session pays it once.
        warm = timed(lambda: claimkit.spark.extract(frame.limit(10)).count())
        for _ in range(runs):
            for way, work in ways.items():
                times[way].append(timed(work))
                shutil.rmtree(out, ignore_errors=True)
        print(f"{articles} articles; Spark starts in {start:.1f} s, its first call takes {warm:.1f} s")
        for way, seconds in times.items():
            print(f"{statistics.median(seconds):8.1f} s  {way}")
        spark.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
