"""Routes of accounts. allauth looks its own names up, so its views stand outside the namespace."""

from allauth.account import views as allauth_views
from django.urls import include, path

from tongban.base.accounts import views
from tongban.base.accounts.people_pages import demo, linking, mine, registering, window
from tongban.base.pages.access import everybody

_named = [
    path("sign-in/", everybody(allauth_views.login), name="sign_in"),
    # Everybody: an officer who lost the last post and is no applicant acts as a visitor, and must
    # still be able to leave.
    path("sign-out/", everybody(allauth_views.logout), name="sign_out"),
    path("capacity/", views.capacity, name="capacity"),
    path("no-account/", views.no_account, name="no_account"),
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
]

urlpatterns = [
    path("", include((_named, "accounts"))),
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
