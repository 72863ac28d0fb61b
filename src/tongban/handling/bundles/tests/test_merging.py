"""Merging: each question is asked once, and what was answered reaches every form that asks it."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from tongban.handling.bundles.merging import Part, key_of, merge
from tongban.handling.bundles.types import BundleContent, Feed
from tongban.handling.cases.tests.city import guide
from tongban.management.catalog.types import Guide, Requirement
from tongban.management.eforms.types import Field, FieldFinding, Form, Kind, Page

SOURCES = ("", "", "person.name", "person.phone")


def form_of(fields):
    return Form("", "f", "表", 1, (Page("p", "页", "", tuple(fields)),), {})


def part(key, fields, materials=()):
    return Part(key, key, f"{key}局", form_of(fields), replace(guide(), materials=tuple(materials)))


def question(key, source="", when=None, **more):
    return Field(key, key, Kind.TEXT, source=source, when=when, **more)


@st.composite
def bundles(draw):
    """Items with random questions: some known, some under conditions, some declared the same."""
    parts, places = [], []
    for n in range(draw(st.integers(1, 5))):
        fields = []
        for m in range(draw(st.integers(1, 6))):
            when = None
            if fields and draw(st.booleans()):
                when = (draw(st.sampled_from(fields)).key, ("x",))
            fields.append(question(f"q{m}", draw(st.sampled_from(SOURCES)), when))
            if when is None:
                places.append(f"i{n}.form:q{m}")
        parts.append(part(f"i{n}", fields))
    groups = draw(
        st.lists(st.lists(st.sampled_from(places), min_size=2, max_size=4), max_size=4)
        if places
        else st.just([])
    )
    return BundleContent("束", same=tuple(tuple(group) for group in groups)), parts


@given(bundles())
def test_each_question_is_asked_once_and_every_question_has_one_that_stands_for_it(made):
    content, parts = made
    merged = merge(content, parts)
    asked = [f.key for page in merged.form.pages for f in page.fields]
    assert len(set(asked)) == len(asked)
    assert {(p.key, name) for p in parts for name in p.form.fields} == set(merged.asked_as)
    assert set(merged.asked_as.values()) == set(asked)
    for group in content.same:
        places = [tuple(text.replace("form:", "").split(".")) for text in group]
        assert len({merged.asked_as[place] for place in places}) == 1


@given(bundles(), st.data())
def test_every_answer_reaches_each_form_that_asks_it_and_no_other(made, data):
    content, parts = made
    merged = merge(content, parts)
    answers = {
        key: data.draw(st.sampled_from(["x", "y", "z"]), label=key) for key in merged.form.fields
    }
    for one in parts:
        given_to_it = merged.answers_of(one.key, answers)
        for name, asked in one.form.fields.items():
            whole = {other: answers[merged.asked_as[one.key, other]] for other in one.form.fields}
            if one.form.is_asked(asked, whole):
                assert given_to_it[name] == answers[merged.asked_as[one.key, name]]
            else:
                assert name not in given_to_it


def hangs_on_a_shared_condition(merged, one):
    """Whether a question depends on one that is itself asked under a condition here, and that is
    asked always elsewhere, in another form or once more in this one: the merged form then asks it
    although this form would not (README).
    """
    for asked in one.form.fields.values():
        if asked.when is not None:
            above = one.form.fields[asked.when[0]]
            shared = merged.asked_as[one.key, asked.when[0]]
            if above.when is not None and shared != key_of((one.key, asked.when[0])):
                return True
    return False


@given(bundles(), st.data())
def test_nobody_is_asked_what_no_form_asks(made, data):
    """What the one form asks under some answers, an item's form asks under the same answers."""
    content, parts = made
    merged = merge(content, parts)
    assume(not any(hangs_on_a_shared_condition(merged, one) for one in parts))
    answers = {key: data.draw(st.sampled_from(["x", "y"]), label=key) for key in merged.form.fields}
    by_question: dict[str, bool] = {}
    for one in parts:
        whole = {name: answers[merged.asked_as[one.key, name]] for name in one.form.fields}
        for name, asked in one.form.fields.items():
            key = merged.asked_as[one.key, name]
            by_question[key] = by_question.get(key, False) or one.form.is_asked(asked, whole)
    for key, asked in merged.form.fields.items():
        assert merged.form.is_asked(asked, answers) == by_question[key], key


def test_a_question_under_a_condition_is_answered_by_the_one_that_is_always_asked():
    one = part("a", [question("what"), question("area", when=("what", ("x",)))])
    other = part("b", [question("size", required=True)])
    content = BundleContent("束", same=(("a.form:area", "b.form:size"),))
    merged = merge(content, [one, other])
    assert list(merged.form.fields) == ["a__what", "b__size"]
    assert merged.form.fields["b__size"].required
    assert merged.answers_of("a", {"a__what": "x", "b__size": "9"}) == {"what": "x", "area": "9"}
    assert merged.answers_of("a", {"a__what": "y", "b__size": "9"}) == {"what": "y"}


def test_what_a_result_fills_is_not_asked():
    one = part("a", [question("q")])
    other = part("b", [question("permit", required=True)], [PAPER, PHOTO])
    content = BundleContent(
        "束",
        feeds=(Feed("a", "b", "form:permit", "number"), Feed("a", "b", "material:paper")),
    )
    merged = merge(content, [one, other])
    assert list(merged.form.fields) == ["a__q"]
    assert [m.key for m in merged.uploads({})] == ["b__photo"]
    assert [(r.key, why) for r, why in merged.spared({})] == [("paper", "fed")]
    # Without the giver nobody gives it: it is asked.
    alone = merge(content, [other])
    assert list(alone.form.fields) == ["b__permit"]
    assert [m.key for m in alone.uploads({})] == ["b__paper", "b__photo"]


PAPER = Requirement("paper", "许可证", "看", "发")
PHOTO = Requirement("photo", "照片", "看", "拍", required=False)


def test_a_paper_that_two_items_want_is_asked_once_and_needed_when_one_needs_it():
    one = part("a", [question("q")], [PHOTO])
    other = part("b", [question("q")], [replace(PHOTO, key="picture", required=True)])
    content = BundleContent("束", same=(("a.material:photo", "b.material:picture"),))
    (paper,) = merge(content, [one, other]).uploads({})
    assert (paper.key, paper.places, paper.requirement.required) == (
        "a__photo",
        (("a", "photo"), ("b", "picture")),
        True,
    )


def test_a_finding_is_told_where_it_is_asked():
    one, other = part("a", [question("q")]), part("b", [question("q")], [PHOTO])
    content = BundleContent("束", same=(("a.form:q", "b.form:q"),))
    merged = merge(content, [one, other])
    told = merged.as_asked(
        "b", [FieldFinding("q", "required", "请填"), FieldFinding("material:photo", "m", "请传")]
    )
    assert [f.place for f in told] == [key_of(("a", "q")), "material:b__photo"]


def test_a_place_that_a_guide_has_no_more_is_passed_over():
    content = BundleContent(
        "束", same=(("a.form:gone", "b.form:q"), ("a.material:x", "b.material:y"))
    )
    merged = merge(content, [part("a", [question("q")]), part("b", [question("q")])])
    assert list(merged.form.fields) == ["a__q", "b__q"]
    assert isinstance(merged.parts["a"].guide, Guide)
