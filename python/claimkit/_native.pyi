"""The library, compiled. Use the package `claimkit`, which has names, defaults and help for what is here."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import final

import pyarrow

__all__ = ["Extractor", "Job", "build", "main", "needed_columns", "validate"]

@final
class Extractor:
    def __new__(
        cls, targets: Sequence[str | os.PathLike[str]], gazetteer: str | os.PathLike[str] | None
    ) -> Extractor: ...
    @property
    def targets(self) -> list[str]: ...
    def extract(self, text: str, title: str | None, article_id: str | None) -> str: ...
    def extract_batch(
        self, articles: object, table: str, source: str, name: str, first: int, threads: int
    ) -> tuple[pyarrow.Table, list[tuple[int | None, str, str]]]: ...

@final
class Job:
    def __new__(cls, dataset: str | os.PathLike[str], source: str | None) -> Job: ...
    @property
    def releases(self) -> Path: ...
    @property
    def name(self) -> str: ...
    def needed_columns(self, names: Sequence[str]) -> list[str]: ...
    def hand_in(self, articles: object, first: int, part: int, folder: str | os.PathLike[str]) -> str: ...
    def merge(
        self,
        parts: Sequence[str],
        folder: str | os.PathLike[str],
        out: str | os.PathLike[str] | None,
        threads: int,
        max_rejects: int | None,
    ) -> str: ...

def needed_columns(names: Sequence[str], source: str, name: str) -> list[str]: ...
def build(
    dataset: str | os.PathLike[str], out: str | os.PathLike[str] | None, threads: int, max_rejects: int | None
) -> str: ...
def validate(
    release: str | os.PathLike[str],
    baseline: str | os.PathLike[str] | None,
    waived: str | os.PathLike[str] | None,
) -> str: ...
def main(args: Sequence[str]) -> int: ...
