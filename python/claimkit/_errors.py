"""Exceptions; their texts are those that the command line prints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class ClaimkitError(Exception):
    """Something cannot go on: a missing file, a wrong configuration, input that is no table, a broken release.

    The text names the place and, where that is known, what to do.
    """

    def __init__(
        self,
        message: str,
        kind: str = "internal",
        path: Path | str | None = None,
        row: int | None = None,
        field: str | None = None,
    ) -> None:
        # All of them are arguments of the exception, so that it survives pickling between processes.
        super().__init__(message, kind, path, row, field)
        self.kind = kind
        """`io`, `config`, `data`, `release` or `internal`."""
        self.path = None if path is None else Path(path)
        """The file, where one is to blame."""
        self.row = row
        """Line or record number from 1, where one is to blame."""
        self.field = field
        """Field, column or key, where one is to blame."""

    def __str__(self) -> str:
        return str(self.args[0])


class NoRelease(ClaimkitError):
    """A build ended without a release: too many rows were rejected, or checks failed."""

    def __init__(self, message: str, summary: str, report: str | None = None) -> None:
        super().__init__(message, "release")
        self.args = (message, summary, report)
        self.summary: dict[str, Any] = json.loads(summary)
        """What the build did, as `claimkit build --json` prints it."""
        self.report: dict[str, Any] | None = None if report is None else json.loads(report)
        """What the checks found, where the build came so far."""


class Rejected(ValueError):
    """A text is no article: empty, without an Arabic letter, or with NUL characters."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message, reason)
        self.reason = reason
        """The reason as the table `rejects` has it, such as `empty`."""

    def __str__(self) -> str:
        return str(self.args[0])


class RejectWarning(UserWarning):
    """Rows of a table are no articles and were left out."""
