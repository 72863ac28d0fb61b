"""Routes of rules."""

from django.urls import path

from tongban.management.rules import views

app_name = "rules"
urlpatterns = [
    path("desk/rules/", views.tables, name="tables"),
    path("desk/rules/<slug:key>/", views.table, name="table"),
    path("desk/rules/<slug:key>/versions/<int:version>/", views.version, name="version"),
    path("desk/rules/<slug:key>/change/", views.change, name="change"),
    path("desk/rules/<slug:key>/change/decide/", views.decide, name="decide"),
    path("desk/rules/<slug:key>/change/inputs/", views.edit_inputs, name="inputs"),
    path("desk/rules/<slug:key>/change/rows/", views.edit_rows, name="rows"),
    path("desk/rules/<slug:key>/change/examples/", views.edit_examples, name="examples"),
    path("desk/rules/<slug:key>/change/jdm/", views.load_jdm, name="jdm"),
    path("desk/rules/<slug:key>/what-if/", views.try_out, name="what_if"),
]
