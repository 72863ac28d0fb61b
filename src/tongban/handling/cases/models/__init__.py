"""Tables of cases, a file a noun."""

from tongban.handling.cases.models.case import Case, CaseEvent, Correction
from tongban.handling.cases.models.claim import Claim
from tongban.handling.cases.models.measure import Measure
from tongban.handling.cases.models.note import OfficeNote

__all__ = ["Case", "CaseEvent", "Claim", "Correction", "Measure", "OfficeNote"]
