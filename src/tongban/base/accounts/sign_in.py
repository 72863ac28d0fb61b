"""Sign-in: by login name or phone and password, or by a code sent over the SMS channel.

The steps, their time-outs, rate limits and the defence against finding out who has an account are
django-allauth's; here it is told where our people and phones are.
"""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import RegexValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts import guesses
from tongban.base.accounts.devices import address_of, remember_browser
from tongban.base.accounts.models import Account
from tongban.base.accounts.queries import account_by_phone, first_choice, plain_phone
from tongban.base.accounts.services import count_visit
from tongban.base.accounts.services.tries import CodeTry
from tongban.base.accounts.signed_in import begin, end
from tongban.base.kernel.actors import system
from tongban.base.kernel.digests import sm3
from tongban.base.kernel.errors import TooMany
from tongban.base.notices.services import send


class PhoneField(forms.CharField):
    """A mobile number of mainland China, digits only once cleaned."""

    default_validators = [
        RegexValidator(r"^1\d{10}$", _("请填 11 位手机号，只填数字。"), code="phone")
    ]

    def to_python(self, value: Any) -> str:
        """Spaces and hyphens that people type between the digits do not matter."""
        return plain_phone(str(super().to_python(value) or ""))


class AccountAdapter(DefaultAccountAdapter):
    """Where phones are kept and how a code reaches them."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("登录名或密码不对，请再看一遍。"),
        "phone_password_mismatch": _("手机号或密码不对，请再看一遍。"),
        "email_password_mismatch": _("登录名或密码不对，请再看一遍。"),
        "incorrect_code": _("验证码不对，请看清短信里的数字再填。"),
        "too_many_login_attempts": _("试的次数太多了，请过几分钟再试，或打 12345。"),
        "rate_limited": _("试的次数太多了，请过几分钟再试，或打 12345。"),
        "account_inactive": _("这个账户已停用。请到办事大厅或打 12345。"),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at; refuse while one has to wait."""
        try:
            guesses.claim(guesses.of_credentials(request, credentials))
        except TooMany as waiting:
            raise self.validation_error("too_many_login_attempts") from waiting

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Take the try back when it was right."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            guesses.forgive(guesses.of_credentials(request, credentials))
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """Ours are counted in ``services.tries``; allauth's own counters are switched off."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Into the security log."""
        guesses.failed(request, guesses.of_credentials(request, credentials))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and write down where."""
        super().login(request, user)
        assert isinstance(user, Account)
        records = get_authentication_records(request, user)
        begin(request, user, method="+".join(dict.fromkeys(r["method"] for r in records)))

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and write it down."""
        end(request, why="signed_out")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> HttpResponse:
        """Let the browser be known again."""
        response: HttpResponse = super().post_login(request, user, **more)
        assert isinstance(user, Account)
        remember_browser(request, response, user)
        return response

    def send_unknown_account_sms(self, phone: str, **_kwargs: Any) -> None:
        """Do the work of sending a code and keep nothing of it.

        Who asks for an unknown number must not be answered sooner than for a known one.
        """
        with transaction.atomic():
            self.send_verification_code_sms(Account(), phone, self._six_digits())
            transaction.set_rollback(True)

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Registration needs verified elements of identity; it is done at a hall window."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers to their desk, everybody else to their own space."""
        assert isinstance(request.user, Account)
        return "/desk/" if first_choice(request.user).startswith("post:") else "/my/"

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """The field for a phone."""
        return PhoneField(label=_("手机号"), **kwargs)

    def clean_phone(self, phone: str) -> str:
        """As a form would clean it."""
        return str(PhoneField().clean(phone))

    def get_user_by_phone(self, phone: str) -> Account | None:
        """Found by the keyed digest; the number itself is sealed."""
        return account_by_phone(phone)

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        """The person's phone; numbers are verified when they are kept."""
        person = user.person if isinstance(user, Account) else None
        return (person.phone, True) if person and person.phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        """Numbers are changed through ``accounts.services`` alone."""

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """A number that received its code stays verified."""

    def send_verification_code_sms(
        self, user: AbstractBaseUser, phone: str, code: str, **_kwargs: Any
    ) -> None:
        """Put the code in the outbox."""
        send(
            actor=system("登录"),
            template="sign_in_code",
            address=phone,
            values={"code": code},
            subject_kind="account",
            subject_id=user.pk,
            sensitive=True,
            valid_for=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
        )

    def generate_phone_verification_code(self, **_kwargs: Any) -> str:
        """Six digits: what everybody expects from an SMS."""
        return self._six_digits()

    def generate_login_code(self) -> str:
        """Six digits."""
        return self._six_digits()

    @staticmethod
    def _six_digits() -> str:
        from secrets import randbelow

        return f"{randbelow(1_000_000):06d}"


class PasswordForm(LoginForm):
    """Sign in by password, in plain words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the fields as people do."""
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("手机号或登录名")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "class": "tb-input"}
        self.fields["login"].error_messages["required"] = _("请填手机号或登录名。")
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {
            "autocomplete": "current-password",
            "class": "tb-input",
        }
        self.fields["password"].error_messages["required"] = _("请填密码。")


class AskCodeForm(RequestLoginCodeForm):
    """Ask for a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the field and let phones show their number keys."""
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs = {
            "autocomplete": "tel",
            "inputmode": "numeric",
            "class": "tb-input",
        }
        self.fields["phone"].error_messages["required"] = _("请填手机号。")

    def clean_phone(self) -> str:
        """Counted for the number and for the address, whether or not anybody has the number."""
        phone = str(self.cleaned_data["phone"])
        address = address_of(context.request)
        limits = {f"code|{phone}|hour": (4, 3600), f"code|{phone}|day": (10, 86400)}
        limits[f"code|{address}|hour"] = (settings.CODES_FOR_AN_ADDRESS, 3600)
        try:
            count_visit(actor=system("登录"), keys=limits)
        except TooMany as waiting:
            raise forms.ValidationError(
                _("这个手机号要验证码的次数太多了，请过一会儿再试，或用密码登录。"),
                code=waiting.code,
            ) from waiting
        return str(super().clean_phone())


class EnterCodeForm(ConfirmLoginCodeForm):
    """Enter the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the field and let phones offer the code that just came."""
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("短信里的验证码")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "tb-input tb-input--short",
        }
        self.fields["code"].error_messages["required"] = _("请填验证码。")

    def clean_code(self) -> str:
        """Three tries a code, counted in a locked row: many at the same moment are many."""
        session = context.request.session.session_key
        one = CodeTry(sm3(f"{session}|{self.expected_code}".encode()).hex())
        try:
            guesses.claim(one)
        except TooMany as waiting:
            raise forms.ValidationError(
                _("这个验证码试的次数太多了，已经作废。请再发一次。"), code=waiting.code
            ) from waiting
        return str(super().clean_code())
