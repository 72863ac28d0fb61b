"""The capacities that an account may take, in one question: nearly every page asks for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from tongban.base.accounts.acting import companies_of, wards_of
from tongban.base.accounts.delegations import taken_by
from tongban.base.accounts.holding import stand_ins_of, tenures_of
from tongban.base.accounts.models import Account
from tongban.base.kernel.actors import Capacity


@dataclass(frozen=True, slots=True)
class Choice:
    """A capacity that an account may take: what to show and what to keep in the session."""

    kind: Capacity
    key: str
    label: str


def choices_of(account: Account) -> list[Choice]:
    """Every capacity that the account may take, oneself first, of each kind the oldest first."""
    choices = []
    if account.person_id:
        choices.append(
            Choice(Capacity.SELF, "self", _("%(account)s（本人）") % {"account": account})
        )
    rows = sorted(_rows(account), key=lambda row: (row[0], row[-1], row[1]))
    for place, key, *words, _since in rows:
        kind, word, label = _KINDS[place]
        choices.append(Choice(kind, f"{word}:{key}", label(*words)))
    return choices


def _company(name: str, cancelled: str, _more: str) -> str:
    return _("%(name)s（已注销）") % {"name": name} if cancelled else name


def _child(name: str, _item: str, _more: str) -> str:
    return _("%(child)s（您是监护人）") % {"child": name}


def _helped(name: str, item: str, _more: str) -> str:
    return _("帮%(name)s办“%(item)s”") % {"name": name, "item": item}


def _post(department: str, post: str, _more: str) -> str:
    return _("%(department)s，%(post)s") % {"department": department, "post": post}


def _stood_in(department: str, post: str, holder: str) -> str:
    return _("%(department)s，%(post)s（代%(holder)s）") % {
        "department": department,
        "post": post,
        "holder": holder,
    }


_KINDS: tuple[tuple[Capacity, str, Callable[[str, str, str], str]], ...] = (
    (Capacity.CLERK, "clerk", _company),
    (Capacity.GUARDIAN, "guardian", _child),
    (Capacity.HELPER, "helper", _helped),
    (Capacity.POST, "post", _post),
    (Capacity.POST, "post", _stood_in),
)
"""Kind, the word of its key, what its three texts say, in the order in which they are offered."""


def _rows(account: Account) -> list[tuple[Any, ...]]:
    """(place in ``_KINDS``, key, three texts, since when) of everything that the account may be."""
    posts = ("post_id", "post__department__name", "post__name")
    holder = Coalesce("holder__person__name", "holder__login_name")
    parts = [
        _part(3, tenures_of(account.id), *posts, Value("")),
        _part(4, stand_ins_of(account.id), *posts, holder),
    ]
    if account.person_id:
        cancelled = Case(When(cancelled_at__isnull=False, then=Value("yes")), default=Value(""))
        parts += [
            _part(0, companies_of(account.person_id), "id", "name", cancelled, Value("")),
            _part(1, wards_of(account.person_id), "ward_id", "ward__name", Value(""), Value("")),
            _part(2, taken_by(account.id), "id", "person__name", "item_name", Value("")),
        ]
    first, *others = parts
    return list(first.union(*others, all=True))


def _part(place: int, found: QuerySet[Any], key: str, *words: Any) -> QuerySet[Any, Any]:
    """One kind's rows with the columns that all kinds have."""
    told = {
        "told_place": Value(place, IntegerField()),
        "told_key": F(key),
        **{
            f"told_{n}": Cast(F(word) if isinstance(word, str) else word, TextField())
            for n, word in enumerate(words)
        },
        "told_since": F("created_at"),
    }
    rows: QuerySet[Any, Any] = found.order_by().annotate(**told).values_list(*told)
    return rows
