"""I: what must hold of an item that is decided at once by a table of rules (秒批)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.types import Guide, Origin
from tongban.management.eforms.types import Kind
from tongban.management.rules.queries import named_materials, named_of_forms
from tongban.management.rules.types import OF_A_DAY, InputKind, RulesView

PLACE = "rule_table"
KIND_OF_FIELD = {
    Kind.NUMBER: InputKind.NUMBER,
    Kind.INTEGER: InputKind.NUMBER,
    Kind.YES_NO: InputKind.FLAG,
    Kind.CHOICES: InputKind.LIST,
}
"""How a table reads an answer; a day in several ways, and every other kind is text."""
FREE_TEXT = frozenset({Kind.TEXT, Kind.LONG_TEXT})
"""What anybody may write anything into: no form can check it."""


def _kinds_of(kind: str) -> frozenset[str]:
    known = KIND_OF_FIELD.get(Kind(kind), InputKind.TEXT).value
    return frozenset({known}) | OF_A_DAY if kind == Kind.DATE else frozenset({known})


def _table(guide: Guide, context: Context) -> RulesView | None:
    return context.rules(guide.rule_table) if guide.rule_table and context.rules else None


@rule("I01", "rule_table_missing", gettext_lazy("规则表没有发布"), must=True)
def _published(guide: Guide, context: Context) -> Iterator[Told]:
    if guide.rule_table and context.rules and _table(guide, context) is None:
        yield Told(
            PLACE,
            _("没有已发布的、代码为“%(key)s”的规则表。") % {"key": guide.rule_table},
            _("请先发布规则表，或者把这一项空着。"),
        )


@rule("I02", "rule_table_answers", gettext_lazy("规则表看的回答，表单里没有"), must=True)
def _answers(guide: Guide, context: Context) -> Iterator[Told]:
    table = _table(guide, context)
    if table is None:
        return
    fields = context.form.fields if context.form is not None else {}
    for one in table.content.inputs:
        for key in named_of_forms([one.source]):
            field = fields.get(key)
            if field is None:
                yield Told(
                    PLACE,
                    _("规则表看的“%(label)s”（%(key)s），表单里没有这个问题。")
                    % {"label": one.label, "key": key},
                    _("请改规则表或者表单。"),
                )
            elif one.kind not in _kinds_of(field.kind):
                yield Told(
                    PLACE,
                    _("规则表把“%(label)s”当“%(kind)s”看，表单里不是。")
                    % {"label": one.label, "kind": InputKind(one.kind).label},
                    _("请改规则表里的种类。"),
                )
            elif field.kind in FREE_TEXT and not field.source:
                yield Told(
                    PLACE,
                    _("规则表看的“%(label)s”是随便填的文字，表单核对不了。") % {"label": one.label},
                    _("请改成让人选的问题，或者不看它。"),
                )


@rule("I03", "rule_table_materials", gettext_lazy("规则表看的材料，清单里没有"), must=True)
def _materials(guide: Guide, context: Context) -> Iterator[Told]:
    table = _table(guide, context)
    if table is None:
        return
    asked = {m.key for m in guide.materials if m.origin == Origin.UPLOAD}
    sources = [one.source for one in table.content.inputs]
    for key in sorted(named_materials(sources) - asked):
        yield Told(
            PLACE,
            _("规则表看的材料“%(key)s”，材料清单里没有。") % {"key": key},
            _("请改规则表，不在指南里的材料不能看。"),
        )


@rule("I04", "rule_table_people", gettext_lazy("流程里有必须由人办的环节"), must=True)
def _people(guide: Guide, context: Context) -> Iterator[Told]:
    if guide.rule_table and context.steps_for_people:
        yield Told(
            PLACE,
            _("流程里有必须由人办的环节：%(steps)s。")
            % {"steps": _("、").join(context.steps_for_people)},
            _("这样的事不能按规则当场办，请换流程，或者把规则表空着。"),
        )


@rule("I05", "rule_table_fees", gettext_lazy("收费的事不能当场办"), must=True)
def _fees(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.rule_table and guide.fees:
        yield Told(
            PLACE,
            _("这件事收费，费用没有交就不能办好。"),
            _("请把规则表空着，由人办。"),
        )
