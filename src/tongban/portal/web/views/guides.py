"""The guide of an item: the page, the list to take along, its files, its form on paper."""

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.files import queries as files
from tongban.base.kernel.errors import Missing
from tongban.base.kernel.language import official
from tongban.base.kernel.moments import today
from tongban.base.pages.access import actor_of, everybody
from tongban.base.pages.revalidation import revalidated
from tongban.handling.cases.queries import my_draft_for
from tongban.management.catalog import queries as catalog
from tongban.management.catalog.queries import OwnCase
from tongban.management.catalog.types import EX_OFFICIO, Guide, ItemState
from tongban.management.eforms import queries as eforms
from tongban.management.eforms.types import Form
from tongban.management.workflow import queries as workflow
from tongban.portal.web.drawings import PAGES, drawn, key_of
from tongban.portal.web.glances import (
    fee_rows,
    glance_of,
    how_long_of,
    material_row,
    power_of,
    preview_of,
    sample_of,
    ways_of,
    with_answers,
)
from tongban.portal.web.powers import exercised, power_glance_of
from tongban.sharing.licenses import queries as licenses

KEPT_FOR = 24 * 3600
"""Seconds that a file of a guide is kept by browsers; its content never changes."""
SPECIMEN_KEPT_FOR = 3600
"""Seconds that the form of a licence type is; a new revision of the type draws another."""


def _published(code: str) -> tuple[Any, Any, Guide, Form | None]:
    """An item with its revision, guide and form; raises Missing where no guide is published."""
    item = catalog.item(code)
    if item.state == ItemState.LISTED or item.revision is None:
        raise Missing(_("这个事项的办事指南还没有发布。"))
    if item.item_type in EX_OFFICIO:
        raise Missing(_("这是部门依职权做的事，不用申请，没有要带的材料。"))
    revision = item.revision
    form = eforms.form(revision.form_id) if revision.form_id else None
    return item, revision, catalog.guide(revision.id), form


def own_of(request: HttpRequest, guide: Guide, form: Form | None) -> OwnCase:
    """The reader's own case, as the address says it."""
    return catalog.own_case(guide, form, request.GET.dict())


@everybody
@require_safe
@revalidated
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """办事指南: the answers first, then the list for one's own situation, the executed chart.

    With answers in its address a page is one's own and drawn for this visit; without, it is the same
    for everybody and kept until a row changes that it shows.
    """
    mark = catalog.page_mark(code)
    if mark is None or catalog.gives_answers(request.GET):
        return _page(request, *_drawing(request, code))
    key = key_of(mark, is_begun=mark.is_applied_for and _is_begun(request, code))
    title, main = PAGES.get((*key, "title")), PAGES.get((*key, "main"))
    if title is None or main is None:
        title, main = _drawing(request, code)
        PAGES.put((*key, "title"), title)
        PAGES.put((*key, "main"), main)
    return _page(request, title, main)


def _is_begun(request: HttpRequest, code: str) -> bool:
    """Whether the reader has a draft of this item to go on with."""
    actor = actor_of(request)
    return actor.is_applicant and my_draft_for(actor, code) is not None


def _page(request: HttpRequest, title: SafeString, main: SafeString) -> HttpResponse:
    return render(request, "web/item.html", {"title": title, "drawn": main})


def _drawing(request: HttpRequest, code: str) -> tuple[SafeString, SafeString]:
    """Title and main part of an item's page; raises Missing."""
    item = catalog.item(code)
    if item.state == ItemState.LISTED or item.revision is None:
        below = list(catalog.handling_items_of(item.id))
        is_power = item.item_type in EX_OFFICIO
        told = {"item": item, "below": below, "is_power": is_power}
        return escape(item.name), drawn("web/listed.html", told)
    return _guide_drawing(request, item, item.revision, catalog.guide(item.revision.id))


def guide_page(
    request: HttpRequest, item: Any, revision: Any, found: Guide, *, preview: bool = False
) -> HttpResponse:
    """The page of a guide; with ``preview``, of one that is not published yet."""
    return _page(request, *_guide_drawing(request, item, revision, found, preview=preview))


def _guide_drawing(
    request: HttpRequest, item: Any, revision: Any, found: Guide, *, preview: bool = False
) -> tuple[SafeString, SafeString]:
    if item.item_type in EX_OFFICIO:
        return escape(item.name), _power_drawing(item, revision, found, preview=preview)
    code = item.code
    form = eforms.form(revision.form_id) if revision.form_id else None
    own = own_of(request, found, form)
    steps = workflow.steps_of(revision.process_id) if revision.process_id else []
    main = drawn(
        "web/guide.html",
        {
            "item": item,
            "revision": revision,
            "guide": found,
            "glance": glance_of(found, own),
            "own": own,
            "questions": [(q, own.chosen.get(q.key, "")) for q in own.questions],
            "materials": [
                material_row(m, code, online="2" in found.handle_forms) for m in own.materials
            ],
            "mine": len(own.uploads),
            "held": len(own.spared),
            "tally_of": ("own" if own.is_whole else "everybody") if own.questions else "all",
            "steps": steps,
            "own_steps": catalog.own_steps(found, own, steps),
            "chart": workflow.chart(process_id=revision.process_id) if revision.process_id else "",
            "is_begun": _is_begun(request, code),
            "is_open": item.state == ItemState.PUBLISHED and item.is_online,
            "is_suspended": item.state == ItemState.SUSPENDED,
            "apply_url": with_answers(reverse("web:apply", args=[code]), own.query),
            "list_url": with_answers(reverse("web:guide_list", args=[code]), own.query),
            "has_form": form is not None,
            "fees": fee_rows(own),
            "ways": ways_of(found),
            "power": power_of(found),
            "result_sample": sample_of(code, found.result),
            "result_preview": preview_of(code, found.result.sample),
            "below": list(catalog.handling_items_of(item.id)),
            "documents": catalog.documents_of(item.id),
            "changes": [] if preview else catalog.last_change(item, revision),
            "coming": None if preview else catalog.coming_change(item, found),
            "stops": None if preview else catalog.coming_standing(item),
            "preview": preview,
            "back": reverse("catalog:change", args=[code]) if preview else "",
        },
    )
    return escape(_("%(name)s办事指南") % {"name": item.name}), main


def _power_drawing(item: Any, revision: Any, found: Guide, *, preview: bool) -> SafeString:
    """A power that nobody applies for: what it is and how one is heard, and no way to apply."""
    return drawn(
        "web/power.html",
        {
            "item": item,
            "revision": revision,
            "guide": found,
            "glance": power_glance_of(item, found),
            **exercised(found),
            "materials": [material_row(m, item.code, online=False) for m in found.materials],
            "is_suspended": item.state == ItemState.SUSPENDED,
            "power": power_of(found),
            "below": list(catalog.handling_items_of(item.id)),
            "documents": catalog.documents_of(item.id),
            "changes": [] if preview else catalog.last_change(item, revision),
            "coming": None if preview else catalog.coming_change(item, found),
            "stops": None if preview else catalog.coming_standing(item),
            "preview": preview,
            "back": reverse("catalog:change", args=[item.code]) if preview else "",
        },
    )


@everybody
@require_safe
def own_list(request: HttpRequest, code: str) -> HttpResponse:
    """一单: what to bring, where, when, how much, for one's own case, on one sheet of paper."""
    item, revision, found, form = _published(code)
    own = own_of(request, found, form)
    steps = workflow.steps_of(revision.process_id) if revision.process_id else []
    back = with_answers(reverse("web:guide", args=[code]), own.query)
    address = f"{settings.PUBLIC_ADDRESS}{back}"
    how_long, legal = how_long_of(found)
    return render(
        request,
        "web/own_list.html",
        {
            "item": item,
            "revision": revision,
            "guide": found,
            "own": own,
            "steps": catalog.own_steps(found, own, steps),
            "how_long": how_long,
            "legal": legal,
            "fees": fee_rows(own),
            "result_sample": sample_of(code, found.result),
            "is_suspended": item.state == ItemState.SUSPENDED,
            "coming": catalog.coming_change(item, found),
            "day": today(),
            "back": back,
            "address": f"{settings.PUBLIC_ADDRESS}{reverse('web:guide', args=[code])}",
            "picture": _code_picture(address),
            "has_form": form is not None,
        },
    )


def _code_picture(address: str) -> str:
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(scale=3, border=2, omitsize=False)
    return mark_safe(drawn)  # noqa: S308 - squares that segno drew


@everybody
@require_safe
def paper_form(request: HttpRequest, code: str) -> HttpResponse:
    """空白申请表: the published form on paper, to be filled in by hand and handed in at the hall."""
    item, revision, found, form = _published(code)
    if form is None:
        raise Missing(_("这个事项没有申请表。到窗口说清要办的事就行。"))
    with official():  # an office reads what is written on it
        return render(
            request,
            "web/paper_form.html",
            {"item": item, "revision": revision, "guide": found, "form": form},
        )


@everybody
@require_safe
def result_sample(_request: HttpRequest, code: str) -> HttpResponse:
    """结果样本 of an item whose result is an electronic licence: its type's form, with nobody's data."""
    _item, _revision, found, _form = _published(code)
    if not found.result.license_type:
        raise Missing(_("这个事项的结果没有电子证照的样本。"))
    content = licenses.specimen(found.result.license_type)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = "inline"
    response["Cache-Control"] = f"public, max-age={SPECIMEN_KEPT_FOR}"
    return response


@everybody
@require_safe
def guide_file(request: HttpRequest, code: str, file_id: UUID) -> HttpResponseBase:
    """A blank form or a sample that a published guide names."""
    kept = catalog.public_file(catalog.item(code), file_id)
    stored = files.file(kept)
    if _has_it(request, stored.digest):
        return _kept(HttpResponseNotModified(), stored.digest)
    return _kept(files.download_response(kept, inline=True), stored.digest)


@everybody
@require_safe
def guide_preview(request: HttpRequest, code: str, file_id: UUID) -> HttpResponseBase:
    """A picture of such a file's first page."""
    kept = catalog.public_file(catalog.item(code), file_id)
    stored = files.file(kept)
    if _has_it(request, f"p-{stored.digest}"):
        return _kept(HttpResponseNotModified(), f"p-{stored.digest}")
    return _kept(files.preview_response(kept, width=320), f"p-{stored.digest}")


def _has_it(request: HttpRequest, mark: str) -> bool:
    """Whether the browser says that it holds this very content."""
    held = request.headers.get("If-None-Match", "")
    return f'"{mark}"' in [one.strip().removeprefix("W/") for one in held.split(",")]


def _kept(response: HttpResponseBase, mark: str) -> HttpResponseBase:
    """The content is known by its hash and public: it may lie where it is used."""
    response["ETag"] = f'"{mark}"'
    response["Cache-Control"] = f"public, max-age={KEPT_FOR}"
    return response
