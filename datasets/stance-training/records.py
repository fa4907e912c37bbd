#!/usr/bin/env python3
"""Marked articles of this folder to what `claimkit train --records` reads.

    python3 records.py --check                    # are all marks well formed? prints the number of claims by label
    python3 records.py --bin claimkit > records.jsonl

A file holds articles: a line `=== id`, then the text, in which every content is marked by its label in front,
`[[F|...]]` (F favor, A against, N neutral, U unrelated), or by label and speaker, `[[F@speaker|...]]`: the fullest name
that the article gives him, behind `*` where he is anonymous, `?` where he is not known. The cue of a claim is the one that the program finds there, so
records are what `claimkit extract` prints, with the label of the mark that a claim overlaps most; claims without a mark
and marks without a claim are left out.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

LABELS = {"F": "favor", "A": "against", "N": "neutral", "U": "unrelated"}
MARK = re.compile(r"\[\[([FANU])(?:@[^|\[\]]+)?\|((?:(?!\[\[|\]\]).)+)\]\]", re.S)
HERE = pathlib.Path(__file__).parent


def articles():
    """Every article: id, text without marks, marks as (start, end, label) in code points."""
    for path in sorted((HERE / "marked").glob("*.txt")):
        for block in re.split(r"(?m)^=== *", path.read_text(encoding="utf-8"))[1:]:
            ident, _, marked = block.partition("\n")
            text, marks, at = "", [], 0
            for mark in MARK.finditer(marked):
                text += marked[at : mark.start()]
                marks.append((len(text), len(text) + len(mark[2]), LABELS[mark[1]]))
                text += mark[2]
                at = mark.end()
            text += marked[at:]
            if "[[" in text or "]]" in text:
                sys.exit(f"{path.name}: {ident}: a mark is not well formed")
            yield ident.strip(), text.strip("\n") + "\n", marks


def label(claim, marks):
    """The label of the mark that a claim overlaps most, or None."""
    overlap = [(min(end, claim["end"]) - max(start, claim["start"]), stance) for start, end, stance in marks]
    most = max(overlap, default=(0, None))
    return most[1] if most[0] > 0 else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only check the marks")
    parser.add_argument("--bin", default="claimkit", help="the program")
    args = parser.parse_args()
    found = list(articles())
    if len({ident for ident, _, _ in found}) < len(found):
        sys.exit("an id occurs twice")
    if args.check:
        count = collections.Counter(stance for _, _, marks in found for _, _, stance in marks)
        print(f"{len(found)} articles, {sum(count.values())} claims:", dict(sorted(count.items())))
        return
    marks = {ident: marks for ident, _, marks in found}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for ident, text, _ in found:
            file.write(json.dumps({"article_id": ident, "text": text}, ensure_ascii=False) + "\n")
        file.flush()
        out = subprocess.run([args.bin, "extract", file.name], check=True, stdout=subprocess.PIPE, encoding="utf-8")
    for line in out.stdout.splitlines():
        record = json.loads(line)
        kept = []
        for claim in record["claims"]:
            stance = label(claim, marks[record["article_id"]])
            if stance and claim["stances"]:
                claim["stances"] = [{**claim["stances"][0], "stance": stance, "labeler": "gold", "evidence": []}]
                kept.append(claim)
        record["claims"] = kept
        print(json.dumps(record, ensure_ascii=False))


if __name__ == "__main__":
    main()
