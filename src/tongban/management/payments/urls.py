"""Routes of payments."""

from django.urls import path

from tongban.management.payments import views

app_name = "payments"
urlpatterns = [
    path("payments/callback/<slug:provider>/", views.callback, name="callback"),
    path("desk/payments/", views.desk, name="desk"),
    path(
        "desk/payments/<slug:kind>/<uuid:matter_id>/<slug:move>/",
        views.decide,
        name="decide",
    ),
    path("desk/reconciliation/", views.reconciliation, name="reconciliation"),
    path("desk/reconciliation/<uuid:difference_id>/", views.explain, name="explain"),
]
