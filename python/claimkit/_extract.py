"""Texts and tables to claims."""

from __future__ import annotations

import functools
import json
import os
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Union

from . import _native
from ._errors import RejectWarning

if TYPE_CHECKING:
    import pyarrow

PathLike = Union[str, "os.PathLike[str]"]
Table = Literal["claims", "stances", "articles", "rejects"]


class Extractor:
    """Extracts claims, with targets and known speakers of your choice.

    Make one and use it again: reading its files takes longer than extracting from a text. Threads may share it, and it can
    be pickled (each process then reads the files for itself).

    Args:
        targets: Files of stance targets (`.toml`), the primary one first; without any, the built-in target.
        gazetteer: CSV file of known speakers with `name`, `aliases`, `external_id`, `affiliation`.

    Raises:
        ClaimkitError: A file cannot be read or is not what it should be.
    """

    def __init__(self, targets: Sequence[PathLike] = (), gazetteer: PathLike | None = None) -> None:
        if isinstance(targets, (str, os.PathLike)):
            raise TypeError("targets is a list of files, not one file")
        self._files = ([os.fspath(t) for t in targets], None if gazetteer is None else os.fspath(gazetteer))
        self._native = _native.Extractor(*self._files)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Extractor, self._files)

    def __repr__(self) -> str:
        return f"Extractor(targets={self.targets})"

    @property
    def targets(self) -> list[str]:
        """Identifiers of the targets, the primary one first."""
        return self._native.targets

    def extract(self, text: str, *, title: str | None = None, article_id: str | None = None) -> dict[str, Any]:
        """Extracts from one text; see `claimkit.extract`."""
        record: dict[str, Any] = json.loads(self._native.extract(text, title, article_id))
        return record

    def extract_batch(
        self,
        articles: Any,
        *,
        table: Table = "claims",
        fields: Mapping[str, str] | None = None,
        name: str = "articles",
        threads: int = 0,
    ) -> pyarrow.Table:
        """Extracts from a table of articles; see `claimkit.extract_batch`."""
        if not hasattr(articles, "__arrow_c_stream__"):
            kind = type(articles).__name__
            raise TypeError(f"articles is no Arrow table but {kind}; give a table of pyarrow, polars or pandas")
        try:
            import pyarrow  # noqa: F401
        except ImportError as missing:
            raise ImportError("extract_batch gives tables of pyarrow; pip install 'pyarrow>=15'") from missing
        source = json.dumps({"fields": dict(fields or {})})
        made, rejects = self._native.extract_batch(articles, table, source, name, 1, threads)
        if rejects and table != "rejects":
            _warn(name, rejects)
        return made


def _warn(name: str, rejects: list[tuple[int | None, str, str]]) -> None:
    reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(Counter(r[1] for r in rejects).items()))
    row, _, detail = rejects[0]
    place = name if row is None else f"{name}:{row}"
    warnings.warn(
        f"{len(rejects)} rows are no articles and were left out ({reasons}); the first is {place}: {detail}",
        RejectWarning,
        stacklevel=4,
    )


@functools.cache
def _default() -> Extractor:
    return Extractor()


def extract(text: str, *, title: str | None = None, article_id: str | None = None) -> dict[str, Any]:
    """Extracts the claims of one text.

    Args:
        text: The article. It is not changed; offsets are code points of it, so that `text[claim["start"]:claim["end"]]` is
            the claim.
        title: The headline, where it is not in the text.
        article_id: Its id; a hash of the text where there is none.

    Returns:
        The record that `claimkit extract` prints: `article_id`, `text`, `title`, `blocks`, `claims`.

    Raises:
        Rejected: The text is empty, has no Arabic letter, or has NUL characters.
    """
    return _default().extract(text, title=title, article_id=article_id)


def extract_batch(
    articles: Any,
    *,
    table: Table = "claims",
    fields: Mapping[str, str] | None = None,
    name: str = "articles",
    threads: int = 0,
) -> pyarrow.Table:
    """Extracts the claims of a table of articles.

    The table comes and goes by the Arrow C data interface, without a copy of its columns, and the work is done by threads
    without the interpreter's lock. Rows that are no articles give a `RejectWarning`; `table="rejects"` lists them.

    Args:
        articles: A table of pyarrow, polars, pandas or anything else with `__arrow_c_stream__`. A column of texts of type
            string, large_string or string_view is needed, named `text`, `body`, `content`, `article`, `articleBody`,
            `article_text`, `full_text` or `maintext`. The columns `article_id`, `title`, `outlet`, `url`, `author` and
            `published_at` are read where they are (docs/configuration.md lists their other names).
        table: The table wanted: `claims`, `stances` (every label of every target), `articles` (with structure) or `rejects`.
        fields: Names of columns where they are unusual, such as `{"text": "story.body"}`.
        name: What rejects call the table; also `source_id` of its articles.
        threads: Threads that extract; 0 takes one a processor.

    Returns:
        A table with the columns of the same table of a release, without those that only a whole corpus can fill (`split`,
        `near_duplicate_of`), in the order of the articles.

    Raises:
        ClaimkitError: No column is a text, or a name is not known.
    """
    return _default().extract_batch(articles, table=table, fields=fields, name=name, threads=threads)
