"""What must hold of a bundle before it is published, all told at once with the place named."""

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding
from tongban.handling.bundles.merging import Part
from tongban.handling.bundles.planning import CycleError, stages_of
from tongban.handling.bundles.types import LICENSE, NUMBER, BundleContent, BundleItem, Feed
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.types import ItemState, Origin, Requirement
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Field, Kind

_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
FEWEST_ITEMS = 2
MOST_ITEMS = 20
MOST_NAME, MOST_SUMMARY = 60, 200


def parts_of(content: BundleContent, keys: Sequence[str] | None = None) -> list[Part]:
    """The items that are published with a form, in the order of the bundle."""
    parts = []
    for one in content.items:
        if keys is not None and one.key not in keys:
            continue
        item = catalog.find_item(one.code)
        if item is None or item.revision_id is None or item.state != ItemState.PUBLISHED:
            continue
        revision = catalog.kept_revision(item.revision_id)
        if revision.form_id is None or not item.is_online:
            continue
        parts.append(
            Part(
                one.key,
                revision.name,
                item.department.name,
                eforms.form(revision.form_id),
                catalog.guide(item.revision_id),
            )
        )
    return parts


def findings_of(content: BundleContent) -> list[FieldFinding]:
    """Everything that keeps the bundle from being published."""
    parts = {part.key: part for part in parts_of(content)}
    found = [
        *_words(content),
        *_items(content, parts),
        *_questions(content),
        *_same(content, parts),
        *_feeds(content, parts),
    ]
    try:
        stages_of(content.needs())
    except CycleError as error:
        found.append(
            FieldFinding(
                "items",
                "circle",
                _("这些事项互相等，谁也办不了：%(circle)s。请去掉其中一个“先办”或者“给”。")
                % {"circle": str(error)},
            )
        )
    return found


def _words(content: BundleContent) -> Iterator[FieldFinding]:
    if not 0 < len(content.name.strip()) <= MOST_NAME:
        yield FieldFinding("name", "length", _("请写名称，最多 %(n)s 个字。") % {"n": MOST_NAME})
    if not 0 < len(content.summary.strip()) <= MOST_SUMMARY:
        yield FieldFinding(
            "summary",
            "length",
            _("请用一句话写谁办、什么时候办，最多 %(n)s 个字。") % {"n": MOST_SUMMARY},
        )


def _items(content: BundleContent, parts: dict[str, Part]) -> Iterator[FieldFinding]:
    keys = [one.key for one in content.items]
    if not FEWEST_ITEMS <= len(keys) <= MOST_ITEMS:
        yield FieldFinding(
            "items",
            "number",
            _("一件事要有 %(few)s 到 %(many)s 个事项。")
            % {"few": FEWEST_ITEMS, "many": MOST_ITEMS},
        )
    for one in content.items:
        if not _KEY.fullmatch(one.key) or keys.count(one.key) > 1:
            yield _of("items", one.key, _("代号要用小写字母开头，不能重复。"))
        if one.key not in parts:
            yield _of("items", one.key, _("没有发布办事指南和表单、或者不能网上办。"))
        elif not (
            parts[one.key].guide.for_companies
            if content.for_companies
            else parts[one.key].guide.for_people
        ):
            yield _of("items", one.key, _("不给这样的申请人办。"))
        yield from _around(one, content)


def _around(one: BundleItem, content: BundleContent) -> Iterator[FieldFinding]:
    questions = {q.key: {value for value, _label in q.choices} for q in content.questions}
    for key in one.after:
        if all(key != other.key for other in content.items):
            yield _of("items", one.key, _("要先办的“%(key)s”不在里面。") % {"key": key})
    if [other.code for other in content.items].count(one.code) > 1:
        yield _of("items", one.key, _("同一个事项写了两次。"))
    if one.question and not set(one.values) <= questions.get(one.question, set()):
        yield _of("items", one.key, _("没有问题“%(key)s”的这个回答。") % {"key": one.question})


def _questions(content: BundleContent) -> Iterator[FieldFinding]:
    asked = {one.question for one in content.items if one.question}
    for question in content.questions:
        values = [value for value, _label in question.choices]
        if len(set(values)) != len(values) or len(values) < FEWEST_ITEMS:
            yield _of("questions", question.key, _("要有至少两个不同的回答。"))
        if question.key not in asked:
            yield _of("questions", question.key, _("没有事项因此不同，不用问。"))


def _same(content: BundleContent, parts: dict[str, Part]) -> Iterator[FieldFinding]:
    for group in content.same:
        line = " = ".join(group)
        places = [place_of(text) for text in group]
        kinds = {place[1] for place in places}
        if len(group) < FEWEST_ITEMS or len(kinds) != 1:
            yield _of("same", line, _("要写至少两个，并且都是表单的题、或者都是材料。"))
            continue
        unknown = [t for t, p in zip(group, places, strict=True) if not _is_there(p, parts)]
        if unknown:
            yield _of("same", line, _("没有“%(place)s”。") % {"place": _("、").join(unknown)})
        elif kinds == {"form"}:
            yield from _alike(line, [parts[i].form.fields[k] for i, _kind, k in places])
        elif any(_material(parts, i, k).origin != Origin.UPLOAD for i, _kind, k in places):
            yield _of("same", line, _("只有要上传的材料才要写相同。"))


def _alike(line: str, asked: list[Field]) -> Iterator[FieldFinding]:
    first = asked[0]
    if any(
        (f.kind, [o.value for o in f.options], f.unit)
        != (first.kind, [o.value for o in first.options], first.unit)
        for f in asked
    ):
        yield _of("same", line, _("回答的种类、选项或者单位不一样，不能只问一次。"))
    if all(f.when is not None for f in asked) and len({str(f.when) for f in asked}) > 1:
        yield _of("same", line, _("什么时候问不一样，不能只问一次。"))


def _feeds(content: BundleContent, parts: dict[str, Part]) -> Iterator[FieldFinding]:
    for feed in content.feeds:
        line = f"{feed.giver} -> {feed.taker}.{feed.place}"
        place = place_of(f"{feed.taker}.{feed.place}")
        if feed.giver not in parts or not _is_there(place, parts):
            yield _of("feeds", line, _("没有这个事项，或者没有这道题、这份材料。"))
            continue
        if not parts[feed.giver].guide.result.license_type:
            yield _of("feeds", line, _("前一项不出电子证照，没有可以给的。"))
        if not _fits(feed, place, parts):
            yield _of("feeds", line, _("证照给要上传的材料，证号给填文字的题。"))


def _fits(feed: Feed, place: tuple[str, str, str], parts: dict[str, Part]) -> bool:
    item, kind, key = place
    if feed.gives == LICENSE:
        return kind == "material" and _material(parts, item, key).origin == Origin.UPLOAD
    return (
        feed.gives == NUMBER
        and kind == "form"
        and parts[item].form.fields[key].kind is Kind.TEXT
        and not parts[item].form.fields[key].source
    )


def place_of(text: str) -> tuple[str, str, str]:
    """``food.form:area`` → (food, form, area)."""
    item, _dot, rest = text.partition(".")
    kind, _colon, key = rest.partition(":")
    return item, kind, key


def _is_there(place: tuple[str, str, str], parts: dict[str, Part]) -> bool:
    item, kind, key = place
    if item not in parts:
        return False
    if kind == "form":
        return key in parts[item].form.fields
    return kind == "material" and any(m.key == key for m in parts[item].guide.materials)


def _material(parts: dict[str, Part], item: str, key: str) -> Requirement:
    return next(m for m in parts[item].guide.materials if m.key == key)


def _of(place: str, name: str, message: str) -> FieldFinding:
    return FieldFinding(
        place, "wrong", _("“%(name)s”：%(message)s") % {"name": name, "message": message}
    )
