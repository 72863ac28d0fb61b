"""The bundles (一件事) of the demo city."""

from collections.abc import Mapping
from uuid import UUID

from tongban.base.kernel.actors import Actor
from tongban.handling.bundles.queries import public_bundles
from tongban.handling.bundles.services import publish_bundle
from tongban.handling.bundles.types import (
    NUMBER,
    BundleContent,
    BundleItem,
    BundleQuestion,
    Feed,
)


def publish_bundles(
    actor: Actor, codes: Mapping[str, str], departments: Mapping[str, UUID]
) -> None:
    """Publish them; those that are there already stay as they are."""
    there = {bundle.key for bundle in public_bundles()}
    for key, (department, content) in contents(codes).items():
        if key not in there:
            publish_bundle(
                actor=actor, key=key, content=content, department_id=departments[department]
            )


def contents(codes: Mapping[str, str]) -> dict[str, tuple[str, BundleContent]]:
    """Key → the department that leads it and what is in it. ``codes`` are those of the items."""

    def item(key: str, *after: str, question: str = "", values: tuple[str, ...] = ()) -> BundleItem:
        return BundleItem(key, codes[key], after, question, values)

    return {
        "open-restaurant": (
            "qiaocheng_market",
            BundleContent(
                name="开办餐饮店",
                summary="开饭馆、小吃店、奶茶店的，开张前一次办完。",
                for_companies=True,
                words=("开饭馆", "开饭店", "开餐馆", "开小吃店", "开奶茶店", "餐饮店"),
                questions=(
                    BundleQuestion(
                        "stay", "店里还有住宿、洗浴、理发吗？", (("no", "没有"), ("yes", "有"))
                    ),
                ),
                items=(
                    item("food_license"),
                    item("shop_sign"),
                    item("kitchen_waste"),
                    item("public_place", question="stay", values=("yes",)),
                ),
                same=(
                    ("food_license.form:area", "public_place.form:area"),
                    ("food_license.material:layout", "public_place.material:layout"),
                ),
                feeds=(
                    Feed("food_license", "kitchen_waste", "material:food_permit"),
                    Feed("food_license", "kitchen_waste", "form:permit", NUMBER),
                ),
            ),
        ),
        "newborn": (
            "qiaocheng_health",
            BundleContent(
                name="新生儿出生",
                summary="孩子出生后，出生证明、落户、医保一次办完。",
                words=("孩子出生", "生孩子", "宝宝", "新生儿", "给孩子上户口"),
                items=(
                    item("birth_certificate"),
                    item("newborn_household"),
                    item("newborn_insurance"),
                ),
                same=(
                    (
                        "birth_certificate.form:subject",
                        "newborn_household.form:subject",
                        "newborn_insurance.form:child_name",
                    ),
                    ("birth_certificate.form:born_on", "newborn_household.form:birthday"),
                ),
                feeds=(
                    Feed("birth_certificate", "newborn_household", "material:birth"),
                    Feed("newborn_household", "newborn_insurance", "material:household_page"),
                ),
            ),
        ),
        "open-company": (
            "qiaocheng_market",
            BundleContent(
                name="企业开办",
                summary="开公司的，执照、公章、社保一次办完。",
                words=("开公司", "注册公司", "办公司", "创业"),
                items=(
                    item("company_setup"),
                    item("company_seal"),
                    item("company_insurance"),
                ),
                same=(
                    (
                        "company_setup.form:subject",
                        "company_seal.form:seal_name",
                        "company_insurance.form:firm_name",
                    ),
                ),
                feeds=(
                    Feed("company_setup", "company_seal", "material:license"),
                    Feed("company_setup", "company_insurance", "material:license"),
                ),
            ),
        ),
    }
