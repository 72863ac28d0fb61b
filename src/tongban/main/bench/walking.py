"""One application's whole way over HTTP, as applicant and officers walk it in their browsers.

========== ============================================================================
draft      the page that begins, the button on it, the first page of questions
answers    each page of questions sent, and the page that follows
upload     the materials sent in one form, and the page to check everything
file       the promise ticked and sent, and one's page of the case
prereview  the window's page of the case, the act, and the window's inbox after it
accept     the same
review     the same by the department's handler
grant      the same by who decides
finish     from then until the worker has issued the licence and closed the case
========== ============================================================================
"""

import io
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from PIL import Image

from tongban.main.bench.web import File, RefusedError, Visitor

ACTS = (
    ("prereview", "window", "pass_prereview"),
    ("accept", "window", "accept_case"),
    ("review", "handler", "pass_review"),
    ("grant", "signer", "grant"),
)
"""Step, whose desk, name of the act."""
LONGEST_WAIT = 30.0
"""Seconds after which a case that the worker has not closed is an error."""
PICTURE = (256, 256)


@dataclass
class Laps:
    """A stopwatch for the steps of one way."""

    laps: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)

    def lap(self, name: str) -> None:
        """A step ended now."""
        now = time.monotonic()
        self.laps[name] = now - self.last
        self.last = now

    def skip(self) -> None:
        """What was done since the last lap is the client's own business."""
        now = time.monotonic()
        self.began += now - self.last
        self.last = now

    @property
    def whole(self) -> float:
        """Seconds from the beginning to the last lap."""
        return self.last - self.began


class Walker:
    """An applicant of one's own and the officers that one application needs."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        """``job`` is what ``city`` printed, with port, dsn and the applicant's sign-in name."""
        self.way = job["way"]
        self.applicant = Visitor(job["port"])
        self.officers = {duty: Visitor(job["port"]) for duty in self.way["officers"]}
        self.database = psycopg.connect(job["dsn"], autocommit=True)
        self.applicant_name = job["applicant"]

    @property
    def requests(self) -> int:
        """Requests of all the browsers so far."""
        return sum(v.requests for v in (self.applicant, *self.officers.values()))

    def sign_in(self) -> None:
        """Everybody signs in at the real sign-in page, once."""
        for visitor, name in (
            (self.applicant, self.applicant_name),
            *((self.officers[duty], name) for duty, name in self.way["officers"].items()),
        ):
            visitor.get("/sign-in/")
            visitor.post("/sign-in/", {"login": name, "password": self.way["password"]})
            if visitor.path.startswith("/sign-in/"):
                raise RefusedError(f"{name} 登录不了")

    def file_one(self, laps: Laps) -> str:
        """From the draft to a filed case; the case's id."""
        visitor, begin = self.applicant, f"/apply/{self.way['code']}/"
        files = [File(f"m-{key}", f"{key}.png", picture()) for key in self.way["uploads"]]
        laps.skip()
        visitor.get(begin)
        visitor.post(begin)
        laps.lap("draft")
        for page in self.way["pages"]:
            visitor.post(f"{begin}page/{page['key']}/", [(k, v) for k, v in page["fields"]])
        laps.lap("answers")
        visitor.post(f"{begin}materials/", [("go", "1")], files)
        laps.lap("upload")
        visitor.post(f"{begin}check/", [("promise", "on")])
        laps.lap("file")
        return visitor.path.strip("/").split("/")[-1]

    def walk(self, laps: Laps) -> None:
        """The whole way, to the licence and the end."""
        case_id = self.file_one(laps)
        number = self._one("SELECT number FROM cases_case WHERE id = %s", case_id)
        laps.skip()
        for step, duty, act in ACTS:
            desk = self.officers[duty]
            desk.get(f"/desk/cases/{number}/")
            desk.post(f"/desk/cases/{number}/acts/{act}/", [("opinion", "材料齐全，符合。")])
            laps.lap(step)
        # The database is asked and not the site: waiting must not be load.
        self._wait(
            lambda: self._one(
                "SELECT closed_at IS NOT NULL AND license_id IS NOT NULL"
                " FROM cases_case WHERE id = %s",
                case_id,
            )
        )
        laps.lap("finish")

    def withdraw(self, case_id: str) -> None:
        """Take a filed case back, so that the next repetition finds the desk as this one did."""
        self.applicant.get(f"/my/cases/{case_id}/")
        self.applicant.post(f"/my/cases/{case_id}/withdraw/")

    def _one(self, query: LiteralString, *values: object) -> Any:
        row = self.database.execute(query, values).fetchone()
        return row[0] if row else None

    @staticmethod
    def _wait(is_done: Callable[[], Any]) -> None:
        until = time.monotonic() + LONGEST_WAIT
        while not is_done():
            if time.monotonic() > until:
                raise RefusedError(f"后台任务 {LONGEST_WAIT:.0f} 秒没有办结")
            time.sleep(0.01)


def picture() -> bytes:
    """A picture of about 64 kB that nobody uploaded before."""
    out = io.BytesIO()
    width, height = PICTURE
    Image.frombytes("L", PICTURE, os.urandom(width * height)).save(out, "PNG", compress_level=0)
    return out.getvalue()
