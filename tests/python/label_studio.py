"""Label Studio itself, there and back: `claimkit annotate export`, a server on loopback, two annotators, `annotate import`.

    python tests/python/label_studio.py PATH/TO/claimkit

Run by the Python that has label-studio (`test.sh --servers` makes one). The server gets an empty folder, a database in a file,
and a free port of this machine; it ends with the test.
"""

import contextlib
import json
import os
import pathlib
import re
import sys
import tempfile
import urllib.parse

import annotations
import server

PASSWORD = "only-for-this-test-1"
ADMIN = "anna@example.org"
SECOND = "basim@example.org"


def enter(address, page, email):
    """A user who sent the form of a page."""
    session = server.Session(address)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', session.read(page)).group(1)
    fields = {"csrfmiddlewaretoken": token, "email": email, "password": PASSWORD}
    session.open(page, urllib.parse.urlencode(fields).encode())
    return session


@contextlib.contextmanager
def label_studio(folder):
    """Label Studio's own command on an empty folder."""
    port = server.free_port()
    environment = {
        **os.environ,
        "HOME": str(folder),
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        # Nothing leaves the machine.
        "COLLECT_ANALYTICS": "0",
        "LATEST_VERSION_CHECK": "0",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
    }
    command = [str(pathlib.Path(sys.executable).with_name("label-studio")), "start", "--no-browser"]
    command += ["--internal-host", "127.0.0.1", "--port", str(port), "--data-dir", str(folder)]
    command += ["--username", ADMIN, "--password", PASSWORD]
    address = f"http://127.0.0.1:{port}"
    with server.running(command, environment, folder / "server.log", address + "/health"):
        yield address


def upload(anna, exported, title):
    """A project with the exported tasks: its number, and the tasks as the server has them."""
    config = (exported / "config.xml").read_text(encoding="utf-8")
    tasks = json.loads((exported / "tasks.json").read_text(encoding="utf-8"))
    project = anna.post("/api/projects", {"title": title, "label_config": config})["id"]
    counts = anna.post(f"/api/projects/{project}/import", tasks)
    predictions = sum(len(t["predictions"]) for t in tasks)
    assert (counts["task_count"], counts["prediction_count"]) == (len(tasks), predictions), counts
    kept = anna.get(f"/api/tasks?project={project}&fields=all&page_size={len(tasks)}")["tasks"]
    assert len(kept) == len(tasks)
    by_claim = {t["data"]["claim_id"]: t for t in tasks}
    for task in kept:
        ours = by_claim[task["data"]["claim_id"]]
        assert task["data"] == ours["data"]
        task["predictions"] = anna.get(f"/api/tasks/{task['id']}")["predictions"]
        results = [p["result"] for p in task["predictions"]]
        assert results == [p["result"] for p in ours["predictions"]]
        for region in (r for result in results for r in result if r["type"] == "labels"):
            value = region["value"]
            shown = task["data"]["text"][value["start"] : value["end"]]
            assert shown == value["text"], (shown, value)
    return project, kept


def label(session, task, result):
    session.post(f"/api/tasks/{task['id']}/annotations/", {"result": result})


def relabelled(task):
    """What the second annotator sends: another label, and his own evidence."""
    claim, *_, choice = json.loads(json.dumps(task["predictions"][0]["result"]))
    value = claim["value"]
    word = value["text"].split()[0]
    own = {"start": value["start"], "end": value["start"] + len(word), "text": word, "labels": ["evidence"]}
    choice["value"]["choices"] = [annotations.other(choice["value"]["choices"][0])]
    return [claim, {**claim, "id": "own-1", "value": own}, choice]


def main(binary):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        sample = annotations.sample(binary, folder)
        exported = annotations.export(binary, sample, "label-studio", folder / "tasks")
        (folder / "server").mkdir()
        with label_studio(folder / "server") as address:
            users = [enter(address, "/user/login/", ADMIN), enter(address, "/user/signup/", SECOND)]
            # The export names an annotator by his number.
            first, second = (f"user-{user.get('/api/current-user/whoami')['id']}" for user in users)
            anna, basim = users
            project, tasks = upload(anna, exported, "claims")
            for task in tasks:
                label(anna, task, task["predictions"][0]["result"])
                label(basim, task, relabelled(task))
            export = anna.read(f"/api/projects/{project}/export?exportType=JSON")
        path = folder / "export.json"
        path.write_text(export, encoding="utf-8")
        labels = annotations.imported(binary, sample, "label-studio", path)
        annotations.check(sample, labels, first, second)
    print(f"label-studio: {len(tasks)} claims, 2 annotators, through the server and back")


if __name__ == "__main__":
    main(sys.argv[1])
