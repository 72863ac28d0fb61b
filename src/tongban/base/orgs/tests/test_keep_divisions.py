import pytest

from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.orgs import queries, services
from tongban.base.orgs.models import Department, Division, Post

pytestmark = pytest.mark.django_db

CITY = ("341600000000", "亳州市", 2, "340000000000", False)
PROVINCE = ("340000000000", "安徽省", 1, "", False)
COUNTY = ("341602000000", "谯城区", 3, "341600000000", False)


def test_divisions_are_kept_with_their_parents_in_any_order():
    services.keep_divisions(actor=operator(), rows=[COUNTY, PROVINCE, CITY])
    county = queries.division("341602000000")
    assert county.parent.code == "341600000000"
    assert county.parent.parent.name == "安徽省"


def test_keeping_again_renames_and_adds_nothing():
    services.keep_divisions(actor=operator(), rows=[PROVINCE])
    services.keep_divisions(actor=operator(), rows=[("340000000000", "安徽", 1, "", False)])
    assert list(Division.objects.values_list("name", flat=True)) == ["安徽"]


def test_an_unknown_parent_or_a_short_code_keeps_nothing():
    with pytest.raises(Invalid) as caught:
        services.keep_divisions(
            actor=operator(), rows=[PROVINCE, COUNTY, ("34", "x", 1, "", False)]
        )
    assert {f.code for f in caught.value.findings} == {"division_parent", "division_code"}
    assert not Division.objects.exists()


def test_who_is_no_administrator_keeps_no_division():
    with pytest.raises(Forbidden):
        services.keep_divisions(actor=VISITOR, rows=[PROVINCE])
    assert not Division.objects.exists()


def test_a_post_needs_known_duties():
    services.keep_divisions(actor=operator(), rows=[PROVINCE])
    department = services.keep_department(
        actor=operator(), name="民政厅", division_code="340000000000"
    )
    for duties in ([], ["king"]):
        with pytest.raises(Invalid):
            services.open_post(
                actor=operator(), department_id=department.id, name="岗", duties=duties
            )
    assert not Post.objects.exists()


def test_a_department_is_founded_once_and_then_kept():
    services.keep_divisions(actor=operator(), rows=[PROVINCE])
    for phone in ("0551-1", "0551-2"):
        services.keep_department(
            actor=operator(), name="民政厅", division_code="340000000000", phone=phone
        )
    assert list(Department.objects.values_list("phone", flat=True)) == ["0551-2"]


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("340000000000", "34"),
        ("341600000000", "3416"),
        ("341602000000", "341602"),
        ("341602001000", "341602001"),
    ],
)
def test_the_digits_of_a_division_are_those_its_lower_codes_begin_with(code, digits):
    assert queries.within(code) == digits
