"""The one item with its form, guide, rules and papers, and how it came from above."""

import io
from datetime import date

from tests.house.city.who import HERE, OPERATOR, City, picture
from tongban.management.catalog.models import GuideImport, Item, UpstreamChange
from tongban.management.catalog.services import (
    attach_guide_file,
    begin_draft,
    keep_directory_entry,
    keep_document,
    list_item,
    publish_item,
)
from tongban.management.catalog.types import (
    Clause,
    Contact,
    DocumentContent,
    Guide,
    GuideLimit,
    Remedy,
    Requirement,
    Result,
)
from tongban.management.eforms.services import publish_form
from tongban.management.rules.services import (
    approve_rules,
    begin_rules,
    open_table,
    save_rules,
    submit_rules,
)
from tongban.management.rules.types import RuleContent, RuleExample, RuleInput, RuleRow
from tongban.management.workflow.services import publish_shipped
from tongban.sharing.licenses.services import define_type
from tongban.sharing.licenses.types import FieldSpec


def guide(license_type: str, sample: str = "") -> Guide:
    return Guide(
        summary="养鸽子的人来登记。",
        audiences=("1",),
        person_themes=("农林牧渔",),
        by_law=(Clause("示例办法", "第一条", "养鸽子要登记。"),),
        conditions=("有一只鸽子。",),
        materials=(
            Requirement(
                key="photo",
                name="鸽子照片",
                why="核对有鸽子。",
                source="手机拍。",
                sample=sample,
            ),
        ),
        contact=Contact("一楼", "工作日 9:00 到 17:00", "0558-0001001", "0558-0001002"),
        result=Result(
            kind="10", name="鸽子证", license_type=license_type, fields={"ring": "form.ring"}
        ),
        remedy=Remedy("谯城区人民政府", "谯城区人民法院"),
        promised=GuideLimit(5),
        acceptance=GuideLimit(2),
    )


FORM = {
    "pages": [
        {
            "key": "pigeon",
            "title": "鸽子",
            "fields": [
                {"key": "ring", "label": "脚环号", "kind": "text", "required": True},
            ],
        }
    ]
}


def keep_item(city: City) -> None:
    body = city.departments["here"]
    city.code = f"{body.credit_code}434070000100{0}"
    type_code = f"{body.credit_code}001"
    define_type(
        actor=OPERATOR,
        code=type_code,
        name="鸽子证",
        defining_body=body.name,
        fields=(FieldSpec("ring", "脚环号"),),
        number_pattern="{county}{year}{serial:6}",
        item_codes=(city.code,),
    )
    item = list_item(
        actor=OPERATOR,
        code=city.code,
        name="鸽子登记",
        item_type="07",
        department_id=body.id,
        division_code=HERE,
    )
    form = publish_form(actor=OPERATOR, key="pigeon", name="鸽子登记表", definition=FORM)
    city.sample_id = attach_guide_file(
        actor=OPERATOR, item_id=item.id, stream=io.BytesIO(picture()), filename="样表.png"
    ).file_id
    city.document_id = keep_document(
        actor=OPERATOR,
        content=DocumentContent("law", "养鸽办法", issued_on=date(2020, 1, 1), body="要登记。"),
        department_id=body.id,
        stream=io.BytesIO(picture()),
        filename="原文.png",
    ).id
    publish_item(
        actor=OPERATOR,
        item_id=item.id,
        guide=guide(type_code, str(city.sample_id)),
        form_id=form.id,
        process_id=publish_shipped(actor=OPERATOR)["standard_license"].id,
    )
    begin_draft(actor=city.actor("manager"), item_id=item.id)
    city.entry_code = keep_directory_entry(
        actor=OPERATOR,
        code=city.code[19:],
        name="鸽子登记",
        item_type="07",
        by_law="示例办法第一条",
    ).code


def keep_rules(city: City) -> None:
    """A table of rules in force, and a change to it that its manager has begun."""
    inputs = (RuleInput("age", "周岁年龄", "number", "person.age"),)
    rows = (RuleRow({"age": ">= 18"}, True, "grown_up", "成年人"),)
    examples = (RuleExample("十八岁", {"age": 18}, True), RuleExample("小孩", {"age": 9}, False))
    content = RuleContent(inputs=inputs, rows=rows, examples=examples)
    draft = open_table(
        actor=city.actor("manager"),
        key="pigeons",
        name="鸽子规则",
        department_id=city.departments["here"].id,
    )
    manager = {"actor": city.actor("manager"), "draft_id": draft.id}
    save_rules(**manager, saved=1, content=content, name="鸽子规则", by_law="示例办法第一条")
    submit_rules(**manager)
    city.rules = approve_rules(actor=city.actor("officer"), draft_id=draft.id).table
    begin_rules(actor=city.actor("manager"), table_id=city.rules.id)


def keep_exchange(city: City) -> None:
    """A file that was imported with a row given back, and a change above."""
    city.guide_import_id = GuideImport.objects.create(
        batch="guides-1",
        digest="0" * 64,
        file_name="省级事项.xlsx",
        owner="province",
        profile="gbt39554",
        imported_by="王甲",
        counts={"items": 1, "refused": 1, "rejected": 1},
        rejected=[
            {
                "err_type": "number",
                "remark": "promise_day：应为整数。",
                "table_sql_name": "up_task_general_basic",
                "table_row_guid": "",
                "cd_batch": "guides-1",
                "line": 2,
            }
        ],
    ).id
    city.upstream_change_id = UpstreamChange.objects.create(
        item=Item.objects.get(code=city.code),
        kind="changed",
        owner="province",
        data_source="province",
        batch="guides-1",
        differences=[
            {
                "place": "promised",
                "label": "承诺时限",
                "before": "7 个工作日",
                "after": "5 个工作日",
            }
        ],
    ).id
