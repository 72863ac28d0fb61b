"""``make audit`` says what is known, and fails when it could not find out."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tools.audit_dependencies import locked_npm, locked_python, main

from tests.house.source import ROOT

PYTHON = "django==5.2.1 \\\n    --hash=sha256:00\nlxml==6.0 ; x\n    # via x\n"
NPM = json.dumps(
    {"packages": {"": {"version": "1"}, "node_modules/@a/b": {"version": "4.1"},
                  "node_modules/x/node_modules/y": {"version": "2.0"}}}
)  # fmt: skip


@pytest.fixture
def root(tmp_path):
    (tmp_path / "requirements.lock").write_text(PYTHON)
    (tmp_path / "package-lock.json").write_text(NPM)
    return tmp_path


@contextmanager
def database(answer, status=200):
    """A database of advisories on this machine; what it was asked is kept."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.path, query))
            body = answer(query) if callable(answer) else answer
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_said):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nothing(query):
    return json.dumps({"results": [{} for _one in query["queries"]]})


def weak_lxml(query):
    return json.dumps(
        {
            "results": [
                {"vulns": [{"id": "GHSA-2"}, {"id": "CVE-1"}]}
                if one["package"]["name"] == "lxml"
                else {}
                for one in query["queries"]
            ]
        }
    )


def test_nothing_known_about_any_package_is_success(root, capsys):
    with database(nothing) as (address, asked):
        assert main(root, address) == 0
    assert "4 packages" in capsys.readouterr().out
    ((path, query),) = asked
    assert path == "/v1/querybatch"
    assert [(q["package"]["ecosystem"], q["package"]["name"], q["version"]) for q in query["queries"]] == [
        ("PyPI", "django", "5.2.1"), ("PyPI", "lxml", "6.0"),
        ("npm", "@a/b", "4.1"), ("npm", "y", "2.0"),
    ]  # fmt: skip


def test_what_is_known_is_named_and_fails(root, capsys):
    with database(weak_lxml) as (address, _asked):
        assert main(root, address) == 1
    assert "lxml 6.0: CVE-1, GHSA-2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ('{"results": []}', 200),
        ('{"results": [{}, {}, {}]}', 200),
        ('{"results": [{}, {}, {}, null]}', 200),
        ('{"results": [{}, {}, {}, {"next_page_token": "x"}]}', 200),
        ("{}", 200),
        ("[]", 200),
        ("", 200),
        ("<html>the proxy's own page</html>", 200),
        ('{"results": [{}, {}, {}, {}]}', 503),
        ('{"results": [{}, {}, {}, {}]}', 404),
    ],
)
def test_half_an_answer_is_no_answer(root, capsys, answer, status):
    with database(answer, status) as (address, _asked):
        assert main(root, address) == 2
    assert "not checked" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "file:///etc/passwd", "x"])
def test_a_database_that_is_not_reached_is_a_failure(root, capsys, address):
    assert main(root, address) == 2
    assert "not checked" in capsys.readouterr().err


def test_a_lock_file_that_is_missing_or_empty_is_a_failure(root):
    with database(nothing) as (address, asked):
        (root / "requirements.lock").write_text("# nothing\n")
        assert main(root, address) == 2
        (root / "requirements.lock").unlink()
        assert main(root, address) == 2
        (root / "requirements.lock").write_text(PYTHON)
        (root / "package-lock.json").write_text("{}")
        assert main(root, address) == 2
    assert asked == []


def test_our_own_lock_files_are_read_whole():
    python = locked_python((ROOT / "requirements.lock").read_text())
    npm = locked_npm((ROOT / "package-lock.json").read_text())
    assert {"django", "django-allauth", "fido2"} <= {p.name.lower() for p in python}
    assert {p.name for p in npm} >= {"axe-core"}
    assert len(python) > 60
