"""Routes of the exchange's pages."""

from django.urls import path

from tongban.management.catalog.exchange import views
from tongban.management.catalog.importing import views as lists

app_name = "exchange"
urlpatterns = [
    path("desk/exchange/", views.desk, name="desk"),
    path("desk/exchange/export/", views.export, name="export"),
    path("desk/exchange/import/", views.take, name="take"),
    path("desk/exchange/list/blank/", lists.blank, name="blank_list"),
    path("desk/exchange/list/", lists.take_list, name="take_list"),
    path("desk/exchange/imports/<uuid:import_id>/", views.guide_import, name="guide_import"),
    path("desk/exchange/imports/<uuid:import_id>/rejected.csv", views.rejected, name="rejected"),
    path("desk/upstream/", views.upstream, name="upstream"),
    path("desk/upstream/waiting/", views.waiting, name="waiting"),
    path("desk/upstream/<uuid:change_id>/attend/", views.attend, name="attend"),
]
