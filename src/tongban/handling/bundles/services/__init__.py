"""Acts of bundles: of those who keep them, of those who apply, and of the platform."""

from tongban.handling.bundles.services.applying import (
    answer_bundle,
    choose_situation,
    discard_bundle,
    drop_from_bundle,
    file_bundle,
    hand_in_for_bundle,
    start_bundle,
)
from tongban.handling.bundles.services.erasing import erase_bundle
from tongban.handling.bundles.services.following import follow_person
from tongban.handling.bundles.services.going_on import (
    advance_bundle,
    continue_part,
    withdraw_bundle,
    withdraw_part,
)
from tongban.handling.bundles.services.keeping import (
    approve_bundle,
    publish_bundle,
    return_bundle,
    save_bundle,
    submit_bundle,
)

__all__ = [
    "advance_bundle",
    "answer_bundle",
    "approve_bundle",
    "choose_situation",
    "continue_part",
    "discard_bundle",
    "drop_from_bundle",
    "erase_bundle",
    "file_bundle",
    "follow_person",
    "hand_in_for_bundle",
    "publish_bundle",
    "return_bundle",
    "save_bundle",
    "start_bundle",
    "submit_bundle",
    "withdraw_bundle",
    "withdraw_part",
]
