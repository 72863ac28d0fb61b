"""Who may do what to halls, windows and what is taken in there (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.queries import within
from tongban.base.orgs.types import Duty


def _serves(actor: Actor, served: Any) -> bool:
    """``served``: as who acts for that person; none when it does not hold (any more)."""
    return isinstance(served, Actor) and served.account_id == actor.account_id


def _has_taken_in(actor: Actor, case: Any) -> bool:
    """Who received it, and the windows of the place that received or that decides."""
    if actor.account_id is not None and actor.account_id == case.receiver_id:
        return True
    here = within(actor.division_code)
    return actor.has(Duty.WINDOW, Duty.CHIEF) and (
        case.received_division_code.startswith(here) or case.division_code.startswith(here)
    )


def _advises(actor: Actor, item: Any) -> bool:
    """A window tells of every item of its place, a department of its own."""
    if not item.division_code.startswith(within(actor.division_code)):
        return False
    return actor.has(Duty.WINDOW, Duty.CHIEF) or actor.department_id == item.department_id


RIGHTS = rights_of(
    "halls",
    """
# act          | who                   | reach  | but not | refusal  | does | thing
keep_hall      | system_admin platform | city   | -       | keep     | 设立、维护 | 大厅
close_hall     | system_admin platform | city   | -       | keep     | 撤销 | 大厅
keep_window    | system_admin platform | city   | -       | keep     | 设立、维护 | 窗口
close_window   | system_admin platform | city   | -       | keep     | 撤销 | 窗口
seat_officer   | system_admin platform | city   | -       | keep     | 安排 | 窗口值守
unseat_officer | system_admin platform | city   | -       | keep     | 取消 | 窗口值守
scan_material  | window agent          | served | -       | served   | 扫描录入 | 申请材料
erase_receipt  | inner                 | city   | -       | -        | 随档案销毁 | 收件凭证的内容
keep_receipt   | inner                 | above  | -       | -        | 留存 | 收件凭证
give_one_notice | window chief handler | advises | -      | advise   | 开 | 一次性告知单
notices_given  | window chief handler | mine   | -       | -        | 查看 | 自己开的一次性告知单
receipt_of     | officer               | taken  | -       | -        | 查看 | 收件凭证
""",
    duties=Duty.values,
    refusals={
        "keep": Refusal(_("只有系统管理员能改大厅、窗口和值守。")),
        "advise": Refusal(_("这个事项不归您的岗位告知。"), "wrong_post"),
        "served": Refusal(_("这个人现在不在您这里办。请重新核对身份。"), "not_served"),
    },
    reaches={
        "served": Bound(_serves, "正在当面代录或代办的人的"),
        "advises": Bound(_advises, "窗口、首席代表限本地的事项，经办限本部门的事项"),
        "taken": Bound(_has_taken_in, "自己收的，以及收件地、办理地窗口的"),
    },
)
must, may = RIGHTS.must, RIGHTS.may
