"""From a refused case to the body that is competent."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongban.base.kernel.errors import Conflict
from tongban.base.pages.access import actor_of, applicants
from tongban.handling.cases import queries, services


@applicants
@require_POST
def my_start_from(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin an item of the body that the refusal named."""
    actor = actor_of(request)
    queries.my_case(actor, case_id)
    code = request.POST.get("item", "")[:64]
    try:
        services.start_from_case(actor=actor, case_id=case_id, item_code=code)
    except Conflict as error:
        messages.warning(request, error.message)
        return redirect("web:my_case", case_id)
    messages.success(request, _("上次填的已经带过来，请看一遍再提交。"))
    return redirect("web:apply", code)
