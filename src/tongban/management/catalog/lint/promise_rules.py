"""P: what may come later or be promised instead, what silence grants, and what must be heard first
(容缺受理, 告知承诺, 默许, 延续, 听证).
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.management.catalog.lint.limits_rules import natural_days
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.types import Guide, Origin

SAID = ("name", "requirement", "by_law", "content", "liability", "check")
"""What the notice must say (国办发〔2020〕42号)."""


@rule("P01", "late_material", gettext_lazy("不能晚交的材料写了容缺"), must=True)
def _late(guide: Guide, _context: Context) -> Iterator[Told]:
    for material in guide.materials:
        if not material.late_days:
            continue
        if material.late_days < 0 or material.origin != Origin.UPLOAD or not material.required:
            yield Told(
                f"materials.{material.key}",
                _("“%(name)s”不是必须由申请人交的材料，不用写可以晚几天补交。")
                % {"name": material.name},
                _("请改成 0。"),
            )
        elif guide.promised is None or material.late_days >= natural_days(guide.promised):
            yield Told(
                f"materials.{material.key}",
                _("“%(name)s”可以晚交的天数不短于承诺时限，补来了也来不及办。")
                % {"name": material.name},
                _("请改短。"),
            )


@rule("P02", "promise_incomplete", gettext_lazy("告知承诺没有写全"), must=True)
def _incomplete(guide: Guide, _context: Context) -> Iterator[Told]:
    keys = {m.key for m in guide.materials if m.origin == Origin.UPLOAD}
    for promise in guide.promises:
        if not all(getattr(promise, part) for part in SAID) or promise.check_days < 1:
            yield Told(
                "promises",
                _("“%(name)s”要写全：要求、依据、承诺内容、虚假承诺的责任、谁来核查、几天内核查。")
                % {"name": promise.name},
                _("请补全；告知书上缺一样都不行。"),
            )
        if promise.material and promise.material not in keys:
            yield Told(
                "promises",
                _("“%(name)s”代替的材料“%(key)s”不在申请人要交的材料里。")
                % {"name": promise.name, "key": promise.material},
                _("请写材料的编号，或者空着。"),
            )


@rule("P03", "promise_excluded", gettext_lazy("风险高的事项写了告知承诺"), must=True)
def _excluded(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.is_high_risk and guide.promises:
        yield Told(
            "promises",
            _("直接涉及国家安全、生态环境保护、公众健康和重大生命财产安全的，不能用承诺代替。"),
            _("请去掉告知承诺，或者核对是不是真的风险高。"),
        )


@rule("P04", "tacit_without_limit", gettext_lazy("默许没有时限可依"), must=True)
def _tacit(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.tacit and guide.statutory is None and guide.promised is None:
        yield Told("tacit", _("写了到期视为准予，可是没有写时限。"), _("请先写法定时限。"))


@rule("P05", "hearing_at_once", gettext_lazy("要听证的事项不能当场办"), must=True)
def _hearing(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.hearing and (guide.is_instant or guide.rule_table):
        yield Told(
            "hearing",
            _("写了依法要听证，又写了当场办或者规则表：听证以前不能作决定。"),
            _("请改办件类型、去掉规则表，或者核对是不是真的要听证。"),
        )


@rule("P06", "renewal_of_nothing", gettext_lazy("延续没有证照可依"), must=True)
def _renewal(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.renewal and not guide.result.license_type:
        yield Told(
            "renewal",
            _("写了延续到期视为准予，可是结果不是电子证照，不知道哪天到期。"),
            _("请先选电子证照类型，或者空着。"),
        )
