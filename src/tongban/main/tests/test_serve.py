"""What the server itself answers, before there is a request."""

import socket

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import LimitRequestLine
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from tongban.base.pages.middleware import HEADERS
from tongban.main.serve import LONGEST_ADDRESS, PlainWorker, Server


def settings():
    cfg = Config()
    for key, value in Server("127.0.0.1", 0, 1).settings.items():
        cfg.set(key, value)
    return cfg


def read(cfg, query):
    line = f"GET /search/?q={query} HTTP/1.1\r\nHost: x\r\n\r\n"
    return Request(cfg, IterUnreader(iter([line.encode()])), ("127.0.0.1", 1))


def test_a_question_of_eight_hundred_characters_is_read():
    query = "%E8%AF%81" * 800
    assert read(settings(), query).query == f"q={query}"


def test_an_address_that_is_too_long_is_answered_in_plain_words():
    with pytest.raises(LimitRequestLine) as caught:
        read(settings(), "%E8%AF%81" * (LONGEST_ADDRESS // 9 + 1))
    ours, theirs = socket.socketpair()
    PlainWorker.handle_error(object.__new__(PlainWorker), None, ours, None, caught.value)
    ours.close()
    head, _blank, body = theirs.makefile("rb").read().partition(b"\r\n\r\n")
    theirs.close()
    lines = head.decode("ascii").splitlines()
    assert lines[0] == "HTTP/1.1 414 Request-URI Too Long"
    assert f"Content-Length: {len(body)}" in lines
    assert {f"{name}: {value}" for name, value in HEADERS.items()} <= set(lines)
    page = body.decode()
    assert "网址太长了" in page
    assert 'name="q"' in page
    assert "8190" not in page
