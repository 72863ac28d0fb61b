"""Asking an address of another site whether it still answers.

The call itself is ``kernel.outgoing``'s, which looks at every address; this says what an answer
means for a link. No content is read, and few redirections are followed, each looked at like the
first.
"""

from typing import Protocol
from urllib.parse import urljoin

from tongban.base.kernel.outgoing import OutgoingError, call, place_of

SECONDS = 8.0
MOST_REDIRECTIONS = 3
PORTS = frozenset({80, 443})
"""Pages for people stand nowhere else; other ports are other people's machines."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE_ON = frozenset({403, 405, 429, 501})
"""Answers by which a site refuses robots or this way of asking: there is something."""
_NOT_KNOWN = frozenset({"plain_http"})
"""What we do not call: nothing is known of such a page, least of all that it is gone."""


class LinkCaller(Protocol):
    """Says what an address answers."""

    def answer_of(self, address: str) -> str:
        """``ok``, or in a word why it does not open: a status, ``timeout``, ``name_unknown``.

        Never raises for what the other side does.
        """
        ...


class GuardedCaller:
    """The caller that comes with the product."""

    def answer_of(self, address: str) -> str:
        """See ``LinkCaller``."""
        try:
            for _step in range(MOST_REDIRECTIONS + 1):
                status, onward = _asked(address)
                if status in _MOVED and onward:
                    address = urljoin(address, onward)
                    continue
                return "ok" if status < 400 or status in _GONE_ON else str(status)
        except OutgoingError as error:
            return "ok" if error.reason in _NOT_KNOWN else error.reason
        except ValueError:
            return "address"
        return "redirections"


def _asked(address: str) -> tuple[int, str]:
    """(status, where it leads) of a HEAD request."""
    place = place_of(address)
    if place.port not in PORTS:
        return 404, ""
    answer = call(
        "HEAD",
        address,
        # Whoever wrote the guide names the site; that it is public is looked at by the call.
        hosts={place.authority},
        headers={"User-Agent": "tongban-link-check"},
        seconds=SECONDS,
    )
    return answer.status, answer.headers.get("location", "")
