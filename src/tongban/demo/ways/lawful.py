"""What the law does beside granting and refusing: wrong addressees, silence, second notices, more
time, what the guide does not list, hearings by law, and papers that nobody takes.
"""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.moments import moved_to
from tongban.base.kernel.transactions import in_one_transaction
from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.build import City
from tongban.demo.identities import SHOWN
from tongban.demo.items.shared import application_form, ask, guide, page, person_page, upload
from tongban.demo.ways.bundles import applicant_of, officer_at
from tongban.demo.ways.hearings import working_day
from tongban.demo.ways.own_items import own_item
from tongban.demo.year import picture
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as acts
from tongban.handling.cases.types import KIND, NonAcceptance
from tongban.management.catalog.types import Clause, Guide, Result
from tongban.management.documents import queries as papers
from tongban.management.documents import services as paper_acts
from tongban.management.documents.types import PaperKind
from tongban.sharing.licenses.types import FieldSpec

BODY = "qiaocheng_urban"
RULES = "示例市城市市容管理办法"


@dataclass(frozen=True, slots=True)
class Shown:
    """An item that one of the law's ways needs a clause for."""

    key: str
    number: int
    name: str
    result: str
    summary: str
    tacit: str = ""
    renewal: str = ""
    hearing: str = ""
    years: int = 1


STALL = Shown(
    "street_stall",
    4,
    "临时占道摆摊许可",
    "临时占道摆摊许可证",
    "在街边、广场临时摆摊的，先批位置和时间。",
    tacit=f"《{RULES}》第十六条",
)
KIOSK = Shown(
    "street_kiosk",
    5,
    "便民报刊亭设置许可（延续）",
    "便民报刊亭设置许可证",
    "报刊亭的许可快到期，接着办。",
    renewal="《中华人民共和国行政许可法》第五十条",
)
BILLBOARD = Shown(
    "large_billboard",
    6,
    "大型户外广告设置许可",
    "大型户外广告设置许可证",
    "在楼顶、广场设大型广告的，听证以后批。",
    hearing=f"《{RULES}》第二十一条",
    years=3,
)
FORM = {
    "pages": [
        person_page(),
        page("spot", "位置", "写清楚在哪里。", ask("shop", "名称"), ask("spot", "设在哪里")),
    ]
}


FIRST, ASKED = 46, SHOWN[1]
"""The first of the people whose cases these are, and who is asked for more than the guide says."""


def show_lawful(city: City) -> None:
    """依法办理：补正、更正去向、视为受理、延长、检测、指南以外的要求、视为准予、依法听证、留置和公告送达."""
    people = [applicant_of(city, "p", number) for number in range(FIRST, FIRST + 12)]
    codes = {shown.key: own_item(_item(shown)) for shown in (STALL, KIOSK, BILLBOARD)}
    if cases.my_cases(people[0]).filter(item__code__in=codes.values()).exists():
        return
    with app.replace_connector(InMemoryConnector()):
        # Jobs of moved clocks are not for today's worker: their acts are called right here.
        _cases(city, codes, people)


@in_one_transaction
def _cases(city: City, codes: dict[str, str], people: list[Actor]) -> None:
    stall, kiosk, billboard = (codes[one.key] for one in (STALL, KIOSK, BILLBOARD))
    _corrected(city, stall, people[0])
    _elsewhere(city, stall, people[1])
    _unanswered(stall, people[2])
    _extended(city, stall, people[3])
    _tested(city, stall, people[4])
    _beyond(city, stall, people[ASKED - FIRST])
    _tacit(city, stall, people[6])
    _renewed(city, kiosk, people[7], began=375)
    _renewed(city, kiosk, people[8], began=330)
    _heard_by_law(city, billboard, people[9])
    _left(city, stall, people[10])
    _announced(city, stall, people[11])


def _filed(code: str, applicant: Actor, name: str = "老街豆腐脑") -> UUID:
    draft = acts.start_draft(actor=applicant, item_code=code)
    acts.save_answers(
        actor=applicant, case_id=draft.id, answers={"shop": name, "spot": "老街北口东侧"}
    )
    _upload(applicant, draft.id)
    return acts.file_case(actor=applicant, case_id=draft.id).id


def _upload(applicant: Actor, case_id: UUID) -> None:
    acts.upload_material(
        actor=applicant,
        case_id=case_id,
        requirement_key="drawing",
        stream=io.BytesIO(picture("drawing")),
        filename="位置图.png",
    )


def _accepted(city: City, code: str, applicant: Actor) -> UUID:
    case_id = _filed(code, applicant)
    window = officer_at(city, "window")
    acts.pass_prereview(actor=window, case_id=case_id)
    acts.accept_case(actor=window, case_id=case_id)
    return case_id


def _decided(city: City, case_id: UUID, *, refused_for: str = "") -> None:
    acts.pass_review(actor=officer_at(city, "urban_handler"), case_id=case_id)
    signer = officer_at(city, "urban_signer")
    if refused_for:
        acts.refuse(actor=signer, case_id=case_id, reason=refused_for)
        return
    acts.grant(actor=signer, case_id=case_id)
    acts.issue_result(actor=system(), case_id=case_id)
    acts.close_case(actor=system(), case_id=case_id)


def _corrected(city: City, code: str, applicant: Actor) -> None:
    """A second notice for what the first one could have named: with its reason, to supervision."""
    window = officer_at(city, "window")
    with moved_to(working_day(-3)):
        case_id = _filed(code, applicant)
        acts.request_correction(
            actor=window, case_id=case_id, items=[("material:drawing", "请标出离路口几米。")]
        )
    with moved_to(working_day(-2)):
        _upload(applicant, case_id)
        acts.correct_case(actor=applicant, case_id=case_id)
    with moved_to(working_day(-1)):
        acts.request_correction(
            actor=window,
            case_id=case_id,
            items=[("form:spot", "请写清楚是路的哪一侧、哪家店门前。")],
            again_kind="missed",
            again_words="第一次只看了位置图，没有核对申请表里的地址",
        )


def _elsewhere(city: City, code: str, applicant: Actor) -> None:
    """Not this body's business: the right one is named, and one click leads there."""
    with moved_to(working_day(-2)):
        case_id = _filed(code, applicant)
        acts.refuse_to_accept(
            actor=officer_at(city, "window"),
            case_id=case_id,
            reason="摊位在公园里面，由公园的主管部门管。",
            kind=NonAcceptance.NOT_OURS,
            right_department=str(city.departments["qiaocheng_culture"]),
        )


def _unanswered(code: str, applicant: Actor) -> None:
    """Five working days without an answer: accepted by law from its receipt."""
    with moved_to(working_day(-7)):
        case_id = _filed(code, applicant)
    acts.accept_by_silence(actor=system(), case_id=case_id)


def _extended(city: City, code: str, applicant: Actor) -> None:
    with moved_to(working_day(-9)):
        case_id = _accepted(city, code, applicant)
    with moved_to(working_day(-4)):
        measure = acts.ask_extension(
            actor=officer_at(city, "urban_handler"),
            case_id=case_id,
            reason="老街在铺管道，要等施工图定了才知道能不能摆。",
        )
    with moved_to(working_day(-3)):
        acts.approve_measure(actor=officer_at(city, "urban_signer"), measure_id=measure.id)


def _tested(city: City, code: str, applicant: Actor) -> None:
    """The clock stands still for a test; somebody outside is asked, has said so, and a note lies by."""
    handler = officer_at(city, "urban_handler")
    with moved_to(working_day(-6)):
        case_id = _accepted(city, code, applicant)
        acts.claim_case(actor=handler, case_id=case_id)
        acts.write_note(actor=handler, case_id=case_id, text="检测机构说周五以前给报告。")
        measure = acts.ask_procedure(
            actor=handler,
            case_id=case_id,
            procedure="testing",
            reason="摊车用液化气，要检测管路。",
            days=8,
        )
    with moved_to(working_day(-5)):
        acts.approve_measure(actor=officer_at(city, "urban_signer"), measure_id=measure.id)
        acts.commission_opinion(
            actor=handler,
            case_id=case_id,
            kind="testing",
            who="示例燃气检测站",
            question="管路和阀门漏不漏气？",
        )


def _beyond(city: City, code: str, applicant: Actor) -> None:
    """Beyond the guide: with its clause, approved by another, told, and known to supervision."""
    with moved_to(working_day(-3)):
        case_id = _accepted(city, code, applicant)
        asked = acts.ask_beyond_guide(
            actor=officer_at(city, "urban_handler"),
            case_id=case_id,
            name="消防通道说明",
            reason="摊位旁边是老街唯一的消防通道。",
            law="《中华人民共和国消防法》",
            article="第二十八条",
        )
    with moved_to(working_day(-2)):
        acts.approve_beyond_guide(
            actor=officer_at(city, "urban_signer"), case_id=case_id, beyond_id=asked.id
        )


def _tacit(city: City, code: str, applicant: Actor) -> None:
    """Silent to the end of the limit: granted by the guide's clause."""
    with moved_to(working_day(-30)):
        case_id = _accepted(city, code, applicant)
    with moved_to(working_day(-5)):
        acts.grant_by_silence(actor=system(), case_id=case_id)
        acts.issue_result(actor=system(), case_id=case_id)
        acts.close_case(actor=system(), case_id=case_id)


def _renewed(city: City, code: str, applicant: Actor, *, began: int) -> None:
    """A renewal in time of a licence of one year that began so many days ago; over, it is granted."""
    first = working_day(0) - timedelta(days=began)
    with moved_to(first):
        _decided(city, _accepted(city, code, applicant))
    with moved_to(first + timedelta(days=325)):
        case_id = _accepted(city, code, applicant)
    if began <= 365:
        return
    with moved_to(first + timedelta(days=366)):
        acts.grant_by_silence(actor=system(), case_id=case_id)
        acts.issue_result(actor=system(), case_id=case_id)
        acts.close_case(actor=system(), case_id=case_id)


def _heard_by_law(city: City, code: str, applicant: Actor) -> None:
    """The guide's clause demands a hearing: it is opened, and nobody decides before."""
    with moved_to(working_day(-2)):
        case_id = _accepted(city, code, applicant)
        acts.open_hearing(actor=officer_at(city, "urban_handler"), case_id=case_id)


def _refusal_of(case_id: UUID) -> Any:
    found = papers.papers_of(KIND, case_id)
    return next(view.paper for view in found if view.paper.kind == PaperKind.REFUSAL)


def _left(city: City, code: str, applicant: Actor) -> None:
    """留置送达: nobody took it, so it was left with witnesses."""
    with moved_to(working_day(-8)):
        case_id = _accepted(city, code, applicant)
        _decided(city, case_id, refused_for="位置在消防通道上，不能摆摊。")
    with moved_to(working_day(-6)):
        paper_acts.leave_paper(
            actor=officer_at(city, "urban_handler"),
            paper_id=_refusal_of(case_id).id,
            place="老街 12 号门上",
            cause="申请人在家，听完以后不肯签字，也不肯收。",
            witnesses="老街居委会 何处暑、施小雪",
        )


def _announced(city: City, code: str, applicant: Actor) -> None:
    """公告送达: nobody knows where the applicant lives, so it is published; its days run."""
    with moved_to(working_day(-8)):
        case_id = _accepted(city, code, applicant)
        _decided(city, case_id, refused_for="这一段路不允许摆摊。")
    with moved_to(working_day(-4)):
        paper_acts.publish_service(
            actor=officer_at(city, "urban_signer"),
            paper_id=_refusal_of(case_id).id,
            cause="打过三次电话都是空号，邮寄退回，居委会不知道搬去了哪里。",
        )


def _item(shown: Shown) -> DemoItem:
    return DemoItem(
        shown.key,
        shown.name,
        BODY,
        "01",
        f"3190{shown.number}",
        _guide(shown),
        form=FORM,
        process="standard_license",
        license=DemoLicense(
            f"19{shown.number}",
            shown.result,
            (FieldSpec("shop", "名称"), FieldSpec("spot", "位置")),
            years=shown.years,
        ),
    )


def _guide(shown: Shown) -> Guide:
    written = guide(
        BODY,
        "01",
        summary=shown.summary,
        audiences="1",
        by_law=(Clause(RULES, "第十条", "在公共场所设置的，应当经城市管理部门批准。"),),
        conditions=("不占消防通道和盲道。",),
        materials=(
            application_form(f"{shown.name}申请表", "写明谁设、设在哪里。"),
            upload("drawing", "位置图", "看挡不挡路。", "您自己画，手画就行。", "标了离路口几米"),
        ),
        result=Result("10", shown.result, fields={"shop": "form.shop", "spot": "form.spot"}),
        promised=15,
        refusals=("占了消防通道或者盲道。",),
        questions=(("要钱吗？", "不要钱。"),),
        words="摆摊 占道 报刊亭 广告牌",
        person_themes=("就业创业",),
        online=True,
    )
    return replace(written, tacit=shown.tacit, renewal=shown.renewal, hearing=shown.hearing)
