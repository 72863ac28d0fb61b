"""The acts ``import_guides`` and ``export_items``, and what was imported."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import IO
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.drafts import OPEN_STATES
from tongban.base.kernel.errors import Invalid, TongbanError
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import now, to_shanghai
from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.queries import names_of, within
from tongban.management.catalog.exchange.ageing import age_known, age_of, know
from tongban.management.catalog.exchange.carrying import Arriving, Leaving, arriving
from tongban.management.catalog.exchange.columns import day_of
from tongban.management.catalog.exchange.families import families_of, rejected_of
from tongban.management.catalog.exchange.reading import RawRow, read_file, shown, too_many
from tongban.management.catalog.exchange.saying import rows_of_entry, rows_of_item
from tongban.management.catalog.exchange.tables import BASICS, DIRECTORY, STATES, TABLES, Rows
from tongban.management.catalog.exchange.taking import Taking
from tongban.management.catalog.exchange.trying import taken_or_not
from tongban.management.catalog.exchange.writing import write_tables
from tongban.management.catalog.importing.act import IMPORTER_LOCK
from tongban.management.catalog.models import (
    DirectoryEntry,
    GuideImport,
    Item,
    ItemDraft,
    StandingChange,
)
from tongban.management.catalog.rights import must
from tongban.management.catalog.services.directory import keep_directory_entry
from tongban.management.catalog.types import (
    ExchangeReport,
    Format,
    Guide,
    ItemState,
    Owner,
    Profile,
    RejectedRow,
    StandingMove,
    StandingState,
)
from tongban.management.workflow import queries as workflow

MOST_REJECTED = 20_000
"""Rows of the error table that are kept; a file of worse than that is not read to its end."""
SPOOL = 8 * 1024 * 1024


@dataclass(slots=True)
class _Count:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    waiting: int = 0
    refused: int = 0
    drafts: int = 0
    directory: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)

    def add(self, told: str) -> None:
        """Count one item."""
        what, _plus, draft = told.partition("+")
        setattr(self, what, getattr(self, what) + 1)
        self.drafts += bool(draft)

    @property
    def wrote(self) -> bool:
        """Whether anything of the file was kept."""
        return bool(self.new or self.changed or self.withdrawn or self.waiting or self.directory)


@in_one_transaction
def import_guides(
    *,
    actor: Actor,
    content: bytes,
    file_name: str = "",
    owner: str = Owner.LOCAL,
    profile: str = Profile.GBT39554,
    publish: bool = False,
    most: int | None = None,
) -> ExchangeReport:
    """Take a file of upload tables in: each item whole or not at all, what was refused is told.

    A file of our own departments becomes drafts; with ``publish`` (the platform's alone) what holds
    is published. A file of the province or the nation (``owner``) becomes revisions in which
    everything that is kept here stays. Raises Invalid and TooLarge for a file that cannot be read;
    what is wrong with its rows is in the report. The same file again changes nothing. ``most`` is
    how many items whoever waits for the answer can wait for; more is TooLarge.
    """
    must(actor, "import_guides")
    if publish:
        _must_publish(actor)
    if owner not in Owner.values or profile not in Profile.values:
        raise Invalid(_("没有这种归口或者代码标准。"))
    rows, beside = read_file(content)
    items = sum(row.table in BASICS for row in rows)
    if most is not None and items > most:
        raise too_many(_("%(n)s 个事项") % {"n": items}, _("%(n)s 个事项") % {"n": most})
    brought = arriving(beside)
    digest = hashlib.sha256(content).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTER_LOCK])
    batch = f"guides-{now():%Y%m%d-%H%M%S-%f}-{digest[:12]}"
    way = Taking(system(f"导入：{actor.name}"[:100]), batch, owner, profile, publish)
    with official():  # what is told of rows is kept, and goes to other systems
        count = _take_all(rows, brought, way)
    report = ExchangeReport(
        items=count.new
        + count.changed
        + count.unchanged
        + count.withdrawn
        + count.waiting
        + count.refused,
        new=count.new,
        changed=count.changed,
        unchanged=count.unchanged,
        withdrawn=count.withdrawn,
        refused=count.refused,
        drafts=count.drafts,
        waiting=count.waiting,
        rejected=tuple(count.rejected),
        batch=batch,
    )
    told = _told_in(digest, owner, profile, count.rejected) if count.rejected else ""
    if not count.wrote and (told or not count.rejected):
        return replace(report, batch="", told_in=told)
    _keep(actor, report, digest=digest, file_name=file_name, owner=owner, profile=profile)
    return report


def _must_publish(actor: Actor) -> None:
    """What needs no second person is the platform's alone, in a file as one by one."""
    must(actor, "publish_item")


def _take_all(rows: Sequence[RawRow], brought: Arriving, way: Taking) -> _Count:
    count = _Count()
    found = families_of(rows, brought)
    for row in found.directory:
        _take_entry(row, way, count)
    for family in found.families:
        told = taken_or_not(family, way)
        if told is None:
            count.refused += 1
            count.rejected += rejected_of(family.rows, way.batch)
        else:
            count.add(told)
    count.rejected += rejected_of(found.orphans, way.batch)
    count.rejected += rejected_of(list(brought.rows), way.batch)
    del count.rejected[MOST_REJECTED:]
    return count


def _take_entry(row: RawRow, way: Taking, count: _Count) -> None:
    if not row.faults:
        try:
            with transaction.atomic():
                count.directory += _keep_entry(row, way)
        except TongbanError as error:
            for one in error.findings:
                row.faults.append((one.place, one.code, one.message))
            if not error.findings:
                row.faults.append(("", error.code, error.message))
        except IntegrityError:
            row.faults.append(("row_guid", "twice", _("这个 row_guid 是别的基本目录条目的。")))
        except ValueError:
            told = _("日期应为 8 位数字，如 20260101。")
            row.faults.append(("plan_effective_date", "date", told))
    if row.faults:
        count.rejected += rejected_of([row], way.batch)


def _keep_entry(row: RawRow, way: Taking) -> bool:
    values = row.values
    before = DirectoryEntry.objects.filter(code=values["catalog_code"]).first()
    if before is not None and before.owner != Owner.LOCAL and not way.is_upstream:
        raise Invalid(_("这个基本目录条目由上级管理，这里不能改。"), code="owned_above")
    state = STATES.get(values["task_state"])
    if values.get("cd_operation") == "D":
        state = "cancelled"
    if state is None:
        raise Invalid(_("事项状态应为 1（在用）、2（暂停）或 3（取消）。"), code="code")
    entry = keep_directory_entry(
        actor=way.actor,
        code=values["catalog_code"],
        name=values["task_name"],
        item_type=values["task_type"].zfill(2),
        by_law=values["by_law"],
        use_levels=[one for one in values["use_level"].replace("^", ",").split(",") if one],
        local_code=values.get("local_catalog_code", "")[:50],
        state=state,
        effective_on=day_of(values.get("plan_effective_date", "")),
        ends_on=day_of(values.get("plan_cancel_date", "")),
        owner=way.owner,
    )
    if way.is_upstream:
        mine = age_of(values)
        if before is not None and before.version != entry.version:
            known = age_known(before)
            if mine.is_older_than(known):
                raise mine.refusal(known)
        know(entry, mine)
    guid = UUID(values["row_guid"])
    if entry.row_guid != guid:
        DirectoryEntry.objects.filter(id=entry.id).update(row_guid=guid, batch=way.batch)
        return True
    return before is None or before.version != entry.version


def _told_in(digest: str, owner: str, profile: str, rejected: Sequence[RejectedRow]) -> str:
    """The batch of the last import of this very file, where it ended the same."""
    last = (
        GuideImport.objects.filter(digest=digest, owner=owner, profile=profile)
        .order_by("-created_at")
        .first()
    )
    now_told = _without_batches([asdict(row) for row in rejected])
    is_same = last is not None and _without_batches(last.rejected) == now_told
    return last.batch if last is not None and is_same else ""


_OF_ONE_TIME = frozenset({"cd_batch", "upload_time", "arrive_time"})


def _without_batches(rows: Sequence[dict[str, object]]) -> list[dict[str, object]]:
    return [{k: v for k, v in row.items() if k not in _OF_ONE_TIME} for row in rows]


def _keep(
    actor: Actor, report: ExchangeReport, *, digest: str, file_name: str, owner: str, profile: str
) -> None:
    counts = {
        name: getattr(report, name)
        for name in (
            "items", "new", "changed", "unchanged", "withdrawn", "waiting", "refused", "drafts",
        )
    }  # fmt: skip
    GuideImport.objects.create(
        batch=report.batch,
        digest=digest,
        file_name=shown(file_name[:200]),
        owner=owner,
        profile=profile,
        imported_by=actor.name[:100],
        counts={**counts, "rejected": len(report.rejected)},
        rejected=[asdict(row) for row in report.rejected],
    )
    record(
        actor=actor,
        act="import_guides",
        subject_kind="item_list",
        subject_id=report.batch,
        detail={**counts, "rejected": len(report.rejected), "sha256": digest, "owner": owner},
    )


@in_one_transaction
def export_items(
    *,
    actor: Actor,
    file_format: str,
    profile: str = Profile.GBT39554,
    division_code: str = "",
    department_id: UUID | None = None,
    with_drafts: bool = False,
) -> IO[bytes]:
    """The items in use with their published guides as upload tables, in a file at its beginning.

    ``with_drafts`` takes the open draft of an item that has no published guide yet. Raises Invalid
    for a format or profile that is none, TooLarge for what a workbook cannot hold.
    """
    must(actor, "export_items")
    if file_format not in Format.values or profile not in Profile.values:
        raise Invalid(_("没有这种文件格式或者代码标准。"))
    items = Item.objects.exclude(state=ItemState.CANCELLED)
    if division_code:
        items = items.filter(division_code__startswith=within(division_code))
    if department_id is not None:
        items = items.filter(department_id=department_id)
    batch = f"export-{to_shanghai(now()):%Y%m%d-%H%M%S}"
    rows: Rows = {name: [] for name in TABLES}
    with official():
        rows[DIRECTORY.name] = [
            rows_of_entry(entry) for entry in DirectoryEntry.objects.order_by("code")
        ]
        count = 0
        leaving = Leaving() if file_format == Format.JSON else None
        for one in _said(items, profile, with_drafts=with_drafts, leaving=leaving):
            count += 1
            for name, more in one.items():
                rows[name] += more
    for table in rows.values():
        for row in table:
            row["cd_batch"] = batch
    out = tempfile.SpooledTemporaryFile(SPOOL)  # noqa: SIM115 - whoever asked closes it
    beside = leaving.content() if leaving is not None else None
    write_tables(rows, out, file_format=file_format, profile=profile, beside=beside)
    out.seek(0)
    record(
        actor=actor,
        act="export_items",
        subject_kind="item_list",
        subject_id=batch,
        division_code=division_code,
        detail={"items": count, "format": file_format, "profile": profile},
    )
    return out


def _said(
    items: QuerySet[Item], profile: str, *, with_drafts: bool, leaving: Leaving | None
) -> Iterator[Rows]:
    flows: dict[UUID, str] = {}
    drafts = {}
    if with_drafts:
        open_ones = ItemDraft.objects.filter(state__in=OPEN_STATES, item__revision=None)
        wanted = open_ones.only("item_id", "guide", "form_id", "process_id")
        drafts = {draft.item_id: draft for draft in wanted}
    rows = items.select_related("department", "revision", "entry").order_by("code")
    ending = StandingChange.objects.filter(
        state=StandingState.APPROVED, move=StandingMove.CANCEL
    ).values_list("item_id", "effective_on")
    ends = dict(ending)
    for item in rows.iterator(chunk_size=500):
        told = item.revision or drafts.get(item.id)
        guide = Guide.from_json(told.guide) if told is not None else None
        form_id, process_id = (told.form_id, told.process_id) if told is not None else (None, None)
        if process_id is not None and process_id not in flows:
            flows[process_id] = " → ".join(s.name for s in workflow.steps_of(process_id))
        yield rows_of_item(
            item,
            guide,
            flows.get(process_id, "") if process_id is not None else "",
            profile,
            leaving.links(form_id, process_id) if leaving is not None else None,
            ends_on=ends.get(item.id),
            names=names_of(guide.towns) if guide is not None and guide.towns else None,
        )
