"""Where a call may go: one way to write an address, named hosts, and networks that are public or named.

Servers are made to call addresses that others wrote (SSRF, OWASP A10:2021). Three things keep that
from reaching what stands beside us: an address that two readers could read in two ways is none; a
host must be on the list of whoever calls; and what its name resolves to must be public, or lie in a
network that the city names, since networks of government are private.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tongban.base.kernel.outgoing.errors import OutgoingRefusedError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LONGEST = 2000
PORTS = {"https": 443, "http": 80}
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>(?:/[!-~]*)?(?:\?[!-~]*)?)"
)
_FORBIDDEN = frozenset('#\\"<>^`{|}')
"""Characters that no address has unescaped (RFC 3986), and the fragment, which is never sent."""
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_TUNNELS = tuple(
    IPv6Network(one)
    for one in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "::/96")
)
"""Addresses that carry an IPv4 address inside, by which a refused one would be reached anyway."""
METADATA = frozenset(
    ip_address(one)
    for one in (
        *("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192"),
        *("169.254.0.23", "169.254.10.10", "fd00:ec2::254"),
    )
)
"""Where clouds tell a machine its own keys (Huawei and AWS, Alibaba, Azure, Oracle, Tencent). A
network that holds one of them does not open it; only the address named by itself does.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """An address taken apart, in the one way in which it may be written."""

    scheme: str
    host: str
    """Lower case; an IPv6 address without its brackets."""
    port: int
    target: str
    """Path and query, as they are sent."""

    @property
    def authority(self) -> str:
        """Host and port, the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """To whom credentials belong."""
        return self.scheme, self.host, self.port


def place_of(address: str) -> Place:
    """Take an address apart. Raises OutgoingRefusedError (``address``) for one that is not plain.

    No user part, no fragment, nothing beyond printable ASCII (a name in Chinese is written as
    ``xn--…``), no host that is a number in any other form than four decimal bytes.
    """
    found = _ADDRESS.fullmatch(address) if len(address) <= LONGEST else None
    if found is None or not _FORBIDDEN.isdisjoint(address):
        raise OutgoingRefusedError("address")
    scheme = found["scheme"]
    host = _one_host(found["host"])
    port = int(found["port"]) if found["port"] else PORTS[scheme]
    if not 1 <= port <= 65535 or (found["port"] or "").startswith("0"):
        raise OutgoingRefusedError("address")
    target = found["target"]
    return Place(scheme, host, port, target if target.startswith("/") else f"/{target}")


def _one_host(written: str) -> str:
    try:
        if written.startswith("["):
            return str(IPv6Address(written[1:-1]))
        host = written.lower()
        last = host.rpartition(".")[2]
        # Whatever ends in a number is read as an IPv4 address by some (WHATWG URL, 3.5): decimal,
        # octal, hexadecimal, two or three parts. Only the plain form passes.
        if _NUMBER.fullmatch(last):
            return str(IPv4Address(host))
    except ValueError:
        raise OutgoingRefusedError("address") from None
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise OutgoingRefusedError("address")
    return host


def is_plain_host(place: Place) -> bool:
    """Whether the city lets this host be called without TLS."""
    return _is_on(settings.OUTGOING_PLAIN_HOSTS, place)


def must_be_on(hosts: Collection[str], place: Place) -> None:
    """Raise OutgoingRefusedError unless the scheme and the host may be called.

    ``hosts`` are the connector's: ``host`` for the scheme's own port, or ``host:port``.
    """
    if place.scheme != "https" and not is_plain_host(place):
        raise OutgoingRefusedError("plain_http")
    if not _is_on(hosts, place):
        raise OutgoingRefusedError("host_not_allowed")


def _is_on(hosts: Collection[str], place: Place) -> bool:
    return place.authority in {host.lower() for host in hosts}


def named_networks() -> tuple[Network, ...]:
    """The networks that the city's settings name. Raises ImproperlyConfigured for what is none."""
    try:
        return tuple(ip_network(one.strip()) for one in settings.OUTGOING_NETWORKS)
    except ValueError as error:
        raise ImproperlyConfigured(f"TONGBAN_OUTGOING_NETWORKS：{error}") from None


def may_be_reached(address: Address) -> bool:
    """Whether a call may go to this address: it is public, or in a network that the city names."""
    plain = _unwrapped(address)
    if plain in METADATA:
        return any(one.num_addresses == 1 and plain in one for one in named_networks())
    return is_public(plain) or any(plain in one for one in named_networks())


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv4-mapped one (``::ffff:10.0.0.1``) is for the machine."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def is_public(address: Address) -> bool:
    """Whether it is one machine somewhere in the Internet: nothing private, of this machine, of
    this link, of a group, reserved or in transit to another protocol.
    """
    plain = _unwrapped(address)
    if plain.is_multicast or plain.is_reserved or plain.is_unspecified or not plain.is_global:
        return False
    if isinstance(plain, IPv6Address):
        return (
            plain in _GLOBAL_UNICAST
            and plain.scope_id is None
            and not any(plain in one for one in _TUNNELS)
        )
    return True
