"""People whom the mock national register knows, for the tests of registering and proving."""

from datetime import date

from django.apps import apps

from tongban.base.accounts.models import Registration
from tongban.base.accounts.services import (
    InventedIdentity,
    agree_to_terms,
    confirm_registration_phone,
    keep_demo_identities,
    start_registration,
    switch_demo_fault,
    verify_registration,
)
from tongban.base.accounts.services.begun import kinds_needed
from tongban.base.accounts.terms import TERMS
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.notices.models import DemoLetter, Message
from tongban.base.notices.services import deliver

NAME, PHONE = "阿依古丽·示范", "10070000001"
NUMBER = complete_id_card("34169019910305701")
CARD, SOCIAL, FUND, DRIVING = "1000000000000000901", "Z3416900901", "341690000901", "341690000902"
OTHER_NAME, OTHER_PHONE = "陈霜降", "10070000002"
OTHER_NUMBER = complete_id_card("34169019881024702")
CHILD_NUMBER = complete_id_card(f"341690{date(2018, 5, 6):%Y%m%d}703")


def known() -> None:
    """Fill the register: one with every element, one who does not drive."""
    keep_demo_identities(
        actor=operator(),
        identities=[
            InventedIdentity(
                name=NAME,
                id_number=NUMBER,
                phone=PHONE,
                social_card=SOCIAL,
                bank_card=CARD,
                fund_account=FUND,
                driving_file=DRIVING,
                is_shown=True,
            ),
            InventedIdentity(
                name=OTHER_NAME,
                id_number=OTHER_NUMBER,
                phone=OTHER_PHONE,
                social_card="Z3416900902",
                bank_card="1000000000000000902",
                is_shown=True,
            ),
        ],
    )


def know(name: str, number: str, phone: str, **more: str) -> None:
    """One more."""
    one = InventedIdentity(name=name, id_number=number, phone=phone, **more)  # type: ignore[arg-type]
    keep_demo_identities(actor=operator(), identities=[one])


def broken(kind: str) -> None:
    """Switch a fault on, or heal."""
    switch_demo_fault(actor=operator(), kind=kind)


def code_of(phone: str = "") -> str:
    """The newest code, delivered and read in the demo's mailbox."""
    import re

    from tongban.base.notices.queries import messages_to

    rows = Message.objects.order_by("-created_at")
    if phone:
        ids = [m.id for m in messages_to(phone)]
        rows = rows.filter(id__in=ids)
    message = rows[0]
    deliver(actor=system(), message_id=message.id)
    letter = DemoLetter.objects.get(key=message.id)
    found = re.search(r"\d{6}", letter.text)
    assert found is not None
    return found.group()


def at_terms(phone: str = PHONE) -> Registration:
    """A registration whose phone is proven."""
    row = start_registration(actor=VISITOR, phone=phone)
    assert confirm_registration_phone(actor=VISITOR, registration_id=row.id, code=code_of(phone))
    row.refresh_from_db()
    return row


def at_identity(phone: str = PHONE) -> Registration:
    """One that has agreed to the texts as well."""
    row = at_terms(phone)
    agreed = {kind.value: TERMS[kind].version for kind in kinds_needed(row)}
    return agree_to_terms(actor=VISITOR, registration_id=row.id, agreed=agreed)


def verified(row: Registration, **elements: str) -> list[str]:
    """Name and number of the first of the register, with these elements; what was refused."""
    given = {"name": NAME, "document_type": "111", "id_number": NUMBER}
    given |= {k: elements.pop(k) for k in list(elements) if k in given}
    found = verify_registration(actor=VISITOR, registration_id=row.id, elements=elements, **given)
    return [f"{f.place}:{f.code}" for f in found]


def rows() -> dict[str, list[object]]:
    """Every row that an act of this app could change, to be compared before and after."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for label in ("accounts", "notices", "cases")
        for model in apps.get_app_config(label).get_models()
    }
