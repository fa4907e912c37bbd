"""Building and checking releases."""

from __future__ import annotations

import json
import os
from typing import Any, Union

from . import _native

PathLike = Union[str, "os.PathLike[str]"]


def build(
    dataset: PathLike = ".",
    *,
    out: PathLike | None = None,
    threads: int = 0,
    max_rejects: int | None = None,
) -> dict[str, Any]:
    """Builds the next release of a data set: articles in, checked Parquet tables out.

    The same as `claimkit build --json`; the release has the same bytes. A running build cannot be interrupted from Python;
    for hours of work take the command line.

    Args:
        dataset: Folder that holds `claimkit.toml`.
        out: Folder of the releases, in place of the configured one.
        threads: Threads that extract; 0 takes one a processor.
        max_rejects: Give up when more rows than this are rejected.

    Returns:
        `outcome` (`built` or `already_built`), `path`, `articles`, `claims`, `speakers`, `anonymous_share`, `stance` (claims
        by label), `rejects` (rows by reason), `resumed` (`parts` and `rows` that were taken up of an interrupted build;
        parts that were `stale` or `damaged`), `bytes`, `warnings` (what may be a mistake: removed ids or labels that match
        nothing, named fields that no row has).

    Raises:
        NoRelease: Too many rows were rejected, no row became an article, a check failed, or the files of the release that is
            there are damaged; its `summary` and `report` say more.
        ClaimkitError: The configuration is wrong, a file cannot be read, or a release of this version is there already.
    """
    summary: dict[str, Any] = json.loads(_native.build(dataset, out, threads, max_rejects))
    return summary


def validate(
    release: PathLike,
    *,
    baseline: PathLike | None = None,
    waivers: PathLike | None = None,
) -> dict[str, Any]:
    """Runs every check on a written release; findings are answers, not exceptions.

    Args:
        release: Folder of the release.
        baseline: A former release to compare with.
        waivers: File of findings that were looked at and accepted.

    Returns:
        The report of `claimkit validate --format json`; `report["summary"]["errors"]` is 0 for a sound release.

    Raises:
        ClaimkitError: The release or a file cannot be read at all.
    """
    report: dict[str, Any] = json.loads(_native.validate(release, baseline, waivers))
    return report
