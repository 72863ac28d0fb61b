"""What every page knows of the city and of how it is to be shown. Asks the database nothing."""

from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest

Mode = Literal["standard", "elder"]

MODE_COOKIE = "tb_mode"
"""Holds ``elder`` while somebody reads the elder mode (长者版); nothing else of them."""


def mode_of(request: HttpRequest) -> Mode:
    """The mode that this browser chose."""
    return "elder" if request.COOKIES.get(MODE_COOKIE) == "elder" else "standard"


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor.

    ``city`` (name, division_code, hotline), ``hotline``, ``mode``, ``is_elder``, ``demo``,
    ``here`` (the address of this page with its query, for links that come back).
    """
    mode = mode_of(request)
    return {
        "city": settings.CITY,
        "hotline": settings.CITY["hotline"],
        "mode": mode,
        "is_elder": mode == "elder",
        "demo": settings.DEMO,
        "here": request.get_full_path(),
    }
