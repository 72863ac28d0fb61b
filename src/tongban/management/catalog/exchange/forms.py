"""Forms of the exchange's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.base.orgs.queries import departments
from tongban.management.catalog.types import Format, Owner, Profile


class ExportForm(forms.Form):
    """What to export, and as what."""

    file_format = forms.ChoiceField(label=_("文件格式"), choices=Format.choices)
    profile = forms.ChoiceField(label=_("代码标准"), choices=Profile.choices)
    division = forms.RegexField(
        r"^[0-9]{12}$",
        label=_("区划代码"),
        required=False,
        help_text=_("12 位；不填就是全部。"),
    )
    department = forms.ChoiceField(label=_("部门"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = departments().order_by("division__code", "name").values_list("id", "name")
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            ("", _("全部部门")),
            *((str(id_), name) for id_, name in bodies),
        ]


class ImportForm(forms.Form):
    """A file of upload tables, and whose it is."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_("Excel（xlsx）、装着 CSV 的压缩包（zip）或 JSON，列名用国家上报表的字段名。"),
        error_messages={"empty": _("文件是空的，里面没有内容。请核对是不是选错了文件。")},
    )
    owner = forms.ChoiceField(
        label=_("这个文件是谁的"),
        choices=Owner.choices,
        help_text=_("本地的成为各部门的草稿；省级、国家的直接更新，部门会看到改了什么。"),
    )
    profile = forms.ChoiceField(label=_("代码标准"), choices=Profile.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Beside the other form on one page: no two inputs may have one id.
        super().__init__(*args, **{**kwargs, "auto_id": "into_%s"})
