"""What tests look at: clocks, events, messages, jobs of a case, and whether anything was written."""

import json
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from tongban.base.audit.models import Entry
from tongban.base.clocks.models import Clock
from tongban.base.files.models import File
from tongban.base.kernel.actors import VISITOR, system
from tongban.base.kernel.moments import SHANGHAI, moved_to
from tongban.base.notices.models import Message
from tongban.handling.cases.models import (
    AfterCheck,
    BeyondRequest,
    Case,
    CaseEvent,
    Claim,
    Correction,
    CreditReport,
    Hearing,
    HearingMember,
    Inspection,
    InspectionMember,
    InspectionPhoto,
    InterestedPerson,
    Irregularity,
    OfficeNote,
    Opinion,
    Promise,
    Statement,
)
from tongban.management.catalog.models import (
    Document,
    DocumentRevision,
    GuideFile,
    Item,
    ItemDocument,
    ItemDraft,
    ItemRevision,
    LinkCheck,
    StandingChange,
)
from tongban.management.documents.models import (
    Numbering,
    Paper,
    PaperCounter,
    PaperService,
    PaperTemplate,
    Publication,
    ServiceChoice,
)
from tongban.management.payments.models import (
    Difference,
    Exemption,
    Notice,
    Payment,
    Refund,
)
from tongban.management.workflow.models import ProcessInstance, ProcessStep
from tongban.portal.feedback.models import Rating
from tongban.sharing.licenses.models import License
from tongban.sharing.materials.models import Material


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)


def clocks(case: Case) -> list[tuple[str, str, str]]:
    """(kind, last day, outcome or empty while it runs), in the order they started."""
    return [
        (c.limit_kind, c.due_on.isoformat(), c.outcome)
        for c in Clock.objects.filter(subject_id=case.id).order_by("started_at", "id")
    ]


def events(case: Case) -> list[str]:
    return list(
        CaseEvent.objects.filter(case=case).order_by("at", "id").values_list("kind", flat=True)
    )


def notices(case: Case) -> list[str]:
    """The texts in the outbox about the case, oldest first."""
    rows = Message.objects.filter(subject_kind="case", subject_id=str(case.id))
    return [row.text for row in rows.order_by("created_at", "id")]


def audits(case: Case) -> list[str]:
    """What the audit trail says was done to the case by the acts of cases, oldest first."""
    quiet = {
        "start_clocks",
        "end_clocks",
        "start_process",
        "complete_step",
        "cancel_process",
        "look",
    }
    rows = Entry.objects.filter(subject_kind="case", subject_id=str(case.id))
    return list(rows.exclude(act__in=quiet).order_by("at", "id").values_list("act", flat=True))


def jobs(name: str) -> list[dict[str, Any]]:
    """The arguments of the jobs of that name that wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' ORDER BY id",
            [name],
        )
        return [
            args if isinstance(args, dict) else json.loads(args) for (args,) in cursor.fetchall()
        ]


NEW_DEVICE = {"template__key": "new_device"}


WRITTEN = (
    AfterCheck, BeyondRequest, Case, CaseEvent, Claim, Correction, CreditReport, Hearing, HearingMember, Inspection, InspectionMember, InspectionPhoto, InterestedPerson, Irregularity, OfficeNote,
    Opinion, Promise, Statement, Clock, ProcessInstance, ProcessStep, Material, License,
    Rating, Item, ItemDraft, ItemRevision, StandingChange, Document, DocumentRevision, ItemDocument,
    GuideFile, LinkCheck, File, Notice, Payment, Refund, Exemption, Difference, Paper, PaperCounter, PaperService, PaperTemplate, Numbering,
    Publication, ServiceChoice,
)  # fmt: skip
"""What an act on a case may write."""


def everything() -> dict[str, Any]:
    """Every row that an act on a case may write, for proving that nothing changed: how many there
    are in each table, and a digest of all that they hold. The database makes it: fetching the rows
    took a third of the time of tests that refuse.
    """
    asked = " UNION ALL ".join(
        f"SELECT '{model.__name__}', count(*), bit_xor(hashtextextended(r::text, 0))"
        f' FROM "{model._meta.db_table}" r'
        for model in WRITTEN
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        seen: dict[str, Any] = {table: (rows, digest) for table, rows, digest in cursor.fetchall()}
    # A browser that a test signs in by force is written down with its first request, and its owner
    # is told of the new device, by a text that is laid down when it is first used.
    told = [str(i) for i in Message.objects.filter(**NEW_DEVICE).values_list("id", flat=True)]
    quiet = Entry.objects.exclude(act__in=["sign_in", "publish_template"])
    seen["audit"] = quiet.exclude(subject_id__in=told).count()
    seen["outbox"] = Message.objects.exclude(**NEW_DEVICE).count()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE NOT args->>'message_id' = ANY(%s)"
            " OR args->>'message_id' IS NULL",
            [told],
        )
        seen["jobs"] = cursor.fetchone()[0]
    return seen


@contextmanager
def nothing_changes():
    """Whatever is done inside, the database is the same afterwards."""
    before = everything()
    yield
    assert everything() == before


__all__ = ["VISITOR", "moved_to", "system"]
