"""What the law wants in writing is written with the act, served, and says until when to object."""

import html
import json
import re

import pypdfium2
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.handling.cases import services as acts
from tongban.handling.cases.papers import PAPERS
from tongban.handling.cases.tests.city import guide, moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.handling.cases.tests.test_desk_pages import at_desk, read
from tongban.handling.cases.tests.test_measures import accepted, approved, asked, publishing
from tongban.handling.cases.types import KIND
from tongban.management.documents import queries, services
from tongban.management.documents.models import Paper, Publication
from tongban.management.documents.shipped import SHIPPED
from tongban.management.documents.types import PaperKind
from tongban.sharing.licenses.queries import verify_file

MONDAY = moment(2026, 3, 2, 10, 0)


def papers(case, *kinds):
    found = Paper.objects.filter(subject_id=case.id).order_by("created_at", "id")
    return list(found.filter(kind__in=kinds) if kinds else found)


def kinds(case):
    return [paper.kind for paper in papers(case)]


def text(paper):
    return "\n".join(json.loads(paper.text))


def plain(response):
    """What a page says, without markup and spaces."""
    return "".join(re.sub(r"<[^>]+>", "", html.unescape(read(response))).split())


def choose(town, case, way="electronic", **more):
    return services.choose_service(
        actor=town.person(),
        subject_kind=KIND,
        subject_id=case.id,
        division_code=case.division_code,
        way=way,
        **more,
    )


def refused_case(town, at=MONDAY, way=None):
    with moved_to(at):
        case = town.at("decide")
        if way:
            choose(town, case, way, address="希夷大道 1 号，谷雨")
        acts.refuse(actor=town.officer("signer"), case_id=case.id, reason="没有操作间")
    return case, papers(case, "refusal")[0]


class TestWithTheAct:
    def test_filing_gives_a_receipt_that_lists_what_was_handed_in(self, town):
        with moved_to(MONDAY):
            case = town.filed()
        (receipt,) = papers(case)
        assert receipt.title == "收件凭证"
        assert "1. 布局图" in text(receipt)
        assert "租赁合同" in text(receipt)
        assert "2026年3月2日" in text(receipt)
        assert "最晚2026年3月9日告知" in text(receipt)
        # The applicant filed it, the platform answers for the receipt.
        assert receipt.signed_by["capacity"] == "system"

    def test_a_case_that_is_granted_has_receipt_acceptance_and_decision(self, town):
        with moved_to(MONDAY):
            case = town.at("issue")
        assert kinds(case) == ["receipt", "acceptance", "grant"]
        acceptance, grant = papers(case, "acceptance", "grant")
        assert "承诺2026年3月11日前办结" in text(acceptance)
        assert "法定办结日期为2026年3月16日" in text(acceptance)
        assert acceptance.signed_by["name"] == town.officer("window").name
        assert grant.title == "准予行政许可决定书"
        assert grant.signed_by["name"] == town.officer("signer").name
        assert grant.department_name == "谯城区市场监督管理局"
        assert "中华人民共和国行政许可法》第三十八条" in text(grant)

    def test_a_correction_lists_everything_once(self, town):
        with moved_to(MONDAY):
            case = town.at("correct")
        (paper,) = papers(case, "correction")
        assert "1. 布局图：请标出水池\n2. 说明：请写明营业时间" in text(paper)
        assert "请于2026年4月1日前补正" in text(paper)

    def test_a_refusal_says_why_and_whom_to_turn_to(self, town):
        _case, paper = refused_case(town)
        assert paper.title == "不予行政许可决定书"
        assert "没有操作间" in text(paper)
        assert "60日内向谯城区人民政府申请行政复议" in text(paper)
        assert "6个月内依法向谯城区人民法院提起行政诉讼" in text(paper)

    def test_not_accepting_names_the_right_body(self, town):
        case = town.at("accept")
        acts.refuse_to_accept(
            actor=town.officer("window"),
            case_id=case.id,
            reason="不归我们管",
            right_body="谯城区城市管理局",
        )
        (paper,) = papers(case, "non_acceptance")
        assert "您可以向谯城区城市管理局提出申请" in text(paper)
        assert "谯城区人民法院" in text(paper)

    def test_where_no_other_body_is_right_nothing_is_said_of_one(self, town):
        case = town.at("accept")
        acts.refuse_to_accept(actor=town.officer("window"), case_id=case.id, reason="不需要许可")
        assert "提出申请。" not in text(papers(case, "non_acceptance")[0])

    def test_silence_gives_the_paper_of_the_law_and_no_second_acceptance(self, town):
        with moved_to(MONDAY):
            case = town.at("accept")
        with moved_to(moment(2026, 3, 11, 9, 0)):
            acts.accept_case(actor=town.officer("window"), case_id=case.id)
        assert kinds(case) == ["receipt", "deemed_acceptance"]
        assert "自2026年3月2日收到申请之日起即为受理" in text(papers(case)[1])

    def test_a_case_that_was_sent_back_is_not_accepted_in_writing_twice(self, town):
        case = town.at("review")
        acts.return_review(actor=town.officer("handler"), case_id=case.id, reason="再看看")
        acts.accept_case(actor=town.officer("window"), case_id=case.id)
        assert kinds(case) == ["receipt", "acceptance"]

    def test_extension_and_procedure_are_told_with_reason_and_clause(self, town):
        case = accepted(town)
        with moved_to(moment(2026, 3, 3, 9, 0)):
            measure = acts.ask_extension(
                actor=town.officer("handler"), case_id=case.id, reason="要请专家看"
            )
        approved(town, measure)
        approved(town, asked(town, case))
        extension, procedure = papers(case, "extension", "procedure")
        assert "决定延长10个工作日" in text(extension)
        assert "办结日期为2026年4月14日" in text(extension)
        assert "进行检测" in text(procedure)
        assert "行政许可法第四十五条" in text(procedure)

    def test_withdrawing_and_not_correcting_are_confirmed(self, town):
        with moved_to(MONDAY):
            case, other = town.filed(), town.at("correct")
            acts.withdraw_case(actor=town.person(), case_id=case.id, reason="不开了")
        with moved_to(moment(2026, 4, 3, 9, 0)):
            acts.close_uncorrected(actor=system(), case_id=other.id)
        assert "不开了" in text(papers(case, "withdrawal")[0])
        assert "2026年4月1日为止" in text(papers(other, "lapse")[0])

    def test_a_termination_says_why_by_which_clause_and_whom_to_turn_to(self, town):
        case = town.at("review")
        acts.terminate_case(
            actor=town.officer("signer"), case_id=case.id, cause="gone", words="店已经拆了。"
        )
        (paper,) = papers(case, "termination")
        said = text(paper)
        assert "申请办理的标的已经没有了。店已经拆了。" in said
        assert "行政许可法第七十条第五项" in said
        assert "行政复议" in said

    def test_a_refused_act_leaves_no_paper_and_no_gap_in_the_numbers(self, town):
        with moved_to(MONDAY):
            _case, first = refused_case(town)
            case = town.at("decide")
            with nothing_changes(), pytest.raises(Invalid):
                acts.refuse(actor=town.officer("signer"), case_id=case.id, reason=" ")
            _other, second = refused_case(town)
        assert first.number.endswith("许不准〔2026〕1号")
        assert second.number.endswith("许不准〔2026〕2号")

    def test_every_kind_that_acts_lead_to_has_a_wording_with_what_it_must_state(self):
        assert {rule.kind for rule in PAPERS.values()} <= set(SHIPPED)
        assert set(SHIPPED) == set(PaperKind)


class TestThreeHands:
    def amendment(self, town):
        _case, paper = refused_case(town)
        return paper, services.draft_amendment(
            actor=town.officer("handler"),
            paper_id=paper.id,
            wrong="没有操作间",
            right="操作间面积不足",
            reason="笔误",
        )

    def test_drafted_reviewed_and_signed_by_several(self, town):
        paper, draft = self.amendment(town)
        assert (draft.state, draft.number) == ("draft", None)
        assert queries.papers_of(KIND, paper.subject_id, signed_only=True)[-1].paper != draft
        services.review_paper(actor=town.officer("inspector"), paper_id=draft.id)
        signed = services.sign_paper(actor=town.officer("signer"), paper_id=draft.id)
        assert (signed.state, signed.about_id) == ("signed", paper.id)
        assert signed.number.endswith(f"许更〔{signed.signed_at.year}〕1号")
        assert [
            signed.drafted_by["name"],
            signed.reviewed_by["name"],
            signed.signed_by["name"],
        ] == [town.officer(who).name for who in ("handler", "inspector", "signer")]
        assert f"《不予行政许可决定书》（{paper.number}）" in text(signed)

    def test_not_signed_unreviewed_and_neither_by_who_drafted_it(self, town):
        _paper, draft = self.amendment(town)
        with nothing_changes(), pytest.raises(Conflict):
            services.sign_paper(actor=town.officer("signer"), paper_id=draft.id)
        Paper.objects.filter(id=draft.id).update(
            drafted_by={"account": str(town.accounts["signer"]), "name": "签"}
        )
        for act in (services.review_paper, services.sign_paper):
            with nothing_changes(), pytest.raises(Forbidden) as caught:
                act(actor=town.officer("signer"), paper_id=draft.id)
            assert caught.value.code == "own_draft"

    def test_who_may_review_or_sign_finds_it_at_the_desk_and_signs_there(self, town):
        _paper, draft = self.amendment(town)
        path = f"/desk/papers/{draft.id}/"
        for who, finds in (("inspector", True), ("handler", False), ("health_signer", False)):
            assert (path in read(at_desk(town, who).get("/desk/"))) == finds
        assert at_desk(town, "inspector").post(f"{path}review/").status_code == 302
        signer = at_desk(town, "signer")
        assert path in read(signer.get("/desk/"))
        signer.post(f"{path}sign/")
        draft.refresh_from_db()
        assert draft.state == "signed"
        assert path not in read(signer.get("/desk/"))

    def test_other_departments_and_posts_keep_away(self, town):
        _paper, draft = self.amendment(town)
        for act, who in (
            (services.review_paper, "health_signer"),
            (services.sign_paper, "health_signer"),
            (services.sign_paper, "inspector"),
            (services.review_paper, "window"),
            (services.drop_paper, "window"),
        ):
            with nothing_changes(), pytest.raises(Forbidden):
                act(actor=town.officer(who), paper_id=draft.id)

    def test_a_draft_given_up_leaves_no_gap(self, town):
        paper, draft = self.amendment(town)
        services.drop_paper(actor=town.officer("handler"), paper_id=draft.id)
        with nothing_changes(), pytest.raises(Conflict):
            services.review_paper(actor=town.officer("inspector"), paper_id=draft.id)
        again = services.draft_amendment(
            actor=town.officer("handler"), paper_id=paper.id, wrong="没有操作间", right="操作间小"
        )
        services.review_paper(actor=town.officer("inspector"), paper_id=again.id)
        signed = services.sign_paper(actor=town.officer("signer"), paper_id=again.id)
        assert "〕1号" in signed.number

    @pytest.mark.parametrize(
        ("wrong", "right"),
        [("原文没有的字", "改"), ("没有操作间", ""), ("没有操作间", "没有操作间"), ("", "改")],
    )
    def test_only_what_stands_there_is_mended(self, town, wrong, right):
        _case, paper = refused_case(town)
        with nothing_changes(), pytest.raises(Invalid):
            services.draft_amendment(
                actor=town.officer("handler"), paper_id=paper.id, wrong=wrong, right=right
            )

    def test_a_city_may_want_three_hands_for_a_decision_too(self, town):
        shipped = SHIPPED[PaperKind.GRANT]
        services.publish_paper_template(
            actor=system(),
            kind="grant",
            title=shipped.title,
            mark=shipped.mark,
            paragraphs=shipped.paragraphs,
            needs_review=True,
        )
        case = town.at("issue")
        (grant,) = papers(case, "grant")
        assert (grant.state, Publication.objects.count()) == ("draft", 0)
        services.review_paper(actor=town.officer("inspector"), paper_id=grant.id)
        services.sign_paper(actor=town.officer("signer2"), paper_id=grant.id)
        assert Publication.objects.get().paper_id == grant.id


class TestSigned:
    @pytest.mark.parametrize(
        "change",
        [
            "text = 'x'",
            "number = 'x'",
            "addressee = 'x'",
            "dated_on = '2020-01-01'",
            "state = 'draft'",
        ],
    )
    def test_the_database_refuses_every_change(self, town, change):
        _case, paper = refused_case(town)
        before = Paper.objects.filter(id=paper.id).values().get()
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE documents_paper SET {change} WHERE id = %s", [paper.id])
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM documents_paper WHERE id = %s", [paper.id])
        assert Paper.objects.filter(id=paper.id).values().get() == before

    def test_the_file_is_made_once_sealed_by_the_body_and_found_in_the_register(self, town):
        _case, paper = refused_case(town)
        stream, name = queries.open_file(paper.id)
        content = stream.read()
        stream.close()
        assert name == f"不予行政许可决定书（{paper.number}）.pdf"
        report = verify_file(content)
        assert report.holds
        assert report.findings == ()
        assert (report.paper_id, report.signer) == (str(paper.id), "谯城区市场监督管理局")
        pages = pypdfium2.PdfDocument(content)
        printed = "".join(page.get_textpage().get_text_bounded() for page in pages)
        for words in (paper.number, "没有操作间", "谯城区人民法院", "二〇二六年三月二日"):
            assert words in "".join(printed.split())
        again, _name = queries.open_file(paper.id)
        assert again.read() == content
        again.close()

    def test_another_file_of_the_same_paper_is_not_the_registered_one(self, town):
        _case, paper = refused_case(town)
        first, _name = queries.open_file(paper.id)
        content = bytearray(first.read())
        first.close()
        content[len(content) // 2] ^= 1
        assert not verify_file(bytes(content)).holds

    def test_a_draft_has_no_file(self, town):
        _paper, draft = TestThreeHands().amendment(town)
        with nothing_changes(), pytest.raises(Conflict):
            queries.open_file(draft.id)
        with nothing_changes(), pytest.raises(Missing):
            services.open_paper(actor=town.person(), paper_id=draft.id)


class TestPublished:
    def test_a_grant_is_published_with_the_persons_name_masked(self, town):
        case = town.at("issue")
        other = town.at("issue", "shop", actor=town.clerk("gu"))
        page = read(Client().get("/published/"))
        assert "谷*" in page
        assert "谷雨" not in page
        assert "小满面馆" in page
        assert town.numbers["gu"] not in page
        for one in (case, other):
            assert papers(one, "grant")[0].number in page
        assert "共1份" in plain(Client().get("/published/?q=食堂"))

    def test_what_the_guide_keeps_back_is_not(self, town):
        publishing(town, not_published_by="某法第九条")
        town.at("issue")
        assert not Publication.objects.exists()
        assert guide().not_published_by == ""
