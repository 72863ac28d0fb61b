"""Values of bundles."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

KIND = "bundle"
"""The subject kind under which clocks, materials and audit know an application for a bundle."""

LICENSE = "license"
NUMBER = "number"


class BundleState(models.TextChoices):
    """Where a bundle stands."""

    DRAFT = "draft", _("没有发布")
    PUBLISHED = "published", _("已发布")


class DraftState(models.TextChoices):
    """Where the change of a bundle stands."""

    NONE = "none", _("没有改动")
    EDITING = "editing", _("正在改")
    SUBMITTED = "submitted", _("待审核")


class ApplicationState(models.TextChoices):
    """Where an application for a bundle stands."""

    DRAFT = "draft", _("草稿")
    FILED = "filed", _("办理中")
    DONE = "done", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISCARDED = "discarded", _("草稿已删除")


class PartState(models.TextChoices):
    """Where one item of an application stands."""

    WAITING = "waiting", _("等前一项的结果")
    FILED = "filed", _("办理中")
    GRANTED = "granted", _("已办成")
    REFUSED = "refused", _("没有批准")
    ENDED = "ended", _("没有办成")
    WITHDRAWN = "withdrawn", _("已撤回")
    BLOCKED = "blocked", _("前一项没办成，办不下去")
    STUCK = "stuck", _("要您再看一下")

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens by itself and nobody is asked for anything."""
        return self in OVER


OVER = frozenset(
    {
        PartState.GRANTED,
        PartState.REFUSED,
        PartState.ENDED,
        PartState.WITHDRAWN,
        PartState.BLOCKED,
    }
)
FAILED = OVER - {PartState.GRANTED}


@dataclass(frozen=True, slots=True)
class BundleQuestion:
    """A situation that decides which items are needed: its answers are (value, words)."""

    key: str
    question: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class BundleItem:
    """One item of a bundle."""

    key: str
    """Short, of the bundle's own: ``food``."""
    code: str
    """The item's code."""
    after: tuple[str, ...] = ()
    """Keys of items that must have been granted before it is filed, without giving it anything."""
    question: str = ""
    values: tuple[str, ...] = ()
    """Needed only when that question is answered with one of these; empty: always."""

    def is_needed(self, chosen: Mapping[str, str]) -> bool:
        """Whether the answers so far make it part of the application."""
        return not self.question or chosen.get(self.question, "") in self.values


@dataclass(frozen=True, slots=True)
class Feed:
    """The result of one item is given to another."""

    giver: str
    taker: str
    place: str
    """``material:<key>`` or ``form:<key>`` of the taker."""
    gives: str = LICENSE
    """``license`` (the licence itself, for a material), ``number`` (its number)."""


@dataclass(frozen=True, slots=True)
class BundleContent:
    """Everything that is published of a bundle."""

    name: str
    summary: str = ""
    for_companies: bool = False
    words: tuple[str, ...] = ()
    """What people call it; searched."""
    questions: tuple[BundleQuestion, ...] = ()
    items: tuple[BundleItem, ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    """Groups of places ``<item>.form:<key>`` or ``<item>.material:<key>`` that are one question or
    one paper.
    """
    feeds: tuple[Feed, ...] = ()

    def included(self, chosen: Mapping[str, str]) -> tuple[BundleItem, ...]:
        """The items that are needed under these answers."""
        return tuple(item for item in self.items if item.is_needed(chosen))

    def needs(self, keys: frozenset[str] | None = None) -> dict[str, set[str]]:
        """Item → items whose grant it waits for, among ``keys`` (all)."""
        wanted = keys if keys is not None else frozenset(item.key for item in self.items)
        found = {item.key: set(item.after) & wanted for item in self.items if item.key in wanted}
        for feed in self.feeds:
            if feed.taker in wanted and feed.giver in wanted:
                found[feed.taker].add(feed.giver)
        return found

    def as_json(self) -> dict[str, Any]:
        """As kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "BundleContent":
        """As read from a row."""
        return cls(
            name=value["name"],
            summary=value["summary"],
            for_companies=value["for_companies"],
            words=tuple(value["words"]),
            questions=tuple(
                BundleQuestion(q["key"], q["question"], tuple((v, w) for v, w in q["choices"]))
                for q in value["questions"]
            ),
            items=tuple(
                BundleItem(
                    i["key"], i["code"], tuple(i["after"]), i["question"], tuple(i["values"])
                )
                for i in value["items"]
            ),
            same=tuple(tuple(group) for group in value["same"]),
            feeds=tuple(Feed(**feed) for feed in value["feeds"]),
        )
