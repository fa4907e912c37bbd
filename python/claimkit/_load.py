"""Reading a release."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, Union, overload

from ._errors import ClaimkitError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

PathLike = Union[str, "os.PathLike[str]"]
Frame = TypeVar("Frame")
Engine = Literal["polars", "pandas", "pyarrow"]

TABLES = ("articles", "claims", "speakers", "stances", "rejects", "duplicates")


class Release(Mapping[str, Frame], Generic[Frame]):
    """A release: its tables by name (`release["claims"]` or `release.claims`), read when they are first asked for."""

    def __init__(self, path: Path, engine: Engine, split: str | None) -> None:
        self.path = path
        """Its folder."""
        self.engine = engine
        self.split = split
        self._read: dict[str, Frame] = {}

    @functools.cached_property
    def manifest(self) -> dict[str, Any]:
        """What the release says of itself: version, tool, configuration, hashes, counts."""
        manifest: dict[str, Any] = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        return manifest

    def __getitem__(self, table: str) -> Frame:
        if table not in self._read:
            if table not in TABLES:
                raise KeyError(f"{table!r} is no table; tables are {', '.join(TABLES)}")
            self._read[table] = _ENGINES[self.engine](self._files(table))
        return self._read[table]

    def __iter__(self) -> Iterator[str]:
        return (t for t in TABLES if (self.path / t).is_dir())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"Release({os.fspath(self.path)!r}, engine={self.engine!r})"

    @property
    def articles(self) -> Frame:
        """One row an article, with its text and structure."""
        return self["articles"]

    @property
    def claims(self) -> Frame:
        """One row an attributed claim."""
        return self["claims"]

    @property
    def speakers(self) -> Frame:
        """One row a speaker."""
        return self["speakers"]

    @property
    def stances(self) -> Frame:
        """One row a claim, target and labeler."""
        return self["stances"]

    @property
    def rejects(self) -> Frame:
        """One row a row of the input that is no article."""
        return self["rejects"]

    @property
    def duplicates(self) -> Frame:
        """One row a pair of articles with the same or nearly the same text."""
        return self["duplicates"]

    def _files(self, table: str) -> list[Path]:
        """The files of a table. Tables without splits (`all`) are read whole whatever the split."""
        files = sorted((self.path / table).glob("*.parquet"))
        if self.split is not None:
            wanted = (f"{self.split}-", "all-")
            files = [f for f in files if f.name.startswith(wanted)]
        if not files:
            raise ClaimkitError(f"{self.path / table}: no Parquet files here", "release", self.path / table)
        return files


def _polars(files: list[Path]) -> Any:
    import polars

    return polars.read_parquet(files, glob=False, hive_partitioning=False)


def _pyarrow(files: list[Path]) -> Any:
    import pyarrow
    import pyarrow.parquet

    # One by one: a file that is read as a data set could get columns from the names of its folders.
    return pyarrow.concat_tables([pyarrow.parquet.ParquetFile(f).read() for f in files])


def _pandas(files: list[Path]) -> Any:
    return _pyarrow(files).to_pandas()


_ENGINES = {"polars": _polars, "pandas": _pandas, "pyarrow": _pyarrow}


@overload
def load(release: PathLike, engine: Literal["polars"] = "polars", *, split: str | None = None) -> Release[polars.DataFrame]: ...
@overload
def load(release: PathLike, engine: Literal["pandas"], *, split: str | None = None) -> Release[pandas.DataFrame]: ...
@overload
def load(release: PathLike, engine: Literal["pyarrow"], *, split: str | None = None) -> Release[pyarrow.Table]: ...
def load(release: PathLike, engine: Engine = "polars", *, split: str | None = None) -> Release[Any]:
    """Opens a release.

        >>> release = claimkit.load("releases/news-1.0.0")            # doctest: +SKIP
        >>> release.claims.filter(polars.col("is_anonymous"))           # doctest: +SKIP

    Args:
        release: Its folder.
        engine: What the tables are: `polars`, `pandas` (by pyarrow) or `pyarrow`. The library must be installed.
        split: Only this split of the tables that are divided (`articles`, `claims`, `stances`), such as `train`.

    Raises:
        ClaimkitError: The folder is no release, or has no such split.
        ImportError: The library is not installed.
    """
    path = Path(release)
    if engine not in _ENGINES:
        raise ValueError(f"{engine!r} is no engine; engines are {', '.join(_ENGINES)}")
    if not (path / "manifest.json").is_file():
        raise ClaimkitError(f"{path}: no release: manifest.json is missing", "release", path)
    opened: Release[Any] = Release(path, engine, split)
    if split is not None and not list((path / "articles").glob(f"{split}-*.parquet")):
        splits = sorted({f.name.rsplit("-", 3)[0] for f in (path / "articles").glob("*.parquet")})
        message = f"{path}: there is no split {split!r} (splits are {', '.join(splits)})"
        raise ClaimkitError(message, "release", path)
    return opened
