"""Which machine calls: by a signed request, by its own access token, or by its client certificate.

One way a call: two of them at once, which might name two clients, are refused.
"""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from tongban.base.accounts.models import Client
from tongban.base.accounts.provider import reads, signatures
from tongban.base.accounts.provider.validator import machine_token
from tongban.base.accounts.types import Caller


def _caller(client: Client, nonce: str = "") -> Caller:
    return Caller(reads.machine_actor(client), client.id, nonce)


def by_signature(request: HttpRequest) -> Caller | None:
    """Who signed this request."""
    claim = signatures.claim_of(
        request.headers.get("Signature-Input", ""), request.headers.get("Signature", "")
    )
    if claim is None:
        return None
    client = reads.client_in_force(Q(identifier=claim.client))
    if client is None or not client.public_key:
        return None
    is_theirs = signatures.holds(
        claim,
        client.public_key,
        method=request.method or "",
        # The city's own name, not the Host that came: a request signed for another city is not ours.
        authority=urlsplit(settings.PUBLIC_ADDRESS).netloc,
        path=request.path,
        query=request.META.get("QUERY_STRING", ""),
        digest=request.headers.get("Content-Digest", ""),
        body=request.body,
    )
    return _caller(client, claim.nonce) if is_theirs else None


def by_token(value: str, scope: str) -> Caller | None:
    """Whose access token it is."""
    held = machine_token(value, scope)
    return _caller(held.grant.client) if held else None


def by_certificate(request: HttpRequest) -> Caller | None:
    """Whose certificate the reverse proxy verified. Believed from the named proxies alone."""
    header = settings.CLIENT_CERTIFICATE_HEADER
    subject = request.headers.get(header, "") if header else ""
    if not subject or not _is_trusted(request.META.get("REMOTE_ADDR", "")):
        return None
    found = list(
        # Two clients of one certificate would be nobody's call.
        Client.objects.filter(certificate_subject=subject).values_list("id", flat=True)[:2]
    )
    if len(found) != 1:
        return None
    client = reads.client_in_force(Q(id=found[0]))
    return _caller(client) if client else None


def _is_trusted(address: str) -> bool:
    try:
        here = ip_address(address)
        return any(here in ip_network(one, strict=False) for one in settings.TRUSTED_PROXIES)
    except ValueError:
        return False
