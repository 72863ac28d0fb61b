"""Routes of the licences."""

from django.urls import path

from tongban.sharing.licenses import views

app_name = "licenses"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/city-root.crt", views.root, name="root"),
    path("verify/<str:identifier>/", views.verified, name="verified"),
]
