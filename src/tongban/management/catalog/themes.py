"""主题 that the editor offers: those that items are found by already, then the national ones.

A theme is a plain word of the city; one that is typed otherwise than the others founds a theme of
its own on the portal, so that whoever edits must see what there is.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tongban.management.catalog.queries import themes

_OF_PEOPLE = """生育收养 户籍办理 民族宗教 教育科研 入伍服役 就业创业 设立变更 准营准办 职业资格
行政缴费 婚姻登记 优待抚恤 规划建设 住房保障 社会保障 证件办理 交通出行 旅游观光 出境入境 消费维权
公共安全 司法公证 知识产权 环保绿化 文化体育 公用事业 医疗卫生 离职退休 死亡殡葬 其他"""
_OF_BODIES = """设立变更 准营准办 资质认证 年检年审 税收财务 人力资源 社会保障 投资审批 融资信贷
抵押质押 商务贸易 招标拍卖 海关口岸 涉外服务 农林牧渔 国土和规划建设 交通运输 环保绿化 应急管理
医疗卫生 科技创新 文体教育 知识产权 民族宗教 质量技术 检验检疫 安全生产 公安消防 司法公证 公用事业
法人注销 档案文物 其他"""

NATIONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"person_themes": tuple(_OF_PEOPLE.split()), "company_themes": tuple(_OF_BODIES.split())}
)
"""Element → the classes of 国办函〔2016〕108号 (widely published; the annex itself was not read)."""
_AUDIENCE = {"person_themes": "person", "company_themes": "company"}


def themes_to_choose(place: str) -> list[str]:
    """What may be written at that element, what other items have first, each once."""
    in_use = [theme for theme, _count, _names in themes(_AUDIENCE[place])]
    return list(dict.fromkeys((*in_use, *NATIONAL[place])))
