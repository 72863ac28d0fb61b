"""Acts of eforms: publish a form."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.kernel.moments import now
from tongban.base.orgs.types import Duty
from tongban.management.eforms.models import FormRevision
from tongban.management.eforms.schemas import findings_of_definition


@transaction.atomic
def publish_form(
    *, actor: Actor, key: str, name: str, definition: Mapping[str, Any]
) -> FormRevision:
    """Publish a form as a new revision, or give the latest one when nothing changed.

    Raises Invalid with every finding at once; then nothing is published.
    """
    if not (actor.is_platform or actor.has(Duty.ITEM_MANAGER)):
        raise Forbidden("只有事项管理员能发布表单。")
    findings = findings_of_definition(definition)
    if findings:
        raise Invalid(f"表单“{name}”没有发布，请按提示改正。", findings=findings)
    latest = FormRevision.objects.select_for_update().filter(key=key).order_by("-version").first()
    if latest is not None and latest.schema == definition and latest.name == name:
        return latest
    revision = FormRevision.objects.create(
        key=key,
        version=latest.version + 1 if latest else 1,
        name=name,
        schema=definition,
        published_at=now(),
        published_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="publish_form",
        subject_kind="form",
        subject_id=revision.id,
        detail={"key": key, "version": revision.version},
    )
    return revision
