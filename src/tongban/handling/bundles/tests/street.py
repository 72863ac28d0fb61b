"""A bundle of the small city, for tests: a permit, a sign that needs it, a notice beside them.

``food`` gives its licence to ``sign`` as a paper and its number to ``notice`` as an answer;
``poster`` stands alone, and only where there is music.
"""

from dataclasses import replace
from typing import Any

from tongban.base.kernel.actors import Actor, operator, system
from tongban.base.kernel.codes.documents import DocumentType
from tongban.handling.bundles import services as acts
from tongban.handling.bundles.jobs import go_on
from tongban.handling.bundles.models import BundleApplication, BundlePart
from tongban.handling.bundles.types import (
    BundleContent,
    BundleItem,
    BundleQuestion,
    Feed,
)
from tongban.handling.cases import services as case_acts
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import DISTRICT, HEALTH, MARKET, RECEIPT, guide, picture
from tongban.handling.cases.tests.looking import everything
from tongban.management.catalog.services import list_item, publish_item
from tongban.management.catalog.types import GuideLimit, Requirement, Result
from tongban.management.eforms.services import publish_form
from tongban.sharing.licenses.services import define_type
from tongban.sharing.licenses.types import FieldSpec, Validity

SIGN_TYPE = f"{MARKET}031"

SIGN_FORM = {
    "pages": [
        {
            "key": "who",
            "title": "谁来办",
            "fields": [
                {"key": "owner", "label": "姓名", "kind": "text", "source": "person.name",
                 "required": True},
                {"key": "opening", "label": "哪天开业", "kind": "date"},
            ],
        },
        {
            "key": "sign",
            "title": "招牌",
            "fields": [
                {"key": "words", "label": "招牌上的字", "kind": "text", "required": True},
                {"key": "lit", "label": "发光吗", "kind": "yes_no", "required": True},
            ],
        },
    ]
}  # fmt: skip
NOTICE_FORM = {
    "pages": [
        {
            "key": "notice",
            "title": "备案",
            "fields": [
                {"key": "permit", "label": "许可证编号", "kind": "text", "required": True},
                {"key": "litres", "label": "每天几升", "kind": "number", "unit": "升",
                 "required": True, "minimum": 1, "maximum": 1000},
            ],
        }
    ]
}  # fmt: skip
POSTER_FORM = {
    "pages": [
        {
            "key": "poster",
            "title": "音乐",
            "fields": [{"key": "hours", "label": "几点到几点", "kind": "text", "required": True}],
        }
    ]
}
ANSWERS = {
    "food__trade": ["hot"],
    "food__kitchen": 20.5,
    "food__opens_on": "2026-05-01",
    "food__rented": True,
    "sign__words": "小满面馆",
    "sign__lit": False,
    "notice__litres": 12,
}
PLAN = Requirement("drawing", "店面图", "看位置", "自己画")
PERMIT = Requirement("permit", "食品经营许可证", "核对许可", "市场监管局发")

CONTENT = BundleContent(
    name="开一家面馆",
    summary="开饭馆的人，开张前一次办完。",
    words=("开面馆", "开饭馆"),
    questions=(BundleQuestion("music", "店里放音乐吗？", (("yes", "放"), ("no", "不放"))),),
    items=(
        BundleItem("food", f"{MARKET}4340100001000"),
        BundleItem("sign", f"{MARKET}4340100011000"),
        BundleItem("notice", f"{HEALTH}4340100012000"),
        BundleItem("poster", f"{HEALTH}4340100013000", (), "music", ("yes",)),
    ),
    same=(
        ("food.form:opens_on", "sign.form:opening"),
        ("food.material:plan", "sign.material:drawing"),
    ),
    feeds=(
        Feed("food", "sign", "material:permit"),
        Feed("food", "notice", "form:permit", "number"),
    ),
)


def _publish(town: Any, key: str, name: str, code: str, department: str, form: dict, what: Any):
    item = list_item(
        actor=operator(),
        code=code,
        name=name,
        item_type="01",
        department_id=town.departments[department],
        division_code=DISTRICT,
    )
    publish_item(
        actor=operator(),
        item_id=item.id,
        guide=what,
        form_id=publish_form(actor=operator(), key=f"b_{key}", name=name, definition=form).id,
        process_id=town.processes["standard_license"],
    )
    town.codes[key], town.items[key] = code, item.id


def street(town: Any, content: BundleContent = CONTENT) -> None:
    """The further items and the bundle, published."""
    define_type(
        actor=operator(),
        code=SIGN_TYPE,
        name="招牌许可证",
        defining_body="谯城区市场监督管理局",
        fields=[FieldSpec("words", "招牌上的字")],
        validity=Validity(1),
        holder_code_types=(DocumentType.ID_CARD,),
    )
    sign = guide(
        materials=(PLAN, PERMIT),
        promised=GuideLimit(3, clause="承诺"),
        result=Result("10", "招牌许可证", SIGN_TYPE, {"words": "form.words"}),
    )
    plain = guide(materials=(), promised=GuideLimit(2, clause="承诺"), result=RECEIPT)
    for key, name, code, department, form, what in (
        ("sign", "招牌许可", f"{MARKET}4340100011000", "market", SIGN_FORM, sign),
        ("notice", "油水备案", f"{HEALTH}4340100012000", "health", NOTICE_FORM, plain),
        ("poster", "音乐备案", f"{HEALTH}4340100013000", "health", POSTER_FORM, plain),
    ):
        _publish(town, key, name, code, department, form, what)
    acts.publish_bundle(
        actor=operator(), key="noodles", content=content, department_id=town.departments["market"]
    )


def begun(town: Any, actor: Actor | None = None, music: str = "no", **answers: Any):
    """A draft with everything in it."""
    actor = actor or town.person()
    application = acts.start_bundle(actor=actor, key="noodles")
    acts.choose_situation(actor=actor, application_id=application.id, chosen={"music": music})
    acts.answer_bundle(actor=actor, application_id=application.id, answers={**ANSWERS, **answers})
    for key in ("food__plan", "food__lease"):
        acts.hand_in_for_bundle(
            actor=actor,
            application_id=application.id,
            key=key,
            stream=picture(),
            filename="图.png",
        )
    return application


def filed(town: Any, actor: Actor | None = None, **more: Any):
    """The same, filed."""
    application = begun(town, actor, **more)
    return acts.file_bundle(actor=actor or town.person(), application_id=application.id)


def case_of(application: BundleApplication, key: str) -> Case:
    return Case.objects.get(id=BundlePart.objects.get(application=application, key=key).case_id)


def states(application: BundleApplication) -> dict[str, str]:
    return dict(BundlePart.objects.filter(application=application).values_list("key", "state"))


POSTS = {"market": ("handler", "signer"), "health": ("health_handler", "health_signer")}


def decide(town: Any, application: BundleApplication, key: str, *, grants: bool = True) -> Case:
    """Lead one item's case to its decision, with all that the worker does after it."""
    case = case_of(application, key)
    office = next(name for name, ident in town.departments.items() if ident == case.department_id)
    handler, signer = (town.officer(post) for post in POSTS[office])
    window = town.officer("window")
    case_acts.pass_prereview(actor=window, case_id=case.id)
    case_acts.accept_case(actor=window, case_id=case.id)
    case_acts.pass_review(actor=handler, case_id=case.id)
    if grants:
        case_acts.grant(actor=signer, case_id=case.id)
        case_acts.issue_result(actor=system(), case_id=case.id)
        case_acts.close_case(actor=system(), case_id=case.id)
    else:
        case_acts.refuse(actor=signer, case_id=case.id, reason="厨房太小")
    go_on(application_id=str(application.id))
    return Case.objects.get(id=case.id)


def all_rows() -> dict[str, Any]:
    """Every row that an act on a bundle may write."""
    from tongban.handling.bundles.models import Bundle, BundleRevision

    return everything() | {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Bundle, BundleRevision, BundleApplication, BundlePart)
    }


def without(content: BundleContent, **changes: Any) -> BundleContent:
    return replace(content, **changes)
