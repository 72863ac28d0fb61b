"""Second factors: sealed secrets, whether one was used in this session, and who must use one."""

import base64
from typing import Any
from uuid import UUID

import segno
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import tenures_of
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.sealing import seal, unseal

SECRET_CONTEXT = "mfa.authenticator.secret"  # noqa: S105 - the name of a column, no secret
OFFERED = "offered"
"""The one word that does not force it: whatever else a city writes, mistyped or not, does."""


class FactorAdapter(DefaultMFAAdapter):
    """Seals what authenticators keep secret, and says things in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("没有通过验证。请再看一遍，或者换一种方式。"),
    }

    def encrypt(self, text: str) -> str:
        """Sealed with the city's key, as text, since allauth keeps it in JSON."""
        return base64.b64encode(seal(text, SECRET_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The counterpart; raises SealBrokenError for what was changed or never sealed."""
        return unseal(base64.b64decode(encrypted_text), SECRET_CONTEXT)

    def get_totp_issuer(self) -> str:
        """What the authenticator app shows above the code."""
        return f"{settings.CITY['name']}通办"

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def build_totp_svg(self, url: str) -> str:
        """The square to scan, drawn without any style of its own."""
        return str(segno.make(url, error="m").svg_inline(scale=5, omitsize=False, border=3))

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,
        type: Authenticator.Type,  # noqa: A002 - allauth's name
    ) -> str:
        """A name for who gives none."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("通行密钥 %(number)d") % {"number": count + 1}


def used_in(request: HttpRequest) -> bool:
    """Whether a second factor (or a passkey, which is both) was used in this session."""
    user = request.user
    if not isinstance(user, Account):
        return False
    return any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def is_high(actor: Actor) -> bool:
    """Whether the post carries a duty for which the city asks for a second factor."""
    return actor.has(*settings.SECOND_FACTOR_DUTIES)


def is_required() -> bool:
    """Whether the city forces it for high posts."""
    return bool(settings.SECOND_FACTOR != OFFERED)


def is_missing(request: HttpRequest, actor: Actor) -> bool:
    """Whether this post may not be acted in before a second factor was used in this session.

    Who took the last factor away has none any more, whatever was used before.
    """
    if not is_required() or not is_high(actor):
        return False
    return not (used_in(request) and has_factor(actor.account_id))


def has_factor(account_id: UUID | None) -> bool:
    """Whether the account has an app or a passkey; recovery codes alone are none."""
    return bool(
        Authenticator.objects.filter(user_id=account_id)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .exists()
    )


def without_post(actor: Actor) -> Actor:
    """The same human being without the post: oneself, or nobody in particular but known."""
    return Actor(
        capacity=Capacity.SELF if actor.person_id else Capacity.VISITOR,
        name=actor.name,
        account_id=actor.account_id,
        person_id=actor.person_id,
    )


def holds_high_post(account: Account) -> bool:
    """Whether any post of the account carries such a duty."""
    wanted = set(settings.SECOND_FACTOR_DUTIES)
    return any(wanted & set(tenure.post.duties) for tenure in tenures_of(account.id))


def factors_of(account: Account) -> list[Any]:
    """The account's apps, passkeys and recovery codes, in the order in which they were added."""
    return list(Authenticator.objects.filter(user_id=account.pk).order_by("id"))
