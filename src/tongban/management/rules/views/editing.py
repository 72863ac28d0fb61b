"""The plain forms in which a table is edited: values, rows, examples. They work without script."""

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict, Invalid
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Choice, Fault, Field
from tongban.management.rules import services, typed
from tongban.management.rules.models import RuleDraft
from tongban.management.rules.types import HitPolicy, RuleContent
from tongban.management.rules.views.changes import draft_of, moves_of
from tongban.management.rules.views.guards import GET_POST, keepers


def _head(draft: RuleDraft, request: HttpRequest) -> list[Field]:
    """What the table is called, what it rests on, and which rows count."""
    given = request.POST
    policy = given.get("policy", draft.content.policy)
    return [
        Field(name="name", label=_("规则表的名称"), value=given.get("name", draft.name)),
        Field(
            name="by_law", label=_("依据"), kind="textarea", rows=3,
            value=given.get("by_law", draft.by_law),
            hint=_("文件和条款，一行一条。当场办好的申请人看得到。"), is_required=False,
        ),
        Field(
            name="policy", label=_("几行都符合时"), kind="radio",
            choices=[
                Choice(value, str(label), is_chosen=value == policy)
                for value, label in HitPolicy.choices
            ],
        ),
        Field(
            name="note", label=_("修改说明"), value=given.get("note", draft.note),
            is_required=False,
        ),
    ]  # fmt: skip


def saved_or_faults(
    request: HttpRequest, draft: RuleDraft, content: RuleContent, *, with_head: bool = False
) -> list[Fault]:
    """Save, and what was wrong with it."""
    given = request.POST
    count = given.get("saved", "")
    try:
        services.save_rules(
            actor=actor_of(request),
            draft_id=draft.id,
            saved=int(count) if count.isdecimal() and len(count) < 10 else 0,
            content=content,
            name=given.get("name", "") if with_head else draft.name,
            by_law=given.get("by_law", "") if with_head else draft.by_law,
            note_=given.get("note", "") if with_head else draft.note,
        )
    except Invalid as error:
        return [Fault(f.message) for f in error.findings] or [Fault(error.message)]
    except Conflict as error:
        return [Fault(error.message)]
    messages.success(request, _("已保存。"))
    return []


def _page(
    request: HttpRequest,
    draft: RuleDraft,
    part: str,
    groups: list[typed.Group],
    faults: list[Fault],
) -> HttpResponse:
    titles = {"inputs": _("看哪些信息"), "rows": _("规则"), "examples": _("例子")}
    leads = {
        "inputs": _("只能看核实过的信息。用不到的不要列。"),
        "rows": _("一行是一种情况：条件都符合，就照这一行办。要再加，写在最后两行，保存后又有空的。"),
        "examples": _("写清楚什么样的人应当当场同意、什么样的应当交给人。每个会同意的行至少要有一个例子。"),
    }  # fmt: skip
    return render(
        request,
        "rules/edit.html",
        {
            "table": draft.table,
            "draft": draft,
            "part": part,
            "title": titles[part],
            "lead": leads[part],
            "head": _head(draft, request) if part == "inputs" else [],
            "groups": groups,
            "faults": faults,
            "saved": request.POST.get("saved", draft.saved),
            "is_editable": "save" in moves_of(actor_of(request), draft),
            "nav": "rules",
        },
        status=422 if faults else 200,
    )


def _faults(groups: list[typed.Group]) -> list[Fault]:
    fields = [f for group in groups for f in group.all_fields]
    return [
        Fault(_("{label}：{message}").format(label=f.label, message=f.error), f.focus_id)
        for f in fields
        if f.error
    ]


@keepers
@GET_POST
def edit_inputs(request: HttpRequest, key: str) -> HttpResponseBase:
    """The table's name and basis, the values that it looks at, and what is reckoned."""
    _found, draft = draft_of(actor_of(request), key)
    content = draft.content
    faults: list[Fault] = []
    if request.method == "POST":
        content = typed.with_inputs(content, request.POST.dict())
        faults = saved_or_faults(request, draft, content, with_head=True)
        if not faults:
            return redirect("rules:inputs", key)
    return _page(request, draft, "inputs", typed.input_groups(content), faults)


@keepers
@GET_POST
def edit_rows(request: HttpRequest, key: str) -> HttpResponseBase:
    """The rows."""
    return _edited(
        request,
        key,
        "rows",
        typed.row_groups,
        lambda content, given: _with(content, "rows", typed.typed_rows(content, given)),
    )


@keepers
@GET_POST
def edit_examples(request: HttpRequest, key: str) -> HttpResponseBase:
    """The examples."""
    return _edited(
        request,
        key,
        "examples",
        typed.example_groups,
        lambda content, given: _with(content, "examples", typed.typed_examples(content, given)),
    )


def _with(
    content: RuleContent, part: str, read: tuple[tuple[object, ...], dict[str, str]]
) -> tuple[RuleContent, dict[str, str]]:
    found, wrong = read
    return replace(content, **{part: found}), wrong  # type: ignore[arg-type]


def _edited(
    request: HttpRequest,
    key: str,
    part: str,
    groups_of: Callable[..., list[typed.Group]],
    read: Callable[[RuleContent, typed.Typed], tuple[RuleContent, dict[str, str]]],
) -> HttpResponseBase:
    _found, draft = draft_of(actor_of(request), key)
    if request.method != "POST":
        return _page(request, draft, part, groups_of(draft.content), [])
    given = request.POST.dict()
    content, wrong = read(draft.content, given)
    groups = groups_of(draft.content, given, wrong)
    faults = _faults(groups) if wrong else saved_or_faults(request, draft, content)
    if not faults:
        return redirect(f"rules:{part}", key)
    return _page(request, draft, part, groups, faults)
