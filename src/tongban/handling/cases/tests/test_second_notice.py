"""A second notice names only what the first could not; else with a reason, told and reported."""

from dataclasses import replace

import pytest

from tongban.base.kernel.errors import Invalid
from tongban.handling.cases import queries
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import Case, Correction, Irregularity
from tongban.handling.cases.tests import city, looking
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, press, read

FIRST = [("material:plan", "请标出水池")]
LEASE = ("material:lease", "要有房东签名")
REASON = {"again_kind": "missed", "again_words": "第一次只看了布局图"}


def ask(town, case, items, **more):
    return acts.request_correction(
        actor=town.officer("window"), case_id=case.id, items=items, **more
    )


@pytest.fixture(params=["prereview", "accept"])
def back(town, request):
    """Corrected once as the first notice asked: the plan anew, nothing else touched."""
    case = town.at(request.param)
    ask(town, case, FIRST)
    town.upload(case, "plan")
    acts.correct_case(actor=town.person(), case_id=case.id)
    return Case.objects.get(id=case.id)


def blocked(town, case, items, **more):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        ask(town, case, items, **more)
    return [(f.place, f.code) for f in refused.value.findings]


def test_what_lay_there_the_first_time_is_not_named_later(town, back):
    assert blocked(town, back, [LEASE]) == [("material:lease", "seen_before")]
    assert blocked(town, back, [("form:kitchen", "量错了")]) == [("form:kitchen", "seen_before")]


def test_what_was_missing_the_first_time_is_not_named_later(town, back):
    assert blocked(town, back, [("material:photo", "请交照片")]) == [
        ("material:photo", "seen_before")
    ]
    assert blocked(town, back, [("form:remark", "请写")]) == [("form:remark", "seen_before")]


def test_every_place_is_named_and_the_new_ones_are_not(town, back):
    found = blocked(town, back, [("material:plan", "还是没有水池"), LEASE, ("form:rented", "?")])
    assert found == [("material:lease", "seen_before"), ("form:rented", "seen_before")]


def test_what_came_with_the_correction_may_be_named(town, back):
    ask(town, back, [("material:plan", "水池看不清")])
    last = Correction.objects.latest("asked_at")
    assert (last.again, Irregularity.objects.count()) == (None, 0)


def test_what_was_named_and_left_as_it_was_may_be_named_again(town):
    case = town.filed()
    ask(town, case, [*FIRST, ("form:remark", "请写明营业时间")])
    town.upload(case, "plan")
    acts.correct_case(actor=town.person(), case_id=case.id)
    ask(town, case, [("form:remark", "营业时间还没有写")])
    assert Irregularity.objects.count() == 0


def test_an_answer_that_changed_is_new(town):
    case = town.filed()
    ask(town, case, [("form:kitchen", "面积不对")])
    acts.save_answers(actor=town.person(), case_id=case.id, answers={"kitchen": 30})
    acts.correct_case(actor=town.person(), case_id=case.id)
    assert blocked(town, case, [LEASE]) == [("material:lease", "seen_before")]
    ask(town, case, [("form:kitchen", "还是不对")])


def test_what_is_only_asked_since_the_correction_may_be_named(town):
    """An answer that was corrected opens a material that nobody could have named before."""
    case = town.filed(rented=False)
    ask(town, case, [("form:rented", "房子是租的")])
    acts.save_answers(actor=town.person(), case_id=case.id, answers={"rented": True})
    town.upload(case, "lease")
    acts.correct_case(actor=town.person(), case_id=case.id)
    ask(town, case, [LEASE])
    assert Irregularity.objects.count() == 0


@pytest.mark.parametrize(
    "reason",
    [
        {"again_kind": "missed"},
        {"again_words": "第一次没看"},
        {"again_kind": "whim", "again_words": "第一次没看"},
        {"again_kind": "missed", "again_words": " \0 "},
    ],
)
def test_half_a_reason_is_none(town, back, reason):
    assert blocked(town, back, [LEASE], **reason) == [("material:lease", "seen_before")]


def test_with_a_reason_it_is_sent_told_audited_and_reported(town, back):
    ask(town, back, [LEASE, ("material:plan", "水池看不清")], **REASON)
    last = Correction.objects.latest("asked_at")
    assert last.again == {
        "kind": "missed",
        "words": "第一次只看了布局图",
        "places": ["material:lease"],
        "labels": ["租赁合同"],
    }
    (row,) = Irregularity.objects.all()
    assert (row.kind, row.state, row.words) == ("second_notice", "open", "第一次只看了布局图")
    assert row.by["post_name"] == "综合窗口"
    assert row.detail == {
        "reason": "上次看漏了",
        "places": ["material:lease"],
        "labels": ["租赁合同"],
    }
    assert looking.audits(back)[-1] == "request_correction"
    line = queries.timeline_of(back, queries.view_of(back))[1]
    assert "“租赁合同”上次就看得到，这次才说的原因：上次看漏了，第一次只看了布局图" in line.text
    notice = queries.open_notice(queries.my_case(town.person(), back.id))
    assert "第一次只看了布局图" in notice.again


def test_named_with_a_reason_it_counts_as_named(town, back):
    ask(town, back, [LEASE], **REASON)
    town.upload(back, "lease")
    acts.correct_case(actor=town.person(), case_id=back.id)
    ask(town, back, [("material:lease", "签名看不清")])
    assert Irregularity.objects.count() == 1


def test_a_reason_for_nothing_is_not_kept(town):
    case = town.filed()
    ask(town, case, FIRST, **REASON)
    assert Correction.objects.get().again is None
    assert Irregularity.objects.count() == 0


def test_no_answer_stands_in_a_notice_in_clear(town, back):
    kept = Correction.objects.get().seen
    assert {len(kept[f"form:{key}"]) for key in ("trade", "kitchen", "rented")} == {64}
    assert not {"20.5", "hot", "true"} & set(kept.values())


def test_supervision_reads_them_within_its_division(town, back):
    ask(town, back, [LEASE], **REASON)
    watching = replace(town.officer("handler"), duties=frozenset({"inspector"}))
    assert [row.case_id for row in queries.irregularities(watching)] == [back.id]
    assert queries.irregularities(replace(watching, division_code=city.NEIGHBOUR)) == []
    assert queries.irregularities(town.officer("handler")) == []


def test_the_desk_marks_what_was_seen_and_says_why_it_was_blocked(town, back):
    desk = at_desk(town, "window")
    page = read(desk.get(f"/desk/cases/{back.number}/"))
    assert page.count("上次就看得到，当时没有说。") == 7
    assert "看布局；门窗标清楚" in page
    act = "request_correction_at_prereview" if back.state == "filed" else "request_correction"
    told = {"place": "material:lease", "why-material:lease": "要有房东签名"}
    with nothing_changes():
        answer = press(desk, back, act, **told)
        assert answer.status_code == 422
    assert "“租赁合同”上次就看得到" in read(answer)
    assert press(desk, back, act, **told, **REASON).status_code == 302
    mine = at_desk(town, "gu").get(f"/my/cases/{back.id}/correct/")
    assert "第一次只看了布局图" in read(mine)


def test_before_any_notice_nothing_is_marked(town):
    page = read(at_desk(town, "window").get(f"/desk/cases/{town.filed().number}/"))
    assert "上次就看得到" not in page
    assert 'name="again_kind"' not in page
