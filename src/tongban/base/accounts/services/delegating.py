"""授权帮办: a person lets somebody act for one matter and some hours; seen at a window, an officer
acts for who stands there. Whoever helps acts under the own name, and both are on every act.
"""

from collections.abc import Mapping
from datetime import timedelta
from secrets import randbelow
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.accounts import codes
from tongban.base.accounts.attempts import slow_down
from tongban.base.accounts.delegations import CODE_CONTEXT, in_force
from tongban.base.accounts.models import Delegation, NaturalPerson
from tongban.base.accounts.names import plain_name
from tongban.base.accounts.queries import account as account_of
from tongban.base.accounts.queries import person as person_of
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.tries import CodeTry, claim_try, forgive_try
from tongban.base.accounts.types import DelegationWay
from tongban.base.audit.services import record
from tongban.base.files.services import keep
from tongban.base.files.types import Readable
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.notices.services import send

CODE_LIFE = timedelta(hours=1)
"""How long a code waits for whoever enters it."""
CONSENT_LIFE = timedelta(minutes=10)
"""How long the code of an agent is good: the person has to be asked, perhaps by telephone."""
AT_ONCE = 5
"""How many delegations of one person may be open."""
SERVED = timedelta(hours=4)
"""A person stands at a window for so long at most; then it is asked again who stands there."""


@in_one_transaction
def make_delegation(
    *,
    actor: Actor,
    item_code: str,
    item_name: str,
    hours: int,
    case_id: UUID | None = None,
    may_fetch: bool = False,
) -> tuple[Delegation, str]:
    """Let whoever gets the code act for oneself in one matter for ``hours``. Returns the code, which
    is shown this once: only its digest is kept.

    That item and case are the person's, the app above has made sure of. Raises Forbidden, Invalid
    for hours beyond ``settings.DELEGATION_HOURS``, Conflict (``too_many_delegations``).
    """
    must(actor, "make_delegation", None, only="in_person")
    assert actor.person_id is not None
    findings = []
    if not 1 <= hours <= settings.DELEGATION_HOURS:
        findings.append(
            FieldFinding(
                "hours",
                "range",
                _("请选 1 到 %(most)s 小时。") % {"most": settings.DELEGATION_HOURS},
            )
        )
    if not (0 < len(item_code) <= 64 and 0 < len(item_name) <= 200):
        findings.append(FieldFinding("item", "required", _("请选让人帮办的事。")))
    if findings:
        raise Invalid(_("没有生成帮办码，请按提示改。"), findings=findings)
    slow_down("make_delegation", str(actor.person_id))
    person = NaturalPerson.objects.select_for_update().get(id=actor.person_id)
    if _open(person).count() >= AT_ONCE:
        raise Conflict(
            _("您已经让 %(n)s 个人帮办，请先收回不用的。") % {"n": AT_ONCE},
            code="too_many_delegations",
        )
    moment = now()
    code = _new_code()
    until = moment + timedelta(hours=hours)
    made = Delegation.objects.create(
        person=person,
        way=DelegationWay.CODE,
        item_code=item_code,
        item_name=item_name,
        case_id=case_id,
        may_fetch=may_fetch,
        code_digest=digest(code, CODE_CONTEXT),
        code_until=min(until, moment + CODE_LIFE),
        since=moment,
        until=until,
        agreed_at=moment,
    )
    _note("make_delegation", actor, made, hours=hours)
    return made, code


@in_one_transaction
def take_delegation(*, actor: Actor, code: str, name: str) -> Delegation | None:
    """Enter a code and the name of who gave it: from now on one may help. None when they do not
    fit, whichever of the two; the wrong try is counted, which is a change that stays.

    Raises Forbidden (``assurance_too_low``), TooMany after three wrong tries, Conflict
    (``own_code``).
    """
    must(actor, "take_delegation", None, only="in_person")
    assert actor.account_id is not None
    assert actor.person_id is not None
    must(actor, "take_delegation", person_of(actor.person_id), only="known")
    tried = CodeTry(f"delegation|{actor.account_id}")
    claim_try(actor=system("帮办码"), one=tried)
    digits = "".join(c for c in code if c.isdecimal())
    found = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(
            way=DelegationWay.CODE,
            code_digest=digest(digits, CODE_CONTEXT),
            code_until__gt=now(),
            ended_at__isnull=True,
        )
        .first()
    )
    if found is None or found.person.name != plain_name(name):
        record(
            actor=actor,
            act="delegation_code_wrong",
            subject_kind="account",
            subject_id=actor.account_id,
        )
        return None
    if found.person_id == actor.person_id:
        raise Conflict(_("这是您自己的帮办码，请把它告诉帮您办事的人。"), code="own_code")
    forgive_try(actor=system("帮办码"), one=tried)
    found.account = account_of(actor.account_id)
    found.taken_at = now()
    found.code_digest = None
    found.save(update_fields=["account", "taken_at", "code_digest"])
    _note("take_delegation", actor, found)
    _tell(found, actor, "delegation_taken", helper=actor.name)
    return found


@in_one_transaction
def end_delegation(*, actor: Actor, delegation_id: UUID) -> Delegation:
    """The person takes it back, or whoever helps gives it up. It holds from the next request on.

    Raises Missing for anybody else's; ended already: nothing happens.
    """
    must(actor, "end_delegation")
    found = _locked(delegation_id)
    must(actor, "end_delegation", found)
    if found.ended_at is None:
        _end(found)
        _note("end_delegation", actor, found)
    if found.way == DelegationWay.PRESENT:
        # Who leaves the window leaves it for every company too.
        for other in Delegation.objects.select_for_update().filter(
            person_id=found.person_id,
            account=found.account,
            post=found.post,
            way=DelegationWay.PRESENT,
            ended_at__isnull=True,
        ):
            _end(other)
    return found


@in_one_transaction
def serve_person(
    *, actor: Actor, person_id: UUID, reader: str, place: Mapping[str, str] | None = None
) -> Delegation:
    """An officer at a window begins to act for who stands there, compared with the document.

    Whom the officer served before at this post has left. ``reader`` names what read the document.
    Raises Forbidden (never for oneself), Missing, Conflict (``to_the_admin``).
    """
    must(actor, "serve_person")
    must(actor, "serve_person", person_id)
    person = _living(person_id)
    assert actor.account_id is not None
    assert actor.post_id is not None
    for before in Delegation.objects.select_for_update().filter(
        account_id=actor.account_id,
        post_id=actor.post_id,
        way=DelegationWay.PRESENT,
        ended_at__isnull=True,
    ):
        _end(before)
    moment = now()
    made = Delegation.objects.create(
        person=person,
        account_id=actor.account_id,
        post_id=actor.post_id,
        way=DelegationWay.PRESENT,
        since=moment,
        until=moment + SERVED,
        agreed_at=moment,
        taken_at=moment,
        place=dict(place or {}),
    )
    _note("serve_person", actor, made, reader=reader[:40], **made.place)
    return made


@in_one_transaction
def ask_consent(*, actor: Actor, person_id: UUID, item_code: str, item_name: str) -> Delegation:
    """An agent asks a person of the community to agree to one matter: a code goes to the phone.

    Without a phone nothing is sent, and the signed paper is scanned instead. Raises Forbidden (not
    of the community, oneself), Missing, Invalid, Conflict (``too_many_codes``).
    """
    must(actor, "ask_consent")
    person = _living(person_id)
    must(actor, "ask_consent", person)
    assert actor.account_id is not None
    assert actor.post_id is not None
    if not (0 < len(item_code) <= 64 and 0 < len(item_name) <= 200):
        raise Invalid(
            _("没有请本人同意。"),
            findings=[FieldFinding("item", "required", _("请选要代办的事。"))],
        )
    moment = now()
    lately = Delegation.objects.filter(
        person=person, way__in=DelegationWay.BY_AGENT, created_at__gt=moment - timedelta(hours=1)
    ).count()
    if lately >= codes.CODES_AN_HOUR:
        raise Conflict(_("一小时里请本人同意的次数太多了，请过一小时再试。"), code="too_many_codes")
    made = Delegation(
        person=person,
        account_id=actor.account_id,
        post_id=actor.post_id,
        way=DelegationWay.SMS if person.phone else DelegationWay.PAPER,
        item_code=item_code,
        item_name=item_name,
        since=moment,
        until=moment + timedelta(hours=settings.DELEGATION_HOURS),
    )
    if person.phone:
        code = codes.new_code()
        made.code_digest = codes.code_digest(made.id, code)
        made.code_until = moment + CONSENT_LIFE
        made.save()
        send(
            actor=actor,
            template="agent_consent",
            address=person.phone,
            values={
                "agent": actor.name,
                "department": actor.department_name,
                "item": item_name,
                "code": code,
            },
            subject_kind="delegation",
            subject_id=made.id,
            sensitive=True,
            valid_for=CONSENT_LIFE,
        )
    else:
        made.save()
    _note("ask_consent", actor, made)
    return made


@in_one_transaction
def confirm_consent(*, actor: Actor, delegation_id: UUID, code: str) -> bool:
    """Whether it is the code that the person got and told the agent; a wrong one is counted, which
    is a change that stays. Raises Missing, Conflict (``code_over``, ``agreed_already``).
    """
    must(actor, "confirm_consent")
    found = _asked("confirm_consent", actor, delegation_id)
    dead = found.code_until is None or found.code_until <= now()
    if dead or found.tries >= codes.TRIES or found.code_digest is None:
        raise Conflict(_("这条验证码不能用了，请重新请本人同意。"), code="code_over")
    if not codes.fits(found.id, code, bytes(found.code_digest)):
        found.tries += 1
        found.save(update_fields=["tries"])
        return False
    _agree(found, actor, "confirm_consent")
    return True


@in_one_transaction
def consent_on_paper(
    *, actor: Actor, delegation_id: UUID, stream: Readable, filename: str
) -> Delegation:
    """The person has signed that the agent may act; the paper is kept.

    Raises Missing, Conflict (``agreed_already``) and what ``files`` raises for the file.
    """
    must(actor, "consent_on_paper")
    found = _asked("consent_on_paper", actor, delegation_id)
    kept = keep(actor=actor, stream=stream, name=filename, purpose="consent")
    found.way = DelegationWay.PAPER
    found.paper_id = kept.id
    _agree(found, actor, "consent_on_paper", file=str(kept.id))
    return found


@in_one_transaction
def bind_delegation(*, actor: Actor, case_id: UUID) -> None:
    """The one case of a helper or an agent is this. Part of beginning or going on with it."""
    must(actor, "bind_delegation")
    if actor.delegation_id is None:
        return
    found = _locked(actor.delegation_id)
    if found.way == DelegationWay.PRESENT or found.case_id == case_id:
        return
    found.case_id = case_id
    found.save(update_fields=["case_id"])
    _note("bind_delegation", actor, found)


def _asked(act: str, actor: Actor, delegation_id: UUID) -> Delegation:
    found = _locked(delegation_id)
    must(actor, act, found)
    if found.agreed_at is not None or found.ended_at is not None:
        raise Conflict(_("本人已经同意过，或者已经结束。"), code="agreed_already")
    return found


def _agree(found: Delegation, actor: Actor, act: str, **detail: str) -> None:
    found.agreed_at = found.taken_at = now()
    found.code_digest = None
    found.save(update_fields=["agreed_at", "taken_at", "code_digest", "way", "paper"])
    _note(act, actor, found, **detail)
    _tell(found, actor, "delegation_taken", helper=f"{actor.name}（代办员）")


def _end(found: Delegation) -> None:
    found.ended_at = now()
    found.code_digest = None
    found.save(update_fields=["ended_at", "code_digest"])


def _open(person: NaturalPerson) -> QuerySet[Delegation]:
    """Those that hold, and codes that still wait."""
    waiting = Delegation.objects.filter(
        person=person, way=DelegationWay.CODE, taken_at=None, code_until__gt=now(), ended_at=None
    )
    return waiting | in_force().filter(person=person, way=DelegationWay.CODE)


def _new_code() -> str:
    """Eight digits that no waiting delegation has."""
    while True:
        code = f"{randbelow(100_000_000):08d}"
        if not Delegation.objects.filter(
            way=DelegationWay.CODE, code_digest=digest(code, CODE_CONTEXT)
        ).exists():
            return code


def _locked(delegation_id: UUID) -> Delegation:
    found = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(id=delegation_id)
        .first()
    )
    if found is None:
        raise Missing(_("没有这次授权。"))
    return found


def _living(person_id: UUID) -> NaturalPerson:
    person = NaturalPerson.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise Missing(_("没有这个人。"))
    if person.died_on is not None or person.merged_into_id is not None:
        raise Conflict(_("这份登记已经停用，不能再办。"), code="to_the_admin")
    return person


def _tell(found: Delegation, actor: Actor, template: str, **values: str) -> None:
    """The person learns who may act now, and until when."""
    if not found.person.phone:
        return
    until = to_shanghai(found.until)
    send(
        actor=actor,
        template=template,
        address=found.person.phone,
        values={
            "item": found.item_name,
            "until": f"{until.month} 月 {until.day} 日 {until:%H:%M}",
            **values,
        },
        subject_kind="delegation",
        subject_id=found.id,
    )


def _note(act: str, actor: Actor, found: Delegation, **detail: object) -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="person",
        subject_id=found.person_id,
        division_code=found.person.division_code or actor.division_code,
        detail={
            "delegation": str(found.id),
            "way": found.way,
            **({"item": found.item_code} if found.item_code else {}),
            **({"case": str(found.case_id)} if found.case_id else {}),
            **detail,
        },
    )
