"""What stands around the items of the demo city: files, handling items, a taken-over item, documents.

Everything goes through the acts. Doing it again changes nothing.
"""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.moments import today
from tongban.demo.blueprint import DemoItem
from tongban.demo.city import DEPARTMENTS
from tongban.demo.items.shared import contact, remedy
from tongban.demo.papers import PAPERS
from tongban.demo.results import sample_of
from tongban.demo.samples import result_pdf, sample_pdf
from tongban.management.catalog.queries import (
    document_titled,
    find_item,
    guide,
    open_draft,
    open_proposal,
)
from tongban.management.catalog.services import (
    approve_draft,
    attach_guide_file,
    begin_draft,
    discard_draft,
    keep_document,
    link_document,
    list_item,
    propose_standing,
    publish_item,
    save_draft,
    submit_draft,
    suspend_item,
    take_over_item,
)
from tongban.management.catalog.types import Guide, GuideLimit, ItemState, StandingMove
from tongban.management.documents.queries import numbering_of
from tongban.management.documents.services import set_numbering

FILES: Mapping[str, tuple[tuple[str, str, str, tuple[str, ...]], ...]] = {
    "food_license": (
        (
            "layout",
            "sample",
            "食品经营场所布局图（样表）",
            ("门窗、灶台、水池、冰箱的位置", "生食区和熟食区分开", "标出长和宽，单位是米"),
        ),
    ),
    "company": (
        (
            "charter",
            "blank_form",
            "公司章程（空白）",
            ("公司名称：", "住所：", "注册资本：", "股东和出资：", "法定代表人："),
        ),
        (
            "charter",
            "sample",
            "公司章程（样表）",
            ("公司名称：亳州小满面业有限公司", "住所：希夷大道 128 号", "注册资本：10 万元"),
        ),
    ),
    "marriage": (
        (
            "statement",
            "blank_form",
            "申请结婚登记声明书（空白）",
            ("本人姓名：", "对方姓名：", "我们自愿结为夫妻。", "声明人签字："),
        ),
    ),
    "association": (
        (
            "charter",
            "blank_form",
            "社会团体章程（空白）",
            ("名称：", "宗旨：", "会员：", "负责人的产生和罢免："),
        ),
    ),
    "residence_permit": (
        (
            "lease",
            "sample",
            "租房合同（样表）",
            ("出租人：张立夏", "承租人：王小满", "地址：希夷大道 1 号", "租期：2026 年全年"),
        ),
    ),
}
"""Item → (material, which element, what it is called, its lines) of what is offered to download."""

HANDLING: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "id_card_renewal": (
        ("01", "居民身份证到期换领", "快到期或已经到期的来换。"),
        ("02", "居民身份证丢失补领", "证件丢了的来补。"),
    ),
    "driver_renewal": (
        ("01", "驾驶证到期换证", "到期前九十天内来换。"),
        ("02", "驾驶证损坏换证", "证件坏了、看不清的来换。"),
    ),
}
"""Item → (number, name, summary) of its handling items (业务办理项)."""

WORDS = {
    "qiaocheng_market": "谯市监",
    "qiaocheng_civil": "谯民",
    "qiaocheng_police": "谯公",
    "qiaocheng_education": "谯教",
    "qiaocheng_health": "谯卫",
    "qiaocheng_transport": "谯交",
    "qiaocheng_urban": "谯城管",
    "city_housing": "亳建",
    "city_hr": "亳人社",
}
"""机关代字 of the bodies that handle online items."""

MODEL, BELOW, BELOW_DESK = "dispatch", "lixin_hr", ("利辛县政务服务中心 2 楼就业社保窗口", "6101")
SUSPENDED = "fireworks"
COMING = "minimum_living"


def with_files(actor: Actor, item_id: UUID, item: DemoItem, told: Guide) -> Guide:
    """The guide with its blank forms and samples, that of its result among them."""
    materials = {m.key: m for m in told.materials}
    for material, element, title, lines in FILES.get(item.key, ()):
        file = attach_guide_file(
            actor=actor,
            item_id=item_id,
            stream=sample_pdf(title, lines),
            filename=f"{title}.pdf",
        )
        named = str(file.file_id)
        asked = materials[material]
        materials[material] = (
            replace(asked, blank_form=named)
            if element == "blank_form"
            else replace(asked, sample=named)
        )
    told = replace(told, materials=tuple(materials.values()))
    sample = sample_of(item)
    if sample is None:
        return told
    body = next(body for body in DEPARTMENTS if body.key == item.department)
    file = attach_guide_file(
        actor=actor,
        item_id=item_id,
        stream=io.BytesIO(result_pdf(sample, sample.office or body.name)),
        filename=f"{sample.title}（样本）.pdf",
    )
    return replace(told, result=replace(told.result, sample=str(file.file_id)))


def numberings(actor: Actor, departments: Mapping[str, UUID]) -> None:
    """With which word the numbers of a body's documents begin."""
    for department, word in WORDS.items():
        if numbering_of(departments[department]) is None:
            set_numbering(actor=actor, department_id=departments[department], word=word)


def handling_items(actor: Actor, codes: Mapping[str, str]) -> None:
    """The handling items of two items."""
    for key, rows in HANDLING.items():
        above = find_item(codes[key])
        assert above is not None
        assert above.revision_id is not None
        told = guide(above.revision_id)
        for number, name, summary in rows:
            code = above.code + number
            found = find_item(code) or list_item(
                actor=actor,
                code=code,
                name=name,
                item_type=above.item_type,
                department_id=above.department_id,
                division_code=above.division_code,
            )
            if found.revision_id is not None:
                continue
            only = tuple(m for m in told.materials if "丢失" not in name or m.key != "old")
            publish_item(
                actor=actor,
                item_id=found.id,
                guide=replace(
                    told,
                    summary=summary,
                    situations=(),
                    materials=tuple(replace(m, when=None) for m in only),
                ),
                form_id=None,
                process_id=None,
            )


def taken_over(actor: Actor, codes: Mapping[str, str], body_id: UUID, body_code: str) -> None:
    """An item that a county took over from the city, with a shorter promise of its own."""
    model = find_item(codes[MODEL])
    assert model is not None
    assert model.revision_id is not None
    code = f"{body_code}4{model.code[19:]}"
    if find_item(code) is not None:
        return
    taken = take_over_item(actor=actor, model_item_id=model.id, department_id=body_id, code=code)
    theirs = guide(model.revision_id)
    place, number = BELOW_DESK
    promised = theirs.promised
    assert promised is not None
    publish_item(
        actor=actor,
        item_id=taken.id,
        guide=replace(
            theirs,
            contact=contact(place, number, "6102"),
            remedy=remedy("利辛县"),
            use_level="4",
            promised=GuideLimit(
                max(promised.number - 2, 1), promised.unit, promised.clause, promised.note
            ),
        ),
        form_id=None,
        process_id=None,
    )
    draft = open_draft(taken.id)
    if draft is not None:
        discard_draft(actor=actor, draft_id=draft.id)


def suspended(actor: Actor, codes: Mapping[str, str]) -> None:
    """An item that takes no applications for a while."""
    item = find_item(codes[SUSPENDED])
    if item is not None and item.state == ItemState.PUBLISHED:
        suspend_item(
            actor=actor,
            item_id=item.id,
            reason="零售点规划正在重新编制（示例）。",
            resumes_on=today() + timedelta(days=60),
        )


def proposed(editor: Actor, codes: Mapping[str, str]) -> None:
    """That an item stands still for some days is proposed, and another has yet to approve it."""
    item = find_item(codes[COMING])
    if item is None or item.state != ItemState.PUBLISHED or open_proposal(item) is not None:
        return
    propose_standing(
        actor=editor,
        item_id=item.id,
        move=StandingMove.SUSPEND,
        reason="发放系统升级（示例）。",
        effective_on=today() + timedelta(days=20),
        resumes_on=today() + timedelta(days=23),
    )


def coming_change(editor: Actor, chief: Actor, codes: Mapping[str, str]) -> None:
    """A change that is approved and takes effect in a month."""
    item = find_item(codes[COMING])
    if item is None or item.revision_id is None or open_draft(item.id) is not None:
        return
    told = guide(item.revision_id)
    promised = told.promised
    assert promised is not None
    draft = begin_draft(actor=editor, item_id=item.id)
    draft = save_draft(
        actor=editor,
        draft_id=draft.id,
        version=draft.version,
        guide=replace(told, promised=replace(promised, number=max(promised.number - 3, 1))),
        form_id=draft.form_id,
        process_id=draft.process_id,
        name=draft.name,
        note="缩短承诺时限",
    )
    submit_draft(actor=editor, draft_id=draft.id)
    approve_draft(actor=chief, draft_id=draft.id, effective_on=today() + timedelta(days=30))


def papers(actor: Actor, departments: Mapping[str, UUID], items: Mapping[str, UUID]) -> None:
    """Laws, policies, notices, questions and news, beside the items that they are about.

    Started again, what has become of them since stays: an item that was cancelled takes none.
    """
    for paper in PAPERS:
        if document_titled(paper.content.title) is not None:
            continue
        department_id = departments[paper.department] if paper.department else None
        with transaction.atomic():
            kept = keep_document(actor=actor, content=paper.content, department_id=department_id)
            for key in paper.items:
                link_document(actor=actor, document_id=kept.id, item_id=items[key])
