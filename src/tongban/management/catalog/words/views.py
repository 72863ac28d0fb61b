"""The desk's pages of groups of words: the list, one group, the draft with its trial."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Choice, Fault, Field
from tongban.management.catalog import queries, services
from tongban.management.catalog.editing.typed import clean
from tongban.management.catalog.search.words import plain
from tongban.management.catalog.views.guards import (
    GET_POST,
    told_on_the_next_page,
    wordsmiths,
)
from tongban.management.catalog.words.drafting import NEW
from tongban.management.catalog.words.forms import PublishForm, TypedGroup
from tongban.management.catalog.words.groups import Group, draft_mark, group_of, groups
from tongban.management.catalog.words.judging import (
    likely_groups,
    must_findings,
    said_nowhere,
    should_findings,
    twice_said,
)
from tongban.management.catalog.words.trying import Trial, tried

PAGE = 100
"""Groups of a page."""
LONGEST = 60
"""Of words that come with the address."""


def _only(found: list[Group], only: str) -> list[Group]:
    if only == "changed":
        return [one for one in found if one.change]
    if only in {"twice", "nowhere"}:
        keys = twice_said(found) if only == "twice" else said_nowhere(found)
        return [one for one in found if one.key in keys]
    return found


def _with(found: list[Group], wanted: str) -> list[Group]:
    """Those in which the words stand, however they are punctuated."""
    parts = plain(wanted).split()
    if not parts:
        return found
    return [one for one in found if all(part in plain(f"{one.said} {one.means}") for part in parts)]


def _filters(asked: Mapping[str, str]) -> list[Field]:
    choices = (
        ("", _("全部")),
        ("changed", _("草稿里改了的")),
        ("twice", _("有词在几组里的")),
        ("nowhere", _("事项里没有这种说法的")),
    )
    chosen = asked.get("only", "")
    return [
        Field(name="q", label=_("有这个词"), value=asked.get("q", "")),
        Field(
            name="only",
            label=_("只看"),
            kind="select",
            choices=[Choice(key, label, is_chosen=key == chosen) for key, label in choices],
        ),
    ]


@wordsmiths
@require_safe
def word_groups(request: HttpRequest) -> HttpResponse:
    """All groups as the draft has them, found by a word and filtered."""
    asked = {key: clean(value)[:LONGEST] for key, value in request.GET.dict().items()}
    found = groups()
    shown = _with(_only(found, asked.get("only", "")), asked.get("q", ""))
    return render(
        request,
        "catalog/word_groups.html",
        {
            "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
            "all": sum(one.state != "removed" for one in found),
            "changes": sum(one.change is not None for one in found),
            "filters": _filters(asked),
            "is_filtered": bool(asked.get("q") or asked.get("only")),
            "nav": "words",
        },
    )


def _wanted(key: str) -> Group:
    group = Group(NEW, "", "") if key == NEW else group_of(key)
    if group is None:
        raise Missing(_("没有这一组词，可能刚被发布或者撤回了，请回到词表里找。"))
    return group


@wordsmiths
@GET_POST
def word_group(request: HttpRequest, key: str) -> HttpResponseBase:
    """One group: its words with what is to be said of each; kept in the draft."""
    group = _wanted(key)
    offered = clean(request.GET.get("add", ""))[:LONGEST]
    typed = TypedGroup.of(group, "" if offered in group.ways else offered)
    faults: list[Fault] = []
    status = HTTPStatus.OK
    wrong: list[FieldFinding] = []
    if request.method == "POST":
        typed = TypedGroup.posted(request.POST)
        try:
            if request.POST.get("do") != "check" and (kept := _act(request, key, typed)):
                return kept
            wrong = must_findings(typed.ways, typed.officials)
        except Invalid as error:
            wrong, status = list(error.findings), HTTPStatus(error.status)
            faults = [Fault(one.message, _focus(one.place)) for one in wrong] or [
                Fault(error.message)
            ]
        except Conflict as error:
            faults, status = [Fault(error.message)], HTTPStatus(error.status)
            group = _wanted(key)
    everything = groups()
    typed.told(should_findings(key, typed.ways, typed.officials, everything), wrong)
    return render(
        request,
        "catalog/word_group.html",
        {
            "group": group,
            "typed": typed,
            "faults": faults,
            "differs": status == HTTPStatus.CONFLICT,
            "is_new": key == NEW,
            "likely": _likely(offered, everything) if key == NEW and offered else [],
            "offered": offered,
            "changes": sum(one.change is not None for one in everything),
            "nav": "words",
        },
        status=status,
    )


def _focus(place: str) -> str:
    return {"said": "more", "means": "means-0"}.get(place, place)


def _likely(offered: str, everything: list[Group]) -> list[Group]:
    found = queries.search(offered, limit=3, counted=False, meant=False)
    return likely_groups(offered, [hit.name for hit in found.hits], everything)


def _act(request: HttpRequest, key: str, typed: TypedGroup) -> HttpResponseBase | None:
    """Do what was pressed."""
    actor, seen = actor_of(request), request.POST.get("seen", "")
    match request.POST.get("do", "save"):
        case "remove":
            services.remove_word_group(actor=actor, key=key, seen=seen)
            messages.success(request, _("已在草稿里去掉，发布以后生效。"))
        case "undo":
            services.undo_word_group(actor=actor, key=key, seen=seen)
            messages.success(request, _("已撤回，这一组和现在用的一样。"))
            return redirect("catalog:word_draft")
        case "save":
            kept = services.save_word_group(
                actor=actor, key=key, said=typed.ways, means=typed.officials, seen=seen
            )
            messages.success(request, _("已存进草稿，发布以后生效。"))
            return redirect("catalog:word_group", kept)
        case _:
            return None
    return redirect("catalog:word_groups")


@wordsmiths
@GET_POST
def word_draft(request: HttpRequest) -> HttpResponseBase:
    """What the draft changes, a search tried with it, and its publication."""
    form = PublishForm()
    status = HTTPStatus.OK
    if request.method == "POST":
        form = PublishForm(request.POST)
        if done := _decide(request, form):
            return done
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    found = groups()
    changes = [one for one in found if one.change]
    asked = clean(request.GET.get("q", ""))[:LONGEST]
    trial: Trial | None = tried(asked, found) if asked else None
    return render(
        request,
        "catalog/word_draft.html",
        {
            "page": Paginator(changes, PAGE).get_page(request.GET.get("page")),
            "changes": len(changes),
            "seen": draft_mark(found),
            "form": form,
            "asked": asked,
            "ask": Field(name="q", label=_("试着搜一下"), value=asked),
            "trial": trial,
            "current": queries.synonym_version(),
            "nav": "words",
        },
        status=status,
    )


def _decide(request: HttpRequest, form: PublishForm) -> HttpResponseBase | None:
    """Publish the draft or give it up; None when the form must be shown again."""
    given: dict[str, Any] = {"actor": actor_of(request), "seen": request.POST.get("seen", "")}
    if request.POST.get("do") == "discard":
        with told_on_the_next_page(request):
            services.discard_words(**given)
            messages.success(request, _("草稿已放弃，词表没有变。"))
        return redirect("catalog:word_draft")
    if not form.is_valid():
        return None
    try:
        made = services.publish_words(note=form.cleaned_data["note"], **given)
    except (Conflict, Invalid) as error:
        form.show([], " ".join([error.message, *(one.message for one in error.findings[:5])]))
        return None
    messages.success(
        request, _("第 %(version)s 版近义词表已发布，马上生效。") % {"version": made.version}
    )
    return redirect("catalog:words")
