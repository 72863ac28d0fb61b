"""The form of a document. What may be written is the act's to say; here it is taken apart."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.management.catalog.models import Document
from tongban.management.catalog.types import DocumentContent, DocumentKind


class DocumentForm(forms.Form):
    """Everything that is written of a document."""

    kind = forms.ChoiceField(label=_("类别"), choices=DocumentKind.choices)
    title = forms.CharField(label=_("标题"), max_length=200)
    number = forms.CharField(label=_("文号"), max_length=60, required=False)
    issuer = forms.CharField(label=_("发布机关"), max_length=100, required=False)
    issued_on = forms.DateField(
        label=_("发布日期"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    effective_on = forms.DateField(
        label=_("施行日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填：从发布那天起。"),
    )
    ended_on = forms.DateField(
        label=_("失效日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("从这一天起不再有效；不填：一直有效。"),
    )
    body = forms.CharField(
        label=_("正文"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("空一行就是新的一段。正文、网址、文件至少要有一样。"),
    )
    address = forms.CharField(
        label=_("原文网址"),
        required=False,
        max_length=400,
        help_text=_("以 https:// 开头；系统每天夜里检查打不打得开。"),
    )
    upload = forms.FileField(
        label=_("原文文件"), required=False, help_text=_("PDF、图片、OFD 或 Word（docx）。")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def content(self) -> DocumentContent:
        """What was written, for the act."""
        given: dict[str, Any] = self.cleaned_data
        names = (
            "kind",
            "title",
            "number",
            "issuer",
            "issued_on",
            "effective_on",
            "ended_on",
            "body",
            "address",
        )
        return DocumentContent(**{name: given[name] for name in names})

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        """What a document says, to begin with."""
        names = [name for name in DocumentForm.base_fields if name != "upload"]
        return {name: getattr(document, name) for name in names}
