"""Asks an advisory database whether a locked dependency is known to be weak: ``make audit``.

Python packages come from ``requirements.lock``, npm packages from ``package-lock.json``; what is
asked is the Open Source Vulnerabilities database (https://osv.dev), or the mirror that
``TONGBAN_ADVISORIES`` names. Exit status: 0 nothing known, 1 something known, 2 it could not be
checked. A database that was not reached, or that did not answer for every package, is never taken
for a good answer.
"""

import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]
DATABASE = "https://api.osv.dev"
BATCH = 500
SECONDS = 30


class Package(NamedTuple):
    """One locked package."""

    ecosystem: str
    name: str
    version: str


class NotCheckedError(Exception):
    """Whether anything is known could not be found out."""


def locked_python(text: str) -> list[Package]:
    """The packages of a requirements file with hashes; raises NotCheckedError for none."""
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE)
    if not found:
        raise NotCheckedError("requirements.lock names no package")
    return [Package("PyPI", name, version) for name, version in found]


def locked_npm(text: str) -> list[Package]:
    """The packages of an npm lock file; raises NotCheckedError when it is not one."""
    try:
        packages = json.loads(text)["packages"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotCheckedError("package-lock.json is not a lock file") from error
    return [
        Package("npm", path.rpartition("node_modules/")[2], entry["version"])
        for path, entry in packages.items()
        if path and "version" in entry
    ]


def known(packages: list[Package], database: str) -> dict[Package, list[str]]:
    """Package → identifiers of what is known about it. Raises NotCheckedError."""
    found: dict[Package, list[str]] = {}
    for start in range(0, len(packages), BATCH):
        asked = packages[start : start + BATCH]
        answers = _ask(database, asked)
        for package, answer in zip(asked, answers, strict=True):
            if answer.get("next_page_token"):
                raise NotCheckedError(f"the answer about {package.name} has further pages")
            names = [str(one["id"]) for one in answer.get("vulns", [])]
            if names:
                found[package] = sorted(names)
    return found


def _ask(database: str, packages: Iterable[Package]) -> list[dict[str, Any]]:
    queries = [
        {"package": {"ecosystem": p.ecosystem, "name": p.name}, "version": p.version}
        for p in packages
    ]
    if not database.startswith(("https://", "http://")):
        raise NotCheckedError(f"{database} is no address of a database")
    request = Request(  # noqa: S310 - the scheme is looked at above
        f"{database.rstrip('/')}/v1/querybatch",
        data=json.dumps({"queries": queries}).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            told = json.load(answer)
    except (URLError, OSError, ValueError) as error:
        raise NotCheckedError(f"{database} did not answer: {error}") from error
    results = told.get("results") if isinstance(told, dict) else None
    if not isinstance(results, list) or len(results) != len(queries):
        raise NotCheckedError(f"{database} did not answer for every package")
    if not all(isinstance(one, dict) for one in results):
        raise NotCheckedError(f"{database} answered what cannot be read")
    return results


def main(root: Path = ROOT, database: str = "") -> int:
    """Check and say so; returns the exit status."""
    database = database or os.environ.get("TONGBAN_ADVISORIES") or DATABASE
    try:
        packages = locked_python((root / "requirements.lock").read_text(encoding="utf-8"))
        packages += locked_npm((root / "package-lock.json").read_text(encoding="utf-8"))
        found = known(packages, database)
    except (NotCheckedError, OSError) as error:
        sys.stderr.write(f"not checked: {error}\n")
        return 2
    for package, names in sorted(found.items()):
        sys.stdout.write(f"{package.name} {package.version}: {', '.join(names)}\n")
    if found:
        sys.stderr.write(f"{len(found)} of {len(packages)} packages have known weaknesses\n")
        return 1
    sys.stdout.write(f"nothing known about {len(packages)} packages ({database})\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
