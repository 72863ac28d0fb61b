"""What may stand in the file: an allow-list of elements and attributes, and what each must say."""

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from tongban.base.kernel.errors import FieldFinding
from tongban.base.orgs.types import Duty
from tongban.management.workflow.definition import (
    BPMN,
    BPMNDI,
    CATCH,
    DC,
    DI,
    END,
    START,
    USER_TASK,
    Definition,
    Node,
    local,
)
from tongban.management.workflow.types import APPLICANT, NAMESPACE, SYSTEM

_ELEMENTS = frozenset({
    "definitions", "process", "startEvent", "endEvent", "userTask", "exclusiveGateway",
    "parallelGateway", "sequenceFlow", "conditionExpression", "intermediateCatchEvent",
    "messageEventDefinition", "timerEventDefinition", "timeDate", "message", "incoming", "outgoing",
    "documentation", "extensionElements", "laneSet", "lane", "flowNodeRef", "collaboration",
    "participant", "multiInstanceLoopCharacteristics", "loopCardinality", "textAnnotation", "text",
    "association",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "id", "name", "default", "sourceRef", "targetRef", "isExecutable", "processType", "isClosed",
    "exporter", "exporterVersion", "targetNamespace", "expressionLanguage", "typeLanguage",
    "messageRef", "processRef", "gatewayDirection", "isSequential", "textFormat",
    "associationDirection", "implementation",
})  # fmt: skip
_OURS = {
    USER_TASK: frozenset({"step", "duty", "days", "risk", "outcomes"}),
    CATCH: frozenset({"step", "duty", "days"}),
}
_INSTEAD = {
    "scriptTask": "脚本任务会执行代码，请删去，要算的值由系统算好后交给流程",
    "serviceTask": "服务任务会自己调用外部系统，请改成岗位职责为 system 的用户任务",
    "sendTask": "发送任务请删去，通知由系统在每一步之后发出",
    "receiveTask": "接收任务请改成消息中间捕获事件",
    "businessRuleTask": "业务规则任务请改成岗位职责为 system 的用户任务，由系统查规则表后给出结果",
    "manualTask": "人工任务请改成用户任务，写明环节和岗位职责",
    "task": "没有类型的任务请改成用户任务，写明环节和岗位职责",
    "callActivity": "调用活动请改成单独的流程，由事项来组合",
    "subProcess": "子流程请展开画在同一张图上",
    "adHocSubProcess": "即席子流程没有固定次序，请改成画明次序的环节",
    "transaction": "事务子流程请展开画在同一张图上",
    "inclusiveGateway": "包容网关请改成并行网关，在要选的分支里放一个排他网关",
    "complexGateway": "复杂网关请改成排他网关和并行网关",
    "eventBasedGateway": "事件网关请改成用户任务加排他网关",
    "boundaryEvent": "边界事件请删去，超期由期限和监察来管",
    "intermediateThrowEvent": "抛出事件请删去，通知由系统在每一步之后发出",
    "standardLoopCharacteristics": "循环标记请改成画出来的回路",
    "completionCondition": "提前结束的条件请删去，各次都办完后用排他网关判断",
    "timeDuration": "流程不自己计时，请改成 timeDate，写一个声明过的时间的名称",
    "timeCycle": "流程不自己计时，请改成 timeDate，写一个声明过的时间的名称",
}
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RESERVED = frozenset({"Start", "End", "Root"})
_DUTIES = frozenset({*Duty.values, APPLICANT, SYSTEM})
_MAX_NAME = 60
_MAX_NOTE = 400
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_COLOURS = frozenset({
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
})  # fmt: skip


def findings(definition: Definition) -> list[FieldFinding]:
    """What stands in the file and must not, and what its nodes leave unsaid."""
    found = list(_allowed(definition.tree))
    process = definition.tree.find(f"{{{BPMN}}}process")
    if process is not None and process.get("isExecutable", "true") != "true":
        found.append(_finding(process, "not_executable", "流程标为不可执行，请改成可执行。"))
    found += _ids(definition)
    found += _same_step(definition)
    for node in definition.nodes.values():
        if node.kind == USER_TASK:
            found += _task(node)
        elif node.kind == CATCH:
            found += _catch(node)
        elif node.kind in {START, END} and node.catches:
            found.append(
                FieldFinding(
                    node.id,
                    "event_not_allowed",
                    f"“{node.name or node.id}”只能是普通的开始或结束，请去掉里面的事件定义。",
                )
            )
        if len(node.name) > _MAX_NAME or len(node.note) > _MAX_NOTE:
            found.append(
                FieldFinding(
                    node.id,
                    "text_too_long",
                    f"“{node.name[:10]}…”的名称不要超过 {_MAX_NAME} 个字，"
                    f"说明不要超过 {_MAX_NOTE} 个字。",
                )
            )
    return found


def _place(element: etree._Element) -> str:
    here: etree._Element | None = element
    while here is not None:
        if here.get("id"):
            return str(here.get("id"))
        here = here.getparent()
    return "bpmn"


def _finding(element: etree._Element, code: str, message: str) -> FieldFinding:
    return FieldFinding(_place(element), code, message)


def _allowed(root: etree._Element) -> Iterator[FieldFinding]:
    for element in root.iter(etree.Element):
        space, name = etree.QName(element).namespace, local(element)
        if space == BPMN:
            if name not in _ELEMENTS:
                instead = _INSTEAD.get(name, "请删去，或改成用户任务、排他网关、并行网关")
                yield _finding(element, "element_not_allowed", f"不能用“{name}”：{instead}。")
        elif space not in {BPMNDI, DC, DI}:
            yield _finding(
                element, "foreign_element", f"不认识“{name}”（{space}），请删去其他软件加的内容。"
            )
        if space == BPMN:
            yield from _attributes(element, name)


def _attributes(element: etree._Element, name: str) -> Iterator[FieldFinding]:
    for attribute, value in element.attrib.items():
        key = etree.QName(attribute)
        if key.namespace == NAMESPACE:
            if key.localname not in _OURS.get(name, ()):
                yield _finding(
                    element,
                    "attribute_not_allowed",
                    f"“{name}”上没有 tb:{key.localname} 这个属性，请删去或改正拼写。",
                )
        elif key.namespace is None:
            zen = key.localname == "language" and name == "conditionExpression" and value == "zen"
            if key.localname not in _ATTRIBUTES and not zen:
                yield _finding(
                    element,
                    "attribute_not_allowed",
                    f"“{name}”的属性“{key.localname}”不起作用，请删去。",
                )
        elif key.namespace not in {_XSI, *_COLOURS}:
            yield _finding(
                element,
                "foreign_attribute",
                f"不认识属性“{key.localname}”（{key.namespace}），请删去其他软件加的内容。",
            )


def _ids(definition: Definition) -> Iterator[FieldFinding]:
    process = definition.tree.find(f"{{{BPMN}}}process")
    named = [e for e in definition.tree.iter(f"{{{BPMN}}}*") if e.get("id") is not None]
    for node_id, times in Counter(str(e.get("id")) for e in named).items():
        if times > 1:
            yield FieldFinding(
                node_id, "id_twice", f"标识“{node_id}”用了 {times} 次，请改成各不相同。"
            )
    executed = [] if process is None else [process, *process]
    for element in executed:
        node_id = str(element.get("id", ""))
        if local(element) in {"documentation", "extensionElements", "laneSet"}:
            continue
        if not _ID.fullmatch(node_id) or node_id in _RESERVED:
            yield FieldFinding(
                node_id or "bpmn",
                "id_not_allowed",
                f"标识“{node_id}”不能用：请用字母、数字、下划线和连字符，不超过 64 个，"
                "也不要用 Start、End、Root。",
            )


def _same_step(definition: Definition) -> Iterator[FieldFinding]:
    """A step drawn twice is one act, so the same post does it."""
    first: dict[str, Node] = {}
    for node in definition.of_kind(USER_TASK):
        other = first.setdefault(node.step, node)
        if other.duty != node.duty:
            yield FieldFinding(
                node.id,
                "step_by_two_duties",
                f"环节“{node.step}”在图上由两种岗位办（{other.duty}、{node.duty}），"
                "请统一，或改成两个环节。",
            )


def _task(node: Node) -> Iterator[FieldFinding]:
    called = node.name or node.id
    if not node.name:
        yield FieldFinding(node.id, "name_missing", "这个环节没有名称，请写上，例如“受理”。")
    if not _WORD.fullmatch(node.step):
        yield FieldFinding(
            node.id, "step_missing", f"“{called}”没有写是哪个环节，请填 tb:step，例如 accept。"
        )
    if node.duty not in _DUTIES:
        yield FieldFinding(
            node.id,
            "duty_unknown",
            f"“{called}”的岗位职责“{node.duty}”不存在，tb:duty 只能是："
            f"{'、'.join(sorted(_DUTIES))}。",
        )
    if node.days and node.limit is None:
        yield FieldFinding(
            node.id,
            "days_not_a_number",
            f"“{called}”的时限“{node.days}”不对，tb:days 只填工作日的数目，例如 3。",
        )
    if not node.outcomes or not all(_WORD.fullmatch(o) for o in node.outcomes):
        yield FieldFinding(
            node.id,
            "outcomes_missing",
            f"“{called}”没有写明可能的结果，请填 tb:outcomes，例如 pass return。",
        )


def _catch(node: Node) -> Iterator[FieldFinding]:
    called = node.name or node.id
    if not node.name:
        yield FieldFinding(node.id, "name_missing", "这个等待没有名称，请写上，例如“检验结果到”。")
    if len(node.catches) != 1:
        yield FieldFinding(
            node.id, "one_event", f"“{called}”要等的应当正好是一个消息或一个到期时间。"
        )
    if not _WORD.fullmatch(node.step):
        yield FieldFinding(
            node.id, "step_missing", f"“{called}”没有写在等什么，请填 tb:step，例如 test_result。"
        )
    if node.duty and node.duty not in _DUTIES:
        yield FieldFinding(
            node.id, "duty_unknown", f"“{called}”的岗位职责“{node.duty}”不存在，请改正或删去。"
        )
    if "messageEventDefinition" in node.catches and not node.message:
        yield FieldFinding(
            node.id, "message_missing", f"“{called}”没有指明消息，请选一个有名称的消息。"
        )
