"""利害关系人: entered, told in writing with what they may do, heard before anybody grants."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.models import LegalPerson
from tongban.base.accounts.services import declare_recusal
from tongban.base.accounts.types import DocumentType
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.notices.models import Message
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import Case, InterestedPerson, Statement
from tongban.handling.cases.services.erasing import GONE
from tongban.handling.cases.services.interested import interested_of
from tongban.handling.cases.tests.city import clocks, events, moment, moved_to, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import accepted, refused
from tongban.handling.cases.types import INTERESTED, KIND
from tongban.management.documents import services as papers
from tongban.management.documents.models import Paper, PaperService
from tongban.management.documents.types import PaperKind

TUESDAY = moment(2026, 3, 3, 9, 0)
LAST_DAY = date(2026, 3, 10)
"""Served on Tuesday 3 March, the fifth working day is the next Tuesday."""
OVER = moment(2026, 3, 11, 0, 1)
WHY = "排烟口正对邻居的窗户"


def entered(town, case, who="qiu", *, at=TUESDAY, by="handler", **changes):
    given = {
        "name": "秋分",
        "document_type": DocumentType.ID_CARD,
        "code": town.numbers[who],
        "phone": town.phones[who],
        "concern": WHY,
        **changes,
    }
    with moved_to(at):
        return services.enter_interested(actor=town.officer(by), case_id=case.id, **given)


def paper_for(subject_id, kind=PaperKind.INTERESTED_NOTICE):
    return Paper.objects.get(subject_id=subject_id, kind=kind)


def served(town, subject_id, kind=PaperKind.INTERESTED_NOTICE, at=TUESDAY):
    paper = paper_for(subject_id, kind)
    with moved_to(at):
        return papers.hand_over_paper(
            actor=town.officer("window"), paper_id=paper.id, received_by=paper.addressee
        )


def decided(town, case, at, act="grant", **more):
    with moved_to(at):
        return getattr(services, act)(actor=town.officer("signer"), case_id=case.id, **more)


def refused_decision(town, case, at, **more):
    with nothing_changes(), pytest.raises(Conflict) as caught:
        decided(town, case, at, **more)
    return caught.value


def signed_in(town, key="qiu", capacity=None):
    client = Client()
    client.force_login(town.account(key))
    if capacity:
        session = client.session
        session["tongban_capacity"] = capacity
        session.save()
    return client


class TestEntering:
    def test_both_are_told_in_writing(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        notice = paper_for(made.id)
        assert notice.addressee == "秋分"
        assert (notice.subject_kind, notice.state) == (INTERESTED, "signed")
        for words in (WHY, "谷*于2026年3月2日", "5个工作日", "不收任何费用"):
            assert words in notice.text, words
        assert "谷雨" not in notice.text
        right = paper_for(case.id, PaperKind.HEARING_RIGHT)
        assert (right.addressee, right.subject_kind) == ("谷雨", KIND)
        assert "秋*" in right.text
        assert "秋分" not in right.text
        assert events(case)[-1] == "interested_told"
        assert made.entered_by["name"] == town.officer("handler").name

    def test_a_message_goes_to_the_phone_and_none_where_there_is_none(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        entered(town, case, "xia", phone="", address="希夷大道 2 号")
        told = Message.objects.filter(template__key="interested_told")
        assert [m.address for m in told] == [town.phones["qiu"]]

    def test_the_applicant_gets_one_notice_however_many_are_interested(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        entered(town, case, "xia", name="夏至")
        assert Paper.objects.filter(subject_id=case.id, kind="hearing_right").count() == 1

    def test_a_company_is_entered_by_its_code_and_named_whole(self, town):
        case = accepted(town, "decide")
        made = entered(
            town,
            case,
            name="小满面馆",
            document_type=DocumentType.CREDIT_CODE,
            code=town.company_code,
        )
        assert "小满面馆" in paper_for(case.id, PaperKind.HEARING_RIGHT).text
        assert queries.my_concerns(town.clerk())[0].id == made.id

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"name": " "}, "name"),
            ({"code": "341690198001010021"}, "code"),
            ({"document_type": "xyz"}, "code"),
            ({"concern": ""}, "concern"),
            ({"phone": "", "address": ""}, "address"),
            ({"phone": "12345"}, "phone"),
        ],
    )
    def test_what_is_missing_is_named_and_nothing_changes(self, town, changes, place):
        case = accepted(town, "decide")
        with nothing_changes(), pytest.raises(Invalid) as caught:
            entered(town, case, **changes)
        assert place in {f.place for f in caught.value.findings}

    def test_the_applicant_is_no_third_party(self, town):
        case = accepted(town, "decide")
        with nothing_changes(), pytest.raises(Invalid) as caught:
            entered(town, case, "gu")
        assert [f.code for f in caught.value.findings] == ["applicant"]

    def test_nobody_is_entered_twice(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            entered(town, case, name="又一个名字")
        assert caught.value.code == "entered_already"

    @pytest.mark.parametrize("step", ["accept", "issue"])
    def test_only_while_the_case_is_accepted_and_not_decided(self, town, step):
        case = accepted(town, step)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            entered(town, case)
        assert caught.value.code == "wrong_state"

    @pytest.mark.parametrize("who", ["window", "signer", "health_handler", "admin"])
    def test_not_by_another_post(self, town, who):
        case = accepted(town, "decide")
        with nothing_changes(), pytest.raises(Forbidden):
            entered(town, case, by=who)


class TestTheDecisionWaits:
    def test_nothing_is_granted_before_the_notice_is_served(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        error = refused_decision(town, case, OVER)
        assert error.code == "interested_untold"
        assert "送达" in error.message

    def test_nor_while_the_days_run_and_then_it_is(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        served(town, made.id)
        assert interested_of(case)[0][2] == LAST_DAY
        error = refused_decision(town, case, moment(2026, 3, 10, 23, 0))
        assert error.code == "interested_heard"
        assert "3 月 10 日" in error.message
        decided(town, case, OVER)
        assert Case.objects.get(id=case.id).decision == "granted"

    def test_whoever_says_there_is_nothing_more_holds_nothing_up(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        with moved_to(TUESDAY):
            services.hear_interested(
                actor=town.officer("window"),
                case_id=case.id,
                interested_id=made.id,
                words="",
                waives=True,
            )
        decided(town, case, moment(2026, 3, 3, 10, 0))
        assert events(case)[-1] == "granted"

    def test_every_one_of_them_is_waited_for(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        entered(town, case, "xia", name="夏至")
        served(town, made.id)
        error = refused_decision(town, case, OVER)
        assert "夏至" in error.message

    def test_a_refusal_waits_for_the_applicant_and_not_for_the_others(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        given = {"act": "refuse", "reason": "挡了邻居的窗"}
        error = refused_decision(town, case, OVER, **given)
        assert error.code == "applicant_untold"
        served(town, case.id, PaperKind.HEARING_RIGHT)
        error = refused_decision(town, case, TUESDAY, **given)
        assert error.code == "applicant_heard"
        decided(town, case, OVER, **given)
        assert Case.objects.get(id=case.id).decision == "refused"

    def test_one_entered_by_mistake_is_struck_by_who_signs_and_stays_readable(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        given = {"case_id": case.id, "interested_id": made.id}
        refused(
            Forbidden,
            services.strike_interested,
            actor=town.officer("handler"),
            reason="x",
            **given,
        )
        refused(
            Invalid, services.strike_interested, actor=town.officer("signer"), reason=" ", **given
        )
        with moved_to(TUESDAY):
            services.strike_interested(
                actor=town.officer("signer"), reason="住在隔壁楼，烟吹不到", **given
            )
        assert events(case)[-1] == "interested_off"
        assert queries.my_concerns(town.person("qiu")) == []
        refused(
            Conflict,
            services.strike_interested,
            "struck_already",
            actor=town.officer("signer"),
            reason="再来",
            **given,
        )
        decided(town, case, TUESDAY)
        assert InterestedPerson.objects.get(id=made.id).struck_reason == "住在隔壁楼，烟吹不到"

    def test_silence_grants_nothing_before_they_were_heard(self, town):
        case = accepted(town, "decide", tacit="某法第九条")
        entered(town, case)
        with moved_to(moment(2026, 5, 6, 9, 0)), nothing_changes():
            services.grant_by_silence(actor=system(), case_id=case.id)
        assert clocks(case)[-1][2] == ""


class TestSpeaking:
    def test_the_person_reads_what_concerns_and_says_so_more_than_once(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        me = town.person("qiu")
        with moved_to(TUESDAY):
            for words in ("烟往我家吹", "请把排烟口移到屋顶"):
                services.state_opinion(actor=me, interested_id=made.id, words=words)
            seen = queries.my_concern(me, made.id)
        assert [s.words for s in seen.statements] == ["烟往我家吹", "请把排烟口移到屋顶"]
        assert (seen.applicant, seen.item) == ("谷*", "食品经营许可")
        assert events(case)[-2:] == ["interested_said", "interested_said"]

    def test_what_was_said_is_not_in_the_applicants_timeline(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        with moved_to(TUESDAY):
            services.state_opinion(
                actor=town.person("qiu"), interested_id=made.id, words="烟往我家吹"
            )
            found = queries.my_case(town.person(), case.id)
            told = queries.timeline_of(found, queries.view_of(found))
        assert any("秋*书面陈述了意见" in event.text for event in told)
        assert not any("烟往我家吹" in event.text for event in told)

    def test_at_a_window_with_who_took_it(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        with moved_to(TUESDAY):
            services.hear_interested(
                actor=town.officer("window"),
                case_id=case.id,
                interested_id=made.id,
                words="烟往我家吹",
            )
        said = Statement.objects.get()
        assert (said.said_by, said.taken_by["name"]) == (
            {"name": "秋分"},
            town.officer("window").name,
        )

    def test_nobody_else_reads_or_speaks(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        weak = replace(town.person("qiu"), assurance=1)
        for stranger in (town.person("xia"), town.person("gu"), town.clerk(), weak):
            with pytest.raises(Missing):
                queries.my_concern(stranger, made.id)
            assert queries.my_concerns(stranger) == []
            refused(
                Forbidden,
                services.state_opinion,
                actor=stranger,
                interested_id=made.id,
                words="我也有话说",
            )
        refused(
            Missing,
            services.state_opinion,
            actor=town.person("qiu"),
            interested_id=new_id(),
            words="有话说",
        )

    def test_nothing_to_say_is_nothing_said(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        refused(
            Invalid,
            services.state_opinion,
            actor=town.person("qiu"),
            interested_id=made.id,
            words=" ",
        )

    def test_not_after_the_decision(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        served(town, made.id)
        decided(town, case, OVER)
        refused(
            Conflict,
            services.state_opinion,
            "wrong_state",
            actor=town.person("qiu"),
            interested_id=made.id,
            words="还有话说",
        )
        assert queries.my_concern(town.person("qiu"), made.id).state == "已经准予"

    def test_electronic_service_is_the_persons_own_choice(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        given = {
            "subject_kind": INTERESTED,
            "subject_id": made.id,
            "division_code": case.division_code,
            "way": "electronic",
        }
        refused(Forbidden, papers.choose_service, actor=town.person(), **given)
        with moved_to(TUESDAY):
            papers.choose_service(actor=town.person("qiu"), **given)
        service = PaperService.objects.get(paper=paper_for(made.id))
        assert (service.way, service.state) == ("electronic", "done")
        assert Paper.objects.filter(about=paper_for(made.id), kind="service_return").exists()


class TestPages:
    def test_the_page_shows_nothing_of_the_applicant_but_a_masked_name(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        shown = read(signed_in(town).get(f"/my/concerns/{made.id}/"))
        assert "谷*" in shown
        for hidden in (
            "谷雨",
            town.phones["gu"],
            town.numbers["gu"],
            "布局图",
            "热食",
            case.number,
        ):
            assert hidden not in shown, hidden

    def test_speaking_and_choosing_on_the_page(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        client = signed_in(town)
        assert "食品经营许可" in read(client.get("/my/concerns/"))
        empty = client.post(f"/my/concerns/{made.id}/", {"words": ""})
        assert empty.status_code == 422
        client.post(f"/my/concerns/{made.id}/", {"words": "烟往我家吹"})
        client.post(f"/my/concerns/{made.id}/service/", {"way": "electronic"})
        shown = read(client.get(f"/my/concerns/{made.id}/"))
        assert "烟往我家吹" in shown
        assert "您选的送达方式：电子送达" in shown
        paper = client.get(f"/my/papers/{paper_for(made.id).id}/")
        assert paper.status_code == 200
        assert signed_in(town, "xia").get(f"/my/concerns/{made.id}/").status_code == 404
        assert signed_in(town, "xia").get(f"/my/papers/{paper_for(made.id).id}/").status_code == 404

    def test_the_desk_enters_hears_and_links_to_the_paper(self, town):
        case = accepted(town, "decide")
        client = at_desk(town, "handler")
        address = f"/desk/cases/{case.number}/interested/"
        wrong = client.post(address, {"name": "秋分"})
        assert wrong.status_code == 422
        client.post(
            address,
            {
                "name": "秋分",
                "document_type": "111",
                "code": town.numbers["qiu"],
                "address": "希夷大道 3 号",
                "concern": WHY,
            },
        )
        made = InterestedPerson.objects.get()
        shown = read(client.get(f"/desk/cases/{case.number}/"))
        assert "告知书待送达" in shown
        assert f"/desk/papers/{paper_for(made.id).id}/" in shown
        assert town.numbers["qiu"] not in shown
        client.post(f"{address}{made.id}/hear/", {"words": "烟往我家吹", "waives": "1"})
        assert "烟往我家吹" in read(client.get(f"/desk/cases/{case.number}/"))
        assert client.post(f"{address}{made.id}/sing/", {}).status_code == 404


def test_their_papers_belong_to_the_case_when_it_is_archived(town):
    case = accepted(town, "decide")
    entered(town, case)
    titles = [view.paper.title for view in queries.papers_in_dossier(case.id)]
    assert "听证权利告知书" in titles
    assert titles[-1] == "利害关系人陈述权利和听证权利告知书"


def test_what_is_kept_of_them_goes_with_the_archive(town):
    case = accepted(town, "decide")
    made = entered(town, case)
    with moved_to(TUESDAY):
        services.state_opinion(actor=town.person("qiu"), interested_id=made.id, words="烟往我家吹")
    with moved_to(moment(2026, 3, 4, 9, 0)):
        services.withdraw_case(actor=town.person(), case_id=case.id)
        services.erase_case(actor=system(), case_id=case.id, list_number="XH-1")
    made.refresh_from_db()
    assert (made.name, made.code, made.code_digest, made.phone) == (GONE, "", None, "")
    assert Statement.objects.get().words == GONE
    assert queries.my_concerns(town.person("qiu")) == []


def test_accounts_know_people_by_another_digest(town):
    """Whoever reads the database cannot join interested persons with the register of people."""
    case = accepted(town, "decide")
    made = entered(town, case)
    person = accounts.person(town.persons["qiu"])
    assert bytes(made.code_digest) != bytes(person.id_digest)


class TestKeepingOut:
    """公务员法 76: not only whose application it is, also whom it concerns."""

    def kept_out(self, town, case, who="signer"):
        with nothing_changes(), pytest.raises(Forbidden) as caught:
            services.grant(actor=town.officer(who), case_id=case.id)
        return caught.value.code

    def test_the_officer_who_is_interested(self, town):
        case = accepted(town, "decide")
        number = accounts.person(town.officer("signer").person_id).id_number
        made = entered(town, case, code=number)
        assert self.kept_out(town, case) == "own_case"
        page = read(at_desk(town, "signer").get(f"/desk/cases/{case.number}/"))
        assert "按规定要回避" in page
        InterestedPerson.objects.filter(id=made.id).update(struck_at=TUESDAY)
        with moved_to(TUESDAY):
            assert services.grant(actor=town.officer("signer"), case_id=case.id).decision

    def test_the_officer_whose_declared_relative_is(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        signer = town.officer("signer")
        declare_recusal(
            actor=signer,
            person_id=signer.person_id,
            kind="spouse",
            name="秋分",
            id_number=town.numbers["qiu"],
        )
        assert self.kept_out(town, case) == "own_case"

    def test_the_officer_who_represents_the_company_that_is(self, town):
        case = accepted(town, "decide")
        company = accounts.legal_person(town.clerk().legal_person_id)
        entered(
            town,
            case,
            document_type=DocumentType.CREDIT_CODE,
            code=company.credit_code,
            name=company.name,
        )
        LegalPerson.objects.filter(id=company.id).update(
            representative_id=town.officer("signer").person_id
        )
        assert self.kept_out(town, case) == "own_case"

    def test_nobody_else(self, town):
        case = accepted(town, "decide")
        entered(town, case)
        served(town, InterestedPerson.objects.get().id)
        assert decided(town, case, OVER).decision == "granted"
