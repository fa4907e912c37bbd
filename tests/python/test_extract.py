"""`claimkit.extract` and `claimkit.extract_batch`."""

import json
import multiprocessing
import pickle
import threading
import warnings

import claimkit
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet
import pytest
from conftest import DATASET, HARD, RELEASE, run

TARGET = DATASET / "targets" / "coalition-withdrawal.toml"


def places(value):
    """Every `{text, start, end}` inside a record."""
    if isinstance(value, dict):
        if value.get("start") is not None and "text" in value:
            yield value
        for inner in value.values():
            yield from places(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from places(inner)


def test_slices_give_the_text():
    record = claimkit.extract(HARD)
    assert record["text"] == HARD
    assert len(record["claims"]) == 3
    assert [c["is_anonymous"] for c in record["claims"]] == [False, False, True]
    found = list(places(record["claims"]))
    assert len(found) > 8
    for place in found:
        assert HARD[place["start"] : place["end"]] == place["text"]
    assert "🚚" in record["claims"][1]["text"]


def bundled():
    """The texts of the bundled data set."""
    return claimkit.load(RELEASE).articles["text"].to_list()


def test_the_record_is_that_of_the_command_line(tmp_path, module, binary):
    rows = [{"id": f"a{n}", "text": text} for n, text in enumerate([*bundled(), HARD])]
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    printed = run(binary, "extract", tmp_path / "a.jsonl").stdout
    assert run(module, "extract", tmp_path / "a.jsonl").stdout == printed
    ours = [claimkit.extract(r["text"], article_id=r["id"]) for r in rows]
    assert ours == [json.loads(line) for line in printed.splitlines()]
    assert sum(len(r["claims"]) for r in ours) > 300


def test_title_and_id():
    record = claimkit.extract("قال نوار العبدلي إن الحدود مؤمنة.", title="خبر", article_id="n1")
    assert (record["title"], record["article_id"]) == ("خبر", "n1")


@pytest.mark.parametrize(("text", "reason"), [("", "empty"), ("no Arabic", "not_arabic"), ("قال\0", "nul_bytes")])
def test_no_article(text, reason):
    with pytest.raises(claimkit.Rejected) as caught:
        claimkit.extract(text)
    assert caught.value.reason == reason
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_targets(tmp_path, binary):
    chosen = claimkit.Extractor([TARGET])
    again = pickle.loads(pickle.dumps(chosen))
    assert chosen.targets == again.targets == ["coalition-withdrawal"]
    assert again.extract(HARD)["claims"][2]["stances"][0]["stance"] == "against"
    broken = tmp_path / "t.toml"
    broken.write_text("id = 'x'\nstatment = 'y'\n", encoding="utf-8")
    with pytest.raises(claimkit.ClaimkitError) as caught:
        claimkit.Extractor([broken])
    printed = run(binary, "extract", "--target", broken, input="").stderr
    assert printed == f"claimkit: {caught.value}\n"
    assert (caught.value.kind, caught.value.path) == ("config", broken)
    with pytest.raises(TypeError, match="list of files"):
        claimkit.Extractor(str(TARGET))


def articles(n=300):
    """A table of texts, every tenth a null."""
    texts = [None if i % 10 == 3 else f"{i} {HARD}" for i in range(n)]
    return {"article_id": [f"a{i}" for i in range(n)], "text": texts}


def quietly(*args, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", claimkit.RejectWarning)
        return claimkit.extract_batch(*args, **options)


def test_every_kind_of_table():
    columns = articles()
    expected = quietly(pa.table(columns))
    texts = {i: t for i, t in zip(columns["article_id"], columns["text"])}
    assert expected.num_rows == 3 * 270
    for claim in expected.to_pylist():
        text = texts[claim["article_id"]]
        assert text[claim["start_char"] : claim["end_char"]] == claim["text"]
        assert text.encode()[claim["start_byte"] : claim["end_byte"]].decode() == claim["text"]
    ids = pa.array(columns["article_id"])
    kinds = [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())]
    tables = [pa.table({"article_id": ids, "text": pa.array(columns["text"]).cast(kind)}) for kind in kinds]
    tables += [polars.DataFrame(columns), pandas.DataFrame(columns)]
    tables += [pa.Table.from_batches(pa.table(columns).to_batches(max_chunksize=7))]
    tables += [pa.table(columns).to_reader(max_chunksize=50)]
    padded = pa.concat_tables([pa.table(columns).slice(0, 5), pa.table(columns)]).combine_chunks()
    tables += [padded.slice(5)]
    for table in tables:
        assert quietly(table).equals(expected), type(table)
    assert quietly(pa.table(columns), threads=1).equals(quietly(pa.table(columns), threads=3))
    assert quietly(pa.table(columns).slice(0, 0)).schema == expected.schema


def test_rows_that_are_no_articles():
    with pytest.warns(claimkit.RejectWarning, match=r"^30 rows are no articles .*30 missing_field.* articles:4: no `text`"):
        claimkit.extract_batch(pa.table(articles()))
    rejects = claimkit.extract_batch(pa.table(articles()), table="rejects", name="mine").to_pylist()
    assert [(r["source"], r["row"]) for r in rejects] == [("mine", i + 1) for i in range(3, 300, 10)]


def test_the_rows_of_a_release(tmp_path):
    texts = [*bundled(), HARD]
    rows = {"article_id": [f"a{n}" for n in range(len(texts))], "text": texts}
    pyarrow.parquet.write_table(pa.table(rows), tmp_path / "a.parquet")
    toml = f"targets = ['{TARGET}']\n[dataset]\nname = 'd'\nversion = '1.0.0'\n[[source]]\nid = 'articles'\npaths = ['a.parquet']\n"
    (tmp_path / "claimkit.toml").write_text(toml, encoding="utf-8")
    release = claimkit.load(claimkit.build(tmp_path)["path"], "pyarrow")
    extractor = claimkit.Extractor([TARGET])
    for name, key in (("claims", "claim_id"), ("articles", "article_id"), ("stances", "claim_id")):
        table = release[name]
        whole = table.drop_columns([c for c in ("split", "near_duplicate_of") if c in table.column_names])
        made = extractor.extract_batch(pa.table(rows), table=name)
        assert made.schema.equals(whole.schema)
        assert sorted(made.to_pylist(), key=lambda r: r[key]) == sorted(whole.to_pylist(), key=lambda r: r[key])
    assert made.num_rows > 300


def test_names_of_columns():
    table = pa.table({"story": [{"body": HARD}], "n": [1]})
    assert claimkit.extract_batch(table, fields={"text": "story.body"}).num_rows == 3
    with pytest.raises(claimkit.ClaimkitError, match="^articles: no `text`.*the row has `story`, `n`"):
        claimkit.extract_batch(table)
    with pytest.raises(claimkit.ClaimkitError, match="unknown field `txt`"):
        claimkit.extract_batch(table, fields={"txt": "story.body"})
    with pytest.raises(claimkit.ClaimkitError, match="take one of claims, stances, articles, rejects"):
        claimkit.extract_batch(pa.table(articles()), table="speakers")
    with pytest.raises(TypeError, match="no Arrow table but list"):
        claimkit.extract_batch([HARD])


def test_others_work_meanwhile():
    """The interpreter's lock is free: this thread counts while another one extracts."""
    table, done = pa.table(articles(600)), threading.Event()
    worker = threading.Thread(target=lambda: (quietly(table, threads=1), done.set()))
    worker.start()
    counted = 0
    while not done.wait(0.001):
        counted += 1
    worker.join()
    assert counted > 20


def in_child(queue):
    queue.put(quietly(pa.table(articles()), threads=2).num_rows)


def test_a_forked_process_works():
    quietly(pa.table(articles()), threads=2)
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=in_child, args=(queue,))
    child.start()
    assert queue.get(timeout=60) == 810
    child.join()
