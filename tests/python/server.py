"""A server of an annotation tool on loopback, and users who are logged in as a browser is."""

import contextlib
import http.cookiejar
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

STARTS = 600  # seconds; a first start may make the tables of a database


class Session:
    """A user with his cookies."""

    def __init__(self, address):
        self.address = address
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path, data=None, method=None, **headers):
        """Bytes of an answer; an error with what the server says of it."""
        headers["Referer"] = self.address + path
        token = [c.value for c in self.cookies if c.name == "csrftoken"]
        if data is not None and token:
            headers["X-CSRFToken"] = token[0]
        request = urllib.request.Request(self.address + path, data=data, headers=headers, method=method)
        try:
            with self.opener.open(request, timeout=120) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read()[:800].decode('utf-8', 'replace')}") from error

    def read(self, path):
        return self.open(path).decode("utf-8")

    def get(self, path):
        return json.loads(self.read(path))

    def post(self, path, value, method=None):
        headers = {"Content-Type": "application/json"}
        return json.loads(self.open(path, json.dumps(value).encode(), method, **headers) or b"null")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def running(command, environment, log, address):
    """Starts a server, waits until its address answers, and ends it."""
    with log.open("w") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        for _ in range(STARTS):
            assert process.poll() is None, log.read_text()[-2000:]
            with contextlib.suppress(OSError):
                urllib.request.urlopen(address, timeout=5).close()
                break
            time.sleep(1)
        else:
            raise AssertionError(f"no answer after {STARTS} s: {log.read_text()[-2000:]}")
        yield
    finally:
        process.terminate()
        process.wait(30)
