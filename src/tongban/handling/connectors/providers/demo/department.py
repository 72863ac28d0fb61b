"""示范部门系统: a small system of a department of the province, a process of its own.

It keeps what it is given in one JSON file, works on it by itself, a step each ``pace`` seconds, and
answers over HTTP. It knows nothing of the platform but the secret that both sign with.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tongban.handling.connectors.wire import WireError, body_of, headers_for, must_be_signed

COURSE = ("received", "working", "deciding", "granted")
REFUSED_EVERY = 4
"""Each fourth case is refused."""
ENDS = frozenset({"withdrawn", "terminated", "not_accepted", "not_corrected"})
"""What it is told that ends its work, too."""
_WHOLE: dict[str, Any] = {"handed": True, "heard": []}
"""What a case that was kept by an earlier version does not say."""
MOST_BYTES = 60 * 1024 * 1024


class Department:
    """What the department knows. All of it is under one lock."""

    def __init__(self, secret: bytes, place: Path | None = None, *, pace: float = 20.0) -> None:
        """Read what was kept before."""
        self.secret, self.place, self.pace = secret, place, pace
        self._lock = threading.Lock()
        self.cases: dict[str, dict[str, Any]] = {}
        self.messages: list[dict[str, Any]] = []
        if place is not None and place.exists():
            kept = json.loads(place.read_text(encoding="utf-8"))
            self.cases = {n: _WHOLE | case for n, case in kept["cases"].items()}
            self.messages = kept["messages"]

    def take(self, case: dict[str, Any]) -> str:
        """A case that is handed over; the same key again gives the same number."""
        with self._lock:
            found = self._known(case["case"])
            if not found["handed"]:
                found.update(handed=True, key=case["key"], next=time.monotonic())
            return str(found["number"])

    def hear(self, event: dict[str, Any]) -> None:
        """What happened to a case where it was filed. Twice or in another order ends alike: once it
        is over there, it is over here.
        """
        with self._lock:
            found = self._known(event["case"])
            if all(event["key"] != one["key"] for one in found["heard"]):
                found["heard"].append({k: event[k] for k in ("key", "sequence", "event")})
            is_decided = found["step"] == len(COURSE)
            if event["event"] in ENDS and not is_decided:
                found.update(step=len(COURSE), state="ended")

    def _known(self, number: str) -> dict[str, Any]:
        return self.cases.setdefault(
            number,
            {
                "number": f"SJ{len(self.cases) + 1:06d}",
                "key": "",
                "step": 0,
                "refused": (len(self.cases) + 1) % REFUSED_EVERY == 0,
                "next": 0.0,
                "handed": False,
                "heard": [],
            },
        )

    def work(self) -> None:
        """Do what is due: each case goes one step on."""
        with self._lock:
            for number, case in self.cases.items():
                if (
                    case["handed"]
                    and case["step"] < len(COURSE)
                    and case["next"] <= time.monotonic()
                ):
                    self._go_on(number, case)
            if self.place is not None:
                kept = {
                    "cases": {n: {**c, "next": 0} for n, c in self.cases.items()},
                    "messages": self.messages,
                }
                self.place.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")

    def _go_on(self, number: str, case: dict[str, Any]) -> None:
        state = COURSE[case["step"]]
        if state == "granted" and case["refused"]:
            state = "refused"
        case["step"] += 1
        case["next"] = time.monotonic() + self.pace
        words = {
            "received": f"省级系统已收到，编号 {case['number']}",
            "refused": "和全省登记的信息不一致",
            "granted": "符合条件",
        }.get(state, "")
        self.messages.append(
            {
                "key": f"{case['number']}-{case['step']}",
                "case": number,
                "sequence": case["step"],
                "state": state,
                "words": words,
            }
        )
        case["state"] = state

    def said(self, after: int) -> dict[str, Any]:
        """Messages since a cursor."""
        with self._lock:
            return {"messages": self.messages[after : after + 100],
                    "cursor": min(len(self.messages), after + 100)}  # fmt: skip

    def listing(self) -> dict[str, str]:
        """Every case with its state."""
        with self._lock:
            return {number: case.get("state", "") for number, case in self.cases.items()}


class Desk(BaseHTTPRequestHandler):
    """Its four calls: take a case, hear of one, tell what is new, tell everything."""

    department: Department

    def do_POST(self) -> None:
        """A case is handed over, or something is said of one."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, MOST_BYTES))
        if not self._is_signed(body):
            return
        if self.path == "/cases":
            self._answer({"number": self.department.take(json.loads(body))})
        elif self.path == "/events":
            self.department.hear(json.loads(body))
            self._answer({"taken": True})
        else:
            self.send_error(404)

    def do_GET(self) -> None:
        """What is new, or everything."""
        if not self._is_signed(b""):
            return
        self.department.work()
        path, _mark, rest = self.path.partition("?after=")
        if path == "/messages":
            self._answer(self.department.said(int(rest or 0)))
        elif path == "/cases":
            self._answer({"cases": self.department.listing()})
        else:
            self.send_error(404)

    def _is_signed(self, body: bytes) -> bool:
        try:
            must_be_signed(self.department.secret, dict(self.headers.items()), self.path, body)
        except WireError:
            self.send_error(401)
            return False
        return True

    def _answer(self, value: dict[str, Any]) -> None:
        body = body_of(value)
        self.send_response(200)
        for name, said in headers_for(self.department.secret, self.path, body).items():
            self.send_header(name, said)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: numbers of cases are in the paths."""


def served(department: Department, port: int = 0) -> ThreadingHTTPServer:
    """The department on a port of this machine alone; the caller runs and closes it."""
    desk = type("DepartmentDesk", (Desk,), {"department": department})
    return ThreadingHTTPServer(("127.0.0.1", port), desk)
