"""Who may do what to the calendar and the limits, as a table (``kernel.rights``)."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of
from tongban.base.orgs.types import Duty

RIGHTS = rights_of(
    "clocks",
    """
# act             | who                   | reach | but not | refusal  | does | thing
seed_calendar     | system_admin platform | city  | -       | calendar | 写入 | 工作日历
publish_year      | system_admin platform | city  | -       | calendar | 公布 | 一年的放假安排
start_clock       | inner                 | city  | -       | -        | 起算 | 时限
start_clocks      | inner                 | city  | -       | -        | 起算 | 几个时限
pause_clocks      | inner                 | city  | -       | -        | 停表 | 时限
resume_clocks     | inner                 | city  | -       | -        | 恢复计时 | 时限
extend_clock      | inner                 | city  | -       | -        | 延长 | 时限
end_clocks        | inner                 | city  | -       | -        | 终止 | 时限
hand_over_clocks  | inner                 | city  | -       | -        | 移交 | 时限的责任岗位
""",
    duties=Duty.values,
    refusals={"calendar": Refusal(_("只有系统管理员能改放假安排。"))},
)
must = RIGHTS.must
