"""Who may do what to divisions, departments and posts, as a table (``kernel.rights``)."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of
from tongban.base.orgs.types import Duty

RIGHTS = rights_of(
    "orgs",
    """
# act              | who                   | reach | but not | refusal   | does | thing
keep_divisions     | system_admin platform | city  | -       | administer | 维护 | 行政区划
keep_department    | system_admin platform | city  | -       | administer | 设立、维护 | 部门
rename_department  | system_admin platform | city  | -       | administer | 改名 | 部门
open_post          | system_admin platform | city  | -       | administer | 设立 | 岗位
""",
    duties=Duty.values,
    refusals={"administer": Refusal(_("只有系统管理员能改区划、部门和岗位。"))},
)
must = RIGHTS.must
