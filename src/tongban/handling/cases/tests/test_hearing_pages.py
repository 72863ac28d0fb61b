"""听证 on the pages of both sides and at the desk."""

from tongban.handling.cases.models import Hearing
from tongban.handling.cases.tests.city import moved_to
from tongban.handling.cases.tests.interested import (
    TUESDAY,
    entered,
    signed_in,
)
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_hearings import (
    AFTER,
    planned,
    recorded,
    wanted,
)
from tongban.handling.cases.tests.test_measures import accepted


class TestPages:
    def test_both_sides_ask_read_and_confirm_on_their_pages(self, town):
        case = accepted(town, "decide")
        made = entered(town, case)
        with moved_to(TUESDAY):
            applicant, concerned = signed_in(town, "gu"), signed_in(town)
            assert "要求听证" in read(applicant.get(f"/my/cases/{case.id}/"))
            concerned.post(f"/my/concerns/{made.id}/hearing/ask/", {"reason": "烟"})
            hearing = Hearing.objects.get()
            planned(town, case, hearing)
            for client, page in (
                (applicant, f"/my/cases/{case.id}/"),
                (concerned, f"/my/concerns/{made.id}/"),
            ):
                assert "三楼会议室" in read(client.get(page))
        recorded(town, case, hearing, made)
        with moved_to(AFTER):
            applicant, concerned = signed_in(town, "gu"), signed_in(town)
            for client, page in (
                (applicant, f"/my/cases/{case.id}/"),
                (concerned, f"/my/concerns/{made.id}/"),
            ):
                assert "愿意改到屋顶" in read(client.get(page))
                client.post(f"{page}hearing/confirm/", {"hearing": str(hearing.id)})
            assert applicant.post(f"/my/cases/{case.id}/hearing/sing/").status_code == 404
        assert hearing.members.filter(consent="online").count() == 2

    def test_the_desk_leads_from_the_list_to_the_record(self, town):
        case, made, hearing = wanted(town)
        page = f"/desk/cases/{case.number}/"
        with moved_to(TUESDAY):
            client = at_desk(town, "handler")
            assert "本部门要办的听证" in read(client.get("/desk/"))
            assert client.post(f"{page}hearings/{hearing.id}/plan/", {}).status_code == 422
            client.post(
                f"{page}hearings/{hearing.id}/plan/",
                {
                    "planned_at": "2026-03-16T09:00",
                    "place": "三楼会议室",
                    "subject": "排烟口",
                    "chair": str(town.accounts["signer2"]),
                },
            )
            assert "已通知，等举行" in read(client.get(page))
        with moved_to(AFTER):
            client = at_desk(town, "handler")
            client.post(
                f"{page}hearings/{hearing.id}/record/",
                {
                    "record": "说了",
                    "applicant_came": "1",
                    "interested": [str(made.id)],
                    "reviewers": "官戊\n",
                },
            )
            member = hearing.members.get(role="chair")
            client.post(
                f"{page}hearings/{hearing.id}/sign/",
                {"member": str(member.id), "consent": "signed"},
            )
            shown = read(client.get(page))
        assert "当面签字" in shown
        assert "还没有确认" in shown

    def test_opened_and_called_off_at_the_desk(self, town):
        case = accepted(town, "decide")
        page = f"/desk/cases/{case.number}/hearings/"
        with moved_to(TUESDAY):
            at_desk(town, "handler").post(page, {"reason": "整条街都要改"})
        assert Hearing.objects.get().ground == "public"
        with moved_to(TUESDAY):
            at_desk(town, "signer").post(
                f"{page}{Hearing.objects.get().id}/off/", {"cause": "absent", "words": "没来"}
            )
        assert Hearing.objects.get().state == "asked"
