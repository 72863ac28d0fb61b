"""Take one item of a file in: list it, and keep its guide as a draft, a revision, or as it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import OPEN_STATES, DraftState
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid
from tongban.base.kernel.moments import now, today
from tongban.base.orgs import queries as orgs
from tongban.management.catalog.exchange.carrying import FORMS, PROCESSES, kept, told_of
from tongban.management.catalog.exchange.columns import Hearing, hear_day
from tongban.management.catalog.exchange.families import Family
from tongban.management.catalog.exchange.reading import RawRow
from tongban.management.catalog.exchange.saying import hear_guide
from tongban.management.catalog.exchange.tables import Row
from tongban.management.catalog.exchange.upstream import take_from_above, withdraw_above
from tongban.management.catalog.models import Item, ItemDraft
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


class FaultyRowsError(Exception):
    """Some rows of the item do not hold; what is wrong stands at the rows."""


def take(family: Family, way: Taking) -> str:
    """One item. Returns ``new``, ``changed``, ``unchanged``, ``withdrawn``, with ``+draft`` where
    something waits for its department. Raises what refuses it; then nothing of it was kept.
    """
    if any(row.faults for row in family.rows):
        raise FaultyRowsError
    begins, ends = _days_of(family)
    item = _item_of(family)
    if family.is_withdrawn or (way.is_upstream and ends is not None and ends <= today()):
        return _withdraw(family, item, way)
    if way.is_upstream and begins is not None and begins > today():
        told = _("从 %(day)s 起才生效，那天起再发一次；现在什么也没有改。") % {
            "day": f"{begins.year} 年 {begins.month} 月 {begins.day} 日"
        }
        raise _wrong("plan_effective_date", "not_yet", told)
    department = _department(family)
    if item is not None:
        _must_be_the_same(item, department)
    is_new = item is None
    if item is None:
        item = _list(family, department, way)
    listed = False if is_new else _bring_in_step(item, family, way)
    if not family.has_guide:
        return "new" if is_new else "changed" if listed else "unchanged"
    current = _current(item)
    guide, said = _guide_of(family, way, current or Guide.blank())
    runs = _runs_of(family, item, way)
    if way.is_upstream:
        told = take_from_above(
            item,
            guide,
            said=said,
            current=current,
            is_new=is_new,
            name=family.values["task_name"],
            runs=runs,
            way=way,
            changed_above_at=family.values.get("cd_time", ""),
            ends_on=ends,
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


def _item_of(family: Family) -> Item | None:
    """The item that is meant, locked: by its identifier, else by its code."""
    rows = Item.objects.select_for_update(of=("self",)).select_related(
        "department__division", "revision"
    )
    guid = UUID(family.values["row_guid"])
    by_guid = rows.filter(row_guid=guid).first()
    by_code = rows.filter(code=family.code).first()
    if by_guid is not None and by_code is not None and by_guid.id != by_code.id:
        raise Conflict(
            _("row_guid 是事项“%(one)s”的，编码却是“%(other)s”的，请核对。")
            % {"one": by_guid.name[:60], "other": by_code.name[:60]},
            code="two_items",
        )
    if by_guid is not None and by_guid.code != family.code:
        raise Conflict(
            _("这个事项的编码是 %(code)s，编码不能改；换了编码的请列新的事项。")
            % {"code": by_guid.code},
            code="code_changed",
        )
    found = by_guid or by_code
    if found is not None and found.state == ItemState.CANCELLED:
        left = cases_under_way(found.id)
        more = _("它还有 %(n)s 个办件没有办完，按原来的指南办。") % {"n": left} if left else ""
        raise Conflict(_("这个事项在这里已取消，不能再改。") + more, code="item_cancelled")
    return found


def _department(family: Family) -> Any:
    row = family.values
    division = _ours_text(family, "division_code")
    bodies = orgs.departments().select_related("division")
    if row.get("dept_code"):
        found = bodies.filter(credit_code=row["dept_code"]).first()
    else:
        found = bodies.filter(name=row.get("dept_name", ""), division__code=division).first()
    if found is None:
        raise _wrong(
            "dept_code",
            "dept_unknown",
            _("这里没有统一社会信用代码是“%(code)s”的部门，请先建部门。")
            % {"code": row.get("dept_code") or row.get("dept_name", "")},
        )
    place = division or found.division.code
    if not place.startswith(orgs.within(found.division.code)):
        raise _wrong(
            "dept_code",
            "division",
            _("区划 %(place)s 不归“%(body)s”管，请核对。")
            % {"place": place[:12], "body": found.name},
        )
    return found


def _wrong(place: str, code: str, message: str) -> Invalid:
    return Invalid(message, code=code, findings=[FieldFinding(place, code, message)])


def _ours_text(family: Family, name: str) -> str:
    found = family.ours.get(name, "")
    return found if isinstance(found, str) else ""


def _must_be_the_same(item: Item, department: Any) -> None:
    if item.department_id != department.id:
        raise Conflict(
            _("这个编码是“%(mine)s”的事项，不能当作“%(other)s”的改。")
            % {"mine": item.department.name, "other": department.name},
            code="other_department",
        )


def _list(family: Family, department: Any, way: Taking) -> Item:
    row = family.values
    profile = _ours_text(family, "code_profile") or (
        "gbt39554" if row.get("task_code") else "local"
    )
    item = list_item(
        actor=way.actor,
        code=family.code,
        name=row["task_name"],
        item_type=row["task_type"].zfill(2),
        department_id=department.id,
        division_code=_ours_text(family, "division_code") or department.division.code,
        code_profile=profile,
        main_item=_ours_text(family, "main_item"),
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
        raise _wrong("task_type", "type_changed", _("已发布的事项不能改事项类型。"))
    if item.owner != Owner.LOCAL and not way.is_upstream and item.name != row["task_name"]:
        raise _wrong("task_name", "owned_above", _("名称由上级管理，这里不能改。"))
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


def _guide_of(family: Family, way: Taking, base: Guide) -> tuple[Guide, frozenset[str]]:
    def heard(row: RawRow) -> tuple[Row, Hearing]:
        return row.values, Hearing(way.profile)

    basic = heard(family.basic)
    extend = heard(family.extend) if family.extend is not None else None
    children: Mapping[str, list[tuple[Row, Hearing]]] = {
        name: [heard(row) for row in rows] for name, rows in family.children.items()
    }
    guide, said = hear_guide(
        basic,
        extend,
        children,
        base=base,
        is_upstream=way.is_upstream,
        tables=family.tables,
    )
    if guide is None:
        for row, pair in zip(
            family.rows,
            [basic, *([extend] if extend else []), *(p for ps in children.values() for p in ps)],
            strict=True,
        ):
            row.faults += pair[1].faults
        raise FaultyRowsError
    return guide, said


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
            raise _wrong(
                altered[0],
                "owned_above",
                _("有的要素由上级管理，这里不能改：") + "、".join(altered),
            )
    if way.publish and _was_published(item, guide, name, runs, way):
        if family.values["task_state"] == "2" and item.state != ItemState.SUSPENDED:
            reason = _ours_text(family, "state_reason") or "暂停办理"
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
        raise _wrong("row_guid", "unknown", _("这里没有这个事项，不用撤回。"))
    if not way.is_upstream or item.owner == Owner.LOCAL:
        left = cases_under_way(item.id)
        told = _("本地事项不能用文件取消，请由部门在事项管理里暂停或取消。")
        if left:
            told += _("它还有 %(n)s 个办件在办。") % {"n": left}
        raise _wrong("cd_operation", "cancel_here", told)
    return withdraw_above(item, way, family.values.get("cd_time", ""))
