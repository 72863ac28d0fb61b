"""What came of editing: of a search that found nothing, and of an item among many."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class MissOutcome(models.TextChoices):
    """What was done about a query that found nothing."""

    SYNONYM = "synonym", _("补了近义词")
    ITEM = "item", _("补了事项或它的俗称")
    NONE = "none", _("我们没有这样的事项")
    NOTHING = "nothing", _("不用处理")


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What came of one item when many were changed at once."""

    item_id: UUID
    code: str
    name: str
    reason: str = ""
    """Why it could not be done, in people's words; empty: it was done."""

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return not self.reason
