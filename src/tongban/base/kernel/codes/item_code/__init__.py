"""Item codes (事项编码) under named profiles.

``gbt39554`` is the national layout (GB/T 39554.1-2020, earlier C0109.1). ``gbt39046`` has the
shorter codes that GB/T 39046-2020 allows. ``sichuan`` is one province's own layout, learned from
its published lists. ``local`` judges the shape alone. A city adds its own with
``register_profile``, for instance the national layout with more item types.

A wrong code never hides its item: the report names every broken rule and place, and still
carries the parts that could be read.
"""

from tongban.base.kernel.codes.item_code.check import check_item_code
from tongban.base.kernel.codes.item_code.national import national_profile
from tongban.base.kernel.codes.item_code.profile import (
    DEFAULT_PROFILE,
    EXERCISE_LEVELS,
    ITEM_TYPES,
    ItemCodeProfile,
    profiles,
    register_profile,
)

__all__ = [
    "DEFAULT_PROFILE",
    "EXERCISE_LEVELS",
    "ITEM_TYPES",
    "ItemCodeProfile",
    "check_item_code",
    "national_profile",
    "profiles",
    "register_profile",
]
