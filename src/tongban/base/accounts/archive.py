"""Everything that is kept about a person, as one ZIP: data.json, and summary.html and summary.pdf to read."""

import io
import json
from base64 import b64encode
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.template.loader import render_to_string

from tongban.base.accounts.knowing import Knowledge, knowledge_of
from tongban.base.accounts.models import NaturalPerson
from tongban.base.accounts.paper import paper_of
from tongban.base.kernel.digests import plain


def archive_of(person: NaturalPerson) -> str:
    """The ZIP as base64."""
    known = knowledge_of(person, limit=10_000)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(_as_json(known), ensure_ascii=False, indent=2))
        archive.writestr("summary.pdf", paper_of(known))
        archive.writestr(
            "summary.html", render_to_string("accounts/data_summary.html", {"known": known})
        )
    return b64encode(out.getvalue()).decode()


def _as_json(known: Knowledge) -> Any:
    return plain(
        {
            "about": known.about,
            "data": [
                {"name": str(d.label), "value": d.value, "source": str(d.source)}
                for d in known.data
            ],
            "consents": [
                {
                    "text": c.title,
                    "version": c.version,
                    "given_at": c.given_at,
                    "withdrawn_at": c.withdrawn_at,
                }
                for c in known.consents
            ],
            "verifications": [
                {
                    "element": str(v.element),
                    "provider": v.provider,
                    "at": v.at,
                    "request": v.request_id,
                }
                for v in known.verifications
            ],
            "looks": [
                {
                    "at": x.at,
                    "by": x.name,
                    "post": x.post_name,
                    "department": x.department_name,
                    "fields": list(x.fields),
                    "reason": x.reason,
                }
                for x in known.looks
            ],
            "records": known.records,
        }
    )
