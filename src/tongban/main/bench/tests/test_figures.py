"""Medians, quantiles and ratios, on numbers that can be worked out by hand."""

import pytest

from tongban.main.bench.figures import Figure, Run, Spread, Times, quantile, ratio


def answer(count, began, ended, whole=(), errors=()):
    return {
        "count": count,
        "began": began,
        "ended": ended,
        "requests": count * 2,
        "samples": {"whole": list(whole)},
        "errors": list(errors),
    }


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [
        ([3.0], 0.5, 3.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([float(n) for n in range(1, 101)], 0.99, 99.0),
        ([float(n) for n in range(1, 102)], 0.99, 100.0),
        ([1.0, 2.0], 0.0, 1.0),
    ],
)
def test_a_quantile_is_the_smallest_value_that_reaches_the_share(values, share, wanted):
    assert quantile(values, share) == wanted


def test_a_run_lasts_from_the_first_beginning_to_the_last_end():
    run = Run.together([answer(3, 10.0, 12.0, [0.1]), answer(5, 11.0, 14.0, [0.2, 0.3])])
    assert run.count == 8
    assert run.seconds == 4.0
    assert run.per_second == 2.0
    assert run.requests == 16
    assert run.samples == {"whole": [0.1, 0.2, 0.3]}


def test_a_figure_gives_the_median_of_its_repetitions_and_quantiles_of_all_samples():
    figure = Figure(
        [
            Run.together([answer(10, 0.0, 1.0, [0.1] * 10)]),
            Run.together([answer(40, 0.0, 1.0, [0.02] * 40)]),
            Run.together([answer(20, 0.0, 1.0, [0.05] * 19 + [0.9], ["GET /：HTTP 503"])]),
        ]
    )
    assert figure.as_value() == {
        "per_second": {
            "median": 20.0,
            "lowest": 10.0,
            "highest": 40.0,
            "repetitions": [10.0, 40.0, 20.0],
        },
        "count": 70,
        "p50_ms": 20.0,
        "p99_ms": 900.0,
        "requests": 140,
        "errors": 1,
        "first_error": "GET /：HTTP 503",
    }


def test_processor_time_is_told_for_one_and_only_of_programs_that_used_any():
    runs = [Run.together([answer(10, 0.0, 1.0, [0.1])]), Run.together([answer(30, 0.0, 1.0)])]
    runs[0].cpu = {"serve": 0.5, "worker": 0.0, "postgresql": 0.0}
    runs[1].cpu = {"serve": 1.5, "worker": 0.0, "postgresql": 0.4}
    assert Figure(runs).as_value()["cpu_ms"] == {"serve": 50.0, "postgresql": 10.0}


def test_a_figure_without_a_success_is_not_measured_and_says_why():
    figure = Figure([Run.together([answer(0, 0.0, 1.0, errors=["GET /search/：HTTP 500"])])])
    assert not figure.is_measured
    assert figure.why_not == "GET /search/：HTTP 500"


def test_a_ratio_compares_what_was_measured_in_the_same_repetition():
    slow = Figure([Run.together([answer(1, 0.0, 1.0)]), Run.together([answer(4, 0.0, 1.0)])])
    quick = Figure([Run.together([answer(10, 0.0, 1.0)]), Run.together([answer(10, 0.0, 1.0)])])
    assert ratio(slow, quick) == Spread(0.25, 0.1, 0.4, [0.1, 0.4])
    assert ratio(slow, Figure()) is None


def test_times_are_told_in_milliseconds():
    assert Times.of([0.0123, 0.5]) == Times(2, 12.3, 500.0)
