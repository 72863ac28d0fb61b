"""The errors that acts raise. Each has a stable code and a sentence that says what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """One thing wrong at one place of an input."""

    place: str
    """A field's name, a JSON pointer or ``line:field``."""
    code: str
    message: str


class TongbanError(Exception):
    """Something that was asked cannot be done. ``message`` is for who asked, in their language."""

    status = HTTPStatus.BAD_REQUEST
    code = "bad_request"

    def __init__(
        self, message: str, *, code: str = "", findings: Sequence[FieldFinding] = ()
    ) -> None:
        """Keep the sentence, the code and the findings by field."""
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.findings = tuple(findings)


class Forbidden(TongbanError):
    """Whoever asks may not do it."""

    status = HTTPStatus.FORBIDDEN
    code = "forbidden"


class Missing(TongbanError):
    """There is no such thing, or not for this actor."""

    status = HTTPStatus.NOT_FOUND
    code = "missing"


class Conflict(TongbanError):
    """Not in this state, or somebody else was first."""

    status = HTTPStatus.CONFLICT
    code = "conflict"


class Invalid(TongbanError):
    """What was handed in breaks a rule; ``findings`` name every place at once."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invalid"


class TooLarge(TongbanError):
    """More than the limit."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "too_large"


class TooMany(TongbanError):
    """Asked too often. ``retry_after`` is in how many seconds it may be asked again."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    code = "too_many"

    def __init__(self, message: str, *, retry_after: int, code: str = "") -> None:
        """Keep how long to wait beside the sentence."""
        super().__init__(message, code=code)
        self.retry_after = max(1, retry_after)
