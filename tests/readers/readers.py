"""Opens a release with every reader and compares what they saw.

usage: readers.py RELEASE     exit 0: all agree; each line names a reader, its version and what it looked at.

Offline. The facts that are compared (rows, types, offsets, nulls, Arabic text) are taken once with pyarrow, table by
table, and asked of every other reader by its own means."""

import hashlib
import importlib.metadata
import json
import logging
import os
import pathlib
import sys
import tempfile

os.environ.update(HF_HUB_OFFLINE="1", HF_HOME=tempfile.mkdtemp(), HF_DATASETS_DISABLE_PROGRESS_BARS="1")
logging.disable(logging.WARNING)

import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

RELEASE = pathlib.Path(sys.argv[1])
MANIFEST = json.loads((RELEASE / "manifest.json").read_text(encoding="utf-8"))
TABLES = [table for table, splits in MANIFEST["rows"].items() if sum(splits.values())]
SPLIT_TABLES = [t for t in TABLES if "all" not in MANIFEST["rows"][t]]
FAILED = []


def reader(name, package=None):
    """Runs a function at once and reports how it ended."""

    def run(function):
        try:
            seen = function()
            version = importlib.metadata.version(package or name)
            print(f"PASS  {name} {version}: {seen}")
        except Exception as error:  # every failure of every reader is a finding
            FAILED.append(name)
            print(f"FAIL  {name}: {type(error).__name__}: {str(error)[:600]}")

    return run


def files(table, split=None):
    return sorted(str(p) for p in (RELEASE / table).glob(f"{split or '*'}-*.parquet"))


def plain(rows):
    """Rows as JSON with times as microseconds, so that readers can be compared."""

    def value(v):
        if hasattr(v, "timestamp"):
            return round(v.timestamp() * 1_000_000)
        if isinstance(v, list):
            return [value(x) for x in v]
        if isinstance(v, dict):
            return {k: value(x) for k, x in v.items()}
        return v

    return [value(row) for row in rows]


def sorted_rows(table, rows):
    key = json.loads((RELEASE / f"schema/{table}.schema.json").read_text(encoding="utf-8"))["primary_key"]
    return sorted(plain(rows), key=lambda r: [str(r[k]) for k in key] or json.dumps(r, sort_keys=True))


TRUTH = {t: sorted_rows(t, pa.concat_tables([pq.read_table(f, partitioning=None) for f in files(t)]).to_pylist()) for t in TABLES}
NULLS = {t: {c: sum(r[c] is None for r in TRUTH[t]) for c in TRUTH[t][0]} for t in TABLES}
# A stand-off release has no words: what is compared are places, then.
STANDOFF = "standoff" in MANIFEST
TEXTS = {} if STANDOFF else {a["article_id"]: a["text"] for a in TRUTH.get("articles", [])}
CHARS = {a["article_id"]: a["text_chars"] if STANDOFF else len(a["text"]) for a in TRUTH.get("articles", [])}
SPANS = [("text", "start_char", "end_char"), ("cue_text", "cue_start_char", "cue_end_char"),
         ("speaker_text", "speaker_start_char", "speaker_end_char"), ("anonymity_text", "anonymity_start_char", "anonymity_end_char")]


@reader("sha256sum", "pyarrow")
def _():
    lines = (RELEASE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for line in lines:
        digest, path = line.split("  ", 1)
        assert hashlib.sha256((RELEASE / path).read_bytes()).hexdigest() == digest, path
    return f"{len(lines)} files"


@reader("pyarrow")
def _():
    names = {pa.string(): "string", pa.bool_(): "bool", pa.int32(): "int32", pa.int64(): "int64", pa.float64(): "float64", pa.timestamp("us", "UTC"): "timestamp[us, UTC]"}
    for table, splits in MANIFEST["rows"].items():
        contract = json.loads((RELEASE / f"schema/{table}.schema.json").read_text(encoding="utf-8"))
        for file in files(table):
            schema, footer = pq.read_schema(file), pq.read_metadata(file)
            assert [(f.name, names.get(f.type, "list<struct>"), f.nullable) for f in schema] == [(f["name"], f["type"], f["nullable"]) for f in contract["fields"]], file
            assert all(f.metadata[b"description"].decode() == c["description"] for f, c in zip(schema, contract["fields"])), file
            assert footer.metadata[b"schema_version"].decode() == schema.metadata[b"schema_version"].decode() == MANIFEST["schema_version"]
        assert sum(pq.read_metadata(f).num_rows for f in files(table)) == sum(splits.values()), table
    n = 0
    for claim in TRUTH.get("claims", []):
        for words, start, end in SPANS:
            assert claim[start] is None or 0 <= claim[start] < claim[end] <= CHARS[claim["article_id"]], claim["claim_id"]
        if STANDOFF:
            assert not {words for words, _, _ in SPANS} & set(claim), "words in a stand-off release"
            n += 1
            continue
        text = TEXTS[claim["article_id"]]
        for words, start, end in SPANS:
            if claim[words] is not None:
                assert text[claim[start]:claim[end]] == claim[words], claim["claim_id"]
                n += 1
        assert text.encode()[claim["start_byte"]:claim["end_byte"]].decode() == claim["text"]
    return f"types, descriptions, {n} spans"


@reader("pandas")
def _():
    import pandas as pd

    for table in TABLES:
        frame = pd.concat([pd.read_parquet(f) for f in files(table)])
        assert len(frame) == len(TRUTH[table]), table
        assert {c: int(frame[c].isna().sum()) for c in frame} == NULLS[table], table
        if table == "articles":
            assert str(frame.published_at.dtype) == "datetime64[us, UTC]"
            assert STANDOFF or dict(zip(frame.article_id, frame.text)) == TEXTS
    return f"{len(TABLES)} tables, nulls, text"


@reader("polars")
def _():
    import polars as pl

    for table in TABLES:
        frame = pl.read_parquet(files(table))
        assert sorted_rows(table, frame.to_dicts()) == TRUTH[table], table
    if "claims" in TABLES:
        claims, articles = pl.scan_parquet(files("claims")), pl.scan_parquet(files("articles"))
        joined = claims.join(articles.select("article_id", whole="article_id" if STANDOFF else "text"), on="article_id")
        for words, start, end in [] if STANDOFF else SPANS:
            wrong = joined.filter(pl.col(words).is_not_null() & (pl.col("whole").str.slice(pl.col(start), pl.col(end) - pl.col(start)) != pl.col(words)))
            assert wrong.collect().is_empty(), words
        labels = ["favor", "against", "neutral", "unrelated"]
        assert claims.with_columns(pl.col("stance").cast(pl.Enum(labels))).collect().height == len(TRUTH["claims"])
    return f"{len(TABLES)} tables, every value, slices, closed sets"


@reader("duckdb")
def _():
    import duckdb

    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    for table in TABLES:
        query = connection.execute("select * from read_parquet($1)", [files(table)])
        names = [d[0] for d in query.description]
        rows = [dict(zip(names, row)) for row in query.fetchall()]
        assert sorted_rows(table, rows) == TRUTH[table], table
    if "claims" in TABLES:
        differs = "c.end_char > a.text_chars" if STANDOFF else "substr(a.text, c.start_char + 1, c.end_char - c.start_char) <> c.text"
        wrong = connection.execute(
            f"select count(*) from read_parquet($1) c join read_parquet($2) a using (article_id) where {differs}", [files("claims"), files("articles")]).fetchall()
        assert wrong == [(0,)], wrong
        lost = connection.execute("select count(*) from read_parquet($1) where article_id not in (select article_id from read_parquet($2))", [files("claims"), files("articles")]).fetchall()
        assert lost == [(0,)], lost
        assert connection.execute("select typeof(published_at) from read_parquet($1) limit 1", [files("articles")]).fetchall() == [("TIMESTAMP WITH TIME ZONE",)]
    return f"{len(TABLES)} tables, every value, substr"


@reader("datasets")
def _():
    import datasets

    datasets.disable_progress_bars()
    for table in TABLES:
        loaded = datasets.load_dataset(str(RELEASE), table, cache_dir=tempfile.mkdtemp(), verification_mode="all_checks")
        rows = [row for split in loaded.values() for row in split]
        assert sorted_rows(table, rows) == TRUTH[table], table
        if table in SPLIT_TABLES:
            assert {s: d.num_rows for s, d in loaded.items()} == {s: n for s, n in MANIFEST["rows"][table].items() if n}, table
    default = datasets.load_dataset(str(RELEASE), split="train", cache_dir=tempfile.mkdtemp())
    assert "claim_id" in default.column_names and isinstance(default[0]["spans"], list)
    return f"{len(TABLES)} configurations, every value, verified splits"


@reader("mlcroissant")
def _():
    import mlcroissant as mlc

    total = 0
    for table in TABLES:
        # A document of its own for every read: references make a second iteration of one document return nothing.
        document = mlc.Dataset(str(RELEASE / "croissant.json"))
        issues = document.metadata.ctx.issues
        assert not issues.errors, issues.errors
        records = list(document.records(table))
        assert len(records) == len(TRUTH[table]), (table, len(records))
        key = f"{table}/{'text' if table in ('articles', 'claims') and not STANDOFF else list(TRUTH[table][0])[0]}"
        seen = sorted(v.decode() if isinstance(v, bytes) else v for v in (r[key] for r in records))
        assert seen == sorted(r[key.split("/")[1]] for r in TRUTH[table]), table
        total += len(records)
    if "test" in MANIFEST["rows"].get("claims", {}):
        filtered = list(mlc.Dataset(str(RELEASE / "croissant.json")).records("claims", filters={"claims/split": "test"}))
        assert len(filtered) == MANIFEST["rows"]["claims"]["test"], len(filtered)
    return f"{total} records of {len(TABLES)} record sets, a filter by split"


@reader("frictionless")
def _():
    import frictionless

    report = frictionless.validate(str(RELEASE / "datapackage.json"), type="package")
    problems = [e.message for task in report.tasks for e in task.errors] + [e.message for e in report.errors]
    assert report.valid, problems[:5]
    rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    assert rows == sum(len(r) for r in TRUTH.values()), rows
    return f"{rows} rows, keys and closed sets"


@reader("huggingface_hub")
def _():
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(str(RELEASE / "README.md"))
    assert card.data.language == ["ar"] and card.data.license, card.data
    return "the card"


@reader("cffconvert")
def _():
    from cffconvert import Citation

    citation = Citation((RELEASE / "CITATION.cff").read_text(encoding="utf-8"))
    citation.validate()
    assert MANIFEST["version"] in citation.as_bibtex() or MANIFEST["version"] in citation.as_apalike()
    return "CITATION.cff"


@reader("jsonschema")
def _():
    import jsonschema

    schema = pathlib.Path(__file__).parents[2] / "schemas/validation-report.schema.json"
    report = json.loads((RELEASE / "reports/validation.json").read_text(encoding="utf-8"))
    jsonschema.validate(report, json.loads(schema.read_text(encoding="utf-8")))
    return f"the report of {len(report['checks'])} checks"


@reader("junit and html", "pyarrow")
def _():
    import html.parser
    import xml.etree.ElementTree

    cases = xml.etree.ElementTree.parse(RELEASE / "reports/junit.xml").getroot().findall(".//testcase")
    text = (RELEASE / "reports/validation.html").read_text(encoding="utf-8")
    html.parser.HTMLParser().feed(text)
    assert "http" not in text and "<script" not in text and "<svg" in text
    return f"{len(cases)} cases; a page without network"


sys.exit(bool(FAILED))
