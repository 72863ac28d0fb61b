"""Reads of who holds which post, who stands in, who keeps out of what. Part of the door queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, Recusal, RightsReview, StandIn, Tenure
from tongban.base.accounts.rights import must
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.codes.documents import DocumentType
from tongban.base.kernel.moments import now
from tongban.base.kernel.sealing import digest
from tongban.base.orgs.types import Duty

ID_CONTEXT = "accounts.naturalperson.id_number"
REVIEW_AFTER = timedelta(days=180)
"""How long a review of rights holds."""


def tenures_of(account_id: UUID) -> QuerySet[Tenure]:
    """The posts that an account holds now."""
    return Tenure.objects.filter(
        account_id=account_id, ended_at__isnull=True, post__closed_at__isnull=True
    ).select_related("post__department")


def posts_held(account_ids: Iterable[UUID]) -> dict[UUID, list[Tenure]]:
    """Account → the posts that it holds now, for many accounts in one question."""
    found: dict[UUID, list[Tenure]] = {}
    for row in (
        Tenure.objects.filter(
            account_id__in=list(account_ids), ended_at__isnull=True, post__closed_at__isnull=True
        )
        .select_related("post__department")
        .order_by("since")
    ):
        found.setdefault(row.account_id, []).append(row)
    return found


def tenures_with_duty(
    duty: str, *, department_id: UUID | None = None, division_code: str = ""
) -> QuerySet[Tenure]:
    """Who holds a post with that duty, in a department or reaching a division, by name."""
    return tenures_with_duties([duty], department_id=department_id, division_code=division_code)


def tenures_with_duties(
    duties: Iterable[str], *, department_id: UUID | None = None, division_code: str = ""
) -> QuerySet[Tenure]:
    """The same with any of these duties."""
    rows = Tenure.objects.filter(
        ended_at__isnull=True,
        account__is_active=True,
        post__closed_at__isnull=True,
        post__duties__overlap=list(duties),
    )
    if department_id is not None:
        rows = rows.filter(post__department_id=department_id)
    if division_code:
        above = [division_code[:n].ljust(12, "0") for n in (2, 4, 6, 9, 12)]
        rows = rows.filter(post__division_code__in=above)
    return rows.select_related("account__person", "post__department").order_by(
        "account__person__name", "account__login_name", "since"
    )


def acting_from(account: Account, held: Tenure | StandIn) -> Actor:
    """The account at the post that it holds, or does for somebody else."""
    stand = held if isinstance(held, StandIn) else None
    post = held.post
    return Actor(
        capacity=Capacity.POST,
        name=str(account),
        account_id=account.id,
        person_id=account.person_id,
        assurance=account.person.assurance if account.person else 0,
        post_id=post.id,
        post_name=f"{post.name}（代{stand.holder}）" if stand else post.name,
        department_id=post.department_id,
        department_name=post.department.name,
        division_code=post.division_code,
        duties=frozenset(post.duties),
        items=frozenset(post.item_codes),
        standing_for=stand.holder.person_id if stand else None,
    )


def officers_at(tenures: Iterable[Tenure]) -> list[tuple[Tenure, Actor]]:
    """Who holds these posts, each acting from it, as ``actor_for`` finds one alone; without those
    who cannot act now. Asks nothing: the rows come with account, person, post and department.
    """
    return [
        (tenure, acting_from(tenure.account, tenure))
        for tenure in tenures
        if tenure.account.is_active and not tenure.account.must_change_password
    ]


def post_holder(actor: Actor) -> Account:
    """Whose post it is that the actor acts from: the holder, also while another stands in."""
    holders = Account.objects.select_related("person")
    if actor.standing_for is not None:
        return holders.get(person_id=actor.standing_for)
    assert actor.account_id is not None  # who acts from a post has an account
    return holders.get(id=actor.account_id)


def stand_ins_of(account_id: UUID) -> QuerySet[StandIn]:
    """The posts that an account does for somebody else now, until their last day."""
    moment = now()
    return StandIn.objects.filter(
        account_id=account_id,
        ended_at__isnull=True,
        since__lte=moment,
        until__gt=moment,
        post__closed_at__isnull=True,
    ).select_related("post__department", "holder__person")


def stand_ins_about(account_id: UUID) -> QuerySet[StandIn]:
    """Those that an account gave or does, running ones first, then the newest."""
    return (
        StandIn.objects.filter(Q(holder_id=account_id) | Q(account_id=account_id))
        .select_related("post__department", "holder__person", "account__person")
        .order_by(F("ended_at").desc(nulls_first=True), "-until")
    )


def colleagues_of(actor: Actor) -> QuerySet[Account]:
    """The other officers of the actor's department, by name."""
    if actor.department_id is None or actor.account_id is None:
        return Account.objects.none()
    return (
        Account.objects.filter(
            is_active=True,
            tenures__ended_at=None,
            tenures__post__department_id=actor.department_id,
            tenures__post__closed_at=None,
        )
        .exclude(id=actor.account_id)
        .distinct()
        .order_by("person__name", "login_name")
    )


@dataclass(frozen=True, slots=True)
class KeepsOut:
    """Whose cases somebody must not handle: one's own, one's family's, one's companies'."""

    persons: frozenset[UUID] = frozenset()
    digests: frozenset[bytes] = frozenset()
    credit_codes: frozenset[str] = frozenset()
    own_digests: frozenset[bytes] = frozenset()
    """Of one's own document numbers."""

    def of_document(self, document_type: str, number: str) -> bool:
        """Whether the document is one's own, a declared relative's, or of a company of one's own."""
        if document_type == DocumentType.CREDIT_CODE:
            return number in self.credit_codes
        return digest(number.strip().upper(), ID_CONTEXT) in self.digests | self.own_digests

    def of_company(self, credit_code: str, representative_id: UUID | None) -> bool:
        """Whether one acts for the company, represents it, or has declared it."""
        return credit_code in self.credit_codes or representative_id in self.persons


# In SQL and not through the models: every act of an officer asks it.
KEPT_OUT_OF = """
    SELECT person_id, relative_digest, credit_code, FALSE FROM accounts_recusal
    WHERE person_id = ANY(%(persons)s) AND ended_at IS NULL
    UNION ALL
    SELECT id, id_digest, NULL, TRUE FROM accounts_naturalperson WHERE id = ANY(%(persons)s)
    UNION ALL
    SELECT representative_id, NULL, credit_code, FALSE FROM accounts_legalperson
    WHERE representative_id = ANY(%(persons)s)
    UNION ALL
    SELECT may.person_id, NULL, company.credit_code, FALSE
    FROM accounts_clerkship AS may
    JOIN accounts_legalperson AS company ON company.id = may.legal_person_id
    WHERE may.person_id = ANY(%(persons)s) AND may.revoked_at IS NULL
      AND (may.until IS NULL OR may.until > %(now)s)
"""


def keeps_out(actor: Actor) -> KeepsOut:
    """Whose cases the actor must not handle; who stands in keeps out of the holder's too.

    公务员法 76; one question, whatever was declared.
    """
    return keep_outs([actor])[actor]


def keep_outs(actors: Iterable[Actor]) -> dict[Actor, KeepsOut]:
    """The same of many actors, with one question for all of them."""
    of_actor = {
        actor: frozenset(p for p in (actor.person_id, actor.standing_for) if p is not None)
        for actor in actors
    }
    persons = frozenset[UUID]().union(*of_actor.values())
    rows: list[tuple[UUID, Any, str | None, bool]] = []
    if persons:
        with connection.cursor() as cursor:
            cursor.execute(KEPT_OUT_OF, {"persons": list(persons), "now": now()})
            rows = cursor.fetchall()
    return {
        actor: KeepsOut(
            persons=own,
            digests=frozenset(
                bytes(mark) for who, mark, _code, mine in rows if who in own and mark and not mine
            ),
            credit_codes=frozenset(code for who, _mark, code, _ in rows if who in own and code),
            own_digests=frozenset(
                bytes(mark) for who, mark, _code, mine in rows if who in own and mark and mine
            ),
        )
        for actor, own in of_actor.items()
    }


def recusals_of(person_id: UUID) -> QuerySet[Recusal]:
    """What somebody has declared and what still holds."""
    return Recusal.objects.filter(person_id=person_id, ended_at=None).order_by("created_at")


def all_recusals(actor: Actor) -> QuerySet[Recusal]:
    """Every one that holds, for the security administrator. Raises Forbidden."""
    must(actor, "all_recusals")
    return (
        Recusal.objects.filter(ended_at=None)
        .select_related("person")
        .order_by("person__name", "id")
    )


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One line of the review of rights."""

    tenure: Tenure
    reviewed_at: datetime | None
    is_due: bool

    @property
    def duties(self) -> str:
        """The duties by their names."""
        return _("、").join(str(Duty(d).label) for d in self.tenure.post.duties)


def held_posts(actor: Actor) -> list[HeldPost]:
    """Who holds which post and when that was reviewed last, the longest ago first.

    For the security and the audit administrator. Raises Forbidden.
    """
    must(actor, "held_posts")
    rows = (
        Tenure.objects.filter(ended_at=None)
        .select_related("account__person", "post__department")
        .annotate(reviewed_at=Max("reviews__reviewed_at"))
        .order_by(F("reviewed_at").asc(nulls_first=True), "since", "id")
    )
    before = now() - REVIEW_AFTER
    return [
        HeldPost(row, row.reviewed_at, max(row.reviewed_at or row.since, row.since) < before)
        for row in rows
    ]


def reviews_of(tenure_ids: Iterable[UUID]) -> QuerySet[RightsReview]:
    """The reviews of these tenures, newest first."""
    return RightsReview.objects.filter(tenure_id__in=list(tenure_ids)).order_by("-reviewed_at")


def officers(actor: Actor, *, search: str = "") -> QuerySet[Account]:
    """Accounts that hold or held a post, for the system administrator. Raises Forbidden.

    ``search``: a part of the name or of the sign-in name.
    """
    must(actor, "officers")
    rows = Account.objects.filter(tenures__isnull=False).distinct()
    text = search.replace("\x00", "").strip()[:40]
    if text:
        rows = rows.filter(Q(login_name__icontains=text) | Q(person__name__icontains=text))
    return rows.order_by("login_name")
