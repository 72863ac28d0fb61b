"""What an identity provider (身份核验和关联的提供方) is, and the registry of those there are.

A provider is somebody outside who knows who people are. It is asked for one element at a time
(国办函〔2016〕108号: an identity card and any two of five further elements), and it may offer a
sign-in of its own, which an account here is linked with (关联注册).
"""

import inspect
import re
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Element(models.TextChoices):
    """要素: what is compared with the name and the identity number."""

    PHONE = "phone", _("手机号")
    SOCIAL_CARD = "social_card", _("社会保障卡号")
    BANK_CARD = "bank_card", _("银行卡号")
    FUND_ACCOUNT = "fund_account", _("住房公积金账号")
    DRIVING_FILE = "driving_file", _("驾驶证档案编号")
    FACE = "face", _("人脸")


FURTHER = (
    Element.PHONE,
    Element.SOCIAL_CARD,
    Element.BANK_CARD,
    Element.FUND_ACCOUNT,
    Element.DRIVING_FILE,
)
"""The five of which registration needs two beside the identity card (108号)."""
ENOUGH = 2


class ElementVerdict(models.TextChoices):
    """核验结果."""

    MATCH = "match", _("一致")
    MISMATCH = "mismatch", _("不一致")
    NOT_FOUND = "not_found", _("没有查到")


class LinkKind(models.TextChoices):
    """关联的账户从哪来."""

    NATION = "nation", _("国家政务服务平台")
    PROVINCE = "province", _("省统一身份认证平台")
    NETWORK_ID = "network_id", _("国家网络身份认证")

    @property
    def keeps_identity(self) -> bool:
        """False where the platform is told, and afterwards keeps, no plain identity."""
        return self is not LinkKind.NETWORK_ID


@dataclass(frozen=True, slots=True)
class ElementQuery:
    """One element to compare. Nothing of it shows in a log line."""

    name: str = field(repr=False)
    document_type: str
    id_number: str = field(repr=False)
    element: Element
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ElementAnswer:
    """What a provider said; ``request_id`` is its own number of the question."""

    verdict: ElementVerdict
    request_id: str


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """Where to send somebody who signs in at a provider, with what comes back untouched."""

    kind: LinkKind
    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    """SHA-256 of the verifier (RFC 7636, method S256)."""


@dataclass(frozen=True, slots=True)
class Redemption:
    """A code that came back, with what proves that the question was ours."""

    kind: LinkKind
    code: str = field(repr=False)
    redirect_uri: str
    nonce: str
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkedIdentity:
    """Whom the provider says it is. Name and number are empty for a network identity (网号)."""

    kind: LinkKind
    subject: str = field(repr=False)
    assurance: int
    """2 to 4, as the provider verified it."""
    name: str = field(default="", repr=False)
    document_type: str = ""
    id_number: str = field(default="", repr=False)
    request_id: str = ""


class IdentityProviderError(Exception):
    """A provider did not give an answer that can be trusted.

    ``reason`` is one of ``timeout``, ``unavailable``, ``busy``, ``untrusted`` (a signature, nonce
    or time that does not hold) and ``refused`` (a code that it does not know).
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason; it names nobody."""
        super().__init__(reason)
        self.reason = reason


@runtime_checkable
class IdentityProvider(Protocol):
    """Called inside acts, so it gives up by itself within a few seconds."""

    name: str
    elements: frozenset[Element]
    """What it can compare."""
    link_kinds: frozenset[LinkKind]
    """Whose sign-in it offers."""

    def verify(self, query: ElementQuery) -> ElementAnswer:
        """Compare one element. Raises ``IdentityProviderError``."""
        ...

    def sign_in_address(self, request: SignInRequest) -> str:
        """Where the person's browser goes. Raises ``IdentityProviderError``."""
        ...

    def redeem(self, redemption: Redemption) -> LinkedIdentity:
        """Whose code it is; a code is good once. Raises ``IdentityProviderError``."""
        ...


_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_providers: dict[str, IdentityProvider] = {}


def register_provider(provider: IdentityProvider) -> None:
    """Offer a provider under its name for ``settings.IDENTITY_PROVIDER``.

    Raises ``TypeError`` unless it keeps the protocol, and ``ValueError`` for one that verifies by
    face and too few other elements: a face is never the only way (PIPL 26).
    """
    if not isinstance(provider, IdentityProvider) or not _NAME.fullmatch(str(provider.name)):
        raise TypeError(f"{provider!r} is not an identity provider")
    for called in (provider.verify, provider.sign_in_address, provider.redeem):
        try:
            inspect.signature(called).bind(None)
        except TypeError:
            raise TypeError(f"provider {provider.name!r}: each method takes one value") from None
    if not set(provider.elements) <= set(Element) or not set(provider.link_kinds) <= set(LinkKind):
        raise TypeError(f"provider {provider.name!r} names an element or a kind that there is not")
    if Element.FACE in provider.elements and len(set(provider.elements) & set(FURTHER)) < ENOUGH:
        raise ValueError(f"provider {provider.name!r}: a face is never the only way")
    _providers[provider.name] = provider


def provider_named(name: str) -> IdentityProvider:
    """The registered provider. ``LookupError`` names what there is."""
    try:
        return _providers[name]
    except KeyError:
        raise LookupError(
            f"no identity provider {name!r}; there are {sorted(_providers)}"
        ) from None
