"""Which rules hold a guide back here: what a city may set otherwise, and what follows from it."""

import subprocess
import sys
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from tongban.base.kernel.actors import operator
from tongban.base.kernel.errors import Invalid
from tongban.handling.cases.tests.city import RECEIPT, guide
from tongban.management.catalog import judging, queries
from tongban.management.catalog.lacking import counts_of, lacks_of
from tongban.management.catalog.lint.linting import lint
from tongban.management.catalog.lint.rules import RULES
from tongban.management.catalog.lint.strictness import check_strictness, set_here
from tongban.management.catalog.models import Item
from tongban.management.catalog.recounting import rules_digest
from tongban.management.catalog.services import publish_item, recounting
from tongban.management.catalog.tests.test_publish_item import publishing, refused
from tongban.management.catalog.tests.whole_guides import AROUND, whole
from tongban.management.catalog.types import Result

FROM_PRACTICE = {
    # Number in standards 2.5 → the rules that keep it.
    1: {"T09"}, 2: {"R02"}, 3: {"V01"}, 4: {"V02"}, 5: {"V03"}, 6: {"F04"}, 7: {"F03"},
    8: {"C01", "C02"}, 9: {"A07", "A08"}, 10: {"Q01", "O04"}, 11: {"R04"},
}  # fmt: skip
NO_SAMPLE = replace(RECEIPT, sample="")


def musts(changed, around=AROUND):
    return {found.rule: found.must for found in lint(changed, around)}


def test_the_rules_from_practice_are_those_of_the_audit_script():
    assert {r.number for r in RULES.values() if r.practice} == set().union(*FROM_PRACTICE.values())
    assert {r.number for r in RULES.values() if r.practice and not r.comes_as_must} == {"F04"}
    # What a law demands (a fee without basis, a promise over the law's limit) is none of them.
    assert not any(RULES[number].practice for number in ("F01", "F02", "T01", "T06", "L02", "X01"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person_themes": ()}, "theme_missing"),
        ({"result": NO_SAMPLE}, "result_without_sample"),
    ],
)
@pytest.mark.django_db
def test_a_guide_without_theme_or_sample_is_not_published(town, changes, code):
    error = refused(Invalid, publish_item, **publishing(town, guide=guide(**changes)))
    assert [found.code for found in error.findings] == [code]


@pytest.mark.django_db
def test_a_licence_whose_process_has_few_steps_is_not_published(town, monkeypatch):
    whole_process = judging.workflow.steps_of
    monkeypatch.setattr(judging.workflow, "steps_of", lambda ident: whole_process(ident)[:4])
    error = refused(Invalid, publish_item, **publishing(town))
    assert [found.code for found in error.findings] == ["few_steps"]


@pytest.mark.django_db
def test_what_a_city_only_advises_holds_nothing_up_and_is_told_as_advice(town, settings):
    settings.RULES_ADVISED = ("R04",)
    publish_item(**publishing(town, guide=guide(result=NO_SAMPLE)))
    item = Item.objects.get(id=town.items["listed"])
    rows = list(lacks_of(Item.objects.filter(id=item.id)))
    told = {lack.rule: lack.must for lack in rows[0].lacks}
    assert told["R04"] is False
    assert item.must_left == 0
    assert {one.rule: one.must for one in counts_of(rows)}["R04"] is False


def test_advice_that_a_city_demands_is_told_as_a_must(settings):
    without = whole(retention="")
    assert musts(without) == {"R05": False}
    settings.RULES_MUST = ("R05",)
    assert musts(without) == {"R05": True}


@pytest.mark.django_db
def test_advice_that_a_city_demands_holds_a_guide_back(town, settings):
    settings.RULES_MUST = ("R05",)
    error = refused(Invalid, publish_item, **publishing(town))
    assert [found.code for found in error.findings] == ["retention_missing"]


@pytest.mark.parametrize("name", ["RULES_ADVISED", "RULES_MUST"])
def test_what_was_judged_by_other_rules_is_known(settings, name):
    before = rules_digest()
    setattr(settings, name, ("R04",) if name == "RULES_ADVISED" else ("R05",))
    assert rules_digest() != before


def test_naming_a_rule_that_is_so_already_changes_nothing(settings):
    before = rules_digest()
    settings.RULES_ADVISED, settings.RULES_MUST = ("F04",), ("R04",)
    check_strictness()
    assert set_here() == ()
    assert rules_digest() == before


@pytest.mark.django_db
def test_a_changed_setting_has_every_item_counted_anew(town, settings):
    publish_item(**publishing(town))
    recounting.recount_all(actor=operator())
    item = Item.objects.get(id=town.items["listed"])
    assert item.must_left == 0
    settings.RULES_MUST = ("R05",)
    assert not queries.counted_by_these_rules()
    told = recounting.recount_all(actor=operator())
    assert told.judged == told.items
    counted = Item.objects.get(id=item.id)
    assert (counted.must_left, counted.should_left) == (1, item.should_left - 1)


@pytest.mark.parametrize(
    ("advised", "demanded", "said"),
    [
        (("R99",), (), "TONGBAN_RULES_ADVISED: 'R99' is no rule; what may be written: A07, A08, "),
        (("A08", "F01"), (), "TONGBAN_RULES_ADVISED: 'F01' is not from practice, it stays; "),
        (("r04",), (), "TONGBAN_RULES_ADVISED: 'r04' is no rule; "),
        (
            (),
            ("Z01",),
            "TONGBAN_RULES_MUST: 'Z01' is no rule; what may be written: A09, A11, D01, ",
        ),
        (("R04",), ("R04",), "TONGBAN_RULES_ADVISED and TONGBAN_RULES_MUST both name R04"),
    ],
)
def test_a_rule_that_cannot_be_set_so_is_refused_with_what_may_be(
    settings, advised, demanded, said
):
    settings.RULES_ADVISED, settings.RULES_MUST = advised, demanded
    with pytest.raises(ImproperlyConfigured) as error:
        check_strictness()
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_a_wrong_setting_ends_the_start_with_one_line(tmp_path):
    script = "from tongban.main import start; start.django()"
    ended = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={
            "TONGBAN_DATA": str(tmp_path),
            "TONGBAN_RULES_ADVISED": "F01",
            "PATH": "/usr/bin:/bin",
        },
    )
    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith("TONGBAN_RULES_ADVISED: 'F01' is not from practice")


@pytest.mark.parametrize("kind", ["10", "20", "30"])
def test_every_kind_of_result_has_a_sample_or_a_licence_type(kind):
    named = Result(kind, "结果")
    around = replace(AROUND, has_process=False, has_form=False)
    offline = whole(result=named, handle_forms=("1",), visits=1, visit_reason="核对本人。")
    assert musts(offline, around) == {"R04": True}
    typed = replace(offline, result=replace(named, license_type="1" * 21))
    assert musts(typed, around) == {}
    kept = replace(named, sample="0197f3a2-9d1c-7c1e-8c1e-0123456789ab")
    assert musts(replace(offline, result=kept), around) == {}
