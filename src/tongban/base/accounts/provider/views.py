"""The provider's addresses: the library's, with our pages, our refusals and what it lacks."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal.httpkit import add_query_params, del_query_params
from allauth.idp.oidc import views as library
from allauth.idp.oidc.internal.oauthlib.server import get_server
from allauth.idp.oidc.internal.oauthlib.utils import convert_response, extract_params
from allauth.idp.oidc.internal.resources import get_resources
from django import forms
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from oauthlib.oauth2.rfc6749 import errors

from tongban.base.accounts.models import Client
from tongban.base.accounts.provider import current, reads
from tongban.base.accounts.provider.adapter import issuer
from tongban.base.accounts.provider.tokens import verified
from tongban.base.accounts.services import grants
from tongban.base.accounts.signed_in import end
from tongban.base.accounts.types import SENSITIVE_SCOPES, Scope
from tongban.base.kernel.errors import TongbanError
from tongban.base.kernel.moments import now
from tongban.base.pages.access import actor_of, everybody
from tongban.base.pages.middleware import CONTENT_SECURITY_POLICY

Answering = Callable[..., Any]


def in_json(view: Answering) -> Answering:
    """Every refusal of a machine's address in the protocol's own words, never a page, never a 500."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # One transaction that is kept whatever is answered: what a refusal found out (a code that
        # came twice) is the very thing to keep. Only what is raised past the library is taken back.
        try:
            with transaction.atomic():
                response = view(request, *args, **kwargs)
        except ValidationError:
            response = refused("invalid_target", HTTPStatus.BAD_REQUEST)
        except errors.OAuth2Error as error:
            response = refused(error.error, HTTPStatus(error.status_code))
        except TongbanError as error:
            response = refused("invalid_grant", HTTPStatus.BAD_REQUEST, error.code)
        response.headers["Cache-Control"] = "no-store"
        told: HttpResponse = response
        return told

    return answered


def refused(word: str, status: HTTPStatus, description: str = "") -> JsonResponse:
    """A refusal in the protocol's words."""
    told = {"error": word}
    if description:
        told["error_description"] = description
    return JsonResponse(told, status=status)


def may_lead_to(response: HttpResponse, address: str) -> HttpResponse:
    """Let the form of this page end at a client: browsers apply ``form-action`` to the redirects
    after it too.
    """
    parts = urlsplit(address)
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "form-action 'self'", f"form-action 'self' {parts.scheme}://{parts.netloc}"
    )
    return response


def refusal_page(request: HttpRequest, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> HttpResponse:
    """The request cannot be believed, so nobody is sent anywhere."""
    return render(request, "accounts/identity_refused.html", status=status)


class ConsentForm(forms.Form):
    """What is told to the client: the ordinary all together, the sensitive one by one."""

    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """``requested_scopes`` are those of the request, ``user`` who is asked."""
        kwargs.pop("user")
        self.requested: list[str] = list(kwargs.pop("requested_scopes"))
        super().__init__(*args, **kwargs)
        self.fields["sensitive"] = forms.MultipleChoiceField(
            choices=[(one, Scope(one).label) for one in self.requested if one in SENSITIVE_SCOPES],
            required=False,
        )

    @property
    def ordinary(self) -> list[str]:
        """What is asked for together, in words."""
        return [str(Scope(one).label) for one in self.requested if one not in SENSITIVE_SCOPES]

    def clean(self) -> dict[str, Any]:
        """The scopes that are granted."""
        cleaned = super().clean() or self.cleaned_data
        ticked = cleaned.get("sensitive") or []
        cleaned["scopes"] = [
            one for one in self.requested if one not in SENSITIVE_SCOPES or one in ticked
        ]
        return cleaned


@method_decorator(csrf_exempt, name="dispatch")
class AuthorizationView(library.AuthorizationView):
    """Sign in at a client: who asks is found out first, then who is there, then consent."""

    form_class = ConsentForm  # type: ignore[assignment]
    template_name = "accounts/consent.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As the library, and every answer to the client names us (RFC 9207, against mix-up)."""
        with transaction.atomic():
            response: Any = super().dispatch(request, *args, **kwargs)
        place = response.headers.get("Location")
        if place and not isinstance(response, HttpResponseRedirect):
            response.headers["Location"] = add_query_params(place, {"iss": issuer()})
        response.headers["Cache-Control"] = "no-store"
        answered: HttpResponse = response
        return answered

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        """Refuse on our own page what cannot be believed, before anybody is asked to sign in."""
        asked = extract_params(request)
        try:
            server = get_server()
            self._scopes, self._request_info = server.validate_authorization_request(*asked)
            self._request_info["resources"] = get_resources(request)
            if "none" in self._request_info.get("prompt", ()):
                return convert_response(
                    *server.create_authorization_response(*asked, scopes=self._scopes)
                )
        except (errors.FatalClientError, ValidationError):
            return refusal_page(request)
        except errors.OAuth2Error as error:
            return library._ClientHttpResponseRedirect(error.in_uri(error.redirect_uri))  # noqa: SLF001
        if (again := self._must_sign_in(request)) is not None:
            return again
        actor = actor_of(request)
        if not (actor.is_applicant or actor.is_officer):
            return refusal_page(request, HTTPStatus.FORBIDDEN)
        response: HttpResponse = self.render_to_response(
            self.get_context_data(form=self.get_form())
        )
        return may_lead_to(response, self._request_info["redirect_uri"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As the library; a client that was shut out since is told nothing."""
        try:
            response: HttpResponse = super().post(request, *args, **kwargs)
        except TongbanError:
            transaction.set_rollback(True)
            return refusal_page(request)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """As the library, with our page for what cannot be believed any more."""
        response: HttpResponse = super().form_valid(form)
        return response if "Location" in response.headers else refusal_page(self.request)

    def form_invalid(self, form: Any) -> HttpResponse:  # noqa: ARG002
        """Somebody changed the form."""
        return refusal_page(self.request)

    def _must_sign_in(self, request: HttpRequest) -> HttpResponse | None:
        """To the sign-in page, when nobody is there, or the client wants it anew."""
        here = request.get_full_path()
        if not request.user.is_authenticated:
            return redirect_to_login(here)
        prompts = request.GET.get("prompt", "").split()
        if "login" in prompts:
            end(request, why="signed_out")
            return redirect_to_login(del_query_params(here, "prompt"))
        longest = request.GET.get("max_age", "")
        if longest.isascii() and longest.isdigit():
            since = current.signed_in_at(request)
            if since is None or now() - since > timedelta(seconds=min(int(longest), 10**9)):
                end(request, why="signed_out")
                return redirect_to_login(del_query_params(here, "max_age"))
        return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page's: which system, which scopes, as whom."""
        asked = self._request_info
        client = reads.client_in_force(_named(asked["client_id"]))
        return {
            "form": kwargs["form"],
            "client": client,
            "host": urlsplit(asked["redirect_uri"]).netloc,
            "signed": self.get_initial()["request"],
            "who": actor_of(self.request),
        }


def _named(identifier: Any) -> Q:
    return Q(identifier=identifier)


authorization = everybody(AuthorizationView.as_view())
revoke = everybody(csrf_exempt(in_json(library.revoke)))
introspect = everybody(csrf_exempt(in_json(library.introspect)))
user_info = everybody(csrf_exempt(in_json(library.user_info)))
configuration = everybody(in_json(library.configuration))
jwks = everybody(library.jwks)


@everybody
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """A client asks that somebody leaves here too (OpenID Connect RP-Initiated Logout 1.0).

    Without a valid ID token of whoever is signed in they are asked first: anybody can make a link.
    """
    given = request.POST if request.method == "POST" else request.GET
    hint = verified(given.get("id_token_hint", ""), expired_too=True)
    identifier = given.get("client_id") or (hint or {}).get("aud")
    client = reads.client_in_force(_named(str(identifier)[:40])) if identifier else None
    wanted = given.get("post_logout_redirect_uri", "")
    if hint is not None and client is not None and hint["aud"] != client.identifier:
        return refusal_page(request)
    if wanted and (client is None or wanted not in client.logout_addresses):
        return refusal_page(request)
    target = wanted or "/"
    if wanted and (state := given.get("state")):
        target = add_query_params(wanted, {"state": state})
    user = request.user
    if not user.is_authenticated:
        return library._ClientHttpResponseRedirect(target)  # noqa: SLF001
    answer = given.get("answer") if request.method == "POST" else None
    is_theirs = (
        hint is not None
        and client is not None
        and hint["sub"] == reads.subject_for(client, user.pk)
    )
    if answer is None and not is_theirs:
        page = render(
            request, "accounts/identity_sign_out.html", {"client": client, "given": given.items()}
        )
        return may_lead_to(page, wanted) if wanted else page
    if answer is not None and (forged := library._enforce_csrf(request)) is not None:  # noqa: SLF001
        return forged
    if answer != "stay":
        if client is not None:
            grants.end_grants(actor=actor_of(request), client_id=client.id)
        end(request, why="signed_out")
    return library._ClientHttpResponseRedirect(target)  # noqa: SLF001


def client_named(identifier: str) -> Client | None:
    """The admitted client of that name."""
    return reads.client_in_force(_named(identifier[:40]))


def public_address(path: str) -> str:
    """A path at the city's own address."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + path
