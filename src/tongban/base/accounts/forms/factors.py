"""Forms of second factors, of the step up before changes, and of the password."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts import guesses
from tongban.base.accounts.models import Account
from tongban.base.accounts.services import use_code
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TooMany


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("验证器里的 6 位数字"),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "tb-input tb-input--short",
            }
        ),
        error_messages={"required": _("请填验证器里的数字。")},
    )


class FactorCodeForm(forms.Form):
    """The code of an app, or a recovery code, at sign-in."""

    reauthenticated = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep whose code it is."""
        self.user: Account = kwargs.pop("user")
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()
        self.fields["code"].label = _("验证器里的 6 位数字，或一个备用码")

    def clean_code(self) -> str:
        """Right, not used before, and not one of too many tries."""
        code: str = self.cleaned_data["code"]
        one = guesses.of_account(context.request, self.user, kind="factor")
        try:
            guesses.claim(one)
        except TooMany as waiting:
            raise forms.ValidationError(waiting.message, code=waiting.code) from waiting
        found = use_code(actor=system("登录"), account_id=self.user.pk, code=code)
        if found is None:
            guesses.failed(context.request, one)
            raise forms.ValidationError(
                _("数字不对，或者已经用过。请填验证器里新出来的数字。"), code="wrong_code"
            )
        guesses.forgive(one)
        found.user = self.user
        self.authenticator = found
        return code

    def save(self) -> None:
        """The session remembers that a second factor was used."""
        post_authentication(
            context.request, self.authenticator, reauthenticated=self.reauthenticated
        )


class ConfirmCodeForm(FactorCodeForm):
    """The same as a step up before a change."""

    reauthenticated = True


@contextmanager
def _well_formed() -> Iterator[None]:
    """Take what a browser would never send for what is not accepted.

    fido2 reads what was posted as if it were complete and raises whatever comes up; an answer of
    status 500 would tell an attacker more than a user.
    """
    try:
        yield
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class FactorPasskeyForm(AuthenticateWebAuthnForm):
    """A passkey after the password."""

    def clean_credential(self) -> Any:
        """Verified by allauth."""
        with _well_formed():
            return super().clean_credential()


class ConfirmPasskeyForm(ReauthenticateWebAuthnForm):
    """A passkey as a step up."""

    def clean_credential(self) -> Any:
        """Verified by allauth."""
        with _well_formed():
            return super().clean_credential()


class PasskeySignInForm(LoginWebAuthnForm):
    """A passkey instead of name and password."""

    def clean_credential(self) -> Any:
        """Passkeys cannot be guessed; that somebody tries is in the security log all the same."""
        try:
            with _well_formed():
                return super().clean_credential()
        except forms.ValidationError:
            guesses.failed(context.request, guesses.of_passkey(context.request))
            raise


class ConfirmPasswordForm(ReauthenticateForm):
    """The password as a step up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the field in our words."""
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        field.label = _("现在的密码")
        field.help_text = ""
        field.widget.attrs = {"autocomplete": "current-password", "class": "tb-input"}
        field.error_messages["required"] = _("请填密码。")


class AddAppForm(forms.Form):
    """The first code of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """One field."""
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code_field()


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey: its name, and what the browser made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the field; what the browser made is put in by the script."""
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = _("给它起个名字")
        self.fields["name"].widget.attrs = {"class": "tb-input", "maxlength": "40"}
        self.fields["credential"].label = _("通行密钥")
        self.fields["credential"].error_messages["required"] = _(
            "浏览器没有生成通行密钥。请换一个浏览器，或者改用验证器。"
        )

    def clean(self) -> dict[str, Any]:
        """Verified, and with the person recognised by the device: it is used without a password."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        credential = cleaned.get("credential")
        if credential:
            with _well_formed():
                webauthn.parse_registration_response(credential)
                verified = webauthn.complete_registration(credential).is_user_verified()
            if not verified:
                raise get_adapter().validation_error("incorrect_code")
        return cleaned


class NewPasswordForm(forms.Form):
    """Another password, typed twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Two fields, both for a new password."""
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "new-password", "class": "tb-input"}
        for name, label, missing in (
            ("new_password", _("新密码"), _("请填新密码。")),
            ("again", _("再填一遍新密码"), _("请把新密码再填一遍。")),
        ):
            self.fields[name] = forms.CharField(
                label=label,
                max_length=128,
                strip=False,
                widget=forms.PasswordInput(attrs=dict(attrs)),
                error_messages={"required": missing},
            )

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        cleaned = super().clean() or {}
        if {"new_password", "again"} <= set(cleaned) and (
            cleaned["new_password"] != cleaned["again"]
        ):
            self.add_error("again", _("两遍填的不一样，请再填一遍。"))
        return cleaned
