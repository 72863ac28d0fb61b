"""What is kept of drawings: bounded, safe, and without anything that was not named."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from tongban.base.kernel.moments import at, moved_to, today
from tongban.base.pages.keeping import Kept


def text(length, letter="a"):
    # Numbers in words do not pack well, so that lengths mean something.
    return mark_safe("".join(f"{letter}{n * 7919 % 10007}" for n in range(length)))


class TestKept:
    def test_a_text_comes_back_as_it_was_and_safe(self):
        kept = Kept(1000)
        kept.put(("a", 1), mark_safe("<b>许可</b>"))
        assert kept.get(("a", 1)) == "<b>许可</b>"
        assert isinstance(kept.get(("a", 1)), SafeString)
        assert kept.get(("a", 2)) is None

    def test_only_what_was_drawn_can_be_kept(self):
        kept = Kept(1000)
        with pytest.raises(TypeError):
            kept.put(("a",), "<script>")
        assert (len(kept), kept.bytes) == (0, 0)

    def test_it_never_takes_more_than_it_may_and_lets_go_what_was_not_asked_for(self):
        kept = Kept(2000)
        for number in range(60):
            kept.put((number,), text(100))
            kept.get((0,))
            assert kept.bytes <= kept.most
        assert kept.get((0,)) == text(100)
        assert kept.get((1,)) is None
        assert kept.get((59,)) == text(100)
        assert 1 < len(kept) < 60

    def test_putting_again_counts_once(self):
        kept = Kept(100_000)
        kept.put(("a",), text(50))
        once = kept.bytes
        kept.put(("a",), text(50))
        assert (kept.bytes, len(kept)) == (once, 1)

    def test_what_is_larger_than_all_room_is_not_kept(self):
        kept = Kept(50)
        kept.put(("a",), mark_safe("x"))
        kept.put(("b",), text(1000))
        assert kept.get(("a",)) == "x"
        assert kept.get(("b",)) is None


DRAWN = []


@dataclass(frozen=True)
class Counting:
    """Remembers that it was drawn."""

    name: str

    @property
    def said(self):
        DRAWN.append(self.name)
        return self.name


class Changing:
    """Equal to what it was before, as a row of the database is."""

    def __eq__(self, other):
        return isinstance(other, Changing)

    def __hash__(self):
        return 1


class TestKeptTag:
    def test_a_part_is_drawn_once_for_each_of_its_values(self):
        template = Template("{% kept a=a b=b %}{{ b.said }}{{ a }}{% endkept %}")
        DRAWN.clear()
        for value in (1, 2, 1, 2):
            said = template.render(Context({"a": value, "b": Counting("drawn")}))
            assert said == f"drawn{value}"
        assert DRAWN == ["drawn", "drawn"]

    def test_it_knows_nothing_that_is_not_named(self):
        template = Template("{% kept a=a %}{{ a }}-{{ name }}-{{ request }}{% endkept %}{{ name }}")
        said = template.render(Context({"a": 1, "name": "王小满", "request": "GET"}))
        assert said == "1--王小满"

    def test_it_escapes_as_outside(self):
        template = Template("{% kept a=a %}{{ a }}{% endkept %}")
        for _round in range(2):
            assert template.render(Context({"a": "<b>"})) == "&lt;b&gt;"

    def test_each_language_has_its_own(self):
        template = Template('{% kept %}{% translate "首页" %}{% endkept %}')
        chinese = template.render(Context())
        with translation.override("en"):
            english = template.render(Context())
            assert template.render(Context()) == english
        assert chinese == template.render(Context()) == "首页"
        assert english != chinese

    def test_a_value_that_anybody_could_choose_does_not_fill_the_memory(self):
        template = Template("{% kept a=a %}{{ a }}{% endkept %}")
        for value in range(1000):
            assert template.render(Context({"a": value})) == str(value)
        (node,) = template.nodelist
        assert len(node._drawn) <= node.MOST

    def test_each_day_has_its_own(self):
        template = Template("{% kept on=on %}{{ on|short_day }}{% endkept %}")
        this_year = template.render(Context({"on": date(2026, 3, 1)}))
        with moved_to(at(date(2027, 1, 1))):
            next_year = template.render(Context({"on": date(2026, 3, 1)}))
        assert ("2026" in this_year, "2026" in next_year) == (today().year != 2026, True)

    @pytest.mark.parametrize(
        "value",
        [Changing(), (1, Changing()), mark_safe("<b>"), ["a"], {"a": 1}, object()],
    )
    def test_what_may_say_something_else_tomorrow_names_nothing(self, value):
        with pytest.raises(TypeError):
            Template("{% kept a=a %}{{ a }}{% endkept %}").render(Context({"a": value}))

    @pytest.mark.parametrize(
        "source",
        [
            "{% kept %}{% block a %}{% endblock %}{% endkept %}",
            "{% kept %}{% if a %}{% block a %}{% endblock %}{% endif %}{% endkept %}",
            "{% kept a %}{% endkept %}",
            "{% kept %}",
        ],
    )
    def test_what_would_be_wrong_on_another_page_is_no_template(self, source):
        with pytest.raises(TemplateSyntaxError):
            Template(source)
