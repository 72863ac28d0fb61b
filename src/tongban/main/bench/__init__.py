"""``tongban bench``: how fast the product is, measured from outside and against a reference.

docs/bench.md says what each figure is. Everything runs on a city of its own in a temporary folder
and on the loopback; DATABASE_URL and TONGBAN_DATA of the caller are neither read nor written.
"""

import json
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType


def run_bench(
    *,
    quick: bool,
    as_json: bool,
    search_sizes: Sequence[int] = (),
    inbox_cases: int = 0,
    copy_of: Path | None = None,
    limit: int | None = None,
) -> None:
    """Measure and print. ``quick``: one short repetition; ``as_json``: JSON alone on stdout;
    ``search_sizes``: nothing but searching, in catalogues of so many items; ``inbox_cases``: nothing
    but the desk, with so many open cases; ``copy_of``: a stopped data folder, a copy of which is
    measured instead of one made anew; ``limit``: seconds that the measuring may take, every part
    made shorter to keep to it, never to less than a fifth.

    A run that is interrupted ends all that it started. Raises SystemExit with one line on stderr
    when the city does not start.
    """
    from tongban.main import start
    from tongban.main.bench.busy_desk import desk_in_words, measure_desk
    from tongban.main.bench.measuring import Measurement, expected_errors, say_on_stderr
    from tongban.main.bench.plan import FULL, QUICK
    from tongban.main.bench.report import in_words
    from tongban.main.bench.sizes import QUICK_EVERY, measure_sizes, sizes_in_words

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
    plan = QUICK if quick else FULL
    if limit is not None:
        plan = replace(plan, limit=limit)
    try:
        if inbox_cases:
            result = measure_desk(inbox_cases, say_on_stderr, quick=quick, copy_of=copy_of)
        elif search_sizes:
            result = measure_sizes(
                search_sizes,
                plan.repetitions,
                say_on_stderr,
                copy_of,
                every=QUICK_EVERY if quick else 1,
            )
        else:
            result = Measurement(plan, say_on_stderr, copy_of).run()
    except expected_errors() as error:
        start.fail(f"测量没有完成：{error}")
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    elif inbox_cases:
        sys.stdout.write(desk_in_words(result))
    else:
        sys.stdout.write(sizes_in_words(result) if search_sizes else in_words(result))
