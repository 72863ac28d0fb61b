"""Who may do what to licences, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty


def _of_issuer(actor: Actor, issuer_id: Any) -> bool:
    return actor.department_id is not None and actor.department_id == issuer_id


RIGHTS = rights_of(
    "licenses",
    """
# act            | who                               | reach  | but not | refusal   | does | thing
define_type      | seal_keeper item_manager platform | city   | -       | define    | 定义 | 证照类型
issue_license    | officer platform                  | issuer | -       | issue     | 签发 | 证照
render_license   | inner                             | city   | -       | -         | 制作 | 证照文件
seal_paper       | inner                             | city   | -       | -         | 制作并盖章 | 文书
revoke_license   | signer chief seal_keeper platform | issuer | -       | move      | 暂扣、撤销、注销 | 证照
restore_license  | signer chief seal_keeper platform | issuer | -       | move      | 恢复 | 证照
expire_license   | platform                          | city   | -       | by_itself | 到期失效 | 证照
""",
    duties=Duty.values,
    refusals={
        "define": Refusal(_("只有印章管理员或事项管理员能定义证照类型。")),
        "issue": Refusal(_("只有颁发机构自己的岗位能签发证照。")),
        "move": Refusal(_("只有颁发机构的签发人、首席代表或印章管理员能改变证照状态。")),
        "by_itself": Refusal(_("到期失效由系统自动办。")),
    },
    reaches={"issuer": Bound(_of_issuer, "本部门颁发的")},
)
must = RIGHTS.must
