"""Routes of the desk's pages for documents."""

from django.urls import path

from tongban.management.catalog.documents import views

app_name = "documents"
urlpatterns = [
    path("desk/documents/", views.documents, name="all"),
    path("desk/documents/new/", views.add, name="add"),
    path("desk/documents/<uuid:document_id>/", views.edit, name="edit"),
    path("desk/documents/<uuid:document_id>/withdraw/", views.withdraw, name="withdraw"),
    path("desk/documents/<uuid:document_id>/link/", views.link, name="link"),
    path("desk/documents/<uuid:document_id>/unlink/", views.unlink, name="unlink"),
]
