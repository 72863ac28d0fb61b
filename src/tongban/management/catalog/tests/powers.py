"""Guides of powers that nobody applies for, one a type: what a test begins with."""

from tongban.handling.cases.tests.city import DISTRICT, MARKET
from tongban.management.catalog.services import list_item
from tongban.management.catalog.types import (
    Clause,
    Contact,
    Discretion,
    Exercise,
    ExerciseStep,
    Guide,
    GuideLimit,
    LevyRate,
    Question,
    Remedy,
    Requirement,
    Result,
)

STEPS = (ExerciseStep("立案", "执法科", "七日内决定"), ExerciseStep("调查"), ExerciseStep("决定"))
EXERCISES = {
    "02": Exercise(
        discretion=(
            Discretion("无证经营食品", "一般", "2", "五万元以上十万元以下", "第一百二十二条"),
            Discretion("情节严重的", "", "3", "吊销许可证", "第一百二十二条"),
        ),
        discretion_by=("省食品行政处罚裁量基准〔2024〕1 号",),
        steps=STEPS,
        rights=("陈述、申辩", "要求听证"),
    ),
    "03": Exercise(
        subject="有证据证明不安全的食品的经营者",
        measures=("12", "13"),
        measures_when=("有证据证明不符合食品安全标准",),
        steps=STEPS,
        rights=("陈述、申辩",),
    ),
    "04": Exercise(
        subject="占用城市道路的单位和个人",
        collect_type="2",
        rates=(LevyRate("道路占用费", "每平方米每天 0.5 元", "某条例第三十七条"),),
        reduces=True,
        reduction="抢修管线的免收",
        steps=STEPS,
    ),
    "06": Exercise(
        subject="食品经营者",
        frequency="同一家一年不超过两次",
        frequency_by="食品安全法第一百零九条",
        ways=("1", "3"),
        steps=STEPS,
    ),
}


def power_guide(item_type, **changes):
    """A guide of that type that breaks no rule."""
    return Guide(
        **{
            "summary": "市场监管部门依法做的事",
            "audiences": ("1", "2"),
            "by_law": (Clause("食品安全法", "第一百二十二条"), Clause("某条例", "第九条")),
            "conditions": (),
            "materials": (
                (Requirement("plan", "占用图", "算面积", "自己画", by_law="某条例第九条"),)
                if item_type == "04"
                else ()
            ),
            "contact": Contact("", "", "0558-0002001", "0558-0009001"),
            "result": Result("", ""),
            "remedy": Remedy("谯城区人民政府", "谯城区人民法院"),
            "statutory": GuideLimit(90, "natural_day", "行政处罚法第六十条"),
            "questions": (Question("可以分期交吗？", "确有困难的可以申请。"),),
            "responsibilities": ("滥用职权的，依法处分",),
            "inspection_points": ("有没有许可证", "冰箱温度") if item_type == "06" else (),
            "exercise": EXERCISES[item_type],
            **changes,
        }
    )


def power(town, actor, item_type):
    """An item of that type, listed."""
    return list_item(
        actor=actor,
        code=f"{MARKET}434{item_type}00077000",
        name=f"第{item_type}类的权力",
        item_type=item_type,
        department_id=town.departments["market"],
        division_code=DISTRICT,
    )
