"""The page that describes the interface."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.base.pages.access import everybody
from tongban.portal.openapi.api import api
from tongban.portal.openapi.describing import reference


@everybody
@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """What other systems may ask, to be read; the same as ``openapi.json`` says."""
    return render(request, "openapi/reference.html", {"told": reference(api.get_openapi_schema())})
