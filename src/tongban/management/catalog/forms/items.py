"""What is asked beside an item: why it stands still, since when a change holds, whose code it is."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.codes.item_code import EXERCISE_LEVELS
from tongban.base.kernel.errors import FieldFinding
from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.types import DirectoryState, ItemType, MissOutcome


class FindingsForm(forms.Form):
    """A form that shows what an act found wrong at the field it belongs to."""

    def show(self, findings: Iterable[FieldFinding], message: str = "") -> None:
        """Put the act's own words on top, and each finding at its field; those of none on top."""
        if message:
            self.add_error(None, message)
        for finding in findings:
            self.add_error(finding.place if finding.place in self.fields else None, finding.message)


def _date(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class StandingForm(FindingsForm):
    """What every proposal about an item's standing says: why, and from when."""

    reason = forms.CharField(label=_("原因"), max_length=200)
    effective_on = _date(_("从哪天起"), _("不填就是审核通过的那天。"))

    field_order = ("reason", "effective_on", "resumes_on")


class SuspendForm(StandingForm):
    """Why an item takes no applications for a while."""

    reason = forms.CharField(
        label=_("为什么暂停"), help_text=_("会公开，请写给办事的人看。"), max_length=200
    )
    resumes_on = _date(_("预计哪天恢复"), _("不知道的可以不填。"))


class ResumeForm(StandingForm):
    """Why an item takes applications again."""

    reason = forms.CharField(
        label=_("为什么恢复"), help_text=_("给审核的人看，不公开。"), max_length=200
    )


class CancelForm(StandingForm):
    """Why an item is taken out for good."""

    reason = forms.CharField(
        label=_("为什么取消"), help_text=_("如“国务院决定取消”。取消以后不能恢复。"), max_length=200
    )


class ReturnStandingForm(FindingsForm):
    """Why a proposal is refused."""

    reason = forms.CharField(
        label=_("为什么不同意"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )


class ApproveForm(FindingsForm):
    """From when a change holds."""

    effective_on = _date(_("从哪天起执行"), _("不填就是现在。到那一天早上自动发布。"))


class ReturnForm(FindingsForm):
    """Why a change is sent back."""

    reason = forms.CharField(
        label=_("要改什么"), max_length=400, widget=forms.Textarea(attrs={"rows": 3})
    )


class TakeOverForm(FindingsForm):
    """The code that an item gets here."""

    code = forms.CharField(
        label=_("在本部门的编码"),
        help_text=_("按上级的编码算出来的，请核对：前 18 位是本部门的统一社会信用代码。"),
        max_length=64,
    )


class EntryForm(FindingsForm):
    """An entry of the directory."""

    code = forms.CharField(label=_("基本编码"), help_text=_("12 位。"), max_length=64)
    name = forms.CharField(label=_("事项名称"), max_length=1000)
    item_type = forms.ChoiceField(label=_("事项类型"), choices=ItemType.choices)
    by_law = forms.CharField(label=_("设定依据"), widget=forms.Textarea(attrs={"rows": 4}))
    use_levels = forms.MultipleChoiceField(
        label=_("行使层级"),
        required=False,
        choices=[
            (code, label)
            for code, label in CODE_TABLES["use_level"].codes.items()
            if code in EXERCISE_LEVELS
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    local_code = forms.CharField(label=_("地方目录编码"), max_length=50, required=False)
    state = forms.ChoiceField(
        label=_("状态"), choices=DirectoryState.choices, widget=forms.RadioSelect
    )
    effective_on = _date(_("生效日期"), "")
    ends_on = _date(_("取消日期"), "")


class MissForm(FindingsForm):
    """What was done about a query that found nothing."""

    text = forms.CharField(max_length=60, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("怎么处理的"), choices=MissOutcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("说明"),
        help_text=_("没有这样的事项时要写，如归哪里管。"),
        max_length=200,
        required=False,
    )
