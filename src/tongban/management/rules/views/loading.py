"""A table that was drawn elsewhere, as JDM: shown to be taken along, and read in."""

import json

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Invalid
from tongban.base.pages.access import actor_of
from tongban.base.pages.fields import Fault, Field
from tongban.management.rules.content import examples_as_values, inputs_as_values, read_content
from tongban.management.rules.types import MOST_BYTES
from tongban.management.rules.views.changes import draft_of
from tongban.management.rules.views.editing import saved_or_faults
from tongban.management.rules.views.guards import GET_POST, keepers


@keepers
@GET_POST
def load_jdm(request: HttpRequest, key: str) -> HttpResponseBase:
    """Take rows and steps over from a JDM file; values and examples stay."""
    _found, draft = draft_of(actor_of(request), key)
    text = request.POST.get("jdm", json.dumps(draft.jdm, ensure_ascii=False, indent=1))
    faults: list[Fault] = []
    if request.method == "POST":
        content = draft.content
        try:
            content = read_content(
                json.loads(text[:MOST_BYTES]),
                inputs_as_values(content),
                examples_as_values(content),
            )
        except Invalid as error:
            faults = [Fault(f.message, "f-jdm") for f in error.findings]
        except (ValueError, RecursionError):
            faults = [Fault(_("这不是 JSON，或者超过 256 KB。"), "f-jdm")]
        if not faults:
            faults = saved_or_faults(request, draft, content)
        if not faults:
            return redirect("rules:change", key)
    return render(
        request,
        "rules/jdm.html",
        {
            "table": draft.table,
            "draft": draft,
            "field": Field(
                name="jdm",
                label=_("JDM"),
                kind="textarea",
                rows=16,
                value=text,
                hint=_("只能有输入、算式、一张决策表和输出；函数、开关和别的表会被拒绝。"),
            ),
            "faults": faults,
            "saved": request.POST.get("saved", draft.saved),
            "nav": "rules",
        },
        status=422 if faults else 200,
    )
