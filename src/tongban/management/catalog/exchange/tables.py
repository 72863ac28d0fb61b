"""The national upload tables: their columns by the names of practice (standards §2.4).

Which columns are there and which are mandatory comes from the tables of real systems; the names of
the tables themselves are those that such systems use, and no text of a standard was at hand for
them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

TRANSFER = ("cd_operation", "cd_time", "cd_batch", "data_source")
"""What every row carries: what happened to it, when, in which batch, and whose it is."""


@dataclass(frozen=True, slots=True)
class Table:
    """One upload table. ``must`` are the columns without which a row is given back."""

    name: str
    label: str
    columns: tuple[str, ...]
    must: frozenset[str]


def _table(name: str, label: str, columns: str) -> Table:
    """A star stands behind a column that must be there."""
    words = columns.split()
    return Table(
        name,
        label,
        (*(word.rstrip("*") for word in words), *TRANSFER),
        frozenset(word.rstrip("*") for word in words if word.endswith("*")),
    )


DIRECTORY = _table(
    "up_task_directory",
    "基本目录",
    "row_guid* catalog_code* local_catalog_code task_name* task_type* by_law* use_level* task_state*"
    " task_version* plan_effective_date plan_cancel_date",
)
BASIC = _table(
    "up_task_general_basic",
    "基本信息",
    "row_guid* task_name* catalog_code local_catalog_code task_code local_task_code"
    " task_handle_item task_type* task_state* task_version by_law power_source use_level dept_name"
    " dept_code dept_type entrust_name anticipate_day anticipate_type anticipate_explain"
    " promise_day promise_type promise_explain accept_condition handle_flow is_fee fee_basis"
    " server_type project_type handle_type limit_scene_num special_procedure app_is_single_login"
    " mobile_terminal_url is_single_login link_addr transact_addr transact_time link_way"
    " supervise_way plan_effective_date plan_cancel_date",
)
EXTEND = _table(
    "up_task_general_extend",
    "扩展信息",
    "row_guid* task_guid* is_entry_center handle_area limit_explain result_type result_name"
    " result_guid is_schedule is_pay_online is_express is_service_terminals user_topic_type"
    " corp_topic_type is_online online_handle_depth online_handle_url limit_scene_explain"
    " other_dept service_type extend_field",
)
MATERIAL = _table(
    "up_task_general_material",
    "申请材料",
    "row_guid* task_guid* material_name* is_need* order_num* material_type material_format"
    " form_guid example_guid source_type source_explain issue_dept page_num original_num copy_num"
    " fill_explain accept_stand by_law remark extend_field",
)
FEE = _table(
    "up_task_general_fee_project",
    "收费项目",
    "row_guid* task_guid* fee_name* fee_stand* by_law is_desc desc_explain order_num* extend_field",
)
QUESTION = _table(
    "up_task_general_question",
    "常见问题",
    "row_guid* task_guid* question* answer* order_num",
)
SITUATION = _table(
    "up_task_general_situation",
    "情形",
    "row_guid* task_guid* situation_group* situation_name* order_num material_guids extend_field",
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {t.name: t for t in (DIRECTORY, BASIC, EXTEND, MATERIAL, FEE, QUESTION, SITUATION)}
)
"""Table by name, in the order in which they are written."""

ERRORS = ("err_type", "remark", "table_sql_name", "table_row_guid", "cd_batch", "line")
"""The error table, with the line of the file that was sent."""
STATES: Mapping[str, str] = MappingProxyType({"1": "in_use", "2": "suspended", "3": "cancelled"})
"""事项状态 on the wire (practice: in use, suspended, cancelled) → ours of the directory."""

Row = dict[str, str]
"""One row: column → text. What is empty is an empty text."""
Rows = dict[str, list[Row]]
"""Rows by table."""
