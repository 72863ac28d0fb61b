"""Departments and posts: what is kept, what is refused, how far a post reaches."""

import pytest

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.codes.credit_code import make_credit_code
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.orgs import queries, services, types
from tongban.base.orgs.models import Department, Division, Post

pytestmark = pytest.mark.django_db
PROVINCE = ("340000000000", "安徽省", 1, "", False)
CITY = ("341600000000", "亳州市", 2, "340000000000", False)
COUNTY = ("341602000000", "谯城区", 3, "341600000000", False)
OTHER = ("341621000000", "涡阳县", 3, "341600000000", False)
CODE = make_credit_code("1", "1", "341690", "00000101")


def rows():
    return [list(m.objects.order_by("pk").values()) for m in (Division, Department, Post)] + [
        Entry.objects.count()
    ]


def refused(error, act, **more):
    before = rows()
    with pytest.raises(error) as caught:
        act(**{"actor": operator(), **more})
    assert rows() == before
    return caught.value


class TestRenaming:
    def test_it_has_the_new_name_and_its_posts(self, department):
        renamed = services.rename_department(
            actor=operator(), department_id=department.id, name=" 民政和养老局 "
        )
        seen = Department.objects.get()
        assert (seen.id, seen.name, seen.short_name) == (department.id, *["民政和养老局"] * 2)
        assert (seen.operation, renamed.name) == ("U", "民政和养老局")
        entry = Entry.objects.get(act="rename_department")
        assert entry.detail == {"name": "民政和养老局", "before": "民政局"}

    def test_the_same_name_again_changes_nothing(self, department):
        before = rows()
        services.rename_department(actor=operator(), department_id=department.id, name="民政局")
        assert rows() == before

    def test_what_does_not_hold_is_refused(self, department):
        services.keep_department(actor=operator(), name="财政局", division_code="341602000000")
        rename, one = services.rename_department, department.id
        refused(Forbidden, rename, actor=VISITOR, department_id=one, name="新局")
        refused(Missing, rename, department_id=new_id(), name="新局")
        refused(Conflict, rename, department_id=one, name="财政局")
        for name in ("  ", "长" * 201, "新\x00局"):
            refused(Invalid, rename, department_id=one, name=name)

    def test_followers_are_told_in_the_same_transaction(self, department, monkeypatch):
        def fails(department_id):
            assert Department.objects.get(id=department_id).name == "新局"
            raise Conflict("索引写不了。")

        monkeypatch.setattr(types, "_followers", [fails])
        refused(Conflict, services.rename_department, department_id=department.id, name="新局")


@pytest.fixture
def department():
    services.keep_divisions(actor=operator(), rows=[PROVINCE, CITY, COUNTY, OTHER])
    return services.keep_department(
        actor=operator(), name="民政局", division_code="341602000000", credit_code=CODE
    )


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("341602000000", "区", 5, "341600000000", False), "division_level"),
        (("341602000000", "区", 0, "341600000000", False), "division_level"),
        (("３４１６０２００００００", "区", 3, "341600000000", False), "division_code"),
        (("341600000000", "又一个", 2, "340000000000", False), "division_twice"),
    ],
)
def test_a_division_that_cannot_be_keeps_nothing(row, code):
    error = refused(Invalid, services.keep_divisions, rows=[PROVINCE, CITY, row])
    assert [f.code for f in error.findings] == [code]


def test_a_credit_code_is_one_departments(department):
    given = {"name": "市场局", "division_code": "341602000000"}
    error = refused(Conflict, services.keep_department, credit_code=CODE, **given)
    assert error.code == "credit_code_taken"
    assert services.keep_department(actor=operator(), **given).credit_code is None
    kept = services.keep_department(
        actor=operator(), name="民政局", division_code="341602000000", credit_code=CODE
    )
    assert kept.id == department.id


def test_a_department_of_an_unknown_division_is_not_founded(department):
    error = refused(Invalid, services.keep_department, name="局", division_code="341699000000")
    assert error.code == "division_unknown"


def test_a_post_reaches_its_departments_division_or_less(department):
    given = {"department_id": department.id, "duties": ["handler"]}
    assert services.open_post(actor=operator(), name="经办", **given).division_code == (
        "341602000000"
    )
    for beyond in ("341600000000", "341621000000", "341602999000"):
        error = refused(Invalid, services.open_post, name="越界", division_code=beyond, **given)
        assert error.code == "division_beyond"


def test_opening_again_gives_the_post_its_new_duties_with_a_trace(department):
    given = {"actor": operator(), "department_id": department.id, "name": "岗"}
    first = services.open_post(duties=["handler", "handler"], **given)
    entries = Entry.objects.count()
    assert services.open_post(duties=["handler"], **given).id == first.id
    assert Entry.objects.count() == entries
    changed = services.open_post(duties=["signer", "handler"], **given)
    assert (changed.id, changed.duties) == (first.id, ["handler", "signer"])
    assert Entry.objects.latest("at").act == "change_post"
    assert list(queries.posts_of(department.id)) == [changed]


def test_a_post_of_no_department_is_missing(department):
    refused(Missing, services.open_post, department_id=new_id(), name="岗", duties=["handler"])


def test_who_is_no_administrator_changes_nothing(department):
    refused(
        Forbidden,
        services.open_post,
        actor=VISITOR,
        department_id=department.id,
        name="岗",
        duties=["handler"],
    )
    refused(
        Forbidden,
        services.keep_department,
        actor=VISITOR,
        name="局",
        division_code="341602000000",
    )


def test_what_is_not_there_is_missing(department):
    for read in (
        lambda: queries.division("999999999999"),
        lambda: queries.department(new_id()),
        lambda: queries.post(new_id()),
    ):
        with pytest.raises(Missing):
            read()
    assert queries.exists("341602000000")
    assert not queries.exists("999999999999")
    assert queries.department_named("341602000000", "民政局").id == department.id
    assert [d.code for d in queries.children_of("341600000000")] == [
        "341602000000",
        "341621000000",
    ]
