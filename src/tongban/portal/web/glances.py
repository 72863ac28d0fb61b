"""A guide's values as the page's components draw them: answers at a glance, materials, sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tongban.base.orgs.queries import names_of
from tongban.base.pages.parts import Answer, Link, Material
from tongban.base.pages.wording import yuan
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.queries import OwnCase
from tongban.management.catalog.types import Audience, Fee, Guide, Origin, Requirement, Result
from tongban.sharing.licenses.queries import is_defined


def glance_of(guide: Guide, own: OwnCase | None = None) -> list[Answer]:
    """Who, what, where, how long, how much; with one's own case, what is left of each."""
    materials = own.materials if own is not None else guide.materials
    is_open = own is not None and not own.is_whole
    fees = own.fees if own is not None else guide.fees
    mine = [m for m in materials if m.origin == Origin.UPLOAD]
    spared = len(materials) - len(mine)
    how_long, more = how_long_of(guide)
    return [
        Answer(
            _("谁能办"), who_of(guide), guide.conditions[0] if len(guide.conditions) == 1 else ""
        ),
        Answer(
            _("要什么"),
            how_many(len(mine), is_open=is_open and len(materials) < len(guide.materials)),
            _("另外 {count} 份不用您交").format(count=spared) if spared else "",
        ),
        Answer(
            _("去哪办"),
            where_of(guide),
            guide.visit_reason or (_("也可到大厅、代办点") if guide.at_hall else ""),
        ),
        Answer(_("多久"), how_long, more),
        Answer(
            _("多少钱"),
            _("收费") if fees else _("不收费"),
            _("；").join(
                _("%(name)s：%(standard)s") % {"name": f.name, "standard": f.standard} for f in fees
            ),
        ),
    ]


def how_many(mine: int, *, is_open: bool) -> str:
    """How many papers one brings; the least, while some depend on answers that were not given."""
    if is_open:
        return _("至少交 {count} 份材料").format(count=mine) if mine else _("看您的情形")
    return _("交 {count} 份材料").format(count=mine) if mine else _("不用交材料")


def who_of(guide: Guide) -> str:
    """Who may apply; bodies by name where companies are not among them."""
    bodies = {one for one in guide.audiences if one != Audience.PERSON.value}
    if not bodies:
        return _("个人") if guide.for_people else ""
    if bodies & COMPANIES:
        return _("个人和单位") if guide.for_people else _("企业、个体户等单位")
    people = [_("个人")] if guide.for_people else []
    return _("、").join([*people, *(catalog.code_words("audience", one) for one in sorted(bodies))])


def where_of(guide: Guide) -> str:
    """Whether one must go there, or how one need not."""
    if guide.visits:
        return _("要到现场 {count} 次").format(count=guide.visits)
    if "2" in guide.handle_forms:
        return _("网上办，不用跑")
    # Who handles nothing online and asks nobody to come takes it by post (rule V02).
    return _("寄来就行，不用跑") if guide.by_post else _("要到现场 {count} 次").format(count=1)


def how_long_of(guide: Guide) -> tuple[str, str]:
    """The promise in words, and beside it what the law says and how it may be extended."""
    if guide.is_instant:
        return _("当场办完"), ""
    how_long = guide.promised.limit.text if guide.promised else ""
    legal = (
        _("法定 {limit}").format(limit=guide.statutory.limit.text)
        if guide.statutory
        else _("法律没有规定期限")
    )
    extension = guide.statutory.extension if guide.statutory else None
    extra = (
        _("经{approver}批准可以延长一次，最多 {limit}").format(
            approver=extension.approver, limit=extension.limit.text
        )
        if extension
        else ""
    )
    return how_long, _("；").join(part for part in (legal, extra) if part)


COMPANIES = frozenset({Audience.COMPANY.value, Audience.UNINCORPORATED.value})
"""Companies, sole traders among them."""
ELECTRONIC = Requirement("", "", "", "").form


def material_row(requirement: Requirement, code: str, *, online: bool = True) -> Material:
    """A material of the guide as its row, with its blank form and its sample."""
    bring = (_("需要上传"), _("有就上传")) if online else (_("要带来"), _("有就带来"))
    states = {
        Origin.FORM.value: ("form", "" if online else _("窗口填写")),
        Origin.HELD.value: ("held", _("系统会去取，无需提交")),
        Origin.UPLOAD.value: ("need", bring[0] if requirement.required else bring[1]),
    }
    state, words = states[requirement.origin]
    named = (
        (_("空白表"), requirement.blank_form),
        (_("样表"), requirement.sample),
    )
    return Material(
        name=requirement.name,
        state=state,  # type: ignore[arg-type]
        why=requirement.why,
        source=requirement.source,
        state_words=words,
        links=tuple(
            Link(label, address_of(code, reference)) for label, reference in named if reference
        ),
        facts=facts_of(requirement),
    )


def facts_of(requirement: Requirement) -> tuple[tuple[str, str], ...]:
    """What else a guide says of a material, in words; what it does not say is left out."""
    one = requirement
    looks = (
        _("原件 %(n)s 份") % {"n": one.originals} if one.originals else "",
        _("复印件 %(n)s 份") % {"n": one.copies} if one.copies else "",
        _("一共 %(n)s 份") % {"n": one.pages} if one.pages else "",
        one.page_format,
        # Electronic is what is handed in online, and not said.
        _(one.form) if one.form != ELECTRONIC else "",
    )
    late = _("可以先受理，受理后 %(n)s 天内补交") % {"n": one.late_days} if one.late_days else ""
    said = (
        (_("要几份、什么样"), _("、").join(part for part in looks if part)),
        (_("晚一点交"), late),
        (_("谁出具"), _("，").join(part for part in (one.issuer, one.issued_when) if part)),
        (_("怎么去办它"), _("，").join(p for p in (one.obtained_how, one.obtained_where) if p)),
        (_("用来做什么、能用多久"), one.used_for),
        (_("填写要注意"), one.tips),
        (_("窗口看什么"), _("；").join(one.check_points)),
        (_("依据"), one.by_law),
    )
    return tuple((label, words) for label, words in said if words)


def address_of(code: str, reference: str) -> str:
    """Where a file of a guide is: here, when it is a file of ours, else at the address it names."""
    file_id: UUID | None = catalog.file_id_of(reference)
    return reverse("web:guide_file", args=[code, file_id]) if file_id else reference


def sample_of(code: str, result: Result) -> str:
    """Where one sees what the result looks like: what the guide names, else the licence type's own
    form; empty where there is neither.
    """
    if result.sample:
        return address_of(code, result.sample)
    is_drawn = result.license_type and is_defined(result.license_type)
    return reverse("web:result_sample", args=[code]) if is_drawn else ""


def preview_of(code: str, reference: str) -> str:
    """The picture of a file of ours; empty for an address of another site."""
    file_id = catalog.file_id_of(reference)
    return reverse("web:guide_preview", args=[code, file_id]) if file_id else ""


@dataclass(frozen=True, slots=True)
class FeeRow:
    """A fee as the guide says it."""

    name: str
    amount: str
    standard: str
    by_law: str
    reduction: str
    only: str
    """In which case, while it is open whether it is one's own."""


def fee_rows(own: OwnCase) -> list[FeeRow]:
    """The fees of one's own case with their basis and their reductions."""

    def row(fee: Fee) -> FeeRow:
        amount = yuan(fee.amount) if fee.amount else ""
        only = own.when_words(fee)
        return FeeRow(fee.name, amount, fee.standard, fee.by_law, fee.reduction, only)

    return [row(fee) for fee in own.fees]


def ways_of(guide: Guide) -> list[tuple[str, str]]:
    """(what, in words) of how it can be handed in, where, and how the result comes."""
    names = names_of(guide.towns) if guide.towns else {}
    ways = [
        _("网上") if "2" in guide.handle_forms else "",
        _("到大厅窗口") if guide.at_hall else "",
        _("寄材料") if guide.by_post else "",
        _("自助终端") if guide.by_kiosk else "",
    ]
    said = [
        (_("怎么交"), _("、").join(way for way in ways if way)),
        (_("可以预约"), _("可以先约好时间再去") if guide.by_appointment else ""),
        (_("在哪些地方都能办"), catalog.shown_element(guide, "handle_area")),
        (_("乡镇、村也能收"), _("、").join(names[code] for code in guide.towns if code in names)),
        (_("结果怎么拿"), _("、").join(guide.delivery_ways)),
        (_("网上交费"), _("可以") if guide.pays_online else ""),
    ]
    return [(label, words) for label, words in said if words]


def power_of(guide: Guide) -> list[tuple[str, str]]:
    """(label, words) of whose power it is and how far it goes."""
    places = (
        "power_source",
        "use_level",
        "body_type",
        "power_content",
        "power_limits",
        "entrusted_by",
        "handling_body",
        "joint_bodies",
        "responsibilities",
    )
    found = [(catalog.label_of(place), catalog.shown_element(guide, place)) for place in places]
    return [(label, words) for label, words in found if words]


def with_answers(address: str, query: Mapping[str, str]) -> str:
    """An address that takes the chosen answers along."""
    return f"{address}?{urlencode(query)}" if query else address
