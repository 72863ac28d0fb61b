"""Who may do what to materials, as a table (``kernel.rights``).

Whose case a material belongs to is asked by the act on the case, which stands higher.
"""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of
from tongban.base.orgs.types import Duty

RIGHTS = rights_of(
    "materials",
    """
# act              | who                  | reach | but not | refusal | does | thing
hand_in            | somebody             | above | -       | sign_in | 提交 | 材料
use_license        | somebody             | above | -       | sign_in | 引用证照作 | 材料
fill_in            | somebody             | above | -       | sign_in | 在线填写 | 材料
reuse_material     | somebody             | above | -       | sign_in | 再次使用 | 核对过的材料
withdraw_material  | somebody             | above | -       | sign_in | 撤回 | 材料
erase_materials    | inner                | above | -       | -       | 随档案销毁 | 材料
confirm_original   | window chief handler | above | -       | check   | 核对原件 | 材料
""",
    duties=Duty.values,
    refusals={
        "sign_in": Refusal(_("请先登录，再提交材料。")),
        "check": Refusal(_("只有窗口、首席代表和经办岗位的工作人员能核对原件。")),
    },
)
must = RIGHTS.must
