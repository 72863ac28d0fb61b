"""Forms of the pages for clients. What may be written is the acts' to say; here it is taken apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.types import ClientKind, Scope


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class ClientForm(forms.Form):
    """What a data officer writes to apply."""

    name = forms.CharField(
        label=_("系统名称"),
        max_length=100,
        help_text=_("人们登录时看到的名字，比如“公租房管理系统”。"),
    )
    purpose = forms.CharField(
        label=_("用途"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写给登录的人看：知道了这些用来做什么。"),
    )
    kind = forms.ChoiceField(
        label=_("接入方式"), choices=ClientKind.choices, widget=forms.RadioSelect
    )
    scopes = forms.MultipleChoiceField(
        label=_("权限范围"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("只选用得到的。只调用接口的系统选最后一项。"),
    )
    redirect_addresses = forms.CharField(
        label=_("登录后返回的地址"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一行一个，以 https:// 开头。和这里写的差一个字都不会返回。"),
    )
    logout_addresses = forms.CharField(
        label=_("退出后返回的地址"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一行一个。"),
    )
    logout_notice_address = forms.CharField(
        label=_("退出通知地址"),
        required=False,
        max_length=500,
        help_text=_("有人在这里退出时，我们往这个地址发一条签了名的通知，让您的系统也退出。"),
    )
    audience = forms.CharField(
        label=_("自己的接口地址"),
        required=False,
        max_length=500,
        help_text=_("别的系统拿令牌来调用您的接口时，令牌上写的就是它。"),
    )
    public_key = forms.CharField(
        label=_("签名公钥"),
        required=False,
        max_length=64,
        help_text=_("Ed25519，32 个字节写成 base64url。用签名调用接口时填。"),
    )
    certificate_subject = forms.CharField(
        label=_("证书主体"),
        required=False,
        max_length=300,
        help_text=_("用客户端证书调用接口时填，和证书上的一样。"),
    )
    contact_name = forms.CharField(label=_("联系人"), max_length=100)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=20)

    def given(self) -> dict[str, Any]:
        """What the act takes."""
        cleaned = dict(self.cleaned_data)
        for name in ("redirect_addresses", "logout_addresses"):
            cleaned[name] = _lines(cleaned[name])
        return cleaned


class AdmissionForm(forms.Form):
    """What a security officer decides."""

    scopes = forms.MultipleChoiceField(
        label=_("批准的权限"), widget=forms.CheckboxSelectMultiple, choices=Scope.choices
    )
    daily_quota = forms.IntegerField(
        label=_("每天最多调用次数"), min_value=1, max_value=100_000_000, initial=10_000
    )
    valid_until = forms.DateField(
        label=_("接入截止"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填就是长期。"),
    )

    def __init__(self, *args: Any, asked: list[str], **kwargs: Any) -> None:
        """Offer what was applied for, and nothing else."""
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one, Scope(one).label) for one in asked]
        field.initial = asked
