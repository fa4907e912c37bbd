"""INCEpTION's format there and back: `claimkit annotate export`, dkpro-cassis (by the makers of INCEpTION) in the annotators'
place, `annotate import`.

    python tests/python/inception.py PATH/TO/claimkit

INCEpTION itself, a Java server, is not run.
"""

import pathlib
import sys
import tempfile

import annotations
import cassis

CLAIM, EVIDENCE = "claimkit.Claim", "claimkit.Evidence"
FIRST, SECOND = "anna", "basim"


def load(exported, path):
    """A document as cassis reads it."""
    with (exported / "TypeSystem.xml").open("rb") as file:
        system = cassis.load_typesystem(file)
    with path.open("rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=system)


def save(cas, exported, path, annotator):
    """Saves as INCEpTION exports: a folder a document, a file an annotator."""
    to = exported.parent / "annotation" / path.name / f"{annotator}.xmi"
    to.parent.mkdir(parents=True, exist_ok=True)
    cas.to_xmi(to)
    return to


def seen(cas, tasks):
    """Whether cassis sees what the sample has."""
    claims = {claim["claimId"]: claim for claim in cas.select(CLAIM)}
    for task in (t for t in tasks if t["claim_id"] in claims):
        claim, suggested = claims[task["claim_id"]], task["predictions"][0]
        assert cas.sofa_string == task["text"]
        assert (claim.begin, claim.end) == (task["claim"]["start"], task["claim"]["end"])
        assert claim.get_covered_text() == task["claim"]["text"]
        assert (claim["target"], claim["stance"]) == (task["target"], suggested["stance"])
        own = [e for e in cas.select(EVIDENCE) if e["claimId"] == task["claim_id"]]
        assert [(e.begin, e.end) for e in own] == [(e["start"], e["end"]) for e in suggested["evidence"]]
    return len(claims)


def relabel(cas):
    """The second annotator: another label, and his own evidence."""
    for evidence in cas.select(EVIDENCE):
        cas.remove(evidence)
    kind = cas.typesystem.get_type(EVIDENCE)
    for claim in cas.select(CLAIM):
        claim["stance"] = annotations.other(claim["stance"])
        word = claim.get_covered_text().split()[0]
        cas.add(kind(begin=claim.begin, end=claim.begin + len(word), claimId=claim["claimId"]))


def main(binary):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sample = annotations.sample(binary, folder)
        tasks = annotations.lines(sample.read_text(encoding="utf-8"))
        exported = annotations.export(binary, sample, "inception", folder / "documents")
        documents = sorted(exported.glob("*.xmi"))
        count, files = 0, []
        for path in documents:
            cas = load(exported, path)
            count += seen(cas, tasks)
            files.append(save(cas, exported, path, FIRST))
            relabel(cas)
            files.append(save(cas, exported, path, SECOND))
        assert count == len(tasks)
        annotations.check(sample, annotations.imported(binary, sample, "inception", *files), FIRST, SECOND)

        # Without suggestions nobody has labelled yet, and a claim that was moved is another claim.
        blind = annotations.export(binary, sample, "inception", folder / "blind", "--blind")
        cas = load(blind, blind / documents[0].name)
        unlabelled = save(cas, blind, documents[0], FIRST)
        assert '"" is no label' in annotations.refused(binary, sample, "inception", unlabelled)
        for claim in cas.select(CLAIM):
            claim["stance"], claim.end = "favor", claim.end - 1
        moved = save(cas, blind, documents[0], SECOND)
        assert "do not show the claim" in annotations.refused(binary, sample, "inception", moved)
    print(f"inception: {count} claims in {len(documents)} documents, 2 annotators, through dkpro-cassis and back")


if __name__ == "__main__":
    main(sys.argv[1])
