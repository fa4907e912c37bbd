#!/usr/bin/env python3
"""Resolve the gold annotations to code-point offsets and write gold.jsonl (Python 3.11, standard library only).

    python3 gold/resolve.py                      # articles as this script reads them -> gold/gold.jsonl
    python3 gold/resolve.py --texts PRED.jsonl   # article texts as `claimkit extract` printed them
    python3 gold/resolve.py --stats              # counts, nothing is written
    python3 gold/resolve.py --check              # compare with the gold.jsonl that is there, write nothing

An annotation file `annotations/<article_id>.txt` has speaker lines and claims:

    speaker KEY | TYPE | NAME | role: ROLE | at: AFFILIATION       (NAME is `implicit` or `explicit` if anonymous;
                                                                    a further `| by: KEY`: the formula of that group covers him)
    - KEY [direct|mixed] STANCE[?] /evidence/ ... [option=value ...]
      {cue} <speaker> ... [content]                                (indented: an excerpt of the article)

The excerpt is copied from the article and marked: `{cue}`, `<overt speaker>`, `[content]` (twice or more where the
cue interrupts it), `~anonymity formula~`. `…` skips any text inside a paragraph, `⋯` also paragraph ends; every run
of white space matches every other. An excerpt must match at exactly one place and in one way, a speaker must be
declared, an evidence string must stand in the content or be the cue: everything else ends the run with exit code 2.

`-` as KEY: nobody is named or described. `?` after the stance: low confidence. Options: `id=` and `in=` (the outer claim),
`res=` (resolution), `class=`, `lemma=`, `kind=` (against the default of cues.tsv), `to="..."` (addressee), `nth=`
(the n-th of several identical matches). Without `res=`, a claim with an overt speaker is `explicit`, a participle
`inherited`, any other claim without one `elided`.
"""

import argparse
import collections
import gzip
import html.parser
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
ARTICLES = HERE.parent / "articles"
TARGET = "coalition-withdrawal"

TYPES = {"person", "organisation", "group", "document", "unknown"}
RESOLUTIONS = {"explicit", "elided", "pronoun", "nominal", "surname", "inherited", "none"}
CLASSES = {
    "neutral", "assertive", "additive", "warning", "denial", "rejection", "accusation", "criticism", "praise",
    "demand", "revealing", "belief", "doubtful", "question", "promise_threat", "decision",
}
KINDS = {"verb", "noun", "preposition", "colon"}
QUOTES = {"direct", "indirect", "mixed"}
STANCES = {"favor": 1.0, "against": -1.0, "neutral": 0.0, "unrelated": 0.0}
MARKS = {"{": "cue", "<": "speaker", "[": "content", "~": "formula"}
CLOSERS = {"}": "{", ">": "<", "]": "["}


class Problem(Exception):
    """Something in the data that a person has to put right."""


# ---------------------------------------------------------------------------------------------- article texts


class ArticleBody(html.parser.HTMLParser):
    """The text of `<article>`: headings, paragraphs and captions, in order."""

    KEEP = {"h1", "h2", "h3", "p", "figcaption", "blockquote", "li"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.inside, self.open, self.parts, self.buffer = 0, None, [], []

    def handle_starttag(self, tag, attrs):
        if tag == "article":
            self.inside += 1
        elif self.inside and tag in self.KEEP and self.open is None:
            self.open, self.buffer = tag, []

    def handle_endtag(self, tag):
        if tag == "article":
            self.inside -= 1
        elif tag == self.open:
            text = re.sub(r"\s+", " ", "".join(self.buffer)).strip()
            self.parts += [text] if text else []
            self.open = None

    def handle_data(self, data):
        if self.open is not None:
            self.buffer.append(data)


def decode(raw):
    """UTF-16 with its mark, UTF-8 (mark removed), else windows-1256."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("windows-1256")


def read_articles():
    """article_id -> text and article_id -> title, from the folder of articles; an id is the file name without its
    last extension, the title of a text file its first line."""
    texts, titles = {}, {}
    for path in sorted((ARTICLES / "text").glob("*.txt")):
        article_id = path.name.removesuffix(".txt")
        texts[article_id] = decode(path.read_bytes())
        titles[article_id] = texts[article_id].split("\n", 1)[0]
    for path in sorted((ARTICLES / "html").glob("*.html")):
        body = ArticleBody()
        body.feed(decode(path.read_bytes()))
        texts[path.stem] = "\n\n".join(body.parts)
        titles[path.stem] = body.parts[0]
    with gzip.open(ARTICLES / "feed.jsonl.gz", "rt", encoding="utf-8") as feed:
        for line in feed:
            record = json.loads(line)
            texts[record["id"]], titles[record["id"]] = record["text"], record["title"]
    return texts, titles


def read_texts(path):
    """article_id -> text, from the output of `claimkit extract`."""
    with open(path, encoding="utf-8") as lines:
        return {r["article_id"]: r["text"] for r in map(json.loads, filter(str.strip, lines))}


# ----------------------------------------------------------------------------------------------- annotations


def read_cues():
    """Cue form -> its default lemma, class, kind, and whether it is a participle."""
    cues = {}
    for line in (HERE / "cues.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        form, lemma, klass, kind, participle = line.split("\t")
        if klass not in CLASSES or kind not in KINDS or fold(form) in cues:
            raise Problem(f"cues.tsv: {line}")
        cues[fold(form)] = {"lemma": lemma, "class": klass, "kind": kind, "participle": participle == "1"}
    return cues


def parse(path):
    """Speakers and claims of an annotation file."""
    speakers, claims = {}, []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("speaker "):
            key, kind, name, *rest = (part.strip() for part in line.removeprefix("speaker ").split("|"))
            extra = dict(part.split(": ", 1) for part in rest)
            if kind not in TYPES or key in speakers or set(extra) - {"role", "at", "by"}:
                raise Problem(f"{where}: bad speaker line")
            anonymity = name if name in ("implicit", "explicit") else "none"
            speakers[key] = {
                "type": kind, "name": name if anonymity == "none" else None, "anonymity": anonymity,
                "role": extra.get("role"), "affiliation": extra.get("at"), "by": extra.get("by"), "used": 0, "formulas": 0,
            }
        elif line.startswith("- "):
            claims.append(head(line[2:], where))
        elif line.startswith("  ") and claims:
            claims[-1]["excerpt"] = (claims[-1]["excerpt"] + " " + line.strip()).strip()
        else:
            raise Problem(f"{where}: what is this line?")
    return speakers, claims


def head(line, where):
    """The first line of a claim."""
    claim = {"where": where, "excerpt": "", "quote": "indirect", "evidence": re.findall(r"/([^/]+)/", line)}
    line = re.sub(r"/[^/]+/", " ", line)
    options = {k: a or b for k, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|(\S+))', line)}
    words = re.sub(r'\w+=(?:"[^"]*"|\S+)', " ", line).split()
    if set(options) - {"id", "in", "res", "class", "lemma", "kind", "to", "nth"}:
        raise Problem(f"{where}: unknown option")
    claim.update(options, key=words[0])
    for word in words[1:]:
        if word in QUOTES:
            claim["quote"] = word
        elif word.rstrip("?") in STANCES:
            claim["stance"], claim["low"] = word.rstrip("?"), word.endswith("?")
        else:
            raise Problem(f"{where}: what is {word}?")
    if "stance" not in claim or claim.get("res", "none") not in RESOLUTIONS:
        raise Problem(f"{where}: no stance, or a bad resolution")
    return claim


# ------------------------------------------------------------------------------------------------- resolution


def pattern(excerpt, greedy, where):
    """The excerpt as a regular expression; group names tell what is marked."""
    out, open_mark, counts = [], None, collections.Counter()
    for token in re.findall(r"\s+|[{}<>\[\]~…⋯]|[^\s{}<>\[\]~…⋯]+", excerpt):
        if token.isspace():
            out.append(r"\s+")
        elif token in "…⋯":
            out.append((r"[^\n]*" if token == "…" else r"[\s\S]*") + ("" if greedy else "?"))
        elif token in MARKS and not (token == "~" and open_mark == "~"):
            if open_mark:
                raise Problem(f"{where}: a mark inside a mark")
            open_mark, name = token, MARKS[token]
            counts[name] += 1
            out.append(rf"(?P<{name}{counts[name]}>" + (r"(?<!\w)" if name == "content" else ""))
        elif token in CLOSERS or token == "~":
            if open_mark != CLOSERS.get(token, "~"):
                raise Problem(f"{where}: {token} closes nothing")
            open_mark = None
            out.append(r"(?!\w))")
        else:
            out.append(re.escape(token))
    if open_mark or not counts["content"] or any(counts[m] > 1 for m in ("cue", "speaker", "formula")):
        raise Problem(f"{where}: marks are not in order")
    return re.compile("(?=" + "".join(out) + ")")


def spans_of(claim, text):
    """What the excerpt marks: name -> list of (start, end)."""
    found = {}
    for greedy in (False, True):
        places = pattern(claim["excerpt"], greedy, claim["where"]).finditer(text)
        found[greedy] = sorted({tuple((n, m.span(n)) for n in m.groupdict()) for m in places}, key=lambda m: m[0][1])
    matches = found[False]
    if not matches:
        raise Problem(f"{claim['where']}: not in the article: {claim['excerpt']}")
    if found[True] != matches:
        raise Problem(f"{claim['where']}: a skip can end at several places: {claim['excerpt']}")
    if len(matches) > 1 and "nth" not in claim:
        raise Problem(f"{claim['where']}: {len(matches)} places in the article: {claim['excerpt']}")
    result = collections.defaultdict(list)
    for name, span in matches[int(claim.get("nth", 1)) - 1]:
        result[name.rstrip("0123456789")].append(span)
    return result


def shown(text, span):
    return {"text": text[span[0] : span[1]], "start": span[0], "end": span[1]}


def fold(form):
    """A cue form without diacritics, tatweel and marks of direction, without differences of alef and final ya."""
    form = re.sub("[\u064b-\u0652\u0640\u200f]", "", form)
    return re.sub(r"\s+", " ", form).translate(str.maketrans("أإآى", "اااي"))


def evidence_of(claim, content, cue, text):
    spans = []
    for wanted in claim["evidence"]:
        hits = [content[0] + m.start() for m in re.finditer(re.escape(wanted), text[content[0] : content[1]])]
        if not hits and cue and text[cue[0] : cue[1]] == wanted:
            hits = [cue[0]]
        if len(hits) != 1:
            raise Problem(f"{claim['where']}: evidence stands {len(hits)} times in the content: {wanted}")
        spans.append((hits[0], hits[0] + len(wanted)))
    if bool(spans) == (claim["stance"] == "unrelated"):
        raise Problem(f"{claim['where']}: evidence and stance do not go together")
    return spans


def resolve(claim, text, speakers, cues, article_id):
    """One claim in the form of `claimkit extract`, without its id."""
    spans = spans_of(claim, text)
    parts = spans["content"]
    content = (parts[0][0], parts[-1][1])
    cue = spans["cue"][0] if spans["cue"] else None
    default = {}
    if cue:
        default = cues.get(fold(text[cue[0] : cue[1]]), {})
        missing = [k for k in ("lemma", "class", "kind") if k not in claim and k not in default]
        if missing:
            raise Problem(f"{claim['where']}: no {missing} for the cue {text[cue[0]:cue[1]]}")
    mention = spans["speaker"][0] if spans["speaker"] else None
    formula = spans["formula"][0] if spans["formula"] else None
    resolution = claim.get("res")
    if resolution is None:
        resolution = "explicit" if mention else "inherited" if default.get("participle") or not cue else "elided"
    key = claim["key"]
    if key == "-":
        who = {"type": "unknown", "name": None, "anonymity": "none", "role": None, "affiliation": None}
    elif key in speakers:
        who = speakers[key]
        who["used"] += 1
        who["formulas"] += formula is not None
    else:
        raise Problem(f"{claim['where']}: speaker {key} is not declared")
    if formula and who["anonymity"] != "explicit":
        raise Problem(f"{claim['where']}: a formula for a speaker who is not explicit")
    score = STANCES[claim["stance"]] * (0.5 if claim["low"] else 1.0)
    return {
        "claim_id": None,
        "text": text[content[0] : content[1]],
        "start": content[0],
        "end": content[1],
        "spans": [list(part) for part in parts],
        "quote_type": claim["quote"],
        "negated": False,
        "cue": shown(text, cue) | {k: claim.get(k, default.get(k)) for k in ("lemma", "class", "kind")} if cue else None,
        "speaker": shown(text, mention) if mention else None,
        "speaker_name": who["name"],
        "speaker_role": who["role"],
        "speaker_affiliation": who["affiliation"],
        "speaker_type": who["type"],
        "speaker_resolution": resolution,
        "speaker_id": None if key == "-" else f"g-{article_id}-{key}",
        "is_anonymous": who["anonymity"] != "none",
        "anonymity": {"kind": who["anonymity"]} | (shown(text, formula) if formula else dict.fromkeys(("text", "start", "end"))),
        "addressee": claim.get("to"),
        "nested_in": claim.get("in"),
        "rule": "gold",
        "stances": [
            {
                "target": TARGET,
                "stance": claim["stance"],
                "score": score,
                "labeler": "gold",
                "evidence": [shown(text, span) | {"rule": "gold"} for span in evidence_of(claim, content, cue, text)],
            }
        ],
    }


def gold_of(path, texts, titles, cues):
    """The gold record of one article."""
    article_id = path.name.removesuffix(".txt")
    if article_id not in texts:
        raise Problem(f"{path.name}: no article of this id")
    text = texts[article_id]
    speakers, claims = parse(path)
    records, problems = [], []
    for claim in claims:
        try:
            records.append((resolve(claim, text, speakers, cues, article_id), claim))
        except Problem as problem:
            problems.append(str(problem))
    if problems:
        raise Problem("\n".join(problems))
    # In text order; at one start the longer content, then the outer claim first.
    records.sort(key=lambda r: (r[0]["start"], -r[0]["end"], r[0]["nested_in"] is not None))
    labels = {}
    for number, (record, claim) in enumerate(records, 1):
        record["claim_id"] = f"g-{article_id}-{number:02}"
        if "id" in claim:
            labels[claim["id"]] = record["claim_id"]
    for record, claim in records:
        if record["nested_in"] is not None:
            if record["nested_in"] not in labels:
                raise Problem(f"{claim['where']}: nested in an unknown claim")
            record["nested_in"] = labels[record["nested_in"]]
    for key, who in speakers.items():
        if not who["used"]:
            raise Problem(f"{path.name}: speaker {key} says nothing")
        if who["anonymity"] == "explicit" and not (who["formulas"] or who["by"] in speakers):
            raise Problem(f"{path.name}: speaker {key} is explicit without a formula")
    doubles = collections.Counter((r["start"], r["end"], json.dumps(r["cue"])) for r, _ in records)
    if any(n > 1 for n in doubles.values()):
        raise Problem(f"{path.name}: one claim twice")
    return {"article_id": article_id, "text": text, "title": titles.get(article_id), "blocks": [], "claims": [r for r, _ in records]}


def statistics(gold):
    claims = [c for g in gold for c in g["claims"]]
    words = [len(g["text"].split()) for g in gold]
    print(f"articles: {len(gold)}  words: {sum(words)} ({min(words)} to {max(words)} an article)  claims: {len(claims)}")
    print(f"speakers: {len({c['speaker_id'] for c in claims})}  nested: {sum(c['nested_in'] is not None for c in claims)}"
          f"  interrupted: {sum(len(c['spans']) > 1 for c in claims)}  anonymous: {sum(c['is_anonymous'] for c in claims)}"
          f"  formulas: {sum(c['anonymity']['text'] is not None for c in claims)}  addressee: {sum(c['addressee'] is not None for c in claims)}")
    for name, of in (
        ("stance", lambda c: c["stances"][0]["stance"]),
        ("quote", lambda c: c["quote_type"]),
        ("cue kind", lambda c: c["cue"]["kind"] if c["cue"] else "none"),
        ("cue class", lambda c: c["cue"]["class"] if c["cue"] else "none"),
        ("speaker type", lambda c: c["speaker_type"]),
        ("resolution", lambda c: c["speaker_resolution"]),
        ("anonymity", lambda c: c["anonymity"]["kind"]),
    ):
        print(f"{name}: " + ", ".join(f"{value} {n}" for value, n in collections.Counter(map(of, claims)).most_common()))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--texts", metavar="FILE", help="JSONL with article_id and text")
    arguments.add_argument("--out", metavar="FILE", type=pathlib.Path, default=HERE / "gold.jsonl")
    arguments.add_argument("--stats", action="store_true", help="print counts, write nothing")
    arguments.add_argument("--check", action="store_true", help="exit 1 if the written gold differs")
    options = arguments.parse_args()
    (texts, titles), cues = read_articles(), read_cues()
    if options.texts:
        texts = read_texts(options.texts)
    gold, problems = [], []
    for path in sorted((HERE / "annotations").glob("*.txt")):
        try:
            gold.append(gold_of(path, texts, titles, cues))
        except Problem as problem:
            problems.append(str(problem))
    if not options.texts:
        annotated = {path.name.removesuffix(".txt") for path in (HERE / "annotations").glob("*.txt")}
        problems += [f"{article_id}: no annotations" for article_id in sorted(set(texts) - annotated)]
    if problems:
        print("\n".join(problems), file=sys.stderr)
        return 2
    written = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in gold)
    if options.stats:
        statistics(gold)
    elif options.check:
        return 0 if options.out.read_text(encoding="utf-8") == written else 1
    else:
        options.out.write_text(written, encoding="utf-8", newline="\n")
        print(f"{options.out.name}: {len(gold)} articles, {sum(len(g['claims']) for g in gold)} claims", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
