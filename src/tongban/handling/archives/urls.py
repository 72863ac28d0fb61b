"""Routes of the archivist's pages."""

from django.urls import path

from tongban.handling.archives import views

app_name = "archives"
urlpatterns = [
    path("desk/archives/", views.archives, name="archives"),
    path("desk/archives/destruction/", views.destruction, name="destruction"),
    path("desk/archives/destruction/<uuid:list_id>/", views.destruction_list, name="list"),
    path(
        "desk/archives/destruction/<uuid:list_id>/<slug:answer>/",
        views.decide_list,
        name="decide_list",
    ),
    path("desk/archives/<uuid:archive_id>/", views.archive, name="archive"),
    path("desk/archives/<uuid:archive_id>/<slug:step>/", views.archive_act, name="archive_act"),
]
