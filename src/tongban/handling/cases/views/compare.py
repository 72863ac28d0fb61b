"""A material beside the form, another material, or its own earlier version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.audit.services import record_look
from tongban.base.kernel.errors import Missing
from tongban.base.pages.access import actor_of, officers
from tongban.handling.cases import queries
from tongban.handling.cases.types import KIND
from tongban.handling.cases.views.materials import whole
from tongban.sharing.materials import queries as materials

FORM = "form"
NEAREST = 3
"""How near one may go: 1 fits the column."""


@dataclass(frozen=True, slots=True)
class Side:
    """One half of the page: what it shows and the addresses that show it otherwise."""

    name: str
    material: Any
    """None: the form."""
    page: int
    pages: int
    turn: int
    picture: str
    """What stands behind the question mark of the picture's address."""
    before: str
    after: str
    turned: str
    others: Sequence[tuple[str, str, bool]]
    """(words, address, whether it is shown now)."""


@officers
@require_safe
def compare(request: HttpRequest, number: str) -> HttpResponse:
    """Two things side by side. All of it are links, so that it works without script; looking at it
    is recorded.
    """
    actor = actor_of(request)
    found = queries.desk_case(actor, number)
    given = [m for m in materials.materials_of(KIND, found.id, with_history=True) if m.file_id]
    if not given:
        raise Missing(_("这个办件没有上传的文件。"))
    record_look(
        actor=actor,
        subject_kind=KIND,
        subject_id=found.id,
        fields=["answers", "materials"],
        reason=_("为了办理这个办件"),
        division_code=found.division_code,
    )
    asked = {key: request.GET.get(key, "")[:40] for key in _KEYS}
    zoom = min(NEAREST, max(1, whole(asked["zoom"], 1)))
    current = [m for m in given if m.superseded_by_id is None and m.withdrawn_at is None] or given
    left = next((m for m in given if str(m.id) == asked["left"]), current[0])
    right = next((m for m in given if str(m.id) == asked["right"]), None)
    shown = {
        **asked,
        "left": str(left.id),
        "right": str(right.id) if right else FORM,
        "zoom": str(zoom),
    }
    at = current.index(left) if left in current else -1
    return render(
        request,
        "cases/compare.html",
        {
            "case": found,
            "zoom": zoom,
            "nearer": _address(shown, zoom=zoom + 1) if zoom < NEAREST else "",
            "farther": _address(shown, zoom=zoom - 1) if zoom > 1 else "",
            "following": _to(shown, current, at + 1),
            "previous": _to(shown, current, at - 1) if at > 0 else "",
            "sides": [
                _side(given, shown, "left", left),
                _side(given, shown, "right", right),
            ],
            "answers": queries.answers_shown(found) if right is None else [],
        },
    )


_KEYS = ("left", "right", "zoom", "left_page", "right_page", "left_turn", "right_turn")


def _address(shown: dict[str, str], **changes: object) -> str:
    """The page's address with some things changed."""
    return "?" + urlencode(
        {key: value for key, value in {**shown, **changes}.items() if value not in {"", None}}
    )


def _to(shown: dict[str, str], current: Sequence[Any], at: int) -> str:
    if not 0 <= at < len(current):
        return ""
    return _address(shown, left=current[at].id, left_page="", left_turn="")


def _side(given: Sequence[Any], shown: dict[str, str], name: str, material: Any) -> Side:
    pages = max(1, material.file.page_count) if material else 1
    page = min(pages, max(1, whole(shown[f"{name}_page"], 1)))
    turn = whole(shown[f"{name}_turn"], 0) % 360 // 90 * 90
    fresh = {f"{name}_page": "", f"{name}_turn": ""}
    others = [
        (
            _named(one, given),
            _address(shown, **{name: one.id}, **fresh),
            material is not None and one.id == material.id,
        )
        for one in given
    ]
    if name == "right":
        others.insert(0, (_("申请表"), _address(shown, right=FORM, **fresh), material is None))
    return Side(
        name=name,
        material=material,
        page=page,
        pages=pages,
        turn=turn,
        picture=urlencode({"page": page, "turn": turn, "wide": 1}),
        before=_address(shown, **{f"{name}_page": page - 1}) if page > 1 else "",
        after=_address(shown, **{f"{name}_page": page + 1}) if page < pages else "",
        turned=_address(shown, **{f"{name}_turn": (turn + 90) % 360}),
        others=others,
    )


def _named(one: Any, given: Sequence[Any]) -> str:
    """Its name; of several for one requirement, which one: before or after a correction."""
    alike = [m for m in given if m.requirement_key == one.requirement_key]
    if one.withdrawn_at is not None:
        return _("{name}（已撤回）").format(name=one.name)
    if one.superseded_by_id is not None:
        nth = alike.index(one) + 1
        return _("{name}（第 {n} 次交的，已替换）").format(name=one.name, n=nth)
    if len(alike) > 1:
        return _("{name}（现在的）").format(name=one.name)
    return str(one.name)
