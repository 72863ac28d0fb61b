"""J: joint bodies (并联审批): who is asked what, in how many days, and what silence means."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.base.clocks.types import Unit
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.types import Guide, ItemType, JointSilence

JOINT_DAYS, JOINT_EXTENSION = 45, 15
"""行政许可法 42: the most working days of joint handling, and of its one extension."""


@rule("J01", "joint_part_wrong", gettext_lazy("联办分工不完整"), must=True)
def _parts(guide: Guide, context: Context) -> Iterator[Told]:
    seen: set[str] = set()
    for part in guide.joint_parts:
        if not part.code or part.code in context.unknown_bodies:
            yield Told(
                "joint_parts",
                _("没有统一社会信用代码是“%(code)s”的部门。") % {"code": part.code},
                _("请填机构库里有的代码。"),
            )
        elif part.code in seen or part.code == context.body_code:
            yield Told(
                "joint_parts",
                _("联办部门“%(code)s”写了两次，或者就是牵头部门自己。") % {"code": part.code},
                _("请每个部门只写一次。"),
            )
        seen.add(part.code)
        if not part.asked.strip() or part.days < 1:
            yield Told(
                "joint_parts",
                _("联办部门“%(code)s”要写明审什么、几个工作日。") % {"code": part.code},
                _("请补全。"),
            )
        if part.silence != JointSilence.ALARM and not part.by_law:
            yield Told(
                "joint_parts",
                _("到期不答复就视为同意或者不等它的，要有依据。"),
                _("请写明条款，或者改成“报警”。"),
            )


@rule("J02", "joint_part_shows_nothing", gettext_lazy("给联办部门看的内容不存在"), must=True)
def _shown(guide: Guide, context: Context) -> Iterator[Told]:
    fields = context.form.fields if context.form is not None else {}
    known = {f"form:{key}" for key in fields} | {f"material:{m.key}" for m in guide.materials}
    for part in guide.joint_parts:
        for place in part.shows:
            if place not in known:
                yield Told(
                    "joint_parts",
                    _("表单和材料里没有“%(place)s”。") % {"place": place},
                    _("请照 form:字段 或 material:材料 的样子写。"),
                )


@rule("J03", "joint_part_too_long", gettext_lazy("联办部门的天数超过了总时限"), must=True)
def _within(guide: Guide, _context: Context) -> Iterator[Told]:
    whole = guide.promised or guide.statutory
    if whole is None or whole.unit != Unit.WORKING_DAY:
        return
    for part in guide.joint_parts:
        if part.days > whole.number:
            yield Told(
                "joint_parts",
                _("联办部门“%(code)s”要 %(days)s 个工作日，比整件事的 %(whole)s 个还长。")
                % {"code": part.code, "days": part.days, "whole": whole.number},
                _("请改短。"),
            )


@rule("J04", "joint_limit_over_law", gettext_lazy("联合办理超过法律的天数"), must=True)
def _law(guide: Guide, context: Context) -> Iterator[Told]:
    limit = guide.statutory
    if (
        not guide.joint_parts
        or limit is None
        or context.item_type != ItemType.LICENSING
        or limit.unit != Unit.WORKING_DAY
    ):
        return
    if limit.number > JOINT_DAYS:
        yield Told(
            "statutory",
            _("联合办理最长 %(days)s 个工作日（行政许可法第四十二条）。") % {"days": JOINT_DAYS},
            _("请改短。"),
        )
    extension = limit.extension
    if (
        extension is not None
        and extension.unit == Unit.WORKING_DAY
        and extension.number > JOINT_EXTENSION
    ):
        yield Told(
            "statutory.extension",
            _(
                "联合办理最多延长 %(days)s 个工作日，由本级人民政府负责人批准（行政许可法第四十二条）。"
            )
            % {"days": JOINT_EXTENSION},
            _("请改短。"),
        )
