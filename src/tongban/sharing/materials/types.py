"""Values of the materials: where one comes from and how far it may be trusted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongban.sharing.licenses.types import TrustLevel

__all__ = ["Origin", "TrustLevel", "is_ready"]


class Origin(models.TextChoices):
    """来源: how a material came to its case."""

    UPLOADED = "uploaded", _("本人上传")
    LICENSE = "license", _("电子证照，免于提交")
    FORM = "form", _("在线填写")
    REUSED = "reused", _("以前核对过原件，免于提交")


def is_ready(trust_level: str, *, promised: bool) -> bool:
    """Whether a material may be used as it is (国办函〔2016〕108号).

    A directly; B again and again; C only after a named officer saw the original, which makes it
    B; D when whoever made it promised that it is true.
    """
    if trust_level == TrustLevel.D:
        return promised
    return trust_level in {TrustLevel.A, TrustLevel.B}
