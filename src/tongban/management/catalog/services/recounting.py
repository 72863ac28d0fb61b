"""重新清点: what items lack is counted again when something beside their guides has changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog import guides
from tongban.management.catalog.judging import Judged, Surroundings, context_of, judged, with_bodies
from tongban.management.catalog.models import Item, ItemJudgement, LackRecount
from tongban.management.catalog.recounting import (
    BATCH,
    Stamping,
    batches,
    counted_items,
    rules_digest,
)
from tongban.management.catalog.rights import must
from tongban.management.catalog.watching import watched_by, watching

_COUNTS = ("must_left", "should_left", "completeness")


@dataclass(slots=True)
class Recounted:
    """What a recount came to."""

    items: int = 0
    judged: int = 0
    changed: int = 0

    def add(self, other: "Recounted") -> None:
        """Count another batch."""
        self.items += other.items
        self.judged += other.judged
        self.changed += other.changed


@dataclass(slots=True)
class _Told:
    """An item with what it was judged to lack."""

    item: Item
    counts: Judged
    stamp: str
    watched: list[str]


@in_one_transaction
def recount_lacks(
    *,
    actor: Actor,
    item_ids: Sequence[UUID],
    around: Surroundings | None = None,
    stamping: Stamping | None = None,
) -> Recounted:
    """Count anew what these items lack (at most ``BATCH``); what has not changed since it was
    judged last is not judged again. ``around`` and ``stamping`` are shared by the batches of a run.

    Rows are locked only while what differs is written. An item that got another guide meanwhile
    was counted then and is left alone. Raises Invalid for too many.
    """
    must(actor, "recount_lacks")
    if len(item_ids) > BATCH:
        raise Invalid(
            _("一次最多清点 %(most)s 个事项。") % {"most": BATCH},
            findings=[FieldFinding("items", "count", _("请分几次。"))],
        )
    around = around or Surroundings(for_many=True)
    stamping = stamping or Stamping(around)
    items = list(
        counted_items()
        .filter(id__in=item_ids)
        .select_related("department", "model_item", "judgement", "revision")
        .defer("revision__guide")
    )
    told = list(_judged(items, around, stamping))
    around.forget()
    changed = _kept(told)
    if changed:
        record(
            actor=actor,
            act="recount_lacks",
            subject_kind="items",
            subject_id="many",
            division_code=actor.division_code or "",
            detail={"judged": len(told), "changed": changed},
        )
    return Recounted(len(items), len(told), changed)


@in_one_transaction
def keep_recount(*, actor: Actor, began_at: datetime, told: Recounted) -> LackRecount:
    """Keep that all items were looked through, and what came of it.

    Of runs that found nothing to judge, one after another, only the last is kept: each hour the
    same row says when it was, and nothing stands in the trail, for nothing was done.
    """
    must(actor, "keep_recount")
    last = LackRecount.objects.select_for_update().order_by("-ended_at").first()
    if last is not None and _is_idle(last, told):
        last.began_at, last.ended_at, last.items = began_at, now(), told.items
        last.counted_by = actor.as_value()
        last.save(update_fields=["began_at", "ended_at", "items", "counted_by"])
        return last
    kept = LackRecount.objects.create(
        began_at=began_at,
        ended_at=now(),
        items=told.items,
        judged=told.judged,
        changed=told.changed,
        rules=rules_digest(),
        counted_by=actor.as_value(),
    )
    record(
        actor=actor,
        act="keep_recount",
        subject_kind="lack_recount",
        subject_id=kept.id,
        detail={"items": told.items, "judged": told.judged, "changed": told.changed},
    )
    return kept


def _is_idle(last: LackRecount, told: Recounted) -> bool:
    """Whether neither the run before nor this one judged anything, by the same rules."""
    return not (last.judged or told.judged) and last.rules == rules_digest()


def recount_all(*, actor: Actor) -> LackRecount:
    """Count all items anew, batch by batch, each a transaction of its own, and keep that it was
    done. Broken off in the middle, what was counted stays, and the next run goes on from there.
    """
    began_at = now()
    around = Surroundings(for_many=True)
    stamping = Stamping(around)
    stamping.learn_all()
    told = Recounted()
    for ids in batches():
        told.add(recount_lacks(actor=actor, item_ids=ids, around=around, stamping=stamping))
    return keep_recount(actor=actor, began_at=began_at, told=told)


def recount_watching(*, actor: Actor, key: str) -> Recounted:
    """Count those anew that were judged by this, batch by batch."""
    told = Recounted()
    ids = watching(key)
    around = Surroundings(for_many=True)
    stamping = Stamping(around)
    for first in range(0, len(ids), BATCH):
        some = ids[first : first + BATCH]
        told.add(recount_lacks(actor=actor, item_ids=some, around=around, stamping=stamping))
    return told


def _judged(items: list[Item], around: Surroundings, stamping: Stamping) -> Iterator[_Told]:
    """Those of the items whose stamp is another now, with what they lack."""
    seen = {item.id: _judgement(item) for item in items}
    stamping.prepare(kept.watched for kept in seen.values() if kept is not None)
    changed = []
    for item in items:
        kept = seen[item.id]
        if kept is None or kept.stamp != stamping.stamp(item, kept.watched):
            changed.append(item)
    guides.learn([item.revision_id for item in changed if item.revision_id is not None])
    for item in changed:
        revision = item.revision
        assert revision is not None
        guide = guides.guide(revision.id)
        context = context_of(
            item,
            form_id=revision.form_id,
            process_id=revision.process_id,
            name=revision.name,
            around=around,
        )
        counts = judged(guide, with_bodies(context, guide, around))
        watched = watched_by(guide)
        yield _Told(item, counts, stamping.stamp(item, watched), watched)


def _judgement(item: Item) -> ItemJudgement | None:
    return getattr(item, "judgement", None)


def _kept(told: list[_Told]) -> int:
    """Write the counts that differ and what they hang on; of how many items they differed."""
    if not told:
        return 0
    rows = Item.objects.select_for_update().filter(id__in=[one.item.id for one in told])
    locked = {row.id: row for row in rows.order_by("id")}
    current = [one for one in told if locked[one.item.id].revision_id == one.item.revision_id]
    changed = []
    for one in current:
        row = locked[one.item.id]
        if any(getattr(row, name) != getattr(one.counts, name) for name in _COUNTS):
            for name in _COUNTS:
                setattr(row, name, getattr(one.counts, name))
            changed.append(row)
    Item.objects.bulk_update(changed, _COUNTS, batch_size=100)
    ItemJudgement.objects.bulk_create(
        [ItemJudgement(item=one.item, stamp=one.stamp, watched=one.watched) for one in current],
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["stamp", "watched"],
    )
    return len(changed)
