"""Every job has a worker, tells what it does, and comes back after a failure."""

import ast
import importlib
import inspect
from functools import cache

import pytest
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from tests.house.source import PACKAGE, folders, sources

PLACES = sorted(
    f"tongban.{folder.replace('/', '.')}.jobs"
    for folder in (*folders(), "main")
    if (PACKAGE / folder / "jobs.py").exists()
)

COMES_BACK_BY_ITSELF = {
    "accounts.sweep": "runs each hour; what a run leaves, the next one clears away",
    "accounts.clear_grants": "runs each night; what a run leaves, the next one clears away",
    "accounts.recheck_companies": "runs each night; what a run leaves, the next one asks about",
    "accounts.forget_counts": "runs each hour; what a run leaves, the next one clears away",
    "accounts.catch_up_logouts": "runs each five minutes",
    "accounts.notify_logout": "the notice keeps the tries and queues the next one itself",
    "accounts.retain": "runs each night; what a run leaves, the next one clears away",
    "accounts.watch": "runs each five minutes; each run looks back two stretches",
    "archives.archive_due": "runs each ten minutes; what is not archived is found again",
    "audit.seal": "runs each second; what a run leaves, the next one seals",
    "catalog.check_links": "runs each night; what a run leaves, the next one asks",
    "catalog.recount": "runs each hour; what a run leaves, the next one counts",
    "catalog.publish_due": "runs each ten minutes; what is due stays due",
    "cases.limits_over": "runs each five minutes; what is over stays over",
    "connectors.catch_up": "runs each five minutes",
    "connectors.compare": "runs each night; what differs still differs the next night",
    "connectors.hand_over": "the handover keeps the tries and queues the next one itself",
    "connectors.take_early": "once for a handover; what it takes up is no longer early",
    "connectors.tell": "the telling keeps the tries and queues the next one itself",
    "connectors.poll": "runs each minute; the cursor only moves when all was taken",
    "documents.publications_over": "runs each hour; what is over stays over",
    "files.sweep": "runs each night; what a run leaves, the next one clears away",
    "licenses.expire": "runs each hour; what is past its day stays so",
    "main.retry_stalled": "runs each minute",
    "notices.catch_up": "runs each five minutes",
    "notices.deliver": "the outbox keeps the tries and queues the next one itself",
    "rules.publish_due": "runs each ten minutes; what is due stays due",
    "delivery.track": "runs each hour; what has not arrived is asked about again",
    "payments.catch_up": "runs each five minutes",
    "payments.send_refund": "the refund keeps the tries and queues the next one itself",
    "delivery.book": "the parcel keeps the tries and queues the next one itself",
    "delivery.catch_up": "runs each five minutes",
    "payments.expire": "runs each night; what is past its day stays so",
    "payments.reconcile": "runs each night; a day without its statement is asked for again",
    "workflow.due_timers": "runs each minute; what is due stays due",
}
"""Jobs without a retry of their own, and what brings them back."""

NOT_OURS = {"builtin:procrastinate.builtin_tasks.remove_old_jobs"}
"""procrastinate's own; nobody queues it, since jobs that are done are deleted at once."""


@cache
def tasks():
    for place in PLACES:
        importlib.import_module(place)
    found = {task.name: task for task in app.tasks.values()}
    return {
        name: task
        for name, task in found.items()
        if name not in NOT_OURS
        and not name.startswith(("builtin:", "procrastinate."))
        and not inspect.unwrap(task.func).__module__.split(".")[-1].startswith("test_")
    }


def periodic():
    tasks()
    return list(app.periodic_registry.periodic_tasks.values())


def test_there_are_jobs_to_look_at():
    assert len(tasks()) > 4
    assert len(PLACES) > 4


def test_a_job_lives_in_the_jobs_of_its_app_and_is_named_after_it():
    for name, task in tasks().items():
        label, _dot, act = name.partition(".")
        assert inspect.unwrap(task.func).__module__ in PLACES
        assert inspect.unwrap(task.func).__module__.split(".")[-2] == label
        assert task.func.__name__ == act


def test_jobs_are_made_nowhere_else():
    elsewhere = [
        source.at(call)
        for source in sources()
        if not source.is_test and source.path.name != "jobs.py"
        for name, call in source.calls()
        if name in {"app.task", "app.periodic"}
        or name.endswith(("procrastinate.App", ".blueprint"))
    ]

    assert elsewhere == []


def test_every_queue_has_a_worker():
    """``tongban worker`` names no queue, so that it serves them all; none may be left out."""
    (run,) = [
        call
        for source in sources()
        if not source.is_test
        for name, call in source.calls()
        if name.endswith((".run_worker", ".run_worker_async"))
    ]
    named = {word.arg: word.value for word in run.keywords}
    served = ast.literal_eval(named["queues"]) if "queues" in named else None

    assert served is None or {task.queue for task in tasks().values()} <= set(served)


def test_a_job_says_what_it_does():
    silent = [name for name, task in tasks().items() if not inspect.getdoc(task.func)]

    assert silent == []


def test_a_job_comes_back_after_a_failure():
    for name, task in tasks().items():
        if name in COMES_BACK_BY_ITSELF:
            assert task.retry_strategy is None, name
        else:
            assert isinstance(task.retry_strategy, RetryStrategy), name
            assert (task.retry_strategy.max_attempts or 0) > 1, name

    assert set(COMES_BACK_BY_ITSELF) - set(tasks()) == set()


def test_what_comes_back_because_it_is_periodic_is_periodic():
    by_clock = {entry.task.name for entry in periodic()}
    said = {name for name, why in COMES_BACK_BY_ITSELF.items() if why.startswith("runs each")}

    assert by_clock == said


def test_a_periodic_job_is_planned_once_and_never_waits_twice():
    planned = [entry.task.name for entry in periodic()]

    assert len(planned) == len(set(planned))
    for entry in periodic():
        # Without it a worker that was away for an hour would find sixty of them.
        assert entry.task.queueing_lock == entry.task.name
        assert entry.task.lock is None, "a run that was killed would hold it"


@pytest.mark.parametrize("place", PLACES)
def test_jobs_say_whose_they_are(place):
    assert (importlib.import_module(place).__doc__ or "").strip()


def test_a_job_takes_only_what_json_holds():
    """Ids as text: a job is a row of JSON, and rows are read anew when it runs."""
    for name, task in tasks().items():
        for parameter in inspect.signature(task.func).parameters.values():
            kind = str(parameter.annotation).removeprefix("<class '").removesuffix("'>")
            assert kind in {"str", "int", "bool"} or kind.endswith("JobContext"), (name, parameter)
