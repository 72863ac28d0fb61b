"""What may go wrong with a call outward. A reason is a short English word without any address."""


class OutgoingError(Exception):
    """A call was not made, or brought nothing that may be used.

    ``reason`` may be kept and shown: it holds neither a path nor a credential.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class OutgoingRefusedError(OutgoingError):
    """Our own rules forbid it: the same call is refused again until the settings change.

    ``address``, ``plain_http``, ``host_not_allowed``, ``private_address``, ``header``.
    """


class OutgoingFailedError(OutgoingError):
    """The other side did not answer as it should; it may do so later.

    ``name_unknown``, ``unreachable``, ``timeout``, ``tls``, ``broken``, ``too_large``.
    """
