"""Routes of notices."""

from django.urls import path

from tongban.base.notices import views

app_name = "notices"
urlpatterns = [
    path("demo/mailbox/", views.mailbox, name="mailbox"),
    path("desk/messages/", views.outbox, name="outbox"),
    path("desk/messages/<uuid:message_id>/again/", views.send_again, name="send_again"),
]
