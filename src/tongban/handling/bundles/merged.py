"""An application as its one form: what is in it, what is known, what was answered."""

from typing import Any

from tongban.handling.bundles.checks import parts_of
from tongban.handling.bundles.merging import Merged, merge
from tongban.handling.bundles.models import BundleApplication
from tongban.handling.bundles.services.rows import answers_of, content_of
from tongban.handling.cases import queries as cases


def merged_of(application: BundleApplication) -> Merged:
    """The items that are needed under the situation chosen, as one form."""
    content = content_of(application)
    keys = [item.key for item in content.included(application.chosen)]
    return merge(content, parts_of(content, keys))


def known_of(application: BundleApplication, merged: Merged) -> dict[str, Any]:
    """Question → value of what the platform knows and does not ask."""
    known = cases.known_of(application.person, application.legal_person)
    return {
        key: known[field.source]
        for key, field in merged.form.fields.items()
        if field.source and field.source in known
    }


def whole_answers(application: BundleApplication, merged: Merged) -> dict[str, Any]:
    """Answers and what is known, together."""
    return {**answers_of(application), **known_of(application, merged)}
