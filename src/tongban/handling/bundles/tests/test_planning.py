"""The planner: order respects needs, circles are found, side by side counts once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.handling.bundles.planning import CycleError, behind, longest, stages_of

KEYS = [f"k{n:02d}" for n in range(12)]


@st.composite
def graphs(draw, *, circles: bool):
    """Needs over some items: only earlier ones where there must be no circle."""
    keys = KEYS[: draw(st.integers(1, len(KEYS)))]
    order = draw(st.permutations(keys))
    needs = {}
    for place, key in enumerate(order):
        among = keys if circles else order[:place]
        needs[key] = set(draw(st.lists(st.sampled_from(among), max_size=4))) if among else set()
    return needs


def reaches_itself(needs, key):
    seen, todo = set(), set(needs[key])
    while todo:
        one = todo.pop()
        if one == key:
            return True
        if one not in seen:
            seen.add(one)
            todo |= needs[one]
    return False


@given(graphs(circles=False))
def test_every_item_comes_once_and_after_all_that_it_needs(needs):
    stages = stages_of(needs)
    assert sorted(k for stage in stages for k in stage) == sorted(needs)
    place = {key: n for n, stage in enumerate(stages) for key in stage}
    for key, wanted in needs.items():
        # As early as possible, and no earlier.
        assert place[key] == max((place[k] + 1 for k in wanted), default=0)


@given(graphs(circles=True))
def test_a_circle_is_found_exactly_where_there_is_one(needs):
    if any(reaches_itself(needs, key) for key in needs):
        with pytest.raises(CycleError) as caught:
            stages_of(needs)
        circle = caught.value.circle
        for one, following in zip(circle, (*circle[1:], circle[0]), strict=True):
            assert following in needs[one]
        assert len(set(circle)) == len(circle)
    else:
        assert stages_of(needs)


@given(graphs(circles=False), st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_the_longest_way_is_what_walking_every_way_gives(needs, numbers):
    days = dict(zip(KEYS, numbers, strict=True))

    def walk(key):
        return days[key] + max((walk(k) for k in needs[key]), default=0)

    assert longest(needs, days) == max(walk(key) for key in needs)


@given(graphs(circles=False))
def test_behind_an_item_is_whoever_needs_it_however_far(needs):
    for key in needs:
        found = {k for k in needs if reaches_itself({**needs, key: needs[key] | {k}}, key)}
        assert behind(needs, key) == found - {key}


def test_what_is_needed_from_outside_is_passed_over():
    assert stages_of({"a": {"x"}, "b": {"a"}}) == (("a",), ("b",))


def test_a_circle_is_told_from_its_smallest_key():
    with pytest.raises(CycleError, match="a → c → b → a"):
        stages_of({"b": {"a"}, "c": {"b"}, "a": {"c"}, "d": {"a"}})
