"""Sessions as they lie in the database: sealed.

Django signs them and no more. While somebody signs in by a code, the session holds the phone and
the code; whoever reads the table must read neither.
"""

from typing import Any

from django.core.signing import JSONSerializer

from tongban.base.kernel.sealing.values import seal, unseal

CONTEXT = "sessions"


class SealedSerializer:
    """What ``SESSION_SERIALIZER`` names. A session that cannot be opened counts as none."""

    def dumps(self, obj: Any) -> bytes:
        """The session as sealed JSON."""
        return seal(JSONSerializer().dumps(obj).decode("latin-1"), CONTEXT)

    def loads(self, data: bytes) -> Any:
        """The session again. Raises ``SealBrokenError``."""
        return JSONSerializer().loads(unseal(data, CONTEXT).encode("latin-1"))
