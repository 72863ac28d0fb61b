"""Forms of a company's pages. Acts judge; forms ask, and show what an act found."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.acting import Mandate
from tongban.base.accounts.forms.people import ISO, NUMBER, WINDOW_DOCUMENTS, ActForm, choices
from tongban.base.accounts.matters import CompanyMatter
from tongban.base.accounts.models import Clerkship
from tongban.base.accounts.services.clerks import Entrusted
from tongban.base.accounts.types import ClerkPower, usual_powers
from tongban.base.kernel.moments import today

ALL, SOME = "all", "some"


class BindForm(ActForm):
    """Which company."""

    credit_code = forms.CharField(
        label=_("统一社会信用代码"),
        max_length=40,
        help_text=_("营业执照上的 18 位代码。"),
        widget=forms.TextInput(attrs=NUMBER),
    )
    name = forms.CharField(
        label=_("单位名称"), max_length=200, help_text=_("和营业执照上的一样，写全称。")
    )


class ScopeForm(ActForm):
    """What a clerk may do, for which matters, until when."""

    powers = forms.MultipleChoiceField(
        label=_("可以做什么"),
        choices=ClerkPower.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reach = forms.ChoiceField(
        label=_("哪些事"),
        choices=[(ALL, _("所有的事")), (SOME, _("只办下面勾的"))],
        widget=forms.RadioSelect,
        initial=ALL,
    )
    departments = forms.MultipleChoiceField(
        label=_("整个部门的事"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("上面选了“只办下面勾的”，才看这里和单个事项。"),
    )
    items = forms.MultipleChoiceField(
        label=_("单个事项"), widget=forms.CheckboxSelectMultiple, required=False
    )
    until = forms.DateField(
        label=_("到哪天为止"),
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        help_text=_("过了这天自动失效。"),
    )

    def __init__(
        self, *args: Any, matters: list[CompanyMatter], mandate: Mandate, **kwargs: Any
    ) -> None:
        """Only what whoever manages may give is offered."""
        super().__init__(*args, **kwargs)
        within = [
            one
            for one in matters
            if not (mandate.items or mandate.departments)
            or one.code in mandate.items
            or one.department_id in mandate.departments
        ]
        departments = [
            (str(ident), rows[0].department_name)
            for ident, rows in (
                (ident, list(group))
                for ident, group in groupby(within, lambda one: one.department_id)
            )
            if not mandate.departments or ident in mandate.departments
        ]
        if mandate.items and not mandate.departments:
            departments = []
        self._offer("departments", departments)
        self._offer(
            "items",
            [
                (
                    one.code,
                    gettext("%(item)s（%(department)s）")
                    % {"item": one.name, "department": one.department_name},
                )
                for one in within
            ],
        )
        if mandate.items or mandate.departments:
            self._offer("reach", [(SOME, _("只办下面勾的"))])
            self.fields["reach"].initial = SOME
        powers = mandate.powers if mandate.is_representative else mandate.powers - {"manage"}
        self._offer("powers", [c for c in ClerkPower.choices if c[0] in powers])
        self.fields["powers"].initial = [p for p in usual_powers() if p in powers]
        self.fields["until"].initial = today() + timedelta(days=settings.CLERK_DAYS)

    def _offer(self, name: str, offered: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered
        if not offered:
            del self.fields[name]

    @classmethod
    def of(cls, clerkship: Clerkship, **kwargs: Any) -> "ScopeForm":
        """Filled with what a clerk has now."""
        is_some = bool(clerkship.item_codes or clerkship.department_ids)
        until = clerkship.last_day
        return cls(
            initial={
                "powers": clerkship.powers,
                "reach": SOME if is_some else ALL,
                "items": clerkship.item_codes,
                "departments": [str(ident) for ident in clerkship.department_ids],
                **({"until": until} if until else {}),
            },
            **kwargs,
        )

    def clean(self) -> dict[str, Any]:
        """Only what is ticked, and nothing is ticked: that would be every matter."""
        found: dict[str, Any] = super().clean() or {}
        none = not (found.get("items") or found.get("departments"))
        if found.get("reach") == SOME and none and "items" in self.fields:
            self.add_error("items", _("请勾选部门或者事项，或者选“所有的事”。"))
        return found

    def entrusted(self) -> Entrusted:
        """The value that the acts take."""
        found = self.cleaned_data
        is_some = found["reach"] == SOME
        since: date | None = found.get("since")
        return Entrusted(
            powers=frozenset(found["powers"]),
            until=found["until"],
            items=frozenset(found.get("items") or ()) if is_some else frozenset(),
            departments=(
                frozenset(UUID(one) for one in found.get("departments") or ())
                if is_some
                else frozenset()
            ),
            since=since,
        )


class InviteForm(ScopeForm):
    """Whom to invite, and for what."""

    name = forms.CharField(label=_("经办人姓名"), max_length=100)
    id_number = forms.CharField(
        label=_("身份证号"),
        max_length=30,
        required=False,
        help_text=_("身份证号和手机号填一个就行，要和本人登记的一样。"),
        widget=forms.TextInput(attrs=NUMBER),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        required=False,
        help_text=_("填了身份证号，这里就空着。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    since = forms.DateField(
        label=_("从哪天起"),
        required=False,
        widget=forms.DateInput(format=ISO, attrs={"type": "date"}),
        help_text=_("不填就是对方接受以后马上开始。"),
    )
    field_order = (
        "name", "id_number", "phone", "powers", "reach", "departments", "items", "since", "until",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """One of the two numbers, said together with what else is missing."""
        found = super().clean()
        if bool(found.get("id_number")) == bool(found.get("phone")):
            self.add_error("id_number", _("身份证号和手机号，请填一个。"))
        return found


class FindCompanyForm(ActForm):
    """Which company, and why it is looked at."""

    credit_code = forms.CharField(
        label=_("统一社会信用代码"), max_length=40, widget=forms.TextInput(attrs=NUMBER)
    )
    reason = forms.CharField(
        label=_("为什么查"), max_length=100, help_text=_("会记下来。比如：单位来人变更法定代表人。")
    )


class RepresentativeForm(ActForm):
    """The new representative, and what was seen."""

    document_type = forms.ChoiceField(
        label=_("新法定代表人的证件"), choices=choices(WINDOW_DOCUMENTS)
    )
    id_number = forms.CharField(
        label=_("证件号码"),
        max_length=64,
        help_text=_("要先登记过这个人。"),
        widget=forms.TextInput(attrs=NUMBER),
    )
    papers = forms.CharField(
        label=_("凭哪些材料"),
        max_length=200,
        help_text=_("名称和编号，比如：变更登记通知书 第 0012 号。"),
    )
    reason = forms.CharField(
        label=_("为什么在窗口办"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
