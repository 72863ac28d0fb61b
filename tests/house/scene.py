"""A scene for tests that kill: run as a program of its own, it acts and says what it did.

``python -m tests.house.scene register`` keeps one person more each time and says so after the
commit; ``stay`` goes on doing it until it is killed. ``file`` leads a case to the point where the
signer has to decide, ``grant`` decides it.
"""

import json
import sys
from datetime import date, timedelta

from tongban.main import start


def _say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def register(number: int) -> None:
    from tongban.base.accounts.services import register_person
    from tongban.base.kernel.actors import operator
    from tongban.demo.people import id_number

    born = date(1960, 1, 1) + timedelta(days=number)
    person = register_person(
        actor=operator(), name="王小满", id_number=id_number(born, 7), division_code="341602000000"
    )
    _say(person=str(person.id))


def file() -> None:
    from tests.house.city import City, build
    from tongban.handling.cases import services as acts

    city = build(City(), cases=False)
    case = acts.file_case(actor=city.actor("applicant"), case_id=city.begun().id)
    officer = city.actor("officer")
    acts.pass_prereview(actor=officer, case_id=case.id)
    acts.accept_case(actor=officer, case_id=case.id)
    acts.pass_review(actor=officer, case_id=case.id)
    _say(case=str(case.id))


def grant(case_id: str) -> None:
    from uuid import UUID

    from tongban.base.accounts.queries import account_named, actor_for, first_choice
    from tongban.handling.cases import services as acts

    account = account_named("officer")
    assert account is not None
    officer = actor_for(account, first_choice(account))
    acts.grant(actor=officer, case_id=UUID(case_id), opinion="准予。")
    _say(granted=case_id)


def main(act: str, *words: str) -> None:
    start.everything()
    if act == "file":
        file()
    elif act == "grant":
        grant(*words)
    elif act == "register":
        register(int(words[0]))
    elif act == "stay":
        for number in range(int(words[0]), 20_000):
            register(number)


if __name__ == "__main__":
    main(*sys.argv[1:])
