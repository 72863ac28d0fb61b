"""Who may do what to messages, as a table (``kernel.rights``)."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of
from tongban.base.orgs.types import Duty

RIGHTS = rights_of(
    "notices",
    """
# act              | who                   | reach | but not | refusal    | does | thing
publish_template   | system_admin platform | city  | -       | administer | 发布 | 消息模板
send               | inner                 | city  | -       | -          | 发出 | 消息
erase_messages     | inner                 | city  | -       | -          | 随档案销毁 | 消息的地址和内容
deliver            | platform              | city  | -       | by_itself  | 投递 | 消息
catch_up           | platform              | city  | -       | by_itself  | 补投 | 积压的消息
send_again         | system_admin platform | city  | -       | administer | 再发 | 发不出去的消息
troubled_messages  | system_admin platform | city  | -       | read       | 查看 | 发不出去的消息
troubled_count     | system_admin platform | city  | -       | read       | 查看 | 发不出去的消息有几条
""",
    duties=Duty.values,
    refusals={
        "administer": Refusal(_("只有系统管理员能做这件事。")),
        "by_itself": Refusal(_("消息由系统自己投递。")),
        "read": Refusal(_("只有系统管理员能看发不出去的消息。")),
    },
)
must = RIGHTS.must
