"""Addresses of guides and documents are asked at night; what is dead is told to who keeps it."""

import socket
from datetime import date

import pytest

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Forbidden
from tongban.base.kernel.moments import today
from tongban.base.kernel.outgoing import Answer, OutgoingFailedError, place_of
from tongban.handling.cases.tests.city import RECEIPT, guide, moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.catalog import jobs, queries, services
from tongban.management.catalog.documents import calling, links
from tongban.management.catalog.documents.calling import GuardedCaller
from tongban.management.catalog.judging import context_of
from tongban.management.catalog.lint.linting import lint
from tongban.management.catalog.models import Item, LinkCheck
from tongban.management.catalog.tests.test_attach_guide_file import published
from tongban.management.catalog.types import DocumentContent

GUIDES = "https://a.example/apply"
LAW = "https://law.example/1"
SAMPLE = RECEIPT.sample
"""Another item of the town shows its result there."""


class Answers:
    """A caller that answers from a table and remembers what it was asked."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def answer_of(self, address):
        self.asked.append(address)
        return self.answers.get(address, "ok")


@pytest.fixture
def linked(town):
    published(town, guide(handle_url=GUIDES))
    services.keep_document(
        actor=operator(),
        content=DocumentContent("law", "法", issued_on=date(2020, 1, 1), address=LAW),
        department_id=None,
    )
    return town


def kept(**answers):
    return services.check_links(actor=system("检查网址"), answers=answers)


def test_every_address_that_people_are_led_to_is_asked(linked):
    every = [GUIDES, SAMPLE, LAW]
    assert links.addresses_in_use() == every
    assert links.addresses_due() == every
    caller = Answers()
    assert links.answers_of(links.addresses_due(), caller) == dict.fromkeys(every, "ok")
    assert caller.asked == every


def test_an_address_is_dead_after_two_failures_in_a_row_and_lives_again(linked):
    assert kept(**{GUIDES: "404", LAW: "ok"}) == 0
    assert queries.dead_links() == {}
    assert kept(**{GUIDES: "timeout"}) == 1
    assert list(queries.dead_links()) == [GUIDES]
    row = LinkCheck.objects.get(address=GUIDES)
    assert (row.answer, row.failures, row.failed_since) == ("timeout", 2, today())
    assert kept(**{GUIDES: "ok"}) == 0
    assert queries.dead_links() == {}
    detail = Entry.objects.filter(act="check_links").latest("at").detail
    assert detail == {"asked": 1, "dead": 0}


def test_a_dead_address_is_told_by_the_linter(linked):
    item = Item.objects.get(id=linked.items["food"])
    told = guide(handle_url=GUIDES)

    def findings():
        context = context_of(
            item, form_id=item.revision.form_id, process_id=item.revision.process_id
        )
        return [f.place for f in lint(told, context) if f.code == "dead_link"]

    assert findings() == []
    kept(**{GUIDES: "404"})
    kept(**{GUIDES: "404"})
    assert findings() == ["handle_url"]


def test_asked_ones_wait_a_day_and_those_asked_longest_ago_come_first(linked):
    kept(**{GUIDES: "ok"})
    assert links.addresses_due() == [SAMPLE, LAW]
    kept(**{SAMPLE: "ok", LAW: "ok"})
    assert links.addresses_due() == []
    later = moment(today().year + 1, 1, 1, 3, 40)
    with moved_to(later):
        assert links.addresses_due(1) == [GUIDES]


def test_what_nothing_leads_to_any_more_is_forgotten(linked):
    kept(**{GUIDES: "404", LAW: "ok"})
    published(linked, guide())
    kept()
    assert list(LinkCheck.objects.values_list("address", flat=True)) == [LAW]


def test_where_nothing_opens_at_all_the_fault_is_ours_and_nothing_is_counted(linked):
    others = {f"https://{n}.example/": "no_host" for n in "bcd"}
    for _night in range(3):
        assert kept(**{GUIDES: "no_host", LAW: "no_host", **others}) == 0
    assert not LinkCheck.objects.exists()
    kept(**{GUIDES: "no_host", LAW: "ok", **others})
    assert LinkCheck.objects.get(address=GUIDES).failures == 1


def test_only_the_platform_keeps_answers(linked):
    for actor in (VISITOR, linked.person(), linked.officer("manager"), linked.officer("admin")):
        with nothing_changes(), pytest.raises(Forbidden):
            services.check_links(actor=actor, answers={GUIDES: "404"})


def test_the_job_asks_and_keeps_and_may_run_twice(linked, monkeypatch):
    caller = Answers(**{GUIDES: "500"})
    monkeypatch.setattr(links, "GuardedCaller", lambda: caller)
    jobs.check_links(timestamp=0)
    jobs.check_links(timestamp=0)
    assert caller.asked == [GUIDES, SAMPLE, LAW]
    answers = dict(LinkCheck.objects.values_list("address", "answer"))
    assert answers == {GUIDES: "500", SAMPLE: "ok", LAW: "ok"}


# The caller


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("ftp://a.example/", "address"),
        ("file:///etc/passwd", "address"),
        ("https://", "address"),
        ("https://127.0.0.1/", "private_address"),
        ("https://localhost/", "private_address"),
        ("https://10.0.0.1/", "private_address"),
        ("https://169.254.169.254/latest/meta-data", "private_address"),
        ("https://[::1]/", "private_address"),
        ("https://[::ffff:127.0.0.1]/", "private_address"),
        ("https://0.0.0.0/", "private_address"),
        ("https://2130706433/", "address"),
        ("https://a.example:8443/", "404"),
        ("https://user:word@a.example/", "address"),
        ("https://[::1/", "address"),
        # Not called without TLS, so that nothing is known of it.
        ("http://a.example/", "ok"),
    ],
)
def test_what_is_not_a_public_page_is_never_called(monkeypatch, address, answer):
    def called(*_given, **_more):
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "create_connection", called)
    assert GuardedCaller().answer_of(address) == answer


def test_one_private_address_among_several_is_enough_to_refuse(monkeypatch):
    def several(_host, port, **_more):
        return [(2, 1, 6, "", (a, port)) for a in ("93.184.215.14", "10.0.0.7")]

    monkeypatch.setattr(socket, "getaddrinfo", several)
    assert GuardedCaller().answer_of("https://a.example/") == "private_address"


@pytest.fixture
def steps(monkeypatch):
    """Answers of other sites: address → (status, where it leads), or what goes wrong."""
    table = {}

    def answered(method, address, *, hosts, **_more):
        assert method == "HEAD"
        assert hosts == {place_of(address).authority}
        found = table[address]
        if isinstance(found, Exception):
            raise found
        return Answer(found[0], {"location": found[1]} if found[1] else {}, b"")

    monkeypatch.setattr(calling, "call", answered)
    return table


def test_what_the_other_side_answers_in_a_word(steps):
    one = "https://a.example/"
    for answer, told in (
        ((200, ""), "ok"),
        ((204, ""), "ok"),
        ((403, ""), "ok"),
        ((405, ""), "ok"),
        ((404, ""), "404"),
        ((410, ""), "410"),
        ((500, ""), "500"),
        (OutgoingFailedError("timeout"), "timeout"),
        (OutgoingFailedError("unreachable"), "unreachable"),
    ):
        steps[one] = answer
        assert GuardedCaller().answer_of(one) == told


def test_redirections_are_judged_like_the_first_address_and_end(steps):
    one = "https://a.example/"
    steps[one] = (302, "/b")
    steps["https://a.example/b"] = (200, "")
    assert GuardedCaller().answer_of(one) == "ok"
    steps[one] = (302, "https://a.example:6379/")
    assert GuardedCaller().answer_of(one) == "404"
    steps[one] = (301, one)
    assert GuardedCaller().answer_of(one) == "redirections"


def test_a_real_server_is_asked_by_head_and_its_content_is_not_read(monkeypatch, settings):
    """The whole way over a socket; the city's settings name this machine for it."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self):
            seen.append((self.command, self.path, self.headers["Host"]))
            self.send_response(404 if self.path == "/gone" else 200)
            self.end_headers()

        def log_message(self, *_given):
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    monkeypatch.setattr(calling, "PORTS", {port})
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    settings.OUTGOING_PLAIN_HOSTS = [f"127.0.0.1:{port}"]
    try:
        there = GuardedCaller().answer_of(f"http://127.0.0.1:{port}/x?y=1")
        gone = GuardedCaller().answer_of(f"http://127.0.0.1:{port}/gone")
    finally:
        server.shutdown()
        server.server_close()
    assert (there, gone) == ("ok", "404")
    host = f"127.0.0.1:{port}"
    assert seen == [("HEAD", "/x?y=1", host), ("HEAD", "/gone", host)]


def test_the_day_since_which_it_is_dead_is_the_first_failure(linked):
    first = today()
    kept(**{GUIDES: "404"})
    with moved_to(moment(first.year + 1, 3, 1, 3, 40)):
        kept(**{GUIDES: "404"})
    assert LinkCheck.objects.get(address=GUIDES).failed_since == first
