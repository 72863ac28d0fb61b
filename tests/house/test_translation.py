"""Every text that a person sees can be read in another language, and in English it is there."""

import ast
import re
from functools import cache

import pytest
from django.utils.translation import override
from tools import messages

from tests.house.source import PACKAGE, product
from tongban.base.clocks.types import LimitKind
from tongban.base.kernel.language import official
from tongban.handling.cases.states import ACTS

WHOLE = {
    "demo/": "the invented city: its items, people and cases are content",
    "main/": "what is printed on the terminal, and the embedded database's messages",
    "base/accounts/terms.py": "what people agree to, word for word; its digest is kept",
    "base/accounts/texts.py": "messages as they are sent",
    "base/audit/verification.py": "printed by the command `audit verify`, read by no page",
    "base/clocks/built_in.py": "names of holidays, kept with the calendar",
    "base/kernel/actors.py": "names under which acts are recorded",
    "base/kernel/codes/item_code/": "findings of an import, kept with the item",
    "base/notices/defaults.py": "a message as it is sent",
    "base/pages/examples.py": "the style guide's sample city",
    "handling/archives/package/": "written into an archive package, which is read outside",
    "handling/archives/services/archiving.py": "names of what an archive keeps, written into it",
    "handling/cases/queries/enclosures.py": "written into an archive package, as above",
    "handling/cases/messages.py": "messages as they are sent",
    "handling/connectors/providers/demo/": "what the mock department system says",
    "management/payments/providers/demo/": "the page of the mock bank, which is not the city's",
    "management/delivery/couriers/demo/": "what the mock courier tells",
    "management/catalog/exchange/": "told of rows of a file: kept, and sent back to other systems",
    "management/catalog/importing/": "printed by the command `import-items`, or kept with the item",
    "management/catalog/words/tables.py": "the file of the words, and what is told of its rows",
    "management/catalog/search/": "words that the search knows; people type them",
    "portal/openapi/codes.py": "the description of the interface, as items.py",
    "portal/openapi/publications.py": "the description of the interface, as items.py",
    "portal/openapi/licenses.py": "the description of the interface, as items.py",
    "portal/openapi/schemas.py": "the description of the interface, as items.py",
    "portal/openapi/items.py": "the description of the interface, for programs and who writes them",
    "handling/cases/hearing_values.py": "said in papers, published with them",
    "management/documents/wordings.py": "wordings of papers, published with them",
    "management/documents/shipped.py": "wordings of papers, published with them",
    "management/workflow/checks/": "said to whoever publishes a drawing, which no page does yet",
    "management/workflow/definition.py": "the same",
    "management/workflow/shipped.py": "names of processes, published with them",
    "sharing/licenses/drawing/": "printed on a licence",
    "sharing/licenses/faces.py": "printed on a licence and in the data attached to it",
    "sharing/licenses/signing/providers/": "names in certificates",
    "sharing/licenses/signing/roots.py": "names in certificates",
    "sharing/licenses/signing/sealing.py": "the name of the attached data",
}
"""Files and folders whose texts are not the interface's, and why."""

KEPT = {
    "management/catalog/documents/reading.py": {"《》 "},
    "management/catalog/lint/limits_rules.py": {"《》 "},
    # How words are parted in the table of words.
    "management/catalog/words/groups.py": {"、", "～"},
    # GB/T 39046 writes these instead of codes.
    "management/catalog/codes.py": {
        "全国", "跨市", "跨县", "工作日", "自然日", "月", "年", "小时",
    },
    "base/accounts/services/delegating.py": {" 月 ", " 日 ", "（代办员）"},
    "handling/bundles/queries.py": {"："},
    "handling/bundles/services/applying.py": {"："},
    "handling/bundles/services/erasing.py": {"（已销毁）"},
    "handling/bundles/services/going_on.py": {"\u3000"},
    "handling/bundles/writing.py": {"、", "先办", "情形", "，"},
    "handling/cases/announcing.py": {"个人（姓名不公开）"},
    "handling/cases/services/after_checks.py": {"准予的决定已经撤销"},
    "handling/cases/bulk.py": {"一次办几件时核对"},
    "handling/cases/queries/timeline.py": {"。；"},
    "handling/cases/services/erasing.py": {"（已销毁）"},
    "handling/cases/services/erasing_rooms.py": {"（已销毁）"},
    "handling/halls/services/receiving.py": {"（已销毁）"},
    "management/documents/services/erasing.py": {"（已销毁）"},
    "management/payments/services/asking.py": {"过期后另开"},
    "handling/cases/services/fees.py": {"办件没有办成：", "过期后另开"},
    "handling/cases/services/post.py": {"寄送", "快递", "窗口", "邮寄", "领取"},
    "handling/connectors/services/taking.py": {"已收到", "正在决定", "正在审查"},
    "handling/halls/services/scanning.py": {"扫描件"},
    "management/catalog/types/parts.py": {"电子"},
    "management/payments/services/exempting.py": {"减免", "减免后另开"},
    "management/payments/services/reconciling.py": {"后来取到了。"},
    "base/accounts/apps.py": {"TONGBAN_SECOND_FACTOR_DUTIES 里没有这样的职责：", "。可以写：", "。"},
    "base/accounts/provider/validator.py": {"登录“", "”时本人同意"},
    "base/accounts/devices.py": {"鸿蒙", "安卓", "微信", "支付宝"},
    "base/accounts/names.py": {"〇", "（", "）", "（）《》“”、，&+ -'.,"},
    "base/accounts/services/completing.py": {"网号用户"},
    "base/accounts/services/duties.py": {"已注销"},
    "base/accounts/services/factors.py": {"验证器", "通行密钥"},
    "base/accounts/paper.py": {"〔U+", "〕"},
    "base/accounts/services/resets.py": {"安全管理员处", "办事大厅"},
    "base/accounts/services/warning.py": {" 月 ", " 日 "},
    "base/kernel/outgoing/addresses.py": {"TONGBAN_OUTGOING_NETWORKS："},
    "base/accounts/second_factor.py": {"通办"},
    "base/kernel/log_masks.py": {"[已隐去]"},
    "base/accounts/holding.py": {"（代", "）"},
    "base/clocks/services/calendar.py": {"国务院办公厅年度放假通知"},
    "base/files/names.py": {"未命名"},
    # Said in papers, whose language is the law's.
    "handling/cases/services/hearings.py": {
        "行政许可法第四十七条", "行政许可法第四十六条", " 月 ", " 日 ", "时", "分", "（", "）", "第四十八条",
    },
    "handling/cases/services/interested.py": {"第三十六条、第四十七条"},
    "handling/halls/services/noticing.py": {"咨询人", "。"},
    "handling/cases/papers.py": {
        "许", "给", "确", "奖", "裁", "服", "行", "《中华人民共和国行政许可法》",
        "有关法律、法规、规章和办事指南", "网上填写的申请表", "本机关的上一级行政机关或者同级人民政府",
        "有管辖权的人民法院", "个工作日", "天", "自作出决定之日起", "内颁发、送达。", "：",
        "第三十二条", "第三十八条", "第四十二条", "第四十五条", "第四十七条", "第四十八条", "。", "办理",
        "取得行政许可",
        "申请事项依法不属于本机关职权范围。", "申请事项依法不需要", "申请人签署的容缺受理承诺书",
        "第六十九条",
    },
    "management/documents/queries.py": {"：", "（", "）.pdf"},
    "management/documents/services/rendering.py": {
        "文书名称", "文号", "文书种类", "发文机关", "发文机关代码", "受文者", "落款日期", "正文", "：",
    },
    "management/documents/services/serving.py": {"政务服务网“公告送达”",
        "政务服务网个人空间", "（", "）", "时", "分",
    },
    "management/documents/services/wording.py": {"{}〔〕 "},
    "management/documents/types.py": {"〇一二三四五六七八九", "十", "年", "月", "日"},
    "sharing/licenses/services/papers.py": {"文书签发"},
    "sharing/licenses/types.py": {"行政审批专用章"},
    "handling/cases/services/accepting.py": {"退回后重新核对过，时限接着算。", "当天"},
    "handling/cases/services/filing.py": {"近日"},
    "handling/cases/services/measures.py": {"行政许可法第四十五条"},
    "handling/cases/services/inspecting.py": {" 月 ", " 日 "},
    "handling/cases/types/values.py": {
        "行政许可法第七十条第二项", "行政许可法第七十条第三项", "行政许可法第七十条第五项",
        "行政许可法第八条",
    },
    "handling/cases/services/promising.py": {"容缺受理承诺书", "、"},
    "handling/cases/services/silence.py": {"行政许可法第三十二条"},
    "handling/cases/services/ruling.py": {
        "准予的决定已经撤销", "系统按规则", "上次当场办的结果经人工复核撤销了，这次由人办", "流程里有必须由人办的环节",
        "按规则当场办：", "。", "按规则核对。", "按规则核对，受理。",
        "《中华人民共和国个人信息保护法》第二十四条、第五十条",
    },
    "handling/cases/services/steps.py": {" 月 ", " 日"},
    "handling/cases/services/withdrawing.py": {"申请人撤回"},
    "handling/cases/services/correcting.py": {"补正不来办结"},
    "sharing/licenses/services/revoke.py": {"有效期到 ", " 为止。"},
    "handling/cases/services/drafting.py": {"："},
    "management/catalog/comparing.py": {"？?"},
    "management/catalog/editing/drawing.py": {"？?"},
    "management/catalog/editing/parts.py": {"电子", "纸质", "纸质或电子", "《", "》", "《》"},
    "management/catalog/editing/typed.py": {"电子"},
    "management/catalog/lint/elements_rules.py": {
        "视情况", "原则上", "必要时", "酌情", "适当", "一般应", "等等", "特殊情况除外",
        "法律、行政法规规定的其他条件。", "（）() ", "无", "没有", "暂无", "略", "待定", "待补", "待补充",
        "待完善", "同上", "不详", "未知", "空", "测试",
    },
    "management/catalog/lint/agreement_rules.py": {"。；，"},
    "management/catalog/lint/exercise_rules.py": {"法", "办法", "《》 "},
    "management/catalog/lint/ways_rules.py": {"）)", "（"},
    "management/catalog/queries.py": {"养老"},
    "management/catalog/services/publishing.py": {"当场办完"},
    "management/rules/cells.py": {r"\s*(?:到|至|~|～|\.\.)\s*", "、", "[、,，;；\\n]"},
    "management/rules/checks.py": {"：", "、", "，"},
    "management/rules/content.py": {"核实过的信息", "规则表", "结果", "先算的"},
    "management/rules/typed.py": {"、"},
    "management/catalog/types/guide.py": {"您补正的时间"},
    "portal/web/powers.py": {"《》"},
    "portal/web/views/browsing.py": {"居住证", "高龄津贴", "教师资格", "开饭馆"},
    "portal/web/views/lists.py": {"；", "《", "》"},
    "sharing/licenses/queries.py": {"（", "）.pdf"},
    "sharing/licenses/services/define.py": {"持证主体"},
    "sharing/licenses/services/issue.py": {"已换发第 ", " 版"},
    "sharing/licenses/signing/verifying.py": {"证照标识", "证照名称", "持证主体名称", "文书名称"},
    "portal/openapi/api.py": {
        "通办开放接口", "参数不对，请改正：", "。", "、", "请求的内容看不懂，请按说明改正。",
        "没有认出是哪个接入系统。请用签名、令牌或者客户端证书，只用一种。", "（", "）"},
    "portal/openapi/rights.py": {"这个系统没有获准做这件事。要用的话，请由部门的数据管理员申请。"},
}  # fmt: skip
"""Texts that are kept in the database, sent, printed, answered to programs, or searched for: they
are the same for every reader."""

OFFICIAL_NAMES = {
    "base/kernel/codes/credit_code.py": {"REGISTRARS", "BODY_KINDS"},
    "base/kernel/codes/divisions.py": {
        "_BEYOND_STATISTICS", "_FILLERS", "Level", "_name_of", "township_kind", "village_kind",
    },
    "base/kernel/codes/documents.py": {"_LABELS"},
    "base/pages/fields.py": {"named_fault"},
    "base/pages/wording.py": {"_HAN", "_UNITS"},
    "management/documents/services/serving.py": {"THEMSELVES"},
    "management/catalog/themes.py": {"_OF_PEOPLE", "_OF_BODIES"},
}  # fmt: skip
"""Tables of a standard, word for word, and characters that are looked for in a text."""

SHOWN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Chinese characters and the full-width punctuation between them."""
LOOKED_UP = {
    "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext",
    "pgettext_lazy",
}  # fmt: skip
SOURCES = {"django.utils.translation", "tongban.base.kernel.language"}
EAGER = {"gettext", "ngettext", "pgettext"}
PATTERNS = {"compile", "fullmatch", "sub", "search"}
RECORDED = {"system"}
TABLES = {"rights_of", "Bound"}
"""Their second argument is read in docs/rights.md, which is Chinese; refusals are looked up."""


def _called(node):
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _is_a_column(name):
    return name.endswith(("Field", "ForeignKey", "OneToOneField"))


def _excused(source):
    """The nodes whose texts need no look-up, and those that have one."""
    found = set()

    def whole(node):
        found.update(map(id, ast.walk(node)))

    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            whole(node)
        elif isinstance(node, ast.Call):
            name = _called(node)
            if name in LOOKED_UP or name in PATTERNS or name in RECORDED:
                whole(node)
            elif name in TABLES:
                whole(node.args[1])
            elif _is_a_column(name) and node.args:
                whole(node.args[0])
            for keyword in node.keywords:
                if keyword.arg in {"verbose_name", "verbose_name_plural", "help_text"}:
                    whole(keyword.value)
        elif isinstance(node, ast.Assign):
            names = {getattr(target, "id", "") for target in node.targets}
            if names & {"verbose_name", "verbose_name_plural"}:
                whole(node.value)
    return found


def spoken():
    """Every file whose texts people see."""
    return [
        source
        for source in product()
        if source.path.name != "commands.py"
        and "commands" not in source.parts
        and not source.name.startswith(tuple(WHOLE))
    ]


def _bare_texts():
    """Every Chinese text in them that is not looked up, with its place."""
    for source in spoken():
        excused = _excused(source)
        tables = OFFICIAL_NAMES.get(source.name, set())
        for statement in source.tree.body:
            targets = getattr(statement, "targets", [getattr(statement, "target", None)])
            names = {getattr(target, "id", "") for target in targets}
            if tables & (names | {getattr(statement, "name", "")}):
                excused.update(map(id, ast.walk(statement)))
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in excused
                and SHOWN.search(node.value)
            ):
                yield source, node


@cache
def bare_texts():
    return list(_bare_texts())


def test_a_text_that_people_see_is_looked_up():
    assert [
        (source.at(node), node.value[:60])
        for source, node in bare_texts()
        if node.value not in KEPT.get(source.name, set())
    ] == []


def test_what_is_excused_is_there():
    there = {(source.name, node.value) for source, node in bare_texts()}
    excused = {(name, text) for name, texts in KEPT.items() for text in texts}

    assert excused - there == set()
    assert [name for name in [*WHOLE, *OFFICIAL_NAMES] if not (PACKAGE / name).exists()] == []


def _lookups():
    for source in product():
        in_functions = set()
        eager = set()
        for node in ast.walk(source.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                for statement in node.body:
                    in_functions.update(map(id, ast.walk(statement)))
            elif isinstance(node, ast.Lambda):
                in_functions.update(map(id, ast.walk(node.body)))
            elif isinstance(node, ast.ImportFrom) and node.module in SOURCES:
                eager |= {alias.asname or alias.name for alias in node.names if alias.name in EAGER}
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and _called(node) in LOOKED_UP:
                yield source, node, id(node) in in_functions, _called(node) in eager


@cache
def lookups():
    return list(_lookups())


def test_a_text_is_looked_up_when_its_reader_is_known():
    """While a module is read nobody asks: what is looked up then stays in one language."""
    assert len(lookups()) > 1000
    assert [
        source.at(node) for source, node, in_function, is_eager in lookups()
        if is_eager and not in_function
    ] == []  # fmt: skip


def test_a_text_with_values_is_looked_up_before_they_are_put_in():
    assert [
        source.at(node)
        for source, node, _in_function, _is_eager in lookups()
        if any(isinstance(argument, (ast.JoinedStr, ast.BinOp)) for argument in node.args)
    ] == []


@pytest.fixture(scope="module")
def collected():
    return messages.collected()


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated(language, collected):
    known = messages.kept(language)
    asked = [message for message in collected if message.id]
    told = {(m.context, m.id): m for m in known}
    strings = {
        key: message.string if isinstance(message.string, (tuple, list)) else [message.string]
        for key, message in told.items()
    }

    assert len(asked) > 1000
    assert [m.id for m in asked if (m.context, m.id) not in told] == []
    assert [m.id for m in asked if not all(strings[m.context, m.id])] == []
    assert [m.id for m in known if m.id and m.fuzzy] == []


PLACES = re.compile(r"%\(\w+\)[sd]|\{\w*(?::\d)?\}|%s")


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_a_translation_has_the_same_values(language):
    def places(text):
        return sorted(set(PLACES.findall(text)))

    assert [
        message.id
        for message in messages.kept(language)
        if isinstance(message.id, str)
        and message.id
        and places(message.id) != places(message.string)
    ] == []


def test_texts_read_at_the_start_follow_the_reader_and_kept_ones_do_not():
    with override("en"):
        assert str(ACTS["refuse"].label) == "Refuse"
        assert str(LimitKind.PROMISED.label) == "Promised limit"
        with official():
            assert str(ACTS["refuse"].label) == "不予批准"
            assert str(LimitKind.PROMISED.label) == "承诺时限"
    with override("zh-hans"):
        assert str(ACTS["refuse"].label) == "不予批准"
