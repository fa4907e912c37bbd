"""Makes a data set of any size from the bundled, invented articles: paragraphs drawn by a seed, with a few copies, headlines,
dates, and rows that are no articles.

    python tests/python/corpus.py FOLDER ARTICLES [SEED]

Writes `articles.parquet` and the `claimkit.toml` that builds it.
"""

import datetime
import pathlib
import random
import shutil
import sys

import pyarrow as pa
import pyarrow.parquet

import claimkit

DATASET = pathlib.Path(__file__).resolve().parents[2] / "datasets" / "coalition-withdrawal"
CONFIGURATION = """
targets = ["targets/coalition-withdrawal.toml"]

[dataset]
name = "drawn"
version = "1.0.0"

[[source]]
id = "drawn"
paths = ["articles.parquet"]
"""


def newest():
    """The bundled release of the highest version; 10.0.0 comes after 9.0.0."""
    return max((DATASET / "releases").iterdir(), key=lambda folder: [*map(int, folder.name.rpartition("-")[2].split("."))])


def paragraphs():
    """Those of the bundled articles that say something."""
    texts = claimkit.load(newest()).articles["text"].to_list()
    return [line.strip() for text in texts for line in text.splitlines() if len(line.strip()) > 60]


def row(rng, pool, number, former):
    """One row; every 97th is a copy of an earlier text, every 211th has none."""
    if number % 97 == 96:
        text = former[number // 2]["text"]
    elif number % 211 == 210:
        text = rng.choice([None, "  ", "no Arabic"])
    else:
        text = f"الخبر رقم {number}\n" + "\n".join(rng.sample(pool, rng.randint(1, 3)))
    return {
        "article_id": f"n{number:07}",
        "title": rng.choice([None, rng.choice(pool)[:50]]),
        "published_at": datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(minutes=number),
        "note": "not read",
        "text": text,
    }


SCHEMA = pa.schema(
    [
        ("article_id", pa.string()),
        ("title", pa.string()),
        ("published_at", pa.timestamp("us", tz="UTC")),
        ("note", pa.string()),
        ("text", pa.string()),
    ]
)


def draw(articles, seed=7):
    """A table of articles."""
    rng, pool, rows = random.Random(seed), paragraphs(), []
    for number in range(articles):
        rows.append(row(rng, pool, number, rows))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def write(folder, articles, seed=7):
    """A data set in a folder."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pa.parquet.write_table(draw(articles, seed), folder / "articles.parquet", row_group_size=-(-articles // 20))
    shutil.copytree(DATASET / "targets", folder / "targets")
    (folder / "claimkit.toml").write_text(CONFIGURATION, encoding="utf-8")
    return folder


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), *map(int, sys.argv[3:4]))
