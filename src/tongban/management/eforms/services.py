"""Acts of eforms: publish a form."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.eforms.models import FormRevision
from tongban.management.eforms.rights import must
from tongban.management.eforms.schemas import KEY, findings_of_definition

MAX_NAME = 200


@in_one_transaction
def publish_form(
    *, actor: Actor, key: str, name: str, definition: Mapping[str, Any]
) -> FormRevision:
    """Publish a form as a new revision, or give the latest one when nothing changed.

    Raises Invalid with every finding at once; then nothing is published.
    """
    must(actor, "publish_form")
    findings = findings_of_definition(definition)
    if not KEY.fullmatch(key):
        findings.append(FieldFinding("key", "form_key", _("表单标识只用小写字母、数字、下划线。")))
    if not 0 < len(name.strip()) <= MAX_NAME:
        findings.append(
            FieldFinding(
                "name",
                "form_name",
                _("表单名称应为 1 到 %(max_name)s 个字。") % {"max_name": MAX_NAME},
            )
        )
    if findings:
        raise Invalid(
            _("表单“%(name)s”没有发布，请按提示改正。") % {"name": name[:80]}, findings=findings
        )
    # Two publications under one key wait for each other, so that versions have no gap.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"form:{key}"])
    latest = FormRevision.objects.filter(key=key).order_by("-version").first()
    # As JSON keeps it: a tuple is a list there, and the same content must be found the same.
    definition = json.loads(json.dumps(definition))
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
