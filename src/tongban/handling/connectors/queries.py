"""Reads about other systems, and what they are asked; nothing here writes."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.language import official
from tongban.handling.cases.types import Enclosure
from tongban.handling.connectors.models import (
    Difference,
    Handover,
    OutsideDocument,
    OutsideSystem,
    RemoteMessage,
    Telling,
)
from tongban.handling.connectors.rights import may
from tongban.handling.connectors.types import (
    ConnectorError,
    HandoverState,
    Message,
    SystemAddress,
    Taken,
    TellingState,
    connector_named,
)
from tongban.handling.connectors.wire import secret_of

MANY = 100


class UnreachableError(Exception):
    """The other system gave no answer that may be used; ``reason`` is a short word."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


def active_systems() -> list[OutsideSystem]:
    """Those that are in use."""
    return list(OutsideSystem.objects.filter(is_active=True))


def system_of_key(key: str) -> OutsideSystem | None:
    """The system in use under that key."""
    return OutsideSystem.objects.filter(key=key, is_active=True).first()


def address_of(outside: OutsideSystem) -> SystemAddress:
    """Where it is, with what both sign."""
    return SystemAddress(outside.key, outside.address, secret_of(outside.key))


def fetched(outside: OutsideSystem) -> tuple[Sequence[Message], int]:
    """What it has said since we asked last. Raises UnreachableError."""
    try:
        return connector_named(outside.connector).updates(address_of(outside), outside.cursor)
    except ConnectorError as error:
        raise UnreachableError(error.reason) from error
    except Exception as error:
        raise UnreachableError("broken") from error


def listed(outside: OutsideSystem) -> Mapping[str, str]:
    """What it has of us. Raises UnreachableError."""
    try:
        return connector_named(outside.connector).listing(address_of(outside))
    except ConnectorError as error:
        raise UnreachableError(error.reason) from error
    except Exception as error:
        raise UnreachableError("broken") from error


def systems(actor: Actor) -> list[OutsideSystem]:
    """Every system with its counts (``under_way``, ``stuck``, ``open``); none for other posts."""
    if not may(actor, "systems"):
        return []
    under_way = Q(handovers__state__in=[HandoverState.WAITING, HandoverState.SENT])
    return list(
        OutsideSystem.objects.select_related("department").annotate(
            under_way=Count("handovers", filter=under_way, distinct=True),
            stuck=Count("handovers", filter=Q(handovers__state=HandoverState.STUCK), distinct=True),
            open=Count(
                "differences", filter=Q(differences__resolved_at__isnull=True), distinct=True
            ),
        )
    )


def stuck_handovers() -> list[Handover]:
    """What could not be handed over."""
    rows = Handover.objects.filter(state=HandoverState.STUCK).select_related("system")
    return list(rows.order_by("created_at")[:MANY])


def stuck_tellings() -> list[Telling]:
    """What the other side could not be told."""
    rows = Telling.objects.filter(state=TellingState.STUCK).select_related("handover__system")
    return list(rows.order_by("created_at")[:MANY])


def open_differences() -> list[Difference]:
    """What the two sides differ in, newest first."""
    rows = Difference.objects.filter(resolved_at__isnull=True).select_related("system")
    return list(rows[:MANY])


def handover_of(case_id: UUID) -> Handover | None:
    """Where a case is in another system, if it is or was."""
    return (
        Handover.objects.select_related("system")
        .prefetch_related("documents", "tellings")
        .annotate(is_held=Exists(_held(OuterRef("system_id"), OuterRef("case_number"))))
        .filter(case_id=case_id)
        .first()
    )


def _held(system_id: Any, case_number: Any) -> QuerySet[RemoteMessage]:
    return RemoteMessage.objects.filter(
        system_id=system_id, case_number=case_number, taken=Taken.HELD
    )


def held_handovers() -> list[UUID]:
    """Cases whose result has come and is held until everybody was heard here."""
    rows = Handover.objects.annotate(
        is_held=Exists(_held(OuterRef("system_id"), OuterRef("case_number")))
    )
    return list(rows.filter(is_held=True).order_by("created_at").values_list("id", flat=True))


def document(case_id: UUID, document_id: UUID) -> OutsideDocument:
    """A document of that case; raises Missing. Who may see the case, its own app has said."""
    rows = OutsideDocument.objects.select_related("handover")
    found = rows.filter(id=document_id, handover__case_id=case_id).first()
    if found is None:
        raise Missing(_("没有这份文书。"))
    return found


def document_for_applicant(case_id: UUID, document_id: UUID) -> OutsideDocument:
    """The same for the applicant, who reads nothing of a result that is held yet."""
    found = document(case_id, document_id)
    if _held(found.handover.system_id, found.handover.case_number).exists():
        raise Missing(_("没有这份文书。"))
    return found


def enclosures(case: Any) -> list[Enclosure]:
    """What the case's archive has of the other system: what it said, and the documents it sent."""
    handover = handover_of(case.id)
    if handover is None:
        return []
    with official():
        rows = [
            (_("对接系统"), handover.system.name),
            (_("转办状态"), str(handover.get_state_display())),
            (_("对方编号"), handover.remote_number),
            (_("对方状态"), str(handover.get_remote_state_display() or "")),
            (_("对方说明"), handover.remote_words),
        ]
        title = _("由对接系统办理：%(name)s") % {"name": handover.system.name}
    files = [(one.name, one.file_id) for one in handover.documents.all()]
    return [Enclosure("outside_system", title, rows, files)]


def case_panel(_actor: Actor, case: Any) -> Mapping[str, Any] | None:
    """Where the case is in another system, on the pages about it."""
    found = handover_of(case.id) if case.filed_at else None
    return {"handover": found} if found is not None else None


def alarm_panel(actor: Actor, _case: None) -> Mapping[str, Any] | None:
    """What a data officer must look at, on the desk's home."""
    if not may(actor, "systems"):
        return None
    differences = Difference.objects.filter(resolved_at__isnull=True).count()
    stuck = (
        Handover.objects.filter(state=HandoverState.STUCK).count()
        + Telling.objects.filter(state=TellingState.STUCK).count()
    )
    if not (differences or stuck):
        return None
    return {"differences": differences, "stuck": stuck}
