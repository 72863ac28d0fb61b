"""Pages that a browser may keep, and asks about before it shows them again."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

View = Callable[..., HttpResponse]


def revalidated(view: View) -> View:
    """Answer 304, without the page, to a visitor's browser that holds this very page.

    The mark is that of the page's own text, so that language, mode, a new version of the platform
    and whatever the page shows are all in it. The browser asks each time (``no-cache``): what an
    office changes is seen at once. Whoever has a session gets a page that nobody keeps.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.status_code != 200:
            return response
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        response["Cache-Control"] = "no-cache"
        mark = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
        response["ETag"] = mark
        found = get_conditional_response(request, etag=mark, response=response)
        assert isinstance(found, HttpResponse)
        return found

    return answered
