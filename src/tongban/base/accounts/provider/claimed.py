"""Which system says that it asks, for the counting of visits: read off the request, without a query.

It is a word and no proof, so visits are counted for the word together with the address it came from:
whoever uses another's name fills a counter that the other's own machines do not share.
"""

import base64
import json
import re
from binascii import Error

from django.http import HttpRequest

from tongban.base.accounts.devices import address_of
from tongban.base.accounts.provider import signatures

IDENTIFIER = re.compile(r"c-[0-9a-f]{16}")
FORM = "application/x-www-form-urlencoded"
LONGEST = 4096
"""Characters of a header that are looked at."""


def claimed_client(request: HttpRequest) -> str:
    """The client's identifier and the address, or nothing where no client is named."""
    named = _by_signature(request) or _by_authorization(request) or _by_form(request)
    return f"{named}|{address_of(request)}" if IDENTIFIER.fullmatch(named) else ""


def _by_signature(request: HttpRequest) -> str:
    told = request.headers.get("Signature-Input", "")
    made = request.headers.get("Signature", "")
    if not told or len(told) > LONGEST or len(made) > LONGEST:
        return ""
    claim = signatures.claim_of(told, made)
    return claim.client if claim else ""


def _by_authorization(request: HttpRequest) -> str:
    kind, _blank, value = request.headers.get("Authorization", "").partition(" ")
    if len(value) > LONGEST:
        return ""
    try:
        if kind.lower() == "basic":
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        if kind.lower() == "bearer" and value.count(".") == 2:
            middle = value.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
            told = (
                (claims.get("client_id") or claims.get("sub")) if isinstance(claims, dict) else ""
            )
            return told if isinstance(told, str) else ""
    except (Error, ValueError, RecursionError):
        return ""
    return ""


def _by_form(request: HttpRequest) -> str:
    if request.method != "POST" or request.content_type != FORM:
        return ""
    return str(request.POST.get("client_id", ""))
