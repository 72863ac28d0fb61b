"""Which rules hold a guide back here: an installation may differ where the product goes by practice.

``TONGBAN_RULES_ADVISED`` names rules from practice that only advise here, ``TONGBAN_RULES_MUST``
advice that holds a guide back here. What a law or a standard demands can not be set free.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tongban.management.catalog.lint import linting  # noqa: F401 - it has every rule registered
from tongban.management.catalog.lint.rules import RULES, Rule

_FREES = "TONGBAN_RULES_ADVISED"


def set_here() -> tuple[str, ...]:
    """What the installation says of the rules, alike however it is written."""
    changed = (one for one in RULES.values() if one.must != one.comes_as_must)
    return tuple(sorted(one.number for one in changed))


def check_strictness() -> None:
    """Raises ImproperlyConfigured, naming what may be written, for a number that is no rule's, for
    a rule from law among those that only advise, and for one that stands in both.

    A rule that is so already may be named: what a city wants holds through the next release too.
    """
    advised, demanded = settings.RULES_ADVISED, settings.RULES_MUST
    may_advise = [r for r in RULES.values() if r.practice or not r.comes_as_must]
    _known(_FREES, advised, may_advise)
    _known("TONGBAN_RULES_MUST", demanded, RULES.values())
    if both := sorted(set(advised) & set(demanded)):
        msg = f"TONGBAN_RULES_ADVISED and TONGBAN_RULES_MUST both name {', '.join(both)}"
        raise ImproperlyConfigured(msg)


def _known(setting: str, numbers: Iterable[str], allowed: Iterable[Rule]) -> None:
    known = {one.number: one for one in allowed}
    for number in numbers:
        if number in known:
            continue
        wanted = [n for n, one in known.items() if one.comes_as_must == (setting == _FREES)]
        why = "not from practice, it stays" if number in RULES else "no rule"
        msg = f"{setting}: {number!r} is {why}; what may be written: {', '.join(sorted(wanted))}"
        raise ImproperlyConfigured(msg)
