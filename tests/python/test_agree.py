"""`claimkit agree` against krippendorff, scikit-learn and statsmodels, on random labels with gaps.

    python tests/python/test_agree.py PATH/TO/claimkit
"""

import csv
import itertools
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa

LABELS = ["favor", "against", "neutral", "unrelated"]


def draw(rng, raters, claims, gap):
    """Labels of raters who mostly say what a claim is, with gaps."""
    table = np.full((raters, claims), -1)
    for claim in range(claims):
        truth = rng.choices(range(4), weights=[4, 3, 2, 1])[0]
        for rater in range(raters):
            if rng.random() >= gap:
                table[rater, claim] = truth if rng.random() < 0.7 else rng.randrange(4)
    return table


def ours(binary, table, folder):
    path = pathlib.Path(folder) / "labels.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["claim_id", "labeler", "stance"])
        for (rater, claim), label in np.ndenumerate(table):
            if label >= 0:
                writer.writerow([f"c{claim}", f"r{rater}", LABELS[label]])
    done = subprocess.run([binary, "agree", str(path), "--json", "--resamples", "0"], capture_output=True, check=True)
    return json.loads(done.stdout)


def theirs(table):
    """Alpha, mean kappa of pairs, Fleiss' kappa of the claims that all labelled."""
    gaps = np.where(table < 0, np.nan, table.astype(float))
    alpha = krippendorff.alpha(reliability_data=gaps, level_of_measurement="nominal")
    kappas = []
    for a, b in itertools.combinations(table, 2):
        both = (a >= 0) & (b >= 0)
        kappas.append(cohen_kappa_score(a[both], b[both]))
    complete = table[:, (table >= 0).all(axis=0)]
    counts = np.stack([(complete == label).sum(axis=0) for label in range(4)], axis=1)
    return alpha, np.mean(kappas), fleiss_kappa(counts)


def main(binary):
    rng = random.Random(7)
    cases = 0
    with tempfile.TemporaryDirectory() as folder:
        for raters, claims, gap in itertools.product((2, 3, 5), (30, 200), (0.0, 0.3)):
            table = draw(rng, raters, claims, gap)
            found = ours(binary, table, folder)["all"]
            got = [found[name]["value"] for name in ("alpha", "cohen", "fleiss")]
            for name, a, b in zip(("alpha", "cohen", "fleiss"), got, theirs(table)):
                assert abs(a - b) < 1e-9, f"{name}: {a} here, {b} there ({raters} raters, {claims} claims, gap {gap})"
            cases += 1
    print(f"agree: {cases} tables of labels, the same coefficients to 1e-9")


if __name__ == "__main__":
    main(sys.argv[1])
