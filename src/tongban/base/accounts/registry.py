"""What a business registry (企业登记机关) is, and the registry of those there are.

It knows which company has which credit code and who represents it (standards §1.5: 线上远程比对), and
it may issue electronic business licences (电子营业执照) that their holders sign in with. It fails as an
identity provider does: ``IdentityProviderError``.
"""

import inspect
import re
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from django.db import models
from django.utils.translation import gettext_lazy as _


class CompanyStatus(models.TextChoices):
    """登记状态."""

    OPEN = "open", _("存续")
    CANCELLED = "cancelled", _("已注销")


class LicenceRole(models.TextChoices):
    """As what somebody holds an electronic business licence."""

    REPRESENTATIVE = "representative", _("法定代表人")
    ADMINISTRATOR = "administrator", _("证照管理员")


@dataclass(frozen=True, slots=True)
class CompanyQuery:
    """Do this code, this name and this representative belong together? Nothing shows in a log."""

    credit_code: str
    name: str = field(repr=False)
    person_name: str = field(repr=False)
    document_type: str
    id_number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CompanyAnswer:
    """What the registry said. Unless it holds, nothing is told but that it does not."""

    holds: bool
    request_id: str
    status: CompanyStatus = CompanyStatus.OPEN
    kind: str = ""
    address: str = ""
    division_code: str = ""


@dataclass(frozen=True, slots=True)
class LicenceRequest:
    """Where to send somebody who signs in with a licence, with what comes back untouched."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    """SHA-256 of the verifier (RFC 7636, method S256)."""


@dataclass(frozen=True, slots=True)
class LicenceRedemption:
    """A code that came back, with what proves that the question was ours."""

    code: str = field(repr=False)
    redirect_uri: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LicenceHolder:
    """Whose licence it is and who holds it now."""

    credit_code: str
    company_name: str
    role: LicenceRole
    is_valid: bool
    """False for a licence that was revoked or whose company was cancelled."""
    name: str = field(repr=False)
    document_type: str
    id_number: str = field(repr=False)
    request_id: str = ""


@runtime_checkable
class BusinessRegistry(Protocol):
    """Called inside acts, so it gives up by itself within a few seconds."""

    name: str
    offers_licence: bool
    """Whether one can sign in with its electronic business licence."""

    def check(self, query: CompanyQuery) -> CompanyAnswer:
        """Compare. Raises ``IdentityProviderError``."""
        ...

    def sign_in_address(self, request: LicenceRequest) -> str:
        """Where the holder's browser goes. Raises ``IdentityProviderError``."""
        ...

    def redeem(self, redemption: LicenceRedemption) -> LicenceHolder:
        """Whose code it is; a code is good once. Raises ``IdentityProviderError``."""
        ...


_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_registries: dict[str, BusinessRegistry] = {}


def register_registry(registry: BusinessRegistry) -> None:
    """Offer a registry under its name for ``settings.BUSINESS_REGISTRY``.

    Raises ``TypeError`` unless it keeps the protocol.
    """
    if not isinstance(registry, BusinessRegistry) or not _NAME.fullmatch(str(registry.name)):
        raise TypeError(f"{registry!r} is not a business registry")
    for called in (registry.check, registry.sign_in_address, registry.redeem):
        try:
            inspect.signature(called).bind(None)
        except TypeError:
            raise TypeError(f"registry {registry.name!r}: each method takes one value") from None
    if not isinstance(registry.offers_licence, bool):
        raise TypeError(f"registry {registry.name!r} does not say whether it offers licences")
    _registries[registry.name] = registry


def registry_named(name: str) -> BusinessRegistry:
    """The registered registry. ``LookupError`` names what there is."""
    try:
        return _registries[name]
    except KeyError:
        raise LookupError(
            f"no business registry {name!r}; there are {sorted(_registries)}"
        ) from None
