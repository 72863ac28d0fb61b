"""依职权行使的权力 as its page draws it: what it is, by what, how it is exercised, how one is heard."""

from typing import Any

from django.utils.translation import gettext as _

from tongban.base.pages.parts import Answer
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import Clause, Guide


def power_glance_of(item: Any, guide: Guide) -> list[Answer]:
    """Who exercises it, against whom, by what, how long, and whom to turn to."""
    limit = guide.statutory
    first = guide.by_law[0] if guide.by_law else Clause("")
    more = len(guide.by_law) - 1
    return [
        Answer(_("谁来做"), item.department.name, guide.handling_body),
        Answer(_("对谁"), guide.exercise.subject or _("有下面所列行为的人和单位")),
        Answer(
            _("凭什么"),
            _("《%(title)s》%(article)s")
            % {"title": first.title.strip("《》"), "article": first.article},
            _("还有 %(n)s 条依据") % {"n": more} if more > 0 else "",
        ),
        Answer(
            _("多久"),
            limit.limit.text if limit else _("法律没有规定期限"),
            limit.clause if limit else "",
        ),
        Answer(
            _("不服怎么办"),
            _("向%(body)s申请复议") % {"body": guide.remedy.review_body},
            _("也可以向%(court)s起诉") % {"court": guide.remedy.court},
        ),
    ]


def exercised(guide: Guide) -> dict[str, object]:
    """What only such a guide says, in people's words."""
    one = guide.exercise
    shown = catalog.code_words
    return {
        "penalties": [(row, shown("penalty_kind", row.kind)) for row in one.discretion],
        "measures": [shown("coercion_kind", code) for code in one.measures],
        "collects": shown("collect_type", one.collect_type),
        "ways": [shown("inspection_way", code) for code in one.ways],
    }
