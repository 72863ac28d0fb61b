"""No template of any app has what the policy forbids, nor a class or icon that there is not."""

import re
from pathlib import Path

import pytest

import tongban

PACKAGE = Path(tongban.__file__).parent
STATIC = PACKAGE / "base/pages/static/pages"
TEMPLATES = sorted(p for p in PACKAGE.rglob("templates/**/*.html"))
CSS = (STATIC / "tongban.css").read_text()
SPRITE = (STATIC / "icons.svg").read_text()

COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
TAG = re.compile(r"<[a-zA-Z](?:{{.*?}}|{%.*?%}|[^<>])*>", re.DOTALL)


def names(templates):
    return [str(path.relative_to(PACKAGE)) for path in templates]


def text_of(path):
    return COMMENT.sub("", path.read_text())


def offences(text):
    found = []
    for tag in TAG.findall(text):
        bare = re.sub(r"{{.*?}}|{%.*?%}", " ", tag, flags=re.DOTALL)
        if re.search(r"\sstyle\s*=", bare):
            found.append(f"style: {tag}")
        if re.search(r"\son[a-z]+\s*=", bare):
            found.append(f"handler: {tag}")
        if re.search(r"""["'=]\s*(?:https?:)?//""", bare):
            found.append(f"elsewhere: {tag}")
        if re.search(r"""["'=]\s*(?:javascript|vbscript):""", bare, re.IGNORECASE):
            found.append(f"script address: {tag}")
        if re.match(r"<style\b", bare):
            found.append(f"style block: {tag}")
        if re.match(r"<script\b", bare) and not re.search(r"\ssrc\s*=", bare):
            found.append(f"inline script: {tag}")
        if re.match(r"<(?:iframe|object|embed|base|marquee|font|center)\b", bare):
            found.append(f"forbidden element: {tag}")
    return found


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<p class='a' style = 'x'>",
        '<a href="{{ url }}" onclick="x()">',
        "<script>",
        "<script type=module>",
        "<style>",
        '<img src="https://cdn.example/a.png">',
        '<link href="//cdn.example/a.css">',
        '<a href="javascript:x()">',
        '<p {% if a %}style="x"{% endif %}>',
    ],
)
def test_the_rule_finds_what_is_forbidden(text):
    assert len(offences(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script src=\"{% static 'pages/tongban.js' %}\" defer></script>",
        "<p>style= and onclick= may be written about</p>",
        '<a href="/style/" data-style="x" class="{% if a > b %}on{% endif %}">',
        '<use href="/static/icons.svg#i-pin"/>',
    ],
)
def test_the_rule_lets_the_rest_pass(text):
    assert offences(text) == []


def test_there_are_templates_to_look_at():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_has_nothing_that_the_policy_forbids(path):
    assert offences(text_of(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_tells_who_published_by_the_filter(path):
    """What a seed published would else be told as the command line's operator, whom nobody knows."""
    assert "published_by.name" not in text_of(path)


def classes_of(text):
    found = set()
    for value in re.findall(r"""class=("[^"]*"|'[^']*')""", text):
        found |= set(re.findall(r"\btb-[a-z0-9]+(?:(?:__|--|-)[a-z0-9]+)*(?![\w{-])", value))
    return found


KNOWN = set(re.findall(r"\.(tb-[a-z0-9_-]+)", CSS))
PLAIN = {"tb-choices"}
"""Classes that only name a thing, without a look of their own."""


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_uses_only_classes_that_the_stylesheet_has(path):
    bare = re.sub(r"{{.*?}}", "{{", text_of(path))

    assert classes_of(bare) - KNOWN - PLAIN == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_uses_only_icons_that_the_sprite_has(path):
    used = set(re.findall(r"""{% icon ["']([^"']+)["']""", text_of(path)))

    assert used - set(re.findall(r'id="i-([^"]+)"', SPRITE)) == set()
