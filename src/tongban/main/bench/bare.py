"""``python -m tongban.main.bench.bare PORT``: the least that Django does for a page.

One view without any middleware, one query by the same code on the same table, one small template,
the same server with as many workers and the same pool. What a guide page costs is told against it.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

from tongban.main.serve import Server

PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ name }}</title>
</head><body><main><h1>{{ name }}</h1><dl><dt>编码</dt><dd>{{ code }}</dd><dt>状态</dt>
<dd>{{ state }}</dd></dl></main></body></html>"""


class BareServer(Server):
    """gunicorn with the product's settings and another application, which has nothing to warm."""

    def load_config(self) -> None:
        """The product's settings but what loads the product."""
        del self.settings["post_worker_init"]
        super().load_config()

    def load(self) -> Callable[..., Any]:
        """The bare application, in each worker."""
        return application()


def application() -> Callable[..., Any]:
    """Set Django up without the product and give its WSGI application."""
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import render
    from django.urls import path

    from tongban.main.settings import database

    def page(request: HttpRequest, code: str) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, code, state FROM catalog_item WHERE code = %s", [code])
            row = cursor.fetchone()
        return render(request, "page.html", dict(zip(("name", "code", "state"), row, strict=True)))

    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": database(os.environ["TONGBAN_DSN"])},
        ROOT_URLCONF=(path("items/<str:code>/", page),),
        SECRET_KEY="nothing is signed here",  # noqa: S106
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.cached.Loader",
                            [("django.template.loaders.locmem.Loader", {"page.html": PAGE})],
                        )
                    ]
                },
            }
        ],
        USE_TZ=True,
    )
    django.setup()
    served: Callable[..., Any] = get_wsgi_application()
    return served


if __name__ == "__main__":
    # What comes after is gunicorn's own, and it reads the arguments too.
    port = int(sys.argv.pop())
    BareServer("127.0.0.1", port, 2).run()  # type: ignore[no-untyped-call]
