"""并联审批 in the demo city: a case that one of the joint departments disagrees with."""

import io
from typing import Any

from tongban.demo.blueprint import sample_answers
from tongban.demo.build import City
from tongban.demo.items import all_items
from tongban.demo.ways.bundles import applicant_of, officer_at
from tongban.demo.year import picture
from tongban.handling.cases import queries as cases
from tongban.handling.cases import services as acts

ITEM = "public_place"
ANSWERED, WAITING = 14, (15, 16)
"""The companies: of one the joint departments have answered, of the others not yet."""


def show_joint(city: City) -> None:
    """并联审批：一件有部门不同意，两件还在等部门答复."""
    for number in (ANSWERED, *WAITING):
        _show(city, number, answered=number == ANSWERED)


def _show(city: City, number: int, *, answered: bool) -> None:
    item = next(one for one in all_items() if one.key == ITEM)
    actor = applicant_of(city, "c", number)
    if cases.my_cases(actor).filter(item__code=city.codes[ITEM], closed_at__isnull=True).exists():
        return
    case = acts.start_draft(actor=actor, item_code=city.codes[ITEM])
    answers: dict[str, Any] = sample_answers(item.answers, lambda samples: samples[0])
    acts.save_answers(actor=actor, case_id=case.id, answers=answers)
    draft = cases.my_case(actor, case.id)
    for requirement, _given in cases.materials_for_desk(draft):
        if requirement.origin == "upload":
            acts.upload_material(
                actor=actor,
                case_id=case.id,
                requirement_key=requirement.key,
                stream=io.BytesIO(picture(requirement.key)),
                filename="照片.png",
            )
    acts.file_case(actor=actor, case_id=case.id)
    window = officer_at(city, "window")
    acts.pass_prereview(actor=window, case_id=case.id)
    acts.accept_case(actor=window, case_id=case.id)
    if not answered:
        return
    for row in cases.joint_parts_of(cases.my_case(actor, case.id)):
        agrees = row.subcase.department_id == city.departments["qiaocheng_market"]
        acts.answer_jointly(
            actor=officer_at(city, "market_handler" if agrees else "urban_handler"),
            subcase_id=row.subcase.id,
            agrees=agrees,
            opinion="登记的经营范围里有。" if agrees else "门口占了人行道，要先让出来。",
        )
