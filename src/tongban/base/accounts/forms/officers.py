"""Forms about officers: who takes a post, who stands in, whose cases one keeps out of."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.models import Account
from tongban.base.accounts.types import DocumentType, RecusalKind
from tongban.base.kernel.errors import FieldFinding

NOTHING = ("", "---")


class FindingsForm(forms.Form):
    """A form that shows what an act found wrong at the field it belongs to."""

    def show(self, findings: Iterable[FieldFinding], message: str = "") -> None:
        """Put each finding at its field; what belongs to none, and the act's own words, on top."""
        said = False
        for finding in findings:
            self.add_error(finding.place if finding.place in self.fields else None, finding.message)
            said = True
        if message and not said:
            self.add_error(None, message)


class PostForm(FindingsForm):
    """Choose a post to be given."""

    post_id = forms.TypedChoiceField(label=_("岗位"), coerce=UUID)

    def __init__(self, *args: Any, posts: Iterable[Any], **kwargs: Any) -> None:
        """Offer these posts, by department."""
        super().__init__(*args, **kwargs)
        self.fields["post_id"].choices = [  # type: ignore[attr-defined]
            NOTHING,
            *(
                (
                    str(post.id),
                    str(
                        _("%(department)s，%(post)s")
                        % {"department": post.department.name, "post": post.name}
                    ),
                )
                for post in posts
            ),
        ]


class SuccessorForm(FindingsForm):
    """Who takes a post over, by sign-in name."""

    login_name = forms.CharField(label=_("接手人的登录名"), max_length=64)


class ResetForm(FindingsForm):
    """Why an officer's factors should be set up anew."""

    reason = forms.CharField(
        label=_("怎么核实是本人，丢了什么"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LeavingForm(FindingsForm):
    """Why somebody leaves."""

    reason = forms.CharField(
        label=_("离岗原因"), max_length=200, help_text=_("例如：调往市局、退休。")
    )


class StandInForm(FindingsForm):
    """Who does the post until when."""

    account_id = forms.TypedChoiceField(label=_("请谁代班"), coerce=UUID)
    first_day = forms.DateField(
        label=_("从哪一天起"),
        required=False,
        help_text=_("不填就是从现在起。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    last_day = forms.DateField(
        label=_("代到哪一天"),
        help_text=_("包括这一天，最长 90 天。"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    reason = forms.CharField(label=_("事由"), max_length=200)

    def __init__(
        self, *args: Any, colleagues: Iterable[Account], earliest: date, **kwargs: Any
    ) -> None:
        """Offer the colleagues."""
        super().__init__(*args, **kwargs)
        self.fields["account_id"].choices = [  # type: ignore[attr-defined]
            NOTHING,
            *((str(one.id), str(one)) for one in colleagues),
        ]
        for day in ("first_day", "last_day"):
            self.fields[day].widget.attrs["min"] = earliest.isoformat()


class RecusalForm(FindingsForm):
    """Whose cases one keeps out of."""

    kind = forms.ChoiceField(label=_("什么关系"), choices=[NOTHING, *RecusalKind.choices])
    name = forms.CharField(label=_("姓名或者单位名称"), max_length=200)
    document_type = forms.ChoiceField(
        label=_("亲属的证件类型"),
        required=False,
        initial=DocumentType.ID_CARD.value,
        choices=[
            (DocumentType.ID_CARD.value, _("居民身份证")),
            (DocumentType.PASSPORT.value, _("护照")),
        ],
    )
    id_number = forms.CharField(
        label=_("亲属的证件号码"),
        max_length=30,
        required=False,
        help_text=_("只留下不能还原的摘要，用来对照，谁也看不到号码。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    credit_code = forms.CharField(
        label=_("单位的统一社会信用代码"),
        max_length=18,
        required=False,
        help_text=_("是亲属就不用填这一项。"),
    )
