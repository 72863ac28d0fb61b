"""What was handed in, as files."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.files import queries as files
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.pages.access import actor_of, officers
from tongban.handling.cases import queries
from tongban.handling.cases.types import KIND
from tongban.sharing.materials import queries as materials


def _material(actor: Actor, number: str, material_id: UUID) -> Any:
    found = queries.desk_case(actor, number)
    for material in materials.materials_of(KIND, found.id, with_history=True):
        if material.id == material_id:
            return material
    raise Missing(_("这个办件里没有这份材料。"))


@officers
@require_safe
def material_file(request: HttpRequest, number: str, material_id: UUID) -> HttpResponseBase:
    """The file itself."""
    material = _material(actor_of(request), number, material_id)
    if material.file_id is None:
        raise Missing(_("这份材料没有文件。"))
    return files.download_response(material.file_id, inline=True)


@officers
@require_safe
def material_preview(request: HttpRequest, number: str, material_id: UUID) -> HttpResponseBase:
    """A picture of one of the file's pages: ``page``, ``turn`` in degrees, ``wide`` for details."""
    material = _material(actor_of(request), number, material_id)
    if material.file_id is None:
        raise Missing(_("这份材料没有文件。"))
    return files.preview_response(
        material.file_id,
        width=1920 if request.GET.get("wide") else 900,
        page=whole(request.GET.get("page", "1"), 1),
        turn=whole(request.GET.get("turn", "0"), 0),
    )


def whole(text: str, otherwise: int) -> int:
    """A small number out of an address."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else otherwise
