"""T, L, F: limits, legal bases and fees."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.kernel.errors import Invalid
from tongban.management.catalog.elements import label_of
from tongban.management.catalog.lint.answers import is_asked, unknown_answers
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.types import (
    FEE_STEPS,
    Guide,
    GuideExtension,
    GuideLimit,
    GuideSilence,
    ItemType,
)

AT_ONCE = GuideLimit(1)
"""A matter that is handled at once is closed on the same working day."""
SHORTER_UNITS = {
    "working_day": 1.4,
    "natural_day": 1.0,
    "month": 30.0,
    "year": 365.0,
    "hour": 1 / 24,
}
"""Natural days of a unit, about: only to compare limits of different units."""

SET_BY_LAW_ALONE = frozenset(
    {ItemType.LICENSING, ItemType.PENALTY, ItemType.COERCION, ItemType.LEVY}
)
"""Powers that no policy document can set up (行政许可法 14–17, 行政处罚法 10–16, 行政强制法 10)."""


def _limits(guide: Guide) -> dict[str, GuideLimit | GuideExtension | GuideSilence | None]:
    return {
        "statutory": guide.statutory,
        "statutory.extension": guide.statutory and guide.statutory.extension,
        "promised.extension": guide.promised and guide.promised.extension,
        "silence": guide.silence,
        "promised": guide.promised,
        "acceptance": guide.acceptance,
        "correction": guide.correction,
        "delivery": guide.delivery,
    }


def natural_days(limit: GuideLimit | GuideExtension | GuideSilence) -> float:
    """About how many natural days a limit is."""
    return limit.number * SHORTER_UNITS.get(limit.unit, 1.0)


@rule("T01", "promise_over_statutory", gettext_lazy("承诺时限长于法定时限"), must=True)
def _promise(guide: Guide, _context: Context) -> Iterator[Told]:
    promised, statutory = guide.promised, guide.statutory
    if not (promised and statutory):
        return
    if promised.unit == statutory.unit:
        longer = promised.number > statutory.number
    else:
        longer = natural_days(promised) > natural_days(statutory)
    if longer:
        yield Told(
            "promised",
            _("承诺时限不能长于法定时限。"),
            _("请把承诺时限改短。"),
        )


@rule("T02", "promise_missing", gettext_lazy("承诺件没有承诺时限"), must=True)
def _no_promise(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.promised is None and not guide.is_instant:
        yield Told("promised", _("承诺件要写承诺时限。"), _("请写几个工作日办完。"))


@rule("T03", "limit_wrong", gettext_lazy("时限数不出来"), must=True)
def _uncountable(guide: Guide, _context: Context) -> Iterator[Told]:
    for place, limit in _limits(guide).items():
        try:
            if limit is not None:
                _counted = limit.limit
        except (ValueError, TypeError, Invalid):
            yield Told(
                place,
                _("时限要有 0 到 10000 的数字和认识的单位。"),
                _("请改正数字或单位。"),
            )


@rule("T04", "extension_without_basis", gettext_lazy("延长没有批准人或依据"), must=True)
def _extension(guide: Guide, _context: Context) -> Iterator[Told]:
    for place, limit in _limits(guide).items():
        if isinstance(limit, GuideExtension) and not (limit.approver and limit.clause):
            yield Told(place, _("延长要写明由谁批准和依据的条款。"), _("请补上。"))


@rule("T05", "silence_without_basis", gettext_lazy("视为受理没有依据"), must=True)
def _silence(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.silence is not None and not guide.silence.clause:
        yield Told("silence", _("视为受理要写明依据的条款。"), _("请补上。"))


@rule("T06", "instant_takes_days", gettext_lazy("即办件写了几天"), must=True)
def _instant(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.is_instant and guide.promised and natural_days(guide.promised) > natural_days(AT_ONCE):
        yield Told(
            "promised",
            _("即办件要当场办完，不能承诺好几天。"),
            _("请改成承诺件，或者把承诺改成 1 个工作日以内。"),
        )


@rule(
    "T09",
    "at_once_but_promised",
    gettext_lazy("承诺当场办完却不是即办件"),
    must=True,
    practice=True,
)
def _at_once(guide: Guide, _context: Context) -> Iterator[Told]:
    if not guide.is_instant and guide.promised is not None and guide.promised.number == 0:
        yield Told(
            "project_type",
            _("承诺时限写了 0，就是当场办完，办件类型却不是即办件。"),
            _("请把办件类型改成即办件；不能当场办完的，写几个工作日。"),
        )


@rule("T07", "statutory_missing", gettext_lazy("许可事项没有法定时限"), must=True)
def _statutory(guide: Guide, context: Context) -> Iterator[Told]:
    wanted = context.item_type == ItemType.LICENSING and not guide.is_instant
    if wanted and guide.statutory is None:
        yield Told(
            "statutory",
            _("行政许可要写法定时限。"),
            _("法律没有另外规定的，是受理后 20 个工作日（行政许可法第四十二条）。"),
        )


@rule("T08", "statutory_without_clause", gettext_lazy("法定时限没有条款"), must=True)
def _statutory_clause(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.statutory is not None and not guide.statutory.clause:
        yield Told("statutory", _("法定时限要写明是哪部法第几条定的。"), _("请补上条款。"))


@rule("L01", "clause_missing", gettext_lazy("依据没有写到条"), must=False)
def _articles(guide: Guide, _context: Context) -> Iterator[Told]:
    for clause in guide.by_law:
        if clause.title and not clause.article:
            yield Told(
                "by_law",
                _("依据《%(title)s》没有写第几条。") % {"title": clause.title},
                _("请写到条、款。"),
            )


@rule("L02", "no_article_at_all", gettext_lazy("没有一条依据写到条"), must=True)
def _no_article(guide: Guide, context: Context) -> Iterator[Told]:
    if (
        context.item_type in SET_BY_LAW_ALONE
        and guide.by_law
        and not any(clause.article for clause in guide.by_law)
    ):
        yield Told(
            "by_law",
            _("只有法能设定的事项，至少有一条依据要写到第几条。"),
            _("请写明是哪部法第几条。"),
        )


@rule("L03", "clause_without_title", gettext_lazy("依据没有名称"), must=True)
def _titles(guide: Guide, _context: Context) -> Iterator[Told]:
    if any(not clause.title.strip() for clause in guide.by_law):
        yield Told("by_law", _("有一条依据没有写是哪部法。"), _("请写上名称，或者删掉。"))


@rule("L04", "law_ended", gettext_lazy("依据已经失效"), must=False)
def _ended(guide: Guide, context: Context) -> Iterator[Told]:
    for clause in guide.by_law:
        if day := context.ended_laws.get(clause.title.strip("《》 ")):
            yield Told(
                "by_law",
                _("依据《%(title)s》%(day)s起失效。") % {"title": clause.title, "day": day},
                _("请换成现在有效的依据；没有了的，事项要取消。"),
            )


@rule("F01", "fee_without_basis", gettext_lazy("收费没有依据"), must=True)
def _fee_basis(guide: Guide, _context: Context) -> Iterator[Told]:
    for fee in guide.fees:
        if not fee.by_law:
            yield Told(
                "fees",
                _("收费“%(name)s”没有依据，不能收。") % {"name": fee.name},
                _("请写明依据，或者删掉。"),
            )


@rule("F02", "fee_without_standard", gettext_lazy("收费没有名称或标准"), must=True)
def _fee_standard(guide: Guide, _context: Context) -> Iterator[Told]:
    for fee in guide.fees:
        if not fee.name or not fee.standard:
            yield Told(
                "fees",
                _("有一项收费没有写名称或者标准。"),
                _("请写明收什么、按什么标准收多少。"),
            )
        elif fee.amount < 0:
            yield Told(
                "fees", _("收费“%(name)s”的金额不能小于 0。") % {"name": fee.name}, _("请改正。")
            )


@rule("F05", "fee_when", gettext_lazy("收费挂在没有的问题上"), must=True)
def _fee_when(guide: Guide, context: Context) -> Iterator[Told]:
    for fee in guide.fees:
        when = fee.when
        if unknown := unknown_answers(when, guide, context):
            yield Told(
                "fees",
                _("收费“%(name)s”在回答“%(answers)s”时才收，可是没有这个回答。")
                % {"name": fee.name, "answers": _("、").join(unknown)},
                _("请改成问题里有的回答。"),
            )
        if when is not None and not is_asked(when, guide, context):
            yield Told(
                "fees",
                _("收费“%(name)s”按“%(field)s”的回答才收，可是没有这个问题。")
                % {"name": fee.name, "field": when.get("field")},
                _("请在表单或情形里加上这个问题，或者改成人人都收。"),
            )
        if fee.before not in FEE_STEPS:
            yield Told(
                "fees",
                _("收费“%(name)s”没有写什么时候交。") % {"name": fee.name},
                _("请选作决定之前，或者发结果之前。"),
            )


@rule("F03", "pays_nothing_online", gettext_lazy("不收费却支持网上支付"), must=True, practice=True)
def _pays_nothing(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.is_free and guide.pays_online:
        yield Told("pays_online", _("不收费的事项，不写“支持网上支付”。"), _("请去掉。"))


@rule("F04", "fee_not_online", gettext_lazy("收费却不能网上交"), must=False, practice=True)
def _pays_offline(guide: Guide, _context: Context) -> Iterator[Told]:
    if not guide.is_free and not guide.pays_online:
        yield Told(
            "pays_online",
            _("要收费，却不能网上交。"),
            _("能网上交的，请打开“%(label)s”。") % {"label": label_of("pays_online")},
        )
