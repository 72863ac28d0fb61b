"""留置 and 公告送达: proven, from their own day, and the remedies counted from it."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid
from tongban.handling.cases.tests.city import moved_to, picture
from tongban.handling.cases.tests.interested import signed_in
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_papers import MONDAY, papers, plain, refused_case
from tongban.management.documents import queries, services
from tongban.management.documents.jobs import publications_over
from tongban.management.documents.models import Paper, PaperService

THURSDAY = moment(2026, 3, 5, 15, 0)
LEFT = {"place": "希夷大道 1 号门口", "cause": "本人在家，看了不肯收", "witnesses": "居委会 钱小满"}
WHY = "两次邮寄退回，电话打不通，居委会说搬走了"


def left(town, paper, *, at=THURSDAY, who="window", **changes):
    with moved_to(at):
        return services.leave_paper(
            actor=town.officer(who), paper_id=paper.id, **{**LEFT, **changes}
        )


def published(town, paper, *, at=THURSDAY, who="signer", cause=WHY):
    with moved_to(at):
        return services.publish_service(actor=town.officer(who), paper_id=paper.id, cause=cause)


def proof_of(paper):
    return Paper.objects.get(about=paper, kind="service_return")


class TestLeft:
    def test_it_is_served_when_it_was_left_with_who_saw_it(self, town):
        _case, paper = refused_case(town)
        service = left(town, paper)
        assert (service.way, service.state, service.served_at) == ("left", "done", THURSDAY)
        paper.refresh_from_db()
        assert paper.state == "served"
        for words in ("留置送达", "希夷大道 1 号门口", "不肯收", "居委会 钱小满"):
            assert words in proof_of(paper).text, words
        remedy = queries.view_of(paper).remedy
        assert remedy.review_until == date(2026, 5, 6)  # 60 days end on 4 May, of the holidays
        assert remedy.lawsuit_until == date(2026, 9, 7)  # six months end on a Saturday

    def test_a_photograph_is_proof_too_and_can_be_looked_at(self, town):
        case, paper = refused_case(town)
        left(town, paper, witnesses="", stream=picture(), filename="门口.png")
        client = at_desk(town, "window")
        assert client.get(f"/desk/papers/{paper.id}/proof/").status_code == 200
        other = papers(case, "receipt")[0]
        assert client.get(f"/desk/papers/{other.id}/proof/").status_code == 404
        assert signed_in(town, "gu").get(f"/desk/papers/{paper.id}/proof/").status_code == 403

    @pytest.mark.parametrize(
        ("changes", "place"),
        [
            ({"witnesses": " "}, "witnesses"),
            ({"place": ""}, "place"),
            ({"cause": ""}, "cause"),
            ({"left_at": moment(2026, 3, 1, 9, 0)}, "left_on"),
            ({"left_at": moment(2026, 3, 6, 9, 0)}, "left_on"),
        ],
    )
    def test_what_is_missing_is_named(self, town, changes, place):
        _case, paper = refused_case(town)
        with nothing_changes(), pytest.raises(Invalid) as caught:
            left(town, paper, **changes)
        assert [f.place for f in caught.value.findings] == [place]

    def test_once_and_not_while_it_is_in_the_post(self, town):
        _case, paper = refused_case(town)
        with moved_to(MONDAY):
            services.post_paper(
                actor=town.officer("window"), paper_id=paper.id, tracking_number="E1"
            )
        with nothing_changes(), pytest.raises(Conflict):
            left(town, paper)
        with moved_to(THURSDAY):
            services.return_service(actor=town.officer("window"), paper_id=paper.id, reason="拒收")
        left(town, paper)
        with nothing_changes(), pytest.raises(Conflict):
            left(town, paper)

    @pytest.mark.parametrize("who", ["signer", "far_window", "health_handler", "admin"])
    def test_not_by_other_posts(self, town, who):
        _case, paper = refused_case(town)
        with nothing_changes(), pytest.raises(Forbidden):
            left(town, paper, who=who)

    def test_at_the_desk(self, town):
        _case, paper = refused_case(town)
        with moved_to(THURSDAY):
            client = at_desk(town, "window")
            page = f"/desk/papers/{paper.id}/left/"
            assert client.post(page, {}).status_code == 422
            photo = SimpleUploadedFile("门口.png", picture().read(), "image/png")
            client.post(page, {**LEFT, "left_on": "2026-03-05", "photo": photo})
            shown = read(client.get(f"/desk/papers/{paper.id}/"))
        assert "居委会 钱小满" in shown
        assert f"/desk/papers/{paper.id}/proof/" in shown


class TestPublished:
    def test_it_is_served_when_the_days_are_over_and_not_before(self, town):
        _case, paper = refused_case(town)
        service = published(town, paper)
        # Thirty days end on Saturday 4 April, of a holiday; the first working day after it.
        assert (service.state, service.due_on) == ("sent", date(2026, 4, 7))
        paper.refresh_from_db()
        assert paper.state == "signed"
        with moved_to(moment(2026, 4, 7, 23, 59)), nothing_changes():
            publications_over(0)
        with moved_to(moment(2026, 4, 8, 0, 11)):
            publications_over(0)
        with moved_to(moment(2026, 4, 9, 0, 11)), nothing_changes():
            publications_over(0)
            services.complete_published(actor=system(), paper_id=paper.id)
        paper.refresh_from_db()
        assert paper.state == "served"
        remedy = queries.view_of(Paper.objects.get(id=paper.id)).remedy
        assert remedy.review_until == date(2026, 6, 8)
        for words in ("公告送达", WHY, "公告期满，视为送达"):
            assert words in proof_of(paper).text, words

    def test_the_page_masks_the_name_and_tells_nothing_of_the_paper(self, town):
        _case, paper = refused_case(town)
        published(town, paper)
        with moved_to(THURSDAY):
            shown = plain(signed_in(town, "xia").get("/published/papers/"))
        for words in ("谷*", paper.title, "3月5日（周四）至4月7日（周二）", paper.department_name):
            assert words in shown, words
        for hidden in ("谷雨", "没有操作间", WHY, town.numbers["gu"]):
            assert hidden not in shown, hidden
        with moved_to(moment(2026, 5, 9, 9, 0)):
            later = plain(signed_in(town, "xia").get("/published/papers/"))
        assert "谷*" not in later

    def test_reached_after_all_it_is_served_the_other_way_and_the_days_are_not_waited_for(
        self, town
    ):
        _case, paper = refused_case(town)
        published(town, paper)
        with moved_to(moment(2026, 3, 9, 9, 0)):
            services.hand_over_paper(
                actor=town.officer("window"), paper_id=paper.id, received_by="谷雨"
            )
        assert list(
            PaperService.objects.filter(paper=paper)
            .order_by("created_at")
            .values_list("way", "state")
        ) == [("published", "returned"), ("window", "done")]
        with moved_to(moment(2026, 4, 8, 0, 11)), nothing_changes():
            publications_over(0)
            services.complete_published(actor=system(), paper_id=paper.id)
        assert "谷*" not in plain(signed_in(town, "xia").get("/published/papers/"))

    def test_it_needs_why_and_is_not_published_twice_nor_confirmed_as_post(self, town):
        _case, paper = refused_case(town)
        with nothing_changes(), pytest.raises(Invalid):
            published(town, paper, cause=" ")
        published(town, paper)
        with nothing_changes(), pytest.raises(Conflict) as caught:
            published(town, paper)
        assert caught.value.code == "paper_published"
        for act, given in (
            (services.confirm_service, {"received_by": "谷雨"}),
            (services.return_service, {"reason": "退回"}),
        ):
            with moved_to(THURSDAY), nothing_changes(), pytest.raises(Conflict):
                act(actor=town.officer("window"), paper_id=paper.id, **given)

    @pytest.mark.parametrize("who", ["window", "handler", "health_signer", "admin"])
    def test_only_by_who_signs(self, town, who):
        _case, paper = refused_case(town)
        with nothing_changes(), pytest.raises(Forbidden):
            published(town, paper, who=who)

    def test_nobody_says_that_the_days_are_over_but_the_platform(self, town):
        _case, paper = refused_case(town)
        published(town, paper)
        with moved_to(moment(2026, 5, 8, 9, 0)), nothing_changes(), pytest.raises(Forbidden):
            services.complete_published(actor=town.officer("signer"), paper_id=paper.id)

    def test_no_applicant_chooses_it(self, town):
        case, paper = refused_case(town)
        for way in ("left", "published"):
            with nothing_changes(), pytest.raises(Invalid):
                services.choose_service(
                    actor=town.person(),
                    subject_kind="case",
                    subject_id=case.id,
                    division_code=case.division_code,
                    way=way,
                )
        assert paper.state == "signed"

    def test_at_the_desk(self, town):
        _case, paper = refused_case(town)
        with moved_to(THURSDAY):
            client = at_desk(town, "signer")
            page = f"/desk/papers/{paper.id}/publish/"
            assert client.post(page, {"cause": ""}).status_code == 422
            client.post(page, {"cause": WHY})
            shown = plain(client.get(f"/desk/papers/{paper.id}/"))
        assert "公告到4月7日（周二）" in shown
        assert WHY in shown
