"""Asking an address of another site whether it still answers; the one place that calls outside.

It asks only public addresses over http and https, reads no content, follows few redirections, each
judged like the first, and gives up soon. What is used is the address that was judged: the name is
looked up once and the connection goes to that very address, so that a name that answers otherwise
the second time leads nowhere.
"""

import http.client
import ipaddress
import socket
import ssl
from typing import Protocol
from urllib.parse import SplitResult, urljoin, urlsplit

SECONDS = 8
MOST_REDIRECTIONS = 3
PORTS = frozenset({80, 443})
"""Pages for people stand nowhere else; other ports are other people's machines."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE_ON = frozenset({403, 405, 429, 501})
"""Answers by which a site refuses robots or this way of asking: there is something."""


class UnfitAddressError(ValueError):
    """An address that is not called at all, with the reason in a word."""


class LinkCaller(Protocol):
    """Says what an address answers."""

    def answer_of(self, address: str) -> str:
        """``ok``, or in a word why it does not open: a status, ``timeout``, ``no_host``.

        Never raises for what the other side does.
        """
        ...


class GuardedCaller:
    """The caller that comes with the product."""

    def answer_of(self, address: str) -> str:
        """See ``LinkCaller``."""
        try:
            for _step in range(MOST_REDIRECTIONS + 1):
                status, place = _asked(address)
                if status in _MOVED and place:
                    address = urljoin(address, place)
                    continue
                return "ok" if status < 400 or status in _GONE_ON else str(status)
        except UnfitAddressError as error:
            return str(error)
        except TimeoutError:
            return "timeout"
        except ssl.SSLError:
            return "certificate"
        except (OSError, http.client.HTTPException, ValueError):
            return "no_answer"
        return "redirections"


def public_address_of(host: str, port: int) -> str:
    """The one address that a name stands for; raises UnfitAddressError for any that is not public.

    One private address among several is enough to refuse: which of them answers is not ours to
    choose.
    """
    try:
        found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (socket.gaierror, UnicodeError):
        raise UnfitAddressError("no_host") from None
    for one in found:
        place = ipaddress.ip_address(str(one).partition("%")[0])
        inner = getattr(place, "ipv4_mapped", None) or place
        if not inner.is_global or inner.is_multicast:
            raise UnfitAddressError("not_public")
    return str(min(found))


def _fit(address: str) -> tuple[SplitResult, int]:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UnfitAddressError("not_web")
    if port not in PORTS or parts.username or parts.password:
        raise UnfitAddressError("not_public")
    return parts, port


def _asked(address: str) -> tuple[int, str]:
    """(status, where it leads) of a HEAD request; nothing of the answer's body is read."""
    parts, port = _fit(address)
    assert parts.hostname is not None
    place = public_address_of(parts.hostname, port)
    link = socket.create_connection((place, port), timeout=SECONDS)
    try:
        if parts.scheme == "https":
            link = ssl.create_default_context().wrap_socket(link, server_hostname=parts.hostname)
        calling = http.client.HTTPConnection(parts.hostname, port, timeout=SECONDS)
        calling.sock = link
        target = parts.path or "/"
        if parts.query:
            target += f"?{parts.query}"
        calling.request("HEAD", target, headers={"User-Agent": "tongban-link-check"})
        answer = calling.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        link.close()
