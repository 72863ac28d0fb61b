"""Tables of natural persons, legal persons, accounts and the capacities they may act in."""

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.models.companies import Clerkship, LegalPerson
from tongban.base.accounts.models.demo import DemoFault, DemoIdentity
from tongban.base.accounts.models.duties import Consent, DataRequest, Verification
from tongban.base.accounts.models.guardianships import Guardianship
from tongban.base.accounts.models.officers import Tenure
from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.models.registrations import Linkage, PhoneChange, Registration

__all__ = [
    "Account",
    "Clerkship",
    "Consent",
    "DataRequest",
    "DemoFault",
    "DemoIdentity",
    "Guardianship",
    "LegalPerson",
    "Linkage",
    "NaturalPerson",
    "PhoneChange",
    "Registration",
    "Tenure",
    "Verification",
]
