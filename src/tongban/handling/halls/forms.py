"""Forms of halls. Acts judge; forms ask, and show what an act found."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.codes.id_card import check_id_card
from tongban.base.kernel.errors import TongbanError
from tongban.base.kernel.moments import today
from tongban.handling.halls.types import DAYS

NUMBER = {"autocomplete": "off", "spellcheck": "false"}


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


class IdentityForm(ActForm):
    """Who stands here: as the reader read it, or as it was typed off the document."""

    name = forms.CharField(
        label=_("姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    id_number = forms.CharField(
        label=_("身份证号码"),
        max_length=20,
        help_text=_("18 位，打错会提示。"),
        widget=forms.TextInput(attrs=NUMBER),
    )

    def clean_id_number(self) -> str:
        """With its check digit."""
        report = check_id_card(self.cleaned_data["id_number"], today())
        if not report.ok:
            raise forms.ValidationError(_("身份证号码不对，请对着证件再看一遍。"))
        return str(report.value)


class CompanyForm(ActForm):
    """The company that a person came for."""

    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=20,
        help_text=_("18 位，在营业执照上。本人要是法定代表人，或者单位授权的经办人。"),
        widget=forms.TextInput(attrs=NUMBER),
    )

    def clean_credit_code(self) -> str:
        """As it is written: the act looks at its check digit."""
        return str(self.cleaned_data["credit_code"]).strip().upper()


class AgreementForm(ActForm):
    """What was agreed with another city."""

    city = forms.CharField(
        label=_("对方城市的区划代码"),
        max_length=12,
        help_text=_("6 位，如 340100 是合肥市。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    basis = forms.CharField(label=_("协议名称和文号"), max_length=200)
    since = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到哪天止"), widget=forms.DateInput(attrs={"type": "date"}))
    item_codes = forms.CharField(
        label=_("哪些事项"),
        required=False,
        max_length=40_000,
        help_text=_("对方的事项编码，一行一个。空着，就是指南写明可以代收的都行。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NewcomerForm(IdentityForm):
    """Somebody who is not registered yet."""

    address = forms.CharField(label=_("住址"), max_length=200, required=False)
    agreed = forms.BooleanField(
        label=_("本人已签服务协议和个人信息告知书"),
        required=False,
        help_text=_("打印给本人看过、签过字，再勾。"),
    )


class HelpCodeForm(ActForm):
    """A code and the name of who gave it."""

    code = forms.CharField(
        label=_("帮办码"),
        max_length=16,
        help_text=_("8 位数字，本人在“请人帮办”里生成。"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "data-fragment": True}
        ),
    )
    name = forms.CharField(
        label=_("本人的姓名"), max_length=50, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class OfferForm(ActForm):
    """What somebody may help with, and how long."""

    what = forms.ChoiceField(label=_("让人帮办哪件事"))
    hours = forms.TypedChoiceField(label=_("多久"), coerce=int)
    may_fetch = forms.BooleanField(
        label=_("办好以后，可以替我下载证照"), required=False, help_text=_("不勾就只能办，不能取。")
    )

    def __init__(
        self,
        *args: Any,
        matters: list[tuple[str, str]],
        hours: list[int],
        **kwargs: Any,
    ) -> None:
        """The person's own matters, and as many hours as the city allows."""
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("", _("请选")), *matters]  # type: ignore[attr-defined]
        self.fields["hours"].choices = [  # type: ignore[attr-defined]
            (n, _("%(n)s 小时") % {"n": n}) for n in hours
        ]


class HallForm(ActForm):
    """A hall as people read of it."""

    department_id = forms.ChoiceField(label=_("管理机构"))
    name = forms.CharField(label=_("名称"), max_length=100)
    address = forms.CharField(label=_("地址"), max_length=200)
    hours = forms.CharField(label=_("开放时间"), max_length=200)
    phone = forms.CharField(label=_("电话"), max_length=40)
    directions = forms.CharField(label=_("怎么去"), max_length=300, required=False)
    services = forms.CharField(label=_("便民服务"), max_length=300, required=False)

    def __init__(self, *args: Any, departments: list[tuple[str, str]], **kwargs: Any) -> None:
        """The departments that may keep one."""
        super().__init__(*args, **kwargs)
        self.fields["department_id"].choices = departments  # type: ignore[attr-defined]


class WindowForm(ActForm):
    """A window of a hall."""

    number = forms.CharField(label=_("窗口号"), max_length=12)
    name = forms.CharField(label=_("名称"), max_length=60, initial=_("综合窗口"))


class SittingForm(ActForm):
    """Who sits at a window and when."""

    window_id = forms.ChoiceField(label=_("窗口"))
    account_id = forms.ChoiceField(label=_("工作人员"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期"), choices=DAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    begins = forms.TimeField(label=_("从"), widget=forms.TimeInput(attrs={"placeholder": "09:00"}))
    ends = forms.TimeField(label=_("到"), widget=forms.TimeInput(attrs={"placeholder": "17:00"}))

    def __init__(
        self,
        *args: Any,
        windows: list[tuple[str, str]],
        officers: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """The hall's windows, and officers with a window's post."""
        super().__init__(*args, **kwargs)
        self.fields["window_id"].choices = windows  # type: ignore[attr-defined]
        self.fields["account_id"].choices = officers  # type: ignore[attr-defined]
