"""提升实名等级: prove one more element of one's own identity."""

from datetime import timedelta

from django.utils.translation import gettext as _

from tongban.base.accounts.attempts import slow_down
from tongban.base.accounts.identity import Element, ElementVerdict
from tongban.base.accounts.models import NaturalPerson, Verification
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.proofs import asked, level_of
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.consenting import keep_consent
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction

WRONG_AN_HOUR = 5


@in_one_transaction
def prove_element(*, actor: Actor, element: str, value: str = "", agreed_version: str = "") -> bool:
    """Have one more element compared; what matches raises the level, as far as it goes.

    A bank card is compared together with the phone that is kept: the four elements. A wrong value
    is kept as a try and changes no level; False is returned. ``agreed_version``: of the text on
    bank cards and numbers, or on faces, which is agreed to by itself (PIPL 29).

    Raises Forbidden; Invalid for an unknown element or what was not agreed to; Conflict
    (``no_plain_identity`` after a network identity, ``no_phone``, ``too_many_tries``);
    IdentityUnavailable when the provider fails: then nothing is kept.
    """
    must(actor, "prove_element")
    kind, text = _asked_for(element, agreed_version)
    slow_down("prove_element", str(actor.person_id))
    assert actor.person_id is not None
    person = NaturalPerson.objects.select_for_update().get(id=actor.person_id)
    if not person.id_number:
        raise Conflict(
            _("用网号登记的账户没有留下证件号码，请到办事大厅当面核验。"), code="no_plain_identity"
        )
    wanted = {kind: value.strip()}
    if kind in {Element.BANK_CARD, Element.PHONE}:
        if not person.phone:
            raise Conflict(_("银行卡要和手机号一起核验，请先登记手机号。"), code="no_phone")
        wanted[Element.PHONE] = person.phone
    _not_too_often(person)
    matched = set()
    for one, given in wanted.items():
        said = asked(
            name=person.name,
            document_type=person.document_type,
            id_number=person.id_number,
            element=one,
            value=given,
        )
        Verification.objects.create(
            person=person,
            provider=provider().name,
            element=one,
            request_id=said.request_id,
            verdict=said.verdict,
        )
        if said.verdict is ElementVerdict.MATCH:
            matched.add(one.value)
    level = person.assurance
    if matched == {one.value for one in wanted}:
        person.assurance = max(level, level_of(matched))
        person.save(update_fields=["assurance"])
        keep_consent(person=person, given_by=person, kind=text)
    record(
        actor=actor,
        act="prove_element",
        subject_kind="person",
        subject_id=person.id,
        division_code=person.division_code,
        detail={
            "element": element,
            "matched": sorted(matched),
            "before": level,
            "after": person.assurance,
        },
    )
    return len(matched) == len(wanted)


def _asked_for(element: str, agreed_version: str) -> tuple[Element, TermsKind]:
    """What is to be proven, and the text that was agreed to. Raises Invalid."""
    if element not in {one.value for one in provider().elements}:
        raise Invalid(_("没有这种核验方式，请重选。"))
    kind = Element(element)
    text = TermsKind.FACE if kind is Element.FACE else TermsKind.SENSITIVE
    if agreed_version != TERMS[text].version:
        raise Invalid(
            _("请先看过说明再勾选。"),
            findings=[
                FieldFinding(
                    "agreed", "required", _("请勾选：%(title)s") % {"title": TERMS[text].title}
                )
            ],
        )
    return kind, text


def _not_too_often(person: NaturalPerson) -> None:
    wrong = Verification.objects.filter(
        person=person, created_at__gt=now() - timedelta(hours=1)
    ).exclude(verdict=ElementVerdict.MATCH)
    if wrong.count() >= WRONG_AN_HOUR:
        raise Conflict(_("试的次数太多了，请过一小时再试，或到办事大厅办。"), code="too_many_tries")
