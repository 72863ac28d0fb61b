"""Routes of accounts. allauth looks its own names up, so its views stand outside the namespace."""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.webauthn import views as passkey_views_of_allauth
from django.urls import include, path

from tongban.base.accounts.views import (
    capacity,
    clients,
    demo,
    factors,
    granted,
    linking,
    mine,
    officers,
    registering,
    security,
    window,
)
from tongban.base.pages.access import everybody, signed_in

_named = [
    path("sign-in/", everybody(allauth_views.login), name="sign_in"),
    # Everybody: an officer who lost the last post and is no applicant acts as a visitor, and must
    # still be able to leave.
    path("sign-out/", everybody(allauth_views.logout), name="sign_out"),
    path("capacity/", capacity.capacity, name="capacity"),
    path("no-account/", capacity.no_account, name="no_account"),
    path("register/", registering.phone, name="register"),
    path("register/code/", registering.code, name="register_code"),
    path("register/terms/", registering.terms, name="register_terms"),
    path("register/identity/", registering.identity, name="register_identity"),
    path("register/finish/", registering.finish, name="register_finish"),
    path("link/back/", linking.back, name="link_back"),
    path("link/<slug:kind>/", linking.begin, name="link"),
    path("my/links/", linking.links, name="links"),
    path("my/links/<uuid:linkage_id>/end/", linking.end, name="link_end"),
    path("my/data/", mine.data, name="data"),
    path("my/data/ask/", mine.ask, name="data_ask"),
    path("my/data/copies/<uuid:request_id>/", mine.copy, name="data_copy"),
    path("my/data/consents/<slug:text>/withdraw/", mine.withdraw, name="consent_withdraw"),
    path("my/phone/", mine.phone, name="phone"),
    path("my/phone/codes/", mine.phone_codes, name="phone_codes"),
    path("my/close/", mine.close, name="close"),
    path("step-up/", mine.step_up, name="step_up"),
    path("first-password/", mine.first_password, name="first_password"),
    path("desk/people/", window.look_up, name="desk_people"),
    path("desk/people/new/", window.register, name="desk_register"),
    path("desk/people/<uuid:person_id>/", window.person, name="desk_person"),
    path(
        "desk/guardianships/<uuid:guardianship_id>/end/",
        window.end_guarding,
        name="desk_end_guarding",
    ),
    path("desk/data-requests/", window.requests, name="desk_requests"),
    path("desk/identity-faults/", demo.faults, name="demo_faults"),
    path("demo/identity/sign-in/", demo.sign_in, name="demo_sign_in"),
    path("desk/officers/", officers.officer_list, name="officers"),
    path("desk/officers/<uuid:account_id>/", officers.officer, name="officer"),
    path("desk/officers/<uuid:account_id>/appoint/", officers.appoint, name="appoint"),
    path("desk/officers/<uuid:account_id>/leave/", officers.leave, name="leave"),
    path(
        "desk/officers/<uuid:account_id>/posts/<uuid:post_id>/end/",
        officers.end_tenure,
        name="end_tenure",
    ),
    path(
        "desk/officers/<uuid:account_id>/posts/<uuid:post_id>/hand-over/",
        officers.hand_over,
        name="hand_over",
    ),
    path("desk/stand-in/", officers.standing_in, name="standing_in"),
    path("desk/stand-in/<uuid:stand_in_id>/end/", officers.end_stand_in, name="end_stand_in"),
    path("desk/recusals/", officers.recusals, name="recusals"),
    path("desk/recusals/<uuid:recusal_id>/end/", officers.end_recusal, name="end_recusal"),
    path("desk/rights/", officers.rights_review, name="rights_review"),
    path("desk/rights/<uuid:tenure_id>/", officers.review, name="review"),
    path("security/", factors.protection, name="protection"),
    path("security/needed/", factors.factor_needed, name="factor_needed"),
    path("security/app/", factors.add_app, name="add_app"),
    path("security/passkey/", factors.add_passkey, name="add_passkey"),
    path("security/codes/", factors.recovery_codes, name="recovery_codes"),
    path("security/password/", factors.password, name="password"),
    path(
        "security/factors/<int:factor_id>/remove/",
        factors.remove_factor,
        name="remove_factor",
    ),
    path("security/devices/", factors.devices, name="devices"),
    path("security/devices/end/", factors.end_other_devices, name="end_other_devices"),
    path("security/devices/<uuid:session_id>/end/", factors.end_device, name="end_device"),
    path("desk/security/", security.security, name="security"),
    path("desk/security/alerts/<uuid:alert_id>/", security.acknowledge, name="acknowledge_alert"),
    path("granted/", granted.granted, name="granted"),
    path("desk/clients/", clients.clients, name="clients"),
    path("desk/clients/apply/", clients.apply, name="client_apply"),
    path("desk/clients/<uuid:client_id>/", clients.client, name="client"),
    path("desk/clients/<uuid:client_id>/admit/", clients.admit, name="client_admit"),
    path("desk/clients/<uuid:client_id>/secret/", clients.secret, name="client_secret"),
    path("desk/clients/<uuid:client_id>/logouts/", clients.logouts_again, name="client_logouts"),
    path(
        "desk/clients/<uuid:client_id>/<str:decision>/",
        clients.decide,
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
    path("no-account/", capacity.no_account, name="account_signup"),
    path("no-account/", capacity.no_account, name="account_reset_password"),
    path("no-account/", capacity.no_account, name="account_inactive"),
    path(
        "security/confirm/",
        signed_in(allauth_views.reauthenticate),
        name="account_reauthenticate",
    ),
    path(
        "sign-in/factor/",
        everybody(mfa_views.authenticate),
        name="mfa_authenticate",
    ),
    path(
        "sign-in/passkey/",
        everybody(passkey_views_of_allauth.login_webauthn),
        name="mfa_login_webauthn",
    ),
    path(
        "security/confirm/code/",
        signed_in(mfa_views.reauthenticate),
        name="mfa_reauthenticate",
    ),
    path(
        "security/confirm/passkey/",
        signed_in(passkey_views_of_allauth.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("no-account/", capacity.no_account, name="account_email_verification_sent"),
]
