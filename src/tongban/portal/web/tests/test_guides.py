"""A guide for one's own case: questions, list, files, form on paper; what people are told of it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from tongban.base.kernel.actors import operator
from tongban.base.kernel.moments import today
from tongban.handling.cases.models import Case
from tongban.handling.cases.queries import draft_answers
from tongban.handling.cases.tests.city import DISTRICT, MARKET, RECEIPT, guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import services
from tongban.management.catalog.tests.test_attach_guide_file import attached, naming, published
from tongban.management.catalog.types import (
    Choice,
    Fee,
    GuideLimit,
    Intermediary,
    Requirement,
    Situation,
)
from tongban.portal.web.glances import glance_of
from tongban.portal.web.tests.test_browsing import said

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WHO = Situation("who", "谁去办？", (Choice("self", "本人"), Choice("agent", "代办")))
LETTER = Requirement(
    "letter",
    "公证的委托书",
    "证明能代办。",
    "公证处。",
    originals=1,
    when={"field": "who", "is": ["agent"]},
)


def address(town, key="food", rest=""):
    return f"/items/{town.codes[key]}/{rest}"


def listed(answer):
    """The names of the materials that the page lists, of a guide or of its sheet."""
    page = answer.content.decode()
    own = re.search(r'<section id="cl">(.*?)</section>', page, re.DOTALL)
    if own is not None:
        return re.findall(r"<h3>(.*?)</h3>", own.group(1))
    return re.findall(r"<li><b>(.*?)</b>", page)


def with_situation(town):
    published(town, guide(situations=(WHO,), materials=(*guide().materials[1:2], LETTER)))


@pytest.mark.parametrize(
    ("audiences", "who"),
    [
        (("1",), "个人"),
        (("2", "5"), "企业、个体户等单位"),
        (("1", "2"), "个人和单位"),
        (("4",), "社会组织法人"),
        (("1", "3", "6"), "个人、事业法人、行政机关"),
    ],
)
def test_who_may_apply_is_told_as_the_guide_says_it(audiences, who):
    assert glance_of(guide(audiences=audiences))[0].answer == who


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({}, ("网上办，不用跑", "也可到大厅、代办点")),
        ({"at_hall": False}, ("网上办，不用跑", "")),
        ({"visits": 2, "visit_reason": "拍照"}, ("要到现场 2 次", "拍照")),
        ({"handle_forms": ("1", "3"), "by_post": True}, ("寄来就行，不用跑", "也可到大厅、代办点")),
    ],
)
def test_nobody_is_told_to_come_who_need_not(changes, where):
    answer = glance_of(guide(**changes))[2]
    assert (answer.answer, answer.more) == where


class TestSituations:
    def test_the_forms_question_is_asked_where_the_guide_has_none(self, client, town):
        page = said(client.get(address(town)))
        assert "房子是租的吗" in page
        assert "租赁合同" not in page
        assert "租赁合同" in said(client.get(address(town, rest="?s-rented=yes")))
        assert "租赁合同" not in said(client.get(address(town, rest="?s-rented=no")))

    def test_the_guides_situations_are_asked_instead(self, client, town):
        with_situation(town)
        answer = client.get(address(town))
        assert "谁去办？" in said(answer)
        assert "房子是租的吗" not in said(answer)
        assert listed(answer) == ["布局图"]
        assert "清单就完整了" in said(answer)
        chosen = client.get(address(town, rest="?s-who=agent"))
        assert listed(chosen) == ["布局图", "公证的委托书"]
        assert "清单就完整了" not in said(chosen)

    def test_what_depends_on_ones_case_is_not_counted_before_it_is_told(self, client, town):
        with_situation(town)
        page = said(client.get(address(town)))
        for words in ("至少交 1 份材料", "人人都要的，共 1 份："):
            assert words in page
        for rest, mine in (("?s-who=self", 1), ("?s-who=agent", 2)):
            page = said(client.get(address(town, rest=rest)))
            assert f"按您的情形，共 {mine} 份：" in page
            assert f"交 {mine} 份材料" in page
            assert "至少交" not in page

    def test_where_everything_depends_nobody_is_told_that_nothing_is_needed(self, client, town):
        published(town, guide(situations=(WHO,), materials=(LETTER,)))
        page = said(client.get(address(town)))
        assert "不用准备材料" not in page
        assert "不用交材料" not in page
        assert "要什么材料看您的情形，请先在上面选。" in page
        assert "不用准备材料" in said(client.get(address(town, rest="?s-who=self")))

    def test_where_nothing_is_asked_nobodys_case_is_named(self, client, town):
        published(town, guide(materials=guide().materials[1:2]))
        assert "按您的情形" not in said(client.get(address(town)))

    @pytest.mark.parametrize("value", ["x", "<script>alert(1)</script>", "\x00", "a" * 5000])
    def test_any_answer_in_an_address_is_a_page(self, client, town, value):
        with_situation(town)
        for rest in ("", "list/"):
            answer = client.get(address(town, rest=rest), {"s-who": value})
            assert answer.status_code == 200
            assert listed(answer) == ["布局图"]
            assert b"<script>alert" not in answer.content

    def test_the_answers_go_along_and_fill_the_form(self, client, town):
        client.force_login(town.account("gu"), BACKEND)
        page = client.get(address(town, rest="?s-rented=yes"))
        apply = f"/apply/{town.codes['food']}/?s-rented=yes"
        assert f'href="{apply}"' in page.content.decode()
        begin = said(client.get(apply))
        assert "租赁合同" in begin
        assert "（看情形）" not in begin
        answer = client.post(apply)
        assert answer.status_code == 302
        draft = Case.objects.get(item_id=town.items["food"])
        assert draft_answers(draft) == {"rented": True}
        form_page = client.get(f"/apply/{town.codes['food']}/page/shop/").content.decode()
        assert re.search(r'<input[^>]*name="rented"[^>]*value="yes"[^>]* checked', form_page)

    def test_what_was_typed_in_a_draft_stays(self, client, town):
        draft = town.draft(rented=False)
        client.force_login(town.account("gu"), BACKEND)
        client.post(f"/apply/{town.codes['food']}/?s-rented=yes")
        draft.refresh_from_db()
        assert draft_answers(draft)["rented"] is False

    def test_an_answer_that_no_question_of_the_form_is_fills_nothing(self, client, town):
        with_situation(town)
        client.force_login(town.account("gu"), BACKEND)
        client.post(f"/apply/{town.codes['food']}/?s-who=agent&s-name=x&s-remark=x")
        assert draft_answers(Case.objects.get(item_id=town.items["food"])) == {}


class TestOwnList:
    def test_the_sheet_says_what_to_bring_where_when_and_how_much(self, client, town):
        fee = Fee("工本费", 2000, "每证 20 元", "收费办法", "低保户不收")
        published(
            town,
            guide(
                situations=(WHO,),
                materials=(*guide().materials, replace(LETTER, copies=2)),
                fees=(fee,),
                pays_online=True,
            ),
        )
        answer = client.get(address(town, rest="list/?s-who=agent"))
        page = said(answer)
        for words in (
            "食品经营许可",
            "谁去办？　代办",
            "公证的委托书　原件 1 份　复印件 2 份",
            "身份证",
            "政务大厅 3 号窗口",
            "周一至周五",
            "0558-0002001",
            "7 个工作日（法定 10 个工作日）",
            "工本费　20 元　每证 20 元　可以减免：低保户不收",
            "第 2 版指南",
            town.codes["food"],
        ):
            assert words in page, words
        assert "<svg" in answer.content.decode()
        assert 'href="' + address(town, rest="?s-who=agent") in answer.content.decode()

    def test_without_answers_it_says_that_the_list_is_not_whole(self, client, town):
        with_situation(town)
        answer = client.get(address(town, rest="list/"))
        assert "还有问题没有选" in said(answer)
        assert listed(answer) == ["布局图"]

    def test_there_is_no_sheet_before_a_guide_is_published(self, client, town):
        for rest in ("list/", "form/"):
            assert client.get(address(town, "listed", rest)).status_code == 404


class TestPaperForm:
    def test_the_form_can_be_filled_in_by_hand(self, client, town):
        page = said(client.get(address(town, rest="form/")))
        for words in (
            "申请表",
            "经营项目（必填）",
            "热食",
            "冷食",
            "厨房面积（必填）",
            "“经营项目”选了热食才填",
            "平方米",
            "申请人签字或盖章",
        ):
            assert words in page, words

    def test_it_is_chinese_for_whoever_reads_english(self, client, town):
        page = client.get(address(town, rest="form/"), headers={"accept-language": "en"})
        assert "申请人签字或盖章" in said(page)

    def test_an_item_without_a_form_has_none_on_paper(self, client, town):
        services.publish_item(
            actor=operator(),
            item_id=town.items["instant"],
            guide=guide(
                project_type="1",
                promised=None,
                statutory=None,
                handle_forms=("1",),
                visits=1,
                visit_reason="核对本人",
                online_depth="1",
                materials=guide().materials[1:2],
                result=RECEIPT,
            ),
            form_id=None,
            process_id=None,
        )
        answer = client.get(address(town, "instant", "form/"))
        assert answer.status_code == 404
        assert "没有申请表" in said(answer)
        assert "空白申请表" not in said(client.get(address(town, "instant")))


class TestFiles:
    def test_a_named_file_is_served_isolated_and_kept_by_its_hash(self, client, town):
        kept = attached(town)
        path = reverse("web:guide_file", args=[town.codes["food"], kept.file_id])
        assert client.get(path).status_code == 404
        published(town, naming(kept.file_id))
        assert path in client.get(address(town)).content.decode()
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "public, max-age=86400"
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
        again = client.get(path, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        preview = client.get(path + "preview/")
        assert preview.status_code == 200
        assert preview["Content-Type"].startswith("image/")
        other = reverse("web:guide_file", args=[town.codes["shop"], kept.file_id])
        assert client.get(other).status_code == 404

    def test_an_upload_of_a_case_is_never_served(self, client, town):
        from tongban.sharing.materials.models import Material

        town.filed()
        material = Material.objects.exclude(file=None).first()
        path = reverse("web:guide_file", args=[town.codes["food"], material.file_id])
        assert client.get(path).status_code == 404


class TestTold:
    def test_every_element_that_is_there_is_shown(self, client, town):
        published(
            town,
            guide(
                intermediaries=(Intermediary("安全评价", "《安全法》", "https://a.example/list"),),
                special_procedures=("现场核查（核查办法第三条）",),
                joint_bodies=("谯城区消防救援大队",),
                quantity_limit="每年 20 个",
                delivery_ways=("现场领取", "邮寄"),
                handle_area="3",
                by_post=True,
                by_kiosk=True,
                by_appointment=True,
                power_limits="县级管县级的",
                responsibilities=("受理：一次说清。",),
                fees=(Fee("工本费", 500, "每证 5 元", "收费办法", "残疾人不收"),),
                pays_online=True,
                materials=(
                    Requirement(
                        "plan", "布局图", "看布局。", "自己画。", form="纸质", originals=1, copies=2,
                        page_format="A4", issuer="区档案馆", issued_when="当天",
                        obtained_where="政务中心 2 楼", tips="门窗标清楚。", late_days=3,
                        check_points=("有尺寸", "有门窗"), by_law="办法第三条",
                    ),
                ),
            ),
        )  # fmt: skip
        page = said(client.get(address(town)))
        for words in (
            "安全评价",
            "能做的机构在这里查",
            "现场核查（核查办法第三条）",
            "谯城区消防救援大队",
            "每年 20 个",
            "现场领取、邮寄",
            "网上、到大厅窗口、寄材料、自助终端",
            "可以先约好时间再去",
            "县级管县级的",
            "受理：一次说清。",
            "工本费　5 元",
            "残疾人不收",
            "原件 1 份、复印件 2 份、A4、纸质",
            "区档案馆，当天",
            "政务中心 2 楼",
            "可以先受理，受理后 3 天内补交",
            "门窗标清楚。",
            "有尺寸；有门窗",
            "办法第三条",
        ):
            assert words in page, words

    def test_a_suspended_item_says_why_and_until_when(self, client, town):
        day = today() + timedelta(days=40)
        services.suspend_item(
            actor=operator(),
            item_id=town.items["food"],
            reason="系统升级",
            resumes_on=day,
        )
        page = said(client.get(address(town)))
        assert "现在暂停办理。" in page
        assert "系统升级" in page
        assert f"{day.month} 月 {day.day} 日" in page
        assert "开始办理" not in page
        assert "系统升级" in said(client.get(address(town, rest="list/")))

    def test_the_parent_asks_which_kind_and_leads_there(self, client, town):
        code = f"{town.codes['food']}01"
        services.list_item(
            actor=operator(),
            code=code,
            name="食品经营许可（小餐饮）",
            item_type="01",
            department_id=town.departments["market"],
            division_code=DISTRICT,
        )
        page = client.get(address(town))
        assert "您要办的是哪一种" in said(page)
        assert f'href="/items/{code}/"' in page.content.decode()
        assert code.startswith(MARKET)

    def test_what_this_version_changed_and_what_comes_next(self, client, town):
        assert "这一版改了什么" not in said(client.get(address(town)))
        published(town, guide(promised=GuideLimit(5, clause="承诺")))
        page = said(client.get(address(town)))
        assert "这一版改了什么" in page
        assert "原来：7 个工作日（承诺）" in page
        draft = services.begin_draft(actor=town.officer("manager"), item_id=town.items["food"])
        services.save_draft(
            actor=town.officer("manager"),
            draft_id=draft.id,
            version=draft.version,
            guide=guide(promised=GuideLimit(3, clause="承诺")),
            form_id=draft.form_id,
            process_id=draft.process_id,
            name=draft.name,
        )
        assert "起执行新的规定" not in said(client.get(address(town)))
        services.submit_draft(actor=town.officer("manager"), draft_id=draft.id)
        day = today() + timedelta(days=9)
        services.approve_draft(actor=town.officer("chief"), draft_id=draft.id, effective_on=day)
        page = said(client.get(address(town)))
        assert "起执行新的规定" in page
        assert "现在：3 个工作日（承诺）" in page

    def test_looking_changes_nothing(self, client, town):
        with nothing_changes():
            for rest in ("", "list/", "form/", "?s-rented=yes"):
                assert client.get(address(town, rest=rest)).status_code == 200
