"""Small BPMN files for tests, drawn on a grid."""

from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:tb="https://tongban.org/bpmn" targetNamespace="t">'
)
SIZES = {"userTask": (128, 84)}


@dataclass
class Drawing:
    """Nodes and flows, added one by one."""

    nodes: list[tuple[str, str, str, str]] = field(default_factory=list)
    flows: list[tuple[str, str, str, str | None]] = field(default_factory=list)
    top: str = ""
    undrawn: set[str] = field(default_factory=set)

    def node(self, kind, node_id, attributes="", inner=""):
        self.nodes.append((kind, node_id, attributes, inner))
        return self

    def start(self, node_id="begin"):
        return self.node("startEvent", node_id, 'name="申请"')

    def end(self, node_id="finish"):
        return self.node("endEvent", node_id, 'name="结束"')

    def task(
        self, node_id, outcomes="done", duty="handler", step=None, name=None, inner="", more=""
    ):
        return self.node(
            "userTask",
            node_id,
            f'name={quoteattr(name or node_id)} tb:step="{node_id if step is None else step}" tb:duty="{duty}"'
            f' tb:outcomes="{outcomes}" {more}',
            inner,
        )

    def choice(self, node_id, default=None):
        return self.node("exclusiveGateway", node_id, f'default="{default}"' if default else "")

    def both(self, node_id):
        return self.node("parallelGateway", node_id)

    def flow(self, source, target, condition=None, flow_id=None):
        self.flows.append((flow_id or f"{source}_to_{target}", source, target, condition))
        return self

    def chain(self, *nodes):
        for source, target in pairwise(nodes):
            self.flow(source, target)
        return self

    def bpmn(self):
        body, shapes = [], []
        places = {}
        for i, (kind, node_id, attributes, inner) in enumerate(self.nodes):
            body.append(f'<bpmn:{kind} id="{node_id}" {attributes}>{inner}</bpmn:{kind}>')
            width, height = SIZES.get(kind, (44, 44))
            x, y = 40 + i % 5 * 190, 40 + i // 5 * 150
            places[node_id] = (x + width / 2, y + height / 2)
            if node_id not in self.undrawn:
                shapes.append(
                    f'<bpmndi:BPMNShape id="{node_id}_di" bpmnElement="{node_id}">'
                    f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
                    "</bpmndi:BPMNShape>"
                )
        for flow_id, source, target, condition in self.flows:
            inner = (
                ""
                if condition is None
                else f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>"
            )
            body.append(
                f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">'
                f"{inner}</bpmn:sequenceFlow>"
            )
            if flow_id not in self.undrawn:
                points = [places.get(source, (0, 0)), places.get(target, (9, 9))]
                shapes.append(
                    f'<bpmndi:BPMNEdge id="{flow_id}_di" bpmnElement="{flow_id}">'
                    + "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
                    + "</bpmndi:BPMNEdge>"
                )
        return (
            f'{HEAD}{self.top}<bpmn:process id="flow" isExecutable="true">{"".join(body)}'
            f'</bpmn:process><bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p"'
            f' bpmnElement="flow">{"".join(shapes)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
            "</bpmn:definitions>"
        )


def plain():
    """Start, one step, end: publishable."""
    return Drawing().start().task("review").end().chain("begin", "review", "finish")


def with_condition(condition, outcomes="pass return"):
    """A step whose outcome a gateway judges: back to the step on the condition, else the end."""
    return (
        Drawing()
        .start()
        .task("review", outcomes)
        .choice("judge", default="judge_to_finish")
        .end()
        .chain("begin", "review", "judge", "finish")
        .flow("judge", "review", condition, "again")
    )
