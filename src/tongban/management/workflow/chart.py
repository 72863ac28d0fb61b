"""Flow charts: the published process as SVG, drawn on the server from its diagram interchange.

The content security policy forbids inline styles and the page may hold several charts, so the
drawing uses classes and presentation attributes only, and no ids. Type is never under 16 of the
drawing's pixels; a drawing wider than the text column keeps its own width instead of shrinking.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import hypot

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongban.base.orgs.types import Duty
from tongban.management.workflow.definition import (
    CATCH,
    END,
    EXCLUSIVE,
    PARALLEL,
    START,
    USER_TASK,
    Bounds,
    Definition,
    Flow,
    Node,
)
from tongban.management.workflow.types import APPLICANT, SYSTEM, ProcessStatus
from tongban.management.workflow.wrapping import lines, width

NAME_SIZE = 18
TEXT_SIZE = 16
NAME_LEADING = 24
TEXT_LEADING = 21
INSET = 8
"""Free space inside a box, on each side."""
COLUMN = 800
"""The width of the text column that charts are drawn for."""
_MARGIN = 12
_ARROW = 9

_INK, _INK_2, _LINE_STRONG, _WHITE = "#1a222c", "#414b57", "#757c85", "#ffffff"
_BLUE, _GREEN, _GREEN_50, _AMBER, _AMBER_50 = "#1b4e98", "#17603f", "#edf6f0", "#c28400", "#fff6dd"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one subject has come; elements by id."""

    now: frozenset[str]
    done: frozenset[str]
    end: str
    status: ProcessStatus

    def state(self, node: Node) -> str:
        """``now``, ``done`` or ``next``."""
        if node.id in self.now:
            return "now"
        past = node.id in self.done or node.id == self.end or node.kind == START
        return "done" if past else "next"


@dataclass(frozen=True, slots=True)
class _Colours:
    fill: str
    stroke: str
    name: str
    text: str


_PLAIN = _Colours(_WHITE, _BLUE, _INK, _INK_2)
_BY_STATE = {
    "done": _Colours(_GREEN_50, _GREEN, _INK, _INK_2),
    "now": _Colours(_BLUE, _BLUE, _WHITE, _WHITE),
    "next": _Colours(_WHITE, _LINE_STRONG, _INK, _INK_2),
}
_YOUR_TURN = _Colours(_AMBER_50, _AMBER, _INK, _INK_2)


def room_for_name(bounds: Bounds) -> int:
    """How many lines of a name a box can hold, with one line below for the state."""
    return int((bounds.height - INSET - TEXT_LEADING) // NAME_LEADING)


def draw(definition: Definition, progress: Progress | None = None) -> SafeString:
    """The chart; with ``progress``, what is done and what waits is marked in colour and words."""
    frame = _frame(definition)
    kind = " tb-flow__chart--wide" if frame.width > COLUMN else ""
    box = " ".join(_n(v) for v in (frame.x, frame.y, frame.width, frame.height))
    label = escape(described(definition, progress))
    opening = (
        f'<svg class="tb-flow__chart{kind}" viewBox="{box}" width="{_n(frame.width)}"'
        f' height="{_n(frame.height)}" role="img" aria-label="{label}">'
    )
    parts = [opening]
    parts += [part for lane in definition.lanes for part in _lane(lane.name, lane.bounds)]
    parts += [part for flow in definition.flows.values() for part in _flow(definition, flow)]
    parts += [part for node in definition.nodes.values() for part in _node(node, progress)]
    parts += [part for flow in definition.flows.values() for part in _flow_label(flow)]
    parts.append("</svg>")
    return SafeString("".join(parts))


def duty_name(duty: str) -> str:
    """Who does a step, in words."""
    own = {APPLICANT: _("申请人"), SYSTEM: _("系统")}
    return own.get(duty) or (str(Duty(duty).label) if duty in Duty.values else duty)


def limit_words(days: int | None) -> str:
    """A step's limit in words, or nothing."""
    if days is None:
        return ""
    return ngettext("%(days)d 个工作日内", "%(days)d 个工作日内", days) % {"days": days}


def described(definition: Definition, progress: Progress | None) -> str:
    """What the chart shows, in words, for who cannot see it."""
    steps = [node for node in definition.in_order if node.kind in {USER_TASK, CATCH}]
    if progress is None:
        return _("办理流程图，依次是：%(steps)s。下面有文字版。") % {"steps": _list(steps)}
    by_state: dict[str, list[Node]] = {"done": [], "now": [], "next": []}
    for node in steps:
        by_state[progress.state(node)].append(node)
    sentences = [_("办理进度图。")]
    if by_state["done"]:
        sentences.append(_("已经办了：%(steps)s。") % {"steps": _list(by_state["done"])})
    if progress.status == ProcessStatus.CANCELLED:
        sentences.append(_("流程已终止。"))
    elif progress.status == ProcessStatus.COMPLETED:
        end = definition.nodes.get(progress.end)
        sentences.append(_("流程已结束：%(end)s。") % {"end": end.name if end else ""})
    else:
        now = [
            _("%(step)s（%(duty)s）") % {"step": n.name, "duty": duty_name(n.duty)}
            if n.duty
            else n.name
            for n in by_state["now"]
        ]
        sentences.append(_("正在办：%(steps)s。") % {"steps": _("、").join(now)})
        later = [n for n in by_state["next"] if n.id in definition.main_way]
        if later:
            sentences.append(_("还没有到：%(steps)s。") % {"steps": _list(later)})
    return "".join(sentences)


def _list(nodes: Iterable[Node]) -> str:
    return _("、").join(dict.fromkeys(node.name for node in nodes))


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


def _frame(definition: Definition) -> Bounds:
    boxes = [
        *(node.bounds for node in definition.nodes.values() if node.bounds),
        *(node.label for node in definition.nodes.values() if node.label),
        *(flow.label for flow in definition.flows.values() if flow.label),
        *(lane.bounds for lane in definition.lanes if lane.bounds),
    ]
    points = [point for flow in definition.flows.values() for point in flow.waypoints]
    left = min([b.x for b in boxes] + [x for x, _y in points], default=0) - _MARGIN
    top = min([b.y for b in boxes] + [y for _x, y in points], default=0) - _MARGIN
    right = max([b.right for b in boxes] + [x for x, _y in points], default=0) + _MARGIN
    # A label below the lowest event has no bounds of its own when the editor left it in place.
    bottom = max([b.bottom for b in boxes] + [y for _x, y in points], default=0) + 2 * _MARGIN
    spare = max(0, COLUMN - (right - left))
    return Bounds(left - spare / 2, top, right - left + spare, bottom - top)


def _text(
    x: float, y: float, content: str, fill: str, size: int = TEXT_SIZE, *, anchor: str = "middle",
    weight: str = "", halo: bool = False,
) -> str:  # fmt: skip
    bold = f' font-weight="{weight}"' if weight else ""
    # Text over a line stays readable on a ground of its own.
    ground = ' stroke="#ffffff" stroke-width="5" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" font-size="{size}"'
        f'{bold} fill="{fill}"{ground}>{escape(content)}</text>'
    )


def _lane(name: str, bounds: Bounds | None) -> Iterator[str]:
    if bounds is None:
        return
    yield (
        f'<rect class="tb-flow__lane" x="{_n(bounds.x)}" y="{_n(bounds.y)}"'
        f' width="{_n(bounds.width)}" height="{_n(bounds.height)}" fill="none" stroke="#dfdbd1"/>'
    )
    if name:
        yield _text(bounds.x + INSET, bounds.y + TEXT_LEADING, name, _INK_2, anchor="start")


def _flow(definition: Definition, flow: Flow) -> Iterator[str]:
    if len(flow.waypoints) < 2:
        return
    back = flow.id in definition.backward
    path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in flow.waypoints)
    dashes = ' stroke-dasharray="5 4"' if back else ""
    kind = " tb-flow__line--back" if back else ""
    yield (
        f'<path class="tb-flow__line{kind}" d="{path}" fill="none" stroke="{_BLUE}"'
        f' stroke-width="1.8"{dashes}/>'
    )
    (x0, y0), (x1, y1) = flow.waypoints[-2:]
    length = hypot(x1 - x0, y1 - y0) or 1
    dx, dy = (x1 - x0) / length * _ARROW, (y1 - y0) / length * _ARROW
    yield (
        f'<path class="tb-flow__arrow" d="M{_n(x1)} {_n(y1)}'
        f"L{_n(x1 - dx - dy / 2)} {_n(y1 - dy + dx / 2)}"
        f'L{_n(x1 - dx + dy / 2)} {_n(y1 - dy - dx / 2)}z" fill="{_BLUE}"/>'
    )


def _flow_label(flow: Flow) -> Iterator[str]:
    if not flow.name or len(flow.waypoints) < 2:
        return
    if flow.label is not None:
        yield from _label(flow.name, flow.label)
        return
    # The editor gave it no place: beside the middle of the longest stretch.
    (x0, y0), (x1, y1) = max(
        pairwise(flow.waypoints), key=lambda p: hypot(p[1][0] - p[0][0], p[1][1] - p[0][1])
    )
    upright = abs(y1 - y0) > abs(x1 - x0)
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    yield _text(
        x + 8 if upright else x,
        y + 6 if upright else y - 8,
        flow.name,
        _INK_2,
        anchor="start" if upright else "middle",
        halo=True,
    )


def _label(name: str, bounds: Bounds) -> Iterator[str]:
    """A text in the middle of its label's place; a long one goes on below."""
    room = max(bounds.width, 4 * TEXT_SIZE)
    for i, line in enumerate(lines(name, TEXT_SIZE, room)):
        y = bounds.y + TEXT_SIZE + i * TEXT_LEADING
        yield _text(bounds.x + bounds.width / 2, y, line, _INK_2, halo=True)


def _node(node: Node, progress: Progress | None) -> Iterator[str]:
    if node.bounds is None:
        return
    state = progress.state(node) if progress else ""
    colours = _BY_STATE.get(state, _PLAIN)
    if state == "now" and node.duty == APPLICANT:
        colours = _YOUR_TURN
    classes = f"tb-flow__node tb-flow__node--{node.kind}"
    if state and node.kind not in {EXCLUSIVE, PARALLEL}:
        classes += f" tb-flow__node--{state}"
    yield f'<g class="{classes}">'
    if node.kind == USER_TASK:
        yield from _box(node, node.bounds, state, colours)
    elif node.kind in {EXCLUSIVE, PARALLEL}:
        yield from _diamond(node, node.bounds)
    else:
        yield from _circle(node, node.bounds, state, colours)
    yield "</g>"


def _state_words(node: Node, state: str) -> str:
    if state == "now":
        return _("等申请人办") if node.duty == APPLICANT else _("正在办")
    return _("✓ 已办") if state == "done" else ""


def _box(node: Node, bounds: Bounds, state: str, colours: _Colours) -> Iterator[str]:
    yield (
        f'<rect x="{_n(bounds.x)}" y="{_n(bounds.y)}" width="{_n(bounds.width)}"'
        f' height="{_n(bounds.height)}" rx="6" fill="{colours.fill}" stroke="{colours.stroke}"'
        f' stroke-width="{3 if state == "now" else 1.8}"/>'
    )
    room = bounds.width - 2 * INSET
    names = lines(node.name, NAME_SIZE, room)
    # The state is always said; who does it and its limit where there is room.
    wanted = [
        text
        for text in (
            _state_words(node, state),
            duty_name(node.duty),
            "" if state in {"done", "now"} else limit_words(node.limit),
        )
        if text and width(text, TEXT_SIZE) <= room
    ]
    spare = int((bounds.height - INSET - len(names) * NAME_LEADING) // TEXT_LEADING)
    texts = wanted[: max(0, spare)]
    if state in {"done", "now"}:
        texts = texts[1:] + texts[:1]
    middle, centre = bounds.middle
    y = centre - (len(names) * NAME_LEADING + len(texts) * TEXT_LEADING) / 2
    for line in names:
        y += NAME_LEADING
        yield _text(middle, y - 6, line, colours.name, NAME_SIZE, weight="700")
    for line in texts:
        y += TEXT_LEADING
        yield _text(middle, y - 5, line, colours.text)


def _circle(node: Node, bounds: Bounds, state: str, colours: _Colours) -> Iterator[str]:
    (x, y), radius = bounds.middle, min(bounds.width, bounds.height) / 2
    thick = 4 if node.kind == END else 1.8
    yield (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{colours.fill}"'
        f' stroke="{colours.stroke}" stroke-width="{thick}"/>'
    )
    if node.kind == CATCH:
        yield (
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(max(1, radius - 4))}" fill="none"'
            f' stroke="{colours.name if state == "now" else colours.stroke}" stroke-width="1.8"/>'
        )
    words = _state_words(node, state) if node.kind == CATCH else ""
    name = f"{node.name}{_('（')}{words}{_('）')}" if words else node.name
    if name and node.label is not None:
        yield from _label(name, node.label)
    elif name:
        yield from _label(name, Bounds(x - 50, y + radius + 2, 100, TEXT_LEADING))


def _diamond(node: Node, bounds: Bounds) -> Iterator[str]:
    (x, y), rx, ry = bounds.middle, bounds.width / 2, bounds.height / 2
    yield (
        f'<path d="M{_n(x - rx)} {_n(y)}L{_n(x)} {_n(y - ry)}L{_n(x + rx)} {_n(y)}'
        f'L{_n(x)} {_n(y + ry)}z" fill="{_WHITE}" stroke="{_BLUE}" stroke-width="1.8"/>'
    )
    if node.kind == PARALLEL:
        arm = rx / 2
        yield (
            f'<path d="M{_n(x - arm)} {_n(y)}H{_n(x + arm)}M{_n(x)} {_n(y - arm)}V{_n(y + arm)}"'
            f' fill="none" stroke="{_BLUE}" stroke-width="3"/>'
        )
    if node.name and node.label is not None:
        yield from _label(node.name, node.label)
    elif node.name:
        yield from _label(node.name, Bounds(x - 50, bounds.bottom + 2, 100, TEXT_LEADING))
