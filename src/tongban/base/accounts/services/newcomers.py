"""代办员当面注册: an agent of a village opens an account for somebody of it who has none yet."""

from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account, NaturalPerson
from tongban.base.accounts.names import plain_name
from tongban.base.accounts.queries import account_of, person_by_number
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.completing import new_login_name
from tongban.base.accounts.services.consenting import keep_consent
from tongban.base.accounts.services.opening import open_account
from tongban.base.accounts.services.people import register_person
from tongban.base.accounts.services.windows import first_password
from tongban.base.accounts.terms import NEEDED
from tongban.base.accounts.types import Assurance
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def register_by_agent(
    *,
    actor: Actor,
    name: str,
    id_number: str,
    reader: str,
    address: str = "",
    agreed: bool = False,
) -> tuple[Account, str]:
    """Open an account for somebody of the agent's community, compared with the document (L2: an
    agent is no hall). Returns the account and its first password, which is kept nowhere and must be
    changed at the first sign-in. ``agreed``: the printed agreement and notice were signed.

    Raises Forbidden, Invalid, Conflict: ``to_the_window`` for whoever is registered in another place
    or under another name, or has no registration that is in use (which of them an agent does not
    learn), ``person_has_account``.
    """
    must(actor, "register_by_agent")
    if not agreed:
        raise Invalid(
            _("请先让本人看过并签字。"),
            findings=[FieldFinding("agreed", "required", _("请勾选：本人已签服务协议和告知书"))],
        )
    known = person_by_number(id_number)
    if known is None:
        person = register_person(
            actor=actor,
            name=name,
            id_number=id_number,
            address=address,
            division_code=actor.division_code,
            assurance=Assurance.NAME_AND_NUMBER,
        )
    else:
        person = _of_the_community(actor, known.id, name)
    password = first_password()
    opened = open_account(
        actor=actor, login_name=new_login_name(), password=password, person_id=person.id
    )
    opened.must_change_password = True
    opened.save(update_fields=["must_change_password"])
    for kind in NEEDED:
        keep_consent(person=person, given_by=person, kind=kind)
    record(
        actor=actor,
        act="register_by_agent",
        subject_kind="person",
        subject_id=person.id,
        division_code=person.division_code,
        detail={"reader": reader[:40]},
    )
    return opened, password


def _of_the_community(actor: Actor, person_id: UUID, name: str) -> NaturalPerson:
    person = NaturalPerson.objects.select_for_update().get(id=person_id)
    is_usable = person.died_on is None and person.merged_into_id is None
    if (
        not is_usable
        or plain_name(name) != person.name
        or not person.division_code.startswith(actor.division_code.rstrip("0"))
    ):
        raise Conflict(_("这个人不能在这里登记，请本人到窗口办。"), code="to_the_window")
    if account_of(person.id) is not None:
        raise Conflict(_("这个人已经有账户了，不用再登记。"), code="person_has_account")
    if person.assurance < Assurance.NAME_AND_NUMBER:
        person.assurance = Assurance.NAME_AND_NUMBER
        person.save(update_fields=["assurance"])
    return person
