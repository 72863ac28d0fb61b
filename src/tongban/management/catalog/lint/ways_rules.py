"""M, V, O, R, Q: materials, visits, handling online, results and questions."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.management.catalog.lint.answers import is_asked, unknown_answers
from tongban.management.catalog.lint.rules import Context, Told, rule
from tongban.management.catalog.types import EX_OFFICIO, Guide, ItemType, Origin

ONLINE = "2"
"""办理形式: by computer."""
FULLY_ONLINE = frozenset({"6", "7"})
"""网上办理深度 at which result and licence come by the net too."""
CERTIFICATE = re.compile(r"(?:(?<!凭)证|证书|许可证|执照)$")
DOCUMENT = re.compile(r"(?:批复|复函|决定书|意见书|通知书|文)$")
LEAST_STEPS = 5

SOURCES = frozenset(
    {
        "person.name",
        "person.id_number",
        "person.phone",
        "person.address",
        "person.born_on",
        "company.name",
        "company.credit_code",
        "company.address",
        "company.representative",
    }
)
"""Where a line of the result may come from, beside ``form.<key>``: what is known of who applies."""


@rule("M01", "material_key", gettext_lazy("材料的编号重复"), must=True)
def _keys(guide: Guide, _context: Context) -> Iterator[Told]:
    for key, times in Counter(m.key for m in guide.materials).items():
        if times > 1:
            yield Told(
                "materials", _("材料的 key 不能重复：%(key)s。") % {"key": key}, _("请改一个。")
            )


@rule("M02", "material_source", gettext_lazy("材料没写为什么要、从哪里来"), must=True)
def _why(guide: Guide, _context: Context) -> Iterator[Told]:
    for at, material in enumerate(guide.materials, 1):
        if not material.name:
            yield Told(
                f"materials.{material.key}",
                _("第 %(n)s 份材料没有写名称。") % {"n": at},
                _("请写材料的名称；不要的，删掉。"),
            )
        elif not material.why or not material.source:
            yield Told(
                f"materials.{material.key}",
                _("材料“%(name)s”要写为什么要、从哪里来。") % {"name": material.name},
                _("请各写一句话。"),
            )


@rule("M03", "material_origin", gettext_lazy("不认识的材料来源"), must=True)
def _origin(guide: Guide, _context: Context) -> Iterator[Told]:
    for material in guide.materials:
        if material.origin not in set(Origin):
            yield Told(
                f"materials.{material.key}",
                _("不认识的材料来源“%(origin)s”。") % {"origin": material.origin},
                _("请从列出的里面选。"),
            )


@rule("M04", "material_held", gettext_lazy("不用交的材料没写从哪里取"), must=True)
def _held(guide: Guide, _context: Context) -> Iterator[Told]:
    for material in guide.materials:
        if material.origin == Origin.HELD and not (material.held_license_type or material.source):
            yield Told(f"materials.{material.key}", _("不用交的材料要写从哪里取。"), _("请补上。"))


@rule("M05", "material_when", gettext_lazy("材料挂在没有的问题上"), must=True)
def _when(guide: Guide, context: Context) -> Iterator[Told]:
    for material in guide.materials:
        when = material.when
        if unknown := unknown_answers(when, guide, context):
            yield Told(
                f"materials.{material.key}",
                _("材料“%(name)s”在回答“%(answers)s”时才要，可是没有这个回答，谁也看不到它。")
                % {"name": material.name, "answers": _("、").join(unknown)},
                _("请改成问题里有的回答，或者改成人人都交。"),
            )
        if when is not None and not is_asked(when, guide, context):
            yield Told(
                f"materials.{material.key}",
                _("材料“%(name)s”按“%(field)s”的回答才要交，可是没有这个问题。")
                % {"name": material.name, "field": when.get("field")},
                _("请在表单或情形里加上这个问题，或者改成人人都交。"),
            )


@rule("M06", "material_without_law", gettext_lazy("材料没写依据"), must=False)
def _material_law(guide: Guide, _context: Context) -> Iterator[Told]:
    for material in guide.materials:
        is_asked_for = material.origin == Origin.UPLOAD and material.required and material.name
        if is_asked_for and not material.by_law:
            yield Told(
                f"materials.{material.key}",
                _("材料“%(name)s”没有写要它的依据。") % {"name": material.name},
                _("请写明依据；没有依据的不能要。"),
            )


@rule("M07", "situation_wrong", gettext_lazy("情形的问题不完整"), must=True)
def _situations(guide: Guide, context: Context) -> Iterator[Told]:
    fields = context.form.fields if context.form is not None else {}
    seen: set[str] = set()
    for situation in guide.situations:
        place = f"situations.{situation.key}"
        values = [choice.value for choice in situation.choices]
        if (
            not situation.key
            or situation.key in seen
            or not situation.question
            or len(values) < 2
            or len(set(values)) != len(values)
            or not all(choice.value and choice.label for choice in situation.choices)
        ):
            yield Told(
                place,
                _("情形“%(question)s”要有问题和至少两个不同的回答，编号不重复。")
                % {"question": situation.question or situation.key},
                _("请补全。"),
            )
        seen.add(situation.key)
        asked = fields.get(situation.key)
        if asked is not None and {o.value for o in asked.options} != set(values):
            yield Told(
                place,
                _("情形“%(question)s”的回答和表单里同一题的不一样。")
                % {"question": situation.question},
                _("请改成一样的回答，申请时才能带过去。"),
            )


@rule("M08", "situation_unused", gettext_lazy("情形不影响材料"), must=False)
def _unused(guide: Guide, _context: Context) -> Iterator[Told]:
    used = {m.when.get("field") for m in guide.materials if m.when is not None}
    used |= {fee.when.get("field") for fee in guide.fees if fee.when is not None}
    for situation in guide.situations:
        if situation.key not in used:
            yield Told(
                f"situations.{situation.key}",
                _("问了“%(question)s”，可是没有材料因此不同。") % {"question": situation.question},
                _("请删掉这个问题，或者写明哪份材料和它有关。"),
            )


@rule("V01", "visit_reason", gettext_lazy("到现场的原因对不上"), must=True, practice=True)
def _visit_reason(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.visits and not guide.visit_reason:
        yield Told("visit_reason", _("要到现场的，请写明原因。"), _("请补上原因。"))
    if not guide.visits and guide.visit_reason:
        yield Told("visit_reason", _("不用到现场的，不写原因。"), _("请删掉原因。"))


@rule(
    "V02", "offline_without_visit", gettext_lazy("不能网上办又不用到现场"), must=True, practice=True
)
def _offline(guide: Guide, _context: Context) -> Iterator[Told]:
    if ONLINE not in guide.handle_forms and not guide.visits and not guide.by_post:
        yield Told(
            "visits",
            _("不能网上办的，请写到现场几次和原因。"),
            _("能寄材料的，请打开“可以寄送”。"),
        )


@rule("V03", "online_with_visits", gettext_lazy("全程网办却要到现场"), must=True, practice=True)
def _online_visits(guide: Guide, _context: Context) -> Iterator[Told]:
    if guide.online_depth in FULLY_ONLINE and guide.visits:
        yield Told(
            "online_depth",
            _("还要到现场 %(n)s 次，网上办理深度不能写全程网办。") % {"n": guide.visits},
            _("请改深度，或者不再要求到现场。"),
        )


@rule("O01", "form_missing", gettext_lazy("能网上办却没有表单"), must=True)
def _form(guide: Guide, context: Context) -> Iterator[Told]:
    if ONLINE in guide.handle_forms and not context.has_form and not guide.handle_url:
        yield Told(
            "form", _("要能网上申请，请先配表单。"), _("请选一张已发布的表单。") + _not_online()
        )


@rule("O02", "process_missing", gettext_lazy("能网上办却没有流程"), must=True)
def _process(guide: Guide, context: Context) -> Iterator[Told]:
    if ONLINE in guide.handle_forms and not context.has_process and not guide.handle_url:
        yield Told(
            "process", _("要能网上申请，请先配流程。"), _("请选一个已发布的流程。") + _not_online()
        )


@rule("O03", "step_unknown", gettext_lazy("流程里有没人办的环节"), must=True)
def _steps(_guide: Guide, context: Context) -> Iterator[Told]:
    for step in context.unknown_steps:
        yield Told(
            "process",
            _("流程里的环节“%(step)s”没有人会办。") % {"step": step},
            _("请改流程。"),
        )


@rule("O04", "few_steps", gettext_lazy("许可流程的环节太少"), must=True, practice=True)
def _few_steps(guide: Guide, context: Context) -> Iterator[Told]:
    if (
        context.item_type == ItemType.LICENSING
        and context.has_process
        and not guide.is_instant
        and context.step_count < LEAST_STEPS
    ):
        yield Told(
            "process",
            _("行政许可的流程一般有受理、审核、审批、办结、送达五步，这里只有 %(n)s 步。")
            % {"n": context.step_count},
            _("请补全流程的环节；当场办完的，把办件类型改成即办件。"),
        )


@rule("O05", "link_wrong", gettext_lazy("网址写得不对"), must=True)
def _links(guide: Guide, _context: Context) -> Iterator[Told]:
    for place, address in links_of(guide):
        parts = urlsplit(address) if _readable(address) else None
        if (
            parts is None
            or parts.scheme not in {"http", "https"}
            or "." not in (parts.hostname or "")
        ):
            yield Told(
                place,
                _("网址“%(address)s”打不开。") % {"address": address[:60]},
                _("请写以 https:// 开头的完整网址。"),
            )


@rule("O06", "dead_link", gettext_lazy("链接打不开"), must=False)
def _dead(guide: Guide, context: Context) -> Iterator[Told]:
    for place, address in links_of(guide):
        if address in context.dead_links:
            yield Told(
                place,
                _("%(day)s检查时网址“%(address)s”打不开。")
                % {"day": context.dead_links[address], "address": address[:60]},
                _("请换成打得开的网址，或者删掉。"),
            )


@rule("R01", "result_source", gettext_lazy("结果的内容没有来源"), must=True)
def _result(guide: Guide, context: Context) -> Iterator[Told]:
    fields = context.form.fields if context.form is not None else {}
    for line, source in guide.result.fields.items():
        floor, _dot, key = source.partition(".")
        if source not in SOURCES and not (floor == "form" and key in fields):
            yield Told(
                f"result.fields.{line}",
                _("结果的“%(line)s”取自“%(source)s”，没有这个来源。")
                % {"line": line, "source": source},
                _("请改成表单里有的一项。"),
            )


@rule("R02", "result_kind", gettext_lazy("结果名称和类型对不上"), must=True, practice=True)
def _kind(guide: Guide, _context: Context) -> Iterator[Told]:
    name = guide.result.name.rstrip("）)").split("（")[0]
    if CERTIFICATE.search(name) and guide.result.kind != "10":
        yield Told(
            "result.kind",
            _("结果是“%(name)s”，类型应当是证照。") % {"name": guide.result.name},
            _("请把结果类型改成证照。"),
        )
    if DOCUMENT.search(name) and guide.result.kind == "10":
        yield Told(
            "result.kind",
            _("结果是“%(name)s”，类型不是证照。") % {"name": guide.result.name},
            _("请把结果类型改成批文。"),
        )


@rule("R03", "result_without_license", gettext_lazy("网上出证却没有证照类型"), must=True)
def _license(guide: Guide, context: Context) -> Iterator[Told]:
    if (
        guide.result.kind == "10"
        and ONLINE in guide.handle_forms
        and context.has_process
        and not guide.result.license_type
    ):
        yield Told(
            "result.license_type",
            _("结果是证照，又能网上办，要写电子证照的类型代码。"),
            _("请先登记证照类型，再填 21 位代码。"),
        )


@rule("R04", "result_without_sample", gettext_lazy("结果没有样本"), must=True, practice=True)
def _sample(guide: Guide, _context: Context) -> Iterator[Told]:
    """Every result that has a name has a sample (standards §2.5, 11), which opens: a file that was
    uploaded, or an address.

    A licence type draws its own. A result that is no paper (money that arrives, something that is
    registered) has one too: what people read when it is done, the message or the notice of it. The
    code tables have no kind of result of which nothing is told.
    """
    if not guide.result.name or guide.result.license_type:
        return
    sample = guide.result.sample.strip()
    if not sample:
        yield Told(
            "result.sample",
            _("结果没有样本，申请人不知道会拿到什么。"),
            _("请传一份样本；没有纸质结果的，传办好时告知本人的通知或短信的样子。"),
        )
    elif not opens(sample):
        yield Told(
            "result.sample",
            _("结果样本写的是“%(text)s”，打不开。") % {"text": sample[:40]},
            _("请传一份文件，或者写样本的网址。"),
        )


@rule("R05", "retention_missing", gettext_lazy("没有写归档保管期限"), must=False)
def _retention(guide: Guide, context: Context) -> Iterator[Told]:
    if not guide.retention and context.item_type not in EX_OFFICIO:
        yield Told(
            "retention",
            _("没有写办结后案卷保存多久，归档只能按一般的期限。"),
            _("请照本部门的归档范围和保管期限表，选永久、30 年或者 10 年。"),
        )


@rule(
    "Q01",
    "licence_without_question",
    gettext_lazy("许可事项没有常见问题"),
    must=True,
    practice=True,
)
def _questions(guide: Guide, context: Context) -> Iterator[Told]:
    if context.item_type == ItemType.LICENSING and not guide.questions:
        yield Told("questions", _("行政许可至少要有一条常见问题。"), _("请写一条人们常问的。"))


@rule("Q02", "question_unanswered", gettext_lazy("常见问题没有写完"), must=True)
def _answers(guide: Guide, _context: Context) -> Iterator[Told]:
    if any(not q.question.strip() or not q.answer.strip() for q in guide.questions):
        yield Told("questions", _("有一条常见问题没有问或者没有答。"), _("请写完，或者删掉。"))


def _not_online() -> str:
    return _("不能网上办的，在“怎么办、去几次”里去掉“网上办理”。")


def opens(reference: str) -> bool:
    """Whether a reference names a file or an address (``guide_files.file_id_of``)."""
    if ":" in reference or "/" in reference:
        return True
    try:
        UUID(reference)
    except ValueError:
        return False
    return True


def _readable(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return True


def links_of(guide: Guide) -> Iterator[tuple[str, str]]:
    """(place, address) of every address in a guide."""
    for place, address in (("handle_url", guide.handle_url), ("mobile_url", guide.mobile_url)):
        if address:
            yield place, address
    for service in guide.intermediaries:
        if service.directory:
            yield "intermediaries", service.directory
    for material in guide.materials:
        for address in (material.blank_form, material.sample):
            if ":" in address or "/" in address:
                yield f"materials.{material.key}", address
    if ":" in guide.result.sample or "/" in guide.result.sample:
        yield "result.sample", guide.result.sample
