"""Tables of natural persons, legal persons, accounts and the capacities they may act in."""

from tongban.base.accounts.models.accounts import Account
from tongban.base.accounts.models.clients import Client, ClientDay, ClientSecret, RequestNonce
from tongban.base.accounts.models.companies import Clerkship, LegalPerson
from tongban.base.accounts.models.grants import Code, DeviceRequest, Grant, Token
from tongban.base.accounts.models.officers import Tenure
from tongban.base.accounts.models.people import NaturalPerson

__all__ = [
    "Account",
    "Clerkship",
    "Client",
    "ClientDay",
    "ClientSecret",
    "Code",
    "DeviceRequest",
    "Grant",
    "LegalPerson",
    "NaturalPerson",
    "RequestNonce",
    "Tenure",
    "Token",
]
