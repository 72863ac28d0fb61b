"""送达: by the way that was agreed to, with proof, and the last days counted from it."""

from datetime import date

import pytest

from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.handling.cases.models import Case
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_papers import (
    MONDAY,
    choose,
    papers,
    refused_case,
    text,
)
from tongban.handling.cases.types import KIND
from tongban.management.documents import queries, services
from tongban.management.documents.models import PaperService


class TestService:
    def test_who_agreed_is_served_on_arrival_with_proof_and_last_days(self, town):
        case, paper = refused_case(town, way="electronic")
        assert paper.state == "served"
        (service,) = paper.services.all()
        assert (service.way, service.served_at) == ("electronic", MONDAY)
        (proof,) = papers(case, "service_return")[-1:]
        assert proof.about_id == paper.id
        assert "送达方式：电子送达" in text(proof)
        # Sixty days end on Friday, 1 May, a holiday; the next working day is the sixth.
        remedy = queries.remedies_of(KIND, case.id)
        assert remedy.review_until == date(2026, 5, 6)
        assert remedy.lawsuit_until == date(2026, 9, 2)
        assert "最晚2026年5月6日申请" in text(proof)
        assert "最晚2026年9月2日提起" in text(proof)

    def test_who_has_not_chosen_is_not_served_until_it_is_handed_over(self, town):
        case, paper = refused_case(town)
        assert paper.state == "signed"
        assert queries.remedies_of(KIND, case.id).review_until is None
        with moved_to(moment(2026, 3, 5, 9, 30)):
            services.hand_over_paper(
                actor=town.officer("window"),
                paper_id=paper.id,
                received_by="夏至",
                relation="配偶",
            )
        paper.refresh_from_db()
        assert paper.state == "served"
        proof = papers(case, "service_return")[0]
        assert "收件人：夏至（配偶）" in text(proof)
        assert (proof.standing, paper.standing) == ("已签发", "已送达")
        assert queries.remedies_of(KIND, case.id).review_until == date(2026, 5, 6)

    def test_somebody_else_who_takes_it_says_what_they_are_to_the_addressee(self, town):
        case, paper = refused_case(town)
        for relation in ("", "  "):
            with nothing_changes(), pytest.raises(Invalid) as caught:
                services.hand_over_paper(
                    actor=town.officer("window"),
                    paper_id=paper.id,
                    received_by="夏至",
                    relation=relation,
                )
            assert [f.place for f in caught.value.findings] == ["relation"]
        services.hand_over_paper(
            actor=town.officer("window"), paper_id=paper.id, received_by=paper.addressee
        )
        assert "（" not in papers(case, "service_return")[0].text.split("收件人")[1][:12]

    def test_agreeing_later_serves_what_waits_and_not_what_was_served(self, town):
        case, paper = refused_case(town)
        assert not PaperService.objects.filter(paper__subject_id=case.id).exists()
        with moved_to(moment(2026, 3, 4, 9, 0)):
            choose(town, case)
        paper.refresh_from_db()
        assert paper.services.get().served_at == moment(2026, 3, 4, 9, 0)
        served = PaperService.objects.filter(paper__subject_id=case.id).count()
        choose(town, case)
        assert PaperService.objects.filter(paper__subject_id=case.id).count() == served
        # The proofs are proofs, and are not served themselves.
        assert not PaperService.objects.filter(paper__kind="service_return").exists()

    def test_by_post_it_counts_from_the_day_on_the_receipt(self, town):
        case, paper = refused_case(town, way="post")
        window = town.officer("window")
        with moved_to(moment(2026, 3, 3, 9, 0)):
            services.post_paper(actor=window, paper_id=paper.id, tracking_number="EA123456789CN")
        paper.refresh_from_db()
        assert paper.state == "signed"
        with moved_to(moment(2026, 3, 9, 9, 0)):
            for day in (moment(2026, 3, 2, 12, 0), moment(2026, 3, 10, 12, 0)):
                with nothing_changes(), pytest.raises(Invalid):
                    services.confirm_service(
                        actor=window, paper_id=paper.id, received_by="谷雨", served_at=day
                    )
            services.confirm_service(
                actor=window,
                paper_id=paper.id,
                received_by="谷雨",
                served_at=moment(2026, 3, 6, 12, 0),
            )
        assert "EMS EA123456789CN" in text(papers(case, "service_return")[0])
        assert queries.remedies_of(KIND, case.id).lawsuit_until == date(2026, 9, 7)

    def test_what_comes_back_is_not_served_and_goes_another_way(self, town):
        _case, paper = refused_case(town)
        window = town.officer("window")
        services.post_paper(actor=window, paper_id=paper.id, tracking_number="EA1")
        with nothing_changes(), pytest.raises(Conflict) as caught:
            services.hand_over_paper(actor=window, paper_id=paper.id, received_by="谷雨")
        assert caught.value.code == "paper_on_its_way"
        services.return_service(actor=window, paper_id=paper.id, reason="查无此人")
        services.hand_over_paper(actor=window, paper_id=paper.id, received_by="谷雨")
        assert [s.state for s in paper.services.all()] == ["returned", "done"]
        for act, more in (
            (services.hand_over_paper, {"received_by": "谷雨"}),
            (services.post_paper, {"tracking_number": "EA2"}),
            (services.confirm_service, {"received_by": "谷雨"}),
            (services.return_service, {"reason": "退"}),
        ):
            with nothing_changes(), pytest.raises(Conflict):
                act(actor=window, paper_id=paper.id, **more)

    def test_a_city_may_let_it_count_when_it_is_opened(self, town, settings):
        settings.ELECTRONIC_SERVICE = "opened"
        _case, paper = refused_case(town, way="electronic")
        assert paper.state == "signed"
        with moved_to(moment(2026, 3, 6, 20, 0)):
            services.open_paper(actor=town.person(), paper_id=paper.id)
        service = paper.services.get()
        assert service.served_at == service.opened_at == moment(2026, 3, 6, 20, 0)

    @pytest.mark.parametrize(("way", "address"), [("", ""), ("pigeon", ""), ("post", " ")])
    def test_no_way_is_chosen_by_half(self, town, way, address):
        case = town.filed()
        with nothing_changes(), pytest.raises(Invalid):
            choose(town, case, way, address=address)

    def test_nobody_chooses_opens_or_serves_for_anothers(self, town):
        case, paper = refused_case(town)
        about = {"subject_kind": KIND, "subject_id": case.id, "division_code": case.division_code}
        for act, who, given in (
            (services.choose_service, town.person("qiu"), {**about, "way": "electronic"}),
            (services.open_paper, town.person("qiu"), {"paper_id": paper.id}),
            (
                services.hand_over_paper,
                town.officer("far_window"),
                {"paper_id": paper.id, "received_by": "x"},
            ),
            (
                services.post_paper,
                town.officer("health_handler"),
                {"paper_id": paper.id, "tracking_number": "x"},
            ),
        ):
            with nothing_changes(), pytest.raises(Forbidden):
                act(actor=who, **given)
        with pytest.raises(Missing):
            queries.my_paper(town.person("qiu"), paper.id)
        with pytest.raises(Missing):
            queries.desk_paper(town.officer("far_window"), paper.id)

    def test_an_officer_does_not_serve_oneself(self, town):
        case, paper = refused_case(town)
        Case.objects.filter(id=case.id).update(person_id=town.persons["window"])
        with nothing_changes(), pytest.raises(Forbidden) as caught:
            services.hand_over_paper(
                actor=town.officer("window"), paper_id=paper.id, received_by="我"
            )
        assert caught.value.code == "own_case"
