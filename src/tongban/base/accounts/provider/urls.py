"""Routes of the provider. The library looks its own names up, so its spaces are kept."""

from django.urls import include, path

from tongban.base.accounts.provider import device, views

_oidc = [
    path(".well-known/openid-configuration", views.configuration, name="configuration"),
    path("keys", views.jwks, name="jwks"),
    path("authorize", views.authorization, name="authorization"),
    path("token", device.token, name="token"),
    path("userinfo", views.user_info, name="userinfo"),
    path("introspect", views.introspect, name="introspect"),
    path("revoke", views.revoke, name="revoke"),
    path("sign-out", views.sign_out, name="logout"),
    path("device-code", device.device_code, name="device_code"),
    path("device", device.device, name="device_authorization"),
]
urlpatterns = [path("identity/", include(([path("", include((_oidc, "oidc")))], "idp")))]
