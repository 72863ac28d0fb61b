"""One page of the editor: some elements of the guide, each with what is to be mended beside it."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.files import queries as files
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Fault, Field
from tongban.management.catalog import managing, services
from tongban.management.catalog.comparing import differences
from tongban.management.catalog.editing.drawing import Surroundings, boxes, why_locked
from tongban.management.catalog.editing.parts import ROW_KINDS
from tongban.management.catalog.editing.typed import (
    Reading,
    Typed,
    as_typed,
    change_rows,
    clean,
    plain_json,
    put,
    read,
)
from tongban.management.catalog.editing.uploads import take_files
from tongban.management.catalog.elements import Element, Section, of_section, sections_of
from tongban.management.catalog.models import GuideFile, ItemDraft
from tongban.management.catalog.themes import NATIONAL, themes_to_choose
from tongban.management.catalog.types import EX_OFFICIO, Difference, Guide
from tongban.management.catalog.views.changes import Judged, bar, moves_of
from tongban.management.catalog.views.guards import GET_POST, keepers
from tongban.sharing.licenses.queries import license_types, revision_in_force

NAME_LONGEST = 1000


class Sheet:
    """What is read and drawn on one page of the editor."""

    def __init__(self, draft: ItemDraft, section: str) -> None:
        self.draft = draft
        self.section = section
        self.elements: list[Element] = of_section(section, draft.item.item_type)
        self.guide = Guide.from_json(draft.guide)
        self.content = plain_json(self.guide)
        self.name = draft.name
        self.judged = Judged(draft, self.guide)
        self.around = Surroundings(
            form=self.judged.context.form,
            model=self.judged.context.model,
            owned=draft.item.owned_elements,
            situations=self.content["situations"],
            code=draft.item.code,
            license_types=[(kind.code, f"{kind.name} {kind.code}") for kind in license_types()],
            offered={
                e.place: themes_to_choose(e.place) for e in self.elements if e.place in NATIONAL
            },
            license_lines=_lines_of(self.guide) if section == Section.RESULT else (),
        )

    @property
    def editable(self) -> list[Element]:
        """The elements that may be changed here."""
        return [e for e in self.elements if not why_locked(e, self.guide, self.around)]

    def read(self, typed: Typed) -> Reading:
        """Put what was typed into the guide."""
        return read(self.content, self.editable, typed, self.around.form)

    def opened(self, typed: Typed) -> str:
        """Which row is open among those that open one at a time."""
        names = [
            name
            for place, kind in ROW_KINDS.items()
            if kind.one_at_a_time
            for name in typed.get(f"{place}-rows", [])
        ]
        return names[0] if names else ""


def _lines_of(guide: Guide) -> list[tuple[str, str]]:
    """The lines of the licence that the result is, as its type has them now."""
    if not guide.result.license_type:
        return []
    try:
        return [
            (one["key"], one["label"])
            for one in revision_in_force(guide.result.license_type).fields
        ]
    except Missing:
        return []


@keepers
@GET_POST
def section(request: HttpRequest, code: str, section: str) -> HttpResponseBase:
    """Show a page of the editor; save what was typed, whatever it lacks."""
    draft = managing.managed_draft(actor_of(request), code)
    if section not in sections_of(draft.item.item_type):
        raise Missing(_("编辑里没有这一页。"))
    sheet = Sheet(draft, section)
    if request.method == "POST":
        return _save(request, sheet)
    return _page(
        request, sheet, as_typed(sheet.content, sheet.editable, request.GET.get("open", ""))
    )


@keepers
@require_safe
def draft_file(request: HttpRequest, code: str, file_id: UUID) -> HttpResponseBase:
    """A file that was uploaded for the item, before the public may see it."""
    item = managing.managed_item(actor_of(request), code)
    if not GuideFile.objects.filter(item=item, file_id=file_id).exists():
        raise Missing(_("没有这个文件，可能指南已经换了新的。"))
    return files.download_response(file_id, inline=True)


def _typed(posted: QueryDict) -> Typed:
    return {name: [str(value) for value in values] for name, values in posted.lists()}


def _save(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    draft, order = sheet.draft, request.POST.get("do", "save")
    typed = _typed(request.POST)
    refused = take_files(actor_of(request), draft.item_id, typed, request.FILES)
    reading = sheet.read(typed)
    reading.faults.update(refused)
    if sheet.section == Section.BASICS:
        sheet.name = clean(request.POST.get("name", draft.name))
        if not 0 < len(sheet.name) <= NAME_LONGEST:
            reading.faults["name"] = _("请写事项名称，最多 1000 个字。")
    if reading.faults:
        return _page(request, sheet, typed, reading, status=422)
    opened = sheet.opened(typed)
    anchor = ""
    if order.startswith("adopt:"):
        anchor = _adopt(sheet, reading, order.partition(":")[2])
    elif ":" in order:
        target = change_rows(reading.content, order)
        anchor = f"#{target}"
        place = target.partition("-")[0]
        if order.startswith("add:") and place in ROW_KINDS and ROW_KINDS[place].one_at_a_time:
            opened = target
    try:
        services.save_draft(
            actor=actor_of(request),
            draft_id=draft.id,
            version=_version(request),
            guide=reading.guide,
            form_id=draft.form_id,
            process_id=draft.process_id,
            name=sheet.name,
            note=clean(request.POST["note"]) if "note" in request.POST else draft.note,
        )
    except (Conflict, Invalid) as error:
        return _not_saved(request, sheet, reading, opened, error)
    if ":" not in order:
        messages.success(request, _("已保存。"))
    return redirect(_next(sheet, order, opened, anchor))


def _adopt(sheet: Sheet, reading: Reading, place: str) -> str:
    """Say an element as the item above says it."""
    model = sheet.around.model
    if model is None or place not in {element.place for element in sheet.editable}:
        return ""
    theirs: Any = plain_json(model)
    for name in place.split("."):
        theirs = theirs[name]
    put(reading.content, place, theirs)
    return f"#e-{place}"


def _next(sheet: Sheet, order: str, opened: str, anchor: str) -> str:
    """Where one goes on: the next page, or the same page at its place."""
    keys, code = list(sections_of(sheet.draft.item.item_type)), sheet.draft.item.code
    if order == "next":
        at = keys.index(sheet.section) + 1
        if at < len(keys):
            return reverse("catalog:section", args=[code, keys[at]])
        if sheet.draft.item.item_type in EX_OFFICIO:
            return reverse("catalog:change", args=[code])
        return reverse("catalog:change_process", args=[code])
    if order == "close":
        opened = ""
    asked = f"?{urlencode({'open': opened})}" if opened else ""
    return reverse("catalog:section", args=[code, sheet.section]) + asked + anchor


def _not_saved(
    request: HttpRequest,
    sheet: Sheet,
    reading: Reading,
    opened: str,
    error: Conflict | Invalid,
) -> HttpResponse:
    """Somebody else was first: show what was typed with what they changed, and lose nothing."""
    typed = as_typed(reading.content, sheet.editable, opened)
    theirs: list[Difference] = []
    faults = [Fault(error.message)]
    if error.code == "draft_changed":
        here = {element.place for element in sheet.elements}
        theirs = [
            told
            for told in differences(reading.guide, sheet.guide)
            if any(told.place == place or told.place.startswith(f"{place}.") for place in here)
        ]
    faults += [Fault(found.message, f"e-{found.place}") for found in error.findings]
    return _page(
        request,
        sheet,
        typed,
        reading,
        status=int(error.status),
        more={"faults": faults, "theirs": theirs, "was_late": error.code == "draft_changed"},
    )


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _page(
    request: HttpRequest,
    sheet: Sheet,
    typed: Typed,
    reading: Reading | None = None,
    *,
    status: int = 200,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    guide, content = sheet.guide, sheet.content
    judged, faults = sheet.judged, {}
    if reading is not None:
        guide, content, faults = reading.guide, reading.content, reading.faults
        judged = Judged(sheet.draft, guide, name=sheet.name)
    around = replace(sheet.around, situations=content["situations"], faults=faults)
    drawn = boxes(sheet.elements, guide, content, typed, findings=judged.findings, around=around)
    is_editable = "save" in moves_of(actor_of(request), sheet.draft)
    named = [_name_field(sheet, faults)] if sheet.section == Section.BASICS else []
    return render(
        request,
        "catalog/section.html",
        {
            **bar(judged, sheet.section),
            "boxes": drawn,
            "name_field": named[0] if named else None,
            "note_field": Field(
                name="note",
                label=_("这次为什么改"),
                hint=_("给审核的人看，不对外。"),
                value=request.POST.get("note", sheet.draft.note),
                is_required=False,
            ),
            "name_findings": [f for f in judged.findings if f.place in {"name", "code"}],
            "faulty": [
                *named,
                *(f for b in drawn for f in (*b.fields, *(g for r in b.rows for g in r.fields))),
            ],
            "is_editable": is_editable,
            "opened": sheet.opened(typed),
            **(more or {}),
        },
        status=status,
    )


def _name_field(sheet: Sheet, faults: dict[str, str]) -> Field:
    return Field(
        name="name",
        label=_("事项名称"),
        value=sheet.name,
        kind="textarea",
        rows=2,
        error=faults.get("name", ""),
        hint=_("和法律法规、基本目录里的叫法一致。"),
    )
