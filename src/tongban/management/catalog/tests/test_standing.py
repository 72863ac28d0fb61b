"""Suspend, resume, cancel; take an item over; the directory and the three levels of codes."""

from datetime import date, timedelta

import pytest

from tongban.base.kernel.actors import VISITOR, operator
from tongban.base.kernel.errors import Conflict, Forbidden, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import today
from tongban.base.orgs.services import keep_department
from tongban.handling.cases import services as acts
from tongban.handling.cases.tests.city import DISTRICT, HALL, MARKET, guide
from tongban.handling.cases.tests.looking import nothing_changes
from tongban.management.catalog import queries, services
from tongban.management.catalog.models import DirectoryEntry, Item, ItemDraft
from tongban.management.catalog.types import Guide, GuideLimit

BASIC = "340100001000"


def refused(error, act, wanted="", /, **given):
    with nothing_changes(), pytest.raises(error) as caught:
        act(**given)
    if wanted:
        assert caught.value.code == wanted
    return caught.value


class TestStanding:
    def test_a_suspended_item_takes_no_application_and_says_why(self, town):
        day = today() + timedelta(days=3)
        item = services.suspend_item(
            actor=operator(), item_id=town.items["food"], reason=" 系统升级 ", resumes_on=day
        )
        assert (item.state, item.state_reason, item.resumes_on) == ("suspended", "系统升级", day)
        item = services.resume_item(actor=operator(), item_id=item.id)
        assert (item.state, item.state_reason, item.resumes_on) == ("published", "", None)

    def test_a_cancelled_item_is_gone_from_the_portal_and_its_cases_go_on(self, town):
        case = town.filed()
        town.filed()
        left = services.cancel_item(actor=operator(), item_id=town.items["food"], reason="法律改了")
        assert left == 2
        with pytest.raises(Missing):
            queries.item(town.codes["food"])
        acts.pass_prereview(actor=town.officer("window"), case_id=case.id, opinion="齐全")
        case.refresh_from_db()
        assert (case.state, case.revision.version) == ("prereviewed", 1)

    def test_cancelling_gives_up_the_open_change(self, town):
        manager = town.officer("manager")
        draft = services.begin_draft(actor=manager, item_id=town.items["food"])
        services.cancel_item(actor=operator(), item_id=town.items["food"], reason="法律改了")
        draft.refresh_from_db()
        assert draft.state == "discarded"

    @pytest.mark.parametrize(
        ("state", "act"),
        [
            ("listed", services.suspend_item),
            ("suspended", services.suspend_item),
            ("cancelled", services.suspend_item),
            ("listed", services.resume_item),
            ("published", services.resume_item),
            ("cancelled", services.resume_item),
            ("cancelled", services.cancel_item),
        ],
    )
    def test_not_from_every_state(self, town, state, act):
        Item.objects.filter(id=town.items["food"]).update(state=state)
        more = {} if act is services.resume_item else {"reason": "因为"}
        refused(
            Conflict,
            act,
            "item_state",
            actor=operator(),
            item_id=town.items["food"],
            **more,
        )

    @pytest.mark.parametrize("act", [services.suspend_item, services.cancel_item])
    @pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
    def test_not_without_a_reason(self, town, act, reason):
        refused(Invalid, act, actor=operator(), item_id=town.items["food"], reason=reason)

    def test_the_day_of_resuming_is_to_come(self, town):
        refused(
            Invalid,
            services.suspend_item,
            actor=operator(),
            item_id=town.items["food"],
            reason="因为",
            resumes_on=today(),
        )

    def test_officers_propose_it_and_do_not_do_it(self, town):
        officers = [town.officer(key) for key in ("manager", "handler", "admin")]
        for actor in (*officers, town.person(), VISITOR):
            for act in (services.suspend_item, services.cancel_item):
                refused(Forbidden, act, actor=actor, item_id=town.items["food"], reason="因为")
            refused(Forbidden, services.resume_item, actor=actor, item_id=town.items["food"])


class TestTiers:
    def handling(self, town, sequence="01", **more):
        return {
            "actor": operator(),
            "code": town.codes["food"] + sequence,
            "name": "食品经营许可（变更）",
            "item_type": "01",
            "department_id": town.departments["market"],
            "division_code": DISTRICT,
            **more,
        }

    def test_a_handling_item_hangs_on_its_item(self, town):
        item = services.list_item(**self.handling(town))
        assert (item.tier, item.parent_id, item.main_item) == (
            "handling",
            town.items["food"],
            "食品经营许可",
        )
        assert [i.id for i in queries.handling_items_of(town.items["food"])] == [item.id]

    def test_not_before_its_item_is_there(self, town):
        code = f"{MARKET}434010888800001"
        error = refused(Invalid, services.list_item, **self.handling(town, code=code))
        assert [f.code for f in error.findings] == ["item.parent-missing"]

    def test_a_code_of_the_directory_is_no_item(self, town):
        error = refused(Invalid, services.list_item, **self.handling(town, code=BASIC))
        assert [f.code for f in error.findings] == ["item.basic"]

    def test_an_item_is_not_cancelled_before_its_handling_items(self, town):
        below = services.list_item(**self.handling(town))
        given = {"actor": operator(), "item_id": town.items["food"], "reason": "并了"}
        refused(Conflict, services.cancel_item, "handling_items_left", **given)
        services.cancel_item(actor=operator(), item_id=below.id, reason="并了")
        services.cancel_item(**given)


class TestDirectory:
    def keeping(self, **more):
        return {
            "actor": operator(),
            "code": BASIC,
            "name": "食品经营许可",
            "item_type": "01",
            "by_law": "《食品安全法》第三十五条",
            "use_levels": ["4", "3"],
            **more,
        }

    def test_items_come_to_hang_on_their_entry_whichever_is_first(self, town):
        entry = services.keep_directory_entry(**self.keeping())
        assert Item.objects.get(id=town.items["food"]).entry_id == entry.id
        assert Item.objects.get(id=town.items["shop"]).entry_id is None
        later = services.list_item(**TestTiers().handling(town), main_item="")
        assert later.entry_id == entry.id

    def test_what_differs_is_a_new_version_and_the_same_again_is_nothing(self, town):
        first = services.keep_directory_entry(**self.keeping())
        with nothing_changes():
            assert services.keep_directory_entry(**self.keeping()).version == 1
        second = services.keep_directory_entry(**self.keeping(name="食品经营许可（新）"))
        assert (second.id, second.version, second.operation) == (first.id, 2, "U")

    @pytest.mark.parametrize(
        ("more", "found"),
        [
            ({"code": BASIC[:-1]}, "item.length"),
            ({"code": f"{MARKET}4{BASIC}"}, "item.not-basic"),
            ({"item_type": "20"}, "item.type-differs"),
            ({"name": " "}, "length"),
            ({"by_law": ""}, "required"),
            ({"use_levels": ["9"]}, "level"),
            ({"effective_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "range"),
        ],
    )
    def test_what_does_not_hold_is_not_kept(self, town, more, found):
        error = refused(Invalid, services.keep_directory_entry, **self.keeping(**more))
        assert [f.code for f in error.findings] == [found]
        assert not DirectoryEntry.objects.exists()

    def test_only_the_system_administrator(self, town):
        for actor in (town.officer("manager"), town.officer("handler"), town.person(), VISITOR):
            refused(Forbidden, services.keep_directory_entry, **self.keeping(actor=actor))
        services.keep_directory_entry(**self.keeping(actor=town.officer("admin")))


class TestTakeOver:
    CITY = "341600000000"

    def model(self, town):
        """The item of the city's own body, published."""
        from tongban.base.kernel.codes import make_credit_code

        body = make_credit_code("1", "1", "341690", "00000301")
        department = keep_department(
            actor=operator(), name="亳州市市场监督管理局", division_code=self.CITY, credit_code=body
        )
        item = services.list_item(
            actor=operator(),
            code=f"{body}3340100777000",
            name="市级事项",
            item_type="01",
            department_id=department.id,
            division_code=self.CITY,
        )
        services.publish_item(
            actor=operator(),
            item_id=item.id,
            guide=guide(use_level="3"),
            form_id=town.forms["food"],
            process_id=town.processes["standard_license"],
        )
        return item

    def taking(self, town, model, **more):
        return {
            "actor": town.officer("manager"),
            "model_item_id": model.id,
            "department_id": town.departments["market"],
            "code": f"{MARKET}4340100777000",
            **more,
        }

    def test_a_district_takes_over_a_city_item_and_may_only_make_it_easier(self, town):
        model = self.model(town)
        item = services.take_over_item(**self.taking(town, model))
        assert (item.name, item.state, item.model_item_id) == ("市级事项", "listed", model.id)
        draft = ItemDraft.objects.get(item=item)
        copied = Guide.from_json(draft.guide)
        assert copied.materials == guide().materials
        local = guide(promised=GuideLimit(8))
        given = {
            "actor": operator(),
            "item_id": item.id,
            "form_id": town.forms["food"],
            "process_id": town.processes["standard_license"],
        }
        error = refused(Invalid, services.publish_item, **given, guide=local)
        assert [(f.place, f.code) for f in error.findings] == [("promised", "not_tighter")]
        services.publish_item(**given, guide=guide(promised=GuideLimit(3)))

    def test_not_what_is_no_body_above(self, town):
        model = Item.objects.get(id=town.items["food"])
        error = refused(Invalid, services.take_over_item, **self.taking(town, model))
        assert [f.code for f in error.findings] == ["not_above"]

    def test_not_what_is_not_published(self, town):
        model = Item.objects.get(id=town.items["listed"])
        refused(
            Conflict,
            services.take_over_item,
            "model_not_published",
            **self.taking(town, model),
        )
        refused(
            Missing,
            services.take_over_item,
            **self.taking(town, model, model_item_id=new_id()),
        )

    def test_only_the_departments_item_manager(self, town):
        model = self.model(town)
        for actor in (town.officer("handler"), town.person(), VISITOR):
            refused(Forbidden, services.take_over_item, **self.taking(town, model, actor=actor))
        refused(
            Forbidden,
            services.take_over_item,
            **self.taking(
                town,
                model,
                department_id=town.departments["hall"],
                code=f"{HALL}4340100777000",
            ),
        )
