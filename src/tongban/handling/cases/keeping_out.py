"""回避 (公务员法 76), 受办分离, and who chairs a hearing: who must keep out of a case, and why."""

from collections.abc import Iterable
from uuid import UUID

from tongban.base.accounts import queries as accounts
from tongban.base.kernel.actors import Actor, Capacity
from tongban.handling.cases.models import Case
from tongban.handling.cases.types import HearingState


def has_entered(actor: Actor, case: Case) -> bool:
    """Whether the actor filed it: for oneself, or for another person. What a window entered, it may
    go on receiving: that is its work (see ``has_received``).
    """
    if actor.account_id is None or actor.account_id not in {case.account_id, case.receiver_id}:
        return False
    return (case.received_by or {}).get("capacity") != Capacity.WINDOW


def has_received(actor: Actor, case: Case) -> bool:
    """受办分离: whether the actor took the case in, and therefore neither reviews nor decides it."""
    return actor.account_id is not None and actor.account_id == case.receiver_id


def has_chaired(actor: Actor, case: Case) -> bool:
    """行政许可法 48: whether the actor chairs a hearing of the case, and therefore neither reviews nor
    decides it, nor has it in hand.
    """
    return actor.account_id is not None and actor.account_id in chairs_in(case)


def chairs_in(case: Case) -> set[UUID | None]:
    """Accounts of those who chair a hearing of the case; of a hearing that has no chair yet None.
    One question, asked once of the same case as it was read.
    """
    if "_chairs" not in case.__dict__:
        held = case.hearings.exclude(state__in=[HearingState.OFF, HearingState.DROPPED])
        case.__dict__["_chairs"] = set(held.values_list("chair_id", flat=True))
    chairs: set[UUID | None] = case.__dict__["_chairs"]
    return chairs


def _keeps_out(actor: Actor, case: Case, known: accounts.KeepsOut | None = None) -> bool:
    """See ``is_own``. ``known``: what the actor keeps out of, where it was looked up already."""
    if has_entered(actor, case):
        return True
    if actor.person_id is None:
        return False
    if actor.person_id == case.person_id:
        return True
    out = accounts.keeps_out(actor) if known is None else known
    company = case.legal_person
    if company is not None and out.of_company(company.credit_code, company.representative_id):
        return True
    # Of a company's case the person is who filed it: a relative's errand is a relative's case.
    is_relative = out.digests and case.person and bytes(case.person.id_digest) in out.digests
    if case.person_id in out.persons or is_relative:
        return True
    return any(out.of_document(kind, number) for kind, number in _interested_in(case))


def _interested_in(case: Case) -> list[tuple[str, str]]:
    """Documents of the interested persons (利害关系人): who is one, or whose relative is, is as close
    to the case as to an applicant's. Asked once of the same case as it was read, and not of one
    that was not accepted: nobody is entered before.
    """
    if case.accepted_at is None:
        return []
    if "_interested_in" not in case.__dict__:
        rows = case.interested.filter(struck_at=None).exclude(code_digest=None)
        case.__dict__["_interested_in"] = list(rows.values_list("document_type", "code"))
    found: list[tuple[str, str]] = case.__dict__["_interested_in"]
    return found


def is_own(actor: Actor, case: Case) -> bool:
    """Whether the officer must keep out of the case: filed by oneself, one's own, a declared
    relative's, or that of a company which one represents, acts for or has declared; or because one
    of these is an interested person (公务员法 76). Three questions at most, asked once of the same case as it was read: a page has many
    parts that want to know, and an act reads its case anew.
    """
    answers = case.__dict__.setdefault("_kept_out", {})
    asked_by = (actor.account_id, actor.person_id)
    if asked_by not in answers:
        answers[asked_by] = _keeps_out(actor, case)
    kept_out: bool = answers[asked_by]
    return kept_out


def without_own(actors: Iterable[Actor], case: Case) -> set[Actor]:
    """Those who need not keep out of the case: ``is_own`` of many, with two questions for all."""
    everybody = list(actors)
    outs = accounts.keep_outs(everybody)
    return {actor for actor in everybody if not _keeps_out(actor, case, outs[actor])}
