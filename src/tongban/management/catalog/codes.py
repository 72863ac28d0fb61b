"""Code tables of item elements, in both standards, and the way from one to the other.

GB/T 39554.2 (with its predecessor C0109.2) and GB/T 39046-2020 annex A give other codes to the same
things; we keep those of GB/T 39554.2 and turn them when rows go to or come from the other. Source:
standards §2.2 and §2.3; where only practice is known, the table says so there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.management.catalog.types import Audience, ItemType


@dataclass(frozen=True, slots=True)
class CodeTable:
    """Codes of one element. ``to_39046`` names only what differs there; None: no such code."""

    key: str
    name: str | Promise
    codes: Mapping[str, str | Promise]
    to_39046: Mapping[str, str | None] = field(default_factory=dict)
    from_39046: Mapping[str, str] = field(default_factory=dict)

    def label(self, code: str) -> str:
        """The words of a code; the code itself when it is not in the table."""
        return str(self.codes.get(code, code))

    def in_39046(self, code: str) -> str | None:
        """The code of GB/T 39046 for ours; None when that standard has none, or it is not ours."""
        if code not in self.codes:
            return None
        return self.to_39046.get(code, code)

    def out_of_39046(self, code: str) -> str | None:
        """Our code for one of GB/T 39046; None for one that means nothing here."""
        ours = self.from_39046.get(code, code)
        return ours if ours in self.codes else None


def _table(
    key: str,
    name: str | Promise,
    codes: Mapping[str, str | Promise],
    to_39046: Mapping[str, str | None] | None = None,
    from_39046: Mapping[str, str] | None = None,
) -> CodeTable:
    return CodeTable(
        key,
        name,
        MappingProxyType(dict(codes)),
        MappingProxyType(dict(to_39046 or {})),
        MappingProxyType(dict(from_39046 or {})),
    )


def _of_choices(choices: Iterable[tuple[str, str | Promise]]) -> dict[str, str | Promise]:
    return dict(choices)


CODE_TABLES: Mapping[str, CodeTable] = MappingProxyType(
    {
        table.key: table
        for table in (
            _table("item_type", _("事项类型"), _of_choices(ItemType.choices)),
            _table(
                "use_level",
                _("行使层级"),
                {
                    "1": _("国家级"),
                    "2": _("省级"),
                    "3": _("市级"),
                    "4": _("县级"),
                    "5": _("镇（乡、街道）级"),
                    "6": _("村（社区）级"),
                    "7": _("分级管理"),
                },
            ),
            _table(
                "body_type",
                _("实施主体性质"),
                {
                    "1": _("法定机关"),
                    "2": _("授权组织"),
                    "3": _("受委托组织"),
                    "9": _("其他"),
                },
            ),
            _table(
                "audience",
                _("服务对象"),
                _of_choices(Audience.choices),
                # 39046 has no bodies without legal personality; authorities and others moved.
                {"5": "6", "6": "5", "9": "6"},
                {"5": "6", "6": "9"},
            ),
            _table(
                "handle_form",
                _("办理形式"),
                {"1": _("窗口办理"), "2": _("网上办理"), "3": _("快递申请"), "4": _("上门服务")},
                {"3": "4", "4": "9"},
                {"3": "2", "4": "3", "9": "1"},
            ),
            # As in an archive number (DA/T 13); the periods are those of the eighth order of the
            # national archives administration (机关文件材料归档范围和文书档案保管期限规定).
            _table(
                "retention",
                _("归档保管期限"),
                {"Y": _("永久"), "D30": _("30 年"), "D10": _("10 年")},
            ),
            _table("project_type", _("办件类型"), {"1": _("即办件"), "2": _("承诺件")}),
            _table(
                "handle_area",
                _("通办范围"),
                {
                    "1": _("全国"),
                    "2": _("全省"),
                    "3": _("全市"),
                    "4": _("全县"),
                    "5": _("全镇（乡、街道）"),
                    "6": _("跨村（社区）"),
                },
                {"5": None, "6": None},
            ),
            _table(
                "power_source",
                _("权力来源"),
                {
                    "1": _("法定本级行使"),
                    "2": _("上级下放"),
                    "3": _("上级授权"),
                    "4": _("同级授权"),
                    "5": _("上级委托"),
                    "6": _("同级委托"),
                },
            ),
            _table(
                "online_depth",
                _("网上办理深度"),
                {
                    "1": _("互联网咨询"),
                    "2": _("互联网收件"),
                    "3": _("互联网预审"),
                    "4": _("互联网受理"),
                    "5": _("互联网办理"),
                    "6": _("互联网办理结果信息反馈"),
                    "7": _("互联网电子证照反馈"),
                    "8": _("其他"),
                },
            ),
            _table(
                "material_need",
                _("材料必要性"),
                {"1": _("必要"), "2": _("非必要"), "3": _("容缺后补")},
                {"2": "0", "3": "0"},
                {"0": "2"},
            ),
            _table(
                "material_form",
                _("材料形式"),
                {"1": _("纸质"), "2": _("电子"), "3": _("纸质或电子")},
            ),
            _table(
                "material_kind",
                _("材料类型"),
                {"1": _("证件证书证明"), "2": _("申请表格文书"), "3": _("其他")},
            ),
            _table(
                "material_source",
                _("来源渠道"),
                {"10": _("申请人自备"), "20": _("政府部门核发"), "99": _("其他")},
            ),
            _table(
                "result_kind",
                _("结果类型"),
                {"10": _("证照"), "20": _("批文"), "30": _("其他")},
            ),
            _table(
                "penalty_kind",
                _("处罚种类"),
                # 行政处罚法 9, by its own numbers.
                {
                    "1": _("警告、通报批评"),
                    "2": _("罚款、没收违法所得、没收非法财物"),
                    "3": _("暂扣许可证件、降低资质等级、吊销许可证件"),
                    "4": _("限制开展生产经营活动、责令停产停业、责令关闭、限制从业"),
                    "5": _("行政拘留"),
                    "6": _("法律、行政法规规定的其他行政处罚"),
                },
            ),
            _table(
                "coercion_kind",
                _("强制措施和执行方式"),
                # 行政强制法 9 (1x) and 12 (2x), by their own numbers.
                {
                    "11": _("限制公民人身自由"),
                    "12": _("查封场所、设施或者财物"),
                    "13": _("扣押财物"),
                    "14": _("冻结存款、汇款"),
                    "15": _("其他行政强制措施"),
                    "21": _("加处罚款或者滞纳金"),
                    "22": _("划拨存款、汇款"),
                    "23": _("拍卖或者依法处理查封、扣押的场所、设施或者财物"),
                    "24": _("排除妨碍、恢复原状"),
                    "25": _("代履行"),
                    "26": _("其他强制执行方式"),
                },
            ),
            _table(
                "collect_type",
                _("征收种类"),
                # The column is practice, its codes are not known: see exchange/naming.
                {
                    "1": _("税"),
                    "2": _("行政事业性收费"),
                    "3": _("政府性基金"),
                    "9": _("其他征收"),
                },
            ),
            _table(
                "inspection_way",
                _("检查方式"),
                {
                    "1": _("双随机抽查"),
                    "2": _("专项检查"),
                    "3": _("因投诉举报、转办交办而检查"),
                    "4": _("非现场检查"),
                    "9": _("其他检查"),
                },
            ),
            _table(
                "limit_unit",
                _("时限单位"),
                {"1": _("工作日"), "2": _("自然日")},
            ),
        )
    }
)
"""Table by key."""

UNITS = MappingProxyType({"1": "working_day", "2": "natural_day"})
"""时限单位 of the exchange tables → unit of our clocks."""
