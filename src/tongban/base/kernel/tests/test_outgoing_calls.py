"""Calls outward against a real small server: what is followed, how long, how much, what is logged."""

import logging
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tongban.base.kernel.outgoing import OutgoingFailedError, OutgoingRefusedError, call


class Handler(BaseHTTPRequestHandler):
    """Keeps what came; answers by the path."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_words):
        """Silent."""

    def do_GET(self):
        length = int(self.headers.get("Content-Length", 0))
        self.server.seen.append(
            (self.command, self.path, dict(self.headers), self.rfile.read(length))
        )
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/circle":
            self.send_response(307)
            self.send_header("Location", "/circle")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/big":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * 5000)
        elif self.path == "/drip":
            self.send_response(200)
            self.end_headers()
            try:
                while not self.server.stopped.wait(0.02):
                    self.wfile.write(b"x")
                    self.wfile.flush()
            except OSError:
                return
        else:
            self.send_response(200)
            self.send_header("Content-Length", "5")
            self.end_headers()
            self.wfile.write(b"hello")

    def do_POST(self):
        self.do_GET()


def serve():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.seen, server.stopped = [], threading.Event()
    server.at = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


@pytest.fixture
def here(settings):
    """A server on this machine that the city's settings name."""
    server = serve()
    settings.OUTGOING_NETWORKS = ["127.0.0.1"]
    settings.OUTGOING_PLAIN_HOSTS = [server.at]
    yield server
    server.stopped.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def names(monkeypatch):
    """What names mean, and how often that was asked: the one thing outside that a test must invent."""
    known, asked = {}, []

    def look(host, port, *_more, **_named):
        asked.append(host)
        if host == "127.0.0.1":
            known[host] = [host]
        if host not in known:
            raise socket.gaierror
        kind = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*kind, (one, port or 0)) for one in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return known, asked


def get(server, path="/", **more):
    return call("GET", f"http://{server.at}{path}", **{"hosts": [server.at], **more})


def test_an_answer_comes_back_whole(here):
    answer = call(
        "POST",
        f"http://{here.at}/a?b=1",
        hosts=[here.at],
        headers={"Content-Type": "text/plain"},
        body=b"something",
    )

    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"hello", "5")
    ((method, path, headers, body),) = here.seen
    assert (method, path, body) == ("POST", "/a?b=1", b"something")
    assert headers["Host"] == here.at
    assert headers["content-type"] == "text/plain"


def test_without_the_citys_word_nothing_on_this_machine_is_reached(here, settings):
    named = settings.OUTGOING_NETWORKS
    for networks in ([], ["10.0.0.0/8"]):
        settings.OUTGOING_NETWORKS = networks
        with pytest.raises(OutgoingRefusedError) as refused:
            get(here)
        assert refused.value.reason == "private_address"
    settings.OUTGOING_NETWORKS = named
    with pytest.raises(OutgoingRefusedError) as refused:
        get(here, hosts=["127.0.0.1"])
    assert refused.value.reason == "host_not_allowed", "the connector named another port"
    settings.OUTGOING_PLAIN_HOSTS = []
    with pytest.raises(OutgoingRefusedError) as refused:
        get(here)
    assert refused.value.reason == "plain_http"
    assert here.seen == []


@pytest.mark.parametrize(
    "meant", [["127.0.0.1"], ["10.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["1.1.1.1", "10.0.0.1"]]
)
def test_a_name_that_means_something_private_too_is_refused(settings, names, meant):
    settings.OUTGOING_NETWORKS = []
    names[0]["rebind.example"] = meant

    with pytest.raises(OutgoingRefusedError) as refused:
        call("GET", "https://rebind.example/", hosts=["rebind.example"])

    assert refused.value.reason == "private_address"


def test_a_name_is_asked_for_once_and_the_connection_goes_where_it_was_looked_at(
    here, settings, names
):
    known, asked = names
    known["housing.example"] = ["127.0.0.1"]
    place = f"housing.example:{here.server_port}"
    settings.OUTGOING_PLAIN_HOSTS = [place]

    answer = call("GET", f"http://{place}/", hosts=[place])

    assert answer.status == 200
    assert here.seen[0][2]["Host"] == place
    assert asked == ["housing.example", "127.0.0.1"], "the second is the address itself"


def test_a_name_that_nobody_knows_fails(names):
    with pytest.raises(OutgoingFailedError) as failed:
        call("GET", "https://nobody.example/", hosts=["nobody.example"])

    assert failed.value.reason == "name_unknown"


def test_a_redirect_is_an_answer_unless_it_was_asked_to_follow(here):
    assert get(here, "/to//x").status == 302
    assert len(here.seen) == 1

    assert get(here, "/to//x", redirects=1).body == b"hello"
    assert here.seen[-1][1] == "/x"


def test_a_posted_thing_is_never_sent_on(here):
    answer = call("POST", f"http://{here.at}/to//x", hosts=[here.at], body=b"secret", redirects=3)

    assert answer.status == 302
    assert len(here.seen) == 1


@pytest.mark.parametrize(
    ("onward", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", "plain_http"),
        ("https://169.254.169.254/latest/meta-data/", "host_not_allowed"),
        ("https://evil.example/", "host_not_allowed"),
        ("file:///etc/passwd", "address"),
        ("http://user@127.0.0.1/", "address"),
    ],
)
def test_every_hop_is_looked_at(here, onward, reason):
    with pytest.raises(OutgoingRefusedError) as refused:
        get(here, f"/to/{onward}", redirects=3)

    assert refused.value.reason == reason
    assert len(here.seen) == 1


def test_going_round_in_circles_ends(here):
    with pytest.raises(OutgoingFailedError):
        get(here, "/circle", redirects=2)

    assert len(here.seen) == 3


def test_credentials_stay_with_their_origin(here, settings):
    other = serve()
    settings.OUTGOING_PLAIN_HOSTS = [here.at, other.at]
    try:
        get(
            here,
            f"/to/http://{other.at}/next",
            hosts=[here.at, other.at],
            headers={"Authorization": "Bearer abc", "Accept": "text/plain"},
            redirects=1,
        )
        assert here.seen[0][2]["authorization"] == "Bearer abc"
        (seen,) = other.seen
        assert "authorization" not in {name.lower() for name in seen[2]}
        assert seen[2]["accept"] == "text/plain"
    finally:
        other.shutdown()
        other.server_close()


def test_an_answer_without_an_end_is_not_read_to_its_end(here):
    with pytest.raises(OutgoingFailedError) as failed:
        get(here, "/big", most_bytes=100)
    assert failed.value.reason == "too_large"

    with pytest.raises(OutgoingFailedError) as failed:
        get(here, "/drip", seconds=0.3)
    assert failed.value.reason == "timeout"


@pytest.mark.parametrize(
    "headers",
    [{"X": "a\r\nB: c"}, {"Host": "other"}, {"content-length": "1"}, {"Transfer-Encoding": "x"}],
)
def test_a_header_that_would_make_two_requests_of_one_is_refused(here, headers):
    with pytest.raises(OutgoingRefusedError) as refused:
        get(here, headers=headers)

    assert refused.value.reason == "header"
    assert here.seen == []


def test_a_server_without_tls_is_not_taken_for_one_with(here, settings):
    with pytest.raises(OutgoingFailedError) as failed:
        call("GET", f"https://{here.at}/", hosts=[here.at], seconds=3)

    assert failed.value.reason in {"tls", "unreachable"}
    assert here.seen == []


def test_a_place_where_nobody_listens_is_unreachable(here):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free = f"127.0.0.1:{taken.getsockname()[1]}"
    with pytest.raises(OutgoingFailedError) as failed:
        call("GET", f"https://{free}/", hosts=[free], seconds=3)

    assert failed.value.reason == "unreachable"


def test_the_log_gets_the_host_and_the_reason_and_nothing_else(here, caplog):
    with caplog.at_level(logging.DEBUG), pytest.raises(OutgoingRefusedError):
        call(
            "GET",
            "https://housing.example/path-of-a-person?token=abcdef",
            hosts=[here.at],
            headers={"Authorization": "Bearer hidden-thing"},
        )

    assert "housing.example" in caplog.text
    assert "host_not_allowed" in caplog.text
    for hidden in ("path-of-a-person", "abcdef", "hidden-thing"):
        assert hidden not in caplog.text
