"""Who may do what to processes, as a table (``kernel.rights``).

A process knows steps, not cases: whether a post reaches the case is asked by the act on the case.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty
from tongban.management.workflow.types import APPLICANT


def _is_applicants(_actor: Actor, waiting: Any) -> bool:
    return bool(waiting.duty == APPLICANT)


def _is_office(actor: Actor, _waiting: Any) -> bool:
    return actor.is_officer or actor.is_platform


def _name(_actor: Actor, waiting: Any) -> dict[str, str]:
    return {"name": waiting.name}


RIGHTS = rights_of(
    "workflow",
    """
# act            | who                   | reach          | but not | refusal   | does | thing
publish_process  | item_manager platform | city           | -       | manage    | 发布 | 流程
publish_shipped  | item_manager platform | city           | -       | manage    | 发布 | 随系统带的流程
start_process    | somebody              | above          | -       | sign_in   | 开始 | 一件事的流程
complete_step    | officer platform      | above          | -       | sign_in   | 办完 | 流程的一步
complete_step    | somebody              | applicant_step | -       | sign_in   | 办完 | 流程的一步
deliver_message  | somebody              | office_step    | -       | sign_in   | 登记 | 流程等的消息
fire_timers      | platform              | city           | -       | by_itself | 触发 | 流程到期的计时
cancel_process   | somebody              | above          | -       | sign_in   | 终止 | 一件事的流程
""",
    duties=Duty.values,
    refusals={
        "manage": Refusal(_("只有事项管理员能发布流程。")),
        "sign_in": Refusal(_("请先登录。"), "sign_in"),
        "by_itself": Refusal(_("到期由系统处理。")),
    },
    reaches={
        "applicant_step": Bound(
            _is_applicants,
            "等申请人的步骤",
            Refusal(_("“%(name)s”由工作人员办理。"), "not_your_step", _name),
        ),
        "office_step": Bound(
            _is_office,
            "工作人员和平台",
            Refusal(_("“%(name)s”由系统或工作人员登记。"), "not_your_step", _name),
        ),
    },
)
must = RIGHTS.must
