"""What interested persons read and say, on the page and at a window, and who else does not."""

from dataclasses import replace

import pytest

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.handling.cases import queries, services
from tongban.handling.cases.models import InterestedPerson, Statement
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import (
    OVER,
    TUESDAY,
    WHY,
    decided,
    entered,
    paper_for,
    served,
    signed_in,
)
from tongban.handling.cases.tests.looking import events
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import accepted, refused
from tongban.handling.cases.types import INTERESTED
from tongban.management.documents import services as papers
from tongban.management.documents.models import Paper, PaperService


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
