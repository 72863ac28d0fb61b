"""Routes of the open interface."""

from django.urls import path

from tongban.base.pages.access import everybody
from tongban.portal.openapi.api import api

_routes, _app, _namespace = api.urls
for _route in _routes:
    if (_view := getattr(_route, "callback", None)) is not None:
        everybody(_view)

urlpatterns = [path("api/v1/", (_routes, _app, _namespace))]
