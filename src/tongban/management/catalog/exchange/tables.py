"""The national upload tables: their columns by the names of practice (standards §2.4).

Which columns are there and which are mandatory comes from the tables of real systems; the names of
the tables themselves are those that such systems use, and no text of a standard was at hand for
them. Ours are the tables of situations, ``retention_period`` (归档保管期限), and ``extend_field`` where practice has no extended table.
A city whose province names tables or codes otherwise says so (``naming``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tongban.management.catalog.types import EX_OFFICIO, ItemType

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
    " other_dept service_type retention_period town_name town_code village_name village_code"
    " extend_field",
)
MATERIAL = _table(
    "up_task_general_material",
    "申请材料",
    "row_guid* task_guid* material_name* is_need* order_num* material_type material_format"
    " form_guid example_guid source_type source_explain issue_dept page_num page_format original_num"
    " copy_num"
    " fill_explain accept_stand by_law remark extend_field",
)
FEE = _table(
    "up_task_general_fee_project",
    "收费项目",
    "row_guid* task_guid* fee_name* fee_stand* by_law is_desc desc_explain order_num* extend_field",
)
_QUESTIONS = "row_guid* task_guid* question* answer* order_num"
QUESTION = _table("up_task_general_questions", "常见问题", _QUESTIONS)
SITUATION = _table(
    "up_task_general_situation",
    "情形",
    "row_guid* task_guid* situation_group* situation_name* order_num material_guids extend_field",
)


def _like(table: Table, kind: str, without: str = "") -> Table:
    """The same table for items of another kind."""
    left = tuple(column for column in table.columns if column not in without.split())
    name = table.name.replace("_general_", f"_{kind}_")
    return Table(name, f"{table.label}（{_KINDS[kind]}）", left, table.must)


_KINDS = {
    "public": "公共服务",
    "punish": "行政处罚",
    "handle": "行政征收",
    "check": "行政强制、行政检查",
}
_OF_POWER = (
    "row_guid* task_name* catalog_code local_catalog_code task_code local_task_code"
    " task_handle_item task_type* task_state* task_version by_law power_source use_level dept_name"
    " dept_code dept_type entrust_name anticipate_day anticipate_type anticipate_explain"
    " handle_flow link_way supervise_way plan_effective_date plan_cancel_date"
)


def _power(kind: str, more: str = "") -> Table:
    name = f"up_task_{kind}_basic"
    return _table(name, f"基本信息（{_KINDS[kind]}）", f"{_OF_POWER}{more} extend_field")


MATERIALS, FEES, QUESTIONS, SITUATIONS = "materials", "fees", "questions", "situations"
OF_TABLES = (MATERIALS, FEES, QUESTIONS, SITUATIONS)
"""Elements that have a table of their own, where their items have such a table."""


@dataclass(frozen=True, slots=True)
class TableSet:
    """The tables in which items of some types stand (practice: their own for each kind)."""

    types: frozenset[str]
    basic: Table
    extend: Table | None
    """None: what an extended row would hold stands in the basic one's ``extend_field``."""
    children: Mapping[str, Table]
    """Element → the table of its rows."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """All of them, in the order in which they are written."""
        more = () if self.extend is None else (self.extend,)
        return (self.basic, *more, *self.children.values())

    @property
    def columns(self) -> frozenset[str]:
        """What the rows of one item can say outside the rows that hang on it."""
        more = () if self.extend is None else self.extend.columns
        return frozenset((*self.basic.columns, *more))


GENERAL = TableSet(
    frozenset(ItemType.values) - EX_OFFICIO - {ItemType.PUBLIC_SERVICE},
    BASIC,
    EXTEND,
    {MATERIALS: MATERIAL, FEES: FEE, QUESTIONS: QUESTION, SITUATIONS: SITUATION},
)
PUBLIC = TableSet(
    frozenset({ItemType.PUBLIC_SERVICE}),
    _like(BASIC, "public", "power_source"),
    _like(EXTEND, "public", "limit_explain"),
    {kind: _like(table, "public") for kind, table in GENERAL.children.items()},
)
PUNISH = TableSet(
    frozenset({ItemType.PENALTY}),
    _power("punish", " punishment_method"),
    None,
    {QUESTIONS: _like(QUESTION, "punish")},
)
LEVY = TableSet(
    frozenset({ItemType.LEVY}),
    _power("handle", " collect_type is_permit_reduce"),
    None,
    {MATERIALS: _like(MATERIAL, "handle"), QUESTIONS: _like(QUESTION, "handle")},
)
CHECK = TableSet(
    frozenset({ItemType.COERCION, ItemType.INSPECTION}),
    _power("check"),
    None,
    {QUESTIONS: _like(QUESTION, "check")},
)
SETS = (GENERAL, PUBLIC, PUNISH, LEVY, CHECK)

TABLES: Mapping[str, Table] = MappingProxyType(
    {t.name: t for t in (DIRECTORY, *(table for one in SETS for table in one.tables))}
)
"""Table by name, in the order in which they are written."""
SET_OF_TABLE: Mapping[str, TableSet] = MappingProxyType(
    {table.name: one for one in SETS for table in one.tables}
)
BASICS = frozenset(one.basic.name for one in SETS)
"""Tables in which each row is an item."""
ALSO_CALLED: Mapping[str, str] = MappingProxyType(
    {"up_task_general_question": "up_task_general_questions"}
)
"""Names of tables in files that we wrote earlier → the names of practice."""


def set_of(item_type: str) -> TableSet:
    """The tables of items of that type."""
    return next((one for one in SETS if item_type in one.types), GENERAL)


ERRORS = (
    "err_type", "remark", "table_sql_name", "table_row_guid", "cd_batch", "upload_time",
    "arrive_time", "line",
)  # fmt: skip
"""The error table (practice: when it was sent and when it came; the names of the two are ours), with
the line of the file that was sent.
"""
STATES: Mapping[str, str] = MappingProxyType({"1": "in_use", "2": "suspended", "3": "cancelled"})
"""事项状态 on the wire (practice: in use, suspended, cancelled) → ours of the directory."""

Row = dict[str, str]
"""One row: column → text. What is empty is an empty text."""
Rows = dict[str, list[Row]]
"""Rows by table."""
