"""Calls to other machines: every one that the platform or a plug-in makes goes through ``call``.

Nothing else in the house opens a connection outward (``tests/house/test_outgoing.py``). What is
looked at here, and why, is in ``addresses``; ``calling`` connects.
"""

from tongban.base.kernel.outgoing.addresses import Place, is_plain_host, named_networks, place_of
from tongban.base.kernel.outgoing.calling import Answer, call
from tongban.base.kernel.outgoing.errors import (
    OutgoingError,
    OutgoingFailedError,
    OutgoingRefusedError,
)

__all__ = [
    "Answer",
    "OutgoingError",
    "OutgoingFailedError",
    "OutgoingRefusedError",
    "Place",
    "call",
    "is_plain_host",
    "named_networks",
    "place_of",
]
