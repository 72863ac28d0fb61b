"""The form of a list of items."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ListForm(forms.Form):
    """A list of items: one item a row."""

    list = forms.FileField(
        label=_("事项清单"),
        help_text=_(
            "Excel（xlsx）的第一张工作表，或者 CSV；一行一个事项，表头写部门、主项名称、事项名称、"
            "事项编码、事项类型、区划代码。"
        ),
        error_messages={"empty": _("文件是空的，里面没有内容。请核对是不是选错了文件。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Beside other forms on one page: no two inputs may have one id.
        super().__init__(*args, **{**kwargs, "auto_id": "list_%s"})
