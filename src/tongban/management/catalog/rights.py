"""Who may do what to the catalogue, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty


def _of_department(actor: Actor, department_id: Any) -> bool:
    return actor.department_id is not None and actor.department_id == department_id


RIGHTS = rights_of(
    "catalog",
    """
# act             | who                                | reach      | but not | refusal  | does | thing
list_item         | item_manager platform              | department | -       | manage   | 列入目录 | 事项
publish_item      | item_manager platform              | department | -       | manage   | 发布 | 事项的办事指南
import_items      | system_admin platform              | city       | -       | import   | 导入 | 事项清单
publish_synonyms  | item_manager data_officer platform | city       | -       | synonyms | 发布 | 检索近义词表
reindex           | system_admin platform              | city       | -       | reindex  | 重建 | 检索
""",
    duties=Duty.values,
    refusals={
        "manage": Refusal(_("只有本部门的事项管理员能改这个事项。")),
        "import": Refusal(_("只有系统管理员能导入事项清单。")),
        "synonyms": Refusal(_("只有事项管理员和数据管理员能改近义词表。")),
        "reindex": Refusal(_("只有系统管理员能重建检索。")),
    },
    reaches={"department": Bound(_of_department, "本部门的")},
)
must = RIGHTS.must
