"""Who may do what with bundles, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty
from tongban.handling.bundles.models import Bundle, BundleApplication


def is_applicant_of(actor: Actor, application: BundleApplication) -> bool:
    """Whether the application is the actor's own, in the capacity it acts in now."""
    if actor.capacity in {Capacity.SELF, Capacity.GUARDIAN}:
        mine = actor.applying_person_id
        return (
            mine is not None
            and application.legal_person_id is None
            and application.person_id == mine
        )
    if actor.capacity is Capacity.CLERK:
        return (
            application.legal_person_id is not None
            and application.legal_person_id == actor.legal_person_id
        )
    return False


def _of_department(actor: Actor, thing: Any) -> bool:
    department_id = thing.department_id if isinstance(thing, Bundle) else thing
    return actor.department_id is not None and actor.department_id == department_id


def _edited(actor: Actor, bundle: Bundle) -> bool:
    return str(actor.account_id) in bundle.draft_editors


RIGHTS = rights_of(
    "bundles",
    """
# act               | who                   | reach      | but not | refusal   | does | thing
save_bundle         | item_manager platform | department | -       | manage    | 保存 | 一件事的改动
submit_bundle       | item_manager platform | department | -       | manage    | 提交审核 | 一件事的改动
return_bundle       | item_manager chief    | department | -       | approve   | 退回 | 一件事的改动
approve_bundle      | item_manager chief    | department | editor  | approve   | 审核通过 | 一件事的改动
publish_bundle      | platform              | city       | -       | second    | 直接发布 | 一件事
managed_bundles     | item_manager chief    | department | -       | -         | 查看 | 本部门的一件事
managed_bundle      | item_manager chief    | department | -       | -         | 查看 | 一个一件事
start_bundle        | applicant             | city       | -       | applicant | 开始填写 | 一件事申请
choose_situation    | applicant             | own        | -       | own       | 选择情形 | 一件事申请
answer_bundle       | applicant             | own        | -       | own       | 填写 | 一件事申请
hand_in_for_bundle  | applicant             | own        | -       | own       | 上传 | 一件事的材料
drop_from_bundle    | applicant             | own        | -       | own       | 取消 | 一件事的材料
discard_bundle      | applicant             | own        | -       | own       | 删除 | 一件事的草稿
file_bundle         | applicant             | own        | -       | own       | 提交 | 一件事申请
withdraw_part       | applicant             | own        | -       | own       | 撤回 | 一件事里的一项
withdraw_bundle     | applicant             | own        | -       | own       | 全部撤回 | 一件事申请
continue_part       | applicant             | own        | -       | own       | 接着办 | 一件事里的一项
my_bundles          | applicant             | mine       | -       | -         | 查看 | 自己的一件事申请
my_bundle           | applicant             | mine       | -       | -         | 查看 | 自己的一个一件事申请
advance_bundle      | platform              | city       | -       | by_itself | 接着办 | 一件事申请
erase_bundle        | inner                 | city       | -       | -         | 随档案销毁 | 一件事申请的内容
follow_person       | system_admin platform | city       | -       | merge     | 合并登记后归到一处 | 一件事申请
""",
    duties=Duty.values,
    refusals={
        "manage": Refusal(_("只有牵头部门的事项管理员能改一件事。")),
        "approve": Refusal(_("只有牵头部门的另一位事项管理员或者首席代表能审核。")),
        "second": Refusal(_("一件事要由第二个人审核后发布。")),
        "applicant": Refusal(_("请用个人或单位的身份登录，再申请。"), "not_an_applicant"),
        "own": Refusal(_("这不是您的申请。"), "not_your_case"),
        "by_itself": Refusal(_("这一步由系统自动办。")),
        "merge": Refusal(_("只有系统管理员能合并登记。")),
    },
    reaches={
        "department": Bound(_of_department, "本部门牵头的"),
        "own": Bound(is_applicant_of, "本人、本单位、被监护人的"),
    },
    keep_out={
        "editor": Bound(
            _edited,
            "自己改过的",
            Refusal(_("您改过的，要请另一个人审核。"), "own_change"),
        ),
    },
)
must, may = RIGHTS.must, RIGHTS.may
