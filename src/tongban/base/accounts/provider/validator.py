"""The rules of the house inside the library's protocol.

django-allauth 65 brings the steps of the protocol and their order; its own store is looser than a
city may be: codes lie in a cache and can be taken twice at once, a redirect address may differ in
its query, user part and fragment, any client may revoke any token, a silent sign-in counts what
*other* clients were granted, and a refresh token that comes twice goes unnoticed. What touches the
store is therefore answered here, by our tables and acts. ``apps.py`` puts this class in the
library's place; ``test_provider_wiring.py`` proves that it stands there.
"""

from typing import Any

from allauth.core import context
from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.internal.resources import InvalidTargetError
from allauth.idp.oidc.models import Client as LibraryClient
from django.db.models import Q
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors

from tongban.base.accounts.models import Client, Grant, Token
from tongban.base.accounts.provider import claims, current, reads
from tongban.base.accounts.provider.adapter import own_interface
from tongban.base.accounts.provider.tokens import verified
from tongban.base.accounts.services import grants
from tongban.base.accounts.types import ClientKind, TokenKind
from tongban.base.audit.services import record_look

GRANT_TYPES = {
    ClientKind.WEB: ("authorization_code", "refresh_token"),
    ClientKind.KIOSK: ("urn:ietf:params:oauth:grant-type:device_code", "refresh_token"),
    ClientKind.MACHINE: ("client_credentials",),
}
ORIGINAL_SCOPES = "_tongban_original_scopes"
CHALLENGE_LENGTH = 43
"""Characters of a SHA-256 in base64url (RFC 7636, 4.2)."""


def library_client(ours: Client) -> Any:
    """Our client as the library reads one; it is never saved."""
    kind = ClientKind(ours.kind)
    client: Any = LibraryClient(
        id=ours.identifier,
        name=ours.name,
        type=LibraryClient.Type.PUBLIC
        if kind is ClientKind.KIOSK
        else LibraryClient.Type.CONFIDENTIAL,
        response_types="code" if kind is ClientKind.WEB else "",
        owner=None,
        # Left out, the library would make a secret and hash it as a password: a quarter of a second
        # of every request.
        secret="!",  # noqa: S106 - none
    )
    client.set_scopes(list(ours.scopes))
    client.set_default_scopes(list(ours.scopes) if kind is ClientKind.MACHINE else ["openid"])
    client.set_grant_types(list(GRANT_TYPES[kind]))
    client.set_redirect_uris(list(ours.redirect_addresses))
    client.ours = ours
    return client


def _plain(text: Any, longest: int) -> bool:
    return isinstance(text, str) and 0 < len(text) <= longest and text.isprintable()


class Validator(OAuthLibRequestValidator):
    """Ours, where the library asks its store."""

    # Who asks

    def _lookup_client(self, request: Request, client_id: Any) -> Any:
        """Admitted, and within its days; looked up once a request."""
        known = get_validator_context().clients
        if not _plain(client_id, 40):
            return None
        if client_id not in known:
            ours = reads.client_in_force(Q(identifier=client_id))
            known[client_id] = library_client(ours) if ours else None
        return known[client_id]

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """By its secret, in the header or in the body, never in both and never in the address."""
        by_header = extract_basic_auth(request.headers)
        by_body = getattr(request, "client_id", None), getattr(request, "client_secret", None)
        if by_header[0] and by_body[1]:
            return False
        client_id, secret = by_header if by_header[0] else by_body
        # A public client is let in by its name alone elsewhere, where the library asks for it.
        if not _plain(client_id, 40) or not _plain(secret, 200):
            return False
        if by_header[0] and by_body[0] not in (None, client_id):
            return False
        if "client_secret" in context.request.GET:
            return False
        client = self._lookup_client(request, client_id)
        if client is None or not reads.holds_secret(client.ours, str(secret)):
            return False
        self._use_client(request, client)
        return True

    # What it asks for

    def validate_redirect_uri(
        self, client_id: Any, redirect_uri: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Character by character (RFC 9700, 4.1.3): whatever a browser may read otherwise than we do
        is not one of those that were admitted.
        """
        return redirect_uri in request.client.ours.redirect_addresses

    def validate_response_type(
        self,
        client_id: Any,
        response_type: Any,
        client: Any,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        """A code, and only with a challenge that a look at the address cannot answer."""
        for parameter in ("request", "request_uri"):
            if context.request.GET.get(parameter):
                raise errors.InvalidRequestError(f"{parameter} is not supported", request=request)
        if response_type != "code" or request.client.ours.kind != ClientKind.WEB:
            return False
        if request.code_challenge is None:
            raise errors.MissingCodeChallengeError(request=request)
        if (
            request.code_challenge_method != "S256"
            or len(request.code_challenge) != CHALLENGE_LENGTH
        ):
            raise errors.InvalidRequestError("S256 is required", request=request)
        if request.response_mode not in (None, "query"):
            raise errors.InvalidRequestError("response_mode must be query", request=request)
        return True

    def validate_scopes(
        self,
        client_id: Any,
        scopes: list[str],
        client: Any,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        """Within what the admission granted; at a sign-in with ``openid``."""
        wanted = set(scopes or ())
        if request.client.ours.kind != ClientKind.MACHINE and "openid" not in wanted:
            return False
        return bool(wanted) and wanted <= set(request.client.ours.scopes)

    def is_pkce_required(self, client_id: Any, request: Request) -> bool:
        """Of everybody."""
        return True

    def validate_user_match(
        self, id_token_hint: Any, scopes: Any, claims: Any, request: Request
    ) -> bool:
        """Whether who is signed in is who the hint names. The ``claims`` parameter is not offered
        and so not looked at.
        """
        if not id_token_hint:
            return True
        told = verified(id_token_hint, audience=request.client.id, expired_too=True)
        user = context.request.user
        return bool(
            told
            and user.is_authenticated
            and told["sub"] == reads.subject_for(request.client.ours, user.pk)
        )

    def validate_silent_login(self, request: Request) -> bool:
        """Somebody who may act is signed in."""
        actor = context.request.actor
        if not (actor.is_applicant or actor.is_officer):
            return False
        request.user = context.request.user
        return True

    def validate_silent_authorization(self, request: Request) -> bool:
        """Whether *this* client was granted all of it before, in the present capacity."""
        signed_in = current.sign_in_of(context.request)
        before = reads.granted_before(
            context.request.user, request.client.ours, signed_in["capacity"]
        )
        return set(request.scopes) <= before

    # Codes

    def save_authorization_code(
        self, client_id: Any, code: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Open the grant and keep its code, in one act's worth of rows."""
        grant = grants.open_grant(
            actor=context.request.actor,
            client_id=request.client.ours.id,
            scopes=list(request.scopes),
            **current.sign_in_of(context.request),
        )
        grants.keep_code(
            actor=context.request.actor,
            grant_id=grant.id,
            code=code["code"],
            content={
                "client_id": request.client.id,
                "redirect_uri": request.redirect_uri,
                "scopes": list(request.scopes),
                "resources": get_validator_context().requested_resources or [],
                "code": {"nonce": getattr(request, "nonce", None)},
                "pkce": {
                    "code_challenge": request.code_challenge,
                    "code_challenge_method": request.code_challenge_method,
                },
            },
            life=app_settings.AUTHORIZATION_CODE_EXPIRES_IN,
        )

    def _lookup_authorization_code(
        self, request: Request, client_id: Any, code: Any
    ) -> dict[str, Any] | None:
        """What a code was made for; asked before anybody has proven who they are, so it only reads."""
        if not _plain(code, 200):
            return None
        known = get_validator_context().codes
        if (client_id, code) not in known:
            found = reads.code_known(code)
            ours = found is not None and found.grant.client.identifier == client_id
            known[client_id, code] = found.content if found and ours else None
        content: dict[str, Any] | None = known[client_id, code]
        return content

    def validate_code(
        self,
        client_id: Any,
        code: Any,
        client: Any,
        request: Request,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        """Take it, now that the client has proven who it is. What fails after this has spent it."""
        if not _plain(code, 200):
            return False
        spent = grants.spend_code(actor=reads.machine_actor(request.client.ours), code=code)
        if spent is None:
            return False
        self._be_about(request, spent.grant_id, spent.content["scopes"])
        return self._within(spent.content["resources"])

    def invalidate_authorization_code(
        self, client_id: Any, code: Any, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """It was, when it was taken."""

    def validate_device_code(
        self, client_id: Any, code: Any, request: Request, *args: Any, **kwargs: Any
    ) -> str:
        """The view asked our rows before (``device.TokenView``); here is what it found."""
        grant = current.grant()
        if grant is None or grant.client_id != request.client.ours.id:
            return "access_denied"
        request.user, request.scopes = grant.account, list(grant.scopes)
        return "authorized"

    def _be_about(self, request: Request, grant_id: Any, scopes: list[str]) -> None:
        grant = Grant.objects.select_related("client__department", "account__person").get(
            id=grant_id
        )
        current.keep(grant)
        request.user = grant.account
        request.scopes = scopes

    def _within(self, granted: list[str]) -> bool:
        """Whether the audiences asked for now are among those asked for at the sign-in."""
        ctx = get_validator_context()
        if ctx.requested_resources and not set(ctx.requested_resources) <= set(granted):
            return False
        ctx.granted_resources = granted
        return True

    # Tokens

    def save_bearer_token(
        self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Keep what is handed out."""
        ctx = get_validator_context()
        actor = reads.machine_actor(request.client.ours)
        grant = current.grant()
        if grant is None:
            grant = grants.open_grant(
                actor=actor, client_id=request.client.ours.id, scopes=list(request.scopes)
            )
        resources = ctx.requested_resources or ctx.granted_resources or []
        grants.keep_tokens(
            actor=actor,
            grant_id=grant.id,
            scopes=list(request.scopes),
            audience=resources or [own_interface()],
            access=token["access_token"],
            access_life=int(token["expires_in"]),
            refresh=token.get("refresh_token", ""),
            refresh_life=app_settings.REFRESH_TOKEN_EXPIRES_IN or 0,
            refresh_scopes=getattr(context.request, ORIGINAL_SCOPES, None),
            refresh_audience=ctx.granted_resources,
        )

    def validate_refresh_token(
        self, refresh_token: Any, client: Any, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Take it. What it could not give is refused before, so that asking for too much does not
        cost an honest client its token.
        """
        if not _plain(refresh_token, 200):
            return False
        held = reads.token_in_force(refresh_token, TokenKind.REFRESH)
        ctx = get_validator_context()
        if held is not None and held.grant.client_id == request.client.ours.id:
            if request.scope and not set(request.scope.split()) <= set(held.scopes):
                raise errors.InvalidScopeError(request=request)
            if ctx.requested_resources and not set(ctx.requested_resources) <= set(held.audience):
                raise InvalidTargetError
        spent = grants.spend_refresh_token(
            actor=reads.machine_actor(request.client.ours), token=refresh_token
        )
        if spent is None:
            return False
        self._be_about(request, spent.grant_id, list(spent.scopes))
        if spent.audience != [own_interface()]:
            ctx.granted_resources = list(spent.audience)
        # A refresh that asks for less does not make the next one smaller (RFC 6749, 6).
        setattr(context.request, ORIGINAL_SCOPES, list(spent.scopes))
        return True

    def get_original_scopes(
        self, refresh_token: Any, request: Request, *args: Any, **kwargs: Any
    ) -> list[str]:
        """Those of the token that was taken."""
        scopes: list[str] = getattr(context.request, ORIGINAL_SCOPES)
        return scopes

    def revoke_token(
        self, token: Any, token_type_hint: Any, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Of the client's own alone."""
        if _plain(token, 4000):
            grants.give_up_token(actor=reads.machine_actor(request.client.ours), token=token)

    def introspect_token(
        self, token: Any, token_type_hint: Any, request: Request, *args: Any, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Whether a token is good, told to the client it was issued to and to the interface that it
        is for; to everybody else it is not (RFC 7662, 2.2).
        """
        held = reads.token_in_force(token) if _plain(token, 4000) else None
        if held is None:
            return None
        asking: Client = request.client.ours
        if held.grant.client_id != asking.id and asking.audience not in held.audience:
            return None
        told: dict[str, Any] = {
            "iss": get_adapter().get_issuer(),
            "sub": held.grant.subject,
            "client_id": held.grant.client.identifier,
            "scope": " ".join(held.scopes),
            "aud": held.audience,
            "iat": int(held.created_at.timestamp()),
            "exp": int(held.ends_at.timestamp()),
            "token_type": "Bearer" if held.kind == TokenKind.ACCESS else "refresh_token",
        }
        if held.grant.account_id:
            told["acr"] = claims.level_of(held.grant)
        return told

    def _bear(self, token: Any, scopes: Any, request: Request) -> bool:
        """An access token of ours, in the header, good now, for our interface."""
        if not _plain(token, 4000) or "access_token" in context.request.GET:
            return False
        if verified(token, audience=own_interface()) is None:
            return False
        held = reads.token_in_force(token, TokenKind.ACCESS)
        if held is None or not set(scopes or ()) <= set(held.scopes):
            return False
        request.user = held.grant.account
        request.scopes = list(held.scopes)
        current.keep(held.grant)
        self._use_client(request, library_client(held.grant.client))
        return True

    validate_bearer_token = _bear
    validate_jwt_bearer_token = _bear

    def get_userinfo_claims(self, request: Request) -> dict[str, Any]:
        """What the scopes tell of the person; that it was told is recorded, and they can see it."""
        grant = current.grant()
        assert grant is not None
        actor = reads.grant_actor(grant)
        told = claims.claims_of(grant, actor, request.scopes)
        fields = claims.fields_told(told)
        if fields and actor.person_id:
            record_look(
                actor=reads.machine_actor(grant.client),
                subject_kind="person",
                subject_id=actor.person_id,
                fields=fields,
                reason=f"登录“{grant.client.name}”时本人同意",
            )
        return told


def machine_token(value: str, scope: str) -> Token | None:
    """The client's own access token with that scope, for our interface; None for everything else."""
    if not _plain(value, 4000) or verified(value, audience=own_interface()) is None:
        return None
    held = reads.token_in_force(value, TokenKind.ACCESS)
    if held is None or held.grant.account_id is not None or scope not in held.scopes:
        return None
    return held
