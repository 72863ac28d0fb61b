"""Special ways of handling: tolerance, an inspection, a promise that is checked, a termination."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tongban.base.accounts import queries as accounts
from tongban.base.clocks.queries import current_calendar
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.moments import at, moved_to, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.demo.blueprint import DemoItem, DemoLicense
from tongban.demo.build import City
from tongban.demo.items.shared import application_form, ask, guide, page, person_page, upload
from tongban.demo.photos import photos
from tongban.demo.ways.bundles import applicant_of, officer_at
from tongban.demo.ways.own_items import own_item
from tongban.demo.year import picture
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as acts
from tongban.management.catalog.types import Clause, Guide, GuidePromise, Result
from tongban.sharing.licenses.types import FieldSpec

BODY = "qiaocheng_market"
NAME = "小餐饮登记"
UPLOADS = ("layout", "lease")
FORM = {
    "pages": [
        person_page(),
        page("store", "店", "写招牌上的名字和门牌。", ask("shop", "店名"), ask("premises", "地址")),
    ]
}


def show_special(city: City) -> None:
    """特别办法：容缺受理、两人现场核查、告知承诺和事后核查、终止."""
    code = own_item(_item())
    people = _takers(city)
    if cases.my_cases(people[0]).filter(item__code=code).exists():
        return
    with _jobs_in_memory():
        _cases(city, code, people)


def _takers(city: City) -> list[Actor]:
    """Four people of whom a promise is taken: the demo's list has those whose number ends in 0."""
    found: list[Actor] = []
    number = 30
    while len(found) < 4:
        actor = applicant_of(city, "p", number)
        assert actor.person_id is not None
        if not accounts.person(actor.person_id).id_number.endswith("0"):
            found.append(actor)
        number += 1
    return found


@in_one_transaction
def _cases(city: City, code: str, people: list[Actor]) -> None:
    begin = _working_day_before(8)
    tolerant, inspected, promised, ended = people
    _tolerated(city, code, tolerant)
    with moved_to(begin):
        seen = _accepted(city, _filed(code, inspected))
    _inspected(city, seen, begin + timedelta(days=1))
    with moved_to(begin):
        checked = _filed(code, promised, without="lease", instead=True)
        _accepted(city, checked)
        _granted(city, checked)
    _checked(city, checked)
    with moved_to(begin):
        over = _accepted(city, _filed(code, ended))
    with moved_to(begin + timedelta(hours=3)):
        acts.terminate_case(
            actor=officer_at(city, "market_signer"),
            case_id=over,
            cause="gone",
            words="房东把门面收回，店不开了，申请人来电话说明。",
        )


def _tolerated(city: City, code: str, applicant: Actor) -> None:
    """Accepted today without the lease, which is still to come."""
    _accepted(city, _filed(code, applicant, without="lease"))


def _inspected(city: City, case_id: UUID, moment: datetime) -> None:
    handler, signer = officer_at(city, "market_handler"), officer_at(city, "market_signer")
    with moved_to(moment):
        planned = acts.plan_inspection(
            actor=handler,
            case_id=case_id,
            planned_at=moment,
            place="店里",
            account_ids=[a for a in (handler.account_id, signer.account_id) if a is not None],
        )
        given = {"case_id": case_id, "inspection_id": planned.id}
        for name, content in photos():
            acts.add_inspection_photo(
                actor=handler, **given, stream=io.BytesIO(content), filename=name
            )
        acts.record_inspection(
            actor=handler,
            **given,
            points=[(point, True, "") for point in POINTS],
            result="pass",
            words="后厨干净，消毒柜能用。",
        )
        acts.confirm_inspection(actor=signer, **given)


def _granted(city: City, case_id: UUID) -> None:
    acts.pass_review(actor=officer_at(city, "market_handler"), case_id=case_id)
    acts.grant(actor=officer_at(city, "market_signer"), case_id=case_id, opinion="符合条件。")
    acts.issue_result(actor=system(), case_id=case_id)
    acts.close_case(actor=system(), case_id=case_id)


def _checked(city: City, case_id: UUID) -> None:
    """Of two promised things one is found to be so, the other waits on the desk."""
    first = cases.after_checks_of(case_id)[0]
    acts.record_after_check(
        actor=officer_at(city, "market_handler"),
        case_id=case_id,
        check_id=first.id,
        result="true",
        way="on_site",
        words="看了租房合同，和承诺的一样。",
    )


def _filed(code: str, applicant: Actor, *, without: str = "", instead: bool = False) -> UUID:
    draft = acts.start_draft(actor=applicant, item_code=code)
    acts.save_answers(
        actor=applicant,
        case_id=draft.id,
        answers={"shop": "老街小面", "premises": "老街 8 号"},
    )
    for key in UPLOADS:
        if key != without:
            acts.upload_material(
                actor=applicant,
                case_id=draft.id,
                requirement_key=key,
                stream=io.BytesIO(picture(key)),
                filename=f"{key}.png",
            )
    if without:
        if instead:
            keys = [one["key"] for one in cases.replacements_offered(draft)]
            promise, sent = acts.draw_replacement(actor=applicant, case_id=draft.id, keys=keys)
        else:
            promise, sent = acts.draw_promise(actor=applicant, case_id=draft.id, keys=[without])
        acts.sign_promise(actor=applicant, case_id=draft.id, promise_id=promise.id, code=sent)
    return acts.file_case(actor=applicant, case_id=draft.id).id


def _accepted(city: City, case_id: UUID) -> UUID:
    window = officer_at(city, "window")
    acts.pass_prereview(actor=window, case_id=case_id)
    acts.accept_case(actor=window, case_id=case_id)
    return case_id


def _working_day_before(days: int) -> datetime:
    calendar = current_calendar()
    day = today() - timedelta(days=days)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return at(day, 9)


POINTS = ("有洗手和消毒的地方", "生熟分开")


def _item() -> DemoItem:
    return DemoItem(
        "small_catering",
        NAME,
        BODY,
        "07",
        "31902",
        _guide(),
        form=FORM,
        process="standard_license",
        license=DemoLicense(
            "092",
            "小餐饮登记证",
            (FieldSpec("shop", "店名"), FieldSpec("premises", "地址")),
            years=3,
        ),
    )


def _guide() -> Guide:
    lease = upload("lease", "房屋租赁合同", "看店面您能不能用。", "和房东签的。", "双方都签了名")
    written = guide(
        BODY,
        "07",
        summary="开小面馆、小吃店，开业前登记。",
        audiences="1",
        by_law=(
            Clause(
                "中华人民共和国食品安全法",
                "第三十六条",
                "食品生产加工小作坊和食品摊贩等从事食品生产经营活动，应当符合本法规定的要求。",
            ),
        ),
        conditions=("店面干净，生熟分开。",),
        materials=(
            application_form("小餐饮登记申请表", "写明谁开店、开在哪。"),
            upload("layout", "布局图", "看生熟分没分开。", "您自己画，手画就行。", "生熟分开"),
            replace(lease, late_days=5),
        ),
        result=Result(
            "10", "小餐饮登记证", fields={"shop": "form.shop", "premises": "form.premises"}
        ),
        promised=10,
        refusals=("店面不卫生。",),
        questions=(("登记要钱吗？", "不要钱。"),),
        words="小吃店 面馆 小饭馆 夫妻店",
        person_themes=("就业创业",),
        online=True,
    )
    return replace(
        written,
        inspection_points=POINTS,
        promises=(
            GuidePromise(
                name="店面可以合法使用",
                material="lease",
                requirement="店面是自己的，或者租来、借来的，房东同意开店。",
                by_law="国办发〔2020〕42号",
                content="这个店面我可以合法使用，房东同意我在这里开店。",
                liability="承诺不实的，撤销登记，记入信用记录，一年内不再适用告知承诺。",
                check="市场监管局到店里看租房合同。",
                check_days=20,
            ),
            GuidePromise(
                name="从业人员都有健康证明",
                material="",
                requirement="店里做饭、端菜的人都有在有效期内的健康证明。",
                by_law="《中华人民共和国食品安全法》第四十五条",
                content="店里接触食品的人都有健康证明，到期以前会换新的。",
                liability="承诺不实的，撤销登记，并按食品安全法处罚。",
                check="市场监管局查健康证明的共享数据。",
                check_days=30,
            ),
        ),
    )


@contextmanager
def _jobs_in_memory() -> Iterator[None]:
    """Jobs of moved clocks are not for today's worker: their acts are called right here."""
    with app.replace_connector(InMemoryConnector()):
        yield
