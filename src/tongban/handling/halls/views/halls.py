"""Halls for everybody, and for who keeps them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.kernel.errors import Conflict, Invalid, Missing
from tongban.base.kernel.moments import now
from tongban.base.orgs import queries as orgs
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, everybody, officers_with
from tongban.handling.cases import queries as cases
from tongban.handling.halls import queries, services
from tongban.handling.halls.forms import HallForm, SittingForm, WindowForm, posted

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
administrators = officers_with(Duty.SYSTEM_ADMIN)
MONTH = timedelta(days=30)


@everybody
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Where to go, when, and how to get there."""
    return render(request, "halls/public.html", {"halls": queries.public_halls()})


def _departments() -> list[tuple[str, str]]:
    return [(str(d.id), d.name) for d in orgs.departments()]


@administrators
@GET_POST
def manage(request: HttpRequest) -> HttpResponseBase:
    """Every hall; open one; who received for whom in the last month."""
    form = HallForm(posted(request), departments=_departments())
    if request.method == "POST" and form.is_valid():
        try:
            made = services.keep_hall(actor=actor_of(request), **_given(form))
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            messages.success(request, _("大厅已经设立。"))
            return redirect("halls:hall", made.id)
    figures = cases.received_figures(since=now() - MONTH)
    names = orgs.names_of({code for a, b, _n in figures for code in (a, b)})
    return render(
        request,
        "halls/manage.html",
        {
            "form": form,
            "halls": queries.halls_kept(),
            "figures": [(names.get(a, a), names.get(b, b), n, a != b) for a, b, n in figures],
            "nav": "halls",
        },
        status=422 if form.errors else 200,
    )


def _given(form: HallForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    given["department_id"] = UUID(given["department_id"])
    return given


def _hall(hall_id: UUID) -> Any:
    found = queries.halls_kept().filter(id=hall_id).first()
    if found is None:
        raise Missing(_("没有这个大厅，或者已经撤销。"))
    return found


@administrators
@GET_POST
def hall(request: HttpRequest, hall_id: UUID) -> HttpResponseBase:
    """One hall: change it, its windows, who sits there."""
    found = _hall(hall_id)
    if request.method != "POST":
        return _hall_page(request, found)
    form = HallForm(request.POST, departments=_departments())
    if form.is_valid():
        try:
            services.keep_hall(actor=actor_of(request), hall_id=hall_id, **_given(form))
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            messages.success(request, _("已经保存。"))
            return redirect("halls:hall", hall_id)
    return _hall_page(request, found, hall_form=form)


def _hall_page(
    request: HttpRequest,
    found: Any,
    *,
    hall_form: HallForm | None = None,
    window_form: WindowForm | None = None,
    sitting_form: SittingForm | None = None,
) -> HttpResponse:
    failed = next((f for f in (hall_form, window_form, sitting_form) if f is not None), None)
    return render(
        request,
        "halls/hall.html",
        {
            "hall": found,
            "hall_form": hall_form
            or HallForm(
                departments=_departments(),
                initial={
                    key: str(getattr(found, key))
                    for key in (
                        "department_id",
                        "name",
                        "address",
                        "hours",
                        "phone",
                        "directions",
                        "services",
                    )
                },
            ),
            "window_form": window_form or WindowForm(auto_id="w-%s"),
            "sitting_form": sitting_form or _sitting_form(found),
            "failed": failed,
            "nav": "halls",
        },
        status=422 if failed is not None else 200,
    )


def _sitting_form(found: Any, data: Any = None) -> SittingForm:
    return SittingForm(
        data,
        windows=[(str(w.id), f"{w.number} {w.name}") for w in found.open_windows],
        officers=[(str(a.id), str(a)) for a in queries.window_officers()],
        auto_id="s-%s",
    )


@administrators
@require_POST
def window(request: HttpRequest, hall_id: UUID) -> HttpResponseBase:
    """Open a window, or close one."""
    found = _hall(hall_id)
    if closing := request.POST.get("close"):
        services.close_window(actor=actor_of(request), window_id=_ident(closing))
        messages.success(request, _("窗口已经撤销。"))
        return redirect("halls:hall", hall_id)
    form = WindowForm(request.POST, auto_id="w-%s")
    if form.is_valid():
        try:
            services.keep_window(actor=actor_of(request), hall_id=hall_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            messages.success(request, _("窗口已经设立。"))
            return redirect("halls:hall", hall_id)
    return _hall_page(request, found, window_form=form)


@administrators
@require_POST
def sitting(request: HttpRequest, hall_id: UUID) -> HttpResponseBase:
    """Say who sits where, or not any more."""
    found = _hall(hall_id)
    if ending := request.POST.get("end"):
        services.unseat_officer(actor=actor_of(request), sitting_id=_ident(ending))
        messages.success(request, _("值守已经取消。"))
        return redirect("halls:hall", hall_id)
    form = _sitting_form(found, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.seat_officer(
                actor=actor_of(request),
                window_id=UUID(given["window_id"]),
                account_id=UUID(given["account_id"]),
                weekdays=given["weekdays"],
                begins=given["begins"],
                ends=given["ends"],
            )
        except (Invalid, Conflict) as error:
            form.show(error)
        else:
            messages.success(request, _("值守已经安排。"))
            return redirect("halls:hall", hall_id)
    return _hall_page(request, found, sitting_form=form)


@administrators
@require_POST
def close(request: HttpRequest, hall_id: UUID) -> HttpResponse:
    """A hall is no more."""
    services.close_hall(actor=actor_of(request), hall_id=hall_id)
    messages.success(request, _("大厅已经撤销。"))
    return redirect("halls:manage")


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing(_("没有这一项。")) from None
