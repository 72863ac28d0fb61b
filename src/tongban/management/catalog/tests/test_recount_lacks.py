"""What items lack is counted anew when something beside their guides changes, and only then."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from procrastinate.contrib.django.models import ProcrastinateJob

from tongban.base.accounts.services import clear_kept
from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import VISITOR, operator, system
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now, today
from tongban.base.kernel.retention import kept_kinds
from tongban.handling.cases.tests.city import guide, moved_to
from tongban.handling.cases.tests.looking import moment, nothing_changes
from tongban.management.catalog import jobs, managing, queries, recounting, services
from tongban.management.catalog.commands import recount_lacks as command
from tongban.management.catalog.judging import Surroundings
from tongban.management.catalog.lacking import lacks_in_force
from tongban.management.catalog.models import Item, ItemChange, ItemJudgement, LackRecount
from tongban.management.catalog.services import recounting as acts
from tongban.management.catalog.tests.test_attach_guide_file import food, published
from tongban.management.catalog.tests.test_editor_pages import Desk, words
from tongban.management.catalog.types import Clause, DocumentContent
from tongban.management.catalog.watching import law_key, link_key

TITLE = "食品经营许可管理办法"
ADDRESS = "https://a.example/apply"


@pytest.fixture
def lawful(town):
    """An item that rests on a law that is kept, counted once."""
    published(town, guide(by_law=(Clause(f"《{TITLE}》", "第九条"),), handle_url=ADDRESS))
    town.law = keep(ended_on=None)
    acts.recount_all(actor=operator())
    ProcrastinateJob.objects.all().delete()
    return town


def keep(document=None, **changes):
    content = DocumentContent("law", TITLE, issued_on=date(2017, 1, 1), body="第九条", **changes)
    return services.keep_document(
        actor=operator(),
        content=content,
        department_id=None,
        document_id=document.id if document else None,
        version=document.version if document else 0,
    )


def queued():
    """The keys that wait to be recounted; they are, and nothing waits any more."""
    waiting = ProcrastinateJob.objects.filter(task_name="catalog.recount_watching")
    told = [job.args["key"] for job in waiting.order_by("id")]
    ProcrastinateJob.objects.all().delete()
    for key in told:
        jobs.recount_watching(key=key)
    return told


def left(town):
    """How many the list says that the item lacks; the item's page lists as many."""
    item = food(town)
    told = lacks_in_force(item)
    assert item.must_left == sum(lack.must for lack in told)
    assert item.should_left == sum(not lack.must for lack in told)
    return item.must_left + item.should_left


def is_listed(town):
    found = managing.filtered(managing.managed_items(town.officer("manager")), {"left": "findings"})
    return town.codes["food"] in found.values_list("code", flat=True)


def test_a_law_that_is_ended_or_withdrawn_is_counted_at_once(lawful):
    before = left(lawful)
    told_before = ItemChange.objects.count()
    document = keep(lawful.law, ended_on=today() - timedelta(days=1))
    assert queued() == [law_key(TITLE)]
    assert left(lawful) == before + 1
    assert is_listed(lawful)
    services.withdraw_document(actor=operator(), document_id=document.id, reason="发错了")
    assert queued() == [law_key(TITLE)]
    assert left(lawful) == before
    # What is counted is no change of the item: other systems are told of none.
    assert ItemChange.objects.count() == told_before


def test_a_law_on_which_nothing_rests_has_nothing_counted(lawful):
    services.keep_document(
        actor=operator(),
        content=DocumentContent("law", "别的法", issued_on=date(2017, 1, 1), body="一"),
        department_id=None,
    )
    assert queued() == []


def test_a_new_text_of_the_same_law_has_nothing_counted(lawful):
    keep(lawful.law, address="https://law.example/1")
    assert queued() == []


def test_a_law_whose_last_day_comes_is_counted_by_the_hour(lawful):
    before = left(lawful)
    keep(lawful.law, ended_on=today() + timedelta(days=1))
    queued()
    assert left(lawful) == before
    later = today() + timedelta(days=1)
    with moved_to(moment(later.year, later.month, later.day, 0, 5)):
        jobs.recount(timestamp=0)
        assert left(lawful) == before + 1


def test_an_address_that_dies_and_lives_again_is_counted_at_once(lawful):
    before = left(lawful)
    for answer, keys, more in (
        ("404", [], 0),
        ("404", [link_key(ADDRESS)], 1),
        ("404", [], 1),
        ("ok", [link_key(ADDRESS)], 0),
    ):
        services.check_links(actor=system("检查网址"), answers={ADDRESS: answer})
        assert queued() == keys
        assert left(lawful) == before + more


def test_what_did_not_change_is_not_judged_again(lawful, django_assert_num_queries):
    first = acts.recount_all(actor=operator())
    assert (first.judged, first.changed) == (0, 0)
    assert first.items == recounting.counted_items().count() > 1
    stamps = dict(ItemJudgement.objects.values_list("item_id", "stamp"))
    ids = list(Item.objects.values_list("id", flat=True))
    around = Surroundings()
    stamping = recounting.Stamping(around)
    stamping.learn_all()
    # The items, and of what they name the laws and the addresses: as many for five hundred items.
    # Two more begin and end the act inside this test's own transaction.
    with nothing_changes(), django_assert_num_queries(3 + 2):
        told = services.recount_lacks(
            actor=operator(), item_ids=ids, around=around, stamping=stamping
        )
    assert (told.judged, told.changed) == (0, 0)
    assert dict(ItemJudgement.objects.values_list("item_id", "stamp")) == stamps


def test_another_release_has_everything_judged_again(lawful, monkeypatch):
    assert queries.counted_by_these_rules()
    monkeypatch.setattr(recounting, "rules_digest", lambda: "of another release")
    monkeypatch.setattr(acts, "rules_digest", lambda: "of another release")
    assert not queries.counted_by_these_rules()
    told = acts.recount_all(actor=operator())
    assert told.judged == told.items > 1
    assert told.changed == 0
    assert queries.counted_by_these_rules()


def test_a_count_that_is_wrong_is_put_right(lawful):
    before = left(lawful)
    Item.objects.filter(id=lawful.items["food"]).update(must_left=7, should_left=9)
    ItemJudgement.objects.filter(item_id=lawful.items["food"]).update(stamp="")
    told = acts.recount_all(actor=operator())
    assert (told.judged, told.changed) == (1, 1)
    assert left(lawful) == before


def test_a_guide_that_is_published_meanwhile_keeps_its_own_count(lawful, monkeypatch):
    ItemJudgement.objects.filter(item_id=lawful.items["food"]).update(stamp="")
    whole = acts.judged

    def slow(told, context):
        counts = whole(told, context)
        published(lawful, replace(told, by_law=(Clause("某法"), Clause("某法", "第一条"))))
        return replace(counts, should_left=77)

    monkeypatch.setattr(acts, "judged", slow)
    told = services.recount_lacks(actor=operator(), item_ids=[lawful.items["food"]])
    assert (told.judged, told.changed) == (1, 0)
    assert left(lawful) != 77
    assert ItemJudgement.objects.get(item_id=lawful.items["food"]).watched == [
        "law:某法",
        link_key(ADDRESS),
    ]


def test_table_and_filter_tell_the_same(lawful):
    keep(lawful.law, ended_on=today() - timedelta(days=1))
    queued()
    admin = lawful.officer("admin")
    told = managing.standings(admin)
    assert sum(one.to_mend for one in told) > 0
    for one in told:
        asked = {"left": "findings", "of": str(one.department_id)}
        assert managing.filtered(managing.managed_items(admin), asked).count() == one.to_mend
    page = words(Desk(lawful, "admin").client.get("/desk/items/departments/").content.decode())
    assert "每小时重新清点，上次是" in page


def test_an_open_change_is_counted_instead_of_what_is_in_force(lawful):
    keep(lawful.law, ended_on=today() - timedelta(days=1))
    queued()
    assert is_listed(lawful)
    draft = services.begin_draft(actor=lawful.officer("manager"), item_id=lawful.items["food"])
    draft.must_left = draft.should_left = 0
    draft.save()
    assert not is_listed(lawful)


def test_others_than_the_administrator_count_nothing(lawful):
    for actor in (VISITOR, lawful.person(), lawful.officer("manager"), lawful.officer("chief")):
        with nothing_changes(), pytest.raises(Forbidden):
            services.recount_lacks(actor=actor, item_ids=[lawful.items["food"]])
        with nothing_changes(), pytest.raises(Forbidden):
            services.keep_recount(actor=actor, began_at=now(), told=acts.Recounted())
    many = [new_id() for _n in range(recounting.BATCH + 1)]
    with nothing_changes(), pytest.raises(Invalid):
        services.recount_lacks(actor=operator(), item_ids=many)


def test_of_runs_that_judged_nothing_only_the_last_is_kept(lawful):
    assert [row.judged > 0 for row in LackRecount.objects.all()] == [True]
    began = now()
    for hour in (1, 2, 3):
        with moved_to(began + timedelta(hours=hour)):
            acts.recount_all(actor=system("清点事项"))
    idle = queries.last_recount()
    assert LackRecount.objects.count() == 2
    assert (idle.judged, idle.changed) == (0, 0)
    assert idle.items == recounting.counted_items().count()
    assert idle.ended_at == began + timedelta(hours=3)
    assert Entry.objects.filter(act="keep_recount").count() == 2
    keep(lawful.law, ended_on=today() - timedelta(days=1))
    with moved_to(began + timedelta(hours=4)):
        acts.recount_all(actor=system("清点事项"))
    # What was done is kept for itself, and so is the first run after it.
    with moved_to(began + timedelta(hours=5)):
        acts.recount_all(actor=system("清点事项"))
    told = list(LackRecount.objects.order_by("ended_at").values_list("judged", flat=True))
    assert (len(told), told[1], told[3]) == (4, 0, 0)
    assert told[2] > 0


def test_runs_by_other_rules_are_kept_apart(lawful):
    acts.recount_all(actor=operator())
    LackRecount.objects.filter(judged=0).update(rules="earlier")
    acts.recount_all(actor=operator())
    assert LackRecount.objects.filter(judged=0).count() == 2


def test_runs_are_cleared_away_after_half_a_year_and_the_last_stays(lawful):
    (first,) = LackRecount.objects.all()
    over = kept_kinds()["recounts"].over
    assert not over(first.ended_at + timedelta(days=400)).exists()
    acts.recount_all(actor=operator())
    assert not over(first.ended_at + timedelta(days=183)).exists()
    assert list(over(first.ended_at + timedelta(days=183, seconds=1))) == [first]
    with moved_to(now() + timedelta(days=200)):
        assert clear_kept(actor=system("保存期限"), key="recounts") == 1
    assert LackRecount.objects.get().judged == 0


def test_the_command_counts_and_says_what_came_of_it(lawful):
    items = recounting.counted_items().count()
    told = CliRunner().invoke(command, [])
    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"看了 {items} 个事项，重新判断了 0 个，0 个的数字变了")
    kept = queries.last_recount()
    assert (kept.items, kept.judged, kept.changed) == (items, 0, 0)
