"""Powers that nobody applies for: what their guides must say, and that they are read and published
like others while no application is taken.
"""

from dataclasses import replace

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.handling.cases.services import start_draft
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.elements import ELEMENTS, SECTIONS, is_of, of_section, sections_of
from tongban.management.catalog.lint.linting import completeness, lint
from tongban.management.catalog.lint.rules import Context
from tongban.management.catalog.models import Item
from tongban.management.catalog.tests.powers import EXERCISES, power, power_guide
from tongban.management.catalog.types import (
    EX_OFFICIO,
    Clause,
    Discretion,
    Guide,
    ItemState,
    ItemType,
    LevyRate,
)

KINDS = sorted(EXERCISES)


def told(item_type, **changes):
    around = Context(name="权力", item_type=item_type)
    return [(f.rule, f.place) for f in lint(power_guide(item_type, **changes), around)]


def exercised(item_type, **changes):
    return told(item_type, exercise=replace(EXERCISES[item_type], **changes))


@pytest.mark.parametrize("item_type", KINDS)
def test_a_whole_guide_breaks_no_rule_and_is_complete(item_type):
    assert told(item_type) == []
    around = Context(item_type=item_type)
    assert completeness(power_guide(item_type), around) == 100
    assert completeness(None, around) < 30


@pytest.mark.parametrize(
    ("item_type", "changes", "place"),
    [
        ("02", {"discretion": ()}, "exercise.discretion"),
        ("02", {"rights": ()}, "exercise.rights"),
        ("02", {"steps": ()}, "exercise.steps"),
        ("03", {"measures": ()}, "exercise.measures"),
        ("03", {"measures_when": ()}, "exercise.measures_when"),
        ("03", {"subject": ""}, "exercise.subject"),
        ("04", {"subject": ""}, "exercise.subject"),
        ("04", {"collect_type": ""}, "exercise.collect_type"),
        ("04", {"rates": ()}, "exercise.rates"),
        ("06", {"frequency": ""}, "exercise.frequency"),
        ("06", {"ways": ()}, "exercise.ways"),
        ("06", {"subject": ""}, "exercise.subject"),
    ],
)
def test_what_such_a_power_must_say(item_type, changes, place):
    assert exercised(item_type, **changes) == [("E01", place)]


def test_what_every_such_power_must_say_is_asked_of_it_and_what_applicants_need_is_not():
    bare = lint(Guide.blank(), Context(item_type="06"))
    musts = {f.place for f in bare if f.must}
    assert {"summary", "by_law", "contact.phone", "remedy.court", "inspection_points"} <= musts
    assert not musts & {"conditions", "result.name", "promised", "visits", "form", "process"}


ROW = EXERCISES["02"].discretion[0]


@pytest.mark.parametrize(
    "row",
    [replace(ROW, kind=""), replace(ROW, kind="9"), replace(ROW, span=""), replace(ROW, by_law=""),
     Discretion("")],
)  # fmt: skip
def test_a_penalty_says_kind_span_and_clause(row):
    assert exercised("02", discretion=(row,)) == [("E02", "exercise.discretion")]


def test_discretion_had_better_have_its_standard():
    assert exercised("02", discretion_by=()) == [("E03", "exercise.discretion_by")]


@pytest.mark.parametrize(
    "rate", [LevyRate("费", "", "某条"), LevyRate("费", "一元", ""), LevyRate("", "一元", "某条")]
)
def test_a_levy_says_its_rate_and_clause(rate):
    assert exercised("04", rates=(rate,)) == [("E04", "exercise.rates")]


def test_a_reduction_is_told():
    assert exercised("04", reduction="") == [("E05", "exercise.reduction")]
    assert exercised("04", reduction="", reduces=False) == []


def test_a_frequency_had_better_have_its_basis():
    assert exercised("06", frequency_by="") == [("E06", "exercise.frequency_by")]


@pytest.mark.parametrize(
    ("item_type", "changes"),
    [
        ("02", {"discretion": (replace(ROW, kind="5"),)}),
        ("03", {"measures": ("11",)}),
        ("03", {"measures": ("14",)}),
        ("03", {"measures": ("12", "25")}),
    ],
)
def test_what_only_a_law_sets_up_needs_a_law(item_type, changes):
    """行政处罚法 10, 行政强制法 10, 13."""
    exercise = replace(EXERCISES[item_type], **changes)
    by_order = (Clause("某条例", "第九条"), Clause("某管理办法", "第十条"))
    assert told(item_type, exercise=exercise, by_law=by_order) == [("E07", "by_law")]
    assert told(item_type, exercise=exercise) == []
    assert told(item_type, by_law=by_order) == []


@pytest.mark.parametrize("item_type", KINDS)
@pytest.mark.parametrize("place", ["form", "process"])
def test_nobody_applies_so_there_is_no_form_and_no_process(item_type, place):
    around = Context(item_type=item_type, **{f"has_{place}": True})
    assert [(f.rule, f.place) for f in lint(power_guide(item_type), around)] == [("E08", place)]


E_CASES = {"E01", "E02", "E03", "E04", "E05", "E06", "E07", "E08"}
"""Rules that have their cases here and not in ``test_lint``."""


# Listed and published like others


@pytest.mark.parametrize("item_type", KINDS)
def test_it_is_published_and_found_and_no_application_is_taken(town, item_type):
    item = power(town, operator(), item_type)
    guide = power_guide(item_type)
    services.publish_item(
        actor=operator(), item_id=item.id, guide=guide, form_id=None, process_id=None
    )
    item.refresh_from_db()
    assert (item.state, item.is_online, item.visits) == (ItemState.PUBLISHED, False, None)
    assert (item.completeness, item.should_left) == (100, 0)
    assert queries.guide(item.revision_id) == guide
    assert [hit.code for hit in queries.search(item.name).hits][:1] == [item.code]
    assert item in queries.public_lists.powers(item_type=item_type)
    with nothing_changes(), pytest.raises(Conflict) as error:
        start_draft(actor=town.person(), item_code=item.code)
    assert error.value.code == "not_online"


def test_a_guide_that_lacks_its_elements_is_not_published(town):
    item = power(town, operator(), "02")
    with nothing_changes(), pytest.raises(Invalid) as error:
        services.publish_item(
            actor=operator(),
            item_id=item.id,
            guide=power_guide("02", exercise=EXERCISES["06"]),
            form_id=None,
            process_id=None,
        )
    assert [f.place for f in error.value.findings] == ["exercise.discretion", "exercise.rights"]
    assert Item.objects.get(id=item.id).state == ItemState.LISTED


# The pages of the editor


def test_each_type_has_the_pages_and_elements_that_it_needs():
    assert set(EX_OFFICIO) == set(KINDS)
    assert list(sections_of("01")) == [key for key in SECTIONS if key != "exercise"]
    assert list(sections_of("02")) == ["basics", "law", "exercise", "limits", "contact", "power"]
    assert "materials" in sections_of("04")
    assert [e.place for e in of_section("exercise", "06")] == [
        "exercise.subject",
        "exercise.frequency",
        "exercise.frequency_by",
        "exercise.ways",
        "exercise.steps",
        "exercise.rights",
    ]


def test_every_element_is_of_some_type():
    for element in ELEMENTS.values():
        assert any(is_of(element, kind) for kind in ItemType.values), element.place
