"""Finds attributed claims in Arabic news: who said what, anonymous or not, with which stance.

    >>> import claimkit
    >>> record = claimkit.extract("قال المحلل نوار العبدلي إن الحدود مؤمنة.")
    >>> claim = record["claims"][0]
    >>> claim["speaker_name"], record["text"][claim["start"]:claim["end"]]
    ('نوار العبدلي', 'الحدود مؤمنة')

`extract` takes one text, `extract_batch` a table of them, `build` a whole data set; `validate` checks a release and `load`
reads one. `python -m claimkit` is the command line. Offsets are what Python slices: code points.
"""

from __future__ import annotations

from importlib.metadata import version as _version

from ._build import build, validate
from ._errors import ClaimkitError, NoRelease, Rejected, RejectWarning
from ._extract import Extractor, extract, extract_batch
from ._load import Release, load

__version__ = _version("claimkit")

__all__ = [
    "ClaimkitError",
    "Extractor",
    "NoRelease",
    "RejectWarning",
    "Rejected",
    "Release",
    "__version__",
    "build",
    "extract",
    "extract_batch",
    "load",
    "validate",
]
