"""What the acts on an application share."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing
from tongban.handling.bundles.models import BundleApplication
from tongban.handling.bundles.rights import must
from tongban.handling.bundles.types import KIND, ApplicationState, BundleContent


def locked(application_id: UUID) -> BundleApplication:
    """The application with its row locked until the act's end; raises Missing."""
    found = (
        BundleApplication.objects.select_for_update(of=("self",))
        .select_related("revision__bundle", "person", "legal_person__representative")
        .filter(id=application_id)
        .first()
    )
    if found is None:
        raise Missing(_("没有这个申请。"))
    return found


def own(
    act: str, actor: Actor, application_id: UUID, *states: ApplicationState
) -> BundleApplication:
    """One's own application, locked, in one of these states. Raises Conflict (``wrong_state``)."""
    must(actor, act)
    application = locked(application_id)
    must(actor, act, application)
    if application.state not in states:
        raise Conflict(
            _("现在不能这样办：申请已经是“%(state)s”。请刷新页面。")
            % {"state": application.get_state_display()},
            code="wrong_state",
        )
    return application


def content_of(application: BundleApplication) -> BundleContent:
    """The bundle as it was when the application was begun."""
    return BundleContent.from_json(application.revision.content)


def answers_of(application: BundleApplication) -> dict[str, Any]:
    """The answers as JSON values."""
    read: dict[str, Any] = json.loads(application.answers or "{}")
    return read


def keep_answers(application: BundleApplication, answers: Mapping[str, Any]) -> None:
    """Put answers on the row; the caller saves it."""
    application.answers = json.dumps(answers, ensure_ascii=False)


def note(application: BundleApplication, act: str, actor: Actor, **detail: Any) -> None:
    """Write the act down in the audit trail."""
    record(
        actor=actor,
        act=act,
        subject_kind=KIND,
        subject_id=application.id,
        division_code=application.division_code,
        detail={"number": application.number, "state": application.state, **detail},
    )
