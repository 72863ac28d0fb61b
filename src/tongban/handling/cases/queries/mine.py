"""What an applicant sees: one's own cases in the capacity one acts in."""

from dataclasses import dataclass
from datetime import date, timedelta
from hmac import compare_digest
from typing import Any
from unicodedata import normalize
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.accounts.types import ClerkPower
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.codes.query_number import check_query_number
from tongban.base.kernel.errors import Forbidden, Missing
from tongban.base.kernel.moments import now
from tongban.handling.cases.answers import answers_of, known_answers, whole_answers
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries.timeline import said_again
from tongban.handling.cases.rights import must
from tongban.handling.cases.services.correcting import open_correction
from tongban.handling.cases.services.drafting import open_places
from tongban.handling.cases.types import CaseState, CorrectionItem
from tongban.management.catalog import queries as catalog
from tongban.management.eforms import queries as eforms


def _own(actor: Actor) -> QuerySet[Case]:
    mine = actor.applying_person_id
    if actor.capacity in {Capacity.SELF, Capacity.GUARDIAN} and mine:
        whose: dict[str, Any] = {"person_id": mine, "legal_person__isnull": True}
    elif actor.is_assisting and mine and not actor.legal_person_id:
        whose = {"person_id": mine, "legal_person__isnull": True}
        if actor.capacity is not Capacity.WINDOW:
            # One case, of all that the person has.
            whose["id__in"] = actor.cases
        if actor.items:
            whose["item__code__in"] = actor.items
    elif actor.legal_person_id:
        # A clerk, or a window for the company that a person came for.
        whose = {"legal_person_id": actor.legal_person_id}
    else:
        return Case.objects.none()
    # A draft that waits as a part of something larger is gone on with there.
    found = (
        Case.objects.filter(**whose)
        .exclude(state=CaseState.DISCARDED)
        .exclude(~Q(part_of=""), state=CaseState.DRAFT)
    )
    if actor.legal_person_id and (actor.items or actor.departments):
        # A clerk for some matters sees the company's cases of these.
        found = found.filter(Q(item__code__in=actor.items) | Q(department_id__in=actor.departments))
    return found


def _mine(actor: Actor) -> QuerySet[Case]:
    """One's own, with all that pages show of them."""
    return (
        _own(actor)
        .select_related(
            "item", "revision", "department", "person", "legal_person__representative", "license"
        )
        .defer("revision__guide")
    )


def my_cases(actor: Actor) -> QuerySet[Case]:
    """One's cases, newest first."""
    return _mine(actor).order_by("-created_at")


def my_licensed_cases(actor: Actor) -> QuerySet[Case]:
    """One's cases that brought an electronic licence, with it, newest first; none for a clerk whom
    the company does not let fetch licences.
    """
    bounded = actor.capacity is Capacity.CLERK or actor.is_assisting
    if bounded and ClerkPower.FETCH not in actor.powers:
        return Case.objects.none()
    return (
        _mine(actor)
        .filter(license__isnull=False)
        .select_related("license__revision")
        .order_by("-created_at")
    )


def my_licensed_case(actor: Actor, case_id: UUID) -> Case:
    """One of one's cases whose licence one may have. Raises Missing, and Forbidden for a clerk whom
    the company does not let fetch licences.
    """
    must(actor, "my_licensed_case")
    case = my_case(actor, case_id)
    if case.license_id is None:
        raise Missing(_("这个办件没有电子证照。"))
    must(actor, "my_licensed_case", case)
    return case


def refused_to_clerk(actor: Actor, item_code: str, department_id: UUID) -> str:
    """Why the actor, a clerk, cannot apply for this item; empty for everybody who can."""
    thing = (item_code, department_id)
    try:
        must(actor, "start_draft", thing, only="cancelled")
        must(actor, "start_draft", thing, only="entrusted")
    except Forbidden as refusal:
        return refusal.message
    return ""


def open_matters(actor: Actor, *, limit: int = 3) -> list[Case]:
    """What is open, one's own turn first; for the strip on the home page."""
    turn = {CaseState.CORRECTING: 0, CaseState.DRAFT: 1}
    rows = list(_mine(actor).filter(closed_at__isnull=True).order_by("-created_at")[:20])
    rows.sort(key=lambda case: turn.get(CaseState(case.state), 2))
    return rows[:limit]


def my_case(actor: Actor, case_id: UUID) -> Case:
    """One of one's cases; raises Missing for anybody else's, as if it did not exist."""
    case = _mine(actor).filter(id=case_id).first()
    if case is None:
        raise Missing(_("没有这个办件，或者不是您的。请看看是不是用了别的身份登录。"))
    return case


def my_state(actor: Actor, case_id: UUID) -> tuple[CaseState, str]:
    """The state and the division code of one of one's cases; raises Missing as ``my_case``."""
    found = _own(actor).filter(id=case_id).values_list("state", "division_code").first()
    if found is None:
        raise Missing(_("没有这个办件，或者不是您的。请看看是不是用了别的身份登录。"))
    return CaseState(found[0]), found[1]


def _under(actor: Actor) -> dict[str, Any]:
    """Under which account one's draft lies; what a person lets others see is bounded already."""
    return {} if actor.is_assisting else {"account": actor.account_id}


def my_draft_for(actor: Actor, item_code: str) -> Case | None:
    """The draft of that item, if one was begun."""
    return (
        _mine(actor)
        .filter(item__code=item_code, state=CaseState.DRAFT, part_of="", **_under(actor))
        .first()
    )


def case_by_query_number(query_number: str, last_four: str) -> Case:
    """The progress by query number and the last four characters of the applicant's document.

    Raises Missing in the same words whichever of the two is wrong.
    """
    report = check_query_number(normalize("NFKC", query_number))
    case = (
        Case.objects.filter(query_number=report.value if report.ok else "")
        .select_related("item", "revision", "department", "person", "legal_person")
        .defer("revision__guide")
        .first()
    )
    wanted = ""
    if case is not None:
        holder = case.legal_person.credit_code if case.legal_person else ""
        wanted = (holder or (case.person.id_number if case.person else ""))[-4:]
    given = normalize("NFKC", last_four).strip().upper()
    if case is None or not wanted or not compare_digest(given.encode(), wanted.upper().encode()):
        raise Missing(_("没有查到。请核对查询号和证件号后四位，或打 12345。"), code="not_found")
    return case


@dataclass(frozen=True, slots=True)
class Notice:
    """A correction notice that waits for its answer."""

    items: list[CorrectionItem]
    due_on: date
    opened: list[CorrectionItem]
    """What is not listed and may yet have to be given, because a listed answer opens it."""
    again: str = ""
    """Why it names what an earlier notice could have named; empty when it names nothing such."""

    @property
    def places(self) -> list[str]:
        """The places that may be changed, those that it names first."""
        return [item.place for item in (*self.items, *self.opened)]


def open_notice(case: Case) -> Notice:
    """The notice to answer; raises Conflict when there is none."""
    correction, items = open_correction(case)
    listed = {item.place for item in items}
    form = eforms.form(case.form_id)
    answers = whole_answers(form, case)
    labels = {f"form:{key}": field.label for key, field in form.fields.items()}
    # Questions on the page come and go with the answers; an upload is offered once it is asked.
    labels |= {
        f"material:{m.key}": m.name for m in catalog.guide(case.revision_id).materials_for(answers)
    }
    opened = [
        CorrectionItem(place, labels[place], _("前面的回答改了，这一项也要补。"))
        for place in labels
        if place in open_places(case, listed) - listed
    ]
    again = said_again(correction.again) if correction.again else ""
    return Notice(items, correction.due_on, opened, again)


def draft_answers(case: Case) -> dict[str, Any]:
    """The answers so far, as typed."""
    return answers_of(case)


def known_values(case: Case) -> dict[str, Any]:
    """Field key → value of what is known and not asked."""
    return known_answers(eforms.form(case.form_id), case)


def just_filed(actor: Actor, item_code: str) -> Case | None:
    """What this account filed for that item within the last minutes."""
    return (
        _mine(actor)
        .filter(
            item__code=item_code,
            **_under(actor),
            filed_at__gte=now() - timedelta(minutes=10),
        )
        .order_by("-filed_at")
        .first()
    )


def upload_limit() -> int:
    """Bytes that one material may have."""
    return int(settings.UPLOAD_LIMIT)
