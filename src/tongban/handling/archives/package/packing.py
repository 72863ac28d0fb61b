"""Put a package together: parts, checks, manifest, signature, container."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.base.kernel.digests import canonical, sha256, sm3
from tongban.handling.archives.package.contents import JSON, TEXT, read_me
from tongban.handling.archives.package.verifying import CERTIFICATE, MANIFEST, SIGNATURE
from tongban.handling.archives.package.zipping import zipped
from tongban.handling.archives.types import CheckResult, Part
from tongban.sharing.licenses.types import DetachedSignature


def all_parts(
    parts: Sequence[Part], checks: Sequence[CheckResult], archive: dict[str, str]
) -> list[Part]:
    """The parts with the notes that belong to every package."""
    return [
        *parts,
        Part(
            "checks.json",
            "四性检测结果",
            "checks",
            JSON,
            canonical([one.as_value() for one in checks]),
        ),
        Part("readme.txt", "说明", "readme", TEXT, read_me(archive)),
    ]


def manifest_of(parts: Sequence[Part], head: Mapping[str, Any]) -> bytes:
    """The list of all files with their digests; the same parts give the same bytes."""
    return canonical(
        {
            **head,
            "standard": "GB/T 42727-2023",
            "form": 1,
            "files": [
                {
                    "path": part.path,
                    "title": part.title,
                    "role": part.role,
                    "media_type": part.media_type,
                    "size": len(part.content),
                    "sha256": sha256(part.content).hex(),
                    "sm3": sm3(part.content).hex(),
                }
                for part in sorted(parts, key=lambda part: part.path)
            ],
        }
    )


def packed(parts: Sequence[Part], manifest: bytes, signed: DetachedSignature) -> bytes:
    """The package."""
    return zipped(
        {
            **{part.path: part.content for part in parts},
            MANIFEST: manifest,
            SIGNATURE: signed.signature,
            CERTIFICATE: signed.certificate,
        }
    )
