"""One call: the name resolved once, the connection made to just that address, limits on all of it."""

import logging
import socket
import ssl
import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from time import monotonic
from urllib.parse import urljoin

from django.conf import settings

from tongban.base.kernel.outgoing.addresses import (
    Address,
    Place,
    may_be_reached,
    must_be_on,
    place_of,
)
from tongban.base.kernel.outgoing.errors import (
    OutgoingError,
    OutgoingFailedError,
    OutgoingRefusedError,
)

logger = logging.getLogger(__name__)

SECONDS = 10.0
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding"})
"""Headers that only this module writes: a second of them is how requests are smuggled."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Nothing in it is believed yet."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Ask:
    """What stays the same from hop to hop."""

    method: str
    hosts: Collection[str]
    body: bytes
    ends: float
    most_bytes: int


def call(
    method: str,
    address: str,
    *,
    hosts: Collection[str],
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    seconds: float = SECONDS,
    most_bytes: int = MOST_BYTES,
    redirects: int = 0,
) -> Answer:
    """Call another machine, and give up after ``seconds`` in all or ``most_bytes`` of an answer.

    ``hosts`` are those that this connector may call, ``host`` or ``host:port``. A redirect is an
    answer like any other, unless ``redirects`` says how many are followed: only of GET, each looked
    at as the first address was, never from TLS to none, and credentials stay with their origin.

    Raises OutgoingRefusedError for what our rules forbid, OutgoingFailedError for what went wrong;
    the log gets the host and the reason, never a path, a header or a body.
    """
    ask = _Ask(method, hosts, body, monotonic() + seconds, most_bytes)
    given = {name.lower(): value for name, value in (headers or {}).items()}
    place = None
    try:
        place = place_of(address)
        for _hop in range(min(redirects, MOST_REDIRECTS) + 1):
            answer = _once(ask, place, given)
            onward = answer.headers.get("location", "")
            if method != "GET" or answer.status not in REDIRECTS or not onward or not redirects:
                return answer
            place, given = _next(place, onward, given)
    except OutgoingError as error:
        logger.warning("call to %s: %s", place.authority if place else "?", error.reason)
        raise
    raise OutgoingFailedError("broken")


def _next(place: Place, onward: str, given: Mapping[str, str]) -> tuple[Place, dict[str, str]]:
    following = place_of(urljoin(f"{place.scheme}://{place.authority}{place.target}", onward))
    if place.scheme == "https" and following.scheme != "https":
        raise OutgoingRefusedError("plain_http")
    if following.origin == place.origin:
        return following, dict(given)
    return following, {name: value for name, value in given.items() if name not in CREDENTIALS}


def _once(ask: _Ask, place: Place, headers: Mapping[str, str]) -> Answer:
    must_be_on(ask.hosts, place)
    if not _OURS.isdisjoint(headers):
        raise OutgoingRefusedError("header")
    addresses = _resolved(place, ask.ends)
    connection = _Connection(place, addresses, ask.ends)
    try:
        connection.putrequest(ask.method, place.target, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", place.authority)
        connection.putheader("Accept-Encoding", "identity")
        connection.putheader("Connection", "close")
        if ask.body or ask.method in {"POST", "PUT", "PATCH"}:
            connection.putheader("Content-Length", str(len(ask.body)))
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders(ask.body or None)
        response = connection.getresponse()
        told = response.read(ask.most_bytes + 1)
        if connection.is_over:
            raise OutgoingFailedError("timeout")
        if len(told) > ask.most_bytes:
            raise OutgoingFailedError("too_large")
        found = {name.lower(): value for name, value in response.getheaders()}
    except (HTTPException, OSError) as error:
        raise OutgoingFailedError(connection.reason_for(error)) from None
    except ValueError:
        # http.client refuses a method or a header with a line break in it.
        raise OutgoingRefusedError("header") from None
    else:
        return Answer(response.status, found, told)
    finally:
        connection.end()


def _resolved(place: Place, ends: float) -> list[Address]:
    """What the name means now. One address that may not be reached refuses them all: a name that
    means a public and a private machine at once is how the rules are got round.
    """
    try:
        found = [ip_address(place.host)]
    except ValueError:
        found = _asked(place.host, ends)
    if not all(may_be_reached(one) for one in found):
        raise OutgoingRefusedError("private_address")
    return found


def _asked(host: str, ends: float) -> list[Address]:
    told: list[Address] = []

    def ask() -> None:
        try:
            for *_more, where in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
                one = ip_address(str(where[0]))
                if one not in told:
                    told.append(one)
        except (OSError, UnicodeError, ValueError):
            told.clear()

    # The system's resolver knows no time limit; who waits for it in vain leaves it behind.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(max(0.0, ends - monotonic()))
    if asking.is_alive():
        raise OutgoingFailedError("timeout")
    if not told:
        raise OutgoingFailedError("name_unknown")
    return told


class _Connection(HTTPConnection):
    """To one of the addresses that were looked at; the name is not asked for again.

    A watch closes it when the time is over: a time-out of the socket begins anew with every byte,
    so that one byte a second could hold a worker for hours.
    """

    def __init__(self, place: Place, addresses: list[Address], ends: float) -> None:
        super().__init__(place.host, place.port)
        self.is_over = False
        self._place, self._addresses, self._ends = place, addresses, ends
        self._watch: threading.Timer | None = None
        self._held: socket.socket | None = None

    def connect(self) -> None:
        """Connect, with TLS for the name that was asked for."""
        plain = self._held = self._connected()
        self._watch = threading.Timer(self._left(), self._stop)
        self._watch.daemon = True
        self._watch.start()
        if self._place.scheme == "https":
            name = self._place.host
            wrapped = _tls().wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)
            # First where the watch finds it: the other side may take its time over the handshake.
            self.sock = self._held = wrapped
            wrapped.do_handshake()
        else:
            self.sock = plain

    def _connected(self) -> socket.socket:
        failed: OSError | None = None
        for one in self._addresses:
            try:
                return socket.create_connection((str(one), self._place.port), self._left())
            except OSError as error:
                failed = error
        assert failed is not None
        raise failed

    def _left(self) -> float:
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _stop(self) -> None:
        self.is_over = True
        try:
            # The base class's: an SSLSocket would forget its TLS while another thread reads.
            if self._held is not None:
                socket.socket.shutdown(self._held, socket.SHUT_RDWR)
        except OSError:
            return

    def end(self) -> None:
        """Close it, and the watch with it. Not ``close``: the library calls that once the headers
        are read, while the body is still to come.
        """
        if self._watch is not None:
            self._watch.cancel()
        self.close()
        if self._held is not None:
            self._held.close()

    def reason_for(self, error: Exception) -> str:
        """The word for what went wrong."""
        if self.is_over or isinstance(error, TimeoutError):
            return "timeout"
        if isinstance(error, ssl.SSLError):
            return "tls"
        return "broken" if isinstance(error, HTTPException) else "unreachable"


def _tls() -> ssl.SSLContext:
    """The system's authorities and the city's own, TLS 1.2 or newer, the name compared."""
    context = ssl.create_default_context()
    if settings.OUTGOING_CA_FILE:
        context.load_verify_locations(settings.OUTGOING_CA_FILE)
    return context
