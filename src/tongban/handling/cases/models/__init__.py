"""Tables of cases, a file a noun."""

from tongban.handling.cases.models.after_check import AfterCheck, CreditReport
from tongban.handling.cases.models.agreement import ReceivingAgreement
from tongban.handling.cases.models.beyond import BeyondRequest
from tongban.handling.cases.models.case import Case, CaseEvent, Correction
from tongban.handling.cases.models.claim import Claim
from tongban.handling.cases.models.hearing import Hearing, HearingMember
from tongban.handling.cases.models.inspection import (
    Inspection,
    InspectionMember,
    InspectionPhoto,
    Opinion,
)
from tongban.handling.cases.models.interested import InterestedPerson, Statement
from tongban.handling.cases.models.irregularity import Irregularity
from tongban.handling.cases.models.joint import SubCase
from tongban.handling.cases.models.measure import Measure
from tongban.handling.cases.models.note import OfficeNote
from tongban.handling.cases.models.promise import Promise
from tongban.handling.cases.models.ruling import HumanReview, Ruling

__all__ = [
    "AfterCheck",
    "BeyondRequest",
    "Case",
    "CaseEvent",
    "Claim",
    "Correction",
    "CreditReport",
    "Hearing",
    "HearingMember",
    "HumanReview",
    "Inspection",
    "InspectionMember",
    "InspectionPhoto",
    "InterestedPerson",
    "Irregularity",
    "Measure",
    "OfficeNote",
    "Opinion",
    "Promise",
    "ReceivingAgreement",
    "Ruling",
    "Statement",
    "SubCase",
]
