"""What is refused at publication: one test a rule, each naming the element and the rule."""

from pathlib import Path

import pytest

from tongban.base.kernel.errors import Invalid
from tongban.management.workflow import checks, shipped
from tongban.management.workflow.definition import read
from tongban.management.workflow.tests.drawings import HEAD, Drawing, plain, with_condition


def found(drawing, declared=None):
    bpmn = drawing if isinstance(drawing, str | bytes) else drawing.bpmn()
    return {(f.place, f.code) for f in checks.findings(bpmn=bpmn, declared=declared or {})}


def refused(bpmn):
    with pytest.raises(Invalid) as error:
        checks.findings(bpmn=bpmn, declared={})
    ((finding),) = error.value.findings
    return finding.code


@pytest.mark.parametrize("process", shipped.processes(), ids=lambda p: p.key)
def test_every_shipped_process_passes(process):
    assert found(process.bpmn, process.declared) == set()


def test_a_plain_process_passes():
    assert found(plain()) == set()


# The file


def test_a_text_is_read_whatever_encoding_its_first_line_names():
    drawing = Drawing().start().task("review", name="审查").end().chain("begin", "review", "finish")
    bpmn = '<?xml version="1.0" encoding="GBK"?>' + drawing.bpmn()
    assert read(bpmn).nodes["review"].name == "审查"
    assert read(bpmn.encode("gbk")).nodes["review"].name == "审查"


def test_a_file_over_one_megabyte_is_refused_before_it_is_read():
    assert refused("<" + "x" * 1024 * 1024) == "bpmn_too_large"


@pytest.mark.parametrize("text", ["", "not xml", "<a>", "\x00", HEAD])
def test_what_is_not_whole_xml_is_refused(text):
    assert refused(text) == "not_xml"


def test_what_is_not_bpmn_is_refused():
    assert refused("<html/>") == "not_bpmn"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE x>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY e "text">]>',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_refused(doctype):
    assert refused(doctype + plain().bpmn()) == "document_type"


def test_an_external_entity_is_never_read(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("机密")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    bpmn = doctype + plain().bpmn().replace('name="结束"', "").replace(
        "</bpmn:endEvent>", "<bpmn:documentation>&e;</bpmn:documentation></bpmn:endEvent>"
    )
    with pytest.raises(Invalid) as error:
        checks.findings(bpmn=bpmn, declared={})
    assert error.value.findings[0].code == "document_type"
    assert "机密" not in str(error.value.findings)


@pytest.mark.parametrize("times", [0, 2])
def test_a_file_holds_one_process(times):
    body = '<bpmn:process id="p"/>' * times
    assert refused(f"{HEAD}{body}</bpmn:definitions>") == "one_process"


# Declared values


@pytest.mark.parametrize(
    "name", ["outcome", "outcomes", "and", "len", "1a", "a-b", "a.b", "", "名", "__x"]
)
def test_names_that_conditions_cannot_read_are_refused(name):
    assert found(plain(), {name: 1}) == {(name, "declared_name")}


@pytest.mark.parametrize(
    "sample", [None, {}, {"a": 1}, [], [None], [1, "x"], [[{}]], 2**54, float("nan")]
)
def test_a_sample_is_a_value_of_one_type(sample):
    assert found(plain(), {"amount": sample}) == {("amount", "declared_sample")}


def test_samples_have_a_size():
    assert found(plain(), {"note": "长" * 3000}) == {("declared", "data_too_large")}


# Drawing


@pytest.mark.parametrize("missing", ["begin", "review", "finish", "begin_to_review"])
def test_what_is_not_drawn_is_refused(missing):
    drawing = plain()
    drawing.undrawn = {missing}
    assert found(drawing) == {(missing, "not_drawn")}


@pytest.mark.parametrize("value", ["nan", "inf", "-1e300", "x", "0"])
def test_a_box_without_a_sane_size_is_not_drawn(value):
    bpmn = plain().bpmn().replace('width="128"', f'width="{value}"')
    assert found(bpmn) == {("review", "not_drawn")}


def test_a_flow_with_a_place_that_is_no_number_is_not_drawn():
    bpmn = plain().bpmn().replace('waypoint x="', 'waypoint x="nan', 1)
    assert found(bpmn) == {("begin_to_review", "not_drawn")}


def test_a_name_that_does_not_fit_its_box_is_refused():
    drawing = Drawing().start().task("review", name="对提交材料的真实性和完整性进行审查并核对原件")
    drawing.end().chain("begin", "review", "finish")
    assert found(drawing) == {("review", "name_does_not_fit")}


def test_a_lane_is_drawn():
    drawing = plain().node(
        "laneSet",
        "lanes",
        inner='<bpmn:lane id="hall" name="大厅"><bpmn:flowNodeRef>review</bpmn:flowNodeRef>'
        "</bpmn:lane>",
    )
    drawing.undrawn = {"lanes"}
    assert found(drawing) == {("hall", "not_drawn")}


def test_findings_come_all_at_once():
    drawing = with_condition("amont > 1").node("scriptTask", "script")
    drawing.undrawn = {"review"}
    assert found(drawing) == {
        ("script", "element_not_allowed"),
        ("again", "name_undeclared"),
        ("review", "not_drawn"),
    }
