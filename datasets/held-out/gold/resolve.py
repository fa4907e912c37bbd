#!/usr/bin/env python3
"""Make articles.jsonl and gold.jsonl of this set from its marked articles (Python 3.11, standard library only).

The program, its marks and its options (`--check`, `--stats`) are those of `../../development/gold/resolve.py`; only the
folder differs.
"""

import importlib.util
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
FIRST_SET = HERE.parents[1] / "development" / "gold" / "resolve.py"


def main():
    spec = importlib.util.spec_from_file_location("held_out_resolve", FIRST_SET)
    resolve = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(resolve)
    resolve.HERE = HERE
    return resolve.main()


if __name__ == "__main__":
    sys.exit(main())
