"""The language in which things are kept, and the look-up of texts where no settings are read.

Official codes are checked on the command line too, which does not wait for Django to start.
"""

import sys
from contextlib import AbstractContextManager


def official() -> AbstractContextManager[None]:
    """Texts that are looked up inside are in the platform's language, not in the reader's.

    For what is stored, printed or answered to machines: a case, a licence and a finding say the
    same to everybody, also when the person whose request wrote them reads English.
    """
    from django.conf import settings
    from django.utils import translation

    return translation.override(settings.LANGUAGE_CODE)


def gettext(message: str) -> str:
    """The text in the reader's language; as it stands where no settings were read."""
    if "django.conf" not in sys.modules:
        return message
    from django.conf import settings
    from django.utils import translation

    return translation.gettext(message) if settings.configured else message


def gettext_noop(message: str) -> str:
    """Mark a text of a table for translation; it is looked up when it is shown."""
    return message
