"""The archivist's pages: what is kept, one archive, and the lists by which archives are destroyed."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.audit.queries import history
from tongban.base.files.queries import download_response
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.base.pages.fields import Fault
from tongban.handling.archives import queries, services
from tongban.handling.archives.models import Archive
from tongban.handling.archives.rights import may
from tongban.handling.archives.types import (
    HELD,
    KIND,
    ArchiveState,
    ListState,
    Property,
    Retention,
)

PAGE = 50
STEPS = {
    "archive_case": gettext_lazy("归档"),
    "check_archive": gettext_lazy("再次检测"),
    "seal_archive": gettext_lazy("封存"),
    "move_out": gettext_lazy("移交"),
    "lend_archive": gettext_lazy("借阅"),
}
archivists = officers_with(Duty.ARCHIVIST)
deciders = officers_with(Duty.ARCHIVIST, Duty.CHIEF)


@archivists
@require_safe
def archives(request: HttpRequest) -> HttpResponse:
    """What is archived in the officer's area, with search."""
    actor = actor_of(request)
    search, state = request.GET.get("q", "")[:80], request.GET.get("state", "")
    state = state if state in ArchiveState.values else ""
    rows = queries.archives_of(actor, search=search, state=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "archives/archives.html",
        {
            "page": page,
            "search": search,
            "state": state,
            "states": ArchiveState.choices,
            "over": queries.past_retention(actor).count(),
            "nav": "archives",
        },
    )


def _in_words(rule: Mapping[str, object]) -> str:
    """A rule is kept in Chinese and read in the reader's language."""
    text = str(rule["text"])
    return _(text)


def _page(
    request: HttpRequest, found: Archive, faults: list[Fault], *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "archives/archive.html",
        {
            "archive": found,
            "checks": [
                {
                    "rule": one,
                    "text": _in_words(one),
                    "property": Property(one["property"]).label,
                    "badge": "done" if one["passed"] else "no" if one["required"] else "pause",
                }
                for one in found.checks
            ],
            "retention": Retention(found.retention).label,
            "is_held": found.state in HELD,
            "may_seal": found.state == ArchiveState.ARCHIVED,
            "has_failed": found.state == ArchiveState.FAILED,
            "steps": [
                {"record": one, "words": str(STEPS.get(one.act, one.act))}
                for one in history(KIND, found.id, limit=50)
            ],
            "faults": faults,
            "given": {name: request.POST.get(name, "") for name in ("reason", "receiver")},
            "nav": "archives",
        },
        status=status,
    )


@archivists
@require_safe
def archive(request: HttpRequest, archive_id: UUID) -> HttpResponse:
    """One archive: what it is called, its check, what may be done, what was done."""
    return _page(request, queries.archive_for(actor_of(request), archive_id), [])


@archivists
@require_POST
def archive_act(request: HttpRequest, archive_id: UUID, step: str) -> HttpResponseBase:
    """Check again, seal, move out, lend (which hands the package over), or try again to archive."""
    actor = actor_of(request)
    found = queries.archive_for(actor, archive_id)
    doers: dict[str, tuple[Callable[[], Archive], str]] = {
        "again": (
            lambda: services.archive_case(actor=actor, case_id=found.case_id),
            _("已重新检测。"),
        ),
        "check": (
            lambda: services.check_archive(actor=actor, archive_id=archive_id),
            _("已检测，结果在下面。"),
        ),
        "seal": (lambda: services.seal_archive(actor=actor, archive_id=archive_id), _("已封存。")),
        "move": (
            lambda: services.move_out(
                actor=actor, archive_id=archive_id, receiver=request.POST.get("receiver", "")
            ),
            _("已登记移交。"),
        ),
        "lend": (
            lambda: services.lend_archive(
                actor=actor, archive_id=archive_id, reason=request.POST.get("reason", "")
            ),
            "",
        ),
    }
    if step not in doers:
        raise Missing(_("没有这个办理动作。"))
    do, done = doers[step]
    try:
        changed = do()
    except Invalid as error:
        faults = [Fault(f.message, f.place) for f in error.findings]
        return _page(request, found, faults or [Fault(error.message)], status=422)
    except Conflict as error:
        messages.warning(request, error.message)
    else:
        if step == "lend" and changed.file_id is not None:
            return download_response(changed.file_id, name=f"{changed.archive_number}.zip")
        messages.success(request, done)
    return redirect("archives:archive", archive_id)


def _lists_page(
    request: HttpRequest, actor: Actor, faults: list[Fault], *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "archives/destruction.html",
        {
            "lists": queries.destruction_lists(actor),
            "over": list(queries.past_retention(actor)[: queries.MANY]),
            "may_draft": may(actor, "draft_destruction"),
            "faults": faults,
            "reason": request.POST.get("reason", ""),
            "nav": "archives",
        },
        status=status,
    )


@deciders
@require_http_methods(["GET", "HEAD", "POST"])
def destruction(request: HttpRequest) -> HttpResponseBase:
    """The lists, and what is past its retention, to put on one."""
    actor = actor_of(request)
    if request.method != "POST":
        return _lists_page(request, actor, [])
    try:
        made = services.draft_destruction(
            actor=actor,
            archive_ids=_ids(request.POST.getlist("archive")),
            reason=request.POST.get("reason", ""),
        )
    except Invalid as error:
        faults = [Fault(f.message, f.place) for f in error.findings]
        return _lists_page(request, actor, faults or [Fault(error.message)], status=422)
    except Conflict as error:
        messages.warning(request, error.message)
        return redirect("archives:destruction")
    messages.success(request, _("已提出，等另一个人决定。"))
    return redirect("archives:list", made.id)


def _ids(texts: list[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _list_page(
    request: HttpRequest, list_id: UUID, faults: list[Fault], *, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.list_for(actor, list_id)
    waits = found.state == ListState.DRAFTED
    return render(
        request,
        "archives/list.html",
        {
            "list": found,
            "badge": {"drafted": "you", "approved": "done"}.get(found.state, "no"),
            "may_decide": waits and may(actor, "approve_destruction", found),
            "is_own": waits and not may(actor, "approve_destruction", found),
            "faults": faults,
            "nav": "archives",
        },
        status=status,
    )


@deciders
@require_safe
def destruction_list(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One list, with what stands on it and what was decided."""
    return _list_page(request, list_id, [])


@deciders
@require_POST
def decide_list(request: HttpRequest, list_id: UUID, answer: str) -> HttpResponseBase:
    """Approve a list, or not."""
    actor = actor_of(request)
    queries.list_for(actor, list_id)
    opinion = request.POST.get("opinion", "")
    try:
        if answer == "approve":
            services.approve_destruction(actor=actor, list_id=list_id, opinion=opinion)
            messages.success(request, _("已批准，清册上的档案已经销毁。"))
        elif answer == "reject":
            services.reject_destruction(actor=actor, list_id=list_id, opinion=opinion)
            messages.success(request, _("没有批准，档案接着保管。"))
        else:
            raise Missing(_("没有这个办理动作。"))
    except Invalid as error:
        faults = [Fault(f.message, f.place) for f in error.findings]
        return _list_page(request, list_id, faults, status=422)
    except Conflict as error:
        messages.warning(request, error.message)
    return redirect("archives:list", list_id)
