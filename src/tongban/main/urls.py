"""All routes. Each app names its own; this page says where they hang."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

from tongban.base.pages.access import everybody


@everybody
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Whether this process serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


handler400 = "tongban.base.pages.errors.bad_request"
handler403 = "tongban.base.pages.errors.forbidden"
handler404 = "tongban.base.pages.errors.missing"
handler429 = "tongban.base.pages.errors.too_many"  # allauth looks it up
handler500 = "tongban.base.pages.errors.failed"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    # What visitors ask for comes first: each list of routes before it is looked through in vain.
    path("", include("tongban.portal.web.urls")),
    path("", include("tongban.base.accounts.urls")),
    path("", include("tongban.base.pages.urls")),
    path("", include("tongban.base.notices.urls")),
    path("", include("tongban.management.documents.urls")),
    path("", include("tongban.sharing.licenses.urls")),
    path("", include("tongban.management.rules.urls")),
    path("", include("tongban.management.payments.urls")),
    path("", include("tongban.management.delivery.urls")),
    path("", include("tongban.management.catalog.documents.urls")),
    path("", include("tongban.management.catalog.urls")),
    path("", include("tongban.management.catalog.exchange.urls")),
    path("", include("tongban.handling.archives.urls")),
    path("", include("tongban.handling.connectors.urls")),
    path("", include("tongban.handling.halls.urls")),
    path("", include("tongban.handling.bundles.urls")),
    path("", include("tongban.handling.cases.urls")),
    path("", include("tongban.portal.openapi.urls")),
]
