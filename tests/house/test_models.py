"""Rule 1 for what import-linter cannot see: tables, migrations and reverse names."""

import ast

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader

from tests.house.source import CHINESE, folders, height, order, product, sources

LABELS = {folder.split("/")[1] for folder in folders()}
MODELS = [model for model in apps.get_models() if model._meta.app_label in LABELS]
FIELDS = [
    (f"{model._meta.label}.{field.name}", field)
    for model in MODELS
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
]
RELATIONS = [(name, field) for name, field in FIELDS if field.remote_field is not None]

WITHOUT_DIVISION = {
    "accounts.Account": "an account is one human being, who may move; its person has the division",
    "accounts.ClerkInvitation": "found by its company, which has its own",
    "accounts.Clerkship": "found by its company and person, which have theirs",
    "accounts.CompanyProof": "found by its person, who has one",
    "accounts.Consent": "found by its person, who has one",
    "accounts.DataRequest": "found by its person, who has one",
    "accounts.Delegation": "found by its person, who has one",
    "accounts.DemoFault": "only in the demo city",
    "accounts.DemoIdentity": "only in the demo city",
    "accounts.FailedTries": "its key is a digest of whom and where; forgotten within hours",
    "accounts.Guardianship": "found by its two persons, who have theirs",
    "accounts.Linkage": "found by its account",
    "accounts.FactorReset": "found by its account, which is one human being, who may move",
    "accounts.LogoutNotice": "found by its grant",
    "accounts.PhoneChange": "found by its person; over after five minutes",
    "accounts.Recusal": "found by its person, who has one",
    "accounts.Registration": "whose it is, is not known yet; over after a day",
    "accounts.ClientDay": "found by its client, which has its own",
    "accounts.ClientSecret": "found by its client, which has its own",
    "accounts.Code": "gone within days; found by its grant",
    "accounts.DeviceRequest": "gone within days; found by its client",
    "accounts.Grant": "found by its account, who may move, and its client, which has its own",
    "accounts.RequestNonce": "gone within days; found by its client",
    "accounts.RightsReview": "found by its tenure, and that by its post",
    "accounts.SecurityAlert": "the security administrator watches the whole city's accounts",
    "accounts.SignInSession": "found by its account, which is one human being, who may move",
    "accounts.StandIn": "found by its post, which has its own",
    "accounts.Verification": "found by its person, who has one",
    "accounts.Tenure": "found by its post, which has its own",
    "accounts.Token": "gone within days; found by its grant",
    "accounts.VisitCount": "its key is a digest of whom and what; forgotten within a day",
    "archives.Fonds": "found by its department, which has its own",
    "archives.ItemRetention": "found by its item, which has its own",
    "archives.SerialCounter": "its scope names the fonds, which has its own",
    "audit.Block": "the chain is one for the whole city",
    "audit.Pending": "a queue that is empty within a second",
    "audit.Seal": "found by its entry, which has its own",
    "cases.HearingMember": "found by its hearing, which has its own",
    "cases.InspectionMember": "found by its inspection, which has its own",
    "cases.InspectionPhoto": "found by its inspection, which has its own",
    "catalog.DirectoryEntry": "above any body and division; a few thousand rows",
    "catalog.DocumentRevision": "found by its document, which has its own",
    "catalog.GuideFile": "found by its item, which has its own",
    "catalog.ItemDocument": "found by its item, which has its own",
    "catalog.LinkCheck": "an address is asked once, whoever leads to it",
    "catalog.GuideImport": "a file may have items of every division",
    "catalog.ItemDraft": "found by its item, which has its own; one open at a time",
    "catalog.ItemFinding": "found by its item, which has its own",
    "catalog.ItemJudgement": "found by its item, which has its own",
    "catalog.ItemRevision": "found by its item, which has its own; a few thousand rows",
    "catalog.LackRecount": "it looks through the items of all divisions",
    "catalog.MissAnswer": "kept by what was looked for, and never by whom or where",
    "catalog.SearchMiss": "kept by day, and never by whom or where",
    "catalog.SearchWording": "the same words are kept once for all divisions; entries have theirs",
    "catalog.SearchTerm": "counts over the whole index",
    "catalog.Synonym": "one table of words for all divisions",
    "catalog.SynonymRevision": "one table of words for all divisions",
    "catalog.WordChange": "one table of words for all divisions, and so one draft",
    "catalog.StandingChange": "found by its item, which has its own; one open at a time",
    "catalog.UpstreamChange": "found by its item, which has its own",
    "clocks.CalendarDay": "one calendar for the country",
    "clocks.CalendarEdition": "one row",
    "clocks.CalendarYear": "one calendar for the country",
    "connectors.OutsideItem": "found by its item, which has its own",
    "documents.PaperCounter": "found by its department, which has its own",
    "documents.PaperTemplate": "definitions are shared by all divisions",
    "eforms.FormRevision": "definitions are shared by all divisions; a few thousand rows",
    "licenses.LicenseType": "definitions are shared by all divisions",
    "licenses.LicenseTypeRevision": "definitions are shared by all divisions",
    "licenses.NumberCounter": "its scope names the division where the pattern does",
    "notices.DemoLetter": "only in the demo city",
    "notices.TemplateRevision": "definitions are shared by all divisions",
    "orgs.Department": "it has a relation to its division itself",
    "orgs.Division": "it is the division",
    "rules.RuleDraft": "found by its table, which has its own; one open at a time",
    "rules.RuleRevision": "found by its table, which has its own",
    "delivery.DemoShipment": "only in the demo city",
    "payments.DemoPayment": "only in the demo city",
    "payments.Statement": "a provider's statement is of all divisions",
    "workflow.ProcessRevision": "definitions are shared by all divisions",
}
"""Tables without a division code of their own, and why they need none past one machine."""

TOGETHER = {
    "catalog.ItemChange.item": "what the feed tells of an item is nothing without it",
    "catalog.SearchEntry.item": "what search reads of an item is made anew from it at any time",
    "catalog.ItemJudgement.item": "what an item's counts hang on is counted anew at any time",
    "catalog.ItemFinding.item": "a finding is a remark on its item and nothing without it",
}
"""Relations with another ``on_delete`` than PROTECT, and why."""


def test_there_are_tables_to_look_at():
    assert len(MODELS) > 20
    assert len(RELATIONS) > 20


def test_every_app_is_in_the_contract_and_installed():
    by_importance = {name.removeprefix("tongban.").replace(".", "/") for name in settings.FLOORS}

    assert set(folders()) - set(order()) == set()
    assert by_importance == set(folders())


def test_apps_are_installed_in_the_order_of_the_house():
    heights = [height(name.rsplit(".", 1)[1]) for name in settings.FLOORS]

    assert heights == sorted(heights, reverse=True)


def test_an_app_is_labelled_as_its_folder():
    for name in settings.FLOORS:
        assert apps.get_app_config(name.rsplit(".", 1)[1]).name == name


@pytest.mark.parametrize(("name", "field"), RELATIONS, ids=[name for name, _f in RELATIONS])
def test_a_relation_points_only_down(name, field):
    mine = field.model._meta.app_label
    other = field.remote_field.model._meta.app_label

    assert other in LABELS, "a relation to a table that is not ours"
    assert height(other) <= height(mine)


@pytest.mark.parametrize(("name", "field"), RELATIONS, ids=[name for name, _f in RELATIONS])
def test_a_relation_to_another_app_cannot_be_walked_back(name, field):
    if field.remote_field.model._meta.app_label != field.model._meta.app_label:
        assert (field.remote_field.related_name or "").endswith("+")


@pytest.mark.parametrize(("name", "field"), RELATIONS, ids=[name for name, _f in RELATIONS])
def test_nothing_vanishes_with_what_it_points_to(name, field):
    if isinstance(field, models.ManyToManyField):
        return
    assert (field.remote_field.on_delete is models.PROTECT) != (name in TOGETHER)


def test_migrations_wait_only_for_lower_apps():
    upward = [
        f"{label}.{name} waits for {other}"
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        if label in LABELS
        for other, _name in migration.dependencies
        if other in LABELS and height(other) > height(label)
    ]

    assert upward == []


@pytest.mark.django_db
def test_migrations_tell_the_tables_as_they_are():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_a_table_and_its_columns_are_named_in_chinese(model):
    nameless = [
        field.name
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.model is model
        and not CHINESE.search(str(field.verbose_name))
        and not field.auto_created
        # Django's own columns of an account bear the names of Django's translation.
        and field.name not in {"password", "last_login"}
    ]

    assert CHINESE.search(str(model._meta.verbose_name))
    assert nameless == []


@pytest.mark.parametrize("model", MODELS, ids=[model._meta.label for model in MODELS])
def test_a_table_says_of_which_division_its_rows_are_or_why_not(model):
    has = "division_code" in {field.name for field in model._meta.get_fields()}

    assert has != (model._meta.label in WITHOUT_DIVISION)


def test_the_lists_of_exceptions_name_what_there_is():
    labels = {model._meta.label for model in MODELS}

    assert set(WITHOUT_DIVISION) - labels == set()
    assert set(TOGETHER) - {name for name, _f in RELATIONS} == set()
    assert all({**WITHOUT_DIVISION, **TOGETHER}.values())


def test_no_table_has_a_save_of_its_own():
    own = [
        source.at(method)
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, ast.FunctionDef)
        and method.name in {"save", "delete", "save_base", "clean", "full_clean"}
        and source.app
        and any(part.startswith("models") for part in source.parts)
    ]

    assert own == []


def test_nothing_is_glued_with_signals():
    glued = []
    for source in product():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"):
                glued.append(source.at(node))
            if isinstance(node, ast.Import) and any(
                a.name.endswith(".signals") for a in node.names
            ):
                glued.append(source.at(node))
        glued += [
            source.at(call)
            for name, call in source.calls()
            if name.endswith(("receiver", "_save.connect", "_delete.connect"))
        ]

    assert glued == []


def test_no_table_is_reached_by_its_name():
    reached = [
        source.at(call)
        for source in product()
        for name, call in source.calls()
        if name.rsplit(".", 1)[-1] in {"get_model", "get_user_model", "get_models"}
    ]

    assert reached == []


def test_a_migration_reaches_only_the_tables_of_its_own_app():
    reached = [
        source.at(call)
        for source in sources()
        if source.is_migration
        for name, call in source.calls()
        if name.endswith(".get_model")
        and (not call.args or ast.literal_eval(call.args[0]).split(".")[0] != source.app)
    ]

    assert reached == []


def test_apps_name_one_anothers_tables_by_text():
    """``"orgs.Department"``, never the class: a table is not one of the doors."""
    named = [
        source.at(call)
        for source in product()
        if source.app and "models" in source.path.stem
        for name, call in source.calls()
        if name.endswith(("ForeignKey", "OneToOneField", "ManyToManyField"))
        and isinstance(call.args[0], ast.Name)
        and call.args[0].id not in {n.name for n in source.tree.body if isinstance(n, ast.ClassDef)}
    ]

    assert named == []
