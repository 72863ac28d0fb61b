"""Files that nobody means well with, or that another program wrote carelessly: refused when they
are to be published, with the place named, quickly, and nothing is kept.
"""

import json

import pytest

from tongban.base.audit.models import Entry
from tongban.base.kernel.errors import Invalid
from tongban.management.workflow import services
from tongban.management.workflow.definition import BPMN
from tongban.management.workflow.models import ProcessRevision
from tongban.management.workflow.tests.conftest import MANAGER
from tongban.management.workflow.tests.drawings import HEAD, Drawing, plain, with_condition

pytestmark = pytest.mark.django_db

LINE = plain().bpmn()
NOBODY_KNOWS = (
    '<q:scriptTask xmlns:q="urn:other" id="x"><q:script>import os</q:script></q:scriptTask>'
)


def within(more):
    """A publishable process with something more in it."""
    return LINE.replace("</bpmn:process>", f"{more}</bpmn:process>")


def laughs(depth=30):
    """A billion laughs: entities of entities, used in an attribute and in a text."""
    rows = ['<!ENTITY l0 "ha">']
    rows += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, depth)]
    return f"<!DOCTYPE x [{''.join(rows)}]>{HEAD}&l{depth - 1};</bpmn:definitions>"


def blown_up():
    """One long entity named very often (quadratic)."""
    long = "a" * 50_000
    return f'<!DOCTYPE x [<!ENTITY a "{long}">]>{HEAD}{"&a;" * 20_000}</bpmn:definitions>'


def without_join():
    """Two ways that begin together and meet in a step without waiting for each other."""
    drawing = Drawing().start().both("split").task("left").task("right").task("after").end()
    drawing.flow("begin", "split").flow("split", "left").flow("split", "right")
    return drawing.flow("left", "after").flow("right", "after").flow("after", "finish")


def half_join():
    """A join of a way that is there and one that only begins under a condition."""
    drawing = Drawing().start().task("review", "pass more").choice("judge", "judge_to_join")
    drawing.task("extra").both("join").end().chain("begin", "review", "judge", "join", "finish")
    return drawing.flow("judge", "extra", "outcome == 'more'").flow("extra", "join")


def round_and_round():
    """A way that goes in circles between two steps and never comes to an end."""
    drawing = with_condition("outcome == 'return'").task("loop").choice("turn")
    drawing.flows[-1] = ("again", "judge", "turn", "outcome == 'return'")
    return drawing.chain("turn", "loop").flow("loop", "turn")


def by(duty):
    drawing = Drawing().start().task("review", duty=duty).end()
    return drawing.chain("begin", "review", "finish")


FILES = {
    # name: (file, place, code)
    "a billion laughs": (laughs(), "bpmn", "not_xml"),
    "one entity very often": (blown_up(), "bpmn", "not_xml"),
    "an entity of the network": (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]>{LINE}',
        "bpmn",
        "document_type",
    ),
    "entities that nobody declares": (within("&boss;"), "bpmn", "not_xml"),
    "deeper than any drawing": (
        f"{HEAD}{'<a>' * 60_000}{'</a>' * 60_000}</bpmn:definitions>",
        "bpmn",
        "not_xml",
    ),
    "more than a megabyte": (
        within(f"<bpmn:documentation>{'x' * 1024 * 1024}</bpmn:documentation>"),
        "bpmn",
        "bpmn_too_large",
    ),
    "more than a megabyte of Chinese": (
        within(f"<bpmn:documentation>{'审' * 400_000}</bpmn:documentation>"),
        "bpmn",
        "bpmn_too_large",
    ),
    "characters that no file has": (within("\ud800"), "bpmn", "not_xml"),
    "a null": (within("\x00"), "bpmn", "not_xml"),
    "an attribute twice": (
        LINE.replace('id="review"', 'id="review" id="other"'),
        "bpmn",
        "not_xml",
    ),
    "BPMN in another namespace": (LINE.replace(BPMN, "urn:not-bpmn"), "bpmn", "not_bpmn"),
    "BPMN 1": (LINE.replace("20100524", "20080501"), "bpmn", "not_bpmn"),
    "no namespace": ("<definitions><process id='p'/></definitions>", "bpmn", "not_bpmn"),
    "its process in another namespace": (
        LINE.replace("<bpmn:process ", '<q:process xmlns:q="urn:other" ').replace(
            "</bpmn:process>", "</q:process>"
        ),
        "bpmn",
        "one_process",
    ),
    "a script": (
        within('<bpmn:scriptTask id="x"><bpmn:script>import os</bpmn:script></bpmn:scriptTask>'),
        "x",
        "element_not_allowed",
    ),
    "a script of another namespace": (within(NOBODY_KNOWS), "x", "foreign_element"),
    "a service": (within('<bpmn:serviceTask id="x"/>'), "x", "element_not_allowed"),
    "another file's process": (
        within('<bpmn:callActivity id="x" calledElement="y"/>'),
        "x",
        "element_not_allowed",
    ),
    "an import": (
        LINE.replace(
            "<bpmn:process ", '<bpmn:import location="http://127.0.0.1:9/x"/><bpmn:process '
        ),
        "bpmn",
        "element_not_allowed",
    ),
    "a loop without an exit": (round_and_round().bpmn(), "turn", "no_way_out"),
    "ways that meet without a join": (without_join().bpmn(), "after", "runs_twice"),
    "a join that may wait for ever": (half_join().bpmn(), "join", "join_waits_forever"),
    "a duty that nobody has": (by("emperor").bpmn(), "review", "duty_unknown"),
    "no duty": (by("").bpmn(), "review", "duty_unknown"),
    "two duties": (by("handler signer").bpmn(), "review", "duty_unknown"),
    "a condition that calls": (
        with_condition("__import__('os').system('x')").bpmn(),
        "again",
        "condition",
    ),
    "a condition that reads what nobody gives": (
        with_condition("amount > 5").bpmn(),
        "again",
        "name_undeclared",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_it_is_refused_with_its_place_and_nothing_is_kept(name):
    bpmn, place, code = FILES[name]
    with pytest.raises(Invalid) as refused:
        services.publish_process(actor=MANAGER, key="flow", name="流程", bpmn=bpmn, declared={})
    found = {(f.place, f.code) for f in refused.value.findings}
    assert any(where == place and what.startswith(code) for where, what in found), found
    assert all(f.message.endswith("。") for f in refused.value.findings)
    assert len(json.dumps([f.message for f in refused.value.findings])) < 20_000
    assert not ProcessRevision.objects.exists()
    assert not Entry.objects.exists()


def test_what_a_good_file_has_published_stays_when_a_bad_one_follows():
    first = services.publish_process(actor=MANAGER, key="flow", name="流程", bpmn=LINE, declared={})
    for bpmn, _place, _code in FILES.values():
        with pytest.raises(Invalid):
            services.publish_process(actor=MANAGER, key="flow", name="流程", bpmn=bpmn, declared={})
    assert ProcessRevision.objects.get().id == first.id
