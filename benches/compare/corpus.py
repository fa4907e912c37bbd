"""Writes a corpus of invented Arabic news articles as JSON lines: any number, the same bytes for the same seed.

The words are ordinary ones in an order that means nothing, so that no two articles are near duplicates by accident;
what the speed of an extractor depends on is real: the shares below were counted in 270 articles of Arabic newswire
(verbs of saying, how their contents begin, elided subjects, words before and in a content, quotations, sentences
without a claim). People, places and outlets are invented.

    python corpus.py --articles 20000 --seed 1 > corpus.jsonl
"""

import argparse
import json
import random
import sys

# Verb (masculine, feminine), how its content opens, share among 394 finite cues, share with elided subject.
CUES = [
    (("قال", "قالت"), "إن", 134, 0.25),
    (("أكد", "أكدت"), "أن", 41, 0.19),
    (("أضاف", "أضافت"), "أن", 29, 0.62),
    (("أعلن", "أعلنت"), "أن", 25, 0.13),
    (("أشار", "أشارت"), "إلى أن", 23, 0.33),
    (("أوضح", "أوضحت"), "أن", 21, 0.14),
    (("كشف", "كشفت"), "أن", 8, 0.12),
    (("رأى", "رأت"), "أن", 16, 0.15),
    (("ذكر", "ذكرت"), "أن", 15, 0.15),
    (("اعتبر", "اعتبرت"), "أن", 10, 0.5),
    (("شدد", "شددت"), "على أن", 10, 0.5),
    (("لفت", "لفتت"), "إلى أن", 8, 0.5),
    (("توقع", "توقعت"), "أن", 5, 0.33),
    (("نفى", "نفت"), "أن", 3, 0.33),
    (("حذر", "حذرت"), "من أن", 4, 0.25),
]
PARTICIPLES = ["مشيرا إلى أن", "موضحا أن", "معتبرا أن", "لافتا إلى أن", "مؤكدا أن", "مضيفا أن"]
PREPOSITIONS = ["بحسب", "وفقا لما ذكره", "حسبما أفاد", "كما قال"]
FIRST = "سالم نوار رائد زيد هيثم عامر لبيد صخر وائل جابر سلمى ميادة رشا دلال نهلة سهى".split()
LAST = "العبدلي الراوي الحلي الغالي النجار المرسي الشاطري الكوثري البارقي المدني الصيفي الجنوبي".split()
ROLES = ["وزير النقل", "محافظ الواحة", "رئيس البلدية", "المحلل السياسي", "النائب", "الخبير الاقتصادي", "مدير المستشفى"]
BODIES = [("وزارة الكهرباء", 1), ("شبكة سهم نيوز", 1), ("اللجنة المالية", 1), ("حزب الوفاق", 0), ("مجلس المدينة", 0)]
SOURCES = ["مصدر أمني", "مصدر حكومي", "مسؤول محلي", "مصدر في الوزارة", "مسؤول كبير"]
FORMULAS = [" طلب عدم ذكر اسمه", " رفض الكشف عن هويته", "، فضل عدم الكشف عن اسمه،"]
TIMES = ["اليوم السبت", "أمس", "في تصريح صحفي", "خلال مؤتمر صحفي", "لوكالة سهم", "في بيان", "أمس الأول"]
NOUNS = """المشروع القرار الجسر الطريق المستشفى المدرسة الميزانية المياه الكهرباء السكان العمال الشركة الحكومة اللجنة
البرلمان المدينة القرية الميناء المطار الحدود القوات الاتفاق المفاوضات الانتخابات الاقتصاد التجارة الأسعار الوقود
الزراعة الموسم المحصول الأمطار السد النهر الحملة البرنامج التقرير الدراسة النتائج الأرقام الأزمة الخطة المرحلة
الجولة الزيارة الاجتماع المؤتمر الملف القضية المحكمة القانون التعديل المادة الحقوق الخدمات الصحة التعليم الجامعة
الطلاب المعلمين الأطباء المرضى الدواء اللقاح المختبر المصنع الإنتاج التصدير الاستيراد الضرائب الرواتب المتقاعدين""".split()
EVENTS = """تأجيل إطلاق افتتاح استكمال تمويل صيانة توسيع إعادة مراجعة تنفيذ متابعة دعم حماية إدارة تنظيم تحسين تطوير
ارتفاع انخفاض تراجع زيادة استمرار بداية نهاية غياب توفر نقص عودة وصول خروج انتقال تسليم""".split()
ADJECTIVES = """الجديد الكبير المقبل الحالي السابق المحلي الدولي العام الخاص الأول الثاني الأخير السنوي الشهري الواسع
المشترك الرسمي الشامل العاجل النهائي المؤقت""".split()
PREPS = "في من إلى على عن مع قبل بعد خلال بين ضمن وفق نحو".split()
VERBS = """سيبدأ يحتاج يواجه شهد تجاوز بلغ يشمل تضمن أدى ساهم يتطلب استغرق توقف انتهى بدأ عاد تراجع ارتفع""".split()
TARGET = ["انسحاب قوات التحالف الدولي من العراق", "بقاء القوات الأمريكية", "رحيل القوات الأجنبية", "إنهاء مهمة التحالف"]
FURNITURE = ["اقرأ أيضا", "الأكثر قراءة", "شارك الخبر عبر فيسبوك", "جميع الحقوق محفوظة © سهم نيوز"]


class Writer:
    """Writes articles from one stream of random numbers."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.cues = [cue for cue in CUES for _ in range(cue[2])]

    def phrase(self, words: int, on_target: bool) -> str:
        """So many words, in the order verb, noun, adjective, preposition."""
        out = []
        if on_target and self.random.random() < 0.5:
            out += self.random.choice(TARGET).split()
        while len(out) < words:
            out.append(self.random.choice(EVENTS))
            out.append(self.random.choice(NOUNS))
            if self.random.random() < 0.5:
                out.append(self.random.choice(ADJECTIVES))
            if self.random.random() < 0.4:
                out.append(str(self.random.randint(2, 980)))
            if self.random.random() < 0.3:
                out.append(self.random.choice(VERBS))
            out.append(self.random.choice(PREPS))
            out.append(self.random.choice(NOUNS))
        return " ".join(out)

    def speaker(self) -> tuple[str, bool]:
        """A speaker, and whether the verb is feminine."""
        kind = self.random.random()
        if kind < 0.45:
            role = self.random.choice(ROLES) + " " if self.random.random() < 0.6 else ""
            return f"{role}{self.random.choice(FIRST[:10])} {self.random.choice(LAST)}", False
        if kind < 0.60:
            return self.random.choice(LAST), False
        if kind < 0.85:
            name, feminine = self.random.choice(BODIES)
            return name, bool(feminine)
        formula = self.random.choice(FORMULAS) if self.random.random() < 0.3 else ""
        return self.random.choice(SOURCES) + formula, False

    def claim(self, on_target: bool) -> str:
        words = max(4, min(60, int(self.random.lognormvariate(2.8, 0.5))))
        content = self.phrase(words, on_target)
        if self.random.random() < 0.066:
            return f"{content}، {self.random.choice(PREPOSITIONS)} {self.speaker()[0]}."
        (he, she), opener, _, elided = self.random.choice(self.cues)
        join = "و" if self.random.random() < 0.63 else ""
        if self.random.random() < elided:
            said = f"{join}{he}"
        else:
            speaker, feminine = self.speaker()
            said = f"{join}{she if feminine else he} {speaker}"
        if self.random.random() < 0.22:
            said += " " + self.random.choice(TIMES)
        kind = self.random.random()
        if kind < 0.27:
            return f'{said}: "{content}".'
        if kind < 0.34:
            middle = content.find(" ", len(content) // 2)
            return f'{said} {opener} {content[:middle]} "{content[middle + 1:]}".'
        if self.random.random() < 0.09:
            content += f"، {self.random.choice(PARTICIPLES)} {self.phrase(words // 2 + 3, on_target)}"
        return f"{said} {opener} {content}."

    def article(self, number: int) -> dict:
        on_target = self.random.random() < 0.15
        title = self.phrase(7, on_target)
        length = min(20000, self.random.lognormvariate(7.2, 0.6))
        lines, written = [title, ""], 0
        while written < length:
            sentences = []
            for _ in range(self.random.choice([1, 1, 2, 2, 3])):
                if self.random.random() < 0.52:
                    sentences.append(self.claim(on_target))
                else:
                    sentences.append(f"{self.random.choice(VERBS)} {self.phrase(self.random.randint(8, 22), on_target)}.")
            paragraph = " ".join(sentences)
            written += len(paragraph)
            lines += [paragraph, ""]
        if self.random.random() < 0.3:
            lines += self.random.sample(FURNITURE, 2)
        day = self.random.randint(1, 28)
        return {
            "id": f"n{number:08}",
            "url": f"https://sahm.invalid/{number}",
            "outlet": self.random.choice(["سهم نيوز", "الواحة اليوم", "صدى المرسى"]),
            "title": title,
            "author": f"{self.random.choice(FIRST)} {self.random.choice(LAST)}",
            "published_at": f"20{self.random.randint(15, 25)}-{self.random.randint(1, 12):02}-{day:02}",
            "text": "\n".join(lines),
        }


def write(path: str, articles: int, seed: int) -> int:
    """Writes a corpus; gives its size in bytes."""
    writer = Writer(seed)
    size = 0
    with open(path, "w", encoding="utf-8") as out:
        for number in range(articles):
            line = json.dumps(writer.article(number), ensure_ascii=False) + "\n"
            size += len(line.encode())
            out.write(line)
    return size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    writer = Writer(options.seed)
    for n in range(options.articles):
        sys.stdout.write(json.dumps(writer.article(n), ensure_ascii=False) + "\n")
