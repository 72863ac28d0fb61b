"""Who may do what to rule tables, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty
from tongban.management.rules.models import RuleDraft, RuleTable


def _of_department(actor: Actor, thing: Any) -> bool:
    """A table's, a change's, or the department's own id."""
    if isinstance(thing, RuleDraft):
        thing = thing.table
    department = thing.department_id if isinstance(thing, RuleTable) else thing
    return actor.department_id is not None and actor.department_id == department


def _edited(actor: Actor, draft: RuleDraft) -> bool:
    return actor.account_id in draft.editors


RIGHTS = rights_of(
    "rules",
    """
# act             | who                       | reach      | but not | refusal | does | thing
open_table        | item_manager platform     | department | -       | manage  | 新建 | 规则表
begin_rules       | item_manager platform     | department | -       | manage  | 开始修改 | 规则表
save_rules        | item_manager platform     | department | -       | manage  | 保存 | 规则表的修改
submit_rules      | item_manager platform     | department | -       | manage  | 提交审核 | 规则表的修改
take_back_rules   | item_manager platform     | department | -       | manage  | 收回 | 规则表的修改
discard_rules     | item_manager platform     | department | -       | manage  | 放弃 | 规则表的修改
return_rules      | item_manager signer chief | department | -       | approve | 退回 | 规则表的修改
approve_rules     | item_manager signer chief | department | editor  | approve | 审核通过 | 规则表的修改
publish_due_rules | platform                  | city       | -       | due     | 到期发布 | 规则表的修改
publish_rules     | platform                  | city       | -       | second  | 直接发布 | 规则表
managed_tables    | item_manager signer chief | department | -       | -       | 查看、试算 | 规则表和它的修改
""",
    duties=Duty.values,
    refusals={
        "manage": Refusal(_("只有本部门的事项管理员能改这张规则表。")),
        "approve": Refusal(_("只有本部门的签发人、首席代表或另一位事项管理员能审核。")),
        "due": Refusal(_("到期的修改由系统发布。")),
        "second": Refusal(_("规则表要由另一个人审核后才能发布，请提交审核。")),
    },
    reaches={"department": Bound(_of_department, "本部门的")},
    keep_out={
        "editor": Bound(
            _edited,
            "自己改过的",
            Refusal(_("您改过这张规则表，要请另一个人审核。"), "own_change"),
        )
    },
)
must, may = RIGHTS.must, RIGHTS.may
