"""Who may ask which operation, as a table (``kernel.rights``).

The refusal is answered to programs: it is the same for every reader.
"""

from tongban.base.kernel.rights import Refusal, rights_of

RIGHTS = rights_of(
    "openapi",
    """
# operation     | who                    | reach | but not | refusal  | does | thing
items           | anybody                | city  | -       | -        | 查看 | 公开的事项
item_changes    | anybody                | city  | -       | -        | 查看 | 事项的变更流水
guide           | anybody                | city  | -       | -        | 查看 | 公开的办事指南
code_tables     | anybody                | city  | -       | -        | 查看 | 两套标准的代码表
publications    | anybody                | city  | -       | -        | 查看 | 公示的决定
license_status  | anybody                | city  | -       | -        | 核验 | 证照是否有效
holder_check    | machine:licenses:check | city  | -       | admitted | 核对 | 证照是不是某人持有
""",
    refusals={
        "admitted": Refusal("这个系统没有获准做这件事。要用的话，请由部门的数据管理员申请。")
    },
)
must = RIGHTS.must
