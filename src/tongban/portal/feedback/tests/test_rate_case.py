"""评价: once, by the applicant alone, of a closed case."""

import pytest

from tongban.base.kernel.actors import VISITOR
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.handling.cases import services as acts
from tongban.handling.cases.jobs import finish_case
from tongban.handling.cases.tests import looking
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.portal.feedback.models import Rating
from tongban.portal.feedback.queries import rating_of, tally_since
from tongban.portal.feedback.services import rate_case
from tongban.portal.feedback.types import TAGS, Satisfaction

NOW = moment(2026, 3, 9, 10, 0)


@pytest.fixture
def closed(town):
    with moved_to(moment(2026, 3, 2, 9, 0)):
        case = town.at("issue")
        finish_case(case_id=str(case.id))
    return case


def rate(town, case, actor=None, **more):
    return rate_case(
        **{
            "actor": actor or town.person(),
            "case_id": case.id,
            "satisfaction": 1,
            "tags": ["511", "510"],
            "text": " 很快 ",
            **more,
        }
    )


def test_a_closed_case_is_rated(town, closed):
    with moved_to(NOW):
        rate(town, closed)
    rating = rating_of(closed.id)
    assert (rating.satisfaction, rating.tags, rating.text, rating.rated_at, rating.channel) == (
        1,
        ["510", "511"],
        "很快",
        NOW,
        "pc",
    )
    assert looking.audits(closed)[-1] == "rate_case"


def test_a_case_is_rated_once(town, closed):
    rate(town, closed)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        rate(town, closed, satisfaction=5, tags=[])
    assert refused.value.code == "already_rated"


@pytest.mark.parametrize("step", ["prereview", "correct", "review", "issue"])
def test_an_open_case_is_not_rated(town, step):
    case = town.at(step)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        rate(town, case)
    assert refused.value.code == "not_closed"


def test_a_withdrawn_case_and_a_draft_are_not_rated(town):
    case = town.filed()
    acts.withdraw_case(actor=town.person(), case_id=case.id)
    draft = acts.start_draft(actor=town.person(), item_code=town.codes["food"])
    for one in (case, draft):
        with nothing_changes(), pytest.raises(Conflict) as refused:
            rate(town, one)
        assert refused.value.code == "not_closed"


def test_who_was_refused_may_say_so(town):
    refused = town.at("decide")
    acts.refuse(actor=town.officer("signer"), case_id=refused.id, reason="面积不够")
    assert rate(town, refused, satisfaction=5, tags=["108"], text="").tags == ["108"]
    turned_away = town.filed("joint")
    acts.refuse_to_accept(actor=town.officer("window"), case_id=turned_away.id, reason="不归我们")
    assert rate(town, turned_away, satisfaction=4, tags=["207"]).satisfaction == 4


@pytest.mark.parametrize("who", ["xia", "clerk"])
def test_only_the_applicant_rates(town, closed, who):
    actor = town.clerk() if who == "clerk" else town.person(who)
    with nothing_changes(), pytest.raises(Missing):
        rate(town, closed, actor)


def test_whoever_is_no_applicant_does_not_rate(town, closed):
    for actor in (town.officer("window"), VISITOR):
        with nothing_changes(), pytest.raises(Forbidden):
            rate(town, closed, actor)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"satisfaction": 0}, [("satisfaction", "required")]),
        ({"satisfaction": 6, "tags": []}, [("satisfaction", "required")]),
        ({"tags": ["410"]}, [("tags", "tag_unknown")]),
        ({"satisfaction": 5}, [("tags", "tag_unknown")]),
        ({"tags": ["x"], "text": "长" * 501}, [("tags", "tag_unknown"), ("text", "too_long")]),
        ({"channel": "pigeon"}, [("channel", "unknown")]),
    ],
)
def test_what_does_not_fit_is_told_at_once(town, closed, more, found):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        rate(town, closed, **more)
    assert [(f.place, f.code) for f in refused.value.findings] == found


def test_the_longest_text_is_taken_and_a_null_character_dropped(town, closed):
    assert rate(town, closed, text="长" * 499 + "\0" + "长").text == "长" * 500


def test_each_level_has_its_own_tags():
    assert {level.stars: TAGS[level.stars][0].code[0] for level in Satisfaction} == {
        5: "5",
        4: "4",
        3: "3",
        2: "2",
        1: "1",
    }


def test_the_tally_counts_good_and_bad_since_a_day(town, closed):
    with moved_to(NOW):
        rate(town, closed, satisfaction=4, tags=[])
    assert (tally_since(NOW.date()).total, tally_since(NOW.date()).bad) == (1, 1)
    assert tally_since(moment(2026, 3, 10).date()).total == 0
    assert Rating.objects.count() == 1
