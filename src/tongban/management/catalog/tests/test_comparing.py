"""Two guides beside one another: every kind of row, part by part; forms and processes too."""

from dataclasses import fields, replace

import pytest

from tongban.base.kernel.actors import operator
from tongban.handling.cases.tests.city import FORM, guide
from tongban.management.catalog.comparing import differences
from tongban.management.catalog.comparing_runs import form_differences, process_differences
from tongban.management.catalog.editing.parts import ROW_KINDS, PartKind
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.tests.powers import EXERCISES
from tongban.management.catalog.types import (
    Choice,
    Clause,
    Discretion,
    Exercise,
    Fee,
    Guide,
    GuideExtension,
    GuideLimit,
    GuidePromise,
    Intermediary,
    JointPart,
    Question,
    Requirement,
    Situation,
)
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.services import publish_form

FULL = guide(
    by_law=(Clause("食品安全法", "第三十五条", "应当取得许可"), Clause("许可办法", "第二条")),
    fees=(
        Fee("工本费", 1250, "每证 12.5 元", "某文件"),
        Fee("检测费", 5000, "每次 50 元", "某文件", when={"field": "rented", "is": ["yes"]}),
    ),
    questions=(Question("要多久？", "7 个工作日。"), Question("要钱吗？", "要。")),
    situations=(
        Situation("rented", "房子是租的吗？", (Choice("yes", "租的"), Choice("no", "自己的"))),
    ),
    intermediaries=(Intermediary("检测", "第三条"),),
    joint_parts=(JointPart("11341690000001021Q", "审卫生", 5),),
    promises=(GuidePromise("布局", "plan", "分开", "第四条", "我承诺", "撤销", "看现场", 30),),
    conditions=("有场所", "有人", "有证"),
    exercise=Exercise(
        discretion=EXERCISES["02"].discretion,
        rates=EXERCISES["04"].rates,
        steps=EXERCISES["02"].steps,
    ),
)


def told(after, before=FULL, **more):
    return [(d.place, d.label, d.before, d.after) for d in differences(before, after, **more)]


def exercised(**changes):
    return replace(FULL, exercise=replace(FULL.exercise, **changes))


CASES = [
    (
        {"fees": (replace(FULL.fees[0], amount=2000), FULL.fees[1])},
        ("fees.1", "收费项目：工本费", "金额（元）：12.50 元", "金额（元）：20 元"),
    ),
    (
        {"fees": (FULL.fees[0], replace(FULL.fees[1], when={"field": "rented", "is": ["no"]}))},
        ("fees.2", "收费项目：检测费", "哪些情形才收：房子是租的吗：租的",
         "哪些情形才收：房子是租的吗：自己的"),
    ),
    (
        {"fees": FULL.fees[:1]},
        ("fees.2", "收费项目：检测费",
         ("收费项目：检测费；金额（元）：50 元；收费标准：每次 50 元；收费依据：某文件；"
         "什么时候交：发结果之前交；哪些情形才收：房子是租的吗：租的"), ""),
    ),
    (
        {"questions": (FULL.questions[0], replace(FULL.questions[1], answer="不要。"))},
        ("questions.2", "常见问题：要钱吗？", "答：要。", "答：不要。"),
    ),
    (
        {"questions": (FULL.questions[0], Question("收费吗？", "要。"))},
        ("questions.2", "常见问题：收费吗？", "问：要钱吗？", "问：收费吗？"),
    ),
    (
        {"questions": (*FULL.questions, Question("哪里办？", "大厅。"))},
        ("questions.3", "常见问题：哪里办？", "", "问：哪里办？；答：大厅。"),
    ),
    (
        {"questions": FULL.questions[::-1]},
        ("questions", "常见问题的顺序", "要多久？、要钱吗？", "要钱吗？、要多久？"),
    ),
    (
        {"by_law": (replace(FULL.by_law[0], text="应当依法取得许可"), FULL.by_law[1])},
        ("by_law.1", "设定依据：《食品安全法》第三十五条", "条文：应当取得许可",
         "条文：应当依法取得许可"),
    ),
    (
        {"by_law": FULL.by_law[:1]},
        ("by_law.2", "设定依据：《许可办法》第二条",
         "法律法规名称：许可办法；第几条：第二条", ""),
    ),
    (
        {"intermediaries": (Intermediary("检测", "第五条"),)},
        ("intermediaries.1", "中介服务：检测", "依据哪一条：第三条", "依据哪一条：第五条"),
    ),
    (
        {"joint_parts": (replace(FULL.joint_parts[0], days=3),)},
        ("joint_parts.1", "联办分工：审卫生", "几个工作日内答复：5", "几个工作日内答复：3"),
    ),
    (
        {"promises": (replace(FULL.promises[0], check_days=15),)},
        ("promises.1", "告知承诺：布局", "决定后几个工作日内核查：30",
         "决定后几个工作日内核查：15"),
    ),
    (
        {"situations": (replace(FULL.situations[0], question="是租的吗？"),)},
        ("situations.rented", "情形：是租的吗？", "问什么：房子是租的吗？", "问什么：是租的吗？"),
    ),
    (
        {"conditions": ("有场所", "有两个人", "有证")},
        ("conditions", "受理条件", "有人", "有两个人"),
    ),
    (
        {"conditions": ("有人", "有场所", "有证")},
        ("conditions", "受理条件", "有场所；有人；有证", "有人；有场所；有证"),
    ),
    (
        {"promised": GuideLimit(7, clause="承诺", note="不算检验")},
        ("promised", "承诺时限", "7 个工作日（承诺）", "7 个工作日（承诺）；不算检验"),
    ),
    (
        {"statutory": replace(FULL.statutory, extension=GuideExtension(10, "局长", "第四十二条"))},
        ("statutory", "法定时限", "10 个工作日（食品经营许可管理办法）",
         "10 个工作日（食品经营许可管理办法）；可以延长10 个工作日，由局长批准（第四十二条）"),
    ),
    (
        {"result": replace(FULL.result, fields={**FULL.result.fields, "scope": "form.remark"})},
        ("result.fields.1", "结果上的内容取自哪里：scope", "取自哪里：form.trade",
         "取自哪里：form.remark"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "wanted"), CASES)
def test_what_changed_is_told_row_by_row_and_part_by_part(changes, wanted):
    assert told(replace(FULL, **changes)) == [wanted]


def test_rows_of_powers_too():
    row = FULL.exercise.discretion[0]
    (one,) = told(
        exercised(discretion=(replace(row, span="六万元"), *FULL.exercise.discretion[1:]))
    )
    assert one[1:] == (
        "处罚的行为、种类和幅度：无证经营食品", "幅度：五万元以上十万元以下", "幅度：六万元",
    )  # fmt: skip
    (one,) = told(exercised(discretion=(*FULL.exercise.discretion, Discretion("卖假货", kind="5"))))
    assert one[3] == "违法行为：卖假货；处罚种类：行政拘留"
    (one,) = told(exercised(steps=FULL.exercise.steps[:2]))
    assert one[1:] == ("办理环节：决定", "环节名称：决定", "")


@pytest.mark.parametrize("place", sorted(set(ROW_KINDS) - {"result.fields"}))
def test_no_part_of_any_row_changes_unseen(place):
    """Whatever part of a row is another: something is told, and never twice the same words."""
    rows = value_at(FULL, place)
    kinds = {part.name: part.kind for part in ROW_KINDS[place].parts}
    assert rows, place
    for part in fields(rows[0]):
        old = getattr(rows[0], part.name)
        if kinds.get(part.name, PartKind.KEY) is PartKind.KEY:
            continue
        if isinstance(old, bool):
            new = not old
        elif isinstance(old, int):
            new = old + 1
        elif isinstance(old, str):
            new = f"{old}改"
        elif part.name == "choices":
            new = (*old, Choice("x", "别的"))
        elif kinds[part.name] is PartKind.WHEN:
            new = {"field": "rented", "is": ["yes", "no"]}
        else:
            new = (*old, "改")
        head, _dot, tail = place.partition(".")
        changed = (replace(rows[0], **{part.name: new}), *rows[1:])
        after = (
            replace(FULL, **{head: replace(getattr(FULL, head), **{tail: changed})})
            if tail
            else replace(FULL, **{head: changed})
        )
        found = told(after)
        assert found, part.name
        assert all(one[2] != one[3] for one in found), part.name


def test_what_reads_the_same_is_told_as_changed():
    first = FULL.materials[1]
    old = replace(FULL, materials=(replace(first, sample="a" * 32),))
    new = replace(FULL, materials=(replace(first, sample="b" * 32),))
    assert told(new, old) == [
        ("materials.plan", "申请材料：布局图", "样表：一份文件", "样表：一份文件（有改动）")
    ]


def test_people_are_not_told_what_machines_read():
    part = replace(FULL.joint_parts[0], shows=("form:trade",))
    assert told(replace(FULL, joint_parts=(part,)), for_people=True) == []
    assert told(replace(FULL, joint_parts=(part,))) != []


def test_of_what_is_gone_people_are_told_the_name():
    assert told(replace(FULL, fees=FULL.fees[:1]), for_people=True) == [
        ("fees.2", "收费项目：检测费", "检测费", "")
    ]


def test_the_first_guide_is_all_new():
    found = differences(None, FULL)
    assert all(one.before == "" for one in found)
    assert "fees.1" in {one.place for one in found}


def test_two_alike_differ_in_nothing():
    assert told(FULL) == []
    assert told(Guide.from_json(FULL.as_json())) == []


def test_answers_of_the_form_are_said_in_its_words(town):
    form = eforms.form(town.forms["food"])
    lease = Requirement("lease", "租赁合同", "看", "房东", when={"field": "trade", "is": ["hot"]})
    old = replace(FULL, materials=(lease,))
    new = replace(FULL, materials=(replace(lease, when={"field": "rented", "is": [True]}),))
    (one,) = told(new, old, forms=(form, form))
    assert one[2:] == (
        "哪些情形才要：经营项目：热食",
        "哪些情形才要：房子是租的吗：是",
    )


def test_forms_question_by_question(town):
    pages = [FORM["pages"][0], {**FORM["pages"][1], "fields": [
        {**one, "required": True} if one["key"] == "opens_on" else one
        for one in FORM["pages"][1]["fields"] if one["key"] != "remark"
    ]}]  # fmt: skip
    newer = publish_form(
        actor=operator(), key="food_newer", name="新表", definition={**FORM, "pages": pages}
    )
    found = form_differences(town.forms["food"], newer.id)
    assert [(d.place, d.label, d.before, d.after) for d in found] == [
        ("form.opens_on", "表单的问题：开业日期", "开业日期；可以不填", "开业日期；必填"),
        ("form.remark", "表单的问题：说明", "说明；可以不填", ""),
    ]
    assert form_differences(None, newer.id) == []
    assert form_differences(newer.id, newer.id) == []


def test_processes_step_by_step(town):
    one, other = town.processes["standard_license"], town.processes["instant"]
    found = process_differences(one, other)
    assert found
    assert all(d.place.startswith("process.") and d.before != d.after for d in found)
    assert process_differences(one, one) == []
    assert process_differences(one, None) == []
