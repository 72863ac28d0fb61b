"""The desk's pages for documents: keep one, put it beside items, take it off the pages."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing, TongbanError
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.management.catalog.documents.forms import DocumentForm
from tongban.management.catalog.documents.keeping import (
    keep_document,
    link_document,
    unlink_document,
    withdraw_document,
)
from tongban.management.catalog.documents.links import dead_links
from tongban.management.catalog.documents.reading import (
    documents_kept_by,
    items_of_document,
    kept_document,
)
from tongban.management.catalog.models import Document, Item
from tongban.management.catalog.rights import may

entry = officers_with(Duty.ITEM_MANAGER, Duty.SYSTEM_ADMIN)
PAGE = 50


@entry
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The documents that the officer keeps, the last changed first."""
    query = request.GET.get("q", "")[:100].replace("\0", "")
    found = documents_kept_by(actor_of(request), query)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "catalog/documents.html",
        {"page": page, "query": query, "dead": dead_links(), "nav": "documents"},
    )


@entry
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponseBase:
    """Keep a new document; a system administrator's is the whole city's."""
    form = DocumentForm()
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES)
        kept = _kept(actor_of(request), form, None)
        if kept is not None:
            messages.success(request, _("文件已经发布。"))
            return redirect("documents:edit", kept.id)
    return _page(request, form, None)


@entry
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """One document: what it says, which items it stands beside."""
    document = kept_document(actor_of(request), document_id)
    form = DocumentForm(initial=DocumentForm.initial_of(document))
    if request.method == "POST":
        form = DocumentForm(request.POST, request.FILES)
        if _kept(actor_of(request), form, document) is not None:
            messages.success(request, _("已经保存，公开页面上马上看得到。"))
            return redirect("documents:edit", document.id)
    return _page(request, form, document)


def _kept(actor: Actor, form: DocumentForm, document: Document | None) -> Document | None:
    """Keep what was typed; None with the form marked when it does not hold."""
    if not form.is_valid():
        return None
    upload = form.cleaned_data["upload"]
    try:
        return keep_document(
            actor=actor,
            content=form.content(),
            department_id=None if actor.has(Duty.SYSTEM_ADMIN) else actor.department_id,
            document_id=document.id if document else None,
            version=form.cleaned_data["version"] or 0,
            stream=upload,
            filename=upload.name if upload else "",
        )
    except Invalid as error:
        _mark(form, error.findings or (FieldFinding("upload", error.code, error.message),))
    except Conflict as error:
        form.add_error(None, error.message)
    return None


def _mark(form: DocumentForm, findings: tuple[FieldFinding, ...]) -> None:
    for finding in findings:
        form.add_error(finding.place if finding.place in form.fields else None, finding.message)


def _page(
    request: HttpRequest,
    form: DocumentForm,
    document: Document | None,
    *,
    status: int = HTTPStatus.OK,
    **more: Any,
) -> HttpResponse:
    actor = actor_of(request)
    writable = document is None or (
        not document.is_withdrawn and may(actor, "keep_document", document)
    )
    links = items_of_document(document.id) if document is not None else []
    context = {
        "form": form,
        "document": document,
        "writable": writable,
        "links": [(link, may(actor, "unlink_document", link.item)) for link in links],
        "nav": "documents",
        **more,
    }
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "catalog/document.html", context, status=status)


def _again(request: HttpRequest, document: Document, fault: TongbanError) -> HttpResponse:
    """The page once more, with what was refused."""
    form = DocumentForm(initial=DocumentForm.initial_of(document))
    said = " ".join([fault.message, *(f.message for f in getattr(fault, "findings", ()))])
    return _page(request, form, document, status=HTTPStatus.UNPROCESSABLE_ENTITY, fault=said)


@entry
@require_POST
def withdraw(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Take a document off the pages."""
    document = kept_document(actor_of(request), document_id)
    try:
        withdraw_document(
            actor=actor_of(request),
            document_id=document.id,
            reason=request.POST.get("reason", "").replace("\0", ""),
        )
    except (Invalid, Conflict) as error:
        return _again(request, document, error)
    messages.success(request, _("已经撤下。"))
    return redirect("documents:all")


@entry
@require_POST
def link(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Put a document beside the item of a code."""
    document = kept_document(actor_of(request), document_id)
    code = request.POST.get("code", "").strip()[:64].replace("\0", "")
    item = Item.objects.filter(code=code).first()
    if item is None:
        told = _("没有编码是“%(code)s”的事项。请从指南页最下面复制编码。") % {"code": code}
        return _again(request, document, Missing(told))
    try:
        link_document(actor=actor_of(request), document_id=document.id, item_id=item.id)
    except Conflict as error:
        return _again(request, document, error)
    messages.success(request, _("已经挂到“%(name)s”旁边。") % {"name": item.name})
    return redirect("documents:edit", document.id)


@entry
@require_POST
def unlink(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Take a document away from beside an item."""
    document = kept_document(actor_of(request), document_id)
    try:
        item_id = UUID(request.POST.get("item", ""))
    except ValueError:
        return _again(request, document, Missing(_("没有这个事项。")))
    unlink_document(actor=actor_of(request), document_id=document.id, item_id=item_id)
    messages.success(request, _("已经取下。"))
    return redirect("documents:edit", document.id)
