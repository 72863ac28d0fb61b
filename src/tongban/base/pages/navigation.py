"""What stands in the two bars: the portal's few entrances, and what an officer's duties open.

Links name routes of apps that stand higher; one that is not installed is simply not shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import VISITOR, Actor

Words = str | Promise
MOST_IN_BAR = 6
"""Entrances that have room in one line beside the post's name at 1440 px."""


def address(name: str, kwargs: Mapping[str, object] | None = None) -> str:
    """The address of a route, or an empty string while its app is not installed."""
    if not kwargs:
        return _plain_address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    try:
        return reverse(name, kwargs=dict(kwargs))
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=512)
def _plain_address(name: str, _routes: str, _prefix: str) -> str:
    """A route without parameters: its address is the same as long as the routes are."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of a bar as it is drawn."""

    key: str
    label: Words
    url: str
    is_current: bool
    is_rare: bool = False


@dataclass(frozen=True, slots=True)
class DeskLink:
    """An entrance of the staff bar, for officers whose post carries one of ``duties``.

    Without duties it is for every officer. ``order`` sorts the bar: the desk itself is 10.
    """

    key: str
    label: Words
    route: str
    duties: frozenset[str] = frozenset()
    order: int = 50
    is_rare: bool = False
    """Not of every day: stands in the menu behind the bar when there is no room for all."""

    def is_for(self, actor: Actor) -> bool:
        """Whether this actor may use it; the page behind it checks again."""
        return actor.is_officer and (not self.duties or actor.has(*self.duties))


_desk: dict[str, DeskLink] = {}


def register_desk_link(entry: DeskLink) -> None:
    """Called by an app's ``ready()``. A second entry of the same key takes the first's place."""
    _desk[entry.key] = entry


register_desk_link(DeskLink("desk", _("工作台"), "cases:desk", order=10))

PORTAL: list[tuple[str, Words, str, str]] = [
    ("home", _("首页"), "web:home", ""),
    ("person", _("个人办事"), "web:home", "?for=person#themes"),
    ("company", _("企业办事"), "web:home", "?for=company#themes"),
    ("progress", _("办事进度"), "web:progress", ""),
    ("verify", _("核验证照"), "licenses:verify", ""),
]
"""Key, words, route, and what follows the route's address."""


def portal_entries(request: HttpRequest | None, *, current: str = "", elder: bool) -> list[Entry]:
    """The portal's entrances. ``current`` is a key; without it the address decides."""
    entries = []
    for key, label, route, rest in PORTAL:
        url = (key == "home" and elder and address("web:elder_home")) or address(route)
        if not url:
            continue
        here = current == key if current else _is_here(request, key, url)
        entries.append(Entry(key, label, url + rest, here))
    return entries


def desk_entries(request: HttpRequest | None, *, current: str = "") -> list[Entry]:
    """The entrances that the actor's duties open, in order. ``current`` is a key; without it the
    longest address that leads to the page decides: every page of officers lies below the desk's.
    """
    actor: Actor = getattr(request, "actor", VISITOR)
    shown = sorted((e for e in _desk.values() if e.is_for(actor)), key=lambda e: e.order)
    found = [(entry, url) for entry in shown if (url := address(entry.route))]
    if not current:
        leading = [(len(url), e.key) for e, url in found if _is_here(request, e.key, url)]
        current = max(leading, default=(0, ""))[1]
    return [Entry(e.key, e.label, url, e.key == current, e.is_rare) for e, url in found]


def desk_bar(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    """What stands in the bar, and what in the menu behind it: nothing while all have room in one
    line. The entrance of the page that one is on stands in the bar, whichever it is.
    """
    if len(entries) <= MOST_IN_BAR:
        return list(entries), []
    often = [entry for entry in entries if not entry.is_rare][: MOST_IN_BAR - 1]
    shown = [entry for entry in entries if entry in often or entry.is_current]
    return shown, [entry for entry in entries if entry not in shown]


def _is_here(request: HttpRequest | None, key: str, url: str) -> bool:
    if request is None:
        return False
    audience = request.GET.get("for", "")
    if key in {"person", "company"}:
        return request.path == url and audience == key
    if key == "home":
        return request.path == url and audience not in {"person", "company"}
    return request.path == url or (url != "/" and request.path.startswith(url))
