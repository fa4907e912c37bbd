"""doccano itself, there and back: `claimkit annotate export`, a server on loopback, two annotators, `annotate import`.

    python tests/python/doccano.py PATH/TO/claimkit

Run by the Python that has doccano (`test.sh --servers` makes one). Every annotator has a project of his own, because doccano
gives the labels of an upload to who uploads. Tasks that doccano hands to a queue (uploads, exports) run inside the server.
"""

import contextlib
import importlib.util
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import annotations
import server

PASSWORD = "only-for-this-test-1"
FIRST, SECOND = "anna", "basim"
BACKEND = pathlib.Path(importlib.util.find_spec("backend").origin).parent
SETTINGS = """
import os
from config.settings.production import *

CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_STORE_EAGER_RESULT = True
DJANGO_DRF_FILEPOND_UPLOAD_TMP = os.path.join(os.environ["DOCCANO_HOME"], "uploads")
DJANGO_DRF_FILEPOND_ALLOW_EXTERNAL_UPLOAD_DIR = True
"""


@contextlib.contextmanager
def doccano(folder):
    """doccano with an empty database and two users."""
    (folder / "settings_of_test.py").write_text(SETTINGS)
    environment = {
        **os.environ,
        "HOME": str(folder),
        "DOCCANO_HOME": str(folder),
        "STANDALONE": "True",
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "MEDIA_ROOT": str(folder / "media"),
        "DJANGO_SETTINGS_MODULE": "settings_of_test",
        "PYTHONPATH": f"{folder}:{BACKEND}",
    }
    bin = pathlib.Path(sys.executable).parent
    users = [["createuser", "--username", u, "--password", PASSWORD, "--email", f"{u}@example.org"] for u in (FIRST, SECOND)]
    for args in [["init"], *users]:
        done = subprocess.run([bin / "doccano", *args], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    port = server.free_port()
    # As `doccano webserver`, which would listen to every machine of the network.
    command = [bin / "gunicorn", "config.wsgi", "--chdir", BACKEND, "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    address = f"http://127.0.0.1:{port}"
    with server.running([*map(str, command)], environment, folder / "server.log", address):
        yield address


def enter(address, name):
    session = server.Session(address)
    session.post("/v1/auth/login/", {"username": name, "password": PASSWORD})
    return session


def upload_file(session, to, path, name, text):
    """Sends a file as a form does."""
    mark = "----claimkit"
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{path}"\r\n\r\n'
    body = f"{head}{text}\r\n--{mark}--\r\n".encode()
    return session.open(to, body, **{"Content-Type": f"multipart/form-data; boundary={mark}"}).decode()


def project(session, exported, title):
    """A project with the exported labels and claims: its path."""
    made = session.post(
        "/v1/projects",
        {
            "name": title,
            "description": title,
            "project_type": "SequenceLabeling",
            "resourcetype": "SequenceLabelingProject",
            "allow_overlapping": True,  # else doccano drops spans
            "grapheme_mode": False,
            "tags": [],
        },
    )
    path = f"/v1/projects/{made['id']}"
    labels = (exported / "labels.json").read_text(encoding="utf-8")
    upload_file(session, f"{path}/span-type-upload", "labels.json", "file", labels)
    tasks = (exported / "tasks.jsonl").read_text(encoding="utf-8")
    upload = upload_file(session, "/v1/fp/process/", "tasks.jsonl", "filepond", tasks)
    # What doccano's page sends for JSONL.
    columns = {"column_data": "text", "column_label": "label", "encoding": "utf_8"}
    asked = {"format": "JSONL", "task": "SequenceLabeling", "uploadIds": [upload], **columns}
    task = session.post(f"{path}/upload", asked)["task_id"]
    status = session.get(f"/v1/tasks/status/{task}")
    assert status["ready"] and not status["result"]["error"], status
    return path


def seen(session, path, tasks):
    """Whether doccano has the claims of the sample, and shows in the browser's units what it should: its examples."""
    examples = session.get(f"{path}/examples?limit=100")["results"]
    kinds = {kind["id"]: kind["text"] for kind in session.get(f"{path}/span-types")}
    assert sorted(kinds.values()) == sorted([*annotations.STANCES, "claim", "evidence"])
    by_claim = {task["claim_id"]: task for task in tasks}
    assert len(examples) == len(by_claim)
    for example in examples:
        task = by_claim[example["meta"]["claim_id"]]
        assert example["text"] == task["text"]
        spans = session.get(f"{path}/examples/{example['id']}/spans")
        shown = sorted(
            (kinds[s["label"]], annotations.utf16(task["text"], s["start_offset"], s["end_offset"])) for s in spans
        )
        suggested = task["predictions"][0]
        words = [("evidence", e["text"]) for e in suggested["evidence"]]
        assert shown == sorted([(suggested["stance"], task["claim"]["text"]), *words]), shown
        yield example, task, spans, kinds


def relabel(session, path, tasks):
    """The second annotator: another label on the claim, and his own evidence, drawn in a browser."""
    for example, task, spans, kinds in seen(session, path, tasks):
        ids = {text: id for id, text in kinds.items()}
        to = f"{path}/examples/{example['id']}/spans"
        for span in spans:
            if kinds[span["label"]] == "evidence":
                session.open(f"{to}/{span['id']}", b"", "DELETE")
            else:
                other = ids[annotations.other(kinds[span["label"]])]
                session.post(f"{to}/{span['id']}", {"label": other}, "PATCH")
        word = annotations.first_word(task)
        start, end = (annotations.units(task["text"], word[key]) for key in ("start", "end"))
        session.post(to, {"start_offset": start, "end_offset": end, "label": ids["evidence"], "prob": 0})


def download(session, path, name, folder):
    """The export of a project as doccano packs it: the file of one annotator."""
    task = session.post(f"{path}/download", {"format": "JSONL", "exportApproved": False})["task_id"]
    archive = zipfile.ZipFile(io.BytesIO(session.open(f"{path}/download?taskId={task}")))
    archive.extract(f"{name}.jsonl", folder)
    return folder / f"{name}.jsonl"


def main(binary):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sample = annotations.sample(binary, folder)
        tasks = annotations.lines(sample.read_text(encoding="utf-8"))
        exported = annotations.export(binary, sample, "doccano", folder / "tasks")
        (folder / "server").mkdir()
        with doccano(folder / "server") as address:
            anna, basim = enter(address, FIRST), enter(address, SECOND)
            of_anna, of_basim = project(anna, exported, "claims"), project(basim, exported, "claims again")
            count = len(list(seen(anna, of_anna, tasks)))
            relabel(basim, of_basim, tasks)
            files = [download(anna, of_anna, FIRST, folder), download(basim, of_basim, SECOND, folder)]
        annotations.check(sample, annotations.imported(binary, sample, "doccano", *files), FIRST, SECOND)
    print(f"doccano: {count} claims, 2 annotators, through the server and back")


if __name__ == "__main__":
    main(sys.argv[1])
