"""Who comes in to the pages about rules."""

from django.views.decorators.http import require_http_methods

from tongban.base.orgs.types import Duty
from tongban.base.pages.access import officers_with

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
keepers = officers_with(Duty.ITEM_MANAGER, Duty.SIGNER, Duty.CHIEF)
"""Who looks after tables, and who answers for what they decide."""
