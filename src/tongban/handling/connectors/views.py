"""What data officers see of other systems, what came back with a case, and the way in for them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tongban.base.files.queries import download_response
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import TongbanError
from tongban.base.orgs.types import Duty
from tongban.base.pages.access import (
    actor_of,
    applicants,
    everybody,
    officers,
    officers_with,
)
from tongban.handling.cases import queries as cases
from tongban.handling.connectors import queries, services
from tongban.handling.connectors.wire import (
    MOST_BYTES,
    WireError,
    message_of,
    must_be_signed,
    secret_of,
)

data_officers = officers_with(Duty.DATA_OFFICER)


@data_officers
@require_safe
def systems(request: HttpRequest) -> HttpResponse:
    """The systems, what is stuck, what differs."""
    return render(
        request,
        "connectors/systems.html",
        {
            "systems": queries.systems(actor_of(request)),
            "stuck": queries.stuck_handovers(),
            "untold": queries.stuck_tellings(),
            "differences": queries.open_differences(),
            "nav": "connectors",
        },
    )


@data_officers
@require_POST
def again(request: HttpRequest, handover_id: UUID) -> HttpResponseBase:
    """Try a stuck one anew."""
    services.hand_over_again(actor=actor_of(request), handover_id=handover_id)
    messages.success(request, _("已排队再转一次。没有转出去的话，会再回到这里。"))
    return redirect("connectors:systems")


@data_officers
@require_POST
def tell_again(request: HttpRequest, telling_id: UUID) -> HttpResponseBase:
    """Try anew what the other side could not be told."""
    services.tell_again(actor=actor_of(request), telling_id=telling_id)
    messages.success(request, _("已排队再告知一次。对方还是收不到的话，会再回到这里。"))
    return redirect("connectors:systems")


@officers
@require_safe
def desk_document(request: HttpRequest, number: str, outside_id: UUID) -> HttpResponseBase:
    """A document of the other system, for who reaches the case."""
    found = cases.desk_case(actor_of(request), number)
    return download_response(queries.document(found.id, outside_id).file_id, inline=True)


@applicants
@require_safe
def document(request: HttpRequest, case_id: UUID, outside_id: UUID) -> HttpResponseBase:
    """The same for the applicant."""
    found = cases.my_case(actor_of(request), case_id)
    kept = queries.document_for_applicant(found.id, outside_id)
    return download_response(kept.file_id, inline=True)


@everybody
@csrf_exempt
@require_POST
def callback(request: HttpRequest, key: str) -> JsonResponse:
    """The way in for other systems: one signed message. 200 with what became of it.

    A key that nobody has is answered as a wrong signature is: nobody learns which there are.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
        return JsonResponse({"error": "too_large"}, status=413)
    body = request.read()
    outside = queries.system_of_key(key)
    try:
        must_be_signed(secret_of(key), request.headers, request.path, body)
        message = message_of(body)
    except WireError as error:
        status = 400 if error.reason == "content" else 401
        return JsonResponse({"error": error.reason}, status=status)
    if outside is None:
        return JsonResponse({"error": "signature"}, status=401)
    try:
        taken = services.take_message(
            actor=system(outside.name), system_id=outside.id, message=message
        )
    except TongbanError as error:
        return JsonResponse({"error": error.code}, status=int(error.status))
    return JsonResponse({"taken": taken.value})
