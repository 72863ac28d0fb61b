"""Routes of connectors."""

from django.urls import path

from tongban.handling.connectors import views

app_name = "connectors"
urlpatterns = [
    path("desk/connectors/", views.systems, name="systems"),
    path("desk/connectors/<uuid:handover_id>/again/", views.again, name="again"),
    path("desk/connectors/tellings/<uuid:telling_id>/again/", views.tell_again, name="tell_again"),
    path(
        "desk/cases/<str:number>/outside/<uuid:outside_id>/",
        views.desk_document,
        name="desk_document",
    ),
    path("my/cases/<uuid:case_id>/outside/<uuid:outside_id>/", views.document, name="document"),
    path("connectors/<slug:key>/callback/", views.callback, name="callback"),
]
