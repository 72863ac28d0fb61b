"""A BPMN file read safely: what is in it, and nothing executed.

The file comes from outside, so it is read without document types, entities or the network, and
only the parts that ``checks`` allows are kept. The engine, the checks and the chart all work from
this one reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from lxml import etree

from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.management.workflow.types import MAX_BPMN_BYTES, NAMESPACE

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"

USER_TASK = "userTask"
START = "startEvent"
END = "endEvent"
EXCLUSIVE = "exclusiveGateway"
PARALLEL = "parallelGateway"
CATCH = "intermediateCatchEvent"
FLOW_NODES = frozenset({USER_TASK, START, END, EXCLUSIVE, PARALLEL, CATCH})

_DAYS = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the diagram, in its own pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node: event, gateway or user task."""

    id: str
    kind: str
    name: str
    step: str = ""
    duty: str = ""
    days: str = ""
    risk: str = ""
    note: str = ""
    outcomes: tuple[str, ...] = ()
    default: str = ""
    multiple: bool = False
    cardinality: str = ""
    catches: tuple[str, ...] = ()
    """Local names of its event definitions."""
    message: str = ""
    due: str = ""
    """The expression of a timer's date."""
    bounds: Bounds | None = None
    label: Bounds | None = None

    @property
    def is_split_or_join(self) -> bool:
        """Whether it is a gateway."""
        return self.kind in {EXCLUSIVE, PARALLEL}

    @property
    def waits(self) -> bool:
        """Whether an instance rests here until somebody or something acts."""
        return self.kind in {USER_TASK, CATCH}

    @property
    def limit(self) -> int | None:
        """``tb:days`` as a number of working days."""
        return int(self.days) if _DAYS.fullmatch(self.days) else None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    waypoints: tuple[tuple[float, float], ...] = ()
    label: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane or pool: who does what stands in it."""

    id: str
    name: str
    bounds: Bounds | None = None


@dataclass(frozen=True)
class Definition:
    """One process as drawn."""

    tree: etree._Element = field(repr=False, compare=False)
    process_id: str
    name: str
    nodes: dict[str, Node]
    flows: dict[str, Flow]
    lanes: tuple[Lane, ...] = ()

    @cached_property
    def outgoing(self) -> dict[str, list[Flow]]:
        """Flows by the node they leave, in document order."""
        return self._by("source")

    @cached_property
    def incoming(self) -> dict[str, list[Flow]]:
        """Flows by the node they enter, in document order."""
        return self._by("target")

    def _by(self, end: str) -> dict[str, list[Flow]]:
        flows: dict[str, list[Flow]] = {node: [] for node in self.nodes}
        for flow in self.flows.values():
            flows.setdefault(getattr(flow, end), []).append(flow)
        return flows

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        """Nodes of these kinds, in document order."""
        return (node for node in self.nodes.values() if node.kind in kinds)

    def likely(self, node: Node) -> list[Flow]:
        """The flows of the ordinary course: at a choice the default way, elsewhere all."""
        flows = self.outgoing[node.id]
        if node.kind != EXCLUSIVE:
            return flows
        return [flow for flow in flows if flow.id == node.default] or flows[:1]

    @cached_property
    def main_way(self) -> frozenset[str]:
        """The nodes of the ordinary course, where nothing is corrected, refused or sent back."""
        ahead = [node.id for node in self.of_kind(START)]
        seen = set(ahead)
        while ahead:
            for flow in self.likely(self.nodes[ahead.pop()]):
                if flow.target in self.nodes and flow.target not in seen:
                    seen.add(flow.target)
                    ahead.append(flow.target)
        return frozenset(seen)

    @cached_property
    def backward(self) -> frozenset[str]:
        """The flows that lead back to where an instance has been."""
        back: set[str] = set()
        done: set[str] = set()
        here: list[str] = []

        def visit(node_id: str) -> None:
            here.append(node_id)
            likely = self.likely(self.nodes[node_id])
            others = [flow for flow in self.outgoing[node_id] if flow not in likely]
            for flow in [*likely, *others]:
                if flow.target in here:
                    back.add(flow.id)
                elif flow.target in self.nodes and flow.target not in done:
                    visit(flow.target)
            done.add(here.pop())

        for node in self.of_kind(START):
            visit(node.id)
        return frozenset(back)

    @cached_property
    def in_order(self) -> list[Node]:
        """Nodes as an instance meets them; side ways follow the step that they leave."""
        depth: dict[str, int] = {}

        def measure(node_id: str) -> int:
            if node_id not in depth:
                depth[node_id] = max(
                    (
                        measure(flow.source) + 1
                        for flow in self.incoming[node_id]
                        if flow.id not in self.backward and flow.source in self.nodes
                    ),
                    default=0,
                )
            return depth[node_id]

        def rank(node: Node) -> tuple[int, bool, float, float]:
            bounds = node.bounds or Bounds(0, 0, 0, 0)
            return measure(node.id), node.id not in self.main_way, bounds.y, bounds.x

        return sorted(self.nodes.values(), key=rank)


def _refuse(code: str, message: str, place: str = "bpmn") -> Invalid:
    return Invalid(
        "流程文件没有发布，请按提示改正后再试。", findings=[FieldFinding(place, code, message)]
    )


def parse(bpmn: str | bytes) -> etree._Element:
    """The file as a tree, read without document types, entities, comments or the network.

    Raises Invalid with code ``bpmn_too_large``, ``not_xml``, ``document_type`` or ``not_bpmn``.
    """
    text = bpmn.encode(errors="surrogatepass") if isinstance(bpmn, str) else bpmn
    if len(text) > MAX_BPMN_BYTES:
        raise _refuse("bpmn_too_large", "文件超过 1 MB，请删去用不到的图元和说明后再试。")
    parser = etree.XMLParser(
        # A text is not in the encoding that its first line still names.
        encoding="utf-8" if isinstance(bpmn, str) else None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refuse(
            "not_xml", f"文件不是完整的 XML（{error}），请从流程编辑器重新导出。"
        ) from error
    docinfo = root.getroottree().docinfo
    if docinfo.doctype or docinfo.internalDTD is not None:
        raise _refuse("document_type", "文件含有 DOCTYPE，请删去文档类型声明和实体后再试。")
    if root.tag != f"{{{BPMN}}}definitions":
        raise _refuse("not_bpmn", "文件不是 BPMN 2.0，请从流程编辑器导出 BPMN 2.0 XML。")
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def read(bpmn: str | bytes) -> Definition:
    """The process in a BPMN file.

    Only reads: what is not allowed is found by ``checks.findings``. Raises Invalid when there is
    no one process to read.
    """
    root = parse(bpmn)
    processes = root.findall(f"{{{BPMN}}}process")
    if len(processes) != 1:
        raise _refuse("one_process", f"文件里有 {len(processes)} 个流程，请一个文件只放一个流程。")
    process = processes[0]
    shapes, edges = _diagram(root)
    messages = {
        str(m.get("id", "")): str(m.get("name", "")) for m in root.iter(f"{{{BPMN}}}message")
    }
    nodes = {
        node.id: node
        for element in process
        if local(element) in FLOW_NODES
        for node in [_node(element, shapes, messages)]
    }
    flows = {
        flow.id: flow
        for element in process.iterfind(f"{{{BPMN}}}sequenceFlow")
        for flow in [_flow(element, edges)]
    }
    lanes = tuple(
        Lane(str(e.get("id", "")), str(e.get("name", "")), shapes.get(str(e.get("id")), _BARE)[0])
        for tag in ("participant", "lane")
        for e in root.iter(f"{{{BPMN}}}{tag}")
    )
    return Definition(
        tree=root,
        process_id=str(process.get("id", "")),
        name=str(process.get("name", "")),
        nodes=nodes,
        flows=flows,
        lanes=lanes,
    )


_Shape: TypeAlias = tuple[Bounds | None, Bounds | None]
_Edge: TypeAlias = tuple[tuple[tuple[float, float], ...], Bounds | None]
_BARE: "_Shape" = (None, None)


def _number(element: etree._Element, name: str) -> float:
    try:
        value = float(element.get(name, "nan"))
    except ValueError:
        return float("nan")
    return value


def _bounds(element: etree._Element | None) -> Bounds | None:
    found = None if element is None else element.find(f"{{{DC}}}Bounds")
    if found is None:
        return None
    x, y, width, height = (_number(found, n) for n in ("x", "y", "width", "height"))
    sane = all(-1e5 < v < 1e5 for v in (x, y)) and all(0 < v < 1e5 for v in (width, height))
    return Bounds(x, y, width, height) if sane else None


def _diagram(root: etree._Element) -> tuple[dict[str, "_Shape"], dict[str, "_Edge"]]:
    shapes: dict[str, _Shape] = {}
    edges: dict[str, _Edge] = {}
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        label = _bounds(shape.find(f"{{{BPMNDI}}}BPMNLabel"))
        shapes[str(shape.get("bpmnElement"))] = (_bounds(shape), label)
    for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        points = tuple(
            (_number(p, "x"), _number(p, "y")) for p in edge.iterfind(f"{{{DI}}}waypoint")
        )
        sane = all(-1e5 < v < 1e5 for point in points for v in point)
        label = _bounds(edge.find(f"{{{BPMNDI}}}BPMNLabel"))
        edges[str(edge.get("bpmnElement"))] = (points if sane else (), label)
    return shapes, edges


def _text(element: etree._Element | None) -> str:
    return "" if element is None else (element.text or "").strip()


def _node(element: etree._Element, shapes: dict[str, "_Shape"], messages: dict[str, str]) -> Node:
    def ours(name: str) -> str:
        return str(element.get(f"{{{NAMESPACE}}}{name}", "")).strip()

    loop = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    events = [e for e in element if local(e).endswith("EventDefinition")]
    message = next((str(e.get("messageRef", "")) for e in events if e.get("messageRef")), "")
    timer = next((e for e in events if local(e) == "timerEventDefinition"), None)
    node_id = str(element.get("id", ""))
    bounds, label = shapes.get(node_id, _BARE)
    return Node(
        id=node_id,
        kind=local(element),
        name=str(element.get("name", "")).strip(),
        step=ours("step"),
        duty=ours("duty"),
        days=ours("days"),
        risk=ours("risk"),
        outcomes=tuple(ours("outcomes").split()),
        note=_text(element.find(f"{{{BPMN}}}documentation")),
        default=str(element.get("default", "")),
        multiple=loop is not None,
        cardinality=_text(None if loop is None else loop.find(f"{{{BPMN}}}loopCardinality")),
        catches=tuple(local(e) for e in events),
        message=messages.get(message, ""),
        due=_text(None if timer is None else timer.find(f"{{{BPMN}}}timeDate")),
        bounds=bounds,
        label=label,
    )


def _flow(element: etree._Element, edges: dict[str, "_Edge"]) -> Flow:
    flow_id = str(element.get("id", ""))
    condition = element.find(f"{{{BPMN}}}conditionExpression")
    waypoints, label = edges.get(flow_id, ((), None))
    return Flow(
        id=flow_id,
        source=str(element.get("sourceRef", "")),
        target=str(element.get("targetRef", "")),
        name=str(element.get("name", "")).strip(),
        condition=None if condition is None else (condition.text or ""),
        waypoints=waypoints,
        label=label,
    )
