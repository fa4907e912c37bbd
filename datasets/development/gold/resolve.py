#!/usr/bin/env python3
"""Make articles.jsonl and gold.jsonl from the marked articles (Python 3.11, standard library only).

    python3 gold/resolve.py            # write both files
    python3 gold/resolve.py --check    # exit 1 if the written files differ
    python3 gold/resolve.py --stats    # counts and density, nothing is written
    python3 gold/resolve.py --clitic FILE    # only the gold, to FILE, with a governed ب inside the content

`marked/<article_id>.txt` is an article with its annotation: lines `field: value`, then `text:`, the article in which
`{n cue}`, `<n speaker>`, `[n content]` and `~n anonymity formula~` belong to claim n (`[2,3 …]`: one content of two claims),
then `claims:` and `stance:`.

    speaker KEY | TYPE | NAME | role: ROLE | at: AFFILIATION | by: KEY
        NAME is `implicit` or `explicit` where anonymous; `by:` is the group whose formula covers this speaker
    N KEY [d|m] [option=value ...]
        claim N; `d` direct, `m` mixed, else indirect; options: in (outer claim), res (resolution), class, lemma,
        kind (against cues.tsv), to="addressee"

Below `stance:` stands each claim that is on target, `N favor|against|neutral[?] /evidence/ …`, `?` for low confidence;
the evidence stands in the content or is the cue. The offsets follow from the marks; a mark that fits no claim, a speaker
who says nothing, an unknown cue or evidence that is not found ends the run with exit code 2.
"""

import argparse
import collections
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
TARGET = "coalition-withdrawal"
FIELDS = ("outlet", "url", "title", "author", "published_at")
TYPES = {"person", "organisation", "group", "document", "unknown"}
RESOLUTIONS = {"explicit", "elided", "pronoun", "nominal", "surname", "inherited", "none"}
QUOTES = {"d": "direct", "m": "mixed"}
STANCES = {"favor": 1.0, "against": -1.0, "neutral": 0.0}
OPENERS = {"{": ("cue", "}"), "<": ("speaker", ">"), "[": ("content", "]"), "~": ("formula", "~")}
MARK = re.compile(r"([{<\[~])(\d+(?:,\d+)*) |([}>\]~])")


class Problem(Exception):
    """Something in the data that a person has to put right."""


def unmark(marked):
    """The plain text, and claim number -> name of the mark -> its spans, in code points."""
    plain, length, stack, at = [], 0, [], 0
    marks = collections.defaultdict(lambda: collections.defaultdict(list))
    for match in MARK.finditer(marked):
        plain.append(marked[at : match.start()])
        length += match.start() - at
        at = match.end()
        if match[1]:
            stack.append((match[1], match[2], length))
            continue
        if not stack or OPENERS[stack[-1][0]][1] != match[3]:
            raise Problem(f"{match[3]} closes nothing: …{marked[match.start() - 40 : match.end()]}")
        opener, numbers, start = stack.pop()
        for number in numbers.split(","):
            marks[int(number)][OPENERS[opener][0]].append((start, length))
    if stack:
        raise Problem(f"a mark stays open: {stack}")
    plain.append(marked[at:])
    return "".join(plain), marks


def speaker_line(line):
    """`speaker KEY | TYPE | NAME | …` as key and record."""
    key, kind, name, *rest = (part.strip() for part in line.removeprefix("speaker ").split("|"))
    extra = dict(part.split(": ", 1) for part in rest)
    if kind not in TYPES or set(extra) - {"role", "at", "by"}:
        raise Problem(f"bad speaker line: {line}")
    anonymity = name if name in ("implicit", "explicit") else "none"
    return key, {
        "type": kind, "name": name if anonymity == "none" else None, "anonymity": anonymity,
        "role": extra.get("role"), "affiliation": extra.get("at"), "by": extra.get("by"),
    }


def claim_line(line):
    """`N KEY …` as number and record."""
    options = {k: a or b for k, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', line)}
    number, key, *flags = re.sub(r'\w+=(?:"[^"]*"|\S+)', " ", line).split()
    if set(options) - {"in", "res", "class", "lemma", "kind", "to"} or set(flags) - set(QUOTES):
        raise Problem(f"bad claim line: {line}")
    if options.get("res", "none") not in RESOLUTIONS:
        raise Problem(f"bad resolution: {line}")
    return int(number), options | {"key": key, "quote": QUOTES[flags[0]] if flags else "indirect", "stance": None}


def stance_line(line):
    """`N favor? /evidence/ …` as number, label, confidence and evidence."""
    match = re.fullmatch(r"(\d+) (favor|against|neutral)(\??)((?: /[^/]+/)+)", line.strip())
    if not match:
        raise Problem(f"bad stance line: {line}")
    return int(match[1]), (match[2], bool(match[3]), re.findall(r"/([^/]+)/", match[4]))


def read(path):
    """Fields, marked text, speakers and claims of a file."""
    head, text, rest = re.fullmatch(r"(.*?)\ntext:\n(.*?)\nclaims:\n(.*)", path.read_text(encoding="utf-8"), re.S).groups()
    fields = {k: v.strip() for k, v in (line.split(":", 1) for line in head.splitlines())}
    if tuple(fields) != FIELDS:
        raise Problem(f"fields are {tuple(fields)}")
    about, _, stances = rest.partition("stance:\n")
    lines = [line for line in about.splitlines() if line.strip()]
    speakers = dict(speaker_line(line) for line in lines if line.startswith("speaker "))
    claims = dict(claim_line(line) for line in lines if not line.startswith("speaker "))
    for line in filter(str.strip, stances.splitlines()):
        number, stance = stance_line(line)
        claims[number]["stance"] = stance
    return fields, text, speakers, claims


def fold(form):
    """A cue form without diacritics and without differences of alef and final ya."""
    return re.sub("[\u064b-\u0652\u0640]", "", form).translate(str.maketrans("أإآى", "اااي"))


def read_cues():
    """Cue form -> its lemma, class, kind, and whether it is a participle."""
    cues = {}
    for line in (HERE / "cues.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        form, lemma, klass, kind, participle = line.split("\t")
        cues[fold(form)] = {"lemma": lemma, "class": klass, "kind": kind, "participle": participle == "1"}
    return cues


def shown(text, span):
    return {"text": text[span[0] : span[1]], "start": span[0], "end": span[1]}


def stance_of(claim, text, content, cue):
    """The entry of `stances`."""
    label, low, wanted = claim["stance"] or ("unrelated", False, [])
    evidence = []
    for string in wanted:
        hits = [content[0] + m.start() for m in re.finditer(re.escape(string), text[content[0] : content[1]])]
        if not hits and cue and text[cue[0] : cue[1]] == string:
            hits = [cue[0]]
        if len(hits) != 1:
            raise Problem(f"evidence stands {len(hits)} times in the content: {string}")
        evidence.append(shown(text, (hits[0], hits[0] + len(string))) | {"rule": "gold"})
    score = STANCES.get(label, 0.0) * (0.5 if low else 1.0)
    return {"target": TARGET, "stance": label, "score": score, "labeler": "gold", "evidence": evidence}


def resolve(number, claim, marks, text, speakers, cues, article_id):
    """One claim in the form of `claimkit extract`; `claim_id` and `nested_in` still hold numbers."""
    parts = marks["content"]
    one = {name: marks[name][0] if marks[name] else None for name in ("cue", "speaker", "formula")}
    if not parts or any(len(marks[name]) > 1 for name in one):
        raise Problem(f"claim {number}: its marks are {dict(marks)}")
    content, cue = (parts[0][0], parts[-1][1]), one["cue"]
    default = cues.get(fold(text[cue[0] : cue[1]]), {}) if cue else {}
    missing = [k for k in ("lemma", "class", "kind") if cue and k not in claim and k not in default]
    if missing:
        raise Problem(f"claim {number}: no {missing} for the cue {text[cue[0] : cue[1]]}")
    who = speakers[claim["key"]]
    if one["formula"] and who["anonymity"] != "explicit":
        raise Problem(f"claim {number}: a formula for a speaker who is not explicit")
    silent = "inherited" if default.get("participle") or not cue else "elided"
    return {
        "claim_id": number,
        "text": text[content[0] : content[1]],
        "start": content[0],
        "end": content[1],
        "spans": [list(part) for part in parts],
        "quote_type": claim["quote"],
        "negated": False,
        "cue": shown(text, cue) | {k: claim.get(k, default.get(k)) for k in ("lemma", "class", "kind")} if cue else None,
        "speaker": shown(text, one["speaker"]) if one["speaker"] else None,
        "speaker_name": who["name"],
        "speaker_role": who["role"],
        "speaker_affiliation": who["affiliation"],
        "speaker_type": who["type"],
        "speaker_resolution": claim.get("res", "explicit" if one["speaker"] else silent),
        "speaker_id": f"g-{article_id}-{claim['key']}",
        "is_anonymous": who["anonymity"] != "none",
        "anonymity": {"kind": who["anonymity"]}
        | (shown(text, one["formula"]) if one["formula"] else dict.fromkeys(("text", "start", "end"))),
        "addressee": claim.get("to"),
        "nested_in": int(claim["in"]) if "in" in claim else None,
        "rule": "gold",
        "stances": [stance_of(claim, text, content, cue)],
    }


def with_clitic(record):
    """The gold record with the ب that governs a content inside it, as in the bundled set: طالب [بإخراج القوات]."""
    text = record["text"]
    for claim in record["claims"]:
        start = claim["start"] - 1
        if start > 0 and text[start] == "ب" and not text[start - 1].isalpha():
            claim["start"] = claim["spans"][0][0] = start
            claim["text"] = text[start : claim["end"]]
    return record


def check_speakers(speakers, claims, records):
    """Every speaker speaks, and every explicit one has a formula."""
    said = {claim["key"] for claim in claims.values()}
    formulas = {claims[r["claim_id"]]["key"] for r in records if r["anonymity"]["text"]}
    for key, who in speakers.items():
        if key not in said:
            raise Problem(f"speaker {key} says nothing")
        if who["anonymity"] == "explicit" and not {key, who["by"]} & formulas:
            raise Problem(f"speaker {key} is explicit without a formula")


def article_and_gold(path, cues):
    """The two records of one marked article."""
    article_id = path.stem
    fields, marked, speakers, claims = read(path)
    text, marks = unmark(marked)
    if set(marks) != set(claims):
        raise Problem(f"marked but not described, or the reverse: {sorted(set(marks) ^ set(claims))}")
    records = [resolve(n, claims[n], marks[n], text, speakers, cues, article_id) for n in sorted(claims)]
    check_speakers(speakers, claims, records)
    # In text order; at one start the longer content, then the outer claim first.
    records.sort(key=lambda r: (r["start"], -r["end"], r["nested_in"] is not None))
    ids = {record["claim_id"]: f"g-{article_id}-{place:02}" for place, record in enumerate(records, 1)}
    for record in records:
        record["claim_id"] = ids[record["claim_id"]]
        record["nested_in"] = ids[record["nested_in"]] if record["nested_in"] is not None else None
    article = {"id": article_id} | {k: fields[k] for k in FIELDS if fields[k]} | {"text": text, "invented": True}
    return article, {"article_id": article_id, "text": text, "title": fields["title"], "blocks": [], "claims": records}


def statistics(gold):
    claims = [c for g in gold for c in g["claims"]]
    words = [len(g["text"].split()) for g in gold]
    print(f"articles: {len(gold)}  words: {sum(words)} ({min(words)} to {max(words)} an article)  claims: {len(claims)}"
          f"  words a claim: {sum(words) / len(claims):.1f}")
    print(f"speakers: {len({c['speaker_id'] for c in claims})}  nested: {sum(c['nested_in'] is not None for c in claims)}"
          f"  anonymous: {sum(c['is_anonymous'] for c in claims)}  formulas: {sum(c['anonymity']['text'] is not None for c in claims)}"
          f"  addressee: {sum(c['addressee'] is not None for c in claims)}")
    for name, of in (
        ("stance", lambda c: c["stances"][0]["stance"]),
        ("quote", lambda c: c["quote_type"]),
        ("cue kind", lambda c: c["cue"]["kind"] if c["cue"] else "none"),
        ("speaker type", lambda c: c["speaker_type"]),
        ("resolution", lambda c: c["speaker_resolution"]),
        ("anonymity", lambda c: c["anonymity"]["kind"]),
        ("lemmas", lambda c: c["cue"]["lemma"] if c["cue"] else "-"),
    ):
        print(f"{name}: " + ", ".join(f"{value} {n}" for value, n in collections.Counter(map(of, claims)).most_common()))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--stats", action="store_true", help="print counts, write nothing")
    arguments.add_argument("--check", action="store_true", help="exit 1 if the written files differ")
    arguments.add_argument("--clitic", metavar="FILE", type=pathlib.Path, help="write the gold with a governed ب inside the content")
    options = arguments.parse_args()
    cues, pairs, problems = read_cues(), [], []
    for path in sorted((HERE / "marked").glob("*.txt")):
        try:
            pairs.append(article_and_gold(path, cues))
        except Problem as problem:
            problems.append(f"{path.name}: {problem}")
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 2
    if options.stats:
        statistics([gold for _, gold in pairs])
        return 0
    outputs = {HERE.parent / "articles.jsonl": [a for a, _ in pairs], HERE / "gold.jsonl": [g for _, g in pairs]}
    if options.clitic:
        outputs = {options.clitic: [with_clitic(g) for _, g in pairs]}
    for path, records in outputs.items():
        written = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        if options.check:
            if path.read_text(encoding="utf-8") != written:
                return 1
        else:
            path.write_text(written, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
