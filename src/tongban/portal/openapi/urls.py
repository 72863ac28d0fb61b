"""Routes of the open interface, and the page that describes it."""

from django.urls import URLPattern, URLResolver, path

from tongban.base.pages.access import everybody
from tongban.portal.openapi.api import api
from tongban.portal.openapi.views import interface

_routes, _app, _namespace = api.urls
for _route in _routes:
    if (_view := getattr(_route, "callback", None)) is not None:
        everybody(_view)


def _with_a_page(route: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """The root, by whose name the interface finds its own address, shows what there is below it."""
    is_root = getattr(route, "name", "") == "api-root"
    return path("", interface, name="api-root") if is_root else route


urlpatterns = [path("api/v1/", ([_with_a_page(one) for one in _routes], _app, _namespace))]
