"""Whether rows from above are older than what came from there last.

The version (``task_version``) decides where both have one: it is the item's own and only rises.
The time (``cd_time``) decides otherwise; many systems stamp it anew with every upload, so that it
must not make an old version young.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.management.catalog.models import DirectoryEntry, Item

_MOMENT = 14
_NO_FIGURE = re.compile(r"[^0-9]")
LARGEST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Age:
    """Which state of something above rows tell; what they do not say is None or empty."""

    version: int | None = None
    at: str = ""

    def is_older_than(self, known: "Age") -> bool:
        """Where neither version nor time tell, the later to come counts."""
        if self._by_version(known):
            return (self.version or 0) < (known.version or 0)
        return bool(self.at) and bool(known.at) and self.at < known.at

    def or_newer(self, known: "Age") -> "Age":
        """What is known once this came, too."""
        return Age(self.version or known.version, max(self.at, known.at))

    def refusal(self, known: "Age") -> Invalid:
        """What the sender is told."""
        if self._by_version(known):
            told = _(
                "这里已经收到上级的第 %(known)s 版，这一行是第 %(mine)s 版，比它早，没有收。请发最新的。"
            ) % {"known": known.version, "mine": self.version}
            return Invalid(
                told, code="older", findings=[FieldFinding("task_version", "older", told)]
            )
        told = _("上级后来又改过这个事项，这一行比它早，没有收。请发最新的。")
        return Invalid(told, code="older", findings=[FieldFinding("cd_time", "older", told)])

    def _by_version(self, known: "Age") -> bool:
        return None not in {self.version, known.version} and self.version != known.version


def age_of(values: Mapping[str, str]) -> Age:
    """What a row says of itself; 0 is how a version is written that is none yet."""
    text = values.get("task_version", "").strip()
    version = int(text) if text.isdecimal() and len(text) <= len(str(LARGEST)) else 0
    return Age(version if 0 < version <= LARGEST else None, newest_of(values.get("cd_time", "")))


def newest_of(text: str) -> str:
    """When it was changed above as figures that can be compared; empty for what is no moment."""
    figures = _NO_FIGURE.sub("", text)[:_MOMENT]
    return figures.ljust(_MOMENT, "0") if len(figures) >= len("20260101") else ""


def age_known(row: Item | DirectoryEntry) -> Age:
    """Which state of it came last from above."""
    if row.version_above is None and not row.changed_above_at and isinstance(row, Item):
        # Kept before it was written down with the item: what its department was told last.
        told = row.upstream_changes.order_by("-created_at")
        return Age(None, newest_of(told.values_list("changed_above_at", flat=True).first() or ""))
    return Age(row.version_above, row.changed_above_at)


def know(row: Item | DirectoryEntry, age: Age) -> None:
    """Write down which state came; of the same state again nothing is written."""
    now = age.or_newer(age_known(row))
    if now != Age(row.version_above, row.changed_above_at):
        row.version_above, row.changed_above_at = now.version, now.at
        row.save(update_fields=["version_above", "changed_above_at"])
