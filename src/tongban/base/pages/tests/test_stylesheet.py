"""The stylesheet works in Chrome 80 and Safari 13, asks nobody else, and keeps its promises."""

import re
from pathlib import Path

import pytest

import tongban

STATIC = Path(tongban.__file__).parent / "base/pages/static/pages"
CSS = (STATIC / "tongban.css").read_text()
RULES = re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL))
SCRIPT = (STATIC / "tongban.js").read_text()


@pytest.mark.parametrize(
    "newer",
    [
        r":is\(",
        r":where\(",
        r"(?:margin|padding)-(?:inline|block):",
        r"inset-(?:inline|block)",
        r"[^(-]inset:\s",
        r"float: inline",
        r"aspect-ratio",
        r"\bdvh\b",
        r"@layer",
        r"@container",
        r"color-mix\(",
        r"[;{ ]rotate:",
    ],
)
def test_nothing_newer_than_the_baseline_is_needed(newer):
    assert [body for _, body in RULES if re.search(newer, body)] == []
    assert [selector for selector, _ in RULES if re.search(newer, selector)] == []


def test_has_only_adds_to_what_works_without_it():
    using = [selector.strip() for selector, _ in RULES if ":has(" in selector]

    assert using == [
        # Without it, where to send a result is asked of those too who fetch it; it may stay empty.
        '.tb-getting:has(input[value="post"]:not(:checked)) .tb-getting__where',
        ".tb-choice:not(:has(input:checked))",
    ]


def test_a_focus_ring_does_not_wait_for_focus_visible():
    shown = [
        selector.strip()
        for selector, body in RULES
        if ":focus-visible" in selector and "outline: none" not in body
    ]

    assert shown == []


def test_every_gap_between_flex_items_has_a_margin_for_older_browsers():
    start = CSS.index("@supports not (inset: 0)")
    older = CSS[start : CSS.index("/* 9 Print")]
    missing = [
        one
        for selector, body in RULES
        if re.search(r"display: (?:inline-)?flex", body) and re.search(r"[;\s]gap: ", body)
        for one in (part.strip() for part in selector.split(","))
        if not re.search(rf"(?:^|,\s*|\s\s){re.escape(one)} > ", older, re.MULTILINE)
    ]

    assert missing == []


def test_nothing_comes_from_elsewhere():
    addresses = re.findall(r"url\((.*?)\)", CSS, re.DOTALL)

    assert {a.strip("\"'")[:5] for a in addresses} <= {"data:", "../ve"}
    assert "@import" not in CSS
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", SCRIPT)


def test_the_fallback_font_is_not_named_where_every_telephone_would_fetch_it():
    using = [selector.strip() for selector, body in RULES if '"Tongban Fallback"' in body]

    assert using == ["@font-face", "@font-face", ':root[data-font="fallback"]']


def test_text_is_never_smaller_than_sixteen_pixels():
    sizes = [
        (selector.strip(), float(size))
        for selector, body in RULES
        for size in re.findall(r"font-size: (\d*\.?\d+)(?:rem|em)", body)
    ]

    assert [one for one in sizes if one[1] < 1] == []


def luminance(colour):
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def tokens(selector):
    body = next(body for found, body in RULES if found.strip() == selector)
    return dict(re.findall(r"--tb-([\w-]+): (#[0-9a-f]{6})", body))


STANDARD = tokens(":root")
ELDER = {**STANDARD, **tokens(':root[data-mode="elder"]')}


@pytest.mark.parametrize("mode", [STANDARD, ELDER], ids=["standard", "elder"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink-2", "paper"),
        ("ink-3", "paper"),
        ("ink-2", "paper-2"),
        ("blue-600", "paper"),
        ("blue-600", "blue-50"),
        ("blue-700", "blue-100"),
        ("white", "blue-600"),
        ("white", "blue-900"),
        ("white", "red-600"),
        ("red-600", "red-50"),
        ("amber-700", "amber-50"),
        ("green-700", "green-50"),
    ],
)
def test_text_stands_out_from_its_ground(mode, text, ground):
    assert contrast(mode[text], mode[ground]) >= 4.5


def test_the_script_runs_in_browsers_of_that_age():
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", SCRIPT, flags=re.DOTALL)
    code = re.sub(r'"(?:[^"\\]|\\.)*"', '""', code)

    assert "?." not in code
    assert "??" not in code
    assert "eval" not in code
    assert "innerHTML" not in code
    assert not re.search(r"\.style\b", code)
