"""Who may do what about other systems, as a table (``kernel.rights``)."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of
from tongban.base.orgs.types import Duty

RIGHTS = rights_of(
    "connectors",
    """
# act              | who                   | reach | but not | refusal   | does | thing
keep_system        | data_officer platform | city  | -       | data      | 登记 | 对接系统
hand_item_over     | data_officer platform | city  | -       | data      | 指定由对接系统办理 | 事项
begin_handover     | inner                 | city  | -       | -         | 排队转交 | 办件
erase_handover     | inner                 | city  | -       | -         | 随档案销毁 | 对方的话和文书
hand_over          | platform              | city  | -       | by_itself | 转交 | 办件
catch_up_handovers | platform              | city  | -       | by_itself | 补转 | 积压的办件
hand_over_again    | data_officer platform | city  | -       | data      | 再转交 | 转不出去的办件
begin_telling      | inner                 | city  | -       | -         | 排队告知对方 | 办件的提交、补正、结束
tell               | platform              | city  | -       | by_itself | 告知对方 | 办件的提交、补正、结束
tell_again         | data_officer platform | city  | -       | data      | 再告知 | 告知不了的
catch_up_tellings  | platform              | city  | -       | by_itself | 补告知 | 积压的告知
take_early         | platform              | city  | -       | by_itself | 采用 | 受理前收到的消息
take_held          | platform              | city  | -       | by_itself | 采用 | 等人说完意见的结果
take_message       | platform              | city  | -       | by_itself | 收下 | 对方系统的消息
note_contact       | platform              | city  | -       | by_itself | 记下轮询到哪里、连不连得上 | 对接系统
compare            | platform              | city  | -       | by_itself | 每天对账 | 对接系统的办件
systems            | data_officer          | city  | -       | -         | 查看 | 对接系统和转办情况
""",
    duties=Duty.values,
    refusals={
        "data": Refusal(_("只有数据管理员能管对接系统。"), "wrong_post"),
        "by_itself": Refusal(_("这一步由系统自动办。")),
    },
)
must, may = RIGHTS.must, RIGHTS.may
