"""Routes of pages."""

from django.urls import path

from tongban.base.pages import views

app_name = "pages"
urlpatterns = [
    path("mode/<str:mode>/", views.mode, name="mode"),
    path("style/", views.style, name="style"),
]
