"""Whether the process is drawn: the published chart is the executed one, nothing may be hidden."""

from tongban.base.kernel.errors import FieldFinding
from tongban.management.workflow.chart import INSET, NAME_SIZE, room_for_name
from tongban.management.workflow.definition import USER_TASK, Bounds, Definition
from tongban.management.workflow.wrapping import lines, width

_ROOM = 20_000


def findings(definition: Definition) -> list[FieldFinding]:
    """Elements without their place on the diagram."""
    found = [
        FieldFinding(
            node.id,
            "not_drawn",
            f"“{node.name or node.id}”在图上没有位置，请在流程编辑器里画出来再导出。",
        )
        for node in definition.nodes.values()
        if node.bounds is None
    ]
    found += [
        FieldFinding(lane.id, "not_drawn", f"泳道“{lane.name or lane.id}”在图上没有位置。")
        for lane in definition.lanes
        if lane.bounds is None
    ]
    found += [
        FieldFinding(flow.id, "not_drawn", "这条线在图上没有画出来，请在流程编辑器里画出来再导出。")
        for flow in definition.flows.values()
        if len(flow.waypoints) < 2
    ]
    found += [
        FieldFinding(
            node.id,
            "name_does_not_fit",
            f"“{node.name}”在框里写不下（图上的字不小于 16 像素），请把框放大或把名称写短。",
        )
        for node in definition.of_kind(USER_TASK)
        if node.bounds is not None and not _fits(node.name, node.bounds)
    ]
    boxes = [node.bounds for node in definition.nodes.values() if node.bounds is not None]
    if boxes and not found:
        width = max(b.right for b in boxes) - min(b.x for b in boxes)
        height = max(b.bottom for b in boxes) - min(b.y for b in boxes)
        if max(width, height) > _ROOM:
            found.append(
                FieldFinding(
                    definition.process_id, "diagram_too_large", "图太大了，请把图元放近一些。"
                )
            )
    return found


def _fits(name: str, bounds: Bounds) -> bool:
    room = bounds.width - 2 * INSET
    written = lines(name, NAME_SIZE, room)
    return len(written) <= room_for_name(bounds) and all(
        width(line, NAME_SIZE) <= room for line in written
    )
