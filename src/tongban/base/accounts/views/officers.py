"""Pages about officers: their posts, standing in, keeping out, and the review of rights."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.accounts import queries, services
from tongban.base.accounts.forms.officers import (
    FindingsForm,
    LeavingForm,
    PostForm,
    RecusalForm,
    ResetForm,
    StandInForm,
    SuccessorForm,
)
from tongban.base.accounts.protection import waiting_reset
from tongban.base.accounts.types import Verdict
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import today
from tongban.base.orgs import queries as orgs
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers, officers_with


@contextmanager
def _told_when_late(request: HttpRequest) -> Iterator[None]:
    """Pressed twice, or after a colleague, or with something left out: say so on the next page."""
    try:
        yield
    except (Conflict, Invalid) as error:
        messages.warning(request, error.findings[0].message if error.findings else error.message)


GET_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50


@officers_with(Duty.SYSTEM_ADMIN)
@require_safe
def officer_list(request: HttpRequest) -> HttpResponse:
    """Every officer, with the posts held now."""
    search = request.GET.get("q", "")[:40]
    page = Paginator(queries.officers(actor_of(request), search=search), PAGE).get_page(
        request.GET.get("page")
    )
    held = queries.posts_held(account.id for account in page)
    return render(
        request,
        "accounts/officers.html",
        {
            "page": page,
            "rows": [(account, held.get(account.id, [])) for account in page],
            "search": search,
            "nav": "officers",
        },
    )


def officer_page(
    request: HttpRequest, account_id: UUID, forms: dict[str, FindingsForm], status: int = 200
) -> HttpResponse:
    """One officer's page, with the forms that were filled in wrongly."""
    account = queries.account(account_id)
    return render(
        request,
        "accounts/officer.html",
        {
            "account": account,
            "tenures": queries.tenures_of(account_id).order_by("since"),
            "stands": queries.stand_ins_about(account_id)[:20],
            "post_form": PostForm(posts=orgs.open_posts(), auto_id="p-%s"),
            "successor_form": SuccessorForm(auto_id="s-%s"),
            "leaving_form": LeavingForm(auto_id="l-%s"),
            "reset_form": ResetForm(auto_id="r-%s"),
            "waiting_reset": waiting_reset(account_id),
            "nav": "officers",
            "today": today(),
            **forms,
        },
        status=status,
    )


@officers_with(Duty.SYSTEM_ADMIN)
@require_safe
def officer(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One officer."""
    return officer_page(request, account_id, {})


@officers_with(Duty.SYSTEM_ADMIN)
@require_POST
def appoint(request: HttpRequest, account_id: UUID) -> HttpResponseBase:
    """Give a post."""
    form = PostForm(request.POST, posts=orgs.open_posts(), auto_id="p-%s")
    if form.is_valid():
        try:
            services.appoint(
                actor=actor_of(request),
                account_id=account_id,
                post_id=form.cleaned_data["post_id"],
            )
        except Conflict as error:
            form.show([], error.message)
        else:
            messages.success(request, _("已任职，下一次打开页面就生效。"))
            return redirect("accounts:officer", account_id)
    return officer_page(request, account_id, {"post_form": form}, 422)


@officers_with(Duty.SYSTEM_ADMIN)
@require_POST
def end_tenure(request: HttpRequest, account_id: UUID, post_id: UUID) -> HttpResponseBase:
    """Take a post."""
    with _told_when_late(request):
        services.end_tenure(actor=actor_of(request), account_id=account_id, post_id=post_id)
        messages.success(request, _("已免去这个岗位，立即生效。"))
    return redirect("accounts:officer", account_id)


@officers_with(Duty.SYSTEM_ADMIN)
@require_POST
def hand_over(request: HttpRequest, account_id: UUID, post_id: UUID) -> HttpResponseBase:
    """Let somebody else take the post in the same moment."""
    form = SuccessorForm(request.POST, auto_id="s-%s")
    if form.is_valid():
        successor = queries.account_named(form.cleaned_data["login_name"].strip().lower())
        if successor is None:
            form.add_error("login_name", _("没有这个登录名，请再看一遍。"))
        else:
            try:
                services.hand_over_post(
                    actor=actor_of(request),
                    account_id=account_id,
                    post_id=post_id,
                    successor_id=successor.id,
                )
            except (Conflict, Invalid) as error:
                form.show([], error.message)
            else:
                messages.success(
                    request,
                    _("已交接给%(name)s，等着办的都在那边。") % {"name": successor},
                )
                return redirect("accounts:officer", account_id)
    return officer_page(request, account_id, {"successor_form": form}, 422)


@officers_with(Duty.SYSTEM_ADMIN)
@require_POST
def leave(request: HttpRequest, account_id: UUID) -> HttpResponseBase:
    """Take everything at once."""
    form = LeavingForm(request.POST, auto_id="l-%s")
    if form.is_valid():
        try:
            empty = services.leave_office(
                actor=actor_of(request),
                account_id=account_id,
                reason=form.cleaned_data["reason"],
            )
        except (Conflict, Invalid) as error:
            form.show([], error.message)
        else:
            messages.success(request, _("已离岗，岗位和代班全部收回，立即生效。"))
            if empty:
                names = _("、").join(str(orgs.post(post_id).name) for post_id in empty)
                messages.warning(
                    request, _("这些岗位现在没有人：%(names)s。请尽快任职。") % {"names": names}
                )
            return redirect("accounts:officer", account_id)
    return officer_page(request, account_id, {"leaving_form": form}, 422)


@officers
@GET_POST
def standing_in(request: HttpRequest) -> HttpResponseBase:
    """Who does my post while I am away, and whose posts I do."""
    actor = actor_of(request)
    assert actor.account_id is not None
    form = StandInForm(
        request.POST if request.method == "POST" else None,
        colleagues=queries.colleagues_of(actor),
        earliest=today(),
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            assert actor.post_id is not None
            try:
                services.stand_in(
                    actor=actor,
                    post_id=actor.post_id,
                    holder_id=actor.account_id,
                    account_id=form.cleaned_data["account_id"],
                    first_day=form.cleaned_data["first_day"],
                    last_day=form.cleaned_data["last_day"],
                    reason=form.cleaned_data["reason"],
                )
            except Invalid as error:
                form.show(error.findings, error.message)
            except Conflict as error:
                form.show([], error.message)
            else:
                messages.success(request, _("已安排代班。同事换一下身份就能办您岗位上的事。"))
                return redirect("accounts:standing_in")
    return render(
        request,
        "accounts/standing_in.html",
        {
            "form": form,
            "rows": queries.stand_ins_about(actor.account_id)[:50],
            "may_give": actor.standing_for is None,
            "nav": "standing_in",
        },
        status=status,
    )


@officers
@require_POST
def end_stand_in(request: HttpRequest, stand_in_id: UUID) -> HttpResponseBase:
    """End one before its last day."""
    with _told_when_late(request):
        services.end_stand_in(actor=actor_of(request), stand_in_id=stand_in_id)
        messages.success(request, _("代班已经结束，立即生效。"))
    back = request.POST.get("officer", "")
    if back and actor_of(request).has(Duty.SYSTEM_ADMIN):
        return redirect("accounts:officer", _uuid(back))
    return redirect("accounts:standing_in")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing(_("没有这个账户。")) from None


@officers
@GET_POST
def recusals(request: HttpRequest) -> HttpResponseBase:
    """Whose cases I keep out of; for the security administrator also everybody's."""
    actor = actor_of(request)
    form = RecusalForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if actor.person_id is None:
            raise Forbidden(_("这个账户没有登记本人身份，请找系统管理员。"))
        if form.is_valid():
            given = dict(form.cleaned_data)
            given["document_type"] = (
                given["document_type"] or RecusalForm.base_fields["document_type"].initial
            )
            try:
                services.declare_recusal(actor=actor, person_id=actor.person_id, **given)
            except Invalid as error:
                form.show(error.findings, error.message)
            except Conflict as error:
                form.show([], error.message)
            else:
                messages.success(request, _("已登记。这些人和单位的办件不会再到您这里。"))
                return redirect("accounts:recusals")
    keeps_all = actor.has(Duty.SECURITY_ADMIN)
    return render(
        request,
        "accounts/recusals.html",
        {
            "form": form,
            "own": queries.recusals_of(actor.person_id) if actor.person_id else [],
            "everybody": queries.all_recusals(actor) if keeps_all else None,
            "nav": "recusals",
        },
        status=status,
    )


@officers_with(Duty.SECURITY_ADMIN)
@require_POST
def end_recusal(request: HttpRequest, recusal_id: UUID) -> HttpResponseBase:
    """End one, with the reason."""
    with _told_when_late(request):
        services.end_recusal(
            actor=actor_of(request),
            recusal_id=recusal_id,
            reason=request.POST.get("reason", "")[:200],
        )
        messages.success(request, _("回避已解除。"))
    return redirect("accounts:recusals")


@officers_with(Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN)
@require_safe
def rights_review(request: HttpRequest) -> HttpResponse:
    """Who holds which post, the longest unreviewed first."""
    actor = actor_of(request)
    held = queries.held_posts(actor)
    page = Paginator(held, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/rights_review.html",
        {
            "page": page,
            "due": sum(row.is_due for row in held),
            "may_review": actor.has(Duty.SECURITY_ADMIN),
            "nav": "rights_review",
        },
    )


@officers_with(Duty.SECURITY_ADMIN)
@require_POST
def review(request: HttpRequest, tenure_id: UUID) -> HttpResponseBase:
    """Keep or end one."""
    with _told_when_late(request):
        made = services.review_tenure(
            actor=actor_of(request),
            tenure_id=tenure_id,
            verdict=request.POST.get("verdict", ""),
            note=request.POST.get("note", ""),
        )
        messages.success(
            request,
            _("已保留，半年后再复核。")
            if made.verdict == Verdict.KEEP
            else _("权限已收回，立即生效。"),
        )
    return redirect("accounts:rights_review")
