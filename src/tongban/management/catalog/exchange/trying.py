"""One item whole or not at all: what refuses it stands at its rows, nothing of it is kept."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tongban.base.kernel.errors import TongbanError
from tongban.management.catalog.exchange.families import Family
from tongban.management.catalog.exchange.taking import Taking, take
from tongban.management.catalog.exchange.telling import FaultyRowsError


def taken_or_not(family: Family, way: Taking) -> str | None:
    """As ``taking.take``, in a savepoint; None where it was refused."""
    try:
        with transaction.atomic():
            return take(family, way)
    except FaultyRowsError:
        pass
    except TongbanError as error:
        _blame(family, error)
    except IntegrityError:
        family.basic.faults.append(("", "collision", _("和别的行或者别人正在做的修改冲突。")))
    if not family.basic.faults:
        told = _("这个事项的别的行有错，整个没有导入。")
        family.basic.faults.append(("", "item_refused", told))
    return None


def _blame(family: Family, error: TongbanError) -> None:
    """A refusal as faults of the basic row: each finding, or the sentence."""
    if not error.findings:
        family.basic.faults.append(("", error.code, error.message))
    for one in error.findings:
        family.basic.faults.append((one.place, one.code, one.message))
