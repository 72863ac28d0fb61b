"""Reads of materials. Who may see a case's materials, the case decides before it asks."""

from collections import defaultdict
from collections.abc import Iterable
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.files import queries as files
from tongban.base.files.types import Preview
from tongban.base.kernel.errors import Missing
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.materials.models import Material


def materials_of(
    subject_kind: str, subject_id: UUID, *, with_history: bool = False
) -> list[Material]:
    """The materials of a case in the order they were asked for; replaced ones only when told."""
    return materials_of_many(subject_kind, [subject_id], with_history=with_history).get(
        subject_id, []
    )


def materials_of_many(
    subject_kind: str, subject_ids: Iterable[UUID], *, with_history: bool = False
) -> dict[UUID, list[Material]]:
    """The same for many cases in one question; a case without materials is not in it."""
    rows = Material.objects.filter(subject_kind=subject_kind, subject_id__in=list(subject_ids))
    if not with_history:
        rows = rows.filter(withdrawn_at=None, superseded_by=None)
    found: dict[UUID, list[Material]] = defaultdict(list)
    for row in rows.select_related("file", "license").order_by("position", "id"):
        found[row.subject_id].append(row)
    return dict(found)


def handed_in(subject_kind: str, subject_id: UUID) -> list[tuple[str, UUID]]:
    """(Requirement, material) of what counts now, in order: all that acts ask, and no more."""
    rows = Material.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, withdrawn_at=None, superseded_by=None
    )
    return list(rows.order_by("position", "id").values_list("requirement_key", "id"))


def material(material_id: UUID) -> Material:
    """One material, current or not; raises Missing."""
    found = Material.objects.select_related("file", "license").filter(id=material_id).first()
    if found is None:
        raise Missing(_("没有这份材料。"))
    return found


def unready(subject_kind: str, subject_id: UUID) -> list[Material]:
    """What cannot be used yet: originals nobody has seen, promises nobody has given."""
    return [one for one in materials_of(subject_kind, subject_id) if not one.is_ready]


def preview(material_id: UUID, *, width: int = 640, page: int = 1) -> Preview:
    """A picture of one of its pages. Raises Missing where there is nothing to look at."""
    return files.preview(_file_of(material(material_id)), width, page)


def opened(material_id: UUID) -> tuple[BinaryIO, str]:
    """The content, which the caller closes, and the name to save it under."""
    found = material(material_id)
    if found.license_id is not None:
        return licenses.open_pdf(found.license_id)
    file_id = _file_of(found)
    return files.opened(file_id), files.file(file_id).name


def _file_of(found: Material) -> UUID:
    if found.license_id is not None:
        return licenses.file_of(found.license_id)
    if found.file_id is None:
        raise Missing(_("这份材料是在线填写的，没有文件。"))
    return found.file_id
