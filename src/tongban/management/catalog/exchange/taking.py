"""Take one item of a file in: list it, and keep its guide as a draft, a revision, or as it was."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.codes.item_code.national import IMPLEMENTATION
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Conflict, Invalid, TongbanError
from tongban.base.kernel.moments import now, today
from tongban.management.catalog.exchange.ageing import age_known, age_of, know
from tongban.management.catalog.exchange.carrying import FORMS, PROCESSES, kept, told_of
from tongban.management.catalog.exchange.columns import Hearing, hear_day
from tongban.management.catalog.exchange.families import Family
from tongban.management.catalog.exchange.meaning import (
    department_of,
    item_of,
    ours_text,
    wrong,
)
from tongban.management.catalog.exchange.telling import FaultyRowsError, guide_of
from tongban.management.catalog.exchange.upstream import take_from_above, withdraw_above
from tongban.management.catalog.exchange.waiting import (
    digest_of,
    family_of,
    is_older,
    keep_end,
    open_wait,
    replace_wait,
    settle_wait,
    wait,
    what_waits,
)
from tongban.management.catalog.models import Item, ItemDraft, UpstreamWait
from tongban.management.catalog.reading import value_at
from tongban.management.catalog.search.index import write_entries
from tongban.management.catalog.search.words import ordering_key
from tongban.management.catalog.services.drafting import begin_draft, save_draft
from tongban.management.catalog.services.listing import list_item
from tongban.management.catalog.services.publishing import publish_item
from tongban.management.catalog.services.standing import suspend_item
from tongban.management.catalog.types import (
    Guide,
    ItemState,
    Owner,
    UpstreamKind,
    WaitState,
    cases_under_way,
)

NOTE = "导入"


@dataclass(frozen=True, slots=True)
class Taking:
    """How a file is taken."""

    actor: Actor
    """The platform in the name of who imports: drafts are kept and items listed by it."""
    batch: str
    owner: str
    profile: str
    publish: bool

    @property
    def is_upstream(self) -> bool:
        """Whether the file comes from the province or the nation."""
        return self.owner != Owner.LOCAL


@dataclass(frozen=True, slots=True)
class Runs:
    """What runs an item: its form and its process."""

    form_id: UUID | None
    process_id: UUID | None

    @classmethod
    def of(cls, item: Item) -> "Runs":
        """Those of the guide in force."""
        revision = item.revision
        return cls(revision.form_id, revision.process_id) if revision else cls(None, None)

    @classmethod
    def of_draft(cls, draft: ItemDraft) -> "Runs":
        """Those of a change."""
        return cls(draft.form_id, draft.process_id)

    def or_those_of(self, draft: ItemDraft) -> "Runs":
        """What is not said here stays as the change has it."""
        return Runs(self.form_id or draft.form_id, self.process_id or draft.process_id)


def take(family: Family, way: Taking) -> str:
    """One item. Returns ``new``, ``changed``, ``unchanged``, ``withdrawn`` or ``waiting`` (for a day
    that is still to come), with ``+draft`` where something is left to its department. Raises what refuses it; then nothing of it was kept.
    """
    if any(row.faults for row in family.rows):
        raise FaultyRowsError
    begins, ends = _days_of(family)
    item = item_of(family)
    if not way.is_upstream:
        return _take_now(family, item, way)
    coming = what_waits(family, begins, ends)
    if coming is not None:
        body = item.department if item is not None else department_of(family)
        return wait(
            family, item, way, coming, department=body, tried=lambda: _tried(family, way, coming[1])
        )
    return _take_from_above(family, item, way, ends)


def _take_from_above(family: Family, item: Item | None, way: Taking, ends: date | None) -> str:
    """What counts now; refused where it is older than what came last and would change anything.
    What changes nothing is no fault: whoever sends a file again gets the same answer.
    """
    mine = age_of(family.values)
    if item is not None and mine.is_older_than(age_known(item)):
        if not _changes_nothing(family, way):
            raise mine.refusal(age_known(item))
        return "unchanged"
    told = _take_counting(family, item, way, ends)
    if kept := item_of(family):
        know(kept, mine)
    return told


def _changes_nothing(family: Family, way: Taking) -> bool:
    try:
        return _tried(family, way, today()) == "unchanged"
    except TongbanError:
        return False


def _take_counting(family: Family, item: Item | None, way: Taking, ends: date | None) -> str:
    """What counts now, in the place of what waited; a cancellation that it announces waits."""
    waiting = open_wait(family)
    if waiting is not None and is_older(family, waiting.newest):
        return _take_now(family, item, way, ends=ends if _is_over(ends) else None)
    ended_on = None
    if waiting is not None:
        announced = waiting.kind == UpstreamKind.WITHDRAWN
        ended_on = waiting.takes_on if announced else None
        if waiting.digest != digest_of(family, way):
            replace_wait(waiting, family, way)
        elif announced:
            return _take_now(family, item, way, ends=ends, ended_on=ended_on)
        else:  # sent again on its day, before the job came to it
            settle_wait(waiting, WaitState.TAKEN)
        if item is None and family.is_withdrawn:
            return "withdrawn"
    told = _take_now(family, item, way, ends=ends, ended_on=ended_on)
    if ends is not None and not _is_over(ends) and not family.is_withdrawn:
        keep_end(family, way, ends)
        return "changed" if told == "unchanged" else told
    return "changed" if told == "unchanged" and waiting is not None else told


def _is_over(day: date | None) -> bool:
    return day is not None and day <= today()


def _tried(family: Family, way: Taking, day: date) -> str:
    """What taking it now would come to, or raises what refuses it; nothing of it is kept. An item
    that waits itself and that this one hangs on is there by then.
    """
    with transaction.atomic():
        above = family.code[:IMPLEMENTATION]
        if above != family.code and not Item.objects.filter(code=above).exists():
            parents = UpstreamWait.objects.filter(
                code=above, state=WaitState.WAITING, takes_on__lte=day
            )
            for parent in parents:
                _take_now(family_of(parent), None, way)
        told = _take_now(family, item_of(family), way)
        transaction.set_rollback(True)
    return told


def _take_now(
    family: Family,
    item: Item | None,
    way: Taking,
    *,
    ends: date | None = None,
    ended_on: date | None = None,
) -> str:
    if family.is_withdrawn or _is_over(ends):
        return _withdraw(family, item, way)
    department = department_of(family)
    if item is not None:
        _must_be_the_same(item, department)
    is_new = item is None
    if item is None:
        item = _list(family, department, way)
    listed = False if is_new else _bring_in_step(item, family, way)
    if not family.has_guide:
        return "new" if is_new else "changed" if listed else "unchanged"
    current = _current(item)
    guide, said = guide_of(
        family, current or Guide.blank(), profile=way.profile, is_upstream=way.is_upstream
    )
    runs = _runs_of(family, item, way)
    if way.is_upstream:
        told = take_from_above(
            item,
            guide,
            said=said,
            is_new=is_new,
            name=family.values["task_name"],
            runs=runs,
            way=way,
            changed_above_at=family.values.get("cd_time", ""),
            ends_on=ends,
            ended_on=ended_on,
        )
    else:
        told = _take_from_department(item, guide, family, runs, way)
    if is_new:
        return told.replace("unchanged", "new").replace("changed", "new")
    return "changed" if listed and told == "unchanged" else told


def _days_of(family: Family) -> tuple[date | None, date | None]:
    """计划生效日期 and 计划取消日期. Raises FaultyRowsError for what is no day."""
    hearing = Hearing()
    begins, ends = (
        hear_day(column, family.values.get(column, ""), hearing)
        for column in ("plan_effective_date", "plan_cancel_date")
    )
    if begins and ends and ends < begins:
        hearing.fault("plan_cancel_date", "order", "计划取消日期早于计划生效日期，请核对。")
    if hearing.faults:
        family.basic.faults += hearing.faults
        raise FaultyRowsError
    return begins, ends


def _must_be_the_same(item: Item, department: Any) -> None:
    if item.department_id != department.id:
        raise Conflict(
            _("这个编码是“%(mine)s”的事项，不能当作“%(other)s”的改。")
            % {"mine": item.department.name, "other": department.name},
            code="other_department",
        )


def _list(family: Family, department: Any, way: Taking) -> Item:
    row = family.values
    profile = ours_text(family, "code_profile") or ("gbt39554" if row.get("task_code") else "local")
    item = list_item(
        actor=way.actor,
        code=family.code,
        name=row["task_name"],
        item_type=row["task_type"].zfill(2),
        department_id=department.id,
        division_code=ours_text(family, "division_code") or department.division.code,
        code_profile=profile,
        main_item=ours_text(family, "main_item"),
    )
    item.row_guid = UUID(row["row_guid"])
    item.batch, item.owner = way.batch, way.owner
    item.data_source = row.get("data_source", "")[:64] or way.owner
    item.save(update_fields=["row_guid", "batch", "owner", "data_source"])
    return item


def _bring_in_step(item: Item, family: Family, way: Taking) -> bool:
    """The name and the identifier of an item that is there; whether anything was written."""
    row = family.values
    wanted: dict[str, Any] = {"row_guid": UUID(row["row_guid"])}
    if item.state == ItemState.LISTED:
        wanted |= {"name": row["task_name"], "item_type": row["task_type"].zfill(2)}
    elif item.item_type != row["task_type"].zfill(2):
        raise wrong("task_type", "type_changed", _("已发布的事项不能改事项类型。"))
    if item.owner != Owner.LOCAL and not way.is_upstream and item.name != row["task_name"]:
        raise wrong("task_name", "owned_above", _("名称由上级管理，这里不能改。"))
    differing = {key: value for key, value in wanted.items() if getattr(item, key) != value}
    if not differing:
        return False
    for key, value in differing.items():
        setattr(item, key, value)
    item.name_key = ordering_key(item.name)
    item.batch, item.changed_at, item.operation = way.batch, now(), Item.Operation.UPDATE
    item.save()
    write_entries([item.id])
    return True


def _current(item: Item) -> Guide | None:
    return Guide.from_json(item.revision.guide) if item.revision is not None else None


def _runs_of(family: Family, item: Item, way: Taking) -> Runs:
    """The form and the process that the item gets: those that the file brings, else its own. From
    above they come only where there are none: what runs here is kept here.
    """
    own = Runs.of(item)
    here: dict[str, UUID | None] = {FORMS: own.form_id, PROCESSES: own.process_id}
    for kind, entry in family.carried.items():
        if way.is_upstream and here[kind] is not None:
            continue
        here[kind] = kept(kind, entry, way.actor)
        if here[kind] is None:
            family.basic.faults.append(told_of(kind, entry))
    if family.basic.faults:
        raise FaultyRowsError
    return Runs(here[FORMS], here[PROCESSES])


def _take_from_department(item: Item, guide: Guide, family: Family, runs: Runs, way: Taking) -> str:
    current, name = _current(item), family.values["task_name"]
    if guide == current and name == item.name and runs == Runs.of(item):
        return "unchanged"
    if item.owned_elements and current is not None:
        altered = [p for p in item.owned_elements if value_at(current, p) != value_at(guide, p)]
        if altered:
            raise wrong(
                altered[0],
                "owned_above",
                _("有的要素由上级管理，这里不能改：") + "、".join(altered),
            )
    if way.publish and _was_published(item, guide, name, runs, way):
        if family.values["task_state"] == "2" and item.state != ItemState.SUSPENDED:
            reason = ours_text(family, "state_reason") or "暂停办理"
            suspend_item(actor=way.actor, item_id=item.id, reason=reason[:200])
        return "changed"
    return "changed+draft" if keep_draft(item, guide, name, runs, way) else "unchanged"


def _was_published(item: Item, guide: Guide, name: str, runs: Runs, way: Taking) -> bool:
    """Publish it; what breaks a must-rule stays a draft for its department."""
    try:
        with transaction.atomic():
            publish_item(
                actor=way.actor,
                item_id=item.id,
                guide=guide,
                form_id=runs.form_id,
                process_id=runs.process_id,
                name=name,
            )
    except Invalid:
        return False
    return True


def keep_draft(item: Item, guide: Guide, name: str, runs: Runs, way: Taking) -> bool:
    """Keep it as the item's open draft; whether that changed anything. Never over an officer's."""
    open_one = ItemDraft.objects.filter(item=item, state__in=OPEN_STATES).first()
    if open_one is not None:
        drafted = Guide.from_json(open_one.guide), open_one.name, Runs.of_draft(open_one)
        if drafted == (guide, name, runs.or_those_of(open_one)):
            return False
        if open_one.editors or open_one.state != DraftState.DRAFTING:
            raise Conflict(
                _("%(who)s正在改这个事项的指南，请等发布或者放弃后再导入。")
                % {"who": open_one.edited_by},
                code="draft_open",
            )
    draft = open_one or begin_draft(actor=way.actor, item_id=item.id)
    runs = runs.or_those_of(draft)
    save_draft(
        actor=way.actor,
        draft_id=draft.id,
        version=draft.version,
        guide=guide,
        form_id=runs.form_id,
        process_id=runs.process_id,
        name=name,
        note=f"{NOTE} {way.batch}",
    )
    return True


def _withdraw(family: Family, item: Item | None, way: Taking) -> str:
    if item is None:
        raise wrong("row_guid", "unknown", _("这里没有这个事项，不用撤回。"))
    if not way.is_upstream or item.owner == Owner.LOCAL:
        left = cases_under_way(item.id)
        told = _("本地事项不能用文件取消，请由部门在事项管理里暂停或取消。")
        if left:
            told += _("它还有 %(n)s 个办件在办。") % {"n": left}
        raise wrong("cd_operation", "cancel_here", told)
    return withdraw_above(item, way, family.values.get("cd_time", ""))
