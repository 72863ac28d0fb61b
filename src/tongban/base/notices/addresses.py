"""Addresses: of which kind, in one form, masked, and their digest."""

import re
from uuid import UUID

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Invalid
from tongban.base.kernel.sealing import digest
from tongban.base.kernel.sealing.masks import mask_phone
from tongban.base.notices.types import ChannelKind

_MOBILE = re.compile(r"1[0-9]{10}")
_DIGEST_CONTEXT = "notices.address"


def one_form(address: str) -> str:
    """Without the blanks, hyphens and country code that people write in a number."""
    plain = re.sub(r"[\s\-]", "", address) if "@" not in address else address.strip()
    plain = plain.removeprefix("+86")
    if _MOBILE.fullmatch(plain):
        return plain
    try:
        return str(UUID(address.strip()))
    except ValueError:
        return plain


def kind_of(address: str) -> ChannelKind:
    """SMS for a mobile number, mailbox for an id. Raises ``Invalid`` (``notice_address``)."""
    if _MOBILE.fullmatch(address):
        return ChannelKind.SMS
    try:
        UUID(address)
    except ValueError:
        raise Invalid(
            _("这个号码收不到消息。请填 11 位手机号，只填数字。"), code="notice_address"
        ) from None
    return ChannelKind.MAILBOX


def masked(address: str) -> str:
    """As others may see it."""
    if _MOBILE.fullmatch(address):
        return mask_phone(address)
    return f"{address[:4]}****"


def digest_of(address: str) -> bytes:
    """By which an address is looked up. Goes over its one form."""
    return digest(one_form(address), _DIGEST_CONTEXT)
