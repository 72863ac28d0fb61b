"""Routes of delivery."""

from django.urls import path

from tongban.management.delivery import views

app_name = "delivery"
urlpatterns = [path("delivery/callback/<slug:courier>/", views.callback, name="callback")]
