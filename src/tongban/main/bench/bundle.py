"""A bundle of eight items (一件事): merging its forms, and splitting it into eight cases when it is
filed, beside eight plain filings of the same items by the same applicant in the same run.

The eight items are made for it, each with the guide, the form and the process of the bench's item;
every question is declared to be one, so that what the applicant answers is one form of one item.
"""

import io
import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from tongban.main.bench.city import ITEM
from tongban.main.bench.walking import picture

SIZE = 8
KEY = "bench-eight"


def measure_bundle(city: Any, rounds: int) -> dict[str, Any]:
    """Milliseconds of each, and how many cases came of it; Django must be set up."""
    from tongban.base.accounts.queries import account_named, actor_for
    from tongban.demo.blueprint import sample_answers
    from tongban.demo.items import all_items

    wanted = next(item for item in all_items() if item.key == ITEM)
    chance = random.Random(8)  # noqa: S311 - the same each time
    answers = sample_answers(wanted.answers, chance.choice)
    uploads = [
        m.key for m in wanted.guide.materials_for(answers) if m.origin == "upload" and m.required
    ]
    account = account_named("p001")
    assert account is not None
    applicant = actor_for(account, "self")
    # What the platform fetches itself is asked of nobody, so that nothing is to be merged of it.
    handed_in = [m.key for m in wanted.guide.materials if m.origin == "upload"]
    codes = _publish(city, list(answers), handed_in)
    timed: dict[str, list[float]] = {name: [] for name in ("merge", "split", "plain")}
    cases = 0
    for _round in range(rounds):
        application = _begun(applicant, answers, uploads)
        _time(timed["merge"], partial(_merged, application))
        _time(timed["split"], partial(_filed, applicant, application))
        cases += _parts(application)
        _time(timed["plain"], partial(_file_one_by_one, applicant, codes, answers, uploads))
    return {
        "items": SIZE,
        "rounds": rounds,
        "cases": cases,
        "merged_questions": len(answers),
        **{name: _spread(times) for name, times in timed.items()},
    }


def _publish(city: Any, questions: list[str], materials: list[str]) -> list[str]:
    """Eight items that are alike, and the bundle of them; the items' codes."""
    from tongban.base.kernel.actors import operator
    from tongban.handling.bundles.services import publish_bundle
    from tongban.handling.bundles.types import BundleContent, BundleItem
    from tongban.management.catalog import queries as catalog
    from tongban.management.catalog.services import list_item, publish_item

    original = catalog.item(city.codes[ITEM])
    revision = original.revision
    assert revision is not None
    codes = [f"{city.codes[ITEM][:-8]}{n:05d}000" for n in range(90001, 90001 + SIZE)]
    for number, code in enumerate(codes, start=1):
        item = list_item(
            actor=operator(),
            code=code,
            name=f"{original.name}（{number}）",
            item_type=original.item_type,
            department_id=original.department_id,
            division_code=original.division_code,
        )
        publish_item(
            actor=operator(),
            item_id=item.id,
            guide=catalog.guide(revision.id),
            form_id=revision.form_id,
            process_id=revision.process_id,
        )
    keys = [f"i{number}" for number in range(1, SIZE + 1)]
    content = BundleContent(
        name="八件事",
        summary="八个事项一次办完。",
        items=tuple(BundleItem(key, code) for key, code in zip(keys, codes, strict=True)),
        same=tuple(
            tuple(f"{key}.{kind}:{name}" for key in keys)
            for kind, names in (("form", questions), ("material", materials))
            for name in names
        ),
    )
    publish_bundle(actor=operator(), key=KEY, content=content, department_id=original.department_id)
    return codes


def _begun(applicant: Any, answers: dict[str, Any], uploads: list[str]) -> Any:
    """An application for the bundle, with everything in it."""
    from tongban.handling.bundles import services as acts

    application = acts.start_bundle(actor=applicant, key=KEY)
    given = {"actor": applicant, "application_id": application.id}
    acts.answer_bundle(**given, answers={f"i1__{key}": value for key, value in answers.items()})
    for key in uploads:
        acts.hand_in_for_bundle(
            **given, key=f"i1__{key}", stream=io.BytesIO(picture()), filename=f"{key}.png"
        )
    application.refresh_from_db()
    return application


def _merged(application: Any) -> None:
    from tongban.handling.bundles.merged import merged_of

    assert len(merged_of(application).parts) == SIZE


def _filed(applicant: Any, application: Any) -> None:
    from tongban.handling.bundles import services as acts

    acts.file_bundle(actor=applicant, application_id=application.id)


def _parts(application: Any) -> int:
    """The cases that came of it; each must be filed."""
    from tongban.handling.bundles.models import BundlePart

    parts = list(BundlePart.objects.filter(application=application).select_related("case"))
    assert len(parts) == SIZE
    assert all(part.case is not None and part.case.number for part in parts)
    return len(parts)


def _file_one_by_one(
    applicant: Any, codes: list[str], answers: dict[str, Any], uploads: list[str]
) -> None:
    """Eight applications: draft, answers, papers and filing of each, as filing the bundle does."""
    from tongban.handling.cases import services as acts

    for code in codes:
        case = acts.start_draft(actor=applicant, item_code=code)
        acts.save_answers(actor=applicant, case_id=case.id, answers=answers)
        for key in uploads:
            acts.upload_material(
                actor=applicant,
                case_id=case.id,
                requirement_key=key,
                stream=io.BytesIO(picture()),
                filename=f"{key}.png",
            )
        acts.file_case(actor=applicant, case_id=case.id)


def _time(times: list[float], do: Callable[[], None]) -> None:
    began = time.perf_counter()
    do()
    times.append((time.perf_counter() - began) * 1000)


def _spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
    }
