"""档号: 全宗号-类别-年度-保管期限-件号, without holes (DA/T 13 [M]; local rules may set others)."""

from datetime import date, datetime
from uuid import UUID

from tongban.base.kernel.moments import to_shanghai
from tongban.handling.archives.models import Fonds, ItemRetention, SerialCounter
from tongban.handling.archives.types import CATEGORY, Retention
from tongban.management.catalog.types import ItemType

BY_TYPE = {
    ItemType.LICENSING.value: Retention.THIRTY,
}
"""What cases are kept for when neither their guide says it nor the archivist has set it."""
OTHERWISE = Retention.TEN


def retention_of(said: str, item_code: str, item_type: str) -> Retention:
    """How long a case is kept: what its guide said, else what the archivist has set for the item."""
    if said in Retention.values:
        return Retention(said)
    kept = ItemRetention.objects.filter(item_code=item_code).first()
    return Retention(kept.retention) if kept else BY_TYPE.get(item_type, OTHERWISE)


def year_of(closed_at: datetime) -> int:
    """年度: the year in which the case was closed."""
    return to_shanghai(closed_at).year


def kept_until(year: int, retention: Retention) -> date | None:
    """The last day: the time counts from the first day of the next year. None: for good."""
    return None if retention.years is None else date(year + retention.years, 12, 31)


def next_number(department_id: UUID, year: int, retention: Retention) -> str:
    """The next archive number; part of the act that archives, whose failure gives it back."""
    # One row for all fonds is locked: two bodies archive their first case at the same moment.
    counter, _made = SerialCounter.objects.get_or_create(scope="fonds")
    fonds = Fonds.objects.filter(department_id=department_id).first()
    if fonds is None:
        counter = SerialCounter.objects.select_for_update().get(scope="fonds")
        fonds = Fonds.objects.filter(department_id=department_id).first()
        if fonds is None:
            counter.last += 1
            counter.save(update_fields=["last"])
            fonds = Fonds.objects.create(department_id=department_id, code=f"Q{counter.last:03d}")
    scope = f"{fonds.code}-{CATEGORY}-{year}-{retention.value}"
    SerialCounter.objects.get_or_create(scope=scope)
    serial = SerialCounter.objects.select_for_update().get(scope=scope)
    serial.last += 1
    serial.save(update_fields=["last"])
    return f"{scope}-{serial.last:05d}"
