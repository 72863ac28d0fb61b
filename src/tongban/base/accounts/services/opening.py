"""账户: open an account."""

import re
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import person as person_of
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.people import PHONE
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction

LOGIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
"""Lower case alone, so that two names never differ by case only."""


@in_one_transaction
def open_account(
    *, actor: Actor, login_name: str, password: str | None, person_id: UUID | None = None
) -> Account:
    """Open an account. Without a password it is entered by a code alone.

    Raises Invalid for a sign-in name that is none (a phone number is found by the person, not by
    a name) or a weak password, Missing for an unknown person, Conflict when the name is taken or
    the person has an account: one human being has one.
    """
    must(actor, "open_account")
    if not LOGIN_NAME.fullmatch(login_name) or PHONE.fullmatch(login_name):
        raise Invalid(
            _("登录名不对，请改一下。"),
            findings=[
                FieldFinding(
                    "login_name",
                    "login_name",
                    _("登录名为 2 到 64 个小写字母、数字、点、横线，不能是手机号。"),
                )
            ],
        )
    if person_id is not None:
        person_of(person_id)
        if Account.objects.filter(person_id=person_id).exists():
            raise Conflict(_("这个人已经有账户了，一人一个。"), code="person_has_account")
    if Account.objects.filter(login_name=login_name).exists():
        raise Conflict(_("这个登录名已经有人用了，请换一个。"), code="login_name_taken")
    account = Account(login_name=login_name, person_id=person_id)
    if password is not None:
        refuse_weak(password, account)
        account.set_password(password)
    else:
        account.set_unusable_password()
    account.save()
    record(actor=actor, act="open_account", subject_kind="account", subject_id=account.id)
    return account


def refuse_weak(password: str, account: Account) -> None:
    """Raises Invalid with every reason why a password is too weak for the account."""
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Invalid(
            _("密码太简单，请换一个。"),
            findings=[FieldFinding("password", "weak_password", m) for m in error.messages],
        ) from error
