"""一次性告知单: at the window, everything that an item takes for this person's situation, in writing."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.pages.wording import yuan
from tongban.handling.halls.models import OneNotice
from tongban.handling.halls.rights import must
from tongban.handling.halls.types import ONE_NOTICE
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.queries import OwnCase
from tongban.management.catalog.types import EX_OFFICIO, Guide, ItemState, Origin, Requirement
from tongban.management.documents.services import hand_over_paper, make_paper
from tongban.management.documents.types import PaperKind, PaperOf
from tongban.management.eforms import queries as eforms

LONGEST_NAME = 100
ANYBODY = "咨询人"
"""Whom it is for, where nobody gave a name: nobody needs one to ask."""


@in_one_transaction
def give_one_notice(
    *, actor: Actor, item_code: str, situation: Mapping[str, str], name: str = ""
) -> OneNotice:
    """Tell everything at once, numbered, and hand it over: conditions, materials, what is not to be
    brought, fees, place, time and limits, as the guide has them now for these answers.

    ``situation`` is question → answer, of those that the guide asks. Raises Missing, Conflict
    (``item_not_open``) where no guide is published, Invalid while a question is open: then it would
    not be everything.
    """
    must(actor, "give_one_notice")
    item = catalog.item(item_code)
    must(actor, "give_one_notice", item)
    is_told = item.state == ItemState.PUBLISHED and item.item_type not in EX_OFFICIO
    if not is_told or item.revision is None:
        raise Conflict(_("这个事项现在没有在用的指南，不能开告知单。"), code="item_not_open")
    assert actor.account_id is not None
    guide = catalog.guide(item.revision_id)
    form = eforms.form(item.revision.form_id) if item.revision.form_id else None
    own = catalog.own_case(guide, form, {f"s-{key}": value for key, value in situation.items()})
    findings = [
        FieldFinding(f"s-{q.key}", "required", _("请选：%(question)s") % {"question": q.question})
        for q in own.questions
        if q.key not in own.chosen
    ]
    who = " ".join(name.replace("\x00", "").split())
    if len(who) > LONGEST_NAME:
        findings.append(FieldFinding("name", "too_long", _("姓名最多 100 个字。")))
    if findings:
        raise Invalid(_("还没有开好，请按提示补上。"), findings=findings)
    made = OneNotice.objects.create(
        division_code=item.division_code,
        department_id=item.department_id,
        item=item,
        revision=item.revision,
        said=[list(pair) for pair in own.said],
        given_at=now(),
        given_by=actor.as_value(),
        giver_id=actor.account_id,
    )
    with official():
        lines = told(guide, own)
    paper = make_paper(
        actor=actor,
        kind=PaperKind.ONE_NOTICE,
        of=PaperOf(
            subject_kind=ONE_NOTICE,
            subject_id=made.id,
            department_id=item.department_id,
            division_code=item.division_code,
            addressee=who or ANYBODY,
        ),
        values={
            "item": item.revision.name,
            "items": "\n".join(f"{n}. {line}" for n, line in enumerate(lines, start=1)),
            "phone": guide.contact.phone,
        },
    )
    if paper.signed_at is not None:
        hand_over_paper(actor=actor, paper_id=paper.id, received_by=who or ANYBODY)
    record(
        actor=actor,
        act="give_one_notice",
        subject_kind=ONE_NOTICE,
        subject_id=made.id,
        division_code=made.division_code,
        detail={"item": item.code, "number": paper.number},
    )
    return made


def told(guide: Guide, own: OwnCase) -> list[str]:
    """Everything, one thing a line."""
    lines = []
    if own.said:
        words = _("；").join(f"{question}{answer}" for question, answer in own.said)
        lines.append(_("您的情形：%(words)s") % {"words": words})
    lines += [_("条件：%(words)s") % {"words": one} for one in guide.conditions]
    lines += [_material(one) for one in own.materials]
    lines += [
        _("收费：%(name)s %(amount)s，%(standard)s（依据：%(by_law)s）")
        % {
            "name": fee.name,
            "amount": yuan(fee.amount) if fee.amount else _("按标准算"),
            "standard": fee.standard,
            "by_law": fee.by_law,
        }
        for fee in own.fees
    ] or [_("收费：不收费")]
    contact = guide.contact
    lines.append(
        _("地点和时间：%(place)s，%(hours)s") % {"place": contact.place, "hours": contact.hours}
    )
    for limit, words in ((guide.promised, _("承诺")), (guide.statutory, _("法定"))):
        if limit is not None:
            lines.append(
                _("办理时限：%(words)s%(limit)s") % {"words": words, "limit": limit.limit.text}
            )
    if guide.visits:
        lines.append(_("到现场：%(n)s 次") % {"n": guide.visits})
    lines.append(_("办成得到：%(name)s") % {"name": guide.result.name})
    lines.append(
        _("除上面写的以外，不用准备别的。多要材料、乱收费的，打 %(phone)s。")
        % {"phone": contact.complaint_phone}
    )
    return lines


def _material(one: Requirement) -> str:
    if one.origin == Origin.FORM:
        return _("材料：%(name)s，网上填或者到窗口填") % {"name": one.name}
    if one.origin != Origin.UPLOAD:
        return _("材料：%(name)s，不用您交") % {"name": one.name}
    parts = [
        _("原件 %(n)s 份") % {"n": one.originals} if one.originals else "",
        _("复印件 %(n)s 份") % {"n": one.copies} if one.copies else "",
        "" if one.required else _("有就交"),
        one.source,
        *one.check_points,
    ]
    said = _("，").join(part.rstrip("。") for part in parts if part)
    return _("材料：%(name)s（%(said)s）") % {"name": one.name, "said": said}
