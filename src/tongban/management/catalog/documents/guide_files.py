"""指南附件: the files that guides name, and which of them are public."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Missing
from tongban.management.catalog.models import GuideFile, Item, ItemRevision
from tongban.management.catalog.types import Guide


def file_id_of(reference: str) -> UUID | None:
    """The file that a ``blank_form`` or a ``sample`` names; None for an address or nothing."""
    try:
        return UUID(reference)
    except ValueError:
        return None


def files_named(guide: Guide) -> set[UUID]:
    """Every file that a guide names."""
    named = [guide.result.sample]
    for material in guide.materials:
        named += [material.blank_form, material.sample]
    return {found for one in named if (found := file_id_of(one)) is not None}


def public_file(item: Item, file_id: UUID) -> UUID:
    """The file, when a revision of the item that was published names it; raises Missing.

    It must have been uploaded for a guide as well: an id of somebody's material, written into a
    guide, opens nothing. Older revisions count, for the cases that were filed under them.
    """
    if GuideFile.objects.filter(file_id=file_id).exists():
        revisions = ItemRevision.objects.filter(item=item).order_by("-version")
        for content in revisions.values_list("guide", flat=True).iterator(chunk_size=20):
            if file_id in files_named(Guide.from_json(content)):
                return file_id
    raise Missing(_("没有这个文件，可能指南已经换了新的。"))
