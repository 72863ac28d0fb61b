"""Tables of cases, a file a noun."""

from tongban.handling.cases.models.case import Case, CaseEvent, Correction
from tongban.handling.cases.models.measure import Measure
from tongban.handling.cases.models.ruling import HumanReview, Ruling

__all__ = ["Case", "CaseEvent", "Correction", "HumanReview", "Measure", "Ruling"]
