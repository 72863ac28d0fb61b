"""Our rules stand in the library's place, and what it offers of its own accord is shut."""

from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib.server import get_device_server, get_server
from allauth.idp.oidc.models import Client as LibraryClient
from allauth.idp.oidc.models import Token as LibraryToken
from django.urls import get_resolver

from tongban.base.accounts.provider.adapter import ProviderAdapter
from tongban.base.accounts.provider.validator import Validator


def test_the_library_asks_our_validator(rf):
    from allauth.core import context

    with context.request_context(rf.get("/")):
        servers = (get_server(), get_device_server())

    assert all(type(server.request_validator) is Validator for server in servers)
    assert app_settings.ADAPTER.endswith(ProviderAdapter.__name__)


def test_a_key_is_read_once(folders, db):
    from allauth.core.internal import jwkkit
    from allauth.idp.oidc.internal.oauthlib import request_validator, server

    from tongban.base.accounts.provider import keys

    pem = keys.signing_keys()[0].pem
    assert jwkkit.load_jwk_from_pem(pem)[1] is jwkkit.load_jwk_from_pem(pem)[1]
    assert server.jwkkit is request_validator.jwkkit is jwkkit


def test_no_secret_is_made_up_and_hashed_for_a_request(district):
    from tongban.base.accounts.provider.validator import library_client

    assert library_client(district.admitted()).secret == "!"


def test_what_touches_the_store_is_answered_by_us():
    """A newer library that asks its store something more must be looked at first."""
    from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator

    theirs = {name for name in vars(OAuthLibRequestValidator) if not name.startswith("__")}
    ours = {name for name in vars(Validator) if not name.startswith("__")}

    assert theirs - ours == {
        *("validate_client_id", "get_default_scopes", "authenticate_client_id"),
        *("validate_grant_type", "confirm_redirect_uri", "get_authorization_code_scopes"),
        *("get_authorization_code_nonce", "get_code_challenge", "get_code_challenge_method"),
        *("finalize_id_token", "get_default_redirect_uri", "validate_user"),
        *("client_authentication_required", "_use_client", "is_origin_allowed"),
        *("rotate_refresh_token", "_prep_access_token", "_prep_refresh_token"),
        *("_validate_jwt_bearer_id_token", "_validate_jwt_bearer_access_token"),
    }


def test_clients_cannot_register_themselves_or_be_fetched():
    names = {
        str(key)
        for key in get_resolver().namespace_dict["idp"][1].namespace_dict["oidc"][1].reverse_dict
        if isinstance(key, str)
    }

    assert app_settings.DCR_ENABLED is False
    assert app_settings.CIMD_ENABLED is False
    assert "client_registration" not in names
    assert {"token", "authorization"} <= names


def test_the_librarys_own_tables_stay_empty(district, settings):
    settings.PUBLIC_ADDRESS = "http://127.0.0.1:8000"
    from tongban.base.accounts.tests.test_provider_refusals import refresh, tokens_of

    client = district.admitted()
    assert refresh(client, tokens_of(district, client)["refresh_token"]).status_code == 200

    assert LibraryClient.objects.count() == 0
    assert LibraryToken.objects.count() == 0
