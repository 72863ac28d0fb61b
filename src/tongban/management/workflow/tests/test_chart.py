"""The chart: everything drawn, readable, escaped, and said in words as well."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tongban.base.kernel.errors import Missing
from tongban.management.workflow import chart, checks, queries, services
from tongban.management.workflow import shipped as product
from tongban.management.workflow.chart import Progress, described, draw
from tongban.management.workflow.definition import read
from tongban.management.workflow.tests.conftest import APPLICANT, Subject
from tongban.management.workflow.tests.drawings import Drawing, plain, with_condition
from tongban.management.workflow.types import ProcessStatus
from tongban.management.workflow.wrapping import lines, width

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg):
    return etree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def texts(root):
    return [t.text for t in root.iter(f"{SVG}text")]


@pytest.fixture(params=product.processes(), ids=lambda p: p.key)
def definition(request):
    return read(request.param.bpmn)


def test_every_element_of_a_shipped_process_is_drawn(definition):
    root = parsed(draw(definition))
    for kind in {node.kind for node in definition.nodes.values()}:
        drawn = root.findall(f'{SVG}g[@class="tb-flow__node tb-flow__node--{kind}"]')
        assert len(drawn) == len(list(definition.of_kind(kind)))
    assert len(root.findall(f"{SVG}path")) == 2 * len(definition.flows)
    for name in [n.name for n in definition.nodes.values()] + [
        f.name for f in definition.flows.values()
    ]:
        assert name in "".join(texts(root))


def test_nothing_that_the_content_policy_forbids_is_in_a_chart(definition):
    root = parsed(draw(definition))
    for element in root.iter():
        assert element.tag in {SVG + t for t in ("svg", "g", "rect", "circle", "path", "text")}
        # No styles, no handlers, and no ids that two charts on one page would share.
        assert not {"style", "id", "href", "onclick", "onload"} & set(element.attrib)


def test_all_type_is_readable_and_inside_the_drawing(definition):
    root = parsed(draw(definition))
    left, top, across, down = map(float, root.get("viewBox").split())
    assert across == chart.COLUMN
    assert "--wide" not in root.get("class")
    for text in root.iter(f"{SVG}text"):
        size = int(text.get("font-size"))
        assert size >= 16
        wide = width(text.text, size)
        start = float(text.get("x")) - {"middle": wide / 2, "start": 0}[text.get("text-anchor")]
        assert left <= start
        assert start + wide <= left + across
        assert top + size <= float(text.get("y")) <= top + down


def test_text_stays_inside_its_box(definition):
    for group in parsed(draw(definition)).findall(
        f'{SVG}g[@class="tb-flow__node tb-flow__node--userTask"]'
    ):
        rect, *written = group
        x, y, w, h = (float(rect.get(k)) for k in ("x", "y", "width", "height"))
        assert written
        for text in written:
            half = width(text.text, int(text.get("font-size"))) / 2
            assert x + half <= float(text.get("x")) <= x + w - half
            assert y + 16 <= float(text.get("y")) <= y + h - 4


def test_no_two_shipped_boxes_or_lines_lie_on_each_other(definition):
    boxes = [node.bounds for node in definition.nodes.values()]
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a.right < b.x or b.right < a.x or a.bottom < b.y or b.bottom < a.y
    for node in definition.of_kind("userTask"):
        assert node.bounds.width >= 120
        assert node.bounds.height >= 80
    parts = [
        (flow.id, a, b)
        for flow in definition.flows.values()
        for a, b in zip(flow.waypoints, flow.waypoints[1:], strict=False)
    ]
    for flow, a, b in parts:
        assert a[0] == b[0] or a[1] == b[1], f"{flow} is not drawn at right angles"
        for other, c, d in parts:
            if other != flow:
                assert not crossing(a, b, c, d), f"{flow} crosses {other}"


def crossing(a, b, c, d):
    across = [(a, b), (c, d)]
    if (a[0] == b[0]) == (c[0] == d[0]):
        return False
    if a[0] == b[0]:
        across.reverse()
    ((x0, y), (x1, _)), ((x, y0), (_, y1)) = across
    return min(x0, x1) < x < max(x0, x1) and min(y0, y1) < y < max(y0, y1)


def test_names_are_escaped():
    evil = "<script>alert(1)</script>\"&'"
    drawing = Drawing().start().task("review", name=evil).end().chain("begin", "review", "finish")
    svg = draw(read(drawing.bpmn()))
    assert "<script" not in svg
    root = parsed(svg)
    assert "".join(texts(root)).replace(" ", "").count(evil.replace(" ", "")) == 1
    assert evil in root.get("aria-label")


def test_a_template_takes_the_chart_as_it_is():
    svg = draw(read(plain().bpmn()))
    assert Template("{{ chart }}").render(Context({"chart": svg})) == svg


def test_a_box_says_who_does_it_and_how_long_it_may_take():
    root = parsed(draw(read(product.processes()[0].bpmn)))
    assert {"综合窗口", "经办", "签发人", "申请人", "系统"} <= set(texts(root))
    assert texts(root).count("1 个工作日内") == 3
    assert texts(root).count("3 个工作日内") == 1


def test_a_long_name_wraps_and_pushes_out_the_limit_but_not_the_state():
    drawing = Drawing().start().end().task("review", name="现场核查和检验检疫", more='tb:days="3"')
    drawing.chain("begin", "review", "finish")
    bpmn = drawing.bpmn()
    assert checks.findings(bpmn=bpmn, declared={}) == []
    definition = read(bpmn)
    assert texts(parsed(draw(definition)))[-3:] == ["现场核查和检", "验检疫", "经办"]
    now = Progress(frozenset({"review"}), frozenset(), "", ProcessStatus.RUNNING)
    assert texts(parsed(draw(definition, now)))[-3:] == ["现场核查和检", "验检疫", "正在办"]


def test_a_wide_diagram_keeps_its_size_instead_of_shrinking_its_type():
    drawing = Drawing().start()
    names = [f"step{i}" for i in range(6)]
    for name in names:
        drawing.task(name, name="审查")
    bpmn = drawing.end().chain("begin", *names, "finish").bpmn()
    root = parsed(draw(read(bpmn)))
    across = float(root.get("viewBox").split()[2])
    assert across > chart.COLUMN
    assert float(root.get("width")) == across
    assert root.get("class") == "tb-flow__chart tb-flow__chart--wide"


def test_a_way_back_is_dashed():
    root = parsed(draw(read(with_condition("outcome == 'return'").bpmn())))
    dashed = [p.get("class") for p in root.iter(f"{SVG}path") if p.get("stroke-dasharray")]
    assert dashed == ["tb-flow__line tb-flow__line--back"]


def test_waits_lanes_and_unplaced_labels_are_drawn():
    drawing = Drawing().start().task("review", name="审查").choice("judge", default="d").node(
        "intermediateCatchEvent",
        "wait",
        'name="等检验结果" tb:step="result"',
        '<bpmn:messageEventDefinition messageRef="m"/>',
    )  # fmt: skip
    drawing.top = '<bpmn:message id="m" name="result"/>'
    drawing.end().chain("begin", "review", "judge").flow("judge", "wait", None, "d")
    drawing.flow("wait", "finish").flow("judge", "finish", "outcome == 'done'", "named")
    bpmn = (
        drawing.bpmn()
        .replace('id="named"', 'id="named" name="不用等"')
        .replace('id="judge" ', 'id="judge" name="要检验吗" ')
        .replace(
            "<bpmn:startEvent",
            '<bpmn:laneSet id="lanes"><bpmn:lane id="hall" name="大厅"/></bpmn:laneSet>'
            "<bpmn:startEvent",
            1,
        )
        .replace(
            '<bpmndi:BPMNShape id="begin_di"',
            '<bpmndi:BPMNShape id="hall_di" bpmnElement="hall"><dc:Bounds x="0" y="0" width="900"'
            ' height="400"/></bpmndi:BPMNShape><bpmndi:BPMNShape id="begin_di"',
            1,
        )
    )
    assert checks.findings(bpmn=bpmn, declared={}) == []
    definition = read(bpmn)
    root = parsed(draw(definition))
    assert {"大厅", "不用等", "要检验吗", "等检验结果"} <= set(texts(root))
    assert root.find(f'{SVG}rect[@class="tb-flow__lane"]') is not None
    now = Progress(frozenset({"wait"}), frozenset({"review"}), "", ProcessStatus.RUNNING)
    assert "等检验结果（正在办）" in "".join(texts(parsed(draw(definition, now))))
    assert described(definition, now).endswith("已经办了：审查。正在办：等检验结果。")


# A subject's own chart


def classes(svg):
    found = {}
    for group in parsed(svg).findall(f"{SVG}g"):
        kinds = group.get("class").split()
        name = group.find(f"{SVG}text")
        if name is not None:
            found.setdefault(name.text, []).append(kinds[-1].removeprefix("tb-flow__node--"))
    return found


def live(subject):
    return queries.live_chart("case", subject.id)


def test_a_subjects_chart_marks_what_is_done_what_waits_and_what_comes(shipped):
    subject = Subject(shipped["standard_license"].id)
    subject.do("prereview", "pass")
    subject.do("accept", "accept")
    svg = live(subject)
    found = classes(svg)
    assert found["预审"] == found["受理"] == ["done"]
    assert found["审查"] == ["now"]
    assert found["决定"] == found["制证"] == found["办结"] == ["next"]
    assert found["补正"] == ["next", "next"]
    written = texts(parsed(svg))
    assert written.count("✓ 已办") == 2
    assert written.count("正在办") == 1
    assert parsed(svg).get("aria-label") == (
        "办理进度图。已经办了：预审、受理。正在办：审查（经办）。还没有到：决定、制证、办结。"
    )


def test_the_applicants_turn_is_marked_as_such(shipped):
    subject = Subject(shipped["instant"].id)
    subject.do("accept", "correction")
    svg = live(subject)
    assert classes(svg)["补正"] == ["now"]
    assert "等申请人办" in texts(parsed(svg))
    assert "正在办：补正（申请人）" in parsed(svg).get("aria-label")


def test_a_step_that_is_done_again_is_marked_as_waiting(shipped):
    subject = Subject(shipped["instant"].id)
    subject.do("accept", "correction")
    subject.do("correct", "corrected", actor=APPLICANT)
    found = classes(live(subject))
    assert found["受理"] == ["now"]
    assert found["补正"] == ["done"]


def test_parallel_steps_both_wait(shipped):
    subject = Subject(shipped["joint_review"].id)
    subject.do("accept", "accept")
    assert classes(live(subject))["现场核查"] == classes(live(subject))["审查"] == ["now"]
    assert "正在办：审查（经办）、现场核查（审核）" in parsed(live(subject)).get("aria-label")


def test_an_ended_process_says_how_it_ended(shipped):
    subject = Subject(shipped["instant"].id)
    subject.do("accept", "refuse")
    assert classes(live(subject))["不予受理"] == ["done"]
    assert classes(live(subject))["结束"] == ["next"]
    assert parsed(live(subject)).get("aria-label") == (
        "办理进度图。已经办了：受理。流程已结束：不予受理。"
    )


def test_a_cancelled_process_says_so(shipped):
    subject = Subject(shipped["instant"].id)
    services.cancel_process(
        actor=APPLICANT, subject_kind="case", subject_id=subject.id, reason="撤回"
    )
    assert parsed(live(subject)).get("aria-label").endswith("流程已终止。")


def test_the_published_chart_is_the_same_drawing_without_a_position(shipped):
    process = product.processes()[0]
    assert queries.chart(shipped[process.key].id) == draw(read(process.bpmn))
    assert parsed(queries.chart(shipped[process.key].id)).get("aria-label") == (
        "办理流程图，依次是：预审、受理、补正、审查、决定、制证、办结。下面有文字版。"
    )


def test_a_subject_without_a_process_has_no_chart(shipped):
    with pytest.raises(Missing):
        queries.live_chart("case", shipped["instant"].id)


# Lines of text


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("受理", 112, ["受理"]),
        ("对材料进行现场核查", 112, ["对材料进行现", "场核查"]),
        ("审查材料，核对原件", 90, ["审查材料，", "核对原件"]),
        ("办理 ABC123 登记", 112, ["办理 ABC123", "登记"]),
        ("  前后  空格 ", 112, ["前后 空格"]),
        ("", 112, []),
    ],
)
def test_text_breaks_between_characters_and_not_before_punctuation(text, room, expected):
    assert lines(text, 18, room) == expected


@given(st.text(alphabet="审查材料受理，。AB1 ", max_size=40), st.integers(60, 200))
def test_wrapping_loses_nothing(text, room):
    assert "".join(lines(text, 18, room)).replace(" ", "") == text.replace(" ", "")
