"""What signing in, issuing and introspecting a token cost, and the bare cryptography beside it."""

import base64
import json
from collections.abc import Callable
from typing import Any

from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.auth.hashers import Argon2PasswordHasher

from tongban.main.bench.walking import Laps
from tongban.main.bench.web import RefusedError, Visitor

CLAIMS = json.dumps(
    {
        "client_id": "c-0123456789abcdef",
        "iss": "http://127.0.0.1:8000/identity",
        "iat": 1795764282,
        "exp": 1795765182,
        "jti": "0123456789abcdef0123456789abcdef",
        "token_use": "access",
        "aud": ["http://127.0.0.1:8000/api/v1"],
        "sub": "c-0123456789abcdef",
        "scope": "licenses:check",
    }
).encode()
"""As long as what the provider signs for a machine."""


def hash_cost() -> dict[str, Any]:
    """How passwords are hashed: Django's Argon2id, with the parameters that its hasher sets."""
    return {
        "hasher": "argon2id",
        "time_cost": Argon2PasswordHasher.time_cost,
        "memory_kib": Argon2PasswordHasher.memory_cost,
        "parallelism": Argon2PasswordHasher.parallelism,
    }


class Machine:
    """The demo city's machine client at the provider."""

    def __init__(self, port: int, name: str, secret: str) -> None:
        """Nothing is asked yet."""
        self.visitor = Visitor(port)
        pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {pair}"}

    def token(self) -> str:
        """A new access token; raises RefusedError."""
        asked = {"grant_type": "client_credentials", "scope": "licenses:check"}
        answer = json.loads(self.visitor.call("/identity/token", asked, self.headers))
        return str(answer["access_token"])

    def introspect(self, token: str) -> None:
        """Ask whether a token is good; raises RefusedError when it is not."""
        answer = self.visitor.call("/identity/introspect", {"token": token}, self.headers)
        if json.loads(answer).get("active") is not True:
            raise RefusedError("POST /identity/introspect：令牌不该失效")


def _timed(do: Callable[[], object]) -> Callable[[], Laps]:
    def once() -> Laps:
        laps = Laps()
        do()
        laps.lap("whole")
        return laps

    return once


def issuing(machine: Machine) -> Callable[[], Laps]:
    """Issue one token after the other."""
    return _timed(machine.token)


def introspecting(machine: Machine) -> Callable[[], Laps]:
    """Introspect the same good token again and again."""
    token = machine.token()
    return _timed(lambda: machine.introspect(token))


def signing_in(visitors: list[Visitor], port: int, name: str, password: str) -> Callable[[], Laps]:
    """Sign in with a password, each time in a browser that nobody has seen before."""

    def once() -> None:
        visitor = Visitor(port)
        visitors.append(visitor)
        visitor.get("/sign-in/")
        visitor.post("/sign-in/", {"login": name, "password": password})
        if visitor.path.startswith("/sign-in/"):
            raise RefusedError(f"{name} 登录不了")

    return _timed(once)


def hashing() -> Callable[[], Laps]:
    """The reference for signing in: one comparison with a hash of the same cost, nothing else."""
    cost = hash_cost()
    hasher = PasswordHasher(cost["time_cost"], cost["memory_kib"], cost["parallelism"])
    kept = hasher.hash("Hanghe-2026")
    return _timed(lambda: hasher.verify(kept, "Hanghe-2026"))


def bare(*, verify: bool) -> Callable[[], Laps]:
    """The reference: RS256 over the same claims with a key of the same size, nothing else."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signature = key.sign(CLAIMS, padding.PKCS1v15(), SHA256())
    public = key.public_key()
    if verify:
        return _timed(lambda: public.verify(signature, CLAIMS, padding.PKCS1v15(), SHA256()))
    return _timed(lambda: key.sign(CLAIMS, padding.PKCS1v15(), SHA256()))
