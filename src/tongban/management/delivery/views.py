"""What couriers tell."""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Missing
from tongban.base.pages.access import everybody
from tongban.management.delivery import services, types
from tongban.management.delivery.types import ForgedError, UnreadableError

_log = logging.getLogger(__name__)
LONGEST = 64 * 1024
"""Bytes of a message about a parcel."""


@everybody
@csrf_exempt
@require_POST
def callback(request: HttpRequest, courier: str) -> HttpResponse:
    """What a courier tells of a parcel; its signature lets it in. 404 for a number not ours."""
    try:
        plugin = types.courier_named(courier)
    except LookupError:
        raise Missing(_("没有这个快递。")) from None
    body = request.read(LONGEST + 1)
    if len(body) > LONGEST:
        return JsonResponse({"result": "unreadable"}, status=400)
    try:
        number, events = plugin.read(dict(request.headers), body)
    except ForgedError as error:
        _log.warning("courier %s: forged message, %s", courier, error.reason)
        return JsonResponse({"result": "forged"}, status=401)
    except UnreadableError as error:
        _log.warning("courier %s: unreadable message, %s", courier, error.reason)
        return JsonResponse({"result": "unreadable"}, status=400)
    services.take_tracking(actor=system("快递"), courier=courier, number=number, events=events)
    return JsonResponse({"result": "ok"})
