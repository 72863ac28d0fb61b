"""Signed JSON over HTTP, as docs/how-to/connect-a-department-system.md describes it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from tongban.base.kernel.outgoing import OutgoingError, call, place_of
from tongban.handling.connectors.types import ConnectorError, Message, SystemAddress, TellAt
from tongban.handling.connectors.wire import (
    MOST_BYTES,
    WireError,
    headers_for,
    message_from,
    must_be_signed,
)

SECONDS = 20.0


class DemoConnector:
    """Calls the address of the system; in the demo city that of the demo department."""

    name = "demo"
    told_at = TellAt.FILING

    def hand_over(self, system: SystemAddress, key: str, body: bytes) -> str:  # noqa: ARG002
        """The key is in the body."""
        number = self._asked(system, "POST", "/cases", body).get("number", "")
        if not isinstance(number, str) or not number:
            raise ConnectorError("content")
        return number

    def tell(self, system: SystemAddress, key: str, body: bytes) -> None:  # noqa: ARG002
        """The key is in the body."""
        if self._asked(system, "POST", "/events", body).get("taken") is not True:
            raise ConnectorError("content")

    def updates(self, system: SystemAddress, after: int) -> tuple[Sequence[Message], int]:
        """Messages since the cursor."""
        told = self._asked(system, "GET", f"/messages?after={int(after)}")
        try:
            return [message_from(one) for one in told["messages"]], int(told["cursor"])
        except (KeyError, TypeError, ValueError, WireError):
            raise ConnectorError("content") from None

    def listing(self, system: SystemAddress) -> Mapping[str, str]:
        """All of ours that it has."""
        told = self._asked(system, "GET", "/cases").get("cases")
        if not isinstance(told, dict):
            raise ConnectorError("content")
        return {str(number): str(state) for number, state in told.items()}

    @staticmethod
    def _asked(system: SystemAddress, method: str, path: str, body: bytes = b"") -> dict[str, Any]:
        base = (system.address or settings.DEMO_DEPARTMENT).rstrip("/")
        if not base:
            raise ConnectorError("no_address")
        try:
            answer = call(
                method,
                base + path,
                hosts={place_of(base).authority},
                headers={
                    "Content-Type": "application/json",
                    **headers_for(system.secret, path, body),
                },
                body=body,
                seconds=SECONDS,
                most_bytes=MOST_BYTES,
            )
            if answer.status != 200:
                raise ConnectorError(f"status_{answer.status}")
            must_be_signed(system.secret, answer.headers, path, answer.body)
            found = json.loads(answer.body)
        except OutgoingError as error:
            raise ConnectorError(error.reason) from error
        except WireError as error:
            raise ConnectorError(error.reason) from error
        except ValueError:
            raise ConnectorError("content") from None
        if not isinstance(found, dict):
            raise ConnectorError("content")
        return found


plugin = DemoConnector()
