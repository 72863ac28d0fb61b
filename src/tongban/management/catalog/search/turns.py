"""Turns of speech: what people say in many ways and means the same in whatever situation.

Situations of the synonym table (``养老金+去世``) are written with one word of each kind; a query that
says it otherwise (老伴走了，退休工资还有吗) has the same situation. These are closed lists of everyday
words, as those of ``actions``; what a service is called stands in the table.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_PLACES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|"
    "四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古?|广西|西藏|宁夏|新疆|广州|深圳|东莞|佛山|杭州|宁波|温州|南京|苏州|"
    "武汉|长沙|郑州|成都|昆明|贵阳|西安|厦门|福州|青岛|济南|合肥|南昌|南宁|大连|沈阳"
)


class Turn(NamedTuple):
    """One kind of thing to say."""

    parts: tuple[str, ...]
    """How situations of the table say it."""
    said: re.Pattern[str]
    """How people say it; a group, when there is one, is the part of it that says so."""


def _turn(parts: str, said: str) -> Turn:
    return Turn(tuple(parts.split()), re.compile(said))


TURNS = (
    _turn(
        "去世 死亡 过世",
        r"去世|过世|死亡|死了|死掉|病死|病故|离世|身故|逝世|不在了|不在人世|"
        r"(?:老人家?|老伴|老公|老婆|爸|妈|父亲|母亲|爷爷|奶奶|丈夫|妻子|男人|老汉儿?|爱人|亲人|(?<![工商客])人)(?:都|就|刚|已经)?(走了|没了)",
    ),
    _turn("到期 过期", r"到期|过期|期满|满期|超期|有效期.{0,2}[到过满]"),
    _turn(
        "丢 掉 遗失 不见",
        r"丢|遗失|不见了|找不[到着见]|(?<![卖关扔撤拆改销用吃坏换退戒])掉了|搞落|被偷|被盗|偷走",
    ),
    _turn("孩子 娃", r"孩子|娃(?!娃?[鱼机])|小孩|小朋友|儿子|女儿|闺女|宝宝|幺儿|崽崽"),
    _turn(
        "老人",
        r"老人|老年人|老大爷|老太太|老太婆|老头|老汉|老爷子|老辈子|爷爷|奶奶|外公|外婆|姥姥|姥爷",
    ),
    _turn(
        "注销 不干 不开 不做 倒闭",
        r"不干了|不开了|不做了|不搞了|不弄了|不办了|倒闭|关门|关店|关张|关掉|关了|黄了|垮了|[干开做搞盘撑办]不下去|不经营了|散伙",
    ),
    _turn("公司 企业", r"公司|企业"),
    _turn("转让 过户", r"转让|过户|转手|转给|盘给|盘出去|卖给|卖掉|卖了|卖到|让给|易主"),
    _turn("改名 改名字", r"改名|更名|换名|换个名|改个名"),
    _turn("搬", r"搬家|搬迁|搬到|搬走|搬地方|换地方|挪地方|换地址|迁址|换场地"),
    _turn(
        "饭店 餐馆 饭馆 餐饮",
        r"饭[馆店]|餐[馆厅]|馆子|小吃店|面馆|火锅店?|酒楼|串串|烧烤店|食店|小炒",
    ),
    _turn("货车", r"货车|大卡|卡车|半挂|挂车|渣土车|罐车|牵引车|拉货的车"),
    _turn("客车 大巴", r"客车|大巴|中巴|旅游车"),
    _turn("网约车 滴滴", r"网约车?|滴滴|快车|专车|顺风车|曹操|t3出行|花小猪"),
    _turn("出租车", r"出租车|的士|计程车|打表车"),
    _turn("驾驶证 驾照", r"驾驶证|驾照|驾驶执照"),
    _turn("拖拉机 收割机 农机", r"拖拉机|收割机|农机|微耕机|旋耕机|插秧机|耕田机|打谷机"),
    _turn("ktv 歌厅", r"ktv|卡拉ok|[歌练]厅|歌城|练歌房|歌舞厅|夜总会|酒吧"),
    _turn("庙 寺庙 寺", r"庙|寺|道观|佛堂|庵"),
    _turn("养老金 退休金", r"养老金|退休金|退休工资|养老钱|养老工资"),
    _turn("没钱 困难 贫困", r"没钱|没得钱|缺钱|穷|困难|贫困|条件[差不]|没收入|揭不开锅"),
    _turn("外省 省外 跨省", r"外省|省外|跨省|出省"),
    _turn("外地 异地", rf"外地|异地|外面|外头|他乡|(?:[在去到回]|到了)({_PLACES})"),
    _turn(
        "没工作 失业 下岗",
        r"没有?工作|没得工作|没活干|失业|下岗|被?裁员|被裁|被?辞退|被?开除|炒鱿鱼|被炒",
    ),
    _turn("辞职 离职", r"辞职|离职|辞工|不干了"),
    _turn(
        "工伤",
        r"工伤|(?:工地|厂里|上班|干活|车间|做工|做活路|工人|工友|员工|机器).{0,5}(?:受伤|摔|砸|压|夹|绞|烫|触电|[伤断]了)",
    ),
    _turn(
        "生孩子 生娃 生育",
        r"生孩子|生[个了]?(?:小孩|娃|宝宝|崽)|生[二三]胎|生育|分娩|剖腹产|顺产|坐月子",
    ),
    _turn("补贴 补助", r"补[贴助偿]|津贴|给钱|发钱|钱[领拿发]|[拿领]钱|有没有钱"),
    _turn("上学 入学 读书", r"上学|入学|读书|念书|上小学|上初中|上课"),
    _turn("盖房 建房", r"盖.?房|建.?房|修.?房|起房子|修屋|盖屋|自建"),
    _turn("打工 务工", r"打工|务工"),
    _turn(
        "缴费不满",
        r"[交缴买]了?(?:[1-9]|1[0-4]|[一二两三四五六七八九]|十[一二三四]?)年|(?:没|不)[交缴][够满]|[交缴][不没][够满]|年限不[够足]",
    ),
    _turn("看病 住院", r"看病|治病|就医|看医生|住院|开刀|动手术"),
    _turn("退伍 退役", r"退伍|退役|当兵(?:回来|完)|复员|部队回来"),
)


@lru_cache(maxsize=256)
def turns_in(text: str) -> tuple[tuple[str, int, int], ...]:
    """(part of situations, begin, end) of every turn of speech that stands in the text."""
    return tuple(
        (part, begin, end)
        for parts, said in TURNS
        for found in said.finditer(text)
        for begin, end in [found.span(found.lastindex or 0)]
        for part in parts
        if text[begin:end] != part
    )
