"""From samples to figures: medians of the repetitions, quantiles of all samples together."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """The repetitions of one figure: their median, lowest and highest, and each in its order."""

    median: float
    lowest: float
    highest: float
    repetitions: list[float]

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """From at least one value, in any unit."""
        rounded = [round(value, 4) for value in values]
        return cls(round(median(values), 4), min(rounded), max(rounded), rounded)


@dataclass(frozen=True, slots=True)
class Times:
    """How long things took, in milliseconds, over all samples of all repetitions."""

    count: int
    p50_ms: float
    p99_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """From at least one sample in seconds."""
        return cls(
            len(seconds),
            round(quantile(seconds, 0.50) * 1000, 2),
            round(quantile(seconds, 0.99) * 1000, 2),
        )


def quantile(values: Sequence[float], share: float) -> float:
    """The nearest-rank quantile: the smallest value that at least this share does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass
class Run:
    """What all clients did together in one repetition."""

    count: int
    seconds: float
    """From the first client's beginning to the last one's end."""
    requests: int
    samples: dict[str, list[float]]
    """Name of the step → seconds; the whole under ``whole``."""
    errors: list[str]
    cpu: dict[str, float] = field(default_factory=dict)
    """Program → seconds of processor time that it used meanwhile."""

    @classmethod
    def together(cls, answers: Sequence[dict[str, Any]]) -> "Run":
        """From each client's answer; their clocks are the same monotonic one."""
        samples: dict[str, list[float]] = {}
        for answer in answers:
            for name, values in answer["samples"].items():
                samples.setdefault(name, []).extend(values)
        return cls(
            count=sum(answer["count"] for answer in answers),
            seconds=max(a["ended"] for a in answers) - min(a["began"] for a in answers),
            requests=sum(answer["requests"] for answer in answers),
            samples=samples,
            errors=[error for answer in answers for error in answer["errors"]],
        )

    @property
    def per_second(self) -> float:
        """How many a second."""
        return self.count / self.seconds if self.seconds > 0 else 0.0


@dataclass
class Figure:
    """One kind of load over all its repetitions."""

    runs: list[Run] = field(default_factory=list)

    @property
    def is_measured(self) -> bool:
        """Whether anything succeeded at all, in every repetition."""
        return bool(self.runs) and all(run.count for run in self.runs)

    @property
    def why_not(self) -> str:
        """The first error, when nothing succeeded."""
        return next((run.errors[0] for run in self.runs if run.errors), "没有跑完一次")

    def as_value(self, steps: Sequence[str] = ()) -> dict[str, Any]:
        """As printed under ``--json``."""
        value: dict[str, Any] = {
            "per_second": asdict(Spread.of([run.per_second for run in self.runs])),
            **asdict(Times.of(self.all("whole"))),
            "requests": sum(run.requests for run in self.runs),
            "errors": sum(len(run.errors) for run in self.runs),
        }
        if cpu := self._cpu_ms():
            value["cpu_ms"] = cpu
        if value["errors"]:
            value["first_error"] = self.why_not
        if steps:
            value["steps"] = {s: asdict(Times.of(self.all(s))) for s in steps if self.all(s)}
        return value

    def _cpu_ms(self) -> dict[str, float]:
        """Program → processor time in milliseconds for one, over all repetitions."""
        count = sum(run.count for run in self.runs)
        programs = [name for name in self.runs[0].cpu if any(run.cpu[name] for run in self.runs)]
        return {
            name: round(sum(run.cpu[name] for run in self.runs) / count * 1000, 1)
            for name in programs
        }

    def all(self, name: str) -> list[float]:
        """Every sample of that name."""
        return [second for run in self.runs for second in run.samples.get(name, [])]


def ratio(one: Figure, other: Figure) -> Spread | None:
    """How many of the one for each of the other, repetition by repetition."""
    if not (one.is_measured and other.is_measured):
        return None
    pairs = zip(one.runs, other.runs, strict=False)
    return Spread.of([a.per_second / b.per_second for a, b in pairs])
