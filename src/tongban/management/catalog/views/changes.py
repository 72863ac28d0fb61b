"""A change to a guide on its way: its state, what is left to mend, and who decides on it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.drafts import DRAFT_MOVES, DraftState
from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Choice, Fault, Field
from tongban.management.catalog import managing, queries, services
from tongban.management.catalog.comparing import differences
from tongban.management.catalog.elements import element_of, label_of, sections_of
from tongban.management.catalog.forms.items import ApproveForm, FindingsForm, ReturnForm
from tongban.management.catalog.judging import context_of, with_bodies
from tongban.management.catalog.lint.linting import completeness, lacking, lint
from tongban.management.catalog.lint.rules import Context
from tongban.management.catalog.models import ItemDraft, ItemRevision
from tongban.management.catalog.rights import may
from tongban.management.catalog.types import EX_OFFICIO, Guide, GuideFinding
from tongban.management.catalog.views.guards import (
    GET_POST,
    keepers,
    told_on_the_next_page,
)
from tongban.management.catalog.views.items import named_differences
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Form
from tongban.management.workflow import queries as workflow

PROCESS = "process"
"""The page of form and process, beside those of ``elements.SECTIONS``."""
ON_PROCESS = frozenset({"form", "process"})
"""Places that are mended on it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, and where it is mended."""

    finding: GuideFinding
    label: str
    section: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of the editor as its list of pages shows it."""

    key: str
    title: str
    must: int
    should: int


class Judged:
    """A guide as it stands, with what the linter says of it."""

    def __init__(
        self,
        draft: ItemDraft,
        guide: Guide,
        *,
        name: str = "",
        form_id: UUID | None = None,
        process_id: UUID | None = None,
    ) -> None:
        self.draft = draft
        self.guide = guide
        self.context: Context = context_of(
            draft.item,
            form_id=form_id or draft.form_id,
            process_id=process_id or draft.process_id,
            name=name or draft.name,
        )
        self.findings = lint(guide, with_bodies(self.context, guide))
        self.completeness = completeness(guide, self.context)

    @property
    def lacking(self) -> list[str]:
        """What completeness misses."""
        return [str(element.label) for element in lacking(self.guide, self.context)]

    @property
    def must(self) -> list[Told]:
        """What keeps the change from being handed in."""
        return [told_of(finding) for finding in self.findings if finding.must]

    @property
    def should(self) -> list[Told]:
        """What had better be mended."""
        return [told_of(finding) for finding in self.findings if not finding.must]

    def tabs(self) -> list[Tab]:
        """The pages of the editor, each with how much is left there."""
        counts: dict[tuple[str, bool], int] = {}
        for finding in self.findings:
            key = section_of(finding.place), finding.must
            counts[key] = counts.get(key, 0) + 1
        kind = self.draft.item.item_type
        pages = list(sections_of(kind).items())
        # Nobody applies for such a power; what came with it from elsewhere is taken away there.
        if kind not in EX_OFFICIO or self.draft.form_id or self.draft.process_id:
            pages.append((PROCESS, _("表单和流程")))
        return [
            Tab(key, str(title), counts.get((key, True), 0), counts.get((key, False), 0))
            for key, title in pages
        ]


def section_of(place: str) -> str:
    """The page of the editor on which a place is mended."""
    found = element_of(place)
    if found is not None:
        return found.section.value
    return PROCESS if place in ON_PROCESS else "basics"


def told_of(finding: GuideFinding) -> Told:
    """A finding with the way to its place."""
    found = element_of(finding.place)
    words = {"name": _("事项名称"), "form": _("表单"), "process": _("流程"), "code": _("编码")}
    label = label_of(finding.place) if found else words.get(finding.place, finding.place)
    anchor = f"e-{found.place}" if found else f"e-{finding.place}"
    return Told(finding, label, section_of(finding.place), anchor)


def moves_of(actor: Actor, draft: ItemDraft) -> set[str]:
    """What this actor may do with the change now."""
    return {
        move
        for move, states in DRAFT_MOVES.items()
        if draft.state in states and may(actor, f"{move}_draft", draft)
    }


def bar(judged: Judged, section: str) -> dict[str, Any]:
    """What every page of the editor shows around its own."""
    tabs = judged.tabs()
    keys = [tab.key for tab in tabs]
    at = keys.index(section) if section in keys else -1
    return {
        "item": judged.draft.item,
        "draft": judged.draft,
        "judged": judged,
        "tabs": tabs,
        "section": section,
        "tab": tabs[at] if at >= 0 else None,
        "before": tabs[at - 1] if at > 0 else None,
        "after": tabs[at + 1] if 0 <= at < len(tabs) - 1 else None,
        "nav": "items",
    }


def _form_in_force(revision: ItemRevision | None) -> Form | None:
    if revision is None or revision.form_id is None:
        return None
    return eforms.form(revision.form_id)


def _change_page(
    request: HttpRequest, draft: ItemDraft, forms: dict[str, FindingsForm], status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    guide = Guide.from_json(draft.guide)
    judged = Judged(draft, guide)
    in_force = draft.item.revision
    before = queries.guide(in_force.id) if in_force is not None else None
    rebased = draft.base_id != draft.item.revision_id
    return render(
        request,
        "catalog/change.html",
        {
            **bar(judged, ""),
            "told": [
                *named_differences(in_force, draft.name, draft.form_id, draft.process_id),
                *differences(before, guide, (_form_in_force(in_force), judged.context.form)),
            ],
            "moves": moves_of(actor, draft),
            "own_change": draft.state == DraftState.SUBMITTED and actor.account_id in draft.editors,
            "is_drafting": draft.state == DraftState.DRAFTING,
            "rebased": rebased,
            "approve_form": ApproveForm(auto_id="a-%s"),
            "return_form": ReturnForm(auto_id="r-%s"),
            **forms,
        },
        status=status,
    )


@keepers
@require_safe
def change(request: HttpRequest, code: str) -> HttpResponse:
    """The change of an item: what is left to mend, what differs, what can be done."""
    return _change_page(request, managing.managed_draft(actor_of(request), code), {})


@keepers
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponseBase:
    """Submit, take back, discard; approve or return."""
    actor = actor_of(request)
    draft = managing.managed_draft(actor, code)
    given: dict[str, Any] = {"actor": actor, "draft_id": draft.id}
    match request.POST.get("move", ""):
        case "approve":
            return _with_form(request, draft, "approve_form", ApproveForm(request.POST))
        case "return":
            return _with_form(request, draft, "return_form", ReturnForm(request.POST))
        case "submit":
            with told_on_the_next_page(request):
                services.submit_draft(**given)
                messages.success(request, _("已提交，等另一个人审核。"))
        case "take_back":
            with told_on_the_next_page(request):
                services.take_back_draft(**given)
                messages.success(request, _("已收回，可以接着改。"))
        case "discard":
            goes_on = "catalog:change"
            with told_on_the_next_page(request):
                services.discard_draft(**given)
                messages.success(request, _("已放弃这次修改，现在执行的指南没有变。"))
                goes_on = "catalog:item"
            return redirect(goes_on, code)
        case _:
            pass
    return redirect("catalog:change", code)


def _with_form(
    request: HttpRequest, draft: ItemDraft, name: str, form: FindingsForm
) -> HttpResponseBase:
    form.auto_id = "a-%s" if name == "approve_form" else "r-%s"
    if not form.is_valid():
        return _change_page(request, draft, {name: form}, 422)
    given: dict[str, Any] = {"actor": actor_of(request), "draft_id": draft.id, **form.cleaned_data}
    try:
        if name == "approve_form":
            done = services.approve_draft(**given, version=_version(request))
            said = (
                _("已通过并发布，现在就按新的执行。")
                if done.state == DraftState.PUBLISHED
                else _("已通过，到生效那一天自动发布。")
            )
        else:
            services.return_draft(**given)
            said = _("已退回，编辑的人看得到您写的原因。")
    except (Conflict, Invalid) as error:
        form.show(error.findings, error.message)
        return _change_page(request, draft, {name: form}, 422)
    messages.success(request, said)
    return redirect("catalog:item", draft.item.code)


def _offered(rows: list[tuple[UUID, str]], chosen: UUID | None) -> list[Choice]:
    made = [Choice("", _("没有"), is_chosen=chosen is None)]
    return made + [Choice(str(i), name, is_chosen=i == chosen) for i, name in rows]


def _uuid(text: str, offered: list[tuple[UUID, str]]) -> UUID | None:
    return next((i for i, _name in offered if str(i) == text), None)


@keepers
@GET_POST
def process(request: HttpRequest, code: str) -> HttpResponseBase:
    """Which form people fill in and which process is executed, with its chart."""
    actor = actor_of(request)
    draft = managing.managed_draft(actor, code)
    forms = [(i, _named(name, version)) for i, name, version in eforms.latest_forms()]
    processes = [(v.id, _named(v.name, v.version)) for v in workflow.latest_processes()]
    # What is chosen may be older than the newest; it is offered until somebody takes another.
    if draft.form_id and draft.form_id not in {i for i, _name in forms}:
        old = eforms.form(draft.form_id)
        forms.append((draft.form_id, _named(old.name, old.version)))
    if draft.process_id and draft.process_id not in {i for i, _name in processes}:
        view = workflow.process(draft.process_id)
        processes.append((draft.process_id, _named(view.name, view.version)))
    asked = request.POST if request.method == "POST" else request.GET
    form_id = _uuid(asked["form"], forms) if "form" in asked else draft.form_id
    process_id = _uuid(asked["process"], processes) if "process" in asked else draft.process_id
    faults: list[Fault] = []
    version = str(draft.version)
    if request.method == "POST" and request.POST.get("do") != "look":
        try:
            services.save_draft(
                actor=actor,
                draft_id=draft.id,
                version=_version(request),
                guide=Guide.from_json(draft.guide),
                form_id=form_id,
                process_id=process_id,
                name=draft.name,
                note=draft.note,
            )
        except Conflict as error:
            faults = [Fault(error.message)]
        else:
            messages.success(request, _("已保存。"))
            return redirect("catalog:change_process", code)
    judged = Judged(draft, Guide.from_json(draft.guide))
    return render(
        request,
        "catalog/process.html",
        {
            **bar(judged, PROCESS),
            "told": [told for told in judged.must + judged.should if told.section == PROCESS],
            "form_field": Field(
                name="form", label=_("申请人填哪张表"), kind="select",
                choices=_offered(forms, form_id),
                hint=_("表单在别处设计和发布，这里只选。只到窗口办的可以没有。"),
            ),
            "process_field": Field(
                name="process", label=_("按哪个流程办"), kind="select",
                choices=_offered(processes, process_id),
                hint=_("选了以后可以先看流程图，再保存。"),
            ),
            "chart": workflow.chart(process_id) if process_id else "",
            "steps": workflow.steps_of(process_id) if process_id else [],
            "questions": list(eforms.form(form_id).fields.values()) if form_id else [],
            "version": version,
            "faults": faults,
            "is_editable": "save" in moves_of(actor, draft),
        },
        status=409 if faults else 200,
    )  # fmt: skip


def _named(name: str, version: int) -> str:
    return _("%(name)s（第 %(version)s 版）") % {"name": name, "version": version}


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
