"""What the tests of annotation tools share: a sample of hard texts, two annotators, and what must come back.

The first annotator accepts what the rules suggest. The second gives another label and marks the first word of the claim.
"""

import json
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGETS = ROOT / "datasets/coalition-withdrawal/targets"
STANCES = ["favor", "against", "neutral", "unrelated"]

# Invented. Characters of two UTF-16 units, joined emoji, vowel marks, CRLF, blanks in a row, marks that XML and HTML escape.
ARTICLES = [
    "👩‍🚒🛰️ بَيانٌ 🇮🇶: أُعلِنَ أمسِ.\r\n"
    "قال المحلّلُ نوار العبدلي 🎙️ إنّ بقاء القوات الأمريكية انتهاك للسيادة. "
    "وأضاف أن «المعابر 🚚 ستُفتح غدًا».\r\n"
    "ورأى مسؤول في المحافظة، طلب عدم ذكر اسمه، أن البلاد لا تزال بحاجة إلى دعم التحالف الدولي 🙂.\n",
    "عاجل 😀  &amp; <خبر>\n\nأكدت النائبة هدى السروي أن خروج القوات الأجنبية \"مطلب الشارع\" & واجب.\n"
    "وحذر الخبير رعد النصيري من أن انسحاب التحالف الدولي سيترك فراغا أمنيا <خطيرا>.\n",
    "قال الوزير كاظم الحلفي إن الجسر سيفتح غدا.\tوأوضح أن جدول انسحاب القوات الأمريكية سيعلن في الربيع.\n",
]
CONFIGURATION = """
targets = ["coalition-withdrawal.toml"]
[dataset]
name = "hard"
version = "1.0.0"
[[source]]
paths = ["articles.jsonl"]
"""


def claimkit(binary, *args):
    """Runs the program; what it writes to standard output."""
    done = subprocess.run([binary, *map(str, args)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout


def lines(text):
    """Values of JSON lines."""
    return [json.loads(line) for line in text.split("\n") if line]


def sample(binary, folder):
    """A sample of a release that is built here: the file."""
    data = folder / "data"
    data.mkdir()
    for file in TARGETS.iterdir():
        shutil.copy(file, data)
    rows = [json.dumps({"id": f"a/{n}", "text": text}) for n, text in enumerate(ARTICLES)]
    (data / "articles.jsonl").write_text("\n".join(rows), encoding="utf-8")
    (data / "claimkit.toml").write_text(CONFIGURATION, encoding="utf-8")
    claimkit(binary, "build", data)
    target = data / "coalition-withdrawal.toml"
    drawn = claimkit(binary, "annotate", "sample", data / "releases/hard-1.0.0", "--size", 6, "--target", target)
    tasks = lines(drawn)
    assert len(tasks) == 6
    # The sample is worth the test: units differ before a claim, inside one, and before evidence.
    wide = [any(ord(c) > 0xFFFF for c in t["text"][: t["claim"]["start"]]) for t in tasks]
    assert 0 < sum(wide) < 6
    assert any(ord(c) > 0xFFFF for t in tasks for c in t["claim"]["text"])
    assert any(t["predictions"][0]["evidence"] for t, w in zip(tasks, wide) if w)
    path = folder / "sample.jsonl"
    path.write_text(drawn, encoding="utf-8", newline="")
    return path


def export(binary, sample, tool, out, *more):
    """The folder with the files for a tool."""
    claimkit(binary, "annotate", "export", sample, "--to", tool, "--out", out, *more)
    return out


def imported(binary, sample, tool, *files):
    """Labels that come back from a tool."""
    return lines(claimkit(binary, "annotate", "import", sample, "--from", tool, *files))


def refused(binary, sample, tool, *files):
    """What is said of files that do not fit the sample."""
    command = [binary, "annotate", "import", sample, "--from", tool, *files]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 1 and not done.stdout, (done.returncode, done.stdout, done.stderr)
    return done.stderr


def first_word(task):
    """Evidence of the second annotator, in code points."""
    start, text = task["claim"]["start"], task["claim"]["text"].split()[0]
    return {"text": text, "start": start, "end": start + len(text)}


def utf16(text, start, end):
    """What stands between two UTF-16 units, which browsers and UIMA count."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def units(text, point):
    """A code point as a UTF-16 unit."""
    return len(text[:point].encode("utf-16-le")) // 2


def other(stance):
    """The label that the second annotator gives where the rules suggest `stance`."""
    return STANCES[(STANCES.index(stance) + 1) % len(STANCES)]


def check(sample, labels, first, second):
    """Whether the labels are those of the two annotators, each with his evidence, and nothing else came back."""
    tasks = lines(sample.read_text(encoding="utf-8"))
    got = {(label["claim_id"], label["labeler"]): label for label in labels}
    assert len(got) == len(labels) == 2 * len(tasks), len(labels)
    for task in tasks:
        suggested = task["predictions"][0]
        for labeler, stance, evidence in [
            (first, suggested["stance"], suggested["evidence"]),
            (second, other(suggested["stance"]), [first_word(task)]),
        ]:
            label = got[task["claim_id"], labeler]
            assert label["stance"] == stance, (label, stance)
            assert (label["target"], label["article_id"]) == (task["target"], task["article_id"])
            assert label.get("evidence", []) == evidence, (label, evidence)
