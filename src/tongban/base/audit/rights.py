"""Who may do what to the audit trail, as a table (``kernel.rights``)."""

from tongban.base.kernel.rights import rights_of

RIGHTS = rights_of(
    "audit",
    """
# act         | who   | reach | but not | refusal | does | thing
record        | inner | city  | -       | -       | 写下做了什么 | 审计日志
record_many   | inner | city  | -       | -       | 写下一批做了什么 | 审计日志
record_look   | inner | city  | -       | -       | 写下看了谁的信息 | 审计日志
""",
)
