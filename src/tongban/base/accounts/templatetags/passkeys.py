"""What a page hands to the browser's own passkey dialogue."""

import json
from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def passkey_options(options: Mapping[str, Any]) -> str:
    """The options as JSON for an attribute; the policy allows no script inside a page."""
    return json.dumps(options, default=_plain)


def _plain(value: Any) -> Any:
    """fido2's own objects are mappings that JSON does not know."""
    return dict(value)
