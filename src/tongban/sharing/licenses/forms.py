"""What is asked when a licence is looked up."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.sharing.licenses.signing.verifying import LARGEST


class IdentifierForm(forms.Form):
    """The identifier, as printed at the foot of the licence."""

    identifier = forms.CharField(
        label=gettext_lazy("电子证照标识"),
        max_length=200,
        help_text=gettext_lazy("印在证照最下面，以 1.2.156.3005.2 开头。"),
        error_messages={"required": gettext_lazy("请填证照下方的标识，或者选择文件。")},
    )


class FileForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label=gettext_lazy("证照文件（PDF）"),
        help_text=gettext_lazy("文件只用来核验，不会保存。"),
        error_messages={
            "required": gettext_lazy("请选择下载得到的证照文件。"),
            "empty": gettext_lazy("这个文件是空的，请重新下载后再选。"),
        },
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to be a licence before it is read."""
        given: Any = self.cleaned_data["file"]
        if (given.size or 0) > LARGEST:
            raise forms.ValidationError(_("文件太大，不可能是证照文件。"))
        return given
