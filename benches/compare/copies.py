"""Plain copies of a corpus from JSON lines to zstd Parquet, without a look at the text: what the others' time is.

    python copies.py duckdb|polars THREADS CORPUS OUT
"""

import os
import sys

FIELDS = ["id", "url", "outlet", "title", "author", "published_at", "text"]


def by_duckdb(threads: int, corpus: str, out: str) -> None:
    import duckdb

    columns = "{" + ", ".join(f"{name}: 'VARCHAR'" for name in FIELDS) + "}"
    connection = duckdb.connect(config={"threads": threads})
    connection.execute(
        f"COPY (SELECT * FROM read_json('{corpus}', format = 'newline_delimited', columns = {columns})) "
        f"TO '{out}' (FORMAT parquet, COMPRESSION zstd)"
    )


def by_polars(threads: int, corpus: str, out: str) -> None:
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    import polars

    schema = dict.fromkeys(FIELDS, polars.String)
    polars.scan_ndjson(corpus, schema=schema).sink_parquet(out, compression="zstd", compression_level=3)


if __name__ == "__main__":
    which, threads, corpus, out = sys.argv[1:]
    {"duckdb": by_duckdb, "polars": by_polars}[which](int(threads), corpus, out)
