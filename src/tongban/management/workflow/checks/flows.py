"""How a process is connected: its one start, its ends, its gateways and its cycles."""

from collections.abc import Iterator

from tongban.base.kernel.errors import FieldFinding
from tongban.management.workflow.definition import (
    CATCH,
    END,
    EXCLUSIVE,
    PARALLEL,
    START,
    USER_TASK,
    Definition,
    Node,
)


def findings(definition: Definition) -> list[FieldFinding]:
    """What is loose, missing or goes round without waiting."""
    found = [*_loose(definition), *_twice(definition)]
    starts = list(definition.of_kind(START))
    if len(starts) != 1:
        found.append(
            FieldFinding(
                starts[-1].id if starts else definition.process_id,
                "one_start",
                f"流程有 {len(starts)} 个开始，请只留一个。",
            )
        )
    if not any(definition.of_kind(END)):
        found.append(FieldFinding(definition.process_id, "no_end", "流程没有结束，请画上。"))
    for node in definition.nodes.values():
        found += _node(definition, node)
    found += _defaults(definition)
    if not found:
        found += _reach(definition)
    found += _cycles(definition)
    return found


def _loose(definition: Definition) -> Iterator[FieldFinding]:
    for flow in definition.flows.values():
        missing = [end for end in (flow.source, flow.target) if end not in definition.nodes]
        if missing:
            yield FieldFinding(
                flow.id,
                "flow_loose",
                f"这条线连到“{missing[0]}”，图上没有它或不许连它，请重新连。",
            )


def _twice(definition: Definition) -> Iterator[FieldFinding]:
    seen: set[tuple[str, str]] = set()
    for flow in definition.flows.values():
        if (flow.source, flow.target) in seen:
            yield FieldFinding(
                flow.id,
                "flow_twice",
                "这两个图元之间已经有一条同方向的线，请合成一条，条件用 or 连起来。",
            )
        seen.add((flow.source, flow.target))


_EXITS = {
    START: "开始要正好连出一条线",
    USER_TASK: "环节要正好连出一条线，要分路请在后面加网关",
    CATCH: "等待要正好连出一条线，要分路请在后面加网关",
    END: "结束不能再连出线",
}


def _node(definition: Definition, node: Node) -> Iterator[FieldFinding]:
    exits, entries = len(definition.outgoing[node.id]), len(definition.incoming[node.id])
    called = node.name or node.id
    if node.kind in _EXITS and exits != (0 if node.kind == END else 1):
        yield FieldFinding(
            node.id, "outgoing", f"“{called}”连出了 {exits} 条线：{_EXITS[node.kind]}。"
        )
    if node.kind in {EXCLUSIVE, PARALLEL} and not exits:
        yield FieldFinding(node.id, "outgoing", f"网关“{called}”没有连出线，请连上下一步。")
    if node.kind == START and entries:
        yield FieldFinding(node.id, "incoming", "不能连回开始，请连到第一个环节。")
    if node.kind != START and not entries:
        yield FieldFinding(node.id, "incoming", f"没有线连到“{called}”，请连上或删去。")
    if node.kind == PARALLEL and exits > 1 and entries > 1:
        yield FieldFinding(
            node.id,
            "parallel_mixed",
            f"并行网关“{called}”又合又分，会等所有来路，请拆成两个网关（回路用排他网关合并）。",
        )


def _defaults(definition: Definition) -> Iterator[FieldFinding]:
    for node in definition.nodes.values():
        out = definition.outgoing[node.id]
        splits = node.kind == EXCLUSIVE and len(out) > 1
        if node.default and node.default not in {flow.id for flow in out if splits}:
            yield FieldFinding(
                node.id, "default_unknown", f"“{node.name or node.id}”的默认路不是它连出的线。"
            )
        for flow in out:
            conditional = flow.condition is not None
            if conditional and not splits:
                yield FieldFinding(
                    flow.id, "condition_misplaced", "只有排他网关分路的线能写条件，请移到网关之后。"
                )
            elif conditional and flow.id == node.default:
                yield FieldFinding(
                    flow.id, "default_with_condition", "默认路不用写条件，请删去条件或换默认路。"
                )
            elif splits and not conditional and flow.id != node.default:
                yield FieldFinding(
                    flow.id, "condition_missing", "这条路没有条件，请写上条件或设为默认路。"
                )


def _reach(definition: Definition) -> Iterator[FieldFinding]:
    """Nodes that no way leads to."""
    seen = {node.id for node in definition.of_kind(START)}
    ahead = list(seen)
    while ahead:
        for flow in definition.outgoing[ahead.pop()]:
            if flow.target not in seen:
                seen.add(flow.target)
                ahead.append(flow.target)
    for node in definition.nodes.values():
        if node.id not in seen:
            yield FieldFinding(
                node.id, "unreachable", f"从开始走不到“{node.name or node.id}”，请连上或删去。"
            )


def _cycles(definition: Definition) -> Iterator[FieldFinding]:
    """Nodes on a cycle where nobody has to do anything: the engine would turn for ever."""
    rest = {node.id for node in definition.nodes.values() if not node.waits}
    while True:
        # What has no successor or no predecessor left is on no cycle.
        gone = {
            here
            for here in rest
            if not any(f.target in rest for f in definition.outgoing[here])
            or not any(f.source in rest for f in definition.incoming[here])
        }
        if not gone:
            break
        rest -= gone
    for node_id in sorted(rest):
        yield FieldFinding(
            node_id,
            "cycle_without_wait",
            f"经过“{definition.nodes[node_id].name or node_id}”的回路上没有人办的环节，会不停地转，"
            "请在回路上加一个用户任务或等待。",
        )
