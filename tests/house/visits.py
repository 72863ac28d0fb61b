"""Visiting a route: every one of the URLconf, what it is visited with, and what it answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.city import City
from tests.house.routes import ROUTES
from tongban.base.accounts.models import Tenure
from tongban.base.kernel.codes import make_credit_code

ROLES = ("nobody", "stranger", "other", "wrong", "right")
ENTRY = re.compile(r"everybody|signed_in|applicants|appliers|officers|officers:[a-z_,]+")


@dataclass(frozen=True)
class Route:
    """One route of the URLconf."""

    name: str
    pattern: str
    view: Callable[..., Any]


def routes_of(resolver: URLResolver, spaces: tuple[str, ...] = (), before: str = ""):
    """Every route below a resolver, with the name that ``reverse`` takes."""
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from routes_of(entry, inner, pattern)
        else:
            assert isinstance(entry, URLPattern)
            yield Route(":".join((*spaces, entry.name or pattern)), pattern, entry.callback)


ALL = list(routes_of(get_resolver()))
BY_NAME = {route.name: route for route in ALL}


def rows() -> dict[str, tuple[str, list[str], list[str]]]:
    """The table: route → who is right, the answers to GET, the answers to POST."""
    read = {}
    for line in ROUTES.strip().splitlines():
        if line.startswith("#"):
            continue
        words = line.replace("|", " ").split()
        assert len(words) == 12, line
        assert words[0] not in read, f"{words[0]} has two rows"
        read[words[0]] = (words[1], words[2:7], words[7:12])
    return read


WHICH = {
    "my_correct": "correcting",
    "my_license": "closed",
    "my_rate": "closed",
    "entering": "drafted",
    "scan": "drafted",
    "receipt": "received",
}
"""Which of the applicant's cases a route is about, where it is not the one just filed."""

MOVES = {
    "cases:measure_ask": "extension",
    "cases:inspection_act": "confirm",
    "cases:check_act": "record",
    "cases:interested_act": "hear",
    "cases:hearing_act": "off",
    "cases:my_hearing": "ask",
    "cases:my_concern_hearing": "ask",
    "papers:act": "hand_over",
    "cases:claim_act": "take",
    "cases:my_fee": "renew",
    "cases:my_post": "result",
}
"""What is done by routes that do several things; the others are asked to refuse."""
FILED_BUNDLE = {"web:my_bundle", "web:my_bundle_withdraw", "web:my_bundle_continue"}
"""Routes about an application for a bundle that is filed; the others are about a draft."""

INPUT: dict[str, Callable[[City], dict[str, Any]]] = {
    "exchange:export": lambda _city: {"file_format": "json", "profile": "gbt39554"},
    "accounts:client_decide": lambda _city: {"reason": "用途没有写清。"},
    "accounts:client_admit": lambda _city: {"scopes": ["openid"], "daily_quota": "100"},
    "accounts:capacity": lambda _city: {"capacity": "self"},
    "accounts:data_ask": lambda _city: {"kind": "complaint", "text": "谁看过我的信息？"},
    "accounts:desk_end_guarding": lambda _city: {"reason": "判决书已经生效"},
    "accounts:desk_requests": lambda city: {
        "request": str(city.request_id),
        "answer": "已经核对过了。",
        "done": "yes",
    },
    "accounts:acknowledge_alert": lambda _city: {"note": "打电话核实过，是本人。"},
    "accounts:ask_reset": lambda _city: {"reason": "本人持工作证来过，手机丢了。"},
    "accounts:reset": lambda _city: {"verdict": "refused", "note": "联系不上本人。"},
    "halls:start": lambda city: {"item": city.code},
    "halls:agent_item": lambda city: {"item": city.code},
    "halls:entering": lambda _city: {"ring": "CHN-2026-12-000011"},
    "cases:desk_act": lambda _city: {"opinion": "材料齐全。"},
    "cases:note_write": lambda _city: {"note": "房东不在。"},
    "web:my_bundle_page": lambda _city: {"pigeon__ring": "CHN-2026-12-000009"},
    "cases:joint_return": lambda _city: {"reason": "图换了"},
    "cases:measure_ask": lambda _city: {"reason": "等检测"},
    "payments:decide": lambda _city: {"answer": "已核实"},
    "payments:explain": lambda _city: {"explanation": "试缴"},
    "archives:decide_list": lambda _city: {"opinion": "还有复议。"},
    "cases:beyond_act": lambda _city: {"beyond_words": "不必"},
    "cases:my_beyond": lambda _city: {"words": "没有"},
    "cases:measure_act": lambda _city: {"text": "不必"},
    "cases:interested_act": lambda _city: {"words": "鸽子吵"},
    "cases:my_concern": lambda _city: {"words": "鸽子吵"},
    "cases:my_concern_service": lambda _city: {"way": "window"},
    "cases:my_service": lambda _city: {"way": "window"},
    "papers:act": lambda _city: {"received_by": "王小满", "relation": "配偶"},
    "papers:templates": lambda _city: {"word": "谯市监"},
    "web:my_rate": lambda _city: {"satisfaction": "5"},
    "web:progress": lambda city: {
        "number": city.filed.query_number,
        "last_four": city.filed.person.id_number[-4:],
    },
    "web:apply_page": lambda _city: {"ring": "CHN-2026-12-000009"},
    "web:apply_check": lambda _city: {"promise": "on"},
    "web:apply_materials": lambda _city: {"go": "1"},
    "accounts:appoint": lambda city: {"post_id": str(city.actor("mate").post_id)},
    "accounts:hand_over": lambda _city: {"login_name": "mate"},
    "accounts:leave": lambda _city: {"reason": "退休"},
    "accounts:recusals": lambda _city: {
        "kind": "company",
        "name": "某单位",
        "credit_code": make_credit_code("9", "1", "341690", "00000777"),
    },
    "accounts:end_recusal": lambda _city: {"reason": "已离婚"},
    "accounts:review": lambda _city: {"verdict": "keep"},
}
"""What is posted: the same by whoever visits."""


def arguments(city: City, route: Route) -> dict[str, Any]:
    """Objects of the right one for the route's parameters."""
    which = WHICH.get(route.name.split(":")[-1], "filed")
    case = getattr(city, which)
    given = {
        "case_id": case.id,
        "number": case.number,
        "material_id": city.handed_in.get(
            "bundle" if route.name == "web:my_bundle_paper" else which, city.handed_in["filed"]
        ).id,
        "key": (
            "province"
            if route.name.startswith("connectors:")
            else "new"
            if route.name == "catalog:word_group"
            else city.bundle.key
        ),
        "application_id": (
            city.application if route.name in FILED_BUNDLE else city.begun_bundle
        ).id,
        "part": "pigeon",
        "code": (
            city.entry_code
            if route.name == "catalog:entry"
            else city.subcase.code
            if route.name.startswith("cases:joint")
            else city.code
        ),
        "section": "basics",
        "version": 1 if route.name == "rules:version" else 0,
        "page": "pigeon-pigeon" if route.name == "web:my_bundle_page" else "pigeon",
        "act": "pass_prereview",
        "move": MOVES.get(route.name, "refuse"),
        "notice_id": city.notice_id,
        "provider": "failing",
        "courier": "failing",
        "parcel_id": city.notice_id,
        "matter_id": city.refund_id,
        "difference_id": city.difference_id,
        "note_id": city.note.id,
        "measure_id": city.measure.id,
        "interested_id": city.interested.id,
        "hearing_id": city.hearing.id,
        "inspection_id": city.inspection.id,
        "check_id": city.check.id,
        "opinion_id": city.opinion.id,
        "beyond_id": (city.beyond_told if route.name == "cases:my_beyond" else city.beyond).id,
        "archive_id": city.archive.id,
        "handover_id": city.handover.id,
        "telling_id": city.telling.id,
        "outside_id": city.outside_document.id,
        "list_id": city.destruction.id,
        "step": "check",
        "answer": "reject",
        "theme": "01",
        "file_id": city.report_id if route.name == "cases:inspection_file" else city.sample_id,
        "document_id": city.document_id,
        "which": "powers",
        "mode": "elder",
        "message_id": city.message.id,
        "kind": {"payments:decide": "refund", "papers:template": "refusal"}.get(
            route.name, "nation"
        ),
        "text": "face",
        "linkage_id": city.linkage_id,
        "hall_id": city.hall_id,
        "agreement_id": city.agreement.id,
        "delegation_id": (
            city.asked_id
            if route.name == "halls:consent"
            else city.helping_id
            if route.name == "halls:helper_end"
            else city.served_id
        ),
        "request_id": city.copy_id,
        "guardianship_id": city.guardianship_id,
        "department_id": city.departments["here"].id,
        "person_id": city.accounts["applicant"].person_id,
        "account_id": city.accounts["officer"].id,
        "post_id": city.actor("officer").post_id,
        "tenure_id": Tenure.objects.get(account=city.accounts["officer"]).id,
        "stand_in_id": city.stand_in.id,
        "recusal_id": city.recusal.id,
        "alert_id": city.alert.id,
        "reset_id": city.reset.id,
        "session_id": city.sign_in.id,
        "factor_id": 404,
        "client_id": city.connected.id,
        "clerkship_id": city.clerkship.id,
        "invitation_id": (city.offer if "invitation_answer" in route.name else city.invitation).id,
        "said": "accept",
        "legal_person_id": city.company.id,
        "decision": "refuse",
        "import_id": city.guide_import_id,
        "change_id": city.upstream_change_id,
        "paper_id": city.paper_id,
        "identifier": city.closed.license.identifier.replace("/", ""),
    }
    return {name: given[name] for name in re.findall(r"<(?:\w+:)?(\w+)>", route.pattern)}


def answer(client: Client, method: str, address: str, data: dict[str, Any]) -> str:
    """What a visit is answered; what it does is taken back."""
    with transaction.atomic():
        response = getattr(client, method)(address, data if method == "post" else {})
        if response.streaming:
            # Read to its end, as a browser does; closing it early would close the connection too.
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    place = response.headers.get("Location", "")
    # The page for signing in sends nobody to itself.
    if response.status_code == 302 and place.startswith("/sign-in/?"):
        return "sign-in"
    return str(response.status_code)


def visited(city: City, route: Route, right: str, method: str) -> list[str]:
    found = []
    given = arguments(city, route)
    address = reverse(route.name, kwargs=given)
    data = INPUT.get(route.name, lambda _city: {})(city) if method == "post" else {}
    for role in ROLES:
        client = city.visitor(right if role == "right" else role, enforce_csrf_checks=False)
        found.append(answer(client, method, address, data))
    return found
