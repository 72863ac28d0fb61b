"""A browser of the smallest kind: cookies, the token of each page's form, redirects."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 5


class RefusedError(Exception):
    """The site did not answer a request as it should have."""


@dataclass(frozen=True, slots=True)
class File:
    """A file for an upload field."""

    field: str
    name: str
    content: bytes
    content_type: str = "image/png"


class Visitor:
    """One human being's browser. Pages only; pictures and styles are not fetched."""

    def __init__(self, port: int) -> None:
        """A fresh browser for the site on 127.0.0.1."""
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.path = ""
        """Where the last request ended."""
        self.requests = 0

    def get(self, path: str) -> str:
        """The page; raises RefusedError unless it is there."""
        return self._go("GET", path, None, {})

    def post(
        self,
        path: str,
        fields: Sequence[tuple[str, str]] | Mapping[str, str] = (),
        files: Sequence[File] = (),
    ) -> str:
        """Send the form of the page that was seen last, and go where the site sends one.

        Raises RefusedError when the form is not taken, that is, unless the site redirects.
        """
        pairs = [*(fields.items() if isinstance(fields, Mapping) else fields)]
        pairs.insert(0, ("csrfmiddlewaretoken", self.token))
        if files:
            boundary = secrets.token_hex(16)
            body = _multipart(pairs, files, boundary)
            kind = f"multipart/form-data; boundary={boundary}"
        else:
            body = urlencode(pairs).encode()
            kind = "application/x-www-form-urlencoded"
        return self._go("POST", path, body, {"Content-Type": kind})

    def call(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> str:
        """Post as a machine does, without a page before; raises RefusedError unless 200."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, _place, answer = self._ask(
            "POST", path, urlencode(fields).encode(), {**headers, **kind}
        )
        if status != 200:
            raise RefusedError(f"POST {path}：HTTP {status}")
        return answer

    def _go(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> str:
        asked = path
        for hop in range(_MOST_REDIRECTS):
            status, place, page = self._ask(method, path, body, headers)
            if status in _REDIRECTS:
                method, path, body, headers = "GET", place, None, {}
                continue
            if status != 200 or (method == "POST" and hop == 0):
                raise RefusedError(f"{method} {asked}：HTTP {status}")
            self.path = path
            if found := _TOKEN.search(page):
                self.token = found.group(1)
            return page
        raise RefusedError(f"{asked}：转来转去没有到")

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, str, str]:
        self.requests += 1
        sent = {"Host": f"127.0.0.1:{self.port}", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            raise RefusedError(f"{method} {path}：{error}") from error
        finally:
            connection.close()
        self._keep_cookies(answer)
        where = urlsplit(answer.getheader("Location") or "")
        place = f"{where.path}?{where.query}" if where.query else where.path
        return answer.status, place, page

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or []:
            for key, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = morsel.value


def _multipart(pairs: Sequence[tuple[str, str]], files: Sequence[File], boundary: str) -> bytes:
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in pairs
    ]
    for file in files:
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{file.field}"; '
            f'filename="{file.name}"\r\nContent-Type: {file.content_type}\r\n\r\n'
        )
        parts += [head.encode(), file.content, b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
