"""Who may do what to files, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of


def _uploaded(actor: Actor, file: Any) -> bool:
    return actor.account_id is not None and file.uploaded_by.get("account") == str(actor.account_id)


RIGHTS = rights_of(
    "files",
    """
# act    | who                | reach    | but not | refusal   | does | thing
keep     | somebody           | city     | -       | sign_in   | 上传 | 文件
discard  | signed_in platform | uploaded | -       | uploader  | 删除 | 文件
sweep    | platform           | city     | -       | by_itself | 清理 | 没有用的文件
""",
    refusals={
        "sign_in": Refusal(_("请先登录，再上传文件。")),
        "uploader": Refusal(_("只有上传的人能删除这个文件。")),
        "by_itself": Refusal(_("只有系统自己清理文件。")),
    },
    reaches={"uploaded": Bound(_uploaded, "本人上传的")},
)
must = RIGHTS.must
