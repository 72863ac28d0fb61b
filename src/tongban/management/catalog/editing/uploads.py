"""Files in the editor: a blank form, a sample or a picture of the result is uploaded where it is
named, or named by an address elsewhere.
"""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Invalid, TooLarge
from tongban.base.pages.fields import Field
from tongban.management.catalog.documents.guide_files import file_id_of
from tongban.management.catalog.editing.parts import ROW_KINDS, PartKind
from tongban.management.catalog.editing.typed import Typed
from tongban.management.catalog.models import GuideFile
from tongban.management.catalog.services.attaching import attach_guide_file

OF_ELEMENTS = frozenset({"result.sample"})
"""Elements that are a file; parts of rows say it by their kind."""
NEW, DROP = "-file", "-drop"
ACCEPT = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.ofd"


def file_fields(given: Mapping[str, Any], code: str) -> Iterator[Field]:
    """The inputs of one file: what is there now, and a new one instead."""
    name, label = given["name"], given["label"]
    file_id = file_id_of(given["value"])
    if file_id is None:
        told = {k: v for k, v in given.items() if k != "file_error"}
        yield Field(**{**told, "hint": _("在网上的填地址；不在网上的，下面上传。")})
    else:
        found = GuideFile.objects.filter(file_id=file_id).select_related("file").first()
        yield Field(name=name, label="", kind="hidden", value=given["value"])
        yield Field(
            name=name,
            label=label,
            kind="raw",
            is_required=given["is_required"],
            html=format_html(
                '<p id="f-{}"><a class="tb-reach tb-anywhere" href="{}">{}</a></p>',
                name,
                reverse("catalog:draft_file", args=[code, file_id]),
                found.file.name if found else _("已上传的文件"),
            ),
        )
        yield Field(
            name=f"{name}{DROP}",
            label=_("不再用这个文件"),
            kind="checkbox",
            is_required=False,
        )
    yield Field(
        name=f"{name}{NEW}",
        label=_("上传新的：%(label)s") % {"label": label},
        kind="file",
        accept=ACCEPT,
        error=given.get("file_error", ""),
        is_required=False,
    )


def take_files(
    actor: Actor, item_id: UUID, typed: Typed, uploads: "Mapping[str, UploadedFile[Any]]"
) -> dict[str, str]:
    """Keep what was uploaded and name it in ``typed``; name of an input → why it was not taken.

    A file is taken only for an input that the page has. What is kept and then not saved is named
    nowhere, and nobody sees it.
    """
    faults = {}
    for name in _inputs(typed):
        if typed.pop(f"{name}{DROP}", None):
            typed[name] = [""]
        upload = uploads.get(f"{name}{NEW}")
        if upload is None:
            continue
        try:
            kept = attach_guide_file(
                actor=actor,
                item_id=item_id,
                stream=cast("BinaryIO", upload.file),
                filename=(upload.name or "")[:200],
            )
        except (Invalid, TooLarge) as error:
            said = " ".join(finding.message for finding in error.findings) or error.message
            faults[f"{name}{NEW}"] = said
        else:
            typed[name] = [str(kept.file_id)]
    return faults


def _inputs(typed: Typed) -> list[str]:
    """The inputs on this page that stand for a file."""
    found = [place for place in OF_ELEMENTS if place in typed]
    for place, kind in ROW_KINDS.items():
        parts = [part.name for part in kind.parts if part.kind is PartKind.FILE]
        found += [f"{row}-{part}" for row in typed.get(f"{place}-rows", []) for part in parts]
    return found
