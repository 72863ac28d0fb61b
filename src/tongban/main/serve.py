"""Serve the pages with gunicorn."""

import gc
import logging
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.sync import SyncWorker

from tongban.base.kernel.log_masks import MaskingFormatter

LOADED_LATE = ("pypinyin", "rjieba", "pyhanko.sign.signers", "pyhanko.sign.validation")
"""Libraries that take half a second each, which most commands never use."""


class MaskedLogger(Logger):
    """gunicorn's own lines, masked like every other: an error names the address with its query."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn does, then our formatter in the place of its own."""
        super().setup(cfg)  # type: ignore[no-untyped-call]
        for handler in self.error_log.handlers:
            handler.setFormatter(MaskingFormatter(self.error_fmt, self.datefmt))


LONGEST_ADDRESS = 8190
"""Bytes of a request's first line, the most that gunicorn takes: about nine hundred characters."""


class PlainWorker(SyncWorker):
    """gunicorn's worker, which says in our words that an address is too long to be read."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """As gunicorn does, but for an address over ``LONGEST_ADDRESS``."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)  # type: ignore[no-untyped-call]
            return
        from tongban.base.pages.errors import address_too_long
        from tongban.base.pages.middleware import HEADERS

        answer = address_too_long()
        headers = {
            **HEADERS,
            **answer.headers,
            "Content-Length": str(len(answer.content)),
            "Connection": "close",
        }
        lines = [f"{name}: {value}\r\n" for name, value in headers.items()]
        head = f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}\r\n{''.join(lines)}\r\n"
        with suppress(OSError):
            client.sendall(head.encode("ascii") + answer.content)


def warm(_worker: object) -> None:
    """Load what every request needs before the first comes, and never look for cycles in it again:
    in the half million objects of routes, models and synonyms such a look takes a tenth of a
    second, in the middle of somebody's request.
    """
    from django.db import DatabaseError
    from django.urls import resolve

    from tongban.management.catalog.queries import search, suggest

    resolve("/")
    try:
        search("办事", counted=False)
        suggest("banshi")
    except DatabaseError as error:
        # The worker serves what it can; /healthz says that the database is away.
        logging.getLogger("tongban.serve").warning("warming: %s", type(error).__name__)
    gc.collect()
    gc.freeze()


class Server(BaseApplication):
    """gunicorn with our settings; stateless workers, no control socket."""

    def __init__(self, host: str, port: int, workers: int) -> None:
        """Keep the settings until gunicorn asks for them."""
        self.settings = {
            "bind": f"{host}:{port}",
            "workers": workers,
            "worker_class": PlainWorker,
            "limit_request_line": LONGEST_ADDRESS,
            "accesslog": None,
            "errorlog": "-",
            "logger_class": MaskedLogger,
            "loglevel": "warning",
            "timeout": 60,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "control_socket_disable": True,
            "post_worker_init": warm,
            "worker_tmp_dir": "/dev/shm",  # noqa: S108 - heartbeat files must not touch a disk
        }
        super().__init__()  # type: ignore[no-untyped-call]

    def load_config(self) -> None:
        """Hand the settings over."""
        assert self.cfg is not None
        for key, value in self.settings.items():
            self.cfg.set(key, value)

    def load(self) -> Callable[..., Any]:
        """The application, in each worker."""
        from tongban.main.wsgi import application

        return application


def collect_static() -> None:
    """Put static files where whitenoise serves them, with names that hold their content's hash."""
    from django.conf import settings
    from django.core.management import call_command

    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def load() -> None:
    """What is loaded only when it is first used, before gunicorn forks: its workers then share it,
    and nobody's request waits for it.
    """
    for name in LOADED_LATE:
        import_module(name)


def hang_up() -> None:
    """Close what start-up opened, before gunicorn forks: a connection must not have two owners.

    Workers that inherit one would read each other's answers on it.
    """
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL back end
