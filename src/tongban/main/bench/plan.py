"""How long each part of a run goes on, and with how many clients."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. Every length is in seconds."""

    repetitions: int
    lifecycles: float
    filings: float
    pages: float
    rows: float
    alone: float
    replays: int
    """Lifecycles' rows that each client makes ready before it writes them."""
    tokens: float = 3
    """Issuing, introspecting, and each of their two references."""
    sign_ins: float = 3
    """Signing in, and its reference."""
    instant: float = 4
    """Decisions at once."""
    imported_rows: int = 50_000
    """Items of the list that is imported at the end."""
    rounds: int = 7
    """At most, of what is measured without clients: rights, engines, steps."""
    clients: int = 4
    """Client processes. The server has two workers, so that one request waits for each."""
    limit: float = 330
    """When a slow machine would take longer than about this, each part is made shorter."""

    @property
    def repetition(self) -> float:
        """About how long one repetition takes; what was filed is withdrawn again, untimed."""
        return (
            self.lifecycles
            + 2 * self.rows
            + 2 * self.filings
            + self.instant
            + 4 * self.pages
            + 4 * self.tokens
            + 2 * self.sign_ins
        )


FULL = Plan(
    repetitions=3, lifecycles=15, filings=8, pages=5, rows=4, alone=8, replays=120, clients=4
)
QUICK = Plan(
    repetitions=1,
    lifecycles=5,
    filings=3,
    pages=1.5,
    rows=1.5,
    alone=3,
    tokens=1,
    sign_ins=1,
    instant=2,
    imported_rows=2_000,
    rounds=2,
    replays=120,
    clients=3,
    limit=75,
)

SEARCHES = (
    "开饭馆",
    "居住证",
    "高龄津贴",
    "教师资格",
    "老人补贴",
    "营业执照",
    "户口迁移",
    "残疾人证",
    "jzz",
    "开店要办什么",
)
"""What people type, in turn."""

STEPS = (
    "draft",
    "answers",
    "upload",
    "file",
    "prereview",
    "accept",
    "review",
    "grant",
    "finish",
)
"""The steps of a lifecycle in their order; see ``walking``."""
