"""Where a call outward may go: by property, and each known trick by name."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.base.kernel.outgoing import OutgoingRefusedError, named_networks, place_of
from tongban.base.kernel.outgoing.addresses import (
    METADATA,
    is_public,
    may_be_reached,
    must_be_on,
)

PRIVATE = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/29", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
PRIVATE_6 = (
    *("::/96", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32"),
    *("100::/64", "2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48"),
)


def inside(networks):
    return st.sampled_from(networks).flatmap(
        lambda one: st.integers(0, ip_network(one).num_addresses - 1).map(
            lambda n: ip_network(one)[n]
        )
    )


@pytest.fixture
def nothing_named(settings):
    settings.OUTGOING_NETWORKS = []


@given(address=inside(PRIVATE) | inside(PRIVATE_6))
def test_no_address_of_a_network_that_is_not_public_is_public(address):
    assert not is_public(address)


@given(address=inside(PRIVATE))
def test_a_private_address_is_none_the_more_public_in_the_dress_of_ipv6(address):
    number = int(address)
    for dressed in (
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x2002 << 112) | (number << 80)),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address(number),
    ):
        assert not is_public(dressed), dressed


@given(number=st.integers(0, 2**32 - 1))
def test_an_address_and_its_mapped_form_are_judged_alike(number):
    plain = IPv4Address(number)

    assert is_public(plain) == is_public(IPv6Address((0xFFFF << 32) | number))


@pytest.mark.parametrize("public", ["1.1.1.1", "223.5.5.5", "2400:3200::1", "::ffff:223.5.5.5"])
def test_what_is_public_may_be_reached(nothing_named, public):
    assert may_be_reached(ip_address(public))


def test_a_scoped_address_is_not_public():
    assert not is_public(ip_address("fe80::1%eth0"))
    assert not is_public(ip_address("2400:3200::1%eth0"))


def test_a_network_that_the_city_names_is_opened_and_no_other(settings):
    settings.OUTGOING_NETWORKS = ["10.20.0.0/16", "fd12::/16"]

    for one in ("10.20.0.1", "::ffff:10.20.255.255", "fd12::1"):
        assert may_be_reached(ip_address(one)), one
    for one in ("10.21.0.1", "127.0.0.1", "192.168.0.1", "fd13::1", "::1"):
        assert not may_be_reached(ip_address(one)), one


@pytest.mark.parametrize("address", sorted(METADATA, key=str))
def test_what_tells_a_cloud_machine_its_keys_is_opened_by_its_own_name_alone(settings, address):
    whole = "::/0" if address.version == 6 else "0.0.0.0/0"
    settings.OUTGOING_NETWORKS = [whole]
    assert not may_be_reached(address)

    settings.OUTGOING_NETWORKS = [str(address)]
    assert may_be_reached(address)


def test_a_mistyped_network_is_told_when_the_platform_starts(settings):
    from django.core.exceptions import ImproperlyConfigured

    settings.OUTGOING_NETWORKS = ["10.20.0.0/33"]

    with pytest.raises(ImproperlyConfigured):
        named_networks()


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example@127.0.0.1/",
        "https://user:pass@a.example/",
        "https://a.example\\@evil.example/",
        "https://a.example#@evil.example/",
        "https://a.example/#part",
        "https://a.example/a b",
        "https://a.example/\r\nHost: b",
        "https://a.example/\t",
        " https://a.example/",
        "https://a.example/\n",
        "HTTPS://a.example/",
        "https:/a.example/",
        "https:a.example",
        "//a.example/",
        "ftp://a.example/",
        "file:///etc/passwd",
        "gopher://a.example/",
        "https://",
        "https:///path",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://127.0.0.01/",
        "https://a.0x7f/",
        "https://a.example./",
        "https://.a.example/",
        "https://a..example/",
        "https://-a.example/",
        "https://a_b.example/",
        "https://房管.example/",
        "https://ⅼocalhost/",
        "https://127。0。0。1/",
        "https://１２７.0.0.1/",
        "https://a%2eexample/",
        "https://[::1/",
        "https://[::1%25eth0]/",
        "https://[127.0.0.1]/",
        "https://a.example:0/",
        "https://a.example:65536/",
        "https://a.example:0443/",
        "https://a.example:/",
        "https://a.example:44 3/",
        f"https://{'a' * 64}.example/",
        f"https://{'a.' * 130}example/",
        f"https://a.example/{'x' * 2000}",
    ],
)
def test_what_two_readers_could_read_in_two_ways_is_no_address(address):
    with pytest.raises(OutgoingRefusedError) as refused:
        place_of(address)

    assert refused.value.reason == "address"


@given(text=st.text(max_size=60) | st.text(alphabet="htps:/@.#[]%0x1a \\\r\n", max_size=40))
def test_whatever_is_written_is_refused_or_means_one_host(text):
    for address in (text, f"https://{text}", f"https://a.example{text}"):
        try:
            place = place_of(address)
        except OutgoingRefusedError:
            continue
        assert place.host.isascii()
        assert not set(place.host) & set("@/\\#?%[] ")
        assert place.target.startswith("/")
        assert place.target.isascii()
        assert place_of(f"{place.scheme}://{place.authority}{place.target}") == place


@given(number=st.integers(0, 2**32 - 1))
def test_a_number_is_an_address_in_four_decimal_parts_alone(number):
    assert place_of(f"https://{IPv4Address(number)}/").host == str(IPv4Address(number))
    parts = IPv4Address(number).packed
    for other in (
        str(number),
        hex(number),
        ".".join(f"0{part:o}" for part in parts),
        ".".join(hex(part) for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
    ):
        with pytest.raises(OutgoingRefusedError):
            place_of(f"https://{other}/")


def test_a_host_is_called_on_the_port_that_is_on_the_list(settings):
    settings.OUTGOING_PLAIN_HOSTS = ["plain.example:8080"]
    hosts = ["a.example", "b.example:8443", "plain.example:8080"]

    for good in (
        "https://a.example/x",
        "https://A.example:443/",
        "https://b.example:8443/",
        "http://plain.example:8080/",
    ):
        must_be_on(hosts, place_of(good))
    for bad, reason in (
        ("https://a.example:8443/", "host_not_allowed"),
        ("https://b.example/", "host_not_allowed"),
        ("https://x.a.example/", "host_not_allowed"),
        ("https://a.example.evil.example/", "host_not_allowed"),
        ("http://a.example/", "plain_http"),
        ("http://plain.example/", "plain_http"),
    ):
        with pytest.raises(OutgoingRefusedError) as refused:
            must_be_on(hosts, place_of(bad))
        assert refused.value.reason == reason, bad
