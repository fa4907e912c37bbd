"""`claimkit.build`, `claimkit.validate` and `claimkit.load`."""

import json
import multiprocessing
import pickle
import shutil

import claimkit
import pytest
from conftest import DATASET, run


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return claimkit.build(DATASET, out=tmp_path_factory.mktemp("releases"), threads=2)


@pytest.fixture
def dataset(tmp_path):
    """A data set of two rows, one of them no article."""
    rows = [{"text": "قال المحلل نوار العبدلي إن الحدود مؤمنة."}, {"text": "no Arabic"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    toml = "[dataset]\nname = 'd'\nversion = '1.0.0'\n[[source]]\npaths = ['a.jsonl']\n"
    (tmp_path / "claimkit.toml").write_text(toml, encoding="utf-8")
    return tmp_path


def test_the_release_of_the_command_line(built, tmp_path, binary):
    printed = run(binary, "build", DATASET, "--out", tmp_path, "--json")
    theirs = json.loads(printed.stdout)
    assert {**theirs, "path": built["path"]} == built
    sums = [open(f"{path}/SHA256SUMS", "rb").read() for path in (built["path"], theirs["path"])]
    assert sums[0] == sums[1]
    assert claimkit.build(DATASET, out=tmp_path)["outcome"] == "already_built"


def test_no_release(dataset, binary):
    with pytest.raises(claimkit.NoRelease, match="^No release: too many rows were rejected$") as caught:
        claimkit.build(dataset, max_rejects=0)
    assert caught.value.summary["outcome"] == "too_many_rejects"
    assert pickle.loads(pickle.dumps(caught.value)).summary == caught.value.summary
    assert "No release: too many rows" in run(binary, "build", dataset, "--max-rejects", "0").stdout
    assert not (dataset / "releases" / "d-1.0.0").exists()


def test_errors_have_the_text_of_the_command_line(dataset, binary):
    with (dataset / "claimkit.toml").open("a") as out:
        out.write("encodng = 'x'\n")
    with pytest.raises(claimkit.ClaimkitError) as caught:
        claimkit.build(dataset)
    assert run(binary, "build", dataset).stderr == f"claimkit: {caught.value}\n"
    error = pickle.loads(pickle.dumps(caught.value))
    assert (error.kind, error.path, error.row) == ("config", dataset / "claimkit.toml", 6)
    with pytest.raises(claimkit.ClaimkitError) as caught:
        claimkit.validate(dataset / "nothing")
    assert run(binary, "validate", dataset / "nothing").stderr == f"claimkit: {caught.value}\n"


def test_validate(built, tmp_path, binary):
    report = claimkit.validate(built["path"])
    assert report == json.loads(run(binary, "validate", built["path"], "--format", "json").stdout)
    assert report["summary"]["errors"] == 0 and report["summary"]["passed"] > 30
    damaged = tmp_path / "coalition-withdrawal-9.9.9"
    shutil.copytree(built["path"], damaged)
    assert claimkit.validate(damaged)["summary"]["errors"] > 0


def in_child(queue, release):
    queue.put(claimkit.validate(release)["summary"]["errors"])


def test_a_forked_process_validates(built):
    assert claimkit.validate(built["path"])["summary"]["errors"] == 0
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    child = context.Process(target=in_child, args=(queue, built["path"]))
    child.start()
    assert queue.get(timeout=60) == 0
    child.join()


def test_load(built):
    polars, pandas, pyarrow = (claimkit.load(built["path"], e) for e in ("polars", "pandas", "pyarrow"))
    assert list(polars) == list(pandas) == list(pyarrow) and len(polars) == 6
    for name in polars:
        rows = pyarrow[name].to_pylist()
        assert polars[name].to_dicts() == rows
        assert len(pandas[name]) == len(rows)
        assert list(pandas[name].columns) == polars[name].columns == pyarrow[name].column_names
    assert polars.claims.height == built["claims"] == sum(polars.manifest["rows"]["claims"].values())
    assert pandas.claims["claim_id"].tolist() == polars["claims"]["claim_id"].to_list()
    texts = dict(polars.articles.select("article_id", "text").iter_rows())
    for claim in polars.claims.to_dicts():
        assert texts[claim["article_id"]][claim["start_char"] : claim["end_char"]] == claim["text"]


def test_load_a_split(built):
    test = claimkit.load(built["path"], split="test")
    assert test.claims["split"].unique().to_list() == ["test"]
    assert test.speakers.height == claimkit.load(built["path"]).speakers.height
    with pytest.raises(claimkit.ClaimkitError, match=r"no split 'dev' \(splits are test, train, validation\)"):
        claimkit.load(built["path"], split="dev")
    with pytest.raises(claimkit.ClaimkitError, match="no release: manifest.json is missing"):
        claimkit.load(DATASET)
    with pytest.raises(KeyError, match="'claim' is no table"):
        test["claim"]
    with pytest.raises(ValueError, match="'dask' is no engine"):
        claimkit.load(built["path"], "dask")
