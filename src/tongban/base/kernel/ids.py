"""Time-ordered identifiers (UUID version 7, RFC 9562 §5.7).

Neither Python 3.11 nor PostgreSQL 15 makes them, so they are made here. Being ordered by time
they keep indexes dense without a sequence that hosts would fight over.
"""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def new_id() -> uuid.UUID:
    """A new UUIDv7, strictly increasing within one process.

    The 48 bits of Unix milliseconds are followed by 12 bits of sub-millisecond time, so that ids
    made one after the other in one process sort in that order.
    """
    global _last
    with _lock:
        ticks = (time.time_ns() << 12) // 1_000_000
        if ticks <= _last:
            ticks = _last + 1
        _last = ticks
    milliseconds, fraction = ticks >> 12, ticks & 0xFFF
    random_bits = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= fraction << 64
    value |= 0b10 << 62
    value |= random_bits
    return uuid.UUID(int=value)
