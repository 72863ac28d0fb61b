"""A bundle as people write it, one thing a line, and back. What cannot be read is told by its line."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding
from tongban.handling.bundles.types import (
    LICENSE,
    NUMBER,
    BundleContent,
    BundleItem,
    BundleQuestion,
    Feed,
)

LINES = ("questions", "items", "same", "feeds")
AFTER, WHEN = "先办", "情形"
MOST = 20_000
"""Characters of one input."""


def as_lines(content: BundleContent) -> dict[str, str]:
    """Input → what stands in it."""
    return {
        "name": content.name,
        "summary": content.summary,
        "words": "、".join(content.words),
        "audience": "company" if content.for_companies else "person",
        "questions": "\n".join(
            " | ".join((q.key, q.question, *(f"{value}={label}" for value, label in q.choices)))
            for q in content.questions
        ),
        "items": "\n".join(_item_line(item) for item in content.items),
        "same": "\n".join(" = ".join(group) for group in content.same),
        "feeds": "\n".join(
            f"{f.giver}{'' if f.gives == LICENSE else f'.{f.gives}'} -> {f.taker}.{f.place}"
            for f in content.feeds
        ),
    }


def _item_line(item: BundleItem) -> str:
    parts = [item.key, item.code]
    if item.after:
        parts.append(f"{AFTER}={','.join(item.after)}")
    if item.question:
        parts.append(f"{WHEN}={item.question}:{','.join(item.values)}")
    return " | ".join(parts)


def from_lines(typed: Mapping[str, str]) -> tuple[BundleContent, list[FieldFinding]]:
    """What was typed as a bundle; every line that cannot be read is a finding and is left out."""
    faults: list[FieldFinding] = []
    content = BundleContent(
        name=typed.get("name", "").strip(),
        summary=typed.get("summary", "").strip(),
        words=tuple(
            word for word in typed.get("words", "").replace("，", "、").split("、") if word.strip()
        ),
        for_companies=typed.get("audience") == "company",
    )
    questions, items, same, feeds = [], [], [], []
    for place in LINES:
        for number, line in enumerate(typed.get(place, "")[:MOST].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                match place:
                    case "questions":
                        questions.append(_question(line))
                    case "items":
                        items.append(_item(line))
                    case "same":
                        same.append(_cells(line, "="))
                    case _:
                        feeds.append(_feed(line))
            except ValueError:
                faults.append(
                    FieldFinding(
                        place,
                        "line",
                        _("第 %(number)s 行看不懂：%(line)s。请照例子写。")
                        % {"number": number, "line": line.strip()[:60]},
                    )
                )
    return (
        replace(
            content,
            questions=tuple(questions),
            items=tuple(items),
            same=tuple(same),
            feeds=tuple(feeds),
        ),
        faults,
    )


def _cells(line: str, separator: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.split(separator))


def _question(line: str) -> BundleQuestion:
    key, question, *answers = _cells(line, "|")
    choices = []
    for answer in answers:
        value, equals, label = answer.partition("=")
        if not (equals and value.strip() and label.strip()):
            raise ValueError(line)
        choices.append((value.strip(), label.strip()))
    if not (key and question):
        raise ValueError(line)
    return BundleQuestion(key, question, tuple(choices))


def _item(line: str) -> BundleItem:
    key, code, *more = _cells(line, "|")
    item = BundleItem(key, code)
    for one in more:
        name, _equals, value = one.partition("=")
        if name.strip() == AFTER:
            item = replace(item, after=tuple(k.strip() for k in value.split(",") if k.strip()))
        elif name.strip() == WHEN and ":" in value:
            question, _colon, values = value.partition(":")
            item = replace(
                item,
                question=question.strip(),
                values=tuple(v.strip() for v in values.split(",") if v.strip()),
            )
        else:
            raise ValueError(line)
    if not (key and code):
        raise ValueError(line)
    return item


def _feed(line: str) -> Feed:
    giver, taker = _cells(line, "->")
    key, _dot, gives = giver.partition(".")
    item, dot, place = taker.partition(".")
    if not (key and dot and item and place) or gives not in {"", LICENSE, NUMBER}:
        raise ValueError(line)
    return Feed(key, item, place, gives or LICENSE)
