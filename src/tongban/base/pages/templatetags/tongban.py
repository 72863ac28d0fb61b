"""Tags and filters that every template has without loading them. See the app's README."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tongban.base.pages import charts, fields, keeping, limits, navigation, parts, wording

register = template.Library()
register.tag("kept", keeping.kept)

# Filters -----------------------------------------------------------------------------------

register.filter("day", wording.day, is_safe=False)
register.filter("short_day", wording.short_day, is_safe=False)
register.filter("moment", wording.moment, is_safe=False)
register.filter("clock", wording.clock, is_safe=False)
register.filter("yuan", wording.yuan, is_safe=False)
register.filter("size", wording.size, is_safe=False)
register.filter("publisher", wording.publisher, is_safe=False)
register.filter("nb", wording.keep_together, is_safe=True)
register.filter("spaced", wording.spaced, is_safe=True)


# Small things ------------------------------------------------------------------------------


@register.simple_tag
def link(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a route, or an empty string while its app is not installed."""
    if not args and not kwargs:
        return navigation.address(name)
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A 24 px line icon; always beside words, so it is hidden from screen readers."""
    return format_html(
        '<svg class="tb-icon" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        static("pages/icons.svg"),
        name,
    )


@register.simple_tag
def badge(words: str, kind: str = "") -> SafeString:
    """A status in words. Kinds: you, doing, pause, done, no."""
    extra = f" tb-badge--{kind}" if kind else ""
    return format_html('<span class="tb-badge{}">{}</span>', extra, words)


@register.simple_tag
def bar(value: float, most: float, *, bad: bool = False) -> SafeString:
    """A bar as long as ``value`` is of ``most``; the number itself stands beside it."""
    width = 0.0 if most <= 0 else max(2.0, min(100.0, 100 * value / most)) if value > 0 else 0.0
    return format_html(
        '<svg class="tb-bar{}" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="12" fill="currentColor"/></svg>',
        " is-bad" if bad else "",
        f"{width:.1f}",
    )


@register.simple_tag
def lines(count: int) -> SafeString:
    """*n* lines that run into one: a bundle (一件事) of so many procedures."""
    return format_html(
        '<svg viewBox="0 0 96 44" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linecap="round" aria-hidden="true"><path d="{}"/>'
        '<path d="M58 22H80" stroke-width="2.5"/>'
        '<circle cx="86" cy="22" r="5" stroke-width="2.5"/></svg>',
        charts.bundle_path(count),
    )


# The two limits ----------------------------------------------------------------------------


def _limit(given: limits.LimitLike | int | None) -> limits.LimitLike | None:
    return limits.Limit(left=given) if isinstance(given, int) else given


@register.inclusion_tag("pages/components/pill.html")
def pill(
    promised: limits.LimitLike | int | None,
    statutory: limits.LimitLike | int | None,
    *,
    paused: str = "",
    paused_day: int | None = None,
) -> dict[str, Any]:
    """Both limits in one line. ``paused`` is why the clock stands, and since how many days."""
    sides = []
    for name, given in ((_("承诺"), _limit(promised)), (_("法定"), _limit(statutory))):
        words = _("没有规定") if given is None else limits.left_in_short(given.left)
        sides.append((name, words, "" if given is None else limits.mark(given.left)))
    return {"sides": sides, "paused": paused, "paused_day": paused_day}


@register.inclusion_tag("pages/components/limits.html", name="limits")
def limits_tag(
    promised: limits.LimitLike | None, statutory: limits.LimitLike | None, *, one: bool = False
) -> dict[str, Any]:
    """Both limits in full: length, what is left, the last day. ``one``: below one another."""

    def side(name: str, given: limits.LimitLike | None) -> dict[str, Any]:
        if given is None:
            return {"name": name, "limit": None}
        unit = getattr(given, "unit", "") or _("个工作日")
        return {
            "name": name,
            "limit": given,
            "unit": unit,
            "left": limits.left_in_full(given.left, unit),
            "is_paused": bool(getattr(given, "is_paused", False)),
        }

    return {"sides": [side(_("承诺时限"), promised), side(_("法定时限"), statutory)], "one": one}


@register.inclusion_tag("pages/components/ruler.html")
def ruler(days: Sequence[limits.RulerDay], *, legend: bool = True) -> dict[str, Any]:
    """One cell a working day, stopped days hatched, both limits as edges."""
    states = [day.state for day in days]
    return {
        "cells": limits.ruler_cells(days),
        "columns": min(len(days), limits.COLUMNS),
        "is_long": len(days) > limits.SINGLE_ROW,
        "words": limits.ruler_in_words(days),
        "legend": legend,
        "used": states.count("used") + states.count("today"),
        "paused": states.count("paused"),
        "is_running": "today" in states,
        "has_left": "left" in states or "beyond" in states,
        "first": days[0].on if days else None,
    }


# Forms -------------------------------------------------------------------------------------


@register.inclusion_tag("pages/components/field.html")
def field(given: fields.Field | BoundField, **changes: Any) -> dict[str, Any]:
    """A question: label, hint, source, message, input. ``changes`` override parts of it."""
    from dataclasses import replace

    made = fields.field_of(given) if isinstance(given, BoundField) else given
    return {"field": replace(made, **changes) if changes else made}


@register.inclusion_tag("pages/components/error_summary.html")
def error_summary(source: Any, *, title: str = "") -> dict[str, Any]:
    """What is to be mended, each line leading to its place. Nothing to mend: nothing shown."""
    faults = fields.faults_of(source)
    return {"faults": faults, "count": len(faults), "title": title}


@register.inclusion_tag("pages/components/search.html", takes_context=True)
def searchbox(
    context: RequestContext,
    *,
    query: str = "",
    small: bool = False,
    placeholder: str = "",
    suggest: str = "",
) -> dict[str, Any]:
    """The search of items. ``suggest`` is an address that answers with suggestions."""
    return {
        "action": navigation.address("web:search"),
        "query": query,
        "small": small,
        "placeholder": placeholder or _("说说您要办的事"),
        "suggest": suggest,
        "hotline": context.get("hotline", ""),
    }


# Lists and papers --------------------------------------------------------------------------


@register.inclusion_tag("pages/components/material.html")
def material(paper: parts.Material) -> dict[str, Any]:
    """A row of ``ul.tb-mats``."""
    icons = {"held": "held", "given": "check", "need": "up", "form": "pen"}
    looks = {"held": "held", "given": "held", "need": "need", "form": "form"}
    return {"paper": paper, "icon": icons[paper.state], "look": looks[paper.state]}


@register.inclusion_tag("pages/components/tally.html")
def tally(*, mine: int, held: int, of: str = "own") -> dict[str, Any]:
    """How many papers there are, and how many of them need not be handed in: in one's ``own`` case,
    of what is asked of ``everybody`` while one's case is open, or of ``all`` where there are no cases.
    """
    return {"total": mine + held, "mine": mine, "held": held, "of": of}


@register.inclusion_tag("pages/components/glance.html")
def glance(answers: Sequence[parts.Answer]) -> dict[str, Any]:
    """The five answers at the top of a guide."""
    return {"answers": answers}


@register.inclusion_tag("pages/components/timeline.html")
def timeline(events: Sequence[parts.Event]) -> dict[str, Any]:
    """What happened, newest first; what comes next stands on top, dashed."""
    return {"events": events}


@register.inclusion_tag("pages/components/timeline_by_day.html")
def timeline_by_day(events: Sequence[parts.Event]) -> dict[str, Any]:
    """The same day by day, the latest open: long cases stay readable, folded days say what was."""
    return {"days": parts.by_day(events)}


@register.inclusion_tag("pages/components/prefilled.html")
def prefilled(values: Sequence[parts.Prefilled]) -> dict[str, Any]:
    """What is known already, each with its source."""
    return {"values": values}


@register.inclusion_tag("pages/components/alarm.html")
def alarm(given: parts.Alarm) -> dict[str, Any]:
    """An alarm of supervision with its owner, its state and its recorded fields."""
    return {"alarm": given}


@register.inclusion_tag("pages/components/durations.html")
def durations(counts: Sequence[int], *, promised: int | None = None) -> dict[str, Any]:
    """How long it really took: ``counts[n]`` cases needed ``n + 1`` working days."""
    return {
        "total": sum(counts),
        "promised": promised,
        "drawings": [
            ("tb-onlywide", charts.durations(counts, promised=promised, width=820)),
            ("tb-narrow", charts.durations(counts, promised=promised, width=328)),
        ],
    }


@register.inclusion_tag("pages/components/crumbs.html")
def crumbs(*steps: str) -> dict[str, Any]:
    """Where one is: words and address in turn, the last words alone.

    Steps without an address (an app that is not installed) are left out.
    """
    pairs = [(steps[n], steps[n + 1]) for n in range(0, len(steps) - 1, 2)]
    return {"links": [pair for pair in pairs if pair[1]], "here": steps[-1]}


@register.inclusion_tag("pages/components/pages.html", takes_context=True)
def pages(context: RequestContext, page: Page[Any], *, name: str = "page") -> dict[str, Any]:
    """Links to the other pages of a long list; nothing when there is only one."""
    request = context.get("request")
    asked = request.GET.copy() if request is not None else None

    def address(number: int) -> str:
        if asked is None:
            return f"?{name}={number}"
        asked[name] = str(number)
        return f"?{asked.urlencode()}"

    paginator = page.paginator
    numbers = [
        (number, address(number) if isinstance(number, int) else "")
        for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }


# Blocks ------------------------------------------------------------------------------------


@register.simple_block_tag
def note(content: str, kind: str = "", *, icon: str = "") -> str:
    """A line that one should read. Kinds: amber (your turn), green (done), red (refused)."""
    usual = {"amber": "alert", "green": "held", "red": "alert"}
    return render_to_string(
        "pages/components/note.html",
        {"content": content, "kind": kind, "icon": icon or usual.get(kind, "info")},
    )


@register.simple_block_tag
def fold(content: str, summary: str, *, is_open: bool = False, extra: str = "") -> str:
    """Something that few need, one press away. ``extra``: more classes (tb-fold--bare)."""
    return render_to_string(
        "pages/components/fold.html",
        {"content": content, "summary": summary, "is_open": is_open, "extra": extra},
    )


@register.simple_block_tag
def nothing(content: str, title: str, *, url: str = "", label: str = "") -> str:
    """An empty list: says so, says why, offers the next step."""
    return render_to_string(
        "pages/components/nothing.html",
        {"content": content, "title": title, "url": url, "label": label},
    )


@register.simple_block_tag
def doc(
    content: str, title: str, *, by: str = "", on: date | None = None, code: SafeString | str = ""
) -> str:
    """An official document: issuer, day, and the drawing of its verification code."""
    return render_to_string(
        "pages/components/doc.html",
        {"content": content, "title": title, "by": by, "on": on, "code": code},
    )


# The bars ----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def portal_nav(context: RequestContext) -> list[navigation.Entry]:
    """The portal's entrances; the context's ``nav`` names the present one."""
    return navigation.portal_entries(
        context.get("request"),
        current=str(context.get("nav") or ""),
        elder=bool(context.get("is_elder")),
    )


@register.simple_tag(takes_context=True)
def portal_here(context: RequestContext) -> str:
    """The key of the entrance that this page belongs to; empty where it belongs to none."""
    return next((entry.key for entry in portal_nav(context) if entry.is_current), "")


@register.simple_tag(takes_context=True)
def desk_nav(context: RequestContext) -> tuple[list[navigation.Entry], list[navigation.Entry]]:
    """The staff bar's entrances for this officer's duties: in the bar, and in the menu behind it."""
    return navigation.desk_bar(
        navigation.desk_entries(context.get("request"), current=str(context.get("nav") or ""))
    )
