"""Papers on the pages of the applicant, of the desk and of the public."""

import re

from django.test import Client

from tongban.base.audit.models import Entry
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_papers import (
    plain,
    refused_case,
)


class TestPages:
    def own(self, town, who="gu"):
        client = Client()
        client.force_login(town.account(who), "allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["capacity"] = "self"
        session.save()
        return client

    def test_the_applicant_reads_opens_and_downloads(self, town):
        case, paper = refused_case(town, way="electronic")
        client = self.own(town)
        page = plain(client.get(f"/my/cases/{case.id}/"))
        assert "给您的文书" in page
        assert paper.number in page
        assert re.search("申请复议的最后一天：(2026年)?5月6日", page)
        opened = read(client.get(f"/my/papers/{paper.id}/"))
        assert "没有操作间" in opened
        assert "最后一天" in opened
        response = client.get(f"/my/papers/{paper.id}/file/")
        assert b"".join(response.streaming_content)[:5] == b"%PDF-"
        assert paper.services.get().opened_at is not None
        assert Entry.objects.filter(act="open_paper", subject_id=str(paper.id)).count() == 2

    def test_another_persons_paper_is_not_there(self, town):
        _case, paper = refused_case(town)
        client = self.own(town, "qiu")
        with nothing_changes():
            for path in (f"/my/papers/{paper.id}/", f"/my/papers/{paper.id}/file/"):
                assert client.get(path).status_code == 404

    def test_the_way_is_chosen_on_the_page_of_the_case(self, town):
        case, paper = refused_case(town)
        client = self.own(town)
        with nothing_changes():
            client.post(f"/my/cases/{case.id}/service/", {"way": "post"})
        client.post(f"/my/cases/{case.id}/service/", {"way": "electronic"})
        paper.refresh_from_db()
        assert paper.state == "served"

    def test_the_desk_shows_papers_and_hands_over(self, town):
        case, paper = refused_case(town)
        desk = at_desk(town, "window")
        shown = read(desk.get(f"/desk/cases/{case.number}/"))
        listed = shown[shown.index('id="papers"') :]
        listed = listed[listed.index(f"/desk/papers/{paper.id}/") :]
        listed = listed[: listed.index("</li>")]
        assert paper.title in listed
        assert listed.count("送达") == 1
        assert "登记当面送达" in read(desk.get(f"/desk/papers/{paper.id}/"))
        with nothing_changes():
            wrong = desk.post(f"/desk/papers/{paper.id}/hand_over/", {"received_by": " "})
        assert wrong.status_code == 422
        desk.post(f"/desk/papers/{paper.id}/hand_over/", {"received_by": "谷雨"})
        page = read(desk.get(f"/desk/papers/{paper.id}/"))
        assert "hand_over-received_by" not in page
        assert "收件人：谷雨" in page

    def test_the_code_on_a_paper_leads_to_the_register(self, town):
        _case, paper = refused_case(town)
        page = read(Client().get(f"/verify/papers/{paper.id}/"))
        assert paper.number in page
        assert "谷*" in page
        assert "谷雨" not in page
        assert Client().get(f"/verify/papers/{paper.template_id}/").status_code == 404
