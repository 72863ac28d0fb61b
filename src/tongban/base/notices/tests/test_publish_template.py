import pytest
from django.db import IntegrityError, transaction

from tongban.base.audit.models import Entry
from tongban.base.kernel.actors import system
from tongban.base.kernel.errors import Forbidden, Invalid
from tongban.base.notices import services, types
from tongban.base.notices.models import TemplateRevision
from tongban.base.notices.types import ChannelKind, TemplateDefinition

pytestmark = pytest.mark.django_db


def publish(actor, text="您好，{name}。", names=("name",), key="greeting", kind=ChannelKind.SMS):
    return services.publish_template(actor=actor, key=key, kind=kind, text=text, names=names)


def test_each_new_text_is_the_next_revision(administrator):
    first = publish(administrator)
    second = publish(administrator, "{name}，您好。")
    assert (first.revision, second.revision) == (1, 2)
    assert TemplateRevision.objects.get(pk=first.pk).text == "您好，{name}。"
    assert second.names == ["name"]
    told = Entry.objects.filter(act="publish_template").order_by("at", "id")
    assert [e.detail["revision"] for e in told] == [1, 2]


def test_publishing_the_same_text_again_changes_nothing(administrator):
    first = publish(administrator)
    assert publish(administrator) == first
    assert TemplateRevision.objects.count() == 1
    assert Entry.objects.filter(act="publish_template").count() == 1


def test_each_kind_has_revisions_of_its_own(administrator):
    publish(administrator)
    assert publish(administrator, "信：{name}", kind=ChannelKind.MAILBOX).revision == 1


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("您好，{nmae}。", "undeclared_placeholder"),
        ("{name} {other}", "undeclared_placeholder"),
        ("{name.__class__}", "stray_brace"),
        ("{name[0]}", "stray_brace"),
        ("{name!r}", "stray_brace"),
        ("{name:>10}", "stray_brace"),
        ("{0}", "stray_brace"),
        ("{}", "stray_brace"),
        ("{{name}}", "stray_brace"),
        ("{ name }", "stray_brace"),
        ("{name", "stray_brace"),
        ("  ", "empty"),
        ("长" * 501, "too_long"),
    ],
)
def test_a_text_that_could_not_be_filled_in_is_refused(administrator, text, finding):
    with pytest.raises(Invalid) as caught:
        publish(administrator, text)
    assert caught.value.code == "template_invalid"
    assert finding in [each.code for each in caught.value.findings]
    assert not TemplateRevision.objects.exists()
    assert not Entry.objects.filter(act="publish_template").exists()


def test_every_reason_is_told_at_once(administrator):
    with pytest.raises(Invalid) as caught:
        publish(administrator, "{a} {b} {", names=["Bad-Name"])
    assert [each.code for each in caught.value.findings] == [
        "bad_name",
        "undeclared_placeholder",
        "undeclared_placeholder",
        "stray_brace",
    ]
    assert caught.value.message == (
        "模板不能发布：占位符的名字只用小写字母、数字和下划线：Bad-Name；"
        "没有声明的占位符：{a}；没有声明的占位符：{b}；花括号只能用来写占位符，比如 {code}。"
    )


def test_only_administrators_and_the_platform_publish(handler):
    with pytest.raises(Forbidden):
        publish(handler)
    assert not TemplateRevision.objects.exists()
    assert publish(system()).revision == 1


def test_a_published_text_is_never_changed(administrator):
    revision = publish(administrator)
    for change in (
        lambda: TemplateRevision.objects.filter(pk=revision.pk).update(text="别的"),
        lambda: TemplateRevision.objects.filter(pk=revision.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="不能修改或删除"), transaction.atomic():
            change()
    assert TemplateRevision.objects.get(pk=revision.pk).text == "您好，{name}。"


def test_one_key_is_declared_with_one_text():
    one = TemplateDefinition("declared_once", "一", frozenset())
    types.declare_templates([one])
    types.declare_templates([one])
    with pytest.raises(ValueError, match="declared twice"):
        types.declare_templates([TemplateDefinition("declared_once", "二", frozenset())])
    assert types.declared_templates()["declared_once"] == one
    types._definitions.pop("declared_once")
