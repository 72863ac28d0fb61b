"""The life cycle of a notice as a table: from which state to which."""

from tongban.management.payments.types import NoticeState

NEXT: dict[NoticeState, frozenset[NoticeState]] = {
    NoticeState.WAITING: frozenset(
        {
            NoticeState.PAID,
            NoticeState.EXEMPTED,
            NoticeState.EXPIRED,
            NoticeState.CANCELLED,
        }
    ),
    # Money that comes late is money all the same, while the matter still waits for it.
    NoticeState.EXPIRED: frozenset({NoticeState.PAID, NoticeState.CANCELLED}),
    NoticeState.PAID: frozenset({NoticeState.REFUNDED}),
    NoticeState.EXEMPTED: frozenset(),
    NoticeState.CANCELLED: frozenset(),
    NoticeState.REFUNDED: frozenset(),
}


def may_become(state: str, wanted: NoticeState) -> bool:
    """Whether a notice in that state may become the other."""
    return wanted in NEXT[NoticeState(state)]
