"""A guide that is still being changed, exactly as the portal would show it."""

from copy import copy

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.base.kernel.moments import now
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import EX_OFFICIO, Guide, ItemState
from tongban.portal.web.views.guides import guide_page


@officers_with(Duty.ITEM_MANAGER, Duty.CHIEF, Duty.SYSTEM_ADMIN)
@require_safe
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The change of an item as its guide would be read. Nothing of it is kept.

    It is a page of the portal and not of the desk: only so it is drawn by the same lines.
    """
    draft = catalog.managed_draft(actor_of(request), code)
    guide = Guide.from_json(draft.guide)
    item = copy(draft.item)
    item.name = draft.name
    item.state = ItemState.PUBLISHED
    item.is_online = item.item_type not in EX_OFFICIO and "2" in guide.handle_forms
    latest = item.revision
    revision = copy(latest) if latest is not None else catalog.blank_revision(item)
    revision.version = (latest.version if latest is not None else 0) + 1
    revision.published_at = now()
    revision.form_id, revision.process_id = draft.form_id, draft.process_id
    return guide_page(request, item, revision, guide, preview=True)
