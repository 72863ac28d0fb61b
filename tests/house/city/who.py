"""The city of the house tests: who there is in it, and as whom each acts."""

import io
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.test import Client
from PIL import Image

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.models import Account, FactorReset, SecurityAlert, SignInSession
from tongban.base.kernel.actors import Actor, operator
from tongban.base.notices.models import Message
from tongban.handling.cases import services as acts
from tongban.handling.cases.models import (
    Case,
)
from tongban.sharing.materials.models import Material

HERE = "341602000000"
ELSEWHERE = "341621000000"
DUTIES = ("window", "handler", "signer")
OPERATOR = operator()


@dataclass
class City:
    """Who there is, as whom each acts, and what each route is visited with."""

    accounts: dict[str, Account] = field(default_factory=dict)
    capacities: dict[str, str] = field(default_factory=dict)
    signed_in: dict[str, str] = field(default_factory=dict)
    departments: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    entry_code: str = ""
    sample_id: UUID | None = None
    document_id: UUID | None = None
    drafted: Case | None = None
    filed: Case | None = None
    received: Case | None = None
    hall_id: UUID | None = None
    agreement: Any = None
    served_id: UUID | None = None
    asked_id: UUID | None = None
    helping_id: UUID | None = None
    correcting: Case | None = None
    closed: Case | None = None
    handed_in: dict[str, Material] = field(default_factory=dict)
    message: Message | None = None
    linkage_id: UUID | None = None
    copy_id: UUID | None = None
    request_id: UUID | None = None
    guardianship_id: UUID | None = None
    stand_in: Any = None
    recusal: Any = None
    alert: SecurityAlert | None = None
    reset: FactorReset | None = None
    sign_in: SignInSession | None = None
    connected: Any = None
    measure: Any = None
    rules: Any = None
    inspection: Any = None
    interested: Any = None
    hearing: Any = None
    check: Any = None
    opinion: Any = None
    beyond: Any = None
    beyond_told: Any = None
    report_id: UUID | None = None
    note: Any = None
    archive: Any = None
    destruction: Any = None
    handover: Any = None
    telling: Any = None
    outside_document: Any = None
    subcase: Any = None
    bundle: Any = None
    application: Any = None
    begun_bundle: Any = None
    company: Any = None
    clerkship: Any = None
    invitation: Any = None
    offer: Any = None
    paper_id: UUID | None = None
    guide_import_id: UUID | None = None
    upstream_change_id: UUID | None = None
    notice_id: UUID | None = None
    exemption_id: UUID | None = None
    refund_id: UUID | None = None
    difference_id: UUID | None = None

    def actor(self, who: str) -> Actor:
        return accounts.actor_for(self.accounts[who], self.capacities[who])

    def begun(self) -> Case:
        """A draft of the applicant's with everything in it."""
        applicant = self.actor("applicant")
        case = acts.start_draft(actor=applicant, item_code=self.code)
        acts.save_answers(actor=applicant, case_id=case.id, answers={"ring": "CHN-2026-12-000001"})
        acts.upload_material(
            actor=applicant,
            case_id=case.id,
            requirement_key="photo",
            stream=io.BytesIO(picture()),
            filename="photo.png",
        )
        return case

    def client(self, who: str, **settings: Any) -> Client:
        """A browser of that person, signed in and acting as it does; of nobody, a fresh one."""
        client = Client(raise_request_exception=False, **settings)
        if who != "nobody":
            client.force_login(self.accounts[who])
            session = client.session
            session["capacity"] = self.capacities[who]
            session.save()
        return client

    def visitor(self, who: str, **settings: Any) -> Client:
        """As ``client``, with the session of that person's visit before: for tests that visit every
        route and are not about signing in. A session that was ended meanwhile, or taken back with
        what a visit did, is made anew.
        """
        if who == "nobody":
            return self.client(who, **settings)
        key = self.signed_in.get(who, "")
        if not SignInSession.objects.filter(session_key=key, ended_at=None).exists():
            made = self.client(who)
            # The first visit writes the session down; what a test visits may be taken back.
            made.get("/healthz")
            key = self.signed_in[who] = made.session.session_key
        client = Client(raise_request_exception=False, **settings)
        client.cookies[django_settings.SESSION_COOKIE_NAME] = key
        return client


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#33404d").save(out, "PNG")
    return out.getvalue()
