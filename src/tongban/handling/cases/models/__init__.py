"""Tables of cases, a file a noun."""

from tongban.handling.cases.models.case import Case, CaseEvent, Correction
from tongban.handling.cases.models.joint import SubCase
from tongban.handling.cases.models.measure import Measure

__all__ = ["Case", "CaseEvent", "Correction", "Measure", "SubCase"]
