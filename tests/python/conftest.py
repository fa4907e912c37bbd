"""What the tests of the wheel share: the same program as a binary, and texts that are hard to count in."""

import os
import subprocess
import sys

import corpus
import pytest

DATASET = corpus.DATASET
RELEASE = corpus.newest()

# Invented. Characters of two UTF-16 units, joined emoji, vowel marks, a letter with a mark of its own, a line of CRLF.
HARD = (
    "👩‍🚒🛰️ بَيانٌ 🇮🇶: أُعلِنَ أمسِ.\r\n"
    "قال المحلّلُ نوار العبدلي 🎙️ إنّ الحدودَ مُؤمَّنةٌ. وأضاف أن «المعابر 🚚 ستُفتح غدًا».\r\n"
    "ورأى مسؤول في المحافظة، طلب عدم ذكر اسمه، أن البلاد لا تزال بحاجة إلى دعم التحالف الدولي 🙂.\n"
)


def run(command, *args, **options):
    return subprocess.run([*command, *map(str, args)], capture_output=True, text=True, encoding="utf-8", **options)


@pytest.fixture(scope="session")
def binary():
    """The command line as Rust built it."""
    return [os.environ["CLAIMKIT_BINARY"]]


@pytest.fixture(scope="session")
def module():
    """The command line as the wheel has it."""
    return [sys.executable, "-m", "claimkit"]
