"""基本目录: its entries, which items hang on each, and keeping one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tongban.base.kernel.errors import Invalid
from tongban.base.orgs.queries import division_names
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import actor_of, officers_with
from tongban.management.catalog import managing, services
from tongban.management.catalog.forms.items import EntryForm
from tongban.management.catalog.models import DirectoryEntry
from tongban.management.catalog.types import DirectoryState, Owner
from tongban.management.catalog.views.guards import GET_POST

PAGE = 50
keepers = officers_with(Duty.SYSTEM_ADMIN)


@keepers
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """The entries, and how many items hang on each."""
    search, only = request.GET.get("q", "")[:60], request.GET.get("only", "")
    page = Paginator(managing.directory_entries(search, only=only), PAGE)
    return render(
        request,
        "catalog/directory.html",
        {
            "page": page.get_page(request.GET.get("page")),
            "search": search,
            "only": only,
            "nav": "directory",
        },
    )


def _kept(request: HttpRequest, form: EntryForm, entry: DirectoryEntry | None) -> bool:
    """Whether it was kept; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        services.keep_directory_entry(
            actor=actor_of(request),
            **form.cleaned_data,
            code_profile=entry.code_profile if entry else "gbt39554",
            owner=entry.owner if entry else Owner.LOCAL,
        )
    except Invalid as error:
        form.show(error.findings, error.message)
        return False
    return True


@keepers
@GET_POST
def new_entry(request: HttpRequest) -> HttpResponseBase:
    """Put an entry into the directory."""
    form = EntryForm(initial={"state": DirectoryState.IN_USE})
    if request.method == "POST":
        form = EntryForm(request.POST)
        if _kept(request, form, None):
            messages.success(request, _("已保存。编码里有它的事项都挂上了。"))
            return redirect("catalog:entry", form.cleaned_data["code"].strip().upper())
    return render(
        request,
        "catalog/entry.html",
        {"form": form, "entry": None, "nav": "directory"},
        status=422 if form.errors else 200,
    )


@keepers
@GET_POST
def entry(request: HttpRequest, code: str) -> HttpResponseBase:
    """One entry with its items."""
    found = managing.directory_entry(code)
    told = {
        name: getattr(found, name)
        for name in (
            "code", "name", "item_type", "by_law", "use_levels", "local_code", "state",
            "effective_on", "ends_on",
        )
    }  # fmt: skip
    form = EntryForm(initial=told)
    if request.method == "POST":
        form = EntryForm({**request.POST.dict(), "code": found.code,
                          "use_levels": request.POST.getlist("use_levels")})  # fmt: skip
        if _kept(request, form, found):
            messages.success(request, _("已保存。"))
            return redirect("catalog:entry", found.code)
    names = division_names()
    return render(
        request,
        "catalog/entry.html",
        {
            "form": form,
            "entry": found,
            "items": [
                (item, names.get(item.division_code, item.division_code))
                for item in managing.items_of_entry(found)
            ],
            "nav": "directory",
        },
        status=422 if form.errors else 200,
    )
