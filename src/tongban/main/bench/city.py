"""``python -m tongban.main.bench.city``: build the demo city without its year of cases.

Prints as JSON what the clients need: the item that is applied for, what is typed on each page of
its form, what is uploaded, who applies and which officers act, and the codes of all guides.
"""

import json
import random
import sys
from pathlib import Path
from typing import Any

from tongban.main import start
from tongban.main.bench.instant import ITEM as INSTANT

MOST_RECENT = 1950
"""Elders were born before: sixty for certain."""
ITEM = "teacher"
"""教师资格认定: for people, so that everybody who has a password can apply; three pages, two
uploads, four acts of officers at two desks of the department and one of the hall, a licence."""


def build() -> dict[str, Any]:
    """Build and tell; Django must be set up."""
    from django.conf import settings

    from tongban.demo.blueprint import sample_answers
    from tongban.demo.build import CLIENTS_FILE, PASSWORD, build_city
    from tongban.demo.city import POSTS
    from tongban.demo.items import all_items
    from tongban.demo.people import FEATURED
    from tongban.management.catalog.queries import item as public_item
    from tongban.management.eforms.queries import form
    from tongban.management.eforms.types import Form, Kind

    city = build_city()
    wanted = next(item for item in all_items() if item.key == ITEM)
    chance = random.Random(34)  # noqa: S311 - the same each time
    answers = sample_answers(wanted.answers, chance.choice)

    def typed(asked: Form, page: Any, answers: dict[str, Any]) -> list[tuple[str, str]]:
        fields = []
        for field in page.fields:
            if field.source or not asked.is_asked(field, answers) or field.key not in answers:
                continue
            value = answers[field.key]
            if field.kind is Kind.YES_NO:
                value = "yes" if value else "no"
            several = value if isinstance(value, list) else [value]
            fields += [(field.key, str(one)) for one in several]
        return fields

    def pages_of(key: str, answers: dict[str, Any]) -> list[dict[str, Any]]:
        revision = public_item(city.codes[key]).revision
        assert revision is not None
        assert revision.form_id is not None
        asked = form(revision.form_id)
        return [
            {"key": page.key, "fields": typed(asked, page, answers)}
            for page in asked.pages_asked(answers)
        ]

    machine = (Path(settings.KEYS_FOLDER) / CLIENTS_FILE).read_text(encoding="utf-8").split()[-2:]
    return {
        "machine": {"name": machine[0], "secret": machine[1]},
        "code": city.codes[ITEM],
        "name": wanted.name,
        "pages": pages_of(ITEM, answers),
        "instant": {
            "code": city.codes[INSTANT],
            "pages": pages_of(INSTANT, {"delivery": "electronic"}),
        },
        "elders": _elders(city.accounts, PASSWORD),
        "uploads": [
            m.key
            for m in wanted.guide.materials_for(answers)
            if m.origin == "upload" and m.required
        ],
        "applicants": [f"p{number + 1:03d}" for number in range(FEATURED)],
        "officers": {
            "window": "window",
            **{
                duty: next(
                    p.key for p in POSTS if p.department == wanted.department and duty in p.duties
                )
                for duty in ("handler", "signer")
            },
        },
        "password": PASSWORD,
        "guides": sorted(city.codes.values()),
    }


def _elders(accounts: list[Any], password: str) -> list[str]:
    """Old people whose household is known; they get passwords, here alone."""
    from tongban.base.accounts.models import Account
    from tongban.demo.people import people
    from tongban.demo.rules import OLD_ENOUGH

    names = []
    for number, person in enumerate(people()):
        if number % 2 == 0 and person.born_on < OLD_ENOUGH and person.born_on.year < MOST_RECENT:
            account = Account.objects.get(id=accounts[number])
            account.set_password(password)
            account.save(update_fields=["password"])
            names.append(f"p{number + 1:03d}")
    return names[:8]


if __name__ == "__main__":
    start.everything()
    sys.stdout.write(json.dumps(build()) + "\n")
