"""The guide of a revision, kept in the process."""

from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Missing
from tongban.management.catalog.models import ItemRevision
from tongban.management.catalog.types import Guide


@lru_cache(maxsize=2048)
def guide(revision_id: UUID) -> Guide:
    """The guide of a revision. Revisions never change, so keeping them in the process is safe."""
    found = ItemRevision.objects.filter(id=revision_id).values_list("guide", flat=True).first()
    if found is None:
        raise Missing(_("没有这一版指南。"))
    return Guide.from_json(found)
