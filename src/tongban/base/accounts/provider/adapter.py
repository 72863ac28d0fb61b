"""What django-allauth's provider asks of us: our address, our keys, our claims."""

from collections.abc import Iterable
from typing import Any, Literal

from allauth.core.internal.cryptokit import generate_user_code
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.internal.resources import InvalidTargetError
from allauth.idp.oidc.models import PrivateKey
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from tongban.base.accounts.models import Account, Grant
from tongban.base.accounts.provider import claims, current, keys
from tongban.base.accounts.provider.reads import known_audiences, sid_for, subject_for
from tongban.base.accounts.types import Scope

PREFIX = "/identity"
"""Under which everything of the provider hangs; with the city's address it is the issuer."""


def issuer() -> str:
    """The provider's name: the city's public address, whatever host a request named."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}{PREFIX}"


def own_interface() -> str:
    """The audience of tokens for our own interface."""
    return f"{settings.PUBLIC_ADDRESS.rstrip('/')}/api/v1"


class ProviderAdapter(DefaultOIDCAdapter):
    """Ours."""

    def get_issuer(self) -> str:
        """Fixed: a forged Host cannot make a token of another issuer."""
        return issuer()

    def generate_user_code(self) -> str:
        """Eight letters without vowels: 25,600,000,000 of them, and no words."""
        return str(generate_user_code(length=8, dashed=True))

    def list_private_keys(
        self,
        *,
        did_activate: Literal[True] | None = None,
        is_active: Literal[True] | None = None,
    ) -> list[PrivateKey]:
        """Ours come from the keys folder and are rotated there."""
        found: list[PrivateKey] = filter_keys(
            keys.signing_keys(), did_activate=did_activate, is_active=is_active
        )
        return found

    def get_user_sub(self, client: Any, user: AbstractBaseUser) -> str:
        """Another for every client."""
        return subject_for(client.ours, user.pk)

    def get_user_by_sub(self, client: Any, sub: str) -> Account | None:
        """Found by what was granted under it; nobody else can be meant."""
        found = (
            Grant.objects.select_related("account__person")
            .filter(client=client.ours, subject=sub, account__is_active=True)
            .first()
        )
        return found.account if found else None

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],  # noqa: ARG002
        user: AbstractBaseUser,
        client: Any,
        scopes: Iterable[str],  # noqa: ARG002
        email: str | None = None,  # noqa: ARG002
        **_kwargs: Any,
    ) -> dict[str, Any]:
        """An ID token says who, never what about them: it travels through browsers and logs. The
        rest is told at userinfo, where every telling is recorded.
        """
        return {"sub": self.get_user_sub(client, user)}

    def populate_id_token(
        self,
        id_token: dict[str, Any],
        client: Any,
        scopes: Iterable[str],  # noqa: ARG002
        **_kwargs: Any,
    ) -> None:
        """How sure we are, and since when."""
        grant = current.grant()
        assert grant is not None
        id_token["azp"] = client.id
        id_token["sid"] = sid_for(grant.id)
        id_token["acr"] = claims.level_of(grant)
        id_token["amr"] = claims.methods_of(grant)
        if grant.authenticated_at:
            id_token["auth_time"] = int(grant.authenticated_at.timestamp())

    def populate_access_token(
        self,
        access_token: dict[str, Any],
        *,
        client: Any,
        scopes: Iterable[str],  # noqa: ARG002
        user: AbstractBaseUser | None,
        **_kwargs: Any,
    ) -> None:
        """For whom it is (RFC 9068), and for a machine its own name as the subject."""
        access_token.setdefault("aud", [own_interface()])
        grant = current.grant()
        if user is None or grant is None:
            access_token["sub"] = client.id
        else:
            access_token["acr"] = claims.level_of(grant)

    def validate_resource_uris(self, *, uris: list[str], **_kwargs: Any) -> None:
        """A token may be asked for our interface and those of admitted clients. Raises the
        protocol's ``invalid_target``.
        """
        if uris and not set(uris) <= known_audiences() | {own_interface()}:
            raise InvalidTargetError

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """What we offer, at the city's address whatever host was asked; nothing we refuse."""
        base = settings.PUBLIC_ADDRESS.rstrip("/")
        for word, route in {
            "authorization_endpoint": "authorization",
            "token_endpoint": "token",
            "userinfo_endpoint": "userinfo",
            "jwks_uri": "jwks",
            "revocation_endpoint": "revoke",
            "introspection_endpoint": "introspect",
            "end_session_endpoint": "logout",
            "device_authorization_endpoint": "device_code",
        }.items():
            data[word] = base + reverse(f"idp:oidc:{route}")
        data["scopes_supported"] = [str(scope) for scope in Scope.values]
        data["claims_supported"] = [
            *("sub", "name", "capacity", "id_type", "id_number", "id_number_masked"),
            *("phone_number", "phone_number_verified", "company", "post"),
            *("acr", "amr", "auth_time", "sid"),
        ]
        data["response_types_supported"] = ["code"]
        data["response_modes_supported"] = ["query"]
        data["grant_types_supported"] = [
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
        ]
        data["subject_types_supported"] = ["pairwise"]
        data["acr_values_supported"] = ["L1", "L2", "L3", "L4"]
        data["prompt_values_supported"] = ["none", "login", "consent"]
        data["backchannel_logout_supported"] = True
        data["backchannel_logout_session_supported"] = True
        data["claims_parameter_supported"] = False
        data["request_parameter_supported"] = False
        data["request_uri_parameter_supported"] = False
        data["authorization_response_iss_parameter_supported"] = True
