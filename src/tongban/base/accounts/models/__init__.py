"""Tables of natural persons, legal persons, accounts and the capacities they may act in."""

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.models.clients import Client, ClientDay, ClientSecret, RequestNonce
from tongban.base.accounts.models.companies import (
    ClerkInvitation,
    Clerkship,
    CompanyProof,
    LegalPerson,
)
from tongban.base.accounts.models.delegations import Delegation
from tongban.base.accounts.models.demo import DemoCompany, DemoFault, DemoIdentity
from tongban.base.accounts.models.duties import Consent, DataRequest, Verification
from tongban.base.accounts.models.grants import Code, DeviceRequest, Grant, Token
from tongban.base.accounts.models.guardianships import Guardianship
from tongban.base.accounts.models.logouts import LogoutNotice
from tongban.base.accounts.models.officers import Recusal, RightsReview, StandIn, Tenure
from tongban.base.accounts.models.people import NaturalPerson
from tongban.base.accounts.models.protection import FailedTries, SecurityAlert, VisitCount
from tongban.base.accounts.models.registrations import Linkage, PhoneChange, Registration
from tongban.base.accounts.models.resets import FactorReset
from tongban.base.accounts.models.sessions import SignInSession

__all__ = [
    "Account",
    "ClerkInvitation",
    "Clerkship",
    "Client",
    "ClientDay",
    "ClientSecret",
    "Code",
    "CompanyProof",
    "Consent",
    "DataRequest",
    "Delegation",
    "DemoCompany",
    "DemoFault",
    "DemoIdentity",
    "DeviceRequest",
    "FactorReset",
    "FailedTries",
    "Grant",
    "Guardianship",
    "LegalPerson",
    "Linkage",
    "LogoutNotice",
    "NaturalPerson",
    "PhoneChange",
    "Recusal",
    "Registration",
    "RequestNonce",
    "RightsReview",
    "SecurityAlert",
    "SignInSession",
    "StandIn",
    "Tenure",
    "Token",
    "Verification",
    "VisitCount",
]
