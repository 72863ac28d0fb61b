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
receipt_of     | officer               | taken  | -       | -        | 查看 | 收件凭证
""",
    duties=Duty.values,
    refusals={
        "keep": Refusal(_("只有系统管理员能改大厅、窗口和值守。")),
        "served": Refusal(_("这个人现在不在您这里办。请重新核对身份。"), "not_served"),
    },
    reaches={
        "served": Bound(_serves, "正在当面代录或代办的人的"),
        "taken": Bound(_has_taken_in, "自己收的，以及收件地、办理地窗口的"),
    },
)
must, may = RIGHTS.must, RIGHTS.may
