"""claimkit on Apache Spark: `extract` for DataFrames, `build` for releases.

Workers run the same compiled library on Arrow batches (`DataFrame.mapInArrow`). The package must be installed where they
run, in the same version; files that a call names (targets, gazetteer, the folder of a data set) must be there under the
same path. docs/spark.md says how to set it up and what it costs.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Union

import pyarrow as pa
from pyspark import StorageLevel, TaskContext
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

from . import _native
from ._errors import ClaimkitError
from ._extract import Extractor, Table

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

PathLike = Union[str, "os.PathLike[str]"]
Batches = Iterator[pa.RecordBatch]

ROWS_PER_PART = 2000


def extract(
    articles: DataFrame,
    *,
    table: Table = "claims",
    targets: Sequence[PathLike] = (),
    gazetteer: PathLike | None = None,
    fields: Mapping[str, str] | None = None,
    name: str = "articles",
) -> DataFrame:
    """Extracts the claims of a DataFrame of articles; lazy, as DataFrames are.

        >>> claims = claimkit.spark.extract(spark.read.parquet("news/"))        # doctest: +SKIP
        >>> claims.groupBy("speaker_name").count().show()                         # doctest: +SKIP

    Args:
        articles: Columns as for `claimkit.extract_batch`; only those that are needed are read.
        table: `claims`, `stances`, `articles` or `rejects` (rows that are no articles, left out of the others).
        targets: Files of stance targets, the primary one first; without any, the built-in target.
        gazetteer: CSV file of known speakers.
        fields: Names of columns where they are unusual.
        name: `source_id` of the articles. Rejects are called `<name>/<partition>`, their rows are counted in the partition.

    Returns:
        The columns of `claimkit.extract_batch`.

    Raises:
        ClaimkitError: No column is a text, or a file cannot be read.
    """
    source = json.dumps({"id": name, "fields": dict(fields or {})})
    needed = _native.needed_columns(articles.columns, source, name)
    # Made here too, so that a wrong file is an exception here and not in the log of a worker.
    extractor = Extractor(targets, gazetteer)
    files = (tuple(map(os.path.abspath, targets)), None if gazetteer is None else os.path.abspath(gazetteer))
    call = uuid.uuid4().hex
    schema = extractor.extract_batch(pa.table({"text": pa.array([], pa.string())}), table=table).schema

    def work(batches: Batches) -> Batches:
        place, first = f"{name}/{_partition():05}", 1
        native = _extractor(call, *files)._native
        for batch in batches:
            made, _ = native.extract_batch(pa.Table.from_batches([batch]), table, source, place, first, 1)
            first += batch.num_rows
            yield from made.to_batches()

    return articles.select(*map(_quoted, needed)).mapInArrow(work, from_arrow_schema(schema))


def build(
    articles: DataFrame,
    dataset: PathLike,
    out: PathLike | None = None,
    *,
    order_by: str | Column | Sequence[str | Column] | None = None,
    source: str | None = None,
    parts: PathLike | None = None,
    rows_per_part: int = ROWS_PER_PART,
    threads: int = 0,
    max_rejects: int | None = None,
) -> dict[str, Any]:
    """Builds the next release of a data set from a DataFrame: the bytes that `claimkit build` makes of the same rows.

    Workers extract and write parts to a folder that all machines see; the driver puts them together, decides what depends
    on the whole corpus (copies, splits, speakers), checks the release and gives it its name. A task that is lost is done
    again and writes the same file.

        >>> claimkit.spark.build(spark.read.parquet("news/"), "datasets/news", order_by="id")        # doctest: +SKIP

    Args:
        articles: The rows, in the order of the input. Rows are counted first and extracted then, so a DataFrame that is
            costly or comes out in another order each time should be persisted, or `order_by` given.
        dataset: Folder that holds `claimkit.toml`, under this path on every machine. Files that its sources name are hashed
            by the driver for the manifest; without sources, no file is.
        out: Folder of the releases, in place of the configured one; on the driver.
        order_by: Columns that say the order. Without it, the order of the DataFrame counts.
        source: Id of the configured source that the rows belong to, where there are several.
        parts: Folder for the parts, seen by all machines, which stays; without it, one in `out` that goes in the end.
        rows_per_part: Rows that a worker holds at once.
        threads: Threads of the driver; 0 takes one a processor.
        max_rejects: Give up when more rows than this are rejected.

    Returns:
        The summary of `claimkit.build`.

    Raises:
        NoRelease: Too many rows were rejected, or a check failed.
        ClaimkitError: What `claimkit.build` raises; also where the rows were others when they were read again.
    """
    folder = os.path.abspath(dataset)
    job = _native.Job(folder, source)
    if order_by is not None:
        order = [order_by] if not isinstance(order_by, (list, tuple)) else list(order_by)
        articles = articles.orderBy(*order)
    # The other columns keep their names, which messages about missing ones list, and nothing else.
    needed = set(job.needed_columns(articles.columns))
    rows = articles.select(*(_quoted(c) if c in needed else F.lit(None).cast("string").alias(c) for c in articles.columns))
    if order_by is not None:
        # A sort samples its ranges anew each time; kept, they are those that were counted.
        rows = rows.persist(StorageLevel.DISK_ONLY)
    releases = Path(job.releases if out is None else out)
    place = _PartsFolder(releases, job.name, parts)
    try:
        plan = _plan(_counted(rows, job), rows_per_part)
        work = functools.partial(_make_parts, call=uuid.uuid4().hex, folder=folder, source=source, to=place.path, plan=plan, size=rows_per_part)
        made = [row.part for row in rows.mapInArrow(work, "part string").collect()]
        return _summary(job.merge(made, place.path, releases, threads, max_rejects))
    finally:
        place.close()
        if order_by is not None:
            rows.unpersist()


class _Share(NamedTuple):
    """What a partition has of the whole."""

    rows: int
    first_row: int
    first_part: int


def _counted(rows: DataFrame, job: _native.Job) -> dict[int, int]:
    """Rows by partition; of one small column, where there is one beside the text."""
    columns = job.needed_columns(rows.columns)
    light = next((c for c in columns if not _is_text(job, c)), columns[0])
    return {row.partition: row.rows for row in rows.select(_quoted(light)).mapInArrow(_count, "partition int, rows long").collect()}


def _is_text(job: _native.Job, column: str) -> bool:
    try:
        return bool(job.needed_columns([column]))
    except ClaimkitError:
        return False


def _count(batches: Batches) -> Batches:
    rows = sum(batch.num_rows for batch in batches)
    yield pa.RecordBatch.from_pydict({"partition": pa.array([_partition()], pa.int32()), "rows": pa.array([rows], pa.int64())})


def _plan(counts: Mapping[int, int], size: int) -> dict[int, _Share]:
    """Numbers of rows and parts for every partition, so that all workers can start at once."""
    plan, row, part = {}, 1, 0
    for partition in sorted(counts):
        rows = counts[partition]
        plan[partition] = _Share(rows, row, part)
        row, part = row + rows, part + -(-rows // size)
    return plan


def _make_parts(
    batches: Batches, *, call: str, folder: str, source: str | None, to: str, plan: Mapping[int, _Share], size: int
) -> Batches:
    """The parts of one partition; yields what was made, as JSON."""
    share = plan.get(_partition(), _Share(0, 1, 0))
    if not os.path.isdir(to):
        raise ClaimkitError(f"{to}: this worker does not see the folder of the parts (give `parts` a shared folder)", "io", to)
    job, done = _job(call, folder, source), 0
    for part, table in enumerate(_tables(batches, size), share.first_part):
        if done + table.num_rows > share.rows:
            done += table.num_rows
            break
        made = job.hand_in(table, share.first_row + done, part, to)
        done += table.num_rows
        yield pa.RecordBatch.from_pydict({"part": [made]})
    if done != share.rows:
        raise ClaimkitError(
            f"partition {_partition()} had {share.rows} rows when they were counted and has others now "
            "(persist() the DataFrame, or give `order_by`)",
            "data",
        )


def _tables(batches: Batches, size: int) -> Iterator[pa.Table]:
    """Tables of `size` rows, the last one with what is left."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        while batch.num_rows:
            head = batch.slice(0, size - rows)
            batch = batch.slice(head.num_rows)
            waiting.append(head)
            rows += head.num_rows
            if rows == size:
                yield pa.Table.from_batches(waiting)
                waiting, rows = [], 0
    if rows:
        yield pa.Table.from_batches(waiting)


class _PartsFolder:
    """Where parts go: a folder of the caller's, or one that goes in the end."""

    def __init__(self, releases: Path, name: str, given: PathLike | None) -> None:
        self._temporary = given is None
        if given is None:
            releases.mkdir(parents=True, exist_ok=True)
            self.path = tempfile.mkdtemp(prefix=f".{name}.parts-", dir=releases.resolve())
        else:
            self.path = os.path.abspath(given)
            os.makedirs(self.path, exist_ok=True)

    def close(self) -> None:
        if self._temporary:
            shutil.rmtree(self.path, ignore_errors=True)


def _summary(text: str) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads(text)
    return summary


def _partition() -> int:
    context = TaskContext.get()
    return 0 if context is None else context.partitionId()


def _quoted(column: str) -> str:
    """A column by its name, whatever characters it has."""
    return "`" + column.replace("`", "``") + "`"


# A worker process runs many tasks; what those of one call have in common is read once, and for the next call anew.
@functools.lru_cache(maxsize=1)
def _extractor(call: str, targets: tuple[str, ...], gazetteer: str | None) -> Extractor:
    return Extractor(targets, gazetteer)


@functools.lru_cache(maxsize=1)
def _job(call: str, folder: str, source: str | None) -> _native.Job:
    return _native.Job(folder, source)
