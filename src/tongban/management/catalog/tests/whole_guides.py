"""A guide that breaks no rule, and what surrounds it, for tests of the linter."""

from dataclasses import replace

from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.handling.cases.tests.city import MARKET, guide
from tongban.management.catalog.lint.linting import lint
from tongban.management.catalog.lint.rules import Context
from tongban.management.catalog.types import (
    Choice,
    Guide,
    GuidePromise,
    Requirement,
    Result,
    Situation,
)
from tongban.management.eforms.types import Field, Form, Kind, Option, Page
from tongban.management.rules.types import RuleContent, RuleInput, RulesView

PLAN = Requirement("plan", "布局图", "看布局", "自己画", by_law="许可办法第十二条")
SAFE = GuidePromise(
    "布局合理",
    "plan",
    "生熟分开。",
    "许可办法第十二条",
    "我的布局生熟分开。",
    "撤销许可，记入信用记录。",
    "市场监管局到现场看。",
    30,
)
RENTED = Situation("rented", "场地是租的吗？", (Choice("yes", "租的"), Choice("no", "自己的")))
CODE = f"{MARKET}4340100001000"


def whole(**changes):
    """A guide that breaks no rule in ``AROUND``."""
    return replace(
        guide(
            materials=(PLAN,),
            person_themes=("准营准办",),
            result=Result("10", "食品经营许可证", "1" * 21),
            delivery_ways=("现场领取",),
            retention="D30",
        ),
        **changes,
    )


AROUND = Context(
    name="食品经营许可",
    item_code=CODE,
    code_profile="gbt39554",
    item_type="01",
    body_code=MARKET,
    has_form=True,
    has_process=True,
    step_count=5,
)


def form_with(key: str, *values: str) -> Form:
    asked = Field(key, "?", Kind.CHOICE, options=tuple(Option(v, v) for v in values))
    return Form("1", "f", "表", 1, (Page("p", "页", "", (asked,)),), {})


def told(changed: Guide, around: Context = AROUND) -> list[tuple[str, str]]:
    return [(found.rule, found.place) for found in lint(changed, around)]


def table(*source: str):
    """A published table that reads one value from there."""
    inputs = (RuleInput("one", "某值", source[1], source[0]),) if source else ()
    view = RulesView(new_id(), "age", "按年龄", 1, now(), RuleContent(inputs=inputs))
    return lambda _key: view
