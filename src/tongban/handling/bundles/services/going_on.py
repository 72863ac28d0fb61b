"""What becomes of an application: cases are followed, what waited is filed, what cannot go on is
told; the whole or one item is taken back.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.clocks.services import end_clocks
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Missing, TongbanError
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.bundles.models import BundleApplication, BundlePart
from tongban.handling.bundles.rights import must
from tongban.handling.bundles.services.rows import content_of, locked, note, own
from tongban.handling.bundles.types import (
    FAILED,
    KIND,
    LICENSE,
    OVER,
    ApplicationState,
    BundleContent,
    PartState,
)
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as case_acts
from tongban.handling.cases.types import KIND as CASE
from tongban.handling.cases.types import CaseState, Decision, EventKind
from tongban.management.catalog import queries as catalog
from tongban.sharing.licenses import queries as licenses
from tongban.sharing.materials import services as material_acts

OPEN = (PartState.WAITING, PartState.FILED, PartState.STUCK, PartState.BLOCKED)


def bundle_follower(case: Any, kind: EventKind, _actor: Actor) -> None:
    """Hear of a case that is a part of a bundle: keep how it stands, and let the rest go on.

    In the act's own transaction, and no more than a row and a job: what an office does must not
    fail because the next item does.
    """
    from tongban.handling.bundles.jobs import go_on

    if not case.part_of:
        return
    state = _state_of(case, kind)
    if state is None:
        return
    part = BundlePart.objects.filter(case_id=case.id).exclude(state=state).first()
    if part is None:
        return
    part.state, part.reason = state, case.reason if state in FAILED else ""
    part.save(update_fields=["state", "reason"])
    go_on.defer(application_id=str(part.application_id))


def _state_of(case: Any, kind: EventKind) -> PartState | None:
    """What a line of the timeline makes of the part; None when it is as it was."""
    if kind == EventKind.ISSUED or (kind == EventKind.CLOSED and case.decision == Decision.GRANTED):
        return PartState.GRANTED
    if kind == EventKind.REFUSED:
        return PartState.REFUSED
    if case.state == CaseState.WITHDRAWN:
        return PartState.WITHDRAWN
    if case.closed_at is not None and case.decision != Decision.REFUSED:
        return PartState.ENDED
    return None


@in_one_transaction
def advance_bundle(*, actor: Actor, application_id: UUID) -> BundleApplication:
    """File what a result was missing for, name what cannot go on, and end what is over. Only the
    platform. Done already: nothing happens.
    """
    must(actor, "advance_bundle")
    application = locked(application_id)
    if application.state != ApplicationState.FILED:
        return application
    content = content_of(application)
    parts = {part.key: part for part in application.parts.all()}
    needs = content.needs(frozenset(parts))
    changed = False
    for key, part in parts.items():
        if part.state not in {PartState.WAITING, PartState.BLOCKED}:
            continue
        lost = [parts[k] for k in sorted(needs[key]) if parts[k].state in FAILED]
        if lost:
            state, reason = PartState.BLOCKED, _lost(lost)
        elif all(parts[k].state == PartState.GRANTED for k in needs[key]):
            state, reason = _file(part, content, parts, actor)
        else:
            state, reason = PartState.WAITING, ""
        if (state, reason) != (part.state, part.reason):
            part.state, part.reason = state, reason
            part.save(update_fields=["state", "reason"])
            note(application, "advance_bundle", actor, part=key, part_state=state)
            changed = True
    if changed:
        # What was blocked just now may block others in turn.
        return advance_bundle(actor=actor, application_id=application_id)
    _end_if_over(application, actor)
    return application


def _lost(lost: list[BundlePart]) -> str:
    with official():
        return _("；").join(
            _("%(item)s：%(state)s") % {"item": part.item_name, "state": part.get_state_display()}
            for part in lost
        )


def _file(
    part: BundlePart, content: BundleContent, parts: dict[str, BundlePart], actor: Actor
) -> tuple[PartState, str]:
    """Give the results that it waited for, and file it; what does not hold is told the applicant."""
    try:
        with transaction.atomic():
            answers = {}
            for feed in content.feeds:
                if feed.taker != part.key or feed.giver not in parts:
                    continue
                _kind, _colon, name = feed.place.partition(":")
                given = _license_of(parts[feed.giver])
                if given is None:
                    continue
                if feed.gives == LICENSE:
                    _hand_in(part, name, given, actor)
                else:
                    answers[name] = given.number
            if answers:
                case_acts.save_answers(actor=actor, case_id=part.case_id, answers=answers)
            case_acts.file_case(actor=actor, case_id=part.case_id)
    except TongbanError as error:
        told = [error.message, *(finding.message for finding in error.findings)]
        return PartState.STUCK, "　".join(told)[:1000]
    return PartState.FILED, ""


def _license_of(part: BundlePart) -> Any:
    found = licenses.by_subject(CASE, part.case_id)
    return found[0] if found else None


def _hand_in(part: BundlePart, name: str, given: Any, actor: Actor) -> None:
    """The licence itself as the paper that the next item asks for: nothing is uploaded again."""
    requirement = next(
        (m for m in catalog.guide(part.case.revision_id).materials if m.key == name), None
    )
    if requirement is not None:
        material_acts.use_license(
            actor=actor,
            subject_kind=CASE,
            subject_id=part.case_id,
            requirement_key=name,
            division_code=part.division_code,
            name=requirement.name,
            license_id=given.id,
            holder_code=given.holder_code,
        )


def _end_if_over(application: BundleApplication, actor: Actor) -> None:
    states = set(application.parts.values_list("state", flat=True))
    if states - OVER:
        return
    application.state = (
        ApplicationState.WITHDRAWN if states <= {PartState.WITHDRAWN} else ApplicationState.DONE
    )
    application.closed_at = now()
    application.save(update_fields=["state", "closed_at"])
    end_clocks(
        actor=actor,
        subject_kind=KIND,
        subject_id=application.id,
        outcome="cancelled" if application.state == ApplicationState.WITHDRAWN else None,
    )
    note(application, "end_bundle", actor)


@in_one_transaction
def withdraw_part(
    *, actor: Actor, application_id: UUID, part_key: str, reason: str = ""
) -> BundleApplication:
    """Take one item back; what needs its result cannot go on. Raises Conflict when it is decided."""
    application = own("withdraw_part", actor, application_id, ApplicationState.FILED)
    part = _part(application, part_key)
    if part.state not in OPEN:
        raise Conflict(
            _("“%(item)s”已经是“%(state)s”，不能撤回。")
            % {"item": part.item_name, "state": part.get_state_display()},
            code="wrong_state",
        )
    _take_back(part, actor, reason)
    note(application, "withdraw_part", actor, part=part_key)
    _go_on_later(application)
    return application


@in_one_transaction
def withdraw_bundle(*, actor: Actor, application_id: UUID, reason: str = "") -> BundleApplication:
    """Take everything back that is not decided yet; what was granted stays."""
    application = own("withdraw_bundle", actor, application_id, ApplicationState.FILED)
    # What waits goes first: nothing that is taken back may set it going or block it in between.
    for part in sorted(application.parts.all(), key=lambda p: p.state == PartState.FILED):
        if part.state in OPEN and _is_open(part):
            _take_back(part, actor, reason)
    note(application, "withdraw_bundle", actor)
    _go_on_later(application)
    return application


def _is_open(part: BundlePart) -> bool:
    """Whether its case may still be taken back: one that is granted is being issued."""
    return part.case.state not in {CaseState.GRANTED, CaseState.CLOSED}


def _take_back(part: BundlePart, actor: Actor, reason: str) -> None:
    if part.state == PartState.FILED:
        case_acts.withdraw_case(actor=actor, case_id=part.case_id, reason=reason)
    elif part.case.state == CaseState.DRAFT:
        case_acts.discard_draft(actor=actor, case_id=part.case_id)
    BundlePart.objects.filter(id=part.id).update(state=PartState.WITHDRAWN, reason=reason[:1000])


@in_one_transaction
def continue_part(*, actor: Actor, application_id: UUID, part_key: str) -> BundleApplication:
    """Go on with an item that is stuck, or whose giver failed and was granted by another case since.

    A draft follows the guide in force. Raises Conflict (``nothing_new``) while a result that it
    needs is not there.
    """
    must(actor, "continue_part")
    application = locked(application_id)
    must(actor, "continue_part", application)
    part = _part(application, part_key)
    if (
        application.state not in {ApplicationState.FILED, ApplicationState.DONE}
        or part.state not in {PartState.STUCK, PartState.BLOCKED}
        or part.case.state != CaseState.DRAFT
    ):
        raise Conflict(
            _("“%(item)s”现在是“%(state)s”，不用接着办。")
            % {"item": part.item_name, "state": part.get_state_display()},
            code="wrong_state",
        )
    content = content_of(application)
    parts = {row.key: row for row in application.parts.all()}
    codes = {item.key: item.code for item in content.items}
    for key in sorted(content.needs(frozenset(parts))[part_key]):
        if parts[key].state in FAILED:
            _adopt(parts[key], codes[key], actor)
    case_acts.start_draft(
        actor=actor,
        item_code=codes[part_key],
        channel=application.channel,
        part_of=application.number or "",
    )
    BundlePart.objects.filter(id=part.id).update(state=PartState.WAITING, reason="")
    if application.state == ApplicationState.DONE:
        application.state, application.closed_at = ApplicationState.FILED, None
        application.save(update_fields=["state", "closed_at"])
    note(application, "continue_part", actor, part=part_key)
    _go_on_later(application)
    return application


def _adopt(part: BundlePart, code: str, actor: Actor) -> None:
    """Take another case of the same item that was granted since in the failed one's place."""
    found = (
        cases.my_cases(actor)
        .filter(item__code=code, decision=Decision.GRANTED, closed_at__isnull=False)
        .exclude(id=part.case_id)
        .first()
    )
    if found is None:
        raise Conflict(
            _("“%(item)s”还没有办成。请先重新申请它，办成以后再来接着办。")
            % {"item": part.item_name},
            code="nothing_new",
        )
    part.case_id, part.state, part.reason = found.id, PartState.GRANTED, ""
    part.save(update_fields=["case", "state", "reason"])


def _part(application: BundleApplication, key: str) -> BundlePart:
    part = application.parts.select_related("case").filter(key=key).first()
    if part is None:
        raise Missing(_("这个申请里没有这一项。"))
    return part


def _go_on_later(application: BundleApplication) -> None:
    from tongban.handling.bundles.jobs import go_on

    go_on.defer(application_id=str(application.id))
