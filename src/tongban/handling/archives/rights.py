"""Who may do what to archives, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.queries import within
from tongban.base.orgs.types import Duty


def _in_area(actor: Actor, thing: Any) -> bool:
    """Of the post's own department, or of a division below the post's."""
    if not actor.is_officer:
        return False
    if thing.department_id == actor.department_id:
        return True
    return bool(
        thing.division_code != actor.division_code
        and thing.division_code.startswith(within(actor.division_code))
    )


def _drafted(actor: Actor, thing: Any) -> bool:
    return bool(actor.account_id) and thing.drafted_by.get("account") == str(actor.account_id)


RIGHTS = rights_of(
    "archives",
    """
# act               | who                | reach | but not | refusal   | does | thing
archive_case        | archivist platform | area  | -       | archivist | 归档 | 办结的办件
check_archive       | archivist platform | area  | -       | archivist | 再次检测 | 归档的办件
seal_archive        | archivist          | area  | -       | archivist | 封存 | 归档的办件
move_out            | archivist          | area  | -       | archivist | 移交 | 归档的办件
lend_archive        | archivist          | area  | -       | archivist | 借阅 | 归档的办件
set_retention       | archivist platform | city  | -       | archivist | 设定保管期限 | 事项的办件
draft_destruction   | archivist          | area  | -       | archivist | 提出销毁 | 到期的档案
approve_destruction | archivist chief    | area  | drafter | decider   | 批准 | 销毁清册
reject_destruction  | archivist chief    | area  | drafter | decider   | 不批准 | 销毁清册
archives_of         | archivist          | area  | -       | -         | 查看 | 归档目录
destruction_lists   | archivist chief    | area  | -       | -         | 查看 | 全部销毁清册
archive_for         | archivist          | area  | -       | -         | 查看 | 一件归档
list_for            | archivist chief    | area  | -       | -         | 查看 | 一份销毁清册
""",
    duties=Duty.values,
    refusals={
        "archivist": Refusal(_("只有本部门或者上级的档案员能办。"), "wrong_post"),
        "decider": Refusal(_("只有本部门或者上级的档案员、首席代表能决定销毁。"), "wrong_post"),
    },
    reaches={"area": Bound(_in_area, "本部门的，或者下级区划的")},
    keep_out={
        "drafter": Bound(
            _drafted,
            "自己提出的",
            Refusal(_("您自己提出的销毁，要请另一个人决定。"), "own_list"),
        )
    },
)
must, may = RIGHTS.must, RIGHTS.may
