"""What a window does for who stands there: accounts, children, names, deaths, merges."""

from datetime import date

import pytest

from tongban.base.accounts.models import (
    Account,
    Consent,
    Guardianship,
    LegalPerson,
    Linkage,
    NaturalPerson,
    Registration,
)
from tongban.base.accounts.queries import (
    account,
    account_of,
    actor_for,
    choices_of,
    person_by_number,
)
from tongban.base.accounts.services import (
    change_first_password,
    change_phone_at_window,
    correct_name,
    end_guardianship,
    merge_persons,
    record_death,
    register_at_window,
    register_child,
    start_registration,
    verify_at_window,
)
from tongban.base.accounts.tests.nation import code_of
from tongban.base.accounts.tests.test_register_online import refused
from tongban.base.audit import queries as audit
from tongban.base.kernel.actors import VISITOR, Capacity
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.moments import at, moved_to, today
from tongban.handling.cases import services as cases
from tongban.handling.cases.models import Case

NUMBER = complete_id_card("34169019700102801")
CHILD = complete_id_card("34169020180506803")
BABY = {"name": "谷小雪", "id_number": CHILD, "relation": "parent", "proof": "户口簿 第 12 号"}


@pytest.fixture
def window(town, settings):
    settings.DEMO = True
    return town.officer("window")


def registered(window, **change):
    given = {"name": "欧阳示范", "id_number": NUMBER, "agreed": True, **change}
    return register_at_window(actor=window, **given)


def phone_code(window, phone="10099990000"):
    row = start_registration(actor=window, phone=phone, template="window_code")
    return {"registration_id": row.id, "code": code_of(phone)}


def test_who_stands_at_a_window_gets_level_four_and_a_password_once(window):
    opened, password = registered(window, **phone_code(window))

    assert (opened.person.assurance, opened.person.phone) == (4, "10099990000")
    assert opened.must_change_password
    assert opened.check_password(password)
    assert len(password) == 12
    kinds = {c.kind for c in Consent.objects.filter(person=opened.person)}
    assert kinds == {"service", "privacy", "sensitive"}
    told = str(audit.history("person", opened.person_id)) + str(audit.history("account", opened.id))
    assert password not in told
    assert "欧阳" not in told


def test_who_has_no_phone_registers_without_one(window):
    opened, _password = registered(window)
    assert (opened.person.phone, opened.person.phone_digest) == ("", None)


@pytest.mark.parametrize(
    "change",
    [
        {"document_type": "414", "id_number": "M12345678", "nationality": "KOR",
         "name": "KIM SAMPLE", "born_on": date(1990, 5, 6)},
        {"document_type": "516", "id_number": "H12345678"},
        {"document_type": "511", "id_number": "12345678"},
        {"document_type": "154", "id_number": complete_id_card("81000019900506101")},
        {"document_type": "553", "id_number": complete_id_card("93441019900506101")},
    ],
)  # fmt: skip
def test_foreigners_and_residents_of_hong_kong_macao_and_taiwan_register_with_their_documents(
    window, change
):
    opened, _password = registered(window, **change)
    assert opened.person.document_type == change["document_type"]
    assert opened.person.assurance == 4


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"agreed": False}, "agreed"),
        ({"id_number": NUMBER[:-1] + "0"}, "id_number"),
        ({"name": "王\u200b"}, "name"),
        ({"document_type": "414", "id_number": "M12345678"}, "nationality"),
        ({"document_type": "414", "id_number": "M12345678", "nationality": "QQQ"}, "nationality"),
        ({"born_on": date(2090, 1, 1)}, "born_on"),
    ],
)
def test_what_cannot_be_right_is_named_and_nothing_is_kept(window, change, place):
    error = refused(Invalid, lambda: registered(window, **change))
    assert place in {f.place for f in error.findings}


def test_a_wrong_code_registers_nobody_and_the_right_one_is_good_once(window):
    given = phone_code(window)
    wrong = {**given, "code": f"{(int(given['code']) + 1) % 1000000:06d}"}
    refused(Invalid, lambda: registered(window, **wrong))
    registered(window, **given)
    other = complete_id_card("34169019700102802")
    refused(Missing, lambda: registered(window, id_number=other, name="欧阳二", **given))


def test_who_has_an_account_gets_no_second_one(window, town):
    refused(
        Conflict,
        lambda: registered(window, name="谷雨", id_number=town.numbers["gu"]),
        "person_has_account",
    )


def test_only_a_window_may(town):
    for actor in (town.person(), town.officer("handler"), town.officer("admin"), VISITOR):
        refused(Forbidden, lambda actor=actor: registered(actor))
        refused(
            Forbidden,
            lambda actor=actor: verify_at_window(actor=actor, person_id=town.persons["gu"]),
        )
        refused(
            Forbidden,
            lambda actor=actor: correct_name(
                actor=actor, person_id=town.persons["gu"], name="谷二", material="113"
            ),
        )
        refused(
            Forbidden,
            lambda actor=actor: record_death(
                actor=actor, person_id=town.persons["gu"], died_on=today(), material="证明"
            ),
        )
        refused(
            Forbidden,
            lambda actor=actor: register_child(
                actor=actor, guardian_id=town.persons["gu"], agreed=True, **BABY
            ),
        )


def test_with_the_printed_password_nothing_is_open_until_it_is_changed(window):
    opened, password = registered(window)
    actor = actor_for(account(opened.id), "self")
    assert actor.capacity is Capacity.VISITOR
    assert not actor.is_applicant
    refused(Invalid, lambda: change_first_password(actor=actor, password=password))
    refused(Invalid, lambda: change_first_password(actor=actor, password="12345678"))
    refused(Forbidden, lambda: change_first_password(actor=VISITOR, password="bambus-am-fluss"))
    change_first_password(actor=actor, password="bambus-am-fluss")
    own = account(opened.id)
    assert own.check_password("bambus-am-fluss")
    assert actor_for(own, "self").capacity is Capacity.SELF
    refused(
        Conflict,
        lambda: change_first_password(actor=actor, password="noch-ein-anderes"),
        "changed_already",
    )


def test_being_seen_at_a_window_is_level_four(window, town):
    verify_at_window(actor=window, person_id=town.persons["gu"])
    assert NaturalPerson.objects.get(id=town.persons["gu"]).assurance == 4


def test_a_lost_phone_is_changed_by_who_stands_there(window, town):
    given = phone_code(window, "10099990001")
    change_phone_at_window(actor=window, person_id=town.persons["gu"], **given)
    assert NaturalPerson.objects.get(id=town.persons["gu"]).phone == "10099990001"
    taken = phone_code(window, town.phones["xia"])
    refused(
        Conflict,
        lambda: change_phone_at_window(actor=window, person_id=town.persons["gu"], **taken),
        "phone_taken",
    )
    assert Registration.objects.get(id=given["registration_id"]).phone == ""


def test_a_name_is_corrected_as_a_document_has_it(window, town):
    ident = town.persons["gu"]
    correct_name(actor=window, person_id=ident, name="谷・雨", material="113")
    assert NaturalPerson.objects.get(id=ident).name == "谷·雨"
    note = audit.history("person", ident)[0]
    assert (note.act, note.detail) == ("correct_name", {"material": "113"})
    for name, material in (("谷雨", "999"), ("", "113"), ("谷\u200b", "113")):
        refused(
            Invalid,
            lambda name=name, material=material: correct_name(
                actor=window, person_id=ident, name=name, material=material
            ),
        )
    refused(
        Conflict,
        lambda: correct_name(actor=window, person_id=ident, name="谷·雨", material="113"),
        "same_name",
    )


# Children


def test_a_guardian_acts_for_a_child_and_the_case_is_the_childs(window, town):
    kept = register_child(actor=window, guardian_id=town.persons["gu"], agreed=True, **BABY)

    assert kept.until == date(2036, 5, 6)
    child = kept.ward
    assert Account.objects.filter(person=child).count() == 0
    consent = Consent.objects.get(person=child)
    assert (consent.kind, consent.given_by_id) == ("child", town.persons["gu"])
    keys = [c.key for c in choices_of(town.account("gu"))]
    assert f"guardian:{child.id}" in keys
    actor = actor_for(town.account("gu"), f"guardian:{child.id}")
    assert (actor.capacity, actor.ward_id, actor.person_id) == (
        Capacity.GUARDIAN, child.id, town.persons["gu"],
    )  # fmt: skip
    case = town.filed(actor=actor)
    assert (case.person_id, case.applicant_name) == (child.id, "谷小雪")
    assert case.contact_phone == town.phones["gu"]
    # The guardian for oneself, another guardian and strangers do not have it.
    for other in (town.person("gu"), town.person("xia"), town.clerk("gu")):
        refused(
            Forbidden,
            lambda other=other: cases.withdraw_case(actor=other, case_id=case.id),
        )


def test_who_lost_the_guardianship_or_never_had_it_acts_for_oneself(window, town):
    kept = register_child(actor=window, guardian_id=town.persons["gu"], agreed=True, **BABY)
    key = f"guardian:{kept.ward_id}"
    assert actor_for(town.account("xia"), key).capacity is Capacity.SELF
    with moved_to(at(date(2036, 5, 6))):
        assert actor_for(town.account("gu"), key).capacity is Capacity.SELF
    with moved_to(at(date(2036, 5, 5), 23)):
        assert actor_for(town.account("gu"), key).capacity is Capacity.GUARDIAN
    refused(
        Invalid,
        lambda: end_guardianship(actor=window, guardianship_id=kept.id, reason=" "),
    )
    end_guardianship(actor=window, guardianship_id=kept.id, reason="判决")
    assert actor_for(town.account("gu"), key).capacity is Capacity.SELF
    refused(
        Missing,
        lambda: end_guardianship(actor=window, guardianship_id=kept.id, reason="判决"),
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id_number": complete_id_card("34169020001001801")}, "grown_up"),
        ({"guardian": "unregistered"}, "no_account"),
        ({"guardian": "child"}, "no_account"),
    ],
)
def test_a_guardian_is_grown_up_and_registered_and_a_child_is_neither(window, town, change, code):
    guardian = town.persons["gu"]
    kept = register_child(actor=window, guardian_id=guardian, agreed=True, **BABY)
    if change.pop("guardian", ""):
        guardian = kept.ward_id
        change = {"id_number": complete_id_card("34169020190506805"), "name": "谷小寒"}
    refused(
        Conflict,
        lambda: register_child(
            actor=window, guardian_id=guardian, agreed=True, **{**BABY, **change}
        ),
        code,
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"agreed": False}, "agreed"),
        ({"proof": ""}, "proof"),
        ({"relation": "friend"}, "relation"),
        ({"document_type": "117", "id_number": "R340000001"}, "born_on"),
    ],
)
def test_a_guardianship_needs_proof_and_agreement(window, town, change, place):
    error = refused(
        Invalid,
        lambda: register_child(
            actor=window,
            guardian_id=town.persons["gu"],
            **{"agreed": True, **BABY, **change},
        ),
    )
    assert place in {f.place for f in error.findings}


def test_the_same_guardianship_twice_is_refused(window, town):
    given = {"actor": window, "guardian_id": town.persons["gu"], "agreed": True, **BABY}
    register_child(**given)
    refused(Conflict, lambda: register_child(**given), "guardian_already")
    register_child(**{**given, "guardian_id": town.persons["xia"]})
    assert Guardianship.objects.count() == 2


def test_the_guardian_at_the_desk_does_not_decide_on_the_childs_case(window, town):
    """Nobody decides on a case that one filed for a child."""
    kept = register_child(actor=window, guardian_id=town.persons["window"], agreed=True, **BABY)
    guardian = actor_for(town.account("window"), f"guardian:{kept.ward_id}")
    case = town.filed(actor=guardian)
    refused(
        Forbidden,
        lambda: cases.pass_prereview(actor=window, case_id=case.id),
        "own_case",
    )


# Deaths and merges


def test_a_death_closes_every_way_in_at_once_and_ends_no_case(window, town):
    case = town.filed()
    register_child(actor=window, guardian_id=town.persons["gu"], agreed=True, **BABY)
    record_death(
        actor=window, person_id=town.persons["gu"], died_on=today(), material="死亡医学证明"
    )

    own = account(town.accounts["gu"])
    assert not own.is_active
    assert own.closed_at is not None
    assert actor_for(own, "self").capacity is Capacity.VISITOR
    assert Guardianship.objects.filter(ended_at__isnull=True).count() == 0
    assert Case.objects.get(id=case.id).closed_at is None
    for act in (
        lambda: verify_at_window(actor=window, person_id=town.persons["gu"]),
        lambda: correct_name(
            actor=window, person_id=town.persons["gu"], name="谷二", material="113"
        ),
        lambda: record_death(
            actor=window, person_id=town.persons["gu"], died_on=today(), material="证明"
        ),
    ):
        refused(Conflict, act, "to_the_admin")


def test_a_death_ahead_or_without_its_proof_is_refused(window, town):
    for died_on, material in ((date(2090, 1, 1), "证明"), (today(), " ")):
        refused(
            Invalid,
            lambda died_on=died_on, material=material: record_death(
                actor=window,
                person_id=town.persons["gu"],
                died_on=died_on,
                material=material,
            ),
        )


def test_two_registrations_of_one_human_being_become_one_and_both_histories_stay(window, town):
    opened, _password = registered(window, document_type="516", id_number="H12345678")
    kept, merged = opened.person_id, town.persons["xia"]
    case = town.filed(actor=town.person("xia"))
    admin = town.officer("admin")
    merge_persons(actor=admin, kept_id=kept, merged_id=merged, reason="同一个人，换过证件")

    gone = NaturalPerson.objects.get(id=merged)
    assert (gone.merged_into_id, gone.phone) == (kept, "")
    assert NaturalPerson.objects.get(id=kept).phone == town.phones["xia"]
    assert not account(town.accounts["xia"]).is_active
    assert account_of(kept).is_active
    moved = Case.objects.get(id=case.id)
    assert (moved.person_id, moved.number) == (kept, case.number)
    assert LegalPerson.objects.get(id=town.company).representative_id == kept
    assert audit.history("case", case.id)[0].detail["before"] == str(merged)
    for ident in (kept, merged):
        note = audit.history("person", ident)[0]
        assert (note.act, note.reason) == ("merge_persons", "同一个人，换过证件")
    assert person_by_number(town.numbers["xia"]).merged_into_id == kept


def test_only_an_administrator_merges_and_only_with_a_reason(window, town):
    both = {"kept_id": town.persons["gu"], "merged_id": town.persons["xia"]}
    for actor in (window, town.person(), town.officer("signer"), VISITOR):
        refused(
            Forbidden,
            lambda actor=actor: merge_persons(actor=actor, reason="同一个人", **both),
        )
    admin = town.officer("admin")
    refused(Invalid, lambda: merge_persons(actor=admin, reason=" ", **both))
    refused(
        Conflict,
        lambda: merge_persons(
            actor=admin, kept_id=both["kept_id"], merged_id=both["kept_id"], reason="同一个人"
        ),
        "same_person",
    )
    refused(
        Conflict,
        lambda: merge_persons(
            actor=admin,
            kept_id=both["kept_id"],
            merged_id=town.persons["signer"],
            reason="同一个人",
        ),
        "officer",
    )
    assert Linkage.objects.count() == 0
