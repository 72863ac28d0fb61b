"""Archives: closed cases as packages, and a destruction list that waits for a second person."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tongban.base.accounts.queries import account_named, actor_for
from tongban.base.clocks.queries import current_calendar
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.moments import at, moved_to, today
from tongban.demo.blueprint import DemoItem
from tongban.demo.build import City
from tongban.demo.items import all_items
from tongban.demo.year import Plan, answers_for, fitting_applicants, picture, wanted_uploads
from tongban.handling.archives import queries as archives
from tongban.handling.archives.services import (
    archive_case,
    draft_destruction,
    lend_archive,
    seal_archive,
)
from tongban.handling.cases import services as acts

ITEM = "old_age_allowance"
OLD_YEARS = 11
"""So long ago that the ten years of a case that is no licence are over."""


def officer(city: City, post: str) -> Actor:
    """Whoever holds that post."""
    account = account_named(post)
    assert account is not None
    return actor_for(account, f"post:{city.posts[post]}")


def filed(city: City, item: DemoItem, number: int) -> tuple[Actor, UUID]:
    """A case of somebody whom the item is for, filed now."""
    fitting = fitting_applicants(item)
    plan = Plan(number, item, at(today(), 9), fitting[number % len(fitting)], "", False, False, 0)
    account = account_named(f"p{plan.applicant + 1:03d}")
    assert account is not None
    applicant = actor_for(account, "self")
    case = acts.start_draft(actor=applicant, item_code=city.codes[item.key])
    acts.save_answers(actor=applicant, case_id=case.id, answers=answers_for(plan))
    for key in wanted_uploads(plan):
        acts.upload_material(
            actor=applicant,
            case_id=case.id,
            requirement_key=key,
            stream=io.BytesIO(picture(item.key)),
            filename=f"{key}.png",
        )
    # By a person: what rules decide at once cannot be taken back two hours later.
    filed_case = acts.file_case(actor=applicant, case_id=case.id, by_person=True)
    return applicant, filed_case.id


def show_archives(city: City) -> None:
    """档案：归档的办件和一份待批准的销毁清册.

    Two cases of eleven years ago whose retention is over, on a list; three of this autumn, one of
    them sealed and lent.
    """
    records = officer(city, "records")
    if archives.destruction_lists(records):
        return
    item = next(one for one in all_items() if one.key == ITEM)
    old = date(today().year - OLD_YEARS, 9, 8)
    with _jobs_in_memory():
        over = [
            _withdrawn(city, item, number, old + timedelta(days=number), "条件变了，不办了")
            for number in (1, 2)
        ]
        recent = [
            _withdrawn(city, item, number, _weekday(number), "材料带回去重新准备")
            for number in (3, 4, 5)
        ]
        for case_id in (*over, *recent):
            archive_case(actor=system("自动归档"), case_id=case_id)
    kept = {row.case_id: row for row in archives.archives_of(records)}
    seal_archive(actor=records, archive_id=kept[recent[0]].id)
    lend_archive(actor=records, archive_id=kept[recent[0]].id, reason="申请人来查自己的办件")
    draft_destruction(
        actor=records,
        archive_ids=[kept[case_id].id for case_id in over],
        reason="保管期限十年已满，没有继续保存的价值",
    )


def _weekday(number: int) -> date:
    return current_calendar().next_working_day(today() - timedelta(days=20 + number))


def _withdrawn(city: City, item: DemoItem, number: int, day: date, why: str) -> UUID:
    """A case that its applicant took back two hours after filing."""
    with moved_to(at(day, 9, 30)):
        applicant, case_id = filed(city, item, number)
    with moved_to(at(day, 11, 30)):
        acts.withdraw_case(actor=applicant, case_id=case_id, reason=why)
    return case_id


@contextmanager
def _jobs_in_memory() -> Iterator[None]:
    """Jobs of moved clocks are not for today's worker."""
    with app.replace_connector(InMemoryConnector()):
        yield
