"""A year of cases, made by calling the acts with the clock moved. The same each time.

Cases hang on the last working day before today: what would have happened after it has not yet
happened, so those cases wait at somebody's desk.
"""

import io
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from tongban.base.accounts.queries import account_named, actor_for
from tongban.base.clocks.queries import current_calendar
from tongban.base.kernel.actors import Actor, system
from tongban.base.kernel.moments import at, moved_to, today
from tongban.base.kernel.transactions import in_one_transaction
from tongban.demo.blueprint import DemoItem, sample_answers
from tongban.demo.build import City
from tongban.demo.city import DEPARTMENTS, POSTS
from tongban.demo.hands import answer_jointly, inspect
from tongban.demo.items import all_items
from tongban.demo.people import companies, people
from tongban.handling.cases import services as acts
from tongban.handling.cases.queries import numbers_taken
from tongban.handling.cases.types import case_number
from tongban.portal.feedback.services import rate_case

DAYS = 365


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen to the n-th case."""

    number: int
    item: DemoItem
    filed_at: datetime
    applicant: int
    ending: str
    corrected: bool
    slow: bool
    rated: int

    @property
    def serial(self) -> int:
        """Of the case's number: the first case of the year has 1."""
        return self.number + 1

    @property
    def case_number(self) -> str:
        """The number that the case has once it was filed."""
        return case_number(_division(self.item.department), self.filed_at.date(), self.serial)


class SomebodysDraftError(Exception):
    """A visitor of the city has begun the same application and not filed it: it is not ours."""


class Year:
    """The plans of a year and the acts that carry them out."""

    def __init__(self, city: City, cases: int) -> None:
        """Plan so many cases over the year before the last working day."""
        self.city = city
        self.calendar = current_calendar()
        last = today() - timedelta(days=1)
        while not self.calendar.is_working(last):
            last -= timedelta(days=1)
        self.end = at(last, 17, 0)
        self.plans = self._plans(cases)
        self._actors: dict[str, Actor] = {}

    def _plans(self, cases: int) -> list[Plan]:
        chance = random.Random(3416)  # noqa: S311 - the city must be the same each time
        items = [i for i in all_items() if i.form is not None and i.weight]
        weights = [i.weight for i in items]
        fitting = {i.key: fitting_applicants(i) for i in items}
        plans = []
        moments = sorted(self._moment(chance) for _n in range(cases))
        for number, moment in enumerate(moments):
            item = chance.choices(items, weights)[0]
            applicant = chance.choice(fitting[item.key])
            ending = chance.choices(
                ["granted", "refused", "not_accepted", "withdrawn"], [90, 5, 3, 2]
            )[0]
            plans.append(
                Plan(
                    number=number,
                    item=item,
                    filed_at=moment,
                    applicant=applicant,
                    ending=ending,
                    corrected=chance.random() < 0.12,
                    slow=chance.random() < 0.015,
                    rated=chance.choices([0, 1, 2, 3, 4, 5], [45, 38, 12, 3, 1, 1])[0],
                )
            )
        # The newest first, so that the desk and the home page are full when serving begins.
        return plans[::-1]

    def _moment(self, chance: random.Random) -> datetime:
        day = self.end.date() - timedelta(days=int(chance.triangular(0, DAYS, 0)))
        return at(day, chance.randrange(7, 22), chance.randrange(60))

    def left(self, cases: int) -> int:
        """How many of the first so many plans are still to be carried out."""
        return len(self._open(cases))

    def keep_numbers(self) -> None:
        """Set the numbers of the year's cases aside: whatever is filed before they are made gets
        another one.
        """
        acts.set_serials_aside(actor=system(), last=len(self.plans))

    def make(self, cases: int, *, share: tuple[int, int] = (0, 1)) -> Iterator[int]:
        """Carry the plans out, one after the other; yields each one's number.

        ``share`` (n, of): only the plans of the n-th share of the items, so that several processes
        can divide the year. Whatever is counted up, such as numbers on licences, is counted by
        item: each process gives the same numbers as ever, and none waits for another. A run that
        was stopped goes on where it stopped.
        """
        with connection.cursor() as cursor:
            # What a power cut takes from a made-up year can be made again.
            cursor.execute("SET synchronous_commit TO off")
        self.keep_numbers()
        mine = shares(share[1])[share[0]]
        with _jobs_in_memory():
            for plan in self._open(cases):
                if plan.item.key not in mine:
                    continue
                try:
                    self._carry_out(plan)
                except SomebodysDraftError:
                    continue
                yield plan.number

    def _open(self, cases: int) -> list[Plan]:
        plans = self.plans[:cases]
        taken = numbers_taken([plan.case_number for plan in plans])
        return [plan for plan in plans if plan.case_number not in taken]

    # One case ------------------------------------------------------------------------------

    def _officer(self, post: str) -> Actor:
        if post not in self._actors:
            account = account_named(post)
            assert account is not None
            self._actors[post] = actor_for(account, f"post:{self.city.posts[post]}")
        return self._actors[post]

    def _post_for(self, item: DemoItem, duty: str) -> str:
        return _post_for(item.department, duty)

    def _body_officer(self, department_id: UUID) -> Actor:
        """Who handles in that department."""
        key = next(k for k, found in self.city.departments.items() if found == department_id)
        return self._officer(_post_for(key, "handler"))

    def _applicant(self, plan: Plan) -> Actor:
        if plan.item.guide.for_people:
            name = f"p{plan.applicant + 1:03d}"
            key = "self"
        else:
            company = companies()[plan.applicant]
            name = f"p{company.representative + 1:03d}"
            key = f"clerk:{self.city.companies[plan.applicant]}"
        found = f"{name}/{key}"
        if found not in self._actors:
            account = account_named(name)
            assert account is not None
            self._actors[found] = actor_for(account, key)
        return self._actors[found]

    @in_one_transaction
    def _carry_out(self, plan: Plan) -> None:
        """One case with all that happens to it, or nothing when the process is stopped."""
        chance = random.Random(plan.number * 7919 + 13)  # noqa: S311 - the same each time
        clock = Steps(self, plan.filed_at, chance)
        applicant = self._applicant(plan)
        with moved_to(clock.moment):
            case = acts.start_draft(actor=applicant, item_code=self.city.codes[plan.item.key])
            if case.created_at != clock.moment:
                raise SomebodysDraftError
            acts.save_answers(actor=applicant, case_id=case.id, answers=answers_for(plan))
            for key in wanted_uploads(plan):
                acts.upload_material(
                    actor=applicant,
                    case_id=case.id,
                    requirement_key=key,
                    stream=io.BytesIO(picture(plan.item.key)),
                    filename=f"{key}.png",
                )
            case = acts.file_case(actor=applicant, case_id=case.id, serial=plan.serial)
        if case.closed_at is not None:  # decided at once, by rules
            self._rate(plan, case.id, clock.moment, applicant, chance)
            return
        self._handle(plan, case.id, clock, applicant, chance)

    def _handle(
        self, plan: Plan, case_id: UUID, clock: "Steps", applicant: Actor, chance: random.Random
    ) -> None:
        window = self._officer(self._post_for(plan.item, "window"))
        instant = plan.item.process == "instant"
        handler = window if instant else self._officer(self._post_for(plan.item, "handler"))
        signer = window if instant else self._officer(self._post_for(plan.item, "signer"))
        steps: list[Callable[[], Any]] = []
        # Only what comes after acceptance is slow: of an office that says nothing for so long, the
        # law says that it has accepted.
        slow_from = 2 + 2 * plan.corrected
        uploads = wanted_uploads(plan)
        if plan.corrected and uploads:
            key = uploads[0]
            steps.append(
                lambda: acts.request_correction(
                    actor=window,
                    case_id=case_id,
                    items=[(f"material:{key}", "照片看不清，请重新拍一张，四个角都要拍到。")],
                )
            )
            steps.append(lambda: self._correct(applicant, case_id, plan.item.key, key))
        if plan.ending == "withdrawn":
            steps.append(lambda: acts.withdraw_case(actor=applicant, case_id=case_id))
        elif plan.ending == "not_accepted":
            steps.append(
                lambda: acts.refuse_to_accept(
                    actor=window,
                    case_id=case_id,
                    reason="这件事由户籍所在地办理，不归我们管。",
                    right_body="户籍所在地的同类部门",
                )
            )
        else:
            if plan.item.process == "standard_license":
                steps.append(lambda: acts.pass_prereview(actor=window, case_id=case_id))
            steps.append(lambda: acts.accept_case(actor=window, case_id=case_id))
            steps += self._review_steps(plan, case_id, handler)
            if plan.item.guide.joint_parts:
                steps.append(lambda: answer_jointly(case_id, applicant, self._body_officer))
            if plan.ending == "granted":
                steps.append(
                    lambda: acts.grant(actor=signer, case_id=case_id, opinion="符合条件，准予。")
                )
            else:
                steps.append(
                    lambda: acts.refuse(
                        actor=signer, case_id=case_id, reason="现场不符合办事指南第 2 条的条件。"
                    )
                )
        for number, step in enumerate(steps):
            late = number >= slow_from
            if not clock.go_on(slow=plan.slow and late, soon=not late):
                return
            with moved_to(clock.moment):
                step()
        with moved_to(clock.moment + timedelta(minutes=2)):
            acts.issue_result(actor=system(), case_id=case_id)
            acts.close_case(actor=system(), case_id=case_id)
        if plan.ending in {"granted", "refused"}:
            self._rate(plan, case_id, clock.moment, applicant, chance)

    def _rate(
        self,
        plan: Plan,
        case_id: UUID,
        closed_at: datetime,
        applicant: Actor,
        chance: random.Random,
    ) -> None:
        if not plan.rated:
            return
        moment = closed_at + timedelta(hours=chance.randrange(1, 48))
        if moment < self.end:
            with moved_to(moment):
                rate_case(actor=applicant, case_id=case_id, satisfaction=plan.rated)

    def _review_steps(self, plan: Plan, case_id: UUID, handler: Actor) -> list[Callable[[], Any]]:
        if plan.item.process == "instant":
            return []
        steps: list[Callable[[], Any]] = [
            lambda: acts.pass_review(actor=handler, case_id=case_id, opinion="材料齐全，符合。")
        ]
        if plan.item.process == "joint_review":
            inspector = self._officer(self._post_for(plan.item, "reviewer"))
            steps.append(
                lambda: inspect(
                    case_id,
                    inspector,
                    self._officer(self._post_for(plan.item, "signer")),
                    plan.item.guide.inspection_points,
                )
            )
            steps.append(
                lambda: acts.pass_inspection(
                    actor=inspector, case_id=case_id, opinion="现场看过，符合。"
                )
            )
        return steps

    def _correct(self, applicant: Actor, case_id: UUID, item: str, key: str) -> None:
        acts.upload_material(
            actor=applicant,
            case_id=case_id,
            requirement_key=key,
            stream=io.BytesIO(picture(item)),
            filename=f"{key}-2.png",
        )
        acts.correct_case(actor=applicant, case_id=case_id)


class Steps:
    """The moment of each step: office hours of working days, until the city's last moment."""

    def __init__(self, year: Year, moment: datetime, chance: random.Random) -> None:
        """Begin at the moment of filing."""
        self.year = year
        self.moment = moment
        self.chance = chance

    def go_on(self, *, slow: bool = False, soon: bool = False) -> bool:
        """Move to the next step's moment; False when that is still to come.

        ``soon``: what is to be said within two days of receipt is mostly said in time.
        """
        days = self.chance.choice([0, 0, 0, 0, 1] if soon else [0, 0, 1, 1, 2])
        days += 12 if slow else 0
        day = self.moment.date()
        if days:
            day, _provisional = self.year.calendar.add_working_days(day, days)
        day = self.year.calendar.next_working_day(day)
        moment = at(day, 8, 30) + timedelta(minutes=self.chance.randrange(0, 480))
        if moment <= self.moment:
            moment = self.moment + timedelta(minutes=20 + self.chance.randrange(60))
        self.moment = moment
        return moment <= self.year.end


def fitting_applicants(item: DemoItem) -> list[int]:
    """Who applies for it: people of its ages, companies of its trades; everybody when none fit."""
    if item.guide.for_people:
        youngest, oldest = item.ages
        ages = [today().year - person.born_on.year for person in people()]
        fit = [
            n
            for n, age in enumerate(ages)
            if youngest < age < oldest and people()[n].assurance >= item.guide.min_assurance
        ]
        return fit or list(range(len(ages)))
    names = [company.name for company in companies()]
    fit = [n for n, name in enumerate(names) if any(word in name for word in item.trades)]
    return fit or list(range(len(names)))


def answers_for(plan: Plan) -> dict[str, Any]:
    """Sample answers of the item, the same each time for one plan."""
    chance = random.Random(plan.number)  # noqa: S311 - the same each time
    return sample_answers(plan.item.answers, chance.choice)


def wanted_uploads(plan: Plan) -> list[str]:
    """Keys of the materials that must be uploaded under the answers."""
    answers = answers_for(plan)
    return [
        m.key for m in plan.item.guide.materials_for(answers) if m.origin == "upload" and m.required
    ]


@cache
def picture(item: str) -> bytes:
    """A sample picture to upload, one for each item; the same bytes are kept once."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (450, 320), "#fbfbf6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 430, 300), outline="#33404d", width=3)
    draw.line((20, 130, 430, 130), fill="#33404d", width=2)
    chance = random.Random(item)  # noqa: S311 - the same each time
    for line in range(5):
        draw.rectangle(
            (45, 155 + line * 26, chance.randrange(160, 400), 163 + line * 26), fill="#8a949e"
        )
    draw.ellipse((350, 235, 405, 290), outline="#1b4e98", width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@cache
def shares(of: int) -> tuple[frozenset[str], ...]:
    """The items of a year in so many shares of about the same number of cases."""
    parts: list[set[str]] = [set() for _part in range(of)]
    weight = [0] * of
    for item in sorted(all_items(), key=lambda one: (-one.weight, one.key)):
        least = weight.index(min(weight))
        parts[least].add(item.key)
        weight[least] += item.weight
    return tuple(frozenset(part) for part in parts)


def _division(department: str) -> str:
    return next(d.division_code for d in DEPARTMENTS if d.key == department)


@cache
def _post_for(department: str, duty: str) -> str:
    division = _division(department)
    for post in POSTS:
        body = next(d for d in DEPARTMENTS if d.key == post.department)
        if duty in post.duties and (
            post.department == department or (duty == "window" and body.division_code == division)
        ):
            return post.key
    raise LookupError(f"no post with duty {duty} for {department}")


@contextmanager
def _jobs_in_memory() -> Iterator[None]:
    """Jobs of moved clocks are not for today's worker: their acts are called right here."""
    with app.replace_connector(InMemoryConnector()):
        yield
