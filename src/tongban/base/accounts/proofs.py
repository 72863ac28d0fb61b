"""Asking the identity provider: what it says, or one clear error when it says nothing to trust."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.identity import (
    Element,
    ElementAnswer,
    ElementQuery,
    IdentityProviderError,
)
from tongban.base.accounts.plugins import provider
from tongban.base.accounts.types import Assurance
from tongban.base.kernel.errors import TongbanError

REASONS = {
    "timeout": _("身份核验机构没有回应。您填的都还在，请过几分钟再试，或到办事大厅办。"),
    "unavailable": _("身份核验暂时连不上。您填的都还在，请过几分钟再试，或到办事大厅办。"),
    "busy": _("身份核验机构正忙。您填的都还在，请过几分钟再试，或到办事大厅办。"),
    "untrusted": _("身份核验的回答没有通过安全检查，没有采用。请过几分钟再试，或打 12345。"),
    "refused": _("对方没有确认您的登录，可能是时间过了。请重新登录一次。"),
}


REGISTRY_REASONS = {
    "timeout": _("企业登记系统没有回应。请过几分钟再试，或到办事大厅办。"),
    "unavailable": _("企业登记系统暂时连不上。请过几分钟再试，或到办事大厅办。"),
    "busy": _("企业登记系统正忙。请过几分钟再试，或到办事大厅办。"),
    "untrusted": _("企业登记系统的回答没有通过安全检查，没有采用。请过几分钟再试，或打 12345。"),
    "refused": _("电子营业执照没有确认这次登录，可能是时间过了。请重新登录一次。"),
}


class IdentityUnavailable(TongbanError):
    """The provider gave no answer that can be trusted; nothing was kept of the try."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "identity_unavailable"


def unavailable(error: IdentityProviderError) -> IdentityUnavailable:
    """The same in words."""
    words = str(REASONS.get(error.reason, REASONS["unavailable"]))
    return IdentityUnavailable(words, code=f"identity_{error.reason}")


class RegistryUnavailable(TongbanError):
    """The business registry gave no answer that can be trusted; nothing was kept of the try."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "registry_unavailable"


def registry_unavailable(error: IdentityProviderError) -> RegistryUnavailable:
    """The same in words."""
    words = str(REGISTRY_REASONS.get(error.reason, REGISTRY_REASONS["unavailable"]))
    return RegistryUnavailable(words, code=f"registry_{error.reason}")


def asked(
    *, name: str, document_type: str, id_number: str, element: Element, value: str
) -> ElementAnswer:
    """What the provider says about one element. Raises IdentityUnavailable."""
    query = ElementQuery(name, document_type, id_number, element, value)
    try:
        return provider().verify(query)
    except IdentityProviderError as error:
        raise unavailable(error) from error


def level_of(elements: set[str]) -> int:
    """The level that proven elements give (unified authentication in practice; standards §1.5).

    L3 by a face, or by a bank card together with the phone: with name and number the four
    elements that banks compare. Anything else that is proven is L2.
    """
    if Element.FACE in elements or {Element.BANK_CARD, Element.PHONE} <= elements:
        return Assurance.FACE_OR_BANK
    return Assurance.NAME_AND_NUMBER if elements else Assurance.UNVERIFIED
