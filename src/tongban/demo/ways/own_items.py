"""Items that ways of handling have of their own, beside the city's others."""

from dataclasses import replace

from tongban.base.kernel.actors import operator
from tongban.base.orgs.queries import department_named
from tongban.demo.blueprint import DemoItem
from tongban.demo.build import item_code
from tongban.demo.city import CITY, DEPARTMENTS
from tongban.demo.guides import told_further
from tongban.management.catalog.queries import find_item
from tongban.management.catalog.services import list_item, publish_item
from tongban.management.eforms.services import publish_form
from tongban.management.workflow.services import publish_shipped
from tongban.sharing.licenses.services import define_type
from tongban.sharing.licenses.types import Validity


def own_item(written: DemoItem) -> str:
    """The item's code: listed and published with its licence, form and process when it is new."""
    item = told_further(written)
    body = next(d for d in DEPARTMENTS if d.key == item.department)
    department = department_named(body.division_code, body.name)
    assert department is not None
    assert department.credit_code is not None
    assert item.license is not None
    assert item.form is not None
    code = item_code(item, department.credit_code, "3" if body.division_code == CITY else "4")
    if find_item(code) is not None:
        return code
    type_code = department.credit_code + item.license.serial
    define_type(
        actor=operator(),
        code=type_code,
        name=item.license.name,
        defining_body=body.name,
        fields=item.license.fields,
        validity=Validity(item.license.years),
        item_codes=(code,),
    )
    listed = list_item(
        actor=operator(),
        code=code,
        name=item.name,
        item_type=item.item_type,
        department_id=department.id,
        division_code=body.division_code,
        main_item=item.name,
    )
    publish_item(
        actor=operator(),
        item_id=listed.id,
        guide=replace(item.guide, result=replace(item.guide.result, license_type=type_code)),
        form_id=publish_form(
            actor=operator(), key=item.key, name=f"{item.name}申请表", definition=item.form
        ).id,
        process_id=publish_shipped(actor=operator())[item.process].id,
    )
    return code
