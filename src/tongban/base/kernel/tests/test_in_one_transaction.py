"""An act is one transaction; an act inside an act is a part of it."""

from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tongban.base.kernel.transactions import in_one_transaction
from tongban.base.orgs.models import Division

pytestmark = pytest.mark.django_db(transaction=True)


@in_one_transaction
def write(code, *, fail=False):
    """An act that writes a row, and may be refused afterwards."""
    Division.objects.create(code=code, name=code, level=1)
    if fail:
        raise LookupError(code)


def kept():
    return sorted(Division.objects.filter(code__startswith="99").values_list("code", flat=True))


def test_an_act_that_is_refused_leaves_nothing():
    with pytest.raises(LookupError):
        write("990000000000", fail=True)

    assert kept() == []


def test_an_inner_act_is_kept_and_lost_with_the_outer_one():
    @in_one_transaction
    def outer(*, fail):
        write("990000000000")
        write("991000000000")
        if fail:
            raise LookupError

    with pytest.raises(LookupError):
        outer(fail=True)
    assert kept() == []

    outer(fail=False)
    assert kept() == ["990000000000", "991000000000"]


def test_an_inner_act_costs_no_savepoint():
    @in_one_transaction
    def outer():
        write("990000000000")

    with CaptureQueriesContext(connection) as asked:
        outer()

    assert not [q for q in asked.captured_queries if "SAVEPOINT" in q["sql"]]
    assert kept() == ["990000000000"]


def test_an_outer_act_that_swallows_the_refusal_of_an_inner_one_commits_nothing():
    @in_one_transaction
    def outer():
        Division.objects.create(code="992000000000", name="x", level=1)
        with suppress(LookupError):
            write("990000000000", fail=True)
        Division.objects.create(code="993000000000", name="x", level=1)

    with pytest.raises(TransactionManagementError):
        outer()

    assert kept() == []


def test_an_outer_act_may_go_on_when_it_says_so():
    @in_one_transaction
    def outer():
        try:
            with transaction.atomic():
                write("990000000000", fail=True)
        except LookupError:
            write("991000000000")

    outer()

    assert kept() == ["991000000000"]


def test_after_a_refusal_the_next_act_is_a_transaction_of_its_own():
    with pytest.raises(LookupError):
        write("990000000000", fail=True)

    write("991000000000")

    assert not connection.in_atomic_block
    assert kept() == ["991000000000"]
