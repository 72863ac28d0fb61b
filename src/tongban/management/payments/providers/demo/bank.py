"""演示银行: the platform at which the demo city's fees are paid, a process of its own.

It shows a page on which play money is paid, writes into its books, and tells the city over HTTP,
again and again until it answers 200. It knows nothing of the city but the key that both sign with.
"""

import json
import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import connections
from django.template import Context, Engine

from tongban.base.kernel.outgoing import OutgoingError, call, place_of
from tongban.management.payments.codes import spaced
from tongban.management.payments.models import DemoPayment
from tongban.management.payments.providers.demo import books, wire
from tongban.management.payments.providers.demo.signing import signed, verify
from tongban.management.payments.types import ForgedError, ProviderError, RefusedRefundError

HERE = Path(__file__).parent
MOST_BYTES = 64 * 1024
WAITS = (0.0, 1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds before each try to tell. What none of them tells, the statement of the day does."""
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'"


class Bank:
    """Where it tells what was paid."""

    def __init__(self, callback: str, *, waits: tuple[float, ...] = WAITS) -> None:
        """``callback`` is the city's address for it."""
        self.callback, self.waits = callback, waits
        self._stopped = threading.Event()

    def tell(self, paid: DemoPayment) -> bool:
        """Tell the city once; whether it has it now."""
        headers, body = books.message_of(paid)
        try:
            answer = call(
                "POST",
                self.callback,
                hosts={place_of(self.callback).authority},
                headers={"Content-Type": "application/json", **headers},
                body=body,
            )
        except OutgoingError:
            return False
        return answer.status == wire.DONE

    def keep_telling(self, paid: DemoPayment) -> threading.Thread:
        """Tell in the background until the city has it, the tries are over, or the bank closes."""

        def until_told() -> None:
            for wait in self.waits[1:]:
                if self._stopped.wait(wait) or self.tell(paid):
                    return

        thread = threading.Thread(target=until_told, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Tell nothing more."""
        self._stopped.set()


class Counter(BaseHTTPRequestHandler):
    """Its page for people, and its two answers for the city."""

    bank: Bank

    def do_GET(self) -> None:
        """The page, its style sheet, or a statement."""
        try:
            address = urlsplit(self.path)
            match address.path:
                case "/pay":
                    self._show(address.query)
                case "/style.css":
                    style = (HERE / "page.css").read_bytes()
                    self._send(200, style, "text/css; charset=utf-8")
                case "/statement":
                    self._state(parse_qs(address.query).get("day", [""])[0])
                case _other:
                    self.send_error(404)
        finally:
            connections.close_all()

    def do_POST(self) -> None:
        """Somebody pays, or the city asks for a refund."""
        try:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(min(max(length, 0), MOST_BYTES))
            if self.path == "/pay":
                self._pay(body.decode("utf-8", errors="replace"))
            elif self.path == "/refunds":
                self._give_back(body)
            else:
                self.send_error(404)
        finally:
            connections.close_all()

    def _show(self, query: str) -> None:
        try:
            order, back, whole = wire.order_from(query)
        except (ForgedError, ValueError, KeyError, TypeError):
            self.send_error(400)
            return
        paid = books.paid_for(order.code)
        page = Engine().from_string((HERE / "page.html").read_text(encoding="utf-8"))
        shown = {
            "order": order,
            "code": spaced(order.code),
            "yuan": f"{order.amount // 100}.{order.amount % 100:02d}",
            "back": back,
            "hidden": [(key, value[0]) for key, value in parse_qs(whole).items()],
            "paid": paid,
            "receipt": books.receipt_of(paid) if paid is not None else None,
        }
        self._send(200, page.render(Context(shown)).encode(), "text/html; charset=utf-8")

    def _pay(self, form: str) -> None:
        try:
            order, _back, whole = wire.order_from(form)
        except (ForgedError, ValueError, KeyError, TypeError):
            self.send_error(400)
            return
        paid = books.pay(order.code, order.amount)
        # Told before the payer goes back, if the city answers; else it goes on being told.
        if parse_qs(form).get("tell", ["yes"])[0] == "yes" and not self.bank.tell(paid):
            self.bank.keep_telling(paid)
        self.send_response(303)
        self.send_header("Location", f"/pay?{whole}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _give_back(self, body: bytes) -> None:
        if not self._is_the_citys(body):
            return
        try:
            self._answer(wire.DONE, {"reference": books.give_back(wire.refund_from(body))})
        except RefusedRefundError as error:
            self._answer(wire.NEVER, {"reason": error.reason})
        except ProviderError as error:
            self._answer(wire.LATER, {"reason": error.reason})
        except (ValueError, KeyError, TypeError, AttributeError):
            self.send_error(400)

    def _state(self, day: str) -> None:
        if not self._is_the_citys(b""):
            return
        try:
            lines = books.lines_of(date.fromisoformat(day))
        except ValueError:
            self.send_error(400)
            return
        self._answer(wire.DONE, {"lines": [wire.value_of(line) for line in lines]})

    def _is_the_citys(self, body: bytes) -> bool:
        try:
            verify(dict(self.headers.items()), self.path.encode() + b"\n" + body)
        except ForgedError:
            self.send_error(401)
            return False
        return True

    def _answer(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self._send(status, body, "application/json", **signed(body))

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, said in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            **headers,
        }.items():
            self.send_header(name, said)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing: orders are in the paths."""


def served(bank: Bank, port: int = 0) -> ThreadingHTTPServer:
    """The bank on a port of this machine alone; the caller runs and closes it."""
    counter = type("BankCounter", (Counter,), {"bank": bank})
    return ThreadingHTTPServer(("127.0.0.1", port), counter)
