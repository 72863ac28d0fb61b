"""People are told what a version changed and what comes next."""

from dataclasses import replace
from datetime import timedelta

from tongban.base.kernel.moments import today
from tongban.handling.cases.tests.city import FOOD_TYPE, guide
from tongban.management.catalog import queries, services
from tongban.management.catalog.models import Item
from tongban.management.catalog.tests.test_attach_guide_file import published
from tongban.management.catalog.tests.test_drafts import begun, saved
from tongban.management.catalog.types import GuideLimit


def food(town):
    return Item.objects.select_related("revision").get(id=town.items["food"])


def test_the_first_version_changed_nothing(town):
    assert queries.last_change(food(town), food(town).revision) == ()


def test_a_version_says_what_it_changed_but_not_the_words_that_are_only_searched(town):
    published(town, guide(promised=GuideLimit(5, clause="承诺"), words=("开店",)))
    (one,) = queries.last_change(food(town), food(town).revision)
    assert (one.place, one.label) == ("promised", "承诺时限")
    assert (one.before, one.after) == ("7 个工作日（承诺）", "5 个工作日（承诺）")


def test_a_changed_material_is_told_in_words_and_without_its_codes(town):
    plan = guide().materials[1]
    others = tuple(m for m in guide().materials if m.key != "plan")
    told = (replace(plan, source="设计院画。"), *others)
    published(town, guide(materials=told))
    (one,) = queries.last_change(food(town), food(town).revision)
    assert (one.place, one.label) == ("materials.plan", "申请材料：布局图")
    assert (one.before, one.after) == ("从哪里来：自己画", "从哪里来：设计院画。")
    published(town, guide(materials=(replace(plan, source="设计院画。", copies=2), *others)))
    (one,) = queries.last_change(food(town), food(town).revision)
    assert (one.before, one.after) == ("复印件几份：0", "复印件几份：2")


def test_what_only_machines_read_is_not_told(town):
    plan = guide().materials[1]
    others = tuple(m for m in guide().materials if m.key != "plan")
    published(
        town,
        guide(
            materials=(replace(plan, held_license_type=FOOD_TYPE, channel="20"), *others),
            words=("开店",),
        ),
    )
    assert queries.last_change(food(town), food(town).revision) == ()


def test_a_new_name_is_a_change_too(town):
    draft = begun(town)
    saved(town, draft, name="食品经营许可（新名）")
    services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
    services.approve_draft(actor=town.officer("chief"), draft_id=draft.id)
    (one,) = queries.last_change(food(town), food(town).revision)
    assert (one.place, one.before, one.after) == ("name", "食品经营许可", "食品经营许可（新名）")


def test_what_is_approved_for_a_later_day_is_announced_and_a_draft_is_not(town):
    draft = begun(town)
    saved(town, draft, guide=guide(promised=GuideLimit(5, clause="承诺")))
    assert queries.coming_change(food(town), guide()) is None
    services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
    assert queries.coming_change(food(town), guide()) is None
    day = today() + timedelta(days=10)
    services.approve_draft(actor=town.officer("chief"), draft_id=draft.id, effective_on=day)
    coming = queries.coming_change(food(town), guide())
    assert coming is not None
    assert coming.on == day
    assert [one.place for one in coming.differences] == ["promised"]
