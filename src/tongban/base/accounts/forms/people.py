"""Forms of the people's pages. Acts judge; forms ask, and show what an act found."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.identity import FURTHER, Element
from tongban.base.accounts.services.changes import NAME_MATERIALS
from tongban.base.accounts.services.registering import ONLINE_DOCUMENTS
from tongban.base.accounts.terms import TERMS, TermsKind
from tongban.base.accounts.types import DocumentType, Relation
from tongban.base.kernel.errors import TongbanError
from tongban.base.kernel.moments import today

NUMBER = {"autocomplete": "off", "spellcheck": "false"}
ISO = "%Y-%m-%d"
"""How browsers write a day into an input of the type date."""
DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
CODE = {"inputmode": "numeric", "autocomplete": "one-time-code"}
WINDOW_DOCUMENTS = (
    *ONLINE_DOCUMENTS,
    DocumentType.PASSPORT,
    DocumentType.FOREIGNER_RESIDENCE_PERMIT,
    DocumentType.TEMPORARY_ID_CARD,
    DocumentType.OTHER,
)
CHILD_DOCUMENTS = (DocumentType.ID_CARD, DocumentType.BIRTH_CERTIFICATE, DocumentType.PASSPORT)


def choices(kinds: Any) -> list[tuple[str, str]]:
    """Document types as choices."""
    return [(kind.value, kind.label) for kind in kinds]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, even when it is nothing: an empty answer is one that is judged too."""
    return request.POST if request.method == "POST" else None


class ActForm(forms.Form):
    """A form that shows what an act refused, at the field where it was."""

    def show(self, error: TongbanError) -> None:
        """Put every finding at its field, or at the top."""
        for finding in error.findings:
            self.add_error(finding.place if finding.place in self.fields else None, finding.message)
        if not error.findings:
            self.add_error(None, error.message)


class PhoneForm(ActForm):
    """A mobile number."""

    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "tel"}),
    )


class CodeForm(ActForm):
    """A code from a message."""

    code = forms.CharField(
        label=_("短信里的验证码"), max_length=12, widget=forms.TextInput(attrs=CODE)
    )


class TermsForm(ActForm):
    """Texts, each ticked by itself; the value of a tick is the version that was shown."""

    def __init__(self, *args: Any, kinds: tuple[TermsKind, ...], **kwargs: Any) -> None:
        """A tick for each text."""
        super().__init__(*args, **kwargs)
        for kind in kinds:
            self.fields[kind.value] = forms.BooleanField(
                label=_("我看过并同意《%s》") % TERMS[kind].title, required=False
            )
            self.fields[f"version_{kind.value}"] = forms.CharField(
                widget=forms.HiddenInput, initial=TERMS[kind].version, required=False
            )
        self.kinds = kinds

    @property
    def agreed(self) -> dict[str, str]:
        """Kind → version of what was ticked."""
        return {
            kind.value: self.cleaned_data.get(f"version_{kind.value}", "")
            for kind in self.kinds
            if self.cleaned_data.get(kind.value)
        }


class IdentityForm(ActForm):
    """Name, document, and the further elements."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=100,
        help_text=_("照证件填。少数民族姓名中间用间隔号“·”。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    document_type = forms.ChoiceField(label=_("证件"), choices=choices(ONLINE_DOCUMENTS))
    id_number = forms.CharField(
        label=_("证件号码"), max_length=30, widget=forms.TextInput(attrs=NUMBER)
    )

    def __init__(self, *args: Any, proven: set[str], offered: set[str], **kwargs: Any) -> None:
        """Only what the provider can compare and is not proven yet is asked."""
        super().__init__(*args, **kwargs)
        for element in FURTHER:
            if element.value in proven or element.value not in offered:
                continue
            if element is Element.PHONE:
                self.fields[element.value] = forms.BooleanField(
                    label=_("用刚验证过的手机号核验（要是本人实名办的号）"),
                    required=False,
                    initial=True,
                )
            else:
                self.fields[element.value] = forms.CharField(
                    label=element.label,
                    max_length=40,
                    required=False,
                    widget=forms.TextInput(attrs=NUMBER),
                )

    @property
    def elements(self) -> dict[str, str]:
        """What was filled in."""
        found = {e.value: self.cleaned_data.get(e.value) for e in FURTHER}
        return {k: "" if v is True else str(v).strip() for k, v in found.items() if v}


class FinishForm(ActForm):
    """A password, for who wants one."""

    password = forms.CharField(
        label=_("密码（可以不设）"),
        required=False,
        max_length=128,
        help_text=_("至少 8 位，不要全是数字。不设也行，以后用短信验证码登录。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class FirstPasswordForm(ActForm):
    """One's own password, twice."""

    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        help_text=_("至少 8 位，不要全是数字。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再填一遍"),
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both the same."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("password") and found.get("again") and found["password"] != found["again"]:
            self.add_error("again", _("两次填的不一样，请再填一遍。"))
        return found


class ProveForm(ActForm):
    """One more element, and the agreement to what it takes."""

    value = forms.CharField(
        label=_("号码"), max_length=60, required=False, widget=forms.TextInput(attrs=NUMBER)
    )
    agreed = forms.BooleanField(label="", required=False)


class ChangeCodesForm(ActForm):
    """The codes that came to the old and the new phone."""

    old_code = forms.CharField(
        label=_("旧手机收到的验证码"), max_length=12, widget=forms.TextInput(attrs=DIGITS)
    )
    new_code = forms.CharField(
        label=_("新手机收到的验证码"), max_length=12, widget=forms.TextInput(attrs=DIGITS)
    )


class AskForm(ActForm):
    """What somebody asks about one's data."""

    text = forms.CharField(
        label=_("要更正什么，或者想问什么"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class LookUpForm(ActForm):
    """Whom to look up, and why: it is recorded, and the person can read it."""

    document_type = forms.ChoiceField(label=_("证件"), choices=choices(WINDOW_DOCUMENTS))
    id_number = forms.CharField(
        label=_("证件号码"), max_length=64, widget=forms.TextInput(attrs=NUMBER)
    )
    reason = forms.CharField(
        label=_("为什么查"),
        max_length=100,
        help_text=_("会记下来，本人看得到。比如：本人到窗口换手机号。"),
    )


class WindowForm(ActForm):
    """Who stands at the window."""

    name = forms.CharField(label=_("姓名"), max_length=100)
    document_type = forms.ChoiceField(label=_("证件"), choices=choices(WINDOW_DOCUMENTS))
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=64,
        help_text=_("用读卡器读，或照证件填。"),
        widget=forms.TextInput(attrs=NUMBER),
    )
    nationality = forms.CharField(
        label=_("国籍代码"),
        max_length=3,
        required=False,
        help_text=_("外国人填，三个字母，比如 KOR。"),
    )
    born_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        widget=forms.DateInput(format=ISO),
        help_text=_("证件号码看不出生日的才填，比如 1990-05-06。"),
    )
    address = forms.CharField(label=_("住址"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        required=False,
        help_text=_("没有手机的不填。"),
        widget=forms.TextInput(attrs=DIGITS),
    )
    code = forms.CharField(
        label=_("短信验证码"),
        max_length=12,
        required=False,
        help_text=_("有手机的，先点“发验证码”，请本人说出来。"),
        widget=forms.TextInput(attrs=DIGITS),
    )
    registration = forms.UUIDField(required=False, widget=forms.HiddenInput)
    agreed = forms.BooleanField(label=_("本人已签服务协议和告知书"), required=False)


class ChildForm(ActForm):
    """A child of the person at the window."""

    name = forms.CharField(label=_("孩子的姓名"), max_length=100)
    document_type = forms.ChoiceField(label=_("证件"), choices=choices(CHILD_DOCUMENTS))
    id_number = forms.CharField(
        label=_("证件号码"), max_length=64, widget=forms.TextInput(attrs=NUMBER)
    )
    nationality = forms.CharField(label=_("国籍代码"), max_length=3, required=False)
    born_on = forms.DateField(
        label=_("出生日期"),
        required=False,
        help_text=_("出生医学证明和护照要填。"),
        widget=forms.DateInput(format=ISO),
    )
    relation = forms.ChoiceField(label=_("监护关系"), choices=Relation.choices)
    proof = forms.CharField(
        label=_("证明材料"),
        max_length=200,
        help_text=_("名称和编号，比如：户口簿 第 0012 号。"),
    )
    agreed = forms.BooleanField(label=_("监护人已签儿童信息告知书"), required=False)


class NameForm(ActForm):
    """A name as a document has it."""

    name = forms.CharField(label=_("更正为"), max_length=100)
    material = forms.ChoiceField(label=_("凭哪份证件"), choices=choices(NAME_MATERIALS))


class DeathForm(ActForm):
    """A death, by its certificate."""

    died_on = forms.DateField(
        label=_("死亡日期"), initial=today, widget=forms.DateInput(format=ISO)
    )
    material = forms.CharField(
        label=_("证明的名称和编号"),
        max_length=100,
        help_text=_("比如：居民死亡医学证明（推断）书 编号。"),
    )

    def day(self) -> date:
        """The day."""
        found = self.cleaned_data["died_on"]
        assert isinstance(found, date)
        return found


class WindowPhoneForm(ActForm):
    """A new phone, and the code that came to it."""

    phone = forms.CharField(
        label=_("新手机号"), max_length=20, widget=forms.TextInput(attrs=DIGITS)
    )
    code = forms.CharField(
        label=_("新手机收到的验证码"),
        max_length=12,
        required=False,
        help_text=_("先点“发验证码”，请本人说出来。"),
        widget=forms.TextInput(attrs=DIGITS),
    )
    registration = forms.UUIDField(required=False, widget=forms.HiddenInput)


class FactorsForm(ActForm):
    """Somebody's factors are lost; the card was seen."""

    card_seen = forms.BooleanField(
        label=_("当面核对过本人和证件"),
        required=False,
        help_text=_("验证器、通行密钥和备用码都会作废，所有设备退出，本人收到短信。"),
    )


class MergeForm(ActForm):
    """The other registration of the same human being."""

    document_type = forms.ChoiceField(
        label=_("另一份登记的证件"), choices=choices(WINDOW_DOCUMENTS)
    )
    id_number = forms.CharField(
        label=_("证件号码"), max_length=64, widget=forms.TextInput(attrs=NUMBER)
    )
    reason = forms.CharField(
        label=_("怎么核实是同一个人"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(ActForm):
    """The answer to a request."""

    answer = forms.CharField(
        label=_("答复"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
