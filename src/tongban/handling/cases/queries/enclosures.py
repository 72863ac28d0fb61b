"""卷内材料: what the archive of a case has beside form, materials, course, papers and licence."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from tongban.base.kernel.moments import to_shanghai
from tongban.base.pages.wording import yuan
from tongban.handling.cases.models import (
    AfterCheck,
    BeyondRequest,
    HumanReview,
    Inspection,
    InterestedPerson,
    Opinion,
    Promise,
    SubCase,
)
from tongban.handling.cases.queries.dossier import papers_in_dossier
from tongban.handling.cases.queries.ruling import ruling_of
from tongban.handling.cases.types import KIND, Enclosure, case_enclosures
from tongban.management.payments import queries as payments


def enclosures_of(case: Any) -> list[Enclosure]:
    """Everything, in an order that never changes, in official words. Whoever asks has decided who may
    see it.
    """
    own = (
        _promises,
        _rulings,
        _joint_parts,
        _inspections,
        _opinions,
        _interested,
        _beyond,
        _money,
        _services,
        _after_checks,
    )
    found = [one for enclose in own for one in enclose(case)]
    for enclose_more in case_enclosures():
        found += enclose_more(case)
    return [_without_gaps(one) for one in found]


def _without_gaps(one: Enclosure) -> Enclosure:
    rows = [(name, value) for name, value in one.rows if value]
    return Enclosure(one.kind, one.title, rows, one.files)


def _promises(case: Any) -> Iterator[Enclosure]:
    """承诺书: the text that was signed, and when and by whom."""
    for one in Promise.objects.filter(case=case, signed_at__isnull=False).order_by("signed_at"):
        yield Enclosure(
            "promise",
            f"承诺书：{one.get_kind_display()}",
            (
                ("承诺书全文", one.text),
                ("承诺书版本", one.wording),
                ("签署人", _name(one.signed_by)),
                ("签署时间", _when(one.signed_at)),
                ("最晚补齐", _when(one.due_on)),
                ("现在的状态", str(one.get_state_display())),
            ),
        )


def _rulings(case: Any) -> Iterator[Enclosure]:
    """What a table of rules looked at and said, and what a person said of that afterwards."""
    view = ruling_of(case)
    if view is not None:
        yield Enclosure(
            "ruling",
            "规则判断",
            (
                ("规则", f"{view.rules.name}，第 {view.rules.version} 版"),
                *((fact.label, f"{words}（{fact.source}）") for fact, words in view.facts),
                ("当场同意", _yes(view.ruling.grants)),
                ("第几行", str(view.ruling.row or "")),
                ("原因", view.reason),
                ("时间", _when(view.ruling.at)),
            ),
        )
    for review in HumanReview.objects.filter(case=case):
        yield Enclosure(
            "human_review",
            "人工复核",
            (
                ("申请人的理由", review.reason),
                ("提出时间", _when(review.asked_at)),
                ("结果", str(review.get_outcome_display() or "")),
                ("答复", review.answer),
                ("答复人", _name(review.answered_by)),
                ("答复时间", _when(review.answered_at)),
            ),
        )


def _joint_parts(case: Any) -> Iterator[Enclosure]:
    for one in SubCase.objects.filter(case=case).select_related("department"):
        yield Enclosure(
            "joint_part",
            f"{one.department.name}的意见",
            (
                ("子件编号", one.code),
                ("请它审什么", one.asked),
                ("转办时间", _when(one.asked_at)),
                ("结果", str(one.get_state_display())),
                ("为什么请它重新答复", one.returned_for),
                ("意见", one.opinion),
                ("答复人", _name(one.answered_by)),
                ("答复时间", _when(one.answered_at)),
            ),
        )


def _inspections(case: Any) -> Iterator[Enclosure]:
    """现场核查记录 with its points, who was there and confirmed, and the photographs."""
    rows = Inspection.objects.filter(case=case).prefetch_related("members", "photos__file")
    for one in rows:
        points = [
            (str(point["point"]), "：".join(t for t in (_yes(point["holds"]), point["words"]) if t))
            for point in one.points
        ]
        there = [
            (
                "核查人员",
                "、".join(t for t in (who.name, who.post_name, _when(who.confirmed_at)) if t),
            )
            for who in one.members.all()
        ]
        yield Enclosure(
            "inspection",
            "现场核查记录",
            (
                ("约定时间", _when(one.planned_at)),
                ("地点", one.place),
                *there,
                *points,
                ("结果", str(one.get_result_display() or one.get_state_display())),
                ("记录", one.words),
                ("记录时间", _when(one.recorded_at)),
            ),
            [(f"现场照片：{p.file.name}", p.file_id) for p in one.photos.all()],
        )


def _opinions(case: Any) -> Iterator[Enclosure]:
    for one in Opinion.objects.filter(case=case).select_related("file"):
        title = f"{one.get_kind_display()}：{one.who}"
        yield Enclosure(
            "opinion",
            title,
            (
                ("要回答什么", one.question),
                ("委托人", _name(one.commissioned_by)),
                ("委托时间", _when(one.commissioned_at)),
                ("结论", one.result),
                ("收到时间", _when(one.received_at)),
            ),
            [(title, one.file_id)] if one.file_id else [],
        )


def _interested(case: Any) -> Iterator[Enclosure]:
    """Who was entered and why, and what each said. Papers to them are papers of the case."""
    rows = InterestedPerson.objects.filter(case=case).prefetch_related("statements")
    for one in rows:
        said = [(f"{_when(each.said_at)}的意见", each.words) for each in one.statements.all()]
        yield Enclosure(
            "interested",
            f"利害关系人：{one.name}",
            (
                ("为什么和他有重大利益关系", one.concern),
                ("认定人", _name(one.entered_by)),
                ("认定时间", _when(one.entered_at)),
                *said,
                ("取消的理由", one.struck_reason),
                ("取消时间", _when(one.struck_at)),
            ),
        )


def _beyond(case: Any) -> Iterator[Enclosure]:
    """Something that the guide does not list was asked for, and by which clause."""
    for one in BeyondRequest.objects.filter(case=case).order_by("asked_at", "id"):
        yield Enclosure(
            "beyond_guide",
            f"指南以外的要求：{one.name}",
            (
                ("依据", f"{one.law}{one.article}"),
                ("理由", one.reason),
                ("提出人", _name(one.asked_by)),
                ("提出时间", _when(one.asked_at)),
                ("结果", str(one.get_state_display())),
                ("批准人", _name(one.decided_by)),
                ("批准意见", one.decision_words),
                ("申请人的说明", one.answer),
            ),
        )


def _money(case: Any) -> Iterator[Enclosure]:
    """缴款通知 and the electronic receipt."""
    for one in reversed(payments.notices_of(KIND, case.id)):
        notice, paid = one.notice, one.payment
        yield Enclosure(
            "fee",
            f"缴款通知：{notice.code}",
            (
                ("金额", yuan(notice.amount)),
                *(
                    (
                        line["name"],
                        f"{yuan(line['amount'])}，{line['standard']}（{line['by_law']}）",
                    )
                    for line in notice.lines
                ),
                ("缴款人", notice.payer),
                ("通知时间", _when(notice.asked_at)),
                ("状态", str(notice.get_state_display())),
                ("缴款时间", _when(paid.paid_at) if paid else ""),
                (
                    "电子票据",
                    f"代码 {paid.receipt_code}，号码 {paid.receipt_number}，校验码 {paid.receipt_check}"
                    if paid and paid.receipt_number
                    else "",
                ),
            ),
        )


def _services(case: Any) -> Iterator[Enclosure]:
    """送达 of each paper, with its proof."""
    for view in papers_in_dossier(case.id):
        title = f"送达：{view.paper.title}（{view.paper.number}）"
        for one in view.services:
            yield Enclosure(
                "service",
                title,
                (
                    ("送达方式", str(one.get_way_display())),
                    ("结果", str(one.get_state_display())),
                    ("收件人", "，".join(t for t in (one.received_by, one.relation) if t)),
                    ("邮件", " ".join(t for t in (one.carrier, one.tracking_number) if t)),
                    ("寄出时间", _when(one.sent_at)),
                    ("送达时间", _when(one.served_at)),
                    ("第一次打开的时间", _when(one.opened_at)),
                    ("退回", "，".join(t for t in (_when(one.returned_at), one.reason) if t)),
                    ("地点", one.place),
                    ("为什么这样送", one.cause),
                    ("见证人", one.witnesses),
                    (
                        "公告",
                        "—".join(t for t in (_when(one.published_at), _when(one.due_on)) if t),
                    ),
                    ("办理人", _name(one.by)),
                ),
                [(title, one.file_id)] if one.file_id else [],
            )


def _after_checks(case: Any) -> Iterator[Enclosure]:
    for one in AfterCheck.objects.filter(case=case).order_by("due_on", "id"):
        yield Enclosure(
            "after_check",
            f"事后核查：{one.label}",
            (
                ("最晚核查", _when(one.due_on)),
                ("状态", str(one.get_state_display())),
                ("结果", str(one.get_result_display() or "")),
                ("核查到什么", one.words),
                ("核查人", _name(one.checked_by)),
                ("核查时间", _when(one.checked_at)),
                ("陈述申辩", one.defence),
                ("撤销或者维持的理由", one.answer),
            ),
        )


def _when(moment: datetime | date | None) -> str:
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return f"{to_shanghai(moment):%Y-%m-%d %H:%M}"
    return moment.isoformat()


def _name(who: Any) -> str:
    return str((who or {}).get("name", ""))


def _yes(it_is: bool) -> str:
    return "是" if it_is else "否"
