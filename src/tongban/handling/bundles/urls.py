"""Routes of the desk's pages about bundles."""

from django.urls import path

from tongban.handling.bundles import views

app_name = "bundles"
urlpatterns = [
    path("desk/bundles/", views.bundles, name="desk"),
    path("desk/bundles/new/", views.new, name="new"),
    path("desk/bundles/<slug:key>/", views.bundle, name="bundle"),
    path("desk/bundles/<slug:key>/<slug:move>/", views.move, name="move"),
]
