"""The pages at a window, of an agent and of a helper, as browsers ask for them."""

import re

import pytest

from tongban.base.accounts.models import Account, Consent, Delegation, NaturalPerson
from tongban.base.accounts.services import (
    InventedIdentity,
    appoint,
    keep_demo_identities,
    make_delegation,
    register_by_agent,
)
from tongban.base.accounts.terms import NEEDED as NEEDED_TERMS
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import operator
from tongban.base.kernel.codes.id_card import complete_id_card
from tongban.base.kernel.errors import Forbidden
from tongban.base.notices.models import Message
from tongban.base.orgs.services import keep_divisions, open_post
from tongban.base.orgs.types import Duty
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import DISTRICT, guide, picture
from tongban.management.catalog.models import Item
from tongban.management.catalog.services import publish_item
from tongban.management.delivery.models import Parcel
from tongban.sharing.materials.models import Material

NEEDED = {kind.value for kind in NEEDED_TERMS}
TYPED = {"trade": ["hot"], "kitchen": "20", "rented": "no", "opens_on": "2026-12-01"}


@pytest.fixture
def enter(town, client):
    """A browser of somebody at a post, or for oneself."""

    def as_(key, capacity=""):
        client.force_login(town.account(key))
        session = client.session
        session["capacity"] = capacity or f"post:{town.posts[key]}"
        session.save()
        return client

    return as_


def at_the_window(town, client, key="gu", name="谷雨"):
    return client.post(
        "/desk/window/", {"act": "begin", "name": name, "id_number": town.numbers[key]}
    )


def named(file, name="图.png"):
    file.name = name
    return file


def test_from_the_card_to_the_receipt(town, enter):
    client = enter("window")
    there = at_the_window(town, client)
    assert there.status_code == 302
    assert "食品经营许可" in client.get(there.url, {"q": "食品经营许可"}).content.decode()
    begun = client.post(f"{there.url}start/", {"item": town.codes["food"]})
    page = client.get(begun.url).content.decode()
    assert "厨房面积" in page
    assert "希夷大道 1 号" in page
    client.post(begun.url, TYPED)
    scanned = client.post(
        f"{begun.url}scan/",
        {"requirement": "plan", "pages": [named(picture()), named(picture())], "original": "on"},
    )
    assert scanned.url == f"{begun.url}#f-m-plan"
    done = client.post(begun.url, {**TYPED, "go": "1", "promise": "on"})
    case = Case.objects.get()
    assert case.number
    assert Material.objects.get(requirement_key="plan").trust_level == "B"
    receipt = client.get(client.get(done.url).url).content.decode()
    assert case.number in receipt
    assert "<svg" in receipt
    assert "扫描件，原件已核对并退还" in receipt
    looked = Entry.objects.filter(act="look", subject_id=str(town.persons["gu"]))
    assert looked.filter(account_id=town.accounts["window"]).exists()
    # The person reads who received it and who decides.
    own = enter("gu", "self").get(f"/my/cases/{case.id}/").content.decode()
    assert "谯城区政务服务中心" in own
    assert "谯城区市场监督管理局" in own


def test_the_way_of_the_result_is_asked_at_the_window(town, enter):
    publish_item(
        actor=operator(),
        item_id=town.items["food"],
        guide=guide(delivery_ways=("现场领取", "邮寄"), materials=()),
        form_id=town.forms["food"],
        process_id=town.processes["standard_license"],
    )
    client = enter("window")
    begun = client.post(f"{at_the_window(town, client).url}start/", {"item": town.codes["food"]})
    assert "结果怎么拿" in client.get(begun.url).content.decode()
    go = {**TYPED, "go": "1", "promise": "on"}
    wrong = client.post(begun.url, {**go, "result_way": "post", "result_phone": "12"})
    # The empty places are the person's own; what was typed is not covered up.
    assert wrong.status_code == 422
    assert 'href="#f-result_phone"' in wrong.content.decode()
    assert not Parcel.objects.exists()
    client.post(begun.url, {**go, "result_way": "post", "result_phone": "10000000009"})
    parcel = Parcel.objects.get()
    assert (parcel.recipient, parcel.phone, parcel.address, parcel.way) == (
        "谷雨",
        "10000000009",
        "希夷大道 1 号",
        "post",
    )
    assert Case.objects.get().receiver_id == town.accounts["window"]


def test_what_is_missing_is_told_at_its_place_and_what_was_typed_stays(town, enter):
    client = enter("window")
    begun = client.post(f"{at_the_window(town, client).url}start/", {"item": town.codes["food"]})
    answer = client.post(begun.url, {"trade": ["cold"], "go": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请上传“布局图”" in page
    # In a list of what is wrong every line names its question.
    assert '<a href="#f-rented">房子是租的吗：请选一项</a>' in page
    assert '还没有扫描的材料：<a class="tb-reach" href="#f-m-plan">布局图</a>' in page
    assert Case.objects.get().number is None
    assert '"cold"' in Case.objects.get().answers


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [("谷雨", "34169019800101001", "身份证号码不对"), ("夏至", "", "登记的是别的姓名")],
)
def test_who_is_not_who_the_card_says_is_not_served(town, enter, name, number, said):
    client = enter("window")
    answer = client.post(
        "/desk/window/",
        {"act": "begin", "name": name, "id_number": number or town.numbers["gu"]},
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Delegation.objects.count() == 0


def test_whoever_is_new_is_registered_after_signing(town, enter):
    client = enter("window")
    number = complete_id_card("34169019900505771")
    new = {"name": "小满", "id_number": number}
    first = client.post("/desk/window/", {"act": "begin", **new}).content.decode()
    assert "还没有登记" in first
    people = NaturalPerson.objects.count()
    unsigned = client.post("/desk/window/", {"act": "register", **new})
    assert unsigned.status_code == 422
    assert NaturalPerson.objects.count() == people
    done = client.post("/desk/window/", {"act": "register", "agreed": "on", **new})
    assert "第一次的密码" in done.content.decode()
    account = Account.objects.get(person__name="小满")
    assert account.person.assurance == 4
    assert Delegation.objects.get().person_id == account.person_id


def test_the_card_that_was_read_stays_the_one_that_is_chosen(town, enter):
    keep_demo_identities(
        actor=operator(),
        identities=[
            InventedIdentity(name, complete_id_card(f"3416901990050{n}771"), is_shown=True)
            for n, name in enumerate(("小满", "石榴"), start=1)
        ],
    )
    client = enter("window")
    offered = re.findall(r'<option value="([^"]+)"', client.get("/desk/window/").content.decode())
    page = client.post("/desk/window/", {"act": "read", "card": offered[-1]}).content.decode()
    assert f'<option value="{offered[-1]}" selected>' in page
    assert page.count(" selected>") == 1


def test_what_was_mistyped_is_looked_for_once_more(town, enter):
    client = enter("window")
    wrong = {"name": "谷雨", "id_number": complete_id_card("34169019900505771")}
    page = client.post("/desk/window/", {"act": "begin", **wrong}).content.decode()
    assert 'name="act" value="begin">改过了，再找一次' in page
    people = NaturalPerson.objects.count()
    again = client.post(
        "/desk/window/",
        {"act": "begin", "name": "谷雨", "id_number": town.numbers["gu"], "address": ""},
    )
    assert again.url.startswith("/desk/serve/")
    assert NaturalPerson.objects.count() == people


def test_what_cannot_be_taken_in_here_is_found_with_its_guide(town, enter):
    Item.objects.filter(id=town.items["food"]).update(is_online=False)
    client = enter("window")
    page = client.get(at_the_window(town, client).url, {"q": "食品经营许可"}).content.decode()
    assert f'<a class="tb-btn" href="/items/{town.codes["food"]}/">看指南' in page
    assert f'name="item" value="{town.codes["food"]}"' not in page


def test_who_finds_nothing_is_told_of_what_companies_apply_for(town, enter):
    client = enter("window")
    page = client.get(at_the_window(town, client).url, {"q": "xyzqqq"}).content.decode()
    assert "单位要办的事，先选下面的“替单位办”。" in page
    assert "统一社会信用代码" in page


def test_a_reader_that_fails_leaves_the_keyboard(town, enter, settings):
    settings.IDENTITY_READER = "failing"
    answer = enter("window").post("/desk/window/", {"act": "read"})
    assert answer.status_code == 422
    assert "手工输入" in answer.content.decode()


def test_another_window_does_not_come_in_by_the_address(town, enter):
    url = at_the_window(town, enter("window")).url
    other = enter("far_window")
    for path in ("", "start/", "end/"):
        answer = other.get(url) if not path else other.post(f"{url}{path}", {"item": "x"})
        assert answer.status_code in {403, 404}
    assert Case.objects.count() == 0
    assert Delegation.objects.get().ended_at is None


def test_a_correction_is_brought_to_the_window(town, enter):
    case = town.at("correct")
    client = enter("window")
    url = at_the_window(town, client).url
    page = client.get(f"{url}cases/{case.id}/").content.decode()
    assert "请标出水池" in page
    client.post(f"{url}cases/{case.id}/scan/", {"requirement": "plan", "pages": named(picture())})
    client.post(f"{url}cases/{case.id}/", {"remark": "九点开门", "go": "1"})

    assert Case.objects.get(id=case.id).state in {"filed", "prereviewed"}


class TestAnAgent:
    @pytest.fixture
    def village(self, town, enter):
        keep_divisions(actor=operator(), rows=[("341602101000", "古井镇", 4, DISTRICT, False)])
        post = open_post(
            actor=operator(),
            department_id=town.departments["hall"],
            name="古井镇代办点",
            duties=[Duty.AGENT],
            division_code="341602101000",
        )
        appoint(actor=operator(), account_id=town.accounts["manager2"], post_id=post.id)
        NaturalPerson.objects.filter(id=town.persons["gu"]).update(division_code="341602101000")
        return enter("manager2", f"post:{post.id}")

    def test_with_the_code_from_the_persons_phone(self, town, village):
        village.post("/desk/agent/", {"name": "谷雨", "id_number": town.numbers["gu"]})
        asked = village.post("/desk/agent/item/", {"item": town.codes["food"]})
        code = Message.objects.latest("created_at").text.split("验证码 ")[1][:6]
        wrong = village.post(asked.url, {"code": "x"})
        assert wrong.status_code == 422
        there = village.post(asked.url, {"code": code})
        begun = village.post(f"{there.url}start/", {"item": town.codes["food"]})
        page = village.get(begun.url).content.decode()
        # An agent learns hardly anything that the platform knows of the person.
        assert "希夷大道 1 号" not in page
        assert "原件我看过" not in page
        village.post(
            f"{begun.url}scan/",
            {"requirement": "plan", "pages": named(picture()), "original": "on"},
        )
        village.post(begun.url, {**TYPED, "go": "1", "promise": "on"})

        case = Case.objects.get()
        assert case.number
        assert case.received_by["capacity"] == "agent"
        assert Material.objects.get(requirement_key="plan").trust_level == "C"
        assert case.number in village.get("/desk/agent/").content.decode()

    def test_who_lives_elsewhere_is_answered_like_nobody(self, town, village):
        stranger = {"name": "夏至", "id_number": town.numbers["xia"]}
        nobody = {"name": "夏至", "id_number": complete_id_card("34169019900505771")}
        told = [
            re.sub(r"name='csrf.*?>|value=\"[^\"]*\"|nonce=\"[^\"]*\"", "", answer.content.decode())
            for answer in (village.post("/desk/agent/", one) for one in (stranger, nobody))
        ]
        assert told[0] == told[1]
        assert "可以在这里登记" in told[0]
        assert Delegation.objects.count() == 0
        before = (Account.objects.count(), NaturalPerson.objects.count())
        refused = village.post("/desk/agent/", {"act": "register", "agreed": "on", **stranger})
        assert refused.status_code == 422
        assert "请本人到窗口办" in refused.content.decode()
        assert (Account.objects.count(), NaturalPerson.objects.count()) == before

    def test_somebody_of_the_village_without_an_account_is_registered(self, town, village):
        new = {"name": "石榴", "id_number": complete_id_card("34169019900505771")}
        asked = village.post("/desk/agent/", new).content.decode()
        assert "可以在这里登记" in asked
        accounts = Account.objects.count()
        unsigned = village.post("/desk/agent/", {"act": "register", **new})
        assert (unsigned.status_code, Account.objects.count()) == (422, accounts)
        done = village.post("/desk/agent/", {"act": "register", "agreed": "on", **new})
        page = done.content.decode()
        person = NaturalPerson.objects.get(name="石榴")
        assert (person.division_code, person.assurance) == ("341602101000", 2)
        account = Account.objects.get(person=person)
        assert account.must_change_password
        password = page.split('id="first-password">')[1].split("<")[0]
        assert account.check_password(password)
        assert set(Consent.objects.filter(person=person).values_list("kind", flat=True)) == NEEDED
        assert Entry.objects.get(act="register_by_agent").detail == {"reader": "typed"}
        item = village.post("/desk/agent/item/", {"item": town.codes["food"]})
        assert "授权书" in village.get(item.url).content.decode()
        again = village.post("/desk/agent/", {"act": "register", "agreed": "on", **new})
        assert again.status_code == 422
        assert "已经有账户" in again.content.decode()
        assert Account.objects.count() == accounts + 1

    def test_only_an_agent_registers_so(self, town):
        new = {"name": "石榴", "id_number": complete_id_card("34169019900505771")}
        before = (Account.objects.count(), Entry.objects.count())
        for key in ("window", "handler"):
            with pytest.raises(Forbidden):
                register_by_agent(actor=town.officer(key), reader="typed", agreed=True, **new)
        assert (Account.objects.count(), Entry.objects.count()) == before


class TestAHelper:
    def offered(self, town, enter):
        client = enter("gu", "self")
        page = client.post(
            f"/my/helpers/?item={town.codes['food']}",
            {"what": f"item:{town.codes['food']}", "hours": "4"},
        ).content.decode()
        return page.split('id="help-code">')[1].split("<")[0]

    def test_the_code_is_shown_once_and_then_lets_one_help(self, town, enter):
        code = self.offered(town, enter)
        assert code not in enter("gu", "self").get("/my/helpers/").content.decode()
        helper = enter("xia", "self")
        helper.post("/help/", {"code": code, "name": "谷雨"})
        taken = Delegation.objects.get()
        helper.post("/capacity/", {"capacity": f"helper:{taken.id}", "next": "/help/"})
        assert "正在帮谷雨办" in helper.get(f"/apply/{town.codes['food']}/").content.decode()
        # Nothing of one's own stands beside what one does for somebody.
        mine = helper.get("/my/").content.decode()
        assert "<h1>帮谷雨办的事</h1>" in mine
        assert "还没有开始办" in mine
        assert "我的信息" not in mine
        begun = helper.post(f"/apply/{town.codes['food']}/")
        first = helper.get(begun.url).content.decode()
        assert "谷雨" in first
        assert "希夷大道 1 号" not in first
        helper.post(f"/apply/{town.codes['food']}/page/shop/", TYPED)
        helper.post(
            f"/apply/{town.codes['food']}/materials/", {"m-plan": named(picture()), "go": "1"}
        )
        checked = helper.get(f"/apply/{town.codes['food']}/check/").content.decode()
        assert "希夷大道 1 号" not in checked
        helper.post(f"/apply/{town.codes['food']}/check/", {"promise": "on"})
        case = Case.objects.get()
        assert case.number
        assert case.person_id == town.persons["gu"]
        assert "希夷大道 1 号" not in helper.get(f"/my/cases/{case.id}/").content.decode()
        # What was done is told to the person, by name; and it is taken back.
        client = enter("gu", "self")
        page = client.get("/my/helpers/").content.decode()
        assert "夏至" in page
        assert "提交申请" in page
        client.post(f"/my/helpers/{taken.id}/end/")
        again = enter("xia", f"helper:{taken.id}")
        assert again.get(f"/my/cases/{case.id}/").status_code == 404

    @pytest.mark.parametrize("path", ["/my/data/", "/account/close/", "/my/licenses/", "/company/"])
    def test_a_helper_gets_nothing_else_of_the_person(self, town, enter, path):
        _made, code = make_delegation(
            actor=town.person("gu"),
            item_code=town.codes["food"],
            item_name="食品经营许可",
            hours=1,
        )
        helper = enter("xia", "self")
        helper.post("/help/", {"code": code, "name": "谷雨"})
        helper = enter("xia", f"helper:{Delegation.objects.get().id}")
        answer = helper.get(path)
        assert answer.status_code in {403, 404} or "谷雨" not in answer.content.decode().replace(
            "正在帮谷雨办", ""
        ).replace("帮谷雨办", "")

    def test_a_wrong_code_tells_nothing(self, town, enter):
        self.offered(town, enter)
        answer = enter("xia", "self").post("/help/", {"code": "00000000", "name": "谷雨"})
        assert answer.status_code == 422
        assert Delegation.objects.get().account_id is None
