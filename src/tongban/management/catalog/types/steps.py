"""Which steps of a process somebody above knows how to do."""

from collections.abc import Iterable

_handled_steps: set[str] = set()


def register_handled_steps(steps: Iterable[str]) -> None:
    """Called from above by the app that runs cases: the steps of a process that it knows."""
    _handled_steps.update(steps)


def unhandled(steps: Iterable[str]) -> list[str]:
    """Steps that nobody above would do: an item with such a process cannot be published."""
    return sorted(set(steps) - _handled_steps)


_steps_by_rule: set[str] = set()


def register_steps_by_rule(steps: Iterable[str]) -> None:
    """Called from above by the app that runs cases: what the platform may do when a table grants."""
    _steps_by_rule.update(steps)


def for_people(steps: Iterable[str]) -> list[str]:
    """Steps that only a person does: an inspection is not done by a table."""
    return sorted(set(steps) - _steps_by_rule)
