"""领办、退回、转交、分派: who of a post has a waiting step in hand.

What one has in hand, colleagues see and leave alone; chief and signer may give it to another. A
claim gives nobody a right: it says whose turn it is among those who have it.
"""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongban.base.accounts import queries as accounts
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.handling.cases.colleagues import Colleague, colleagues_for, least_loaded
from tongban.handling.cases.keeping_out import chairs_in
from tongban.handling.cases.models import Case, Claim
from tongban.handling.cases.rights import has_in_hand, may_do, must
from tongban.handling.cases.services.hands import claim_of, end_claim, must_not_be_anothers
from tongban.handling.cases.services.steps import locked, note, said
from tongban.handling.cases.types import ClaimWay


@in_one_transaction
def claim_case(*, actor: Actor, case_id: UUID) -> Claim:
    """领办: the waiting step is mine until it is done, given back or passed on.

    While standing in, it is the holder's, so that it stays with the post afterwards. Claimed twice
    it stays as it was. Raises Forbidden (``chaired_it``) for who chairs a hearing of the case
    (行政许可法 48); Conflict: ``claimed`` by a colleague, ``nothing_waits`` for this post,
    ``holder_chairs`` while standing in for who chairs.
    """
    must(actor, "claim_case")
    case = locked(case_id)
    must(actor, "claim_case", case, only="post")
    duty = _duty_of(actor, case)
    must(actor, "claim_case", (case, duty), only="step")
    must(actor, "claim_case", case, only="own_case")
    must(actor, "claim_case", case, only="chaired")
    mine = must_not_be_anothers(actor, case, duty)
    if mine is not None:
        return mine
    assert actor.post_id is not None  # may_do has asked for a post
    holder = accounts.post_holder(actor)
    if holder.id in chairs_in(case):
        raise Conflict(
            _(
                "这个办件的听证由您代班的%(name)s主持，主持的人不审查、不决定，不能记在他名下。"
                "请同事领办。"
            )
            % {"name": holder},
            code="holder_chairs",
        )
    return _give(
        actor, (case, duty), Colleague(holder.id, str(holder), actor.post_id), ClaimWay.CLAIMED
    )


@in_one_transaction
def give_back_case(*, actor: Actor, case_id: UUID) -> Claim:
    """退回: not mine any more; it waits for the whole post again. Conflict ``not_claimed``."""
    must(actor, "give_back_case")
    case, claim = _in_hand("give_back_case", actor, case_id)
    end_claim(claim)
    note(case, "give_back_case", actor, duty=claim.duty)
    return claim


@in_one_transaction
def hand_over_case(*, actor: Actor, case_id: UUID, to: UUID, words: str) -> Claim:
    """转交: a colleague who may do the step takes it from me, with words of mine.

    ``to`` is the colleague's account. Raises Conflict ``not_claimed``, Invalid for somebody who may
    not do the step or who must keep out of the case, and without words.
    """
    must(actor, "hand_over_case")
    case, claim = _in_hand("hand_over_case", actor, case_id)
    plain = said(words, demanded=pgettext("act", "转交"), place="words")
    colleague = _colleague(case, claim.duty, to)
    if colleague.account_id == claim.account_id:
        raise _not_a_colleague(_("这件已经在他手上，请另选一位。"))
    end_claim(claim)
    return _give(actor, (case, claim.duty), colleague, ClaimWay.HANDED_OVER, plain)


@in_one_transaction
def assign_case(*, actor: Actor, case_id: UUID, to: UUID | None = None, words: str = "") -> Claim:
    """分派: chief or signer gives the waiting step to an officer who may do it.

    Without ``to`` it goes to who has the fewest in hand. Whoever had it has it no more. Raises
    Conflict ``nothing_waits``, ``nobody_there``; Invalid for somebody who may not do the step.
    """
    must(actor, "assign_case")
    case = locked(case_id)
    must(actor, "assign_case", case)
    duty = next(iter(case.waiting_duties), "")
    if not duty or case.elsewhere or case.closed_at is not None:
        raise _nothing_waits()
    plain = said(words, place="words")
    if to is None:
        found = least_loaded(colleagues_for(case, duty))
        if found is None:
            raise Conflict(
                _("现在没有能办这一步的人，请系统管理员先安排人上岗。"), code="nobody_there"
            )
    else:
        found = _colleague(case, duty, to)
    claim = claim_of(case, duty)
    if claim is not None:
        if (claim.account_id, claim.post_id) == (found.account_id, found.post_id):
            return claim
        end_claim(claim)
    return _give(actor, (case, duty), found, ClaimWay.ASSIGNED, plain)


@in_one_transaction
def end_claims_of(*, actor: Actor, account_id: UUID, post_id: UUID) -> int:
    """Who left a post has nothing in hand there; how many. Only the platform, as a part of it."""
    must(actor, "end_claims_of")
    claims = Claim.objects.select_for_update().filter(
        account_id=account_id, post_id=post_id, ended_at__isnull=True
    )
    ended = list(claims.values_list("case_id", flat=True))
    claims.update(ended_at=now())
    if ended:
        record(
            actor=actor,
            act="end_claims_of",
            subject_kind="account",
            subject_id=account_id,
            detail={"post": str(post_id), "cases": [str(case_id) for case_id in ended[:200]]},
        )
    return len(ended)


def claims_end(account_id: UUID, post_id: UUID) -> None:
    """An officer has left a post: part of that act."""
    end_claims_of(actor=system("离岗"), account_id=account_id, post_id=post_id)


def _duty_of(actor: Actor, case: Case) -> str:
    """The duty of the step that waits for this actor."""
    if case.closed_at is None and not case.elsewhere:
        for duty in case.waiting_duties:
            if may_do(actor, case, duty):
                return str(duty)
        if case.waiting_duties:
            return str(case.waiting_duties[0])
    raise _nothing_waits()


def _in_hand(act: str, actor: Actor, case_id: UUID) -> tuple[Case, Claim]:
    """The locked case and the claim that the actor has on it."""
    case = locked(case_id)
    must(actor, act, case, only="post")
    claims = list(Claim.objects.filter(case=case, ended_at__isnull=True).select_related("account"))
    if not claims:
        raise Conflict(_("这件现在没有人领办。"), code="not_claimed")
    claim = next((c for c in claims if has_in_hand(actor, c)), claims[0])
    must(actor, act, (case, claim), only="in_hand")
    return case, claim


def _colleague(case: Case, duty: str, account_id: UUID) -> Colleague:
    for colleague in colleagues_for(case, duty):
        if colleague.account_id == account_id:
            return colleague
    raise _not_a_colleague(_("请从列出的同事里选：能办这一步、不用回避、也不主持听证的。"))


def _not_a_colleague(message: str) -> Invalid:
    return Invalid(message, findings=[FieldFinding("to", "not_a_colleague", message)])


def _nothing_waits() -> Conflict:
    return Conflict(_("这件现在没有等人办的步骤，不用领办。"), code="nothing_waits")


def _give(
    actor: Actor, step: tuple[Case, str], to: Colleague, way: ClaimWay, words: str = ""
) -> Claim:
    case, duty = step
    claim = Claim.objects.create(
        case=case,
        division_code=case.division_code,
        duty=duty,
        account_id=to.account_id,
        post_id=to.post_id,
        name=to.name,
        way=way,
        words=words,
        made_at=now(),
        made_by=actor.as_value(),
    )
    act = {
        ClaimWay.CLAIMED: "claim_case",
        ClaimWay.ASSIGNED: "assign_case",
        ClaimWay.HANDED_OVER: "hand_over_case",
    }[way]
    note(case, act, actor, duty=duty, to=str(to.account_id), to_name=to.name)
    return claim
