"""The extractor that people write first: one regular expression a line of text, no speakers resolved, no stance."""

import json
import re
import sys

CUES = "قال|قالت|أكد|أكدت|أضاف|أضافت|أعلن|أعلنت|أشار|أشارت|أوضح|أوضحت|كشف|كشفت|ذكر|ذكرت|اعتبر|اعتبرت|شدد|لفت|حذر|نفى|رأى|توقع"
CLAIM = re.compile(
    rf"(?:^|[\s.،])[وف]?(?P<cue>{CUES})\s(?P<speaker>(?:\S+\s){{0,8}}?)"
    r"(?:(?:إلى |على |من )?(?:أن|إن|بأن)\s|:\s*)(?P<content>\"[^\"]+\"|[^.\n]+)"
)


def main(source: str, target: str) -> None:
    with open(source, encoding="utf-8") as articles, open(target, "w", encoding="utf-8") as out:
        for line in articles:
            article = json.loads(line)
            for claim in CLAIM.finditer(article["text"]):
                row = {"id": article["id"], "start": claim.start("content"), "end": claim.end("content")}
                out.write(json.dumps(row | claim.groupdict(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
