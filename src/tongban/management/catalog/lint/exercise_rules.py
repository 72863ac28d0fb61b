"""E: powers that are exercised without an application, and what only such a guide must say."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.management.catalog.codes import CODE_TABLES
from tongban.management.catalog.elements import label_of
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.types import EX_OFFICIO, Clause, Guide, ItemType

NEEDED_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        ItemType.PENALTY.value: ("exercise.discretion", "exercise.steps", "exercise.rights"),
        ItemType.COERCION.value: (
            "exercise.subject",
            "exercise.measures",
            "exercise.measures_when",
            "exercise.steps",
            "exercise.rights",
        ),
        ItemType.LEVY.value: (
            "exercise.subject",
            "exercise.collect_type",
            "exercise.rates",
            "exercise.steps",
        ),
        ItemType.INSPECTION.value: (
            "exercise.subject",
            "exercise.frequency",
            "exercise.ways",
            "inspection_points",
            "exercise.steps",
        ),
    }
)
"""What the guide of such a power must say, by its type."""
NEEDED_OF_ALL = (
    "summary",
    "by_law",
    "contact.phone",
    "contact.complaint_phone",
    "remedy.review_body",
    "remedy.court",
)
OF_APPLYING = frozenset(
    {
        "A07", "A08", "A10", "A14", "F03", "F04", "F05", "M05", "M06", "M07", "M08", "O01", "O02", "O04",
        "Q01", "R01", "R02", "R03", "R04", "T02", "T06", "V01", "V02", "V03",
    }
)  # fmt: skip
"""Rules of applications: they say nothing about a power that nobody applies for."""
DETENTION = "5"
FREEDOM, FREEZING = "11", "14"
ENFORCING = frozenset({"21", "22", "23", "24", "25", "26"})


def needed_of(item_type: str) -> tuple[str, ...]:
    """Elements without which such a power is not published; none for other types."""
    return NEEDED_OF_ALL + NEEDED_OF[item_type] if item_type in NEEDED_OF else ()


def _is_statute(clause: Clause) -> bool:
    """Whether it is a law of the National People's Congress, by its name: not a regulation."""
    title = clause.title.strip("《》 ")
    return title.endswith("法") and not title.endswith("办法")


@rule("E01", "exercise_missing", gettext_lazy("缺少这类权力必需的要素"), must=True)
def _missing(guide: Guide, context: Context) -> Iterator[Told]:
    for place in needed_of(context.item_type):
        if not value_at(guide, place):
            yield Told(place, _("指南缺“%(label)s”。") % {"label": label_of(place)}, _("请补上。"))


@rule("E02", "discretion_incomplete", gettext_lazy("处罚没有种类、幅度或者依据"), must=True)
def _discretion(guide: Guide, context: Context) -> Iterator[Told]:
    if context.item_type != ItemType.PENALTY:
        return
    known = CODE_TABLES["penalty_kind"].codes
    for row in guide.exercise.discretion:
        conduct = row.conduct[:40]
        if not row.conduct.strip():
            yield Told(
                "exercise.discretion",
                _("有一种处罚没有写违法行为。"),
                _("请写清楚哪种行为要罚，或者删掉。"),
            )
        elif row.kind not in known or not row.span or not row.by_law:
            yield Told(
                "exercise.discretion",
                _("“%(conduct)s”的处罚没有写全。") % {"conduct": conduct},
                _("请选处罚种类，写明幅度和依据的条款。"),
            )


@rule("E03", "discretion_without_standard", gettext_lazy("有裁量却没有裁量基准"), must=False)
def _standard(guide: Guide, context: Context) -> Iterator[Told]:
    if (
        context.item_type == ItemType.PENALTY
        and guide.exercise.discretion
        and not guide.exercise.discretion_by
    ):
        yield Told(
            "exercise.discretion_by",
            _("没有写按哪份裁量基准定轻重。"),
            _("请写裁量基准的名称和文号（行政处罚法第三十四条）。"),
        )


@rule("E04", "rate_incomplete", gettext_lazy("征收没有标准或者依据"), must=True)
def _rates(guide: Guide, context: Context) -> Iterator[Told]:
    if context.item_type != ItemType.LEVY:
        return
    for row in guide.exercise.rates:
        if not (row.name and row.rate and row.by_law):
            yield Told(
                "exercise.rates",
                _("征收“%(name)s”没有写全。") % {"name": row.name},
                _("请写明收什么、按什么标准收、依据哪一条。"),
            )


@rule("E05", "reduction_unsaid", gettext_lazy("有减免却没有写减免"), must=True)
def _reduction(guide: Guide, context: Context) -> Iterator[Told]:
    if context.item_type != ItemType.LEVY:
        return
    if guide.exercise.reduces and not guide.exercise.reduction:
        yield Told(
            "exercise.reduction",
            _("涉及减免的审批，却没有写谁可以减免。"),
            _("请写清楚，或者去掉“%(label)s”。") % {"label": label_of("exercise.reduces")},
        )


@rule("E06", "frequency_without_basis", gettext_lazy("检查频次没有依据"), must=False)
def _frequency(guide: Guide, context: Context) -> Iterator[Told]:
    if context.item_type != ItemType.INSPECTION:
        return
    if guide.exercise.frequency and not guide.exercise.frequency_by:
        yield Told(
            "exercise.frequency_by",
            _("检查频次没有写依据。"),
            _("请写条款，或者年度检查计划的文号。"),
        )


@rule("E07", "only_by_statute", gettext_lazy("只有法律能设定的，没有法律作依据"), must=True)
def _statute(guide: Guide, context: Context) -> Iterator[Told]:
    if not guide.by_law or any(_is_statute(clause) for clause in guide.by_law):
        return
    if context.item_type == ItemType.PENALTY:
        strict = any(row.kind == DETENTION for row in guide.exercise.discretion)
        basis = _("限制人身自由的处罚只能由法律设定（行政处罚法第十条）。")
    elif context.item_type == ItemType.COERCION:
        strict = bool(set(guide.exercise.measures) & (ENFORCING | {FREEDOM, FREEZING}))
        basis = _("限制人身自由、冻结存款和强制执行只能由法律设定（行政强制法第十条、第十三条）。")
    else:
        return
    if strict:
        yield Told("by_law", basis, _("请写明是哪部法律第几条，没有的不能行使。"))


@rule("E08", "nobody_applies", gettext_lazy("依职权行使的事项配了表单或流程"), must=True)
def _applied_for(_guide: Guide, context: Context) -> Iterator[Told]:
    if context.item_type not in EX_OFFICIO:
        return
    for place, is_there in (("form", context.has_form), ("process", context.has_process)):
        if is_there:
            yield Told(
                place,
                _("这类事项由部门依职权行使，没有人申请。"),
                _("请去掉表单和流程；环节写在“%(label)s”。")
                % {"label": label_of("exercise.steps")},
            )
