"""What type checkers make of the package; `mypy --strict` reads it, nobody runs it."""

from typing import Any, assert_type

import claimkit
import pandas
import polars
import pyarrow

assert_type(claimkit.extract("نص", title=None), dict[str, Any])
assert_type(claimkit.Extractor(["target.toml"]).targets, list[str])
assert_type(claimkit.extract_batch(polars.DataFrame(), table="stances"), pyarrow.Table)
assert_type(claimkit.load("news-1.0.0").claims, polars.DataFrame)
assert_type(claimkit.load("news-1.0.0", "pandas", split="test")["claims"], pandas.DataFrame)
assert_type(claimkit.load("news-1.0.0", "pyarrow"), claimkit.Release[pyarrow.Table])
assert_type(claimkit.validate("news-1.0.0"), dict[str, Any])

claimkit.extract(b"bytes")  # type: ignore[arg-type]
claimkit.extract_batch(polars.DataFrame(), table="speakers")  # type: ignore[arg-type]
