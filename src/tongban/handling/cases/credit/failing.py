"""A list that never answers: what a city has before it is connected to one."""

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import Conflict


class FailingSource:
    """Never answers."""

    def is_listed(self, document_number: str) -> bool:  # noqa: ARG002 - the protocol passes it
        """Raises Conflict always."""
        raise Conflict(_("信用名单现在查不到。"), code="credit_unavailable")
