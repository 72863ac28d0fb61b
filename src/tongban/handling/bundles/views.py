"""Bundles at the desk: drafted by item managers, published by a second person."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.base.pages.fields import Fault
from tongban.handling.bundles import queries, services
from tongban.handling.bundles.checks import parts_of
from tongban.handling.bundles.models import Bundle
from tongban.handling.bundles.rights import may
from tongban.handling.bundles.types import BundleContent, DraftState
from tongban.handling.bundles.writing import as_lines, from_lines

KEEPERS = (Duty.ITEM_MANAGER, Duty.CHIEF)
GET_POST = require_http_methods(["GET", "HEAD", "POST"])
INPUTS = ("name", "summary", "words", "audience", "questions", "items", "same", "feeds")
_KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")


@officers_with(*KEEPERS)
@require_safe
def bundles(request: HttpRequest) -> HttpResponse:
    """The bundles that the department leads."""
    return render(
        request, "bundles/list.html", {"bundles": queries.managed_bundles(actor_of(request))}
    )


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").replace("\0", "")[:20_000] for name in INPUTS}


def _save(actor: Actor, key: str, typed: dict[str, str], version: int | None) -> list[Fault]:
    """Keep what was typed; what cannot be read is told and nothing is kept."""
    content, found = from_lines(typed)
    if not content.name:
        found.append(FieldFinding("name", "required", _("请写名称。")))
    if found:
        return [Fault(f.message, f"f-{f.place}") for f in found]
    assert actor.department_id is not None  # every post is of a department
    services.save_bundle(
        actor=actor,
        key=key,
        content=content,
        department_id=actor.department_id,
        version=version,
    )
    return []


@officers_with(Duty.ITEM_MANAGER)
@GET_POST
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a bundle."""
    actor = actor_of(request)
    key, typed = request.POST.get("key", "").strip(), _typed(request)
    faults: list[Fault] = []
    if request.method == "POST":
        if not _KEY.fullmatch(key) or key == "new" or Bundle.objects.filter(key=key).exists():
            faults = [Fault(_("代号用小写字母、数字和短横，不能和别的重复。"), "f-key")]
        faults += [] if faults else _save(actor, key, typed, None)
        if not faults:
            messages.success(request, _("已保存。"))
            return redirect("bundles:bundle", key)
    return _page(request, None, typed, faults, key=key)


@officers_with(*KEEPERS)
@GET_POST
def bundle(request: HttpRequest, key: str) -> HttpResponseBase:
    """One bundle: its change, what keeps it from being published, what is in force."""
    actor = actor_of(request)
    found = queries.managed_bundle(actor, key)
    faults: list[Fault] = []
    if request.method == "POST":
        version = request.POST.get("version", "")
        typed = _typed(request)
        faults = _save(
            actor, key, typed, int(version) if version.isascii() and version.isdigit() else None
        )
        if not faults:
            messages.success(request, _("已保存。"))
            return redirect("bundles:bundle", key)
        return _page(request, found, typed, faults)
    return _page(request, found, as_lines(_content(found)), [])


def _content(found: Bundle) -> BundleContent:
    kept = found.draft or (found.revision.content if found.revision else None)
    return BundleContent.from_json(kept) if kept else BundleContent("")


def _page(
    request: HttpRequest,
    found: Bundle | None,
    typed: dict[str, str],
    faults: list[Fault],
    *,
    key: str = "",
) -> HttpResponse:
    actor = actor_of(request)
    parts: list[Any] = []
    findings: list[FieldFinding] = []
    if found is not None:
        parts = parts_of(_content(found))
        findings = queries.draft_findings(found)
    submitted = found is not None and found.draft_state == DraftState.SUBMITTED
    return render(
        request,
        "bundles/bundle.html",
        {
            "bundle": found,
            "key": key,
            "typed": typed,
            "faults": faults,
            "findings": findings,
            "parts": [
                (
                    part,
                    [(f.key, f.label) for f in part.form.fields.values()],
                    [(m.key, m.name) for m in part.guide.materials],
                )
                for part in parts
            ],
            "may_edit": not submitted and actor.has(Duty.ITEM_MANAGER),
            "may_submit": found is not None
            and found.draft_state == DraftState.EDITING
            and may(actor, "submit_bundle", found),
            "may_approve": submitted and found is not None and may(actor, "approve_bundle", found),
            "may_return": submitted and found is not None and may(actor, "return_bundle", found),
        },
        status=422 if faults else 200,
    )


@officers_with(*KEEPERS)
@require_POST
def move(request: HttpRequest, key: str, move: str) -> HttpResponseBase:
    """Hand a change in, give it back, or put it in force."""
    actor = actor_of(request)
    found = queries.managed_bundle(actor, key)
    version = request.POST.get("version", "")
    if move not in {"submit", "return", "approve"}:
        raise Missing(_("没有这个办理动作。"))
    try:
        if move == "submit":
            services.submit_bundle(actor=actor, bundle_id=found.id)
            done = _("已提交，请另一位事项管理员或者首席代表审核。")
        elif move == "return":
            services.return_bundle(
                actor=actor, bundle_id=found.id, reason=request.POST.get("reason", "")
            )
            done = _("已退回。")
        else:
            services.approve_bundle(
                actor=actor,
                bundle_id=found.id,
                version=int(version) if version.isascii() and version.isdigit() else None,
            )
            done = _("已发布。")
    except Invalid as error:
        faults = [Fault(f.message, f"f-{f.place}") for f in error.findings]
        return _page(request, found, as_lines(_content(found)), faults)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, done)
    return redirect("bundles:bundle", key)
