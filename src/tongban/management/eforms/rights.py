"""Who may do what to forms, as a table (``kernel.rights``)."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of
from tongban.base.orgs.types import Duty

RIGHTS = rights_of(
    "eforms",
    """
# act         | who                   | reach | but not | refusal | does | thing
publish_form  | item_manager platform | city  | -       | manage  | 发布 | 表单
""",
    duties=Duty.values,
    refusals={"manage": Refusal(_("只有事项管理员能发布表单。"))},
)
must = RIGHTS.must
