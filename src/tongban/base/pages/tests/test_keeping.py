"""What is kept of drawings: bounded, safe, and without anything that was not named."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

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


class Counting:
    """Counts how often it is drawn."""

    def __init__(self):
        self.drawn = 0

    def __str__(self):
        self.drawn += 1
        return "drawn"


class TestKeptTag:
    def test_a_part_is_drawn_once_for_each_of_its_values(self):
        template, counting = Template("{% kept a=a b=b %}{{ b }}{{ a }}{% endkept %}"), Counting()
        for value in (1, 2, 1, 2):
            said = template.render(Context({"a": value, "b": counting}))
            assert said == f"drawn{value}"
        assert counting.drawn == 2

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
