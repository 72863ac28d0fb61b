"""Who may do what to the catalogue, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty
from tongban.management.catalog.models import (
    Document,
    Item,
    ItemDraft,
    StandingChange,
    UpstreamChange,
)


def _department_of(thing: Any) -> Any:
    """An item's, a draft's, a document's, a change's above, or the department itself."""
    if isinstance(thing, ItemDraft | UpstreamChange | StandingChange):
        thing = thing.item
    return thing.department_id if isinstance(thing, Item | Document) else thing


def _of_department(actor: Actor, thing: Any) -> bool:
    return actor.department_id is not None and actor.department_id == _department_of(thing)


def _edited(actor: Actor, draft: ItemDraft) -> bool:
    return actor.account_id in draft.editors


def _proposed(actor: Actor, change: StandingChange) -> bool:
    return actor.account_id is not None and actor.account_id == change.proposed_by


RIGHTS = rights_of(
    "catalog",
    """
# act                | who                                | reach      | but not | refusal   | does | thing
keep_directory_entry | system_admin platform              | city       | -       | directory | 维护 | 基本目录
list_item            | item_manager platform              | department | -       | manage    | 列入目录 | 事项
take_over_item       | item_manager platform              | department | -       | manage    | 承接 | 上级部门的事项
take_over_items      | item_manager platform              | department | -       | manage    | 一起承接 | 上级部门的多个事项
begin_draft          | item_manager platform              | department | -       | manage    | 开始修改 | 办事指南
save_draft           | item_manager platform              | department | -       | manage    | 保存 | 办事指南的修改
submit_draft         | item_manager platform              | department | -       | manage    | 提交审核 | 办事指南的修改
take_back_draft      | item_manager platform              | department | -       | manage    | 收回 | 办事指南的修改
discard_draft        | item_manager platform              | department | -       | manage    | 放弃 | 办事指南的修改
return_draft         | item_manager chief                 | department | -       | approve   | 退回 | 办事指南的修改
approve_draft        | item_manager chief                 | department | editor  | approve   | 审核通过 | 办事指南的修改
publish_due_draft    | platform                           | city       | -       | due       | 到期发布 | 办事指南的修改
publish_item         | platform                           | city       | -       | second    | 直接发布 | 事项的办事指南
suspend_item         | platform                           | city       | -       | second_standing | 直接暂停 | 事项
resume_item          | platform                           | city       | -       | second_standing | 直接恢复 | 事项
cancel_item          | platform                           | city       | -       | second_standing | 直接取消 | 事项
propose_standing     | item_manager platform              | department | -       | manage    | 提议 | 暂停、恢复或者取消事项
take_back_standing   | item_manager platform              | department | -       | manage    | 收回 | 暂停、恢复或者取消的提议
return_standing      | item_manager chief                 | department | -       | approve   | 退回 | 暂停、恢复或者取消的提议
approve_standing     | item_manager chief                 | department | proposer | approve  | 审核通过 | 暂停、恢复或者取消的提议
carry_out_standing   | platform                           | city       | -       | due       | 到期执行 | 暂停、恢复或者取消的提议
change_items         | item_manager platform              | department | -       | manage    | 批量修改 | 事项的共同内容
submit_drafts        | item_manager platform              | department | -       | manage    | 一起提交审核 | 多份办事指南的修改
managed_items        | item_manager chief                 | department | -       | -         | 查看 | 事项和它的修改
managed_items        | system_admin platform              | city       | -       | -         | 查看 | 事项和它的修改
answer_miss          | item_manager data_officer platform | city       | -       | misses    | 处理 | 没找到的查询
attach_guide_file    | item_manager platform              | department | -       | manage    | 上传附件 | 办事指南
keep_document        | item_manager                       | department | -       | document  | 保存 | 法规、政策等文件
keep_document        | system_admin platform              | city       | -       | document  | 保存 | 法规、政策等文件
withdraw_document    | item_manager                       | department | -       | document  | 撤下 | 法规、政策等文件
withdraw_document    | system_admin platform              | city       | -       | document  | 撤下 | 法规、政策等文件
link_document        | item_manager                       | department | -       | manage    | 挂上文件 | 事项
link_document        | system_admin platform              | city       | -       | manage    | 挂上文件 | 事项
unlink_document      | item_manager                       | department | -       | manage    | 取下文件 | 事项
unlink_document      | system_admin platform              | city       | -       | manage    | 取下文件 | 事项
check_links          | platform                           | city       | -       | links     | 检查 | 指南和文件里的网址
import_items         | system_admin platform              | city       | -       | import    | 导入 | 事项清单
import_guides        | system_admin platform              | city       | -       | exchange  | 导入 | 办事指南
export_items         | system_admin platform              | city       | -       | exchange  | 导出 | 事项和办事指南
guide_import         | system_admin platform              | city       | -       | exchange  | 查看 | 办事指南的导入记录
upstream_changes     | item_manager                       | city       | -       | manage    | 查看 | 本部门事项的上级变更
attend_upstream_change | item_manager platform            | department | -       | manage    | 处理 | 事项的上级变更
take_due_upstream    | platform                           | city       | -       | due       | 到期收下 | 等生效的上级变更
settle_feed          | platform                           | city       | -       | settle    | 理顺 | 事项变更流水
publish_synonyms     | item_manager data_officer platform | city       | -       | synonyms  | 发布 | 检索近义词表
save_word_group      | item_manager data_officer platform | city       | -       | synonyms  | 修改 | 检索用词的词组
remove_word_group    | item_manager data_officer platform | city       | -       | synonyms  | 去掉 | 检索用词的词组
undo_word_group      | item_manager data_officer platform | city       | -       | synonyms  | 撤回 | 检索用词的一处改动
replace_words        | item_manager data_officer platform | city       | -       | synonyms  | 换成 | 另一份检索近义词表的草稿
discard_words        | item_manager data_officer platform | city       | -       | synonyms  | 放弃 | 检索近义词表的草稿
publish_words        | item_manager data_officer platform | city       | -       | synonyms  | 发布 | 检索近义词表的草稿
reindex              | system_admin platform              | city       | -       | reindex   | 重建 | 检索
recount_lacks        | system_admin platform              | city       | -       | recount   | 清点 | 事项还缺什么
keep_recount         | system_admin platform              | city       | -       | recount   | 记下 | 清点的结果
""",
    duties=Duty.values,
    refusals={
        "directory": Refusal(_("基本目录由系统管理员维护。")),
        "manage": Refusal(_("只有本部门的事项管理员能改这个事项。")),
        "approve": Refusal(_("只有本部门的首席代表或另一位事项管理员能审核。")),
        "due": Refusal(_("到期的修改由系统发布。")),
        "second": Refusal(_("指南要由另一个人审核后才能发布，请提交审核。")),
        "second_standing": Refusal(_("暂停、恢复和取消要由另一个人审核，请在事项页上提议。")),
        "document": Refusal(_("部门的文件由本部门的事项管理员维护，全市共用的由系统管理员维护。")),
        "links": Refusal(_("网址由系统定期检查。")),
        "import": Refusal(_("只有系统管理员能导入事项清单。")),
        "exchange": Refusal(_("只有系统管理员能导入导出办事指南。")),
        "settle": Refusal(_("变更流水由系统理顺。")),
        "synonyms": Refusal(_("只有事项管理员和数据管理员能改近义词表。")),
        "misses": Refusal(_("只有事项管理员和数据管理员能处理没找到的查询。")),
        "recount": Refusal(_("事项还缺什么由系统定时清点，系统管理员可以随时清点。")),
        "reindex": Refusal(_("只有系统管理员能重建检索。")),
    },
    reaches={"department": Bound(_of_department, "本部门的")},
    keep_out={
        "editor": Bound(
            _edited,
            "自己改过的",
            Refusal(_("您改过这个事项，要请另一个人审核。"), "own_change"),
        ),
        "proposer": Bound(
            _proposed,
            "自己提议的",
            Refusal(_("这是您提议的，要请另一个人审核。"), "own_proposal"),
        ),
    },
)
must = RIGHTS.must
may = RIGHTS.may
