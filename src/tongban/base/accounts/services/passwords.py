"""密码: change one's own."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from tongban.base.accounts.models import Account
from tongban.base.accounts.rights import must
from tongban.base.accounts.services.ending import end_grants_where
from tongban.base.accounts.services.warning import warn_owner
from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.transactions import in_one_transaction


@in_one_transaction
def change_password(*, actor: Actor, new_password: str) -> Account:
    """Give one's own account another password.

    That it is really oneself is asked by the page (a step up within the last minutes). Every other
    session is worth nothing from then on, since Django's sessions hold a digest of the password;
    the page ends their rows too. What systems were granted ends here, and the owner is told. Raises Invalid with every reason why the password will not do.
    """
    must(actor, "change_password")
    assert actor.account_id is not None
    account = Account.objects.select_for_update(of=("self",)).get(id=actor.account_id)
    must(actor, "change_password", account)
    findings = []
    if account.check_password(new_password):
        findings.append(
            FieldFinding("new_password", "same", _("这就是现在的密码，请换一个不一样的。"))
        )
    try:
        validate_password(new_password, account)
    except ValidationError as error:
        findings += [FieldFinding("new_password", "weak_password", m) for m in error.messages]
    if findings:
        raise Invalid(_("密码没有改，请按提示换一个。"), findings=findings)
    account.set_password(new_password)
    account.save(update_fields=["password"])
    end_grants_where(actor, Q(account=account), "password_changed")
    record(actor=actor, act="change_password", subject_kind="account", subject_id=account.id)
    warn_owner(actor, account, "password_changed")
    return account
