"""Routes of accounts. allauth looks its own names up, so its views stand outside the namespace."""

from allauth.account import views as allauth_views
from django.urls import include, path

from tongban.base.accounts import client_views, granted_views, views
from tongban.base.pages.access import everybody

_named = [
    path("sign-in/", everybody(allauth_views.login), name="sign_in"),
    # Everybody: an officer who lost the last post and is no applicant acts as a visitor, and must
    # still be able to leave.
    path("sign-out/", everybody(allauth_views.logout), name="sign_out"),
    path("capacity/", views.capacity, name="capacity"),
    path("no-account/", views.no_account, name="no_account"),
    path("granted/", granted_views.granted, name="granted"),
    path("desk/clients/", client_views.clients, name="clients"),
    path("desk/clients/apply/", client_views.apply, name="client_apply"),
    path("desk/clients/<uuid:client_id>/", client_views.client, name="client"),
    path("desk/clients/<uuid:client_id>/admit/", client_views.admit, name="client_admit"),
    path("desk/clients/<uuid:client_id>/secret/", client_views.secret, name="client_secret"),
    path(
        "desk/clients/<uuid:client_id>/<str:decision>/",
        client_views.decide,
        name="client_decide",
    ),
]

urlpatterns = [
    path("", include((_named, "accounts"))),
    path("", include("tongban.base.accounts.provider.urls")),
    path("sign-in/", everybody(allauth_views.login), name="account_login"),
    path("sign-out/", everybody(allauth_views.logout), name="account_logout"),
    path(
        "sign-in/code/",
        everybody(allauth_views.request_login_code),
        name="account_request_login_code",
    ),
    path(
        "sign-in/code/confirm/",
        everybody(allauth_views.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("no-account/", views.no_account, name="account_signup"),
    path("no-account/", views.no_account, name="account_reset_password"),
    path("no-account/", views.no_account, name="account_inactive"),
    path("no-account/", views.no_account, name="account_reauthenticate"),
    path("no-account/", views.no_account, name="account_email_verification_sent"),
]
